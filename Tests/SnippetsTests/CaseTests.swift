import Foundation
import Testing

@testable import Snippets

/// Each `Tests/Cases/snippets/*.md` is a page; `*.expected` is what is said of it, at which place.
@Suite struct CaseTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Cases/snippets")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
  }()

  @Test func eachPageSaysWhatIsExpected() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let programs = try Self.names.map { name in
      page(name, try String(contentsOf: Self.folder.appendingPathComponent(name + ".md"), encoding: .utf8))
    }
    let cold = try await workshop.runner.run(programs)
    let warm = try await workshop.runner.run(programs)
    for program in programs {
      let name = program.document.page
      let run = try #require(cold[name])
      let said = Self.said(run)
      let place = Self.folder.appendingPathComponent(name + ".expected")
      guard let expected = try? String(contentsOf: place, encoding: .utf8) else {
        try said.write(to: place, atomically: true, encoding: .utf8)
        Issue.record("\(name).expected was missing and is recorded: read it")
        continue
      }
      #expect(said == expected, "\(name)")
      #expect(warm[name].map(Self.said) == said, "\(name) out of the cache")
    }
  }

  @Test func eachExpectationHasItsPage() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let expected = files.filter { $0.hasSuffix(".expected") }.map { String($0.dropLast(9)) }.sorted()
    #expect(expected == Self.names)
  }

  static func said(_ run: PageRun) -> String {
    var lines = ["status: \(run.status.rawValue)"]
    for finding in run.diagnostics {
      let (start, end) = (finding.range?.start, finding.range?.end)
      let place = start.map { "\($0.line):\($0.column)-\(end?.column ?? 0)" } ?? "nowhere"
      lines.append("\(place) \(finding.severity.rawValue) \(finding.identifier): \(finding.message.en)")
      lines += finding.facts.map { "    = " + $0.en }
      for note in finding.notes {
        lines.append(
          "    \(note.range.map { "\($0.start.line):\($0.start.column)" } ?? "nowhere") note: \(note.message.en)"
        )
      }
      lines += finding.help.map { "    help: " + $0.en }
    }
    for output in run.outputs {
      if case .text(let text) = output.kind {
        lines.append("snippet \(output.snippet) prints: \(text.debugDescription)")
      }
    }
    for (index, value) in run.inlineValues.sorted(by: { $0.key < $1.key }) {
      lines.append("inline \(index): \(value)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
