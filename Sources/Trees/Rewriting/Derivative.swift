extension Tree {
  /// The derivative by a symbol, as a tree; it has a value only where the derivative exists.
  ///
  /// Definitions are inlined. Where branches meet (`x = 0` of `|x|`) it is undefined.
  package func derivative(by name: Name, definitions: [String: Definition] = [:]) throws(Undefined) -> Tree {
    let whole = try inlining(definitions)
    return try Differentiation(name: name).derivative(of: whole).simplified
  }

  package func derivative(by name: Name, order: Int, definitions: [String: Definition] = [:])
    throws(Undefined) -> Tree
  {
    guard (0...16).contains(order) else {
      throw .tooLarge(zh: "\(order) 阶导数", en: "a derivative of order \(order)")
    }
    var tree = try inlining(definitions)
    for _ in 0..<order {
      tree = try Differentiation(name: name).derivative(of: tree).simplified
      guard tree.size <= 100_000 else {
        throw .tooLarge(zh: "\(order) 阶导数", en: "a derivative of order \(order)")
      }
    }
    return tree
  }

  /// Derivatives, innermost first, worked out at their places.
  package func withoutDerivatives(_ definitions: [String: Definition] = [:]) throws(Undefined) -> Tree {
    var failure: Undefined?
    let inner = mapChildren { child in
      do throws(Undefined) {
        return try child.withoutDerivatives(definitions)
      } catch {
        failure = failure ?? error
        return child
      }
    }
    if let failure { throw failure }
    guard case .derivative(let scope, let place, let order) = inner else { return inner }
    return try scope.derivative(order: order, definitions: definitions).applied(to: place)
  }
}

extension Tree.Scope {
  /// The derivative that a formula writes down, as a function of the place: of a lone name that nothing defines
  /// (`∂L/∂p`) it is not 0, since nobody says what the name depends on.
  package func derivative(order: Int, definitions: [String: Definition] = [:]) throws(Undefined) -> Tree.Scope
  {
    if case .symbol(let lone) = inside { throw .withoutFormula(lone) }
    let (name, body) = opened
    return Tree.Scope(name, try body.derivative(by: name, order: order, definitions: definitions))
  }
}

/// The rules of differentiation by one symbol.
struct Differentiation {
  let name: Name

  func derivative(of tree: Tree) throws(Undefined) -> Tree {
    guard tree.isFree(name) else { return .number(0) }
    switch tree {
    case .symbol: return .number(1)
    case .number, .constant, .bound: return .number(0)
    case .negate(let a): return .negate(try derivative(of: a))
    case .sum(let terms): return .sum(try terms.mappedTrees(derivative))
    case .tuple(let members): return .tuple(try members.mappedTrees(derivative))
    case .product(let factors): return try product(factors)
    case .quotient(let a, let b):
      if !b.isFree(name) { return .quotient(try derivative(of: a), b) }
      let top: Tree = .sum([
        .product([try derivative(of: a), b]), .negate(.product([a, try derivative(of: b)])),
      ])
      return .quotient(top, .power(b, .number(2)))
    case .power(let a, let b): return try power(a, b)
    case .apply(let function, let arguments): return try apply(function, arguments)
    case .fold(let fold): return try self.fold(fold)
    case .cases(let branches): return .cases(try self.branches(branches))
    case .derivative(let scope, let place, let order):
      return try derivative(of: try scope.derivative(order: order).applied(to: place))
    case .integral(let scope, let from, let to): return try integral(scope, from, to)
    case .call(let call): throw .withoutFormula(call.name)
    case .applied(let function, _):
      throw .unsupported(
        zh: "\(function.brief) 的导数：它在这里没有公式",
        en: "the derivative of \(function.brief), which has no formula here")
    case .element: throw .unsupported(zh: "对下标或数组求导", en: "a derivative by an index or an array")
    case .limit: throw .unsupported(zh: "极限的导数", en: "the derivative of a limit")
    case .relation, .logic, .quantified, .set:
      throw .unsupported(zh: "命题的导数", en: "the derivative of a statement")
    }
  }

  private func product(_ factors: [Tree]) throws(Undefined) -> Tree {
    var terms: [Tree] = []
    for (position, factor) in factors.enumerated() where factor.isFree(name) {
      var others = factors
      others[position] = try derivative(of: factor)
      terms.append(.product(others))
    }
    return terms.count == 1 ? terms[0] : .sum(terms)
  }

  private func power(_ a: Tree, _ b: Tree) throws(Undefined) -> Tree {
    if !b.isFree(name) {
      return .product([b, .power(a, .sum([b, .negate(.number(1))])), try derivative(of: a)])
    }
    if !a.isFree(name) { return .product([.power(a, b), .apply(.log, [a]), try derivative(of: b)]) }
    let slopes: Tree = .sum([
      .product([try derivative(of: b), .apply(.log, [a])]),
      .quotient(.product([b, try derivative(of: a)]), a),
    ])
    return .product([.power(a, b), slopes])
  }

