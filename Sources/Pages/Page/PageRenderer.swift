import Checks
import Diagnostics
import LaTeX
import Notes
import Snippets

/// Turns one document into the inside of its `<article>`.
struct PageRenderer {
  let site: SiteMaterial
  let document: Document
  let formulas: [Formula]
  let run: PageRun?
  let output: String
  /// Outputs of each snippet, with a table's number on the page.
  let outputs: [Int: [(output: Output, table: Int)]]

  var html = ""
  var sanitiser: Sanitiser
  var diagnostics: [Diagnostic] = []
  var contents: [ContentsEntry] = []
  var symbols: [String] = []
  var symbolIndex: [String: Int] = [:]
  /// Whether the next first-level heading is the page's own.
  var awaitsTitle = true
  /// Evidence already shown, so that one number comes from one place.
  var cellCounts: [String: Int] = [:]
  var depth = 0
  /// Plots of one call each: a loop draws several.
  var plotCounts: [String: Int] = [:]
  /// What the page's sliders run.
  var sliders = ""

  /// Blocks nested deeper than this stand flat: no browser shows more.
  static let deepest = 100

  init(_ site: SiteMaterial, _ document: Document) {
    self.site = site
    self.document = document
    formulas = site.understanding.pages[document.page] ?? []
    run = site.findings.runs[document.page]
    output = site.paths.output[document.page] ?? document.page + ".html"
    sanitiser = Sanitiser(taken: { Set(Anchors(of: document, readsHTML: false).all) })
    var outputs: [Int: [(Output, Int)]] = [:]
    var tables = 0
    for item in run?.outputs ?? [] {
      if case .table = item.kind { tables += 1 }
      outputs[item.snippet, default: []].append((item, tables))
    }
    self.outputs = outputs
  }

  static func render(_ document: Document, in site: SiteMaterial) -> RenderedPage {
    var renderer = PageRenderer(site, document)
    renderer.html.reserveCapacity(2 * document.file.bytes.count)
    let title = PageTitle(document)
    if !title.standsInText {
      renderer.html += "<h1>\(escaped(title.text))</h1>\n"
      renderer.awaitsTitle = false
    }
    renderer.sanitiser.firstHeadingIsTitle = title.isRawHTML
    renderer.sanitiser.enter()
    for block in document.blocks { renderer.render(block) }
    renderer.html += renderer.sanitiser.leave()
    renderer.renderFootnotes()
    let text = PageText(document, title: title.text, outputs: renderer.run?.outputs ?? [])
    return RenderedPage(
      document: document, output: renderer.output, title: title.text, article: renderer.html,
      contents: renderer.contents, text: text, diagnostics: renderer.diagnostics.map { renderer.judged($0) },
      symbols: renderer.symbols, sliders: renderer.sliders)
  }

  /// Under strict a miss is an error.
  private func judged(_ diagnostic: Diagnostic) -> Diagnostic {
    let isStrict =
      document.frontMatter.strict ?? (site.notebook.configuration.strict || site.options.isStrict)
    guard isStrict || site.options.isStrict, diagnostic.severity == .warning else { return diagnostic }
    var error = diagnostic
    error.severity = .error
    return error
  }

  func formula(_ index: Int) -> Formula? { formulas.indices.contains(index) ? formulas[index] : nil }

  private mutating func renderFootnotes() {
    guard !document.footnotes.isEmpty else { return }
    html += "<section class=\"footnotes\" aria-label=\"脚注\"><ol>\n"
    for note in document.footnotes {
      html += "<li id=\"fn-\(note.number)\">"
      sanitiser.enter()
      for block in note.blocks { render(block) }
      html += sanitiser.leave()
      for reference in stride(from: 1, through: note.references, by: 1) {
        let label = "回到正文里的第 \(reference) 处"
        html += "<a class=\"back\" href=\"#fnref-\(note.number)-\(reference)\" aria-label=\"\(label)\">↩</a> "
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
        text = document.frontMatter.title ?? inlines.plainText
        standsInText = true
        isRawHTML = false
        return
      case .html(let html) where html.lowercased().contains("<h1"):
        text = document.frontMatter.title ?? Self.heading(in: html) ?? document.title
        standsInText = true
        isRawHTML = true
        return
      default: continue
      }
    }
    text = document.title
    standsInText = false
    isRawHTML = false
  }

  private static func heading(in html: String) -> String? {
    var isInside = false
    var text = ""
    for token in HTMLTokenizer(html) {
      switch token {
      case .start("h1", _, _): isInside = true
      case .end("h1"): return text.isEmpty ? nil : CharacterReferences.decoded(text)
      case .text(let part) where isInside: text += part
      default: break
      }
    }
    return text.isEmpty ? nil : text
  }
}
