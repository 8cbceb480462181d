import Trees

/// What is said of some terms, as relations.
struct Saying {
  package var terms: [Tree]
  var subject: Predicate.Subject
  package var quantity = Predicate.Quantity.every
  package var rank: (Name) -> Int
  /// Of an array of one dimension.
  package var length: (Name) -> Tree?
  package var isDeclared: (Name) -> Bool

  package func relations(_ requirement: Predicate.Requirement) -> [Tree]? {
    if quantity != .every { return partial(requirement) }
    if requirement.isMutual { return mutual(requirement) }
    if requirement == .distribution { return distribution }
    if requirement.isOfArray { return terms.map { whole($0, requirement) }.unwrapped()?.flatMap { $0 } }
    // 非零 of an array: not all of it is zero.
    if requirement == .compares(.unequal, .number(0)), subject == .each, terms.allSatisfy(isArray) {
      return relations(.nonzero)
    }
    guard let sides = sides(for: requirement) else { return nil }
    var found: [Tree] = []
    for side in sides {
      if requirement == .real, !isFree(side) { continue }
      guard let relation = relation(of: side, requirement) else { return nil }
      found.append(relation)
    }
    return found
  }

  /// A symbol that nothing else says where to look for.
  private func isFree(_ term: Tree) -> Bool {
    if case .symbol(let name) = term { !isDeclared(name) && rank(name) == 0 } else { false }
  }

  private func isArray(_ term: Tree) -> Bool { rank(of: term) > 0 }

  private func rank(of term: Tree) -> Int {
    if case .symbol(let name) = term { rank(name) } else { 0 }
  }

  private var distribution: [Tree]? {
    guard subject == .each else { return nil }
    return terms.map { term -> [Tree]? in
      if isFree(term) {
        return elements(of: term, in: .interval(.number(0), .number(1), closedBelow: true, closedAbove: true))
      }
      guard rank(of: term) == 1, let element = element(of: term), let total = total(of: term) else {
        return nil
      }
      return [
        .relation([element, .number(0)], [.greaterOrEqual]), .relation([total, .number(1)], [.equal]),
      ]
    }.unwrapped()?.flatMap { $0 }
  }

  /// What each requirement is said of.
  private func sides(for requirement: Predicate.Requirement) -> [Tree]? {
    switch subject {
    // What is said of an array as a whole is said of each element only where it orders them.
    case .each:
      return terms.map { term in
        guard isArray(term) else { return term }
        return requirement.orders && rank(of: term) == 1 ? element(of: term) : nil
      }.unwrapped()
    case .elements: return terms.map(element).unwrapped()
    case .elementSum: return terms.map(total).unwrapped()
    // 各分量非负且和为 1
    case .sum where terms.allSatisfy { rank(of: $0) == 1 }: return terms.map(total).unwrapped()
    case .sum, .product, .difference:
      guard terms.count > 1, !terms.contains(where: isArray) else { return nil }
      if subject == .sum { return [.sum(terms)] }
      if subject == .product { return [.product(terms)] }
      return terms.count == 2 ? [.sum([terms[0], .negate(terms[1])])] : nil
    }
  }

  private func element(of term: Tree) -> Tree? {
    guard case .symbol(let name) = term, rank(name) > 0 else { return nil }
    return .element(term, (0..<rank(name)).map { .symbol(Self.index($0, besides: name)) })
  }

  private func total(of term: Tree) -> Tree? { fold(.sum, term) }

  private func total(of term: Tree, _ body: (Tree) -> Tree) -> Tree? { fold(.sum, term, body) }

  private func fold(_ kind: Tree.Fold.Kind, _ term: Tree, _ body: (Tree) -> Tree = { $0 }) -> Tree? {
    guard case .symbol(let name) = term, rank(name) == 1 else { return nil }
    let index = Self.index(0, besides: name)
    return .fold(Tree.Fold(kind, index, .whole, body(.element(term, [.symbol(index)]))))
  }

  private static func index(_ place: Int, besides name: Name) -> Name {
    let letters = ["i", "j", "k", "l", "m"].filter { $0 != name.base }
    return Name(letters[place % letters.count])
  }

