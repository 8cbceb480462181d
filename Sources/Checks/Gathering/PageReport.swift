import Diagnostics
import Trees
import LaTeX
import Notes
import Snippets

/// Everything that is to be said about one page, in the page's order.
struct PageReport {
  let plan: CheckPlan
  var run: PageRun
  let verdicts: [DefinitionVerdict]
  /// Why a formula with code was not compared, by its index.
  let reasons: [Int: Message]
  /// Code behind a formula that is not the formula's: why not, by the formula.
  var near: [Int: Message] = [:]
  let formulaIndex: FormulaIndex
  let options: CheckOptions
  /// The page's Swift as trees, with every function that implements a formula.
  let code: CodeForm
  var valueCounts: [String: Int] = [:]
  var evidence: [Evidence] = []
  var diagnostics: [Diagnostic] = []
  /// Derivations that hold, for the audit to break.
  var rowAudits: [(id: String, range: SourceRange, audit: RowAudit)] = []

  var page: String { plan.document.page }

  mutating func write() {
    for index in plan.formulas.indices {
      let formula = plan.formulas[index]
      guard options.includes(formula.sourceFormula.range) else { continue }
      let before = evidence.count
      write(formula, at: index)
      // Every display formula is accounted for.
      if evidence.count == before, formula.sourceFormula.isDisplay { writeUnchecked(formula, at: index) }
    }
    writeSnippets()
    writeValues()
    writeSliders()
    writeTypedDigits()
    listHidden()
  }

  private mutating func listHidden() {
    let parts = HiddenParts(plan.program)
    let functions = Dictionary(plan.functions.map { ($0.range, $0) }) { first, _ in first }
    for index in evidence.indices {
      guard let function = evidence[index].functionRange.flatMap({ functions[$0] }) else { continue }
      evidence[index].hidden = parts.of(function)
    }
  }

  private mutating func write(_ formula: Formula, at index: Int) {
    if case .unchecked(let reason)? = formula.sourceFormula.directive {
      writeDeclaredUnchecked(formula, at: index, reason: reason)
      return
    }
    for (row, reading) in formula.readings.enumerated() { write(reading, row: row, formula) }
  }

  private mutating func write(_ reading: Reading, row: Int, _ formula: Formula) {
    // What a sentence defines is checked where it is used.
    if case .definition = reading, !formula.sourceFormula.isDisplay, formula.sourceFormula.directive == nil {
      return
    }
    let code = formula.code(of: reading, among: plan.functions)
    if let definition = reading.computed(by: code, of: formula, on: page),
      let verdict = verdicts.first(where: { $0.plan.definition.id == definition.id })
    {
      write(verdict)
      // A left side that only says what the code computes, `\\cos\\theta = …`, claims nothing besides.
      if case .statement(let statement) = reading, statement.namesItsValue { return }
    }
    switch reading {
    case .definition(let definition): writeRows(definition, formula)
    case .restatement(let definition, let id): writeRestatement(definition, of: id, formula)
    case .erratum(let definition, let id, let reason):
      writeErratum(definition, of: id, reason: reason, formula)
    case .statement(let statement): writeStatement(statement, formula, row: row)
    case .declaration, .expression, .symbol, .several, .ornament: break
    }
  }

  private mutating func write(_ verdict: DefinitionVerdict) {
    // A program that stopped before the first point has its own error.
    let isStopped = run.status == .trapped || run.status == .timedOut
    if run.status == .ran || isStopped && verdict.plan.codes.contains(where: { $0 != .absent }) {
      let report = verdict.report(page: plan, fixed: !options.fixedPoint.isEmpty)
      evidence.append(report.evidence)
      diagnostics += report.diagnostics
      if report.diagnostics.isEmpty, let key = verdict.key, let outcome = Outcome(report.evidence) {
        options.memory?.keep(outcome, key)
      }
    } else {
      let definition = verdict.plan.definition
      var item = Evidence(
        id: definition.id, kind: verdict.plan.kind, page: page, formula: verdict.plan.formula,
        range: definition.range, finding: .unchecked(run.status.reason, isUnderstood: true))
      item.isAsExpected = run.status == .notRun || run.status == .empty
      item.function = verdict.plan.binding.function.signature
      item.functionRange = verdict.plan.binding.function.range
      evidence.append(item)
      // Strict notes are not content with code that nobody ran.
      if run.status == .notRun, plan.isStrict {
        diagnostics.append(.codeNotRun(verdict.plan.binding, at: definition.range))
      }
    }
  }

