import Formulas

/// Proves that a tree is nowhere negative on a box, wherever it is defined.
///
/// Tried in this order: the interval evaluation as it stands; its normal form; monotony in a symbol,
/// which puts that symbol's better end in its place (an exact zero there stays exact); the coefficients
/// of logarithms and the like, each with its own sign; bisection. The work is counted, not timed, so
/// that every machine comes to the same verdict.
struct Prover {
  let evaluation: Evaluation
  /// Interval evaluations that are left.
  private var budget: Int
  private(set) var boxes = 0
  private(set) var usesNormalForm = false
  private(set) var usesSign = false

  init(_ evaluation: Evaluation, budget: Int = 20_000) {
    self.evaluation = evaluation
    self.budget = budget
  }

  // MARK: Goals

  mutating func isNonnegative(_ tree: Tree, on box: Box, strict: Bool = false, depth: Int = 0) -> Bool {
    guard depth < 10, budget > 0 else { return false }
    let tree = tree.simplified
    if holds(tree, box, strict) { return true }
    let normal = tree.normalForm
    if case .number = normal, !strict, holds(normal, box, false) {
      usesNormalForm = true
      return true
    }
    if normal != tree, holds(normal, box, strict) { return true }
    if reduces(tree, on: box, strict: strict, depth: depth) { return true }
    if collects(normal, on: box, strict: strict, depth: depth) { return true }
    return depth == 0 && bisects(tree, on: box, strict: strict)
  }

  /// Equal by rewriting alone.
  mutating func isIdentical(_ left: Tree, _ right: Tree) -> Bool {
    usesNormalForm = true
    return left.isIdentical(to: right)
  }

  /// `F(p) ≥ F(g)` for all p: the derivative's numerator is 0 at g, and grows through it.
  mutating func isMinimal(_ body: Tree, in variable: Name, at place: Tree, on box: Box) -> Bool {
    guard let derivative = try? body.derivative(by: variable), isContinuous(body),
      let (numerator, cleared) = derivative.numerator
    else { return false }
    usesSign = true
    for factor in cleared where !isNonnegative(Self.base(factor), on: box, depth: 1) { return false }
    let atPlace = numerator.substituting([variable: place])
    guard atPlace.isIdentical(to: .number(0)), let slope = try? numerator.derivative(by: variable) else {
      return false
    }
    return isNonnegative(slope, on: box)
  }

  /// An even power is positive whatever its base.
  private static func base(_ factor: Tree) -> Tree {
    guard case .power(let base, .number(let exponent)) = factor, let integer = exponent.integer else {
      return factor
    }
    return integer.isMultiple(of: 2) ? .number(1) : base
  }

  // MARK: Intervals

  private mutating func enclosure(_ tree: Tree, _ box: Box) -> Interval? {
    budget -= 1
    boxes += 1
    return try? evaluation.machine(for: tree, in: IntervalArithmetic()).number(at: box.point)
  }

  private mutating func holds(_ tree: Tree, _ box: Box, _ strict: Bool) -> Bool {
    guard let value = enclosure(tree, box) else { return false }
    return strict ? value.lower > 0 : value.lower >= 0
  }

  // MARK: Monotony

  private mutating func reduces(_ tree: Tree, on box: Box, strict: Bool, depth: Int) -> Bool {
    guard isContinuous(tree), let whole = enclosure(tree, box), !whole.isPartial else { return false }
    for (index, side) in box.sides.enumerated()
    where !side.interval.isPoint && tree.freeSymbols.contains(side.name) {
      guard let derivative = try? tree.derivative(by: side.name) else { continue }
      let direction: Bool
      if isNonnegative(derivative, on: box, depth: depth + 4) {
        direction = false
      } else if isNonnegative(.negate(derivative), on: box, depth: depth + 4) {
        direction = true
      } else {
        continue
      }
      guard let end = direction ? side.upper : side.lower, end != .constant(.infinity),
        end != .negate(.constant(.infinity))
      else { continue }
      var rest = box
      rest.sides.remove(at: index)
      if isNonnegative(tree.substituting([side.name: end]), on: rest, strict: strict, depth: depth + 1) {
        return true
      }
    }
    return false
  }

  /// No jump: floor, sign and the like, and branches that are not decided, break monotony.
  private func isContinuous(_ tree: Tree) -> Bool {
    !tree.contains { node in
      switch node {
      case .cases, .apply(.floor, _), .apply(.ceiling, _), .apply(.sign, _), .apply(.modulo, _),
        .apply(.indicator, _), .apply(.gcd, _), .apply(.factorial, _), .apply(.tan, _), .call, .fold:
        true
      default: false
      }
    }
  }

