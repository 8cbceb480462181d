import Trees

/// A closed tree as it is right beside a place, on one side of it: jumps and kinks give way to the branch that holds there.
///
/// What decides is the sign of a smooth function beside a place, and that is the sign of its first derivative there that
/// is not 0 (Taylor's theorem with Peano's remainder). Where a derivative has no value, or may be 0 and is not shown to
/// be, nothing is said.
struct OneSided {
  let name: Name
  /// Without symbols, and finite.
  let place: Tree
  let isAbove: Bool

  private static let mostOrders = 6
  private static let largest = 2_000

  /// A tree that equals this one on (a, a + δ), or (a − δ, a), for some δ > 0; nil where that is not known.
  func germ(_ tree: Tree) -> Tree? {
    guard tree.isFree(name) else { return tree }
    switch tree {
    case .symbol, .number, .constant: return tree
    case .negate, .sum, .product, .quotient, .power: return mapped(tree)
    case .cases(let branches): return germ(branches)
    case .apply(let function, let arguments): return germ(function, arguments)
    default: return nil
    }
  }

  private func mapped(_ tree: Tree) -> Tree? {
    var isKnown = true
    let result = tree.mapChildren { child in
      guard let germ = germ(child) else {
        isKnown = false
        return child
      }
      return germ
    }
    return isKnown ? result : nil
  }

  private func germ(_ branches: [Tree.Branch]) -> Tree? {
    for branch in branches {
      switch branch.condition.map(truth) ?? .yes {
      case .yes: return germ(branch.value)
      case .no: continue
      case .unknown: return nil
      }
    }
    return nil
  }

  private func germ(_ function: Tree.Function, _ arguments: [Tree]) -> Tree? {
    if function == .indicator, let condition = arguments.first {
      switch truth(condition) {
      case .yes: return .number(1)
      case .no: return .number(0)
      case .unknown: return nil
      }
    }
    var parts: [Tree] = []
    for argument in arguments {
      guard let part = germ(argument) else { return nil }
      parts.append(part)
    }
    guard let u = parts.first else { return nil }
    switch function {
    case .abs, .norm, .norm1, .normInfinity: return sign(u).map { $0 < 0 ? .negate(u) : u }
    case .relu: return sign(u).map { $0 > 0 ? u : .number(0) }
    case .sign: return sign(u).map { Tree($0) }
    case .floor: return step(u)
    case .ceiling: return step(.negate(u)).map { .negate($0) }
    case .modulo where parts.count == 2:
      return step(.quotient(u, parts[1])).map { .sum([u, .negate(.product([parts[1], $0]))]) }
    case .min, .max:
      var best = u
      for next in parts.dropFirst() {
        guard let order = sign(.sum([next, .negate(best)])) else { return nil }
        if function == .max ? order > 0 : order < 0 { best = next }
      }
      return best
    default: return .apply(function, parts)
    }
  }

  /// ⌊u⌋ beside the place.
  private func step(_ u: Tree) -> Tree? {
    let value = u.substituting([name: place])
    guard let low = Self.floor(of: value) else { return nil }
    let whole = Tree(low)
    guard Self.sign(of: .sum([value, .negate(whole)])) == 0 else { return whole }
    return sign(.sum([u, .negate(whole)])).map { $0 < 0 ? Tree(low - 1) : whole }
  }

  private static func floor(of value: Tree) -> Int? {
    let floor = Tree.apply(.floor, [value])
    return (exactly(floor) ?? nil)?.integer
      ?? (try? ExactEvaluator().enclosure(of: floor, at: [:])).flatMap(BallArithmetic().integer)
  }

  // MARK: Conditions

  private func truth(_ condition: Tree) -> Truth {
    guard condition.isFree(name) else {
      return (try? ExactEvaluator().truth(of: condition, at: [:])) ?? .unknown
    }
    switch condition {
    case .relation(let terms, let relations):
      var whole = Truth.yes
      for (index, relation) in relations.enumerated() where index + 1 < terms.count {
        guard let left = germ(terms[index]), let right = germ(terms[index + 1]),
          let order = sign(.sum([left, .negate(right)])), let holds = relation.holds(order: order)
        else { return .unknown }
        if !holds { whole = .no }
      }
      return whole
    case .logic(.and, let parts): return Self.all(parts.map(truth))
    case .logic(.or, let parts): return Self.all(parts.map { truth($0).opposite }).opposite
    case .logic(.not, let parts) where parts.count == 1: return truth(parts[0]).opposite
    default: return .unknown
    }
  }

  private static func all(_ parts: [Truth]) -> Truth {
    parts.contains(.no) ? .no : parts.contains(.unknown) ? .unknown : .yes
  }

  // MARK: Signs

  /// −1, 0 or 1: the sign of a tree without jumps beside the place.
  private func sign(_ tree: Tree) -> Int? {
    if Self.isZero(tree) { return 0 }
    var slope = tree
    for order in 0..<Self.mostOrders {
      guard let sign = Self.sign(of: slope.substituting([name: place])) else { return nil }
      if sign != 0 { return isAbove || order.isMultiple(of: 2) ? sign : -sign }
      guard let next = try? slope.derivative(by: name), next.size <= Self.largest else { return nil }
      slope = next
    }
    return nil
  }

