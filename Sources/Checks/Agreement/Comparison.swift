import Trees
import Arithmetic
import Snippets

/// What Swift gave at a point.
enum CodeValue: Hashable, Sendable {
  case numbers([Double])
  case failed(String)
  /// The program never came to this point.
  case absent

  init(_ result: ProbeResult) {
    switch result {
    case .value(let value): self = .numbers(Self.flat(value))
    case .threw(let words): self = .failed(words)
    case .trapped(let words): self = .failed(words)
    case .notReached: self = .absent
    }
  }

  /// How many numbers it is.
  var count: Int? { if case .numbers(let numbers) = self { numbers.count } else { nil } }

  private static func flat(_ value: ProbeValue) -> [Double] {
    switch value {
    case .double(let number): [number]
    case .int(let number): [Double(number)]
    case .bool(let truth): [truth ? 1 : 0]
    case .array(let elements), .parts(let elements): elements.flatMap(flat)
    case .function: []
    }
  }

  var text: String {
    switch self {
    case .numbers(let numbers) where numbers.count == 1: shortest(numbers[0])
    case .numbers(let numbers): numbers.map(shortest).listed
    case .failed(let words): words
    case .absent: ""
    }
  }
}

/// One point at which code and formula are certain to differ.
struct Difference: Sendable {
  var point: Point
  var truth: [Ball]
  var code: CodeValue
  var distance: Double
  /// What rounding explains at most.
  var band: Double
  var isSharp: Bool
  /// Which branch of the formula's cases is in force.
  var branch: Int?
}

extension Difference {
  /// Whether the code came to no number where the formula's is too large for one.
  fileprivate var isBeyondDoubles: Bool {
    guard case .numbers(let numbers) = code, numbers.count == truth.count else { return false }
    return band.isInfinite && numbers.allSatisfy { !$0.isFinite }
  }
}

/// What comparing at one point gave.
enum PointOutcome: Sendable {
  case agrees(ulp: Double, relative: Double, isSharp: Bool, branch: Int?)
  case differs(Difference)
  /// The formula has no value there: left out and counted.
  case excluded
  /// No verdict at this point.
  case unknown(Undefined?)
  /// The formula itself is at fault there: an index outside its array, lengths that differ.
  case faulty(Undefined)
}

/// Holds a formula against values that code gave, point by point.
struct Comparison: Sendable {
  var evaluation: Evaluation
  var formula: Tree
  /// Further rows that a derivation shows to be the same: the one that rounding hurts least counts.
  var rows: [Tree] = []
  /// The code's own expression as a tree, if it could be read: its rounding counts too.
  var form: Tree?
  /// What the code computes in.
  var format = RoundingArithmetic.Format.double
  /// Whether its result is an Int: what that does not hold may trap.
  var holdsIntegers = false
  /// Where its points lie.
  var space = SampleSpace(axes: [], lengths: [])
  /// Where the formula is one element or step of what the code gives.
  var spread: Spread?
  /// Whether nobody says where some of its symbols lie.
  var isOfAssumedDomain = false

  func compare(_ code: CodeValue, at point: Point) -> PointOutcome {
    let outcome = compareAnywhere(code, at: point)
    // Where squares leave the doubles, and the formula as it is written does no better in them, the code is not at fault.
    if case .differs = outcome, !point.isOrdinary, isLostInDoubles(at: point, count: code.count) {
      return .unknown(nil)
    }
    // Where nobody says where the numbers lie, none are meant that lie side by side or all but vanish, nor any at which the
    // code differs by its rounding alone.
    if case .differs(let difference) = outcome, case .numbers = difference.code, isOfAssumedDomain,
      !point.isUsual || isRoundingAlone(at: point)
    {
      return .unknown(nil)
    }
    return outcome
  }

