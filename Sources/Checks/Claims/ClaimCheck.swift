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
    let known = points.filter(premisesHold)
    if let early = lookAtSimplest(known) { return early.shrunk(in: space, by: deep.judge(at:)) }
    let points = evaluation.affordable(known, share: 0.5) { _ = conclude(within: Self.part, at: $0) }
    var told: [Point: LinkOutcome] = [:]
    var tally = LinkTally.of(
      points, in: space,
      judge: { point in
        let outcome = conclude(within: Self.part, at: point)
        if case .unknown(Budget.tooMuch) = outcome { return outcome }
        told[point] = outcome
        return outcome
      }, deeply: deep.conclude(at:), isIdentity: { isIdentity })
    if tally.failure == nil, !tally.isCut, points.contains(where: { told[$0] == nil }) {
      // Then those that cost more, with all the work that is left.
      tally = LinkTally.of(
        points, in: space, judge: { told[$0] ?? conclude(at: $0) }, deeply: deep.conclude(at:),
        isIdentity: { isIdentity })
    }
    if tally.failure == nil, !tally.isCut { lookFar(&tally) }
    return tally.shrunk(in: space, by: deep.judge(at:))
  }

  /// The simplest of many points before all others, none with more than its share of the work: a failure there needs no
  /// further points.
  ///
  /// - Returns: nil where none fails.
  private func lookAtSimplest(_ points: [Point]) -> LinkTally? {
    guard evaluation.budget != nil, points.count > Self.simplest else { return nil }
    let simple = points.fromSimplest(space.names).prefix(Self.simplest).map { points[$0] }
    let tally = LinkTally.of(simple, in: space, judge: { conclude(within: 32, at: $0) })
    return tally.failure == nil ? nil : tally
  }

  private static let simplest = 12
  /// What a point may cost at first, as a part of the whole work.
  private static let part = 16

  /// What is certain at a point with a part of the work.
  private func conclude(within part: Int, at point: Point) -> LinkOutcome {
    var check = self
    check.evaluation.budget = evaluation.budget?.share(part)
    return check.conclude(at: point)
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
