import Foundation

/// Tells that files below some folders changed, once they have come to rest: not within a save, nor between the
/// thousand files of another branch.
///
/// It tells that there is something to look at, not what: what changed is known only by looking.
package final class FolderWatch: Sendable {
  /// One for all changes since the last one was taken.
  package let changes: AsyncStream<Void>
  private let watch: any Watch

  /// - Parameters:
  ///   - folders: that are watched with all below them, whether they are there already or not.
  ///   - isSkipped: whether a folder below one of them is left out, by its path.
  package init(_ folders: [String], isSkipped: @escaping @Sendable (String) -> Bool = { _ in false }) {
    #if os(Linux)
      let watch: any Watch =
        InotifyWatch(folders, isSkipped: isSkipped) ?? PollingWatch(folders, isSkipped: isSkipped)
    #else
      let watch: any Watch = PollingWatch(folders, isSkipped: isSkipped)
    #endif
    self.watch = watch
    let (changes, told) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    self.changes = changes
    let thread = Thread {
      while true {
        watch.wait()
        told.yield()
      }
    }
    thread.stackSize = 512 << 10
    thread.start()
  }

  /// From now on these folders are watched.
  package func follow(_ folders: [String]) { watch.follow(folders) }
}

/// How a system tells.
protocol Watch: Sendable {
  func follow(_ folders: [String])
  /// Waits until something changed and has come to rest.
  func wait()
}

/// Folders and all that are below them.
enum FolderTree {
  static func folders(below root: String, isSkipped: (String) -> Bool) -> [String] {
    var found: [String] = []
    var open = [(root, 0)]
    while let (folder, depth) = open.popLast() {
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { continue }
      found.append(folder)
      guard depth < 64 else { continue }
      for name in names where !name.hasPrefix(".") {
        let path = folder + "/" + name
        var facts = stat()
        // No link is followed: a folder it leads to is not read either.
        guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, !isSkipped(path) else { continue }
        open.append((path, depth + 1))
      }
    }
    return found
  }
}
