import SwiftSyntax

extension StructDeclSyntax {
  var initialisers: [InitializerDeclSyntax] {
    memberBlock.members.compactMap { $0.decl.as(InitializerDeclSyntax.self) }.filter {
      $0.optionalMark == nil
    }
  }

  var hasInitialisers: Bool { memberBlock.members.contains { $0.decl.is(InitializerDeclSyntax.self) } }

  /// What a value of it is put together from; nil where it is generic, or where some part is hidden or has a type that
  /// nothing tells.
  var storedFields: [StoredField]? {
    guard genericParameterClause == nil else { return nil }
    var fields: [StoredField] = []
    for member in memberBlock.members {
      guard let variable = member.decl.as(VariableDeclSyntax.self), variable.computed == nil,
        !variable.modifiers.contains(where: { $0.name.tokenKind == .keyword(.static) })
      else { continue }
      let isFixed = variable.bindingSpecifier.tokenKind == .keyword(.let)
      var own: [StoredField] = []
      var type: String?
      // `var x1, y1: Double`: the type behind is that of all of them.
      for binding in variable.bindings.reversed() {
        let value = binding.initializer?.value
        type = binding.typeAnnotation?.type.trimmedDescription ?? value?.literalType ?? type
        guard let type else { return nil }
        if isFixed, value != nil { continue }
        guard !variable.isHidden else { return nil }
        own.append(
          StoredField(
            label: binding.pattern.trimmedDescription, type: type, defaultValue: value?.trimmedDescription))
      }
      fields += own.reversed()
    }
    return fields
  }
}

extension VariableDeclSyntax {
  fileprivate var isHidden: Bool {
    // `private(set)` hides nothing from a memberwise initialiser.
    modifiers.contains {
      $0.detail == nil && [.keyword(.private), .keyword(.fileprivate)].contains($0.name.tokenKind)
    }
  }
}

extension ExprSyntax {
  /// The type that a literal has by itself.
  fileprivate var literalType: String? {
    if let sign = self.as(PrefixOperatorExprSyntax.self), sign.operator.text == "-" {
      return sign.expression.literalType
    }
    if self.is(FloatLiteralExprSyntax.self) { return "Double" }
    if self.is(IntegerLiteralExprSyntax.self) { return "Int" }
    return self.is(BooleanLiteralExprSyntax.self) ? "Bool" : nil
  }
}
