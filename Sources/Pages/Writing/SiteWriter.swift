import Foundation

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

/// Puts a site in a folder, wholly or not at all.
struct SiteWriter {
  let files: [(path: String, bytes: [UInt8])]
  private let disk = FileManager.default

  /// The file by which a folder is known to be docgen's.
  static let marker = ".docgen-site"

  init(_ files: [(path: String, bytes: [UInt8])]) { self.files = files }

  func write(to folder: String) throws(SiteFailure) -> WriteResult {
    var folder = folder
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let old = try existing(in: folder)
    let result = compare(with: old, in: folder)
    if result.written == 0, result.removed == 0 { return result }
    do {
      try replace(folder)
    } catch {
      throw .unwritable(folder, reason: error.localizedDescription)
    }
    return result
  }

  /// Files below the folder; a folder that is neither a site nor empty is left alone.
  private func existing(in folder: String) throws(SiteFailure) -> Set<String> {
    var isFolder: ObjCBool = false
    guard disk.fileExists(atPath: folder, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue else { throw .notASite(folder) }
    guard let names = try? disk.contentsOfDirectory(atPath: folder) else {
      throw .unwritable(folder, reason: "unreadable")
    }
    if names.isEmpty { return [] }
    guard names.contains(Self.marker) else { throw .notASite(folder) }
    var found: Set<String> = []
    for case let path as String in disk.enumerator(atPath: folder) ?? FileManager.DirectoryEnumerator() {
      var isFolder: ObjCBool = false
      _ = disk.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder)
      if !isFolder.boolValue { found.insert(path) }
    }
    return found
  }

  private func compare(with old: Set<String>, in folder: String) -> WriteResult {
    var result = WriteResult(written: 0, removed: 0, unchanged: 0)
    for file in files {
      if old.contains(file.path), let data = disk.contents(atPath: folder + "/" + file.path),
        data.elementsEqual(file.bytes)
      {
        result.unchanged += 1
      } else {
        result.written += 1
      }
    }
    result.removed = old.subtracting(files.map(\.path)).count
    return result
  }

  /// Writes beside, then exchanges by two renames; what was there is put back if the second fails.
  private func replace(_ folder: String) throws {
    let url = URL(fileURLWithPath: folder)
    let parent = url.deletingLastPathComponent().path
    try disk.createDirectory(atPath: parent, withIntermediateDirectories: true)
    let process = ProcessInfo.processInfo.processIdentifier
    let new = "\(parent)/.\(url.lastPathComponent).new-\(process)"
    let old = "\(parent)/.\(url.lastPathComponent).old-\(process)"
    try? disk.removeItem(atPath: new)
    defer { try? disk.removeItem(atPath: new) }
    try fill(new, from: folder)
    guard disk.fileExists(atPath: folder) else {
      try disk.moveItem(atPath: new, toPath: folder)
      return
    }
    try disk.moveItem(atPath: folder, toPath: old)
    do {
      try disk.moveItem(atPath: new, toPath: folder)
    } catch {
      try disk.moveItem(atPath: old, toPath: folder)
      throw error
    }
    try? disk.removeItem(atPath: old)
  }

  private func fill(_ new: String, from folder: String) throws {
    var made: Set<String> = []
    for file in files {
      let path = new + "/" + file.path
      let parent = SitePaths.split(path).folder
      if made.insert(parent).inserted {
        try disk.createDirectory(atPath: parent, withIntermediateDirectories: true)
      }
      // An unchanged file keeps its time: it is linked, not written.
      let before = folder + "/" + file.path
      if let data = disk.contents(atPath: before), data.elementsEqual(file.bytes),
        (try? disk.linkItem(atPath: before, toPath: path)) != nil
      {
        continue
      }
      try Data(file.bytes).write(to: URL(fileURLWithPath: path))
    }
  }
}
