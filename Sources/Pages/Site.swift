import Formulas
import Basics
import Checks
import Diagnostics
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
    _ notebook: Notebook, _ formulaIndex: FormulaIndex, _ findings: Findings,
    options: SiteOptions = SiteOptions(), into sink: (any SiteOutput)? = nil
  ) -> [Diagnostic] {
    var builder = SiteBuilder(notebook, formulaIndex, findings: findings, options: options)
    guard let sink else { return builder.diagnostics + builder.proofread() }
    builder.build(into: sink)
    return builder.diagnostics
  }

  /// The same, held and not written: pages that would come out the same are those of the last time, and what belongs
  /// to the whole is made when it is asked for.
  package static func preview(
    _ notebook: Notebook, _ formulaIndex: FormulaIndex, _ findings: Findings, options: SiteOptions,
    memory: SiteMemory
  ) -> Reported<SiteEdition> {
    var builder = SiteBuilder(notebook, formulaIndex, findings: findings, options: options, memory: memory)
    let pages = builder.pages(memory)
    let edition = SiteEdition(
      pages: pages.flatMap(\.files), sides: builder.sides(hasSliders: pages.contains(where: \.hasSliders)),
      search: { sink in SearchIndex.write(pages, into: sink) }, katex: memory.katex(options.katexFolder),
      assets: builder.notebook.assets, folder: notebook.folder)
    return Reported(edition, builder.diagnostics)
  }
}

/// The steps from values to files.
private struct SiteBuilder {
  let notebook: Notebook
  private let findings: Findings
  private let options: SiteOptions
  private(set) var diagnostics: [Diagnostic] = []
  private let site: SiteMaterial
  private let entries: [PageEntry]
  private let template: PageTemplate

  init(
    _ notebook: Notebook, _ formulaIndex: FormulaIndex, findings: Findings, options: SiteOptions,
    memory: SiteMemory? = nil
  ) {
    let stock = memory?.stock(of: notebook) ?? SiteStock(notebook)
    diagnostics = stock.diagnostics
    // What is not copied is nothing to link to.
    var notebook = notebook
    notebook.assets = stock.assets
    self.notebook = notebook
    self.findings = findings
    self.options = options
    site = SiteMaterial(
      notebook, formulaIndex, findings: findings, options: options, pictureSizes: stock.sizes)
    entries = notebook.documents.map { [site] in PageEntry($0, site.paths) }
    template = Self.template(for: entries, site)
  }

  /// What is wrong with the pages, none of them written.
  func proofread() -> [Diagnostic] {
    concurrentMap(notebook.documents) { [site] in PageRenderer.render($0, in: site).diagnostics }
      .flatMap { $0 }
  }

  /// Every page, those of the last time where nothing that they show is another.
  mutating func pages(_ memory: SiteMemory) -> [FinishedPage] {
    let frame = SiteFrame(
      faces: memory.faces(of: entries), assets: notebook.assets, sizes: site.pictureSizes,
      hasTheme: template.hasTheme, highlighted: options.highlighted)
    let before = memory.pages(in: frame)
    let pages = concurrentMap(notebook.documents) { [site, template] document in
      let inputs = FinishedPage.Inputs(document, site)
      if let known = before[document.page], known.inputs.isSame(as: inputs) { return known }
      return FinishedPage(document, site, template, inputs: inputs)
    }
    memory.keep(pages)
    diagnostics += pages.flatMap(\.diagnostics)
    return pages
  }

  mutating func build(into sink: some SiteOutput) {
    let own = RecordingOutput(sink)
    // What needs no page is written meanwhile.
    let assets = DispatchGroup()
    assets.enter()
    Thread { [katexFolder = options.katexFolder] in
      for file in KaTeXAssets.files(from: katexFolder) { own.put(file.path, file.bytes) }
      assets.leave()
    }.start()
    // Each page is written as soon as it is made, and its words join the index in order.
    let blank = Whole(search: SearchIndex(into: own))
    var whole = concurrentReduce(notebook.documents, into: blank) { [site, template] document in
      let page = FinishedPage(document, site, template)
      for file in page.files { own.put(file.path, file.bytes) }
      return WrittenPage(page)
    } _: {
      $0.add($1)
    }
    diagnostics += whole.diagnostics
    whole.search.finish()
    for side in sides(hasSliders: whole.hasSliders) { own.put(side.path, side.make()) }
    assets.wait()
    // An author's file never stands in for one of docgen's.
    for path in notebook.assets where !own.has(path) {
      if let bytes = Disk.bytes(of: notebook.folder + "/" + path) { own.put(path, bytes) }
    }
  }

