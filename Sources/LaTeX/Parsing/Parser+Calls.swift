import Diagnostics
import Trees

/// A name beside a bracket: a call, an element, a product.
extension Parser {
  /// The lexemes in round brackets at `next`, without moving.
  func argumentsAhead() -> [Lexeme]? {
    guard let current else { return nil }
    if case .fenced("(", ")", let body) = current.kind { return body }
    guard case .open("(") = current.kind else { return nil }
    var probe = self
    return (try? probe.takeBracketed())?.2
  }

  static func separates(_ body: [Lexeme]) -> Bool {
    var level = 0
    for lexeme in body {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .punctuation(","), .punctuation(";"), .punctuation("|"), .punctuation("，"), .bar("‖"):
        if level == 0 { return true }
      default: break
      }
    }
    return false
  }

  mutating func call(_ name: Name, isWord: Bool, start: Int) throws(ParseError) -> Tree? {
    if bound.contains(name) { return nil }
    let isLocal = local[name] != nil && scope.meanings[name]?.role != .function
    let isKnown = !isLocal && scope.isFunction(name)
    var power: ([Lexeme], Range<Int>)?
    if isKnown || isWord, case .superscript(let script) = current?.kind,
      case .open("(")? = peek()?.kind
    {
      power = (script, place)
      next += 1
    }
    guard let body = argumentsAhead() else {
      if power != nil { next -= 1 }
      try refuseUnreadBracket(name, isDeclared: scope.meanings[name] != nil || isLocal)
      return nil
    }
    if let derived = derived(name) {
      let range = takeArguments()
      let (arguments, _, _) = try self.arguments(body, end: range.upperBound - 1)
      return try scripted(try primed(name, derived, arguments, at: lexemes[start].range.through(range)))
    }
    let isDeclared = scope.isVariable(name) || isLocal
    if !isKnown, !isDeclared {
      if name.bare.unprimed == Name("σ"), name == name.bare {
        return try customary(.sigmoid, primes: name.primes)
      }
      if name == Name("Γ") { return try customary(.gamma, primes: 0) }
      if let value = try composite(name) { return value }
    }
    if body.hasRelation || Custom.isProbability(name), let value = ownValue(of: name, body) { return value }
    if !isKnown, isDeclared, let element = try elementInBrackets(of: name, body) { return element }
    let isCustomary = !isDeclared && Self.isCustomary(name) && (!isKnown || lacksForm(name, body))
    var isCall = isKnown && !isCustomary
    if !isKnown, !isCustomary { isCall = try isApplied(name, isWord: isWord, isLocal: isLocal, body, start) }
    guard isCall || isCustomary else { return nil }
    let range = takeArguments()
    let (arguments, settings, bar) = try self.arguments(body, end: range.upperBound - 1)
    let call: Tree
    if isCustomary, settings.isEmpty, let value = customaryValue(name, arguments) {
      call = value
    } else if isCustomary, arguments.count == 1,
      !(try isApplied(name, isWord: isWord, isLocal: isLocal, body, start))
    {
      // What is in the brackets is not read again as a factor: that would double the work at every level.
      return Self.product([try symbol(name, start: start), try scripted(arguments[0])])
    } else {
      call = try resolve(name, arguments, settings, bar: bar, at: lexemes[start].range.through(range))
    }
    guard let power else { return try scripted(call) }
    let exponent = try self.whole(power.0, end: power.1.upperBound) { parser throws(ParseError) in
      try parser.sum()
    }
    if case .negate = exponent {
      throw ParseError(
        "ambiguous-inverse", zh: "f^{-1}(x) 是反函数还是倒数，不猜",
        en: "f^{-1}(x) may be the inverse or the reciprocal; it is not guessed", at: power.1)
    }
    return .power(call, exponent)
  }

  /// Whether a custom's form has to serve: `H(p)` beside a note's own H of two arguments.
  func lacksForm(_ name: Name, _ body: [Lexeme]) -> Bool {
    let count =
      1
      + body.count { lexeme in
        if case .punctuation(",") = lexeme.kind { true } else { false }
      }
    return scope.definitions[name]?.contains { $0.parameters.count == count } != true && count == 1
  }

  /// `P(x)` where P is declared as an array and x runs over its places; `p(x_i)` for its i-th element.
  mutating func elementInBrackets(of name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
    guard scope.values.byName[name] == nil, scope.rank(name) == 1, body.isOneSymbol else { return nil }
    let range = place
    let argument = try whole(body, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
    let index: Tree
    switch argument {
    case .symbol(let symbol) where bound.contains(symbol) || scope.isInteger(symbol): index = argument
    case .element(.symbol(let array), let indices)
    where indices.count == 1 && scope.meanings[array] == nil && scope.definitions[array] == nil:
      index = indices[0]
    default: return nil
    }
    _ = takeArguments()
    return try scripted(.element(.symbol(name), [index]))
  }

  /// `P(D=1 \\mid w)` where the page defines just that.
  mutating func ownValue(of name: Name, _ body: [Lexeme]) -> Tree? {
    guard let text = Self.scriptText(body) else { return nil }
    var own = name
    own.mark = (name.mark ?? "") + "(" + text + ")"
    guard let definition = scope.definitions[own]?.last else { return nil }
    _ = takeArguments()
    return .call(.init(own, definition: definition.id, arguments: []))
  }

  /// Whether a name that no definition heads is applied to the bracket behind it.
  func isApplied(
    _ name: Name, isWord: Bool, isLocal: Bool, _ body: [Lexeme], _ start: Int
  ) throws(ParseError) -> Bool {
    let range = lexemes[start].range.through(place)
    if scope.isVariable(name) || isLocal && (local[name] ?? 0) > 0 {
      guard Self.separates(body), scope.meanings[name] == nil, !isLocal else { return false }
      throw .ambiguousApplication(name, [], at: range)
    }
    if Self.separates(body) || body.hasRelation { return true }
    if ["E", "O"].contains(name.base) { return true }
    if isLocal { return false }
    if isWord { return true }
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
