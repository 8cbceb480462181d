import Trees
import Arithmetic

/// Whether a relation between two trees holds at a point, certified by balls.
enum LinkOutcome: Sendable {
  /// Certain, or equal as far as 64 bits tell.
  case holds
  /// Certain not to hold; both values.
  case fails([Ball], [Ball])
  /// One side has no value there.
  case excluded
  case faulty(Undefined)
  case unknown(Undefined?)
}

/// Judges one link of a chain, point by point.
struct RelationCheck: Sendable {
  var evaluation: Evaluation
  var left: Tree
  var relation: Tree.Relation
  var right: Tree

  /// The same where a domain's condition is met; nothing elsewhere.
  func judge(in space: Space) -> (Point) -> LinkOutcome {
    { evaluation.meetsConditions(of: space, at: $0) ? judge(at: $0) : .excluded }
  }

  func judge(at point: Point) -> LinkOutcome {
    switch relation {
    case .in, .notIn, .subset, .subsetOrEqual: return judgeMembership(at: point)
    default: break
    }
    switch (evaluation.enclose(left, at: point), evaluation.enclose(right, at: point)) {
    case (.failure(let undefined), _), (_, .failure(let undefined)): return Self.outcome(undefined)
    case (.success(let a), .success(let b)): return judge(a.flattened, b.flattened)
    }
  }

  static func outcome(_ undefined: Undefined) -> LinkOutcome {
    switch undefined.reason {
    case .outsideDomain, .noBranch, .notANumber: .excluded
    case .indexOutOfRange, .lengthsDiffer: .faulty(undefined)
    case .missingSymbol, .undecided, .tooLarge, .unsupported: .unknown(undefined)
    }
  }

  private func judgeMembership(at point: Point) -> LinkOutcome {
    switch evaluation.holds(.relation([left, right], [relation]), at: point) {
    case .failure(let undefined): return Self.outcome(undefined)
    case .success(.yes): return .holds
    case .success(.no):
      let value = (try? evaluation.enclose(left, at: point).get())?.flattened ?? []
      return .fails(value, [])
    // On the edge of the set as far as can be told.
    case .success(.unknown): return .unknown(nil)
    }
  }

  private func judge(_ a: [Ball], _ b: [Ball]) -> LinkOutcome {
    let (a, b) = Self.broadcast(a, b)
    guard a.count == b.count else { return .fails(a, b) }
    var isUnknown = false
    for (x, y) in zip(a, b) {
      switch judge(x, y) {
      case .yes: continue
      case .no: return .fails(a, b)
      case .unknown: isUnknown = true
      }
    }
    return isUnknown ? .unknown(nil) : .holds
  }

  private static func broadcast(_ a: [Ball], _ b: [Ball]) -> ([Ball], [Ball]) {
    if a.count == 1, b.count > 1 { return (Array(repeating: a[0], count: b.count), b) }
    if b.count == 1, a.count > 1 { return (a, Array(repeating: b[0], count: a.count)) }
    return (a, b)
  }

  private func judge(_ x: Ball, _ y: Ball) -> Trees.Truth {
    if x.infinitySign != 0 || y.infinitySign != 0 { return judgeInfinite(x, y) }
    if relation == .approximately { return judgeApproximate(x, y) }
    let strict = BallArithmetic().compare(x, relation, y)
    guard strict == .unknown else { return strict }
    switch relation {
    case .equal, .defined, .identical, .lessOrEqual, .greaterOrEqual:
      // They overlap, and both are known to 64 bits: equal as far as anyone can tell.
      return Self.isTight(x, y) ? .yes : .unknown
    default: return .unknown
    }
  }

  private static func isTight(_ x: Ball, _ y: Ball) -> Bool {
    guard let difference = try? BallArithmetic(precision: 128).add(x, BallArithmetic().negate(y)) else {
      return false
    }
    let (lower, upper) = difference.bounds
    let scale = max(abs(x.middle), abs(y.middle))
    return upper - lower <= max(scale * 0x1p-50, 1e-25)
  }

  private func judgeInfinite(_ x: Ball, _ y: Ball) -> Trees.Truth {
    func number(_ ball: Ball) -> Double { ball.infinitySign == 0 ? 0 : Double(ball.infinitySign) }
    let (a, b) = (number(x), number(y))
    switch relation {
    case .equal, .defined, .identical, .approximately: return a == b ? .yes : .no
    case .unequal: return a != b ? .yes : .no
    case .less: return a < b ? .yes : .no
    case .lessOrEqual: return a <= b ? .yes : .no
    case .greater: return a > b ? .yes : .no
    case .greaterOrEqual: return a >= b ? .yes : .no
    default: return .unknown
    }
  }

