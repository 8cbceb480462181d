import Diagnostics
import Foundation
import Notes
import Testing

@testable import Snippets

/// Builds that find no compiler, or an old one, and pages that use what is not there.
@Suite struct RobustnessTests {
  static let programs: [PageProgram] = (0..<4).map { number in
    page("p\(number)", "```swift\nlet n = \(number)\nprint(n * n)\n```\n\n`= n + 1`\n")
  }
  @Test func absentCompilerIsOneError() async throws {
    var workshop = try Workshop()
    defer { workshop.remove() }
    workshop.options.swiftc = "/no/such/swiftc"
    await #expect(throws: SnippetFailure.noCompiler(tried: ["/no/such/swiftc"])) {
      try await workshop.runner.run(Self.programs)
    }
    #expect(SnippetFailure.noCompiler(tried: []).diagnostic.consequence == .machine)
    // Pages without Swift need none.
    let runs = try await workshop.run(page("empty", "散文\n"))
    #expect(runs["empty"]?.status == .empty)
  }

  @Test func oldCompilerIsOneError() async throws {
    var workshop = try Workshop()
    defer { workshop.remove() }
    let old = workshop.root + "/swiftc"
    let info = """
      {"compilerVersion": "Swift version 5.9", "target": {"triple": "t"}, "paths": {"runtimeLibraryPaths": [], \
      "runtimeResourcePath": "/x/lib/swift"}}
      """
    try "#!/bin/sh\ncat <<'E'\n\(info)\nE\n".write(toFile: old, atomically: true, encoding: .utf8)
    chmod(old, 0o755)
    workshop.options.swiftc = old
    await #expect(throws: SnippetFailure.compilerTooOld(path: old, version: "Swift version 5.9")) {
      try await workshop.runner.run(Self.programs)
    }
  }

  @Test func usesAreGatheredOnceInOrder() {
    func using(_ name: String, _ uses: [String]) -> Document {
      var document = document(name, "---\nuses: [\(uses.joined(separator: ", "))]\n---\n\n# \(name)\n")
      document.frontMatter.uses = uses
      return document
    }
    let gathered = PageProgram.gather(
      [
        using("a", ["b", "c"]), using("b", ["c", "lib/x.swift"]), using("c", []), using("d", ["gone"]),
        using("e", ["f"]), using("f", ["e"]),
      ]
    ) { $0 == "lib/x.swift" ? SourceFile(path: "docs/lib/x.swift", text: "let x = 1\n") : nil }
    #expect(
      gathered.value.map { $0.uses.map(\.page).joined(separator: " ") } == [
        "c lib/x.swift b", "c lib/x.swift", "", "", "f", "e",
      ])
    #expect(gathered.diagnostics.map(\.identifier) == ["unknown-use", "circular-use", "circular-use"])
    #expect(gathered.diagnostics.first?.range?.text == "gone")
  }
}
