import Formulas
import Diagnostics
import Notes
import Snippets

/// Unchanged notes at ever other points: each alarm is a false one, or a find.
package struct SeedTrial: Sendable {
  package var comparisons = 0
  /// Errors over all seeds; each is said once in `diagnostics`.
  package var alarms = 0
  package var diagnostics: [Diagnostic] = []

  /// Points that each definition and derivation gets for a seed.
  private static let points = 60

  package static func run(
    _ notebook: Notebook, _ formulaIndex: FormulaIndex, options: CheckOptions, seeds: Int,
    progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }
  ) async throws(CheckFailure) -> SeedTrial {
    var options = options
    options.lock = .none
    options.points = points
    options.smallestLayer = 12
    options.provesClaims = false
    var trial = SeedTrial()
    let base = options.seed
    for number in 0..<seeds {
      progress(CheckProgress(done: number, total: seeds, page: "", step: .comparing))
      options.seed = base &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15
      let gathering = try await CheckRun(notebook, formulaIndex, options: options) { _ in }
      for (report, run) in zip(await gathering.reports(), gathering.runs) {
        trial.take(report.evidence, run.diagnostics + report.diagnostics, seed: options.seed)
      }
    }
    return trial
  }

  private mutating func take(_ evidence: [Evidence], _ found: [Diagnostic], seed: UInt64) {
    comparisons += evidence.reduce(0) { $0 + $1.sample.points }
    // So few points leave tenths of a domain without one: that is no alarm.
    for problem in found where problem.severity == .error && problem.identifier != "undecided" {
      alarms += 1
      guard diagnostics.count < 50 else { continue }
      var problem = problem
      problem.facts.append(Message(zh: "种子 \(seed)", en: "seed \(seed)"))
      diagnostics.append(problem)
    }
  }
}
