import Diagnostics
import Formulas
import Proofs

/// Tries a claim at many points; a point where it fails is certain, its premises included.
struct ClaimCheck: Sendable {
  var form: ClaimForm
  var evaluation: Evaluation
  var space: Space
  var points: [Point]

  struct Tally: Sendable {
    var held = 0
    var excluded = 0
    var obstacle: Undefined?
    var failure: LinkTally.Failure?
    var fault: (point: Point, reason: Undefined)?
    /// A point that shows an existence claim.
    var witness: Point?
  }

  func run() -> Tally {
    var tally = Tally()
    if case .quantified(.exists, _, let body) = form.conclusion {
      tally.witness = points.first { point in
        premisesHold(at: point) && (try? evaluation.holds(body, at: point).get()) == .yes
      }
      tally.held = tally.witness == nil ? 0 : 1
      return tally
    }
    for point in points where premisesHold(at: point) { count(point, &tally) }
    tally.failure = tally.failure.map(shrunk)
    tally.fault = tally.fault.map { fault in
      Shrinking.simplest(fault, at: \.point, in: space) { self.fault(at: $0) }
    }
    return tally
  }

  /// The simplest point near a counterexample that is one too.
  func shrunk(_ failure: LinkTally.Failure) -> LinkTally.Failure {
    Shrinking.simplest(failure, at: \.point, in: space) { self.failure(at: $0) }
  }

  /// Whether the claim fails for certain at a point, the premises and the domains' conditions met.
  func failure(at point: Point) -> LinkTally.Failure? {
    guard evaluation.meetsConditions(of: space, at: point), premisesHold(at: point),
      case .fails(let left, let right) = judge(form.conclusion, at: point)
    else { return nil }
    return LinkTally.Failure(point: point, left: left, right: right)
  }

  private func fault(at point: Point) -> (point: Point, reason: Undefined)? {
    guard evaluation.meetsConditions(of: space, at: point), premisesHold(at: point),
      case .faulty(let reason) = judge(form.conclusion, at: point)
    else { return nil }
    return (point, reason)
  }

  private func count(_ point: Point, _ tally: inout Tally) {
    switch judge(form.conclusion, at: point) {
    case .holds: tally.held += 1
    case .excluded: tally.excluded += 1
    case .unknown(let reason): tally.obstacle = tally.obstacle ?? reason
    case .faulty(let reason): tally.fault = tally.fault ?? (point, reason)
    case .fails(let left, let right):
      let names = space.names
      let next = LinkTally.Failure(point: point, left: left, right: right)
      guard let old = tally.failure else {
        tally.failure = next
        return
      }
      let key = (point.cost(of: names), point.size(names))
      if key < (old.point.cost(of: names), old.point.size(names)) { tally.failure = next }
    }
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

  func judge(_ proposition: Tree, at point: Point) -> LinkOutcome {
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
