import Foundation
import Synchronization

/// Looks again and again, where the system does not tell.
final class PollingWatch: Watch {
  private struct State: Sendable {
    var folders: [String]
    var last: [String: String]
  }

  private let state: Mutex<State>
  private let isSkipped: @Sendable (String) -> Bool
  /// Seconds between two looks; as long must pass without a change before it is told.
  private static let pause = 0.1
  private static let longest = 20

  init(_ folders: [String], isSkipped: @escaping @Sendable (String) -> Bool) {
    self.isSkipped = isSkipped
    state = Mutex(State(folders: folders, last: Self.look(folders, isSkipped)))
  }

  func follow(_ folders: [String]) {
    state.withLock { state in
      guard state.folders != folders else { return }
      state.folders = folders
      state.last = Self.look(folders, isSkipped)
    }
  }

  func wait() {
    var looks = 0
    var hasChanged = false
    while true {
      Thread.sleep(forTimeInterval: Self.pause)
      let isNew = state.withLock { state in
        let now = Self.look(state.folders, isSkipped)
        defer { state.last = now }
        return now != state.last
      }
      hasChanged = hasChanged || isNew
      looks += hasChanged ? 1 : 0
      if hasChanged, !isNew || looks > Self.longest { return }
    }
  }

  /// Each file by its time, size and number.
  private static func look(_ folders: [String], _ isSkipped: (String) -> Bool) -> [String: String] {
    var found: [String: String] = [:]
    for folder in folders.flatMap({ FolderTree.folders(below: $0, isSkipped: isSkipped) }) {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      where !name.hasPrefix(".") {
        let path = folder + "/" + name
        var facts = stat()
        guard lstat(path, &facts) == 0 else { continue }
        #if os(Linux)
          let time = "\(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
        #else
          let time = "\(facts.st_mtimespec.tv_sec).\(facts.st_mtimespec.tv_nsec)"
        #endif
        let isFolder = facts.st_mode & S_IFMT == S_IFDIR
        found[path] = isFolder ? "folder" : "\(time) \(facts.st_size) \(facts.st_ino)"
      }
    }
    return found
  }
}
