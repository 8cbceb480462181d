import Diagnostics
import Formulas

extension PageReport {
  /// A claim, or a statement that stands by itself and is held like one.
  mutating func writeStatement(_ statement: Statement, _ formula: Formula, row: Int) {
    var duty: FormulaDirective.Duty?
    var id = "\(page):derivation:\(formula.occurrence.id)"
    if case .claim(let name, let asked)? = formula.occurrence.directive {
      duty = asked
      id = name ?? "\(page):claim:\(formula.occurrence.id)"
    } else if !formula.occurrence.isDisplay {
      return
    }
    if row > 0 { id += ".\(row + 1)" }
    let evaluation = evaluation(statement.declaresZeroLogZero)
    let form = ClaimForm(statement, definitions: understanding.definitions)
    var item = Evidence(
      id: id, kind: duty == nil ? .derivation : .claim, page: page, formula: formula.occurrence.id,
      range: formula.occurrence.range, level: duty == nil ? .derived : .certified, verdict: .agrees)
    item.about = form.conclusion.calledDefinitions(understanding.definitions).map(\.name.plain).uniqued
    let trees = form.premises + [form.conclusion]
    let (space, points, missing) = sample(
      trees, meanings: form.meanings, names: form.symbols(understanding.definitions), identity: id, evaluation
    )
    guard missing.isEmpty else {
      item.undecide(say(missing: missing, subject: missing[0], formula))
      // A claim without domains says nothing.
      if duty != nil, !plan.isStrict {
        diagnostics.append(.noDomain(missing, missing[0], at: formula.occurrence.range))
      }
      evidence.append(item)
      return
    }
    item.domains = space.names.compactMap { form.meanings[$0]?.latex }
    if duty == nil, case .relation(let terms, let relations) = form.conclusion, form.minimiser == nil,
      form.premises.isEmpty
    {
      conclude(
        RowsCheck(
          evaluation: evaluation, space: space, points: points, terms: terms, relations: relations,
          places: statement.rows.isEmpty ? [formula.occurrence.range] : statement.rows), &item)
      return
    }
    let check = ClaimCheck(form: form, evaluation: evaluation, space: space, points: points)
    conclude(check, duty: duty ?? .holds, &item)
  }

  private mutating func conclude(_ check: ClaimCheck, duty: FormulaDirective.Duty, _ item: inout Evidence) {
    let tally = check.run()
    let names = check.space.names
    item.points = tally.held
    item.excluded = tally.excluded
    defer { evidence.append(item) }
    if let failure = tally.failure {
      item.verdict = .refuted
      item.counterexample = failure.counterexample(
        names, Message(zh: "左边", en: "left"), Message(zh: "右边", en: "right"))
      item.isAsExpected = duty == .refuted
      if duty != .refuted {
        var finding = Diagnostic.claimRefuted(item, check, failure)
        finding.facts += check.meetings.map(\.words)
        diagnostics.append(finding)
      }
      return
    }
    if let fault = tally.fault {
      item.fail(.refuted, fault.reason.words)
      diagnostics.append(.formulaFaulty(fault.reason, at: fault.point, names: names, range: item.range))
      return
    }
    if tally.held == 0 {
      let reason = tally.obstacle?.words ?? Message(zh: "没有一个满足前提的点", en: "no point meets the premises")
      item.undecide(reason)
      diagnostics.append(
        .undecided(Message(item.id), reason: reason, at: item.range, isStrict: plan.isStrict))
      return
    }
    prove(check, &item)
    if duty == .holds, let rows = check.equalities(at: item.range) {
      keep(rows, skips: [], &item)
    }
    if tally.witness != nil {
      item.verdict = .proved
      item.level = .proved
      item.proof = Evidence.Proof(method: "witness", boxes: 0)
    }
    if duty == .refuted {
      item.isAsExpected = false
      diagnostics.append(.claimNotRefuted(item, points: tally.held))
    } else if duty == .prove, item.verdict != .proved {
      item.isAsExpected = false
      diagnostics.append(.claimUnproved(item))
    }
  }
}

extension Diagnostic {
  static func claimRefuted(_ item: Evidence, _ check: ClaimCheck, _ failure: LinkTally.Failure) -> Diagnostic
  {
    let names = check.space.names
    return Diagnostic(
      .error, "claim-refuted",
      Message(zh: "论断 \(item.id) 不成立（已证实）", en: "the claim \(item.id) is false (certified)"), at: item.range,
      consequence: .content,
      facts: [
        Message(zh: "反例: \(failure.point.text(names))", en: "counterexample: \(failure.point.text(names))"),
        Message(
          zh: "左边: \(failure.left.text)   右边: \(failure.right.text)（区间算术, 严格）",
          en: "left: \(failure.left.text)   right: \(failure.right.text) (ball arithmetic, rigorous)"),
      ],
      help: [
        reproduction(item.range, failure.point, names),
        Message(
          zh: "若它本应不成立, 写 <!-- claim \(item.id): refuted -->",
          en: "if it is meant to be false, write <!-- claim \(item.id): refuted -->"),
      ])
  }

  static func claimNotRefuted(_ item: Evidence, points: Int) -> Diagnostic {
    Diagnostic(
      .error, "claim-not-refuted",
      Message(
        zh: "论断 \(item.id) 应被驳倒, 但在 \(points) 点上都成立",
        en: "the claim \(item.id) was to be refuted, but holds at \(points) points"),
      at: item.range, consequence: .content)
  }

  static func claimUnproved(_ item: Evidence) -> Diagnostic {
    Diagnostic(
      .error, "claim-unproved",
      Message(
        zh: "论断 \(item.id) 须有证明, 而只是抽样一致 (\(item.points) 点)",
        en: "the claim \(item.id) asks for a proof, and only agrees at \(item.points) points"),
      at: item.range, consequence: .content, facts: item.reason.map { [$0] } ?? [])
  }
}
