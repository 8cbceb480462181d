import Diagnostics
import Notes
import SwiftSyntax

/// What a page declares at the top level of its blocks that run.
package struct Declarations: Sendable {
  package var functions: [SwiftFunction] = []
  /// What is called by more than its name: static functions, methods, properties, closures in constants.
  package var members: [SwiftFunction] = []
  /// `let`s by name, as source: `let ε = 1e-7`; the last of a name.
  package var constants: [String: String] = [:]
  package var types = SwiftTypes()

  package init(of document: Document) {
    for snippet in document.snippets where snippet.attributes.expectation == .runs {
      for item in SwiftText.parse(snippet.code).statements {
        guard case .decl(let declaration) = item.item else { continue }
        if let function = declaration.as(FunctionDeclSyntax.self) {
          let made = SwiftFunction(function, in: snippet, of: document)
          functions.append(made)
          // `step(w: inout …, v: inout …)`: one function for each value that it changes.
          if made.changed.count > 1 {
            members += made.changes(
              of: [], written: function.body.map { WrittenNames.of($0, besides: [:]) } ?? [:])
          }
        } else if let variable = declaration.as(VariableDeclSyntax.self) {
          take(variable, in: snippet, of: document)
        } else if let alias = declaration.as(TypeAliasDeclSyntax.self) {
          types.aliases[alias.name.identifierText] = alias.initializer.value.trimmedDescription
        } else if let record = declaration.as(StructDeclSyntax.self) {
          take(record, in: snippet, document)
        } else if let space = declaration.as(EnumDeclSyntax.self) {
          take(space.memberBlock, of: space.name.identifierText, in: snippet, document)
        } else if let space = declaration.as(ExtensionDeclSyntax.self) {
          take(space.memberBlock, of: space.receiver, in: snippet, document)
        }
      }
    }
  }

  private mutating func take(_ record: StructDeclSyntax, in snippet: Snippet, _ page: Document) {
    let name = record.name.identifierText
    let fields = record.storedFields
    types.records[name] = fields
    if record.hasInitialisers { types.assembled.insert(name) }
    take(record.memberBlock, of: name, in: snippet, page, fields: fields ?? [])
    // `Moments(x).mean`: what an initialiser makes of its arguments.
    for initialiser in record.initialisers {
      for field in fields ?? [] {
        members.append(SwiftFunction(initialiser, of: field, in: snippet, page, type: name))
      }
    }
  }

  private mutating func take(
    _ block: MemberBlockSyntax, of type: String, in snippet: Snippet, _ page: Document,
    fields: [StoredField] = []
  ) {
    let methods = block.members.compactMap { $0.decl.as(FunctionDeclSyntax.self) }
    let bodies = Dictionary(
      methods.compactMap { method in method.body.map { (method.name.text, $0) } }, uniquingKeysWith: { $1 })
    for member in block.members {
      if let function = member.decl.as(FunctionDeclSyntax.self) {
        let made = SwiftFunction(function, in: snippet, of: page, type: type)
        guard function.modifiers.contains(where: { $0.name.tokenKind == .keyword(.mutating) }) else {
          members.append(made)
          continue
        }
        members += made.changes(
          of: fields, written: function.body.map { WrittenNames.of($0, besides: bodies) } ?? [:])
      } else if let variable = member.decl.as(VariableDeclSyntax.self), let property = variable.computed {
        members.append(SwiftFunction(property, in: snippet, of: page, type: type))
      }
    }
  }

  private mutating func take(_ declaration: VariableDeclSyntax, in snippet: Snippet, of document: Document) {
    guard declaration.bindingSpecifier.tokenKind == .keyword(.let) else { return }
    for binding in declaration.bindings {
      guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.identifierText else {
        continue
      }
      constants[name] = binding.initializer?.value.trimmedDescription
      if let closure = SwiftFunction(closure: binding, in: snippet, of: document) { members.append(closure) }
    }
  }
}

