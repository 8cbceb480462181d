import Foundation
import Testing

@Suite("The lock")
struct LockTests {
  private static let note = TestFolder.area.replacing(
    "r * r }",
    with: """
      r * r }
      table("面积", rows: [1.0, 2.0], column("r") { r in r }, column("面积", format: "%.4f") { r in area(r: r) })
      """)

  @Test("a digit changed is lock-changed, and nothing else")
  func changedDigit() throws {
    let workshop = try TestFolder.with(Self.note)
    let accepted = try workshop.docgen("accept")
    #expect(accepted.status == 0, "\(accepted.all)")
    // 4π = 12.566…
    try workshop.edit("docs/formulas.lock", replace: "12.56637", with: "12.56737")
    let outcome = try workshop.docgen("check", "--format", "plain")
    #expect(outcome.status == 1)
    let errors = outcome.lines.filter { $0.contains("error:") }
    #expect(errors.count == 1, "\(outcome.output)")
    #expect(errors.allSatisfy { $0.contains("[lock-changed]") }, "\(outcome.output)")
    let again = try workshop.docgen("accept")
    #expect(again.output.contains("→"))
    #expect(try workshop.docgen("check", "--locked").status == 0)
  }

  @Test(
    "what a page's Swift never came to say is not gone", arguments: ["let n: Int = \"a\"", "print([0][1])"])
  func brokenSwift(_ line: String) throws {
    let workshop = try TestFolder.with(Self.note)
    #expect(try workshop.docgen("accept").status == 0)
    try workshop.edit("docs/note.md", replace: "```swift\n", with: "```swift\n\(line)\n")
    let outcome = try workshop.docgen("check", "--format", "plain")
    #expect(outcome.status == 1)
    let errors = outcome.lines.filter { $0.contains("error:") }
    #expect(errors.count == 1, "\(outcome.output)")
    #expect(!outcome.output.contains("[lock-changed]"))
  }

  @Test("a definition that is not understood is not gone")
  func brokenFormula() throws {
    let workshop = try TestFolder.with(Self.note)
    #expect(try workshop.docgen("accept").status == 0)
    try workshop.edit("docs/note.md", replace: "\\pi r^2", with: "\\pi r^{2")
    let outcome = try workshop.docgen("check", "--format", "plain")
    #expect(outcome.status == 2)
    #expect(outcome.output.contains("[broken-formula]"))
    #expect(!outcome.output.contains("[lock-changed]"), "\(outcome.output)")
  }

  @Test("without a lock check says so; --locked makes it an error")
  func missing() throws {
    let workshop = try TestFolder.with(Self.note)
    let outcome = try workshop.docgen("check")
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.all.contains("formulas.lock"))
    #expect(try workshop.docgen("check", "--locked").status != 0)
  }

  @Test("a merge conflict is an error of its own")
  func conflict() throws {
    let workshop = try TestFolder.with(Self.note)
    try workshop.write("<<<<<<< ours\nseed 1\n=======\nseed 2\n>>>>>>> theirs\n", to: "docs/formulas.lock")
    let outcome = try workshop.docgen("check")
    #expect(outcome.status == 2, "\(outcome.all)")
    #expect(outcome.output.contains("[lock-conflict]"))
  }
}

/// What is held of a number, and what two locks differ in.
@Suite("Formats")
struct FormatTests {
  private static let note = """
    ---
    strict: true
    run: true
    ---

    其中 $r \\in [0, 10]$ 是半径。

    $$
    \\mathrm{area}(r) = \\pi r^2
    $$

    ```swift
    func area(r: Double) -> Double { .pi * r * r }
    ```

    半径为一时是 `= area(r: 1); %.3f`。
    """
  private let lock = "docs/formulas.lock"

  @Test("the lock of format 1 is said to be old, its numbers hold, and accept brings it up to date")
  func old() throws {
    let workshop = try TestFolder.with(Self.note)
    #expect(try workshop.docgen("accept").status == 0)
    let new = try workshop.read(lock)
    let meaning = try #require(new.firstMatch(of: /meaning ([0-9a-f]+) [0-9a-f]+ (.*)/))
    let old = "seed 20241122\nmeaning \(meaning.1) \(meaning.2)\nnumber 3.14159265358979 note:inline:0\n"
    try workshop.write(old, to: lock)
    let check = try workshop.docgen("check", "--format", "plain", "--lang", "en")
    #expect(check.status == 1)
    #expect(check.lines.filter { $0.contains("error:") }.count == 1, "\(check.output)")
    #expect(check.output.contains("[lock-is-old]") && check.output.contains("docgen accept"))
    let accept = try workshop.docgen("accept", "--lang", "en")
    #expect(
      accept.all.contains("writing: 1 → 2") && accept.all.contains(" 0 changes"), "\(accept.all)")
    #expect(try workshop.read(lock) == new)

