import Trees
import Arithmetic
import Proofs

/// Looks for a proof. What it finds counts only once the kernel has re-checked it.
///
/// Tried in this order: the bounds as the tree stands; its normal form; cuts where branches and kinks
/// meet; products of known sign (common factor, denominators, coefficients of logarithms, squares);
/// `\log u ≥ w` as `u ≥ e^w`; monotony; a valley; bisection. The work is counted in nodes evaluated, not in
/// time, so that every machine comes to the same verdict.
package struct Prover {
  /// Nodes of trees that may still be evaluated.
  package private(set) var budget: Int
  /// A point at which the claim may be false.
  package internal(set) var suspect: [Name: Double]?
  /// The ground on which the last attempt ended.
  package internal(set) var open: Box?
  /// What members and cuts have put in for symbols so far.
  var assigned: [Name: Tree] = [:]

  /// How much a sub-goal may cost.
  package struct Effort {
    /// Rules within rules.
    var depth: Int
    /// Boxes of one bisection.
    var boxes: Int

    var less: Effort { Effort(depth: depth - 1, boxes: boxes / 4) }
    var quick: Effort { Effort(depth: min(depth - 1, 2), boxes: 0) }
    package static let whole = Effort(depth: 6, boxes: 2_000)
  }

  /// For one claim.
  package static let usual = 3_000_000

  package init(budget: Int = usual) { self.budget = budget }

  /// So many times the usual work.
  package init(times: Double) { self.init(budget: Int(Double(Self.usual) * min(max(times, 0.001), 1000))) }

  package mutating func prove(_ goal: Goal, _ effort: Effort = .whole) -> Proof? {
    guard budget > 0, effort.depth >= 0 else { return nil }
    let goal = goal.settled
    charge(goal.trees + goal.premises)
    if !goal.premises.isEmpty, goal.contradiction != nil { return .vacuous }
    if let set = goal.box.finite.first {
      return divide(goal.members(set.name) ?? [], with: set.values.map { [set.name: $0] }, effort).map {
        .members(set.name, $0)
      }
    }
    switch goal.subject {
    case .equal(let a, let b):
      charge([a, b], times: 20)
      if a.isIdentical(to: b) { return .identity(a.normalForm, b.normalForm) }
      return divided(goal, effort) ?? inequalities(goal, effort)
    case .defined:
      var boxes = min(effort.boxes, 200)
      return wholeness(goal, isOnFace: false, depth: effort.depth, &boxes)
    case .least(let body, let variable, let place):
      return valley(goal, body, variable: variable, at: place, isOnly: true, isStrict: false, effort)
        ?? divided(goal, effort)
    case .sign(let tree, let isStrict): return sign(goal, tree, isStrict: isStrict, effort)
    }
  }

  /// A goal whose failure says nothing about the claim: no point of it is one of the claim's.
  mutating func aside(_ goal: Goal, _ effort: Effort) -> Proof? {
    let (before, point, ground) = (assigned, suspect, open)
    defer { (assigned, suspect, open) = (before, point, ground) }
    return prove(goal, effort)
  }

  private mutating func sign(_ goal: Goal, _ tree: Tree, isStrict: Bool, _ effort: Effort) -> Proof? {
    guard tree.size < 3_000 else { return nil }
    if let proof = bounds(goal, tree, isStrict) { return proof }
    if isHopeless(goal, tree, isStrict) { return nil }
    let normal = tree.normalForm
    charge([tree], times: 10)
    if normal != tree, let proof = inNormalForm(goal, tree, normal, isStrict: isStrict) { return proof }
    if !isStrict, let proof = zero(goal, tree) { return proof }
    guard effort.depth > 0 else { return nil }
    if let proof = divided(goal, effort) { return proof }
    if let proof = unfolded(goal, effort) { return proof }
    if let proof = contact(goal, tree, effort) { return proof }
    if goal.hasOpenParts { return bisection(goal, tree, isStrict: isStrict, effort) }
    if let proof = peeled(goal, tree, isStrict: isStrict, effort) { return proof }
    if let proof = products(goal, tree, normal: normal, isStrict: isStrict, effort) { return proof }
    if let proof = monotone(goal, tree, isStrict: isStrict, effort) { return proof }
    if let proof = valley(goal, tree, isStrict: isStrict, effort) { return proof }
    if let proof = concave(goal, tree, isStrict: isStrict, effort) { return proof }
    if let proof = exponentiated(goal, tree, normal: normal, isStrict: isStrict, effort) { return proof }
    if let proof = shifted(goal, effort) { return proof }
    if let (name, end) = steepEnd(goal, tree), let proof = edge(goal, name, end, effort: effort) {
      return proof
    }
    return bisection(goal, tree, isStrict: isStrict, effort)
  }

  // MARK: Bounds

  func bounds(_ goal: Goal, _ tree: Tree, _ isStrict: Bool) -> Proof? {
    guard let reach = goal.reach(tree), isStrict ? reach.isPositive : reach.isNonnegative else { return nil }
    return .bounds(lower: reach.interval.lower)
  }

  func inNormalForm(_ goal: Goal, _ tree: Tree, _ normal: Tree, isStrict: Bool) -> Proof? {
    // The kernel bounds what it settles itself.
    let ground = goal.with(.sign(normal, isStrict: isStrict)).settled
    guard case .sign(let settled, _) = ground.subject, let proof = bounds(ground, settled, isStrict),
      goal.isCovered(by: [normal], tree, isStrict: isStrict)
    else { return nil }
    return .products([[Proof.Factor(normal, isNegative: false, isStrict: isStrict, proof)]])
  }

  /// 0, once the denominators are multiplied out.
  private func zero(_ goal: Goal, _ tree: Tree) -> Proof? {
    let zero = Tree.number(0)
    guard tree != zero, tree.isIdentical(to: zero), goal.isCovered(by: [zero], tree, isStrict: false) else {
      return nil
    }
    return .products([[Proof.Factor(zero, isNegative: false, isStrict: false, .bounds(lower: 0))]])
  }

  /// Whether some point shows that the goal is false: no search will prove it.
  mutating func isHopeless(_ goal: Goal, _ tree: Tree, _ isStrict: Bool) -> Bool {
    for point in goal.samples {
      charge([tree])
      let box = Box(
        sides: point.compactMap {
          VariableRange($0.key, Tree($0.value), Tree($0.value), closedBelow: true, closedAbove: true)
        })
      let enclosing = BoundEvaluator(box, declaresZeroLogZero: goal.declaresZeroLogZero)
      guard let reach = enclosing.reach(tree) else { continue }
      guard isStrict ? reach.interval.upper <= 0 : reach.interval.upper < 0 else { continue }
      guard goal.premises.allSatisfy({ enclosing.truth($0) == .yes }) else { continue }
      if suspect == nil {
        var found = point
        for (name, tree) in assigned { found[name] = Self.value(tree) }
        suspect = found
      }
      return true
    }
    return false
  }

  private static func value(_ tree: Tree) -> Double? {
    try? Evaluator(DoubleArithmetic()).number(of: tree, at: [:])
  }

  // MARK: Dividing the ground

  mutating func divide(_ goals: [Goal], with put: [[Name: Tree]], _ effort: Effort) -> [Proof]? {
    var proofs: [Proof] = []
    let before = assigned
    defer { assigned = before }
    for (index, goal) in goals.enumerated() {
      assigned = before
      if index < put.count { assigned.merge(put[index]) { $1 } }
      guard let proof = prove(goal, effort) else { return nil }
      proofs.append(proof)
    }
    return proofs.isEmpty ? nil : proofs
  }

  /// Below a place, at it, above it.
  private mutating func cut(_ parts: [Goal], _ name: Name, at place: Tree, _ effort: Effort) -> Proof? {
    divide(parts, with: [[:], [name: place], [:]], effort).map { .cut(name, at: place, parts: $0) }
  }

  /// Cut where a condition or a kink changes, or branch by branch.
  mutating func divided(_ goal: Goal, _ effort: Effort) -> Proof? {
    let lower = Effort(depth: effort.depth - 1, boxes: effort.boxes)
    guard lower.depth > 0 else { return nil }
    if let (name, place) = goal.threshold, goal.variable != name, let parts = goal.cut(name, at: place) {
      return cut(parts, name, at: place, lower)
    }
    if goal.variable == nil, let branches = goal.branches {
      return divide(branches, with: [], lower).map { .branches($0) }
    }
    return nil
  }

  /// An equality that is no identity of the normal forms; cut at 0, where functions have the values that
  /// are known exactly. Bisection alone would never come to an end.
  private mutating func inequalities(_ goal: Goal, _ effort: Effort) -> Proof? {
    let lower = Effort(depth: effort.depth - 1, boxes: 0)
    guard lower.depth > 0 else { return nil }
    for side in goal.box.sides where goal.trees.contains(where: { $0.mentions(side.name) }) {
      guard let parts = goal.cut(side.name, at: .number(0)) else { continue }
      return cut(parts, side.name, at: .number(0), lower)
    }
    return goal.inequalities.flatMap { divide($0, with: [], lower) }.map { .inequalities($0) }
  }

  /// 0 at 0 and 0 inside: the halves rise from there by the signs of ever higher derivatives, where bisection
  /// would come ever nearer.
  private mutating func contact(_ goal: Goal, _ tree: Tree, _ effort: Effort) -> Proof? {
    let lower = Effort(depth: effort.depth - 1, boxes: effort.boxes / 2)
    guard lower.depth > 0 else { return nil }
    for side in goal.box.sides where tree.mentions(side.name) {
      guard let parts = goal.cut(side.name, at: .number(0)), case .sign(let middle, _) = parts[1].subject,
        parts[1].isZero(middle)
      else { continue }
      return cut(parts, side.name, at: .number(0), lower)
    }
    return nil
  }

  /// What is no kink of one symbol alone: |x − y|, max(a, b).
  private mutating func unfolded(_ goal: Goal, _ effort: Effort) -> Proof? {
    let lower = Effort(depth: effort.depth - 1, boxes: effort.boxes / 2)
    guard lower.depth > 0, let parts = goal.unfolded else { return nil }
    return divide(parts, with: [], lower).map { .unfolded($0) }
  }

  /// Closed ends where the tree has no finite value are looked at by themselves.
  private mutating func peeled(_ goal: Goal, _ tree: Tree, isStrict: Bool, _ effort: Effort) -> Proof? {
    guard goal.reach(tree)?.isContinuous == false,
      goal.reach(tree, on: goal.box.opened)?.isContinuous == true
    else { return nil }
    for side in goal.box.sides {
      for end in [Endpoint.lower, .upper] {
        guard let parts = goal.edge(side.name, end) else { continue }
        guard goal.reach(tree, on: parts.rest.box)?.isContinuous == true || goal.closedEnds > 1 else {
          continue
        }
        return edge(goal, side.name, end, effort: effort)
      }
    }
    return nil
  }

  private mutating func edge(_ goal: Goal, _ name: Name, _ end: Endpoint, effort: Effort) -> Proof? {
    guard let side = goal.box.side(name), let parts = goal.edge(name, end) else { return nil }
    let proofs = divide([parts.at, parts.rest], with: [[name: side.end(end)], [:]], effort)
    return proofs.map { .edge(name, end, at: $0[0], rest: $0[1]) }
  }

  /// A closed end at which some slope is not continuous.
  private mutating func steepEnd(_ goal: Goal, _ tree: Tree) -> (Name, Endpoint)? {
    guard goal.reach(tree)?.isSmooth == true, goal.closedEnds > 0 else { return nil }
    let slopes = goal.box.sides.compactMap { try? tree.derivative(by: $0.name) }
    charge(slopes, times: goal.closedEnds)
    for side in goal.box.sides {
      for end in [Endpoint.lower, .upper] where side.isClosed(end) && !side.isPoint {
        var ground = goal.box.opened
        ground = ground.replacing(side.opened.closed(end))
        if slopes.contains(where: { goal.reach($0, on: ground)?.isContinuous != true }) {
          return (side.name, end)
        }
      }
    }
    return nil
  }

  /// A premise between symbols: one of them becomes the other and a distance.
  private mutating func shifted(_ goal: Goal, _ effort: Effort) -> Proof? {
    for (index, premise) in goal.premises.enumerated() {
      for name in premise.freeSymbols where goal.trees.contains(where: { $0.mentions(name) }) {
        var fresh = Name("t", primes: 1)
        while goal.box.side(fresh) != nil { fresh.primes += 1 }
        guard let next = goal.shifted(name, premise: index, fresh: fresh) else { continue }
        if let proof = aside(next, effort.less) { return .shift(name, premise: index, fresh: fresh, proof) }
      }
    }
    return nil
  }

  mutating func charge(_ trees: [Tree], times: Int = 1) {
    budget -= trees.reduce(0) { $0 + $1.size } * times
  }
}
