import Trees

/// Exact fractions: what is rational at a rational point is known without any rounding.
///
/// What is irrational throws `undecided`: balls must tell. Values at which a function is rational by its
/// definition (e^0, log 1, sin 0, √4) are known.
package struct FractionArithmetic: Arithmetic {
  /// Numbers of more bits than this are left to balls.
  static let mostBits = 1 << 16

  package init() {}

  package func exact(_ number: Trees.Number) -> Fraction { Fraction.exactly(number) }
  package func exact(_ value: Double) -> Fraction { Fraction.exactly(value) }
  package func exact(_ fraction: Fraction) -> Fraction { fraction }

  package func constant(_ constant: Tree.Constant) throws(Undefined) -> Fraction {
    guard constant == .infinity else { throw irrational(constant.rawValue) }
    return .infinity
  }

  package func negate(_ a: Fraction) -> Fraction { a.negated }

  package func add(_ a: Fraction, _ b: Fraction) throws(Undefined) -> Fraction {
    if a.infinitySign != 0 || b.infinitySign != 0 {
      guard a.infinitySign * b.infinitySign >= 0 else { throw .outside("∞ − ∞") }
      return a.infinitySign != 0 ? a : b
    }
    return try kept(a.adding(b))
  }

  package func multiply(_ a: Fraction, _ b: Fraction) throws(Undefined) -> Fraction {
    try multiply(a, b, zeroWins: false)
  }

  package func multiply(_ a: Fraction, _ b: Fraction, zeroWins: Bool) throws(Undefined) -> Fraction {
    if a.infinitySign != 0 || b.infinitySign != 0 {
      if a.isZero || b.isZero {
        guard zeroWins else { throw .outside("0·∞") }
        return .zero
      }
      return a.sign * b.sign > 0 ? .infinity : .minusInfinity
    }
    return try kept(a.multiplied(by: b))
  }

  package func divide(_ a: Fraction, _ b: Fraction) throws(Undefined) -> Fraction {
    if b.isZero { throw .divisionByZero }
    if b.infinitySign != 0 {
      guard a.infinitySign == 0 else { throw .outside("∞/∞") }
      return .zero
    }
    if a.infinitySign != 0 { return a.sign * b.sign > 0 ? .infinity : .minusInfinity }
    return try kept(a.divided(by: b))
  }

  package func power(_ a: Fraction, _ b: Fraction) throws(Undefined) -> Fraction {
    try power(a, b, zeroToZeroIsOne: false)
  }

  package func power(_ a: Fraction, _ b: Fraction, zeroToZeroIsOne: Bool) throws(Undefined) -> Fraction {
    if a.infinitySign != 0 || b.infinitySign != 0 { throw irrational("∞^x") }
    if b.isZero {
      if zeroToZeroIsOne || !a.isZero { return .one }
      throw .outside("0^0")
    }
    if a.isZero {
      if b.sign > 0 { return a }
      throw .divisionByZero
    }
    if a == .one { return a }
    if let exponent = b.integer {
      guard exponent.magnitude <= 1 << 14, a.bits * Int(exponent.magnitude) <= Self.mostBits else {
        throw irrational("power")
      }
      return a.raised(to: exponent)
    }
    if a.sign < 0 { throw .outside(zh: "负数的乘方", en: "a power of a negative number") }
    guard let twice = b.adding(b).integer, let root = a.squareRoot, twice.magnitude <= 64 else {
      throw irrational("power")
    }
    return root.raised(to: twice)
  }

  package func compare(_ a: Fraction, _ relation: Tree.Relation, _ b: Fraction) -> Truth {
    switch relation {
    case .less: a < b ? .yes : .no
    case .lessOrEqual: a <= b ? .yes : .no
    case .greater: a > b ? .yes : .no
    case .greaterOrEqual: a >= b ? .yes : .no
    case .equal, .defined, .identical: a == b ? .yes : .no
    case .unequal: a != b ? .yes : .no
    default: .unknown
    }
  }

  package func hull(_ a: Fraction, _ b: Fraction) throws(Undefined) -> Fraction {
    if a == b { return a }
    throw irrational("…")
  }
  package func markedPartial(_ a: Fraction) throws(Undefined) -> Fraction { throw irrational("?") }
  package func spread(_ a: Fraction) -> Double { 0 }
  package func integer(_ a: Fraction) -> Int? { a.integer }

  private func kept(_ value: Fraction) throws(Undefined) -> Fraction {
    guard value.bits <= Self.mostBits else { throw irrational("…") }
    return value
  }

  func irrational(_ what: String) -> Undefined {
    .undecided(zh: "\(what) 不是分数", en: "\(what) is no fraction")
  }
}

