import Trees

/// Re-checks proofs. It searches nothing: each rule's side conditions are evaluated anew, each stored
/// bound must be the one that the evaluation gives.
package struct Kernel {
  /// Why a proof is refused, and the rules from the root down to it.
  package struct Refusal: Error, Sendable, Hashable {
    package var reason: String
    package var path: [String] = []

    package init(reason: String, path: [String] = []) {
      self.reason = reason
      self.path = path
    }
  }

  /// Proofs deeper than this are refused.
  static let deepest = 400
  private var depth = 0
  /// Whether a cut has put a symbol at one place: the ground is a face of the goal's box, without an inside.
  private var isOnFace = false

  package init() {}

  package static func accepts(_ proof: Proof, of goal: Goal) -> Bool {
    (try? Kernel().check(proof, of: goal)) != nil
  }

  package func check(_ proof: Proof, of goal: Goal) throws(Refusal) {
    guard depth < Self.deepest else { throw Refusal(reason: "nested too deep") }
    // Its derivative is not that of its value.
    guard depth > 0 || !goal.trees.contains(where: \.holdsConstant) else {
      throw Refusal(reason: "a part is held constant")
    }
    var inner = self
    inner.depth += 1
    let goal = goal.settled
    do throws(Refusal) {
      switch goal.subject {
      case .sign(let tree, let isStrict): try inner.checkSign(proof, of: tree, isStrict: isStrict, goal)
      case .equal(let a, let b): try inner.checkEqual(proof, a, to: b, goal)
      case .defined(let tree): try inner.checkDefined(proof, tree, goal)
      case .least(let body, let variable, let place):
        try inner.checkLeast(proof, of: body, by: variable, at: place, goal)
      }
    } catch {
      throw Refusal(reason: error.reason, path: [proof.rule] + error.path)
    }
  }

  private func checkEqual(_ proof: Proof, _ a: Tree, to b: Tree, _ goal: Goal) throws(Refusal) {
    if case .identity(let left, let right) = proof {
      guard a.normalForm == left, b.normalForm == right else { throw Refusal(reason: "other normal forms") }
      guard a.isIdentical(to: b) else { throw Refusal(reason: "the normal forms differ") }
      return
    }
    if case .inequalities(let proofs) = proof {
      try checkAll(proofs, goal.inequalities)
      return
    }
    try checkGround(proof, goal)
  }

  private func checkDefined(_ proof: Proof, _ tree: Tree, _ goal: Goal) throws(Refusal) {
    switch proof {
    case .defined:
      guard goal.reach(tree)?.isDefined == true else { throw Refusal(reason: "it may be undefined") }
    case .leftOut:
      guard isOnFace else { throw Refusal(reason: "what is left out has an inside") }
    case .parts(let proofs, let isNegative): try checkAll(proofs, goal.definedParts(isNegative: isNegative))
    case .branches:
      guard goal.hasBranchEverywhere else { throw Refusal(reason: "no branch may hold") }
      try checkGround(proof, goal)
    default: try checkGround(proof, goal)
    }
  }

  /// What is left of the ground when a symbol is put at one place.
  private func onFace(_ name: Name, of goal: Goal) -> Kernel {
    var inner = self
    inner.isOnFace = isOnFace || !goal.box.whole.contains(name)
    return inner
  }

  private func checkAll(_ proofs: [Proof], _ goals: [Goal]?) throws(Refusal) {
    guard let goals, goals.count == proofs.count else { throw Refusal(reason: "other parts") }
    for (goal, proof) in zip(goals, proofs) { try check(proof, of: goal) }
  }

  private func checkLeast(
    _ proof: Proof, of body: Tree, by variable: Name, at place: Tree, _ goal: Goal
  ) throws(Refusal) {
    guard case .valley(let valley) = proof else { return try checkGround(proof, goal, not: variable) }
    guard valley.variable == variable, valley.place == place, goal.premises.isEmpty else {
      throw Refusal(reason: "another variable or place")
    }
    try check(valley, of: body, isOnly: true, goal)
  }

  private func checkSign(_ proof: Proof, of tree: Tree, isStrict: Bool, _ goal: Goal) throws(Refusal) {
    switch proof {
    case .bounds(let lower):
      guard let reach = goal.reach(tree) else { throw Refusal(reason: "no bound") }
      try match(lower, reach.interval.lower)
      guard isStrict ? reach.isPositive : reach.isNonnegative else {
        throw Refusal(reason: "the bound is too low")
      }
    case .meanValue(let lower):
      guard let bound = goal.meanValueBound(tree) else { throw Refusal(reason: "no mean-value form") }
      try match(lower, bound)
      guard isStrict ? bound > 0 : bound >= 0 else { throw Refusal(reason: "the bound is too low") }
    case .products(let products): try check(products, of: tree, isStrict: isStrict, goal)
    case .monotone(let name, let end, let isSlopeStrict, let slope, let rest):
      try checkMonotone(
        tree, by: name, to: end, isSlopeStrict: isSlopeStrict, slope: slope, rest: rest, isStrict: isStrict,
        goal)
    case .valley(let valley):
      guard let floor = valley.floor, goal.premises.allSatisfy({ !$0.mentions(valley.variable) }) else {
        throw Refusal(reason: "no floor")
      }
      try check(valley, of: tree, isOnly: false, goal)
      let atPlace = tree.substituting([valley.variable: valley.place])
      try check(
        floor, of: goal.with(.sign(atPlace, isStrict: isStrict), on: goal.box.without(valley.variable)))
    case .concave(let name, let curve, let lower, let upper):
      guard let step = goal.concave(tree, name, isStrict: isStrict) else {
        throw Refusal(reason: "not smooth between two ends")
      }
      try check(curve, of: step.curve)
      try check(lower, of: step.lower)
      try check(upper, of: step.upper)
    case .exponentiated(let u, let w, let isNegated, let rest):
      try checkExponentiated(
        tree, u: u, w: w, isNegated: isNegated, rest: rest, isStrict: isStrict, goal)
    case .unfolded(let proofs): try checkAll(proofs, goal.unfolded)
    case .shift(let name, let premise, let fresh, let rest):
      guard let shifted = goal.shifted(name, premise: premise, fresh: fresh) else {
        throw Refusal(reason: "the premise bounds nothing")
      }
      try check(rest, of: shifted)
    default: try checkGround(proof, goal)
    }
  }

  /// The rules that only divide the ground.
  private func checkGround(_ proof: Proof, _ goal: Goal, not variable: Name? = nil) throws(Refusal) {
    switch proof {
    case .vacuous:
      guard goal.contradiction != nil else { throw Refusal(reason: "no premise fails") }
    case .split(let name, let place, let below, let above):
      guard name != variable, let side = goal.box.side(name), let parts = side.parts(at: place, closed: true)
      else {
        throw Refusal(reason: "the cut is not inside")
      }
      try check(below, of: goal.with(on: goal.box.replacing(parts.below)))
      try check(above, of: goal.with(on: goal.box.replacing(parts.above)))
    case .cut(let name, let place, let proofs):
      guard name != variable, let parts = goal.cut(name, at: place), parts.count == proofs.count else {
        throw Refusal(reason: "the cut is not inside")
      }
      for (index, (part, proof)) in zip(parts, proofs).enumerated() {
        try (index == 1 ? onFace(name, of: goal) : self).check(proof, of: part)
      }
    case .edge(let name, let end, let edge, let rest):
      guard name != variable, let parts = goal.edge(name, end) else { throw Refusal(reason: "no closed end") }
      try onFace(name, of: goal).check(edge, of: parts.at)
      try check(rest, of: parts.rest)
    case .members(let name, let proofs):
      try checkAll(proofs, goal.members(name))
    case .branches(let proofs):
      try checkAll(proofs, variable == nil ? goal.branches : nil)
    default: throw Refusal(reason: "the rule does not fit the goal")
    }
  }

  func match(_ stored: Double, _ evaluated: Double) throws(Refusal) {
    guard stored == evaluated else {
      throw Refusal(reason: "the bound is \(evaluated), not \(stored)")
    }
  }
}

extension Tree {
  package func mentions(_ name: Name) -> Bool { freeSymbols.contains(name) }
}

extension Tree {
  fileprivate var holdsConstant: Bool {
    contains {
      guard case .apply(.detached, _) = $0 else { return false }
      return true
    }
  }
}
