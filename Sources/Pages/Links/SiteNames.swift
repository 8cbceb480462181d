import Basics
import Diagnostics
import Foundation
import Notes

/// Who wants which file of the site, and where two want one.
///
/// Names are held against each other as a disk does that knows neither case nor the two forms of an accented letter:
/// a site that is whole here is not to lose pages on a reader's machine.
struct SiteNames {
  private struct Wish {
    let path: String
    /// The note or the author's file; nil for docgen's own.
    let source: String?
    let isAsset: Bool
  }

  private var files: [Spelling: Wish] = [:]
  private var folders: [Spelling: Wish] = [:]
  private(set) var diagnostics: [Diagnostic] = []
  /// Authors' files that give way to docgen's own.
  private(set) var leftOut: Set<Spelling> = []

  init(_ notebook: Notebook, _ paths: SitePaths) {
    let folder = notebook.folder
    let pages = notebook.documents.map { document in
      Wish(
        path: paths.output[document.page] ?? document.page + ".html", source: document.file.path,
        isAsset: false)
    }
    let assets = notebook.assets.filter { !$0.hasSuffix(".swift") }.map {
      Wish(path: $0, source: folder + "/" + $0, isAsset: true)
    }
    let given = Set(pages.map(\.path))
    var names = Self.own
    if notebook.configuration.siteURL != nil { names.append("sitemap.xml") }
    let own = names.filter { !given.contains($0) }.map { Wish(path: $0, source: nil, isAsset: false) }
    let wishes = own + pages + assets
    for wish in wishes {
      for above in Spelling.above(wish.path) where folders[Spelling.folded(above)] == nil {
        folders[Spelling.folded(above)] = wish
      }
    }
    for wish in wishes { add(wish) }
  }

  /// What docgen writes itself, unless a note has that very name; a site's own folders are there in every site.
  private static let own = [
    "index.html", "formulas.html", "symbols.html", "404.html", "evidence.json", "search/pages.js",
    "assets/style.css", "assets/script.js", "assets/theme.js", "assets/sliders.js", "assets/sliders/index.js",
    KaTeXAssets.folder + "/katex.css", KaTeXAssets.folder + "/fonts/KaTeX_Main-Regular.woff2",
  ]

  private static func isOwn(_ path: Spelling) -> Bool {
    guard path.text.hasPrefix("search/") || path.text.hasPrefix("assets/") else { return false }
    return path.text.wholeMatch(
      of: /search\/[tx]-[0-9]+\.js|assets\/sliders\/.+\.js|assets\/katex\/fonts\/katex_.+/)
      != nil
  }

  private mutating func add(_ wish: Wish) {
    let name = Spelling.folded(wish.path)
    // A file where another's folder must be.
    if let other = folders[name] {
      return diagnostics.append(
        .collision(wish.source, wish.path, otherSource: other.source, otherPath: other.path))
    }
    if let other = files[name] {
      if wish.isAsset, other.source == nil { return leaveOut(wish) }
      return diagnostics.append(
        .collision(wish.source, wish.path, otherSource: other.source, otherPath: other.path))
    }
    if wish.isAsset, Self.isOwn(name) { return leaveOut(wish) }
    files[name] = wish
  }

  private mutating func leaveOut(_ wish: Wish) {
    leftOut.insert(Spelling(wish.path))
    diagnostics.append(.nameTaken(wish.source ?? wish.path, wish.path))
  }

  /// The note, or the author's file, that a file of the site comes from; nil for docgen's own.
  static func source(of output: String, in notebook: Notebook) -> String? {
    let paths = SitePaths(notebook)
    if let document = notebook.documents.first(where: { paths.output[$0.page] == output }) {
      return document.file.path
    }
    return paths.assets.contains(output) ? notebook.folder + "/" + output : nil
  }
}

extension Diagnostic {
  /// Two files that cannot both be in one site.
  fileprivate static func collision(
    _ source: String?, _ path: String, otherSource: String?, otherPath: String
  ) -> Diagnostic {
    var (one, other) = (source ?? "docgen", otherSource ?? "docgen")
    // What a reader could not tell apart, told with its form.
    if one == other, !one.utf8.elementsEqual(other.utf8) { (one, other) = (one.withForm, other.withForm) }
    let file = SourceFile(path: source ?? otherSource ?? path, bytes: [])
    return Diagnostic(
      .error, "site-name-collision",
      Message(
        zh: "\(one) 要写成 \(path)，与 \(other) 的 \(otherPath) 相撞（不分大小写，也不分字母的两种编码形式）",
        en:
          "\(one) becomes \(path), which meets \(otherPath) of \(other) (where case and the two forms of a letter are one)"
      ),
      at: file.range(0..<0), help: [Message(zh: "给其中一个改名", en: "rename one of them")])
  }

  /// A file that stands where docgen has one of its own.
  fileprivate static func nameTaken(_ source: String, _ path: String) -> Diagnostic {
    Diagnostic(
      .warning, "site-name-taken",
      Message(
        zh: "没有抄进网站：\(path) 是 docgen 自己的文件的名字", en: "not copied: docgen has a file \(path) of its own"),
      at: SourceFile(path: source, bytes: []).range(0..<0),
      help: [Message(zh: "给它改名", en: "rename it")])
  }
}

extension String {
  /// With the name of its form of Unicode, `NFC` or `NFD`.
  fileprivate var withForm: String {
    let isComposed = utf8.elementsEqual(precomposedStringWithCanonicalMapping.utf8)
    let isDecomposed = utf8.elementsEqual(decomposedStringWithCanonicalMapping.utf8)
    return self + (isComposed ? " (NFC)" : isDecomposed ? " (NFD)" : " (NFC + NFD)")
  }
}
