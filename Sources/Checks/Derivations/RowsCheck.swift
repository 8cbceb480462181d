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

  enum Verdict: Sendable {
    case holds(points: Int, excluded: Int)
    /// The first link that breaks.
    case breaks(link: Int, LinkTally.Failure)
    case faulty(link: Int, Point, Undefined)
    case undecided(link: Int, Message)
  }

  func run() -> Verdict {
    var fewest = Int.max
    var excluded = 0
    var open: Verdict?
    for (link, relation) in relations.enumerated() where link + 1 < terms.count {
      var evaluation = evaluation
      // Each link has the work of a check of its own.
      evaluation.budget = evaluation.budget.map { Budget($0.whole) }
      let check = RelationCheck(
        evaluation: evaluation, left: terms[link], relation: relation, right: terms[link + 1])
      let statistics =
        relation == .proportional
        ? ProportionCheck(check: check, space: space, held: held).run(points)
        : check.statistics(points, in: space)
      if let fault = statistics.fault { return .faulty(link: link, fault.point, fault.reason) }
      if let failure = statistics.failure { return .breaks(link: link, failure) }
      if open == nil, let reason = statistics.openReason(in: space) { open = .undecided(link: link, reason) }
      fewest = min(fewest, statistics.held)
      excluded = max(excluded, statistics.excluded)
    }
    return open ?? .holds(points: fewest == .max ? 0 : fewest, excluded: excluded)
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

extension LinkTally {
  /// Why the points say nothing; nil where they do.
  func openReason(in space: SampleSpace) -> Message? {
    if isCut { return Budget.spent.words }
    if held == 0 {
      return obstacle?.words ?? Message(zh: "没有一个可比较的点", en: "no point could be compared")
    }
    // An equality that one side has no value for on a part of the domain does not hold there.
    return gap(in: space)?.words
  }
}

extension Diagnostic {
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
