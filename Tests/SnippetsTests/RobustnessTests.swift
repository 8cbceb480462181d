import Diagnostics
import Foundation
import Notes
import TestSupport
import Testing

@testable import Snippets

/// Builds that find no compiler, or an old one, and pages that use what is not there.
@Suite struct RobustnessTests {
  static let programs: [PageProgram] = (0..<4).map { number in
    page("p\(number)", "```swift\nlet n = \(number)\nprint(n * n)\n```\n\n`= n + 1`\n")
  }
  static let isLong = ProcessInfo.processInfo.environment["DOCGEN_LONG_TESTS"] != nil

  static func said(_ runs: [String: PageRun]) -> [String] {
    programs.map { program in
      let run = runs[program.document.page]
      return "\(run?.texts ?? []) \(run?.inlineValues[0].map { "\($0)" } ?? "none") \(run?.findings ?? [])"
    }
  }

  /// What SIGKILL leaves behind at a moment is the disk at that moment: copies of the cache, taken while a build runs.
  @Test func everyMomentOfABuildIsASoundCache() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    var random = Seeded()
    let seed = random.seed
    let cache = workshop.options.cacheFolder
    let building = Task { try await workshop.runner.run(Self.programs) }
    var copies: [String] = []
    for round in 0..<(Self.isLong ? 100 : 3) {
      try await Task.sleep(for: .milliseconds(Int(random.next() % (Self.isLong ? 30 : 400))))
      let copy = workshop.root + "/copy\(round)"
      // A file may be renamed while it is copied: then it is left out, as if the kill had come first.
      let copying = Process()
      copying.executableURL = URL(fileURLWithPath: "/bin/cp")
      copying.arguments = ["-a", cache, copy]
      copying.standardError = FileHandle.nullDevice
      try copying.run()
      copying.waitUntilExit()
      copies.append(copy)
    }
    let expected = Self.said(try await building.value)
    #expect(expected[3] == "[\"9\\n\"] int(4) []")
    for copy in copies {
      var options = workshop.options
      options.cacheFolder = copy
      let runs = try await SnippetRunner(options: options).run(Self.programs)
      #expect(Self.said(runs) == expected, "seed \(seed), \(copy)")
    }
  }

  /// From each open bracket the parser looks through all that follows.
  @Test func deepCodeIsNotRead() async throws {
    let deep = String(repeating: "\\left(", count: 20_000)
    #expect(SwiftHighlighter.tokens(in: deep).map(\.kind) == [.plain])
    let workshop = try TestFolder()
    defer { workshop.remove() }
    for note in ["```swift\n\(deep)\n```\n", "```swift fails\n\(deep)\n```\n", "`= \(deep)`\n"] {
      let runs = try await workshop.runner.run([page("deep", note)])
      #expect(runs.values.flatMap { $0.diagnostics.map(\.identifier) } == ["code-too-deep"])
    }
    // Long, and no deeper than people write.
    let long = "let rows = [" + String(repeating: "[(1, 2), (3, 4)], ", count: 20_000) + "]"
    #expect(SwiftHighlighter.tokens(in: long).count > 1000)
  }

  @Test func twoBuildsAtOnceAreBothRight() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    async let one = workshop.runner.run(Self.programs)
    async let two = workshop.runner.run(Array(Self.programs.reversed()))
    let (first, second) = try await (one, two)
    #expect(Self.said(first) == Self.said(second))
    #expect(first.values.allSatisfy { $0.status == .ran && $0.findings.isEmpty })
  }

  /// A program that another docgen removed as the least recently used is linked again.
  @Test func vanishedProgramsAreLinkedAgain() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let before = Self.said(try await workshop.runner.run(Self.programs))
    for kind in ["programs", "runs"] {
      try FileManager.default.removeItem(atPath: workshop.options.cacheFolder + "/v1/" + kind)
    }
    #expect(Self.said(try await workshop.runner.run(Self.programs)) == before)
  }

  /// What is in the cache holds without a compiler; what is not asks for one.
  @Test func unchangedPagesNeedNoCompiler() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let before = Self.said(try await workshop.runner.run(Self.programs))
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let search = Toolchain.Search(nil, environment: ["PATH": "/nonexistent"])
    #expect(search.found == nil && !search.isNamed && !path.isEmpty)
    let session = try await Session(options: workshop.options, progress: nil, search: search)
    let runs = try await session.run(Self.programs)
    #expect(runs.map(\.isFromCache) == Self.programs.map { _ in true })
    #expect(Self.said(Dictionary(uniqueKeysWithValues: runs.map { ($0.page, $0) })) == before)
    await #expect(throws: SnippetFailure.noCompiler(tried: ["swiftc (PATH)"])) {
      try await session.run([page("new", "```swift\nprint(\"新\")\n```\n")])
    }
  }

  @Test func compilerIsTakenInOrder() throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    for name in ["option", "variable", "path"] {
      try FileManager.default.createDirectory(
        atPath: workshop.root + "/" + name, withIntermediateDirectories: true)
      let compiler = workshop.root + "/\(name)/swiftc"
      try "#!/bin/sh\n".write(toFile: compiler, atomically: true, encoding: .utf8)
      chmod(compiler, 0o755)
    }
    let root = workshop.root
    var environment = ["PATH": "/nonexistent:\(root)/path", "SWIFTC": root + "/variable/swiftc"]
    #expect(
      Toolchain.Search(root + "/option/swiftc", environment: environment).found == root + "/option/swiftc")
    #expect(Toolchain.Search(nil, environment: environment).found == root + "/variable/swiftc")
    environment["SWIFTC"] = ""
    #expect(Toolchain.Search(nil, environment: environment).found == root + "/path/swiftc")
    // A name is looked for on the path; a name that is nowhere is not replaced by another compiler.
    #expect(Toolchain.Search("swiftc", environment: environment).found == root + "/path/swiftc")
    #expect(Toolchain.Search("/gone/swiftc", environment: environment).found == nil)
  }

  @Test func absentCompilerIsOneError() async throws {
    var workshop = try TestFolder()
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
    var workshop = try TestFolder()
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
}
