import Proofs
import Trees

extension Prover {
  /// That a tree has a value everywhere: by its bounds as it stands; else the ground is cut where a denominator or what
  /// a root or a logarithm is taken of may be 0, and the faces on which there is no value are left out.
  ///
  /// - Parameter isOnFace: a cut has put a symbol at one place.
  mutating func wholeness(_ goal: Goal, isOnFace: Bool, depth: Int, _ boxes: inout Int) -> Proof? {
    let goal = goal.settled
    guard case .defined(let tree) = goal.subject, budget > 0 else { return nil }
    charge([tree], times: 2)
    if !goal.premises.isEmpty, goal.contradiction != nil { return .vacuous }
    if goal.reach(tree)?.isDefined == true { return .defined }
    if isOnFace { return .leftOut }
    guard depth > 0 else {
      open = open ?? goal.box
      return nil
    }
    if let set = goal.box.finite.first, let members = goal.members(set.name) {
      return wholeness(members, depth, &boxes).map { .members(set.name, $0) }
    }
    if let proof = withoutEnd(goal, tree, depth: depth, &boxes) { return proof }
    if let (name, place) = goal.threshold ?? goal.gap(in: tree), let parts = goal.cut(name, at: place) {
      let isWhole = goal.box.whole.contains(name)
      guard let below = wholeness(parts[0], isOnFace: false, depth: depth - 1, &boxes),
        let middle = wholeness(parts[1], isOnFace: !isWhole, depth: depth - 1, &boxes),
        let above = wholeness(parts[2], isOnFace: false, depth: depth - 1, &boxes)
      else { return nil }
      return .cut(name, at: place, parts: [below, middle, above])
    }
    if goal.hasBranchEverywhere, let branches = goal.branches {
      return wholeness(branches, depth, &boxes).map { .branches($0) }
    }
    if let proof = byParts(goal, depth, &boxes) { return proof }
    return halved(goal, depth, &boxes)
  }

  /// Part by part; a denominator by any rule that finds its sign, premises and all.
  private mutating func byParts(_ goal: Goal, _ depth: Int, _ boxes: inout Int) -> Proof? {
    signs: for isNegative in [false, true] {
      guard let parts = goal.definedParts(isNegative: isNegative) else { return nil }
      var proofs: [Proof] = []
      for part in parts {
        var proof: Proof?
        if case .defined = part.subject {
          proof = wholeness(part, isOnFace: false, depth: depth - 1, &boxes)
        } else {
          proof = aside(part, Effort(depth: min(depth, 4), boxes: 100))
        }
        guard let proof else { continue signs }
        proofs.append(proof)
      }
      return .parts(proofs, isNegative: isNegative)
    }
    return nil
  }

  private mutating func wholeness(_ goals: [Goal], _ depth: Int, _ boxes: inout Int) -> [Proof]? {
    var proofs: [Proof] = []
    for goal in goals {
      guard let proof = wholeness(goal, isOnFace: false, depth: depth - 1, &boxes) else { return nil }
      proofs.append(proof)
    }
    return proofs
  }

  /// A closed end by itself, where the inside has a value.
  private mutating func withoutEnd(_ goal: Goal, _ tree: Tree, depth: Int, _ boxes: inout Int) -> Proof? {
    guard goal.closedEnds > 0, goal.reach(tree, on: goal.box.opened)?.isDefined == true else { return nil }
    for side in goal.box.sides {
      for end in [Endpoint.lower, .upper] {
        guard let parts = goal.edge(side.name, end) else { continue }
        let isWhole = goal.box.whole.contains(side.name)
        guard let edge = wholeness(parts.at, isOnFace: !isWhole, depth: depth - 1, &boxes),
          let rest = wholeness(parts.rest, isOnFace: false, depth: depth, &boxes)
        else { return nil }
        return .edge(side.name, end, at: edge, rest: rest)
      }
    }
    return nil
  }

  private mutating func halved(_ goal: Goal, _ depth: Int, _ boxes: inout Int) -> Proof? {
    guard boxes > 0 else {
      open = open ?? goal.box
      return nil
    }
    boxes -= 1
    let sides = goal.box.sides.filter { $0.middle != nil && !$0.isPoint }
    guard let side = sides.max(by: { $0.width < $1.width }), let middle = side.middle,
      let parts = side.parts(at: Tree(middle), closed: true),
      let below = wholeness(
        goal.with(on: goal.box.replacing(parts.below)), isOnFace: false, depth: depth, &boxes),
      let above = wholeness(
        goal.with(on: goal.box.replacing(parts.above)), isOnFace: false, depth: depth, &boxes)
    else { return nil }
    return .split(side.name, at: Tree(middle), below: below, above: above)
  }
}

extension VariableRange {
  fileprivate var width: Double { isBounded ? interval.upper - interval.lower : .infinity }
}

extension Goal {
  /// A place strictly inside a side at which some part of the tree may have no value.
  fileprivate func gap(in tree: Tree) -> (Name, Tree)? {
    for part in tree.divisors {
      for name in part.freeSymbols {
        guard let side = box.side(name) else { continue }
        for place in part.zeros(of: name) where side.parts(at: place, closed: true) != nil {
          return (name, place)
        }
      }
    }
    return nil
  }
}

extension Tree {
  /// What must not be 0, or not be below it, for this to have a value.
  fileprivate var divisors: [Tree] {
    var found: [Tree] = []
    switch self {
    case .quotient(_, let b): found.append(b)
    case .power(let a, _): found.append(a)
    case .apply(.log, let arguments), .apply(.sqrt, let arguments), .apply(.root, let arguments),
      .apply(.logBase, let arguments):
      found += arguments
    default: break
    }
    return found.filter { !$0.isLoose } + children.flatMap(\.divisors)
  }
}
