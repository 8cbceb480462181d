import Trees
import CFlint

extension BallArithmetic {
  package func apply(_ function: Tree.Function, _ x: Ball) throws(Undefined) -> Ball {
    if function == .min || function == .max { return x }
    if x.infinitySign != 0 { return Ball(try function.atInfinity(x.infinitySign)) }
    return try unary(function, x)
  }

  typealias Enclosing = (
    UnsafeMutablePointer<arb_struct>?, UnsafePointer<arb_struct>?, Int
  ) -> Void

  private func call(_ function: Tree.Function, _ x: Ball, _ enclosing: Enclosing) throws(Undefined) -> Ball {
    try known(function.rawValue, Ball.make(from: x) { enclosing($0, x.pointer, precision) })
  }

  private func unary(_ function: Tree.Function, _ x: Ball) throws(Undefined) -> Ball {
    switch function {
    case .exp: return try call(function, x, arb_exp)
    case .log:
      if x.isZero { return Ball(-.infinity) }
      try require(x, .greater, 0, of: function)
      return try call(function, x, arb_log)
    case .sqrt:
      try require(x, .greaterOrEqual, 0, of: function)
      return try call(function, x, arb_sqrt)
    case .abs, .norm, .norm1, .normInfinity: return Ball.make(from: x) { arb_abs($0, x.pointer) }
    case .floor: return try call(function, x, arb_floor)
    case .ceiling: return try call(function, x, arb_ceil)
    case .sign: return Ball.make(from: x) { arb_sgn($0, x.pointer) }
    case .sin: return try call(function, x, arb_sin)
    case .cos: return try call(function, x, arb_cos)
    case .tan: return try call(function, x, arb_tan)
    case .cot: return try divide(Ball(1), try call(function, x, arb_tan))
    case .sec: return try divide(Ball(1), try call(function, x, arb_cos))
    case .csc: return try divide(Ball(1), try call(function, x, arb_sin))
    case .arcsin, .arccos:
      try require(x, .greaterOrEqual, -1, of: function)
      try require(x, .lessOrEqual, 1, of: function)
      return try call(function, x, function == .arcsin ? arb_asin : arb_acos)
    case .arctan: return try call(function, x, arb_atan)
    case .sinh: return try call(function, x, arb_sinh)
    case .cosh: return try call(function, x, arb_cosh)
    case .tanh: return try call(function, x, arb_tanh)
    case .arsinh: return try call(function, x, arb_asinh)
    case .arcosh:
      try require(x, .greaterOrEqual, 1, of: function)
      return try call(function, x, arb_acosh)
    case .artanh:
      try require(x, .greater, -1, of: function)
      try require(x, .less, 1, of: function)
      return try call(function, x, arb_atanh)
    case .erf: return try call(function, x, arb_hypgeom_erf)
    case .gamma:
      if let integer = x.integer, integer <= 0 { throw .outside("gamma") }
      if !x.isPositive, mayBeInteger(x) { throw .undecided("gamma") }
      return try call(function, x, arb_gamma)
    case .logGamma:
      try require(x, .greater, 0, of: function)
      return try call(function, x, arb_lgamma)
    case .sigmoid: return try call(function, x, docgen_sigmoid)
    case .softplus: return try call(function, x, docgen_softplus)
    case .relu: return extreme(.max, x, Ball(0))
    case .detached: return x
    case .factorial:
      guard let integer = x.integer else { throw try unlessInteger(x, "factorial") }
      guard integer >= 0 else { throw .outside("factorial") }
      guard integer <= 1_000_000 else { throw .tooLarge("factorial") }
      return Ball.make { arb_fac_ui($0, UInt(integer), precision) }
    default: throw .unsupported(function.rawValue)
    }
  }

  package func apply(_ function: Tree.Function, _ a: Ball, _ b: Ball) throws(Undefined) -> Ball {
    switch function {
    case .min, .max: return extreme(function, a, b)
    case .logBase:
      let base = try apply(.log, a)
      return try divide(try apply(.log, b), base)
    case .root: return try root(a, b)
    case .arctan2:
      if a.isZero, b.isZero { throw .outside("arctan2") }
      return try known("arctan2", Ball.make(from: a, b) { arb_atan2($0, a.pointer, b.pointer, precision) })
    case .binomial: return try binomial(a, b)
    case .modulo:
      // a − b⌊a/b⌋ takes the divisor's sign, as the mathematician's does.
      let whole = try apply(.floor, try divide(a, b))
      return try add(a, negate(try multiply(b, whole)))
    case .gcd:
      guard let x = a.integer else { throw try unlessInteger(a, "gcd") }
      guard let y = b.integer else { throw try unlessInteger(b, "gcd") }
      return Ball(Tree.Function.greatestCommonDivisor(x, y))
    case .xor, .bitAnd, .bitOr, .modularInverse:
      guard let x = a.integer else { throw try unlessInteger(a, function.rawValue) }
      guard let y = b.integer else { throw try unlessInteger(b, function.rawValue) }
      return Ball(try function.ofIntegers(x, y))
    default: throw .unsupported(function.rawValue)
    }
  }

  private func root(_ degree: Ball, _ x: Ball) throws(Undefined) -> Ball {
    if x.infinitySign > 0 { return x }
    if let n = degree.integer, n > 0 {
      if x.isNegative, !n.isMultiple(of: 2) { return negate(try root(degree, negate(x))) }
      try require(x, .greaterOrEqual, 0, of: .root)
      return try known("root", Ball.make(from: x) { arb_root_ui($0, x.pointer, UInt(n), precision) })
    }
    return try power(x, try divide(Ball(1), degree))
  }

  private func binomial(_ n: Ball, _ k: Ball) throws(Undefined) -> Ball {
    guard let below = k.integer else { throw try unlessInteger(k, "binomial") }
    if below < 0 { return Ball(0) }
    guard below <= 1_000_000 else { throw .tooLarge("binomial") }
    return try known(
      "binomial", Ball.make(from: n) { arb_bin_ui($0, n.pointer, UInt(below), precision) })
  }

  private func extreme(_ function: Tree.Function, _ a: Ball, _ b: Ball) -> Ball {
    Ball.make(from: a, b) {
      (function == .min ? arb_min : arb_max)($0, a.pointer, b.pointer, precision)
    }
  }

  private func require(
    _ x: Ball, _ relation: Tree.Relation, _ bound: Int, of function: Tree.Function
  ) throws(Undefined) {
    switch compare(x, relation, Ball(bound)) {
    case .yes: return
    case .no: throw .outside(function.rawValue)
    case .unknown: throw .undecided(function.rawValue)
    }
  }

  private func unlessInteger(_ x: Ball, _ operation: String) throws(Undefined) -> Undefined {
    mayBeInteger(x) && !x.isExact
      ? .undecided(operation)
      : x.integer == nil && mayBeInteger(x) ? .tooLarge(operation) : .outside(operation)
  }
}
