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

  private static func flat(_ value: ProbeValue) -> [Double] {
    switch value {
    case .double(let number): [number]
    case .int(let number): [Double(number)]
    case .bool(let truth): [truth ? 1 : 0]
    case .array(let elements): elements.flatMap(flat)
    case .function: []
    }
  }

  var text: String {
    switch self {
    case .numbers(let numbers) where numbers.count == 1: shortest(numbers[0])
    case .numbers(let numbers): "[" + numbers.map(shortest).joined(separator: ", ") + "]"
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
  /// 2²⁹ where the code computes in Float.
  var unit = 1.0

  func compare(_ code: CodeValue, at point: Point) -> PointOutcome {
    if case .absent = code { return .unknown(nil) }
    return compare(code, at: point, truth: evaluation.enclose(formula, at: point))
  }

  /// - Parameter truth: the formula's value at the point.
  func compare(_ code: CodeValue, at point: Point, truth: Result<Value<Ball>, Undefined>) -> PointOutcome {
    if case .absent = code { return .unknown(nil) }
    let known = truth
    let truth: [Ball]
    switch known {
    case .failure(let undefined): return Self.outcome(undefined)
    case .success(let value): truth = value.flattened
    }
    let branch = branch(at: point)
    guard case .numbers(let numbers) = code else {
      return .differs(
        Difference(
          point: point, truth: truth, code: code, distance: .infinity, band: 0, isSharp: true, branch: branch)
      )
    }
    guard numbers.count == truth.count else {
      return .differs(
        Difference(
          point: point, truth: truth, code: code, distance: .infinity, band: 0, isSharp: true, branch: branch)
      )
    }
    return judge(numbers, truth, at: point, branch: branch)
  }

  private func judge(_ numbers: [Double], _ truth: [Ball], at point: Point, branch: Int?) -> PointOutcome {
    let widths = widths(at: point, count: truth.count)
    var worst = 0.0
    var relative = 0.0
    var isSharp = true
    for (index, (number, ball)) in zip(numbers, truth).enumerated() {
      let rule = RoundingRule(width: widths[index], truth: ball.middle, unit: unit)
      isSharp = isSharp && rule.isSharp(ball)
      switch rule.judge(number, ball) {
      case .agrees(let ulp):
        worst = max(worst, ulp)
        // Below 1e-290 a double has fewer digits to begin with.
        if ball.infinitySign == 0, abs(ball.middle) > 1e-290, ball.accuracyBits >= Evaluation.accuracy {
          relative = max(relative, ulp * ball.middle.ulp / abs(ball.middle))
        }
      case .unknown: return .unknown(nil)
      case .differs(let distance):
        return .differs(
          Difference(
            point: point, truth: truth, code: .numbers(numbers), distance: distance, band: rule.band,
            isSharp: rule.isSharp(ball), branch: branch))
      }
    }
    return .agrees(ulp: worst, relative: relative, isSharp: isSharp, branch: branch)
  }

  /// The wider of the formula's and the code's own interval, number by number.
  private func widths(at point: Point, count: Int) -> [Double?] {
    let forms = ([formula] + rows).compactMap { evaluation.rounding($0, at: point) }.filter {
      $0.count == count
    }
    let own = forms.min { left, right in
      left.reduce(0) { $0 + $1.width } < right.reduce(0) { $0 + $1.width }
    }
    let code = form.flatMap { evaluation.rounding($0, at: point) }
    return (0..<count).map { index in
      let widths = [own, code].compactMap { $0 }.filter { $0.count == count }.map { $0[index].width }
      return widths.max()
    }
  }

  private static func outcome(_ undefined: Undefined) -> PointOutcome {
    switch undefined.reason {
    case .outsideDomain, .notANumber: .excluded
    // Cases that leave a part of the declared domain out have no value where the code has one.
    case .indexOutOfRange, .lengthsDiffer, .noBranch: .faulty(undefined)
    case .missingSymbol, .undecided, .tooLarge, .unsupported: .unknown(undefined)
    }
  }

  /// Whether the formula itself is at fault at a point, whatever the code gives.
  func fault(at point: Point, in space: Space) -> (point: Point, reason: Undefined)? {
    guard evaluation.meetsConditions(of: space, at: point),
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
