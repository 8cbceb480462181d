import Formulas
import Diagnostics
import Trees

/// Whether a further form of a definition is the definition still.
struct RestatementCheck: Sendable {
  let context: PageContext
  let definition: Definition
  /// The id of what it restates.
  let original: String
  let formula: Formula

  init(context: PageContext, definition: Definition, of original: String, formula: Formula) {
    (self.context, self.definition, self.original, self.formula) = (context, definition, original, formula)
  }

  func result() -> CheckResult {
    var item = Evidence(
      id: definition.id, kind: .restatement, page: context.page, formula: formula.sourceFormula.id,
      range: definition.range, finding: .agrees(.derived, nil))
    item.about = [definition.name.plain]
    guard let original = context.definitions[original] else {
      item.undecide(Message(zh: "找不到它重述的定义", en: "the definition that it restates is not there"))
      return CheckResult([item])
    }
    let comparison = FormComparison(
      context: context, definition: definition, original: original, formula: formula)
    let key = context.key("restatement", definition, comparison.trees)
    return context.recalling(key, item) { [item] in
      var item = item
      return check(comparison, &item).about(item)
    }
  }

  private func check(_ comparison: FormComparison, _ item: inout Evidence) -> CheckResult {
    let generic = assumptions(comparison)
    item.finding = .agrees(.derived, generic.words)
    let evaluation = context.evaluation(definition.declaresZeroLogZero)
    var outcome = comparison.run(generic, evaluation, &item)
    guard let statistics = outcome.statistics else { return outcome.result }
    if let failure = statistics.failure {
      item.differ(
        failure.counterexample(
          outcome.names, Message(zh: "定义", en: "definition"), Message(zh: "这一写法", en: "this form")),
        because: generic.words)
      var finding = Diagnostic.restatementDiffers(
        definition, of: comparison.original, failure, names: outcome.names)
      finding.facts += outcome.meetings.map(\.words)
      if let words = generic.words {
        finding.severity = .warning
        finding.facts.append(words)
      }
      outcome.result.diagnostics.append(finding)
    } else if statistics.held == 0 || statistics.unread != nil {
      let reason = statistics.obstacle?.words ?? Message(zh: "没有一个可比较的点", en: "no point could be compared")
      item.undecide(reason)
      outcome.result.diagnostics.append(
        .undecided(
          Message(definition.name.plain), reason: reason, at: definition.range, isStrict: context.isStrict))
    }
    return outcome.result
  }

  /// What both of two forms speak of, and nothing declares.
  private func assumptions(_ comparison: FormComparison) -> Generic {
    let trees = comparison.trees
    let shared = Set(trees[1].dependencies(context.definitions))
    let names = trees[0].dependencies(context.definitions).filter(shared.contains)
    return Generic(
      context.meanings(definition.meanings, trees), context.isStrict ? [] : names, start: names)
  }
}

/// Holds a definition's body against another definition of the same arguments.
struct FormComparison: Sendable {
  let context: PageContext
  let definition: Definition
  let original: Definition
  let formula: Formula

  struct Outcome {
    /// Of the points; nil where a name has no domain.
    var statistics: LinkTally?
    var names: [Name] = []
    /// Where the two agree though they differ elsewhere.
    var meetings: [AgreementPoint] = []
    /// What is to be said besides, and the rows for the audit.
    var result = CheckResult()
  }

  /// The original's value for the definition's arguments, and the definition's.
  var trees: [Tree] { [call, definition.body] }

  private var call: Tree {
    guard original.parameters.count == definition.parameters.count else { return original.body }
    return .call(
      Tree.Call(
        original.name, definition: original.id, arguments: definition.parameters.map { .symbol($0) }))
  }

  func run(_ generic: Generic? = nil, _ evaluation: Evaluation, _ item: inout Evidence) -> Outcome {
    let trees = trees
    let all = generic?.meanings ?? context.meanings(definition.meanings, trees)
    let (space, points, missing) = context.sample(
      trees, meanings: all, names: used(all), identity: item.id, evaluation)
    guard missing.isEmpty else {
      return Outcome(
        result: context.undecide(&item, missing: missing, subject: definition.name, formula))
    }
    // Arguments that only the head names still need a value at the call.
    let filled = points.map { point in
      var point = point
      for name in definition.parameters where point[name] == nil { point[name] = .number(1) }
      return point
    }
    let check = RelationCheck(
      evaluation: evaluation, left: trees[0], relation: .equal, right: definition.body)
    let statistics = check.statistics(filled, in: space)
    var outcome = Outcome(statistics: statistics, names: space.names)
    if item.kind == .restatement, statistics.failure == nil, statistics.held > 0 {
      let rows = RowsCheck(
        evaluation: evaluation, space: space, points: filled, terms: trees, relations: [.equal],
        places: [original.range, definition.rows[0].range])
      outcome.result.keep(rows, skips: [0], &item, context.options)
    }
    item.sample.points = statistics.held
    item.sample.excluded = statistics.excluded
    item.domains = definition.domains(of: space.names)
    if statistics.failure != nil { outcome.meetings = check.meetings(space, filled) }
    return outcome
  }

  /// A parameter that neither side uses needs no domain.
  private func used(_ meanings: [Name: Meaning]) -> [Name] {
    let names =
      definition.inputs + definition.parameters + trees.flatMap { $0.dependencies(context.definitions) }
    return names.uniqued.filter {
      meanings[$0]?.domain != nil || meanings[$0]?.value != nil || definition.body.freeSymbols.contains($0)
    }
  }
}

extension CheckResult {
  /// Keeps rows for the audit, and says of the evidence which state of them a record must be of.
  mutating func keep(_ rows: RowsCheck, skips: Set<Int>, _ item: inout Evidence, _ options: CheckOptions) {
    guard item.verdict == .agrees || item.verdict == .proved else { return }
    let audit = RowAudit(id: item.id, range: item.range, rows: rows, skips: skips)
    item.auditKey = audit.key
    if options.keepsRows { rowAudits.append(audit) }
  }
}
