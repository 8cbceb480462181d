import Arithmetic
import Testing

@testable import docgen

@Suite("Requests to explain")
struct ExplainRequestTests {
  @Test func numbers() {
    #expect(ExactValue(number: "0.05") == .decimal("0.05"))
    #expect(ExactValue(number: " -1e-3 ") == .decimal("-1e-3"))
    #expect(ExactValue(number: "+.5") == .decimal(".5"))
    #expect(ExactValue(number: "−2.") == .decimal("-2."))
    #expect(ExactValue(number: "inf") == .binary(.infinity))
    #expect(ExactValue(number: "-∞") == .binary(-.infinity))
  }

  @Test(arguments: ["", "-", ".", "1.2.3", "e5", "1e", "0x10", "1e9999999", "--1", "nan", "1_000", "一"])
  func noNumbers(text: String) {
    #expect(ExactValue(number: text) == nil)
  }

  @Test func points() throws {
    let point = try GivenPoint(parsing: #"p=0.5, \gamma = 2,ŷ=[[1,0],[]],x_{1,2}=inf"#)
    #expect(point.coordinates.map(\.name) == ["p", #"\gamma"#, "ŷ", "x_{1,2}"])
    #expect(
      point.coordinates.map(\.value) == [
        .decimal("0.5"), .decimal("2"), .array([.array([.decimal("1"), .decimal("0")]), .array([])]),
        .binary(.infinity),
      ])
    #expect(try GivenPoint(parsing: "").coordinates.isEmpty)
    #expect(throws: PointProblem.noValue("p")) { try GivenPoint(parsing: "p") }
    #expect(throws: PointProblem.noName("=1")) { try GivenPoint(parsing: "=1") }
    #expect(throws: PointProblem.noNumber("half")) { try GivenPoint(parsing: "p=half") }
    #expect(throws: PointProblem.self) {
      try GivenPoint(
        parsing: "p=" + String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000))
    }
  }

  @Test("a JSON number is that binary64, a string an exact decimal, arrays nest")
  func lines() throws {
    let line = #"""
      {"tex": "\\frac{1}{x}", "at": {"x": 0.1, "\\gamma": "0.1", "y": [[1, "inf"], []]},
       "declare": {"p": "(0,1)", "f": "function"}, "more": null}
      """#
    let request = try ExplainRequest(line: line.utf8)
    #expect(request.tex == #"\frac{1}{x}"#)
    #expect(request.point.coordinates.map(\.name) == [#"\gamma"#, "x", "y"])
    #expect(
      request.point.coordinates.map(\.value) == [
        .decimal("0.1"), .binary(0.1),
        .array([.array([.binary(1), .binary(.infinity)]), .array([])]),
      ])
    #expect(request.declarations.map(\.domain) == ["function", "(0,1)"])
  }

  @Test(arguments: [
    ("", "no JSON"), ("{", "no JSON"), ("[1]", "another type"), ("{}", "`tex` is missing"),
    (#"{"tex": 1}"#, "`tex` has another type"), (#"{"tex": "x", "at": {"x": "half"}}"#, "`at.x`"),
    (#"{"tex": "x", "at": {"x": null}}"#, "`at.x`"), (#"{"tex": "x", "at": [1]}"#, "`at` has another"),
    ("\u{0}\u{1}", "no JSON"),
  ])
  func badLines(line: String, reason: String) {
    let problem = #expect(throws: BadRequest.self) { try ExplainRequest(line: line.utf8) }
    #expect(problem?.reason.contains(reason) == true, "\(problem?.reason ?? "")")
  }

  @Test("deep nesting is refused, not followed")
  func deepNesting() {
    let deep = #"{"tex": "x", "at": {"x": "# + String(repeating: "[", count: 100_000) + "}}"
    #expect(throws: BadRequest.self) { try ExplainRequest(line: deep.utf8) }
  }
}
