import Diagnostics
import Trees
import LaTeX

extension PageReport {
  /// A formula that is printed wrong at its source must stay wrong: a certified point shows it.
  mutating func writeErratum(_ definition: Definition, of id: String, reason: String, _ formula: Formula) {
    var item = Evidence(
      id: definition.id, kind: .erratum, page: page, formula: formula.sourceFormula.id,
      range: formula.sourceFormula.range,
      finding: .differs(nil, Message(reason)))
    // Its own function was compared too: that evidence stands by itself.
    if evidence.last?.id == item.id { evidence[evidence.count - 1].id += ":code" }
    item.about = [formulaIndex.definitions[id]?.name.plain ?? id]
    let trees = formulaIndex.definitions[id].map { [call($0, as: definition), definition.body] } ?? []
    var key = key("erratum", definition, trees)
    key.add(reason)
    recalling(key, item) { $0.checkErratum(definition, of: id, reason: reason, item, formula) }
  }

  private mutating func checkErratum(
    _ definition: Definition, of id: String, reason: String, _ item: Evidence, _ formula: Formula
  ) {
    var item = item
    let evaluation = evaluation(definition.declaresZeroLogZero)
    defer { evidence.append(item) }
    guard let original = formulaIndex.definitions[id] else {
      item.undecide(Message(zh: "找不到 \(id)", en: "there is no \(id)"))
      diagnostics.append(.unknownErratum(id, at: formula.sourceFormula.range))
      return
    }
    let (statistics, names, _) = compare(
      definition, with: original, identity: item.id, formula, evaluation, &item)
    if let failure = statistics?.failure {
      item.finding = .differs(
        failure.counterexample(names, Message(zh: "正确", en: "right"), Message(zh: "印刷", en: "printed")),
        Message(reason))
    } else if let fault = statistics?.fault {
      item.finding = .differs(
        nil,
        Message(zh: "\(reason); \(fault.reason.words.zh)", en: "\(reason); \(fault.reason.words.en)"))
    } else if let violation = rangeViolation(definition, formula, evaluation) {
      item.finding = .differs(
        violation.failure.counterexample(
          violation.names, Message(zh: "印刷", en: "printed"),
          Message(zh: "须在 \(violation.range.zh)", en: "must be in \(violation.range.en)")), Message(reason))
    } else if let statistics, statistics.held > 0 {
      item.finding = .agrees(
        .certified,
        Message(
          zh: "在 \(statistics.held) 点上与正确的公式一致", en: "agrees with the right form at \(statistics.held) points"
        ))
      item.isAsExpected = false
      diagnostics.append(.erratumAgrees(definition, original, points: statistics.held))
    } else {
      let why = statistics?.obstacle?.words ?? item.reason ?? Message("")
      item.undecide(why)
      diagnostics.append(
        .undecided(Message(definition.name.plain), reason: why, at: definition.range, isStrict: true))
    }
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