  private static func template(for pages: [PageEntry], _ site: SiteMaterial) -> PageTemplate {
    let entries = pages.map { Navigation.Entry(page: $0.document.page, title: $0.title, output: $0.output) }
    let configuration = site.notebook.configuration
    let home = site.paths.pageOfFolder[""].flatMap { page in pages.first { $0.document.page == page } }
    return PageTemplate(
      siteTitle: configuration.title ?? home?.title ?? configuration.language(zh: "笔记", en: "Notes"),
      configuration: configuration,
      navigation: Navigation(entries, site.paths, names: configuration.folders),
      hasTheme: site.notebook.assets.contains("theme.css"),
      hasFormulas: pages.contains { !$0.document.formulas.isEmpty })
  }

  /// What belongs to the whole: pages of docgen's own, unless a note has that name, the theme, lists.
  func sides(hasSliders: Bool) -> [SideFile] {
    var taken = Set(entries.map(\.output))
    let language = notebook.configuration.language
    let index = IndexPages(site: site, pages: entries)
    var sides: [SideFile] = []
    func add(
      _ output: String, _ title: String, hasMath: Bool, _ article: @escaping @Sendable () -> String
    ) {
      guard taken.insert(output).inserted else { return }
      sides.append(
        SideFile(path: output) { [template] in
          var part = PageTemplate.Part(
            output: output, title: title, article: article(), language: language)
          part.hasMath = hasMath
          return Array(template.html(part).utf8)
        })
    }
    add("index.html", template.siteTitle, hasMath: false) { [template] in
      index.start(title: template.siteTitle, description: template.configuration.description)
    }
    if template.hasFormulas {
      add("formulas.html", language(zh: "全部公式", en: "All formulas"), hasMath: true) { index.formulas() }
      add("symbols.html", language(zh: "全部符号", en: "All symbols"), hasMath: true) { index.symbols() }
    }
    add("404.html", language(zh: "没有这一页", en: "No such page"), hasMath: false) {
      IndexPages.notFound(in: language)
    }
    for page in entries {
      for alias in page.document.frontMatter.aliases {
        // Of two pages that name one former path the first has it.
        guard let output = SitePaths.redirect(alias), taken.insert(output).inserted else { continue }
        let way = SitePaths.way(from: output, to: page.output)
        sides.append(
          SideFile(path: output) {
            let words = notebook.language(of: page.document)
            return Array(PageTemplate.redirect(to: way, title: page.title, in: words).utf8)
          })
      }
    }
    sides.append(
      SideFile(path: "evidence.json") { [findings, notebook] in
        Array(EvidenceJSON.text(findings.evidence, ofNotesIn: notebook.folder).utf8)
      })
    sides += theme(hasSliders: hasSliders)
    if let base = template.siteURL {
      let lists = SiteLists(pages: entries, base: base, dates: options.dates)
      sides.append(SideFile(path: "sitemap.xml") { Array(lists.sitemap.utf8) })
      if let feed = lists.feed(title: template.siteTitle) {
        sides.append(SideFile(path: "feed.xml") { Array(feed.utf8) })
      }
    }
    return sides
  }

  private func theme(hasSliders: Bool) -> [SideFile] {
    let files = [
      SideFile(path: "assets/style.css") { PackageResources.style_css },
      SideFile(path: "assets/script.js") {
        PackageResources.script_js + PackageResources.formulas_js + PackageResources.previews_js
          + PackageResources.finding_js + PackageResources.search_js + PackageResources.readings_js
          + PackageResources.dialogs_js
      },
      SideFile(path: "assets/theme.js") { PackageResources.theme_js },
    ]
    return files + (hasSliders ? [SideFile(path: "assets/sliders.js") { PackageResources.sliders_js }] : [])
  }
}

/// A file that belongs to the whole site, made when it is wanted.
struct SideFile: Sendable {
  let path: String
  let make: @Sendable () -> [UInt8]
}

/// Hands files on, and knows which there were.
private final class RecordingOutput<Sink: SiteOutput>: SiteOutput {
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

  mutating func add(_ page: WrittenPage) {
    diagnostics += page.diagnostics
    hasSliders = hasSliders || page.hasSliders
    search.add(page.entry)
  }
}

/// What of a page belongs to the whole, once it is written.
private struct WrittenPage: Sendable {
  let entry: SearchIndex.Entry
  let diagnostics: [Diagnostic]
  let hasSliders: Bool

  init(_ page: FinishedPage) {
    (entry, diagnostics, hasSliders) = (page.searchEntry, page.diagnostics, page.hasSliders)
  }
}
