import Diagnostics
import Trees
import Proofs

/// Tries a claim at many points; a point where it fails is certain, its premises included.
struct ClaimCheck: Sendable {
  var form: ClaimForm
  var evaluation: Evaluation
  var space: SampleSpace
  var points: [Point]
  /// Values among which one is looked for that is said to exist, simple ones first.
  var candidates: [Point] = []
  var isDeep = false

  /// Whether it says that something exists, and nothing else: what was found then shows it.
  var isShownByWitness: Bool {
    guard case .quantified(.exists, _, _) = form.conclusion else { return false }
    return space.axes.isEmpty && form.premises.isEmpty
  }

  func run() -> LinkTally {
    let deep = self.deep
    let points = evaluation.affordable(points.filter(premisesHold), share: 0.5) { _ = conclude(at: $0) }
    var tally = LinkTally.of(
      points, in: space, judge: conclude(at:), deeply: deep.conclude(at:),
      isIdentity: { isIdentity }
    )
    if tally.failure == nil, !tally.isCut { lookFar(&tally) }
    return tally.shrunk(in: space, by: deep.judge(at:))
  }

  /// Looks for a failure where counts are large, with a part of the work that is left.
  private func lookFar(_ tally: inout LinkTally) {
    for point in space.farPoints(of: points.filter(premisesHold)) {
      if let budget = evaluation.budget, budget.left < budget.whole / 4 { return }
      guard case .fails(let left, let right) = judge(at: point) else { continue }
      tally.note(LinkTally.Failure(point: point, left: left, right: right), space.names)
      return
    }
  }

  /// The same with all the precision that there is.
  var deep: ClaimCheck {
    var check = self
    check.isDeep = true
    return check
  }

  private var isIdentity: Bool {
    guard case .relation(let terms, let relations) = form.conclusion, terms.count == 2, form.minimiser == nil
    else { return false }
    return link(terms[0], relations[0], terms[1]).isIdentity
  }

  private func link(_ left: Tree, _ relation: Tree.Relation, _ right: Tree) -> RelationCheck {
    RelationCheck(evaluation: evaluation, left: left, relation: relation, right: right, isDeep: isDeep)
  }

  /// What is certain of the claim at a point; nothing where a premise or a domain's condition is not met.
  func judge(at point: Point) -> LinkOutcome {
    guard evaluation.meetsConditions(of: space, at: point), premisesHold(at: point) else { return .excluded }
    return conclude(at: point)
  }

  private func conclude(at point: Point) -> LinkOutcome {
    judge(form.conclusion, at: point).under(unread: space.unreadPremise)
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
  var meetings: [AgreementPoint] {
    guard case .relation(let terms, [.equal]) = form.conclusion, terms.count == 2, form.minimiser == nil
    else {
      return []
    }
    let check = RelationCheck(evaluation: evaluation, left: terms[0], relation: .equal, right: terms[1])
    return check.meetings(space, points.filter(premisesHold))
  }

  func premisesHold(at point: Point) -> Bool {
    form.premises.allSatisfy { premise in
      switch evaluation.holds(premise, at: point) {
      case .success(.yes): true
      case .success(.unknown): point.solved.contains(premise)
      default: false
      }
    }
  }

  private func judge(_ proposition: Tree, at point: Point) -> LinkOutcome {
    switch proposition {
    case .relation(let terms, let relations):
      var outcome = LinkOutcome.holds
      for (index, relation) in relations.enumerated() where index + 1 < terms.count {
        outcome = outcome.and(link(terms[index], relation, terms[index + 1]).judge(at: point))
      }
      return outcome
    case .logic(.and, let parts):
      return parts.reduce(LinkOutcome.holds) { outcome, part in outcome.and(judge(part, at: point)) }
    case .logic(.implies, let parts) where parts.count == 2:
      switch evaluation.holds(parts[0], at: point) {
      case .success(.yes): return judge(parts[1], at: point)
      case .success(.no): return .holds
      case .success(.unknown): return .unknown(nil)
      case .failure(let undefined): return RelationCheck.outcome(undefined)
      }
    case .quantified(.exists, _, _):
      guard let (_, bindings, body) = proposition.quantifiers() else { return .unknown(nil) }
      return judge(existenceOf: bindings, body, proposition, at: point)
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
