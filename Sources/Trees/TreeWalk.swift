extension Tree {
  /// The trees right below, in reading order; what is in a scope with indices, as it is held. Every other walk is made of
  /// this and `mapChildren`.
  package var children: [Tree] {
    var found: [Tree] = []
    _ = anyChild { child, _ in
      found.append(child)
      return false
    }
    return found
  }

  /// The same node over other children.
  package func mapChildren(_ map: (Tree) -> Tree) -> Tree { mapScoped { child, _ in map(child) } }

  /// The same node over other children; a child comes with the number of scopes that it stands deeper.
  func mapScoped(_ map: (Tree, Int) -> Tree) -> Tree {
    func each(_ trees: [Tree]) -> [Tree] { trees.map { map($0, 0) } }
    func one(_ tree: Tree) -> Tree { map(tree, 0) }
    func inner(_ scope: Scope) -> Scope { scope.map { map($0, 1) } }
    func each(_ settings: [Setting]) -> [Setting] { settings.map { Setting($0.name, map($0.value, 0)) } }
    switch self {
    case .number, .constant, .symbol, .bound: return self
    case .element(let array, let indices): return .element(one(array), each(indices))
    case .negate(let a): return .negate(one(a))
    case .sum(let terms): return .sum(each(terms))
    case .product(let terms): return .product(each(terms))
    case .tuple(let terms): return .tuple(each(terms))
    case .apply(let function, let terms): return .apply(function, each(terms))
    case .applied(let function, let terms): return .applied(one(function), each(terms))
    case .relation(let terms, let relations): return .relation(each(terms), relations)
    case .logic(let connective, let terms): return .logic(connective, each(terms))
    case .quotient(let a, let b): return .quotient(one(a), one(b))
    case .power(let a, let b): return .power(one(a), one(b))
    case .call(let call):
      return .call(
        Call(
          call.name, definition: call.definition, arguments: each(call.arguments),
          settings: each(call.settings), captured: each(call.captured)))
    case .fold(let fold): return .fold(Fold(fold.kind, fold.range.mapChildren(one), inner(fold.scope)))
    case .cases(let branches):
      return .cases(branches.map { Branch(one($0.value), if: $0.condition.map(one)) })
    case .quantified(let quantifier, let set, let scope):
      return .quantified(quantifier, in: set.map(one), inner(scope))
    case .set(.filtered(let set, let scope)): return .set(.filtered(in: set.map(one), inner(scope)))
    case .set(let form): return .set(form.mapChildren(one))
    case .derivative(let scope, let place, let order):
      return .derivative(inner(scope), at: one(place), order: order)
    case .integral(let scope, let from, let to): return .integral(inner(scope), from: one(from), to: one(to))
    case .limit(let scope, let to, let side): return .limit(inner(scope), to: one(to), from: side)
    }
  }

  /// Whether a child, with the number of scopes that it stands deeper, satisfies a predicate; in reading order.
  func anyChild(_ predicate: (Tree, Int) -> Bool) -> Bool {
    func some(_ trees: [Tree]) -> Bool { trees.contains { predicate($0, 0) } }
    func one(_ tree: Tree) -> Bool { predicate(tree, 0) }
    func inner(_ scope: Scope) -> Bool { predicate(scope.inside, 1) }
    switch self {
    case .number, .constant, .symbol, .bound: return false
    case .element(let a, let terms), .applied(let a, let terms): return one(a) || some(terms)
    case .negate(let a): return one(a)
    case .sum(let terms), .product(let terms), .tuple(let terms), .apply(_, let terms),
      .relation(let terms, _), .logic(_, let terms):
      return some(terms)
    case .quotient(let a, let b), .power(let a, let b): return one(a) || one(b)
    case .call(let call):
      return some(call.arguments) || call.settings.contains { one($0.value) }
        || call.captured.contains { one($0.value) }
    case .fold(let fold): return some(fold.range.children) || inner(fold.scope)
    case .cases(let branches):
      return branches.contains { one($0.value) || $0.condition.map(one) ?? false }
    case .quantified(_, let set, let scope), .set(.filtered(let set, let scope)):
      return set.map(one) ?? false || inner(scope)
    case .set(let form): return some(form.children)
    case .derivative(let scope, let place, _): return one(place) || inner(scope)
    case .integral(let scope, let from, let to): return inner(scope) || one(from) || one(to)
    case .limit(let scope, let to, _): return inner(scope) || one(to)
    }
  }

  /// The children with each scope opened; a child in a scope comes with the name that stands for it there.
  package var openedChildren: [(tree: Tree, name: Name?)] {
    var found: [(tree: Tree, name: Name?)] = []
    _ = mapOpened { child, name in
      found.append((child, name))
      return child
    }
    return found
  }

  /// The same node over other children, each scope opened before and closed again after.
  package func mapOpened(_ map: (Tree, Name?) -> Tree) -> Tree {
    mapScoped { child, depth in depth == 0 ? map(child, nil) : child }.mapScopes { scope in
      let (name, body) = scope.opened
      return Scope(name, map(body, name))
    }
  }

  func mapScopes(_ map: (Scope) -> Scope) -> Tree {
    switch self {
    case .fold(let fold): .fold(Fold(fold.kind, fold.range, map(fold.scope)))
    case .quantified(let quantifier, let set, let scope): .quantified(quantifier, in: set, map(scope))
    case .set(.filtered(let set, let scope)): .set(.filtered(in: set, map(scope)))
    case .derivative(let scope, let place, let order): .derivative(map(scope), at: place, order: order)
    case .integral(let scope, let from, let to): .integral(map(scope), from: from, to: to)
    case .limit(let scope, let to, let side): .limit(map(scope), to: to, from: side)
    default: self
    }
  }

  /// Free symbols, each once, in order of appearance. Names of called functions are not among them,
  /// unless the function is an argument (`f`).
  package var freeSymbols: [Name] {
    var found: [Name] = []
    var seen = Set<Name>()
    func collect(_ tree: Tree) {
      if case .symbol(let name) = tree, seen.insert(name).inserted { found.append(name) }
      tree.children.forEach(collect)
    }
    collect(self)
    return found
  }

  package func isFree(_ name: Name) -> Bool {
    if case .symbol(name) = self { return true }
    return anyChild { child, _ in child.isFree(name) }
  }

  /// Whether any node satisfies a predicate.
  package func contains(where predicate: (Tree) -> Bool) -> Bool {
    predicate(self) || anyChild { child, _ in child.contains(where: predicate) }
  }

  /// The number of nodes.
  package var size: Int { children.reduce(1) { $0 + $1.size } }
}

