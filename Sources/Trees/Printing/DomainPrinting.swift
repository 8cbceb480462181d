extension Domain {
  /// The set as LaTeX: `(0, 1)`, `\{0, 1\}`, `\mathbb{R}^{N}`.
  package var latex: String { asSet.latex }
  /// The set as text: `(0, 1)`, `{0, 1}`, `ℝ^N`.
  package var plain: String { asSet.plain }

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
