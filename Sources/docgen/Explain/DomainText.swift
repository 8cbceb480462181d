import Formulas

extension Domain {
  /// `(0, 1)`, `{0, 1}`, `ℝ^N×M`, `ℝ² → ℝ`.
  var plain: String {
    guard !shape.isEmpty else { return values.plain }
    return values.plain + "^" + shape.map(\.plain).joined(separator: "×")
  }
}

extension Domain.Values {
  fileprivate var plain: String {
    switch self {
    case .interval(let lower, let upper, let below, let above):
      (below ? "[" : "(") + lower.plain + ", " + upper.plain + (above ? "]" : ")")
    case .finite(let members): "{" + members.map(\.plain).joined(separator: ", ") + "}"
    case .integers(nil, nil): "ℤ"
    case .integers(let lower?, nil): "ℤ ≥ " + lower.plain
    case .integers(let lower, let upper?): "{" + (lower?.plain ?? "…") + ", …, " + upper.plain + "}"
    case .reals: "ℝ"
    case .function(let arity): arity == 1 ? "ℝ → ℝ" : "ℝ^\(arity) → ℝ"
    case .filtered(let values, _, let condition): values.plain + ", " + condition.plain
    }
  }
}
