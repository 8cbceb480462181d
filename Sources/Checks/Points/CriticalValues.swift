import Trees

/// Values of a symbol at which a formula changes its branch: `q = 0`, `x < 1/2`.
///
/// Random points never hit an equality, so these are tried on purpose.
struct CriticalValues {
  private let definitions: [String: Definition]
  private let closed: (Tree) -> ClosedRange<Double>?
  private var found: [Name: [Double]] = [:]
  private var pending: Set<String> = []
  /// Definitions that call each other twice and more would be visited without end.
  private var remaining = 20_000

  static func of(
    _ trees: [Tree], definitions: [String: Definition], closed: @escaping (Tree) -> ClosedRange<Double>?
  ) -> [Name: [Double]] {
    var search = CriticalValues(definitions: definitions, closed: closed)
    for tree in trees { search.visit(tree, renamed: [:]) }
    return search.found
  }

  private init(definitions: [String: Definition], closed: @escaping (Tree) -> ClosedRange<Double>?) {
    self.definitions = definitions
    self.closed = closed
  }

  /// - Parameter renamed: what the called function's parameters are at the call, where that is a symbol.
  private mutating func visit(_ tree: Tree, renamed: [Name: Tree]) {
    remaining -= 1
    guard remaining > 0 else { return }
    switch tree {
    case .cases(let branches):
      for branch in branches { if let condition = branch.condition { note(condition, renamed) } }
    case .apply(.indicator, let conditions): conditions.forEach { note($0, renamed) }
    case .apply(.abs, let arguments), .apply(.relu, let arguments), .apply(.sign, let arguments):
      if let argument = arguments.first, case .sum(let terms) = argument, terms.count == 2 {
        note(.relation([terms[0], .negate(terms[1])], [.equal]), renamed)
      } else if let argument = arguments.first {
        note(.relation([argument, .number(0)], [.equal]), renamed)
      }
    case .call(let call): enter(call, renamed)
    default: break
    }
    for child in tree.children { visit(child, renamed: renamed) }
  }

  private mutating func enter(_ call: Tree.Call, _ renamed: [Name: Tree]) {
    guard let definition = definitions[call.definition], pending.insert(definition.id).inserted else {
      return
    }
    defer { pending.remove(definition.id) }
    var inner: [Name: Tree] = [:]
    for (parameter, argument) in zip(definition.parameters, call.arguments) {
      inner[parameter] = argument.substituting(renamed)
    }
    for setting in call.captured + call.settings { inner[setting.name] = setting.value.substituting(renamed) }
    visit(definition.body, renamed: inner)
  }

  private mutating func note(_ condition: Tree, _ renamed: [Name: Tree]) {
    switch condition {
    case .logic(_, let parts): parts.forEach { note($0, renamed) }
    case .relation(let terms, _):
      for (left, right) in zip(terms, terms.dropFirst()) {
        record(left, right, renamed)
        record(right, left, renamed)
      }
    default: break
    }
  }

  private mutating func record(_ side: Tree, _ bound: Tree, _ renamed: [Name: Tree]) {
    guard case .symbol(let name) = side, bound.freeSymbols.isEmpty, let value = closed(bound) else { return }
    let target: Name
    switch renamed[name] {
    case nil: target = name
    case .symbol(let outer): target = outer
    default: return
    }
    let middle = (value.lowerBound + value.upperBound) / 2
    if found[target]?.contains(middle) != true { found[target, default: []].append(middle) }
  }
}
