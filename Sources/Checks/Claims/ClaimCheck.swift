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

  /// Whether it says that something exists, whatever else there is: what was found then shows it.
  var isShownByWitness: Bool { !form.existing.isEmpty && space.axes.isEmpty && form.premises.isEmpty }

  func run() -> LinkTally {
    let deep = self.deep
    return LinkTally.of(
      points.filter(premisesHold), in: space, judge: conclude(at:), deeply: deep.conclude(at:),
      isIdentity: { isIdentity }
    ).shrunk(in: space, by: deep.judge(at:))
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

  private func conclude(at point: Point) -> LinkOutcome { judge(form.conclusion, at: point) }

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

  /// A finite set is gone through; of any other, values are tried, and finding none says nothing.
  private func judge(existenceOf bindings: [Tree.Binding], _ body: Tree, _ whole: Tree, at point: Point)
    -> LinkOutcome
  {
    let names = bindings.map(\.name)
    switch evaluation.holds(whole, at: point) {
    case .success(.yes): return .holds
    case .success(.no): return .fails([], [])
    case .success(.unknown), .failure: break
    }
    let isShown = candidates.contains { candidate in
      var point = point
      for name in names { point[name] = candidate[name] }
      return (try? evaluation.holds(body, at: point).get()) == .yes
    }
    if isShown || isShownByTerm(bindings, body, at: point) { return .holds }
    let (place, list) = (point.text(space.names), names.map(\.plain).joined(separator: ", "))
    return .unknown(
      .unsupported(
        zh: "\(place.isEmpty ? "" : "在 \(place) ")没有找到这样的 \(list)",
        en: "no such \(list) was found\(place.isEmpty ? "" : " at \(place)")"))
  }

  /// What is looked for may depend on what is given: δ = ε/2.
  private func isShownByTerm(_ bindings: [Tree.Binding], _ body: Tree, at point: Point) -> Bool {
    guard bindings.count == 1 else { return false }
    let (name, set) = (bindings[0].name, bindings[0].set)
    return space.axes.contains { axis in
      guard case .scalar = axis.kind else { return false }
      let given = Tree.symbol(axis.name)
      let terms: [Tree] = [
        given, .quotient(given, .number(2)), .product([.number(2), given]), .sum([given, .number(1)]),
        .sum([given, .negate(.number(1))]), .power(given, .number(2)),
      ]
      return terms.contains { term in
        var parts = [body.substituting([name: term])]
        if let set { parts.append(.relation([term, set], [.in])) }
        return (try? evaluation.holds(.logic(.and, parts), at: point).get()) == .yes
      }
    }
  }
}
