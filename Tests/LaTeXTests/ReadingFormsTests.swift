@testable import Formulas
import Diagnostics
import Foundation
import Testing

/// What is read and not evaluated at a point: `Tests/Cases/formulas/*.readings` say it in plain text.
@Suite struct ReadingFormsTests {
  @Test(arguments: ReadingTablesTests.tables(".readings"))
  func everyFormIsReadAsWritten(_ table: String) throws {
    let explainer = Explainer()
    for (line, columns) in try ReadingTablesTests.rows(table) {
      let explanation = try explainer.explain(
        columns[0], declaring: ReadingTablesTests.declarations(columns[1]), isDisplay: false)
      let found =
        explanation.formula.reading.map(Self.plain) ?? explanation.problems.map(\.message.zh).joined()
      #expect(
        columns.count == 3 && found == columns[2], "\(table):\(line): \(columns[0])\treads as\t\(found)")
    }
  }

  static func plain(_ reading: Reading) -> String {
    switch reading {
    case .definition(let definition), .restatement(let definition, _), .erratum(let definition, _, _):
      definition.name.plain + " := " + definition.rows.map(\.value.plain).joined(separator: " = ")
    case .statement(let statement): statement.proposition.plain
    case .expression(let tree): tree.plain
    case .symbol(let name): "symbol " + name.plain
    case .declaration(let meanings):
      "declares " + meanings.map { "\($0.name.plain): \($0.role.rawValue)" }.joined(separator: ", ")
    case .several(let readings): readings.map(plain).joined(separator: "; ")
    case .ornament: "a sign without a meaning of its own"
    }
  }
}
