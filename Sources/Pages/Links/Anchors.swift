import Typesetting
import Basics
import Trees
import Diagnostics
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
    all += PartNumbers(document, nil).order.filter { $0.kind != .formula }.map {
      EquationLabels.anchor($0.name)
    }
    for note in document.footnotes {
      all.append(OwnID.note(note.number))
      for block in note.blocks { add(block) }
    }
    all += StableIDs.of(document).values
    for sourceFormula in document.formulas {
      if sourceFormula.isDisplay { all.append(OwnID.formula(sourceFormula.id)) }
      if case .claim(let id?, _, _)? = sourceFormula.directive { all.append(id) }
      all += EquationLabels.anchors(of: sourceFormula)
    }
    for snippet in document.snippets { all.append(OwnID.code(snippet.index)) }
  }

  /// Ids of claims and labels that a heading has too: a link can lead to one of them only.
  static func repeated(in document: Document) -> [(id: String, range: SourceRange)] {
    let named = document.formulas.flatMap { sourceFormula -> [(id: String, range: SourceRange)] in
      var ids = EquationLabels.anchors(of: sourceFormula)
      if case .claim(let id?, _, _)? = sourceFormula.directive { ids.insert(id, at: 0) }
      return ids.map { ($0, sourceFormula.range) }
    }
    guard !named.isEmpty else { return [] }
    var seen: Set<Spelling> = []
    for block in document.blocks { addSlugs(of: block, to: &seen) }
    for note in document.footnotes { for block in note.blocks { addSlugs(of: block, to: &seen) } }
    return named.filter { seen.contains(Spelling($0.id)) }
  }

  private static func addSlugs(of block: Block, to slugs: inout Set<Spelling>) {
    switch block.kind {
    case .heading(_, _, let slug): slugs.insert(Spelling(slug))
    case .quote(let blocks), .alert(_, let blocks): for block in blocks { addSlugs(of: block, to: &slugs) }
    case .list(_, _, let items):
      for item in items { for block in item.blocks { addSlugs(of: block, to: &slugs) } }
    default: break
    }
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
  /// The anchors of a formula: of the name that its directive gives it, then of those in its LaTeX.
  static func anchors(of sourceFormula: SourceFormula) -> [String] {
    let own = sourceFormula.isDisplay ? sourceFormula.label.map { [anchor($0)] } ?? [] : []
    return own + anchors(in: sourceFormula.latex)
  }

  static func anchors(in latex: String) -> [String] {
    guard latex.contains("\\label{") else { return [] }
    var found: [String] = []
    var rest = latex[...]
    while let start = rest.firstRange(of: "\\label{") {
      rest = rest[start.upperBound...]
      guard let end = rest.firstIndex(of: "}") else { break }
      found.append(anchor(rest[..<end]))
      rest = rest[end...]
    }
    return found
  }

  static func anchor(_ label: some StringProtocol) -> String {
    String(label.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })
  }
}

extension Diagnostic {
  static func repeatedAnchor(_ id: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, "repeated-anchor",
      Message(
        zh: "#\(id) 也是一个标题，链接到不了这里", en: "#\(id) is a heading too: no link reaches this formula"),
      at: range, help: [Message(zh: "给其中一个改名", en: "rename one of them")])
  }
}
