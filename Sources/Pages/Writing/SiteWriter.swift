import Diagnostics
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
    let (result, isEqual) = compare(with: old, in: folder)
    if result.written == 0, result.removed == 0 { return result }
    do {
      try replace(folder, isEqual)
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

  /// - Returns: also, for each file, whether it stands there already.
  private func compare(with old: Set<String>, in folder: String) -> (WriteResult, isEqual: [Bool]) {
    let isEqual = concurrentMap(files.map { File(path: $0.path, bytes: $0.bytes) }) { file in
      guard old.contains(file.path), let data = FileManager.default.contents(atPath: folder + "/" + file.path)
      else { return false }
      return data.count == file.bytes.count && data.elementsEqual(file.bytes)
    }
    let unchanged = isEqual.count { $0 }
    let removed = old.subtracting(files.map(\.path)).count
    return (
      WriteResult(written: files.count - unchanged, removed: removed, unchanged: unchanged), isEqual
    )
  }

  private struct File: Sendable {
    var path: String
    var bytes: [UInt8]
    var isEqual = false
  }

  /// Writes beside, then exchanges by two renames; what was there is put back if the second fails.
  private func replace(_ folder: String, _ isEqual: [Bool]) throws {
    let url = URL(fileURLWithPath: folder)
    let parent = url.deletingLastPathComponent().path
    try disk.createDirectory(atPath: parent, withIntermediateDirectories: true)
    let process = ProcessInfo.processInfo.processIdentifier
    let new = "\(parent)/.\(url.lastPathComponent).new-\(process)"
    let old = "\(parent)/.\(url.lastPathComponent).old-\(process)"
    try? disk.removeItem(atPath: new)
    defer { try? disk.removeItem(atPath: new) }
    try fill(new, from: folder, isEqual)
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

  private func fill(_ new: String, from folder: String, _ isEqual: [Bool]) throws {
    var made: Set<String> = []
    for file in files where made.insert(SitePaths.split(file.path).folder).inserted {
      try disk.createDirectory(
        atPath: new + "/" + SitePaths.split(file.path).folder, withIntermediateDirectories: true)
    }
    let work = zip(files, isEqual).map { File(path: $0.path, bytes: $0.bytes, isEqual: $1) }
    let problems = concurrentMap(work) { file in
      let path = new + "/" + file.path
      // An unchanged file keeps its time: it is linked, not written.
      if file.isEqual, link(folder + "/" + file.path, path) == 0 { return Int32(0) }
      return Self.write(file.bytes, to: path)
    }
    if let problem = problems.first(where: { $0 != 0 }) { throw POSIXError(.init(rawValue: problem) ?? .EIO) }
  }

  /// - Returns: 0, or the system's number of what went wrong.
  private static func write(_ bytes: [UInt8], to path: String) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return errno == 0 ? EIO : errno }
      rest = rest.dropFirst(count)
    }
    return 0
  }
}
