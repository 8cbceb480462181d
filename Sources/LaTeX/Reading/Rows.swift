import Trees

/// A display formula cut into statements: an `align` may hold several, and one may run over rows.
struct Rows {
  /// Lexemes of one statement, rows joined, and the index of the first lexeme of each row.
  struct Statement {
    var lexemes: [Lexeme]
    var end: Int
  }
  var statements: [Statement]

  init(_ lexemes: [Lexeme], end: Int) {
    guard lexemes.count == 1, case .grid(_, let rows) = lexemes[0].kind else {
      statements = [Statement(lexemes: Self.trimmed(lexemes), end: end)]
      return
    }
    var made: [Statement] = []
    let end = lexemes[0].range.upperBound
    for row in rows {
      var cells = row
      // `aligned` inside `equation`: one cell that is a grid of its own.
      if cells.count == 1, cells[0].count == 1, case .grid = cells[0][0].kind {
        made += Rows(cells[0], end: end).statements
        continue
      }
      let opens = cells.first.map { !$0.isEmpty } ?? false
      // Words beside a row (`&& \text{独立}`) say why it follows, and mean nothing.
      let said = cells.enumerated().filter { $0.offset < 2 || !Self.isRemark($0.element) }.map(\.element)
      let joined = Self.trimmed(said.flatMap { $0 })
      guard let first = joined.first else { continue }
      cells = []
      let stop = joined[joined.count - 1].range.upperBound
      let continues = !opens || !Self.beginsStatement(first) || !Self.hasRelation(joined)
      if continues, !made.isEmpty {
        made[made.count - 1].lexemes += joined
        made[made.count - 1].end = stop
      } else {
        made.append(Statement(lexemes: joined, end: stop))
      }
    }
    statements = made
  }

  private static func beginsStatement(_ lexeme: Lexeme) -> Bool {
    switch lexeme.kind {
    case .relation, .connective: false
    case .sign(let sign): sign == "-"
    default: true
    }
  }

  private static func isRemark(_ cell: [Lexeme]) -> Bool {
    cell.allSatisfy { lexeme in
      switch lexeme.kind {
      case .prose, .punctuation, .name(_, isWord: true): true
      default: false
      }
    }
  }

  private static func hasRelation(_ lexemes: [Lexeme]) -> Bool {
    lexemes.contains { if case .relation = $0.kind { true } else { false } }
  }

  /// Without the full stop or comma that ends a sentence.
  static func trimmed(_ lexemes: [Lexeme]) -> [Lexeme] {
    var kept = lexemes[...]
    while let last = kept.last {
      switch last.kind {
      case .punctuation(let text) where text != "|" && text != ":": kept.removeLast()
      default: return Array(kept)
      }
    }
    return Array(kept)
  }
}
