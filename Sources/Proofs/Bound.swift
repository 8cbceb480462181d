import Trees
import Arithmetic

/// Where a tree's values lie over a box, and how well it behaves there.
///
/// Every end is rounded outward. `reaches…` says whether a value may equal the end: strict signs on open
/// boxes need it (`-\log p > 0` on (0, 1)).
package struct Bound: Sendable, Hashable {
  package var interval: Interval
  package var reachesLower = true
  package var reachesUpper = true
  /// At every point of the box there is a finite value, and it varies continuously.
  package var isContinuous: Bool
  /// At every point of the box there is a finite value, continuous or not.
  package var isTotal = false
  package var isDefined: Bool { isContinuous || isTotal }
  /// Made of analytic functions alone: no branch, no kink, no jump.
  package var isSmooth: Bool

  package var isPositive: Bool { interval.lower > 0 || interval.lower == 0 && !reachesLower }
  package var isNegative: Bool { interval.upper < 0 || interval.upper == 0 && !reachesUpper }
  package var isNonnegative: Bool { interval.lower >= 0 }
  package var isNonpositive: Bool { interval.upper <= 0 }
  package var isNonzero: Bool { isPositive || isNegative }

  static func exact(_ interval: Interval) -> Bound {
    Bound(
      interval: interval, isContinuous: interval.lower.isFinite || interval.upper.isFinite, isSmooth: true)
  }

  /// Nothing is known but the values, and whether there is one everywhere.
  static func rough(_ interval: Interval, isTotal: Bool = false) -> Bound {
    Bound(
      interval: Interval(interval.lower, interval.upper), isContinuous: false, isTotal: isTotal,
      isSmooth: false)
  }

  var negated: Bound {
    var result = self
    result.interval = Interval(0 - interval.upper, 0 - interval.lower)
    (result.reachesLower, result.reachesUpper) = (reachesUpper, reachesLower)
    return result
  }

  /// The same values, known not to be 0.
  var withoutZero: Bound {
    var result = self
    if interval.lower == 0 { result.reachesLower = false }
    if interval.upper == 0 { result.reachesUpper = false }
    return result
  }
}