  // MARK: Coefficients

  /// `c₁ log p + c₂ log(1 − p)`: each product by the signs of its factors.
  private mutating func collects(_ normal: Tree, on box: Box, strict: Bool, depth: Int) -> Bool {
    guard !strict else { return false }
    var groups: [(key: [Tree], terms: [Tree])] = []
    for term in normal.summands {
      let (key, rest) = term.splitTranscendental
      if let index = groups.firstIndex(where: { $0.key == key }) {
        groups[index].terms.append(rest)
      } else {
        groups.append((key, [rest]))
      }
    }
    guard groups.contains(where: { !$0.key.isEmpty }), groups.count > 1 || groups[0].terms.count > 1 else {
      return false
    }
    for (key, terms) in groups {
      let coefficient: Tree = terms.count == 1 ? terms[0] : .sum(terms)
      guard let sign = sign(of: key, box) else { return false }
      guard isNonnegative(sign ? coefficient : .negate(coefficient), on: box, depth: depth + 1) else {
        return false
      }
    }
    usesSign = true
    return true
  }

  /// Whether a product is nowhere negative; nil if neither that nor nowhere positive.
  private mutating func sign(of factors: [Tree], _ box: Box) -> Bool? {
    var isPositive = true
    for factor in factors {
      guard let value = enclosure(factor, box) else { return nil }
      if value.lower >= 0 { continue }
      guard value.upper <= 0 else { return nil }
      isPositive.toggle()
    }
    return isPositive
  }

  // MARK: Bisection

  private mutating func bisects(_ tree: Tree, on box: Box, strict: Bool) -> Bool {
    let slopes =
      isContinuous(tree) ? box.sides.map { try? tree.derivative(by: $0.name) } : box.sides.map { _ in nil }
    var open = [box]
    while let next = open.popLast() {
      guard budget > 0, open.count < 10_000 else { return false }
      if holds(tree, next, strict) || holdsAtCorner(tree, next, slopes, strict) { continue }
      guard let side = widest(tree, next), let (left, right) = next.halves(side) else { return false }
      open.append(left)
      open.append(right)
    }
    return true
  }

  /// Sides along which the tree is monotone are put at their worse end.
  private mutating func holdsAtCorner(_ tree: Tree, _ box: Box, _ slopes: [Tree?], _ strict: Bool) -> Bool {
    guard let whole = enclosure(tree, box), !whole.isPartial else { return false }
    var corner = box
    var isReduced = false
    for (index, slope) in slopes.enumerated() {
      guard let slope, !box.sides[index].interval.isPoint, let value = enclosure(slope, box) else { continue }
      if value.lower >= 0 {
        corner = corner.fixing(index, atUpper: false)
      } else if value.upper <= 0 {
        corner = corner.fixing(index, atUpper: true)
      } else {
        continue
      }
      isReduced = true
    }
    return isReduced && holds(tree, corner, strict)
  }

  /// The side whose collapse narrows the value most.
  private mutating func widest(_ tree: Tree, _ box: Box) -> Int? {
    var best: (index: Int, width: Double)?
    for (index, side) in box.sides.enumerated() where !side.interval.isPoint {
      guard let halves = box.halves(index) else { continue }
      let width = enclosure(tree, halves.0)?.width ?? .infinity
      if best.map({ width < $0.width }) ?? true { best = (index, width) }
    }
    return best?.index
  }
}

extension Tree {
  fileprivate var summands: [Tree] {
    switch self {
    case .sum(let terms): terms.flatMap(\.summands)
    case .negate(let inner): inner.summands.map { .negate($0) }
    default: [self]
    }
  }

  /// Factors that are functions (`\log p`), and the rest.
  fileprivate var splitTranscendental: (key: [Tree], rest: Tree) {
    switch self {
    case .negate(let inner):
      let (key, rest) = inner.splitTranscendental
      return (key, .negate(rest))
    case .product(let factors):
      let key = factors.filter(\.isTranscendental)
      let rest = factors.filter { !$0.isTranscendental }
      return (key, rest.isEmpty ? .number(1) : rest.count == 1 ? rest[0] : .product(rest))
    default: return isTranscendental ? ([self], .number(1)) : ([], self)
    }
  }

  private var isTranscendental: Bool {
    switch self {
    case .apply(let function, _): function == .log || function == .logBase || function == .exp
    case .power(let base, _): base.isTranscendental
    default: false
    }
  }
}
