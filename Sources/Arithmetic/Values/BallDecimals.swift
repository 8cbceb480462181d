import Trees
import CFlint
import Foundation

/// Decimal digits of a ball: never more than are certain, or rounded outward.
extension Ball {
  /// Bounds in decimal, rounded outward to so many significant digits: `("0.34657…26", "0.34657…27")`.
  package func decimalBounds(significant digits: Int = 17) -> (lower: String, upper: String) {
    if infinitySign != 0 { return infinitySign > 0 ? ("∞", "∞") : ("−∞", "−∞") }
    if isZero { return ("0", "0") }
    guard let places = places(forSignificant: digits), isFinite else {
      let (lower, upper) = bounds
      return ("\(lower)", "\(upper)")
    }
    return (
      Self.trimmed(Self.written(scaled(places, side: -1, rounding: -1), places)),
      Self.trimmed(Self.written(scaled(places, side: 1, rounding: 1), places))
    )
  }

  /// The number rounded to so many digits behind the point, if the ball decides it; ties to even.
  package func decimal(places: Int) -> String? {
    if infinitySign != 0 { return infinitySign > 0 ? "∞" : "−∞" }
    guard isFinite, abs(places) <= 5000, isOfPrintableSize else { return nil }
    let lower = scaled(places, side: -1, rounding: 0)
    guard lower == scaled(places, side: 1, rounding: 0) else { return nil }
    return Self.plain(lower, places)
  }

  /// The number rounded to so many significant digits, if the ball decides it; ties to even.
  package func decimal(significant digits: Int) -> String? {
    if infinitySign != 0 { return infinitySign > 0 ? "∞" : "−∞" }
    if isZero { return "0" }
    guard isFinite, let places = places(forSignificant: digits) else { return nil }
    let lower = scaled(places, side: -1, rounding: 0)
    guard lower == scaled(places, side: 1, rounding: 0) else { return nil }
    return Self.written(lower, places)
  }

  /// As many leading digits as are certain, at most `digits`, cut and not rounded; `…` where there are more:
  /// `-0.3465735902799726…`, `0.5`.
  package func leadingDigits(_ digits: Int = 16) -> String {
    if infinitySign != 0 { return infinitySign > 0 ? "∞" : "−∞" }
    if isZero { return "0" }
    guard isFinite, isOfPrintableSize, !containsZero else {
      let (lower, upper) = bounds
      return "[\(lower), \(upper)]"
    }
    for count in stride(from: digits, to: 0, by: -1) {
      guard let places = places(forSignificant: count) else { break }
      let towardsZero = isNegative ? 1 : -1
      let near = scaled(places, side: -1, rounding: towardsZero)
      guard near == scaled(places, side: 1, rounding: towardsZero) else { continue }
      let isWhole = isExact && near == scaled(places, side: 0, rounding: -towardsZero)
      let text = Self.written(near, places)
      if count < digits, !isWhole, let rounded = decimal(significant: digits) {
        // −1.7 from 17/10 in binary: what its digits round to says more than the one digit that both ends share.
        return "≈ " + Self.trimmed(rounded)
      }
      return isWhole ? Self.trimmed(text) : text + "…"
    }
    if let rounded = decimal(significant: digits) { return "≈ " + Self.trimmed(rounded) }
    let (lower, upper) = bounds
    return "[\(lower), \(upper)]"
  }

  /// How far a double is from the number, in units in the last place of the number: bounds.
  package func ulps(from value: Double) -> (lower: Double, upper: Double) {
    if value.isNaN { return (.infinity, .infinity) }
    if infinitySign != 0 || value.isInfinite {
      let isSame = value.isInfinite && infinitySign == (value > 0 ? 1 : -1)
      return isSame ? (0, 0) : (.infinity, .infinity)
    }
    let unit = Ball(max(middle.magnitude, .leastNonzeroMagnitude).ulp)
    let point = Ball(value)
    let distance = Ball.make(from: self, unit, point) { result in
      arb_sub(result, pointer, point.pointer, 128)
      arb_abs(result, result)
      arb_div(result, result, unit.pointer, 128)
    }
    let (lower, upper) = distance.bounds
    return (max(lower, 0), upper)
  }

  /// Digits are made only where the binary exponent keeps them few: |e| ≤ 2^17.
  private var isOfPrintableSize: Bool {
    withExtendedLifetime(self) { abs(docgen_exponent(pointer)) <= 1 << 17 }
  }

  /// Places behind the point that give so many significant digits of the middle.
  private func places(forSignificant digits: Int) -> Int? {
    guard isOfPrintableSize, digits > 0, digits <= 5000 else { return nil }
    let exponent = withExtendedLifetime(self) { docgen_exponent(pointer) }
    let guess = digits - 1 - Int((Double(exponent - 1) * 0.30102999566398120).rounded(.down))
    // The guess is off by at most one.
    let count = scaled(guess, side: 0, rounding: 0).drop { $0 == "-" }.utf8.count
    return guess + digits - max(count, 1)
  }

  private func scaled(_ places: Int, side: Int32, rounding: Int) -> String {
    withExtendedLifetime(self) {
      guard let text = docgen_scaled(pointer, places, side, Int32(rounding)) else { return "0" }
      defer { flint_free(text) }
      return String(cString: text)
    }
  }

  /// An integer over 10^places, without an exponent.
  private static func plain(_ integer: String, _ places: Int) -> String {
    let isNegative = integer.hasPrefix("-")
    var digits = isNegative ? String(integer.dropFirst()) : integer
    if places <= 0 {
      return (isNegative ? "-" : "") + digits + (digits == "0" ? "" : String(repeating: "0", count: -places))
    }
    if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
    return (isNegative ? "-" : "") + digits.dropLast(places) + "." + digits.suffix(places)
  }

  /// Plain for usual sizes, else `1.25e-12`.
  private static func written(_ integer: String, _ places: Int) -> String {
    let digits = integer.drop { $0 == "-" }
    let exponent = digits.count - 1 - places
    if exponent > -6, exponent < 21 { return plain(integer, places) }
    let fraction = digits.dropFirst()
    let sign = integer.hasPrefix("-") ? "-" : ""
    return sign + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e\(exponent)"
  }

  /// Without zeros at the end of the fraction.
  private static func trimmed(_ text: String) -> String {
    let parts = text.split(separator: "e", maxSplits: 1)
    guard parts[0].contains(".") else { return text }
    var mantissa = parts[0]
    while mantissa.hasSuffix("0") { mantissa.removeLast() }
    if mantissa.hasSuffix(".") { mantissa.removeLast() }
    return mantissa + (parts.count == 2 ? "e" + parts[1] : "")
  }
}
