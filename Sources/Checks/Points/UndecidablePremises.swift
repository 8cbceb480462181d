import Trees

extension SampleSpace {
  /// Sets aside equalities that no point is seen to break and of which some do not tell: `\sigma(x) = 1 / (1 + e^{-x})`, an
  /// identity said as a premise.
  ///
  /// As conditions they would leave hardly a point. Where they are identities by rewriting nothing is lost with them;
  /// otherwise what fails is not refuted, for it may fail where the premise does.
  mutating func setAsideUndecidable(for identity: String, _ options: CheckOptions, _ evaluation: Evaluation) {
    let suspects = axes.filter { !$0.isDrawnToMeet }.flatMap(\.conditions).filter(\.isEquality).uniqued
    guard !suspects.isEmpty else { return }
    var open = self
    open.drop(suspects)
    let size = Sampling.Size(budget: Self.looks, smallestLayer: 2)
    let generator = SplitMix64(seed: options.seed, for: identity + ":premises")
    let points = Sampling.points(of: open, size, generator: generator, evaluation)
    let looks = FormulaAudit.spread(points.count, over: Self.looks).map { points[$0] }
    let undecidable = suspects.filter { $0.isUndecidable(at: looks, evaluation) }
    drop(undecidable)
    undecided += undecidable.filter { !$0.isIdentity(evaluation) }
  }

  /// As many points as show that an equality is no identity: one would do, if it is not drawn where both sides meet.
  private static let looks = 24

  private mutating func drop(_ conditions: [Tree]) {
    for place in axes.indices { axes[place].conditions.removeAll(where: conditions.contains) }
  }
}

extension SampleSpace.Axis {
  /// Whether its values are drawn so that they meet its own equality: unit vectors, symmetric matrices.
  fileprivate var isDrawnToMeet: Bool {
    switch kind {
    case .array(_, _, .none), .scalar, .function: false
    case .array: true
    }
  }
}

extension Tree {
  fileprivate func isUndecidable(at points: [Point], _ evaluation: Evaluation) -> Bool {
    var isTold = true
    for point in points {
      switch evaluation.holds(self, at: point) {
      case .success(.no): return false
      case .success(.unknown): isTold = false
      case .success(.yes), .failure: continue
      }
    }
    return !isTold
  }

  fileprivate func isIdentity(_ evaluation: Evaluation) -> Bool {
    guard case .relation(let terms, [.equal]) = self, terms.count == 2 else { return false }
    return RelationCheck(evaluation: evaluation, left: terms[0], relation: .equal, right: terms[1]).isIdentity
  }
}
