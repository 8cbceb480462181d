import Trees

/// What is to be proved over a box, wherever it is defined.
package struct Goal: Sendable, Hashable {
  package enum Subject: Sendable, Hashable {
    /// The tree is ≥ 0, or > 0.
    case sign(Tree, isStrict: Bool)
    case equal(Tree, Tree)
    /// The tree has a finite value at every point, but for faces of the box that a proof leaves out and names.
    case defined(Tree)
    /// The body has its only least value over the variable's side at the place.
    case least(Tree, Name, at: Tree)
  }

  package var subject: Subject
  package var box: Box
  /// What holds at the points in question: `a < b`, a branch's condition.
  package var premises: [Tree]
  /// 0 · log 0 = 0 and 0^0 = 1.
  package var declaresZeroLogZero: Bool

  package init(_ subject: Subject, on box: Box, premises: [Tree] = [], declaresZeroLogZero: Bool = false) {
    self.subject = subject
    self.box = box
    self.premises = premises
    self.declaresZeroLogZero = declaresZeroLogZero
  }

  /// The same goal over other ground.
  package func with(_ subject: Subject? = nil, on box: Box? = nil) -> Goal {
    Goal(
      subject ?? self.subject, on: box ?? self.box, premises: premises,
      declaresZeroLogZero: declaresZeroLogZero)
  }

  package var enclosing: BoundEvaluator { BoundEvaluator(box, declaresZeroLogZero: declaresZeroLogZero) }

  package func reach(_ tree: Tree, on other: Box? = nil) -> Bound? {
    BoundEvaluator(other ?? box, declaresZeroLogZero: declaresZeroLogZero).reach(tree)
  }

  /// Every tree put through a map.
  package func mapped(_ map: (Tree) -> Tree) -> Goal {
    var goal = self
    goal.premises = premises.map(map)
    switch subject {
    case .sign(let tree, let isStrict): goal.subject = .sign(map(tree), isStrict: isStrict)
    case .equal(let a, let b): goal.subject = .equal(map(a), map(b))
    case .defined(let tree): goal.subject = .defined(map(tree))
    case .least(let body, let name, let place): goal.subject = .least(map(body), name, at: map(place))
    }
    return goal
  }

  package func substituting(_ name: Name, _ tree: Tree) -> Goal {
    mapped { $0.substituting([name: tree]) }
  }

  package var trees: [Tree] {
    switch subject {
    case .sign(let tree, _): [tree]
    case .equal(let a, let b): [a, b]
    case .defined(let tree): [tree]
    case .least(let body, _, let place): [body, place]
    }
  }
}

extension Goal {
  /// The goal as every rule sees it: sides that are one point put in, premises about one symbol taken
  /// into its side, what the box decides decided.
  package var settled: Goal {
    var goal = self
    for side in box.sides where side.isPoint && !isVariable(side.name) {
      goal = goal.substituting(side.name, side.lower)
      goal.box = goal.box.without(side.name)
    }
    goal.narrow()
    // Rewriting keeps values, and may find some where there was none.
    if case .defined = subject { return goal }
    let enclosing = goal.enclosing
    return goal.mapped { tree in
      let simple = tree.simplified
      return simple.mayBeSettled ? enclosing.settled(simple).simplified : simple
    }
  }

  private func isVariable(_ name: Name) -> Bool {
    if case .least(_, name, _) = subject { true } else { false }
  }

  /// `q > 0` as a premise cuts q's side; what always holds is dropped.
  private mutating func narrow() {
    guard !premises.isEmpty else { return }
    premises = premises.flatMap(\.conjuncts)
    if case .least = subject { return }
    for case .relation(let terms, let relations) in premises where terms.count == 2 {
      for (symbol, bound, relation) in [
        (terms[0], terms[1], relations[0]), (terms[1], terms[0], relations[0].converse),
      ] {
        if case .symbol(let name) = symbol, bound.freeSymbols.isEmpty, let side = box.side(name),
          let narrowed = side.narrowed(relation, bound)
        {
          box = box.replacing(narrowed)
        }
      }
    }
    let enclosing = enclosing
    premises.removeAll { enclosing.truth($0) == .yes }
  }

  /// A premise that holds nowhere on the box: nothing is left to prove.
  package var contradiction: Int? {
    let enclosing = enclosing
    return premises.firstIndex { enclosing.truth($0) == .no }
  }

