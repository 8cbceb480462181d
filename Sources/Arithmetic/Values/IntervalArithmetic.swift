import Trees

/// Intervals with double ends, rounded outward: every end is proved.
///
/// `+ − × ÷ √` by directed rounding, the rest by Arb at 80 bits. An operand that is only partly in a
/// function's domain is cut to it and the result marked `isPartial`; one that is outside throws.
package struct IntervalArithmetic: Arithmetic {
  /// How far a library's elementary function may be off, in units in the last place: 0 encloses the
  /// truth, more encloses what double-precision code computes (see `RoundingArithmetic`).
  package let libraryError: Int

  package init(libraryError: Int = 0) { self.libraryError = libraryError }

  package func exact(_ number: Trees.Number) -> Interval {
    let value = number.double
    if let integer = number.integer, let same = Double(exactly: integer) { return Interval(same) }
    // A binary64 with few bits may be the decimal exactly; else the decimal lies within half a unit.
    if isExactly(value, number) { return Interval(value) }
    return Interval(max(value.nextDown, 0), value.nextUp)
  }

  /// Whether a decimal is this double: k/2^n with n ≤ its places, below 2^53.
  private func isExactly(_ value: Double, _ number: Trees.Number) -> Bool {
    let places = number.digits.split(separator: ".").dropFirst().first?.utf8.count ?? 0
    guard places <= 15, number.digits.utf8.count <= 16 else { return false }
    var scaled = value
    var power = 1.0
    for _ in 0..<places {
      scaled = value * power * 10
      power *= 10
    }
    let digits = Double(number.digits.filter { $0 != "." }) ?? .nan
    return digits < 0x1p53 && scaled == digits && (-digits).addingProduct(value, power) == 0
  }

  package func exact(_ value: Double) -> Interval { Interval(value) }
  package func exact(_ fraction: Fraction) -> Interval {
    let (lower, upper) = fraction.bounds
    return Interval(lower + 0, upper + 0)
  }

  package func constant(_ constant: Tree.Constant) -> Interval {
    switch constant {
    case .pi: Interval(0x1.921fb54442d18p1, 0x1.921fb54442d19p1)
    case .e: Interval(0x1.5bf0a8b145769p1, 0x1.5bf0a8b14576ap1)
    case .eulerGamma: Interval(0x1.2788cfc6fb618p-1, 0x1.2788cfc6fb619p-1)
    case .infinity: Interval(.infinity)
    }
  }

  package func negate(_ a: Interval) -> Interval {
    Interval(0 - a.upper, 0 - a.lower, isPartial: a.isPartial)
  }

  package func add(_ a: Interval, _ b: Interval) throws(Undefined) -> Interval {
    if a.isPoint && b.isPoint && a.lower.isInfinite && a.lower == -b.lower { throw .outside("∞ − ∞") }
    let isPartial = a.isPartial || b.isPartial
    let lower =
      a.lower.isInfinite || b.lower.isInfinite
      ? end(a.lower, b.lower, -.infinity) : Rounding.add(a.lower, b.lower).down
    let upper =
      a.upper.isInfinite || b.upper.isInfinite
      ? end(a.upper, b.upper, .infinity) : Rounding.add(a.upper, b.upper).up
    return Interval(lower, upper, isPartial: isPartial || mayClash(a, b))
  }

  /// The sum of two ends of which one is infinite: against each other they bound nothing.
  private func end(_ a: Double, _ b: Double, _ otherwise: Double) -> Double {
    let sum = a + b
    return sum.isNaN ? otherwise : sum
  }

  /// Whether ∞ − ∞ may occur. An unbounded end that no operand reaches counts too: on the safe side.
  private func mayClash(_ a: Interval, _ b: Interval) -> Bool {
    a.lower == -.infinity && b.upper == .infinity || a.upper == .infinity && b.lower == -.infinity
  }

  package func multiply(_ a: Interval, _ b: Interval) throws(Undefined) -> Interval {
    try multiply(a, b, zeroWins: false)
  }

  package func multiply(_ a: Interval, _ b: Interval, zeroWins: Bool) throws(Undefined) -> Interval {
    let isInfinite = !(a.lower.isFinite && a.upper.isFinite && b.lower.isFinite && b.upper.isFinite)
    var isPartial = a.isPartial || b.isPartial
    if isInfinite, !zeroWins {
      let (zero, other) = a.containsZero ? (a, b) : (b, a)
      if zero.containsZero, other.lower.isInfinite || other.upper.isInfinite {
        if zero.isPoint, other.isPoint { throw .outside("0·∞") }
        isPartial = true
      }
    }
    if a.lower >= 0, b.lower >= 0 {
      return Interval(
        Rounding.multiply(a.lower, b.lower).down, Rounding.multiply(a.upper, b.upper).up, isPartial: isPartial
      )
    }
    let p = Rounding.multiply(a.lower, b.lower)
    let q = Rounding.multiply(a.lower, b.upper)
    let r = Rounding.multiply(a.upper, b.lower)
    let s = Rounding.multiply(a.upper, b.upper)
    return Interval(
      min(min(p.down, q.down), min(r.down, s.down)), max(max(p.up, q.up), max(r.up, s.up)),
      isPartial: isPartial)
  }

  package func divide(_ a: Interval, _ b: Interval) throws(Undefined) -> Interval {
    if b.lower == 0, b.upper == 0 { throw .divisionByZero }
    if a.isPoint, b.isPoint, a.lower.isInfinite, b.lower.isInfinite { throw .outside("∞/∞") }
    let isPartial = a.isPartial || b.isPartial
    if b.lower > 0 { return quotient(a, b).marked(isPartial) }
    if b.upper < 0 { return quotient(negate(a), negate(b)).marked(isPartial) }
    if a.lower == 0, a.upper == 0 { return Interval(0, 0, isPartial: true) }
    // Cut at 0: one side of it, or both.
    if b.lower == 0 { return besideZero(a, b.upper) }
    if b.upper == 0 { return besideZero(negate(a), -b.lower) }
    return Interval.all.marked(true)
  }

  /// - Precondition: b > 0.
  private func quotient(_ a: Interval, _ b: Interval) -> Interval {
    Interval(
      Rounding.divide(a.lower, a.lower >= 0 ? b.upper : b.lower).down,
      Rounding.divide(a.upper, a.upper >= 0 ? b.lower : b.upper).up)
  }

  /// a / (0, upper].
  private func besideZero(_ a: Interval, _ upper: Double) -> Interval {
    Interval(
      a.lower >= 0 ? Rounding.divide(a.lower, upper).down : -.infinity,
      a.upper <= 0 ? Rounding.divide(a.upper, upper).up : .infinity, isPartial: true)
  }

  package func compare(_ a: Interval, _ relation: Tree.Relation, _ b: Interval) -> Truth {
    switch relation {
    case .less: a.upper < b.lower ? .yes : a.lower >= b.upper ? .no : .unknown
    case .lessOrEqual: a.upper <= b.lower ? .yes : a.lower > b.upper ? .no : .unknown
    case .greater: compare(b, .less, a)
    case .greaterOrEqual: compare(b, .lessOrEqual, a)
    case .equal, .defined, .identical:
      a.upper < b.lower || b.upper < a.lower ? .no : a.isPoint && a == b.marked(a.isPartial) ? .yes : .unknown
    case .unequal: compare(a, .equal, b).not
    default: .unknown
    }
  }

  package func hull(_ a: Interval, _ b: Interval) -> Interval {
    Interval(min(a.lower, b.lower), max(a.upper, b.upper), isPartial: a.isPartial || b.isPartial)
  }

  package func markedPartial(_ a: Interval) -> Interval { a.marked(true) }

  package func spread(_ a: Interval) -> Double { a.width }
  package func integer(_ a: Interval) -> Int? { a.isPoint ? Int(exactly: a.lower) : nil }
}
