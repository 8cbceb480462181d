import Diagnostics
import Trees
import LaTeX
import Proofs

/// `\max_{x \in S} f(x) = v` over a set that cannot be gone through: that v bounds f, and that f comes to v.
struct Extremes {
  /// f ≤ v (or ≥ v) at all x of S.
  var bound: ClaimForm
  /// Some x of S has f = v.
  var reached: ClaimForm
  /// f < v (or > v) at all x of S: then v is not reached.
  var missed: ClaimForm
  /// Of `sup` and `inf`: v need not be reached, only come near to.
  var isLimit: Bool
  /// `= v`: else v only bounds.
  var isExact: Bool
  /// f = v at the ends of S that are no part of it.
  var near: [Tree]

  init?(_ form: ClaimForm, _ definitions: [String: Definition]) {
    guard form.existing.isEmpty, form.minimiser == nil,
      case .relation(let terms, let relations) = form.conclusion,
      terms.count == 2
    else { return nil }
    let pairs = [(terms[0], relations[0], terms[1]), (terms[1], relations[0].converse, terms[0])]
    for case (.fold(let fold), let relation, let value) in pairs {
      guard case .set(let set) = fold.range, case .set(let kind) = set, kind.isContinuum else { continue }
      let isUpper = fold.kind == .max || fold.kind == .sup
      guard isUpper || fold.kind == .min || fold.kind == .inf else { continue }
      let loose: Tree.Relation = isUpper ? .lessOrEqual : .greaterOrEqual
      let strict: Tree.Relation = isUpper ? .less : .greater
      guard relation == .equal || relation == loose || relation == strict else { return nil }
      let taken = Set(form.symbols(definitions) + Array(form.meanings.keys))
      let (name, body) = fold.scope.opened(avoiding: taken)
      guard let domain = Domain(of: set, for: name) else { return nil }
      func saying(_ conclusion: Tree) -> ClaimForm {
        var next = form
        next.meanings[name] = Meaning(name, .variable, domain: domain, origin: .binder)
        next.conclusion = conclusion
        return next
      }
      isExact = relation == .equal
      isLimit = fold.kind == .sup || fold.kind == .inf
      bound = saying(.relation([body, value], [isExact ? loose : relation]))
      missed = saying(.relation([body, value], [strict]))
      let equal = Tree.relation([body, value], [.equal])
      reached = saying(.quantified(.exists, in: set, Tree.Scope(name, equal)))
      near = kind.ends.map { equal.substituting([name: $0]) }
      return
    }
    return nil
  }
}

extension Tree.SetForm {
  fileprivate var isContinuum: Bool {
    switch self {
    case .interval, .reals, .positiveReals, .nonnegativeReals: true
    default: false
    }
  }

  fileprivate var ends: [Tree] {
    let infinity = Tree.constant(.infinity)
    return switch self {
    case .interval(let lower, let upper, _, _): [lower, upper]
    case .reals: [.negate(infinity), infinity]
    case .positiveReals, .nonnegativeReals: [.number(0), infinity]
    default: []
    }
  }
}

extension PageReport {
  /// - Returns: a point that shows the extreme to be another.
  mutating func judge(
    _ extremes: Extremes, _ check: ClaimCheck, _ evaluation: Evaluation, _ item: inout Evidence
  ) -> (check: ClaimCheck, failure: LinkTally.Failure)? {
    guard let bound = self.check(extremes.bound, item.id + ":bound", evaluation) else { return nil }
    let tally = bound.run()
    item.sample.points = tally.held
    item.sample.excluded = tally.excluded
    if let failure = tally.failure { return (bound, failure) }
    let gap = tally.obstacle?.words ?? Message(zh: "在一些点上没有值", en: "there is no value at some points")
    guard tally.held > 0, tally.excluded == 0, tally.unknown == 0, !tally.isCut else {
      item.undecide(gap)
      return nil
    }
    let proof = proof(of: extremes.bound, evaluation)
    guard extremes.isExact else {
      if let proof, extremes.isLimit, !extremes.bound.isStrict { item.finding = .proved(proof, nil) }
      return nil
    }
    var reached = check
    reached.form = extremes.reached
    reached.candidates = candidates(extremes.reached, identity: item.id, evaluation)
    let found = reached.run()
    let isReached =
      found.held > 0 && 10 * found.unknown <= found.held && found.excluded == 0 && found.failure == nil
    if isReached || extremes.isLimit && isNear(extremes, check) {
      if let proof, check.space.axes.isEmpty { item.finding = .proved(proof, nil) }
      return nil
    }
    if !extremes.isLimit, check.space.axes.isEmpty, check.form.premises.isEmpty,
      self.proof(of: extremes.missed, evaluation) != nil
    {
      var failure = LinkTally.Failure(point: Point(), left: [], right: [])
      failure.reason = Message(zh: "已证明没有一处达到右边的值", en: "it is proved that no place reaches the value")
      return (check, failure)
    }
    item.undecide(Message(zh: "没有找到达到这个值的一处", en: "no place was found that reaches the value"))
    return nil
  }

  /// Of all points, none left out.
  private func proof(of form: ClaimForm, _ evaluation: Evaluation) -> Evidence.Proof? {
    guard case .proved(_, let proof) = ClaimProof(form: form, evaluation: evaluation).run(),
      proof.leftOut.isEmpty
    else { return nil }
    return proof
  }

  /// Whether the values come to v at an end, taken as what the extended reals have there.
  private func isNear(_ extremes: Extremes, _ check: ClaimCheck) -> Bool {
    guard check.space.axes.isEmpty else { return false }
    return extremes.near.contains { (try? check.evaluation.holds($0, at: Point()).get()) == .yes }
  }

  private func check(_ form: ClaimForm, _ identity: String, _ evaluation: Evaluation) -> ClaimCheck? {
    let (space, points, missing) = sample(
      form.premises + [form.conclusion], meanings: form.meanings,
      names: form.symbols(formulaIndex.definitions), identity: identity, meeting: form.premises, evaluation)
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
