import Diagnostics
import Trees
import Typesetting

/// Whether a bracket behind a name holds what it is applied to, or is a factor.
extension Parser {
  /// Whether a name that no definition heads is applied to the bracket behind it.
  package func isApplied(
    _ name: Name, isWord: Bool, isLocal: Bool, _ body: [Lexeme], _ start: Int
  ) throws(ParseError) -> Bool {
    let range = lexemes[start].range.through(place)
    if scope.isVariable(name) || isLocal && (local[name] ?? 0) > 0 {
      guard Self.separates(body), scope.meanings[name] == nil, !isLocal else { return false }
      throw .ambiguousApplication(name, [], at: range)
    }
    if Self.separates(body) || body.hasRelation || body.hasLoneBar { return true }
    if ["E", "O"].contains(name.base) { return true }
    if isLocal { return false }
    if isWord { return true }
    // Nobody brackets a lone number to multiply by it.
    if body.count == 1, case .number = body[0].kind, !Custom.isNumber(name), scope.roles.role(name) == nil {
      return true
    }
    // What the page defines without arguments is a quantity.
    if let definitions = scope.definitions[name], !definitions.isEmpty,
      definitions.allSatisfy({ $0.parameters.isEmpty })
    {
      return false
    }
    switch scope.roles.application(name) {
    case .applied: return true
    case .multiplied: return false
    case .undecided(let evidence): throw .ambiguousApplication(name, evidence, at: range)
    }
  }

  /// `P\{X > 3\}`, `E[X]` and `O(n)` mean something that has no value here; a product they never are.
  func refuseUnreadBracket(_ name: Name, isDeclared: Bool) throws(ParseError) {
    guard !isDeclared, let current else { return }
    let isBrace: Bool
    switch current.kind {
    case .open("{"), .fenced("{", "}", _): isBrace = true
    default: isBrace = false
    }
    guard isBrace, Custom.isProbability(name) else { return }
    throw ParseError(
      "event-probability", zh: "事件的概率要有分布才有值，这里没有给出",
      en: "the probability of an event has a value only where its distribution is given", at: current.range)
  }
}

extension [Lexeme] {
  /// `y \mid \theta_k`: one bar, which parts what stands before it from what stands behind.
  fileprivate var hasLoneBar: Bool {
    var level = 0
    var count = 0
    for lexeme in self {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .bar("|") where level == 0: count += 1
      default: break
      }
    }
    return count == 1
  }
}
