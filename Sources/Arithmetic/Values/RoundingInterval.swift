import Trees

/// What double-precision code of a formula's own form may compute at a point: the formula in
/// intervals, every operation rounded outward, every library function allowed two units of error.
///
/// The rounding rule calls a difference drift only where it exceeds a multiple of this width.
package struct RoundingInterval: Sendable, Hashable {
  package var lower: Double
  package var upper: Double

  package var width: Double { lower == upper ? 0 : upper - lower }
  /// The width against the value's own size.
  package var relativeWidth: Double {
    let size = Swift.max(lower.magnitude, upper.magnitude)
    return width == 0 ? 0 : width / size
  }

  /// libm's functions stay within an ulp or two where they are documented (glibc manual,
  /// "Known Maximum Errors in Math Functions").
  static let libraryError = 2

  /// - Parameter point: exact values; a decimal stands for the double that code would hold.
  package static func of(
    _ tree: Tree, at point: [Name: ExactValue], definitions: [String: Definition] = [:],
    declaresZeroLogZero: Bool = false
  ) throws(Undefined) -> RoundingInterval {
    let arithmetic = IntervalArithmetic(libraryError: libraryError)
    let evaluator = Evaluator(arithmetic, definitions: definitions, declaresZeroLogZero: declaresZeroLogZero)
    var lifted: [Name: Value<Interval>] = [:]
    for (name, value) in point { lifted[name] = try value.asCodeHoldsIt.value(in: arithmetic) }
    let interval = try evaluator.number(of: tree, at: lifted)
    return RoundingInterval(lower: interval.lower, upper: interval.upper)
  }
}

extension ExactValue {
  /// Decimals as the nearest binary64.
  package var asCodeHoldsIt: ExactValue {
    switch self {
    case .binary, .function: self
    case .fraction(let fraction): .binary(fraction.nearest)
    case .decimal(let text): Double(text.replacing("−", with: "-")).map { .binary($0) } ?? self
    case .array(let members): .array(members.map(\.asCodeHoldsIt))
    }
  }
}
