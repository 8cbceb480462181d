import Diagnostics
import Trees
import LaTeX
import Proofs

extension PageReport {
  /// A claim, or a statement that stands by itself and is held like one.
  mutating func writeStatement(_ statement: Statement, _ formula: Formula, row: Int) {
    var duty: FormulaDirective.Duty?
    var id = "\(page):derivation:\(formula.sourceFormula.id)"
    if case .claim(let name, let asked, _)? = formula.sourceFormula.directive {
      duty = asked
      id = name ?? "\(page):claim:\(formula.sourceFormula.id)"
    } else if !formula.sourceFormula.isDisplay, !assertsInProse(statement, formula) {
      return
    }
    // 求, 令, 若 … suppose the formula or ask for it.
    if duty == nil, statement.isCondition, !plan.isStrict { return }
    if row > 0 { id += ".\(row + 1)" }
    var form = ClaimForm(statement, definitions: formulaIndex.definitions)
    // What goes where is said for the sake of ≈, and is no condition on a point.
    form.premises.removeAll(where: \.isApproach)
    var item = Evidence(
      id: id, kind: duty == nil ? .derivation : .claim, page: page, formula: formula.sourceFormula.id,
      range: formula.sourceFormula.range, finding: .agrees(duty == nil ? .derived : .certified, nil))
    item.about = form.conclusion.calledDefinitions(formulaIndex.definitions).map(\.name.plain).uniqued
    let trees = form.premises + [form.conclusion]
    var key = key("statement", id: id, trees + [statement.proposition])
    key.add(statement.meanings)
    key.add("\(statement.declaresZeroLogZero) \(statement.rows.count)")
    key.add("\(duty?.rawValue ?? "") \(formula.sourceFormula.directive?.budget ?? 0)")
    if case .relation(_, let relations) = form.conclusion { key.add("\(approaches(relations, formula))") }
    recalling(key, item) { [form] in $0.check(statement, form, trees, duty, item, formula) }
  }

  private mutating func check(
    _ statement: Statement, _ form: ClaimForm, _ trees: [Tree], _ duty: FormulaDirective.Duty?,
    _ item: Evidence,
    _ formula: Formula
  ) {
    var item = item
    let evaluation = evaluation(
      statement.declaresZeroLogZero, times: formula.sourceFormula.directive?.budget)
    let names = form.symbols(formulaIndex.definitions)
    if duty == nil, case .relation(let terms, let relations) = form.conclusion, form.minimiser == nil,
      form.premises.isEmpty
    {
      let chain = Chain(
        terms: terms, relations: relations,
        places: statement.rows.isEmpty ? [formula.sourceFormula.range] : statement.rows, names: names,
        meanings: form.meanings, isIdentity: relations.count > 1)
      hold(chain, item, formula, evaluation) { $0.compactMap { form.meanings[$0]?.latex } }
      return
    }
    let (space, points, missing) = sample(
      trees, meanings: form.meanings, names: names, identity: item.id,
      meeting: form.premises, evaluation
    )
    guard missing.isEmpty else {
      item.undecide(say(missing: missing, subject: missing[0], formula))
      // A claim without domains says nothing.
      if duty != nil, !plan.isStrict {
        diagnostics.append(.noDomain(missing, missing[0], at: formula.sourceFormula.range))
      }
      evidence.append(item)
      return
    }
    item.domains = space.names.compactMap { form.meanings[$0]?.latex }
    var check = ClaimCheck(form: form, evaluation: evaluation, space: space, points: points)
    check.candidates = candidates(form, identity: item.id, evaluation)
    if let extremes = Extremes(form, formulaIndex.definitions) {
      conclude(extremes, check, duty: duty ?? .holds, evaluation, &item)
      return
    }
    conclude(check, duty: duty ?? .holds, &item)
  }

  private mutating func conclude(
    _ extremes: Extremes, _ check: ClaimCheck, duty: FormulaDirective.Duty, _ evaluation: Evaluation,
    _ item: inout Evidence
  ) {
    defer { evidence.append(item) }
    if let (other, failure) = judge(extremes, check, evaluation, &item) {
      refute(other, failure, duty, &item)
    } else if item.verdict == .undecided {
      diagnostics.append(
        .undecided(
          Message(item.id), reason: item.reason ?? Message(""), at: item.range, isStrict: plan.isStrict))
    } else {
      settle(duty, &item)
    }
  }

  /// What the note asks for beside that it holds.
  private mutating func settle(_ duty: FormulaDirective.Duty, _ item: inout Evidence) {
    if duty == .refuted {
      item.isAsExpected = false
      diagnostics.append(.claimNotRefuted(item, points: item.sample.points))
    } else if duty == .prove, item.verdict != .proved {
      item.isAsExpected = false
      diagnostics.append(.claimUnproved(item))
    }
  }

