import Trees
import Proofs

extension Prover {
  /// Halves the side that matters most until every part's bounds tell.
  mutating func bisection(_ goal: Goal, _ tree: Tree, isStrict: Bool, _ effort: Effort) -> Proof? {
    guard effort.boxes > 0, !goal.box.sides.isEmpty else { return nil }
    var slopes: [Name: Tree] = [:]
    let reach = goal.reach(tree, on: goal.box.opened)
    if reach?.isContinuous == true, reach?.isSmooth == true {
      for side in goal.box.sides { slopes[side.name] = try? tree.derivative(by: side.name) }
    }
    var boxes = effort.boxes
    return bisect(goal, slopes, &boxes, depth: 0)
  }

  private mutating func bisect(_ goal: Goal, _ slopes: [Name: Tree], _ boxes: inout Int, depth: Int) -> Proof?
  {
    let settled = goal.settled
    guard case .sign(let tree, let isStrict) = settled.subject, boxes > 0, budget > 0, depth < 60 else {
      open = open ?? goal.box
      return nil
    }
    boxes -= 1
    charge([tree])
    if !settled.premises.isEmpty, settled.contradiction != nil { return .vacuous }
    if let proof = bounds(settled, tree, isStrict) { return proof }
    if isHopeless(settled, tree, isStrict) { return nil }
    if !slopes.isEmpty {
      charge(Array(slopes.values))
      if let bound = settled.meanValueBound(tree), isStrict ? bound > 0 : bound >= 0 {
        return .meanValue(lower: bound)
      }
      if let proof = cornered(settled, tree, isStrict: isStrict, slopes) { return proof }
    }
    guard let side = widest(settled, slopes), let middle = side.middle else {
      open = open ?? settled.box
      return nil
    }
    let place = Tree(middle)
    guard let parts = side.parts(at: place, closed: true) else { return nil }
    // The goal as it came: the kernel settles each part anew.
    guard
      let below = bisect(
        settled.with(on: settled.box.replacing(parts.below)), slopes, &boxes, depth: depth + 1),
      let above = bisect(
        settled.with(on: settled.box.replacing(parts.above)), slopes, &boxes, depth: depth + 1)
    else { return nil }
    return .split(side.name, at: place, below: below, above: above)
  }

  /// A side along which the slope has one sign is put at its end.
  private mutating func cornered(_ goal: Goal, _ tree: Tree, isStrict: Bool, _ slopes: [Name: Tree])
    -> Proof?
  {
    for side in goal.box.sides {
      guard let slope = slopes[side.name], let reach = goal.reach(slope, on: goal.box.replacing(side.opened))
      else { continue }
      let end: Endpoint
      if reach.isNonnegative { end = .lower } else if reach.isNonpositive { end = .upper } else { continue }
      for isSlopeStrict in isStrict && !side.isClosed(end) ? [false, true] : [false] {
        guard
          let step = goal.monotone(tree, side.name, end, isSlopeStrict: isSlopeStrict, isStrict: isStrict),
          let up = aside(step.slope, Effort(depth: 0, boxes: 0))
        else { continue }
        if let rest = aside(step.rest, Effort(depth: 1, boxes: 0)) {
          return .monotone(side.name, end, isStrict: isSlopeStrict, slope: up, rest: rest)
        }
      }
    }
    return nil
  }

  /// The side with the largest slope times width; without slopes, or where they are unbounded, in turn.
  private mutating func widest(_ goal: Goal, _ slopes: [Name: Tree]) -> VariableRange? {
    var best: (side: VariableRange, influence: Double)?
    for side in goal.box.sides where !side.isPoint && side.middle != nil {
      let width = side.isBounded ? side.interval.upper - side.interval.lower : .infinity
      var influence = width
      if let slope = slopes[side.name], let reach = goal.reach(slope) {
        let size = max(reach.interval.lower.magnitude, reach.interval.upper.magnitude)
        if size == 0 { continue }
        if size.isFinite, width.isFinite {
          influence = size * width
        } else {
          influence = 1e9 * min(width, 1e9)
        }
      }
      if best.map({ influence > $0.influence }) ?? true { best = (side, influence) }
    }
    return best?.side
  }
}
