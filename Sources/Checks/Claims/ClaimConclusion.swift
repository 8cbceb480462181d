import Typesetting
import Diagnostics
import Trees
import Proofs

/// What follows from a claim's points, and from the search for a proof, for what the note asks of it.
struct ClaimConclusion: Sendable {
  let context: PageContext
  let check: ClaimCheck
  let duty: FormulaDirective.Duty

  func result(of extremes: ExtremesCheck?, _ item: inout Evidence) -> CheckResult {
    guard let extremes else { return conclude(&item) }
    if let (other, failure) = extremes.judge(&item) { return refute(failure, of: other, &item) }
    guard item.verdict == .undecided else { return settle(&item) }
    return .saying(undecided(item, item.reason ?? Message("")))
  }

  private func conclude(_ item: inout Evidence) -> CheckResult {
    let statistics = check.run()
    item.sample.points = statistics.held
    item.sample.excluded = statistics.excluded
    item.sample.excludedAt = check.simplest(of: statistics.left)
    if let failure = statistics.failure { return refute(failure, &item) }
    if let fault = statistics.fault {
      if let guessed = guessedLengths(behind: fault.reason) {
        item.undecide(guessed)
        return .saying(undecided(item, guessed))
      }
      item.finding = .refuted(nil, fault.reason.words)
      item.isAsExpected = false
      return .saying(.formulaFaulty(fault.reason, at: fault.point, in: check.space, range: item.range))
    }
    if statistics.isCut {
      item.undecide(Budget.spent.words)
      return .saying(
        .budgetSpent(
          Message(item.id), held: statistics.held, at: item.range, isStrict: context.isStrict))
    }
    if let failure = check.contrary(to: statistics) { return refute(failure, &item) }
    // Where none was found there may be none: a claim of existence is shown at every point or not at all.
    if statistics.held == 0 || statistics.unread != nil
      || !check.form.existing.isEmpty && statistics.unknown > 0
    {
      let reason =
        statistics.obstacleWords ?? statistics.open.map(meeting)
        ?? Message(zh: "没有一个满足前提的点", en: "no point meets the premises")
      item.undecide(reason)
      return .saying(undecided(item, reason))
    }
    if let failure = prove(&item) { return refute(failure, &item) }
    var result = CheckResult()
    if duty == .holds, let rows = check.equalities(at: item.range) {
      result.keep(rows, skips: [], &item, context.options)
    }
    if check.isShownByWitness {
      item.finding = .proved(Evidence.Proof(method: "witness", boxes: 0), item.reason)
    }
    if item.verdict != .proved, duty != .refuted, check.form.existing.isEmpty,
      let gap = gap(statistics) ?? statistics.open.map(meeting)
    {
      item.undecide(gap)
      result.diagnostics.append(undecided(item, gap))
      return result
    }
    return result + settle(&item)
  }

  /// What the note asks for beside that it holds.
  private func settle(_ item: inout Evidence) -> CheckResult {
    if duty == .refuted {
      item.isAsExpected = false
      return .saying(.claimNotRefuted(item, points: item.sample.points))
    }
    if duty == .prove, item.verdict != .proved {
      item.isAsExpected = false
      return .saying(.claimUnproved(item))
    }
    return CheckResult()
  }

  private func undecided(_ item: Evidence, _ reason: Message) -> Diagnostic {
    .undecided(Message(item.id), reason: reason, at: item.range, isStrict: context.isStrict)
  }

  /// Where the claim's sides have no value in more than faces of the domain: then nothing is said of the whole.
  private func gap(_ statistics: LinkTally) -> Message? {
    if let point = check.hole(among: statistics.left) {
      let place = point.text(check.space.names)
      return Message(
        zh: "在 \(place) 附近没有值: 缩小定义域, 或把条件写成前提",
        en: "there is no value around \(place): narrow the domain, or write the condition as a premise")
    }
    return statistics.excluded > 0 ? statistics.gap(in: check.space)?.words : nil
  }

  /// Letters that count through elements, and are no number of things.
  private static let elementLetters: Set<String> = ["i", "j", "k", "l", "c"]

  /// Why an index beyond an array's end shows nothing: the array is declared by its elements, `q_i > 0`, and nothing says
  /// how many there are.
  private func guessedLengths(behind fault: Undefined) -> Message? {
    guard case .indexOutOfRange = fault.reason else { return nil }
    let arrays = check.space.axes.filter { axis in
      guard case .array(_, let shape, _) = axis.kind, case .symbol(let length)? = shape.first else {
        return false
      }
      return length == Name(length.base) && Self.elementLetters.contains(length.base)
    }
    guard let array = arrays.first else { return nil }
    return Message(
      zh: "没有说 \(array.name.plain) 有多少项: 写上 $\(array.name.latex) \\in \\mathbb{R}^n$",
      en:
        "nothing says how many elements \(array.name.plain) has: write $\(array.name.latex) \\in \\mathbb{R}^n$"
    )
  }

  /// Where both sides may be equal, and must not be.
  private func meeting(_ point: Point) -> Message {
    let place = point.text(check.space.names)
    return Message(
      zh: "在 \(place) 两边用所试的最高精度也分不开, 而断言要它们不等",
      en:
        "at \(place) the highest precision that is tried does not tell the sides apart, which the claim says to differ"
    )
  }

  private func refute(
    _ failure: LinkTally.Failure, of other: ClaimCheck? = nil, _ item: inout Evidence
  ) -> CheckResult {
    let check = other ?? check
    item.finding = .refuted(
      failure.counterexample(
        telling(failure, of: check), Message(zh: "左边", en: "left"), Message(zh: "右边", en: "right")), nil)
    item.isAsExpected = duty == .refuted
    guard duty != .refuted else { return CheckResult() }
    var finding = Diagnostic.claimRefuted(item, check, failure)
    finding.facts += check.meetings.map(\.words)
    return .saying(finding)
  }

  /// The symbols of a counterexample but for those that may have other values and leave it the same: defaults of a
  /// function that the claim calls where it does not use them.
  private func telling(_ failure: LinkTally.Failure, of check: ClaimCheck) -> [Name] {
    let deep = check.deep
    return check.space.names.filter { name in
      let others = Set(
        check.points.lazy.compactMap { $0[name] }.filter { $0 != failure.point[name] }.prefix(8))
      return others.count < 3
        || !others.allSatisfy { value in
          var other = failure.point
          (other[name], other.intended[name]) = (value, nil)
          guard case .fails(let left, let right) = deep.judge(at: other) else { return false }
          return left.text == failure.left.text && right.text == failure.right.text
        }
    }
  }

  /// Tries to prove a claim that no point refutes.
  ///
  /// - Returns: a point that the search found instead, certified like any other.
  private func prove(_ item: inout Evidence) -> LinkTally.Failure? {
    guard context.options.fixedPoint.isEmpty, context.options.provesClaims else { return nil }
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
