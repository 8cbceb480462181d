import Foundation

/// Files and folders by the system's own calls.
///
/// Foundation's ways cost ten times as much: for a file's kind it looks up the names of owner and group, and
/// its bytes come in a `Data` that is then copied.
package enum Disk {
  package enum Kind: Sendable { case file, folder, link, other }

  /// A plain file's bytes; nil for what cannot be read, or is no plain file and might never end.
  ///
  /// - Parameter limit: of a file that is larger, no more than one byte beyond it.
  package static func bytes(of path: String, upTo limit: Int = .max - 1) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    // One more than the file has, so that its end is seen without growing.
    var bytes: [UInt8] = []
    var room = min(Int(status.st_size), limit) + 1
    while true {
      let (part, isWhole) = portion(of: descriptor, upTo: room)
      guard let part else { return nil }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      if isWhole || bytes.count > limit { return bytes }
      room = max(bytes.count, 1 << 16)
    }
  }

  /// - Returns: also whether the file ended; nil where it could not be read.
  private static func portion(of descriptor: Int32, upTo room: Int) -> (bytes: [UInt8]?, isWhole: Bool) {
    var isWhole = false
    var hasFailed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      while filled < room {
        let count = read(descriptor, start + filled, room - filled)
        if count < 0, errno == EINTR { continue }
        hasFailed = count < 0
        isWhole = count == 0
        guard count > 0 else { return }
        filled += count
      }
    }
    return (hasFailed ? nil : bytes, isWhole)
  }

  /// Makes a file of some bytes, or overwrites one.
  ///
  /// - Returns: 0, or the system's number of what went wrong.
  package static func write(_ bytes: [UInt8], to path: String) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    return bytes.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return errno == 0 ? EIO : errno }
        start += count
      }
      return 0
    }
  }

  /// Puts a file in its place at once, so that no one ever reads half of it.
  ///
  /// Its bytes reach the disk when the system pleases: to wait for that, after a site of a thousand pages, takes
  /// longer than many a page. For what can be made again.
  ///
  /// - Returns: 0, or the system's number of what went wrong.
  package static func replace(_ path: String, by bytes: [UInt8]) -> Int32 {
    let beside = "\(path).new-\(getpid())"
    let problem = write(bytes, to: beside)
    guard problem == 0, rename(beside, path) != 0 else { return problem }
    let reason = errno
    unlink(beside)
    return reason
  }

  /// What a path leads to, links followed, and how large that is; nil where nothing is.
  package static func status(of path: String) -> (kind: Kind, size: Int)? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return (kind(status.st_mode), Int(status.st_size))
  }

  /// What stands in a folder, links not followed; nil if it cannot be read.
  package static func entries(of folder: String) -> [(name: String, kind: Kind)]? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var entries: [(String, Kind)] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      guard name != ".", name != ".." else { continue }
      switch Int(entry.pointee.d_type) {
      case Int(DT_REG): entries.append((name, .file))
      case Int(DT_DIR): entries.append((name, .folder))
      case Int(DT_LNK): entries.append((name, .link))
      case Int(DT_UNKNOWN):
        // Some file systems do not say it here.
        var status = stat()
        guard lstat(folder + "/" + name, &status) == 0 else { continue }
        entries.append((name, kind(status.st_mode)))
      default: entries.append((name, .other))
      }
    }
    return entries
  }

  /// Relative paths of all that is no folder below a folder, sorted; nil if that cannot be read.
  package static func files(below folder: String) -> [String]? {
    guard entries(of: folder) != nil else { return nil }
    var files: [String] = []
    var open = [""]
    while let next = open.popLast() {
      let prefix = next.isEmpty ? "" : next + "/"
      for (name, kind) in entries(of: prefix.isEmpty ? folder : folder + "/" + next) ?? [] {
        if kind == .folder { open.append(prefix + name) } else { files.append(prefix + name) }
      }
    }
    return files.sorted()
  }

  private static func kind(_ mode: mode_t) -> Kind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
  }
}