  private func relation(of side: Tree, _ requirement: Predicate.Requirement) -> Tree? {
    switch requirement {
    case .compares(let relation, let other): return .relation([side, other], [relation])
    case .real: return .relation([side, .set(.reals)], [.in])
    case .whole:
      if case .element = side { return nil }
      if isFree(side) { return .relation([side, .set(.integers)], [.in]) }
      return .relation([.apply(.floor, [side]), side], [.equal])
    case .broken:
      if case .element = side { return nil }
      return .relation([.apply(.floor, [side]), side], [.unequal])
    case .remainder(let rest):
      if case .element = side { return nil }
      return .relation([.apply(.modulo, [side, .number(2)]), .number(Number(UInt(rest)))], [.equal])
    case .prime, .composite:
      guard !isArray(side) else { return nil }
      return .logic(.and, primality(of: side, isPrime: requirement == .prime))
    case .distinct, .equal, .coprime, .sameSign, .oppositeSigns, .distribution, .nonzero, .unit, .oneHot,
      .symmetric:
      return nil
    }
  }

  private func mutual(_ requirement: Predicate.Requirement) -> [Tree]? {
    if requirement == .distinct, terms.count == 1, subject == .each || subject == .elements {
      return distinctElements(of: array(terms[0])).map { [$0] }
    }
    guard subject == .each, terms.count > 1, !terms.contains(where: isArray) else { return nil }
    var found: [Tree] = []
    for (place, left) in terms.enumerated() {
      for right in terms[(place + 1)...] {
        switch requirement {
        case .distinct: found.append(.relation([left, right], [.unequal]))
        case .equal where place == 0: found.append(.relation([left, right], [.equal]))
        case .coprime where terms.count == 2:
          found.append(.relation([.apply(.gcd, [left, right]), .number(1)], [.equal]))
        case .equal: continue
        case .sameSign: found.append(.relation([.product([left, right]), .number(0)], [.greater]))
        case .oppositeSigns where terms.count == 2:
          found.append(.relation([.product([left, right]), .number(0)], [.less]))
        default: return nil
        }
      }
    }
    return found
  }
}

// MARK: Arrays as a whole

extension Saying {
  /// What is said of an array as a whole; of a number 非零 is ≠ 0.
  private func whole(_ term: Tree, _ requirement: Predicate.Requirement) -> [Tree]? {
    guard subject == .each else { return nil }
    switch requirement {
    case .nonzero: return some(term, .unequal, .number(0)).map { [$0] }
    case .unit:
      guard rank(of: term) == 1, let squares = total(of: term, { .power($0, .number(2)) }) else { return nil }
      return [.relation([squares, .number(1)], [.equal])]
    case .oneHot:
      if isFree(term) { return elements(of: term, in: .finite([.number(0), .number(1)])) }
      guard rank(of: term) == 1, let element = element(of: term), let total = total(of: term) else {
        return nil
      }
      let ends = Tree.set(.finite([.number(0), .number(1)]))
      return [.relation([element, ends], [.in]), .relation([total, .number(1)], [.equal])]
    case .symmetric:
      guard rank(of: term) == 2 else { return nil }
      return [.relation([term, .apply(.transpose, [term])], [.equal])]
    default: return nil
    }
  }

  /// A vector that nothing declares, by its elements, whose sum is 1: how long it is, the formula says.
  private func elements(of term: Tree, in set: Tree.SetForm) -> [Tree]? {
    guard case .symbol(let name) = term else { return nil }
    let index = Self.index(0, besides: name)
    let element = Tree.element(term, [.symbol(index)])
    return [
      .relation([element, .set(set)], [.in]),
      .relation([.fold(Tree.Fold(.sum, index, .whole, element)), .number(1)], [.equal]),
    ]
  }

