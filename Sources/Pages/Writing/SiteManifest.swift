import Basics
import Diagnostics
import Foundation
import Notes
import Snippets

/// The files of a site that docgen wrote, with their sums: what it may replace and remove.
///
/// The list is the site's mark, `.docgen-site`; a line is a sum and a path. What a merge of two branches left of it is
/// still read, line by line, so a path may have several sums. KaTeX's files are listed beside themselves: they are
/// the machine's own, and stay out of a repository that holds the site.
struct SiteManifest: Sendable {
  private var sums: [Spelling: Set<UInt64>] = [:]
  /// Whether it was written in this form, and not by a docgen that kept no list.
  private(set) var isList = true

  private static let head = "docgen site 1"
  private static let words = """
    # docgen 写出的文件；它只替换、删除这里列出、并且没有人改过的文件。
    # What docgen wrote: it replaces and removes these files alone, and only as it wrote them.
    """

  init() {}

  /// Folders with a list of their own; the site itself is the empty path.
  static let folders = ["", KaTeXAssets.folder]

  static func file(in folder: String) -> String {
    (folder.isEmpty ? "" : folder + "/") + FolderMark.site.rawValue
  }

  /// What the lists in a site's folder say; nil where it has no mark.
  init?(of site: String) {
    for folder in Self.folders {
      guard let bytes = Disk.bytes(of: site + "/" + Self.file(in: folder), upTo: 1 << 28) else {
        if folder.isEmpty { return nil }
        continue
      }
      read(bytes, folder.isEmpty ? "" : folder + "/")
      if folder.isEmpty { isList = bytes.starts(with: Self.head.utf8) }
    }
  }

  private mutating func read(_ bytes: [UInt8], _ prefix: String) {
    for line in bytes.split(separator: 0x0A) where line.count > 17 && line[line.startIndex + 16] == 0x20 {
      guard let sum = UInt64(String(decoding: line.prefix(16), as: UTF8.self), radix: 16),
        let path = percentDecoded(String(decoding: line.dropFirst(17), as: UTF8.self)), Self.isInside(path)
      else { continue }
      sums[Spelling(prefix + path), default: []].insert(sum)
    }
  }

  /// Whether a path cannot lead out of the site: its list may have come with somebody's repository.
  private static func isInside(_ path: String) -> Bool {
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8) && !part.contains(0)
    }
  }

  mutating func add(_ path: String, _ sum: UInt64) { sums[Spelling(path), default: []].insert(sum) }

  mutating func join(_ other: SiteManifest) { sums.merge(other.sums) { $0.union($1) } }

  var paths: [String] { sums.keys.sorted().map(\.text) }

  func has(_ path: String) -> Bool { sums[Spelling(path)] != nil }

  /// Whether docgen wrote a file and nobody has changed it since.
  func owns(_ path: String, in site: String) -> Bool {
    guard let known = sums[Spelling(path)], Disk.kind(of: site + "/" + path) == .file,
      let sum = ByteSum.of(file: site + "/" + path)
    else { return false }
    return known.contains(sum)
  }

  func owns(_ path: String, _ sum: UInt64) -> Bool { sums[Spelling(path)]?.contains(sum) == true }

  /// All that is listed, as one word.
  var digest: String { SHA256.hex(files.flatMap(\.bytes)) }

  /// Every folder on the way to a listed file.
  var folders: Set<Spelling> {
    var folders: Set<Spelling> = []
    for path in sums.keys {
      folders.formUnion(Spelling.above(path.text).map { Spelling($0) })
    }
    return folders
  }

  /// The lists as files, by their paths in the site; those of folders that hold nothing are left out.
  var files: [(path: String, bytes: [UInt8])] {
    let sorted = sums.sorted { $0.key < $1.key }
    return Self.folders.compactMap { folder in
      let prefix = folder.isEmpty ? "" : folder + "/"
      var text = "\(Self.head)\n\(Self.words)\n"
      var isNeeded = folder.isEmpty
      for (path, known) in sorted where Self.folder(of: path.text) == folder {
        isNeeded = true
        for sum in known.sorted() {
          let digits = String(sum, radix: 16)
          text += String(repeating: "0", count: 16 - digits.count) + digits + " "
          text += Self.escaped(path.text.utf8.dropFirst(prefix.utf8.count)) + "\n"
        }
      }
      return isNeeded ? (Self.file(in: folder), Array(text.utf8)) : nil
    }
  }

  /// The innermost folder whose list has a path.
  private static func folder(of path: String) -> String {
    folders.last { $0.isEmpty || path.utf8.starts(with: ($0 + "/").utf8) } ?? ""
  }

  /// A path on one line, as `percentDecoded` reads it.
  private static func escaped(_ path: some Sequence<UInt8>) -> String {
    var bytes: [UInt8] = []
    for byte in path {
      if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") {
        bytes += ((byte < 0x10 ? "%0" : "%") + String(byte, radix: 16)).utf8
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
