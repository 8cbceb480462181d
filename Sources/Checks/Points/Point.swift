import Trees
import Snippets

/// What a symbol is worth at a point: exactly the binary64 values that Swift is given too.
package indirect enum PointValue: Hashable, Sendable {
  case number(Double)
  case array([PointValue])
  /// One of the sample functions, by number.
  case function(Int)
}

/// A value for each symbol, lengths included.
struct Point: Hashable, Sendable {
  var values: [Name: PointValue] = [:]

  subscript(name: Name) -> PointValue? {
    get { values[name] }
    set { values[name] = newValue }
  }

  func number(_ name: Name) -> Double? {
    if case .number(let value)? = values[name] { return value }
    return nil
  }

  /// How hard the point is to read: the sum of its numbers' lengths. The counterexample shown is the
  /// one that costs least.
  func cost(of names: [Name]) -> Int { names.reduce(0) { $0 + (values[$1]?.cost ?? 0) } }
}

extension PointValue {
  var cost: Int {
    switch self {
    case .number(let value): ScalarSet.common.firstIndex(of: value) ?? 30 + shortest(value).utf8.count
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
    case .array(let elements): "[" + elements.map(\.text).joined(separator: ", ") + "]"
    case .function(let number): "f\(number)"
    }
  }

  var isFinite: Bool {
    switch self {
    case .number(let value): value.isFinite
    case .array(let elements): elements.allSatisfy(\.isFinite)
    case .function: true
    }
  }

  var number: Double? {
    if case .number(let value) = self { return value }
    return nil
  }
}

/// The shortest decimal that reads back as this double; `3` rather than `3.0`.
func shortest(_ value: Double) -> String {
  if value == .infinity { return "∞" }
  if value == -.infinity { return "-∞" }
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
