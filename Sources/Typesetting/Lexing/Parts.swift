/// What a lexeme holds, and what stands between brackets that are lexemes of their own.
extension [Lexeme] {
  package var hasRelation: Bool { contains { if case .relation = $0.kind { true } else { false } } }

  /// Every script and part right inside.
  package var parts: [[Lexeme]] {
    flatMap { lexeme -> [[Lexeme]] in
      switch lexeme.kind {
      case .superscript(let a), .subscript(let a), .fenced(_, _, let a), .accented(_, let a): [a]
      case .fraction(let a, let b), .binomial(let a, let b): [a, b]
      case .undecidedWord(_, let letters): [letters]
      case .root(let a, let b): [a, b ?? []]
      case .grid(_, let rows): rows.flatMap { $0 }
      default: []
      }
    }
  }

  package func isRoundBracket(at position: Int) -> Bool {
    guard indices.contains(position) else { return false }
    switch self[position].kind {
    case .open("("), .fenced("(", ")", _): return true
    default: return false
    }
  }

  /// A number, with a sign or none.
  package var isLoneNumber: Bool {
    guard case .number? = last?.kind else { return false }
    guard count == 2 else { return count == 1 }
    if case .sign("-") = self[0].kind { return true } else { return false }
  }

  package func bracketBodyExists(at position: Int) -> Bool {
    position < count && bracketBody(at: position) != nil
  }

  /// What stands in the round or square brackets at a place.
  package func bracketBody(at position: Int) -> [Lexeme]? {
    guard indices.contains(position) else { return nil }
    switch self[position].kind {
    case .fenced("(", ")", let body), .fenced("[", "]", let body): return body
    case .open(let left) where left == "(" || left == "[":
      var level = 0
      for index in position..<count {
        switch self[index].kind {
        case .open: level += 1
        case .close:
          level -= 1
          if level == 0 { return Array(self[(position + 1)..<index]) }
        default: break
        }
      }
      return nil
    default: return nil
    }
  }

  /// What stands in the square brackets at a place.
  package func squareBody(at position: Int) -> [Lexeme]? {
    switch self[position].kind {
    case .fenced("[", "]", let body): body
    case .open("["): bracketBody(at: position)
    default: nil
    }
  }

  /// The place behind the bracket that opens at a place.
  package func behindBracket(_ position: Int) -> Int {
    guard case .open = self[position].kind else { return position + 1 }
    var level = 0
    for index in position..<count {
      switch self[index].kind {
      case .open: level += 1
      case .close:
        level -= 1
        if level == 0 { return index + 1 }
      default: break
      }
    }
    return count
  }
}

extension Lexeme.Kind {
  /// The same lexeme over other parts.
  package func mapParts(_ map: ([Lexeme]) -> [Lexeme]) -> Lexeme.Kind {
    switch self {
    case .superscript(let a): .superscript(map(a))
    case .subscript(let a): .subscript(map(a))
    case .fenced(let left, let right, let a): .fenced(left, right, map(a))
    case .accented(let accent, let a): .accented(accent, map(a))
    case .fraction(let a, let b): .fraction(map(a), map(b))
    case .binomial(let a, let b): .binomial(map(a), map(b))
    case .root(let a, let index): .root(map(a), index: index.map(map))
    case .grid(let environment, let rows):
      .grid(environment: environment, rows: rows.map { row in row.map(map) })
    default: self
    }
  }
}
