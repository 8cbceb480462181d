import Trees
import CFlint

/// Arb's balls at a precision: every value contains the truth.
///
/// Outside its domain an operation throws `outsideDomain`; where the ball cannot tell, `undecided`,
/// and more precision may help. ±∞ are exact values: `log 0` is −∞, `∞ − ∞` and `0·∞` are undefined.
package struct BallArithmetic: Arithmetic {
  /// The working precision in bits, 2 … 4096.
  package let precision: Int

  package init(precision: Int = 128) {
    self.precision = min(max(precision, 2), 4096)
  }

  package func exact(_ number: Trees.Number) -> Ball {
    if let integer = number.integer { return Ball(integer) }
    let parts = number.digits.split(separator: ".", omittingEmptySubsequences: false)
    let places = parts.count == 2 ? parts[1].utf8.count : 0
    let digits = parts.joined()
    return Ball.make { result in
      _ = docgen_set_decimal(result, digits, UInt(places), precision)
    }
  }

  package func exact(_ value: Double) -> Ball { Ball(value) }
  package func exact(_ fraction: Fraction) -> Ball { fraction.ball(precision: precision) }

  package func constant(_ constant: Tree.Constant) -> Ball {
    switch constant {
    case .pi: Ball.make { arb_const_pi($0, precision) }
    case .e: Ball.make { arb_const_e($0, precision) }
    case .eulerGamma: Ball.make { arb_const_euler($0, precision) }
    case .infinity: Ball(.infinity)
    }
  }

  package func negate(_ a: Ball) -> Ball {
    Ball.make(from: a) { arb_neg($0, a.pointer) }
  }

  package func add(_ a: Ball, _ b: Ball) throws(Undefined) -> Ball {
    let signs = (a.infinitySign, b.infinitySign)
    if signs != (0, 0) {
      guard signs.0 * signs.1 >= 0 else { throw .outside("∞ − ∞") }
      return signs.0 != 0 ? a : b
    }
    return Ball.make(from: a, b) { arb_add($0, a.pointer, b.pointer, precision) }
  }

  package func multiply(_ a: Ball, _ b: Ball) throws(Undefined) -> Ball {
    try multiply(a, b, zeroWins: false)
  }

  package func multiply(_ a: Ball, _ b: Ball, zeroWins: Bool) throws(Undefined) -> Ball {
    if a.infinitySign != 0 || b.infinitySign != 0 {
      if a.isZero || b.isZero {
        guard zeroWins else { throw .outside("0·∞") }
        return Ball(0)
      }
      return Ball(Double(try sign(a) * sign(b)) * .infinity)
    }
    return Ball.make(from: a, b) { arb_mul($0, a.pointer, b.pointer, precision) }
  }

  package func divide(_ a: Ball, _ b: Ball) throws(Undefined) -> Ball {
    if b.isZero { throw .divisionByZero }
    if b.infinitySign != 0 {
      guard a.infinitySign == 0 else { throw .outside("∞/∞") }
      return Ball(0)
    }
    let divisor = try sign(b)
    if a.infinitySign != 0 { return Ball(Double(a.infinitySign * divisor) * .infinity) }
    return Ball.make(from: a, b) { arb_div($0, a.pointer, b.pointer, precision) }
  }

  package func power(_ a: Ball, _ b: Ball) throws(Undefined) -> Ball {
    try power(a, b, zeroToZeroIsOne: false)
  }

  package func power(_ a: Ball, _ b: Ball, zeroToZeroIsOne: Bool) throws(Undefined) -> Ball {
    if b.isZero {
      if zeroToZeroIsOne { return Ball(1) }
      if a.isZero { throw .outside("0^0") }
      if a.infinitySign != 0 { throw .outside("∞^0") }
      if a.containsZero { throw .undecided("0^0") }
      return Ball(1)
    }
    if a.infinitySign != 0 || b.infinitySign != 0 { return try infinitePower(a, b) }
    if a.isZero {
      if b.isPositive { return a }
      if b.isNegative { throw .divisionByZero }
      throw .undecided("0^x")
    }
    if !a.isPositive {
      guard let exponent = b.integer else {
        if a.isNegative, !mayBeInteger(b) { throw .outside(zh: "负数的乘方", en: "a power of a negative number") }
        throw .undecided(zh: "底数可能为负的乘方", en: "a power of what may be negative")
      }
      if exponent < 0, a.containsZero { throw .undecided(zh: "除以零", en: "division by zero") }
    }
    // Arb's general power takes the logarithm of a ball with middle 0.
    if let exponent = b.integer, exponent > 0, exponent < 1 << 32 {
      return try known("power", Ball.make(from: a) { arb_pow_ui($0, a.pointer, UInt(exponent), precision) })
    }
    return try known("power", Ball.make(from: a, b) { arb_pow($0, a.pointer, b.pointer, precision) })
  }

  private func infinitePower(_ a: Ball, _ b: Ball) throws(Undefined) -> Ball {
    if b.infinitySign == 0 {
      let exponent = try sign(b)
      if exponent < 0 { return Ball(0) }
      if a.infinitySign > 0 { return a }
      guard let integer = b.integer else { throw .outside(zh: "−∞ 的乘方", en: "a power of −∞") }
      return Ball(integer.isMultiple(of: 2) ? .infinity : -.infinity)
    }
    if a.infinitySign == 0, a.isNegative { throw .outside(zh: "(负数)^∞", en: "(negative)^∞") }
    if a.isZero {
      guard b.infinitySign > 0 else { throw .divisionByZero }
      return a
    }
    if a.infinitySign < 0 { throw .outside("(−∞)^∞") }
    switch compare(a, .greater, Ball(1)) {
    case .yes: return Ball(b.infinitySign > 0 ? .infinity : 0)
    case .no where compare(a, .equal, Ball(1)) != .no: throw .outside("1^∞")
    case .no: return Ball(b.infinitySign > 0 ? 0 : .infinity)
    case .unknown: throw .undecided("x^∞")
    }
  }

  package func compare(_ a: Ball, _ relation: Tree.Relation, _ b: Ball) -> Truth {
    withExtendedLifetime((a, b)) {
      let (x, y) = (a.pointer, b.pointer)
      func decided(_ yes: Int32, _ no: Int32) -> Truth { yes != 0 ? .yes : no != 0 ? .no : .unknown }
      switch relation {
      case .less: return decided(arb_lt(x, y), arb_ge(x, y))
      case .lessOrEqual: return decided(arb_le(x, y), arb_gt(x, y))
      case .greater: return decided(arb_gt(x, y), arb_le(x, y))
      case .greaterOrEqual: return decided(arb_ge(x, y), arb_lt(x, y))
      case .equal, .defined, .identical: return decided(arb_eq(x, y), arb_ne(x, y))
      case .unequal: return decided(arb_ne(x, y), arb_eq(x, y))
      default: return .unknown
      }
    }
  }

  package func hull(_ a: Ball, _ b: Ball) -> Ball {
    Ball.make(from: a, b) { arb_union($0, a.pointer, b.pointer, precision) }
  }

  package func spread(_ a: Ball) -> Double {
    let (lower, upper) = a.bounds
    return lower == upper ? 0 : upper - lower
  }

  package func integer(_ a: Ball) -> Int? { a.integer }

  /// A point is inside the domain or not: where the ball cannot tell, more precision must.
  package func markedPartial(_ a: Ball) throws(Undefined) -> Ball {
    throw .undecided(zh: "值是否存在", en: "whether the value exists")
  }

  /// −1 or 1.
  func sign(_ a: Ball) throws(Undefined) -> Int {
    if a.infinitySign != 0 { return a.infinitySign }
    if a.isPositive { return 1 }
    if a.isNegative { return -1 }
    throw .undecided(zh: "正负号", en: "a sign")
  }

  func mayBeInteger(_ a: Ball) -> Bool {
    withExtendedLifetime(a) { arb_contains_int(a.pointer) != 0 }
  }

  /// What Arb could enclose; a ball without any bound says nothing.
  func known(_ operation: String, _ a: Ball) throws(Undefined) -> Ball {
    if a.isNotANumber || (!a.isExact && !a.isFinite) { throw .undecided(operation) }
    return a
  }
}
