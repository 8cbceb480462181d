import Formulas
import Diagnostics
import Trees
import Notes
import Snippets

/// All the checks of one page, in the page's order.
struct PageCheck: Sendable {
  let context: PageContext
  /// Why a formula with code was not compared, by its index.
  let reasons: [Int: Message]
  /// Code behind a formula that is not the formula's: why not, by the formula.
  let near: [Int: Message]

  private var plan: CheckPlan { context.plan }
  private var pageRun: PageRun { context.run }

  func run() -> CheckedPage {
    var result = CheckResult()
    for index in plan.formulas.indices
    where context.options.includes(plan.formulas[index].sourceFormula.range) {
      result += self.result(of: plan.formulas[index], at: index)
    }
    result += SnippetCheck(run: pageRun, page: context.page).result(of: plan.document.snippets)
    result += ValueCheck(context: context).result()
    let sliders = PlotCheck(context: context).result()
    result += sliders.result
    result.diagnostics += typedDigits(result.evidence)
    listHidden(&result.evidence)
    var run = pageRun
    run.outputs = sliders.outputs
    return CheckedPage(page: context.page, run: run, result)
  }

  private func typedDigits(_ evidence: [Evidence]) -> [Diagnostic] {
    guard plan.isStrict, context.options.focus?.line == nil, context.options.includes(plan.document.file)
    else { return [] }
    return TypedDigits.check(plan.document, computed: evidence.compactMap { $0.value.flatMap(Double.init) })
  }

  private func listHidden(_ evidence: inout [Evidence]) {
    let parts = HiddenParts(plan.program)
    let functions = Dictionary(plan.functions.map { ($0.range, $0) }) { first, _ in first }
    for index in evidence.indices {
      guard let function = evidence[index].functionRange.flatMap({ functions[$0] }) else { continue }
      evidence[index].hidden = parts.of(function)
    }
  }

  // MARK: Formulas

  private func result(of formula: Formula, at index: Int) -> CheckResult {
    if case .unchecked(let reason)? = formula.sourceFormula.directive {
      let item = unchecked(formula, because: Message(reason))
      return CheckResult(
        [item], reason.allSatisfy(\.isWhitespace) ? [.uncheckedFormula(formula, reason: nil)] : [])
    }
    var result = CheckResult()
    var silent: [Definition] = []
    for (row, reading) in formula.readings.enumerated() {
      let own = self.result(of: reading, row: row, formula)
      if own.evidence.isEmpty, let definition = reading.newDefinition { silent.append(definition) }
      result += own
    }
    // Every display formula is accounted for, and every definition in it.
    guard formula.sourceFormula.isDisplay else { return result }
    if let carried = carried(silent, formula), silent.count == formula.readings.count {
      result += carried
    } else if result.evidence.isEmpty {
      result += accounted(formula, at: index)
    } else if plan.isStrict, let definition = silent.first(where: { isLeftOver($0, in: formula) }) {
      result += missed(definition, formula)
    }
    return result
  }

  private func result(of reading: Reading, row: Int, _ formula: Formula) -> CheckResult {
    // What a sentence defines is checked where it is used.
    if case .definition = reading, !formula.sourceFormula.isDisplay, formula.sourceFormula.directive == nil {
      return CheckResult()
    }
    let code = formula.code(of: reading, among: plan.functions)
    var result = CheckResult()
    let supposed = code == nil ? reading.supposed(formula, on: context.page) : nil
    if let definition = reading.computed(by: code, of: formula, on: context.page) ?? supposed,
      let verdict = context.verdicts.first(where: { $0.plan.definition.id == definition.id })
    {
      result = self.result(of: verdict)
      // Nothing but the code gives what stands left a value.
      if case .statement = reading, code == nil { return result }
      // A left side that only says what the code computes, `\\cos\\theta = …`, claims nothing besides.
      if case .statement(let statement) = reading, statement.namesItsValue { return result }
    }
    // Code behind an equality that agrees with its right side, besides what the equality says.
    if case .statement = reading, supposed == nil, code == nil,
      let right = reading.computed(by: "", of: formula, on: context.page),
      let verdict = verdict(of: right.id), verdict.plan.isTentative, verdict.isAgreement
    {
      result += self.result(of: verdict)
    }
    switch reading {
    case .definition(let definition): addChecks(of: definition, formula, to: &result)
    case .restatement(let definition, let id) where isFurtherMethod(definition, besides: id):
      addChecks(of: definition, formula, to: &result)
    case .restatement(let definition, let id):
      result += RestatementCheck(context: context, definition: definition, of: id, formula: formula).result()
      addChecks(of: definition, formula, to: &result)
    case .erratum(let definition, let id, let reason):
      // Its own function was compared too: that evidence stands by itself.
      for index in result.evidence.indices { result.evidence[index].id += ":code" }
      result +=
        ErratumCheck(context: context, definition: definition, of: id, reason: reason, formula: formula)
        .result()
    case .statement(let statement):
      result += StatementCheck(context: context, statement: statement, formula: formula, row: row).result()
    case .declaration, .expression, .symbol, .several, .ornament: break
    }
    return result
  }

