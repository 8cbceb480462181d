import Foundation
import Testing

/// Each `Tests/Cases/author/mistakes/NAME.md` shows a place of `base.md` as it was, as an author got it wrong, and, where
/// that is not the same, as it is after following the message; `NAME.expected` is what docgen says of the mistake.
///
/// A missing expectation is written, and fails.
@Suite("An author's mistakes")
struct AuthorMistakesTests {
  private static let folder = TestFolder.repository.appending(path: "Tests/Cases/author/mistakes")

  private struct Mistake {
    var name: String
    var old: String
    var new: String
    var mended: String
    /// Lines of the page that the mistake touches.
    var lines: ClosedRange<Int>
  }

  private static func mistakes(in base: String) throws -> [Mistake] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".md") && $0 != "base.md" }.map { String($0.dropLast(3)) }.sorted()
    return try names.map { name in
      let text = try String(contentsOf: folder.appending(path: name + ".md"), encoding: .utf8)
      let blocks = text.components(separatedBy: "````text\n").dropFirst().map { part in
        part.components(separatedBy: "\n````")[0]
      }
      try #require(blocks.count >= 2 && base.components(separatedBy: blocks[0]).count == 2, "\(name)")
      let start = base.components(separatedBy: blocks[0])[0].count { $0 == "\n" } + 1
      return Mistake(
        name: name, old: blocks[0], new: blocks[1], mended: blocks.count > 2 ? blocks[2] : blocks[0],
        lines: start...(start + blocks[1].count { $0 == "\n" }))
    }
  }

  /// What is said of each page, a message with the lines under it.
  private static func findings(_ output: String) -> [String: [String]] {
    var found: [String: [String]] = [:]
    var page: String?
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      if let match = line.firstMatch(of: /^docs\/([a-z0-9-]+)\.md:/) {
        page = String(match.1)
        found[String(match.1), default: []].append(String(line))
      } else if line.hasPrefix("   "), let page, var last = found[page]?.popLast() {
        last += "\n" + line
        found[page]?.append(last)
      } else {
        page = nil
      }
    }
    return found
  }

  /// A message of its own; what stands under another bears no name. That something is taken for granted is a note.
  private static func isProblem(_ finding: String) -> Bool {
    finding.contains(": error: ") || finding.contains(": warning: ")
      || finding.contains(/^[^\n]*: note: [^\n]* \[[a-z-]+\]/)
  }

  @Test("each has one message, and following it mends the note", .timeLimit(.minutes(20)))
  func each() throws {
    let base = try String(contentsOf: Self.folder.appending(path: "base.md"), encoding: .utf8)
    let mistakes = try Self.mistakes(in: base)
    #expect(mistakes.count >= 30)
    let workshop = try TestFolder()
    try workshop.write("title: 错误\nstrict: true\nrun: true\n", to: "docs/docgen.yml")
    try workshop.write(base, to: "docs/base.md")
    for mistake in mistakes {
      try workshop.write(base.replacing(mistake.old, with: mistake.new), to: "docs/\(mistake.name).md")
      if mistake.mended != mistake.old {
        try workshop.write(
          base.replacing(mistake.old, with: mistake.mended), to: "docs/\(mistake.name)-mended.md")
      }
    }
    let outcome = try workshop.docgen("check", "--format", "plain", "--lang", "zh")
    let findings = Self.findings(outcome.output)
    #expect(findings["base"]?.filter(Self.isProblem) ?? [] == [])
    for mistake in mistakes {
      let said = findings[mistake.name] ?? []
      #expect(said.count(where: Self.isProblem) == 1, "\(mistake.name): \(said.joined(separator: "\n"))")
      let text = said.joined(separator: "\n") + "\n"
      // The place of the mistake is named, be it in the message or under it; what is absent has none of its own.
      let places = text.matches(of: /docs\/[a-z0-9-]+\.md:(\d+)/).compactMap { Int($0.1) }
      let near = (mistake.lines.lowerBound - 3)...(mistake.lines.upperBound + 3)
      #expect(places.contains(where: near.contains), "\(mistake.name) \(mistake.lines): \(text)")
      #expect(findings[mistake.name + "-mended"]?.filter(Self.isProblem) ?? [] == [])
      try Self.compare(text, with: mistake.name)
    }
  }

  private static func compare(_ text: String, with name: String) throws {
    let expected = folder.appending(path: name + ".expected")
    guard FileManager.default.fileExists(atPath: expected.path) else {
      try text.write(to: expected, atomically: true, encoding: .utf8)
      Issue.record("wrote \(name).expected: look at it")
      return
    }
    #expect(try String(contentsOf: expected, encoding: .utf8) == text)
  }

  @Test("each expectation has its mistake")
  func claimed() throws {
    for file in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    where file.hasSuffix(".expected") {
      let note = Self.folder.appending(path: file.replacing(".expected", with: ".md"))
      #expect(FileManager.default.fileExists(atPath: note.path), "\(file)")
    }
  }
}
