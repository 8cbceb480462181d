import Arithmetic
import Trees
import Snippets

/// What a symbol is worth at a point, exactly.
package indirect enum PointValue: Hashable {
  case number(Double)
  /// A real number that is no double.
  case exact(ExactNumber)
  case array([PointValue])
  /// One of the sample functions, by number.
  case function(Int)
}

/// A real number that no double holds, known exactly.
package enum ExactNumber: Hashable, Sendable {
  case fraction(Fraction)
  /// The value of a tree without symbols (`\sqrt 2`), and the double nearest to it.
  case closed(Tree, nearest: Double)

  package var nearest: Double {
    switch self {
    case .fraction(let fraction): fraction.nearest
    case .closed(_, let nearest): nearest
    }
  }

  /// `1/3`, `0.1`, `√2`.
  var text: String {
    switch self {
    case .fraction(let fraction): fraction.decimal ?? fraction.text
    case .closed(let tree, _): tree.plain
    }
  }
}

extension PointValue: Sendable {
  static func real(_ fraction: Fraction) -> PointValue {
    fraction.exactDouble.map { .number($0) } ?? .exact(.fraction(fraction))
  }

  static func ratio(_ numerator: Int, _ denominator: Int) -> PointValue {
    real(Fraction(numerator).divided(by: Fraction(denominator)))
  }

  /// A number that was written for a point; nil for what is no scalar.
  package init?(_ value: ExactValue) {
    switch value {
    case .binary(let number): self = .number(number)
    case .decimal, .fraction:
      guard case .number(let fraction)? = try? value.value(in: FractionArithmetic()) else { return nil }
      self = .real(fraction)
    case .array, .function: return nil
    }
  }

  /// The fraction that it is; nil for what is irrational, or no number.
  var fraction: Fraction? {
    switch self {
    case .number(let value): value.isNaN ? nil : Fraction.exactly(value)
    case .exact(.fraction(let fraction)): fraction
    case .exact(.closed), .array, .function: nil
    }
  }

  /// As Swift is given it: every number the nearest double.
  var rounded: PointValue {
    switch self {
    case .number, .function: self
    case .exact(let number): .number(number.nearest)
    case .array(let elements): .array(elements.map(\.rounded))
    }
  }

  /// The tree that has this value.
  var tree: Tree? {
    switch self {
    case .number(let value): Self.tree(Fraction.exactly(value))
    case .exact(.fraction(let fraction)): Self.tree(fraction)
    case .exact(.closed(let tree, _)): tree
    case .array, .function: nil
    }
  }

  /// The same of an array, as a tuple.
  var written: Tree? {
    guard case .array(let elements) = self else { return tree }
    let parts = elements.compactMap(\.written)
    return parts.count == elements.count ? .tuple(parts) : nil
  }

  private static func tree(_ fraction: Fraction) -> Tree? {
    guard fraction.infinitySign == 0 else {
      return fraction.sign > 0 ? .constant(.infinity) : .negate(.constant(.infinity))
    }
    let parts = fraction.text.split(separator: "/").map { Number(String($0.drop { $0 == "-" })) }
    guard let top = parts[0] else { return nil }
    var tree = Tree.number(top)
    if parts.count == 2, let bottom = parts[1] { tree = .quotient(tree, .number(bottom)) }
    return fraction.sign < 0 ? .negate(tree) : tree
  }
}

extension Fraction {
  /// `0.99`, where few digits say it.
  var decimal: String? {
    let shift = (0...8).first { multiplied(by: Fraction(Self.tens[$0])).isInteger }
    guard let shift, let scaled = multiplied(by: Fraction(Self.tens[shift])).integer,
      scaled.magnitude < 1 << 50
    else { return nil }
    guard shift > 0 else { return "\(scaled)" }
    let digits = String(scaled.magnitude)
    let padded = String(repeating: "0", count: max(shift + 1 - digits.count, 0)) + digits
    return (scaled < 0 ? "-" : "") + padded.dropLast(shift) + "." + padded.suffix(shift)
  }

  private static let tens = (0...8).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
}

