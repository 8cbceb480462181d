import LaTeX
import Typesetting
import Trees

/// `\pm` and `\mp`: a formula that says two things, one with the upper signs and one with the lower.
extension FormulaReader {
  /// The value is a pair, the upper sign's first.
  mutating func twofoldDefinition(
    _ statement: Rows.Statement, _ head: Head, named name: Name
  ) throws(ParseError) -> Definition {
    var other = self
    var made = try plainDefinition(statement.taking(.upper), head, named: name)
    let lower = try other.plainDefinition(statement.taking(.lower), head, named: name)
    guard made.rows.count == lower.rows.count else { throw .ambiguousSign(at: 0..<end) }
    for (index, row) in lower.rows.enumerated() {
      made.rows[index].value = .tuple([made.rows[index].value, row.value])
    }
    made.rank += 1
    return made
  }

  /// Both hold where both sides change with the sign; where one side alone does, it is one of two values.
  mutating func readTwofoldStatement(_ statement: Rows.Statement) throws(ParseError) -> Reading {
    var other = self
    let upper = try readPlainStatement(statement.taking(.upper))
    let lower = try other.readPlainStatement(statement.taking(.lower))
    let isClaim = if case .claim = sourceFormula.directive { true } else { false }
    switch (upper, lower) {
    case (.statement(var made), .statement(let second)):
      guard let both = Tree.both(made.proposition, second.proposition, asPairs: !isClaim) else {
        throw .ambiguousSign(at: 0..<end)
      }
      made.proposition = both
      if made.sides.count == second.sides.count {
        made.sides = zip(made.sides, second.sides).map { $0 == $1 ? $0 : .tuple([$0, $1]) }
      }
      return .statement(made)
    case (.expression(let first), .expression(let second)): return .expression(.tuple([first, second]))
    default: throw .ambiguousSign(at: 0..<end)
    }
  }
}

private enum SignChoice { case upper, lower }

extension Rows.Statement {
  fileprivate func taking(_ choice: SignChoice) -> Rows.Statement {
    var copy = self
    copy.lexemes = lexemes.taking(choice)
    return copy
  }
}

extension [Lexeme] {
  /// Whether a sign of two values stands here: not below a ∑ and not between braces, where it lists both.
  var isTwofold: Bool {
    var braces = 0
    for lexeme in self {
      switch lexeme.kind {
      case .open("{"): braces += 1
      case .close("}"): braces -= 1
      case .sign("±"), .sign("∓"): if braces == 0 { return true }
      case .subscript, .fenced("{", "}", _): break
      default: if [lexeme].parts.contains(where: \.isTwofold) { return true }
      }
    }
    return false
  }

  fileprivate func taking(_ choice: SignChoice) -> [Lexeme] {
    var braces = 0
    return map { lexeme in
      var copy = lexeme
      switch lexeme.kind {
      case .open("{"): braces += 1
      case .close("}"): braces -= 1
      case .sign("±") where braces == 0: copy.kind = .sign(choice == .upper ? "+" : "-")
      case .sign("∓") where braces == 0: copy.kind = .sign(choice == .upper ? "-" : "+")
      case .subscript, .fenced("{", "}", _): break
      default: copy.kind = lexeme.kind.mappingParts { $0.taking(choice) }
      }
      return copy
    }
  }
}

extension Lexeme.Kind {
  /// With every script and part right inside it changed.
  fileprivate func mappingParts(_ change: ([Lexeme]) -> [Lexeme]) -> Self {
    switch self {
    case .superscript(let a): .superscript(change(a))
    case .subscript(let a): .subscript(change(a))
    case .fenced(let left, let right, let a): .fenced(left, right, change(a))
    case .accented(let accent, let a): .accented(accent, change(a))
    case .fraction(let a, let b): .fraction(change(a), change(b))
    case .binomial(let a, let b): .binomial(change(a), change(b))
    case .root(let a, let index): .root(change(a), index: index.map(change))
    case .grid(let environment, let rows):
      .grid(environment: environment, rows: rows.map { $0.map(change) })
    default: self
    }
  }
}

extension Tree {
  /// What two readings of one proposition say together; nil where the signs leave it open.
  fileprivate static func both(_ first: Tree, _ second: Tree, asPairs: Bool) -> Tree? {
    if first == second { return first }
    switch (first, second) {
    case (.relation(let a, let relations), .relation(let b, let others)):
      guard relations == others, a.count == b.count else { return nil }
      let isEquality = relations.allSatisfy { $0 == .equal }
      if zip(a, b).allSatisfy({ $0 != $1 }) {
        if isEquality, asPairs { return .relation(zip(a, b).map { .tuple([$0, $1]) }, relations) }
        return .logic(.and, [first, second])
      }
      return isEquality ? .logic(.or, [first, second]) : nil
    case (.logic(let connective, let a), .logic(let other, let b)):
      guard connective == other, a.count == b.count else { return nil }
      let changed = a.indices.filter { a[$0] != b[$0] }
      guard changed.count == 1, let place = changed.first,
        let part = both(a[place], b[place], asPairs: false)
      else { return nil }
      var parts = a
      parts[place] = part
      return .logic(connective, parts)
    case (.quantified(let quantifier, let set, let inner), .quantified(let other, let otherSet, let second)):
      guard quantifier == other, set == otherSet else { return nil }
      let (name, body) = inner.opened(avoiding: Set(first.freeSymbols))
      let (otherName, otherBody) = second.opened(avoiding: Set(first.freeSymbols))
      guard name == otherName, let joined = both(body, otherBody, asPairs: false) else { return nil }
      return .quantified(quantifier, in: set, Tree.Scope(name, joined))
    default: return nil
    }
  }
}