extension Tree.Fold.Range {
  package var children: [Tree] {
    switch self {
    case .integers(let lower, let upper): [lower, upper]
    case .set(let set): [set]
    case .whole: []
    }
  }

  func mapChildren(_ map: (Tree) -> Tree) -> Self {
    switch self {
    case .integers(let lower, let upper): .integers(map(lower), map(upper))
    case .set(let set): .set(map(set))
    case .whole: .whole
    }
  }
}

extension Tree.SetForm {
  package var children: [Tree] {
    switch self {
    case .finite(let members), .union(let members), .intersection(let members): members
    case .interval(let lower, let upper, _, _): [lower, upper]
    case .reals, .positiveReals, .nonnegativeReals, .integers, .naturals, .rationals: []
    case .arrays(let element, let lengths): [element] + lengths
    case .functions(let from, let to): [from, to]
    case .difference(let a, let b): [a, b]
    case .filtered(let set, let scope): (set.map { [$0] } ?? []) + [scope.inside]
    }
  }

  func mapChildren(_ map: (Tree) -> Tree) -> Self {
    switch self {
    case .finite(let members): .finite(members.map(map))
    case .union(let members): .union(members.map(map))
    case .intersection(let members): .intersection(members.map(map))
    case .interval(let lower, let upper, let below, let above):
      .interval(map(lower), map(upper), closedBelow: below, closedAbove: above)
    case .reals, .positiveReals, .nonnegativeReals, .integers, .naturals, .rationals: self
    case .arrays(let element, let lengths): .arrays(map(element), lengths: lengths.map(map))
    case .functions(let from, let to): .functions(from: map(from), to: map(to))
    case .difference(let a, let b): .difference(map(a), map(b))
    case .filtered(let set, let scope): .filtered(in: set.map(map), scope.map(map))
    }
  }
}

extension Array {
  /// `map` with a typed error.
  package func mapped<T>(_ transform: (Element) throws(Undefined) -> T) throws(Undefined) -> [T] {
    var result: [T] = []
    result.reserveCapacity(count)
    for element in self { result.append(try transform(element)) }
    return result
  }
}

extension Tree {
  /// Whether an infinite value of this factor can only come from a logarithm of 0.
  package var isInfiniteOnlyByLogarithm: Bool {
    contains { node in
      switch node {
      case .apply(.log, _), .apply(.logBase, _), .call: true
      default: false
      }
    } && !contains { $0 == .constant(.infinity) }
  }
}
