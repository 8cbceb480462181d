import Checks
import Diagnostics
import Snippets

/// What a run says at its end: formulas by what is known of them, numbers, programs.
struct Summary {
  /// Display formulas and claims, by the strongest that was shown; in the ladder's order.
  private(set) var formulas: [(word: Message, count: Int)] = []
  private(set) var checked = 0
  private(set) var total = 0
  private(set) var numbers = 0
  private(set) var runs = 0
  private(set) var cached = 0
  private(set) var notRun = 0

  init(_ findings: Findings) {
    var counts: [Standing: Int] = [:]
    for evidence in findings.evidence {
      switch evidence.kind {
      case .table, .value: numbers += 1
      case .snippet: break
      case .definition, .restatement, .derivation, .claim, .erratum, .unchecked:
        let standing = Standing(evidence)
        counts[standing, default: 0] += 1
        total += 1
        if standing != .unchecked { checked += 1 }
      }
    }
    formulas = Standing.allCases.compactMap { standing in
      counts[standing].map { (standing.word, $0) }
    }
    for run in findings.runs.values {
      switch run.status {
      case .empty: break
      case .notRun: notRun += 1
      case .ran, .failedToCompile, .trapped, .timedOut:
        runs += 1
        if run.isFromCache { cached += 1 }
      }
    }
  }

  /// Percent of the formulas that are checked; a folder without formulas has nothing unchecked.
  var coverage: Double { total == 0 ? 100 : 100 * Double(checked) / Double(total) }

  func lines(seconds: Double) -> [Message] {
    let words = formulas.map { ($0.word.zh + " \($0.count)", $0.word.en + " \($0.count)") }
    let share = Self.decimal(coverage, places: 1)
    var first = Message(zh: "没有公式", en: "no formulas")
    if total > 0 {
      first = Message(
        zh: "公式 \(total): \(words.map(\.0).joined(separator: "，"))；检查率 \(share)%",
        en:
          "\(total) formula\(total == 1 ? "" : "s"): \(words.map(\.1).joined(separator: ", ")); \(share) % checked"
      )
    }
    let time = Self.decimal(seconds, places: 2)
    let idle = notRun == 0 ? ("", "") : ("，未运行 \(notRun) 页", ", \(notRun) not run")
    let second = Message(
      zh: "数值 \(numbers)；程序 \(runs) 页，取自缓存 \(cached)\(idle.0)；用时 \(time) 秒",
      en:
        "\(numbers) numbers; \(runs) program\(runs == 1 ? "" : "s"), \(cached) from the cache\(idle.1); \(time) s"
    )
    return [first, second]
  }

  /// Fixed-point text without the locale's or C's say.
  static func decimal(_ value: Double, places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((value * scale).rounded())
    let fraction = String(scaled % Int(scale))
    let zeros = String(repeating: "0", count: max(0, places - fraction.count))
    return "\(scaled / Int(scale)).\(zeros)\(fraction)"
  }
}

/// Where a formula stands in the end.
private enum Standing: CaseIterable {
  case proved, sensitive, derived, agrees, understood, wrongAsPrinted, differs, undecided,
    unchecked

  init(_ evidence: Evidence) {
    self =
      switch evidence.finding {
      case .unchecked: .unchecked
      case .undecided: .undecided
      case .differs, .refuted: evidence.isAsExpected ? .wrongAsPrinted : .differs
      case .proved: .proved
      case .agrees(.sensitive, _): .sensitive
      case .agrees(.derived, _): .derived
      case .agrees(.certified, _), .rounding: .agrees
      case .agrees(.ran, _): .understood
      }
  }

  var word: Message {
    switch self {
    case .proved: Message(zh: "已证明", en: "proved")
    case .sensitive: Message(zh: "已考验", en: "sensitive")
    case .derived: Message(zh: "推导成立", en: "derived")
    case .agrees: Message(zh: "抽样一致", en: "agrees")
    case .understood: Message(zh: "已读懂", en: "understood")
    case .wrongAsPrinted: Message(zh: "如所料不成立", en: "wrong as expected")
    case .differs: Message(zh: "不一致", en: "differs")
    case .undecided: Message(zh: "未决", en: "undecided")
    case .unchecked: Message(zh: "未检查", en: "unchecked")
    }
  }
}

extension Console {
  /// The lines at a run's end.
  func sum(up findings: Findings, _ report: Report, since start: ContinuousClock.Instant) {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    for line in Summary(findings).lines(seconds: seconds) { say(line) }
    if let counts = report.counts { say(counts) }
  }
}

extension Report {
  /// How many errors and warnings there are; nil for none.
  var counts: Message? {
    let (errors, warnings) = (count(.error), count(.warning))
    guard errors + warnings > 0 else { return nil }
    return Message(
      zh: "\(errors) 个错误，\(warnings) 个警告",
      en: "\(errors) error\(errors == 1 ? "" : "s"), \(warnings) warning\(warnings == 1 ? "" : "s")")
  }
}

extension Console {
  /// The lines at the end of a run that found everything as it was.
  func end(_ last: LastRun, since start: ContinuousClock.Instant) {
    for line in last.summary { say(Message(line)) }
    let time = Summary.decimal((ContinuousClock.now - start) / .seconds(1), places: 2)
    say(Message(zh: "未启动编译器；用时 \(time) 秒", en: "no compiler was started; \(time) s"))
  }
}
