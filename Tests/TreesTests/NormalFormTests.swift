import Trees
import Arithmetic
import Testing
import TreeNotation

@Suite struct RewritingNormalFormTests {
  static let (x, y, a, p) = (v("x"), v("y"), v("a"), v("p"))

  /// Pairs that rewriting must find equal.
  static let identities: [(Tree, Tree)] = [
    (-(x + y), -x - y),
    ((x + y) ** 2, x ** 2 + 2 * x * y + y ** 2),
    (x * y * x, x ** 2 * y),
    (x ** a * x ** (1 - a), x),
    (x / y / y, x * y ** (-2)),
    (0.25 * x + x / 4, x / 2),
    (exp(x) * exp(y), exp(x + y)),
    (log(exp(x)), x),
    (exp(log(x)), x),
    (f(.sqrt, x) * f(.sqrt, x), x),
    (f(.sigmoid, x) + f(.sigmoid, -x), 1),
    (f(.tanh, x), 2 * f(.sigmoid, 2 * x) - 1),
    (f(.sin, x) ** 2 + f(.cos, x) ** 2, 1),
    (f(.tan, x), f(.sin, x) / f(.cos, x)),
    (1 / (1 + x) + x / (1 + x), 1),
    (
      sum("i", 1, v("N"), x * at("y", v("i")) + 1),
      x * sum("j", 1, v("N"), at("y", v("j"))) + sum("k", 1, v("N"), 1)
    ),
    (f(.max, x, y), f(.max, y, x)),
    (f(.abs, x - y), f(.abs, y - x)),
    (-log(1 / (1 + exp(-x))), f(.softplus, -x)),
    (cases((p ** y * (1 - p) ** (1 - y), eq(y, 1)), (0, nil)), cases((p, eq(y, 1)), (0, nil))),
    ((2 * x + 2) / (x + 1), 2),
  ]

  @Test(arguments: identities.indices)
  func findsAnIdentity(_ index: Int) {
    let (left, right) = Self.identities[index]
    #expect(left.isIdentical(to: right), "\(left.normalForm.plain)  |  \(right.normalForm.plain)")
  }

  /// Pairs that are equal only for some signs: rewriting must not call them equal.
  @Test(arguments: [
    (log(x * y), log(x) + log(y)), (log(x ** 2), 2 * log(x)), (f(.sqrt, x ** 2), x),
    ((x ** 2) ** 0.5, x), ((x * y) ** a, x ** a * y ** a), (f(.root, 3, x), x ** (1 / (3 as Tree))),
    (x, y), (x - y, y - x), (f(.abs, x), x),
  ])
  func leavesAlone(_ left: Tree, _ right: Tree) {
    #expect(!left.isIdentical(to: right), "\(left.normalForm.plain)  |  \(right.normalForm.plain)")
  }

  @Test(arguments: RewritingDerivativeTests.trees.indices)
  func isIdempotentAndKeepsTheValue(_ index: Int) throws {
    let tree = RewritingDerivativeTests.trees[index]
    let normal = tree.normalForm
    #expect(normal.normalForm == normal, "\(tree.plain): \(normal.plain) → \(normal.normalForm.plain)")
    let truth = ExactEvaluator()
    for x in [0.3, 0.7, 1.3, 2.6] {
      let point = [Name("x"): ExactValue.binary(x)]
      guard let value = try? truth.enclosure(of: tree, at: point) else { continue }
      #expect(
        value.overlaps(try truth.enclosure(of: normal, at: point)), "\(tree.plain) → \(normal.plain) at \(x)")
      #expect(value.overlaps(try truth.enclosure(of: tree.simplified, at: point)))
    }
  }

  @Test func theHashIgnoresOrderAndNothingElse() {
    let (x, y) = (Self.x, Self.y)
    #expect((x + y - 1).meaningHash == (-1 + y + x).meaningHash)
    #expect((x * y * 2).meaningHash == (2 * x * y).meaningHash)
    #expect((x - y).meaningHash != (y - x).meaningHash)
    #expect((x / y).meaningHash != (y / x).meaningHash)
    #expect((x ** 2).meaningHash != (x * x).meaningHash)
    #expect(Tree.symbol(Name("y", isBold: true)).meaningHash != y.meaningHash)
    #expect(Tree.number(Number("1.50")!).meaningHash == Tree.number(Number("1.5")!).meaningHash)
    #expect(sum("i", 1, x, y).meaningHash != sum("i", 0, x, y).meaningHash)
    #expect(Notes.mal.meaningHash == "e19a8661120a6fa6")
  }
}
