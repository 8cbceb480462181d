import Formulas
import Notes

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
      for label in EquationLabels.names(in: occurrence.latex) { all.append(label) }
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
    case .html(let html): add(html: html)
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

/// Equation numbers and what refers to them: `\label{eq:a}` is numbered, `\tag{3}` says its own number.
struct EquationLabels: Sendable {
  private(set) var numberOfLabel: [String: String] = [:]
  /// The number that docgen itself puts beside a formula, by occurrence.
  private(set) var numberOfFormula: [Int: String] = [:]

  init(_ formulas: [Occurrence]) {
    var next = 1
    for formula in formulas {
      let names = Self.names(in: formula.latex)
      guard !names.isEmpty else { continue }
      if let tag = Self.arguments(of: "\\tag", in: formula.latex).first {
        for name in names { numberOfLabel[name] = tag }
        continue
      }
      numberOfFormula[formula.id] = String(next)
      for name in names { numberOfLabel[name] = String(next) }
      next += 1
    }
  }

  static func names(in latex: String) -> [String] { arguments(of: "\\label", in: latex) }

  private static func arguments(of command: String, in latex: String) -> [String] {
    guard latex.contains(command) else { return [] }
    var found: [String] = []
    var rest = latex[...]
    while let start = rest.firstRange(of: command + "{") {
      rest = rest[start.upperBound...]
      guard let end = rest.firstIndex(of: "}") else { break }
      found.append(String(rest[..<end]))
      rest = rest[end...]
    }
    return found
  }

  /// The typesetter leaves `⟦name⟧` where a number belongs. The author's own LaTeX stays as it is.
  func filled(_ html: String) -> (html: String, unknown: [String]) {
    guard html.contains("⟦") else { return (html, []) }
    var out = ""
    var unknown: [String] = []
    var rest = html[...]
    while let open = rest.firstIndex(of: "⟦"), let close = rest[open...].firstIndex(of: "⟧") {
      out += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      if let number = numberOfLabel[name] {
        out += escaped(number)
      } else {
        out += "?"
        unknown.append(name)
      }
      rest = rest[rest.index(after: close)...]
    }
    return (out + rest, unknown.uniqued)
  }
}
