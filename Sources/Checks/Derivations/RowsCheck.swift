import LaTeX
import Diagnostics
import Trees

/// A derivation: terms joined by relations, each held against the one before.
struct RowsCheck: Sendable {
  var evaluation: Evaluation
  var space: SampleSpace
  var points: [Point]
  var terms: [Tree]
  var relations: [Tree.Relation]
  /// Where each term stands; the last place serves for those without one.
  var places: [SourceRange]
  /// Symbols on which a constant of proportion may depend: what a definition takes besides its arguments.
  var held: Set<Name> = []

  /// Left sides of links in which a recurrence is put in for the step before.
  var unfolded: [Int: Tree] = [:]
  /// Whether a letter stands for any place of an array.
  var hasFreePlaces = false
  /// Whether a quick answer is worth more than every point: what nobody asks to be checked.
  var isThrifty = false
  /// Links that are not judged: one of their terms speaks of what the page never defines.
  var gaps: Set<Int> = []
  /// What the note says a symbol goes to, for the sake of ≈.
  var approaches: [Approach] = []

  enum Verdict: Sendable {
    case holds(points: Int, excluded: Int)
    /// The first link that breaks.
    case breaks(link: Int, LinkTally.Failure)
    case faulty(link: Int, Point, Undefined)
    /// `isUnclaimed`: nothing is said there that could be held, so that nothing is amiss.
    case undecided(link: Int, Message, isUnclaimed: Bool)
  }

  struct Outcome: Sendable {
    var verdict: Verdict
    /// Equalities that hold but for the rounding of the digits that are written.
    var roundings: [Int] = []
    /// Approximations that were held as a limit.
    var limits: [Int] = []
  }

  func run() -> Outcome {
    var outcome = Outcome(verdict: .holds(points: 0, excluded: 0))
    var fewest = Int.max
    var excluded = 0
    var open: Verdict?
    for link in relations.indices where link + 1 < terms.count && !gaps.contains(link) {
      let statistics = tally(link, &outcome)
      if let fault = statistics.fault {
        outcome.verdict = .faulty(link: link, fault.point, fault.reason)
        return outcome
      }
      if let failure = statistics.failure {
        outcome.verdict = .breaks(link: link, failure)
        return outcome
      }
      if let reason = statistics.openReason(in: space), open?.isUnclaimed ?? true {
        open = .undecided(link: link, reason, isUnclaimed: statistics.isUnclaimed && statistics.held == 0)
      }
      fewest = min(fewest, statistics.held)
      excluded = max(excluded, statistics.excluded)
    }
    outcome.verdict = open ?? .holds(points: fewest == .max ? 0 : fewest, excluded: excluded)
    return outcome
  }

  private func tally(_ link: Int, _ outcome: inout Outcome) -> LinkTally {
    let check = check(link)
    let points = isThrifty ? check.affordable(points) : points
    switch check.relation {
    case .proportional: return ProportionCheck(check: check, space: space, held: held).run(points)
    case .tendsTo:
      guard let limits = check.limits(approaches) else {
        return LinkTally.of(points, in: space) { _ in .unclaimed }
      }
      return limitTally(limits)
    case .approximately:
      guard let limits = check.limits(approaches) else { return check.statistics(points, in: space) }
      outcome.limits.append(link)
      return limitTally(limits)
    case .equal:
      let statistics = check.statistics(points, in: space)
      guard statistics.failure != nil, check.mayRound else { return statistics }
      let rounded = LinkTally.of(points, in: space, judge: check.judgeRounded(at:))
      guard rounded.failure == nil, rounded.fault == nil, rounded.unread == nil, rounded.held > 0 else {
        return statistics
      }
      outcome.roundings.append(link)
      return rounded
    default: return check.statistics(points, in: space)
    }
  }

  /// A link, with the work of a check of its own.
  func check(_ link: Int) -> RelationCheck {
    var evaluation = evaluation
    evaluation.budget = evaluation.budget.map { Budget($0.whole) }
    var check = RelationCheck(
      evaluation: evaluation, left: unfolded[link] ?? terms[link], relation: relations[link],
      right: terms[link + 1])
    check.hasFreePlaces = hasFreePlaces
    return check
  }

  /// Points at which limits are taken: each costs as much as a proof.
  private static let limitPoints = 12

  private func limitTally(_ limits: [RelationCheck]) -> LinkTally {
    let names = Set(
      limits.flatMap { [$0.left, $0.right] }.flatMap { $0.dependencies(evaluation.definitions) })
    let isConstant = names.isDisjoint(with: space.names)
    let chosen =
      isConstant
      ? Array(points.prefix(1)) : FormulaAudit.spread(points.count, over: Self.limitPoints).map { points[$0] }
    return LinkTally.of(chosen, in: space) { point in
      limits.dropFirst().reduce(limits[0].judge(at: point)) { $0.and($1.judge(at: point)) }
    }
  }

  func place(_ term: Int) -> SourceRange { places[min(term, places.count - 1)] }

  /// Where a link stands, in words: the row of an align from 1, or the relation of a chain on one line.
  func words(ofLink link: Int) -> Message {
    var lines: [Int] = []
    for index in terms.indices where !lines.contains(place(index).start.line) {
      lines.append(place(index).start.line)
    }
    guard lines.count > 1, let row = lines.firstIndex(of: place(link + 1).start.line) else {
      return Message(zh: "第 \(link + 1) 个关系", en: "relation \(link + 1)")
    }
    return Message(zh: "第 \(row + 1) 行", en: "row \(row + 1)")
  }
}

