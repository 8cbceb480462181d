import Foundation
import Testing

@Suite("explain")
struct ExplainTests {
  private func answers(_ lines: [String]) throws -> [[String: Any]] {
    let outcome = try TestFolder().docgen(
      ["explain", "--jsonl"], input: Data((lines.joined(separator: "\n") + "\n").utf8))
    #expect(outcome.status == 0, "\(outcome.progress)")
    return try outcome.lines.map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  @Test("a value is enclosed by decimals, as many as one asks")
  func value() throws {
    let answer = try #require(
      answers([#"{"tex": "\\mathrm{f}(p) = -\\log p + \\gamma", "at": {"p": 0.5, "gamma": "0.1", "z": 1}}"#])
        .first)
    #expect(answer["understood"] as? Bool == true)
    #expect(answer["kind"] as? String == "definition")
    let (lower, upper) = (answer["lower"] as? String ?? "", answer["upper"] as? String ?? "")
    // log 2 + 0.1 = 0.79314718055994530941723…
    #expect(lower.hasPrefix("0.793147180559945309"))
    #expect(upper.hasPrefix("0.793147180559945309"))
    #expect(lower < upper)
  }

  @Test("every row of a definition is shown")
  func rows() throws {
    let outcome = try TestFolder().docgen("explain", "x = 1 = 2")
    #expect(outcome.output.contains("x = 1 = 2"), "\(outcome.all)")
  }

  @Test("a JSON number is its binary64, a string the decimal")
  func exactness() throws {
    let both = try answers([
      #"{"tex": "x", "at": {"x": 0.1}}"#, #"{"tex": "x", "at": {"x": "0.1"}}"#,
      #"{"tex": "x", "at": {"x": "inf"}}"#,
    ])
    #expect((both[0]["lower"] as? String)?.hasPrefix("0.1000000000000000055") == true)
    #expect((both[1]["lower"] as? String).map { $0 <= "0.1" } == true)
    #expect((both[1]["upper"] as? String).map { $0 >= "0.1" && $0 < "0.10000000000000001" } == true)
    #expect(both[2]["lower"] as? String == "inf")
  }

  @Test("names by LaTeX, Greek letter or Latin name; arrays nest; lengths follow from arrays")
  func names() throws {
    let lines = [#"\\gamma"#, "γ", "gamma"].map { #"{"tex": "\\gamma + 1", "at": {"\#($0)": 2}}"# }
    for answer in try answers(lines) { #expect(answer["lower"] as? String == "3") }
    let ragged = try answers([
      #"{"tex": "\\sum_{i=1}^{N} \\sum_{j=1}^{M_i} \\hat y_{i,j}", "at": {"\\hat y": [[1, 2], [3], []], "N": 3, "M": [2, 1, 0]}}"#
    ])
    #expect(ragged[0]["lower"] as? String == "6")
  }

  @Test("one bad line never stops it; order is kept; every line is answered")
  func manyLines() throws {
    let lines = (0..<2000).map { number in
      switch number % 5 {
      case 0: "garbage"
      case 1: #"{"tex": "x + \\undefinedcommand"}"#
      case 2: ""
      default: #"{"tex": "x + \#(number)", "at": {"x": 0}}"#
      }
    }
    let answers = try answers(lines)
    try #require(answers.count == lines.count)
    for (number, answer) in answers.enumerated() {
      if number % 5 > 2 {
        #expect(answer["lower"] as? String == String(number))
      } else {
        #expect(answer["understood"] as? Bool == false)
        #expect((answer["column"] as? Int ?? 0) >= 1)
        #expect((answer["message"] as? String)?.isEmpty == false)
      }
    }
    #expect(answers[1]["column"] as? Int == 5)
  }

  @Test("one formula: for people, as JSON, and where understanding stops")
  func single() throws {
    let workshop = try TestFolder()
    let people = try workshop.docgen("explain", #"-\alpha x"#, "--at", "x=2,α=0.5")
    #expect(people.status == 0, "\(people.all)")
    #expect(people.output.contains("-1\n"))
    let json = try workshop.docgen("explain", "x^2", "--at", "x=1.5", "--json")
    #expect(json.output.contains(#""lower": "2.25""#))
    let broken = try workshop.docgen("explain", #"x + \frac{1"#)
    #expect(broken.status == 2)
    #expect(broken.output.contains("^"))
    #expect(try workshop.docgen("explain", "x", "--at", "x").status == 64)
    #expect(try workshop.docgen("explain").status == 64)
  }
}