extension FractionArithmetic {
  package func apply(_ function: Tree.Function, _ x: Fraction) throws(Undefined) -> Fraction {
    if x.infinitySign != 0 {
      guard function != .min, function != .max else { return x }
      let limit = try function.atInfinity(x.infinitySign)
      return Fraction.exactly(limit)
    }
    switch function {
    case .abs, .norm, .norm1, .normInfinity: return x.sign < 0 ? x.negated : x
    case .floor: return x.floor
    case .ceiling: return x.negated.floor.negated
    case .sign: return Fraction(x.sign)
    case .relu: return x.sign > 0 ? x : .zero
    case .min, .max, .detached: return x
    case .sqrt:
      if x.sign < 0 { throw .outside(function.rawValue) }
      guard let root = x.squareRoot else { throw irrational(function.rawValue) }
      return root
    case .factorial: return try factorial(x)
    default: return try atSimplePoint(function, x)
    }
  }

  /// Where a transcendental function is rational by its definition.
  private func atSimplePoint(_ function: Tree.Function, _ x: Fraction) throws(Undefined) -> Fraction {
    switch function {
    case .log where x.isZero: return .minusInfinity
    case .log where x == .one, .arccos where x == .one, .arcosh where x == .one: return .zero
    case .log where x.sign < 0, .arcosh where x < .one: throw .outside(function.rawValue)
    case .exp where x.isZero, .cos where x.isZero, .cosh where x.isZero, .sec where x.isZero: return .one
    case .sin, .tan, .arcsin, .arctan, .sinh, .tanh, .arsinh, .artanh, .erf:
      if x.isZero { return x }
    case .sigmoid where x.isZero: return Fraction.one.divided(by: Fraction(2))
    default: break
    }
    throw irrational(function.rawValue)
  }

  private func factorial(_ x: Fraction) throws(Undefined) -> Fraction {
    guard let n = x.integer else {
      if x.isInteger { throw irrational("factorial") }
      throw .outside("factorial")
    }
    guard n >= 0 else { throw .outside("factorial") }
    guard n <= 1000 else { throw irrational("factorial") }
    return (1...max(n, 1)).reduce(.one) { $0.multiplied(by: Fraction($1)) }
  }

  package func apply(_ function: Tree.Function, _ a: Fraction, _ b: Fraction) throws(Undefined) -> Fraction {
    switch function {
    case .min: return min(a, b)
    case .max: return max(a, b)
    case .modulo:
      let quotient = try divide(a, b)
      guard quotient.infinitySign == 0 else { throw irrational("mod") }
      return try add(a, try multiply(b, quotient.floor).negated)
    case .gcd:
      guard let x = a.integer, let y = b.integer else { throw .outside("gcd") }
      return Fraction(Tree.Function.greatestCommonDivisor(x, y))
    case .xor, .bitAnd, .bitOr, .modularInverse:
      guard let x = a.integer, let y = b.integer else { throw .outside(function.rawValue) }
      return Fraction(try function.ofIntegers(x, y))
    case .binomial:
      guard let below = b.integer else { throw .outside("binomial") }
      if below < 0 { return .zero }
      guard below <= 500, a.infinitySign == 0 else { throw irrational("binomial") }
      var product = Fraction.one
      for step in 0..<below {
        product = product.multiplied(by: a.adding(Fraction(-step))).divided(by: Fraction(step + 1))
      }
      return product
    case .root where a == Fraction(2): return try apply(.sqrt, b)
    case .logBase where b == .one && a.sign > 0 && a != .one: return .zero
    default: throw irrational(function.rawValue)
    }
  }
}
