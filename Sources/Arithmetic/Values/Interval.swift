import Trees

/// All reals between two doubles, the ends included; an infinite end is "without bound" or ±∞ itself.
package struct Interval: Sendable, Hashable {
  package var lower: Double
  package var upper: Double
  /// Whether the operation behind it may be undefined for some of its operands: the interval holds
  /// the values wherever defined.
  package var isPartial: Bool

  @inlinable
  package init(_ lower: Double, _ upper: Double, isPartial: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.isPartial = isPartial
  }

  @inlinable
  package init(_ value: Double) { self.init(value, value) }

  package static let all = Interval(-.infinity, .infinity)

  package var isPoint: Bool { lower == upper }
  package var width: Double { isPoint ? 0 : upper - lower }
  package var containsZero: Bool { lower <= 0 && upper >= 0 }
  package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
  package func contains(_ other: Interval) -> Bool { lower <= other.lower && other.upper <= upper }

  func marked(_ isPartial: Bool) -> Interval {
    Interval(lower, upper, isPartial: self.isPartial || isPartial)
  }
}

/// Directed rounding made of the error terms that IEEE arithmetic yields exactly, so that an exact
/// result stays exact: an end at 0 stays 0.
///
/// Sum: Knuth's TwoSum. Product, quotient and root: the remainder by a fused multiply-add (Handbook of
/// Floating-Point Arithmetic, 2nd ed., sections 4.3 to 4.8). Near underflow the remainder may itself be
/// rounded; there the neighbour is taken, but never beyond 0.
enum Rounding {
  /// Below this a remainder may not be exact: 2^-1022 · 2^106.
  private static let tiny = 0x1p-916

  static func add(_ a: Double, _ b: Double) -> (down: Double, up: Double) {
    let sum = a + b
    guard sum.isFinite else { return overflow(sum, a.isInfinite || b.isInfinite) }
    let part = sum - a
    let error = (a - (sum - part)) + (b - part)
    return neighbours(sum, error)
  }

  static func multiply(_ a: Double, _ b: Double) -> (down: Double, up: Double) {
    // 0 times an end without bound: 0 is the limit along the end.
    if a == 0 || b == 0 { return (0, 0) }
    let product = a * b
    guard product.isFinite else { return overflow(product, a.isInfinite || b.isInfinite) }
    if product.magnitude < tiny { return aroundTiny(product, isNegative: (a < 0) != (b < 0)) }
    return neighbours(product, (-product).addingProduct(a, b))
  }

  /// - Precondition: b is not 0.
  static func divide(_ a: Double, _ b: Double) -> (down: Double, up: Double) {
    if a == 0 || b.isInfinite && a.isFinite { return (0, 0) }
    let quotient = a / b
    // ∞/∞ as ends: the quotient's limits are bounded by nothing.
    if quotient.isNaN { return (a < 0) != (b < 0) ? (-.infinity, 0) : (0, .infinity) }
    guard quotient.isFinite else { return overflow(quotient, a.isInfinite) }
    if quotient.magnitude < tiny || a.magnitude < tiny {
      return aroundTiny(quotient, isNegative: (a < 0) != (b < 0))
    }
    let remainder = a.addingProduct(-quotient, b)
    return neighbours(quotient, b < 0 ? -remainder : remainder)
  }

  /// - Precondition: a ≥ 0.
  static func squareRoot(_ a: Double) -> (down: Double, up: Double) {
    let root = a.squareRoot()
    if a == 0 || a.isInfinite { return (root, root) }
    if a < tiny { return (max(root.nextDown, 0), root.nextUp) }
    return neighbours(root, a.addingProduct(-root, root))
  }

  private static func neighbours(_ value: Double, _ error: Double) -> (down: Double, up: Double) {
    // A zero may carry a sign; ends do not.
    if error == 0 { return (value + 0, value + 0) }
    return error < 0 ? (value.nextDown, value) : (value, value.nextUp)
  }

  private static func overflow(_ value: Double, _ isReal: Bool) -> (down: Double, up: Double) {
    if isReal { return (value, value) }
    return value > 0 ? (.greatestFiniteMagnitude, value) : (value, -.greatestFiniteMagnitude)
  }

  private static func aroundTiny(_ value: Double, isNegative: Bool) -> (down: Double, up: Double) {
    isNegative ? (value.nextDown, min(value.nextUp, 0)) : (max(value.nextDown, 0), value.nextUp)
  }
}
