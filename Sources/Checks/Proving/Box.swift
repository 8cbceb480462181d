import Formulas

/// A product of intervals over the reals; open ends are closed here, which proves the more.
struct Box: Sendable {
  var sides: [Side]

  struct Side: Sendable {
    var name: Name
    var interval: Interval
    /// The ends as the note states them, so that a value there is exact: `2`, `\pi`; nil within a bisection.
    var lower: Tree?
    var upper: Tree?
  }

  /// The environment for interval evaluation.
  var point: [Name: Value<Interval>] {
    Dictionary(sides.map { ($0.name, .number($0.interval)) }) { first, _ in first }
  }

  func fixing(_ index: Int, atUpper: Bool) -> Box {
    var box = self
    let end = atUpper ? sides[index].interval.upper : sides[index].interval.lower
    box.sides[index].interval = Interval(end)
    return box
  }

  /// Both halves along a side; unbounded sides are cut at ±1 and then at doubling distances.
  func halves(_ index: Int) -> (Box, Box)? {
    let side = sides[index].interval
    let middle = Self.middle(side)
    guard middle > side.lower, middle < side.upper else { return nil }
    var (left, right) = (self, self)
    left.sides[index].interval = Interval(side.lower, middle)
    left.sides[index].upper = nil
    right.sides[index].interval = Interval(middle, side.upper)
    right.sides[index].lower = nil
    return (left, right)
  }

  private static func middle(_ side: Interval) -> Double {
    switch (side.lower.isFinite, side.upper.isFinite) {
    case (true, true): side.lower + (side.upper - side.lower) / 2
    case (true, false): side.lower < 1 ? 1 : side.lower * 2
    case (false, true): side.upper > -1 ? -1 : side.upper * 2
    case (false, false): 0
    }
  }
}

/// The ways in which a claim's finite symbols and branches can fall out: each is a box of its own, with
/// trees put in for what is fixed.
struct ProofCase: Sendable {
  var box = Box(sides: [])
  var fixed: [Name: Tree] = [:]
  /// A point inside each open piece: branches are decided there for the whole of it.
  var inside: [Name: Double] = [:]
}

extension ProofCase {
  /// - Returns: nil where a symbol is no scalar, or where there are too many cases.
  static func all(_ space: Space, _ meanings: [Name: Meaning], _ evaluation: Evaluation) -> [ProofCase]? {
    guard space.lengths.isEmpty else { return nil }
    var cases = [ProofCase()]
    for axis in space.axes {
      guard case .scalar(let set) = axis.kind, axis.conditions.isEmpty else { return nil }
      let parts: [ProofCase]?
      if let members = set.members {
        parts = members.map { ProofCase(fixed: [axis.name: tree($0)]) }
      } else {
        parts = pieces(axis, meanings[axis.name]?.domain, evaluation)
      }
      guard let parts, cases.count * parts.count <= 256 else { return nil }
      cases = cases.flatMap { first in parts.map { first.joined($0) } }
    }
    return cases
  }

  private func joined(_ other: ProofCase) -> ProofCase {
    ProofCase(
      box: Box(sides: box.sides + other.box.sides), fixed: fixed.merging(other.fixed) { $1 },
      inside: inside.merging(other.inside) { $1 })
  }

  /// The points where branches meet, and what lies between them.
  private static func pieces(_ axis: Space.Axis, _ domain: Domain?, _ evaluation: Evaluation) -> [ProofCase]?
  {
    let ends: (Tree, Tree)
    switch domain?.values {
    case .interval(let lower, let upper, _, _): ends = (lower, upper)
    case .reals: ends = (.negate(.constant(.infinity)), .constant(.infinity))
    default: return nil
    }
    guard let low = evaluation.closed(ends.0)?.lowerBound, let high = evaluation.closed(ends.1)?.upperBound,
      case .scalar(let set) = axis.kind
    else { return nil }
    let cuts = axis.critical.filter { $0 >= low && $0 <= high }.sorted()
    var found = cuts.filter(set.contains).map { ProofCase(fixed: [axis.name: tree($0)]) }
    let marks = ([(low, ends.0)] + cuts.map { ($0, tree($0)) } + [(high, ends.1)])
    for (from, to) in zip(marks, marks.dropFirst()) where from.0 < to.0 {
      let interval = Interval(from.0, to.0)
      let side = Box.Side(name: axis.name, interval: interval, lower: from.1, upper: to.1)
      found.append(ProofCase(box: Box(sides: [side]), inside: [axis.name: middle(interval)]))
    }
    return found
  }

  private static func middle(_ interval: Interval) -> Double {
    if interval.lower.isFinite, interval.upper.isFinite { return (interval.lower + interval.upper) / 2 }
    return interval.lower.isFinite ? interval.lower + 1 : interval.upper.isFinite ? interval.upper - 1 : 0
  }

  /// A double that a note wrote or that bounds a set of integers, as it would be written.
  static func tree(_ value: Double) -> Tree {
    guard let number = Number(shortest(abs(value))) else { return .number(0) }
    return value < 0 ? .negate(.number(number)) : .number(number)
  }

  /// The tree with what is fixed put in and every branch that the case decides taken.
  func specialised(_ tree: Tree, _ evaluation: Evaluation) -> Tree {
    var point = Point()
    for (name, value) in inside { point[name] = .number(value) }
    return decided(tree.substituting(fixed), point, evaluation)
  }

  private func decided(_ tree: Tree, _ point: Point, _ evaluation: Evaluation) -> Tree {
    let tree = tree.mapChildren { decided($0, point, evaluation) }
    guard case .cases(let branches) = tree else { return tree }
    for branch in branches {
      guard let condition = branch.condition else { return branch.value }
      guard condition.isSimple else { return tree }
      switch evaluation.holds(condition, at: point) {
      case .success(.yes): return branch.value
      case .success(.no): continue
      default: return tree
      }
    }
    return tree
  }
}

extension Tree {
  /// A comparison of one symbol with a number, or such comparisons joined: constant on each piece
  /// between the critical values.
  fileprivate var isSimple: Bool {
    switch self {
    case .logic(_, let parts): parts.allSatisfy(\.isSimple)
    case .relation(let terms, _):
      terms.allSatisfy { term in
        if case .symbol = term { true } else { term.freeSymbols.isEmpty }
      } && freeSymbols.count <= 1
    default: false
    }
  }
}
