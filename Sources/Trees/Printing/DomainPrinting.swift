extension Domain {
  /// The set as LaTeX: `(0, 1)`, `\{0, 1\}`, `\mathbb{R}^{N}`.
  package var latex: String { shown.latex }
  /// The set as text: `(0, 1)`, `{0, 1}`, `ℝ^N`.
  package var plain: String { shown.plain }

  /// The set as a reader takes it: what is said of an array as a whole stands around all of it,
  /// `\{p \in [0, 1]^n \mid \sum_i p_i = 1\}`.
  private var shown: Tree {
    guard !shape.isEmpty, case .filtered(let inner, let scope) = values, !scope.isOfElements else {
      return asSet
    }
    return .set(.filtered(in: Domain(inner, shape: shape).shown, scope))
  }

  /// The set that the domain is, as a tree.
  package var asSet: Tree {
    let element = values.asSet
    return shape.isEmpty ? element : .set(.arrays(element, lengths: shape))
  }
}

extension Domain.Values {
  package var asSet: Tree {
    switch self {
    case .interval(let lower, let upper, let below, let above):
      return .set(.interval(lower, upper, closedBelow: below, closedAbove: above))
    case .finite(let members): return .set(.finite(members))
    case .integers(nil, nil): return .set(.integers)
    case .integers(let lower?, nil) where lower == .number(0): return .set(.naturals)
    case .integers(let lower, let upper):
      let symbol = Tree.symbol(Name("n"))
      var terms = [symbol]
      var relations: [Tree.Relation] = []
      if let lower {
        terms.insert(lower, at: 0)
        relations.append(.lessOrEqual)
      }
      if let upper {
        terms.append(upper)
        relations.append(.lessOrEqual)
      }
      return .set(.filtered(in: .set(.integers), Tree.Scope(Name("n"), .relation(terms, relations))))
    case .reals: return .set(.reals)
    case .function(let arity):
      let reals = Tree.set(.reals)
      let from: Tree =
        arity == 1 ? reals : .set(.arrays(reals, lengths: [.number(Number(UInt(max(arity, 0))))]))
      return .set(.functions(from: from, to: reals))
    case .filtered(let values, let scope): return .set(.filtered(in: values.asSet, scope))
    }
  }
}

extension Tree.Scope {
  /// Whether it compares the name itself, with a number or a set of numbers: `x \ne 0`, `x \notin \{1\}`.
  fileprivate var isOfElements: Bool {
    let (name, body) = opened
    guard case .relation(let sides, _) = body, sides.first == .symbol(name) else { return false }
    return sides.dropFirst().allSatisfy { side in
      if case .set(.arrays) = side { false } else { !side.freeSymbols.contains(name) }
    }
  }
}
