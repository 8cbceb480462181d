import Diagnostics
import Foundation
import Testing

@testable import Notes

@Suite("The original note", .enabled(if: Project.hasShared("domain/original-note.md")))
struct OriginalNoteTests {
  @Test func holdsAllItsFormulas() throws {
    let source = try Data(contentsOf: Project.shared.appending(path: "domain/original-note.md"))
    let reported = Document.parse(
      SourceFile(path: "original-note.md", bytes: Array(source)), page: "original-note",
      configuration: Configuration())
    let formulas = reported.value.formulas
    #expect(reported.diagnostics.isEmpty)
    #expect(formulas.count == 62)
    #expect(formulas.filter(\.isDisplay).count == 10)
    for formula in formulas where formula.offsets == nil { #expect(formula.range.text == formula.latex) }
  }
}
