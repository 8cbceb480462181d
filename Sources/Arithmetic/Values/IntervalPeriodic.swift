import Trees
import Foundation

extension IntervalArithmetic {
  func periodic(_ function: Tree.Function, _ a: Interval) throws(Undefined) -> Interval {
    guard a.lower.isFinite, a.upper.isFinite else {
      if a.isPoint { throw .outside("\(function.rawValue)(∞)") }
      let bounded = function == .sin || function == .cos
      return Interval(bounded ? -1 : -.infinity, bounded ? 1 : .infinity, isPartial: true)
    }
    switch function {
    case .sin: return try wave(function, a, crestAt: 0.5)
    case .cos: return try wave(function, a, crestAt: 0)
    case .sec: return try divide(Interval(1), try wave(.cos, a, crestAt: 0))
    case .csc: return try divide(Interval(1), try wave(.sin, a, crestAt: 0.5))
    case .tan:
      if mayMeet(a, at: 0.5, every: 1) { return Interval.all.marked(true) }
      return try rising(function, a)
    default:
      if a.isPoint, a.lower == 0 { throw .outside("cot") }
      if mayMeet(a, at: 0, every: 1) { return Interval.all.marked(true) }
      let (upper, lower) = (try value(.cot, a.lower), try value(.cot, a.upper))
      return Interval(lower.down, upper.up, isPartial: a.isPartial)
    }
  }

  /// sine or cosine: its ends, and ±1 where a crest or a trough may lie between.
  private func wave(_ function: Tree.Function, _ a: Interval, crestAt crest: Double) throws(Undefined)
    -> Interval
  {
    let first = try value(function, a.lower)
    let last = a.isPoint ? first : try value(function, a.upper)
    let hasCrest = !a.isPoint && mayMeet(a, at: crest, every: 2)
    let hasTrough = !a.isPoint && mayMeet(a, at: crest + 1, every: 2)
    return Interval(
      hasTrough ? -1 : max(min(first.down, last.down), -1),
      hasCrest ? 1 : min(max(first.up, last.up), 1), isPartial: a.isPartial)
  }

  /// Whether (place + n·period)·π may lie in the interval; errs towards yes.
  private func mayMeet(_ a: Interval, at place: Double, every period: Double) -> Bool {
    // Beyond 2^40 a double's unit is no longer small against the margin.
    guard a.lower > -0x1p40, a.upper < 0x1p40 else { return true }
    let margin = 1e-15 * max(abs(a.lower), abs(a.upper)) + 1e-15
    let from = ((a.lower - margin) / .pi - place) / period
    let to = ((a.upper + margin) / .pi - place) / period
    let slack = 1e-15 * max(abs(from), abs(to)) + 1e-15
    return (to + slack).rounded(.down) >= (from - slack).rounded(.up)
  }

  /// Γ, log Γ and x! on the positive axis, where Γ has one minimum near 1.4616; Γ left of 0 at points.
  func gammas(_ function: Tree.Function, _ a: Interval) throws(Undefined) -> Interval {
    if function == .factorial {
      if a.isPoint {
        guard a.lower >= 0, a.lower == a.lower.rounded() else { throw .outside("factorial") }
      }
      // Defined at the integers from 0 on.
      let from = max(a.lower.rounded(.up), 0)
      let to = a.upper.rounded(.down)
      if from > to { throw .outside("factorial") }
      let ends = (
        try gammas(.gamma, try add(Interval(from), Interval(1))),
        try gammas(.gamma, try add(Interval(to), Interval(1)))
      )
      return Interval(ends.0.lower, ends.1.upper, isPartial: a.isPartial || !a.isPoint)
    }
    if function == .gamma, a.upper < 0, a.lower.rounded(.down) == a.upper.rounded(.down), a.isPoint {
      if a.lower == a.lower.rounded() { throw .outside("gamma") }
      let value = try value(.gamma, a.lower)
      return Interval(value.down, value.up, isPartial: a.isPartial)
    }
    if a.upper <= 0, function == .logGamma || a.isPoint { throw .outside(function.rawValue) }
    if a.lower < 0, function == .gamma { return Interval.all.marked(true) }
    let a = try cut(a, 0, .infinity, of: function)
    let isPartial = a.isPartial || a.lower == 0
    let (first, last) = (try gammaEnd(function, a.lower), try gammaEnd(function, a.upper))
    // The minimum is 0.8856031944108887… at 1.4616321449683623…; its logarithm −0.1214862905358496….
    let least = function == .gamma ? 0.8856031944108886 : -0.12148629053584962
    let isAround = a.lower < 1.461633 && a.upper > 1.461632
    return Interval(
      isAround ? least : min(first.down, last.down), max(first.up, last.up), isPartial: isPartial)
  }

