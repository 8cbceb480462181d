import Foundation
import Testing

@testable import Snippets

/// What is said, and what still holds, where a wall is missing.
@Suite struct IsolationTests {
  /// Bubblewrap as it is where nobody may make namespaces, and where it is not installed.
  static func poor(_ workshop: TestFolder, isInstalled: Bool) throws -> (name: String, reason: String) {
    guard isInstalled else { return ("no-such-bwrap", "bubblewrap (bwrap: not found)") }
    let path = workshop.root + "/bwrap"
    let words = "bwrap: No permissions to create new namespace"
    try "#!/bin/sh\necho '\(words)' >&2\nexit 1\n".write(toFile: path, atomically: true, encoding: .utf8)
    chmod(path, 0o755)
    return (path, "bubblewrap (\(words))")
  }

  @Test(arguments: [false, true]) func missingWallIsSaidAndRefused(isInstalled: Bool) async throws {
    var workshop = try TestFolder()
    defer { workshop.remove() }
    let (name, reason) = try Self.poor(workshop, isInstalled: isInstalled)
    workshop.options.bubblewrap = name
    let programs = (1...2).map { page("p\($0)", "```swift\nprint(\($0))\n```\n") }
    workshop.options.isolation = .required
    await #expect(throws: SnippetFailure.isolationMissing(what: reason)) {
      try await workshop.runner.run(programs)
    }
    // Not even a compiler has seen them.
    let made = ["units", "programs", "runs"].flatMap {
      (try? FileManager.default.contentsOfDirectory(atPath: workshop.root + "/cache/v1/" + $0)) ?? []
    }
    #expect(made.isEmpty)
    workshop.options.isolation = .available
    // Cold, and out of the cache: once, however many pages there are.
    for isCached in [false, true] {
      let runs = try await workshop.runner.run(programs)
      #expect(runs.values.map(\.isFromCache) == [isCached, isCached])
      let findings = runs.values.flatMap(\.allFindings)
      #expect(
        findings.count == 1
          && findings[0].hasPrefix("isolation-partial: code ran without all walls, there is no: \(reason)"),
        "\(findings)")
      #expect(runs["p1"]?.texts == ["1\n"] && runs["p2"]?.texts == ["2\n"])
    }
    workshop.options.isolation = .off
    let runs = try await workshop.runner.run(programs)
    #expect(runs.values.flatMap(\.allFindings) == [] && runs["p1"]?.texts == ["1\n"])
  }

  /// Without isolation a program may start others; none of them outlives it.
  @Test func nothingIsLeftBehindWithoutIsolation() async throws {
    var workshop = try TestFolder()
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

  /// A module that no page has asked for before is made by the page's own compiler, which cannot write the common ones.
  @Test func otherModulesOfClangAreFound() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let run = try await workshop.run(
      page(
        "p",
        "```swift\nimport CDispatch\nimport SwiftGlibc\nimport FoundationNetworking\nprint(URLRequest.self)\n```\n"
      ))["p"]
    #expect(run?.texts == ["URLRequest\n"], "\(run?.findings ?? [])")
  }

  private static func isRunning(_ process: pid_t) -> Bool {
    let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return state.map { !$0.contains(") Z ") } ?? false
  }
}