  /// Whether two formulas of one head agree each with code of its own: two methods, and no two forms of one.
  private func isFurtherMethod(_ definition: Definition, besides id: String) -> Bool {
    guard let own = verdict(of: definition.id), own.plan.isTentative, own.isAgreement,
      let first = verdict(of: id), first.isAgreement
    else { return false }
    return own.plan.binding.function.identity != first.plan.binding.function.identity
  }

  private func verdict(of id: String) -> DefinitionVerdict? {
    context.verdicts.first { $0.plan.definition.id == id }
  }

  /// Of a definition by itself, whatever its part on the page: its range and its rows.
  private func addChecks(of definition: Definition, _ formula: Formula, to result: inout CheckResult) {
    result.broken(by: RangeCheck(context: context, definition: definition).violation(), of: definition)
    result += DefinitionCheck(context: context, definition: definition, formula: formula).result()
  }

  private func result(of verdict: DefinitionVerdict) -> CheckResult {
    // A program that stopped before the first point has its own error.
    let isStopped = pageRun.status == .trapped || pageRun.status == .timedOut
    if pageRun.status == .ran || isStopped && verdict.plan.codes.contains(where: { $0 != .absent }) {
      let report = verdict.report(page: plan, fixed: !context.options.fixedPoint.isEmpty)
      if report.diagnostics.isEmpty, let key = verdict.key, let outcome = Outcome(report.evidence) {
        context.options.memory?.keep(outcome, key)
      }
      return CheckResult([report.evidence], report.diagnostics)
    }
    let definition = verdict.plan.definition
    var item = Evidence(
      id: definition.id, kind: verdict.plan.kind, page: context.page, formula: verdict.plan.formula,
      range: definition.range, finding: .unchecked(pageRun.status.reason, isUnderstood: true))
    item.isAsExpected = pageRun.status == .notRun || pageRun.status == .empty
    item.function = verdict.plan.binding.function.signature
    item.functionRange = verdict.plan.binding.function.range
    // Strict notes are not content with code that nobody ran.
    let isMissed = pageRun.status == .notRun && plan.isStrict
    return CheckResult([item], isMissed ? [.codeNotRun(verdict.plan.binding, at: definition.range)] : [])
  }

  // MARK: What is checked as a part of something else

  /// What code is compared with that a definition's values flow into.
  private func callers(of definition: Definition) -> [DefinitionVerdict] {
    context.verdicts.filter { verdict in
      // What the code is handed it does not compute.
      let handed = verdict.plan.binding.handed
      var found = handed
      let written = verdict.plan.definition
      context.collectParts(of: context.definitions[written.id]?.body ?? written.body, into: &found)
      found.subtract(handed)
      if case .steps(let recurrence)? = verdict.plan.binding.spread, recurrence.begins(with: definition) {
        return true
      }
      return found.contains(definition.id)
    }
  }

  /// Definitions whose values flow into one that agrees with its code; nil where one of them does not.
  private func carried(_ definitions: [Definition], _ formula: Formula) -> CheckResult? {
    guard pageRun.status == .ran, !definitions.isEmpty else { return nil }
    var items: [Evidence] = []
    for definition in definitions {
      guard let caller = callers(of: definition).first(where: \.isAgreement) else { return nil }
      let name = caller.plan.definition.name.plain
      var item = Evidence(
        id: definition.id, kind: .definition, page: context.page, formula: formula.sourceFormula.id,
        range: definition.range,
        finding: .agrees(
          .certified,
          Message(zh: "作为 \(name) 的一部分与代码核对", en: "compared with code as a part of \(name)")))
      item.function = caller.plan.binding.function.signature
      item.functionRange = caller.plan.binding.function.range
      item.domains = definition.domains(of: definition.inputs)
      item.about = [definition.name.plain]
      items.append(item)
    }
    return CheckResult(items, [])
  }

  /// Whether nothing is compared with a definition, and the display's other statements do not speak of it.
  private func isLeftOver(_ definition: Definition, in formula: Formula) -> Bool {
    let others = formula.readings.flatMap { reading -> [Tree] in
      if case .statement(let statement) = reading { return [statement.proposition] }
      return reading.definition.map { $0.id == definition.id ? [] : $0.rows.map(\.value) } ?? []
    }
    return callers(of: definition).isEmpty
      && !others.contains { tree in
        tree.calledDefinitions(context.definitions).contains { $0.id == definition.id }
      }
  }

  /// One of several definitions in a display that nothing is compared with.
  private func missed(_ definition: Definition, _ formula: Formula) -> CheckResult {
    let reason = Message(
      zh: "\(definition.name.plain) 没有与之比较的东西", en: "nothing to compare \(definition.name.plain) with")
    var item = unchecked(formula, because: reason)
    item.id = definition.id
    return CheckResult([item], plan.isStrict ? [.uncheckedFormula(formula, reason: reason)] : [])
  }

