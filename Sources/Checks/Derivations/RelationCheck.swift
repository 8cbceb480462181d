import Diagnostics
import Trees
import Arithmetic

/// Whether a relation between two trees holds at a point, certified by balls.
enum LinkOutcome: Sendable {
  /// Certain.
  case holds
  /// Not to be told apart at the precision that was looked at: they may be equal.
  case meets
  /// Certain not to hold; both values.
  case fails([Ball], [Ball])
  /// One side has no value there.
  case excluded
  case faulty(Undefined)
  case unknown(Undefined?)
  /// Nothing is said that could hold or not: an ≈ without digits.
  case unclaimed

  /// The same where a premise was not read: what fails may fail for want of it.
  func under(unread premise: Undefined?) -> LinkOutcome {
    switch self {
    case .fails, .faulty: premise.map { .unknown($0) } ?? self
    default: self
    }
  }

  /// Of two propositions that are to hold both.
  func and(_ other: @autoclosure () -> LinkOutcome) -> LinkOutcome {
    if case .fails = self { return self }
    let other = other()
    switch (self, other) {
    case (_, .fails): return other
    case (.holds, _): return other
    case (.meets, .holds): return self
    case (.meets, _): return other
    default: return self
    }
  }
}

/// Judges one link of a chain, point by point.
///
/// Two values are held by balls until they part, or fractions show them to be one. Where neither comes
/// about they *meet*: a first look is quick, and a deeper one goes to 4096 bits.
struct RelationCheck: Sendable {
  var evaluation: Evaluation
  var left: Tree
  var relation: Tree.Relation
  var right: Tree
  var isDeep = false
  /// Whether an index may lie behind an array's end: a letter that stands for any place.
  var hasFreePlaces = false

  /// The same with all the precision that there is.
  var deep: RelationCheck {
    var check = self
    check.isDeep = true
    return check
  }

  /// Whether both sides are one by rewriting: equal wherever both have a value.
  var isIdentity: Bool {
    guard relation.allowsEquality, let left = try? left.inlining(evaluation.definitions),
      let right = try? right.inlining(evaluation.definitions), left.size + right.size < 2000
    else { return false }
    return left.isIdentical(to: right)
  }

  /// What all points say, the failure moved to the simplest one near it.
  func statistics(_ points: [Point], in space: SampleSpace) -> LinkTally {
    LinkTally.of(
      points, in: space, judge: judge(at:), deeply: deep.judge(at:), isIdentity: { isIdentity }
    ).shrunk(in: space, by: deep.judge(in: space))
  }

  /// As many of the points as there is work for, spread evenly.
  func affordable(_ points: [Point]) -> [Point] {
    evaluation.affordable(points, share: 0.25) { _ = judge(at: $0) }
  }

  /// The same where a domain's condition is met; nothing elsewhere.
  func judge(in space: SampleSpace) -> (Point) -> LinkOutcome {
    { evaluation.meetsConditions(of: space, at: $0) ? judge(at: $0) : .excluded }
  }

  func judge(at point: Point) -> LinkOutcome {
    switch relation {
    case .in, .notIn, .subset, .subsetOrEqual: return judgeMembership(at: point)
    default: break
    }
    switch (evaluation.enclose(left, at: point), evaluation.enclose(right, at: point)) {
    case (.failure(let undefined), _), (_, .failure(let undefined)):
      if hasFreePlaces, case .indexOutOfRange = undefined.reason { return .excluded }
      return Self.outcome(undefined)
    case (.success(let a), .success(let b)):
      if relation == .approximately { return judgeApproximate(a.flattened, b.flattened, at: point) }
      let outcome = judge(a.flattened, b.flattened)
      guard case .meets = outcome else { return outcome }
      return judgeExactly(at: point) ?? (isDeep ? judgeDeeply(at: point) : .meets)
    }
  }

