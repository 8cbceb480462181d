/// A number as a formula writes it: exact, decimal, without a sign.
///
/// Canonical: no leading zeros before the point but one, no trailing zeros behind it (`1.50` is `1.5`).
package struct Number: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  package let digits: String
  /// Zeros before the digits that the value does without; a name keeps them: `f_{01}` is not `f_1`.
  package var leadingZeros = 0
  /// Zeros behind the digits that the value does without; they say how far it is meant: `0.50` is rounded to hundredths.
  package private(set) var trailingZeros = 0

  /// The digits as they were written, for a name.
  package var written: String { String(repeating: "0", count: leadingZeros) + digits }

  package static func == (a: Number, b: Number) -> Bool { a.digits == b.digits }
  package func hash(into hasher: inout Hasher) { hasher.combine(digits) }

  /// - Parameter text: decimal digits with at most one point; digits may be grouped by nothing.
  /// - Returns: nil if the text is no such number.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard !text.isEmpty, text != ".", parts.allSatisfy({ $0.utf8.allSatisfy { 48...57 ~= $0 } })
    else { return nil }
    let whole = parts[0].drop { $0 == "0" }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    let kept = fraction.utf8.reversed().drop { $0 == 48 }.reversed()
    let tail = String(decoding: kept, as: UTF8.self)
    trailingZeros = fraction.utf8.count - tail.utf8.count
    leadingZeros = max(0, parts[0].utf8.count - max(whole.utf8.count, 1))
    digits = (whole.isEmpty ? "0" : String(whole)) + (tail.isEmpty ? "" : "." + tail)
  }

  package init(integerLiteral value: UInt) { digits = String(value) }
  package init(_ value: UInt) { digits = String(value) }

  /// The same digits, the point two places to the left.
  package var hundredth: Number? {
    let parts = (digits + (digits.contains(".") || trailingZeros == 0 ? "" : ".")).split(
      separator: ".", omittingEmptySubsequences: false)
    let whole = String(repeating: "0", count: max(0, 3 - parts[0].utf8.count)) + parts[0]
    let fraction = (parts.count == 2 ? String(parts[1]) : "") + String(repeating: "0", count: trailingZeros)
    return Number(String(whole.dropLast(2)) + "." + String(whole.suffix(2)) + fraction)
  }

  package var description: String { digits }
  /// The value as a small integer, if it is one.
  package var integer: Int? { Int(digits) }
  package var double: Double { Double(digits) ?? .infinity }
}