/// A value for each symbol, lengths included.
struct Point: Hashable, Sendable {
  var values: [Name: PointValue] = [:]
  /// Exact values of which `values` hold the nearest doubles, where what binds them together is met by
  /// the exact ones alone: a distribution that sums to 1.
  var intended: [Name: PointValue] = [:]
  /// Equalities that an irrational value was found from: no precision shows them to hold exactly.
  var solved: Set<Tree> = []
  /// Whether something asked for it: nobody comes there by chance.
  var isAimed = false

  subscript(name: Name) -> PointValue? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The number, or the double nearest to it.
  func number(_ name: Name) -> Double? { values[name]?.number }

  /// As Swift is given it.
  ///
  /// - Parameter bound: symbols that an equality binds together: what rounding does to them is kept.
  func rounded(bound: Set<Name>) -> Point {
    var point = Point(values: values.mapValues(\.rounded), isAimed: isAimed)
    for name in bound {
      if let value = values[name], value != point.values[name] { point.intended[name] = value }
    }
    return point
  }

  /// How hard the point is to read: the sum of its numbers' lengths. The counterexample shown is the
  /// one that costs least.
  func cost(of names: [Name]) -> Int { names.reduce(0) { $0 + (values[$1]?.cost ?? 0) } }

  /// How simple the point is to a reader: by its cost, then by the size of its numbers.
  func rank(of names: [Name]) -> Rank { Rank(cost: cost(of: names), size: size(names)) }

  struct Rank: Comparable {
    var cost: Int
    var size: Double

    static func < (left: Rank, right: Rank) -> Bool {
      (left.cost, left.size) < (right.cost, right.size)
    }
  }
}

extension [Point] {
  /// Their places, the simplest point's first; of equals the earlier.
  func fromSimplest(_ names: [Name]) -> [Int] {
    let ranks = map { $0.rank(of: names) }
    return indices.sorted { ranks[$0] == ranks[$1] ? $0 < $1 : ranks[$0] < ranks[$1] }
  }
}

extension PointValue {
  var cost: Int {
    switch self {
    case .number(let value): ScalarSet.commonDoubles.firstIndex(of: value) ?? 30 + shortest(value).utf8.count
    case .exact(let number):
      ScalarSet.common.firstIndex(of: self) ?? 34 + number.text.utf8.count
    // An empty array shows a reader nothing: any other short one is preferred.
    case .array([]): 60
    case .array(let elements): elements.reduce(2) { $0 + 2 + $1.cost }
    case .function(let number): 1 + number
    }
  }

  /// `0.5`, `[1, 0]`, `f₂`.
  var text: String {
    switch self {
    case .number(let value): shortest(value)
    case .exact(let number): number.text
    case .array(let elements): elements.map(\.text).listed
    case .function(let number): "f\(number)"
    }
  }

  var isFinite: Bool {
    switch self {
    case .number(let value): value.isFinite
    case .exact: true
    case .array(let elements): elements.allSatisfy(\.isFinite)
    case .function: true
    }
  }

  /// The number, or the double nearest to it.
  var number: Double? {
    switch self {
    case .number(let value): value
    case .exact(let number): number.nearest
    case .array, .function: nil
    }
  }
}

/// The shortest decimal that reads back as this double; `3` rather than `3.0`. A large whole number that such a decimal
/// only comes near to has all of its digits: `9007199254740994`, `18446744073709551616`.
func shortest(_ value: Double) -> String {
  if value.magnitude >= 0x1p53, value.magnitude < 1e22 {
    let digits = Fraction.exactly(value).text
    if digits.reversed().drop(while: { $0 == "0" }).count > 6 { return digits }
  }
  if value == .infinity { return "∞" }
  if value == -.infinity { return "-∞" }
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension [String] {
  /// As an array, a long one by its first elements and its last.
  var listed: String {
    guard count > 12 else { return "[" + joined(separator: ", ") + "]" }
    return "[" + prefix(5).joined(separator: ", ") + ", …, \(self[count - 1]); n = \(count)]"
  }
}
