import Trees

/// A tree with one node changed, and what was changed into what.
struct TreeMutant: Hashable, Sendable {
  var tree: Tree
  var before: Tree
  var after: Tree
}

extension Tree {
  /// Every tree that differs from this one in a single node: a sign, an operator, an exponent, a
  /// constant, a variable, a bound, a branch, the order of arguments.
  ///
  /// - Parameter symbols: names that may stand in for one another.
  func mutants(symbols: [Name]) -> [TreeMutant] {
    var seen: Set<Tree> = [self]
    return mutants(symbols: symbols, bound: []).filter { seen.insert($0.tree).inserted }
  }

  private func mutants(symbols: [Name], bound: Set<Name>) -> [TreeMutant] {
    var found = variants(symbols: symbols, bound: bound).map { TreeMutant(tree: $0, before: self, after: $0) }
    for (index, child) in openedChildren.enumerated() {
      let inner = child.name.map { bound.union([$0]) } ?? bound
      for mutant in child.tree.mutants(symbols: symbols, bound: inner) {
        found.append(
          TreeMutant(tree: replacingChild(index, by: mutant.tree), before: mutant.before, after: mutant.after)
        )
      }
    }
    return found
  }

  func replacingChild(_ index: Int, by tree: Tree) -> Tree {
    var position = -1
    return mapOpened { child, _ in
      position += 1
      return position == index ? tree : child
    }
  }

  /// What this very node may turn into.
  private func variants(symbols: [Name], bound: Set<Name>) -> [Tree] {
    switch self {
    case .number(let number): Self.numberVariants(number)
    case .constant(let constant): constant == .infinity ? [] : [.number(1)]
    case .symbol(let name):
      bound.contains(name)
        ? [] : symbols.filter { $0 != name }.map { .symbol($0) } + [.sum([.number(1), .negate(self)])]
    case .negate(let a): [a]
    case .sum(let terms): Self.sumVariants(terms)
    case .product(let factors): Self.productVariants(factors)
    case .quotient(let a, let b): [.quotient(b, a), .product([a, b]), a]
    case .power(let a, let b): Self.powerVariants(a, b)
    case .apply(let function, let arguments): Self.functionVariants(function, arguments)
    case .call(let call): Self.callVariants(call)
    case .fold(let fold): Self.foldVariants(fold)
    case .cases(let branches): Self.branchVariants(branches)
    case .relation(let terms, let relations): Self.relationVariants(terms, relations)
    case .element(let array, let indices): Self.indexVariants(array, indices)
    case .logic(.and, let parts): [.logic(.or, parts)]
    case .logic(.or, let parts): [.logic(.and, parts)]
    case .derivative(let scope, let place, let order): [.derivative(scope, at: place, order: order + 1)]
    case .bound, .applied, .logic, .quantified, .set, .tuple, .integral, .limit: []
    }
  }

  private static func numberVariants(_ number: Number) -> [Tree] {
    var variants: [Tree] = [.sum([.number(number), .number(1)]), .negate(.number(number))]
    if number != 1 { variants.append(.number(1)) }
    if number != 0 { variants += [.number(0), .product([.number(2), .number(number)])] }
    return variants
  }

  /// `-A + B` for `-(A + B)` and back, each sign, each term.
  private static func sumVariants(_ terms: [Tree]) -> [Tree] {
    var variants: [Tree] = []
    if case .negate(let first) = terms[0] { variants.append(.negate(.sum([first] + terms.dropFirst()))) }
    for (index, term) in terms.enumerated() {
      var changed = terms
      changed[index] = if case .negate(let a) = term { a } else { .negate(term) }
      variants.append(.sum(changed))
      var fewer = terms
      fewer.remove(at: index)
      variants.append(fewer.count == 1 ? fewer[0] : .sum(fewer))
    }
    if terms.count == 2 { variants.append(.product(terms)) }
    return variants
  }

  private static func productVariants(_ factors: [Tree]) -> [Tree] {
    var variants: [Tree] = [.negate(.product(factors))]
    for index in factors.indices {
      var fewer = factors
      fewer.remove(at: index)
      variants.append(fewer.count == 1 ? fewer[0] : .product(fewer))
    }
    if factors.count == 2 { variants += [.sum(factors), .quotient(factors[0], factors[1])] }
    return variants
  }

