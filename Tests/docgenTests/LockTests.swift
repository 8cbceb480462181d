import Foundation
import Testing

@Suite("The lock")
struct LockTests {
  private static let note = Workshop.area.replacing(
    "r * r }",
    with: """
      r * r }
      table("面积", rows: [1.0, 2.0], column("r") { r in r }, column("面积", format: "%.4f") { r in area(r: r) })
      """)

  @Test("a digit changed is lock-changed, and nothing else")
  func changedDigit() throws {
    let workshop = try Workshop.with(Self.note)
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
    let workshop = try Workshop.with(Self.note)
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
    let workshop = try Workshop.with(Self.note)
    #expect(try workshop.docgen("accept").status == 0)
    try workshop.edit("docs/note.md", replace: "\\pi r^2", with: "\\pi r^{2")
    let outcome = try workshop.docgen("check", "--format", "plain")
    #expect(outcome.status == 2)
    #expect(outcome.output.contains("[broken-formula]"))
    #expect(!outcome.output.contains("[lock-changed]"), "\(outcome.output)")
  }

  @Test("without a lock check says so; --locked makes it an error")
  func missing() throws {
    let workshop = try Workshop.with(Self.note)
    let outcome = try workshop.docgen("check")
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.all.contains("formulas.lock"))
    #expect(try workshop.docgen("check", "--locked").status != 0)
  }

  @Test("a merge conflict is an error of its own")
  func conflict() throws {
    let workshop = try Workshop.with(Self.note)
    try workshop.write("<<<<<<< ours\nseed 1\n=======\nseed 2\n>>>>>>> theirs\n", to: "docs/formulas.lock")
    let outcome = try workshop.docgen("check")
    #expect(outcome.status == 2, "\(outcome.all)")
    #expect(outcome.output.contains("[lock-conflict]"))
  }
}
