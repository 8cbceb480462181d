import Diagnostics
import Trees

/// Breaks a formula that Swift computes, node by node, and holds each mutant against the code's values.
struct FormulaAudit {
  let verdict: DefinitionVerdict
  let equivalence: Equivalence
  /// Points whose values are taken first: one of them as a rule shows the mutant.
  private let probes: [Int]

  init(_ verdict: DefinitionVerdict) {
    self.verdict = verdict
    let plan = verdict.plan
    equivalence = Equivalence(plan.space, plan.comparison.evaluation)
    probes = Self.spread(plan.points.count, over: 48)
  }

  /// About so many indices, evenly spread.
  static func spread(_ count: Int, over wanted: Int) -> [Int] {
    Array(stride(from: 0, to: count, by: max(1, count / wanted)))
  }

  func run() -> (count: Audit.Count, survivors: [Audit.Survivor]) {
    var count = Audit.Count()
    var survivors: [Audit.Survivor] = []
    let definition = verdict.plan.definition
    for mutant in definition.body.mutants(symbols: verdict.plan.exchangeable) {
      let fate = fate(of: mutant.tree)
      count.count(fate)
      guard fate == .open else { continue }
      survivors.append(
        Audit.Survivor(
          range: definition.place(of: mutant), before: mutant.before.plain, after: mutant.after.plain,
          isCode: false))
    }
    return (count, survivors)
  }

  func fate(of mutant: Tree) -> MutantOutcome {
    var changed = verdict.plan.comparison
    changed.formula = mutant
    // Rows that were equal to the formula are not equal to the mutant.
    changed.rows = []
    if isCaughtByProbes(changed) { return .caught }
    if equivalence.holds(mutant, verdict.plan.comparison.formula) { return .equivalent }
    return isCaught(changed) ? .caught : .open
  }

  /// A look by doubles finds the points that are worth a certificate.
  private func isCaughtByProbes(_ changed: Comparison) -> Bool {
    let plan = verdict.plan
    var distances: [(index: Int, distance: Double)] = []
    for index in probes {
      guard case .numbers(let numbers) = plan.codes[index], numbers.count == 1, numbers[0].isFinite,
        let value = changed.evaluation.approximate(changed.formula, at: plan.points[index]), value.isFinite
      else { continue }
      let distance = abs(value - numbers[0]) / max(abs(value), abs(numbers[0]), 1e-300)
      if distance > 1e-12 { distances.append((index, distance)) }
    }
    for (index, _) in distances.sorted(by: { $0.distance > $1.distance }).prefix(4) {
      if isNoticed(changed.compare(plan.codes[index], at: plan.points[index])) { return true }
    }
    return false
  }

  private func isNoticed(_ outcome: PointOutcome) -> Bool {
    switch outcome {
    case .differs, .faulty: true
    case .agrees, .excluded, .unknown: false
    }
  }

  /// Every point; a mutant that leaves too few of them for a verdict is noticed too.
  private func isCaught(_ changed: Comparison) -> Bool {
    let plan = verdict.plan
    var statistics = PointStatistics()
    for (point, code) in zip(plan.points, plan.codes) {
      let outcome = changed.compare(code, at: point)
      if isNoticed(outcome) { return true }
      statistics.count(outcome, at: point, in: plan.space)
    }
    var branches = 0
    if case .cases(let all) = changed.formula { branches = all.count }
    return statistics.gap(in: plan.space, branches: branches, total: plan.points.count) != nil
  }
}

extension DefinitionPlan {
  /// Names that may stand in for one another in a mutant.
  var exchangeable: [Name] {
    space.axes.filter { axis in
      if case .scalar = axis.kind { true } else { false }
    }.map(\.name)
  }
}

extension Definition {
  /// The branch that a mutant of the body changes, else the first row.
  func place(of mutant: TreeMutant) -> SourceRange {
    guard case .cases(let old) = body, case .cases(let new) = mutant.tree, old.count == new.count else {
      return rows[0].range
    }
    let changed = old.indices.filter { old[$0] != new[$0] }
    guard changed.count == 1, rows[0].branches.indices.contains(changed[0]) else { return rows[0].range }
    return rows[0].branches[changed[0]]
  }
}
