import Trees
import Arithmetic

extension Kernel {
  /// f ≥ 0 on B, from f ≡ Σⱼ Πₖ fⱼₖ.
  ///
  /// - The normal forms of both are one, so that they are equal wherever both have values.
  /// - Where f has a value all fⱼₖ have: each fⱼₖ ∈ C(B); or, for ≥ without premises, fⱼₖ ∈ C(B°) and f ∈ C¹(B), so that
  ///   continuity carries the sign to the faces.
  /// - The sign of each fⱼₖ is proved on B, and in each product an even number of them is ≤ 0.
  /// - For f > 0: in one product all signs are strict.
  func check(_ products: [[Proof.Factor]], of tree: Tree, isStrict: Bool, _ goal: Goal) throws(Refusal) {
    guard !products.isEmpty, products.allSatisfy({ !$0.isEmpty }) else {
      throw Refusal(reason: "no products")
    }
    let whole = Tree.sum(
      products.map { $0.count == 1 ? $0[0].tree : .product($0.map(\.tree)) } + [.number(0)]
    ).simplified
    guard tree.isIdentical(to: whole) else { throw Refusal(reason: "the products are another tree") }
    guard goal.isCovered(by: products.flatMap { $0.map(\.tree) }, tree, isStrict: isStrict) else {
      throw Refusal(reason: "the products are undefined in places")
    }
    guard products.allSatisfy({ $0.count(where: \.isNegative).isMultiple(of: 2) }) else {
      throw Refusal(reason: "a product is negative")
    }
    guard !isStrict || products.contains(where: { $0.allSatisfy(\.isStrict) }) else {
      throw Refusal(reason: "no product is positive")
    }
    for factor in products.joined() { try check(factor, goal) }
  }

  func check(_ factor: Proof.Factor, _ goal: Goal) throws(Refusal) {
    let tree = factor.isNegative ? Tree.negate(factor.tree) : factor.tree
    try check(factor.proof, of: goal.with(.sign(tree, isStrict: factor.isStrict)))
  }

  /// f ≥ 0 on B, from the value at an end e of x's side, towards which f falls: see `Goal.monotone`.
  func checkMonotone(
    _ tree: Tree, by name: Name, to end: Endpoint, isSlopeStrict: Bool, slope: Proof, rest: Proof,
    isStrict: Bool, _ goal: Goal
  ) throws(Refusal) {
    guard let step = goal.monotone(tree, name, end, isSlopeStrict: isSlopeStrict, isStrict: isStrict) else {
      throw Refusal(reason: "not smooth up to the end")
    }
    try check(slope, of: step.slope)
    try check(rest, of: step.rest)
  }

  /// f ≥ f(a) on B, x = a being a place that may depend on the other symbols.
  ///
  /// - f and N ∈ C¹(B), and ∂f/∂x ≡ N · Πₖ gₖ with gₖ ∈ C(B°), gₖ > 0 where x is inside its side.
  /// - a has a value for all of the other symbols, does not name x, and N(a) ≡ 0.
  /// - ∂N/∂x ≥ 0 on B: so N ≤ 0 below a and N ≥ 0 above it, f falls before a and rises behind it.
  /// - a lies in the side: a ≥ its lower end, a ≤ its upper end, strictly where the end is open.
  /// - No premise names x (of the callers): between a point and the place all points are ones in question.
  ///
  /// Where only the place is claimed (`isOnly`) ∂N/∂x > 0, so that f > f(a) elsewhere.
  func check(_ valley: Proof.Valley, of body: Tree, isOnly: Bool, _ goal: Goal) throws(Refusal) {
    let name = valley.variable
    guard let side = goal.box.side(name), !valley.place.mentions(name),
      let derivative = try? body.derivative(by: name)
    else { throw Refusal(reason: "no derivative") }
    for tree in [body, valley.numerator] {
      guard let reach = goal.reach(tree), reach.isContinuous, reach.isSmooth else {
        throw Refusal(reason: "not smooth")
      }
    }
    let product = Tree.product([valley.numerator] + valley.factors.map(\.tree) + [.number(1)]).simplified
    guard derivative.isIdentical(to: product) else { throw Refusal(reason: "not the derivative") }
    // Up to the ends continuity carries the slope's sign.
    let inner = goal.with(on: goal.box.replacing(side.opened))
    for factor in valley.factors {
      guard !factor.isNegative, factor.isStrict else { throw Refusal(reason: "a factor is not positive") }
      guard goal.reach(factor.tree, on: inner.box.opened)?.isContinuous == true else {
        throw Refusal(reason: "a factor is undefined in places")
      }
      try check(factor, inner)
    }
    let rest = goal.with(on: goal.box.without(name))
    // Where the place has no value nothing would be said of the body, which has one.
    guard rest.reach(valley.place)?.isDefined == true else { throw Refusal(reason: "there may be no place") }
    guard rest.isZero(valley.numerator.substituting([name: valley.place])) else {
      throw Refusal(reason: "the slope is not 0 at the place")
    }
    guard let slope = try? valley.numerator.derivative(by: name) else { throw Refusal(reason: "no slope") }
    try check(valley.slope, of: goal.with(.sign(slope, isStrict: isOnly)))
    for (end, proof) in [(Endpoint.lower, valley.above), (.upper, valley.below)] {
      guard let inside = rest.inside(valley.place, side, end) else { continue }
      guard let proof else { throw Refusal(reason: "the place may lie outside") }
      try check(proof, of: inside)
    }
  }

