import Foundation

/// A user of its own for a program that docgen starts as root: bubblewrap maps one, and the kernel counts no processes
/// of the real root, so docgen, who may, maps another beside it, and the launcher becomes that one.
///
/// Bubblewrap says on a descriptor which process it has made, and waits on another until its users are there.
final class UserSpace: Sendable {
  private let user: uid_t
  private let (said, saying): (Int32, Int32)
  private let (waiting, go): (Int32, Int32)

  init(for user: uid_t) throws(SnippetFailure) {
    var ends = [Int32](repeating: -1, count: 4)
    let isMade = ends.withUnsafeMutableBufferPointer { ends in
      ends.baseAddress.map { pipe($0) == 0 && pipe($0 + 2) == 0 } ?? false
    }
    guard isMade else { throw .disk(path: "pipe", reason: String(cString: strerror(errno))) }
    // Above the child's own numbers, and closed in it.
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 16) }
    for end in ends { close(end) }
    self.user = user
    (said, saying, waiting, go) = (moved[0], moved[1], moved[2], moved[3])
  }

  /// Whether a user and group of that number are among those that docgen itself was given: in a container there may be
  /// root alone.
  static func knows(_ number: uid_t) -> Bool {
    ["uid_map", "gid_map"].allSatisfy { kind in
      guard let map = try? String(contentsOfFile: "/proc/self/\(kind)", encoding: .utf8) else { return false }
      return map.split(separator: "\n").contains { line in
        let numbers = line.split(separator: " ").compactMap { UInt64($0) }
        return numbers.count == 3 && numbers[0] <= UInt64(number) && UInt64(number) - numbers[0] < numbers[2]
      }
    }
  }

  deinit { for end in [said, saying, waiting, go] { close(end) } }

  /// The child's two, in the order of `arguments`.
  var descriptors: [Int32] { [saying, waiting] }

  /// - Parameter first: the number of the first descriptor in the child.
  static func arguments(first: Int) -> [String] {
    [
      "--info-fd", String(first), "--userns-block-fd", String(first + 1), "--cap-add", "CAP_SETUID",
      "--cap-add",
      "CAP_SETGID",
    ]
  }

  /// Called when bubblewrap has been started: maps the users, and lets it go on.
  func write() {
    guard let process = child() else { return }
    for kind in ["uid_map", "gid_map"] {
      let file = open("/proc/\(process)/\(kind)", O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { continue }
      // One write, or the kernel takes none.
      _ = NamelessFile.write(Array("0 0 1\n\(user) \(user) 1\n".utf8), to: file)
      close(file)
    }
    _ = NamelessFile.write([1], to: go)
  }

  /// `{ "child-pid": 12, … }`; nil where bubblewrap ended before it said so, or says nothing for long.
  private func child() -> pid_t? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1024)
    for _ in 0..<50 {
      var wanted = pollfd(fd: said, events: Int16(POLLIN), revents: 0)
      guard poll(&wanted, 1, 100) > 0 else { continue }
      let count = read(said, &chunk, chunk.count)
      guard count > 0 else { return nil }
      bytes += chunk.prefix(count)
      let text = String(decoding: bytes, as: UTF8.self)
      if let match = text.firstMatch(of: #/"child-pid": *([0-9]+)[^0-9]/#) { return pid_t(match.1) }
    }
    return nil
  }
}