  private mutating func conclude(_ check: ClaimCheck, duty: FormulaDirective.Duty, _ item: inout Evidence) {
    let statistics = check.run()
    item.sample.points = statistics.held
    item.sample.excluded = statistics.excluded
    defer { evidence.append(item) }
    if let failure = statistics.failure {
      refute(check, failure, duty, &item)
      return
    }
    if let fault = statistics.fault {
      item.finding = .refuted(nil, fault.reason.words)
      item.isAsExpected = false
      diagnostics.append(.formulaFaulty(fault.reason, at: fault.point, in: check.space, range: item.range))
      return
    }
    if statistics.isCut {
      item.undecide(Budget.spent.words)
      diagnostics.append(
        .budgetSpent(Message(item.id), held: statistics.held, at: item.range, isStrict: plan.isStrict))
      return
    }
    if let failure = check.contrary(to: statistics) {
      refute(check, failure, duty, &item)
      return
    }
    // Where none was found there may be none: a claim of existence is shown at every point or not at all.
    if statistics.held == 0 || !check.form.existing.isEmpty && statistics.unknown > 0 {
      let reason = statistics.obstacleWords ?? Message(zh: "没有一个满足前提的点", en: "no point meets the premises")
      item.undecide(reason)
      diagnostics.append(
        .undecided(Message(item.id), reason: reason, at: item.range, isStrict: plan.isStrict))
      return
    }
    if let failure = prove(check, &item) {
      refute(check, failure, duty, &item)
      return
    }
    if duty == .holds, let rows = check.equalities(at: item.range) {
      keep(rows, skips: [], &item)
    }
    if check.isShownByWitness {
      item.finding = .proved(Evidence.Proof(method: "witness", boxes: 0), item.reason)
    }
    if item.verdict != .proved, duty != .refuted, check.form.existing.isEmpty,
      undecide(check, statistics, &item)
    {
      return
    }
    settle(duty, &item)
  }
}

extension PageReport {
  /// An equation in prose of two expressions of the same declared symbols: a condition would leave one of them to find.
  private func assertsInProse(_ statement: Statement, _ formula: Formula) -> Bool {
    guard formula.sourceFormula.mayAssert, case .relation(let terms, let relations) = statement.proposition,
      relations.allSatisfy({ $0 == .equal }), terms.allSatisfy(\.isCompound)
    else { return false }
    let names = terms.map { Set($0.dependencies(formulaIndex.definitions)) }
    return names.allSatisfy { $0 == names[0] && !$0.isEmpty }
      && names[0].allSatisfy { statement.meanings[$0]?.domain != nil || statement.meanings[$0]?.value != nil }
  }

  func approaches(_ relations: [Tree.Relation], _ formula: Formula) -> [Approach] {
    relations.contains(where: { [.approximately, .tendsTo].contains($0) })
      ? formula.sourceFormula.approaches : []
  }

  /// Values of what is said to exist, simple ones first.
  func candidates(_ form: ClaimForm, identity: String, _ evaluation: Evaluation) -> [Point] {
    guard !form.existing.isEmpty else { return [] }
    let (space, points, missing) = sample(
      [form.conclusion], meanings: form.meanings, names: form.existing, identity: identity + ":witness",
      evaluation)
    guard missing.isEmpty else { return [] }
    let names = space.names
    let ordered = points.sorted {
      ($0.cost(of: names), $0.size(names)) < ($1.cost(of: names), $1.size(names))
    }
    // The rest in even steps: what is small enough, or near enough to an end, is seldom simple.
    return ordered.prefix(100)
      + stride(from: 100, to: ordered.count, by: max(1, ordered.count / 100)).map { ordered[$0] }
  }

  /// Whether the claim's sides have no value in more than faces of the domain: then nothing is said of the whole.
  private mutating func undecide(_ check: ClaimCheck, _ statistics: LinkTally, _ item: inout Evidence) -> Bool
  {
    let gap: Message
    if let point = check.hole(among: statistics.left) {
      let place = point.text(check.space.names)
      gap = Message(
        zh: "在 \(place) 附近没有值: 缩小定义域, 或把条件写成前提",
        en: "there is no value around \(place): narrow the domain, or write the condition as a premise")
    } else if statistics.excluded > 0, let part = statistics.gap(in: check.space) {
      gap = part.words
    } else {
      return false
    }
    item.undecide(gap)
    diagnostics.append(
      .undecided(Message(item.id), reason: gap, at: item.range, isStrict: plan.isStrict))
    return true
  }

  private mutating func refute(
    _ check: ClaimCheck, _ failure: LinkTally.Failure, _ duty: FormulaDirective.Duty, _ item: inout Evidence
  ) {
    item.finding = .refuted(
      failure.counterexample(
        check.space.names, Message(zh: "左边", en: "left"), Message(zh: "右边", en: "right")), nil)
    item.isAsExpected = duty == .refuted
    guard duty != .refuted else { return }
    var finding = Diagnostic.claimRefuted(item, check, failure)
    finding.facts += check.meetings.map(\.words)
    diagnostics.append(finding)
  }

