import SwiftSyntax

/// Names that a body writes to, and how: `v = …`, `v[i] += …`, `self.v.append(…)`, `&v`.
final class WrittenNames: SyntaxVisitor {
  private typealias Write = SwiftFunction.Change.Write

  private var names: [String: Write] = [:]
  /// Methods of its own that it calls, and how often: what these write to counts as well.
  private var calls: [String: Int] = [:]
  /// How many loops and closures are around.
  private var depth = 0

  /// - Parameter methods: the type's other methods, by name.
  static func of(
    _ body: some SyntaxProtocol, besides methods: [String: CodeBlockSyntax]
  ) -> [String: SwiftFunction.Change.Write] {
    var names: [String: Write] = [:]
    var visits: [String: Int] = [:]
    var pending = [(body: Syntax(body), isOnce: true)]
    while let (next, isOnce) = pending.popLast() {
      let visitor = WrittenNames(viewMode: .sourceAccurate)
      visitor.walk(next)
      for (name, write) in visitor.names {
        names[name] = names[name] == nil && isOnce ? write : .changes
      }
      for (name, count) in visitor.calls {
        // A second visit finds its names written to before.
        guard let body = methods[name], visits[name, default: 0] < 2 else { continue }
        pending.append((Syntax(body), isOnce && count == 1))
        visits[name, default: 0] += 1
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
    for (position, sign) in elements.enumerated().dropFirst() where sign.isAssigning {
      let target = elements[position - 1]
      let addsOne = position == 1 && target.adds(1, by: sign, Array(elements[2...]))
      write(target, as: addsOne ? .addsOne : .changes)
    }
    return .visitChildren
  }

  // What stands in a loop or a closure may be done any number of times.
  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: ForStmtSyntax) { depth -= 1 }
  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: WhileStmtSyntax) { depth -= 1 }
  override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: RepeatStmtSyntax) { depth -= 1 }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: ClosureExprSyntax) { depth -= 1 }

  private func enter() -> SyntaxVisitorContinueKind {
    depth += 1
    return .visitChildren
  }

  override func visit(_ node: InOutExprSyntax) -> SyntaxVisitorContinueKind {
    write(node.expression)
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if let name = node.calledExpression.as(DeclReferenceExprSyntax.self) {
      call(name.baseName.text)
    } else if let member = node.calledExpression.as(MemberAccessExprSyntax.self), let base = member.base {
      let name = member.declName.baseName.text
      if Self.mutating.contains(name) { write(base) }
      if base.isSelf { call(name) }
    }
    return .visitChildren
  }

  private func call(_ name: String) { calls[name, default: 0] += depth == 0 ? 1 : 2 }

  private func write(_ target: ExprSyntax, as write: Write = .changes) {
    if let tuple = target.as(TupleExprSyntax.self) {
      for element in tuple.elements { self.write(element.expression) }
    } else if let name = target.rootName {
      names[name] = names[name] == nil && depth == 0 && target.ownName == name ? write : .changes
    }
  }
}

extension ExprSyntax {
  fileprivate var isAssigning: Bool {
    if self.is(AssignmentExprSyntax.self) { return true }
    guard let sign = self.as(BinaryOperatorExprSyntax.self)?.operator.text else { return false }
    return sign.hasSuffix("=") && !["==", "!=", "<=", ">=", "===", "!==", "~="].contains(sign)
  }

  /// Whether a sign and what stands behind it add a number to this: `t += 1`, `t = t + 1`, `t = 1 + t`.
  fileprivate func adds(_ number: Int, by sign: ExprSyntax, _ rest: [ExprSyntax]) -> Bool {
    let isNumber = { (part: ExprSyntax) in
      part.as(IntegerLiteralExprSyntax.self)?.representedLiteralValue == number
    }
    let operators: (ExprSyntax) -> String? = { $0.as(BinaryOperatorExprSyntax.self)?.operator.text }
    if let name = operators(sign), name == "+=" || name == "&+=" {
      return rest.count == 1 && isNumber(rest[0])
    }
    guard sign.is(AssignmentExprSyntax.self), let ownName, rest.count == 3,
      let plus = operators(rest[1]), plus == "+" || plus == "&+"
    else { return false }
    return rest[0].ownName == ownName && isNumber(rest[2]) || isNumber(rest[0]) && rest[2].ownName == ownName
  }

  /// v of `v`, `self.v`.
  fileprivate var ownName: String? {
    if let name = self.as(DeclReferenceExprSyntax.self) { return name.baseName.text }
    guard let member = self.as(MemberAccessExprSyntax.self), let base = member.base, base.isSelf else {
      return nil
    }
    return member.declName.baseName.text
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