  // MARK: What is not checked

  private func accounted(_ formula: Formula, at index: Int) -> CheckResult {
    let reason =
      reasons[index] ?? near[formula.sourceFormula.id]
      ?? (formula.reading == nil
        ? Message(zh: "没有读懂", en: "not understood") : Message(zh: "没有与之比较的东西", en: "nothing to compare with"))
    // A broken or misbound formula has its own errors already, and so has one that differs as a part of another.
    let isTorn = plan.document.torn.contains { $0.text.contains("\n") && $0.text.contains("func ") }
    let isSaid =
      formula.problems.contains { $0.severity == .error } || reasons[index] != nil || isTorn
      || formula.readings.allSatisfy { $0.newDefinition.map { !callers(of: $0).isEmpty } ?? false }
      || pageRun.status == .failedToCompile && near[formula.sourceFormula.id] != nil
    return CheckResult(
      [unchecked(formula, because: reason)],
      plan.isStrict && !isSaid ? [.uncheckedFormula(formula, reason: reason)] : [])
  }

  private func unchecked(_ formula: Formula, because reason: Message) -> Evidence {
    Evidence(
      id: formula.reading?.definition?.id ?? "\(context.page):formula:\(formula.sourceFormula.id)",
      kind: .unchecked, page: context.page, formula: formula.sourceFormula.id,
      range: formula.sourceFormula.range, finding: .unchecked(reason, isUnderstood: formula.reading != nil))
  }
}

extension PageContext {
  /// Definitions whose values a tree takes up: of one below a derivative only the slope.
  fileprivate func collectParts(of tree: Tree, into found: inout Set<String>) {
    if case .derivative = tree { return }
    if case .call(let call) = tree, found.insert(call.definition).inserted,
      let body = definitions[call.definition]?.body
    {
      collectParts(of: body, into: &found)
    }
    for child in tree.children { collectParts(of: child, into: &found) }
  }
}

extension CheckResult {
  /// A value that leaves its range makes the definition wrong, whatever else was found of it.
  fileprivate mutating func broken(by violation: RangeCheck.Violation?, of definition: Definition) {
    guard let violation else { return }
    diagnostics.append(violation.diagnostic)
    for index in evidence.indices where evidence[index].id == definition.id {
      evidence[index].differ(evidence[index].counterexample, because: violation.reason)
    }
  }
}

extension Statement {
  /// Whether its left side speaks of something that the page says nothing of and the right side does not use.
  fileprivate var namesItsValue: Bool {
    guard case .relation(let terms, _) = proposition, terms.count == 2 else { return false }
    let used = Set(terms[1].freeSymbols)
    return terms[0].freeSymbols.contains { name in
      !used.contains(name) && meanings[name].map { $0.domain == nil && $0.value == nil } ?? true
    }
  }
}

extension PageRun.Status {
  var reason: Message {
    switch self {
    case .notRun:
      Message(zh: "本页的 Swift 没有运行 (run: true 才运行)", en: "this page's Swift was not run (run: true)")
    case .empty: Message(zh: "本页没有要运行的 Swift", en: "this page has no Swift to run")
    case .failedToCompile: Message(zh: "本页的 Swift 没有通过编译", en: "this page's Swift does not compile")
    case .trapped: Message(zh: "本页的 Swift 中途陷入", en: "this page's Swift trapped")
    case .timedOut: Message(zh: "本页的 Swift 超时", en: "this page's Swift timed out")
    case .ran: Message(zh: "没有得到值", en: "no value came")
    }
  }
}

extension Diagnostic {
  static func codeNotRun(_ binding: Binding, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "code-not-run",
      Message(
        zh: "没有运行 \(binding.function.signature)，公式没有与它比较",
        en: "\(binding.function.signature) was not run, and the formula is not compared with it"),
      at: range, consequence: .malformed,
      notes: [
        Diagnostic.Note(
          Message(zh: "Swift 函数在此", en: "the Swift function is here"), at: binding.function.range)
      ],
      help: [
        Message(
          zh: "在 docgen.yml 或本页的 front matter 里写 run: true",
          en: "write run: true in docgen.yml or in this page's front matter")
      ])
  }

  static func uncheckedFormula(_ formula: Formula, reason: Message?) -> Diagnostic {
    Diagnostic(
      .error, "unchecked-formula",
      Message(zh: "这个公式没有被检查", en: "this formula is not checked"), at: formula.sourceFormula.range,
      consequence: .malformed, facts: reason.map { [$0] } ?? [],
      help: [
        Message(
          zh: "配一个同名的 Swift 函数, 或写 <!-- claim -->, 或写明理由 <!-- unchecked: 理由 -->",
          en:
            "give it a Swift function of its name, or <!-- claim -->, or a reason: <!-- unchecked: reason -->"
        )
      ])
  }
}