  // MARK: What is not checked

  private mutating func writeDeclaredUnchecked(_ formula: Formula, at index: Int, reason: String) {
    evidence.append(unchecked(formula, at: index, because: Message(reason)))
    if reason.allSatisfy(\.isWhitespace) {
      diagnostics.append(.uncheckedFormula(formula, reason: nil))
    }
  }

  private mutating func writeUnchecked(_ formula: Formula, at index: Int) {
    let reason =
      reasons[index] ?? near[formula.sourceFormula.id]
      ?? (formula.reading == nil
        ? Message(zh: "没有读懂", en: "not understood") : Message(zh: "没有与之比较的东西", en: "nothing to compare with"))
    evidence.append(unchecked(formula, at: index, because: reason))
    // A broken or misbound formula has its own errors already.
    let isTorn = plan.document.torn.contains { $0.text.contains("\n") && $0.text.contains("func ") }
    let isSaid =
      formula.problems.contains { $0.severity == .error } || reasons[index] != nil || isTorn
      || run.status == .failedToCompile && near[formula.sourceFormula.id] != nil
    if plan.isStrict, !isSaid { diagnostics.append(.uncheckedFormula(formula, reason: reason)) }
  }

  func unchecked(_ formula: Formula, at index: Int, because reason: Message? = nil) -> Evidence {
    Evidence(
      id: formula.reading?.definition?.id ?? "\(page):formula:\(formula.sourceFormula.id)", kind: .unchecked,
      page: page,
      formula: formula.sourceFormula.id, range: formula.sourceFormula.range,
      finding: .unchecked(reason, isUnderstood: formula.reading != nil))
  }

  // MARK: What the parts of the report share

  /// What tells the truth about trees, within a bound on the work.
  ///
  /// - Parameter times: how many times the usual work; nil for as many as the page asks for.
  func evaluation(_ declaresZeroLogZero: Bool, times: Double? = nil) -> Evaluation {
    Evaluation(
      definitions: formulaIndex.definitions, declaresZeroLogZero: declaresZeroLogZero,
      budget: Budget(times: times ?? plan.document.frontMatter.budget ?? 1))
  }

  /// Space and points for some trees; the names without a domain, if there are any.
  func sample(
    _ trees: [Tree], meanings: [Name: Meaning], names: [Name], identity: String,
    meeting premises: [Tree] = [], _ evaluation: Evaluation
  ) -> (space: SampleSpace, points: [Point], missing: [Name]) {
    let lengths = Set(meanings.values.filter { $0.role == .length }.map(\.name))
    let wanted = names.filter { !lengths.contains($0) }
    var (space, missing) = SampleSpace.of(wanted, meanings: meanings, evaluation)
    guard missing.isEmpty else { return (space, [], missing) }
    space.addLooseLengths(lengths.filter(names.contains).sorted())
    space.addCriticalValues(of: trees, evaluation)
    space.fix(options.fixedPoint)
    let points = space.points(options, for: identity, meeting: premises, evaluation)
    return (space, points, [])
  }

  mutating func say(missing: [Name], subject: Name, _ formula: Formula) -> Message {
    let problem = Diagnostic.noDomain(missing, subject, at: formula.sourceFormula.range)
    if plan.isStrict { diagnostics.append(problem) }
    return problem.message
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

extension SampleSpace {
  /// Lengths that no array here has (`N` by itself) are integers of their own.
  mutating func addLooseLengths(_ names: [Name]) {
    for name in names where !lengths.contains(where: { $0.name == name }) && axis(name) == nil {
      axes.append(Axis(name: name, kind: .scalar(.integers(0, 100))))
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