  /// Whether the code's own expression, without rounding, comes to the formula's value.
  private func isRoundingAlone(at point: Point) -> Bool {
    guard let form, spread == nil, case .success(.number(let truth)) = evaluation.enclose(formula, at: point),
      case .success(.number(let exact)) = evaluation.enclose(form, at: point)
    else { return false }
    return abs(truth.middle - exact.middle) <= 1e-9 * abs(truth.middle)
  }

  /// Whether doubles put into the formula as it is written come to something else than its value.
  private func isLostInDoubles(at point: Point, count: Int?) -> Bool {
    guard let tree = spread.map({ $0.whole(formula, at: point, in: space, count: count) }) ?? formula,
      case .success(let truth) = evaluation.enclose(tree, at: point)
    else { return false }
    guard
      let values = evaluation.approximateElements(tree.withPlainNorms, at: point)
        ?? evaluation.approximateElements(tree, at: point)
    else { return true }
    let balls = truth.flattened
    return values.count != balls.count
      || zip(values, balls).contains { value, ball in
        guard value.isFinite, let nearest = ball.nearest else { return true }
        return abs(value - nearest) > 1e-6 * abs(nearest)
      }
  }

  private func compareAnywhere(_ code: CodeValue, at point: Point) -> PointOutcome {
    if case .absent = code { return .unknown(nil) }
    guard let spread else {
      return compare(code, at: point, truth: evaluation.enclose(formula, at: point))
    }
    var whole = self
    whole.spread = nil
    func spelled(_ tree: Tree) -> Tree? { spread.whole(tree, at: point, in: space, count: code.count) }
    guard let formula = spelled(formula) else { return .unknown(nil) }
    whole.formula = formula
    whole.rows = rows.compactMap(spelled)
    whole.form = nil
    let outcome = whole.compare(code, at: point)
    // Steps on the way to a value may leave the doubles long before the last one does.
    if case .differs(let difference) = outcome, difference.isBeyondDoubles { return .unknown(nil) }
    return outcome
  }

  /// - Parameter truth: the formula's value at the point.
  func compare(_ code: CodeValue, at point: Point, truth: Result<Value<Ball>, Undefined>) -> PointOutcome {
    if case .absent = code { return .unknown(nil) }
    let known = truth
    let truth: [Ball]
    switch known {
    case .failure(let undefined): return extremePlace(code, at: point) ?? Self.outcome(undefined)
    case .success(let value): truth = value.flattened
    }
    if isNearlyExtreme(code, truth, at: point) { return .unknown(nil) }
    let branch = branch(at: point)
    guard case .numbers(let numbers) = code, numbers.count == truth.count else {
      if case .failed = code, isBeyond(truth, at: point) { return .unknown(nil) }
      return .differs(
        Difference(
          point: point, truth: truth, code: code, distance: .infinity, band: 0, isSharp: true, branch: branch)
      )
    }
    return judge(numbers, truth, at: point, branch: branch)
  }

  /// Whether it is no wonder that the code gave up: there is no finite value, its Int cannot hold it, or the point
  /// lies farther out than anybody would go.
  private func isBeyond(_ truth: [Ball], at point: Point) -> Bool {
    if truth.contains(where: { $0.infinitySign != 0 }) { return true }
    if holdsIntegers, truth.contains(where: { $0.middle.magnitude >= 0x1p63 }) { return true }
    return space.axes.contains { axis in
      guard case .scalar(let set) = axis.kind, case .integers = set, !set.isBounded,
        let value = point.number(axis.name)
      else { return false }
      return value.magnitude > 1000
    }
  }

