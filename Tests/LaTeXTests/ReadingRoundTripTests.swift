@testable import Formulas
@testable import LaTeX
@testable import Typesetting
import Diagnostics
import TestSupport
import Testing

@testable import Trees

/// What is printed as LaTeX reads back as the same tree, and signs bind as custom has it.
@Suite struct ReadingRoundTripTests {
  @Test func randomTreesPrintAndReadBack() throws {
    let explainer = Explainer()
    var random = Seeded(seed: 20_241_204)
    for index in 0..<400 {
      let tree = Self.tree(3, &random)
      let explanation = try explainer.explain(
        tree.latex,
        declaring: [
          (name: "x", domain: #"\mathbb{R}^n"#), (name: "f", domain: #"\mathbb{R}^2 \to \mathbb{R}"#),
        ])
      let isSame = explanation.tree.map { $0.meaningHash == tree.meaningHash } ?? false
      #expect(
        isSame,
        "seed \(random.seed), tree \(index): \(tree.latex)\n  was \(tree.plain)\n  is \(explanation.tree?.plain ?? "\(explanation.problems.map(\.message.zh))")"
      )
    }
  }

  private static func tree(_ depth: Int, _ random: inout Seeded) -> Tree {
    func next() -> Tree { tree(depth - 1, &random) }
    guard depth > 0 else {
      return random.next(of: [
        .number(2), .number(Number("0.25") ?? 1), .symbol(Name("a")), .symbol(Name("γ")),
        .symbol(Name("p", label: "t")),
        .symbol(Name("y", accents: ["hat"])), .constant(.pi), .constant(.e),
        .element(.symbol(Name("x")), [.number(1)]),
      ])
    }
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return .sum([next(), next(), .negate(next())])
    case 1: return .sum([.negate(next()), next()])
    case 2: return Parser.product([next(), next()])
    case 3: return .negate(next())
    case 4: return .quotient(next(), next())
    case 5: return .power(next(), next())
    case 6:
      return .apply(
        random.next(of: [.log, .sin, .exp, .sqrt, .abs, .floor, .sigmoid, .tanh, .gamma, .erf]), [next()])
    case 7: return .apply(random.next(of: [.max, .min, .logBase, .root, .binomial]), [next(), next()])
    case 8:
      return .fold(
        .init(
          random.next(of: [.sum, .product]), Name("i"),
          .integers(.number(1), random.next(of: [.number(3), .symbol(Name("n"))])), next()))
    case 9:
      return .cases([
        .init(next(), if: .relation([next(), next()], [random.next(of: [.less, .equal, .greaterOrEqual])])),
        .init(next(), if: nil),
      ])
    case 10: return .applied(.symbol(Name("f")), [next(), next()])
    case 11: return .apply(.indicator, [.relation([next(), next()], [.less])])
    case 12: return .power(.apply(.sin, [next()]), .number(2))
    default: return .apply(.factorial, [.symbol(Name("n"))])
    }
  }

  @Test(arguments: [
    ("-x^2", "−x^2"), ("-xy", "−x·y"), ("x - -y", "x − (−y)"), ("2x^2y", "2·x^2·y"), ("x^{y^z}", "x^(y^z)"),
    ("-\\log xy", "−log(x·y)"),
    ("1/2 x", "1/2·x"), ("\\frac12 x^2", "1/2·x^2"), ("-\\alpha(1-p)^\\gamma", "−α·(1 − p)^γ"),
    ("\\sin x^2", "sin x^2"), ("\\sin^2 x", "(sin x)^2"),
    ("2n!", "2·n!"), ("-x!", "−x!"), ("x^n!", "(x^n)!"), ("\\log x \\log y", "log(x)·log y"),
    ("\\sum_{i=1}^n i x + 1", "∑_{i=1}^{n} i·x + 1"), ("10^{-3}", "10^(−3)"),
  ])
  func signsBindByCustom(_ latex: String, _ plain: String) throws {
    let numbers = [GivenValue(name: "\\alpha", lengths: [])]
    #expect(try Explainer().explain(latex, values: numbers).tree?.plain == plain)
  }
}
