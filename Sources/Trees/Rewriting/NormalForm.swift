extension Tree {
  /// Sums and products flattened, expanded and sorted, exact coefficients collected, powers of one base
  /// collected. Two trees with one normal form are equal wherever both have a value.
  ///
  /// Only identities that hold on the whole natural domain are used: `log(ab)` is not split, `(x^a)^b`
  /// is `x^(ab)` only for an integer b.
  package var normalForm: Tree { NormalForm.polynomial(self)?.tree ?? self }

  /// Whether the difference of two trees is 0 by rewriting alone, denominators cleared.
  ///
  /// `false` says nothing. `true` holds wherever both have a value and no denominator is 0.
  package func isIdentical(to other: Tree) -> Bool {
    if normalForm == other.normalForm { return true }
    guard let difference = NormalForm.polynomial(.sum([self, .negate(other)])) else { return false }
    return difference.isZero || NormalForm.cleared(difference)?.isZero == true
  }

  /// The normal form times the powers that it is divided by: 0 and of one sign exactly where the tree is,
  /// if those powers are positive. The factors come with it.
  package var numerator: (tree: Tree, cleared: [Tree])? {
    guard let polynomial = NormalForm.polynomial(self), let cleared = NormalForm.cleared(polynomial) else {
      return nil
    }
    return (
      cleared.tree,
      NormalForm.denominators(polynomial).map { .power($0.base, .number(Number(UInt($0.power)))) }
    )
  }
}

/// Trees into polynomials over atoms.
enum NormalForm {
  static func polynomial(_ tree: Tree) -> Polynomial? {
    switch tree {
    case .number(let number):
      return Rational(number).map { Polynomial($0) } ?? Polynomial(atom: tree)
    case .constant, .symbol, .bound: return Polynomial(atom: tree)
    case .negate(let a): return Rational(-1).times(polynomial(a))
    case .sum(let terms):
      var total: Polynomial? = .zero
      for term in terms {
        guard let next = polynomial(term) else { return nil }
        total = total?.adding(next)
      }
      return total
    case .product(let factors):
      if factors.contains(where: \.isArrayForm) { return Polynomial(atom: tree.mapChildren(\.normalForm)) }
      var total: Polynomial? = .one
      for factor in factors {
        guard let next = polynomial(factor) else { return nil }
        total = total?.multiplied(by: next)
      }
      return total
    case .quotient(let a, let b):
      guard let a = polynomial(a), let b = polynomial(b), let inverse = power(b, Polynomial(Rational(-1)))
      else {
        return nil
      }
      return a.multiplied(by: inverse)
    case .power(let a, let b):
      guard let base = polynomial(a), let exponent = polynomial(b) else { return nil }
      return power(base, exponent)
    case .apply(let function, let arguments): return apply(function, arguments)
    case .fold(let fold): return self.fold(fold)
    case .cases: return cases(tree)
    default: return Polynomial(atom: tree.mapChildren(\.normalForm).plainlyLettered)
    }
  }

  /// A polynomial to a power, expanded for a small positive integer.
  static func power(_ base: Polynomial, _ exponent: Polynomial) -> Polynomial? {
    if exponent.isZero { return base.isZero ? Polynomial(atom: .power(.number(0), .number(0))) : .one }
    if let integer = exponent.constant?.integer {
      if integer > 0, base.terms.count > 1, integer <= 8, let expanded = base.raised(to: integer) {
        return expanded
      }
      if base.terms.count == 1, let (monomial, coefficient) = base.terms.first {
        // (c·x^a·y^b)^n = c^n·x^(an)·y^(bn) for every integer n.
        guard let constant = coefficient.raised(to: integer) else {
          return Polynomial(atom: .power(base.tree, exponent.tree))
        }
        var result: Polynomial? = Polynomial(constant)
        for (base, inner) in monomial.powers {
          guard let scaled = inner.scaled(by: Rational(integer)), let next = power(base: base, scaled) else {
            return nil
          }
          result = result?.multiplied(by: next)
        }
        return result
      }
      if base.terms.count > 1 {
        // A sum as a base is scaled so that its first coefficient is 1.
        guard let lead = base.sorted.first?.coefficient, let inverse = lead.inverse,
          let scaled = base.scaled(by: inverse), let constant = lead.raised(to: integer)
        else { return nil }
        return Polynomial(Monomial(powers: [scaled.tree: exponent]), constant)
      }
    }
    if base == .one { return .one }
    if base.terms.count == 1, let (monomial, coefficient) = base.terms.first, coefficient == .one,
      monomial.powers.count == 1, let only = monomial.powers.first
    {
      if only.value == .one { return power(base: only.key, exponent) }
      // A positive base may carry its exponent through.
      if only.key.isPositiveConstant, let product = only.value.multiplied(by: exponent) {
        return power(base: only.key, product)
      }
    }
    return power(base: base.tree, exponent)
  }

