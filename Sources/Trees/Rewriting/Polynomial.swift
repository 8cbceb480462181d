/// A sum of products of powers with exact coefficients: the inside of a normal form.
///
/// Operations yield `nil` where a coefficient would overflow or the sum would grow beyond `mostTerms`.
struct Polynomial: Hashable, Sendable {
  /// Without zero coefficients.
  var terms: [Monomial: Rational] = [:]

  static let mostTerms = 4_000
  static let zero = Polynomial()
  static let one = Polynomial(.one)

  init() {}
  init(_ constant: Rational) { if !constant.isZero { terms[Monomial()] = constant } }
  init(_ monomial: Monomial, _ coefficient: Rational = .one) {
    if !coefficient.isZero { terms[monomial] = coefficient }
  }
  /// A tree that is left whole.
  init(atom: Tree) { self.init(Monomial(powers: [atom: .one])) }

  var isZero: Bool { terms.isEmpty }
  var constant: Rational? {
    if terms.isEmpty { return .zero }
    return terms.count == 1 ? terms[Monomial()] : nil
  }

  func adding(_ other: Polynomial) -> Polynomial? {
    var result = self
    for (monomial, coefficient) in other.terms {
      guard let total = (result.terms[monomial] ?? .zero).adding(coefficient) else { return nil }
      result.terms[monomial] = total.isZero ? nil : total
    }
    return result.terms.count <= Self.mostTerms ? result : nil
  }

  func scaled(by factor: Rational) -> Polynomial? {
    var result = Polynomial()
    if factor.isZero { return result }
    for (monomial, coefficient) in terms {
      guard let product = coefficient.multiplied(by: factor) else { return nil }
      result.terms[monomial] = product
    }
    return result
  }

  func multiplied(by other: Polynomial) -> Polynomial? {
    guard terms.count * other.terms.count <= Self.mostTerms else { return nil }
    var result = Polynomial()
    for (a, x) in terms {
      for (b, y) in other.terms {
        guard let coefficient = x.multiplied(by: y),
          let product = a.multiplied(by: b)?.scaled(by: coefficient),
          let sum = result.adding(product)
        else { return nil }
        result = sum
      }
    }
    return result
  }

  func raised(to exponent: Int) -> Polynomial? {
    guard exponent >= 0, exponent <= 64 else { return nil }
    var result: Polynomial? = .one
    for _ in 0..<exponent { result = result?.multiplied(by: self) }
    return result
  }

  /// The terms in a fixed order: by their trees' text.
  var sorted: [(monomial: Monomial, coefficient: Rational)] {
    terms.map { (key: $0.key.tree.canonical, monomial: $0.key, coefficient: $0.value) }
      .sorted { ($0.key.utf8.count, $0.key) < ($1.key.utf8.count, $1.key) }
      .map { ($0.monomial, $0.coefficient) }
  }

  var tree: Tree {
    let parts = sorted.map { term -> Tree in
      let isNegative = term.coefficient.isNegative
      let size = (isNegative ? term.coefficient.negated : term.coefficient) ?? term.coefficient
      var factors = term.monomial.factors
      if size != .one || factors.isEmpty { factors.insert(size.tree, at: 0) }
      let product: Tree = factors.count == 1 ? factors[0] : .product(factors)
      return isNegative ? .negate(product) : product
    }
    return parts.isEmpty ? .number(0) : parts.count == 1 ? parts[0] : .sum(parts)
  }
}

/// A product of powers. Bases are normal trees that are no products; exponents are polynomials.
struct Monomial: Hashable, Sendable {
  var powers: [Tree: Polynomial] = [:]

  var tree: Tree {
    let factors = self.factors
    return factors.isEmpty ? .number(1) : factors.count == 1 ? factors[0] : .product(factors)
  }

  var factors: [Tree] {
    powers.map { base, exponent -> Tree in exponent == .one ? base : .power(base, exponent.tree) }
      .map { (key: $0.canonical, tree: $0) }.sorted { $0.key < $1.key }.map(\.tree)
  }

  /// Exponents of equal bases are added; a power that becomes a whole number again is worked out.
  func multiplied(by other: Monomial) -> Polynomial? {
    var result = self
    var worked: Polynomial? = .one
    for (base, exponent) in other.powers {
      guard let present = result.powers[base] else {
        result.powers[base] = exponent
        continue
      }
      guard let total = present.adding(exponent) else { return nil }
      result.powers[base] = nil
      if total.isZero { continue }
      guard let power = NormalForm.power(base: base, total) else { return nil }
      if power.terms.count == 1, let only = power.terms.first, only.value == .one,
        only.key.powers[base] == total
      {
        result.powers[base] = total
      } else {
        worked = worked?.multiplied(by: power)
      }
    }
    guard let worked else { return nil }
    return worked == .one ? Polynomial(result) : Polynomial(result).multiplied(by: worked)
  }
}