  private func judge(_ numbers: [Double], _ truth: [Ball], at point: Point, branch: Int?) -> PointOutcome {
    let widths = widths(at: point, count: truth.count)
    var worst = 0.0
    var relative = 0.0
    var isSharp = true
    for (index, (number, ball)) in zip(numbers, truth).enumerated() {
      let rule = RoundingRule(width: widths[index], truth: ball.middle, format: format)
      switch rule.judge(number, ball) {
      case .agrees(let ulp):
        isSharp = isSharp && rule.isSharp(ball, ulp: ulp)
        worst = max(worst, ulp)
        // Below 1e-290 a double has fewer digits to begin with.
        if ball.infinitySign == 0, abs(ball.middle) > 1e-290, ball.accuracyBits >= Evaluation.accuracy {
          relative = max(relative, ulp * RoundingRule.ulp(ball.middle, format) / abs(ball.middle))
        }
      case .unknown: return .unknown(nil)
      case .differs(let distance):
        if !number.isFinite, rule.band.isInfinite, isFarOut(point) {
          return .agrees(ulp: .infinity, relative: 0, isSharp: false, branch: branch)
        }
        // Below the least normal double 1/x overflows, and a number has fewer digits than any rule here counts on.
        if point.values.values.contains(where: \.hasSubnormalNumber)
          || isExplained(number, ball, index, at: point, count: truth.count)
        {
          isSharp = false
          continue
        }
        return .differs(
          Difference(
            point: point, truth: truth, code: .numbers(numbers), distance: distance, band: rule.band,
            isSharp: rule.isSharp(ball), branch: branch))
      }
    }
    return .agrees(ulp: worst, relative: relative, isSharp: isSharp, branch: branch)
  }

  /// Whether rounding explains it in another of the forms that the note calls equal, as in `\mathrm{LSE}(z) - z_y`.
  private func isExplained(_ number: Double, _ truth: Ball, _ index: Int, at point: Point, count: Int) -> Bool
  {
    rows.contains { row in
      guard let numbers = evaluation.rounding(row, at: point, format), numbers.count == count else {
        return false
      }
      let rule = RoundingRule(width: numbers[index].width, truth: truth.middle, format: format)
      guard rule.band.isFinite, case .agrees = rule.judge(number, truth) else { return false }
      return true
    }
  }

  /// Numbers that nobody meets: beyond 1e100 where the domain has no end, or so small that their squares vanish.
  /// What overflows there is no drift, where the formula as it is written overflows too.
  private func isFarOut(_ point: Point) -> Bool {
    space.axes.contains { axis in
      guard let value = point[axis.name] else { return false }
      switch axis.kind {
      case .scalar(let set), .array(let set, _, _):
        return value.hasTinyNumber || !set.isBounded && value.largest > 1e100
      case .function: return false
      }
    }
  }

  // MARK: Accuracy

  /// The outcome without lost digits that are nobody's: at points that no one meets, or where the value
  /// itself turns on the last bit of what is put in.
  func noticed(_ outcome: PointOutcome, at point: Point) -> PointOutcome {
    guard case .agrees(let ulp, let relative, let isSharp, let branch) = outcome,
      relative > PointStatistics.inaccuracy,
      relative <= format.inaccuracy || point.isAimed || !point.isUsual || isTouchy(at: point, relative)
    else { return outcome }
    return .agrees(ulp: ulp, relative: 0, isSharp: isSharp, branch: branch)
  }

  /// Whether the neighbouring doubles of a symbol have values as far away as the code's.
  private func isTouchy(at point: Point, _ relative: Double) -> Bool {
    guard case .success(.number(let here)) = evaluation.enclose(formula, at: point) else { return true }
    return space.axes.contains { axis in
      guard let value = point[axis.name] else { return false }
      return [value.shifted(\.nextUp), value.shifted(\.nextDown)].contains { near in
        guard near != value else { return false }
        var beside = point
        beside[axis.name] = near
        guard case .success(.number(let there)) = evaluation.enclose(formula, at: beside) else {
          return false
        }
        return abs(there.middle - here.middle) > relative / 8 * abs(here.middle)
      }
    }
  }

  /// The wider of the formula's and the code's own interval, number by number.
  private func widths(at point: Point, count: Int) -> [Double?] {
    let forms = ([formula] + rows).compactMap { evaluation.rounding($0, at: point, format) }.filter {
      $0.count == count
    }
    let own = forms.min { left, right in
      left.reduce(0) { $0 + $1.width } < right.reduce(0) { $0 + $1.width }
    }
    let code = form.flatMap { evaluation.rounding($0, at: point, format) }
    return (0..<count).map { index in
      let widths = [own, code].compactMap { $0 }.filter { $0.count == count }.map { $0[index].width }
      return widths.max()
    }
  }

