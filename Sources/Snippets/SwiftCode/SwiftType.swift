import SwiftSyntax

/// A type that values can be handed to, or that gives values back.
package indirect enum SwiftType: Hashable, Sendable {
  case double, float, int, bool
  case array(SwiftType)
  /// `ArraySlice`.
  case slice(SwiftType)
  /// `SIMD3<Double>`.
  case simd(Int, SwiftType)
  case tuple([Field])
  /// A struct of the note with its memberwise initialiser.
  case record(String, [Field])
  case optional(SwiftType)
  case function(arity: Int)
  case other(String)

  package struct Field: Hashable, Sendable {
    package var label: String?
    package var type: SwiftType
    /// What it is where nothing else is said, as source.
    package var defaultValue: String?

    package init(label: String?, type: SwiftType, defaultValue: String? = nil) {
      self.label = label
      self.type = type
      self.defaultValue = defaultValue
    }
  }

  /// How many indices a value of it takes.
  package var rank: Int {
    switch self {
    case .array(let element), .slice(let element): element.rank + 1
    case .simd: 1
    case .tuple(let fields), .record(_, let fields): 1 + (fields.map(\.type.rank).max() ?? 0)
    case .optional(let inside): inside.rank
    case .double, .float, .int, .bool, .function, .other: 0
    }
  }

  /// The type of the innermost elements.
  package var scalar: SwiftType {
    switch self {
    case .array(let element), .slice(let element), .simd(_, let element), .optional(let element):
      element.scalar
    case .tuple(let fields), .record(_, let fields):
      fields.first { $0.type.scalar == .float }?.type.scalar ?? fields.first?.type.scalar ?? self
    case .double, .float, .int, .bool, .function, .other: self
    }
  }

  /// Its parts, where it is one value made of several that have names.
  package var fields: [Field]? {
    switch self {
    case .tuple(let fields), .record(_, let fields): fields
    default: nil
    }
  }

  package var isSupported: Bool {
    switch self {
    case .other: false
    case .array(let element), .slice(let element), .simd(_, let element), .optional(let element):
      !element.isFunction && element.isSupported
    case .tuple(let fields), .record(_, let fields):
      !fields.isEmpty && fields.allSatisfy { !$0.type.isFunction && $0.type.isSupported }
    case .double, .float, .int, .bool, .function: true
    }
  }

  package var isFunction: Bool { if case .function = self { true } else { false } }
}

/// A stored property, with its type as it is written or as its first value has it.
package struct StoredField: Sendable {
  package var label: String
  package var type: String
  package var defaultValue: String?
}

/// What the type names of a note stand for: its structs, and its `typealias`es.
package struct SwiftTypes: Sendable {
  /// Stored properties by struct, each with its type as it is written.
  package var records: [String: [StoredField]] = [:]
  /// Structs with initialisers of their own, which a probe puts together field by field.
  package var assembled: Set<String> = []
  package var aliases: [String: String] = [:]

  package init() {}

  package mutating func merge(_ other: SwiftTypes) {
    records.merge(other.records) { _, later in later }
    assembled.formUnion(other.assembled)
    aliases.merge(other.aliases) { _, later in later }
  }

  /// Reads a type as a signature writes it.
  package func type(_ text: String) -> SwiftType { type(text, depth: 0) }

  private func type(_ text: String, depth: Int) -> SwiftType {
    let file = SwiftText.parse("let _: " + ProbeCall.passable(text))
    guard depth < 8, !file.hasError,
      let variable = file.statements.first?.item.as(VariableDeclSyntax.self),
      let written = variable.bindings.first?.typeAnnotation?.type
    else { return .other(text) }
    return type(written, depth: depth)
  }

  private func type(_ written: TypeSyntax, depth: Int) -> SwiftType {
    if let array = written.as(ArrayTypeSyntax.self) { return .array(type(array.element, depth: depth)) }
    if let optional = written.as(OptionalTypeSyntax.self) {
      return .optional(type(optional.wrappedType, depth: depth))
    }
    if let attributed = written.as(AttributedTypeSyntax.self) {
      return type(attributed.baseType, depth: depth)
    }
    if let tuple = written.as(TupleTypeSyntax.self) {
      let fields = tuple.elements.map {
        SwiftType.Field(label: $0.firstName?.identifierText, type: type($0.type, depth: depth))
      }
      return fields.count == 1 ? fields[0].type : .tuple(fields)
    }
    if let function = written.as(FunctionTypeSyntax.self) {
      let parts =
        function.parameters.map { type($0.type, depth: depth) } + [
          type(function.returnClause.type, depth: depth)
        ]
      return parts.allSatisfy { $0 == .double } ? .function(arity: parts.count - 1) : .other(written.text)
    }
    if let member = written.as(MemberTypeSyntax.self), member.baseType.text == "Swift" {
      return named(member.name.text, member.genericArgumentClause, written, depth: depth)
    }
    guard let name = written.as(IdentifierTypeSyntax.self) else { return .other(written.text) }
    return named(name.name.identifierText, name.genericArgumentClause, written, depth: depth)
  }

  private func named(
    _ name: String, _ arguments: GenericArgumentClauseSyntax?, _ written: TypeSyntax, depth: Int
  ) -> SwiftType {
    let inner = arguments?.arguments.first.flatMap { argument -> SwiftType? in
      if case .type(let inner) = argument.argument { type(inner, depth: depth) } else { nil }
    }
    switch (name, inner) {
    case ("Double", nil), ("Float64", nil): return .double
    case ("Float", nil), ("Float32", nil): return .float
    case ("Int", nil): return .int
    case ("Bool", nil): return .bool
    case ("Array", let element?): return .array(element)
    case ("ArraySlice", let element?): return .slice(element)
    case ("Optional", let wrapped?): return .optional(wrapped)
    case (_, let element?) where name.hasPrefix("SIMD"):
      guard let count = Int(name.dropFirst(4)) else { return .other(written.text) }
      return .simd(count, element)
    default: break
    }
    if let alias = aliases[name] { return type(alias, depth: depth + 1) }
    guard let fields = records[name] else { return .other(written.text) }
    return .record(
      name,
      fields.map {
        .init(label: $0.label, type: type($0.type, depth: depth + 1), defaultValue: $0.defaultValue)
      })
  }
}

extension TypeSyntax {
  fileprivate var text: String { trimmedDescription }
}
