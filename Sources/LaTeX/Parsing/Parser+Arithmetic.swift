import Diagnostics
import Trees
import Typesetting

/// What number theory means by its letters, in formulas that speak of remainders and divisors.
extension Parser {
  /// `\varphi(n)`: how many of 1, …, n have nothing in common with n; `\mu(n)`, by Möbius.
  @inline(never)
  mutating func arithmeticFunction(_ name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
    guard isArithmetical, name == Name("φ") || name == Name("ϕ") || name == Name("μ"),
      body.splitAtCommas.count == 1
    else { return nil }
    var probe = self
    let range = probe.takeArguments()
    let argument = try probe.whole(body, end: range.upperBound - 1) { parser throws(ParseError) in
      try parser.sum()
    }
    guard shape(of: argument) == .number else { return nil }
    self = probe
    guard name != Name("μ") else { return try scripted(Self.moebius(argument)) }
    let index = Name("q", primes: 6)
    let coprime = Tree.relation([.apply(.gcd, [.symbol(index), argument]), .number(1)], [.equal])
    return try scripted(
      .fold(.init(.sum, index, .integers(.number(1), argument), .apply(.indicator, [coprime]))))
  }
}

extension Parser {
  /// `\operatorname{lcm}(a, b)`
  @inline(never)
  mutating func commonMultiple(_ body: [Lexeme]) throws(ParseError) -> Tree? {
    var probe = self
    let range = probe.takeArguments()
    let numbers = try probe.list(body, end: range.upperBound - 1)
    guard numbers.count == 2, numbers.allSatisfy({ shape(of: $0) == .number }) else { return nil }
    self = probe
    return try scripted(.quotient(.apply(.abs, [.product(numbers)]), .apply(.gcd, numbers)))
  }

  /// `a \oplus b \oplus c` of whole numbers, digit by digit. Beside + or − nobody knows which binds tighter.
  @inline(never)
  mutating func xored(_ first: Tree) throws(ParseError) -> Tree {
    var value = first
    while isSign("⊕") {
      let sign = place
      next += 1
      let other = try term()
      try refuseBits([value, other], at: sign)
      value = .apply(.xor, [value, other])
    }
    if isSign("+") || isSign("-") { throw .ambiguousXor(at: place) }
    return value
  }

  /// Arrays have sums and stacks of their own by these signs.
  func refuseBits(_ operands: [Tree], at range: Range<Int>) throws(ParseError) {
    guard operands.contains(where: { shape(of: $0) != .number }) else { return }
    throw ParseError(
      "bits-of-arrays", zh: "⊕、& 只读整数的按位运算；数组的直和、拼接写成分块",
      en:
        "⊕ and & are read of whole numbers, digit by digit; write a direct sum or a join of arrays as blocks",
      at: range)
  }
}

extension ParseError {
  static func ambiguousXor(at range: Range<Int>) -> ParseError {
    ParseError(
      "ambiguous-xor", zh: "⊕ 与 +、− 连用时，哪个先算有两种读法；加上括号即可判定",
      en: "beside + or −, which of them ⊕ binds tighter than has two readings; brackets decide", at: range)
  }
}

extension [Lexeme] {
  /// Whether a congruence, a remainder or a greatest common divisor stands anywhere in here.
  var speaksOfRemainders: Bool {
    contains { lexeme in
      switch lexeme.kind {
      case .sign("mod"), .function(.gcd): true
      default: false
      }
    } || parts.contains(where: \.speaksOfRemainders)
  }

  /// Whether `\lambda_{\max}` or `\sigma_{\max}` of something stands anywhere in here.
  var namesSpectrum: Bool {
    for (position, lexeme) in enumerated() {
      guard case .name(let name, false) = lexeme.kind, name == Name("λ") || name == Name("σ"),
        position + 2 < count, case .subscript(let script) = self[position + 1].kind,
        ["max", "min"].contains(Parser.label(script)), bracketBodyExists(at: position + 2)
      else { continue }
      return true
    }
    return parts.contains(where: \.namesSpectrum)
  }
}
