import Diagnostics
import Trees

/// Breaks the rows of a derivation: the link to the row before or to the row after must fail.
///
/// Only equalities are held to this. `a ≤ b` with a smaller a is still true, and ∝ does not see a factor.
struct RowAudit: Sendable {
  /// Of the evidence that it belongs to, and where that stands.
  let id: String
  let range: SourceRange
  let rows: RowsCheck
  /// Terms that are left as they are: the first of a definition is its own audit's.
  var skips: Set<Int> = []

  func run() -> (count: Audit.Count, survivors: [Audit.Survivor]) {
    var count = Audit.Count()
    var survivors: [Audit.Survivor] = []
    let equivalence = Equivalence(rows.space, rows.evaluation)
    let symbols = rows.space.axes.filter { axis in
      if case .scalar = axis.kind { true } else { false }
    }.map(\.name)
    let probes = FormulaAudit.spread(rows.points.count, over: 40).map { rows.points[$0] }
    for (index, term) in rows.terms.enumerated() where !skips.contains(index) {
      let links = self.links(of: index)
      guard !links.isEmpty else { continue }
      for mutant in term.mutants(symbols: symbols) {
        let fate = fate(of: mutant.tree, at: index, links, probes, equivalence)
        count.count(fate)
        guard fate == .open else { continue }
        survivors.append(
          Audit.Survivor(
            range: rows.place(index), before: mutant.before.plain, after: mutant.after.plain, isCode: false))
      }
    }
    return (count, survivors)
  }

  /// The equalities that a term stands in.
  private func links(of term: Int) -> [Int] {
    [term - 1, term].filter { link in
      rows.relations.indices.contains(link) && [.equal, .identical, .defined].contains(rows.relations[link])
    }
  }

  private func fate(
    of mutant: Tree, at term: Int, _ links: [Int], _ probes: [Point], _ equivalence: Equivalence
  ) -> MutantOutcome {
    let checks = links.map { link in
      RelationCheck(
        evaluation: rows.evaluation, left: link == term ? mutant : rows.terms[link],
        relation: rows.relations[link], right: link == term ? rows.terms[link + 1] : mutant)
    }
    if checks.contains(where: { isNoticed($0, ranked($0, probes)) }) { return .caught }
    if equivalence.holds(mutant, rows.terms[term]) { return .equivalent }
    for check in checks {
      let statistics = LinkTally.of(rows.points, in: rows.space, judge: check.judge(at:))
      if statistics.failure != nil || statistics.fault != nil || statistics.openReason(in: rows.space) != nil
      {
        return .caught
      }
    }
    return .open
  }

  /// The points at which doubles are furthest apart.
  private func ranked(_ check: RelationCheck, _ probes: [Point]) -> [Point] {
    var distances: [(point: Point, distance: Double)] = []
    for point in probes {
      guard let a = check.evaluation.approximate(check.left, at: point),
        let b = check.evaluation.approximate(check.right, at: point), a.isFinite, b.isFinite
      else { continue }
      let distance = abs(a - b) / max(abs(a), abs(b), 1e-300)
      if distance > 1e-12 { distances.append((point, distance)) }
    }
    return distances.sorted { $0.distance > $1.distance }.prefix(4).map(\.point)
  }

  private func isNoticed(_ check: RelationCheck, _ points: [Point]) -> Bool {
    points.contains { point in
      switch check.judge(at: point) {
      case .fails, .faulty: true
      case .holds, .meets, .excluded, .unknown, .unclaimed: false
      }
    }
  }
}
