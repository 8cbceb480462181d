import Formulas
import Typesetting
import Checks
import Diagnostics
import Notes
import Snippets

/// Turns one document into the inside of its `<article>`.
struct PageRenderer {
  let site: SiteMaterial
  let document: Document
  let formulas: [Formula]
  let run: PageRun?
  let output: String
  /// Of docgen's own words on the page.
  let language: Language
  /// Outputs of each snippet, with a table's number on the page.
  let outputs: [Int: [(output: Output, table: Int)]]

  var html = ""
  var sanitiser: Sanitiser
  var diagnostics: [Diagnostic] = []
  var contents: [ContentsEntry] = []
  var symbols: [String] = []
  var symbolIndex: [String: Int] = [:]
  var remarks: PageRemarks
  /// The named part that is being rendered, until its caption is set.
  var part: PartNumbers.Part?
  /// Whether the next first-level heading is the page's own.
  var awaitsTitle = true
  /// Evidence already shown, so that one number comes from one place.
  var cellCounts: [String: Int] = [:]
  var depth = 0
  /// Plots of one call each: a loop draws several.
  var plotCounts: [String: Int] = [:]
  /// What the page's sliders run.
  var sliders = ""
  /// Ids of claims and labels that a heading has too.
  let repeated: Set<String>
  /// Ids of display formulas that stay, by the formula's number.
  let stableIDs: [Int: String]
  let declared: DeclaredSymbols

  /// Blocks nested deeper than this stand flat: no browser shows more.
  static let deepest = 100

  /// - Parameter more: remarks beside those that were known before the page was made.
  init(_ site: SiteMaterial, _ document: Document, remarks more: [Diagnostic] = []) {
    self.site = site
    self.document = document
    formulas = site.formulaIndex.pages[document.page] ?? []
    run = site.findings.runs[document.page]
    language = site.notebook.language(of: document)
    stableIDs = StableIDs.of(document)
    declared = DeclaredSymbols(document, formulas)
    output = site.paths.output[document.page] ?? document.page + ".html"
    sanitiser = Sanitiser(taken: { Set(Anchors(of: document, readsHTML: false).all) })
    // What is refuted says so, with its counterexample, under its formula.
    let refuted = (site.evidence[document.page] ?? [:]).values.joined().filter { !$0.isAsExpected }
    let reports = site.options.reports
    let remarks = (site.remarks[document.file.path] ?? []).filter { finding in
      reports != nil || finding.consequence != .content || !refuted.contains { $0.range == finding.range }
    }
    self.remarks = PageRemarks(remarks + more, of: document, reports: reports, in: language)
    var outputs: [Int: [(Output, Int)]] = [:]
    var tables = 0
    for item in run?.outputs ?? [] {
      if case .table = item.kind { tables += 1 }
      outputs[item.snippet, default: []].append((item, tables))
    }
    self.outputs = outputs
    let repeated = Anchors.repeated(in: document)
    diagnostics = repeated.map { .repeatedAnchor($0.id, at: $0.range) }
    self.repeated = Set(repeated.map(\.id))
  }

  static func render(_ document: Document, in site: SiteMaterial) -> RenderedPage {
    let page = render(document, in: site, remarks: [])
    guard site.options.reports != nil, !page.diagnostics.isEmpty else { return page }
    // What is found only while the page is made stands on it too.
    let found = page.diagnostics.map(site.notebook.severities.judged)
    return render(document, in: site, remarks: found)
  }

  private static func render(
    _ document: Document, in site: SiteMaterial, remarks: [Diagnostic]
  ) -> RenderedPage {
    var renderer = PageRenderer(site, document, remarks: remarks)
    renderer.html.reserveCapacity(2 * document.file.bytes.count)
    let title = PageTitle(document)
    if !title.standsInText {
      renderer.html += "<h1>\(escaped(title.text))</h1>\n"
      renderer.awaitsTitle = false
    }
    renderer.html += renderer.remarks.head
    renderer.sanitiser.firstHeadingIsTitle = title.isRawHTML
    renderer.sanitiser.enter()
    for block in document.blocks { renderer.render(block) }
    renderer.html += renderer.sanitiser.leave()
    renderer.renderFootnotes()
    if renderer.html.contains(contentsMark) {
      renderer.html = renderer.html.replacing(contentsMark, with: ContentsEntry.list(renderer.contents))
    }
    let text = PageText(
      document, title: title.text, run: renderer.run,
      definitions: site.definedNames[document.page] ?? [])
    return RenderedPage(
      document: document, output: renderer.output, title: title.text, article: renderer.html,
      contents: renderer.contents, text: text, diagnostics: renderer.diagnostics,
      symbols: renderer.symbols, sliders: renderer.sliders)
  }

