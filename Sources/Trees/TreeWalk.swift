extension Tree {
  /// The trees right below, in reading order. Every other walk is made of this and `mapChildren`.
  package var children: [Tree] {
    switch self {
    case .number, .constant, .symbol: []
    case .element(let array, let indices): [array] + indices
    case .negate(let a): [a]
    case .sum(let terms), .product(let terms), .tuple(let terms), .apply(_, let terms),
      .relation(let terms, _), .logic(_, let terms):
      terms
    case .quotient(let a, let b), .power(let a, let b): [a, b]
    case .call(let call): call.arguments + call.settings.map(\.value)
    case .fold(let fold): fold.range.children + [fold.body]
    case .cases(let branches): branches.flatMap { [$0.value] + ($0.condition.map { [$0] } ?? []) }
    case .quantified(_, let bindings, let body): bindings.compactMap(\.set) + [body]
    case .set(let form): form.children
    case .derivative(let body, _, _): [body]
    case .integral(let body, _, let from, let to): [body, from, to]
    case .limit(let body, _, let to, _): [body, to]
    }
  }

  /// The same node over other children.
  package func mapChildren(_ map: (Tree) -> Tree) -> Tree {
    switch self {
    case .number, .constant, .symbol: self
    case .element(let array, let indices): .element(map(array), indices.map(map))
    case .negate(let a): .negate(map(a))
    case .sum(let terms): .sum(terms.map(map))
    case .product(let terms): .product(terms.map(map))
    case .tuple(let terms): .tuple(terms.map(map))
    case .apply(let function, let terms): .apply(function, terms.map(map))
    case .relation(let terms, let relations): .relation(terms.map(map), relations)
    case .logic(let connective, let terms): .logic(connective, terms.map(map))
    case .quotient(let a, let b): .quotient(map(a), map(b))
    case .power(let a, let b): .power(map(a), map(b))
    case .call(let call):
      .call(
        Call(
          call.name, definition: call.definition, arguments: call.arguments.map(map),
          settings: call.settings.map { Setting($0.name, map($0.value)) }))
    case .fold(let fold):
      .fold(Fold(fold.kind, fold.index, fold.range.mapChildren(map), map(fold.body)))
    case .cases(let branches):
      .cases(branches.map { Branch(map($0.value), if: $0.condition.map(map)) })
    case .quantified(let quantifier, let bindings, let body):
      .quantified(
        quantifier, bindings.map { Binding($0.name, in: $0.set.map(map)) }, map(body))
    case .set(let form): .set(form.mapChildren(map))
    case .derivative(let body, let name, let order): .derivative(map(body), by: name, order: order)
    case .integral(let body, let name, let from, let to):
      .integral(map(body), over: name, from: map(from), to: map(to))
    case .limit(let body, let name, let to, let side):
      .limit(map(body), of: name, to: map(to), from: side)
    }
  }

  /// Names that this node binds in its body.
  package var boundNames: [Name] {
    switch self {
    case .fold(let fold): [fold.index]
    case .quantified(_, let bindings, _): bindings.map(\.name)
    case .integral(_, let name, _, _), .limit(_, let name, _, _): [name]
    case .set(.filtered(let name, _, _)): [name]
    default: []
    }
  }

  /// Free symbols, each once, in order of appearance. Names of called functions are not among them,
  /// unless the function is an argument (`f`).
  package var freeSymbols: [Name] {
    var found: [Name] = []
    var seen = Set<Name>()
    collect(bound: [], into: &found, seen: &seen)
    return found
  }

  private func collect(bound: Set<Name>, into found: inout [Name], seen: inout Set<Name>) {
    if case .symbol(let name) = self, !bound.contains(name), seen.insert(name).inserted {
      found.append(name)
    }
    if case .call(let call) = self, call.definition.isEmpty, !bound.contains(call.name),
      seen.insert(call.name).inserted
    {
      found.append(call.name)
    }
    // A bound name is free in the range that it runs over; no note writes `\sum_{i=1}^{i}`.
    let inner = bound.union(boundNames)
    for child in children { child.collect(bound: inner, into: &found, seen: &seen) }
  }

  /// Whether any node satisfies a predicate.
  package func contains(where predicate: (Tree) -> Bool) -> Bool {
    predicate(self) || children.contains { $0.contains(where: predicate) }
  }

  /// Free symbols replaced by trees, bound names left alone.
  ///
  /// - Precondition: no replacement holds a symbol that a binder here binds (the reader sees to it).
  package func substituting(_ replacements: [Name: Tree]) -> Tree {
    guard !replacements.isEmpty else { return self }
    if case .symbol(let name) = self { return replacements[name] ?? self }
    let bound = boundNames
    guard !bound.isEmpty else { return mapChildren { $0.substituting(replacements) } }
    var inner = replacements
    for name in bound { inner[name] = nil }
    return mapChildren { $0.substituting(inner) }
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
    case .filtered(_, let set, let condition): (set.map { [$0] } ?? []) + [condition]
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
    case .filtered(let name, let set, let condition):
      .filtered(name, in: set.map(map), map(condition))
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
