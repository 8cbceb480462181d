import Diagnostics
import Formulas

/// A derivation: terms joined by relations, each held against the one before.
struct RowsCheck: Sendable {
  var evaluation: Evaluation
  var space: Space
  var points: [Point]
  var terms: [Tree]
  var relations: [Tree.Relation]
  /// Where each term stands; the last place serves for those without one.
  var places: [SourceRange]

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
      let check = RelationCheck(
        evaluation: evaluation, left: terms[link], relation: relation, right: terms[link + 1])
      let tally =
        relation == .proportional
        ? ProportionCheck(check: check).run(points, names: space.names)
        : LinkTally.of(check, points, names: space.names)
      if let fault = tally.fault { return .faulty(link: link, fault.point, fault.reason) }
      if let failure = tally.failure { return .breaks(link: link, failure) }
      if tally.held == 0, open == nil {
        open = .undecided(
          link: link, tally.obstacle?.words ?? Message(zh: "没有一个可比较的点", en: "no point could be compared"))
      }
      fewest = min(fewest, tally.held)
      excluded = max(excluded, tally.excluded)
    }
    return open ?? .holds(points: fewest == .max ? 0 : fewest, excluded: excluded)
  }

  func place(_ term: Int) -> SourceRange { places[min(term, places.count - 1)] }
}

/// `a ∝ b`: a/b is the same at all points.
struct ProportionCheck: Sendable {
  var check: RelationCheck

  func run(_ points: [Point], names: [Name]) -> LinkTally {
    var tally = LinkTally()
    var first: (Ball, Ball)?
    let arithmetic = BallArithmetic(precision: 192)
    for point in points {
      guard case .success(.number(let a)) = check.evaluation.enclose(check.left, at: point),
        case .success(.number(let b)) = check.evaluation.enclose(check.right, at: point),
        a.infinitySign == 0, b.infinitySign == 0, !b.containsZero
      else {
        tally.excluded += 1
        continue
      }
      guard let (c, d) = first else {
        first = (a, b)
        continue
      }
      guard let left = try? arithmetic.multiply(a, d), let right = try? arithmetic.multiply(c, b) else {
        continue
      }
      if left.overlaps(right) {
        tally.held += 1
      } else if tally.failure == nil {
        tally.failure = LinkTally.Failure(point: point, left: [a], right: [b])
      }
    }
    return tally
  }
}

extension Diagnostic {
  static func derivationBreaks(
    _ rows: RowsCheck, link: Int, _ failure: LinkTally.Failure
  ) -> Diagnostic {
    let relation = rows.relations[link]
    let names = rows.space.names
    let point = failure.point.text(names)
    let place = rows.place(link + 1)
    var diagnostic = Diagnostic(
      .error, "derivation-breaks",
      Message(
        zh: "推导在第 \(link + 2) 行断开（已证实）: 不是 \(relation.rawValue) 前一行",
        en:
          "the derivation breaks at row \(link + 2) (certified): it is not \(relation.rawValue) as the row before says"
      ),
      at: place, consequence: .content)
    if !point.isEmpty { diagnostic.facts.append(Message(zh: "反例: \(point)", en: "counterexample: \(point)")) }
    diagnostic.facts.append(
      Message(
        zh: "前一行: \(failure.left.text)   这一行: \(failure.right.text)（区间算术, 严格）",
        en: "row before: \(failure.left.text)   this row: \(failure.right.text) (ball arithmetic, rigorous)"))
    if rows.place(link) != place {
      diagnostic.notes.append(
        Diagnostic.Note(Message(zh: "前一行在此", en: "the row before is here"), at: rows.place(link)))
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
      facts: [
        Message(zh: "反例: \(failure.point.text(names))", en: "counterexample: \(failure.point.text(names))"),
        Message(
          zh: "定义: \(failure.left.text)   这一写法: \(failure.right.text)（区间算术, 严格）",
          en:
            "definition: \(failure.left.text)   this form: \(failure.right.text) (ball arithmetic, rigorous)"),
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
