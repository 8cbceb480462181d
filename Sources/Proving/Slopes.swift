import Trees
import Proofs

extension Prover {
  /// Least at an end of a side along which it rises or falls.
  mutating func monotone(_ goal: Goal, _ tree: Tree, isStrict: Bool, _ effort: Effort) -> Proof? {
    for side in goal.box.sides where tree.mentions(side.name) {
      for end in [Endpoint.lower, .upper] {
        guard let step = goal.monotone(tree, side.name, end, isSlopeStrict: false, isStrict: isStrict) else {
          continue
        }
        charge([tree], times: 4)
        guard !isFalse(step.slope) else { continue }
        if let rest = aside(step.rest, effort.less) {
          if let slope = aside(step.slope, effort.less) {
            return .monotone(side.name, end, isStrict: false, slope: slope, rest: rest)
          }
          continue
        }
        guard isStrict, !side.isClosed(end),
          let strict = goal.monotone(tree, side.name, end, isSlopeStrict: true, isStrict: true),
          let rest = aside(strict.rest, effort.less), let slope = aside(strict.slope, effort.less)
        else { continue }
        return .monotone(side.name, end, isStrict: true, slope: slope, rest: rest)
      }
    }
    return nil
  }

  /// Curved downwards: the least value is at one of the ends.
  mutating func concave(_ goal: Goal, _ tree: Tree, isStrict: Bool, _ effort: Effort) -> Proof? {
    for side in goal.box.sides where tree.mentions(side.name) && side.isBounded {
      guard let step = goal.concave(tree, side.name, isStrict: isStrict), !isFalse(step.curve) else {
        continue
      }
      charge([tree], times: 10)
      guard let lower = aside(step.lower, effort.less), let upper = aside(step.upper, effort.less),
        let curve = aside(step.curve, effort.less)
      else { continue }
      return .concave(side.name, curve: curve, lower: lower, upper: upper)
    }
    return nil
  }

  private mutating func isFalse(_ goal: Goal) -> Bool {
    let point = suspect
    defer { suspect = point }
    guard case .sign(let tree, let isStrict) = goal.subject else { return false }
    return isHopeless(goal, tree, isStrict)
  }

  /// Least at a place inside, which the derivative's numerator gives.
  mutating func valley(_ goal: Goal, _ tree: Tree, isStrict: Bool, _ effort: Effort) -> Proof? {
    for side in goal.box.sides where tree.mentions(side.name) && !side.isPoint {
      guard !goal.premises.contains(where: { $0.mentions(side.name) }),
        let reach = goal.reach(tree), reach.isContinuous, reach.isSmooth,
        let derivative = try? tree.derivative(by: side.name)
      else { continue }
      charge([tree], times: 10)
      for place in places(goal, derivative, side.name) {
        if let proof = valley(
          goal, tree, variable: side.name, at: place, isOnly: false, isStrict: isStrict, effort.less)
        {
          return proof
        }
      }
    }
    return nil
  }

  private func places(_ goal: Goal, _ derivative: Tree, _ name: Name) -> [Tree] {
    guard let (numerator, _) = stripped(goal, derivative) else { return [] }
    var found = numerator.isolated(name, depth: 4)
    for side in goal.box.sides where side.name != name { found.append(.symbol(side.name)) }
    return Array(
      found.map { tree in
        // Roots of squares and the like, where their base is positive.
        guard case .sign(let settled, _) = goal.with(.sign(tree, isStrict: false)).settled.subject else {
          return tree
        }
        return settled.normalForm
      }.filter { !$0.mentions(name) }.uniqued.prefix(4))
  }

  /// A derivative as a numerator times what is positive.
  private func stripped(_ goal: Goal, _ derivative: Tree) -> (numerator: Tree, factors: [Tree])? {
    let ground = goal.with(.sign(derivative, isStrict: false), on: goal.box.opened).settled
    guard case .sign(let settled, _) = ground.subject else { return nil }
    var rest = settled.normalForm.cancelled
    var factors: [Tree] = []
    if let (numerator, cleared) = rest.numerator, !cleared.isEmpty {
      rest = numerator.normalForm
      factors += cleared.map { factor in
        if case .power(let base, let power) = factor { return .power(base, .negate(power)) }
        return .power(factor, .negate(.number(1)))
      }
    }
    if let common = Self.commonFactor(rest.terms), let last = common.last {
      if rest.terms.count > 1 {
        factors += common.dropLast()
        rest = last
      } else {
        let (moving, fixed) = common.partitioned { ground.reach($0)?.isPositive != true }
        factors += fixed
        rest = moving.isEmpty ? .number(1) : moving.count == 1 ? moving[0] : .product(moving)
      }
    }
    var numerator = rest
    var kept: [Tree] = []
    for factor in factors {
      guard let reach = ground.reach(factor) else { return nil }
      if reach.isPositive {
        kept.append(factor)
      } else if reach.isNegative {
        kept.append(.negate(factor))
        numerator = Tree.negate(numerator).normalForm
      } else {
        return nil
      }
    }
    return (numerator, kept)
  }

  mutating func valley(
    _ goal: Goal, _ body: Tree, variable: Name, at place: Tree, isOnly: Bool, isStrict: Bool,
    _ effort: Effort
  ) -> Proof? {
    guard effort.depth > 0, let side = goal.box.side(variable), !place.mentions(variable),
      let reach = goal.reach(body), reach.isContinuous, reach.isSmooth,
      let derivative = try? body.derivative(by: variable),
      let (numerator, factors) = stripped(goal, derivative),
      let slopeTree = try? numerator.derivative(by: variable)
    else { return nil }
    charge([body, numerator, derivative], times: 8)
    let rest = goal.with(on: goal.box.without(variable))
    guard rest.isZero(numerator.substituting([variable: place])) else { return nil }
    guard let smooth = goal.reach(numerator), smooth.isContinuous, smooth.isSmooth else { return nil }
    var signs: [Proof.Factor] = []
    let inner = goal.box.replacing(side.opened)
    for factor in factors {
      guard let proof = aside(goal.with(.sign(factor, isStrict: true), on: inner), effort.quick) else {
        return nil
      }
      signs.append(Proof.Factor(factor, isNegative: false, isStrict: true, proof))
    }
    guard let slope = aside(goal.with(.sign(slopeTree, isStrict: isOnly)), effort.less) else { return nil }
    var ends: [Endpoint: Proof] = [:]
    for end in [Endpoint.lower, .upper] {
      guard let inside = rest.inside(place, side, end) else { continue }
      guard let proof = aside(inside, effort.less) else { return nil }
      ends[end] = proof
    }
    var floor: Proof?
    if !isOnly {
      let atPlace = body.substituting([variable: place])
      floor = aside(rest.with(.sign(atPlace, isStrict: isStrict)), effort.less)
      if floor == nil { return nil }
    }
    return .valley(
      Proof.Valley(
        variable, place: place, numerator: numerator, factors: signs, slope: slope, above: ends[.lower],
        below: ends[.upper], floor: floor))
  }
}