  private func gammaEnd(_ function: Tree.Function, _ x: Double) throws(Undefined) -> (
    down: Double, up: Double
  ) {
    if x == 0 { return (.infinity, .infinity) }
    return try value(function, x)
  }

  package func apply(_ function: Tree.Function, _ a: Interval, _ b: Interval) throws(Undefined) -> Interval {
    switch function {
    case .min:
      return Interval(min(a.lower, b.lower), min(a.upper, b.upper), isPartial: a.isPartial || b.isPartial)
    case .max:
      return Interval(max(a.lower, b.lower), max(a.upper, b.upper), isPartial: a.isPartial || b.isPartial)
    case .logBase: return try divide(try apply(.log, b), try apply(.log, a))
    case .root: return try root(a, b)
    case .arctan2: return try arctan2(a, b)
    case .binomial: return try binomial(a, b)
    case .modulo: return try modulo(a, b)
    case .gcd:
      guard let x = integer(a), let y = integer(b) else {
        if a.isPoint && b.isPoint { throw .outside("gcd") }
        return Interval(0, max(-a.lower, a.upper, -b.lower, b.upper), isPartial: true)
      }
      return Interval(Double(Tree.Function.greatestCommonDivisor(x, y)))
    case .xor, .bitAnd, .bitOr, .modularInverse:
      guard let x = integer(a), let y = integer(b) else {
        if a.isPoint && b.isPoint { throw .outside(function.rawValue) }
        throw .undecided(zh: "是否为整数", en: "whether it is a whole number")
      }
      return Interval(Double(try function.ofIntegers(x, y)))
    default: throw .unsupported(function.rawValue)
    }
  }

  private func root(_ degree: Interval, _ x: Interval) throws(Undefined) -> Interval {
    if let n = integer(degree), n > 0, !n.isMultiple(of: 2), x.lower < 0 {
      if x.upper <= 0 { return negate(try root(degree, negate(x))) }
      let below = try root(degree, Interval(0, -x.lower))
      return Interval(-below.upper, try root(degree, Interval(0, x.upper)).upper, isPartial: x.isPartial)
    }
    if !degree.isPoint, x.lower < 0 {
      // An odd whole degree within still gives a negative number a root.
      let below = negate(try root(degree, Interval(max(0 - x.upper, 0), 0 - x.lower)))
      let both = x.upper < 0 ? below : hull(below, try root(degree, Interval(0, x.upper)))
      return both.marked(true)
    }
    let x = try cut(x, 0, .infinity, of: .root)
    if integer(degree) == 2 { return try apply(.sqrt, x) }
    return try power(x, try divide(Interval(1), degree))
  }

  private func arctan2(_ y: Interval, _ x: Interval) throws(Undefined) -> Interval {
    let isPartial = x.isPartial || y.isPartial
    if x.lower > 0 { return try apply(.arctan, try divide(y, x)) }
    let half = Interval(0x1.921fb54442d18p0, 0x1.921fb54442d19p0)
    if y.lower > 0 { return try add(half, negate(try apply(.arctan, try divide(x, y)))) }
    if y.upper < 0 { return try add(negate(half), negate(try apply(.arctan, try divide(x, y)))) }
    if x.isPoint, y.isPoint, x.lower == 0 { throw .outside("arctan2") }
    let pi = constant(.pi)
    if y.lower == 0, y.upper == 0, x.upper < 0 { return pi.marked(isPartial) }
    return Interval(y.lower >= 0 ? 0 : -pi.upper, pi.upper, isPartial: isPartial || x.containsZero)
  }

  private func binomial(_ n: Interval, _ k: Interval) throws(Undefined) -> Interval {
    guard let below = integer(k) else {
      if k.isPoint { throw .outside("binomial") }
      return Interval.all.marked(true)
    }
    if below < 0 { return Interval(0, 0, isPartial: n.isPartial) }
    guard below <= 10_000 else { throw .tooLarge("binomial") }
    var product = Interval(1)
    for step in 0..<below {
      product = try multiply(product, try add(n, Interval(-Double(step))))
      product = try divide(product, Interval(Double(step + 1)))
    }
    return product.marked(n.isPartial)
  }

  private func modulo(_ a: Interval, _ b: Interval) throws(Undefined) -> Interval {
    let whole = try apply(.floor, try divide(a, b))
    if whole.isPoint, whole.lower.isFinite { return try add(a, negate(try multiply(b, whole))) }
    // Between 0 and the divisor, with its sign.
    return Interval(min(b.lower, 0), max(b.upper, 0), isPartial: a.isPartial || b.isPartial || b.containsZero)
  }
}
