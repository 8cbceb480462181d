import Diagnostics
import Formulas
import Foundation
import Notes
import Testing

@testable import Checks

/// The project's own notes hold.
@Suite struct OwnNotesTests {
  @Test func raiseNoAlarm() async throws {
    let desk = try Desk()
    defer { desk.remove() }
    let docs = Desk.project.appending(path: "docs").path
    let notebook = try Notebook.read(folder: docs, strict: nil, run: nil).value
    var options = desk.options
    options.snippets.docsFolder = docs
    let findings = try await desk.check(notebook, options: options)
    for alarm in findings.diagnostics where alarm.severity == .error {
      let place = alarm.range.map { "\($0.file.path):\($0.start.line)" } ?? ""
      Issue.record("\(place) \(alarm.identifier): \(alarm.message.en) \(alarm.facts.map(\.en))")
    }
    if let path = ProcessInfo.processInfo.environment["DOCGEN_CHECKS_SUMMARY"] {
      try findings.summary.write(toFile: path, atomically: true, encoding: .utf8)
    }
  }
}