extension SwiftFunction {
  /// - Parameter type: the type whose member it is; nil at the top level.
  init(
    _ function: FunctionDeclSyntax, in snippet: Snippet, of document: Document, type: String? = nil
  ) {
    let signature = function.signature
    let isStatic = function.modifiers.contains { $0.name.tokenKind == .keyword(.static) }
    let generics = GenericNames(function, receiver: type)
    self.init(
      name: function.name.identifierText,
      parameters: signature.parameterClause.parameters.map { Parameter($0, generics, in: snippet) },
      returnType: generics.concrete(signature.returnClause?.type.trimmedDescription ?? "Void"),
      isAsync: signature.effectSpecifiers?.asyncSpecifier != nil,
      canThrow: signature.effectSpecifiers?.throwsClause != nil,
      page: document.page, snippet: snippet.index, range: snippet.place(function.name.bytes),
      source: function.trimmedDescription)
    guard let type else { return }
    callee = isStatic ? .member(of: type) : .method
    if !isStatic { parameters.insert(.receiver(type, at: range), at: 0) }
  }

  /// A stored property of what an initialiser makes.
  fileprivate init(
    _ initialiser: InitializerDeclSyntax, of field: StoredField, in snippet: Snippet, _ document: Document,
    type: String
  ) {
    let effects = initialiser.signature.effectSpecifiers
    let generics = GenericNames(receiver: type)
    self.init(
      name: field.label,
      parameters: initialiser.signature.parameterClause.parameters.map {
        Parameter($0, generics, in: snippet)
      },
      returnType: field.type, isAsync: effects?.asyncSpecifier != nil, canThrow: effects?.throwsClause != nil,
      page: document.page, snippet: snippet.index, range: snippet.place(initialiser.initKeyword.bytes),
      source: initialiser.trimmedDescription)
    callee = .made(by: type)
  }

  /// A mutating method as a function for each value that it may change: `step(…)` of a velocity v and of what it is
  /// handed.
  fileprivate func changes(of fields: [StoredField], written: [String: Change.Write]) -> [SwiftFunction] {
    var whole = self
    if callee == .method { whole.parameters[0].isInout = true }
    let own = fields.map { field in
      var one = whole
      one.name = field.label
      one.change = Change(method: name, parameter: 0, field: field.label, written: written)
      return one
    }
    let handed = whole.parameters.indices.dropFirst(callee == .method ? 1 : 0).filter {
      whole.parameters[$0].isInout
    }.map { index in
      var one = whole
      one.name = whole.parameters[index].name
      one.change = Change(method: name, parameter: index, field: nil, written: written)
      return one
    }
    return own + handed
  }

  /// A computed property, which is asked of a value of its type.
  fileprivate init(
    _ property: PatternBindingSyntax, in snippet: Snippet, of document: Document, type: String
  ) {
    let range = snippet.place(property.pattern.bytes)
    let isThrowing = property.accessorBlock?.trimmedDescription.contains("throws") == true
    self.init(
      name: property.pattern.trimmedDescription, parameters: [.receiver(type, at: range)],
      returnType: GenericNames(receiver: type).concrete(
        property.typeAnnotation?.type.trimmedDescription ?? ""),
      isAsync: false, canThrow: isThrowing, page: document.page, snippet: snippet.index, range: range,
      source: property.trimmedDescription)
    callee = .property
  }

