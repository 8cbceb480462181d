import SwiftSyntax

/// One replacement in a source text.
struct TokenEdit {
  var bytes: Range<Int>
  var before: String
  var after: String
}

/// What is known of a function's parameters: which may stand in for one another.
struct Peers {
  private var types: [String: String] = [:]

  init(_ parameters: [SwiftFunction.Parameter] = []) {
    for parameter in parameters { types[parameter.name] = parameter.type }
  }

  /// Parameters of the same type.
  func others(than name: String) -> [String] {
    guard let type = types[name] else { return [] }
    return types.filter { $0.value == type && $0.key != name }.map(\.key).sorted()
  }

  func isScalar(_ name: String) -> Bool {
    types[name].map { ["Double", "Float", "Int"].contains($0) } ?? false
  }

  func mayExchange(_ left: LabeledExprSyntax, _ right: LabeledExprSyntax) -> Bool {
    let known = (type(left.expression), type(right.expression))
    // What a label names has its own type as a rule.
    return left.label == nil && right.label == nil ? known.0 == known.1 : known.0 != nil && known.0 == known.1
  }

  private func type(_ expression: ExprSyntax) -> String? {
    expression.as(DeclReferenceExprSyntax.self).flatMap { types[$0.baseName.text] }
  }
}

/// Collects the changes of single tokens below a node.
final class TokenEdits: SyntaxVisitor {
  private let peers: Peers
  private var edits: [TokenEdit] = []

  static func of(_ node: some SyntaxProtocol, peers: Peers) -> [TokenEdit] {
    let visitor = TokenEdits(peers: peers)
    visitor.walk(node)
    return visitor.edits
  }

  private init(peers: Peers) {
    self.peers = peers
    super.init(viewMode: .sourceAccurate)
  }

  private func change(_ node: some SyntaxProtocol, into texts: [String]) {
    let before = node.trimmedDescription
    for text in texts where text != before {
      edits.append(TokenEdit(bytes: node.bytes, before: before, after: text))
    }
  }

  /// Two stretches of a node change places.
  private func exchange(_ first: Range<Int>, _ second: Range<Int>, in whole: some SyntaxProtocol) {
    let start = whole.bytes.lowerBound
    let text = Array(whole.trimmedDescription.utf8)
    func part(_ from: Int, _ to: Int) -> [UInt8] { Array(text[from - start..<to - start]) }
    let (a, b) = (
      part(first.lowerBound, first.upperBound), part(second.lowerBound, second.upperBound)
    )
    guard a != b else { return }
    let changed =
      part(start, first.lowerBound) + b + part(first.upperBound, second.lowerBound) + a
      + part(second.upperBound, whole.bytes.upperBound)
    change(whole, into: [String(decoding: changed, as: UTF8.self)])
  }

  // MARK: Literals

