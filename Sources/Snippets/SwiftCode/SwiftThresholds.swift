import Notes
import SwiftSyntax

/// Numbers at which a function's source may change what it does: those that it compares with, clamps to,
/// counts to, ranges over and switches on, and those that it gives a name.
package struct SwiftThresholds: Sendable, Hashable {
  package private(set) var values: [Double] = []
  /// Names that stand where such numbers do: constants of the page, functions that are called.
  package private(set) var names: Set<String> = []

  private static let most = 24

  package init(of function: SwiftFunction) { self.init(source: function.source) }

  package init(source: String) {
    let walker = ThresholdWalker(viewMode: .sourceAccurate)
    walker.walk(SwiftText.parse(source))
    for value in walker.values where values.count < Self.most && !values.contains(value) {
      values.append(value)
    }
    names = walker.names
  }
}

private final class ThresholdWalker: SyntaxVisitor {
  var values: [Double] = []
  var names: Set<String> = []

  private static let operators: Set<String> = [
    "<", ">", "<=", ">=", "==", "!=", "..<", "...", "%", "~=", "/", ".<", ".>",
  ]
  private static let calls: Set<String> = [
    "min", "max", "clamp", "clamped", "prefix", "suffix", "dropFirst", "dropLast", "stride", "minimum",
    "maximum", "isMultiple",
  ]

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    let switches = node.elements.contains { element in
      if element.is(UnresolvedTernaryExprSyntax.self) { return true }
      guard let name = element.as(BinaryOperatorExprSyntax.self)?.operator.text else { return false }
      return Self.operators.contains(name)
    }
    // Whole divisions make blocks (`n / 4 * 4`); a quotient's other numbers are too many to try.
    if switches { take(node) }
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    let name =
      node.calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text
      ?? node.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text
    if let name {
      if Self.calls.contains(name) { take(node.arguments) }
      names.insert(name)
    }
    return .visitChildren
  }

  override func visit(_ node: SwitchCaseItemSyntax) -> SyntaxVisitorContinueKind {
    take(node)
    return .visitChildren
  }

  override func visit(_ node: PatternBindingSyntax) -> SyntaxVisitorContinueKind {
    if let value = node.initializer?.value, Self.number(value) != nil { take(value) }
    return .visitChildren
  }

  private func take(_ node: some SyntaxProtocol) {
    let finder = LiteralFinder(viewMode: .sourceAccurate)
    finder.walk(node)
    values += finder.values
    names.formUnion(finder.names)
  }

  static func number(_ expression: ExprSyntax) -> Double? {
    if let literal = expression.as(FloatLiteralExprSyntax.self) {
      return Double(literal.literal.text.filter { $0 != "_" })
    }
    if let literal = expression.as(IntegerLiteralExprSyntax.self) {
      return Double(literal.literal.text.filter { $0 != "_" })
    }
    if let sign = expression.as(PrefixOperatorExprSyntax.self), sign.operator.text == "-" {
      return number(sign.expression).map { -$0 }
    }
    return nil
  }
}

/// The numbers in an expression, those in its closures left to themselves.
private final class LiteralFinder: SyntaxVisitor {
  var values: [Double] = []
  var names: Set<String> = []

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }

  /// `1.0 / 3` is a number too.
  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    let elements = Array(node.elements)
    for index in elements.indices.dropFirst().dropLast() {
      guard let sign = elements[index].as(BinaryOperatorExprSyntax.self)?.operator.text,
        let left = ThresholdWalker.number(elements[index - 1]),
        let right = ThresholdWalker.number(elements[index + 1])
      else { continue }
      let value = sign == "/" ? left / right : sign == "*" ? left * right : .nan
      if value.isFinite { values.append(value) }
    }
    return .visitChildren
  }

  override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    guard let value = ThresholdWalker.number(ExprSyntax(node)) else { return .visitChildren }
    values.append(value)
    return .skipChildren
  }

  override func visit(_ node: FloatLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if let value = ThresholdWalker.number(ExprSyntax(node)) { values.append(value) }
    return .skipChildren
  }

  override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if let value = ThresholdWalker.number(ExprSyntax(node)) { values.append(value) }
    return .skipChildren
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    names.insert(node.baseName.text)
    return .skipChildren
  }
}
