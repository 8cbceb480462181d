import Diagnostics
import Foundation
import Testing

@testable import Notes

/// `Tests/Cases/notes/*.md`, each with the document that is expected of it beside it. A missing
/// expectation is written and fails.
@Suite("Cases of notes") struct CaseTests {
  static let folder = Project.root.appending(path: "Tests/Cases/notes")

  static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
  }

  @Test("a note reads as expected", arguments: names) func reads(name: String) throws {
    let source = try Data(contentsOf: Self.folder.appending(path: name + ".md"))
    var configuration = Configuration()
    configuration.run = true
    let document = Document.parse(
      SourceFile(path: name + ".md", bytes: Array(source)), page: name, configuration: configuration)
    let dump = DocumentDump.of(document)
    let expected = Self.folder.appending(path: name + ".expected")
    guard let text = try? String(contentsOf: expected, encoding: .utf8) else {
      try Data(dump.utf8).write(to: expected)
      Issue.record("no expectation for \(name): written, look at it")
      return
    }
    #expect(dump == text)
  }

  @Test func everyExpectationHasItsCase() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    for file in files where file.hasSuffix(".expected") {
      #expect(files.contains(file.replacing(".expected", with: ".md")), "\(file) belongs to no case")
    }
  }
}