  /// log u + w ≥ 0 from u − e^{−w} ≥ 0, and w − log u ≥ 0 from e^w − u ≥ 0, log being increasing.
  ///
  /// - u > 0 and u, w ∈ C(B): neither side has a value that the other has not.
  /// - The tree is log u + w (or w − log u) by its normal form.
  func checkExponentiated(
    _ tree: Tree, u: Tree, w: Tree, isNegated: Bool, rest: Proof, isStrict: Bool, _ goal: Goal
  ) throws(Refusal) {
    let log = Tree.apply(.log, [u])
    guard let inside = goal.reach(u), inside.isPositive, inside.isContinuous,
      goal.reach(w)?.isContinuous == true
    else { throw Refusal(reason: "undefined in places") }
    guard tree.isIdentical(to: .sum([isNegated ? .negate(log) : log, w])) else {
      throw Refusal(reason: "another tree")
    }
    try check(rest, of: goal.exponentiated(u, w, isNegated: isNegated, isStrict: isStrict))
  }
}

// MARK: The goals that rules leave, for the kernel and for the search alike

extension Goal {
  /// Whether every point of the box where the tree has a value is one where all the parts have.
  ///
  /// Edges may be left out where continuity carries the sign over to them.
  package func isCovered(by parts: [Tree], _ tree: Tree, isStrict: Bool) -> Bool {
    let isWhole = parts.allSatisfy { reach($0)?.isContinuous == true }
    if isWhole { return true }
    guard !isStrict, !declaresZeroLogZero, premises.isEmpty, reach(tree)?.isSmooth == true else {
      return false
    }
    let inner = box.opened
    return parts.allSatisfy { reach($0, on: inner)?.isContinuous == true }
  }

  /// A lower bound of f(c) + Σᵢ ∂ᵢf(B̄)·(Bᵢ − cᵢ), c the middle of a bounded B, where f ∈ C¹(B̄).
  package func meanValueBound(_ tree: Tree) -> Double? {
    let closed = box.closed
    guard !box.sides.isEmpty, box.sides.allSatisfy(\.isBounded),
      let whole = reach(tree, on: closed), whole.isContinuous, whole.isSmooth
    else { return nil }
    var centre = box
    for (index, side) in box.sides.enumerated() {
      let middle = side.interval.lower + (side.interval.upper - side.interval.lower) / 2
      centre.sides[index] = VariableRange(side.name, exactly: middle)
    }
    guard let start = reach(tree, on: centre)?.interval else { return nil }
    let arithmetic = IntervalArithmetic()
    var bound = start
    for (side, middle) in zip(box.sides, centre.sides) where tree.mentions(side.name) {
      guard let derivative = try? tree.derivative(by: side.name), let slope = reach(derivative, on: closed),
        let offset = try? arithmetic.add(side.interval, arithmetic.negate(middle.interval)),
        let part = try? arithmetic.multiply(Interval(slope.interval.lower, slope.interval.upper), offset),
        let sum = try? arithmetic.add(bound, part)
      else { return nil }
      bound = sum
    }
    return bound.lower.isNaN ? nil : bound.lower
  }

