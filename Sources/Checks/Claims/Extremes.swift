import LaTeX
import Diagnostics
import Trees
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
