import Diagnostics
import Foundation
import Notes
import Synchronization

/// What writing changed.
package struct WriteResult: Sendable, Equatable {
  package var written: Int
  package var removed: Int
  package var unchanged: Int
}

/// Why nothing was written.
package enum SiteFailure: Error, Sendable, Equatable {
  /// The folder holds something that is no site of docgen's.
  case notASite(String)
  case unwritable(String, reason: String)
}

/// A site on its way into a folder, wholly or not at all.
///
/// Its files are written beside that folder as they come, then both are exchanged by two renames. A draft that
/// is not published leaves nothing.
package final class SiteDraft: SiteSink {
  private struct State {
    var written = 0
    var sum = FolderSum()
    var folders: Set<String> = []
    /// The system's number of what went wrong first.
    var problem: Int32 = 0
    /// Published or discarded.
    var isOver = false
  }

  private let place: SitePlace
  /// Files of the site that stands there now.
  private let old: Set<String>
  private let state = Mutex(State())

  /// The file by which a folder is known to be docgen's.
  static let marker = ".docgen-site"

  package init(for folder: String) throws(SiteFailure) {
    place = SitePlace(folder)
    old = try place.existing()
    do {
      try FileManager.default.createDirectory(atPath: place.draft, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(place.folder, reason: error.localizedDescription)
    }
    put(Self.marker, Array("docgen\n".utf8))
  }

  deinit { discard() }

  /// Removes what builds that were killed have left beside a site.
  package static func removeRemains(of folder: String) { SitePlace(folder).removeRemains() }

  package func put(_ path: String, _ bytes: [UInt8]) {
    guard makeFolder(of: path) else { return }
    let target = place.draft + "/" + path
    let isEqual = stands(path, bytes) && link(place.folder + "/" + path, target) == 0
    let problem = isEqual ? 0 : Disk.write(bytes, to: target)
    let sum = FolderSum.sum(bytes)
    state.withLock { state in
      if problem != 0, state.problem == 0 { state.problem = problem }
      if !isEqual { state.written += 1 }
      state.sum.add(path, sum)
    }
  }

  /// Puts the site in its place; where nothing changed, all stays as it is.
  package func publish() throws(SiteFailure) -> WriteResult {
    let (written, files, problem) = state.withLock { ($0.written, $0.sum.files, $0.problem) }
    guard problem == 0 else {
      discard()
      throw .unwritable(
        place.folder, reason: POSIXError(.init(rawValue: problem) ?? .EIO).localizedDescription)
    }
    let removed = old.count { files[$0] == nil }
    let result = WriteResult(written: written, removed: removed, unchanged: files.count - written)
    guard written > 0 || removed > 0 else {
      discard()
      return result
    }
    do {
      try place.exchange()
    } catch {
      discard()
      throw .unwritable(place.folder, reason: error.localizedDescription)
    }
    state.withLock { $0.isOver = true }
    return result
  }

  /// What the published site holds.
  package var sum: FolderSum { state.withLock { $0.sum } }

  /// Leaves nothing of a draft; what is put after it is dropped.
  package func discard() {
    let isOpen = state.withLock { state in
      defer { (state.isOver, state.problem) = (true, ECANCELED) }
      return !state.isOver
    }
    guard isOpen else { return }
    // A file that a thread is just writing may come in between.
    for _ in 0..<10 where Disk.status(of: place.draft) != nil {
      try? FileManager.default.removeItem(atPath: place.draft)
    }
  }

  /// - Returns: whether a file can be put there.
  private func makeFolder(of path: String) -> Bool {
    let folder = SitePaths.split(path).folder
    return state.withLock { state in
      guard state.problem == 0 else { return false }
      guard !folder.isEmpty, state.folders.insert(folder).inserted else { return true }
      do {
        try FileManager.default.createDirectory(
          atPath: place.draft + "/" + folder, withIntermediateDirectories: true)
        return true
      } catch {
        state.problem = EIO
        return false
      }
    }
  }

  /// Whether a file stands in the last site as it is now: it is linked then, and keeps its time.
  private func stands(_ path: String, _ bytes: [UInt8]) -> Bool {
    guard old.contains(path) else { return false }
    let current = place.folder + "/" + path
    return Disk.status(of: current)?.size == bytes.count && Disk.bytes(of: current) == bytes
  }
}
