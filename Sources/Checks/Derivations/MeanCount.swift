import Diagnostics
import Trees

/// A mean whose divisor is one less than the number of its terms: `\frac{1}{C/G} \sum_{c = gC/G}^{(g+1)C/G}`.
///
/// Sums from a number on are left alone: n − 1 below a sum from 1 to n is meant, and so is n below one from 0 to n.
enum MeanCount {
  /// The bounds of the sum, written out, where it is so.
  static func mistake(in tree: Tree) -> (divisor: Tree, lower: Tree, upper: Tree)? {
    switch tree {
    case .quotient(.fold(let fold), let divisor):
      if let found = mistake(fold, divisor) { return found }
    case .product(let factors):
      for (first, second) in zip(factors, factors.dropFirst()) {
        if case .quotient(.number(1), let divisor) = first, case .fold(let fold) = second,
          let found = mistake(fold, divisor)
        {
          return found
        }
      }
    default: break
    }
    return tree.children.lazy.compactMap { mistake(in: $0) }.first
  }

  private static func mistake(
    _ fold: Tree.Fold, _ divisor: Tree
  ) -> (divisor: Tree, lower: Tree, upper: Tree)? {
    guard fold.kind == .sum else { return nil }
    let parts: [Tree] = if case .product(let factors) = divisor { factors } else { [divisor] }
    if case .integers(let lower, let upper) = fold.range, !lower.freeSymbols.isEmpty {
      let steps = Tree.sum([upper, .negate(lower)])
      if let part = parts.first(where: { steps.isIdentical(to: $0) }) { return (part, lower, upper) }
    }
    // `\frac{1}{(C/G)HW} \sum_c \sum_h \sum_w`: the divisor counts what all of the sums run over.
    guard case .fold(let inner) = fold.scope.opened(avoiding: []).1 else { return nil }
    return mistake(inner, divisor)
  }
}

extension Diagnostic {
  static func meanCount(
    _ found: (divisor: Tree, lower: Tree, upper: Tree), at range: SourceRange
  ) -> Diagnostic {
    let (lower, upper, divisor) = (found.lower.plain, found.upper.plain, found.divisor.plain)
    return Diagnostic(
      .warning, "mean-count",
      Message(
        zh: "从 \(lower) 到 \(upper) 有 \(divisor) + 1 项，却除以 \(divisor)",
        en: "from \(lower) to \(upper) there are \(divisor) + 1 terms, divided by \(divisor)"),
      at: range, consequence: .content,
      help: [Message(zh: "上限减一，或下限加一", en: "end one sooner, or begin one later")])
  }
}