  private static func outcome(_ undefined: Undefined) -> PointOutcome {
    switch undefined.reason {
    // An empty array has no first element, as it has no mean: there is no value there.
    case .outsideDomain, .notANumber, .indexOutOfRange(_, 1, 0): .excluded
    // Cases that leave a part of the declared domain out have no value where the code has one.
    case .indexOutOfRange, .lengthsDiffer, .noBranch: .faulty(undefined)
    case .missingSymbol, .undecided, .tooLarge, .unsupported, .unreadPremise, .undecidedPremise:
      .unknown(undefined)
    }
  }

  /// Whether the formula itself is at fault at a point, whatever the code gives.
  func fault(at point: Point, in space: SampleSpace) -> (point: Point, reason: Undefined)? {
    guard evaluation.meetsConditions(of: space, at: point),
      let formula = spread.map({ $0.whole(formula, at: point, in: space, count: nil) }) ?? formula,
      case .failure(let undefined) = evaluation.enclose(formula, at: point),
      case .faulty(let reason) = Self.outcome(undefined)
    else { return nil }
    return (point, reason)
  }

  /// Which branch is in force, for a formula that is a `cases`.
  func branch(at point: Point) -> Int? {
    guard case .cases(let branches) = formula else { return nil }
    for (index, branch) in branches.enumerated() {
      guard let condition = branch.condition else { return index }
      if case .success(.yes) = evaluation.holds(condition, at: point) { return index }
    }
    return nil
  }
}

extension RoundingArithmetic.Format {
  /// A relative error from here on is worth a word: half of the digits.
  fileprivate var inaccuracy: Double {
    switch self {
    case .double: PointStatistics.inaccuracy
    case .single: 2.5e-4
    }
  }
}

extension Point {
  /// Whether its numbers are of a size that turns up by itself.
  fileprivate var isUsual: Bool {
    var numbers: [Double] = []
    for value in values.values { value.collect(&numbers) }
    guard numbers.allSatisfy({ $0 == 0 || (1e-6...1e6).contains($0.magnitude) }) else { return false }
    // Two that all but coincide are somebody's design.
    let sorted = numbers.sorted()
    return zip(sorted, sorted.dropFirst()).allSatisfy { $0 == $1 || $1 - $0 > 1e-6 * $1.magnitude }
  }
}

extension PointValue {
  fileprivate func collect(_ numbers: inout [Double]) {
    switch self {
    case .number(let value): numbers.append(value)
    case .array(let elements): for element in elements { element.collect(&numbers) }
    case .exact, .function: break
    }
  }

  /// Every number moved to the double beside it.
  fileprivate func shifted(_ move: (Double) -> Double) -> PointValue {
    switch self {
    case .number(let value): .number(move(value))
    case .array(let elements): .array(elements.map { $0.shifted(move) })
    case .exact, .function: self
    }
  }

  fileprivate var hasSubnormalNumber: Bool {
    switch self {
    case .number(let value): value.isSubnormal
    case .array(let elements): elements.contains(where: \.hasSubnormalNumber)
    case .exact, .function: false
    }
  }

  /// Whether a square of its numbers vanishes.
  fileprivate var hasTinyNumber: Bool {
    switch self {
    case .number(let value): value != 0 && value.magnitude < 1e-150
    case .array(let elements): elements.contains(where: \.hasTinyNumber)
    case .exact, .function: false
    }
  }

  /// The largest size of its numbers.
  fileprivate var largest: Double {
    switch self {
    case .number(let value): value.magnitude
    case .exact(let number): number.nearest.magnitude
    case .array(let elements): elements.reduce(0) { max($0, $1.largest) }
    case .function: 0
    }
  }
}