  func formula(_ index: Int) -> Formula? { formulas.indices.contains(index) ? formulas[index] : nil }

  private mutating func renderFootnotes() {
    guard !document.footnotes.isEmpty else { return }
    html += "<section class=\"footnotes\" aria-label=\"\(language(zh: "脚注", en: "Footnotes"))\"><ol>\n"
    for note in document.footnotes {
      html += "<li id=\"\(OwnID.note(note.number))\">"
      sanitiser.enter()
      for block in note.blocks { render(block) }
      html += sanitiser.leave()
      for reference in stride(from: 1, through: note.references, by: 1) {
        let label = language(zh: "回到正文里的第 \(reference) 处", en: "Back to the text, place \(reference)")
        html +=
          "<a class=\"back\" href=\"#\(OwnID.reference(note.number, reference))\" aria-label=\"\(label)\">↩</a> "
      }
      html += "</li>\n"
    }
    html += "</ol></section>\n"
  }
}

/// A page's title, and where it stands.
struct PageTitle {
  let text: String
  /// A first-level heading of the note is the title.
  let standsInText: Bool
  let isRawHTML: Bool

  init(_ document: Document) {
    for block in document.blocks {
      switch block.kind {
      case .heading(1, let inlines, _):
        text = Self.ofFrontMatter(document) ?? inlines.readableText(document.formulas)
        standsInText = true
        isRawHTML = false
        return
      case .html(let pieces) where Self.hasHeading(pieces):
        text = Self.ofFrontMatter(document) ?? Self.heading(in: pieces, document) ?? document.title
        standsInText = true
        isRawHTML = true
        return
      default: continue
      }
    }
    text = Self.ofFrontMatter(document) ?? document.title
    standsInText = false
    isRawHTML = false
  }

  /// `title: $\sigma$-代数`, its formulas by their signs.
  private static func ofFrontMatter(_ document: Document) -> String? {
    document.frontMatter.title.map { title in
      MathsText(title).parts.map { part in
        switch part {
        case .text(let text): text
        case .formula(let latex): InlineMath.text(latex)
        }
      }.joined()
    }
  }

  private static func hasHeading(_ pieces: [Inline]) -> Bool {
    pieces.contains { if case .html(let html) = $0 { html.lowercased().contains("<h1") } else { false } }
  }

  private static func heading(in pieces: [Inline], _ document: Document) -> String? {
    var isInside = false
    var text = ""
    for piece in pieces {
      guard case .html(let html) = piece else {
        if isInside { text += [piece].readableText(document.formulas) }
        continue
      }
      for token in HTMLTokenizer(html) {
        switch token {
        case .start("h1", _, _): isInside = true
        case .end("h1"): return text.isEmpty ? nil : text
        case .text(let part) where isInside: text += CharacterReferences.decoded(String(part))
        default: break
        }
      }
    }
    return text.isEmpty ? nil : text
  }
}

extension [Inline] {
  /// The text without markup, as a title or a tooltip has it: formulas by their signs (`σ-代数`), tags that are none as
  /// they are written.
  func readableText(_ formulas: [SourceFormula]) -> String {
    if count == 1, case .text(let text, _) = self[0] { return text }
    return map { inline in
      switch inline {
      case .formula(let index): formulas.indices.contains(index) ? InlineMath.text(formulas[index].latex) : ""
      case .html(let raw):
        HTMLTokenizer(raw).contains { token in
          switch token {
          case .start(let name, _, _), .end(let name): Sanitiser.isText(name, true)
          case .text, .comment: false
          }
        } ? raw : ""
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
        .link(_, title: _, let inner, _):
        inner.readableText(formulas)
      default: inline.plainText
      }
    }.joined()
  }
}
