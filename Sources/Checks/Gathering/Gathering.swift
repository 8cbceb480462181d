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
    try await gather(notebook, understanding, options: options, progress: progress) {
      programs throws(CheckFailure) in try await run(programs, options, progress)
    }
  }

  private static func run(
    _ programs: [PageProgram], _ options: CheckOptions, _ progress: @escaping @Sendable (CheckProgress) -> Void
  ) async throws(CheckFailure) -> [PageRun] {
    do {
      return try await SnippetRunner(options.snippets).run(programs) { step in
        progress(CheckProgress(done: step.done, total: step.total, page: step.page, step: .running))
      }
    } catch {
      throw .snippets(error)
    }
  }

  /// - Parameter run: runs programs, results in their order.
  static func gather(
    _ notebook: Notebook, _ understanding: Understanding, options: CheckOptions,
    progress: @escaping @Sendable (CheckProgress) -> Void,
    run: ([PageProgram]) async throws(CheckFailure) -> [PageRun]
  ) async throws(CheckFailure) -> Findings {
    var planning = Planning(notebook, understanding, options)
    var functions: [String: [SwiftFunction]] = [:]
    for document in notebook.documents { functions[document.page] = SwiftFunction.declared(in: document).value }
    var plans: [PagePlan] = []
    var reasons: [[Int: Message]] = []
    for document in notebook.documents {
      plans.append(planning.plan(document, functionsByPage: functions))
      reasons.append(planning.reasons)
    }
    let runs = try await run(plans.map(\.program))
    var verdicts: [[DefinitionVerdict]] = []
    for (index, (plan, pageRun)) in zip(plans, runs).enumerated() {
      progress(CheckProgress(done: index, total: plans.count, page: plan.document.page, step: .comparing))
      verdicts.append(plan.definitions.map { $0.judged(by: pageRun.probes[$0.definition.id] ?? []) })
    }
    try await shrink(&verdicts, plans, run: run)
    var findings = Findings()
    findings.diagnostics = planning.diagnostics
    for (index, plan) in plans.enumerated() {
      findings.runs[plan.document.page] = runs[index]
      var report = PageReport(
        plan: plan, run: runs[index], verdicts: verdicts[index], reasons: reasons[index], understanding: understanding,
        options: options)
      report.write()
      findings.evidence += report.evidence
      findings.diagnostics += runs[index].diagnostics + report.diagnostics
    }
    findings.hold(against: options, definitions: understanding.definitions, folder: notebook.folder)
    return findings
  }

  /// Asks the code at simpler points until no counterexample gets simpler; twice is as a rule enough.
  private static func shrink(
    _ verdicts: inout [[DefinitionVerdict]], _ plans: [PagePlan],
    run: ([PageProgram]) async throws(CheckFailure) -> [PageRun]
  ) async throws(CheckFailure) {
    for _ in 0..<3 {
      var pages: [Int] = []
      var programs: [PageProgram] = []
      for (index, plan) in plans.enumerated() {
        var shrunk = plan
        shrunk.definitions = verdicts[index].compactMap(\.shrinking)
        guard !shrunk.definitions.isEmpty else { continue }
        pages.append(index)
        programs.append(shrunk.program)
      }
      guard !programs.isEmpty else { return }
      var isSimpler = false
      for (page, pageRun) in zip(pages, try await run(programs)) {
        for index in verdicts[page].indices {
          guard let next = verdicts[page][index].shrinking,
            let results = pageRun.probes[next.definition.id]
          else { continue }
          isSimpler = verdicts[page][index].take(next.judged(by: results)) || isSimpler
        }
      }
      if !isSimpler { return }
    }
  }
}
