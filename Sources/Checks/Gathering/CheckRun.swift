import Formulas
import Basics
import Diagnostics
import Notes
import Snippets

/// A step of the checks, for the progress line.
package struct CheckProgress: Sendable {
  package var done: Int
  package var total: Int
  package var page: String
  package var step: Step
  /// That the compiler or the page's program took.
  package var seconds = 0.0

  package enum Step: String, Sendable { case running, comparing, breaking }
}

/// Every page planned, run and compared: what the findings and the audit are made from.
struct CheckRun: Sendable {
  let notebook: Notebook
  let formulaIndex: FormulaIndex
  let options: CheckOptions
  let runner: SnippetRunner
  private(set) var plans: [CheckPlan] = []
  private(set) var runs: [PageRun] = []
  private(set) var verdicts: [[DefinitionVerdict]] = []
  private let memory: GatheringMemory?
  private var planned: [PlannedPage] = []
  /// Pages that were checked before, and would come to the same again, by their place.
  private var known: [Int: CheckedPage] = [:]
  /// Code behind a formula that is not the formula's, by page and formula.
  private var near: [Int: [Int: DefinitionVerdict]] = [:]
  /// What implements a formula, by the function's place.
  private var bindings: [SourceRange: Binding] = [:]

  var diagnostics: [Diagnostic] { planned.flatMap(\.diagnostics) }
  /// Places of the pages that are to be checked.
  private var open: [Int] { plans.indices.filter { known[$0] == nil } }

  init(
    _ notebook: Notebook, _ formulaIndex: FormulaIndex, options: CheckOptions,
    memory: GatheringMemory? = nil, progress: @escaping @Sendable (CheckProgress) -> Void
  ) async throws(CheckFailure) {
    self.notebook = notebook
    self.formulaIndex = formulaIndex
    self.memory = memory
    var options = options
    // One point by itself, and rows that are to be broken, are no repetition.
    if !options.fixedPoint.isEmpty || options.keepsRows { options.memory = nil }
    self.options = options
    runner = SnippetRunner(options: options.snippets)
    plan()
    runs = try await run(progress)
    verdicts = await judge(progress)
    for index in open {
      near[index] = Self.settled(&plans[index], &verdicts[index])
      try await shrink(&verdicts[index], plans[index])
    }
  }

  private mutating func plan() {
    let blank = CheckPlanner(notebook, formulaIndex, options)
    let inputs = notebook.documents.map { PageInputs($0, uses: blank.closure(of: $0), formulaIndex) }
    let before = memory?.planned(notebook.documents.map(\.page)) ?? inputs.map { _ in nil }
    let isKnown = zip(before, inputs).map { $0?.inputs.isSame(as: $1) ?? false }
    // Of pages that are planned again, and of those that they use.
    var wanted: Set<String> = []
    for (inputs, isKnown) in zip(inputs, isKnown) where !isKnown {
      wanted.formUnion(inputs.documents.map(\.page))
    }
    let documents = (notebook.documents + notebook.helpers.values).filter { wanted.contains($0.page) }
    let declared = concurrentMap(documents) { Declarations(of: $0) }
    let declarations = Dictionary(zip(documents.map(\.page), declared)) { first, _ in first }
    planned = concurrentMap(Array(notebook.documents.indices)) { [notebook] index in
      if isKnown[index], let known = before[index] { return known }
      var planning = blank
      let plan = planning.plan(notebook.documents[index], declarations: declarations)
      return PlannedPage(
        inputs[index], plan, reasons: planning.reasons, diagnostics: planning.diagnostics)
    }
    plans = planned.map(\.plan)
    bind()
  }

  /// Gathers what implements a formula, and finds the pages for which nothing has changed.
  private mutating func bind() {
    var binders: [String: [PlannedPage]] = [:]
    for page in planned {
      var files: Set<String> = []
      for definition in page.plan.definitions
      where definition.kind != .restatement && definition.binding.isPlain && !definition.isTentative {
        let place = definition.binding.function.range
        bindings[place] = definition.binding
        if files.insert(place.file.path).inserted { binders[place.file.path, default: []].append(page) }
      }
    }
    guard let memory else { return }
    memory.keep(planned)
    for (index, page) in planned.enumerated() {
      let own = page.inputs.documents.flatMap { binders[$0.file.path] ?? [] }
      known[index] = memory.checked(page, binders: own)
    }
  }

