import Foundation
import Testing

@testable import Snippets

/// Snippets that somebody sent who means no good: each is ended or refused, said at its line, and no other page suffers.
@Suite struct HostileTests {
  /// A page each: its code from line 3 on, and what it says (`line identifier`, or printed text).
  static let pages: [(name: String, code: String, finding: String?, prints: String?)] = [
    ("endless", "let a = 1\nwhile true { _ = a }", "4 snippet-timeout", nil),
    ("sleep", "print(1)\nsleep(1000)", "4 snippet-timeout", "1\n"),
    (
      "ignore-signals",
      "for s: Int32 in 1..<65 { signal(s, SIG_IGN) }\nlet a = 1\nwhile true { _ = a }", "3 snippet-timeout",
      nil
    ),
    ("fork", "@_silgen_name(\"fork\") func cfork() -> Int32\nprint(cfork())", nil, "-1\n"),
    (
      "fork-bomb", "@_silgen_name(\"fork\") func cfork() -> Int32\nwhile true { _ = cfork() }",
      "4 snippet-timeout", nil
    ),
    (
      "memory",
      "let p = malloc(8 << 30)\nprint(p == nil)\nlet xs = [UInt8](repeating: 1, count: 8 << 30)\nprint(xs.count)",
      "5 snippet-trapped", "true\n"
    ),
    (
      "output", "let line = String(repeating: \"x\", count: 1 << 16)\nfor _ in 0..<200_000 { print(line) }",
      "4 snippet-output-too-large", nil
    ),
    ("socket", "print(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0), errno == EPERM)", nil, "-1 true\n"),
    (
      "passwd", "let text = try String(contentsOfFile: \"/etc/passwd\", encoding: .utf8)\nprint(text.count)",
      "3 snippet-trapped", nil
    ),
    (
      "write-outside",
      "print(FileManager.default.createFile(atPath: \"/var/tmp/docgen-hostile\", contents: Data([1])))", nil,
      "false\n"
    ),
    (
      "write-docs", "print(FileManager.default.createFile(atPath: \"DOCS/x\", contents: Data([1])))", nil,
      "false\n"
    ),
    (
      "scratch", "print(FileManager.default.createFile(atPath: \"x\", contents: Data([1])))", nil, "true\n"
    ),
    (
      "child",
      "let p = Process()\np.executableURL = URL(fileURLWithPath: \"/bin/sleep\")\np.arguments = [\"100\"]\ntry p.run()\nprint(\"up\")",
      "6 snippet-trapped", nil
    ),
    (
      "files",
      "var open = 0\nfor n in 0..<1000 where fopen(\"f\\(n)\", \"w\") != nil { open += 1 }\nprint(open < 64)",
      nil,
      "true\n"
    ),
    (
      "threads",
      "var made = 0\nvar thread = pthread_t()\nwhile pthread_create(&thread, nil, { _ in sleep(1000); return nil }, nil) == 0 { made += 1 }\nprint(made < 2000)",
      nil, "true\n"
    ),
    (
      "fill-the-scratch",
      "let part = Data(count: 8 << 20)\nvar whole = 0\nfor n in 0..<100 where (try? part.write(to: URL(fileURLWithPath: \"f\\(n)\"))) != nil { whole += 1 }\nprint(whole <= 8)",
      nil, "true\n"
    ),
    ("stdin", "print(readLine() == nil)", nil, "true\n"),
    ("kill-parent", "print(kill(getppid(), SIGKILL), kill(-1, SIGKILL))", nil, "-1 -1\n"),
    (
      "environment", "print(ProcessInfo.processInfo.environment.keys.sorted())", nil,
      "[\"LANG\", \"LC_ALL\", \"SWIFT_BACKTRACE\", \"SWIFT_DETERMINISTIC_HASHING\"]\n"
    ),
    (
      "forged",
      "let junk = \"table 0 i1 n i9999999 i9999999\\nplot 0 d\\nprobe\\npoint\\ntrap\\n\\n\\n\"\nwrite(4, junk, junk.utf8.count)\nprint(1)",
      "3 results-forged", "1\n"
    ),
    (
      "bytes", "var junk = [UInt8]((0...255)) + [10]\nwrite(1, &junk, 257)\nwrite(4, &junk, 257)\nprint(2)",
      "3 results-forged", nil
    ),
    ("good", "print(\"whole\")", nil, "whole\n"),
  ]

  @Test func eachIsEndedWithinItsBound() async throws {
    var workshop = try TestFolder()
    defer { workshop.remove() }
    // Long enough for a busy machine to reach the loop.
    workshop.options.timeout = 5
    let programs = Self.pages.map { entry in
      page(
        entry.name,
        "\n```swift\n" + entry.code.replacing("DOCS", with: workshop.options.docsFolder) + "\n```\n")
    }
    let runs = try await workshop.runner.run(programs)
    for entry in Self.pages {
      let run = try #require(runs[entry.name])
      let errors = run.diagnostics.filter { $0.severity == .error }
      let said = errors.first.map { "\($0.range?.start.line ?? 0) \($0.identifier)" }
      #expect(said == entry.finding, "\(entry.name): \(run.findings)")
      if let prints = entry.prints { #expect(run.texts.joined() == prints, "\(entry.name): \(run.findings)") }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: workshop.root + "/cache/v1/tmp")
    #expect(left.isEmpty)
  }
}
