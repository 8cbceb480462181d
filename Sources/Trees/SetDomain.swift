extension Domain {
  /// The domain that `name ∈ set` declares; nil where the set says nothing about numbers.
  package init?(of set: Tree, for name: Name) {
    guard case .set(let form) = set else { return nil }
    switch form {
    case .reals, .rationals: self.init(.reals)
    case .positiveReals:
      self.init(.interval(.number(0), .constant(.infinity), closedBelow: false, closedAbove: false))
    case .nonnegativeReals:
      self.init(.interval(.number(0), .constant(.infinity), closedBelow: true, closedAbove: false))
    case .integers: self.init(.integers(nil, nil))
    case .naturals: self.init(.integers(.number(0), nil))
    case .interval(let lower, let upper, let below, let above):
      if lower.freeSymbols.isEmpty, upper.freeSymbols.isEmpty {
        self.init(.interval(lower, upper, closedBelow: below, closedAbove: above))
      } else {
        let inside = Tree.relation([.symbol(name), set], [.in])
        self.init(.filtered(.reals, Tree.Scope(name, inside)))
      }
    case .finite(let members):
      guard members.allSatisfy(\.freeSymbols.isEmpty), !members.isEmpty else { return nil }
      self.init(.finite(members))
    case .intersection(let sets):
      guard sets.count == 2, case .set(.integers) = sets[0],
        case .set(.interval(let lower, let upper, _, _)) = sets[1]
      else {
        guard let first = sets.first, let domain = Domain(of: first, for: name) else { return nil }
        let others = sets.dropFirst().map { Tree.relation([.symbol(name), $0], [.in]) }
        let all = others.count == 1 ? others[0] : Tree.logic(.and, others)
        self.init(.filtered(domain.values, Tree.Scope(name, all)), shape: domain.shape)
        return
      }
      self.init(.integers(lower, upper))
    case .arrays(let element, let lengths):
      guard let domain = Domain(of: element, for: name) else { return nil }
      self.init(domain.values, shape: lengths + domain.shape)
    case .functions(let from, _):
      if case .set(.arrays(_, let lengths)) = from, case .number(let count)? = lengths.first,
        let arity = count.integer
      {
        self.init(.function(arity: arity))
      } else {
        self.init(.function(arity: 1))
      }
    case .union(let sets):
      // Of arrays it is not told how long they are.
      guard sets.allSatisfy({ Domain(of: $0, for: name)?.rank == 0 }) else { return nil }
      self.init(.filtered(.reals, Tree.Scope(name, .relation([.symbol(name), set], [.in]))))
    case .difference(let whole, let cut):
      guard let domain = Domain(of: whole, for: name) else { return nil }
      guard domain.rank > 0 else {
        self.init(.filtered(domain.values, Tree.Scope(name, .relation([.symbol(name), cut], [.notIn]))))
        return
      }
      // `\mathbb{R}^n \setminus \{0\}`: the array of zeros alone is left out.
      guard cut == .set(.finite([.number(0)])) else { return nil }
      self.init(.filtered(domain.values, Tree.Scope(name, .isNotZero(name))), shape: domain.shape)
    case .filtered(let whole, let scope):
      guard let whole, let domain = Domain(of: whole, for: name) else { return nil }
      self.init(.filtered(domain.values, scope), shape: domain.shape)
    }
  }

  /// The domain that a chain of inequalities about one name declares: `0 < p < 1`, `γ ≥ 1`, `x ≠ 0`.
  package static func bounds(_ terms: [Tree], _ relations: [Tree.Relation]) -> (Name, Domain)? {
    let infinity = Tree.constant(.infinity)
    func isUp(_ relation: Tree.Relation) -> Bool? {
      switch relation {
      case .less, .lessOrEqual: true
      case .greater, .greaterOrEqual: false
      default: nil
      }
    }
    func isClosed(_ relation: Tree.Relation) -> Bool {
      relation == .lessOrEqual || relation == .greaterOrEqual
    }
    if terms.count == 2, case .symbol(let name) = terms[0], terms[1].freeSymbols.isEmpty {
      if relations[0] == .unequal {
        return (name, Domain(.filtered(.reals, Tree.Scope(name, .relation(terms, relations)))))
      }
      guard let up = isUp(relations[0]) else { return nil }
      let closed = isClosed(relations[0])
      return (
        name,
        Domain(
          up
            ? .interval(.negate(infinity), terms[1], closedBelow: false, closedAbove: closed)
            : .interval(terms[1], infinity, closedBelow: closed, closedAbove: false))
      )
    }
    guard terms.count == 3, case .symbol(let name) = terms[1], terms[0].freeSymbols.isEmpty,
      terms[2].freeSymbols.isEmpty, let first = isUp(relations[0]), let second = isUp(relations[1]),
      first == second
    else { return nil }
    let (lower, upper) = first ? (terms[0], terms[2]) : (terms[2], terms[0])
    let (below, above) = first ? (relations[0], relations[1]) : (relations[1], relations[0])
    return (
      name, Domain(.interval(lower, upper, closedBelow: isClosed(below), closedAbove: isClosed(above)))
    )
  }
}
