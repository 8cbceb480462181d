import Checks
import Diagnostics
import LaTeX
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

    init(_ document: Document, _ site: SiteMaterial) {
      self.document = document
      formulas = site.understanding.pages[document.page] ?? []
      checked = site.findings.pages[document.page]
      remarks = site.remarks[document.file.path] ?? []
    }

    func isSame(as other: Inputs) -> Bool {
      document.file === other.document.file && checked === other.checked
        && formulas.isSame(as: other.formulas) && remarks == other.remarks
    }
  }

  init(_ document: Document, _ site: SiteMaterial, _ shell: Shell, _ inputs: Inputs? = nil) {
    let page = PageRenderer.render(document, in: site)
    self.inputs = inputs ?? Inputs(document, site)
    diagnostics = page.diagnostics
    hasSliders = !page.sliders.isEmpty
    text = page.text
    url = SitePaths.plainWay(page.output)
    var part = Shell.Part(
      output: page.output, page: document.page, title: page.title,
      description: document.frontMatter.description, article: page.article)
    part.contents = page.contents
    part.symbols = page.symbols
    part.minutes = page.text.minutes
    part.notePath = document.notePath
    part.hasMath = !document.formulas.isEmpty
    var sliders: [(path: String, bytes: [UInt8])] = []
    if hasSliders {
      let path = "assets/sliders/" + page.output.dropLast(".html".count) + ".js"
      part.sliders = path
      let script = "\"use strict\";\n{\n\(JavaScriptEngine.prelude)\n\(page.sliders)}\n"
      sliders = [(path, Array(script.utf8))]
    }
    files = [(page.output, Array(shell.html(part).utf8))] + sliders
  }

  var searchEntry: SearchIndex.Entry { SearchIndex.Entry(text, url: url) }
}
