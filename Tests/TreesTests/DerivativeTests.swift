import Trees
import Arithmetic
import Testing
import TreeNotation

@Suite struct RewritingDerivativeTests {
  static let x = v("x")
  static let trees: [Tree] = [
    x ** 3 - 2 * x, x ** x, 2 ** x, log(x) / x, exp(-x ** 2), f(.sqrt, 1 + x ** 2), f(.root, 3, x),
    f(.sigmoid, x),
    f(.softplus, x), f(.tanh, x), f(.sin, x) * f(.cos, x), f(.tan, x), f(.cot, x), f(.sec, x), f(.csc, x),
    f(.arcsin, x / 4), f(.arccos, x / 4), f(.arctan, x), f(.arctan2, x, 2), f(.sinh, x), f(.cosh, x),
    f(.arsinh, x),
    f(.arcosh, 2 + x), f(.artanh, x / 4), f(.erf, x), f(.abs, x), f(.relu, x), f(.max, x, x ** 2),
    f(.logBase, 2, x),
    f(.logBase, x + 2, 3), f(.modulo, x, 1), f(.floor, x) * x,
    cases((x ** 2, rel(x, .less, 1)), (2 * x, nil)),
    sum("i", 1, 4, x ** v("i")), fold(.product, "i", .integers(1, 3), x + v("i")),
  ]

  /// The derivative lies among the difference quotients: two one-sided quotients in balls enclose it up
  /// to the curvature, here with h = 2^-40 and 1e-9 for the curvature.
  @Test(arguments: trees.indices)
  func agreesWithADifferenceQuotient(_ index: Int) throws {
    let tree = Self.trees[index]
    let slope = try tree.derivative(by: Name("x"))
    let truth = ExactEvaluator()
    for x in [0.3, 0.7, 1.3, 2.6] {
      let h = 0x1p-40
      guard let above = try? truth.enclosure(of: tree, at: [Name("x"): .binary(x + h)]),
        let below = try? truth.enclosure(of: tree, at: [Name("x"): .binary(x - h)])
      else { continue }
      let quotient = BallArithmetic(precision: 256)
      let difference = try quotient.divide(quotient.add(above, quotient.negate(below)), Ball(2 * h))
      let value = try truth.enclosure(of: slope, at: [Name("x"): .binary(x)])
      #expect(
        abs(value.middle - difference.middle) <= 1e-9 * max(1, abs(value.middle)),
        "\(tree.plain) at \(x): \(slope.plain)")
    }
  }

  @Test func whereBranchesMeetThereIsNone() throws {
    let truth = ExactEvaluator()
    for tree in [
      f(.abs, v("x")), f(.relu, v("x")), f(.sign, v("x")),
      cases((v("x"), rel(v("x"), .greaterOrEqual, 0)), (0, nil)),
    ] {
      let slope = try tree.derivative(by: Name("x"))
      #expect(throws: Undefined.self) { try truth.enclosure(of: slope, at: [Name("x"): .binary(0)]) }
      #expect(try truth.enclosure(of: slope, at: [Name("x"): .binary(2)]).nearest != nil)
    }
  }

  @Test func focalLossByItsProbability() throws {
    let positive = -v("α") * (1 - v("p")) ** v("γ") * log(v("p"))
    #expect(
      try positive.derivative(by: Name("p")).plain
        == "α·γ·(1 − p)^(γ − 1)·log p − α·(1 − p)^γ·(1/p)")
  }
}
