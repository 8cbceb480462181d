import Diagnostics
import Trees
import Snippets

/// Whether formula and function fit, and what is missing where they do not.
extension Pairing {
  mutating func judge() {
    let absent = open
    let unknown = openSlots.filter { !$0.hasDefault }
    misses = absent.count + unknown.count
    let halves = Set(arguments.map(\.parameter)).intersection(
      unknown.filter { $0.field != nil }.map(\.parameter))
    if let why = resultProblem {
      misses += 1
      problem = why
    } else if let first = absent.first {
      let spare = unknown.map { slot in
        slot.field == nil ? function.parameters[slot.parameter].name : slot.names.first ?? ""
      }.uniqued
      problem = .missingParameter(first, all: absent, definition, function, unknown: spare)
    } else if let slot = unknown.first {
      let whole = halves.contains(slot.parameter) ? slot.names.first : nil
      problem = .unknownParameter(
        function.parameters[slot.parameter], field: whole, definition, function)
    } else if let argument = arguments.first(where: { mismatch($0.name, $0.type) != nil }) {
      misses += 1
      problem = .wrongType(
        argument.name, function.parameters[argument.parameter],
        expected: mismatch(argument.name, argument.type) ?? nil)
    }
    if case .steps(let recurrence) = spread, problem == nil, case .symbol(let lacking) = recurrence.first,
      !arguments.contains(where: { $0.name == lacking })
    {
      problem = .withoutFirst(lacking, definition)
    }
  }

  var resultProblem: Diagnostic? {
    guard function.result.isSupported, !function.result.isFunction else {
      return .wrongResult(function, definition, indices: [])
    }
    if let labels = labelsBeside { return .partOfResult(function, definition, labels) }
    let indices = definition.headIndices
    let isAsked = indices.allSatisfy { index in arguments.contains { $0.name == index } }
    if spread == nil, !indices.isEmpty, !isAsked {
      return .wrongResult(function, definition, indices: indices)
    }
    return nil
  }

  /// The labels of a tuple that gives more than the definition, which is one number of that name: `x = r \cos\theta`
  /// beside `(x: Double, y: Double)`.
  private var labelsBeside: [String]? {
    guard case .tuple(let fields) = function.result, spread == nil, definition.rank == 0,
      definition.parameters.isEmpty
    else { return nil }
    if case .tuple = definition.body { return nil }
    let labels = fields.compactMap(\.label)
    return labels.count > 1 && labels.contains { definition.name.likeness(to: $0) == .spelled } ? labels : nil
  }

  /// A declared constant without a domain stands for its value and needs no parameter.
  func isConstant(_ name: Name) -> Bool {
    guard let meaning = definition.meanings[name], meaning.value != nil, meaning.domain == nil else {
      return false
    }
    return meaning.role == .constant
      || meaning.role == .parameter
        && !slots.contains { $0.likeness(to: name).map { $0 <= .customary } ?? false }
  }

  func fits(_ name: Name, _ slot: Slot) -> Bool { mismatch(name, slot.type) == nil }

  /// The type that would fit; nil where this one does, an inner nil where none can be named.
  func mismatch(_ name: Name, _ type: SwiftType) -> String?? {
    guard type.isSupported else { return .some(nil) }
    guard let domain = changed.meanings[name]?.domain else { return nil }
    if case .function(let arity) = domain.base {
      let list = Array(repeating: "Double", count: arity).joined(separator: ", ")
      return type == .function(arity: arity) ? nil : .some("(\(list)) -> Double")
    }
    let scalar = domain.isIntegral ? "Int" : "Double"
    let expected =
      String(repeating: "[", count: domain.rank) + scalar + String(repeating: "]", count: domain.rank)
    if isElementwise(type, domain) { return nil }
    if type.isFunction || type.rank != domain.rank { return .some(expected) }
    if type.scalar == .int, !domain.isIntegral, domain.whole(of: name) == nil { return .some(expected) }
    return nil
  }
}
