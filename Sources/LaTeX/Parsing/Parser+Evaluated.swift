import Typesetting
import Trees
import Diagnostics

/// Derivatives at a place: `f'(x)`, `\left. … \right|_{x=2}`.
extension Parser {
  /// The bar behind a formula: what stands for its symbols.
  mutating func evaluated(_ body: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree {
    let value = try whole(body, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
    return try putting(into: value, body, range)
  }

  /// What stands under the bar put into a value, which these lexemes spell.
  mutating func putting(
    into value: Tree, _ body: [Lexeme], _ range: Range<Int>
  ) throws(ParseError) -> Tree {
    func unreadable(_ range: Range<Int>) -> ParseError {
      ParseError(
        "unreadable-evaluation", zh: "竖线之下应写明取值：_{x=2}", en: "under the bar stands what to put in: _{x=2}",
        at: range)
    }
    if let difference = try between(value, range) { return difference }
    guard case .subscript(let script) = current?.kind else { throw unreadable(range) }
    let place = self.place
    if body.count == 1, case .fraction = body[0].kind, script.bracketBody(at: 0) != nil,
      script.behindBracket(0) == script.count
    {
      // `\left. \frac{\partial f}{\partial x} \right|_{(1, 2)}`
      next += 1
      return try whole(body + script, end: place.upperBound) { parser throws(ParseError) in
        try parser.factor()
      }
    }
    next += 1
    if case .superscript = current?.kind { throw unreadable(self.place) }
    var inner = part(script, end: place.upperBound)
    var replacements: [Name: Tree] = [:]
    repeat {
      if inner.isPunctuation(",") { inner.next += 1 }
      guard case .name(let first, _) = inner.current?.kind else { throw unreadable(place) }
      let (name, indices) = try inner.fullName(first)
      guard indices == nil, case .relation(.equal) = inner.current?.kind else { throw unreadable(place) }
      inner.next += 1
      replacements[name] = try inner.sum()
    } while inner.isPunctuation(",")
    try inner.expectEnd()
    return value.substituting(replacements)
  }

  /// `\left. F(x) \right|_a^b`: the difference of both ends, in the variable of the formula's integral or the only one.
  private mutating func between(_ value: Tree, _ range: Range<Int>) throws(ParseError) -> Tree? {
    guard case .subscript(let lower)? = current?.kind, case .superscript(let upper)? = peek()?.kind,
      !lower.hasRelation
    else { return nil }
    let free = value.freeSymbols.filter { !bound.contains($0) }
    let integrals = free.filter { (integrated[$0] ?? 0) > 0 }
    let candidates = integrals.isEmpty ? free : integrals
    guard candidates.count == 1 else {
      throw ParseError(
        "unreadable-evaluation", zh: "竖线处代入哪一个符号不清楚：写成 _{x=0}^{x=1}",
        en: "which symbol the bar puts in is not clear: write _{x=0}^{x=1}", at: range)
    }
    let end = lexemes[next + 1].range.upperBound
    let from = try whole(lower, end: end) { parser throws(ParseError) in try parser.sum() }
    let to = try whole(upper, end: end) { parser throws(ParseError) in try parser.sum() }
    next += 2
    let variable = candidates[0]
    func there(_ place: Tree) -> Tree {
      // Nothing is put in for ∞: what the value goes to is meant.
      let isFar = place == .constant(.infinity) || place == .negate(.constant(.infinity))
      return isFar
        ? .limit(value, of: variable, to: place, from: .both) : value.substituting([variable: place])
    }
    return .sum([there(to), .negate(there(from))])
  }

  /// `f'(u)`: the derivative of f by its argument, at u.
  func primed(
    _ name: Name, _ definition: Definition, _ arguments: [Tree], at range: Range<Int>
  ) throws(ParseError) -> Tree {
    guard arguments.count == 1, let parameter = definition.parameters.first else {
      throw ParseError(
        "wrong-argument-count", zh: "撇号只用于一元函数的导数",
        en: "a prime is the derivative of a function of one argument",
        at: range)
    }
    let plain = definition.name
    let call = Tree.call(.init(plain, definition: definition.id, arguments: [.symbol(parameter)]))
    return .derivative(Tree.Scope(parameter, call), at: arguments[0], order: name.primes)
  }

  /// `f^{(4)}(x)`: the fourth derivative, and no power.
  @inline(never)
  func higherDerivative(_ call: Tree, _ script: [Lexeme], at range: Range<Int>) throws(ParseError) -> Tree? {
    let inside = script.unbracketed
    guard inside.count < script.count else { return nil }
    guard case .call(let call) = call, inside.count == 1, case .number(let number) = inside[0].kind,
      let order = number.integer, (1...9).contains(order),
      let definition = scope.definitions[call.name]?.first(where: { $0.id == call.definition }),
      definition.parameters.count == 1, rank(of: call.arguments[0]) == 0
    else {
      throw ParseError(
        "ambiguous-superscript", zh: "上标加括号有两种读法：第几个写成下标，乘方去掉括号",
        en: "a superscript in brackets has two readings: write a subscript for a number in a row, "
          + "no brackets for a power", at: range)
    }
    let parameter = definition.parameters[0]
    var inner = call
    inner.arguments = [.symbol(parameter)]
    return .derivative(Tree.Scope(parameter, .call(inner)), at: call.arguments[0], order: order)
  }

  /// The function of one argument whose derivative a primed name is, unless it is a name of its own.
  func derived(_ name: Name) -> Definition? {
    guard name.primes > 0, scope.definitions[name] == nil, scope.meanings[name] == nil else { return nil }
    var plain = name
    plain.primes = 0
    return scope.definitions[plain]?.last { $0.parameters.count == 1 }
  }
}
