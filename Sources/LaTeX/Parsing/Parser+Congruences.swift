import Trees
import Typesetting

// `a \equiv b \pmod{m}`: what the modulus says of the statement before it.

extension Parser {
  /// `\pmod{m}` behind a congruence.
  package mutating func modulus() throws(ParseError) -> Tree? {
    let body: [Lexeme]
    switch current?.kind {
    case .open("("):
      guard case .sign("mod")? = peek()?.kind else { return nil }
      body = try takeBracketed().2
    case .fenced("(", ")", let inside):
      guard case .sign("mod")? = inside.first?.kind else { return nil }
      next += 1
      body = inside
    case .sign("mod"):
      next += 1
      return try sum()
    default: return nil
    }
    return try whole(Array(body.dropFirst()), end: place.lowerBound) { parser throws(ParseError) in
      try parser.sum()
    }
  }
}

extension Parser {
  /// `\frac{ab}{(a, b)}`: nothing is divided by a pair, but by what divides both of two whole numbers.
  @inline(never)
  func commonDivisor(_ lexemes: [Lexeme], at range: Range<Int>) throws(ParseError) -> Tree? {
    guard let body = lexemes.roundBody, body.splitAtCommas.count == 2 else { return nil }
    var inner = self
    let pair = try inner.list(body, end: range.upperBound)
    guard pair.count == 2, pair.allSatisfy({ shape(of: $0) == .number }) else { return nil }
    guard pair.allSatisfy({ $0.isCount(in: scope, bound: bound) || isWhole($0) }) else {
      throw ParseError(
        "ambiguous-pair", zh: "分母里的 (a, b) 有两种读法：最大公约数写 \\gcd(a, b)，内积写 \\langle a, b \\rangle",
        en: "(a, b) below a fraction has two readings: write \\gcd(a, b) for the greatest common divisor, "
          + "\\langle a, b \\rangle for an inner product", at: range)
    }
    return .apply(.gcd, pair)
  }
}

extension Parser {
  /// Whether a point gives it as a whole number.
  private func isWhole(_ tree: Tree) -> Bool {
    guard case .symbol(let name) = tree else { return false }
    return scope.values.byName[name]?.integer != nil
  }
}

extension [Lexeme] {
  /// What stands in round brackets, where nothing stands beside them.
  fileprivate var roundBody: [Lexeme]? {
    switch first?.kind {
    case .fenced("(", ")", let body) where count == 1: body
    case .open("("): behindBracket(0) == count ? bracketBody(at: 0) : nil
    default: nil
    }
  }
}

extension Tree {
  /// `a = b ≡ c` as one statement for each sign, ≡ meaning that m divides the difference.
  package func congruent(modulo modulus: Tree) -> Tree {
    guard case .relation(let written, let relations) = self else { return self }
    let terms = written.map { $0.withInverses(modulo: modulus) }
    let links = relations.indices.map { index -> Tree in
      guard relations[index] == .identical else {
        return .relation([terms[index], terms[index + 1]], [relations[index]])
      }
      let difference: Tree = .sum([terms[index], .negate(terms[index + 1])])
      return .relation([.apply(.modulo, [difference, modulus]), .number(0)], [.equal])
    }
    return links.count == 1 ? links[0] : .logic(.and, links)
  }

  /// With `a^{-1}` for x where ax ≡ 1: where remainders are meant, nobody means a fraction.
  package func withInverses(modulo modulus: Tree) -> Tree {
    switch self {
    case .power(let base, .negate(.number(1))):
      return .apply(.modularInverse, [base.withInverses(modulo: modulus), modulus])
    case .negate, .sum, .product, .apply(.modulo, _), .fold:
      return mapChildren { $0.withInverses(modulo: modulus) }
    case .power(let base, let exponent): return .power(base.withInverses(modulo: modulus), exponent)
    default: return self
    }
  }
}
