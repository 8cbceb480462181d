import Diagnostics
import Foundation
import Notes

@testable import Snippets

/// A page made of Markdown by the simplest of readers: fences of Swift and inline values, nothing else.
///
/// The room is tested without the Markdown room: what it is given are places in a file.
func page(_ name: String, _ markdown: String, uses: [Document] = []) -> PageProgram {
  PageProgram(document: document(name, markdown), uses: uses)
}

func document(_ name: String, _ markdown: String) -> Document {
  let file = SourceFile(path: "docs/\(name).md", text: markdown)
  var document = Document(
    file: file, page: name, frontMatter: FrontMatter(), blocks: [], formulas: [], snippets: [],
    inlineValues: [],
    footnotes: [])
  var open: (info: String, start: Int, indent: Int)?
  for line in 1...file.lineStarts.count {
    let range = file.range(ofLine: line)
    let text = file.text(range)
    let bare = text.drop { " >\t".contains($0) }
    if bare.hasPrefix("```"), let fence = open {
      let bytes = fence.start..<file.range(ofLine: line - 1).upperBound
      let code = file.bytes[bytes].split(separator: 0x0A, omittingEmptySubsequences: false).map {
        String(decoding: $0.dropFirst(min(fence.indent, $0.count)), as: UTF8.self)
      }.joined(separator: "\n")
      document.snippets.append(
        Snippet(
          index: document.snippets.count, code: code + "\n", range: file.range(bytes),
          attributes: attributes(fence.info)))
      open = nil
    } else if bare.hasPrefix("```swift") {
      open = (
        String(bare.dropFirst(8)), file.lineStarts[min(line, file.lineStarts.count - 1)],
        text.utf8.count - bare.utf8.count
      )
    } else if open == nil {
      document.inlineValues += inlineValues(
        text, at: range.lowerBound, in: file, from: document.inlineValues.count)
    }
  }
  return document
}

private func attributes(_ info: String) -> Snippet.Attributes {
  var attributes = Snippet.Attributes()
  attributes.isHidden = info.contains("hidden")
  for (key, make) in [
    ("fails=", Snippet.Expectation.failsToCompile), ("traps=", Snippet.Expectation.traps),
    ("norun=", Snippet.Expectation.isNotRun),
  ] as [(String, (String) -> Snippet.Expectation)] {
    guard let start = info.range(of: key) else { continue }
    let value = info[start.upperBound...].dropFirst().prefix { $0 != "\"" }
    attributes.expectation = make(String(value))
  }
  return attributes
}

private func inlineValues(_ text: String, at start: Int, in file: SourceFile, from first: Int)
  -> [InlineValue]
{
  var values: [InlineValue] = []
  var rest = text[...]
  while let open = rest.range(of: "`= "), let close = rest[open.upperBound...].firstIndex(of: "`") {
    let inner = String(rest[open.upperBound..<close])
    let parts = inner.components(separatedBy: "; ")
    let lower = start + text.utf8.distance(from: text.startIndex, to: open.lowerBound)
    let upper = start + text.utf8.distance(from: text.startIndex, to: close) + 1
    values.append(
      InlineValue(
        index: first + values.count, expression: parts[0], format: parts.count > 1 ? parts[1] : nil,
        range: file.range(lower..<upper)))
    rest = rest[text.index(after: close)...]
  }
  return values
}

/// A runner with a cache and a docs folder of its own. The kit is compiled once for all tests.
struct TestFolder {
  let root: String
  var options: SnippetOptions

  init() throws {
    let shared = FileManager.default.temporaryDirectory.path + "/docgen-tests-\(getuid())"
    root = shared + "/" + UUID().uuidString
    let files = FileManager.default
    for part in ["kit", "modules"] {
      try files.createDirectory(atPath: shared + "/" + part, withIntermediateDirectories: true)
      try files.createDirectory(atPath: root + "/cache/v1", withIntermediateDirectories: true)
      try files.createSymbolicLink(
        atPath: root + "/cache/v1/" + part, withDestinationPath: shared + "/" + part)
    }
    try files.createDirectory(atPath: root + "/docs", withIntermediateDirectories: true)
    options = SnippetOptions(cacheFolder: root + "/cache", docsFolder: root + "/docs")
    // The tests hold in a container without user namespaces too; what the walls keep out has tests of its own.
    options.isolation = .available
  }

  var runner: SnippetRunner { SnippetRunner(options: options) }

  func run(_ programs: PageProgram...) async throws -> [String: PageRun] { try await runner.run(programs) }

  func remove() { try? FileManager.default.removeItem(atPath: root) }
}

extension PageRun {
  /// `line:column identifier: message`; what is said of the machine, where it has no walls, left out.
  var findings: [String] { said(of: diagnostics.filter { $0.identifier != "isolation-partial" }) }

  /// With what is said of the machine.
  var allFindings: [String] { said(of: diagnostics) }

  private func said(of diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { finding in
      let place = finding.range.map { "\($0.start.line):\($0.start.column) " } ?? ""
      return place + finding.identifier + ": " + finding.message.en
    }
  }
  var texts: [String] {
    outputs.compactMap { if case .text(let text) = $0.kind { text } else { nil } }
  }
}
