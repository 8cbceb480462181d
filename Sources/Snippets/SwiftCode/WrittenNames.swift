import SwiftSyntax

/// Names that a body writes to: `v = …`, `v[i] += …`, `self.v.append(…)`, `&v`.
final class WrittenNames: SyntaxVisitor {
  private(set) var names: Set<String> = []
  /// Methods of its own that it calls: what these write to counts as well.
  private var calls: Set<String> = []

  /// - Parameter methods: the type's other methods, by name.
  static func of(_ body: some SyntaxProtocol, besides methods: [String: CodeBlockSyntax]) -> Set<String> {
    var names: Set<String> = []
    var seen: Set<String> = []
    var pending = [Syntax(body)]
    while let next = pending.popLast() {
      let visitor = WrittenNames(viewMode: .sourceAccurate)
      visitor.walk(next)
      names.formUnion(visitor.names)
      for name in visitor.calls where seen.insert(name).inserted {
        if let body = methods[name] { pending.append(Syntax(body)) }
      }
    }
    return names
  }

  private static let mutating: Set<String> = [
    "append", "insert", "remove", "removeAll", "removeFirst", "removeLast", "reserveCapacity", "swapAt",
    "sort",
    "reverse", "shuffle", "toggle", "negate", "formUnion", "update", "subtract", "add", "addProduct", "round",
    "popLast",
  ]

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    let elements = Array(node.elements)
    for (target, sign) in zip(elements, elements.dropFirst()) where sign.isAssigning { write(target) }
    return .visitChildren
  }

  override func visit(_ node: InOutExprSyntax) -> SyntaxVisitorContinueKind {
    write(node.expression)
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if let name = node.calledExpression.as(DeclReferenceExprSyntax.self) {
      calls.insert(name.baseName.text)
    } else if let member = node.calledExpression.as(MemberAccessExprSyntax.self), let base = member.base {
      let name = member.declName.baseName.text
      if Self.mutating.contains(name) { write(base) }
      if base.isSelf { calls.insert(name) }
    }
    return .visitChildren
  }

  private func write(_ target: ExprSyntax) {
    if let tuple = target.as(TupleExprSyntax.self) {
      for element in tuple.elements { write(element.expression) }
    } else if let name = target.rootName {
      names.insert(name)
    }
  }
}

extension ExprSyntax {
  fileprivate var isAssigning: Bool {
    if self.is(AssignmentExprSyntax.self) { return true }
    guard let sign = self.as(BinaryOperatorExprSyntax.self)?.operator.text else { return false }
    return sign.hasSuffix("=") && !["==", "!=", "<=", ">=", "===", "!==", "~="].contains(sign)
  }

  /// v of `v`, `v[i].x`, `self.v`.
  fileprivate var rootName: String? {
    if let name = self.as(DeclReferenceExprSyntax.self) { return name.baseName.text }
    if let place = self.as(SubscriptCallExprSyntax.self) { return place.calledExpression.rootName }
    guard let member = self.as(MemberAccessExprSyntax.self), let base = member.base else { return nil }
    return base.isSelf ? member.declName.baseName.text : base.rootName
  }

  fileprivate var isSelf: Bool {
    self.as(DeclReferenceExprSyntax.self)?.baseName.tokenKind == .keyword(.self)
  }
}
