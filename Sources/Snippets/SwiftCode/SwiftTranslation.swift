import Trees
import Arithmetic
import SwiftOperators
import SwiftSyntax

/// Swift's expressions, as trees. What cannot be told for certain is refused, not guessed:
/// an integer division, a name from elsewhere, a loop.
struct SwiftTranslation {
  let environment: SwiftForm.Environment
  /// Functions of the page that were called, by the calls' `definition`.
  private(set) var called: [String: SwiftFunction] = [:]
  /// Which of several values that are returned at once is asked for.
  var part: Int?
  private var depth = 0
  /// Constants that are being read, so that one that names itself ends.
  private var pending: Set<String> = []

  init(_ environment: SwiftForm.Environment) { self.environment = environment }

  /// Enough of a type to know what `/` means.
  enum Kind: Equatable {
    case double, int, literal, bool, function, array, unknown

    init(type: String) {
      switch type.trimmingSpaces {
      case "Double", "Float", "CGFloat": self = .double
      case "Int": self = .int
      case "Bool": self = .bool
      case let type where type.contains("->"): self = .function
      case let type where type.hasPrefix("["): self = .array
      default: self = .unknown
      }
    }

    /// Of an arithmetic operation on both.
    static func both(_ a: Kind, _ b: Kind) -> Kind {
      if a == b { return a }
      if a == .literal { return b }
      if b == .literal { return a }
      // An unknown operand beside a double is a double, since Swift converts nothing.
      return a == .unknown ? b : a
    }
  }

  struct Value {
    var tree: Tree
    var kind: Kind

    init(_ tree: Tree, _ kind: Kind) {
      self.tree = tree
      self.kind = kind
    }
  }

  struct Scope {
    var values: [String: Value] = [:]
  }

  mutating func value(_ expression: ExprSyntax, in scope: Scope) -> Value? {
    depth += 1
    defer { depth -= 1 }
    guard depth < 200 else { return nil }
    if let sequence = expression.as(SequenceExprSyntax.self) {
      guard let folded = try? OperatorTable.standardOperators.foldSingle(sequence) else { return nil }
      return folded.is(SequenceExprSyntax.self) ? nil : value(folded, in: scope)
    }
    if let number = expression.as(FloatLiteralExprSyntax.self) {
      return Self.number(number.literal.text, .double)
    }
    if let number = expression.as(IntegerLiteralExprSyntax.self) {
      return Self.number(number.literal.text, .literal)
    }
    if let truth = expression.as(BooleanLiteralExprSyntax.self) {
      let yes = Tree.logic(.yes, [])
      return Value(truth.literal.tokenKind == .keyword(.true) ? yes : .logic(.not, [yes]), .bool)
    }
    if let name = expression.as(DeclReferenceExprSyntax.self), name.argumentNames == nil {
      return reference(name.baseName.identifierText, in: scope)
    }
    if let tuple = expression.as(TupleExprSyntax.self) {
      guard tuple.elements.count == 1, let only = tuple.elements.first, only.label == nil else { return nil }
      return value(only.expression, in: scope)
    }
    if let sign = expression.as(PrefixOperatorExprSyntax.self) { return prefix(sign, in: scope) }
    if let operation = expression.as(InfixOperatorExprSyntax.self) { return infix(operation, in: scope) }
    if let choice = expression.as(TernaryExprSyntax.self) { return ternary(choice, in: scope) }
    if let call = expression.as(FunctionCallExprSyntax.self) { return self.call(call, in: scope) }
    if let member = expression.as(MemberAccessExprSyntax.self) { return self.member(member, in: scope) }
    if let element = expression.as(SubscriptCallExprSyntax.self) { return self.element(element, in: scope) }
    if let attempt = expression.as(TryExprSyntax.self) { return value(attempt.expression, in: scope) }
    if let choice = expression.as(IfExprSyntax.self) { return branches(choice, rest: [], in: scope) }
    if let choice = expression.as(SwitchExprSyntax.self) { return branches(choice, rest: [], in: scope) }
    return nil
  }

  // MARK: Names and numbers

