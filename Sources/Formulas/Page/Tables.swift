import Typesetting
import Trees

/// What a page fills in like a table: `dp[i][j] = …`, `c[i, j] = …`. Its square brackets hold indices, and are subscripts
/// wherever the name stands on the page.
package struct Tables {
  private var names: Set<Name> = []

  /// Notes a statement whose left side is a name with indices in square brackets.
  package mutating func survey(_ lexemes: [Lexeme]) {
    guard case .name(let name, _)? = lexemes.first?.kind, name.label == nil else { return }
    var next = 1
    while next < lexemes.count, Self.indexBody(lexemes, at: next) != nil {
      next = lexemes.behindBracket(next)
    }
    guard next > 1, next < lexemes.count, !Self.isOperator(name, lexemes) else { return }
    switch lexemes[next].kind {
    case .relation(.equal), .relation(.defined), .assignment: names.insert(name)
    default: break
    }
  }

  /// `E[X]`, `\mathrm{Var}[X]`: what is done to a random variable.
  private static func isOperator(_ name: Name, _ lexemes: [Lexeme]) -> Bool {
    if ["E", "Var", "Cov", "Pr"].contains(name.base) { return true }
    return lexemes.squareBody(at: 1)?.names.contains { $0.isCapital } == true
  }

  /// The same lexemes with subscripts in the place of the brackets behind the tables' names.
  package func subscripted(_ lexemes: [Lexeme]) -> [Lexeme] {
    guard !names.isEmpty else { return lexemes }
    var result: [Lexeme] = []
    var position = 0
    while position < lexemes.count {
      var lexeme = lexemes[position]
      lexeme.kind = lexeme.kind.mapParts(subscripted)
      result.append(lexeme)
      position += 1
      guard case .name(let name, _) = lexeme.kind, names.contains(name) else { continue }
      var script: [Lexeme] = []
      let start = position
      while position < lexemes.count, let body = Self.indexBody(lexemes, at: position) {
        if !script.isEmpty { script.append(Lexeme(kind: .punctuation(","), range: lexemes[position].range)) }
        script += subscripted(body)
        position = lexemes.behindBracket(position)
      }
      guard !script.isEmpty else { continue }
      let range = lexemes[start].range.through(lexemes[position - 1].range)
      result.append(Lexeme(kind: .subscript(script), range: range))
    }
    return result
  }

  /// What stands in square brackets right behind what stands before them, where it can be indices.
  private static func indexBody(_ lexemes: [Lexeme], at position: Int) -> [Lexeme]? {
    guard let body = lexemes.squareBody(at: position), !body.isEmpty,
      lexemes[position - 1].range.upperBound == lexemes[position].range.lowerBound
    else { return nil }
    let isIndex = body.allSatisfy { lexeme in
      switch lexeme.kind {
      case .name, .number, .subscript, .punctuation(","), .open, .close, .fenced, .primes: true
      case .sign(let sign): "+-·*/".contains(sign)
      default: false
      }
    }
    return isIndex ? body : nil
  }
}
