import Basics
import Diagnostics
import Foundation
import Notes

/// Authors' files: which of them are copied, and how large their pictures are.
struct AssetReading {
  private(set) var copied: [String] = []
  /// Widths and heights of pictures, by path below the docs folder.
  private(set) var sizes: [String: PictureSize] = [:]
  private(set) var diagnostics: [Diagnostic] = []

  /// Larger files are left where they are: each is held in memory on its way.
  static let largest = 256 << 20
  /// A picture says its size in its first bytes; JPEG, behind its camera's notes.
  private static let head = 1 << 20

  init(_ notebook: Notebook, leavingOut leftOut: Set<Spelling>) {
    for path in notebook.assets where !path.hasSuffix(".swift") && !leftOut.contains(Spelling(path)) {
      let place = notebook.folder + "/" + path
      guard let size = Disk.status(of: place)?.size, let bytes = Disk.bytes(of: place, upTo: Self.head) else {
        diagnostics.append(.unreadableAsset(place))
        copied.append(path)
        continue
      }
      guard size <= Self.largest else {
        diagnostics.append(.assetTooLarge(place, megabytes: Self.largest >> 20))
        continue
      }
      if !notebook.configuration.hasActiveAssets, ActiveContent.isActive(path, place, head: bytes) {
        diagnostics.append(.activeAsset(place))
        continue
      }
      copied.append(path)
      if let size = PictureSize(bytes) { sizes[path] = size }
    }
  }
}

/// Files that run script when a reader opens them: beside a site that lets no note's script run, they would be a way
/// around it.
enum ActiveContent {
  private static let documents: Set = [
    "html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "xml", "xsl", "xslt", "hta", "svgz",
  ]
  /// What makes a drawing more than one. A namespace's prefix stands before a name: `svg:script`.
  private static let signs = [
    "<script", ":script", "<handler", "javascript:", "foreignobject", "<iframe", "<embed", "<object",
    "<!entity",
    "xml-stylesheet", "data:text", "data:application",
  ]

  /// - Parameter head: the file's first bytes.
  static func isActive(_ path: String, _ place: String, head: [UInt8]) -> Bool {
    let ending = path.split(separator: "/").last?.split(separator: ".").last?.lowercased() ?? ""
    if documents.contains(ending) { return true }
    guard ending == "svg" else { return false }
    // A drawing is text in UTF-8 of at most so much; what is not is not looked into, and not trusted.
    guard let bytes = Disk.bytes(of: place, upTo: largestDrawing), bytes.count <= largestDrawing,
      !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self)
    else { return true }
    let decoded = CharacterReferences.decoded(text).lowercased()
    // A browser leaves out tabs and line ends in an address.
    let dense = decoded.filter { !$0.isWhitespace }
    return signs.contains { dense.contains($0.replacing(" ", with: "")) } || hasHandler(decoded)
  }

  private static let largestDrawing = 16 << 20

  /// `onload=` and its kind.
  private static func hasHandler(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var at = 0
    while at + 3 < bytes.count {
      defer { at += 1 }
      guard bytes[at] == UInt8(ascii: "o"), bytes[at + 1] == UInt8(ascii: "n"),
        at > 0, isBoundary(bytes[at - 1])
      else { continue }
      var end = at + 2
      while end < bytes.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[end] { end += 1 }
      guard end > at + 2 else { continue }
      while end < bytes.count, bytes[end] <= 0x20 { end += 1 }
      if end < bytes.count, bytes[end] == UInt8(ascii: "=") { return true }
    }
    return false
  }

  private static func isBoundary(_ byte: UInt8) -> Bool {
    byte <= 0x20
      || [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "/"), UInt8(ascii: ":")].contains(byte)
  }
}

extension Diagnostic {
  fileprivate static func unreadableAsset(_ path: String) -> Diagnostic {
    Diagnostic(
      .error, "asset-unreadable", Message(zh: "读不了文件: \(path)", en: "cannot read \(path)"),
      consequence: .machine)
  }

  fileprivate static func assetTooLarge(_ path: String, megabytes: Int) -> Diagnostic {
    Diagnostic(
      .warning, "asset-too-large",
      Message(
        zh: "文件超过 \(megabytes) MB，没有抄进网站", en: "the file is larger than \(megabytes) MB and is not copied"),
      at: SourceFile(path: path, bytes: []).range(0..<0))
  }

  fileprivate static func activeAsset(_ path: String) -> Diagnostic {
    Diagnostic(
      .warning, "asset-active",
      Message(
        zh: "这个文件打开时会运行脚本，没有抄进网站", en: "the file runs script when it is opened, and is not copied"),
      at: SourceFile(path: path, bytes: []).range(0..<0),
      help: [
        Message(
          zh: "信得过它，就在 docgen.yml 里写 activeAssets: true",
          en: "if you trust it, write activeAssets: true in docgen.yml")
      ])
  }
}