  private static func powerVariants(_ a: Tree, _ b: Tree) -> [Tree] {
    [
      a, .product([a, b]), .power(b, a), .power(a, .negate(b)), .power(a, .sum([b, .number(1)])),
      .power(a, .product([.number(2), b])), .power(a, .sum([.number(1), .negate(b)])),
    ]
  }

  private static func functionVariants(_ function: Function, _ arguments: [Tree]) -> [Tree] {
    var variants: [Tree] = []
    if arguments.count == 2 { variants.append(.apply(function, [arguments[1], arguments[0]])) }
    if arguments.count == 1 {
      variants += [arguments[0], .negate(.apply(function, arguments))]
      variants.append(.apply(function, [.negate(arguments[0])]))
      variants.append(.apply(function, [.sum([.number(1), .negate(arguments[0])])]))
    }
    let others: [Function: [Function]] = [
      .exp: [.log], .log: [.exp], .sin: [.cos], .cos: [.sin], .tan: [.tanh], .tanh: [.tan], .min: [.max],
      .max: [.min], .floor: [.ceiling], .ceiling: [.floor], .sqrt: [.abs], .sigmoid: [.tanh],
    ]
    return variants + (others[function] ?? []).map { .apply($0, arguments) }
  }

  /// The neighbour's element, and the first: `p_{i+1}`, `p_1`.
  private static func indexVariants(_ array: Tree, _ indices: [Tree]) -> [Tree] {
    indices.indices.flatMap { place in
      [
        Tree.sum([indices[place], .number(1)]), .sum([indices[place], .negate(.number(1))]), .number(1),
      ].filter { $0 != indices[place] }.map { index in
        var changed = indices
        changed[place] = index
        return .element(array, changed)
      }
    }
  }

  private static func callVariants(_ call: Call) -> [Tree] {
    guard call.arguments.count >= 2 else { return [] }
    return call.arguments.indices.dropLast().map { index in
      var swapped = call
      swapped.arguments.swapAt(index, index + 1)
      return .call(swapped)
    }
  }

  private static func foldVariants(_ fold: Fold) -> [Tree] {
    let others: [Fold.Kind: Fold.Kind] = [
      .sum: .product, .product: .sum, .min: .max, .max: .min, .argmin: .argmax, .argmax: .argmin, .sup: .inf,
      .inf: .sup,
    ]
    var variants: [Tree] = []
    func add(_ change: (inout Fold) -> Void) {
      var changed = fold
      change(&changed)
      variants.append(.fold(changed))
    }
    if let other = others[fold.kind] { add { $0.kind = other } }
    if case .integers(let lower, let upper) = fold.range {
      add { $0.range = .integers(.sum([lower, .number(1)]), upper) }
      add { $0.range = .integers(.sum([lower, .negate(.number(1))]), upper) }
      add { $0.range = .integers(lower, .sum([upper, .negate(.number(1))])) }
      add { $0.range = .integers(lower, .sum([upper, .number(1)])) }
    }
    return variants
  }

  private static func branchVariants(_ branches: [Branch]) -> [Tree] {
    guard branches.count >= 2 else { return [] }
    return branches.indices.dropLast().map { index in
      var swapped = branches
      (swapped[index].value, swapped[index + 1].value) = (branches[index + 1].value, branches[index].value)
      return .cases(swapped)
    }
  }

  private static func relationVariants(_ terms: [Tree], _ relations: [Relation]) -> [Tree] {
    let others: [Relation: [Relation]] = [
      .equal: [.unequal], .unequal: [.equal], .less: [.lessOrEqual, .greater],
      .lessOrEqual: [.less, .greaterOrEqual], .greater: [.greaterOrEqual, .less],
      .greaterOrEqual: [.greater, .lessOrEqual],
    ]
    return relations.indices.flatMap { index in
      (others[relations[index]] ?? []).map { other in
        var changed = relations
        changed[index] = other
        return .relation(terms, changed)
      }
    }
  }
}
