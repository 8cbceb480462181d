import Formulas
import Testing

/// Brackets within brackets: read to a depth that no author reaches, refused beyond it, and never twice at a level.
@Suite("Brackets within brackets")
struct NestingTests {
  struct Nest: CustomTestStringConvertible {
    var open: String
    var close: String

    init(_ open: String, _ close: String) { (self.open, self.close) = (open, close) }

    func latex(_ depth: Int) -> String {
      String(repeating: open, count: depth) + "x" + String(repeating: close, count: depth)
    }
    var testDescription: String { "\(open) … \(close)" }
  }

  static let nests = [
    Nest("(", ")"), Nest("1 + [", "]"), Nest("\\left( 1 + ", "\\right)"), Nest("\\left| 1 - ", "\\right|"),
    Nest("|1 - (", ")|"), Nest("\\log(", ")"), Nest("\\sigma(", ")"), Nest("\\max(", ", 1)"),
    Nest("\\sqrt{1 + ", "}"), Nest("\\frac{1}{1 + ", "}"), Nest("y^{", "}"), Nest("y'(", ")"),
    Nest("H(", ")"),
    Nest("H(", ", 1)"), Nest("\\mathrm{D}(", ")"), Nest("g(", ", 1)"),
    Nest("\\lfloor ", "\\rfloor"), Nest("-(", ")"),
    Nest("\\begin{cases} 1 & y > 0 \\\\ ", " & y < 0 \\end{cases}"),
  ]

  @Test("a hundred deep is read", arguments: nests)
  func hundred(nest: Nest) throws {
    let explained = try Explainer().explain(nest.latex(100))
    #expect(!explained.problems.contains { $0.identifier == "too-deep" }, "\(explained.problems)")
    #expect(explained.tree != nil, "\(explained.problems.map(\.message.en))")
  }

  @Test("a thousand deep is refused or read, and no crash", arguments: nests)
  func thousand(nest: Nest) throws {
    let explained = try Explainer().explain(nest.latex(1000))
    #expect(explained.tree != nil || !explained.problems.isEmpty)
  }
}
