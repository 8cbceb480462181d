import Trees
import CFlint

/// A real number between proved bounds: Arb's ball, or ±∞ exactly. Immutable, never NaN.
///
/// This file and the two beside it that extend it are the only door to FLINT for points.
package final class Ball: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<arb_struct>

  private static let isPrepared: Bool = {
    docgen_prepare()
    return true
  }()

  init() {
    _ = Self.isPrepared
    pointer = .allocate(capacity: 1)
    arb_init(pointer)
  }

  deinit {
    arb_clear(pointer)
    pointer.deallocate()
  }

  /// A new ball that C fills in; the operands outlive the call.
  static func make(
    from first: Ball? = nil, _ second: Ball? = nil, _ third: Ball? = nil,
    _ fill: (UnsafeMutablePointer<arb_struct>) -> Void
  ) -> Ball {
    let result = Ball()
    withExtendedLifetime((first, second, third, result)) { fill(result.pointer) }
    return result
  }

  /// That binary64 exactly.
  package convenience init(_ value: Double) {
    self.init()
    withExtendedLifetime(self) { arb_set_d(pointer, value) }
  }

  convenience init(_ value: Int) {
    self.init()
    withExtendedLifetime(self) { arb_set_si(pointer, value) }
  }

  private func ask<Answer>(_ question: (UnsafeMutablePointer<arb_struct>) -> Answer) -> Answer {
    withExtendedLifetime(self) { question(pointer) }
  }

  /// One number, not a range.
  package var isExact: Bool { ask { arb_is_exact($0) != 0 } }
  package var isZero: Bool { ask { arb_is_zero($0) != 0 } }
  package var isFinite: Bool { ask { arb_is_finite($0) != 0 } }
  package var containsZero: Bool { ask { arb_contains_zero($0) != 0 } }
  package var isPositive: Bool { ask { arb_is_positive($0) != 0 } }
  package var isNegative: Bool { ask { arb_is_negative($0) != 0 } }
  var isNotANumber: Bool { ask { docgen_is_nan($0) != 0 } }
  /// 1 for +∞, −1 for −∞, 0 for a finite middle.
  package var infinitySign: Int { ask { Int(docgen_infinity_sign($0)) } }
  /// Relative accuracy in bits; very large for an exact number, negative where the radius exceeds the middle.
  package var accuracyBits: Int { ask { isExact ? .max : arb_rel_accuracy_bits($0) } }

  /// The integer that this is exactly.
  package var integer: Int? {
    ask { pointer in
      var value = 0
      return docgen_integer(pointer, &value) != 0 ? value : nil
    }
  }

  /// Bounds as doubles, rounded outward.
  package var bounds: (lower: Double, upper: Double) {
    ask { pointer in
      var lower = 0.0
      var upper = 0.0
      docgen_bounds(pointer, &lower, &upper)
      return (lower, upper)
    }
  }

  /// The binary64 nearest to the middle.
  package var middle: Double { ask { docgen_middle($0) } }

  /// The binary64 nearest to the number, if the bounds decide it.
  package var nearest: Double? {
    guard isFinite, !isExact else { return middle }
    let candidate = middle
    guard candidate.isFinite else { return nil }
    let below = Self.halfWay(candidate.nextDown, candidate)
    let above = Self.halfWay(candidate, candidate.nextUp)
    let isDecided = withExtendedLifetime((self, below, above)) {
      arb_gt(pointer, below.pointer) != 0 && arb_lt(pointer, above.pointer) != 0
    }
    return isDecided ? candidate : nil
  }

  /// The middle of two neighbouring doubles, exactly.
  private static func halfWay(_ a: Double, _ b: Double) -> Ball {
    let other = Ball(b)
    return Ball.make(from: other) { result in
      arb_set_d(result, a)
      arb_add(result, result, other.pointer, 128)
      arb_mul_2exp_si(result, result, -1)
    }
  }

  package func contains(_ value: Double) -> Bool {
    let point = Ball(value)
    return withExtendedLifetime((self, point)) { arb_contains(pointer, point.pointer) != 0 }
  }

  package func contains(_ other: Ball) -> Bool {
    withExtendedLifetime((self, other)) { arb_contains(pointer, other.pointer) != 0 }
  }

  package func overlaps(_ other: Ball) -> Bool {
    withExtendedLifetime((self, other)) { arb_overlaps(pointer, other.pointer) != 0 }
  }
}