extension RowsCheck.Outcome {
  /// What is to be said of links that hold in a sense of their own.
  func words(_ rows: RowsCheck) -> Message? {
    func list(_ links: [Int], _ path: KeyPath<Message, String>) -> String {
      links.map { rows.words(ofLink: $0)[keyPath: path] }.joined(separator: ", ")
    }
    var said: [Message] = []
    if !roundings.isEmpty {
      said.append(
        Message(
          zh: "\(list(roundings, \.zh)): = 是舍入, 只到写出的位数为止",
          en: "\(list(roundings, \.en)): = is a rounding, to the digits that are written"))
    }
    if !limits.isEmpty {
      said.append(
        Message(zh: "\(list(limits, \.zh)): ≈ 按极限核对", en: "\(list(limits, \.en)): ≈ held as a limit"))
    }
    guard let first = said.first else { return nil }
    return said.dropFirst().reduce(first) { Message(zh: "\($0.zh); \($1.zh)", en: "\($0.en); \($1.en)") }
  }
}

extension RowsCheck.Verdict {
  fileprivate var isUnclaimed: Bool {
    if case .undecided(_, _, true) = self { return true }
    return false
  }
}

extension LinkTally {
  /// Why the points say nothing; nil where they do.
  func openReason(in space: SampleSpace) -> Message? {
    if isCut { return Budget.spent.words }
    if let unread { return unread }
    if held == 0 { return obstacleWords ?? Message(zh: "没有一个可比较的点", en: "no point could be compared") }
    // An equality that one side has no value for on a part of the domain does not hold there.
    return gap(in: space)?.words
  }
}

extension LinkTally {
  var obstacleWords: Message? {
    guard !isUnclaimed else {
      return Message(
        zh: "没有写出数字，附近也没有说明什么趋于什么：没有可以核对的断言",
        en:
          "no side is written in digits, and no limit is named: nothing is claimed that could be held"
      )
    }
    return obstacle?.words
  }
}

extension Diagnostic {
  /// An equals sign between a value and its rounding.
  static func roundedEquality(_ rows: RowsCheck, link: Int, isStrict: Bool) -> Diagnostic {
    Diagnostic(
      isStrict ? .warning : .note, "rounded-equality",
      Message(
        zh: "\(rows.words(ofLink: link).zh)的 = 只在舍入之后成立",
        en: "= in \(rows.words(ofLink: link).en) holds only after rounding"),
      at: rows.place(link + 1), consequence: .content,
      help: [Message(zh: "写 \\approx", en: "write \\approx")])
  }

  static func derivationBreaks(
    _ rows: RowsCheck, link: Int, _ failure: LinkTally.Failure
  ) -> Diagnostic {
    let relation = rows.relations[link]
    let names = rows.space.names
    let place = rows.place(link + 1)
    let words = rows.words(ofLink: link)
    var diagnostic = Diagnostic(
      .error, "derivation-breaks",
      Message(
        zh: "推导在\(words.zh)断开（已证实）: 不是 \(relation.rawValue) 前一式",
        en: "the derivation breaks at \(words.en) (certified): not \(relation.rawValue) what stands before"
      ),
      at: place, consequence: .content)
    diagnostic.facts += failure.point.counterexample(names)
    diagnostic.facts.append(
      Message(
        zh: "前一式: \(failure.left.text)   这一式: \(failure.right.text)（区间算术, 严格）",
        en: "before: \(failure.left.text)   here: \(failure.right.text) (ball arithmetic, rigorous)"))
    if rows.place(link) != place {
      diagnostic.notes.append(
        Diagnostic.Note(Message(zh: "前一式在此", en: "what stands before is here"), at: rows.place(link)))
    }
    diagnostic.help.append(reproduction(place, failure.point, names))
    return diagnostic
  }

  static func restatementDiffers(
    _ definition: Definition, of original: Definition, _ failure: LinkTally.Failure, names: [Name]
  ) -> Diagnostic {
    Diagnostic(
      .error, "restatement-differs",
      Message(
        zh: "\(definition.name.plain) 的这一写法与前面的定义不一致（已证实）",
        en: "this form of \(definition.name.plain) differs from its definition (certified)"),
      at: definition.rows[0].range, consequence: .content,
      facts: failure.point.counterexample(names) + [
        Message(
          zh: "定义: \(failure.left.text)   这一写法: \(failure.right.text)（区间算术, 严格）",
          en:
            "definition: \(failure.left.text)   this form: \(failure.right.text) (ball arithmetic, rigorous)")
      ],
      notes: [Diagnostic.Note(Message(zh: "定义在此", en: "the definition is here"), at: original.range)],
      help: [reproduction(definition.rows[0].range, failure.point, names)])
  }

  static func outOfRange(
    _ definition: Definition, range: Message, _ failure: LinkTally.Failure, names: [Name]
  ) -> Diagnostic {
    Diagnostic(
      .error, "out-of-range",
      Message(
        zh: "\(definition.name.plain) 的值越出 \(range.zh)（已证实）",
        en: "\(definition.name.plain) leaves \(range.en) (certified)"),
      at: definition.rows[0].range, consequence: .content,
      facts: [
        Message(
          zh: "在 \(failure.point.text(names)): \(failure.left.text)",
          en: "at \(failure.point.text(names)): \(failure.left.text)")
      ],
      help: [reproduction(definition.rows[0].range, failure.point, names)])
  }
}
