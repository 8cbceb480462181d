import Diagnostics
import Trees
import Snippets

/// A definition and the Swift function that computes it, argument by argument.
struct Binding: Sendable {
  var definition: Definition
  var function: SwiftFunction
  /// What the formula gives a value to, in the function's order; parameters with a default that the
  /// formula does not know are left out.
  var arguments: [Argument]
  /// What the function gives beyond one value of the formula: all elements, or all steps.
  var spread: Spread?
  /// Symbols that the code does not take, at the values that the page gives them by default.
  var fixed: [Name: Tree] = [:]
  /// Definitions whose values the code is given: it computes none of them.
  var handed: Set<String> = []
  /// Whether the places that the code gives are each one less than the formula's.
  var countsFromZero = false

  struct Argument: Sendable {
    var name: Name
    /// Index into the function's parameters.
    var parameter: Int
    /// Index into the fields of a parameter that is a struct or a tuple; nil where the name is all of it.
    var field: Int?
    var type: SwiftType
    /// How much more than the formula's number the code is given: a method that counts its own steps has made one less.
    var shift = 0
  }

  var result: SwiftType { function.result }

  /// Parameters that are passed, each once, in the function's order.
  var passed: [Int] { arguments.map(\.parameter).uniqued.sorted() }

  /// Fields of what is passed that the formula does not ask for and that have defaults.
  var omitted: [Int: Set<Int>] {
    var omitted: [Int: Set<Int>] = [:]
    for index in function.parameters.indices {
      guard case .record(_, let fields) = function.parameters[index].shape else { continue }
      let own = arguments.filter { $0.parameter == index }
      guard own.allSatisfy({ $0.field != nil }) else { continue }
      omitted[index] = Set(fields.indices.filter { field in !own.contains { $0.field == field } })
    }
    return omitted
  }

  /// Whether a call in Swift is one value of the formula at the arguments that the call has.
  var isPlain: Bool {
    spread == nil && function.callee == .free && function.changed.isEmpty && function.part == nil
      && arguments.allSatisfy { $0.field == nil && $0.type.fields == nil }
  }

  /// The values of a point in the function's order; nil where a type cannot hold one.
  func row(_ point: Point) -> [ProbeValue]? {
    var row: [ProbeValue] = []
    for parameter in passed {
      let own = arguments.filter { $0.parameter == parameter }
      let values = own.compactMap { argument in
        point[argument.name].flatMap { argument.type.probe($0.shifted(by: argument.shift)) }
      }
      guard values.count == own.count else { return nil }
      row.append(own[0].field == nil ? values[0] : .parts(values))
    }
    return row
  }
}

extension PointValue {
  fileprivate func shifted(by steps: Int) -> PointValue {
    guard steps != 0 else { return self }
    return switch self {
    case .number(let value): .number(value + Double(steps))
    case .array(let elements): .array(elements.map { $0.shifted(by: steps) })
    case .exact, .function: self
    }
  }
}

extension SwiftType {
  /// The value as it is handed to a parameter of this type; nil if it does not fit.
  func probe(_ value: PointValue) -> ProbeValue? {
    switch (self, value) {
    case (.double, .number(let number)): return .double(number)
    case (.float, .number(let number)): return Double(Float(number)) == number ? .double(number) : nil
    case (.int, .number(let number)): return Int(exactly: number).map { .int($0) }
    case (.bool, .number(let number)): return number == 0 || number == 1 ? .bool(number == 1) : nil
    case (.array(let element), .array(let values)), (.slice(let element), .array(let values)):
      return Self.probes(values.map { ($0, element) }).map { .array($0) }
    case (.simd(let count, let element), .array(let values)):
      return count == values.count ? Self.probes(values.map { ($0, element) }).map { .array($0) } : nil
    case (.tuple(let fields), .array(let values)), (.record(_, let fields), .array(let values)):
      return fields.count == values.count
        ? Self.probes(zip(values, fields).map { ($0, $1.type) }).map { .parts($0) } : nil
    case (.optional(let inside), _): return inside.probe(value)
    case (.function, .function(let number)): return .function(number)
    default: return nil
    }
  }

  private static func probes(_ values: [(PointValue, SwiftType)]) -> [ProbeValue]? {
    let probes = values.compactMap { value, type in type.probe(value) }
    return probes.count == values.count ? probes : nil
  }
}

extension Domain {
  /// The values without the conditions cut out of them.
  var base: Values {
    var values = values
    while case .filtered(let inner, _) = values { values = inner }
    return values
  }

  /// Whether all values are integers.
  var isIntegral: Bool {
    switch base {
    case .integers: true
    case .finite(let members): members.allSatisfy(\.isInteger)
    default: false
    }
  }
}

extension Tree {
  fileprivate var isInteger: Bool {
    switch self {
    case .number(let number): number.integer != nil
    case .negate(let inner): inner.isInteger
    default: false
    }
  }
}

/// The number of single-character edits between two words, if it is small.
func editDistance(_ left: [Character], _ right: [Character], atMost limit: Int) -> Int? {
  guard abs(left.count - right.count) <= limit else { return nil }
  var row = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var next = [i + 1]
    for (j, b) in right.enumerated() {
      next.append(min(row[j] + (a == b ? 0 : 1), row[j + 1] + 1, next[j] + 1))
    }
    row = next
  }
  return row[right.count] <= limit ? row[right.count] : nil
}