  /// Tries to prove a claim that no point refutes.
  ///
  /// - Returns: a point that the search found instead, certified like any other.
  private func prove(_ check: ClaimCheck, _ item: inout Evidence) -> LinkTally.Failure? {
    guard options.fixedPoint.isEmpty, options.provesClaims else { return nil }
    switch ClaimProof(form: check.form, evaluation: check.evaluation).run() {
    case .proved(_, let proof):
      item.finding = .proved(proof, nil)
    case .suspect(let values):
      if let failure = check.failure(at: values) { return failure }
      item.finding = .agrees(
        .certified, Message(zh: "未证明: 界不够紧", en: "not proved: the bounds are not tight enough"))
    case .open(let reason): item.finding = .agrees(.certified, reason)
    }
    return nil
  }
}

extension ClaimCheck {
  /// Whether the claim fails at a point of its own space, for certain.
  fileprivate func failure(at values: [Name: Double]) -> LinkTally.Failure? {
    var point = Point()
    for axis in space.axes {
      guard let value = values[axis.name], case .scalar(let set) = axis.kind, set.contains(value) else {
        return nil
      }
      point[axis.name] = .number(value)
    }
    let deep = self.deep
    return LinkTally.Failure(at: point, by: deep.judge(at:))?.shrunk(in: space, by: deep.judge(at:))
  }
}

extension Evidence {
  /// The id that the note gives a claim; nil for one that is only counted.
  fileprivate var claimName: String? { id.contains(":") ? nil : id }
}

extension Diagnostic {
  static func claimRefuted(_ item: Evidence, _ check: ClaimCheck, _ failure: LinkTally.Failure) -> Diagnostic
  {
    let names = check.space.names
    var facts = failure.point.counterexample(names)
    if let reason = failure.reason { facts.append(reason) }
    if !(failure.left + failure.right).isEmpty {
      facts.append(
        Message(
          zh: "左边: \(failure.left.text)   右边: \(failure.right.text)（区间算术, 严格）",
          en: "left: \(failure.left.text)   right: \(failure.right.text) (ball arithmetic, rigorous)"))
    }
    if !check.form.premises.isEmpty {
      let premises = check.form.premises.map(\.plain).joined(separator: ", ")
      facts.append(Message(zh: "前提在该点成立: \(premises)", en: "the premises hold there: \(premises)"))
    }
    let spelling = item.claimName.map { "claim \($0): refuted" } ?? "claim: refuted"
    return Diagnostic(
      .error, "claim-refuted",
      Message(
        zh: "\(item.claimName.map { "论断 \($0) " } ?? "这个论断")不成立（已证实）",
        en: "\(item.claimName.map { "the claim \($0)" } ?? "this claim") is false (certified)"),
      at: item.range,
      consequence: .content, facts: facts,
      help: [
        reproduction(item.range, failure.point, names),
        Message(
          zh: "若它本应不成立, 写 <!-- \(spelling) -->", en: "if it is meant to be false, write <!-- \(spelling) -->"),
      ])
  }

  static func claimNotRefuted(_ item: Evidence, points: Int) -> Diagnostic {
    Diagnostic(
      .error, "claim-not-refuted",
      Message(
        zh: "\(item.claimName.map { "论断 \($0) " } ?? "这个论断")应被驳倒, 但在 \(points) 点上都成立",
        en:
          "\(item.claimName.map { "the claim \($0)" } ?? "this claim") was to be refuted, but holds at \(points) points"
      ),
      at: item.range, consequence: .content,
      help: [
        Message(
          zh: "若它本应成立, 去掉 refuted; 若不应成立, 改断言或放宽范围",
          en: "if it is meant to hold, drop refuted; if not, change the claim or widen its range")
      ])
  }

  static func claimUnproved(_ item: Evidence) -> Diagnostic {
    Diagnostic(
      .error, "claim-unproved",
      Message(
        zh: "\(item.claimName.map { "论断 \($0) " } ?? "这个论断")须有证明, 而只是抽样一致 (\(item.sample.points) 点)",
        en:
          "\(item.claimName.map { "the claim \($0)" } ?? "this claim") asks for a proof, and only agrees at \(item.sample.points) points"
      ),
      at: item.range, consequence: .content, facts: item.reason.map { [$0] } ?? [],
      help: [
        Message(
          zh: "缩小断言的范围, 或去掉 prove, 只作抽样", en: "narrow the claim's range, or drop prove and let it be sampled")
      ])
  }
}

extension Tree {
  /// More than a name or a number.
  fileprivate var isCompound: Bool {
    switch self {
    case .symbol, .element, .number, .constant: false
    default: true
    }
  }

  fileprivate var isApproach: Bool {
    if case .relation(_, [.tendsTo]) = self { return true }
    return false
  }
}
