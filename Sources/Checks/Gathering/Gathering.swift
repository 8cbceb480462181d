import Diagnostics
import LaTeX
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
struct Gathering: Sendable {
  let notebook: Notebook
  let understanding: Understanding
  let options: CheckOptions
  let runner: SnippetRunner
  private(set) var plans: [PagePlan] = []
  private(set) var runs: [PageRun] = []
  private(set) var verdicts: [[DefinitionVerdict]] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Why a formula with code is not compared with it, by page and formula.
  private var reasons: [[Int: Message]] = []
  /// What implements a formula, by the function's place.
  private var bindings: [SourceRange: Binding] = [:]

  init(
    _ notebook: Notebook, _ understanding: Understanding, options: CheckOptions,
    progress: @escaping @Sendable (CheckProgress) -> Void
  ) async throws(CheckFailure) {
    self.notebook = notebook
    self.understanding = understanding
    var options = options
    // One point by itself, and rows that are to be broken, are no repetition.
    if !options.fixedPoint.isEmpty || options.keepsRows { options.memory = nil }
    self.options = options
    runner = SnippetRunner(options: options.snippets)
    plan()
    runs = try await run(progress)
    verdicts = await judge(progress)
    for index in plans.indices { try await shrink(&verdicts[index], plans[index]) }
    for definition in plans.flatMap(\.definitions) where definition.kind != .restatement {
      bindings[definition.binding.function.range] = definition.binding
    }
  }

  private mutating func plan() {
    let blank = Planning(notebook, understanding, options)
    let documents = notebook.documents + notebook.helpers.values
    let declared = concurrentMap(documents) { Declarations(of: $0) }
    let declarations = Dictionary(zip(documents.map(\.page), declared)) { first, _ in first }
    let planned = concurrentMap(notebook.documents) { document in
      var planning = blank
      let plan = planning.plan(document, declarations: declarations)
      return (plan: plan, reasons: planning.reasons, diagnostics: planning.diagnostics)
    }
    plans = planned.map(\.plan)
    reasons = planned.map(\.reasons)
    diagnostics = planned.flatMap(\.diagnostics)
  }

  private func run(_ progress: @escaping @Sendable (CheckProgress) -> Void) async throws(CheckFailure)
    -> [PageRun]
  {
    do {
      let runs = try await runner.run(plans.map(\.program)) { step in
        progress(
          CheckProgress(
            done: step.done, total: step.total, page: step.page, step: .running, seconds: step.seconds))
      }
      return plans.map { runs[$0.document.page] ?? PageRun(page: $0.document.page, status: .empty) }
    } catch {
      throw .snippets(error)
    }
  }

  /// Definitions are compared on all cores: one at a time, since a page may hold most of them.
  private func judge(_ progress: @escaping @Sendable (CheckProgress) -> Void) async -> [[DefinitionVerdict]] {
    let work = plans.indices.flatMap { page in plans[page].definitions.indices.map { (page, $0) } }
    let total = plans.count
    let results = await parallel(work, atOnce: options.snippets.jobs) { [plans, runs, options] page, index in
      let definition = plans[page].definitions[index]
      if index == 0 {
        progress(
          CheckProgress(done: page, total: total, page: plans[page].document.page, step: .comparing))
      }
      return definition.judged(by: runs[page].probes[definition.definition.id] ?? [], options)
    }
    var verdicts = plans.map { _ in [DefinitionVerdict]() }
    for ((page, _), verdict) in zip(work, results) { verdicts[page].append(verdict) }
    return verdicts
  }

  /// Asks the code at simpler points until no counterexample gets simpler; twice is as a rule enough.
  private func shrink(_ verdicts: inout [DefinitionVerdict], _ plan: PagePlan)
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
        guard let next = verdicts[index].shrinking, let codes = results[next.definition.id] else { continue }
        isSimpler = verdicts[index].take(next.judged(by: codes)) || isSimpler
      }
      if !isSimpler { return }
    }
  }

  /// What is to be said about each page, written.
  func reports() async -> [PageReport] {
    let blank = plans.indices.map { index in
      PageReport(
        plan: plans[index], run: runs[index], verdicts: verdicts[index], reasons: reasons[index],
        understanding: understanding, options: options, code: code(of: index))
    }
    return await parallel(blank, atOnce: options.snippets.jobs) { report in
      var report = report
      report.write()
      return report
    }
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
    _ notebook: Notebook, _ understanding: Understanding, options: CheckOptions,
    progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }
  ) async throws(CheckFailure) -> Findings {
    let gathering = try await Gathering(notebook, understanding, options: options, progress: progress)
    var findings = Findings()
    findings.diagnostics = gathering.diagnostics
    for (report, run) in zip(await gathering.reports(), gathering.runs) {
      findings.runs[report.page] = report.run
      findings.evidence += report.evidence
      findings.diagnostics += run.diagnostics + report.diagnostics
    }
    findings.noteViolations(understanding)
    findings.noteCollisions()
    let page = options.focus.flatMap { focus in notebook.documents.first { focus.includes($0.file) }?.page }
    findings.hold(against: options, understanding, folder: notebook.folder, page: page)
    findings.take(options.audit)
    return findings
  }
}
