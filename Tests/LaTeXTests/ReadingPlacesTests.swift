import Formulas
import Typesetting
import Diagnostics
import Testing

/// Places of what KaTeX gives none: words in a font, operators.
@Suite struct ReadingPlacesTests {
  static let note = #"""
    $p \in (0, 1)$, $t \in (0, 1)$

    $$\mathrm{SCE}(p, t) = -(t \log p + (1 - t) \log (1 - p))$$

    <!-- erratum of SCE as SCE_printed: no brackets -->
    $$\mathrm{SCE}(p, t) = -t \log p + (1 - t) \log (1 - p)$$

    <!-- claim -->
    $$\forall t \in (0, 1): \arg\min_{p \in (0, 1)} \mathrm{SCE}(p, t) = t$$

    <!-- claim -->
    $$\mathrm{SCE}_{\mathrm{printed}}(p, t) \le \mathrm{SCE}(p, t)$$

    <!-- claim -->
    $$\arg\min_{p \in (0, 1)} \mathrm{Unknown}(p, t) = t$$
    """#

  @Test func aWordBehindAnOperatorHasItsOwnPlace() throws {
    let formulaIndex = try FormulaIndex.read([PageFormulas(note: Self.note)])
    let errors = formulaIndex.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.identifier) == ["unknown-function"])
    #expect(errors.first?.range?.text.hasSuffix(#"\mathrm{Unknown}(p, t)"#) == true)
  }
}

@Suite struct ReadingDepthTests {
  /// Both once took exponential time or gigabytes.
  @Test(arguments: [
    String(repeating: "x^{", count: 300) + "x" + String(repeating: "}", count: 300),
    String(repeating: #"\frac{"#, count: 20_000) + "x" + String(repeating: "}{x}", count: 20_000),
  ])
  func deepFormulasEndInAnError(_ latex: String) throws {
    let explained = try Explainer().explain(latex)
    #expect(explained.formula.reading == nil)
    #expect(explained.problems.contains { ["too-deep", "broken-formula"].contains($0.identifier) })
  }
}
