import Diagnostics
import Synchronization
import Trees

/// Steps that one check may take in all its evaluations together: counted, not timed, so that every
/// machine ends at the same point.
///
/// A step is one node of a formula at 64 bits.
final class Budget: Sendable {
  /// For one claim, table or derivation: a few seconds.
  static let usual = 24_000_000

  let whole: Int
  private let rest: Mutex<Int>
  /// What this is a share of.
  private let source: Budget?

  init(_ steps: Int = usual, of source: Budget? = nil) {
    whole = steps
    rest = Mutex(steps)
    self.source = source
  }

  /// What one of many points may cost: a part of the whole, and taken from it.
  func share(_ part: Int) -> Budget { Budget(max(1, whole / part), of: self) }

  /// So many times the usual work.
  convenience init(times: Double) {
    self.init(Int(Double(Self.usual) * min(max(times, 0.001), 1000)))
  }

  var left: Int { min(rest.withLock { $0 }, source?.left ?? .max) }
  var isSpent: Bool { left <= 0 }

  func spend(_ steps: Int) {
    rest.withLock { $0 -= steps }
    source?.spend(steps)
  }

  /// Why there is no value: all is spent, or what one point may cost.
  var end: Undefined { source.map { $0.isSpent ? Self.spent : Self.tooMuch } ?? Self.spent }

  static let tooMuch = Undefined.tooLarge(
    zh: "一个点用去的计算量过多", en: "the work for one point is too much")

  /// Why there is no value any more.
  static let spent = Undefined.tooLarge(
    zh: "这项检查的计算量到了上限 (页首或断言的指令里写 budget: 4 给四倍)",
    en:
      "the bound on this check's work was reached (budget: 4 in the front matter or in the claim's directive gives four times as much)"
  )
}

extension Evaluation {
  /// As many of the points as a share of the whole work allows: the simplest ones, and others spread evenly; a few in any
  /// case.
  ///
  /// - Parameter judge: what is done at each of them.
  func affordable(_ points: [Point], share: Double, judge: (Point) -> Void) -> [Point] {
    guard let budget, points.count > Self.fewestPoints else { return points }
    let probes = FormulaAudit.spread(points.count, over: 16).map { points[$0] }
    let before = budget.left
    var looked = 0
    while looked < probes.count, looked == 0 || before - budget.left < budget.whole / 4 {
      judge(probes[looked])
      looked += 1
    }
    let each = max(1, (before - budget.left) / looked)
    let count = max(Self.fewestPoints, Int(Double(budget.whole) * share) / each)
    guard count < points.count else { return points }
    let order = points.fromSimplest(points[0].values.keys.sorted())
    let simple = order.prefix(count / 2)
    let others = order.dropFirst(count / 2)
    let chosen =
      simple + FormulaAudit.spread(others.count, over: count / 2).map { others[others.startIndex + $0] }
    return chosen.sorted().map { points[$0] }
  }

  private static let fewestPoints = 48
}

extension Diagnostic {
  /// A check that ended before its points did.
  static func budgetSpent(_ what: Message, held: Int, at range: SourceRange, isStrict: Bool) -> Diagnostic {
    Diagnostic(
      isStrict ? .error : .warning, "undecided",
      Message(zh: "未决: \(what.zh)", en: "undecided: \(what.en)"), at: range, consequence: .content,
      facts: [
        Budget.spent.words,
        Message(zh: "到此为止在 \(held) 点上都成立", en: "up to there it holds at \(held) points"),
      ],
      help: [
        Message(
          zh: "或缩小范围: 求和的上限, 整数的取值", en: "or narrow the range: a sum's bound, an integer's values")
      ])
  }
}
