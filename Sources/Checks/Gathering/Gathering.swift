import Diagnostics
import Formulas
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

  package enum Step: String, Sendable { case running, comparing }
}

extension Findings {
  /// Runs every page's Swift, holds every formula, claim and value against what it should be.
  ///
  /// What is wrong in a note is a diagnostic; only the machine's faults are thrown.
  package static func gather(
    _ notebook: Notebook, _ understanding: Understanding, options: CheckOptions,
    progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }
  ) async throws(CheckFailure) -> Findings {
    var planning = Planning(notebook, understanding, options)
    var functions: [String: [SwiftFunction]] = [:]
    for document in notebook.documents {
      functions[document.page] = SwiftFunction.declared(in: document).value
    }
    var plans: [PagePlan] = []
    var reasons: [[Int: Message]] = []
    for document in notebook.documents {
      plans.append(planning.plan(document, functionsByPage: functions))
      reasons.append(planning.reasons)
    }
    let runner = SnippetRunner(options: options.snippets)
    let runs = try await run(plans, runner, progress)
    var verdicts: [[DefinitionVerdict]] = []
    for (index, (plan, pageRun)) in zip(plans, runs).enumerated() {
      progress(CheckProgress(done: index, total: plans.count, page: plan.document.page, step: .comparing))
      var page = plan.definitions.map { $0.judged(by: pageRun.probes[$0.definition.id] ?? []) }
      try await shrink(&page, plan, runner)
      verdicts.append(page)
    }
    var bindings: [SourceRange: Binding] = [:]
    for definition in plans.flatMap(\.definitions) where definition.kind != .restatement {
      bindings[definition.binding.function.range] = definition.binding
    }
    var findings = Findings()
    findings.diagnostics = planning.diagnostics
    for (index, plan) in plans.enumerated() {
      findings.runs[plan.document.page] = runs[index]
      var report = PageReport(
        plan: plan, run: runs[index], verdicts: verdicts[index], reasons: reasons[index],
        understanding: understanding,
        options: options, code: CodeForm(environment: plan.environment, bindings: bindings))
      report.write()
      findings.runs[plan.document.page] = report.run
      findings.evidence += report.evidence
      findings.diagnostics += runs[index].diagnostics + report.diagnostics
    }
    findings.noteViolations(understanding)
    findings.hold(against: options, definitions: understanding.definitions, folder: notebook.folder)
    return findings
  }

  private static func run(
    _ plans: [PagePlan], _ runner: SnippetRunner, _ progress: @escaping @Sendable (CheckProgress) -> Void
  ) async throws(CheckFailure) -> [PageRun] {
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

  /// Asks the code at simpler points until no counterexample gets simpler; twice is as a rule enough.
  private static func shrink(
    _ verdicts: inout [DefinitionVerdict], _ plan: PagePlan, _ runner: SnippetRunner
  ) async throws(CheckFailure) {
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
}
