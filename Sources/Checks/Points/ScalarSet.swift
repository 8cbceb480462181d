import Arithmetic
import Trees

/// The numbers that a scalar's domain holds.
enum ScalarSet: Hashable, Sendable {
  case finite([PointValue])
  /// All integers between both; a domain without an end is cut at ±2^53.
  case integers(Int, Int)
  case interval(Span)

  static let farthest = 1 << 53

  func contains(_ value: Double) -> Bool {
    switch self {
    case .finite(let members): members.contains(.number(value))
    case .integers(let lower, let upper):
      value == value.rounded() && value >= Double(lower) && value <= Double(upper)
    case .interval(let span): span.contains(value)
    }
  }

  func contains(_ value: PointValue) -> Bool {
    switch self {
    case .finite(let members): members.contains(value)
    case .integers: if case .number(let number) = value { contains(number) } else { false }
    case .interval(let span): span.contains(value)
    }
  }

  /// Whether a double that Swift is given stands for one of its values.
  func admits(_ rounded: Double) -> Bool {
    switch self {
    case .finite(let members): members.contains { $0.number == rounded }
    case .integers, .interval: contains(rounded)
    }
  }

  /// Where uniform points are drawn: the whole of a bounded set, else a window.
  var window: ClosedRange<Double> {
    switch self {
    case .finite(let members):
      let numbers = members.compactMap(\.number)
      return (numbers.min() ?? 0)...(numbers.max() ?? 0)
    case .integers(let lower, let upper) where isBounded: return Double(lower)...Double(upper)
    case .integers(let lower, let upper):
      return Double(max(lower, -20))...Double(max(min(upper, 20), max(lower, -20)))
    case .interval(let span): return Self.window(span.lower, span.upper)
    }
  }

  private static func window(_ lower: Double, _ upper: Double) -> ClosedRange<Double> {
    switch (lower.isFinite, upper.isFinite) {
    case (true, true) where upper - lower < .infinity: lower...upper
    case (true, true): lower / 2...upper / 2
    case (true, false): lower...(lower + 40)
    case (false, true): (upper - 40)...upper
    case (false, false): -20...20
    }
  }

  /// Whether the domain itself has both ends.
  var isBounded: Bool {
    switch self {
    case .finite: true
    case .integers(let lower, let upper): lower > -Self.farthest && upper < Self.farthest
    case .interval(let span): span.lower.isFinite && span.upper.isFinite
    }
  }
}

extension ScalarSet {
  /// Numbers that a reader takes in at a glance, those of the domain only, simplest first.
  var simple: [PointValue] {
    switch self {
    case .finite(let members): return members
    case .integers(let lower, let upper):
      return [1, 0, 2, 3, -1, 4, 5, 7, 10, -2, -3, 8, 16, 32].filter { $0 >= lower && $0 <= upper }.map {
        .number(Double($0))
      }
    case .interval(let span):
      let common = Self.common.filter(contains)
      if common.count >= 5 || !span.lower.isFinite || !span.upper.isFinite { return common }
      let inner = [0.5, 0.25, 0.75, 0.1, 0.9].map { span.lower + (span.upper - span.lower) * $0 }
      return (common + span.exactEnds + inner.filter(contains).map { .number($0) }).uniqued
    }
  }

  /// The ends of the domain and their neighbours.
  var corners: [PointValue] {
    switch self {
    case .finite(let members): return members
    case .integers(let lower, let upper):
      return [lower, lower + 1, upper - 1, upper].filter { $0 >= lower && $0 <= upper }.map {
        .number(Double($0))
      }.uniqued
    case .interval(let span):
      var found: [Double] = []
      if span.lower.isFinite { found += [span.lower, span.lower.nextUp] }
      if span.upper.isFinite { found += [span.upper, span.upper.nextDown] }
      for distance in [1e-300, 1e-100, 1e-30, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3] {
        if span.lower.isFinite { found.append(span.lower + distance) }
        if span.upper.isFinite { found.append(span.upper - distance) }
      }
      return (span.exactEnds + found.filter(contains).map { .number($0) }).uniqued
    }
  }

  /// In the order in which a reader takes them in; 0 and 1 come late, where many formulas agree by
  /// accident. Decimals are decimals: 0.1 is a tenth.
  static let common: [PointValue] =
    [
      (1, 2), (2, 1), (1, 1), (0, 1), (1, 4), (3, 4), (1, 10), (9, 10), (3, 2), (3, 1), (-1, 1), (4, 1),
      (5, 1),
      (1, 5), (3, 10), (3, 5), (4, 5), (-1, 2), (-2, 1), (5, 2), (10, 1), (1, 20), (19, 20), (1, 100),
      (99, 100),
      (100, 1), (-10, 1), (1, 3), (2, 3), (-1, 3), (2, 5), (1, 7), (4, 3), (-3, 1), (7, 10), (-3, 2), (1, 8),
    ].map { PointValue.ratio($0.0, $0.1) } + irrational

  static let commonDoubles = common.map { $0.number ?? .nan }

  private static let irrational: [PointValue] = [
    (Tree.apply(.sqrt, [.number(2)]), 0x1.6a09e667f3bcdp0),
    (.quotient(.apply(.sqrt, [.number(2)]), .number(2)), 0x1.6a09e667f3bcdp-1),
    (.quotient(.constant(.pi), .number(4)), 0x1.921fb54442d18p-1),
    (.quotient(.number(1), .constant(.pi)), 0x1.45f306dc9c883p-2),
    (.constant(.pi), 0x1.921fb54442d18p1), (.constant(.e), 0x1.5bf0a8b145769p1),
  ].map { .exact(.closed($0.0, nearest: $0.1)) }

  /// One value, by one of the ways of trying: uniform, log-spaced towards an end, any bit pattern, simple.
  func draw(_ generator: inout SplitMix64) -> PointValue {
    switch self {
    case .finite(let members): return members[generator.index(members.count)]
    case .integers(let lower, let upper):
      let window = window
      if generator.unit() < 0.8 {
        let span = Int(window.upperBound - window.lowerBound) + 1
        return .number(window.lowerBound + Double(generator.index(span)))
      }
      let wide = max(lower, -1000)...max(min(upper, 1000), max(lower, -1000))
      return .number(Double(wide.lowerBound + generator.index(wide.count)))
    case .interval(let span):
      for _ in 0..<20 {
        let value = drawInterval(span, &generator)
        if contains(value) { return value }
      }
      return .number(window.lowerBound)
    }
  }

  private func drawInterval(_ span: Span, _ generator: inout SplitMix64) -> PointValue {
    let (lower, upper) = (span.lower, span.upper)
    let window = window
    let width = window.upperBound - window.lowerBound
    let way = generator.unit()
    if way < 0.5 { return .number(window.lowerBound + generator.unit() * width) }
    if way < 0.62 {
      return .number(lower.isFinite ? lower + logSpaced(width, &generator) : -far(&generator))
    }
    if way < 0.74 {
      return .number(upper.isFinite ? upper - logSpaced(width, &generator) : far(&generator))
    }
    if way < 0.84 { return .number(bitPattern(lower, upper, &generator)) }
    let simple = simple
    return simple.isEmpty
      ? .number(window.lowerBound + generator.unit() * width) : simple[generator.index(simple.count)]
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

extension ScalarSet {
  /// Whether numbers below 0 are in it.
  var hasNegative: Bool {
    switch self {
    case .interval(let span): span.lower < 0
    case .integers(let lower, _): lower < 0
    case .finite(let members): members.contains { ($0.number ?? 0) < 0 }
    }
  }
}