  /// Within half a unit of the last digit that is written, or within 1 % where none is.
  private func judgeApproximate(_ x: Ball, _ y: Ball) -> Trees.Truth {
    let tolerance = Self.tolerance(right) ?? Self.tolerance(left) ?? 0.01 * max(abs(x.middle), abs(y.middle))
    guard let difference = try? BallArithmetic().add(x, BallArithmetic().negate(y)) else { return .unknown }
    let (lower, upper) = difference.bounds
    if max(abs(lower), abs(upper)) <= tolerance * (1 + 1e-9) { return .yes }
    let least = lower > 0 ? lower : upper < 0 ? -upper : 0
    return least > tolerance * (1 + 1e-9) ? .no : .unknown
  }

  /// `3.14` is within 0.005, `3.3 \\times 10^{-4}` within 0.05 · 10⁻⁴.
  private static func tolerance(_ tree: Tree) -> Double? {
    switch tree {
    case .number(let number):
      let parts = number.digits.split(separator: ".")
      return 0.5 * power(10, parts.count == 2 ? -Double(parts[1].count) : 0)
    case .negate(let inner): return tolerance(inner)
    case .product(let factors) where factors.count == 2:
      guard case .power(.number(10), let exponent) = factors[1], let order = integer(exponent) else {
        return nil
      }
      return tolerance(factors[0]).map { $0 * power(10, Double(order)) }
    default: return nil
    }
  }

  private static func integer(_ tree: Tree) -> Int? {
    switch tree {
    case .number(let number): number.integer
    case .negate(let inner): integer(inner).map { -$0 }
    default: nil
    }
  }
}

/// What all points together say about a link.
struct LinkTally: Sendable {
  var held = 0
  var excluded = 0
  var unknown = 0
  var obstacle: Undefined?
  var fault: (point: Point, reason: Undefined)?
  var failure: Failure?
  private var tried = Coverage()
  private var covered = Coverage()

  /// A part of the space in which one side has no value, or none could be told.
  func gap(in space: Space) -> Coverage.Gap? { tried.gap(to: covered, in: space) }

  struct Failure: Sendable {
    var point: Point
    var left: [Ball]
    var right: [Ball]
  }

  /// What is certain at each point; of the points at which it fails, the simplest is kept.
  static func of(_ points: [Point], in space: Space, judge: (Point) -> LinkOutcome) -> LinkTally {
    var tally = LinkTally()
    let names = space.names
    for point in points {
      tally.tried.note(point, in: space)
      switch judge(point) {
      case .holds:
        tally.held += 1
        tally.covered.note(point, in: space)
      case .excluded: tally.excluded += 1
      case .unknown(let reason):
        tally.unknown += 1
        tally.obstacle = tally.obstacle ?? reason
      case .faulty(let reason): tally.fault = tally.fault ?? (point, reason)
      case .fails(let left, let right): tally.note(Failure(point: point, left: left, right: right), names)
      }
    }
    return tally
  }

  mutating func note(_ next: Failure, _ names: [Name]) {
    guard let failure else {
      self.failure = next
      return
    }
    let old = (failure.point.cost(of: names), failure.point.size(names))
    if (next.point.cost(of: names), next.point.size(names)) < old { self.failure = next }
  }
  /// The same with the failure and the fault moved to the simplest points near them that show them too.
  func shrunk(in space: Space, by judge: (Point) -> LinkOutcome) -> LinkTally {
    var tally = self
    tally.failure = failure?.shrunk(in: space, by: judge)
    tally.fault = fault.map { fault in
      Shrinking.simplest(fault, at: \.point, in: space) { point in
        if case .faulty(let reason) = judge(point) { (point, reason) } else { nil }
      }
    }
    return tally
  }
}

extension LinkTally.Failure {
  func shrunk(in space: Space, by judge: (Point) -> LinkOutcome) -> LinkTally.Failure {
    Shrinking.simplest(self, at: \.point, in: space) { LinkTally.Failure(at: $0, by: judge) }
  }

  /// Nothing where it does not fail for certain.
  init?(at point: Point, by judge: (Point) -> LinkOutcome) {
    guard case .fails(let left, let right) = judge(point) else { return nil }
    self.init(point: point, left: left, right: right)
  }
}
