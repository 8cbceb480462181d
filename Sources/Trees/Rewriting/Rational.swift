/// An exact fraction of machine integers in lowest terms; an operation that would overflow yields `nil`.
struct Rational: Hashable, Sendable, Comparable {
  let numerator: Int
  /// Positive.
  let denominator: Int

  static let zero = Rational(0)
  static let one = Rational(1)

  init(_ value: Int) {
    numerator = value
    denominator = 1
  }

  init?(_ numerator: Int, over denominator: Int) {
    guard denominator != 0, numerator != .min, denominator != .min else { return nil }
    let divisor = Tree.Function.greatestCommonDivisor(numerator, denominator) * (denominator < 0 ? -1 : 1)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  init?(_ number: Number) {
    let parts = number.digits.split(separator: ".")
    let places = parts.count == 2 ? parts[1].utf8.count : 0
    guard places <= 17, let digits = Int(parts.joined()) else { return nil }
    self.init(digits, over: (0..<places).reduce(1) { power, _ in power * 10 })
  }

  var isZero: Bool { numerator == 0 }
  var isInteger: Bool { denominator == 1 }
  var isNegative: Bool { numerator < 0 }
  var integer: Int? { isInteger ? numerator : nil }
  var negated: Rational? { Rational(0 &- numerator, over: denominator) }
  var inverse: Rational? { Rational(denominator, over: numerator) }

  func adding(_ other: Rational) -> Rational? {
    let (a, overflowA) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (b, overflowB) = other.numerator.multipliedReportingOverflow(by: denominator)
    let (sum, overflowSum) = a.addingReportingOverflow(b)
    let (below, overflowBelow) = denominator.multipliedReportingOverflow(by: other.denominator)
    guard !overflowA, !overflowB, !overflowSum, !overflowBelow else { return nil }
    return Rational(sum, over: below)
  }

  func multiplied(by other: Rational) -> Rational? {
    // Cancel crosswise first: fewer overflows.
    guard let a = Rational(numerator, over: other.denominator),
      let b = Rational(other.numerator, over: denominator)
    else { return nil }
    let (above, overflowAbove) = a.numerator.multipliedReportingOverflow(by: b.numerator)
    let (below, overflowBelow) = a.denominator.multipliedReportingOverflow(by: b.denominator)
    guard !overflowAbove, !overflowBelow else { return nil }
    return Rational(above, over: below)
  }

  /// An integer power; `nil` for 0 to a power that is not positive.
  func raised(to exponent: Int) -> Rational? {
    guard exponent.magnitude <= 256, !(isZero && exponent <= 0) else { return nil }
    guard let base = exponent < 0 ? inverse : self else { return nil }
    var result: Rational? = .one
    for _ in 0..<exponent.magnitude { result = result?.multiplied(by: base) }
    return result
  }

  static func < (a: Rational, b: Rational) -> Bool {
    let left = a.numerator.multipliedFullWidth(by: b.denominator)
    let right = b.numerator.multipliedFullWidth(by: a.denominator)
    return left.high != right.high ? left.high < right.high : left.low < right.low
  }

  /// `3`, `0.25` where few decimals say it, else a quotient; negative ones negated.
  var tree: Tree {
    let size = numerator.magnitude
    let positive: Tree
    if denominator == 1 {
      positive = .number(Number(size))
    } else if let decimal {
      positive = .number(decimal)
    } else {
      positive = .quotient(.number(Number(size)), .number(Number(UInt(denominator))))
    }
    return isNegative ? .negate(positive) : positive
  }

  private var decimal: Number? {
    var power = 1
    for places in 1...6 {
      power *= 10
      guard power.isMultiple(of: denominator) else { continue }
      let (scaled, overflow) = numerator.magnitude.multipliedReportingOverflow(by: UInt(power / denominator))
      guard !overflow else { return nil }
      let digits = String(scaled)
      let padded = String(repeating: "0", count: max(places + 1 - digits.count, 0)) + digits
      return Number(padded.dropLast(places) + "." + padded.suffix(places))
    }
    return nil
  }
}

extension Tree {
  /// The exact fraction that this is, if it is written as one.
  var rational: Rational? {
    switch self {
    case .number(let number): Rational(number)
    case .negate(let a): a.rational?.negated
    case .quotient(let a, let b):
      if let a = a.rational, let inverse = b.rational?.inverse { a.multiplied(by: inverse) } else { nil }
    default: nil
    }
  }
}

extension Tree.Function {
  package static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a.magnitude, b.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    return Int(clamping: a)
  }
}
