import SwiftSyntax

/// Statements at the top level that may throw: an error there ends the program without a frame to tell where.
final class ThrowingStatements: SyntaxVisitor {
  /// Byte ranges in the code, ascending.
  private(set) var found: [Range<Int>] = []

  static func all(in code: String) -> [Range<Int>] {
    guard code.contains("try") else { return [] }
    let tree = SwiftText.parse(code)
    guard !tree.hasError else { return [] }
    let visitor = ThrowingStatements(viewMode: .sourceAccurate)
    visitor.walk(tree)
    return Dictionary(visitor.found.map { ($0.lowerBound, $0) }) { first, _ in first }.values
      .sorted { $0.lowerBound < $1.lowerBound }
  }

  // What is only declared throws where it is called.
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }

  override func visit(_ node: TryExprSyntax) -> SyntaxVisitorContinueKind {
    guard node.questionOrExclamationMark == nil else { return .visitChildren }
    var item: Range<Int>?
    var above = Syntax(node).parent
    while let syntax = above {
      if item == nil, syntax.is(CodeBlockItemSyntax.self) { item = syntax.bytes }
      // A branch of an `if` that is a value must stay a single expression: the statement around it is marked.
      let isBranching = syntax.is(IfExprSyntax.self) || syntax.is(SwitchExprSyntax.self)
      let isStatement = syntax.parent.map {
        $0.is(ExpressionStmtSyntax.self) || $0.is(CodeBlockItemSyntax.self)
      }
      if isBranching, isStatement != true, !(syntax.parent?.is(IfExprSyntax.self) ?? false) { item = nil }
      above = syntax.parent
    }
    if let item { found.append(item) }
    return .visitChildren
  }
}
