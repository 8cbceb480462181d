import Trees

/// The doubles that lie in a scalar's domain.
///
/// An open end is taken in by one double: `(0, 1)` is `[5e-324, 1 − 2⁻⁵³]`, so that every point
/// that is tried lies in the domain that the note states.
enum ScalarSet: Hashable, Sendable {
  case finite([Double])
  /// All integers between both; not more than ±1000 are tried where the domain has no end.
  case integers(Int, Int)
  case interval(Double, Double)

  func contains(_ value: Double) -> Bool {
    switch self {
    case .finite(let members): members.contains(value)
    case .integers(let lower, let upper):
      value == value.rounded() && value >= Double(lower) && value <= Double(upper)
    case .interval(let lower, let upper): value >= lower && value <= upper
    }
  }

  /// Where uniform points are drawn: the whole of a bounded set, else a window.
  var window: ClosedRange<Double> {
    switch self {
    case .finite(let members): (members.min() ?? 0)...(members.max() ?? 0)
    case .integers(let lower, let upper):
      Double(max(lower, -20))...Double(max(min(upper, 20), max(lower, -20)))
    case .interval(let lower, let upper): Self.window(lower, upper)
    }
  }

  private static func window(_ lower: Double, _ upper: Double) -> ClosedRange<Double> {
    switch (lower.isFinite, upper.isFinite) {
    case (true, true) where upper - lower <= 1e6: lower...upper
    case (true, true): lower...max(lower, min(upper, lower + 40))
    case (true, false): lower...(lower + 40)
    case (false, true): (upper - 40)...upper
    case (false, false): -20...20
    }
  }
}

extension ScalarSet {
  /// Numbers that a reader takes in at a glance, those of the domain only, simplest first.
  var simple: [Double] {
    switch self {
    case .finite(let members): return members
    case .integers(let lower, let upper):
      return [1, 0, 2, 3, -1, 4, 5, 7, 10, -2, -3, 8, 16, 32].filter { $0 >= lower && $0 <= upper }.map(
        Double.init)
    case .interval(let lower, let upper):
      let common = Self.common.filter(contains)
      if common.count >= 5 || !lower.isFinite || !upper.isFinite { return common }
      let inner = [0.5, 0.25, 0.75, 0.1, 0.9].map { lower + (upper - lower) * $0 }
      return (common + inner.filter(contains)).uniqued
    }
  }

  /// The ends of the domain and their neighbours.
  var corners: [Double] {
    switch self {
    case .finite(let members): return members
    case .integers(let lower, let upper):
      return [lower, lower + 1, upper - 1, upper].filter { $0 >= lower && $0 <= upper }.map(Double.init)
        .uniqued
    case .interval(let lower, let upper):
      var found: [Double] = []
      if lower.isFinite { found += [lower, lower.nextUp] }
      if upper.isFinite { found += [upper, upper.nextDown] }
      for distance in [1e-300, 1e-100, 1e-30, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3] {
        if lower.isFinite { found.append(lower + distance) }
        if upper.isFinite { found.append(upper - distance) }
      }
      return found.filter(contains).uniqued
    }
  }

  /// In the order in which a reader takes them in; 0 and 1 come late, where many formulas agree by accident.
  static let common: [Double] = [
    0.5, 2, 1, 0, 0.25, 0.75, 0.1, 0.9, 1.5, 3, -1, 4, 5, 0.2, 0.3, 0.6, 0.8, -0.5, -2, 2.5, 10, 0.05, 0.95,
    0.01, 0.99, 100, -10,
  ]

  /// One value, by one of the ways of trying: uniform, log-spaced towards an end, any bit pattern, simple.
  func draw(_ generator: inout SplitMix64) -> Double {
    switch self {
    case .finite(let members): return members[generator.index(members.count)]
    case .integers(let lower, let upper):
      let window = window
      if generator.unit() < 0.8 {
        let span = Int(window.upperBound - window.lowerBound) + 1
        return window.lowerBound + Double(generator.index(span))
      }
      let wide = max(lower, -1000)...max(min(upper, 1000), max(lower, -1000))
      return Double(wide.lowerBound + generator.index(wide.count))
    case .interval(let lower, let upper):
      for _ in 0..<20 {
        let value = drawInterval(lower, upper, &generator)
        if contains(value) { return value }
      }
      return window.lowerBound
    }
  }

  private func drawInterval(_ lower: Double, _ upper: Double, _ generator: inout SplitMix64) -> Double {
    let window = window
    let width = window.upperBound - window.lowerBound
    let way = generator.unit()
    if way < 0.5 { return window.lowerBound + generator.unit() * width }
    if way < 0.62 { return lower.isFinite ? lower + logSpaced(width, &generator) : -far(&generator) }
    if way < 0.74 { return upper.isFinite ? upper - logSpaced(width, &generator) : far(&generator) }
    if way < 0.84 { return bitPattern(lower, upper, &generator) }
    let simple = simple
    return simple.isEmpty
      ? window.lowerBound + generator.unit() * width : simple[generator.index(simple.count)]
  }

  /// A distance from an end: of the order of the width down to 1e-18 of it.
  private func logSpaced(_ width: Double, _ generator: inout SplitMix64) -> Double {
    width * power(10, -18 * generator.unit())
  }

  /// 1e-3 … 1e6.
  private func far(_ generator: inout SplitMix64) -> Double { power(10, 9 * generator.unit() - 3) }

  /// Every double between two is as likely as another: a walk along their bit patterns.
  private func bitPattern(_ lower: Double, _ upper: Double, _ generator: inout SplitMix64) -> Double {
    let low = Self.ordinal(max(lower, -1e6))
    let high = Self.ordinal(min(upper, 1e6))
    guard high > low else { return lower }
    let offset = generator.next() % UInt64(bitPattern: high &- low)
    return Self.double(low &+ Int64(bitPattern: offset))
  }

  /// Doubles in order as integers in order.
  static func ordinal(_ value: Double) -> Int64 {
    let bits = Int64(bitPattern: value.bitPattern)
    return bits >= 0 ? bits : Int64.min &- bits
  }

  static func double(_ ordinal: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: ordinal >= 0 ? ordinal : Int64.min &- ordinal))
  }
}

/// `base` to an exponent by squaring and square roots alone: bit-equal on every machine, which the
/// platforms' `pow` is not. Good to a few digits, which is enough to place a point.
func power(_ base: Double, _ exponent: Double) -> Double {
  let whole = exponent.rounded(.down)
  var result = 1.0
  for _ in 0..<Int(min(abs(whole), 400)) { result *= whole < 0 ? 1 / base : base }
  var root = base
  var rest = exponent - whole
  for _ in 0..<20 {
    root = root.squareRoot()
    rest *= 2
    if rest >= 1 {
      result *= root
      rest -= 1
    }
  }
  return result
}
