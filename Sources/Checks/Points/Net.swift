import Trees

/// Values of one axis that leave no part of it out: one in each of many strata.
///
/// A net of so many points gives each axis one value for each stratum, in an order of its own (a Latin
/// hypercube): 620 points leave no gap over 0.2 % of the width of any axis.
///
/// - Source: McKay, Beckman, Conover, "A comparison of three methods for selecting values of input
///   variables in the analysis of output from a computer code", Technometrics 21, 1979.
struct Net {
  enum Spacing { case even, logarithmic }

  /// Strata that leave no gap over 0.2 %.
  static let strata = 620

  /// One value for each stratum, shuffled; empty where the axis is no range.
  static func values(
    of set: ScalarSet, _ spacing: Spacing, strata: Int, limit: Double, _ generator: inout SplitMix64
  ) -> [PointValue] {
    let positions = (0..<strata).map { stratum in
      // Well inside its stratum: two strata's width must not open between neighbours.
      (Double(stratum) + 0.4 + 0.2 * generator.unit()) / Double(strata)
    }
    var values: [PointValue] =
      switch set {
      case .finite: []
      case .integers(let lower, let upper):
        integers(lower, upper, spacing: spacing, positions: positions, limit: limit)
      case .interval(let span): reals(span, set.window, spacing: spacing, positions: positions)
      }
    values.shuffle(using: &generator)
    return values
  }

  private static func integers(
    _ lower: Int, _ upper: Int, spacing: Spacing, positions: [Double], limit: Double
  ) -> [PointValue] {
    let low = max(Double(lower), -limit)
    let high = min(Double(upper), limit)
    guard low < high else { return [] }
    let values: [Double]
    switch spacing {
    case .even:
      let isWide = high - low > 1e6 && (Double(lower) < low || Double(upper) > high)
      let (from, to) = isWide ? (max(low, -1000), min(high, 1000)) : (low, high)
      values = positions.map { (from + $0 * (to - from)).rounded() }
    case .logarithmic:
      values = positions.enumerated().map { index, position in
        let size = (power(10, position * decimalExponent(high - low)) - 1).rounded()
        if low < 0, high > 0 { return index.isMultiple(of: 2) ? min(size, high) : max(-size, low) }
        return index % 3 < 2 ? low + size : high - size
      }
    }
    return values.map { .number(min(max($0, low), high) + 0) }
  }

  private static func reals(
    _ span: Span, _ window: ClosedRange<Double>, spacing: Spacing, positions: [Double]
  ) -> [PointValue] {
    let width = window.upperBound - window.lowerBound
    guard width > 0 else { return [] }
    let values: [Double] =
      switch spacing {
      case .even: positions.map { window.lowerBound + $0 * width }
      case .logarithmic: positions.enumerated().map { distant($1, span, width, turn: $0) }
      }
    return values.filter { $0.isFinite && span.contains($0) }.map { .number($0) }
  }

  /// By turns away from each end that there is, and from 0 where it lies inside.
  private static func distant(_ position: Double, _ span: Span, _ width: Double, turn: Int) -> Double {
    let hasZero = span.lower < 0 && span.upper > 0
    switch (span.lower.isFinite, span.upper.isFinite) {
    case (true, true):
      let distance = width * power(10, -18 * position)
      if hasZero, turn % 4 >= 2 { return turn % 4 == 2 ? distance : -distance }
      return turn.isMultiple(of: 2) ? span.lower + distance : span.upper - distance
    case (true, false): return hasZero && turn % 3 == 2 ? -far(position) : span.lower + far(position)
    case (false, true): return hasZero && turn % 3 == 2 ? far(position) : span.upper - far(position)
    case (false, false): return turn.isMultiple(of: 2) ? far(position) : -far(position)
    }
  }

  /// From 1e-18 to the largest doubles, half of the positions below 1e18.
  private static func far(_ position: Double) -> Double {
    position < 0.5 ? power(10, -18 + 72 * position) : power(10, 18 + 580 * (position - 0.5))
  }

  private static func decimalExponent(_ value: Double) -> Double {
    (Double((value + 1).exponent) + (value + 1).significand - 1) * 0.30103
  }
}

extension Array {
  /// The same order on every machine for the same generator.
  fileprivate mutating func shuffle(using generator: inout SplitMix64) {
    for last in indices.dropFirst().reversed() { swapAt(last, generator.index(last + 1)) }
  }
}
