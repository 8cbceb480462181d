import Checks
import Diagnostics
import LaTeX
import Foundation
import Notes
import Synchronization

/// A site: what a reader opens.
package enum Site {
  /// The note, or the author's file, that a file of the site comes from; nil for docgen's own.
  package static func source(of output: String, in notebook: Notebook) -> String? {
    SiteNames.source(of: output, in: notebook)
  }

  /// The file of each note's page in the site, by the note's path as an author types it.
  package static func pages(of notebook: Notebook) -> [String: String] {
    let outputs = SitePaths(notebook).output
    let pages = notebook.documents.compactMap { note in outputs[note.page].map { (note.file.path, $0) } }
    return Dictionary(pages) { first, _ in first }
  }

  /// Renders every page, and what belongs to the whole, into a sink; without one, only says what is wrong.
  ///
  /// - Returns: what is to be said of links, pictures and assets.
  package static func render(
    _ notebook: Notebook, _ understanding: Understanding, _ findings: Findings,
    options: SiteOptions = SiteOptions(), into sink: (any SiteSink)? = nil
  ) -> [Diagnostic] {
    var builder = SiteBuilder(notebook, understanding, findings, options)
    guard let sink else { return builder.diagnostics + builder.proofread() }
    builder.build(into: sink)
    return builder.diagnostics
  }
}

/// The steps from values to files.
private struct SiteBuilder {
  private let notebook: Notebook
  private let findings: Findings
  private let options: SiteOptions
  private(set) var diagnostics: [Diagnostic] = []
  private let site: SiteMaterial

  init(
    _ notebook: Notebook, _ understanding: Understanding, _ findings: Findings, _ options: SiteOptions
  ) {
    let names = SiteNames(notebook, SitePaths(notebook))
    let assets = AssetReading(notebook, leavingOut: names.leftOut)
    diagnostics = names.diagnostics + assets.diagnostics
    // What is not copied is nothing to link to.
    var notebook = notebook
    notebook.assets = assets.copied
    self.notebook = notebook
    self.findings = findings
    self.options = options
    site = SiteMaterial(
      notebook, understanding, findings, options, pictureSizes: assets.sizes)
  }

  /// What is wrong with the pages, none of them written.
  func proofread() -> [Diagnostic] {
    concurrentMap(notebook.documents) { [site] in PageRenderer.render($0, in: site).diagnostics }
      .flatMap { $0 }
  }

  mutating func build(into sink: some SiteSink) {
    let own = NotingSink(sink)
    let pages = notebook.documents.map { PageEntry($0, site.paths) }
    let entries = pages.map { Navigation.Entry(page: $0.document.page, title: $0.title, output: $0.output) }
    let shell = shell(for: pages, Navigation(entries, site.paths, names: notebook.configuration.folders))
    // What needs no page is written meanwhile.
    let assets = DispatchGroup()
    assets.enter()
    Thread { [katexFolder = options.katexFolder] in
      for file in KaTeXAssets.files(from: katexFolder) { own.put(file.path, file.bytes) }
      assets.leave()
    }.start()
    // Each page is written as soon as it is made, and its words join the index in order.
    var whole = concurrentReduce(notebook.documents, into: Whole(search: SearchIndex(into: own))) { [site] in
      FinishedPage($0, site, shell, into: own)
    } _: {
      $0.add($1)
    }
    diagnostics += whole.diagnostics
    whole.search.finish()
    addIndexPages(pages, shell, own)
    add("evidence.json", EvidenceJSON.text(findings.evidence), own)
    addTheme(own, hasSliders: whole.hasSliders)
    addSitemap(pages, shell, own)
    assets.wait()
    // An author's file never stands in for one of docgen's.
    for path in notebook.assets where !own.has(path) {
      if let bytes = Disk.bytes(of: notebook.folder + "/" + path) { own.put(path, bytes) }
    }
  }

  private func add(_ path: String, _ text: String, _ sink: some SiteSink) { sink.put(path, Array(text.utf8)) }

