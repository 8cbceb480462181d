import Trees
import Notes
import Synchronization

/// The ids that can be linked to, by page: gathered when a link first asks for a page's.
final class PageAnchors: Sendable {
  private let documents: [Document]
  private let places: [String: Int]
  private let known = Mutex<[String: Set<String>]>([:])

  init(_ documents: [Document]) {
    self.documents = documents
    places = Dictionary(documents.enumerated().map { ($1.page, $0) }, uniquingKeysWith: { $1 })
  }

  func of(_ page: String) -> Set<String> {
    if let anchors = known.withLock({ $0[page] }) { return anchors }
    guard let place = places[page] else { return [] }
    let anchors = Set(Anchors(of: documents[place]).all)
    known.withLock { $0[page] = anchors }
    return anchors
  }
}

/// The ids that a page offers to links.
struct Anchors {
  private(set) var all: [String] = ["top"]

  private let readsHTML: Bool

  /// - Parameter readsHTML: whether ids in the author's HTML count.
  init(of document: Document, readsHTML: Bool = true) {
    self.readsHTML = readsHTML
    for block in document.blocks { add(block) }
    for note in document.footnotes {
      all.append("fn-\(note.number)")
      for block in note.blocks { add(block) }
    }
    for occurrence in document.formulas {
      if occurrence.isDisplay { all.append("formula-\(occurrence.id)") }
      if case .claim(let id?, _)? = occurrence.directive { all.append(id) }
      all += EquationLabels.anchors(in: occurrence.latex)
    }
    for snippet in document.snippets { all.append("code-\(snippet.index)") }
  }

  private mutating func add(_ block: Block) {
    switch block.kind {
    case .heading(_, let inlines, let slug):
      all.append(slug)
      add(inlines)
    case .paragraph(let inlines): add(inlines)
    case .quote(let blocks), .alert(_, let blocks): for block in blocks { add(block) }
    case .list(_, _, let items): for item in items { for block in item.blocks { add(block) } }
    case .table(let table): for cell in table.header + table.rows.flatMap({ $0 }) { add(cell) }
    case .html(let pieces): add(pieces)
    case .code, .snippet, .formula, .thematicBreak: break
    }
  }

  private mutating func add(_ inlines: [Inline]) {
    for inline in inlines {
      switch inline {
      case .html(let html): add(html: html)
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner, _):
        add(inner)
      default: break
      }
    }
  }

  private mutating func add(html: String) {
    guard readsHTML else { return }
    for case .start(_, let attributes, _) in HTMLTokenizer(html) {
      for attribute in attributes where attribute.name == "id" || attribute.name == "name" {
        all.append(attribute.value)
      }
    }
  }
}

/// `\label{eq:a}` in LaTeX, by the anchors that the typesetter gives them.
enum EquationLabels {
  static func anchors(in latex: String) -> [String] {
    guard latex.contains("\\label{") else { return [] }
    var found: [String] = []
    var rest = latex[...]
    while let start = rest.firstRange(of: "\\label{") {
      rest = rest[start.upperBound...]
      guard let end = rest.firstIndex(of: "}") else { break }
      found.append(String(rest[..<end].map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" }))
      rest = rest[end...]
    }
    return found
  }
}
