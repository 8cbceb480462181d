import Diagnostics
import Notes
import SwiftSyntax

extension SwiftFunction {
  /// The function once for each of its branches, stopping where it enters that one: whatever point stops it has
  /// reached the branch. Not all of them compile.
  package func branchProbes(in document: Document) -> [SwiftMutant] {
    guard let snippet = document.snippets.first(where: { $0.index == self.snippet }),
      let found = declaration(in: SwiftText.parse(snippet.code), snippet), let body = found.body
    else { return [] }
    let origin = found.positionAfterSkippingLeadingTrivia.utf8Offset
    return Branches.of(body).compactMap { branch in
      let bytes = branch.edit.bytes.lowerBound - origin..<branch.edit.bytes.upperBound - origin
      guard bytes.lowerBound >= 0, bytes.upperBound <= source.utf8.count else { return nil }
      return SwiftMutant(
        function: self, bytes: bytes, before: branch.edit.before, after: branch.edit.after,
        range: snippet.place(branch.place), parameter: nil, isBranch: true)
    }
  }
}

/// Collects what a function may enter or pass by: if and else, guard, switch, ? :, ??, loops, catch.
private final class Branches: SyntaxVisitor {
  struct Branch {
    var edit: TokenEdit
    /// What is named where nothing reaches it.
    var place: Range<Int>
  }

  private static let stop = "fatalError()"
  private var found: [Branch] = []

  static func of(_ body: CodeBlockSyntax) -> [Branch] {
    let visitor = Branches(viewMode: .sourceAccurate)
    // `a ? b : c` is a list of operands until its operators are folded.
    visitor.walk(body)
    return visitor.found
  }

  /// Stops before the first statement, and leaves an expression that is the block's value alone.
  private func enter(_ statements: CodeBlockItemListSyntax, within block: some SyntaxProtocol) {
    let start = statements.first?.positionAfterSkippingLeadingTrivia.utf8Offset
    guard let start else { return }
    let edit = TokenEdit(bytes: start..<start, before: "", after: Self.stop + "; ")
    found.append(Branch(edit: edit, place: block.bytes))
    guard statements.count == 1, let only = statements.first?.item.as(ExprSyntax.self), !only.assigns else {
      return
    }
    // It may be the value of an `if` expression.
    found[found.count - 1].edit = Self.stopping(only.bytes, only.trimmedDescription)
  }

  /// An expression of the same type that is worked out, and then stops.
  private static func stopping(_ bytes: Range<Int>, _ text: String) -> TokenEdit {
    TokenEdit(bytes: bytes, before: text, after: "(\(text), \(stop)).0")
  }

  /// An expression that is worked out only at times.
  private func enter(_ expression: ExprSyntax) {
    found.append(
      Branch(
        edit: Self.stopping(expression.bytes, expression.trimmedDescription), place: expression.bytes))
  }

  override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
    enter(node.body.statements, within: node.body)
    if case .codeBlock(let other)? = node.elseBody { enter(other.statements, within: other) }
    return .visitChildren
  }

  override func visit(_ node: GuardStmtSyntax) -> SyntaxVisitorContinueKind {
    enter(node.body.statements, within: node.body)
    return .visitChildren
  }

  override func visit(_ node: SwitchCaseSyntax) -> SyntaxVisitorContinueKind {
    enter(node.statements, within: node)
    return .visitChildren
  }

  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    enter(node.body.statements, within: node.body)
    return .visitChildren
  }

  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind {
    enter(node.body.statements, within: node.body)
    return .visitChildren
  }

  override func visit(_ node: CatchClauseSyntax) -> SyntaxVisitorContinueKind {
    enter(node.body.statements, within: node.body)
    return .visitChildren
  }

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    let elements = Array(node.elements)
    for (place, element) in elements.enumerated() {
      guard let question = element.as(UnresolvedTernaryExprSyntax.self) else { continue }
      enter(question.thenExpression)
      // All that stands behind `:`, to the end of the sequence, is the other side.
      guard place + 1 < elements.count, let last = elements.last else { continue }
      let bytes = elements[place + 1].bytes.lowerBound..<last.bytes.upperBound
      let text = elements[(place + 1)...].map(\.description).joined()
      found.append(Branch(edit: Self.stopping(bytes, text), place: bytes))
    }
    return .visitChildren
  }
}

extension ExprSyntax {
  /// `y = …`, `y += …`: no value of anything.
  fileprivate var assigns: Bool {
    guard let sequence = self.as(SequenceExprSyntax.self) else { return false }
    return sequence.elements.contains { element in
      if element.is(AssignmentExprSyntax.self) { return true }
      let text = element.as(BinaryOperatorExprSyntax.self)?.operator.text ?? ""
      return text.hasSuffix("=") && !["==", "!=", "<=", ">=", "===", "!=="].contains(text)
    }
  }
}