  /// `let f = { (x: Double) -> Double in … }` or `let f: (Double) -> Double = { … }`.
  fileprivate init?(closure binding: PatternBindingSyntax, in snippet: Snippet, of document: Document) {
    guard let closure = binding.initializer?.value.as(ClosureExprSyntax.self) else { return nil }
    let range = snippet.place(binding.pattern.bytes)
    var names: [(name: String, type: String?)] = []
    switch closure.signature?.parameterClause {
    case .simpleInput(let list): names = list.map { ($0.name.identifierText, nil) }
    case .parameterClause(let clause):
      names = clause.parameters.map {
        (($0.secondName ?? $0.firstName).identifierText, $0.type?.trimmedDescription)
      }
    case nil: break
    }
    let said = binding.typeAnnotation?.type.as(FunctionTypeSyntax.self)
    let types = said?.parameters.map(\.type.trimmedDescription) ?? names.compactMap(\.type)
    guard
      let result = (said?.returnClause ?? closure.signature?.returnClause)?.type.trimmedDescription,
      names.isEmpty || names.count == types.count
    else { return nil }
    let parameters = types.enumerated().map { index, type in
      Parameter(
        label: nil, name: names.isEmpty ? "$\(index)" : names[index].name, type: type, defaultValue: nil,
        range: range)
    }
    self.init(
      name: binding.pattern.trimmedDescription, parameters: parameters, returnType: result, isAsync: false,
      canThrow: (said?.effectSpecifiers ?? closure.signature?.effectSpecifiers)?.throwsClause != nil,
      page: document.page, snippet: snippet.index, range: range, source: closure.trimmedDescription)
    callee = .constant
  }
}

extension SwiftFunction.Parameter {
  fileprivate init(_ parameter: FunctionParameterSyntax, _ generics: GenericNames, in snippet: Snippet) {
    let first = parameter.firstName.identifierText
    let name = parameter.secondName ?? parameter.firstName
    let written = parameter.type.trimmedDescription
    self.init(
      label: first == "_" ? nil : first, name: name.identifierText,
      type: generics.concrete(written) + (parameter.ellipsis == nil ? "" : "..."),
      defaultValue: parameter.defaultValue?.value.trimmedDescription, range: snippet.place(name.bytes))
    isInout = written.hasPrefix("inout ")
  }

  /// The value that a method or a property is asked of.
  fileprivate static func receiver(_ type: String, at range: Diagnostics.SourceRange) -> Self {
    .init(label: nil, name: "self", type: type, defaultValue: nil, range: range)
  }
}

extension VariableDeclSyntax {
  /// The one binding of a computed property.
  var computed: PatternBindingSyntax? {
    guard bindings.count == 1, let binding = bindings.first, let block = binding.accessorBlock else {
      return nil
    }
    if case .accessors(let list) = block.accessors,
      list.contains(where: {
        [.keyword(.willSet), .keyword(.didSet)].contains($0.accessorSpecifier.tokenKind)
      })
    {
      return nil
    }
    guard binding.initializer == nil,
      !modifiers.contains(where: { $0.name.tokenKind == .keyword(.static) })
    else { return nil }
    return binding
  }
}

extension ExtensionDeclSyntax {
  /// The type that it extends, as one that docgen can make a value of.
  fileprivate var receiver: String {
    let name = extendedType.trimmedDescription
    switch name {
    case "Array", "Collection", "Sequence", "RandomAccessCollection", "BidirectionalCollection":
      let isOfInts = genericWhereClause?.trimmedDescription.contains("Int") == true
      return isOfInts ? "[Int]" : "[Double]"
    case "FloatingPoint", "BinaryFloatingPoint": return "Double"
    default:
      let isVector = name.hasPrefix("SIMD") && Int(name.dropFirst(4)) != nil
      return isVector ? name + "<Double>" : name
    }
  }
}

extension TokenSyntax {
  /// The name without the backticks that may escape it.
  var identifierText: String {
    text.hasPrefix("`") && text.hasSuffix("`") && text.count > 2 ? String(text.dropFirst().dropLast()) : text
  }
}

extension SyntaxProtocol {
  /// The UTF-8 bytes without the trivia around.
  var bytes: Range<Int> {
    positionAfterSkippingLeadingTrivia.utf8Offset..<endPositionBeforeTrailingTrivia.utf8Offset
  }
}