/// The walk over a tree that bounds it on a box. The whole of the trusted arithmetic is here and in
/// `IntervalArithmetic`.
package struct BoundEvaluator: Sendable {
  let sides: [Name: Bound]
  let declaresZeroLogZero: Bool
  private let environment: [Name: Value<Interval>]
  let arithmetic = IntervalArithmetic()

  package init(_ box: Box, declaresZeroLogZero: Bool) {
    var sides: [Name: Bound] = [:]
    for side in box.sides {
      // A number between finite or infinite ends is finite itself.
      sides[side.name] = Bound(
        interval: side.interval, reachesLower: side.isClosedBelow, reachesUpper: side.isClosedAbove,
        isContinuous: true, isSmooth: true)
    }
    self.sides = sides
    self.declaresZeroLogZero = declaresZeroLogZero
    environment = sides.mapValues { .number($0.interval) }
  }

  /// - Returns: nil where the tree has no value on the box, or none that this walk can bound.
  package func reach(_ tree: Tree) -> Bound? {
    guard let found = try? walk(tree), !found.interval.lower.isNaN, !found.interval.upper.isNaN else {
      return nil
    }
    return found
  }

  func walk(_ tree: Tree) throws(Undefined) -> Bound {
    switch tree {
    case .number(let number): return .exact(arithmetic.exact(number))
    case .constant(let constant):
      var reach = Bound.exact(arithmetic.constant(constant))
      if constant == .infinity { reach.isContinuous = false }
      return reach
    case .symbol(let name):
      guard let side = sides[name] else { throw Undefined(.missingSymbol(name)) }
      return side
    case .negate(let a): return try walk(a).negated
    case .sum(let terms):
      var total = try walk(terms[0])
      for term in terms.dropFirst() { total = try add(total, try walk(term)) }
      return total
    case .product(let factors):
      var total = try walk(factors[0])
      for factor in factors.dropFirst() { total = try multiply(total, try walk(factor)) }
      return total
    case .quotient(let a, let b): return try divide(try walk(a), try walk(b))
    case .power(let a, let b): return try power(try walk(a), try walk(b))
    case .apply(let function, let arguments): return try apply(function, arguments)
    case .cases(let branches): return try cases(branches)
    case .fold, .element, .tuple, .call, .applied, .bound, .relation, .logic, .quantified, .set, .derivative,
      .integral, .limit:
      let value = try general(tree)
      return .rough(value, isTotal: value.isWhole)
    }
  }

  private func general(_ tree: Tree) throws(Undefined) -> Interval {
    // A limit is not its body's value; a derivative is worked out before.
    if tree.contains(where: { node in
      switch node {
      case .limit, .derivative, .integral, .call, .applied: true
      default: false
      }
    }) {
      throw Undefined.unsupported(zh: "没有界", en: "no bound")
    }
    return try Evaluator(arithmetic, declaresZeroLogZero: declaresZeroLogZero).number(
      of: tree, at: environment)
  }

  /// Every branch that may apply; where conditions are open the hull of them.
  private func cases(_ branches: [Tree.Branch]) throws(Undefined) -> Bound {
    var hull: Interval?
    var isTotal = true
    var isCertain = false
    for branch in branches where !isCertain {
      let truth = branch.condition.map(truth) ?? .yes
      isTotal = isTotal && branch.condition.map(isDefined) ?? true
      if truth == .no { continue }
      let value = try walk(branch.value)
      if hull == nil, truth == .yes, isTotal { return value }
      isTotal = isTotal && value.isDefined
      hull = hull.map { arithmetic.hull($0, value.interval) } ?? value.interval
      isCertain = truth == .yes
    }
    guard let hull else { throw Undefined(.noBranch) }
    return .rough(hull, isTotal: isTotal && (isCertain || branches.leaveNothingOut))
  }

  /// Whether a statement is true or false at every point of the box: all that it compares has a value there.
  package func isDefined(_ statement: Tree) -> Bool {
    switch statement {
    case .logic(_, let parts): parts.allSatisfy(isDefined)
    case .relation(let terms, _): terms.allSatisfy { hasValue($0) }
    default: false
    }
  }

  private func hasValue(_ tree: Tree) -> Bool {
    switch tree {
    case .set(.interval(let lower, let upper, _, _)): hasValue(lower) && hasValue(upper)
    case .set(.finite(let members)): members.allSatisfy(hasValue)
    case .constant(.infinity), .negate(.constant(.infinity)): true
    default: reach(tree)?.isDefined == true
    }
  }

  /// Whether no root or broken power is taken of what may be 0.
  func isAnalytic(_ tree: Tree) -> Bool {
    let base: Tree?
    switch tree {
    case .power(let inner, let exponent):
      let isWhole = if case .number(let number) = exponent { number.integer != nil } else { false }
      base = isWhole ? nil : inner
    case .apply(.sqrt, let arguments): base = arguments.first
    case .apply(.root, let arguments): base = arguments.last
    default: base = nil
    }
    if let base, reach(base)?.isPositive != true { return false }
    return tree.children.allSatisfy(isAnalytic)
  }

  // MARK: Truth

  /// Whether a statement holds all over the box, nowhere on it, or cannot be told.
  package func truth(_ statement: Tree) -> Truth {
    switch statement {
    case .logic(.yes, _): return .yes
    case .logic(.not, let parts): return parts.count == 1 ? truth(parts[0]).not : .unknown
    case .logic(.and, let parts): return parts.reduce(.yes) { $0.and(truth($1)) }
    case .logic(.or, let parts): return parts.reduce(.no) { $0.or(truth($1)) }
    case .relation(let terms, let relations):
      var result = Truth.yes
      for (index, relation) in relations.enumerated() where index + 1 < terms.count {
        result = result.and(truth(terms[index], relation, terms[index + 1]))
      }
      return result
    default: return .unknown
    }
  }

  private func truth(_ a: Tree, _ relation: Tree.Relation, _ b: Tree) -> Truth {
    if case .set(.interval(let lower, let upper, let below, let above)) = b, relation == .in {
      return truth(a, below ? .greaterOrEqual : .greater, lower).and(
        truth(a, above ? .lessOrEqual : .less, upper))
    }
    guard let difference = reach(.sum([a, .negate(b)])) else { return .unknown }
    switch relation {
    case .greater: return difference.isPositive ? .yes : difference.isNonpositive ? .no : .unknown
    case .greaterOrEqual: return difference.isNonnegative ? .yes : difference.isNegative ? .no : .unknown
    case .less: return difference.isNegative ? .yes : difference.isNonnegative ? .no : .unknown
    case .lessOrEqual: return difference.isNonpositive ? .yes : difference.isPositive ? .no : .unknown
    case .equal, .defined, .identical:
      if difference.isNonzero { return .no }
      return difference.interval == Interval(0) ? .yes : .unknown
    case .unequal: return truth(a, .equal, b).not
    default: return .unknown
    }
  }
}

extension Interval {
  /// Whether there is a finite value all over what the interval came from.
  var isWhole: Bool { !isPartial && lower.isFinite && upper.isFinite }
}

extension [Tree.Branch] {
  /// Whether some branch holds wherever the conditions are true or false: one has none, or two are opposites.
  var leaveNothingOut: Bool {
    let conditions = compactMap(\.condition)
    return conditions.count < count
      || conditions.contains { condition in
        let opposite = Tree.logic(.not, [condition]).conjuncts
        return conditions.contains { $0.conjuncts == opposite }
      }
  }
}
