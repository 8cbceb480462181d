import Diagnostics
import Notes
import SwiftParser
import SwiftSyntax

/// What a page declares at the top level of its blocks that run.
package struct Declarations: Sendable {
  package var functions: [SwiftFunction] = []
  /// `let`s by name, as source: `let ε = 1e-7`; the last of a name.
  package var constants: [String: String] = [:]

  package init(of document: Document) {
    for snippet in document.snippets where snippet.attributes.expectation == .runs {
      for item in Parser.parse(source: snippet.code).statements {
        if let function = item.item.as(FunctionDeclSyntax.self) {
          functions.append(SwiftFunction(function, in: snippet, of: document))
        } else if let declaration = item.item.as(VariableDeclSyntax.self) {
          take(declaration)
        }
      }
    }
  }

  private mutating func take(_ declaration: VariableDeclSyntax) {
    guard declaration.bindingSpecifier.tokenKind == .keyword(.let) else { return }
    for binding in declaration.bindings {
      guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.identifierText else {
        continue
      }
      constants[name] = binding.initializer?.value.trimmedDescription
    }
  }
}

extension SwiftFunction {
  init(_ function: FunctionDeclSyntax, in snippet: Snippet, of document: Document) {
    let signature = function.signature
    self.init(
      name: function.name.identifierText,
      parameters: signature.parameterClause.parameters.map { Parameter($0, in: snippet) },
      returnType: signature.returnClause?.type.trimmedDescription ?? "Void",
      isAsync: signature.effectSpecifiers?.asyncSpecifier != nil,
      canThrow: signature.effectSpecifiers?.throwsClause != nil,
      isGeneric: function.genericParameterClause != nil
        || signature.parameterClause.parameters.contains { $0.type.is(SomeOrAnyTypeSyntax.self) },
      page: document.page, snippet: snippet.index, range: snippet.place(function.name.bytes),
      source: function.trimmedDescription)
  }
}

extension SwiftFunction.Parameter {
  init(_ parameter: FunctionParameterSyntax, in snippet: Snippet) {
    let first = parameter.firstName.identifierText
    let name = parameter.secondName ?? parameter.firstName
    self.init(
      label: first == "_" ? nil : first, name: name.identifierText,
      type: parameter.type.trimmedDescription + (parameter.ellipsis == nil ? "" : "..."),
      defaultValue: parameter.defaultValue?.value.trimmedDescription, range: snippet.place(name.bytes))
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