  /// Goals from which it follows that a sum, a product or a quotient has a finite value everywhere: each part has one,
  /// and the denominator is > 0 everywhere, or < 0.
  package func definedParts(isNegative: Bool) -> [Goal]? {
    guard case .defined(let tree) = subject else { return nil }
    switch tree {
    case .negate(let a): return [with(.defined(a))]
    case .sum(let parts), .product(let parts): return parts.map { with(.defined($0)) }
    case .quotient(let a, let b):
      return [
        with(.defined(a)), with(.defined(b)), with(.sign(isNegative ? .negate(b) : b, isStrict: true)),
      ]
    default: return nil
    }
  }

  /// Whether the first open `cases` has at every point a branch, and conditions that are true or false.
  package var hasBranchEverywhere: Bool {
    guard let open = trees.lazy.compactMap(\.firstCases).first, case .cases(let branches) = open else {
      return false
    }
    return branches.leaveNothingOut && branches.allSatisfy { $0.condition.map(enclosing.isDefined) ?? true }
  }

  /// One goal for each branch of the first open `cases`, its condition as a premise.
  package var branches: [Goal]? {
    guard let open = trees.lazy.compactMap(\.firstCases).first, case .cases(let branches) = open else {
      return nil
    }
    var earlier: [Tree] = []
    return branches.map { branch in
      var goal = mapped { $0.replacing(open, by: branch.value) }
      goal.premises = premises + earlier + (branch.condition.map { [$0] } ?? [])
      if let condition = branch.condition { earlier.append(.logic(.not, [condition])) }
      return goal
    }
  }
}

extension VariableRange {
  /// The part that obeys `name relation bound`; nil where nothing is gained.
  fileprivate func narrowed(_ relation: Tree.Relation, _ bound: Tree) -> VariableRange? {
    guard let value = Self.enclosure(bound), let low = Self.enclosure(lower), let high = Self.enclosure(upper)
    else { return nil }
    switch relation {
    case .greater, .greaterOrEqual:
      if value == low, relation == .greater, value.isPoint, isClosedBelow, !isPoint {
        return VariableRange(name, lower, upper, closedBelow: false, closedAbove: isClosedAbove)
      }
      guard value.lower > low.upper, value.upper <= high.lower else { return nil }
      return VariableRange(
        name, bound, upper, closedBelow: relation == .greaterOrEqual, closedAbove: isClosedAbove)
    case .less, .lessOrEqual:
      if value == high, relation == .less, value.isPoint, isClosedAbove, !isPoint {
        return VariableRange(name, lower, upper, closedBelow: isClosedBelow, closedAbove: false)
      }
      guard value.upper < high.lower, value.lower >= low.upper else { return nil }
      return VariableRange(
        name, lower, bound, closedBelow: isClosedBelow, closedAbove: relation == .lessOrEqual)
    case .equal:
      guard value.lower >= low.upper, value.upper <= high.lower else { return nil }
      return VariableRange(name, bound, bound, closedBelow: true, closedAbove: true)
    default: return nil
    }
  }
}

extension Tree.Relation {
  package var converse: Tree.Relation {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: self
    }
  }

  fileprivate var opposite: Tree.Relation? {
    switch self {
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .equal: .unequal
    case .unequal: .equal
    default: nil
    }
  }
}

extension Tree {
  /// Premises that are joined by "and", chains taken apart, "not" pushed in.
  var conjuncts: [Tree] {
    switch self {
    case .logic(.and, let parts): return parts.flatMap(\.conjuncts)
    case .logic(.not, let parts):
      guard parts.count == 1 else { return [self] }
      switch parts[0] {
      case .relation(let terms, let relations):
        guard terms.count == 2, let opposite = relations[0].opposite else { return [self] }
        return [.relation(terms, [opposite])]
      case .logic(.or, let others): return others.flatMap { Tree.logic(.not, [$0]).conjuncts }
      case .logic(.not, let inner): return inner.count == 1 ? inner[0].conjuncts : [self]
      default: return [self]
      }
    case .relation(let terms, let relations):
      guard terms.count > 2, relations.count + 1 == terms.count else { return [self] }
      return relations.indices.map { .relation([terms[$0], terms[$0 + 1]], [relations[$0]]) }
    default: return [self]
    }
  }

  /// Innermost first. One whose value hangs on a scope's name is many, and no branch holds for all of them.
  fileprivate var firstCases: Tree? {
    for child in children { if let found = child.firstCases { return found } }
    if case .cases = self { return isLoose ? nil : self }
    return nil
  }
}
