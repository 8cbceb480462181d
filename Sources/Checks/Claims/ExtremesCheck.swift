import Formulas
import Diagnostics
import Trees
import Proofs

/// Whether v is the extreme that a claim calls it.
struct ExtremesCheck: Sendable {
  let context: PageContext
  let extremes: Extremes
  let claim: ClaimCheck

  private var evaluation: Evaluation { claim.evaluation }

  /// - Returns: a point that shows the extreme to be another.
  func judge(_ item: inout Evidence) -> (check: ClaimCheck, failure: LinkTally.Failure)? {
    guard let bound = check(extremes.bound, item.id + ":bound") else { return nil }
    let tally = bound.run()
    item.sample.points = tally.held
    item.sample.excluded = tally.excluded
    if let failure = tally.failure { return (bound, failure) }
    let gap = tally.obstacle?.words ?? Message(zh: "在一些点上没有值", en: "there is no value at some points")
    guard tally.held > 0, tally.excluded == 0, tally.unknown == 0, !tally.isCut else {
      item.undecide(gap)
      return nil
    }
    let proof = proof(of: extremes.bound)
    guard extremes.isExact else {
      if let proof, extremes.isLimit, !extremes.bound.isStrict { item.finding = .proved(proof, nil) }
      return nil
    }
    var reached = claim
    reached.form = extremes.reached
    reached.candidates = context.candidates(extremes.reached, identity: item.id, evaluation)
    let found = reached.run()
    let isReached =
      found.held > 0 && 10 * found.unknown <= found.held && found.excluded == 0 && found.failure == nil
    if isReached || extremes.isLimit && isNear {
      if let proof, claim.space.axes.isEmpty { item.finding = .proved(proof, nil) }
      return nil
    }
    if !extremes.isLimit, claim.space.axes.isEmpty, claim.form.premises.isEmpty,
      self.proof(of: extremes.missed) != nil
    {
      var failure = LinkTally.Failure(point: Point(), left: [], right: [])
      failure.reason = Message(zh: "已证明没有一处达到右边的值", en: "it is proved that no place reaches the value")
      return (claim, failure)
    }
    item.undecide(Message(zh: "没有找到达到这个值的一处", en: "no place was found that reaches the value"))
    return nil
  }

  /// Of all points, none left out.
  private func proof(of form: ClaimForm) -> Evidence.Proof? {
    guard case .proved(_, let proof) = ClaimProof(form: form, evaluation: evaluation).run(),
      proof.leftOut.isEmpty
    else { return nil }
    return proof
  }

  /// Whether the values come to v at an end, taken as what the extended reals have there.
  private var isNear: Bool {
    guard claim.space.axes.isEmpty else { return false }
    return extremes.near.contains { (try? evaluation.holds($0, at: Point()).get()) == .yes }
  }

  private func check(_ form: ClaimForm, _ identity: String) -> ClaimCheck? {
    let (space, points, missing) = context.sample(
      form.premises + [form.conclusion], meanings: form.meanings,
      names: form.symbols(context.definitions), identity: identity, meeting: form.premises, evaluation)
    guard missing.isEmpty else { return nil }
    return ClaimCheck(form: form, evaluation: evaluation, space: space, points: points)
  }
}

extension ClaimForm {
  fileprivate var isStrict: Bool {
    if case .relation(_, [.less]) = conclusion { return true }
    if case .relation(_, [.greater]) = conclusion { return true }
    return false
  }
}
