import Foundation
import Testing

/// The tutorial's lines, as a reader types them one after the other.
@Suite("The tutorial")
struct TutorialTests {
  /// Lines of its `sh` blocks.
  private static func lines() throws -> [String] {
    let page = TestFolder.repository.appending(path: "docs/guide/tutorial.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    return text.components(separatedBy: "```sh\n").dropFirst().flatMap { part in
      part.components(separatedBy: "```")[0].split(separator: "\n").map(String.init)
    }
  }

  /// What runs until it is ended is ended once it has begun.
  private static func untilItServes(_ line: String) -> String {
    """
    { \(line) --port 0 > said.txt 2>&1 & serving=$!
    for _ in $(seq 900); do grep -q http://127.0.0.1 said.txt && break; sleep 0.1; done
    kill -TERM $serving; wait $serving; cat said.txt; grep -q http://127.0.0.1 said.txt; }
    """
  }

  @Test("every line runs as it stands, and the first drift is found", .timeLimit(.minutes(10)))
  func lines() async throws {
    let workshop = try TestFolder()
    var path = "."
    var outcomes: [(line: String, status: Int32, output: String)] = []
    let bin = TestFolder.binary.deletingLastPathComponent().path
    // A set-up has tests of its own, which install and build.
    let setUp = [
      "make setup", "swift build -c release --product docgen", "export PATH=\"$PWD/.build/release:$PATH\"",
    ]
    let lines = try Self.lines()
    #expect(lines.starts(with: setUp))
    for line in lines.dropFirst(setUp.count) {
      if line.hasPrefix("cd ") {
        path += "/" + line.dropFirst(3)
        continue
      }
      let typed = line.hasPrefix("docgen serve") ? Self.untilItServes(line) : line
      let outcome = try workshop.template("cd '\(path)' && PATH='\(bin)':\"$PATH\" && \(typed)")
      outcomes.append((line, outcome.status, outcome.all))
      if line.hasPrefix("docgen new page ") {
        // The tutorial has its reader put another text in its place.
        let name = String(line.dropFirst("docgen new page ".count))
        let page = try #require(try GuideSamplesTests.samples(of: "tutorial").last)
        try workshop.write(page.text + "\n", to: "\(path)/docs/\(name).md")
      }
    }
    for (line, status, output) in outcomes where !line.hasPrefix("docgen check") {
      #expect(status == 0, "\(line): \(output)")
    }
    let checks = outcomes.filter { $0.line.hasPrefix("docgen check") }
    #expect(checks.map(\.status) == [1, 0, 0], "\(checks)")
    #expect(checks.first?.output.contains("docs/huber.md:") == true)
    #expect(checks.first?.output.contains("反例") == true)
    #expect(outcomes.contains { $0.line.hasPrefix("docgen serve") && $0.output.contains("127.0.0.1") })
  }
}
