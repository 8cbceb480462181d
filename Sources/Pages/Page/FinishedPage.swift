import Typesetting
import Formulas
import Checks
import Diagnostics
import Notes

/// One page as files, with what of it belongs to the whole.
struct FinishedPage: Sendable {
  /// The page, then the script of its sliders, if it has any.
  let files: [(path: String, bytes: [UInt8])]
  let diagnostics: [Diagnostic]
  let hasSliders: Bool
  let inputs: Inputs
  private let text: PageText
  private let url: String

  /// What a page shows that is its own; the rest is the site's frame.
  struct Inputs: Sendable {
    let document: Document
    let formulas: [Formula]
    let checked: CheckedPage?
    let remarks: [Diagnostic]
    /// What of the whole site stands on the page too: names' colours, labels, the tally.
    let shared: String

    init(_ document: Document, _ site: SiteMaterial) {
      self.document = document
      formulas = site.formulaIndex.pages[document.page] ?? []
      checked = site.findings.pages[document.page]
      remarks = site.remarks[document.file.path] ?? []
      let hasTally = site.paths.output[document.page] == "index.html" || document.holdsTally
      shared =
        site.shared + site.names.words(for: document)
        + (site.options.dates[document.notePath] ?? "")
        + (hasTally ? Tally(site.findings).html(root: "", in: .zh) : "")
    }

    func isSame(as other: Inputs) -> Bool {
      document.file === other.document.file && checked === other.checked
        && formulas.isSame(as: other.formulas) && remarks == other.remarks
        && shared == other.shared
    }
  }

  init(_ document: Document, _ site: SiteMaterial, _ template: PageTemplate, inputs: Inputs? = nil) {
    let page = PageRenderer.render(document, in: site)
    self.inputs = inputs ?? Inputs(document, site)
    diagnostics = page.diagnostics
    hasSliders = !page.sliders.isEmpty
    text = page.text
    url = SitePaths.plainWay(page.output)
    var part = PageTemplate.Part(
      output: page.output, page: document.page, title: page.title,
      description: document.frontMatter.description, article: page.article,
      language: site.notebook.language(of: document))
    part.article = Self.withFacts(page, site)
    part.contents = page.contents
    part.symbols = page.symbols
    part.notePath = document.notePath
    part.date = site.options.dates[document.notePath]
    part.hasMath = !document.formulas.isEmpty
    var sliders: [(path: String, bytes: [UInt8])] = []
    if hasSliders {
      let path = "assets/sliders/" + page.output.dropLast(".html".count) + ".js"
      part.sliders = path
      let script = "\"use strict\";\n{\n\(JavaScriptEngine.prelude)\n\(page.sliders)}\n"
      sliders = [(path, Array(script.utf8))]
    }
    files = [(page.output, Array(template.html(part).utf8))] + sliders
  }

  /// Under the title how long it is; on the front page what was held against what.
  private static func withFacts(_ page: RenderedPage, _ site: SiteMaterial) -> String {
    var article = page.article
    let language = site.notebook.language(of: page.document)
    if page.output == "index.html" {
      if !article.contains("class=\"tally\"") {
        let statistics = Tally(site.findings)
        article +=
          statistics.isEmpty
          ? "" : statistics.sentence(root: "", in: language) + statistics.html(root: "", in: language)
      }
    } else if let end = article.firstRange(of: "</h1>\n") {
      let minutes = page.text.minutes
      let length = language(zh: "读完约 \(minutes) 分钟", en: "\(minutes) min read")
      article.insert(contentsOf: "<p class=\"length\">\(length)</p>\n", at: end.upperBound)
    }
    return article
  }

  var searchEntry: SearchIndex.Entry { SearchIndex.Entry(text, url: url) }
}

extension Document {
  /// Whether a paragraph of its own asks for the site's tally.
  fileprivate var holdsTally: Bool {
    blocks.contains { block in
      if case .paragraph(let inlines) = block.kind, inlines.count == 1, case .text(let text, _) = inlines[0] {
        text.uppercased() == "[TALLY]"
      } else {
        false
      }
    }
  }
}
