import Basics
import Diagnostics
import Foundation

/// What the machine refuses.
package enum NotesFailure: Error, Sendable, Hashable {
  case folderMissing(String)
  case notAFolder(String)
  case unreadable(String)

  package var message: Message {
    switch self {
    case .folderMissing(let path): Message(zh: "找不到文件夹 \(path)", en: "no such folder: \(path)")
    case .notAFolder(let path): Message(zh: "\(path) 不是文件夹", en: "not a folder: \(path)")
    case .unreadable(let path): Message(zh: "无法读取 \(path)", en: "cannot read \(path)")
    }
  }
}

/// The files below a folder. Nothing outside it is read, and no link leads round in circles: a link to
/// a folder is not followed, a link to a file only if that lies inside.
struct Folder: Sendable {
  /// As given, without a `/` at its end.
  let path: String
  private let root: String
  private(set) var diagnostics: [Diagnostic] = []
  /// Relative paths of regular files, sorted.
  private(set) var files: [String] = []

  /// Folders nested deeper than this are left out.
  private static let deepest = 64

  init(_ path: String) throws(NotesFailure) {
    var trimmed = path.isEmpty ? "." : path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    while trimmed.hasPrefix("./"), trimmed.count > 2 { trimmed.removeFirst(2) }
    self.path = trimmed
    guard let found = Disk.status(of: trimmed) else { throw .folderMissing(path) }
    guard found.kind == .folder else { throw .notAFolder(path) }
    root = URL(fileURLWithPath: trimmed).resolvingSymlinksInPath().path
    try walk("", depth: 0)
    files.sort()
  }

  /// The path as an author would type it.
  func typed(_ relative: String) -> String {
    path == "." ? relative : path == "/" ? "/" + relative : path + "/" + relative
  }

  /// - Parameter limit: of a file that is larger, no more than one byte beyond it.
  func read(_ relative: String, upTo limit: Int = .max - 1) throws(NotesFailure) -> [UInt8] {
    guard let bytes = Disk.bytes(of: typed(relative), upTo: limit) else {
      throw .unreadable(typed(relative))
    }
    return bytes
  }

  func size(of relative: String) -> Int { Disk.status(of: typed(relative))?.size ?? 0 }

  private func resolved(_ relative: String) -> String {
    URL(fileURLWithPath: typed(relative)).resolvingSymlinksInPath().path
  }

  private mutating func walk(_ folder: String, depth: Int) throws(NotesFailure) {
    let place = folder.isEmpty ? path : typed(folder)
    guard depth < Self.deepest else {
      return diagnostics.append(.folderTooDeep(place, deepest: Self.deepest))
    }
    guard let entries = Disk.entries(of: place) else {
      if errno == ENAMETOOLONG { return diagnostics.append(.folderTooDeep(place, deepest: Self.deepest)) }
      throw .unreadable(place)
    }
    // A site or a cache below the notes is no note.
    if depth > 0, FolderMark.stands(in: entries) { return }
    for (name, kind) in entries.sorted(by: { $0.name < $1.name }) where !name.hasPrefix(".") {
      let relative = folder.isEmpty ? name : folder + "/" + name
      switch kind {
      case .folder: try walk(relative, depth: depth + 1)
      case .file: files.append(relative)
      case .link: follow(relative)
      case .misnamed: diagnostics.append(.nameNotUTF8(typed(relative)))
      case .other: break
      }
    }
  }

  private mutating func follow(_ relative: String) {
    let target = resolved(relative)
    if Disk.status(of: target)?.kind == .file, target.hasPrefix(root + "/") {
      files.append(relative)
    } else {
      diagnostics.append(.linkNotFollowed(typed(relative)))
    }
  }
}

extension Diagnostic {
  static func folderTooDeep(_ path: String, deepest: Int) -> Diagnostic {
    Diagnostic(
      .warning, "folder-too-deep",
      Message(
        zh: "文件夹套得太深（至多 \(deepest) 层），里面的没有读",
        en: "folders nest deeper than \(deepest): what is inside is not read"),
      at: SourceFile(path: path, bytes: []).range(0..<0))
  }

  static func nameNotUTF8(_ path: String) -> Diagnostic {
    Diagnostic(
      .warning, "name-not-utf8",
      Message(zh: "文件名不是 UTF-8，没有读", en: "the file's name is not UTF-8: it is left out"),
      at: SourceFile(path: path, bytes: []).range(0..<0), help: [Message(zh: "给它改名", en: "rename it")])
  }

  static func linkNotFollowed(_ path: String) -> Diagnostic {
    let file = SourceFile(path: path, bytes: [])
    return Diagnostic(
      .warning, "link-not-followed",
      Message(
        zh: "没有跟随此链接：它指向文件夹，或指向笔记目录之外",
        en: "this link is not followed: it leads to a folder, or out of the notes"), at: file.range(0..<0))
  }
}
