import Formulas
import Typesetting
import Foundation
import Testing

/// The Chinese note that docgen was first written for, as it circulates: read where it is at hand.
@Suite struct ReadingOriginalNoteTests {
  static let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../shared/domain/original-note.md"
  ).standardizedFileURL.path

  @Test(.enabled(if: FileManager.default.fileExists(atPath: path), "original-note.md is not at hand"))
  func everyFormulaIsUnderstoodOrABareSign() throws {
    let note = try String(contentsOfFile: Self.path, encoding: .utf8)
    let pageFormulas = PageFormulas(page: "original", isStrict: false, note: note)
    #expect(pageFormulas.sourceFormulas.count == 62)
    let formulas = try FormulaIndex.read([pageFormulas]).pages["original"] ?? []
    for formula in formulas {
      #expect(
        formula.isTypeset && formula.reading != nil, "\(formula.sourceFormula.latex): \(formula.problems)")
    }
    let signs = formulas.filter { if case .ornament = $0.reading { true } else { false } }
    #expect(signs.map(\.sourceFormula.latex) == [#"\star"#])
    let displays = formulas.filter(\.sourceFormula.isDisplay)
    #expect(displays.count == 10)
    #expect(displays.allSatisfy { !($0.reading?.definitions.isEmpty ?? true) })
  }
}