  /// Below a place, at it, above it.
  package func cut(_ name: Name, at place: Tree) -> [Goal]? {
    guard let side = box.side(name), let parts = side.parts(at: place, closed: false) else { return nil }
    var middle = substituting(name, place)
    middle.box = box.without(name)
    return [with(on: box.replacing(parts.below)), middle, with(on: box.replacing(parts.above))]
  }

  /// A closed end by itself, and the side without it.
  package func edge(_ name: Name, _ end: Endpoint) -> (at: Goal, rest: Goal)? {
    guard var side = box.side(name), side.isClosed(end), !side.isPoint else { return nil }
    var edge = substituting(name, side.end(end))
    edge.box = box.without(name)
    if end == .lower { side.isClosedBelow = false } else { side.isClosedAbove = false }
    return (edge, with(on: box.replacing(side)))
  }

  package func members(_ name: Name) -> [Goal]? {
    guard let index = box.finite.firstIndex(where: { $0.name == name }) else { return nil }
    return box.finite[index].values.map { value in
      var goal = substituting(name, value)
      goal.box.finite.remove(at: index)
      return goal
    }
  }

  /// What must hold for the tree to be least at an end e of x's side, which is finite: f ∈ C¹ up to e, ∂f/∂x ≥ 0 (for an
  /// upper end ≤ 0) inside the side, and f(e) ≥ 0. Premises that name x are not used: on the way to e they may fail.
  ///
  /// f > 0 asks for f(e) > 0, or for a strict slope and f(e) ≥ 0 where e itself is no point of B.
  package func monotone(
    _ tree: Tree, _ name: Name, _ end: Endpoint, isSlopeStrict: Bool, isStrict: Bool
  ) -> (slope: Goal, rest: Goal)? {
    guard let side = box.side(name), side.end(end).isFinite,
      let whole = reach(tree, on: box.replacing(side.closed(end))), whole.isContinuous, whole.isSmooth,
      let derivative = try? tree.derivative(by: name)
    else { return nil }
    // Along the way to the end a premise about the variable may fail.
    var ground = self
    ground.premises.removeAll { $0.mentions(name) }
    let slope = ground.with(
      .sign(end == .lower ? derivative : .negate(derivative), isStrict: isSlopeStrict),
      on: box.replacing(side.opened))
    let isStrictAtEnd = isStrict && !(isSlopeStrict && !side.isClosed(end))
    let rest = ground.with(
      .sign(tree.substituting([name: side.end(end)]), isStrict: isStrictAtEnd), on: box.without(name))
    return (slope, rest)
  }

  /// What must hold for the tree to be least at one of the two ends of a bounded side: f ∈ C up to both, analytic in x
  /// between them, ∂²f/∂x² ≤ 0 there, and f ≥ 0 (> 0) at both. Premises that name x are not used.
  package func concave(_ tree: Tree, _ name: Name, isStrict: Bool) -> (curve: Goal, lower: Goal, upper: Goal)?
  {
    guard let side = box.side(name), !side.isPoint, side.isBounded,
      let whole = reach(tree, on: box.replacing(side.closed(.lower).closed(.upper))), whole.isContinuous,
      whole.isSmooth,
      // A root's kink (√x² is |x|) bends upwards at one point alone, where no curve tells.
      BoundEvaluator(box.replacing(side.opened), declaresZeroLogZero: declaresZeroLogZero).isAnalytic(tree),
      let curve = try? tree.derivative(by: name, order: 2)
    else { return nil }
    var ground = self
    ground.premises.removeAll { $0.mentions(name) }
    func end(_ end: Endpoint) -> Goal {
      ground.with(
        .sign(tree.substituting([name: side.end(end)]), isStrict: isStrict), on: box.without(name))
    }
    return (
      ground.with(.sign(.negate(curve), isStrict: false), on: box.replacing(side.opened)), end(.lower),
      end(.upper)
    )
  }

  /// Whether a tree is 0 on the box by its normal form.
  package func isZero(_ tree: Tree) -> Bool {
    guard case .sign(let settled, _) = with(.sign(tree, isStrict: false)).settled.subject else {
      return false
    }
    return settled.isIdentical(to: .number(0))
  }

