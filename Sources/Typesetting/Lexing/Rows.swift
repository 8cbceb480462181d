import Trees

/// A display formula cut into statements: an `align` may hold several, and one may run over rows.
package struct Rows {
  /// Lexemes of one statement, rows joined, and the index of the first lexeme of each row.
  package struct Statement {
    package var lexemes: [Lexeme]
    package var end: Int

    package init(lexemes: [Lexeme], end: Int) {
      self.lexemes = lexemes
      self.end = end
    }
  }
  package var statements: [Statement]

  package init(_ lexemes: [Lexeme], end: Int) {
    if lexemes.contains(where: \.isRowBreak) {
      let lines = lexemes.split(whereSeparator: \.isRowBreak).map { [Array($0)] }
      statements = Self.statements(in: lines, end: end)
      return
    }
    // `\left\{ … \right.` around rows that each say something: a system, and no branches.
    if let first = lexemes.first, let rows = first.systemRows, rows.areStatements {
      // `\quad i = 1, \ldots, m` beside the brace is said of every row.
      let beside = Self.trimmed(Array(lexemes.dropFirst().drop { $0.isComma }))
      if beside.isEmpty || beside.hasRelation {
        statements = rows.filter { !$0.allSatisfy(\.isEmpty) }.map { row in
          var joined = Self.trimmed(row.flatMap { $0 })
          let stop = joined.last?.range.upperBound ?? end
          if !beside.isEmpty {
            joined.append(Lexeme(kind: .punctuation(","), range: stop..<stop))
            joined += beside
          }
          return Statement(lexemes: joined, end: stop)
        }
        return
      }
    }
    guard lexemes.count == 1, case .grid(let environment, let rows) = lexemes[0].kind,
      environment != Lexeme.stack
    else {
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
  package static func trimmed(_ lexemes: [Lexeme]) -> [Lexeme] {
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

extension [[[Lexeme]]] {
  /// Whether the first cell of every row says something.
  fileprivate var areStatements: Bool {
    let filled = filter { !$0.allSatisfy(\.isEmpty) }
    let isIndented = filled.allSatisfy { $0.count > 1 && $0[0].isEmpty }
    let rows = isIndented ? filled.map { [[Lexeme]]($0.dropFirst()) } : filled
    return rows.count > 1
      && rows.allSatisfy { row in
        // Aligned at the sign, the first cell is its left side.
        if row.count > 1, case .relation? = row[1].first?.kind, !row[0].isEmpty, !row[0].hasRelation {
          return true
        }
        return row[0].hasRelation && row[0].count > 2
          && !row[0].contains { if case .keyword = $0.kind { true } else { false } }
          && row.dropFirst().allSatisfy { cell in !cell.hasRelation }
      }
  }
}

extension Rows.Statement {
  /// Without the `s.t.` that only says that it is a constraint.
  package var withoutLead: Rows.Statement {
    var copy = self
    if copy.lexemes.first?.leadsCondition == true, copy.lexemes.count > 3 {
      copy.lexemes.removeFirst()
    } else if copy.lexemes.count > 7, copy.lexemes[0].isLetter("s"), copy.lexemes[1].isPoint,
      copy.lexemes[2].isLetter("t"), copy.lexemes[3].isPoint
    {
      copy.lexemes.removeFirst(4)
    }
    return copy
  }
}

extension Lexeme {
  fileprivate func isLetter(_ letter: String) -> Bool {
    if case .name(let name, _) = kind { name == Name(letter) } else { false }
  }

  fileprivate var isPoint: Bool { if case .punctuation(".") = kind { true } else { false } }
}

extension Lexeme {
  /// The rows behind a brace that is open on the right.
  fileprivate var systemRows: [[[Lexeme]]]? {
    switch kind {
    case .fenced("{", let right, let body) where right != "}" && body.count == 1:
      if case .grid(_, let rows) = body[0].kind { rows } else { nil }
    case .grid("cases", let rows): rows
    default: nil
    }
  }

  fileprivate var isComma: Bool {
    switch kind {
    case .punctuation(","), .punctuation("，"): true
    default: false
    }
  }

  fileprivate var isRowBreak: Bool { if case .rowBreak = kind { true } else { false } }
}