    try workshop.write(old.replacing("3.14159", with: "3.14259").replacing(meaning.1, with: "00"), to: lock)
    let changed = try workshop.docgen("accept", "--lang", "en").all
    #expect(
      changed.contains("value: 1 differences") && changed.contains("3.14259265358979 → ~3.141593"),
      "\(changed)")
    #expect(changed.contains("format 1 holds no text"), "\(changed)")
  }

  @Test(
    "what a newer docgen wrote is neither read nor overwritten",
    arguments: ["formulas.lock", "formulas.audit"])
  func newer(_ name: String) throws {
    let workshop = try TestFolder.with(Self.note)
    let text = "format 99\nwhatever 1 2 3\n"
    try workshop.write(text, to: "docs/" + name)
    for command in ["check", name == "formulas.lock" ? "accept" : "audit"] {
      let outcome = try workshop.docgen(command, "--format", "plain")
      #expect(outcome.status == 2, "\(outcome.all)")
      #expect(outcome.output.contains("-too-new]"), "\(outcome.all)")
    }
    #expect(try workshop.read("docs/" + name) == text)
  }

  @Test("accept tells apart a formula that was changed, a domain that was, and a number that was")
  func aspects() throws {
    let workshop = try TestFolder.with(Self.note)
    #expect(try workshop.docgen("accept").status == 0)
    try workshop.edit("docs/note.md", replace: "[0, 10]", with: "[0, 11]")
    let domain = try workshop.docgen("accept", "--lang", "en").all
    #expect(domain.contains("meaning: 1 differences") && domain.contains("the text is the same"), "\(domain)")
    #expect(!domain.contains("value:"), "\(domain)")
    try workshop.edit("docs/note.md", replace: "\\pi r^2", with: "2 \\pi r^2")
    try workshop.edit("docs/note.md", replace: ".pi * r", with: "2 * .pi * r")
    let formula = try workshop.docgen("accept", "--lang", "en").all
    #expect(formula.contains("so is the text"), "\(formula)")
    #expect(
      formula.contains("value: 1 differences") && formula.contains("~3.141593 → ~6.283185 (+1)"), "\(formula)"
    )
  }

  @Test("a number is held to what is shown and three places more")
  func held() throws {
    let workshop = try TestFolder.with(Self.note)
    #expect(try workshop.docgen("accept").status == 0)
    // %.3f: 3.142; six places are held, within one of the last.
    for (factor, status) in [("1.0000001", Int32(0)), ("1.000001", 1)] {
      let text = try workshop.read("docs/note.md")
      try workshop.edit("docs/note.md", replace: "area(r: 1)", with: "\(factor) * area(r: 1)")
      let outcome = try workshop.docgen("check", "--format", "plain")
      #expect(outcome.status == status, "\(outcome.all)")
      #expect(outcome.output.contains("[lock-changed]") == (status == 1), "\(outcome.all)")
      try workshop.write(text, to: "docs/note.md")
    }
  }

  @Test(
    "two claims of one id are an error, and no proof is written over another",
    arguments: ["check", "prove", "audit"])
  func twice(_ command: String) throws {
    let workshop = try TestFolder.with("<!-- claim C1 -->\n$$\n1 + 1 = 2\n$$\n", at: "docs/a.md")
    try workshop.write("<!-- claim C1 -->\n$$\n1 + 2 = 3\n$$\n", to: "docs/b.md")
    try workshop.write("strict: true\n", to: "docs/docgen.yml")
    let outcome = try workshop.docgen(command, "--format", "plain")
    #expect(outcome.status == 2, "\(outcome.all)")
    #expect(
      outcome.lines.contains { $0.hasPrefix("docs/b.md:") && $0.hasSuffix("[id-twice]") }, "\(outcome.all)")
    #expect(!workshop.exists("docs/proofs/C1.json") && !workshop.exists("docs/formulas.audit"))
  }
}
