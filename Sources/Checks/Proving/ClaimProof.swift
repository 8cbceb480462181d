import Formulas

extension PageReport {
  /// Tries to prove a claim that no point refutes.
  func prove(_ check: ClaimCheck, _ item: inout Evidence) {
    guard options.fixedPoint.isEmpty, options.provesClaims, let proof = ClaimProof(check).run() else {
      return
    }
    item.verdict = .proved
    item.level = .proved
    item.proof = proof
  }
}

/// A claim's proof: case by case, link by link. Premises are not needed: what holds on the whole box
/// holds where they do.
struct ClaimProof {
  private let check: ClaimCheck
  private var prover: Prover

  init(_ check: ClaimCheck) {
    self.check = check
    prover = Prover(check.evaluation)
  }

  /// - Returns: nil where the claim stays open.
  func run() -> Evidence.Proof? {
    var attempt = self
    guard attempt.proves() else { return nil }
    let method =
      attempt.prover.usesSign
      ? "sign" : attempt.prover.usesNormalForm && attempt.prover.boxes == 0 ? "normal form" : "boxes"
    return Evidence.Proof(method: method, boxes: attempt.prover.boxes)
  }

  private mutating func proves() -> Bool {
    guard let cases = ProofCase.all(check.space, check.form.meanings, check.evaluation), !cases.isEmpty else {
      return false
    }
    return cases.allSatisfy { proves(check.form.conclusion, $0) }
  }

  private mutating func proves(_ proposition: Tree, _ proofCase: ProofCase) -> Bool {
    switch proposition {
    case .logic(.and, let parts): return parts.allSatisfy { proves($0, proofCase) }
    case .relation(let terms, let relations):
      if let minimiser = check.form.minimiser, provesMinimiser(minimiser, proofCase) { return true }
      return relations.indices.allSatisfy { index in
        index + 1 < terms.count && provesLink(terms[index], relations[index], terms[index + 1], proofCase)
      }
    default: return false
    }
  }

  private func inlined(_ tree: Tree, _ proofCase: ProofCase) -> Tree? {
    guard let tree = try? tree.inlining(check.evaluation.definitions) else { return nil }
    return Self.differentiated(proofCase.specialised(tree, check.evaluation))
  }

  /// Derivatives that the claim states, carried out.
  private static func differentiated(_ tree: Tree) -> Tree? {
    if case .derivative(let body, let name, let order) = tree {
      return differentiated(body).flatMap { try? $0.derivative(by: name, order: order) }
    }
    var failed = false
    let result = tree.mapChildren { child in
      guard let next = differentiated(child) else {
        failed = true
        return child
      }
      return next
    }
    return failed ? nil : result
  }

  private mutating func provesLink(
    _ left: Tree, _ relation: Tree.Relation, _ right: Tree, _ proofCase: ProofCase
  ) -> Bool {
    if relation == .in { return provesMembership(left, right, proofCase) }
    guard let a = inlined(left, proofCase), let b = inlined(right, proofCase) else { return false }
    switch relation {
    case .equal, .identical: return prover.isIdentical(a, b)
    case .greaterOrEqual: return prover.isNonnegative(.sum([a, .negate(b)]), on: proofCase.box)
    case .lessOrEqual: return prover.isNonnegative(.sum([b, .negate(a)]), on: proofCase.box)
    case .greater: return prover.isNonnegative(.sum([a, .negate(b)]), on: proofCase.box, strict: true)
    case .less: return prover.isNonnegative(.sum([b, .negate(a)]), on: proofCase.box, strict: true)
    default: return false
    }
  }

  private mutating func provesMembership(_ value: Tree, _ set: Tree, _ proofCase: ProofCase) -> Bool {
    guard case .set(.interval(let lower, let upper, let below, let above)) = set else { return false }
    return provesLink(value, below ? .greaterOrEqual : .greater, lower, proofCase)
      && provesLink(value, above ? .lessOrEqual : .less, upper, proofCase)
  }

  private mutating func provesMinimiser(_ minimiser: ClaimForm.Minimiser, _ proofCase: ProofCase) -> Bool {
    // Across a cut in the variable's own domain the slope says nothing.
    guard check.space.axis(minimiser.variable)?.critical.isEmpty == true,
      proofCase.box.sides.contains(where: { $0.name == minimiser.variable }),
      let body = inlined(minimiser.body, proofCase), let place = inlined(minimiser.place, proofCase)
    else { return false }
    return prover.isMinimal(
      minimiser.isMaximum ? .negate(body) : body, in: minimiser.variable, at: place, on: proofCase.box)
  }
}
