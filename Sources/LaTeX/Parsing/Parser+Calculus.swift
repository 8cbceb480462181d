import Typesetting
import Trees
import Diagnostics

/// Limits, definite integrals and derivatives.
extension Parser {
  mutating func limit(_ start: Int) throws(ParseError) -> Tree {
    let (lower, _) = scripts()
    guard let (script, scriptRange) = lower, script.count >= 3, case .name(let name, _) = script[0].kind,
      case .relation(.tendsTo) = script[1].kind
    else {
      throw ParseError(
        "unreadable-limit", zh: "极限之下应是 x \\to a", en: "under a limit stands x \\to a",
        at: lexemes[start].range)
    }
    var target = Array(script[2...])
    var side = Tree.Side.both
    if case .superscript(let sign) = target.last?.kind, sign.count == 1 {
      if case .sign("+") = sign[0].kind { side = .above }
      if case .sign("-") = sign[0].kind { side = .below }
      if side != .both { target.removeLast() }
    }
    let to = try whole(target, end: scriptRange.upperBound) { parser throws(ParseError) in try parser.sum() }
    bound.append(name)
    defer { bound.removeLast() }
    return .limit(try signedTerm(), of: name, to: to, from: side)
  }

  // MARK: Integrals

  mutating func integral(_ start: Int) throws(ParseError) -> Tree {
    let (lower, upper) = scripts()
    let from: Tree
    let to: Tree
    if let lower, let upper {
      from = try whole(lower.0, end: lower.1.upperBound) { parser throws(ParseError) in try parser.sum() }
      to = try whole(upper.0, end: upper.1.upperBound) { parser throws(ParseError) in try parser.sum() }
    } else {
      (from, to) = try wholeSpace(lower, upper, start)
    }
    if let inside = try differentialInFraction(from, to) { return inside }
    guard let (index, variable) = differential() else {
      throw ParseError(
        "no-differential", zh: "积分没有 dx", en: "the integral has no dx", at: lexemes[start].range)
    }
    let body = Array(lexemes[next..<index])
    bound.append(variable)
    defer { bound.removeLast() }
    let integrand =
      body.isEmpty
      ? Tree.number(1)
      : try whole(body, end: lexemes[index].range.lowerBound) { parser throws(ParseError) in try parser.sum()
      }
    next = index + 1
    _ = takeVariable()
    return .integral(integrand, over: variable, from: from, to: to)
  }

  /// Where this integral's `dx` stands: integrals inside take the first ones.
  func differential() -> (index: Int, variable: Name)? {
    var level = 0
    var pending = 0
    for index in next..<max(next, lexemes.count - 1) {
      switch lexemes[index].kind {
      case .open: level += 1
      case .close: level -= 1
      case .big(.integral) where level == 0: pending += 1
      case .name(Name("d"), _) where level == 0:
        guard case .name = lexemes[index + 1].kind else { continue }
        var behind = self
        behind.next = index + 1
        if pending == 0 { return (index, behind.takeVariable()) }
        pending -= 1
      default: break
      }
      if level < 0 { return nil }
    }
    return nil
  }

  /// The name behind the d of an integral with its primes: a' of `\mathrm{d}a'`.
  private mutating func takeVariable() -> Name {
    guard case .name(var name, _)? = current?.kind else { return Name("") }
    next += 1
    if case .primes(let count)? = current?.kind {
      name.primes += count
      next += 1
    }
    return name
  }

