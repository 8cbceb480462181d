import Arithmetic
import Trees

/// The reals between two ends.
struct Span: Hashable, Sendable {
  /// The outermost doubles inside: an open end is taken in by one double.
  var lower: Double
  var upper: Double
  /// The ends themselves; nil where there is none.
  var below: End?
  var above: End?

  struct End: Hashable, Sendable {
    var value: PointValue
    var isClosed: Bool
  }

  func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

  func contains(_ value: PointValue) -> Bool {
    guard case .exact(let exact) = value else { return value.number.map(contains) ?? false }
    // Most lie well inside.
    if exact.nearest > lower, exact.nearest < upper { return true }
    return below.map { Self.isBeyond(value, $0, sign: 1) } ?? true
      && above.map { Self.isBeyond(value, $0, sign: -1) } ?? true
  }

  /// Whether a value is certain to lie on an end's inner side.
  private static func isBeyond(_ value: PointValue, _ end: End, sign: Int) -> Bool {
    guard let order = value.order(to: end.value) else { return false }
    return order == 0 ? end.isClosed : order == sign
  }

  /// Ends that belong to it and are no doubles; and of ends between which and the next double there is a whole number,
  /// what lies less far inside.
  var exactEnds: [PointValue] {
    var found: [PointValue] = []
    for (end, inward) in [(below, 1), (above, -1)] {
      guard let end else { continue }
      if end.isClosed, case .exact = end.value { found.append(end.value) }
      guard let value = end.value.fraction, value.infinitySign == 0, value.nearest.ulp >= 1 else { continue }
      for halves in [1, 2, 3] {
        let step = Fraction(inward * halves).divided(by: Fraction(2))
        found.append(.real(value.adding(step)))
      }
    }
    return found.filter(contains)
  }
}

extension PointValue {
  /// −1, 0 or 1 for less, equal, greater; nil where it cannot be told.
  func order(to other: PointValue) -> Int? {
    if self == other { return 0 }
    if let a = fraction, let b = other.fraction { return a < b ? -1 : a == b ? 0 : 1 }
    for bits in [96, 384, 1536] {
      guard let a = ball(bits), let b = other.ball(bits) else { return nil }
      let arithmetic = BallArithmetic(precision: bits)
      if arithmetic.compare(a, .less, b) == .yes { return -1 }
      if arithmetic.compare(a, .greater, b) == .yes { return 1 }
    }
    return nil
  }

  private func ball(_ bits: Int) -> Ball? {
    guard case .number(let ball)? = try? Evaluation.value(self, BallArithmetic(precision: bits)) else {
      return nil
    }
    return ball
  }
}