  static func outcome(_ undefined: Undefined) -> LinkOutcome {
    switch undefined.reason {
    // An empty array has no first element, as it has no mean: there is no value there.
    case .outsideDomain, .noBranch, .notANumber, .indexOutOfRange(_, 1, 0): .excluded
    case .indexOutOfRange, .lengthsDiffer: .faulty(undefined)
    case .missingSymbol, .undecided, .tooLarge, .unsupported, .unreadPremise, .undecidedPremise:
      .unknown(undefined)
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
    var meets = false
    for (x, y) in zip(a, b) {
      switch judge(x, y) {
      case .yes: continue
      case .no: return .fails(a, b)
      case .unknown: meets = true
      }
    }
    return meets ? .meets : .holds
  }

  private static func broadcast<Element>(_ a: [Element], _ b: [Element]) -> ([Element], [Element]) {
    if a.count == 1, b.count > 1 { return (Array(repeating: a[0], count: b.count), b) }
    if b.count == 1, a.count > 1 { return (a, Array(repeating: b[0], count: a.count)) }
    return (a, b)
  }

  // MARK: A closer look

  /// By fractions, where both sides are rational there.
  private func judgeExactly(at point: Point) -> LinkOutcome? {
    guard let left = evaluation.fractions(left, at: point)?.flattened,
      let right = evaluation.fractions(right, at: point)?.flattened
    else { return nil }
    let (a, b) = Self.broadcast(left, right)
    guard a.count == b.count else { return nil }
    let holds = zip(a, b).allSatisfy { FractionArithmetic().compare($0, relation, $1) == .yes }
    let arithmetic = BallArithmetic(precision: 128)
    return holds ? .holds : .fails(a.map(arithmetic.exact), b.map(arithmetic.exact))
  }

  /// By more and more digits. What is still one at the last is taken for equal, if equality is allowed.
  private func judgeDeeply(at point: Point) -> LinkOutcome {
    // Half of the work is left for what comes after.
    if let budget = evaluation.budget, budget.left < budget.whole / 2 { return .unknown(Budget.spent) }
    for bits in evaluation.deepPrecisions(left, right) {
      guard case .success(let a) = evaluation.enclose(left, at: point, bits: bits),
        case .success(let b) = evaluation.enclose(right, at: point, bits: bits)
      else { return relation.allowsEquality ? .meets : .unknown(nil) }
      let outcome = judge(a.flattened, b.flattened)
      guard case .meets = outcome else { return outcome }
    }
    if relation.allowsEquality { return .meets }
    // Where they are shown to be one, what asks for a difference fails.
    guard isShownEqual(at: point), case .success(let value) = evaluation.enclose(left, at: point) else {
      return .unknown(nil)
    }
    return .fails(value.flattened, value.flattened)
  }

  /// By rewriting, the point's values put in: `(\sqrt 2)^2` is 2.
  private func isShownEqual(at point: Point) -> Bool {
    var values: [Name: Tree] = [:]
    for name in Tree.relation([left, right], [relation]).dependencies(evaluation.definitions) {
      guard let tree = point[name]?.written else { return false }
      values[name] = tree
    }
    guard let a = try? left.inlining(evaluation.definitions).substituting(values).writtenOut(),
      let b = try? right.inlining(evaluation.definitions).substituting(values).writtenOut(),
      a.size + b.size < 400
    else { return false }
    return a.isIdentical(to: b)
  }

  private func judge(_ x: Ball, _ y: Ball) -> Trees.Truth {
    if x.infinitySign != 0 || y.infinitySign != 0 { return judgeInfinite(x, y) }
    return BallArithmetic().compare(x, relation, y)
  }

  private func judgeInfinite(_ x: Ball, _ y: Ball) -> Trees.Truth {
    func number(_ ball: Ball) -> Double { ball.infinitySign == 0 ? 0 : Double(ball.infinitySign) }
    let (a, b) = (number(x), number(y))
    switch relation {
    case .equal, .defined, .identical: return a == b ? .yes : .no
    case .unequal: return a != b ? .yes : .no
    case .less: return a < b ? .yes : .no
    case .lessOrEqual: return a <= b ? .yes : .no
    case .greater: return a > b ? .yes : .no
    case .greaterOrEqual: return a >= b ? .yes : .no
    default: return .unknown
    }
  }
}

extension Point {
  /// Whether its arrays are short: many digits of long sums are too much work.
  fileprivate var isShort: Bool { values.values.allSatisfy { $0.longest <= 9 } }

  /// Whether its numbers are of the size at which thousands of digits tell what can be told.
  fileprivate var isSmall: Bool { values.values.allSatisfy(\.isSmall) }
}

extension PointValue {
  fileprivate var isSmall: Bool {
    if case .array(let elements) = self { return elements.allSatisfy(\.isSmall) }
    return number.map { abs($0) <= 10 && (abs($0) >= 0x1p-10 || $0 == 0) } ?? false
  }

