import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Notes

/// No text may crash the reader, hang it, or lead it to places outside the note.
@Suite("Hostile notes") struct RobustnessTests {
  static func parse(_ bytes: [UInt8]) -> Reported<Document> {
    var configuration = Configuration()
    configuration.run = true
    let file = SourceFile(path: "hostile.md", bytes: bytes)
    return Document.parse(file, page: "hostile", configuration: configuration)
  }

  static let patterns: [(name: String, unit: String, count: Int)] = [
    ("footnotes", "[^a]", 333_000), ("footnote lines", "[^a]\n", 100_000), ("open footnotes", "[^a", 100_000),
    ("dollars", "$", 1_000_000), ("dollar x", "$x ", 60_000), ("double dollars", "$$ a ", 40_000),
    ("dollar lines", "$$\n", 40_000), ("unclosed in quotes", "> $$\n\n", 10_000),
    ("text groups", "$\\text{", 20_000), ("backticks", "$`", 40_000), ("parentheses", "\\(", 40_000),
    ("brackets", "\\[a\n", 20_000), ("quotes", ">", 40_000), ("lists", "- ", 20_000),
    ("quote lines", "> > > a\n", 10_000), ("nested emphasis", "*a _b ", 10_000), ("links", "[a](", 20_000),
    ("open brackets", "[", 20_000), ("images", "![", 10_000), ("comments", "<!-- ", 20_000),
    ("data", "a <![CDATA[", 10_000), ("pipes", "|", 40_000), ("closers", "http://a.b/)", 1),
    ("closers in a word", ")", 40_000), ("footnotes", "[^a]: x\n\n", 4_000), ("stars", "**（", 20_000),
    ("directives", "<!-- claim C1 -->\n", 4_000), ("values", "`= a` ", 10_000),
    ("fences", "```swift\n", 10_000),
    ("mid-line", "a $$ b\n", 20_000), ("entities", "&amp;", 20_000), ("autolinks", "www.a.b ", 10_000),
  ]

  @Test(arguments: patterns.map(\.name)) func endsInTime(name: String) throws {
    let pattern = try #require(Self.patterns.first { $0.name == name })
    let text = String(repeating: pattern.unit, count: pattern.count)
    Self.hold(Self.parse(Array(text.utf8)))
    let behindText = "a http://a.b" + text + "\n|-|-|\n" + text
    Self.hold(Self.parse(Array(behindText.utf8)))
  }

  @Test func deepNestingIsSaid() {
    let text =
      String(repeating: "> ", count: 90) + String(repeating: "*a **b ", count: 200)
      + String(repeating: "x** y* ", count: 200)
    Self.hold(Self.parse(Array(text.utf8)))
    #expect(
      Self.parse(Array(String(repeating: ">", count: 5000).utf8)).diagnostics.map(\.identifier) == [
        "unreadable-markdown"
      ])
  }

  @Test func thousandsOfFormulasAreRefused() {
    func found(_ count: Int) -> [String] {
      Self.parse(Array(String(repeating: "$x$ ", count: count).utf8)).diagnostics.map(\.identifier)
    }
    #expect(found(10_000) == [] && found(10_001) == ["unreadable-markdown"])
  }

  @Test func wideTablesAreRefused() {
    let row = String(repeating: "a|", count: 3000)
    let table =
      row + "\n" + String(repeating: "-|", count: 3000) + "\n" + String(repeating: "a\n", count: 3000)
    #expect(Self.parse(Array(table.utf8)).diagnostics.map(\.identifier) == ["unreadable-markdown"])
  }

  @Test func randomBytes() {
    var random = Seeded(seed: 20_251_122)
    let bytes = (0..<1_000_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    Self.hold(Self.parse(bytes))
  }

  /// Texts made of the pieces that the readers look at, at a seed that is printed when one fails.
  @Test(arguments: 0..<40) func piecesInAnyOrder(round: Int) {
    let pieces = [
      "$", "$$", "\n", "\n\n", "> ", "- ", "  ", "\t", "|", "|-|-|\n", "`", "```swift\n", "```\n", "\\(",
      "\\)", "\\[",
      "\\]", "\\", "{", "}", "\\text{", "*", "**", "~~", "（", "）", "汉", "x", "_", "^", "5", " ", "<!-- ",
      " -->",
      "claim C1", "code: f", "[a]", "(b)", "[^1]", "[^1]: ", "# ", "---\n", "a: b\n", "\r\n", "\r",
      "\u{E000}", "<b>",
      "&amp;", "`= a`", "![", "](", "https://a.b", "= ", "1. ",
    ]
    let seed = UInt64(round) &* 7919 &+ 17
    var random = Seeded(seed: seed)
    for _ in 0..<60 {
      var text = ""
      for _ in 0..<Int.random(in: 1...60, using: &random) {
        text += pieces.randomElement(using: &random) ?? ""
      }
      let reported = Self.parse(Array(text.utf8))
      #expect(Self.isSound(reported), "seed \(seed): \(text.debugDescription)")
    }
  }

  static func hold(_ reported: Reported<Document>) { #expect(isSound(reported)) }

  /// Every place lies in the note; each formula's bytes are its LaTeX.
  static func isSound(_ reported: Reported<Document>) -> Bool {
    let document = reported.value
    let all = 0...document.file.bytes.count
    func lies(_ range: SourceRange) -> Bool {
      all.contains(range.bytes.lowerBound) && all.contains(range.bytes.upperBound)
    }
    for diagnostic in reported.diagnostics {
      if let range = diagnostic.range, !lies(range) { return false }
    }
    for formula in document.formulas {
      guard lies(formula.range), !formula.latex.isEmpty else {
        if formula.latex.isEmpty { continue }
        return false
      }
      let bytes = Array(formula.latex.utf8)
      for (index, byte) in bytes.enumerated() {
        let offset = formula.offsets?[index] ?? formula.range.bytes.lowerBound + index
        // A byte that is no text stands as `?`.
        if document.file.bytes[offset] != byte, byte != UInt8(ascii: "?") { return false }
      }
    }
    return document.snippets.allSatisfy { lies($0.range) }
      && document.inlineValues.allSatisfy { lies($0.range) }
  }
}
