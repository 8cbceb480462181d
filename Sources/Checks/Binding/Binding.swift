import Diagnostics
import Trees
import Snippets

/// A definition and the Swift function that computes it, argument by argument.
struct Binding: Sendable {
  var definition: Definition
  var function: SwiftFunction
  /// Parameters that are passed, in the function's order; those with a default that the formula does
  /// not know are left out.
  var arguments: [Argument]
  var result: SwiftType

  struct Argument: Sendable {
    var name: Name
    /// Index into the function's parameters.
    var parameter: Int
    var type: SwiftType
  }

  /// The values of a point in the function's order; nil where a type cannot hold one.
  func row(_ point: Point) -> [ProbeValue]? {
    var row: [ProbeValue] = []
    for argument in arguments {
      guard let value = point[argument.name], let probe = argument.type.probe(value) else { return nil }
      row.append(probe)
    }
    return row
  }
}

/// Finds the implementation of a definition among the functions in force on its page.
struct Binder {
  /// Functions of the page and of the pages that it uses.
  var functions: [SwiftFunction]
  /// Functions that implement another definition of the same name, with other shapes.
  var taken: Set<SourceRange> = []

  enum Outcome {
    case bound(Binding)
    /// No function of that name.
    case none
    case failed([Diagnostic])
  }

  /// - Parameter code: the name that `<!-- code: name -->` gives.
  func bind(_ definition: Definition, code: String?, lengths: Set<Name>) -> Outcome {
    let candidates = functions.filter { function in
      if let code { return function.name == code || function.signature == code }
      return definition.name.swiftSpellings.contains(function.name)
    }
    guard !candidates.isEmpty else { return missing(definition, code: code) }
    let free = candidates.filter { !taken.contains($0.range) }
    guard !free.isEmpty else { return .none }
    // Overloads: the one that fits; else the one that misses least says why.
    let attempts = free.map { match(definition, $0, lengths: lengths) }
    for attempt in attempts where attempt.problems.isEmpty { return .bound(attempt.binding) }
    let best = attempts.min { $0.problems.count < $1.problems.count }
    return .failed(best?.problems ?? [])
  }

  private func missing(_ definition: Definition, code: String?) -> Outcome {
    let wanted = code ?? definition.name.swiftSpellings.first ?? definition.name.plain
    let near = functions.filter { isNear(wanted, $0.name) }
    if let code { return .failed([.noImplementation(definition, named: code, near: near)]) }
    return near.isEmpty ? .none : .failed([.noImplementation(definition, named: wanted, near: near)])
  }

  private typealias Attempt = (binding: Binding, problems: [Diagnostic])

  private func match(_ definition: Definition, _ function: SwiftFunction, lengths: Set<Name>) -> Attempt {
    var problems: [Diagnostic] = []
    if function.isGeneric {
      problems.append(.unsupportedFunction(function))
    }
    let inputs = definition.inputs.filter { !lengths.contains($0) && !isConstant($0, definition) }
    let known = (definition.parameters + definition.implicit + definition.meanings.keys.sorted()).uniqued
    var arguments: [Binding.Argument] = []
    var unknown: [SwiftFunction.Parameter] = []
    for (index, parameter) in function.parameters.enumerated() {
      let type = SwiftType(parameter.type)
      let taken = Set(arguments.map(\.name))
      guard let name = known.first(where: { !taken.contains($0) && $0.isNamed(parameter) }) else {
        if parameter.defaultValue == nil { unknown.append(parameter) }
        continue
      }
      // A parameter of the head that the body never uses: whatever it takes will do.
      if !inputs.contains(name), parameter.defaultValue != nil { continue }
      if let problem = mismatch(name, type, parameter, definition) { problems.append(problem) }
      arguments.append(Binding.Argument(name: name, parameter: index, type: type))
    }
    let absent = inputs.filter { name in !arguments.contains { $0.name == name } }
    for name in absent { problems.append(.missingParameter(name, definition, function, unknown: unknown)) }
    for parameter in unknown {
      problems.append(.unknownParameter(parameter, definition, function, absent: absent))
    }
    let result = SwiftType(function.returnType)
    if !result.isSupported || result.isFunction { problems.append(.wrongResult(function, definition)) }
    let binding = Binding(definition: definition, function: function, arguments: arguments, result: result)
    return (binding, problems)
  }

  /// A declared constant without a domain stands for its value and needs no parameter.
  private func isConstant(_ name: Name, _ definition: Definition) -> Bool {
    guard let meaning = definition.meanings[name] else { return false }
    return meaning.role == .constant && meaning.value != nil && meaning.domain == nil
  }

  private func mismatch(
    _ name: Name, _ type: SwiftType, _ parameter: SwiftFunction.Parameter, _ definition: Definition
  ) -> Diagnostic? {
    guard type.isSupported else { return .wrongType(name, parameter, expected: nil) }
    guard let domain = definition.meanings[name]?.domain else { return nil }
    if case .function(let arity) = domain.base {
      return type == .function(arity: arity)
        ? nil
        : .wrongType(
          name, parameter,
          expected: "(\(Array(repeating: "Double", count: arity).joined(separator: ", "))) -> Double")
    }
    let scalar = domain.isIntegral ? "Int" : "Double"
    let expected =
      String(repeating: "[", count: domain.rank) + scalar + String(repeating: "]", count: domain.rank)
    if type.isFunction || type.rank != domain.rank { return .wrongType(name, parameter, expected: expected) }
    if type.scalar == .int, !domain.isIntegral { return .wrongType(name, parameter, expected: expected) }
    return nil
  }

  private func isNear(_ wanted: String, _ name: String) -> Bool {
    guard wanted != name else { return false }
    if wanted.lowercased() == name.lowercased() { return true }
    guard wanted.count >= 3 else { return false }
    return editDistance(Array(wanted), Array(name), atMost: wanted.count >= 6 ? 2 : 1) != nil
  }
}

extension Name {
  /// Whether a Swift parameter bears this name, by its label or inside.
  func isNamed(_ parameter: SwiftFunction.Parameter) -> Bool {
    let spellings = swiftSpellings
    if let label = parameter.label, spellings.contains(where: { $0 == label }) { return true }
    return spellings.contains { $0 == parameter.name }
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
