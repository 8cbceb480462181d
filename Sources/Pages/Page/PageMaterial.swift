import Formulas
import Checks
import Diagnostics
import Notes
import Snippets

/// What is the same for every page of a build: one object, since each page holds on to it.
final class SiteMaterial: Sendable {
  let notebook: Notebook
  let formulaIndex: FormulaIndex
  let findings: Findings
  let options: SiteOptions
  let resolver: LinkResolver
  /// Evidence about formulas, by page and formula.
  let evidence: [String: [Int: [Evidence]]]
  /// What is known of computed numbers, by the evidence's id.
  let valueEvidence: [String: Evidence]
  let colors: SeriesColors
  /// Named parts of each page that names some.
  let numbers: [String: PartNumbers]
  let names: PartNames
  /// Of the whole, what can stand on any page: two of one text make the same pages of the same notes.
  let shared: String
  /// Names that each page defines.
  let definedNames: [String: [String]]
  /// Each note's snippets, by the note's path.
  let snippetPlaces: [String: (page: String, snippets: [SnippetPlace])]
  /// What stands on a page although it is wrong, by the note's path.
  let remarks: [String: [Diagnostic]]
  /// Widths and heights of pictures, by path below the docs folder.
  let pictureSizes: [String: PictureSize]

  init(
    _ notebook: Notebook, _ formulaIndex: FormulaIndex, findings: Findings, options: SiteOptions,
    pictureSizes: [String: PictureSize]
  ) {
    self.notebook = notebook
    self.formulaIndex = formulaIndex
    self.findings = findings
    self.options = options
    self.pictureSizes = pictureSizes
    resolver = LinkResolver(paths: SitePaths(notebook), anchors: PageAnchors(notebook.documents))
    var places: [String: (String, [SnippetPlace])] = [:]
    for document in notebook.documents where !document.snippets.isEmpty {
      places[document.file.path] = (document.page, document.snippets.enumerated().map(SnippetPlace.init))
    }
    snippetPlaces = places
    var byFormula: [String: [Int: [Evidence]]] = [:]
    var values: [String: Evidence] = [:]
    for item in findings.evidence {
      if item.value != nil { values[item.id] = item }
      guard let formula = item.formula else { continue }
      byFormula[item.page, default: [:]][formula, default: []].append(item)
    }
    evidence = byFormula
    remarks = Dictionary(grouping: options.remarks) { $0.range?.file.path ?? "" }
    valueEvidence = values
    let numbers = notebook.documents.map { ($0.page, PartNumbers($0, findings.runs[$0.page])) }
      .filter { !$0.1.order.isEmpty }
    let named = Dictionary(numbers) { first, _ in first }
    self.numbers = named
    names = PartNames(notebook.documents, formulaIndex, named)
    colors = SeriesColors(
      notebook.documents.flatMap { document in
        (findings.runs[document.page]?.outputs ?? []).compactMap { output in
          if case .plot(let plot) = output.kind { plot } else { nil }
        }
      })
    shared = colors.words
    definedNames = Dictionary(grouping: formulaIndex.definitions.values, by: \.page)
      .mapValues { $0.map(\.name.plain).sorted() }
  }

  var paths: SitePaths { resolver.paths }
}

/// Where a snippet's code stands in its note.
struct SnippetPlace: Sendable {
  let index: Int
  let bytes: Range<Int>
  let isHidden: Bool

  init(_ index: Int, _ snippet: Snippet) {
    self.index = index
    bytes = snippet.range.bytes
    isHidden = snippet.attributes.isHidden
  }
}

/// A page as the others see it.
struct PageEntry: Sendable {
  let document: Document
  /// Relative path of its file in the site.
  let output: String
  let title: String

  init(_ document: Document, _ paths: SitePaths) {
    self.document = document
    output = paths.output[document.page] ?? document.page + ".html"
    title = PageTitle(document).text
  }
}

/// What the renderer gives of one page.
struct RenderedPage: Sendable {
  let document: Document
  /// Relative path of its file in the site.
  let output: String
  let title: String
  /// The inside of `<article>`.
  let article: String
  /// Headings for the contents: level, slug, HTML of the text.
  let contents: [ContentsEntry]
  let text: PageText
  let diagnostics: [Diagnostic]
  /// Symbols of its formulas: what the pointer shows.
  let symbols: [String]
  /// The script of its sliders; empty where it has none.
  let sliders: String
}

struct ContentsEntry: Sendable {
  let level: Int
  let slug: String
  let html: String

  /// Links to the page's own headings.
  static func list(_ entries: [ContentsEntry]) -> String {
    guard !entries.isEmpty else { return "" }
    let items = entries.map {
      "<li class=\"l\($0.level)\"><a href=\"#\(encodedPath($0.slug))\">\($0.html)</a></li>"
    }
    return "<ul class=\"toc\">\(items.joined())</ul>\n"
  }
}