  /// An atom, a number or a sum to a power.
  static func power(base: Tree, _ exponent: Polynomial) -> Polynomial? {
    if exponent.isZero { return .one }
    if let constant = exponent.constant {
      if let value = base.rational, let integer = constant.integer, let power = value.raised(to: integer) {
        return Polynomial(power)
      }
      if let integer = constant.integer, integer > 0, case .sum = base, let inner = polynomial(base) {
        return power(inner, exponent)
      }
      // cos² = 1 − sin² leaves at most one cosine.
      if let integer = constant.integer, integer >= 2, integer <= 16, case .apply(.cos, let arguments) = base
      {
        let sine = Polynomial(
          Monomial(powers: [.apply(.sin, arguments): Polynomial(Rational(2))]), Rational(-1))
        return Polynomial.one.adding(sine)?.raised(to: integer / 2)?.multiplied(
          by: integer.isMultiple(of: 2) ? .one : Polynomial(atom: base))
      }
      if let integer = constant.integer, integer.isMultiple(of: 2), case .apply(.abs, let inside) = base,
        inside.count == 1, let inner = polynomial(inside[0])
      {
        return power(inner, exponent)
      }
    }
    // e^(log x + r) = x·e^r.
    if base == .constant(.e) { return exponential(exponent) }
    return Polynomial(Monomial(powers: [base: exponent]))
  }

  private static func exponential(_ exponent: Polynomial) -> Polynomial? {
    for (monomial, coefficient) in exponent.terms {
      guard monomial.powers.count == 1, let only = monomial.powers.first, only.value == .one,
        case .apply(.log, let inside) = only.key, inside.count == 1, coefficient.isInteger
      else { continue }
      var rest = exponent
      rest.terms[monomial] = nil
      guard let base = polynomial(inside[0]), let taken = power(base, Polynomial(coefficient)),
        let others = exponential(rest)
      else { return nil }
      return taken.multiplied(by: others)
    }
    return exponent.isZero ? .one : Polynomial(Monomial(powers: [.constant(.e): exponent]))
  }

  /// Bases with negative whole exponents, each with the highest that occurs.
  static func denominators(_ polynomial: Polynomial) -> [(base: Tree, power: Int)] {
    var highest: [Tree: Int] = [:]
    for monomial in polynomial.terms.keys {
      for (base, exponent) in monomial.powers {
        // The constant part of the exponent: x^(a − 2) is divided by x².
        guard let shift = exponent.terms[Monomial()], let integer = shift.integer, integer < 0 else {
          continue
        }
        highest[base] = max(highest[base] ?? 0, -integer)
      }
    }
    return highest.map { (key: $0.key.canonical, base: $0.key, power: $0.value) }.sorted { $0.key < $1.key }
      .map { ($0.base, $0.power) }
  }

  /// Times its denominators, until there are none; sums within denominators may bring new ones.
  static func cleared(_ polynomial: Polynomial) -> Polynomial? {
    var current = polynomial
    for _ in 0..<4 {
      let divisors = denominators(current)
      if divisors.isEmpty { return current }
      for (base, power) in divisors {
        guard let next = multiply(current, base, power) else { return nil }
        current = next
      }
    }
    return current
  }

  /// Each term times base^power: cancelled where the term is divided by it, else worked out.
  private static func multiply(_ polynomial: Polynomial, _ base: Tree, _ power: Int) -> Polynomial? {
    var total: Polynomial? = .zero
    for (monomial, coefficient) in polynomial.terms {
      var rest = monomial
      rest.powers[base] = nil
      guard let exponent = (monomial.powers[base] ?? .zero).adding(Polynomial(Rational(power))),
        let factor = self.power(base: base, exponent),
        let term = Polynomial(rest, coefficient).multiplied(by: factor)
      else { return nil }
      total = total?.adding(term)
    }
    return total
  }
}

extension Rational {
  fileprivate func times(_ polynomial: Polynomial?) -> Polynomial? { polynomial?.scaled(by: self) }
}

extension Tree {
  var isArrayForm: Bool {
    switch self {
    case .tuple, .apply(.transpose, _), .apply(.matrixProduct, _), .apply(.outer, _), .apply(.softmax, _):
      true
    default: false
    }
  }

  var isPositiveConstant: Bool {
    switch self {
    case .constant(.e), .constant(.pi), .constant(.eulerGamma): true
    default: rational.map { $0 > .zero } ?? false
    }
  }
}
