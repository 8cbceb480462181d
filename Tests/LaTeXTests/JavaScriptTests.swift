import Formulas
import Testing
import TreeNotation
import Trees

@Suite struct JavaScriptTests {
  @Test func javaScript() {
    let names = [Name("p"): "p", Name("α"): "alpha", Name("γ"): "gamma", Name("y"): "y"]
    #expect(
      Notes.focal.javaScript(names: names)
        == "((y === 1) ? (-(alpha * Math.pow((1 + (-p)), gamma) * Math.log(p)))"
        + " : ((y === 0) ? (-((1 + (-alpha)) * Math.pow(p, gamma) * Math.log((1 + (-p))))) : NaN))")
    #expect(v("z").javaScript(names: names) == nil)
  }
}
