import Trees
import Testing
import TreeNotation

@Suite struct PrintingTests {
  @Test(arguments: [
    (Notes.focal, "{ −α·(1 − p)^γ·log p if y = 1; −(1 − α)·p^γ·log(1 − p) if y = 0 }"),
    (Notes.mal, "{ −(q^γ·log p + (1 − q^γ)·log(1 − p)) if y = 1; −p^γ·log(1 − p) if y = 0 }"),
    (v("x") - (v("y") + 1), "x − (y + 1)"), (v("x") / (v("y") / 2), "x/(y/2)"),
    (-(v("x") ** 2), "−x^2"), ((-v("x")) ** 2, "(−x)^2"),
    (sum("i", 1, v("N"), at("p", v("i"))), "∑_{i=1}^{N} p_i"),
    (log(v("p")) * v("q"), "log(p)·q"),
  ])
  func plain(_ tree: Tree, _ text: String) { #expect(tree.plain == text) }

  @Test(arguments: [
    (
      Notes.focal,
      #"\begin{cases} -\alpha \cdot \left( 1 - p \right)^{\gamma} \cdot \log p & y = 1 \\ "#
        + #"-\left( 1 - \alpha \right) \cdot p^{\gamma} \log \left( 1 - p \right) & y = 0 \end{cases}"#
    ),
    (v("x") / (v("y") + 1), #"\frac{x}{y + 1}"#), (2 * v("x") * 3, #"2 x \cdot 3"#),
    (sum("i", 1, v("N"), at("p", v("i")) + 1), #"\sum_{i=1}^{N} \left( p_{i} + 1 \right)"#),
    (log(v("p")) * v("q"), #"\left( \log p \right) q"#),
    (f(.sin, v("x")) ** 2, #"\left( \sin x \right)^{2}"#),
  ])
  func latex(_ tree: Tree, _ text: String) { #expect(tree.latex == text) }

  @Test func domains() {
    let open = Domain(.interval(0, 1, closedBelow: false, closedAbove: true))
    #expect(open.plain == "(0, 1]")
    #expect(Domain(.reals, shape: [v("N")]).latex == #"\mathbb{R}^{N}"#)
    #expect(Domain(.finite([0, 1])).plain == "{0, 1}")
    #expect(Domain(.integers(1, nil)).plain == "{n ∈ ℤ | 1 ≤ n}")
  }
}
