import Notes
import Testing

@testable import Snippets

/// What takes part in a function's values and is not printed is found, whichever way it takes part.
@Suite struct HiddenPartsTests {
  /// A hidden block, what is shown, and which of the hidden lines are listed, from 0.
  static let cases: [(name: String, hidden: String, shown: String, listed: [Int])] = [
    ("called", "func g(_ x: Double) -> Double { x + 1 }", "func f(x: Double) -> Double { g(x) }", [0]),
    (
      "called by what is called",
      "func h(_ x: Double) -> Double { x }\nfunc g(_ x: Double) -> Double { h(x) }",
      "func f(x: Double) -> Double { g(x) }", [0, 1]
    ),
    (
      "by a shown function", "func h(_ x: Double) -> Double { x }",
      "func g(_ x: Double) -> Double { h(x) }\nfunc f(x: Double) -> Double { g(x) }", [0]
    ),
    ("a constant", "let c = 0.25", "func f(x: Double) -> Double { c * x }", [0]),
    (
      "an operator", "infix operator ⊗\nfunc ⊗ (a: Double, b: Double) -> Double { a }",
      "func f(x: Double) -> Double { x ⊗ x }", [0, 1]
    ),
    (
      "an operator of the language", "func * (a: Double, b: Int) -> Double { a }",
      "func f(x: Double) -> Double { x * 2 }", [0]
    ),
    (
      "an extension", "extension Double { var twice: Double { self } }", "func f(x: Double) -> Double { x }",
      [0]
    ),
    (
      "a literal's type", "typealias FloatLiteralType = Float", "func f(x: Double) -> Double { 0.1 * x }", [0]
    ),
    ("a type's name", "typealias Double = Float", "func f(x: Double) -> Double { x }", [0]),
    (
      "a member", "enum E { case one; var value: Double { 1 } }",
      "func f(x: Double) -> Double { E.one.value }", [0]
    ),
    ("another module", "import Losses", "func f(x: Double) -> Double { loss(x) }", [0]),
    (
      "a library's function of that name", "func log(_ x: Double) -> Double { x }",
      "func f(x: Double) -> Double { log(x) }", [0]
    ),
    // What does not take part.
    (
      "a parameter of that name", "func g(_ x: Double) -> Double { x }", "func f(x: Double) -> Double { x }",
      []
    ),
    ("a plot", "import Foundation\nprint(f(x: 1))", "func f(x: Double) -> Double { x }", []),
  ]

  @Test(arguments: cases) func isListed(
    name: String, hidden: String, shown: String, listed: [Int]
  ) throws {
    let program = page(
      "a", "```swift hidden\n\(hidden)\n```\n\n```swift\n\(shown)\n```\n")
    let function = try #require(Declarations(of: program.document).functions.first { $0.name == "f" })
    let lines = HiddenParts(shownAs(program)).of(function).map { $0.start.line - 2 }
    #expect(lines == listed, "\(name)")
  }

  @Test func aPlainFileIsOnNoPage() throws {
    let helper = document("lib.swift", "```swift\nfunc g(_ x: Double) -> Double { x }\n```\n")
    var program = page("a", "```swift\nfunc f(x: Double) -> Double { g(x) }\n```\n")
    let function = try #require(Declarations(of: program.document).functions.first)
    program = shownAs(program)
    program.uses = [helper]
    #expect(HiddenParts(program).of(function).count == 1)
  }

  /// The room's reader makes no blocks; a page has some.
  private func shownAs(_ program: PageProgram) -> PageProgram {
    var program = program
    program.document.blocks = [Block(.thematicBreak, range: program.document.file.range(0..<0))]
    return program
  }
}