  /// `\int_1^2 \frac{dx}{x}`
  private mutating func differentialInFraction(_ from: Tree, _ to: Tree) throws(ParseError) -> Tree? {
    guard case .fraction(let top, let bottom) = current?.kind, top.count >= 2,
      case .name(Name("d"), _) = top[top.count - 2].kind,
      case .name(let variable, _) = top[top.count - 1].kind,
      differential() == nil
    else { return nil }
    let range = place
    next += 1
    bound.append(variable)
    defer { bound.removeLast() }
    let rest = Array(top.dropLast(2))
    let numerator =
      rest.isEmpty
      ? Tree.number(1)
      : try whole(rest, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
    let denominator = try whole(bottom, end: range.upperBound) { parser throws(ParseError) in try parser.sum()
    }
    return .integral(.quotient(numerator, denominator), over: variable, from: from, to: to)
  }

  // MARK: Derivatives

  /// `\frac{d}{dx} f`, `\frac{\partial L}{\partial p}`; nil where the fraction is a quotient.
  package mutating func derivative(_ top: [Lexeme], _ bottom: [Lexeme]) throws(ParseError) -> Tree? {
    let bottom = bottom.withOrderBehind
    guard let first = top.first, let under = bottom.first, bottom.count >= 2,
      isDifferential(first), isDifferential(under), case .name = bottom[1].kind
    else { return nil }
    let range = place
    var order = 1
    var rest = Array(top.dropFirst())
    if case .superscript(let script) = rest.first?.kind {
      guard let value = self.order(script) else {
        throw ParseError(
          "unreadable-order", zh: "导数的阶数应为小整数", en: "a derivative's order is a small integer", at: range)
      }
      order = value
      rest.removeFirst()
    }
    if order == 2, let vector = bottom.squaredVector {
      return try hessian(of: rest, by: vector, range)
    }
    let variables = try variables(Array(bottom.dropFirst()), range)
    guard variables.reduce(0, { $0 + $1.order }) == order else {
      throw ParseError("unreadable-order", zh: "导数上下的阶数不同", en: "the derivative's orders differ", at: range)
    }
    next += 1
    if let there = try slopeAtPlace(of: rest, by: variables, range) { return there }
    var body: Tree
    if rest.isEmpty {
      body = try signedTerm()
    } else {
      body = try whole(rest, end: range.upperBound) { parser throws(ParseError) in try parser.signedTerm() }
    }
    for (variable, order) in variables.reversed() {
      body = try slope(of: body, by: variable, order: order, at: range)
    }
    return body
  }

  /// `\mathrm{d}H/\mathrm{d}\beta`, `\partial L/\partial w_i` on one line: how many lexemes stand over and under the slash.
  var slashedDerivative: (top: Int, bottom: Int)? {
    guard let first = current, isDifferential(first), case .name? = peek()?.kind else { return nil }
    var slash = next + 2
    while slash < lexemes.count, lexemes[slash].isScript { slash += 1 }
    guard slash + 2 < lexemes.count, case .sign("/") = lexemes[slash].kind,
      isDifferential(lexemes[slash + 1]),
      case .name = lexemes[slash + 2].kind
    else { return nil }
    var end = slash + 3
    while end < lexemes.count, case .subscript = lexemes[end].kind { end += 1 }
    return (slash - next, end - slash - 1)
  }

  mutating func slashed() throws(ParseError) -> Tree {
    guard let (top, bottom) = slashedDerivative else { throw expected("导数", "a derivative") }
    let start = next
    let over = Array(lexemes[start..<(start + top)])
    let under = Array(lexemes[(start + top + 1)..<(start + top + 1 + bottom)])
    let range = lexemes[start].range.through(lexemes[start + top + bottom].range)
    // As one lexeme it is read as the fraction is.
    lexemes.replaceSubrange(
      start...(start + top + bottom), with: [Lexeme(kind: .fraction(over, under), range: range)])
    return try factor()
  }

  /// `x`, `x^2`, `x \partial y`: what the derivative is by, the differential signs between them.
  private func variables(
    _ lexemes: [Lexeme], _ range: Range<Int>
  ) throws(ParseError) -> [(variable: Variable, order: Int)] {
    var inner = part(lexemes, end: range.upperBound)
    var found: [(variable: Variable, order: Int)] = []
    while case .name(let plain, _) = inner.current?.kind {
      let (name, indices) = try inner.fullName(plain)
      var order = 1
      if case .superscript(let script) = inner.current?.kind, let value = self.order(script) {
        order = value
        inner.next += 1
      }
      found.append((indices.map { .element(arrayName(name), $0) } ?? .name(name), order))
      guard let sign = inner.current, isDifferential(sign) else { break }
      inner.next += 1
    }
    try inner.expectEnd()
    return found
  }

  /// How often a derivative is taken: a small number, or a letter that is given as one.
  private func order(_ script: [Lexeme]) -> Int? {
    guard script.count == 1 else { return nil }
    let value: Int?
    switch script[0].kind {
    case .number(let number): value = number.integer
    case .name(let name, _): value = bound.contains(name) ? nil : scope.values.byName[name]?.integer
    default: value = nil
    }
    return value.flatMap { 1...9 ~= $0 ? $0 : nil }
  }

  private func isDifferential(_ lexeme: Lexeme) -> Bool {
    switch lexeme.kind {
    case .partial: true
    case .name(Name("d"), _): !scope.isVariable(Name("d")) && !bound.contains(Name("d"))
    default: false
    }
  }
}

extension [Lexeme] {
  /// `\partial^2 x`, as some write for `\partial x^2`.
  fileprivate var withOrderBehind: [Lexeme] {
    guard count >= 3, case .superscript(let order) = self[1].kind, order.count == 1,
      case .number = order[0].kind,
      case .name = self[2].kind, !dropFirst(3).contains(where: { !$0.isScript })
    else { return self }
    return [self[0]] + self[2...] + [self[1]]
  }
}

extension Parser {
  /// `\frac{\partial^2 f}{\partial \beta \partial \beta^\top}`: the matrix of the second derivatives.
  @inline(never)
  private mutating func hessian(of body: [Lexeme], by vector: [Lexeme], _ range: Range<Int>)
    throws(ParseError)
    -> Tree
  {
    next += 1
    var inner = part(vector, end: range.upperBound)
    guard case .name(let plain, _)? = inner.current?.kind else { throw expected("向量", "a vector") }
    let (name, indices) = try inner.fullName(plain)
    try inner.expectEnd()
    let value =
      body.isEmpty
      ? try signedTerm()
      : try whole(body, end: range.upperBound) { parser throws(ParseError) in try parser.signedTerm() }
    guard indices == nil,
      case .tuple(let members) = try slope(of: value, by: .name(name), order: 1, at: range)
    else {
      throw ParseError(
        "unknown-hessian", zh: "二阶导数的矩阵要知道 \(name.plain) 是多长的向量，函数也要有定义",
        en: "a matrix of second derivatives needs the length of \(name.plain), and what the function is",
        at: range)
    }
    var rows: [Tree] = []
    for member in members { rows.append(try slope(of: member, by: .name(name), order: 1, at: range)) }
    return .tuple(rows)
  }
}

extension [Lexeme] {
  /// x of `\partial x \partial x^\top`.
  fileprivate var squaredVector: [Lexeme]? {
    guard let second = indices.dropFirst().first(where: { self[$0].isPartialSign }), second > 1,
      case .superscript(let script)? = last?.kind, script.count == 1
    else { return nil }
    switch script[0].kind {
    case .transposeMark, .name(Name("T"), _): break
    default: return nil
    }
    let first = Array(self[1..<second])
    return first.isSame(as: Array(self[(second + 1)..<(count - 1)])) ? first : nil
  }
}

extension Lexeme {
  fileprivate var isPartialSign: Bool { if case .partial = kind { true } else { false } }
}
