import SwiftSyntax

/// What a stretch of Swift is, for its colour.
package enum HighlightKind: String, Sendable, CaseIterable {
  case plain, keyword, type, string, number, comment, call, attribute
}

/// Colours Swift by the language's own parser.
package enum SwiftHighlighter {
  /// The code in order, cut into stretches of one kind; together they are the code.
  package static func tokens(in code: String) -> [(kind: HighlightKind, text: Substring)] {
    if SwiftText.isTooDeep(code) { return [(.plain, code[...])] }
    var stretches = Stretches(code)
    for token in SwiftText.parse(code).tokens(viewMode: .sourceAccurate) {
      for piece in token.leadingTrivia { stretches.add(piece) }
      stretches.add(kind(of: token), token.text.utf8.count)
      for piece in token.trailingTrivia { stretches.add(piece) }
    }
    return stretches.finish()
  }

  private static func kind(of token: TokenSyntax) -> HighlightKind {
    switch token.tokenKind {
    case .keyword, .poundIf, .poundElse, .poundElseif, .poundEndif: return .keyword
    case .integerLiteral, .floatLiteral: return .number
    case .stringSegment, .stringQuote, .multilineStringQuote, .singleQuote, .rawStringPoundDelimiter,
      .regexLiteralPattern, .regexSlash, .regexPoundDelimiter:
      return .string
    case .atSign: return .attribute
    case .identifier, .dollarIdentifier: return kind(ofName: token)
    default: return .plain
    }
  }

  private static func kind(ofName token: TokenSyntax) -> HighlightKind {
    guard let parent = token.parent else { return .plain }
    if parent.is(IdentifierTypeSyntax.self) || parent.is(MemberTypeSyntax.self) {
      return parent.parent?.is(AttributeSyntax.self) == true ? .attribute : .type
    }
    if let declaration = parent.asProtocol((any NamedDeclSyntax).self), declaration.name.id == token.id {
      return parent.is(FunctionDeclSyntax.self) ? .call : .type
    }
    if parent.is(GenericParameterSyntax.self) { return .type }
    guard let name = parent.as(DeclReferenceExprSyntax.self) else { return .plain }
    var called = Syntax(name)
    if let member = name.parent?.as(MemberAccessExprSyntax.self), member.declName.id == name.id {
      called = Syntax(member)
    }
    if let call = called.parent?.as(FunctionCallExprSyntax.self), call.calledExpression.id == called.id {
      // `Matrix(…)` makes a value; `FL(…)` is a function with a formula's name.
      let isType = token.text.first?.isUppercase == true && token.text.contains(where: \.isLowercase)
      return isType ? .type : .call
    }
    return .plain
  }
}

/// Cuts the code as it goes; neighbours of one kind become one.
private struct Stretches {
  private let code: String
  private var end: String.Index
  private var result: [(kind: HighlightKind, text: Substring)] = []

  init(_ code: String) {
    self.code = code
    end = code.startIndex
  }

  mutating func add(_ kind: HighlightKind, _ length: Int) {
    guard length > 0 else { return }
    let start = end
    end = code.utf8.index(start, offsetBy: length, limitedBy: code.endIndex) ?? code.endIndex
    if let last = result.last, last.kind == kind {
      result[result.count - 1].text = code[last.text.startIndex..<end]
    } else {
      result.append((kind, code[start..<end]))
    }
  }

  mutating func add(_ piece: TriviaPiece) {
    switch piece {
    case .lineComment, .blockComment, .docLineComment, .docBlockComment:
      add(.comment, piece.sourceLength.utf8Length)
    default: add(.plain, piece.sourceLength.utf8Length)
    }
  }

  mutating func finish() -> [(kind: HighlightKind, text: Substring)] {
    if end < code.endIndex { add(.plain, code[end...].utf8.count) }
    return result
  }
}