  fileprivate var longest: Int {
    guard case .array(let elements) = self else { return 0 }
    return elements.reduce(elements.count) { max($0, $1.longest) }
  }
}

extension Tree.Relation {
  var allowsEquality: Bool {
    switch self {
    case .equal, .defined, .identical, .lessOrEqual, .greaterOrEqual: true
    default: false
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
  /// Whether somewhere nothing is said that could be held.
  var isUnclaimed = false
  /// Whether the budget ended before the points did.
  var isCut = false
  /// A point of small numbers at which no precision tells the sides apart, though they must differ.
  private(set) var open: Point?
  /// Some of the points at which a side has no value.
  private(set) var left: [Point] = []
  private var tried = Coverage()
  private var covered = Coverage()

  /// A part of the space in which one side has no value, or none could be told.
  func gap(in space: SampleSpace) -> Coverage.Gap? { tried.gap(to: covered, in: space) }

  struct Failure: Sendable {
    var point: Point
    var left: [Ball]
    var right: [Ball]
    /// What shows it, where no two values do.
    var reason: Message?
  }

  /// What is certain at each point; of the points at which it fails, the simplest is kept.
  ///
  /// - Parameters:
  ///   - judge: a first look.
  ///   - deeply: a second one, at some of the points where the sides meet; they speak for the others.
  ///   - isIdentity: whether the sides are one by rewriting, so that where they meet they are equal.
  static func of(
    _ points: [Point], in space: SampleSpace, judge: (Point) -> LinkOutcome,
    deeply: ((Point) -> LinkOutcome)? = nil, isIdentity: () -> Bool = { false }
  ) -> LinkTally {
    var statistics = LinkTally()
    var meeting: [Point] = []
    for point in points {
      statistics.tried.note(point, in: space)
      let outcome = judge(point)
      if case .meets = outcome {
        meeting.append(point)
      } else {
        statistics.count(outcome, at: point, in: space)
      }
      if case .unknown(Budget.spent) = outcome { statistics.isCut = true }
      if statistics.isCut { break }
    }
    if !statistics.isCut { statistics.settle(meeting, in: space, deeply, isIdentity) }
    return statistics
  }

  private static let deepLooks = 16
  private static let mostLeft = 400

  private mutating func settle(
    _ points: [Point], in space: SampleSpace, _ deeply: ((Point) -> LinkOutcome)?, _ isIdentity: () -> Bool
  ) {
    guard !points.isEmpty else { return }
    var spokenFor = LinkOutcome.holds
    var told: Set<Point> = []
    if let deeply, !isIdentity() {
      // From both ends: the first points are the simple ones, and a step through the others.
      let step = max(1, points.count / Self.deepLooks)
      let looks =
        points.prefix(Self.deepLooks / 2) + stride(from: 0, to: points.count, by: step).map { points[$0] }
      for point in Array(looks).uniqued where point.isShort {
        let outcome = deeply(point)
        switch outcome {
        case .meets: continue
        case .unknown(let reason):
          if reason == nil, open == nil, point.isSmall { open = point }
          if reason != Budget.spent { spokenFor = outcome }
        default:
          count(outcome, at: point, in: space)
          told.insert(point)
        }
        if failure != nil { break }
      }
    }
    for point in points where !told.contains(point) { count(spokenFor, at: point, in: space) }
  }

  /// Premises that were not read, where something fails that they might forbid.
  var unread: Message? {
    switch obstacle?.reason {
    case .unreadPremise?, .undecidedPremise?: obstacle?.words
    default: nil
    }
  }

  /// Takes note that something fails, for want of a premise that was not read.
  mutating func suspend(for premise: Undefined) {
    unknown += 1
    obstacle = premise
  }

  private mutating func count(_ outcome: LinkOutcome, at point: Point, in space: SampleSpace) {
    switch outcome.under(unread: space.unreadPremise) {
    case .unknown(let premise?) where premise == space.unreadPremise: suspend(for: premise)
    case .holds, .meets:
      held += 1
      covered.note(point, in: space)
    case .excluded:
      excluded += 1
      if left.count < Self.mostLeft { left.append(point) }
    case .unknown(let reason):
      unknown += 1
      obstacle = obstacle ?? reason
    case .unclaimed:
      unknown += 1
      isUnclaimed = true
    case .faulty(let reason): fault = fault ?? (point, reason)
    case .fails(let left, let right):
      note(Failure(point: point, left: left, right: right), space.names)
    }
  }

  mutating func note(_ next: Failure, _ names: [Name]) {
    guard let failure else {
      self.failure = next
      return
    }
    if next.point.rank(of: names) < failure.point.rank(of: names) { self.failure = next }
  }
  /// The same with the failure and the fault moved to the simplest points near them that show them too.
  func shrunk(in space: SampleSpace, by judge: (Point) -> LinkOutcome) -> LinkTally {
    var statistics = self
    statistics.failure = failure?.shrunk(in: space, by: judge)
    statistics.fault = fault.map { fault in
      Shrinking.simplest(fault, at: \.point, in: space) { point in
        if case .faulty(let reason) = judge(point) { (point, reason) } else { nil }
      }
    }
    return statistics
  }
}

extension LinkTally.Failure {
  func shrunk(in space: SampleSpace, by judge: (Point) -> LinkOutcome) -> LinkTally.Failure {
    Shrinking.simplest(self, at: \.point, in: space) { LinkTally.Failure(at: $0, by: judge) }
  }

  /// Nothing where it does not fail for certain.
  init?(at point: Point, by judge: (Point) -> LinkOutcome) {
    guard case .fails(let left, let right) = judge(point) else { return nil }
    self.init(point: point, left: left, right: right)
  }
}
