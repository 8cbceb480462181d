import Foundation
import Testing

/// What the guide shows as notes, run as it stands; and each broken at one place, as `Tests/Cases/guide/twins.md` says.
@Suite("The guide's samples")
struct GuideSamplesTests {
  struct Sample {
    var page: String
    var text: String
    /// Whether the page shows the same once more as what it comes to, which the build of the notes checks.
    var isLive: Bool
    var isWhole: Bool { text.contains("$$") && text.contains("```swift") }
  }

  /// The samples of a page of the guide, in order.
  static func samples(of page: String) throws -> [Sample] {
    let file = TestFolder.repository.appending(path: "docs/guide/\(page).md")
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.components(separatedBy: "````markdown\n").dropFirst().map { part in
      let sample = part.components(separatedBy: "\n````")[0]
      return Sample(page: page, text: sample, isLive: text.components(separatedBy: sample).count > 2)
    }
  }

  static func samples() throws -> [Sample] {
    try ["tutorial", "howto", "binding"].flatMap(samples(of:))
  }

  private struct Twin {
    var page, old, new, said: String
  }

  private static func twins() throws -> [Twin] {
    let file = TestFolder.repository.appending(path: "Tests/Cases/guide/twins.md")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      let cells = line.components(separatedBy: "| ").dropFirst().map { cell in
        cell.trimmingCharacters(in: CharacterSet(charactersIn: " |`"))
      }
      return cells.count == 4 && line.contains("`")
        ? Twin(page: cells[0], old: cells[1], new: cells[2], said: cells[3]) : nil
    }
  }

  /// A folder with each of these texts as a page, checked.
  private static func checked(_ pages: [String]) throws -> TestFolder.Outcome {
    let workshop = try TestFolder()
    try workshop.write("title: t\nstrict: true\nrun: true\n", to: "docs/docgen.yml")
    try workshop.write("# t\n", to: "docs/index.md")
    for (number, text) in pages.enumerated() {
      try workshop.write("# t\n\n" + text, to: "docs/p\(number).md")
    }
    return try workshop.docgen("check", "--format", "plain")
  }

  @Test("hold as they stand", .timeLimit(.minutes(10)))
  func hold() throws {
    // What calls a page's first function is shown without it.
    let before = try String(
      contentsOf: TestFolder.repository.appending(path: "docs/guide/howto.md"), encoding: .utf8
    ).components(separatedBy: "## 写一个定义\n")[1].components(separatedBy: "\n## ")[0]
    .replacing(/\[[^\]]+\]\([^)]+\)/, with: "")
    let shown = try Self.samples().filter { !$0.isLive }
    #expect(shown.filter(\.isWhole).count >= 7)
    let pages = shown.map { $0.text.contains("logistic(") ? before + "\n" + $0.text : $0.text }
    let outcome = try Self.checked(pages)
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(!outcome.output.contains("warning:") && !outcome.output.contains("error:"), "\(outcome.all)")
  }

  @Test("broken at one place, say one error", .timeLimit(.minutes(10)))
  func broken() throws {
    let samples = try Self.samples().filter(\.isWhole)
    let twins = try Self.twins()
    var broken: Set<String> = []
    let pages = try twins.map { twin in
      let sample = try #require(
        samples.first { $0.page == twin.page && $0.text.contains(twin.old) }, "no sample has \(twin.old)")
      broken.insert(sample.text)
      let place = try #require(sample.text.range(of: twin.old))
      return sample.text.replacingCharacters(in: place, with: twin.new)
    }
    for sample in samples { #expect(broken.contains(sample.text), "no twin: \(sample.text)") }
    let outcome = try Self.checked(pages)
    for (number, twin) in twins.enumerated() {
      let errors = outcome.lines.filter {
        $0.hasPrefix("docs/p\(number).md:") && $0.contains(" error: ")
      }
      #expect(
        errors.count == 1 && errors[0].contains("[\(twin.said)]"), "\(twin.old) → \(twin.new): \(errors)")
    }
  }

  @Test("the README's ten lines are answered as it says")
  func readme() throws {
    let text = try String(contentsOf: TestFolder.repository.appending(path: "README.md"), encoding: .utf8)
    let note = text.components(separatedBy: "````markdown\n")[1].components(separatedBy: "\n````")[0]
    let answer = text.components(separatedBy: "\n````\n\n```\n")[1].components(separatedBy: "```")[0]
    let outcome = try TestFolder.with(note + "\n", at: "docs/bce.md").docgen("check")
    #expect(outcome.status == 1 && outcome.output.hasPrefix(answer), "\(outcome.all)")
  }

  @Test("the tutorial's first page is that of docgen new")
  func firstPage() throws {
    let workshop = try TestFolder()
    #expect(try workshop.docgen("new", "x").status == 0)
    let page = try workshop.read("x/docs/huber.md")
    let samples = try Self.samples(of: "tutorial")
    #expect(page.hasPrefix(samples[0].text))
    for sample in samples.dropFirst().prefix(2) { #expect(page.contains(sample.text), "\(sample.text)") }
    let tutorial = try String(
      contentsOf: TestFolder.repository.appending(path: "docs/guide/tutorial.md"), encoding: .utf8)
    #expect(try tutorial.contains("```yaml\n" + workshop.read("x/docs/docgen.yml") + "```"))
  }
}
