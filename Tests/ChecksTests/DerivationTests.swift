import Formulas
import Diagnostics
import Foundation
import Testing

@testable import Checks

/// `Tests/Cases/derivations/broken.md`: each heading names the first wrong row or relation of the
/// derivation below it; in `sound.md` every derivation holds.
@Suite struct DerivationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var testDescription: String { name }
  }

  static func cases(_ file: String) -> [Case] {
    let path = CheckFixture.project.appending(path: "Tests/Cases/derivations/\(file).md")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "\n## ").dropFirst().map { section in
      let lines = section.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      return Case(name: String(lines[0]), text: "## " + section)
    }
  }

  /// The findings about each case, which is a page of its own.
  private static func check(_ cases: [Case]) async throws -> [(findings: [Diagnostic], evidence: [Evidence])]
  {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let notes = cases.enumerated().map { (String(format: "case-%03d", $0.offset), $0.element.text) }
    let notebook = desk.notebook(Dictionary(notes) { first, _ in first })
    let formulaIndex = try FormulaIndex.read(notebook.documents.map { $0.pageFormulas(in: notebook) })
    let findings = try await Findings.gather(notebook, formulaIndex, options: desk.options)
    let all = formulaIndex.diagnostics + findings.diagnostics
    return notes.map { page, _ in
      (all.filter { $0.range?.file.path == page + ".md" }, findings.evidence.filter { $0.page == page })
    }
  }

  @Test func eachBreaksAtItsRow() async throws {
    let cases = Self.cases("broken")
    #expect(cases.count >= 30)
    #expect(cases.count { $0.name.contains("★") } >= 10)
    for (item, result) in zip(cases, try await Self.check(cases)) {
      let place = String(item.name.prefix { $0 != ":" })
      let said = result.findings.map { "\($0.identifier): \($0.message.en)" }
      let breaks = result.findings.filter { $0.identifier == "derivation-breaks" }
      #expect(breaks.count == 1 && result.findings.count == 1, "\(item.name): \(said)")
      #expect(
        breaks.allSatisfy { $0.message.en.contains("breaks at \(place) (certified)") },
        "\(item.name): \(said)")
      // The place is the row's own line in the note.
      guard let range = breaks.first?.range, place.hasPrefix("row "), let row = Int(place.dropFirst(4)) else {
        continue
      }
      let lines = item.text.split(separator: "\n", omittingEmptySubsequences: false)
      let first = lines.firstIndex { $0.hasPrefix("\\begin{align}") } ?? 0
      let rows = lines[(first + 1)...].enumerated().filter { $0.element.contains("&") }.map {
        first + 2 + $0.offset
      }
      #expect(range.start.line == rows[row - 1], "\(item.name): line \(range.start.line)")
    }
  }

  @Test func soundOnesHold() async throws {
    let cases = Self.cases("sound")
    for (item, result) in zip(cases, try await Self.check(cases)) {
      let said = result.findings.map { "\($0.identifier): \($0.message.en) \($0.facts.map(\.en))" }
      #expect(said.isEmpty, "\(item.name): \(said)")
      let derivations = result.evidence.filter { $0.kind == .derivation }
      #expect(derivations.count == 1 && derivations.allSatisfy { $0.verdict == .agrees }, "\(item.name)")
    }
  }
}
