import Trees
import Foundation

extension IntervalArithmetic {
  package func apply(_ function: Tree.Function, _ a: Interval) throws(Undefined) -> Interval {
    switch function {
    case .exp: return try rising(function, a, least: 0)
    case .log: return try rising(function, try cut(a, 0, .infinity, of: function))
    case .sqrt:
      let a = try cut(a, 0, .infinity, of: function)
      return Interval(
        Rounding.squareRoot(a.lower).down, Rounding.squareRoot(a.upper).up, isPartial: a.isPartial)
    case .abs, .norm, .norm1, .normInfinity:
      if a.lower >= 0 { return a }
      if a.upper <= 0 { return negate(a) }
      return Interval(0, max(-a.lower, a.upper), isPartial: a.isPartial)
    case .floor: return Interval(floor(a.lower), floor(a.upper), isPartial: a.isPartial)
    case .ceiling: return Interval(ceil(a.lower), ceil(a.upper), isPartial: a.isPartial)
    case .sign: return Interval(sign(a.lower), sign(a.upper), isPartial: a.isPartial)
    case .arctan, .sinh, .arsinh: return try rising(function, a)
    case .tanh, .erf: return try rising(function, a, least: -1, most: 1)
    case .sigmoid: return try rising(function, a, least: 0, most: 1)
    case .softplus: return try rising(function, a, least: 0)
    case .arcsin: return try rising(function, try cut(a, -1, 1, of: function))
    case .arccos:
      let a = try cut(a, -1, 1, of: function)
      let (upper, lower) = (try value(function, a.lower), try value(function, a.upper))
      return Interval(lower.down, upper.up, isPartial: a.isPartial)
    case .arcosh: return try rising(function, try cut(a, 1, .infinity, of: function), least: 0)
    case .artanh: return try artanh(a)
    case .detached: return a
    case .relu: return Interval(max(a.lower, 0), max(a.upper, 0), isPartial: a.isPartial)
    case .cosh: return try rising(function, try apply(.abs, a), least: 1)
    case .min, .max: return a
    case .sin, .cos, .tan, .cot, .sec, .csc: return try periodic(function, a)
    case .gamma, .logGamma, .factorial: return try gammas(function, a)
    default: throw .unsupported(function.rawValue)
    }
  }

  /// The part of an interval inside a closed domain.
  func cut(_ a: Interval, _ lower: Double, _ upper: Double, of function: Tree.Function) throws(Undefined)
    -> Interval
  {
    if a.upper < lower || a.lower > upper { throw .outside(function.rawValue) }
    return Interval(
      max(a.lower, lower), min(a.upper, upper),
      isPartial: a.isPartial || a.lower < lower || a.upper > upper)
  }

  /// An increasing function from its ends, cut to its range.
  func rising(
    _ function: Tree.Function, _ a: Interval, least: Double = -.infinity, most: Double = .infinity
  ) throws(Undefined) -> Interval {
    let lower = try value(function, a.lower)
    let upper = a.isPoint ? lower : try value(function, a.upper)
    return Interval(max(lower.down, least), min(upper.up, most), isPartial: a.isPartial)
  }

  /// Bounds at one double, widened by what a library may be off.
  func value(_ function: Tree.Function, _ x: Double) throws(Undefined) -> (down: Double, up: Double) {
    if x.isInfinite {
      // arctan has limits that are no doubles.
      if function == .arctan {
        let half = Interval(0x1.921fb54442d18p0, 0x1.921fb54442d19p0)
        return x > 0 ? (half.lower, half.upper) : (-half.upper, -half.lower)
      }
      let limit = try function.atInfinity(x > 0 ? 1 : -1)
      return (limit, limit)
    }
    if x == 0, function == .log { return (-.infinity, -.infinity) }
    if x.magnitude == 1, function == .artanh { return (x * .infinity, x * .infinity) }
    guard let bounds = ProvedBounds.bounds(function, at: x) else { throw .unsupported(function.rawValue) }
    return widened(bounds)
  }

  func widened(_ bounds: (down: Double, up: Double)) -> (down: Double, up: Double) {
    // Exact values (log 1, exp 0) are exact in every library.
    guard libraryError > 0, bounds.down != bounds.up else { return bounds }
    let slack = Double(libraryError)
    return (
      bounds.down.isFinite ? bounds.down - slack * bounds.down.ulp : bounds.down,
      bounds.up.isFinite ? bounds.up + slack * bounds.up.ulp : bounds.up
    )
  }

  private func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }

  /// Open domain: at ±1 there is no value, next to it no bound.
  private func artanh(_ a: Interval) throws(Undefined) -> Interval {
    if a.upper <= -1 || a.lower >= 1 { throw .outside("artanh") }
    let isOpen = a.lower <= -1 || a.upper >= 1
    return try rising(.artanh, try cut(a, -1, 1, of: .artanh)).marked(isOpen)
  }
}
