#if os(Linux)
  import Foundation
  import Glibc
  import Synchronization

  /// What Linux tells of folders: a watch for each of them.
  final class InotifyWatch: Watch {
    private struct State: Sendable {
      var folders: [String]
      /// Folders by their watches.
      var watched: [Int32: String] = [:]
      /// A root that is not there, or has gone: looked for until it comes.
      var isIncomplete = false
    }

    private let descriptor: Int32
    /// More changes than a save makes: another branch, a script.
    private static let many = 24
    private let isSkipped: @Sendable (String) -> Bool
    private let state: Mutex<State>

    private static let wanted = UInt32(
      IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
        | IN_DELETE_SELF
        | IN_MOVE_SELF | IN_ONLYDIR)

    /// - Returns: nil where the system gives no more watches.
    init?(_ folders: [String], isSkipped: @escaping @Sendable (String) -> Bool) {
      descriptor = inotify_init1(Int32(O_CLOEXEC | O_NONBLOCK))
      guard descriptor >= 0 else { return nil }
      self.isSkipped = isSkipped
      state = Mutex(State(folders: folders))
      guard watchAll() else {
        close(descriptor)
        return nil
      }
    }

    deinit { close(descriptor) }

    func follow(_ folders: [String]) {
      let isNew = state.withLock { state in
        defer { state.folders = folders }
        return state.folders != folders
      }
      if isNew { _ = watchAll() }
    }

    /// Watches every folder that is not watched yet; one that is watched twice has one watch.
    private func watchAll() -> Bool {
      state.withLock { state in
        state.isIncomplete = false
        for root in state.folders {
          let below = FolderTree.folders(below: root, isSkipped: isSkipped)
          if below.isEmpty { state.isIncomplete = true }
          for folder in below {
            let watch = inotify_add_watch(descriptor, folder, Self.wanted)
            if watch >= 0 { state.watched[watch] = folder } else if errno == ENOSPC { return false }
          }
        }
        return true
      }
    }

    /// What came, taken together until it is quiet.
    private struct Burst {
      var count = 0
      /// Files that are being written: their end is told by their closing.
      var open: Set<String> = []
      var hasFolders = false

      /// Whether more is to be expected than one save brings.
      var isLong: Bool { !open.isEmpty || count > InotifyWatch.many }
    }

    func wait() {
      var burst = Burst()
      while burst.count == 0 {
        let isIncomplete = state.withLock { $0.isIncomplete }
        let isReady = isReadable(within: isIncomplete ? 200 : -1)
        if !isReady, isIncomplete {
          _ = watchAll()
          if !state.withLock({ $0.isIncomplete }) { return }
          continue
        }
        take(&burst)
      }
      let start = ContinuousClock.now
      while ContinuousClock.now - start < (burst.isLong ? .seconds(10) : .seconds(1)) {
        if burst.hasFolders {
          // What was put into a new folder before it was watched is not told: it is looked for.
          burst.hasFolders = false
          _ = watchAll()
        }
        // One file that is saved is there when it is closed; of many, more may follow.
        let rest: Int32 = !burst.open.isEmpty ? 2000 : burst.count > InotifyWatch.many ? 200 : 6
        guard isReadable(within: rest) else { return }
        take(&burst)
      }
    }

    private func isReadable(within milliseconds: Int32) -> Bool {
      var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&asked, 1, milliseconds) > 0
    }

    private func take(_ burst: inout Burst) {
      withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { room in
        let count = read(descriptor, room.baseAddress, room.count)
        guard count > 0 else { return }
        var at = 0
        while at + 16 <= count {
          let watch = room.loadUnaligned(fromByteOffset: at, as: Int32.self)
          let mask = room.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self)
          let length = Int(room.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self))
          let name = room[(at + 16)..<min(at + 16 + length, count)].prefix { $0 != 0 }
          note(watch, mask, String(decoding: name, as: UTF8.self), in: &burst)
          at += 16 + length
        }
      }
    }

    private func note(_ watch: Int32, _ mask: UInt32, _ name: String, in burst: inout Burst) {
      func tells(_ kinds: Int32...) -> Bool { kinds.contains { mask & UInt32(bitPattern: $0) != 0 } }
      if tells(IN_IGNORED, IN_UNMOUNT, IN_DELETE_SELF, IN_MOVE_SELF) {
        let folder = state.withLock { state in
          defer { state.isIncomplete = true }
          return state.watched.removeValue(forKey: watch)
        }
        if folder != nil { burst.count += 1 }
        return
      }
      // What editors keep beside a file for themselves.
      guard !name.hasPrefix("."), !name.hasSuffix("~") else { return }
      burst.count += 1
      if tells(IN_Q_OVERFLOW) || mask & UInt32(IN_ISDIR) != 0 { burst.hasFolders = true }
      let path = "\(watch)/\(name)"
      if tells(IN_MODIFY) { burst.open.insert(path) }
      if tells(IN_CLOSE_WRITE, IN_DELETE, IN_MOVED_FROM, IN_MOVED_TO) { burst.open.remove(path) }
    }
  }
#endif