  /// That a place lies on the right side of an end; nil for an infinite one.
  package func inside(_ place: Tree, _ side: VariableRange, _ end: Endpoint) -> Goal? {
    guard side.end(end).isFinite else { return nil }
    let distance: Tree = .sum(
      end == .lower ? [place, .negate(side.lower)] : [side.upper, .negate(place)])
    return with(.sign(distance, isStrict: !side.isClosed(end)))
  }

  package func exponentiated(_ u: Tree, _ w: Tree, isNegated: Bool, isStrict: Bool) -> Goal {
    let power = Tree.apply(.exp, [isNegated ? w : .negate(w)])
    return with(
      .sign(isNegated ? .sum([power, .negate(u)]) : .sum([u, .negate(power)]), isStrict: isStrict))
  }

  /// From a premise x ≥ b (or x ≤ b): x replaced by b + t (b − t) with a fresh t ≥ 0, where b ∈ C(B) does not name x. A
  /// strict premise gives t > 0; the ends of x's side become premises.
  package func shifted(_ name: Name, premise: Int, fresh: Name) -> Goal? {
    guard premises.indices.contains(premise), let side = box.side(name), box.side(fresh) == nil,
      case .relation(let terms, let relations) = premises[premise], terms.count == 2,
      !trees.contains(where: { $0.mentions(fresh) }), !premises.contains(where: { $0.mentions(fresh) })
    else { return nil }
    for (symbol, bound, relation) in [
      (terms[0], terms[1], relations[0]), (terms[1], terms[0], relations[0].converse),
    ]
    where symbol == .symbol(name) && !bound.mentions(name)
      && reach(bound)?.isContinuous == true
    {
      let isUp: Bool
      switch relation {
      case .greater, .greaterOrEqual: isUp = true
      case .less, .lessOrEqual: isUp = false
      default: continue
      }
      let isClosed = relation == .greaterOrEqual || relation == .lessOrEqual
      guard
        let distance = VariableRange(
          fresh, .number(0), .constant(.infinity), closedBelow: isClosed, closedAbove: false)
      else { return nil }
      let value: Tree = .sum([bound, isUp ? .symbol(fresh) : .negate(.symbol(fresh))])
      var goal = self
      goal.premises.remove(at: premise)
      for end in [Endpoint.lower, .upper] where side.end(end).isFinite {
        let strict: Tree.Relation = end == .lower ? .greater : .less
        let loose: Tree.Relation = end == .lower ? .greaterOrEqual : .lessOrEqual
        goal.premises.append(
          .relation([.symbol(name), side.end(end)], [side.isClosed(end) ? loose : strict]))
      }
      goal = goal.substituting(name, value)
      goal.box = box.without(name)
      goal.box.sides.append(distance)
      return goal
    }
    return nil
  }
}

extension Tree {
  var isFinite: Bool { !contains { $0 == .constant(.infinity) } }

  /// A finite double as the dyadic fraction that it is.
  package init(_ value: Double) {
    let tree = Number(Self.decimal(value.magnitude)).map(Tree.number) ?? .number(0)
    self = value < 0 ? .negate(tree) : tree
  }

  /// All decimals of a finite double that is not negative: its significand times a power of 2, or of 5 over one of 10.
  private static func decimal(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "0" }
    // An odd integer times 2^exponent.
    let exponent = Int(value.exponent) - value.significandWidth
    let odd = value.significand * Double(sign: .plus, exponent: value.significandWidth, significand: 1)
    var digits = String(UInt64(odd)).utf8.reversed().map { Int($0) - 48 }
    for _ in 0..<exponent.magnitude {
      var carry = 0
      for index in digits.indices {
        let total = digits[index] * (exponent > 0 ? 2 : 5) + carry
        digits[index] = total % 10
        carry = total / 10
      }
      if carry > 0 { digits.append(carry) }
    }
    let places = max(-exponent, 0)
    while digits.count <= places { digits.append(0) }
    let all = String(digits.reversed().map { Character(String($0)) })
    return places == 0 ? all : all.dropLast(places) + "." + all.suffix(places)
  }
}
