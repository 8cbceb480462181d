import Foundation
import Synchronization

/// A folder of this session's own below the cache, gone when the session ends.
///
/// A lock file says that its owner lives: the kernel lets go of it with the process, however that ends, and it
/// holds between containers that share a cache, where the number of a process says nothing.
final class TemporaryFolder: Sendable {
  let path: String
  private let lock: Int32

  private static let lockName = "lock"
  /// Of this process, for `removeAll`.
  private static let open = Mutex<Set<String>>([])

  /// - Parameter parent: the folder of all sessions' folders.
  init(in parent: String) throws(SnippetFailure) {
    // Another session may take a new folder for a leftover before its lock is held: then there is another name.
    for _ in 0..<8 {
      let path = parent + "/" + UUID().uuidString
      try Cache.makeFolder(path)
      let lock = Foundation.open(path + "/" + Self.lockName, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard lock >= 0 else {
        if errno == ENOENT { continue }
        throw .disk(path: path, reason: String(cString: strerror(errno)))
      }
      var facts = stat()
      if flock(lock, LOCK_EX | LOCK_NB) == 0, fstat(lock, &facts) == 0, facts.st_nlink > 0 {
        self.path = path
        self.lock = lock
        _ = Self.open.withLock { $0.insert(path) }
        return
      }
      close(lock)
    }
    throw .disk(path: parent, reason: "another docgen removes it")
  }

  deinit {
    _ = Self.open.withLock { $0.remove(path) }
    try? FileManager.default.removeItem(atPath: path)
    close(lock)
  }

  /// Removes what sessions that were killed left behind.
  static func removeLeftovers(in parent: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] {
      let path = parent + "/" + name
      let lock = Foundation.open(path + "/" + lockName, O_RDWR | O_CLOEXEC)
      guard lock >= 0 else {
        // Without a lock it is about to get one, or of an earlier docgen.
        if age(of: path) > 3600 { try? FileManager.default.removeItem(atPath: path) }
        continue
      }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: path) }
      close(lock)
    }
  }

  /// Removes all of this process, which is about to end.
  static func removeAll() {
    for path in open.withLock({ $0 }) {
      // Other threads clean up after themselves at the same time, and two such walks trip over each other.
      for _ in 0..<100 where access(path, F_OK) == 0 {
        try? FileManager.default.removeItem(atPath: path)
        usleep(2000)
      }
    }
  }

  private static func age(of path: String) -> Double {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return 0 }
    return Date().timeIntervalSince1970 - Double(facts.st_mtim.tv_sec)
  }
}
