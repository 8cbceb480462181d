import CFlint
import Trees

/// An exact fraction of integers of any size, in lowest terms, or ±∞. Immutable.
///
/// The only door to FLINT for fractions.
package final class Fraction: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<fmpq>
  /// 1 for +∞, −1 for −∞, 0 for a number.
  package let infinitySign: Int

  private init(infinitySign: Int = 0) {
    pointer = .allocate(capacity: 1)
    fmpq_init(pointer)
    self.infinitySign = infinitySign
  }

  deinit {
    fmpq_clear(pointer)
    pointer.deallocate()
  }

  /// A new fraction that C fills in; the operands outlive the call.
  private static func make(
    from first: Fraction? = nil, _ second: Fraction? = nil, _ fill: (UnsafeMutablePointer<fmpq>) -> Void
  ) -> Fraction {
    let result = Fraction()
    withExtendedLifetime((first, second, result)) { fill(result.pointer) }
    return result
  }

  package static let zero = Fraction(0)
  package static let one = Fraction(1)
  package static let infinity = Fraction(infinitySign: 1)
  package static let minusInfinity = Fraction(infinitySign: -1)

  package convenience init(_ value: Int) {
    self.init()
    withExtendedLifetime(self) { fmpq_set_si(pointer, value, 1) }
  }

  /// That binary64 exactly.
  ///
  /// - Precondition: not NaN.
  package static func exactly(_ value: Double) -> Fraction {
    if value.isInfinite { return value > 0 ? .infinity : .minusInfinity }
    return make { docgen_fraction_set_double($0, value) }
  }

  /// A decimal as a note writes it.
  package static func exactly(_ number: Number) -> Fraction {
    let parts = number.digits.split(separator: ".", omittingEmptySubsequences: false)
    let places = parts.count == 2 ? parts[1].utf8.count : 0
    let digits = parts.joined()
    return make { _ = docgen_fraction_set_decimal($0, digits, UInt(places)) }
  }

  package var isZero: Bool { infinitySign == 0 && sign == 0 }
  /// −1, 0 or 1.
  package var sign: Int {
    infinitySign != 0 ? infinitySign : withExtendedLifetime(self) { Int(fmpq_sgn(pointer)) }
  }
  package var isInteger: Bool {
    infinitySign == 0 && withExtendedLifetime(self) { docgen_fraction_is_integer(pointer) != 0 }
  }
  /// Bits of numerator and denominator together.
  var bits: Int { withExtendedLifetime(self) { Int(docgen_fraction_bits(pointer)) } }

  /// The integer that this is, if it is one of a machine word.
  package var integer: Int? {
    guard infinitySign == 0 else { return nil }
    return withExtendedLifetime(self) {
      var value = 0
      return docgen_fraction_integer(pointer, &value) != 0 ? value : nil
    }
  }

  /// The double nearest to it.
  package var nearest: Double { double(0) }
  /// Doubles on both sides of it; twice the same where it is one.
  package var bounds: (lower: Double, upper: Double) { (double(-1), double(1)) }

  private func double(_ rounding: Int32) -> Double {
    if infinitySign != 0 { return Double(infinitySign) * .infinity }
    return withExtendedLifetime(self) { docgen_fraction_double(pointer, rounding) }
  }

  /// The double that this is exactly, if it is one.
  package var exactDouble: Double? {
    let value = nearest
    return infinitySign != 0 || Fraction.exactly(value) == self ? value : nil
  }

  /// `-3`, `1/3`.
  package var text: String {
    if infinitySign != 0 { return infinitySign > 0 ? "∞" : "-∞" }
    return withExtendedLifetime(self) {
      guard let text = fmpq_get_str(nil, 10, pointer) else { return "" }
      defer { free(text) }
      return String(cString: text)
    }
  }

  func ball(precision: Int) -> Ball {
    if infinitySign != 0 { return Ball(Double(infinitySign) * .infinity) }
    return withExtendedLifetime(self) {
      Ball.make { arb_set_fmpq($0, pointer, precision) }
    }
  }
}

extension Fraction {
  // Finite operands only: `FractionArithmetic` sees to the infinite ones.

  package var negated: Fraction {
    if infinitySign != 0 { return infinitySign > 0 ? .minusInfinity : .infinity }
    return Self.make(from: self) { fmpq_mul_si($0, pointer, -1) }
  }

  package func adding(_ other: Fraction) -> Fraction {
    Self.make(from: self, other) { fmpq_add($0, pointer, other.pointer) }
  }

  package func multiplied(by other: Fraction) -> Fraction {
    Self.make(from: self, other) { fmpq_mul($0, pointer, other.pointer) }
  }

  /// - Precondition: the other is not 0.
  package func divided(by other: Fraction) -> Fraction {
    Self.make(from: self, other) { fmpq_div($0, pointer, other.pointer) }
  }

  /// - Precondition: not 0 to a negative exponent.
  func raised(to exponent: Int) -> Fraction {
    Self.make(from: self) { fmpq_pow_si($0, pointer, exponent) }
  }

  /// The greatest integer that is not above it.
  var floor: Fraction { Self.make(from: self) { docgen_fraction_floor($0, pointer) } }

  /// The exact square root, if it is a fraction.
  var squareRoot: Fraction? {
    guard sign >= 0 else { return nil }
    var isSquare = false
    let root = Self.make(from: self) { isSquare = docgen_fraction_root($0, pointer) != 0 }
    return isSquare ? root : nil
  }
}

extension Fraction: Hashable, Comparable {
  package static func == (a: Fraction, b: Fraction) -> Bool {
    guard a.infinitySign == 0, b.infinitySign == 0 else { return a.infinitySign == b.infinitySign }
    return withExtendedLifetime((a, b)) { fmpq_equal(a.pointer, b.pointer) != 0 }
  }

  package static func < (a: Fraction, b: Fraction) -> Bool {
    if a.infinitySign != 0 || b.infinitySign != 0 { return a.infinitySign < b.infinitySign }
    return withExtendedLifetime((a, b)) { fmpq_cmp(a.pointer, b.pointer) < 0 }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(infinitySign)
    guard infinitySign == 0 else { return }
    hasher.combine(withExtendedLifetime(self) { docgen_fraction_hash(pointer) })
  }
}