  private func run(_ progress: @escaping @Sendable (CheckProgress) -> Void) async throws(CheckFailure)
    -> [PageRun]
  {
    do {
      let runs = try await runner.run(open.map { plans[$0].program }) { step in
        progress(
          CheckProgress(
            done: step.done, total: step.total, page: step.page, step: .running, seconds: step.seconds))
      }
      return plans.indices.map { index in
        let page = plans[index].document.page
        return known[index]?.run ?? runs[page] ?? PageRun(page: page, status: .empty)
      }
    } catch {
      throw .snippets(error)
    }
  }

  /// Definitions are compared on all cores: one at a time, since a page may hold most of them.
  private func judge(_ progress: @escaping @Sendable (CheckProgress) -> Void) async -> [[DefinitionVerdict]] {
    let work = open.flatMap { page in plans[page].definitions.indices.map { (page, $0) } }
    let total = plans.count
    let results = await concurrently(work, atOnce: options.snippets.jobs) {
      [plans, runs, options] page, index in
      let definition = plans[page].definitions[index]
      if index == 0 {
        progress(
          CheckProgress(done: page, total: total, page: plans[page].document.page, step: .comparing))
      }
      return definition.judged(by: runs[page].probes[definition.probeID] ?? [], options)
    }
    var verdicts = plans.map { _ in [DefinitionVerdict]() }
    for ((page, _), verdict) in zip(work, results) { verdicts[page].append(verdict) }
    return verdicts
  }

  /// Asks the code at simpler points until no counterexample gets simpler; twice is as a rule enough.
  private func shrink(_ verdicts: inout [DefinitionVerdict], _ plan: CheckPlan)
    async throws(CheckFailure)
  {
    for _ in 0..<3 {
      var shrunk = plan
      shrunk.definitions = verdicts.compactMap(\.shrinking)
      guard !shrunk.definitions.isEmpty else { return }
      var isSimpler = false
      let results: [String: [ProbeResult]]
      do { results = try await runner.probe(shrunk.program) } catch { throw .snippets(error) }
      for index in verdicts.indices {
        guard let next = verdicts[index].shrinking, let codes = results[next.probeID] else { continue }
        isSimpler = verdicts[index].take(next.judged(by: codes)) || isSimpler
      }
      if !isSimpler { return }
    }
  }

  /// What is to be said about each page.
  func reports() async -> [CheckedPage] {
    let open = open
    let checks = open.map { index in
      let context = PageContext(
        plan: plans[index], run: runs[index], verdicts: verdicts[index], formulaIndex: formulaIndex,
        options: options, code: code(of: index))
      return PageCheck(
        context: context, reasons: planned[index].reasons,
        near: plans[index].unpaired.merging((near[index] ?? [:]).mapValues(\.nearness)) { $1 })
    }
    let written = await concurrently(checks, atOnce: options.snippets.jobs) { $0.run() }
    let fresh = Dictionary(uniqueKeysWithValues: zip(open, written))
    for (index, page) in fresh { memory?.keep(page, of: planned[index]) }
    return plans.indices.compactMap { known[$0] ?? fresh[$0] }
  }

  /// A page's Swift as trees.
  func code(of page: Int) -> CodeForm {
    CodeForm(environment: plans[page].environment, bindings: bindings)
  }
}

extension Findings {
  /// Runs every page's Swift, holds every formula, claim and value against what it should be.
  ///
  /// What is wrong in a note is a diagnostic; only the machine's faults are thrown.
  package static func gather(
    _ notebook: Notebook, _ formulaIndex: FormulaIndex, options: CheckOptions,
    memory: GatheringMemory? = nil, progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }
  ) async throws(CheckFailure) -> Findings {
    let gathering = try await CheckRun(
      notebook, formulaIndex, options: options, memory: memory, progress: progress)
    var findings = Findings()
    findings.diagnostics = gathering.diagnostics
    // A page's error is found again by each page that uses it: it is said once.
    var said: Set<Diagnostic> = []
    for page in await gathering.reports() {
      findings.pages[page.page] = page
      findings.runs[page.page] = page.run
      findings.evidence += page.evidence
      findings.diagnostics += page.run.diagnostics.filter { said.insert($0).inserted } + page.diagnostics
    }
    findings.noteViolations(formulaIndex)
    findings.noteCollisions()
    let page = options.focus.flatMap { focus in notebook.documents.first { focus.includes($0.file) }?.page }
    findings.hold(against: options, formulaIndex, folder: notebook.folder, page: page)
    findings.take(options.audit)
    return findings
  }
}
