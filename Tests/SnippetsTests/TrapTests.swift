import Foundation
import Notes
import Testing

@testable import Snippets

/// Traps are named at the note's own line, also where Swift names a line of the standard library or none.
@Suite struct TrapTests {
  /// Code from line 2 on; the line, and words of what is said.
  static let traps: [(name: String, code: String, line: Int, words: String)] = [
    ("index", "let xs = [1, 2]\nlet i = xs.count\nprint(xs[i])", 4, "Index out of range"),
    (
      "index-in-function", "func f(_ xs: [Int]) -> Int {\n  let i = 9\n  return xs[i]\n}\nprint(f([]))", 4,
      "Index out of range"
    ),
    ("index-in-closure", "let xs = [0, 5].map { n in\n  [1, 2][n]\n}\nprint(xs)", 3, "Index out of range"),
    ("division", "func f(_ n: Int) -> Int { 1 / n }\n\nprint(f(0))", 2, "Division by zero"),
    ("remainder", "let n = Int(\"0\")!\nprint(7 % n)", 3, "Division by zero"),
    ("overflow-add", "var n = Int.max\nn += Int(\"1\")!", 3, "arithmetic overflow"),
    (
      "overflow-multiply", "func g(_ n: Int) -> Int {\n  n * n\n}\nprint(g(Int.max))", 3,
      "arithmetic overflow"
    ),
    ("overflow-negate", "let n = Int(\"\\(Int.min)\")!\nprint(-n)", 3, "arithmetic overflow"),
    ("narrow", "let n = Int(\"300\")!\nprint(UInt8(n))", 3, "Not enough bits"),
    ("nan-to-int", "let x = Double(\"nan\")!\nprint(Int(x))", 3, "Double value cannot be converted to Int"),
    ("nil", "let x: Int? = Int(\"x\")\nprint(x!)", 3, "found nil"),
    ("cast", "let x: Any = 1\nprint(x as! String)", 3, "Could not cast"),
    (
      "try", "struct E: Error {}\nfunc f() throws -> Int { throw E() }\nprint(try! f())", 4,
      "unexpectedly raised an error"
    ),
    ("range", "let n = Int(\"0\")!\nfor i in 1...n { print(i) }", 3, "Range requires"),
    ("precondition", "func f(_ p: Double) {\n  precondition(p < 1, \"p < 1\")\n}\nf(2)", 3, "p < 1"),
    ("fatal", "func f() -> Never {\n  fatalError(\"完\")\n}\nf()", 3, "完"),
    ("dictionary", "let d = Dictionary(uniqueKeysWithValues: [(1, 2), (1, 3)])\nprint(d)", 2, "Duplicate"),
    ("recursion", "func f(_ n: Int) -> Int {\n  f(n + 1) + 1\n}\nprint(f(0))", 2, "endless recursion"),
    ("async", "func f(_ n: Int) async -> Int {\n  [1][n]\n}\nprint(await f(3))", 3, "Index out of range"),
    ("abort", "let n = 1\nabort()", 3, "aborted"),
    (
      "negative-array", "let n = Int(\"-1\")!\nlet xs = [Int](repeating: 0, count: n)\nprint(xs)", 3,
      "count < 0"
    ),
    (
      "string-index", "let s = \"ab\"\nprint(s[s.index(s.startIndex, offsetBy: 5)])", 3,
      "String index is out of bounds"
    ),
  ]

  @Test func trapsAreNamedAtTheNotesLine() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let programs = Self.traps.map { page($0.name, "```swift\n" + $0.code + "\n```\n") }
    let runs = try await workshop.runner.run(programs)
    for trap in Self.traps {
      let run = try #require(runs[trap.name])
      let said = run.diagnostics.first { $0.severity == .error }
      #expect(run.status == .trapped, "\(trap.name): \(run.findings)")
      #expect(said?.range?.start.line == trap.line, "\(trap.name): \(run.findings)")
      #expect(said?.message.en.contains(trap.words) == true, "\(trap.name): \(run.findings)")
    }
  }
}