  private static func isZero(_ tree: Tree) -> Bool { tree.normalForm == .number(0) }

  /// The sign of a closed tree that has a finite value; nil where it is not known.
  private static func sign(of value: Tree) -> Int? {
    if let exact = exactly(value) { return exact.infinitySign == 0 ? exact.sign : nil }
    guard let ball = try? ExactEvaluator().enclosure(of: value, at: [:]), ball.infinitySign == 0 else {
      return nil
    }
    let (arithmetic, zero) = (BallArithmetic(), Ball(0))
    if arithmetic.compare(ball, .greater, zero) == .yes { return 1 }
    if arithmetic.compare(ball, .less, zero) == .yes { return -1 }
    return ball.isZero || isZero(value) ? 0 : nil
  }

  private static func exactly(_ value: Tree) -> Fraction? {
    try? Evaluator(FractionArithmetic()).number(of: value, at: [:])
  }

  // MARK: Limits

  /// The limit of a germ at the place: its own value there, as it is continuous, or by Taylor's theorem of a quotient
  /// whose sides vanish; ±∞ where only the lower side does.
  func limit(of germ: Tree) -> Tree? {
    let own = germ.substituting([name: place])
    if let value = try? ExactEvaluator().enclosure(of: own, at: [:]), value.infinitySign == 0 { return own }
    guard case .quotient(var top, var bottom) = germ else { return nil }
    for _ in 0..<Self.mostOrders {
      let (above, below) = (top.substituting([name: place]), bottom.substituting([name: place]))
      guard let sign = Self.sign(of: above), let divisor = Self.sign(of: below) else { return nil }
      if divisor != 0 { return .quotient(above, below) }
      if sign != 0 {
        return self.sign(bottom).map {
          sign * $0 > 0 ? .constant(.infinity) : .negate(.constant(.infinity))
        }
      }
      guard let next = try? top.derivative(by: name), let low = try? bottom.derivative(by: name),
        next.size + low.size <= Self.largest
      else { return nil }
      (top, bottom) = (next, low)
    }
    return nil
  }

  /// Whether the tree may have values on this side: where it has none the other side alone counts.
  func mayHaveValues(_ tree: Tree) -> Bool {
    let step = Tree.quotient(.number(1), .power(.number(2), .number(40)))
    let near = Tree.sum([place, isAbove ? step : .negate(step)])
    do {
      _ = try ExactEvaluator().enclosure(of: tree.substituting([name: near]), at: [:])
      return true
    } catch {
      return !error.isOutsideDomain && error.reason != .noBranch
    }
  }
}

extension OneSided {
  /// The limit of a closed tree at a closed place; nil where it is not found.
  ///
  /// - Throws: where the limits from both sides are certain to differ.
  static func limit(of body: Tree, _ name: Name, to place: Tree, from side: Tree.Side) throws(Undefined)
    -> Tree?
  {
    guard place.freeSymbols.isEmpty, body.freeSymbols.allSatisfy({ $0 == name }),
      !place.contains(where: { $0 == .constant(.infinity) }), body.size <= largest
    else { return nil }
    let sides = [true, false].filter { side == .both || (side == .above) == $0 }
      .map { OneSided(name: name, place: place, isAbove: $0) }
    let open = sides.filter { $0.mayHaveValues(body) }
    var found: [Tree] = []
    for side in open {
      guard let germ = side.germ(body), let limit = side.limit(of: germ) else { return nil }
      found.append(limit)
    }
    guard let first = found.first else { return nil }
    guard let second = found.dropFirst().first, first != second else { return first }
    return try isOne(first, second) ? first : nil
  }

  private static func isOne(_ first: Tree, _ second: Tree) throws(Undefined) -> Bool {
    let infinite = [first, second].map { $0.contains { $0 == .constant(.infinity) } }
    let difference: Int? =
      infinite.contains(true) ? (first == second ? 0 : 1) : sign(of: .sum([first, .negate(second)]))
    switch difference {
    case nil: return false
    case 0?: return true
    default: throw Undefined.sidesDiffer
    }
  }

  /// The derivative at a closed place where no formula gives it: the limit of the difference quotient.
  static func derivative(of scope: Tree.Scope, at place: Tree) throws(Undefined) -> Tree? {
    let (name, body) = scope.opened
    guard body.freeSymbols.allSatisfy({ $0 == name }) else { return nil }
    let value = scope.applied(to: place)
    let height = exactly(value)?.integer.map { Tree($0) } ?? value
    let quotient = Tree.quotient(
      .sum([body, .negate(height)]), .sum([.symbol(name), .negate(place)]))
    return try limit(of: quotient, name, to: place, from: .both)
  }
}

extension Tree.Relation {
  /// Whether it holds of numbers whose difference has a sign.
  fileprivate func holds(order: Int) -> Bool? {
    switch self {
    case .equal: order == 0
    case .unequal: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    default: nil
    }
  }
}

extension Truth {
  fileprivate var opposite: Truth {
    switch self {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }
}

extension Tree {
  fileprivate init(_ integer: Int) {
    let number = Tree.number(Number(integer.magnitude))
    self = integer < 0 ? .negate(number) : number
  }
}