  /// Termwise; a product's term k in turn, the others kept.
  private func fold(_ fold: Tree.Fold) throws(Undefined) -> Tree {
    guard !fold.range.children.contains(where: { $0.isFree(name) }) else {
      throw .unsupported(zh: "对求和的上下限求导", en: "a derivative by what bounds a sum")
    }
    let (index, body) = fold.scope.opened(avoiding: [name])
    let slope = try derivative(of: body)
    switch fold.kind {
    case .sum: return .fold(Tree.Fold(.sum, index, fold.range, slope))
    case .product:
      var chosen = index
      repeat { chosen.primes += 1 } while body.isFree(chosen) || chosen == name
      let factor: Tree = .cases([
        Tree.Branch(slope, if: .relation([.symbol(index), .symbol(chosen)], [.equal])),
        Tree.Branch(body, if: nil),
      ])
      let one: Tree = .fold(Tree.Fold(.product, index, fold.range, factor))
      return .fold(Tree.Fold(.sum, chosen, fold.range, one))
    default:
      throw .unsupported(zh: "\(fold.kind.rawValue) 的导数", en: "the derivative of \(fold.kind.rawValue)")
    }
  }

  /// Leibniz' rule.
  private func integral(_ scope: Tree.Scope, _ from: Tree, _ to: Tree) throws(Undefined) -> Tree {
    var terms: [Tree] = [
      .product([scope.applied(to: to), try derivative(of: to)]),
      .negate(.product([scope.applied(to: from), try derivative(of: from)])),
    ]
    let (variable, body) = scope.opened(avoiding: [name])
    if body.isFree(name) {
      terms.append(.integral(try derivative(of: body), over: variable, from: from, to: to))
    }
    return .sum(terms)
  }

  /// Branchwise, inside each branch only: where two meet there need not be a derivative.
  private func branches(_ branches: [Tree.Branch]) throws(Undefined) -> [Tree.Branch] {
    var result: [Tree.Branch] = []
    var outside: [Tree] = []
    for branch in branches {
      guard let condition = branch.condition else {
        let rest: Tree? = outside.isEmpty ? nil : outside.count == 1 ? outside[0] : .logic(.and, outside)
        result.append(Tree.Branch(try derivative(of: branch.value), if: rest))
        break
      }
      guard condition.isFree(name) else {
        result.append(Tree.Branch(try derivative(of: branch.value), if: condition))
        continue
      }
      let (inside, negation) = try Self.strict(condition)
      if let inside { result.append(Tree.Branch(try derivative(of: branch.value), if: inside)) }
      // Later branches must not claim the border of this one; and none has an inside where this one's is all but that.
      guard let negation else { break }
      outside.append(negation)
    }
    guard !result.isEmpty else { throw Undefined(.noBranch) }
    return result
  }

  /// The inside of where a condition holds (`nil` if that is empty), and the inside of where it does not.
  /// Only between continuous sides: then these are open sets.
  private static func strict(_ condition: Tree) throws(Undefined) -> (inside: Tree?, outside: Tree?) {
    guard !condition.contains(where: \.mayJump) else {
      throw .unsupported(
        zh: "跨过条件 \(condition.brief) 求导", en: "a derivative across the condition \(condition.brief)")
    }
    guard case .relation(let terms, let relations) = condition, terms.count == 2,
      let relation = relations.first
    else {
      if case .relation(let terms, let relations) = condition, relations.allSatisfy(\.isOrder) {
        let inside: Tree = .relation(terms, relations.map(\.strict))
        return (inside, .logic(.not, [.relation(terms, relations.map(\.loose))]))
      }
      throw .unsupported(
        zh: "跨过条件 \(condition.brief) 求导", en: "a derivative across the condition \(condition.brief)")
    }
    switch relation {
    case .equal: return (nil, .relation(terms, [.unequal]))
    case .unequal: return (condition, nil)
    case .less, .lessOrEqual: return (.relation(terms, [.less]), .relation(terms, [.greater]))
    case .greater, .greaterOrEqual: return (.relation(terms, [.greater]), .relation(terms, [.less]))
    default:
      throw .unsupported(
        zh: "跨过条件 \(condition.brief) 求导", en: "a derivative across the condition \(condition.brief)")
    }
  }
}

extension Tree {
  /// Whether the node's value may jump inside its domain.
  fileprivate var mayJump: Bool {
    switch self {
    case .cases, .call, .applied, .derivative, .logic, .quantified: true
    case .apply(let function, _):
      switch function {
      case .floor, .ceiling, .sign, .modulo, .gcd, .indicator, .factorial, .arctan2, .gamma, .binomial, .xor,
        .bitAnd, .bitOr, .modularInverse:
        true
      default: false
      }
    default: false
    }
  }
}

extension Tree.Relation {
  var isOrder: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }
  var strict: Self { self == .lessOrEqual ? .less : self == .greaterOrEqual ? .greater : self }
  var loose: Self { self == .less ? .lessOrEqual : self == .greater ? .greaterOrEqual : self }
}

extension Array where Element == Tree {
  func mappedTrees(_ transform: (Tree) throws(Undefined) -> Tree) throws(Undefined) -> [Tree] {
    try mapped(transform)
  }
}

extension Undefined {
  fileprivate static func withoutFormula(_ name: Name) -> Undefined {
    .unsupported(
      zh: "\(name.plain) 的导数：它在这里没有公式", en: "the derivative of \(name.plain), which has no formula here")
  }
}
