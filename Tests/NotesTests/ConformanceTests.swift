import Diagnostics
import Foundation
import Testing

@testable import Notes

@Suite("CommonMark as cmark-gfm reads it", .enabled(if: Project.hasShared("data/commonmark.json")))
struct ConformanceTests {
  struct Example: Decodable, CustomTestStringConvertible {
    var markdown: String
    var example: Int
    var testDescription: String { "example \(example)" }
    /// Whether a delimiter of maths or a character that is set without spaces stands in it.
    var isDocgens: Bool {
      markdown.contains("$") || markdown.contains(/\\[(\[][^\n]*[A-Za-z0-9][^\n]*\\[)\]]/)
        || markdown.unicodeScalars.contains(where: EastAsianWidth.isCJK)
    }
  }

  static var examples: [Example] {
    guard let data = try? Data(contentsOf: Project.shared.appending(path: "data/commonmark.json")) else {
      return []
    }
    return (try? JSONDecoder().decode([Example].self, from: data)) ?? []
  }

  @Test func everyExampleWithoutMathsOrCJKIsUntouched() throws {
    let examples = Self.examples.filter { !$0.isDocgens }
    #expect(examples.count > 600)
    for example in examples {
      let document = Document.parse(
        SourceFile(path: "example.md", text: example.markdown), page: "example",
        configuration: Configuration()
      ).value
      let expected = PlainMarkdown.xml(example.markdown)
      if expected == "<document />\n" {
        #expect(document.blocks.isEmpty)
        continue
      }
      let found = DocumentXML.of(document)
      #expect(found == expected, "example \(example.example): \(example.markdown.debugDescription)")
    }
  }
}

@Suite("Emphasis beside CJK punctuation", .enabled(if: Project.hasShared("data/cjk-emphasis/strong.md")))
struct EmphasisTests {
  static func paragraphs(_ name: String) throws -> [String] {
    try String(contentsOf: Project.shared.appending(path: "data/cjk-emphasis/\(name)"), encoding: .utf8)
      .split(separator: "\n\n").map(String.init)
  }

  static func document(_ text: String) -> Document {
    Document.parse(SourceFile(path: "a.md", text: text), page: "a", configuration: Configuration()).value
  }

  @Test(arguments: ["strong.md", "korean.md", "gfm-strikethrough.md"]) func everyParagraphIsWhole(
    name: String
  ) throws {
    for paragraph in try Self.paragraphs(name) {
      let xml = DocumentXML.of(Self.document(paragraph))
      #expect(!xml.contains("**") && !xml.contains("~~"), "\(paragraph): \(xml)")
    }
  }

  @Test func textWithoutCJKIsUntouched() throws {
    for paragraph in try Self.paragraphs("gfm-non-cjk.md") where !paragraph.hasPrefix("| ") {
      #expect(DocumentXML.of(Self.document(paragraph)) == PlainMarkdown.xml(paragraph))
    }
  }
}
