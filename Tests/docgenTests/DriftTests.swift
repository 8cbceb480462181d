import Foundation
import Testing

/// One thing that went wrong in a copy of the notes.
struct Break: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var page: String
  var old: String
  var new: String
}

@Suite("Drift in the notes is caught, at its place, with both values")
struct DriftTests {
  static let breaks = [
    Break(
      testDescription: "a sign in MAL's formula", page: "docs/losses/mal.md",
      old: #"& -\left( q^{\gamma} \log p + (1 - q^{\gamma}) \log (1 - p) \right)"#,
      new: #"& -\left( q^{\gamma} \log p - (1 - q^{\gamma}) \log (1 - p) \right)"#),
    Break(
      testDescription: "γ doubled in FL's formula", page: "docs/losses/focal.md",
      old: #"-\alpha \left( 1 - p \right)^{\gamma} \log p"#,
      new: #"-\alpha \left( 1 - p \right)^{2\gamma} \log p"#),
    Break(
      testDescription: "α and 1 − α exchanged in VFL's Swift", page: "docs/losses/vfl.md",
      old: ": -α * pow(p, γ) * log1p(-p)", new: ": -(1 - α) * pow(p, γ) * log1p(-p)"),
    Break(
      testDescription: "log(p) for log(1 - p) in BCE's Swift", page: "docs/losses/bce.md",
      old: "y == 1 ? -log(p) : -log1p(-p)", new: "y == 1 ? -log(p) : -log(p)"),
  ]

  @Test("with and without the lock", arguments: breaks, [true, false])
  func drift(broken: Break, hasLock: Bool) throws {
    let workshop = try TestFolder.withNotes()
    if !hasLock, workshop.exists("docs/formulas.lock") { try workshop.remove("docs/formulas.lock") }
    try workshop.edit(broken.page, replace: broken.old, with: broken.new)
    let outcome = try workshop.docgen("check", "--docs", "docs")
    #expect(outcome.status == 1, "\(outcome.all)")
    let found = outcome.lines.first { line in
      line.hasPrefix(broken.page + ":") && line.contains("error:") && line.contains("[formula-differs]")
    }
    #expect(found?.contains(#/:\d+:\d+: /#) == true, "\(outcome.all)")
    #expect(outcome.output.contains("反例:"))
    #expect(outcome.output.contains("公式:") && outcome.output.contains("代码:"))
  }

  @Test("a type error is named at the note's line")
  func typeError() throws {
    let workshop = try TestFolder.withNotes()
    let page = "docs/losses/bce.md"
    try workshop.edit(page, replace: "y == 1 ? -log(p)", with: "y == \"1\" ? -log(p)")
    let lines = try workshop.read(page).split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains("y == \"1\"") }) + 1
    let outcome = try workshop.docgen("check")
    #expect(outcome.status == 1)
    #expect(
      outcome.lines.contains { $0.hasPrefix("\(page):\(line):") && $0.contains("error:") },
      "\(outcome.output)")
  }
}
