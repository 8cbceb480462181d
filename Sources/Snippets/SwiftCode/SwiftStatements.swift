import Trees
import Arithmetic
import SwiftSyntax

/// Statements that end in a value: `let`s, branches that return, an expression.
extension SwiftTranslation {
  mutating func value(of statements: [CodeBlockItemSyntax], in scope: Scope) -> Value? {
    guard let first = statements.first else { return nil }
    let rest = Array(statements.dropFirst())
    switch first.item {
    case .decl(let declaration):
      guard let inner = binding(declaration, in: scope) else { return nil }
      return value(of: rest, in: inner)
    case .stmt(let statement):
      if let result = statement.as(ReturnStmtSyntax.self) {
        return result.expression.flatMap { returned($0, in: scope) }
      }
      if let result = statement.as(ExpressionStmtSyntax.self) {
        return branch(result.expression, rest, in: scope)
      }
      guard let guarding = statement.as(GuardStmtSyntax.self),
        let condition = conditions(guarding.conditions, in: scope),
        let then = value(of: rest, in: scope),
        let otherwise = value(of: Array(guarding.body.statements), in: scope)
      else { return nil }
      return Self.choice(condition, then, otherwise)
    case .expr(let expression):
      return branch(expression, rest, in: scope)
    }
  }

  /// What a function gives; of several values the one that is asked for.
  private mutating func returned(_ expression: ExprSyntax, in scope: Scope) -> Value? {
    guard let part else { return value(expression, in: scope) }
    guard let all = expression.as(TupleExprSyntax.self)?.elements, all.count > 1, part < all.count else {
      return nil
    }
    return value(Array(all)[part].expression, in: scope)
  }

  private mutating func branch(_ expression: ExprSyntax, _ rest: [CodeBlockItemSyntax], in scope: Scope)
    -> Value?
  {
    if let choice = expression.as(IfExprSyntax.self) { return branches(choice, rest: rest, in: scope) }
    if let choice = expression.as(SwitchExprSyntax.self) { return branches(choice, rest: rest, in: scope) }
    if rest.isEmpty { return returned(expression, in: scope) }
    // A precondition says where the function is defined, not what it is.
    let called = expression.as(FunctionCallExprSyntax.self)?.calledExpression.trimmedDescription
    return ["precondition", "assert"].contains(called) ? value(of: rest, in: scope) : nil
  }

  /// A `let` of names, each with a value.
  private mutating func binding(_ declaration: DeclSyntax, in scope: Scope) -> Scope? {
    guard let variable = declaration.as(VariableDeclSyntax.self),
      variable.bindingSpecifier.tokenKind == .keyword(.let)
    else { return nil }
    var inner = scope
    for binding in variable.bindings {
      guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.identifierText,
        let expression = binding.initializer?.value, var bound = value(expression, in: inner)
      else { return nil }
      if let type = binding.typeAnnotation?.type.trimmedDescription {
        bound.kind = Kind(type: type)
      } else if bound.kind == .literal {
        bound.kind = .int
      }
      inner.values[name] = bound
    }
    return inner
  }

  private mutating func conditions(_ list: ConditionElementListSyntax, in scope: Scope) -> Tree? {
    var trees: [Tree] = []
    for element in list {
      guard case .expression(let expression) = element.condition, let condition = value(expression, in: scope)
      else {
        return nil
      }
      trees.append(condition.tree)
    }
    return trees.count == 1 ? trees[0] : .logic(.and, trees)
  }

  mutating func branches(_ choice: IfExprSyntax, rest: [CodeBlockItemSyntax], in scope: Scope) -> Value? {
    guard let condition = conditions(choice.conditions, in: scope),
      let then = value(of: Array(choice.body.statements), in: scope)
    else { return nil }
    let otherwise: Value? =
      switch choice.elseBody {
      case .ifExpr(let inner): branches(inner, rest: rest, in: scope)
      case .codeBlock(let block): value(of: Array(block.statements), in: scope)
      case nil: value(of: rest, in: scope)
      }
    return otherwise.map { Self.choice(condition, then, $0) }
  }

  mutating func branches(_ choice: SwitchExprSyntax, rest: [CodeBlockItemSyntax], in scope: Scope) -> Value? {
    guard let subject = value(choice.subject, in: scope) else { return nil }
    var branches: [Tree.Branch] = []
    var kind: Kind?
    for part in choice.cases {
      guard case .switchCase(let part) = part, let value = value(of: Array(part.statements), in: scope) else {
        return nil
      }
      kind = kind.map { Kind.both($0, value.kind) } ?? value.kind
      switch part.label {
      case .default: branches.append(Tree.Branch(value.tree, if: nil))
      case .case(let label):
        var conditions: [Tree] = []
        for item in label.caseItems {
          if item.pattern.is(WildcardPatternSyntax.self), item.whereClause == nil {
            conditions.append(.logic(.yes, []))
            continue
          }
          guard item.whereClause == nil, let pattern = item.pattern.as(ExpressionPatternSyntax.self),
            let condition = match(pattern.expression, subject.tree, in: scope)
          else { return nil }
          conditions.append(condition)
        }
        branches.append(
          Tree.Branch(value.tree, if: conditions.count == 1 ? conditions[0] : .logic(.or, conditions)))
      }
    }
    guard rest.isEmpty, let kind, !branches.isEmpty else { return nil }
    return Value(.cases(branches), kind)
  }

  /// `case 1:` is equality, `case 0..<0.5:` a chain.
  private mutating func match(_ pattern: ExprSyntax, _ subject: Tree, in scope: Scope) -> Tree? {
    if let sequence = pattern.as(SequenceExprSyntax.self), sequence.elements.count == 3 {
      let parts = Array(sequence.elements)
      if let name = parts[1].as(BinaryOperatorExprSyntax.self)?.operator.text, ["...", "..<"].contains(name) {
        guard let low = value(parts[0], in: scope), let high = value(parts[2], in: scope) else { return nil }
        return .relation(
          [low.tree, subject, high.tree], [.lessOrEqual, name == "..." ? .lessOrEqual : .less])
      }
    }
    return value(pattern, in: scope).map { .relation([subject, $0.tree], [.equal]) }
  }
}
