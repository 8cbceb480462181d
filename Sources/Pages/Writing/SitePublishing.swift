import Basics
import Foundation
import Notes

/// How a draft becomes the site.
extension SiteFolder {
  /// - Parameters:
  ///   - draft: its folder, with its lists.
  ///   - isLocked: whether this docgen keeps others from the site already.
  func publish(_ draft: String, isLocked: Bool) throws(SystemError) {
    guard exists else { return try appear(draft) }
    let lock = isLocked ? nil : Self.lock(folder)
    defer { if let lock { close(lock) } }
    if isExchanged {
      unlink(draft + "/" + FolderMark.draft.rawValue)
      if Self.exchange(draft, folder) { return Self.clear(draft, into: folder) }
      // The site's file system exchanges nothing: file by file, then.
      _ = Disk.write(Array("docgen\n".utf8), to: draft + "/" + FolderMark.draft.rawValue)
    }
    let decided = folder + "/" + Self.decided
    // One that could not be carried out: what of it is in place is on the list.
    Disk.removeTree(decided)
    guard rename(draft, decided) == 0 else { throw SystemError(errno, decided) }
    try Self.carryOut(decided, in: folder)
  }

  /// One docgen at a time; another's publishing takes no longer than this waits.
  private static func lock(_ folder: String) -> Int32? {
    for _ in 0..<1000 {
      if let lock = DraftFolder.locked(folder) { return lock }
      usleep(10_000)
    }
    return nil
  }

  /// Where there was no site.
  private func appear(_ draft: String) throws(SystemError) {
    unlink(draft + "/" + FolderMark.draft.rawValue)
    guard rename(draft, folder) == 0 else { throw SystemError(errno, folder) }
  }

  /// Two folders take each other's place at once; false where the system cannot.
  private static func exchange(_ one: String, _ other: String) -> Bool {
    #if os(Linux)
      // No module of Swift's has `renameat2`.
      typealias Call =
        @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
      guard let found = dlsym(nil, "renameat2") else { return false }
      return unsafeBitCast(found, to: Call.self)(AT_FDCWD, one, AT_FDCWD, other, 2) == 0
    #else
      return renamex_np(one, other, UInt32(RENAME_SWAP)) == 0
    #endif
  }

  /// Puts the files of a decided draft in place and removes what is no more. What of it is done is not done again, so
  /// it can be broken off anywhere.
  ///
  /// - Parameter isLate: by another docgen than the one that looked at what stands there: what came since is spared.
  static func carryOut(_ decided: String, in folder: String, isLate: Bool = false) throws(SystemError) {
    guard let new = SiteManifest(of: decided) else { return Disk.removeTree(decided) }
    let names = Disk.files(below: decided) ?? []
    let lists = Set(SiteManifest.folders.map(SiteManifest.file))
    let files = names.filter { !lists.contains($0) && $0 != FolderMark.draft.rawValue }
    var old = SiteManifest(of: folder) ?? SiteManifest()
    let gone = old.paths.filter { !new.has($0) }
    // From here on both are docgen's, whatever becomes of this.
    old.join(new)
    for (list, bytes) in old.files { try put(list, in: folder) { Disk.replace($0, by: bytes) } }
    remove(inTheWay(of: files, gone), of: old, in: folder)
    for file in files {
      let target = folder + "/" + file
      if isLate, Disk.kind(of: target) != nil, !old.owns(file, in: folder) { continue }
      try put(file, in: folder) { rename(decided + "/" + file, $0) == 0 ? 0 : errno }
    }
    remove(gone, of: old, in: folder)
    for list in lists.sorted(by: >) {
      if names.contains(list) {
        try put(list, in: folder) { rename(decided + "/" + list, $0) == 0 ? 0 : errno }
      } else {
        unlink(folder + "/" + list)
      }
    }
    Disk.removeTree(decided)
  }

  private static func put(_ path: String, in folder: String, _ move: (String) -> Int32) throws(SystemError) {
    let target = folder + "/" + path
    let above = SitePaths.split(target).folder
    var problem = Disk.makeFolder(above)
    guard problem == 0 else { throw SystemError(problem, above) }
    problem = move(target)
    guard problem == 0 else { throw SystemError(problem, target) }
  }

  /// What goes before anything comes: it has a new file's name on a disk that knows no case, is a file where a folder
  /// must be, or lies in a folder where a file must be.
  private static func inTheWay(of files: [String], _ gone: [String]) -> [String] {
    let exact = Set(files.map { Spelling($0) })
    let taken = Set((files + files.flatMap(Spelling.above)).map(Spelling.folded))
    return gone.filter { path in
      taken.contains(Spelling.folded(path)) || Spelling.above(path).contains { exact.contains(Spelling($0)) }
    }
  }

  /// Removes files that are as docgen wrote them, and folders that are empty behind them.
  private static func remove(_ paths: [String], of manifest: SiteManifest, in folder: String) {
    var emptied: Set<Spelling> = []
    for path in paths where isReached(path, in: folder) && manifest.owns(path, in: folder) {
      unlink(folder + "/" + path)
      emptied.formUnion(Spelling.above(path).map { Spelling($0) })
    }
    // The innermost first; the system refuses those that still hold something.
    for above in emptied.sorted(by: >) { rmdir(folder + "/" + above.text) }
  }

  /// Removes a site's folder that was exchanged: what is docgen's goes, what came in at the last moment is carried
  /// over.
  private static func clear(_ folder: String, into site: String) {
    guard let manifest = SiteManifest(of: folder), manifest.isList else {
      // Empty: nobody's. Anything else stays.
      rmdir(folder)
      return
    }
    remove(manifest.paths, of: manifest, in: folder)
    for list in SiteManifest.folders.reversed() {
      unlink(folder + "/" + SiteManifest.file(in: list))
      if !list.isEmpty {
        for above in [list] + Spelling.above(list) { rmdir(folder + "/" + above) }
      }
    }
    for (name, _) in Disk.entries(of: folder) ?? [] where Disk.kind(of: site + "/" + name) == nil {
      rename(folder + "/" + name, site + "/" + name)
    }
    rmdir(folder)
  }

  /// Removes drafts whose docgen has ended, and carries out what one had decided.
  static func removeRemains(of path: String) {
    let folder = behindLinks(path)
    let decided = folder + "/" + Self.decided
    // Where another docgen holds the site it is at it.
    if FolderMark.draft.stands(in: decided), let lock = DraftFolder.locked(folder) {
      defer { close(lock) }
      if FolderMark.draft.stands(in: decided) { try? carryOut(decided, in: folder, isLate: true) }
    }
    let above = parent(of: folder)
    let beside = "." + SitePaths.split(folder).name + ".new-"
    for (parent, prefix) in [(above, beside), (folder, draftInside)] {
      for (name, kind) in Disk.entries(of: parent.isEmpty ? "/" : parent) ?? []
      where kind == .folder && name.hasPrefix(prefix) {
        let draft = parent + "/" + name
        guard let lock = DraftFolder.locked(draft) else { continue }
        if FolderMark.draft.stands(in: draft) { Disk.removeTree(draft) } else { clear(draft, into: folder) }
        close(lock)
      }
    }
  }
}

extension Spelling {
  /// The folders above a path, the innermost first.
  static func above(_ path: String) -> [String] {
    var folders: [String] = []
    var folder = SitePaths.split(path).folder
    while !folder.isEmpty {
      folders.append(folder)
      folder = SitePaths.split(folder).folder
    }
    return folders
  }
}
