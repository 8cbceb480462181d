import Diagnostics
import Formulas
import Proofs

/// Tries a claim at many points; a point where it fails is certain, its premises included.
struct ClaimCheck: Sendable {
  var form: ClaimForm
  var evaluation: Evaluation
  var space: Space
  var points: [Point]

  /// Whether it says that something exists: one point then shows it.
  var isExistence: Bool {
    if case .quantified(.exists, _, _) = form.conclusion { true } else { false }
  }

  func run() -> LinkTally {
    guard case .quantified(.exists, _, let body) = form.conclusion else {
      return LinkTally.of(points.filter(premisesHold), in: space) { judge(form.conclusion, at: $0) }
        .shrunk(in: space, by: judge)
    }
    var tally = LinkTally()
    let isShown = points.contains { point in
      premisesHold(at: point) && (try? evaluation.holds(body, at: point).get()) == .yes
    }
    tally.held = isShown ? 1 : 0
    return tally
  }

  /// What is certain of the claim at a point; nothing where a premise or a domain's condition is not met.
  func judge(at point: Point) -> LinkOutcome {
    guard evaluation.meetsConditions(of: space, at: point), premisesHold(at: point) else { return .excluded }
    return judge(form.conclusion, at: point)
  }

  /// A claim that is an equality, as a derivation of one row at the points that its premises leave.
  func equalities(at range: SourceRange) -> RowsCheck? {
    guard case .relation(let terms, let relations) = form.conclusion, form.minimiser == nil,
      relations.contains(where: { [.equal, .identical, .defined].contains($0) })
    else { return nil }
    return RowsCheck(
      evaluation: evaluation, space: space, points: points.filter(premisesHold), terms: terms,
      relations: relations, places: [range])
  }

  /// Where an equality that fails holds all the same.
  var meetings: [Meeting] {
    guard case .relation(let terms, [.equal]) = form.conclusion, terms.count == 2, form.minimiser == nil
    else {
      return []
    }
    let check = RelationCheck(evaluation: evaluation, left: terms[0], relation: .equal, right: terms[1])
    return check.meetings(space, points.filter(premisesHold))
  }

  private func premisesHold(at point: Point) -> Bool {
    form.premises.allSatisfy { premise in
      if case .success(.yes) = evaluation.holds(premise, at: point) { true } else { false }
    }
  }

  private func judge(_ proposition: Tree, at point: Point) -> LinkOutcome {
    switch proposition {
    case .relation(let terms, let relations):
      var outcome = LinkOutcome.holds
      for (index, relation) in relations.enumerated() where index + 1 < terms.count {
        let check = RelationCheck(
          evaluation: evaluation, left: terms[index], relation: relation, right: terms[index + 1])
        let link = check.judge(at: point)
        if case .fails = link { return link }
        if case .holds = outcome { outcome = link }
      }
      return outcome
    case .logic(.and, let parts):
      var outcome = LinkOutcome.holds
      for part in parts {
        let next = judge(part, at: point)
        if case .fails = next { return next }
        if case .holds = outcome { outcome = next }
      }
      return outcome
    case .logic(.implies, let parts) where parts.count == 2:
      switch evaluation.holds(parts[0], at: point) {
      case .success(.yes): return judge(parts[1], at: point)
      case .success(.no): return .holds
      case .success(.unknown): return .unknown(nil)
      case .failure(let undefined): return RelationCheck.outcome(undefined)
      }
    default:
      switch evaluation.holds(proposition, at: point) {
      case .success(.yes): return .holds
      case .success(.no): return .fails([], [])
      case .success(.unknown): return .unknown(nil)
      case .failure(let undefined): return RelationCheck.outcome(undefined)
      }
    }
  }
}
