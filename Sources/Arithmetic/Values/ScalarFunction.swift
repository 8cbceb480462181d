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
    case .logBase, .root, .arctan2, .binomial, .modulo, .gcd: 2...2
    case .min, .max: 1...Int.max
    case .softmax, .indicator, .length, .transpose, .inner, .outer, .matrixProduct, .hadamard,
      .expectation, .variance, .entropy, .kl, .determinant, .inverse, .matrixPower, .cross,
      .diagonal, .kronecker, .stacked, .identity, .ones:
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
