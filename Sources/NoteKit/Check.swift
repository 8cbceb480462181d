/// How far a value may be from what is expected; each kind says its unit.
public struct Tolerance: Sendable {
  enum Kind: Sendable {
    case absolute(Double)
    case relative(Double)
    case ulps(Int)
    case digits(String)
  }
  let kind: Kind

  /// In the value's own unit: |value − expected| ≤ `distance`.
  public static func absolute(_ distance: Double) -> Tolerance { Tolerance(kind: .absolute(distance)) }
  /// As a share of the expected value: |value − expected| ≤ `share` · |expected|.
  public static func relative(_ share: Double) -> Tolerance { Tolerance(kind: .relative(share)) }
  /// In units in the last place of the expected value.
  public static func ulps(_ count: Int) -> Tolerance { Tolerance(kind: .ulps(count)) }
  /// As written: the value, rounded to the digits of this text, is this text.
  public static func digits(_ text: String) -> Tolerance { Tolerance(kind: .digits(text)) }
}

/// The page claims that a condition holds; a failure is reported at this line.
public func check(_ condition: Bool, _ message: String = "", line: Int = #line) {
  report(condition, message.isEmpty ? "the condition is false" : message, line: line)
}

/// The page claims that a value is what is expected, within a tolerance. NaN equals NaN, ±∞ equals only itself.
public func check(
  _ value: Double, equals expected: Double, within tolerance: Tolerance, _ message: String = "",
  line: Int = #line
) {
  let (isClose, bound) = tolerance.admits(value, expected)
  var detail = "\(value) ≠ \(expected), |difference| = \(abs(value - expected)), allowed: \(bound)"
  if !message.isEmpty { detail = message + ": " + detail }
  report(isClose, detail, line: line)
}

private func report(_ isPassed: Bool, _ detail: String, line: Int) {
  guard Channel.isOpen else { return }
  Channel.send(
    "check", [Channel.field(line), Channel.field(isPassed), Channel.field(isPassed ? "" : detail)])
}

extension Tolerance {
  /// Whether a value is close enough, and the bound in words.
  func admits(_ value: Double, _ expected: Double) -> (Bool, String) {
    let isSame = value == expected || (value.isNaN && expected.isNaN)
    let distance = abs(value - expected)
    switch kind {
    case .absolute(let bound):
      return (isSame || (expected.isFinite && distance <= bound), "absolute \(bound)")
    case .relative(let share):
      let isClose = expected.isFinite && distance <= share * abs(expected)
      return (isSame || isClose, "relative \(share)")
    case .ulps(let count):
      let isClose = expected.isFinite && distance <= Double(count) * expected.ulp
      return (isSame || isClose, "\(count) ulp")
    case .digits(let text):
      let bound = halfUnit(ofLastDigit: text)
      let written = Double(text.filter { $0 != "_" }) ?? .nan
      // Half a unit of the last digit, and the rounding of this very subtraction.
      let reach = bound + 2 * written.ulp
      guard written.isFinite, reach.isFinite else { return (false, "digits \(text), which is no number") }
      return (abs(value - written) <= reach && abs(expected - written) <= reach, "digits \(text)")
    }
  }
}

/// Half a unit of the last digit that a decimal text writes: 0.00005 for `0.1096`.
private func halfUnit(ofLastDigit text: String) -> Double {
  let parts = text.lowercased().split(separator: "e", maxSplits: 1)
  guard let mantissa = parts.first else { return 0 }
  let decimals = mantissa.split(separator: ".", omittingEmptySubsequences: false)
  let places = decimals.count == 2 ? decimals[1].filter(\.isNumber).count : 0
  let exponent = min(max(parts.count == 2 ? Int(parts[1]) ?? 0 : 0, -9999), 9999) - places
  return Double("5e\(exponent - 1)") ?? 0
}
