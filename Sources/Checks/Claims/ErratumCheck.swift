import Formulas
import Diagnostics
import Trees

/// A formula that is printed wrong at its source must stay wrong: a certified point shows it.
struct ErratumCheck: Sendable {
  let context: PageContext
  let definition: Definition
  /// The id of the right form.
  let original: String
  let reason: String
  let formula: Formula

  init(context: PageContext, definition: Definition, of original: String, reason: String, formula: Formula) {
    (self.context, self.definition, self.original) = (context, definition, original)
    (self.reason, self.formula) = (reason, formula)
  }

  func result() -> CheckResult {
    var item = Evidence(
      id: definition.id, kind: .erratum, page: context.page, formula: formula.sourceFormula.id,
      range: formula.sourceFormula.range, finding: .differs(nil, Message(reason)))
    item.about = [context.definitions[original]?.name.plain ?? original]
    guard let right = context.definitions[original] else {
      item.undecide(Message(zh: "找不到 \(original)", en: "there is no \(original)"))
      return CheckResult([item], [.unknownErratum(original, at: formula.sourceFormula.range)])
    }
    let comparison = FormComparison(
      context: context, definition: definition, original: right, formula: formula)
    var key = context.key("erratum", definition, comparison.trees)
    key.add(reason)
    return context.recalling(key, item) { [item] in
      var item = item
      return check(comparison, &item).about(item)
    }
  }

  private func check(_ comparison: FormComparison, _ item: inout Evidence) -> CheckResult {
    let evaluation = context.evaluation(definition.declaresZeroLogZero)
    var outcome = comparison.run(nil, evaluation, &item)
    let statistics = outcome.statistics
    let printed = Message(zh: "印刷", en: "printed")
    if let failure = statistics?.failure {
      item.finding = .differs(
        failure.counterexample(outcome.names, Message(zh: "正确", en: "right"), printed), Message(reason))
    } else if let fault = statistics?.fault {
      let words = fault.reason.words
      item.finding = .differs(nil, Message(zh: "\(reason); \(words.zh)", en: "\(reason); \(words.en)"))
    } else if let exit = RangeCheck(context: context, definition: definition).exit(evaluation) {
      let range = Message(zh: "须在 \(exit.range.zh)", en: "must be in \(exit.range.en)")
      item.finding = .differs(exit.failure.counterexample(exit.names, printed, range), Message(reason))
    } else if let statistics, statistics.held > 0, statistics.unread == nil {
      item.finding = .agrees(
        .certified,
        Message(
          zh: "在 \(statistics.held) 点上与正确的公式一致", en: "agrees with the right form at \(statistics.held) points"
        ))
      item.isAsExpected = false
      outcome.result.diagnostics.append(
        .erratumAgrees(definition, comparison.original, points: statistics.held))
    } else {
      let why = statistics?.obstacle?.words ?? item.reason ?? Message("")
      item.undecide(why)
      outcome.result.diagnostics.append(
        .undecided(Message(definition.name.plain), reason: why, at: definition.range, isStrict: true))
    }
    return outcome.result
  }
}

extension Diagnostic {
  static func unknownErratum(_ id: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unknown-erratum",
      Message(zh: "勘误所说的公式 \(id) 不存在", en: "the erratum is of \(id), which is not there"), at: range,
      consequence: .malformed)
  }

  static func erratumAgrees(_ definition: Definition, _ original: Definition, points: Int) -> Diagnostic {
    Diagnostic(
      .error, "erratum-agrees",
      Message(
        zh: "勘误 \(definition.name.plain) 与正确的 \(original.name.plain) 在 \(points) 点上一致, 并没有错",
        en:
          "the erratum \(definition.name.plain) agrees with \(original.name.plain) at \(points) points: it is not wrong"
      ),
      at: definition.range, consequence: .content,
      notes: [Diagnostic.Note(Message(zh: "正确的公式在此", en: "the right form is here"), at: original.range)])
  }
}