  override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    let text = node.literal.text.filter { $0 != "_" }
    if let value = Int(text), value < 1 << 40 {
      change(
        node,
        into: ["\(value + 1)", value > 0 ? "\(value - 1)" : "(-1)"] + (value > 2 ? ["\(2 * value)"] : []))
    }
    return .skipChildren
  }

  override func visit(_ node: FloatLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if let value = Double(node.literal.text.filter { $0 != "_" }) {
      change(
        node, into: ["\(value + 1)", "\(2 * value)", "0.0", "(-\(value))"].filter { Double($0) != value })
    }
    return .skipChildren
  }

  override func visit(_ node: BooleanLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    change(node, into: [node.literal.tokenKind == .keyword(.true) ? "false" : "true"])
    return .skipChildren
  }

  // MARK: Operators

  private static let operators: [String: [String]] = [
    "+": ["-", "*"], "-": ["+"], "*": ["/", "+"], "/": ["*"], "<": ["<=", ">"], "<=": ["<", ">="],
    ">": [">=", "<"], ">=": [">", "<="], "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
    "..<": ["..."], "...": ["..<"], "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="], "%": ["*"],
    "&+": ["&-"], "&-": ["&+"], "&*": ["&+"],
  ]

  override func visit(_ node: BinaryOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    change(node.operator, into: Self.operators[node.operator.text] ?? [])
    return .skipChildren
  }

  override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    if ["-", "!"].contains(node.operator.text) { change(node.operator, into: [""]) }
    return .visitChildren
  }

  // MARK: Names

  private static let functions: [String: [String]] = [
    "log": ["log2", "exp"], "log2": ["log"], "log10": ["log"], "log1p": ["log", "expm1"],
    "exp": ["expm1", "log"],
    "expm1": ["exp", "log1p"], "sqrt": ["abs"], "abs": [""], "fabs": [""], "min": ["max"], "max": ["min"],
    "floor": ["ceil"], "ceil": ["floor"], "sin": ["cos"], "cos": ["sin"], "tan": ["tanh"],
    "tanh": ["tan", "sinh"],
    "sinh": ["cosh"], "cosh": ["sinh"], "atan": ["tan"], "erf": ["erfc"], "erfc": ["erf"],
    "tgamma": ["lgamma"],
    "dropFirst": ["dropLast"], "dropLast": ["dropFirst"], "first": ["last"], "last": ["first"],
    "prefix": ["suffix"], "suffix": ["prefix"], "reversed": ["sorted"], "stride": [], "+": ["*", "-"],
    "*": ["+"],
    "-": ["+"],
  ]

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let name = node.baseName.text
    change(node.baseName, into: Self.functions[name] ?? [])
    guard !isCalled(node) else { return .skipChildren }
    change(node.baseName, into: peers.others(than: name))
    if peers.isScalar(name) { change(node.baseName, into: ["(1 - \(name))", "(-\(name))"]) }
    return .skipChildren
  }

  private func isCalled(_ node: DeclReferenceExprSyntax) -> Bool {
    if let call = node.parent?.as(FunctionCallExprSyntax.self) {
      return call.calledExpression.id == ExprSyntax(node).id
    }
    // `x.count`: the member's own name, or what it is of.
    return node.parent?.is(MemberAccessExprSyntax.self) ?? false
  }

  // MARK: Order

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    // The order of what max and min are given is nobody's concern.
    let arguments =
      ["max", "min"].contains(node.calledExpression.trimmedDescription) ? [] : Array(node.arguments)
    for (left, right) in zip(arguments, arguments.dropFirst()) {
      // Arguments of two types would not compile, and take the type checker long to refuse.
      guard peers.mayExchange(left, right) else { continue }
      exchange(left.expression.bytes, right.expression.bytes, in: node)
    }
    return .visitChildren
  }

  override func visit(_ node: SubscriptCallExprSyntax) -> SyntaxVisitorContinueKind {
    if let index = node.arguments.first?.expression, node.arguments.count == 1,
      !index.is(IntegerLiteralExprSyntax.self)
    {
      let text = index.trimmedDescription
      change(index, into: ["(\(text)) + 1", "(\(text)) - 1"])
    }
    return .visitChildren
  }

  // MARK: Branches

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    let elements = Array(node.elements)
    for (index, element) in elements.enumerated() {
      guard let choice = element.as(UnresolvedTernaryExprSyntax.self), index + 1 < elements.count,
        let last = elements.last,
        !elements[(index + 1)...].contains(where: { $0.is(UnresolvedTernaryExprSyntax.self) })
      else { continue }
      let otherwise = elements[index + 1].bytes.lowerBound..<last.bytes.upperBound
      exchange(choice.thenExpression.bytes, otherwise, in: node)
    }
    return .visitChildren
  }

  override func visit(_ node: ConditionElementSyntax) -> SyntaxVisitorContinueKind {
    if case .expression(let condition) = node.condition {
      change(condition, into: ["!(\(condition.trimmedDescription))"])
    }
    return .visitChildren
  }
}
