import Formulas
import Checks
import Diagnostics
import Notes
import Synchronization

@testable import Pages

/// A site made of Markdown, its files kept in memory, with all that was said of it.
final class RenderedSite: SiteOutput {
  private let kept = Mutex<[String: [UInt8]]>([:])
  private let said = Mutex<[Diagnostic]>([])

  init(
    _ notes: [String: String], assets: [String] = [], spelled: [String]? = nil, remarksAreShown: Bool = false,
    dates: [String: String] = [:],
    _ adjust: (inout Configuration) -> Void = { _ in }
  ) {
    var configuration = Configuration()
    adjust(&configuration)
    var diagnostics: [Diagnostic] = []
    // A dictionary's keys are one where their letters are.
    let pages =
      spelled?.compactMap { page in notes[page].map { (page, $0) } } ?? notes.sorted { $0.key < $1.key }
    let documents = pages.map { page, text in
      let read = Document.parse(
        SourceFile(path: "docs/\(page).md", text: text), page: page, configuration: configuration)
      diagnostics += read.diagnostics
      return read.value
    }
    let notebook = Notebook(
      documents: documents, configuration: configuration, assets: assets, folder: "/nowhere")
    var options = SiteOptions(katexFolder: "/nowhere", remarks: remarksAreShown ? diagnostics : [])
    options.dates = dates
    diagnostics += Site.render(
      notebook, FormulaIndex(pages: [:], definitions: [:], diagnostics: []), Findings(),
      options: options, into: self)
    said.withLock { $0 = diagnostics }
  }

  func put(_ path: String, _ bytes: [UInt8]) { kept.withLock { $0[path] = bytes } }

  var files: [String: [UInt8]] { kept.withLock { $0 } }
  var diagnostics: [Diagnostic] { said.withLock { $0 } }

  func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }

  /// Puts the site in a folder.
  func write(to folder: String) throws(SiteFailure) -> WriteResult {
    let draft = try SiteDraft(for: folder)
    for (path, bytes) in files { draft.put(path, bytes) }
    return try draft.publish()
  }
}