  /// A literal as an exact decimal: `1e-3` is 0.001, `0xFF` is 255.
  static func number(_ literal: String, _ kind: Kind) -> Value? {
    let text = literal.filter { $0 != "_" }.lowercased()
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
      return UInt(text.dropFirst(2), radix: radix).map { Value(.number(Number($0)), kind) }
    }
    let parts = text.split(separator: "e", maxSplits: 1)
    guard let mantissa = parts.first else { return nil }
    guard parts.count == 2 else { return Number(text).map { Value(.number($0), kind) } }
    guard let exponent = Int(parts[1].drop { $0 == "+" }), abs(exponent) <= 400 else { return nil }
    let pieces = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    let whole = String(pieces[0])
    let digits = whole + (pieces.count == 2 ? String(pieces[1]) : "")
    let point = whole.count + exponent
    let zeros = String(repeating: "0", count: max(0, point <= 0 ? -point : point - digits.count))
    let decimal =
      point <= 0
      ? "0." + zeros + digits
      : point >= digits.count ? digits + zeros : "\(digits.prefix(point)).\(digits.dropFirst(point))"
    return Number(decimal).map { Value(.number($0), kind) }
  }

  private mutating func reference(_ name: String, in scope: Scope) -> Value? {
    if let value = scope.values[name] { return value }
    guard let source = environment.constants[name], pending.insert(name).inserted else { return nil }
    defer { pending.remove(name) }
    return global(source)
  }

  /// An expression that sees the page's top level only: a constant, a default argument.
  mutating func global(_ source: String) -> Value? {
    let file = SwiftText.parse(source)
    guard !file.hasError, file.statements.count == 1, let item = file.statements.first else { return nil }
    return value(of: [item], in: Scope())
  }

  private mutating func member(_ member: MemberAccessExprSyntax, in scope: Scope) -> Value? {
    let name = member.declName.baseName.identifierText
    let base = member.base?.trimmedDescription
    if base == nil || ["Double", "Float"].contains(base) {
      switch name {
      case "pi": return Value(.constant(.pi), .double)
      case "infinity": return Value(.constant(.infinity), .double)
      default: return nil
      }
    }
    guard let inner = member.base, let value = value(inner, in: scope) else { return nil }
    if name == "magnitude" { return Value(.apply(.abs, [value.tree]), value.kind) }
    if name == "count", value.kind == .array { return Value(.apply(.length, [value.tree]), .int) }
    // A field of a table's row: known by the column that shows it.
    guard case .symbol(let symbol) = value.tree, symbol.base.hasPrefix("$0") else { return nil }
    return Value(.symbol(Name(symbol.base + "." + name)), .unknown)
  }

  /// Swift counts from 0, a formula's arrays from 1.
  private mutating func element(_ element: SubscriptCallExprSyntax, in scope: Scope) -> Value? {
    guard element.arguments.count == 1, let argument = element.arguments.first, argument.label == nil,
      let array = value(element.calledExpression, in: scope), array.kind == .array,
      let index = value(argument.expression, in: scope), index.kind == .int || index.kind == .literal
    else { return nil }
    return Value(.element(array.tree, [.sum([index.tree, .number(1)])]), .unknown)
  }

  // MARK: Operators

  private mutating func prefix(_ sign: PrefixOperatorExprSyntax, in scope: Scope) -> Value? {
    guard let operand = value(sign.expression, in: scope) else { return nil }
    switch sign.operator.text {
    case "-": return Value(.negate(operand.tree), operand.kind)
    case "+": return operand
    case "!": return Value(.logic(.not, [operand.tree]), .bool)
    default: return nil
    }
  }

  private mutating func infix(_ operation: InfixOperatorExprSyntax, in scope: Scope) -> Value? {
    guard let name = operation.operator.as(BinaryOperatorExprSyntax.self)?.operator.text,
      let left = value(operation.leftOperand, in: scope), let right = value(operation.rightOperand, in: scope)
    else { return nil }
    let kind = Kind.both(left.kind, right.kind)
    // `a + b + c` is one sum; brackets on the right keep their own.
    func joined(_ a: Tree, _ b: Tree, isSum: Bool) -> Tree {
      switch a {
      case .sum(let terms) where isSum && !operation.leftOperand.is(TupleExprSyntax.self): .sum(terms + [b])
      case .product(let terms) where !isSum && !operation.leftOperand.is(TupleExprSyntax.self):
        .product(terms + [b])
      default: isSum ? .sum([a, b]) : .product([a, b])
      }
    }
    switch name {
    case "+" where kind != .array: return Value(joined(left.tree, right.tree, isSum: true), kind)
    case "-": return Value(joined(left.tree, .negate(right.tree), isSum: true), kind)
    case "*": return Value(joined(left.tree, right.tree, isSum: false), kind)
    case "/" where kind == .double: return Value(.quotient(left.tree, right.tree), kind)
    case "&&": return Value(.logic(.and, [left.tree, right.tree]), .bool)
    case "||": return Value(.logic(.or, [left.tree, right.tree]), .bool)
    default:
      guard let relation = Self.relations[name] else { return nil }
      return Value(.relation([left.tree, right.tree], [relation]), .bool)
    }
  }

  static let relations: [String: Tree.Relation] = [
    "==": .equal, "!=": .unequal, "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual,
  ]

  private mutating func ternary(_ choice: TernaryExprSyntax, in scope: Scope) -> Value? {
    guard let condition = value(choice.condition, in: scope),
      let then = value(choice.thenExpression, in: scope),
      let otherwise = value(choice.elseExpression, in: scope)
    else { return nil }
    return Self.choice(condition.tree, then, otherwise)
  }

  /// `if a … else if b … else …` is one `cases`.
  static func choice(_ condition: Tree, _ then: Value, _ otherwise: Value) -> Value {
    var branches = [Tree.Branch(then.tree, if: condition)]
    if case .cases(let rest) = otherwise.tree, rest.last?.condition == nil {
      branches += rest
    } else {
      branches.append(Tree.Branch(otherwise.tree, if: nil))
    }
    return Value(.cases(branches), Kind.both(then.kind, otherwise.kind))
  }

  // MARK: Calls

  private mutating func call(_ call: FunctionCallExprSyntax, in scope: Scope) -> Value? {
    guard call.trailingClosure == nil, call.additionalTrailingClosures.isEmpty else { return nil }
    if let method = call.calledExpression.as(MemberAccessExprSyntax.self) {
      guard method.declName.baseName.text == "squareRoot", call.arguments.isEmpty, let base = method.base,
        let operand = value(base, in: scope)
      else { return nil }
      return Value(.apply(.sqrt, [operand.tree]), operand.kind)
    }
    guard let name = call.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.identifierText else {
      return nil
    }
    let arguments = Array(call.arguments)
    if let parameter = scope.values[name], parameter.kind == .function {
      guard let values = values(arguments, in: scope) else { return nil }
      return Value(.applied(.symbol(Name(name)), values.map(\.tree)), .unknown)
    }
    for function in environment.functions where function.name == name {
      guard let order = Self.match(arguments, function) else { continue }
      return callOfPage(function, order, in: scope)
    }
    guard arguments.allSatisfy({ $0.label == nil }), let values = values(arguments, in: scope) else {
      return nil
    }
    return SwiftLibrary.call(name, values)
  }

  private mutating func values(_ arguments: [LabeledExprSyntax], in scope: Scope) -> [Value]? {
    var values: [Value] = []
    for argument in arguments {
      guard let value = value(argument.expression, in: scope) else { return nil }
      values.append(value)
    }
    return values
  }

  /// The argument of each parameter, nil where its default stands; nil altogether if the call is another's.
  private static func match(_ arguments: [LabeledExprSyntax], _ function: SwiftFunction) -> [ExprSyntax?]? {
    var rest = arguments[...]
    var order: [ExprSyntax?] = []
    for parameter in function.parameters {
      if let next = rest.first, next.label?.identifierText == parameter.label {
        order.append(rest.removeFirst().expression)
      } else if parameter.defaultValue != nil {
        order.append(nil)
      } else {
        return nil
      }
    }
    return rest.isEmpty ? order : nil
  }

  private mutating func callOfPage(_ function: SwiftFunction, _ order: [ExprSyntax?], in scope: Scope)
    -> Value?
  {
    var arguments: [Tree] = []
    for (parameter, expression) in zip(function.parameters, order) {
      let argument =
        if let expression { value(expression, in: scope) } else {
          parameter.defaultValue.flatMap { global($0) }
        }
      guard let argument else { return nil }
      arguments.append(argument.tree)
    }
    let definition = "swift:" + function.signature
    called[definition] = function
    return Value(
      .call(.init(Name(function.name), definition: definition, arguments: arguments)),
      Kind(type: function.returnType))
  }
}
