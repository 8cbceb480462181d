import Diagnostics
import Foundation
import Testing

@testable import Checks

/// Each `Tests/Cases/checks/NAME.md` is a note; `NAME.expected` is what the checks say about it.
///
/// A missing expectation is written, and fails; so does one that no note claims.
@Suite struct CaseTests {
  static let folder = CheckFixture.project.appending(path: "Tests/Cases/checks")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
  }()

  @Test(arguments: names) func note(_ name: String) async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let text = try String(contentsOf: Self.folder.appending(path: name + ".md"), encoding: .utf8)
    let findings = try await desk.everything(text, isStrict: name.hasPrefix("strict"))
    let expected = Self.folder.appending(path: name + ".expected")
    guard FileManager.default.fileExists(atPath: expected.path) else {
      try findings.summary.write(to: expected, atomically: true, encoding: .utf8)
      Issue.record("wrote \(name).expected: look at it")
      return
    }
    let wanted = try String(contentsOf: expected, encoding: .utf8)
    #expect(findings.summary == wanted, "what the checks say now:\n\(findings.summary)")
  }

  @Test func eachExpectationHasItsNote() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    for file in files where file.hasSuffix(".expected") {
      #expect(Self.names.contains(String(file.dropLast(9))), "\(file)")
    }
  }
}