  /// 至少有一个为正, 不全为零: of some, or not of all.
  private func partial(_ requirement: Predicate.Requirement) -> [Tree]? {
    let isNegated = quantity == .notEvery
    let terms = terms.map(array)
    // 不全相等: of three, two differ from the first or one does.
    if requirement == .equal, isNegated {
      if terms.count == 1 { return spread(terms[0]).map { [$0] } }
      guard !terms.contains(where: isArray) else { return nil }
      return [.logic(.or, terms.dropFirst().map { .relation([terms[0], $0], [.unequal]) }).simplified]
    }
    guard case .compares(let plain, let other) = requirement else { return nil }
    guard let relation = isNegated ? plain.contrary : plain else { return nil }
    let parts = terms.map { some($0, relation, other) }.unwrapped()
    return parts.map { [Tree.logic(.or, $0).simplified] }
  }

  /// `$y_i$ 不全相等` is said of the array whose elements these are.
  private func array(_ term: Tree) -> Tree {
    switch term {
    case .element(let array, let indices):
      if indices.count == 1, case .symbol = indices[0] { array } else { term }
    case .symbol(let name) where name.label?.isOfIndices == true && rank(name) == 0 && rank(name.bare) == 1:
      .symbol(name.bare)
    default: term
    }
  }

  /// That a number, or some element of an array, stands so to another.
  private func some(_ term: Tree, _ relation: Tree.Relation, _ other: Tree) -> Tree? {
    guard isArray(term) else { return .relation([term, other], [relation]) }
    guard rank(of: term) == 1 else {
      guard relation == .unequal, other == .number(0) else { return nil }
      return .relation([.apply(.norm, [term]), .number(0)], [.greater])
    }
    switch relation {
    case .unequal:
      guard let apart = total(of: term, { .apply(.abs, [.sum([$0, .negate(other)])]) }) else { return nil }
      return .relation([apart, .number(0)], [.greater])
    case .greater, .greaterOrEqual: return fold(.max, term).map { .relation([$0, other], [relation]) }
    case .less, .lessOrEqual: return fold(.min, term).map { .relation([$0, other], [relation]) }
    default: return nil
    }
  }

  /// 分量不全相等
  private func spread(_ term: Tree) -> Tree? {
    guard rank(of: term) == 1, let highest = fold(.max, term), let lowest = fold(.min, term) else {
      return nil
    }
    return .relation([highest, lowest], [.greater])
  }

  /// No two elements are equal: the product of all differences is none.
  private func distinctElements(of term: Tree) -> Tree? {
    guard case .symbol(let name) = term, rank(name) == 1, let length = length(name) else { return nil }
    let (first, second) = (Self.index(0, besides: name), Self.index(1, besides: name))
    let apart = Tree.sum([.element(term, [.symbol(first)]), .negate(.element(term, [.symbol(second)]))])
    let later = Tree.fold(
      Tree.Fold(.product, second, .integers(.sum([.symbol(first), .number(1)]), length), apart))
    return .relation(
      [.fold(Tree.Fold(.product, first, .integers(.number(1), length), later)), .number(0)], [.unequal])
  }

  /// No whole number from 2 to its root divides it, or one does.
  private func primality(of side: Tree, isPrime: Bool) -> [Tree] {
    let index = Name("d", primes: 1)
    let remainders = Tree.fold(
      Tree.Fold(
        .product, index, .integers(.number(2), .apply(.floor, [.apply(.sqrt, [side])])),
        .apply(.modulo, [side, .symbol(index)])))
    return [
      .relation([side, .number(isPrime ? 2 : 4)], [.greaterOrEqual]),
      .relation([remainders, .number(0)], [isPrime ? .unequal : .equal]),
    ]
  }
}

extension Tree.Relation {
  /// What holds of two numbers where this does not.
  fileprivate var contrary: Self? {
    switch self {
    case .equal: .unequal
    case .unequal: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    default: nil
    }
  }
}

extension Tree {
  /// One of one is that one.
  fileprivate var simplified: Tree {
    if case .logic(_, let parts) = self, parts.count == 1 { parts[0] } else { self }
  }
}

extension Predicate.Requirement {
  fileprivate var orders: Bool {
    guard case .compares(let relation, _) = self else { return self == .real }
    return [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(relation)
  }
}

extension Array {
  /// All of them, if none is missing.
  fileprivate func unwrapped<Wrapped>() -> [Wrapped]? where Element == Wrapped? {
    let all = compactMap { $0 }
    return all.count == count ? all : nil
  }
}
