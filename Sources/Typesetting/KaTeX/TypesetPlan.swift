import Trees
import Diagnostics

/// A page as KaTeX is asked for it: its formulas in order, then its front matter's declarations.
package struct TypesetPlan: Sendable {
  package struct Entry: Sendable {
    package var sourceFormula: SourceFormula
    /// Of one formula: what is longer takes minutes and gigabytes, and nobody reads it. 200,000 bytes are some 20,000
    /// terms, two seconds and 200 MB.
    package static let mostBytes = 200_000

    /// Nil where braces are nested deeper than KaTeX can bear, or the formula is too long for it.
    package var request: TypesetRequest?
    /// Numbers and labels, row by row.
    package var rows: [Numbering.Row] = []

    package init(_ sourceFormula: SourceFormula, suffix: String = "", rows: [Numbering.Row] = []) {
      self.sourceFormula = sourceFormula
      self.rows = rows
      guard sourceFormula.latex.utf8.count <= Self.mostBytes else { return }
      let latex = Rewriting.katexSpelling(sourceFormula.latex)
      guard latex.tooDeepBrace == nil else { return }
      request = TypesetRequest(latex: latex, suffix: suffix, isDisplay: sourceFormula.isDisplay)
    }
  }

  package var pageFormulas: PageFormulas
  package var formulas: [Entry]
  package var declarations: [Entry]
  /// The names of given values.
  package var values: [Entry]

  package init(_ pageFormulas: PageFormulas, _ numbering: inout Numbering) {
    self.pageFormulas = pageFormulas
    numbering.begin(page: pageFormulas.page)
    formulas = pageFormulas.sourceFormulas.map { sourceFormula in
      let (rows, suffix) = numbering.rows(of: sourceFormula)
      return Entry(sourceFormula, suffix: suffix, rows: rows)
    }
    declarations = pageFormulas.declarations.map { name, domain in
      Entry(
        SourceFormula(
          id: 0, latex: Self.latex(declaring: name, domain), range: pageFormulas.file.range(0..<0),
          offsets: [],
          isDisplay: false))
    }
    values = pageFormulas.values.map { value in
      Entry(
        SourceFormula(
          id: 0, latex: Name.greek[value.name] != nil ? "\\" + value.name : value.name,
          range: pageFormulas.file.range(0..<0), offsets: [], isDisplay: false))
    }
  }

  package var requests: [TypesetRequest] { (formulas + declarations + values).compactMap(\.request) }

  /// `symbols: {"\\gamma": "[1, 2]"}` is read as the formula `\gamma \in [1, 2]`.
  private static func latex(declaring name: String, _ domain: String) -> String {
    let name = Name.greek[name] != nil ? "\\" + name : name
    switch domain.trimmed {
    case "function": return "\(name): \\mathbb{R} \\to \\mathbb{R}"
    case let text where text.hasPrefix("{"):
      return "\(name) \\in \\{\(text.dropFirst().dropLast())\\}"
    case let text where text.hasPrefix("="): return "\(name) \(text)"
    case let text where text.contains("\\to"): return "\(name): \(text)"
    case let text: return "\(name) \\in \(text)"
    }
  }
}

extension String {
  /// KaTeX copies an argument's tokens at every level: 20,000 levels take gigabytes. No formula needs so many.
  package static var deepestBrace: Int { 400 }

  /// Where a brace opens too deep, in UTF-16 units.
  package var tooDeepBrace: Int? {
    guard utf8.count > Self.deepestBrace else { return nil }
    var depth = 0
    var isEscaped = false
    for (position, unit) in utf16.enumerated() {
      if isEscaped {
        isEscaped = false
      } else if unit == 0x5C {
        isEscaped = true
      } else if unit == 0x7B {
        depth += 1
        if depth > Self.deepestBrace { return position }
      } else if unit == 0x7D {
        depth -= 1
      }
    }
    return nil
  }
}

extension String {
  package var trimmed: String {
    var view = self[...]
    while view.first?.isWhitespace == true { view.removeFirst() }
    while view.last?.isWhitespace == true { view.removeLast() }
    return String(view)
  }
}
