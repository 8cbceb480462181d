import Checks
import Diagnostics
import Formulas
import Foundation
import Notes

/// A site in memory: what a reader opens.
package struct Site: Sendable {
  /// In a stable order; paths are relative, with `/`.
  package var files: [(path: String, bytes: [UInt8])]

  /// Renders every page, and what belongs to the whole.
  package static func render(
    _ notebook: Notebook, _ understanding: Understanding, _ findings: Findings,
    options: SiteOptions = SiteOptions()
  ) -> Reported<Site> {
    var builder = SiteBuilder(notebook, understanding, findings, options)
    return builder.build()
  }

  /// Puts the site in a folder, all or nothing.
  package func write(to folder: String) throws(SiteFailure) -> WriteResult {
    try SiteWriter(files).write(to: folder)
  }
}

/// The steps from values to files.
private struct SiteBuilder {
  private let notebook: Notebook
  private let findings: Findings
  private let options: SiteOptions
  private let katex: [(path: String, bytes: [UInt8])]
  private var assets: [(path: String, bytes: [UInt8])] = []
  private var diagnostics: [Diagnostic] = []
  private var site: SiteMaterial
  private var hasSliders = false
  private var files: [(path: String, bytes: [UInt8])] = []

  init(
    _ notebook: Notebook, _ understanding: Understanding, _ findings: Findings, _ options: SiteOptions
  ) {
    self.notebook = notebook
    self.findings = findings
    self.options = options
    katex = KaTeXAssets.files(from: options.katexFolder)
    var sizes: [String: PictureSize] = [:]
    for path in notebook.assets where !path.hasSuffix(".swift") {
      guard let data = FileManager.default.contents(atPath: notebook.folder + "/" + path) else {
        diagnostics.append(.unreadableAsset(notebook.folder + "/" + path))
        continue
      }
      let bytes = Array(data)
      assets.append((path, bytes))
      if let size = PictureSize(bytes) { sizes[path] = size }
    }
    site = SiteMaterial(
      notebook, understanding, findings, options, pictureSizes: sizes)
  }

  mutating func build() -> Reported<Site> {
    let pages = notebook.documents.map { PageEntry($0, site.paths) }
    let entries = pages.map { Navigation.Entry(page: $0.document.page, title: $0.title, output: $0.output) }
    let shell = shell(for: pages, Navigation(entries, site.paths, names: notebook.configuration.folders))
    var search = SearchIndex()
    // A portion at a time, so that of a large site only what is written stays.
    for start in stride(from: 0, to: notebook.documents.count, by: 512) {
      let portion = Array(notebook.documents[start..<min(start + 512, notebook.documents.count)])
      for page in concurrentMap(portion, { [site] in FinishedPage($0, site, shell) }) {
        diagnostics += page.diagnostics
        files += page.files
        hasSliders = hasSliders || page.files.count > 1
        search.add(page.entry)
      }
    }
    addIndexPages(pages, shell)
    for file in search.files { add(file.path, file.text) }
    add("evidence.json", EvidenceJSON.text(findings.evidence))
    addTheme()
    addSitemap(pages, shell)
    let own = Set(files.map(\.path))
    files += assets.filter { !own.contains($0.path) } + katex
    files.append((SiteWriter.marker, Array("docgen\n".utf8)))
    return Reported(Site(files: files), diagnostics)
  }

  private mutating func add(_ path: String, _ text: String) { files.append((path, Array(text.utf8))) }

  private func shell(for pages: [PageEntry], _ navigation: Navigation) -> Shell {
    let home = site.paths.pageOfFolder[""].flatMap { page in pages.first { $0.document.page == page } }
    return Shell(
      siteTitle: notebook.configuration.title ?? home?.title ?? "笔记",
      configuration: notebook.configuration, navigation: navigation,
      hasTheme: notebook.assets.contains("theme.css"),
      hasFormulas: pages.contains { !$0.document.formulas.isEmpty })
  }

  /// Pages of docgen's own, unless a note has that name.
  private mutating func addIndexPages(_ pages: [PageEntry], _ shell: Shell) {
    let taken = Set(pages.map(\.output))
    let index = IndexPages(site: site, pages: pages)
    func part(_ output: String, _ title: String, _ article: String, hasMath: Bool = false) -> String {
      var part = Shell.Part(output: output, title: title, article: article)
      part.hasMath = hasMath
      return shell.html(part)
    }
    if !taken.contains("index.html") {
      let article = index.start(title: shell.siteTitle, description: notebook.configuration.description)
      add("index.html", part("index.html", shell.siteTitle, article))
    }
    if shell.hasFormulas {
      if !taken.contains("formulas.html") {
        add("formulas.html", part("formulas.html", "全部公式", index.formulas(), hasMath: true))
      }
      if !taken.contains("symbols.html") {
        add("symbols.html", part("symbols.html", "全部符号", index.symbols(), hasMath: true))
      }
    }
    if !taken.contains("404.html") { add("404.html", part("404.html", "没有这一页", IndexPages.notFound)) }
  }

  private mutating func addTheme() {
    files.append(("assets/style.css", PackageResources.style_css))
    files.append(("assets/script.js", PackageResources.script_js))
    files.append(("assets/theme.js", PackageResources.theme_js))
    if hasSliders { files.append(("assets/sliders.js", PackageResources.sliders_js)) }
  }

  private mutating func addSitemap(_ pages: [PageEntry], _ shell: Shell) {
    guard let base = shell.siteURL else { return }
    var out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    for page in pages { out += "<url><loc>\(escaped(base + encodedPath(page.output)))</loc></url>\n" }
    add("sitemap.xml", out + "</urlset>\n")
  }
}

/// One page as it is written, and as it is searched.
private struct FinishedPage: Sendable {
  var files: [(path: String, bytes: [UInt8])] = []
  let entry: SearchIndex.Entry
  let diagnostics: [Diagnostic]

  init(_ document: Document, _ site: SiteMaterial, _ shell: Shell) {
    let page = PageRenderer.render(document, in: site)
    diagnostics = page.diagnostics
    entry = SearchIndex.Entry(page.text, url: page.output)
    var part = Shell.Part(
      output: page.output, page: document.page, title: page.title,
      description: document.frontMatter.description, article: page.article)
    part.contents = page.contents
    part.symbols = page.symbols
    part.minutes = page.minutes
    part.notePath = document.page + ".md"
    part.hasMath = !document.formulas.isEmpty
    if !page.sliders.isEmpty {
      let path = "assets/sliders/" + page.output.dropLast(".html".count) + ".js"
      part.sliders = path
      let script = "\"use strict\";\n{\n\(JavaScriptEngine.prelude)\n\(page.sliders)}\n"
      files.append((path, Array(script.utf8)))
    }
    files.append((page.output, Array(shell.html(part).utf8)))
  }
}

extension Diagnostic {
  static func unreadableAsset(_ path: String) -> Diagnostic {
    Diagnostic(
      .error, "asset-unreadable", Message(zh: "读不了文件: \(path)", en: "cannot read \(path)"),
      consequence: .machine)
  }
}