  private func shell(for pages: [PageEntry], _ navigation: Navigation) -> Shell {
    let home = site.paths.pageOfFolder[""].flatMap { page in pages.first { $0.document.page == page } }
    return Shell(
      siteTitle: notebook.configuration.title ?? home?.title ?? "笔记",
      configuration: notebook.configuration, navigation: navigation,
      hasTheme: notebook.assets.contains("theme.css"),
      hasFormulas: pages.contains { !$0.document.formulas.isEmpty })
  }

  /// Pages of docgen's own, unless a note has that name.
  private func addIndexPages(_ pages: [PageEntry], _ shell: Shell, _ sink: some SiteSink) {
    let taken = Set(pages.map(\.output))
    let index = IndexPages(site: site, pages: pages)
    func add(_ output: String, _ title: String, hasMath: Bool, _ article: () -> String) {
      guard !taken.contains(output) else { return }
      var part = Shell.Part(output: output, title: title, article: article())
      part.hasMath = hasMath
      self.add(output, shell.html(part), sink)
    }
    add("index.html", shell.siteTitle, hasMath: false) {
      index.start(title: shell.siteTitle, description: notebook.configuration.description)
    }
    if shell.hasFormulas {
      add("formulas.html", "全部公式", hasMath: true, index.formulas)
      add("symbols.html", "全部符号", hasMath: true, index.symbols)
    }
    add("404.html", "没有这一页", hasMath: false) { IndexPages.notFound }
  }

  private func addTheme(_ sink: some SiteSink, hasSliders: Bool) {
    sink.put("assets/style.css", PackageResources.style_css)
    sink.put("assets/script.js", PackageResources.script_js + PackageResources.formulas_js)
    sink.put("assets/theme.js", PackageResources.theme_js)
    if hasSliders { sink.put("assets/sliders.js", PackageResources.sliders_js) }
  }

  private func addSitemap(_ pages: [PageEntry], _ shell: Shell, _ sink: some SiteSink) {
    guard let base = shell.siteURL else { return }
    var out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    for page in pages { out += "<url><loc>\(escaped(base + encodedPath(page.output)))</loc></url>\n" }
    add("sitemap.xml", out + "</urlset>\n", sink)
  }
}

/// Hands files on, and knows which there were.
private final class NotingSink<Sink: SiteSink>: SiteSink {
  private let sink: Sink
  private let paths = Mutex<Set<Spelling>>([])

  init(_ sink: Sink) { self.sink = sink }

  func put(_ path: String, _ bytes: [UInt8]) {
    paths.withLock { _ = $0.insert(Spelling(path)) }
    sink.put(path, bytes)
  }

  func has(_ path: String) -> Bool { paths.withLock { $0.contains(Spelling(path)) } }
}

/// What the pages have in common, as they come.
private struct Whole: Sendable {
  var search: SearchIndex
  var diagnostics: [Diagnostic] = []
  var hasSliders = false

  mutating func add(_ page: FinishedPage) {
    diagnostics += page.diagnostics
    hasSliders = hasSliders || page.hasSliders
    search.add(page.entry)
  }
}

/// One page, written; what of it belongs to the whole.
private struct FinishedPage: Sendable {
  let entry: SearchIndex.Entry
  let diagnostics: [Diagnostic]
  let hasSliders: Bool

  init(_ document: Document, _ site: SiteMaterial, _ shell: Shell, into sink: some SiteSink) {
    let page = PageRenderer.render(document, in: site)
    diagnostics = page.diagnostics
    hasSliders = !page.sliders.isEmpty
    entry = SearchIndex.Entry(page.text, url: SitePaths.plainWay(page.output))
    var part = Shell.Part(
      output: page.output, page: document.page, title: page.title,
      description: document.frontMatter.description, article: page.article)
    part.contents = page.contents
    part.symbols = page.symbols
    part.minutes = page.text.minutes
    part.notePath = document.notePath
    part.hasMath = !document.formulas.isEmpty
    if hasSliders {
      let path = "assets/sliders/" + page.output.dropLast(".html".count) + ".js"
      part.sliders = path
      let script = "\"use strict\";\n{\n\(JavaScriptEngine.prelude)\n\(page.sliders)}\n"
      sink.put(path, Array(script.utf8))
    }
    sink.put(page.output, Array(shell.html(part).utf8))
  }
}
