import Foundation
import Testing

@testable import Snippets

/// What is said, and what still holds, where the kernel cannot shut a program in.
@Suite struct IsolationTests {
  /// A kit whose launcher finds no namespaces.
  static let poorSources: KitSources = {
    let whole = KitSources.embedded
    let c = whole.c.map { file in
      let text = String(decoding: file.bytes, as: UTF8.self).replacing(
        "if (enter_namespaces(scratch))", with: "if (enter_namespaces == 0 || 1)")
      return KitSources.File(name: file.name, bytes: Array(text.utf8))
    }
    return KitSources(noteKit: whole.noteKit, c: c)
  }()

  @Test func missingPartIsSaidAndCanBeRequired() async throws {
    var workshop = try Workshop()
    defer { workshop.remove() }
    workshop.options.sources = Self.poorSources
    #expect(Self.poorSources.identity != KitSources.embedded.identity)
    let programs = (1...2).map { page("p\($0)", "```swift\nprint(\($0))\n```\n") }
    // Cold, and out of the cache: once, however many pages there are.
    for isCached in [false, true] {
      let runs = try await workshop.runner.run(programs)
      #expect(runs.values.map(\.isFromCache) == [isCached, isCached])
      #expect(
        runs.values.flatMap(\.findings) == [
          "isolation-partial: isolation is not complete, the kernel lacks: namespaces"
        ])
      #expect(runs["p1"]?.texts == ["1\n"] && runs["p2"]?.texts == ["2\n"])
    }
    workshop.options.isolation = .required
    await #expect(throws: SnippetFailure.isolationMissing(what: "namespaces")) {
      try await workshop.runner.run(programs)
    }
    workshop.options.isolation = .off
    let runs = try await workshop.runner.run(programs)
    #expect(runs.values.flatMap(\.findings) == [] && runs["p1"]?.texts == ["1\n"])
  }

  /// Without isolation a program may start others; none of them outlives it.
  @Test func nothingIsLeftBehindWithoutIsolation() async throws {
    var workshop = try Workshop()
    defer { workshop.remove() }
    workshop.options.isolation = .off
    let run = try await workshop.run(
      page(
        "p",
        """
        ```swift
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sleep")
        child.arguments = ["600"]
        try child.run()
        print(child.processIdentifier)
        ```
        """))["p"]
    #expect(run?.findings == [])
    let child = try #require(run?.texts.first.flatMap { pid_t($0.dropLast()) })
    // It is gone, or waits for its new parent to take note of it.
    for _ in 0..<600 where Self.isRunning(child) { usleep(50_000) }
    #expect(!Self.isRunning(child))
  }

  private static func isRunning(_ process: pid_t) -> Bool {
    let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return state.map { !$0.contains(") Z ") } ?? false
  }
}
