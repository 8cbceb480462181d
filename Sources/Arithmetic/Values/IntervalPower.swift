import Trees

extension IntervalArithmetic {
  package func power(_ a: Interval, _ b: Interval) throws(Undefined) -> Interval {
    try power(a, b, zeroToZeroIsOne: false)
  }

  package func power(_ a: Interval, _ b: Interval, zeroToZeroIsOne: Bool) throws(Undefined) -> Interval {
    let isPartial = a.isPartial || b.isPartial
    if b.lower == 0, b.upper == 0 {
      if zeroToZeroIsOne { return Interval(1, 1, isPartial: isPartial) }
      if a.isPoint, a.lower == 0 || a.lower.isInfinite { throw .outside("0^0") }
      return Interval(1, 1, isPartial: isPartial || a.containsZero)
    }
    if b.isPoint, let exponent = Int(exactly: b.lower), exponent.magnitude < 1 << 53 {
      return try integerPower(a, exponent).marked(isPartial)
    }
    if a.upper < 0, b.isPoint { throw .outside(zh: "负数的乘方", en: "a power of a negative number") }
    var result = a.upper >= 0 ? try positivePower(a, b, zeroToZeroIsOne) : nil
    if a.lower < 0 {
      // Integers within the exponent still give a negative base a value, of either sign.
      if !b.isPoint, b.lower.rounded(.up) <= b.upper {
        let size = try positivePower(
          try apply(.abs, Interval(a.lower, min(a.upper, 0))), b, zeroToZeroIsOne)
        let both = Interval(-size.upper, size.upper)
        result = result.map { hull($0, both) } ?? both
      }
      result?.isPartial = true
    }
    guard let result else { throw .outside(zh: "负数的乘方", en: "a power of a negative number") }
    return result.marked(isPartial)
  }

  /// x^n for an integer n ≠ 0, any sign of x.
  private func integerPower(_ a: Interval, _ exponent: Int) throws(Undefined) -> Interval {
    if exponent < 0 {
      if exponent == -1 { return try divide(Interval(1), a) }
      return try divide(Interval(1), try integerPower(a, -exponent))
    }
    if exponent == 1 { return a }
    if exponent.isMultiple(of: 2) {
      let size = try apply(.abs, a)
      return Interval(ends(size.lower, Double(exponent)).down, ends(size.upper, Double(exponent)).up)
    }
    return Interval(oddEnds(a.lower, Double(exponent)).down, oddEnds(a.upper, Double(exponent)).up)
  }

  private func oddEnds(_ x: Double, _ y: Double) -> (down: Double, up: Double) {
    if x >= 0 { return ends(x, y) }
    let size = ends(-x, y)
    return (-size.up, -size.down)
  }

  /// The part with base ≥ 0. x^y rises in x where y > 0 and in y where x > 1, so the corners bound it.
  private func positivePower(_ a: Interval, _ b: Interval, _ zeroToZeroIsOne: Bool) throws(Undefined)
    -> Interval
  {
    let low = max(a.lower, 0)
    if low == 0, a.upper == 0 {
      if b.upper < 0 { throw .divisionByZero }
      let isPartial = b.lower < 0 || b.lower == 0 && !zeroToZeroIsOne
      return Interval(0, zeroToZeroIsOne && b.containsZero ? 1 : 0, isPartial: isPartial)
    }
    if low == 0, b.lower < 0 {
      // Unbounded towards 0; at 0 itself undefined for exponents below 0.
      let other = corners(Interval(a.upper), b)
      return Interval(b.upper > 0 ? 0 : min(other.lower, 1), .infinity, isPartial: true)
    }
    let isPartial = low == 0 && b.lower == 0 && !zeroToZeroIsOne
    return corners(Interval(low, a.upper), b).marked(isPartial)
  }

  private func corners(_ a: Interval, _ b: Interval) -> Interval {
    if b.lower >= 0 {
      return Interval(
        ends(a.lower, a.lower >= 1 ? b.lower : b.upper).down,
        ends(a.upper, a.upper >= 1 ? b.upper : b.lower).up)
    }
    if b.upper <= 0 {
      return Interval(
        ends(a.upper, a.upper >= 1 ? b.lower : b.upper).down,
        ends(a.lower, a.lower >= 1 ? b.upper : b.lower).up)
    }
    let all = [
      ends(a.lower, b.lower), ends(a.lower, b.upper), ends(a.upper, b.lower), ends(a.upper, b.upper),
    ]
    return Interval(all.map(\.down).min() ?? 0, all.map(\.up).max() ?? .infinity)
  }

  /// x^y for x ≥ 0; limits where x or y is an end without bound.
  private func ends(_ x: Double, _ y: Double) -> (down: Double, up: Double) {
    if y == 0 || x == 1 { return y.isInfinite ? (0, .infinity) : (1, 1) }
    if x == 0 { return y > 0 ? (0, 0) : (.infinity, .infinity) }
    if x.isInfinite { return y > 0 ? (x, x) : (0, 0) }
    if y.isInfinite { return (x > 1) == (y > 0) ? (.infinity, .infinity) : (0, 0) }
    if y == 1 { return (x, x) }
    let bounds = widened(y == 2 ? Rounding.multiply(x, x) : ProvedBounds.power(x, y))
    return (max(bounds.down, 0), bounds.up)
  }
}
