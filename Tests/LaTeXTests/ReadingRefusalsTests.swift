@testable import Formulas
import Diagnostics
import Foundation
import Testing

/// What must be refused, and where: `Tests/Cases/formulas/*.refused` hold LaTeX, declarations, and each
/// error as identifier and column (UTF-8 bytes, from 1).
@Suite struct ReadingRefusalsTests {
  @Test(arguments: ReadingTablesTests.tables(".refused"))
  func everyMistakeIsFoundAtItsColumn(_ table: String) throws {
    let explainer = Explainer()
    for (line, columns) in try ReadingTablesTests.rows(table) {
      let explanation = try explainer.explain(
        columns[0], declaring: ReadingTablesTests.declarations(columns[1]))
      let errors = explanation.problems.filter { $0.severity == .error }
      let found = errors.map { "\($0.identifier)@\(($0.range?.bytes.lowerBound ?? -1) + 1)" }.joined(
        separator: " ")
      #expect(
        columns.count == 3 && found == columns[2], "\(table):\(line): \(columns[0])\tis refused as\t\(found)")
      #expect(explanation.formula.reading == nil, "\(table):\(line)")
      for error in errors {
        #expect((error.range?.bytes.upperBound ?? 0) <= columns[0].utf8.count, "\(table):\(line): range")
      }
    }
  }
}
