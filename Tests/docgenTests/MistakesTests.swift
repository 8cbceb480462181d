import Foundation
import Testing

@Suite("A page with many mistakes")
struct MistakesTests {
  /// Ten kinds; each stands on one line of its own, the one that holds `«`.
  private static let kinds: [@Sendable (Int) -> String] = [
    { "<!-- clame C\($0): «x» -->\n\n段落。" },
    { "```swift «bogus»=\($0)\nlet a\($0) = 1\n```" },
    { "公式 $\\frac{«\($0)}{$ 断了。" },
    { "$$\n«\\mathrm{g}_{\($0)}(x) = x + \\varpi_{\($0)}\n$$" },
    { "[«链接](missing-\($0).md)" },
    { "![«图](missing-\($0).png)" },
    { "实测是 «\($0)7.31 毫秒。" },
    { "```swift\n«let s\($0): Int = \"text\"\n```" },
    { "脚注[^«none\($0)]。" },
    { "行中打开 $$ «x\n+ \($0 % 10) $$" },
  ]

  @Test("200 mistakes of ten kinds are all reported, in order, each once")
  func all() throws {
    var parts = ["---\nstrict: true\nrun: true\n---\n\n# 错误"]
    for number in 0..<200 { parts.append(Self.kinds[number % 10](number)) }
    let marked = parts.joined(separator: "\n\n") + "\n"
    let lines = marked.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = lines.indices.filter { lines[$0].contains("«") }.map { $0 + 1 }
    try #require(expected.count == 200)

    let note = marked.replacing("«", with: "").replacing("»", with: "")
    let outcome = try TestFolder.with(note).docgen("check", "--format", "json", "--lang", "en")
    #expect(outcome.status == 2, "\(outcome.output.suffix(2000))\(outcome.progress)")
    let report = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let findings = try #require(report["diagnostics"] as? [[String: Any]])
    let errors = findings.filter { $0["severity"] as? String == "error" }
    let found = errors.compactMap { $0["line"] as? Int }
    #expect(found == found.sorted())
    let missed = expected.filter { !found.contains($0) }
    #expect(missed.isEmpty, "\(missed.map { "\($0): \(lines[$0 - 1])" })")
    let twice = Dictionary(grouping: found, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
    #expect(twice.isEmpty, "\(twice.map { "\($0): \(lines[$0 - 1])" })")
    let others = found.filter { !expected.contains($0) }
    #expect(others.isEmpty, "\(others.map { "\($0): \(lines[$0 - 1])" })")
  }
}
