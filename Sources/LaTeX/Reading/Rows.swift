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
    if lexemes.contains(where: \.isRowBreak) {
      let lines = lexemes.split(whereSeparator: \.isRowBreak).map { [Array($0)] }
      statements = Self.statements(in: lines, end: end)
      return
    }
    guard lexemes.count == 1, case .grid(_, let rows) = lexemes[0].kind else {
      statements = [Statement(lexemes: Self.trimmed(lexemes), end: end)]
      return
    }
    statements = Self.statements(in: rows, end: lexemes[0].range.upperBound)
  }

  private static func statements(in rows: [[[Lexeme]]], end: Int) -> [Statement] {
    var made: [Statement] = []
    var startsInSecondColumn = false
    for row in rows {
      let cells = row
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
      let stop = joined[joined.count - 1].range.upperBound
      let begins = Self.beginsStatement(first, opens: opens || startsInSecondColumn || made.isEmpty)
      let continues = !begins || !Self.hasRelation(joined)
      if continues, !made.isEmpty {
        made[made.count - 1].lexemes += joined
        made[made.count - 1].end = stop
      } else {
        made.append(Statement(lexemes: joined, end: stop))
        startsInSecondColumn = !opens
      }
    }
    return made
  }

  /// - Parameter opens: whether the row begins at the left margin, or the rows above it do as it does.
  private static func beginsStatement(_ lexeme: Lexeme, opens: Bool) -> Bool {
    switch lexeme.kind {
    case .relation, .connective, .assignment: false
    case .sign(let sign): sign == "-" && opens
    default: opens
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
    lexemes.contains {
      switch $0.kind {
      case .relation, .assignment: true
      default: false
      }
    }
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

extension Lexeme {
  fileprivate var isRowBreak: Bool { if case .rowBreak = kind { true } else { false } }
}
