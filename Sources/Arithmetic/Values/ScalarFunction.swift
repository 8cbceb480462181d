import Trees
import Foundation

extension Tree.Function {
  /// How many numbers a scalar function takes; `nil` for one of arrays or propositions.
  package var scalarArity: ClosedRange<Int>? {
    switch self {
    case .exp, .log, .sqrt, .abs, .norm, .norm1, .normInfinity, .floor, .ceiling, .sign,
      .sin, .cos, .tan, .cot, .sec, .csc, .arcsin, .arccos, .arctan, .sinh, .cosh, .tanh,
      .arsinh, .arcosh, .artanh, .erf, .gamma, .logGamma, .sigmoid, .softplus, .relu, .factorial,
      .detached:
      1...1
    case .logBase, .root, .arctan2, .binomial, .modulo, .gcd, .xor, .bitAnd, .bitOr, .modularInverse: 2...2
    case .min, .max: 1...Int.max
    case .softmax, .indicator, .length, .transpose, .inner, .outer, .matrixProduct, .hadamard,
      .expectation, .variance, .entropy, .kl, .determinant, .inverse, .matrixPower, .cross,
      .diagonal, .kronecker, .stacked, .identity, .ones, .eigenvalues, .singularValues,
      .vectorized:
      nil
    }
  }

  /// The limit at ±∞ of a function of one number, as a value of the extended reals.
  func atInfinity(_ sign: Int) throws(Undefined) -> Double {
    let isAbove = sign > 0
    switch self {
    case .exp, .softplus, .relu: return isAbove ? .infinity : 0
    case .sigmoid: return isAbove ? 1 : 0
    case .tanh, .erf, .sign: return isAbove ? 1 : -1
    case .abs, .norm, .norm1, .normInfinity, .cosh: return .infinity
    case .floor, .ceiling, .sinh, .arsinh, .detached: return isAbove ? .infinity : -.infinity
    case .log, .sqrt, .gamma, .logGamma, .arcosh, .factorial:
      if isAbove { return .infinity }
    default: break
    }
    throw .outside("\(rawValue)(\(isAbove ? "" : "−")∞)")
  }
}

extension Tree.Function {
  /// What it makes of two whole numbers, in two's complement below 2⁵³, where every kind of number holds them exactly.
  func ofIntegers(_ x: Int, _ y: Int) throws(Undefined) -> Int {
    guard [x, y].allSatisfy({ $0.magnitude < 1 << 53 }) else {
      throw .tooLarge(zh: "\(rawValue) 的自变量", en: "an argument of \(rawValue)")
    }
    switch self {
    case .xor: return x ^ y
    case .bitAnd: return x & y
    case .bitOr: return x | y
    case .modularInverse: return try Self.inverse(of: x, modulo: y)
    default: throw .unsupported(rawValue)
    }
  }

  /// Euclid's algorithm, with the multiples of x beside the remainders.
  private static func inverse(of x: Int, modulo m: Int) throws(Undefined) -> Int {
    guard m > 0 else { throw .outside(zh: "模 \(m)", en: "modulo \(m)") }
    var (a, b) = (((x % m) + m) % m, m)
    var (s, t) = (1, 0)
    while b != 0 {
      let quotient = a / b
      (a, b) = (b, a - quotient * b)
      (s, t) = (t, s - quotient * t)
    }
    guard a == 1 else {
      throw .outside(zh: "\(x) 模 \(m) 的逆元", en: "the inverse of \(x) modulo \(m)")
    }
    return ((s % m) + m) % m
  }
}
