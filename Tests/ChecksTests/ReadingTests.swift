import Formulas
import Diagnostics
import Foundation
import Testing

@testable import Checks

/// Notes as they are written in public: each section of `Tests/Cases/reading/KIND.md` is a page of its own, and
/// `KIND.expected` says of each what is made of its formulas.
///
/// A missing expectation is written, and fails; so does one that no file claims.
@Suite struct ReadingTests {
  static let folder = CheckFixture.project.appending(path: "Tests/Cases/reading")

  static let kinds: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
  }()

  @Test(arguments: kinds) func kind(_ name: String) async throws {
    let said = try await Self.said(
      of: String(contentsOf: Self.folder.appending(path: name + ".md"), encoding: .utf8))
    let expected = Self.folder.appending(path: name + ".expected")
    guard FileManager.default.fileExists(atPath: expected.path) else {
      try said.write(to: expected, atomically: true, encoding: .utf8)
      Issue.record("wrote \(name).expected: look at it")
      return
    }
    #expect(try said == String(contentsOf: expected, encoding: .utf8), "what is said now:\n\(said)")
  }

  @Test func eachExpectationHasItsCases() throws {
    for file in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    where file.hasSuffix(".expected") {
      #expect(Self.kinds.contains(String(file.dropLast(9))), "\(file)")
    }
  }

  private static func said(of text: String) async throws -> String {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let sections = text.components(separatedBy: "\n## ").dropFirst()
    let pages = sections.enumerated().map { (String(format: "case-%03d", $0.offset), "## " + $0.element) }
    let notebook = desk.notebook(Dictionary(pages) { first, _ in first })
    let index = try FormulaIndex.read(notebook.documents.map { $0.pageFormulas(in: notebook) })
    let findings = try await Findings.gather(notebook, index, options: desk.options)
    let all = index.diagnostics + findings.diagnostics
    var lines: [String] = []
    for (page, text) in pages {
      lines.append("## " + (text.split(separator: "\n").first?.dropFirst(3) ?? ""))
      for item in findings.evidence where item.page == page {
        let reason = item.reason.map { ": " + $0.en } ?? ""
        lines.append("line \(item.range.start.line): \(item.kind) \(item.verdict)\(reason)")
      }
      for finding in all where finding.range?.file.path == page + ".md" {
        let line = finding.range?.start.line ?? 0
        lines.append("line \(line): \(finding.severity) \(finding.identifier): \(finding.message.en)")
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }
}
