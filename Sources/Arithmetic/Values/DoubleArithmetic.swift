import Trees
import Foundation

/// The platform's binary64 arithmetic: fast and unproved. Never NaN.
package struct DoubleArithmetic: Arithmetic {
  package init() {}

  package func exact(_ number: Trees.Number) -> Double { number.double }
  package func exact(_ value: Double) -> Double { value }
  package func exact(_ fraction: Fraction) -> Double { fraction.nearest }

  package func constant(_ constant: Tree.Constant) -> Double {
    switch constant {
    case .pi: .pi
    case .e: 2.718281828459045
    case .eulerGamma: 0.5772156649015329
    case .infinity: .infinity
    }
  }

  package func negate(_ a: Double) -> Double { -a }
  package func add(_ a: Double, _ b: Double) throws(Undefined) -> Double { try number(a + b, "∞ − ∞") }
  package func multiply(_ a: Double, _ b: Double) throws(Undefined) -> Double { try number(a * b, "0·∞") }
  package func multiply(_ a: Double, _ b: Double, zeroWins: Bool) throws(Undefined) -> Double {
    zeroWins && (a == 0 || b == 0) ? 0 : try multiply(a, b)
  }

  package func divide(_ a: Double, _ b: Double) throws(Undefined) -> Double {
    if b == 0 { throw .divisionByZero }
    return try number(a / b, "∞/∞")
  }

  package func power(_ a: Double, _ b: Double) throws(Undefined) -> Double {
    try power(a, b, zeroToZeroIsOne: false)
  }

  package func power(_ a: Double, _ b: Double, zeroToZeroIsOne: Bool) throws(Undefined) -> Double {
    if b == 0 {
      if zeroToZeroIsOne { return 1 }
      if a == 0 { throw .outside("0^0") }
      if a.isInfinite { throw .outside("∞^0") }
      return 1
    }
    if a == 0, b < 0 { throw .divisionByZero }
    if a.magnitude == 1, b.isInfinite { throw .outside("1^∞") }
    return try number(pow(a, b), "a power of a negative number")
  }

  package func compare(_ a: Double, _ relation: Tree.Relation, _ b: Double) -> Truth {
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

  package func hull(_ a: Double, _ b: Double) -> Double { a }
  package func markedPartial(_ a: Double) -> Double { a }
  package func spread(_ a: Double) -> Double { 0 }
  package func integer(_ a: Double) -> Int? { Int(exactly: a) }

  private func number(_ value: Double, _ operation: String) throws(Undefined) -> Double {
    if value.isNaN { throw .outside(operation) }
    return value
  }

  package func apply(_ function: Tree.Function, _ x: Double) throws(Undefined) -> Double {
    if x.isInfinite, function != .min, function != .max { return try function.atInfinity(x > 0 ? 1 : -1) }
    return try unary(function, x)
  }

  private func unary(_ function: Tree.Function, _ x: Double) throws(Undefined) -> Double {
    switch function {
    case .exp: return exp(x)
    case .log: return try number(log(x), "log")
    case .sqrt: return try number(x.squareRoot(), "sqrt")
    case .abs, .norm, .norm1, .normInfinity: return abs(x)
    case .floor: return floor(x)
    case .ceiling: return ceil(x)
    case .sign: return x > 0 ? 1 : x < 0 ? -1 : 0
    case .sin: return sin(x)
    case .cos: return cos(x)
    case .tan: return tan(x)
    case .cot: return try divide(1, tan(x))
    case .sec: return try divide(1, cos(x))
    case .csc: return try divide(1, sin(x))
    case .arcsin: return try number(asin(x), "arcsin")
    case .arccos: return try number(acos(x), "arccos")
    case .arctan: return atan(x)
    case .sinh: return sinh(x)
    case .cosh: return cosh(x)
    case .tanh: return tanh(x)
    case .arsinh: return asinh(x)
    case .arcosh: return try number(acosh(x), "arcosh")
    case .artanh:
      if abs(x) >= 1 { throw .outside("artanh") }
      return atanh(x)
    case .erf: return erf(x)
    case .gamma:
      if x <= 0, x == floor(x) { throw .outside("gamma") }
      return tgamma(x)
    case .logGamma:
      if x <= 0 { throw .outside("logGamma") }
      return lgamma(x)
    case .sigmoid: return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
    case .softplus: return max(x, 0) + log1p(exp(-abs(x)))
    case .relu: return max(x, 0)
    case .min, .max, .detached: return x
    case .factorial:
      guard let integer = Int(exactly: x), integer >= 0 else { throw .outside("factorial") }
      return integer > 170 ? .infinity : (1...max(integer, 1)).reduce(1.0) { $0 * Double($1) }
    default: throw .unsupported(function.rawValue)
    }
  }

  package func apply(_ function: Tree.Function, _ a: Double, _ b: Double) throws(Undefined) -> Double {
    switch function {
    case .min: return min(a, b)
    case .max: return max(a, b)
    case .logBase: return try divide(try number(log(b), "log"), try number(log(a), "log"))
    case .root:
      if b < 0, let degree = Int(exactly: a), degree > 0, !degree.isMultiple(of: 2) {
        return -pow(-b, 1 / a)
      }
      if a == 3 { return cbrt(b) }
      return try power(b, try divide(1, a))
    case .arctan2:
      if a == 0, b == 0 { throw .outside("arctan2") }
      return atan2(a, b)
    case .binomial:
      guard let below = Int(exactly: b) else { throw .outside("binomial") }
      if below < 0 { return 0 }
      guard below <= 1_000_000 else { throw .tooLarge("binomial") }
      var product = 1.0
      for step in 0..<below { product = product * (a - Double(step)) / Double(step + 1) }
      return try number(product, "binomial")
    case .modulo: return try add(a, -(try multiply(b, floor(try divide(a, b)))))
    case .gcd:
      guard let x = Int(exactly: a), let y = Int(exactly: b) else { throw .outside("gcd") }
      return Double(Tree.Function.greatestCommonDivisor(x, y))
    case .xor, .bitAnd, .bitOr, .modularInverse:
      guard let x = Int(exactly: a), let y = Int(exactly: b) else { throw .outside(function.rawValue) }
      return Double(try function.ofIntegers(x, y))
    default: throw .unsupported(function.rawValue)
    }
  }
}
