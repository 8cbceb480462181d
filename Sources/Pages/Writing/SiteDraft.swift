import Basics
import Diagnostics
import Foundation
import Notes
import Synchronization

/// What writing changed.
package struct WriteResult: Sendable, Equatable {
  package var written: Int
  package var removed: Int
  package var unchanged: Int
  /// Files that belong to no page any more, and stay because somebody has changed them.
  package var kept: [String] = []
}

/// Why nothing was written.
package enum SiteFailure: Error, Sendable, Equatable {
  /// The folder holds something that is no site of docgen's.
  case notASite(String)
  /// Files that docgen did not write, or that were changed since, where it would write: each with its path in the
  /// site, and that of the file that was to be written.
  case foreign(String, [ForeignFile])
  /// Another docgen writes into a folder that holds others' files too.
  case busy(String)
  case unwritable(String, reason: String)
}

package struct ForeignFile: Sendable, Hashable {
  package let standing: String
  package let wanted: String
}

/// A site on its way into a folder, wholly or not at all.
///
/// Its files are written into a folder of their own as they come, and put in place when all are there. A draft that
/// is not published leaves nothing.
package final class SiteDraft: SiteOutput {
  private struct State {
    var written = 0
    var sums = SiteManifest()
    var paths: Set<Spelling> = []
    var folders: Set<String> = []
    var foreign: [ForeignFile] = []
    /// What the system refused first.
    var problem: SystemError?
    /// Published or discarded.
    var isOver = false
  }

  private let place: SiteFolder
  private let draft: DraftFolder
  private let overwrites: Bool
  /// Held where the folder stays, so that what is compared with it now is there at the end.
  private let lock: Int32?
  private let state = Mutex(State())

  /// - Parameter overwrites: whether files that docgen did not write may be replaced.
  package init(for folder: String, overwrites: Bool = false) throws(SiteFailure) {
    SiteFolder.removeRemains(of: folder)
    var place = try SiteFolder(folder)
    var lock: Int32?
    if !place.isExchanged {
      lock = DraftFolder.locked(place.folder)
      guard lock != nil else { throw .busy(folder) }
      place = try SiteFolder(folder)
    }
    (self.place, self.lock, self.overwrites) = (place, lock, overwrites)
    do throws(SystemError) {
      if place.isExchanged {
        let problem = Disk.makeFolder(SiteFolder.parent(of: place.folder))
        guard problem == 0 else { throw SystemError(problem, SiteFolder.parent(of: place.folder)) }
        draft = try DraftFolder(prefix: place.besidePrefix)
      } else {
        draft = try DraftFolder(prefix: place.folder + "/" + SiteFolder.draftInside)
      }
    } catch {
      if let lock { close(lock) }
      throw .unwritable(folder, reason: error.words)
    }
  }

  deinit {
    discard()
    if let lock { close(lock) }
  }

  /// Removes what builds that were killed have left of a site, and ends what they had decided.
  package static func removeRemains(of folder: String) { SiteFolder.removeRemains(of: folder) }

  package func put(_ path: String, _ bytes: [UInt8]) {
    guard makeFolder(of: path) else { return }
    let target = draft.path + "/" + path
    var foreign: ForeignFile?
    var isEqual = false
    switch place.standing(path, bytes) {
    case .nothing, .own: break
    case .equal:
      // It keeps its time. Where the folder stays, so does the file.
      isEqual = !place.isExchanged || link(place.folder + "/" + path, target) == 0
    case .foreign(let standing, let isFolder):
      if isFolder || !overwrites { foreign = ForeignFile(standing: standing, wanted: path) }
    }
    let problem = isEqual || foreign != nil ? 0 : Disk.write(bytes, to: target)
    let sum = ByteSum.of(bytes)
    state.withLock { state in
      if problem != 0, state.problem == nil { state.problem = SystemError(problem, path) }
      if let foreign { state.foreign.append(foreign) }
      if !isEqual { state.written += 1 }
      state.sums.add(path, sum)
      state.paths.insert(Spelling(path))
    }
  }

  /// Puts the site in its place; where nothing changed, all stays as it is.
  package func publish() throws(SiteFailure) -> WriteResult {
    let (written, new, problem, foreign) = state.withLock { ($0.written, $0.sums, $0.problem, $0.foreign) }
    if let problem { try given(up: .unwritable(place.asked, reason: problem.words)) }
    guard foreign.isEmpty else {
      try given(up: .foreign(place.asked, foreign.sorted { $0.wanted < $1.wanted }))
    }
    let gone = place.old.paths.filter { !new.has($0) && Disk.kind(of: place.folder + "/" + $0) == .file }
    let removed = gone.filter { place.old.owns($0, in: place.folder) }
    let count = state.withLock { $0.paths.count }
    let result = WriteResult(
      written: written, removed: removed.count, unchanged: count - written,
      kept: gone.filter { !removed.contains($0) })
    let isListed = new.files.allSatisfy { Disk.bytes(of: place.folder + "/" + $0.path) == $0.bytes }
    guard written > 0 || !removed.isEmpty || !isListed else {
      discard()
      return result
    }
    do throws(SystemError) {
      for (path, bytes) in new.files {
        let target = draft.path + "/" + path
        let problem = Disk.write(bytes, to: target)
        guard problem == 0 else { throw SystemError(problem, path) }
      }
      try place.publish(draft.path, isLocked: lock != nil)
    } catch {
      try given(up: .unwritable(place.asked, reason: error.words))
    }
    state.withLock { $0.isOver = true }
    draft.leave()
    return result
  }

  private func given(up failure: SiteFailure) throws(SiteFailure) -> Never {
    discard()
    throw failure
  }

  /// What `state(of:)` says once it is published.
  package var published: (digest: String, files: Int) { state.withLock { ($0.sums.digest, $0.paths.count) } }

  /// Leaves nothing of a draft; what is put after it is dropped.
  package func discard() {
    let isOpen = state.withLock { state in
      defer { (state.isOver, state.problem) = (true, SystemError(ECANCELED, "")) }
      return !state.isOver
    }
    guard isOpen else { return }
    // A file that a thread is just writing may come in between.
    for _ in 0..<10 where Disk.kind(of: draft.path) != nil { Disk.removeTree(draft.path) }
    draft.leave()
  }

  /// - Returns: whether a file can be put there.
  private func makeFolder(of path: String) -> Bool {
    let folder = SitePaths.split(path).folder
    return state.withLock { state in
      guard state.problem == nil else { return false }
      guard !folder.isEmpty, state.folders.insert(folder).inserted else { return true }
      let problem = Disk.makeFolder(draft.path + "/" + folder)
      if problem != 0 { state.problem = SystemError(problem, folder) }
      return problem == 0
    }
  }
}

extension SiteDraft {
  /// What docgen wrote in a folder, as one word, and how many files; nil where it holds no site, or one that somebody
  /// has changed. Others' files have no part in it.
  package static func state(of folder: String) -> (digest: String, files: Int)? {
    guard let manifest = SiteManifest(of: folder), manifest.isList else { return nil }
    let paths = manifest.paths
    let sum = FolderSum(of: paths, in: folder)
    guard sum.files.allSatisfy({ manifest.owns($0.key.text, $0.value) }) else { return nil }
    return (manifest.digest, paths.count)
  }
}
