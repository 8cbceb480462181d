import Formulas
import Basics
import Diagnostics
import Notes
import Snippets

extension Audit {
  /// Breaks every formula and every function that computes one, and sees whether the checks notice.
  ///
  /// What is wrong already is said and not broken: nothing can be learnt from it.
  package static func run(
    _ notebook: Notebook, _ formulaIndex: FormulaIndex, options: CheckOptions,
    progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }
  ) async throws(CheckFailure) -> Audit {
    var options = options
    options.keepsRows = true
    let gathering = try await CheckRun(notebook, formulaIndex, options: options, progress: progress)
    let reports = await gathering.reports()
    var audit = Audit()
    audit.diagnostics = gathering.diagnostics
    for (report, run) in zip(reports, gathering.runs) {
      audit.diagnostics += run.diagnostics + report.diagnostics
    }
    let total = gathering.plans.count
    let parts = await concurrently(Array(gathering.plans.indices), atOnce: options.snippets.jobs) {
      index -> Result<Audit, CheckFailure> in
      progress(
        CheckProgress(done: index, total: total, page: gathering.plans[index].document.page, step: .breaking))
      do throws(CheckFailure) {
        return .success(try await audited(gathering, reports[index], page: index))
      } catch { return .failure(error) }
    }
    for part in parts { audit.take(try part.get()) }
    return audit
  }

  private static func audited(_ gathering: CheckRun, _ report: CheckedPage, page: Int)
    async throws(CheckFailure) -> Audit
  {
    var audit = Audit()
    let sound = gathering.verdicts[page].filter(\.isSound)
    for verdict in sound {
      let (count, survivors) = FormulaAudit(verdict).run()
      let plan = verdict.plan
      audit.items.append(
        Item(
          id: plan.definition.id, page: report.page, range: plan.definition.range, formula: count,
          key: plan.auditKey))
      audit.survivors += survivors
    }
    if !sound.isEmpty {
      let code = CodeAudit(
        plan: gathering.plans[page], verdicts: sound, runner: gathering.runner,
        code: gathering.code(of: page))
      let outcome = try await code.run()
      for (index, count) in outcome.counts.enumerated() {
        audit.items[index].code = audit.items[index].code + count
      }
      audit.survivors += outcome.survivors
      audit.diagnostics += outcome.unreached.map(Diagnostic.branchUnreached)
    }
    for kept in report.rowAudits {
      let (count, survivors) = kept.run()
      guard count.made > 0 else { continue }
      audit.items.append(
        Item(id: kept.id, page: report.page, range: kept.range, formula: count, key: kept.key))
      audit.survivors += survivors
    }
    audit.survivors.sort { $0.range < $1.range }
    return audit
  }
}

extension DefinitionVerdict {
  /// Whether formula and code agree, so that a mutant can be told from them.
  var isSound: Bool {
    difference == nil && statistics.fault == nil && statistics.sharp > 0 && plan.probe != nil
  }
}

extension DefinitionPlan {
  var auditKey: String {
    SHA256.hex(fields: [Audit.version, definition.meaningHash, binding.function.source]).prefix16
  }
}

extension RowAudit {
  var key: String {
    SHA256.hex(fields: [Audit.version] + rows.terms.map(\.meaningHash) + rows.relations.map(\.rawValue))
      .prefix16
  }
}

extension Audit {
  /// Raised when other mutants are made.
  static let version = "audit 1"
}

extension String {
  fileprivate var prefix16: String { String(prefix(16)) }
}
