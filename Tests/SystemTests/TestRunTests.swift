import Foundation
import Testing

/// `.ci/test` before a `swift` that a test makes up, which tells of a run as Swift Testing does.
@Suite("What a test run says")
struct TestRunTests {
  /// A stand-in for swift: its events are in a file, its exit code is given.
  private static let stand = """
    import os, sys
    if sys.argv[1] == "build":
        print(os.environ.get("BUILD_WORDS", ""))
        sys.exit(1 if "BUILD_WORDS" in os.environ else 0)
    print("a line of the log")
    path = sys.argv[sys.argv.index("--event-stream-output-path") + 1]
    with open(path, "wb") as stream, open("events", "rb") as events:
        stream.write(events.read())
    sys.exit(int(os.environ["STATUS"]))
    """

  private static func run(
    _ events: [String], status: Int32, environment: [String: String] = [:]
  ) throws -> Toolbox.Outcome {
    let toolbox = try Toolbox()
    try toolbox.write(
      String(contentsOf: Toolbox.repository.appending(path: ".ci/test"), encoding: .utf8), to: ".ci/test")
    try toolbox.write(events.joined(separator: "\n") + "\n", to: "events")
    try toolbox.program("swift", stand, interpreter: "/usr/bin/env python3")
    let machine = ProcessInfo.processInfo.environment
    return try toolbox.run(
      "/usr/bin/env", ["python3", ".ci/test"],
      environment: machine.merging(["SWIFT": toolbox.path + "/swift", "STATUS": "\(status)"]) { $1 }
        .merging(environment) { $1 })
  }

  private static func suite(_ id: String, _ name: String) -> String {
    #"{"kind":"test","payload":{"kind":"suite","id":"\#(id)","name":"S","displayName":"\#(name)"}}"#
  }
  private static func test(_ id: String) -> String {
    #"{"kind":"test","payload":{"kind":"function","id":"\#(id)","name":"f()"}}"#
  }
  private static func event(_ kind: String, _ id: String) -> String {
    #"{"kind":"event","payload":{"kind":"\#(kind)","testID":"\#(id)","messages":[]}}"#
  }
  private static func issue(_ id: String, _ words: String, known: Bool = false) -> String {
    #"{"kind":"event","payload":{"kind":"issueRecorded","testID":"\#(id)","issue":{"isKnown":\#(known)},"#
      + #""messages":[{"symbol":"fail","text":"\#(words)"}]}}"#
  }
  private static let over = #"{"kind":"event","payload":{"kind":"runEnded","messages":[]}}"#

  private static let plan = [
    suite("M.A", "First"), suite("M.B", "Second"), test("M.A/one()/A.swift:1:1"),
    test("M.A/two()/A.swift:2:1"),
    test("M.B/three()/B.swift:1:1"),
  ]

  @Test("a line a suite, and the count")
  func green() throws {
    let outcome = try Self.run(
      Self.plan + [
        Self.event("testStarted", "M.A/one()/A.swift:1:1"), Self.event("testEnded", "M.A/one()/A.swift:1:1"),
        Self.event("testEnded", "M.A/two()/A.swift:2:1"), Self.event("testEnded", "M.A"),
        Self.event("testSkipped", "M.B/three()/B.swift:1:1"), Self.event("testEnded", "M.B"), Self.over,
      ], status: 0)
    #expect(outcome.status == 0, "\(outcome.text)")
    #expect(outcome.lines.contains("✔ M: First (2 tests)"), "\(outcome.text)")
    #expect(outcome.lines.contains("tests: 2 passed, 0 failed, 1 skipped"), "\(outcome.text)")
    #expect(!outcome.text.contains("a line of the log"), "\(outcome.text)")
  }

  @Test("what failed comes last, the first failure at the very end")
  func red() throws {
    let outcome = try Self.run(
      Self.plan + [
        Self.issue("M.A/two()/A.swift:2:1", "the first thing at A.swift:3:4"),
        Self.event("testEnded", "M.A/one()/A.swift:1:1"), Self.event("testEnded", "M.A/two()/A.swift:2:1"),
        Self.event("testEnded", "M.A"), Self.issue("M.B/three()/B.swift:1:1", "the second thing"),
        Self.event("testEnded", "M.B/three()/B.swift:1:1"), Self.event("testEnded", "M.B"), Self.over,
      ], status: 1)
    #expect(outcome.status == 1)
    #expect(outcome.lines.contains("✘ M: First (2 tests, 1 failed)"), "\(outcome.text)")
    #expect(outcome.lines.contains("tests: 1 passed, 2 failed, 0 skipped"), "\(outcome.text)")
    #expect(outcome.lines.last == "  the first thing at A.swift:3:4", "\(outcome.text)")
  }

  @Test("an issue that is known fails nothing")
  func known() throws {
    let outcome = try Self.run(
      Self.plan + [
        Self.issue("M.A/one()/A.swift:1:1", "known", known: true),
        Self.event("testEnded", "M.A/one()/A.swift:1:1"),
        Self.event("testEnded", "M.A"), Self.over,
      ], status: 0)
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  @Test("a run that broke off, one that ran nothing, and one that only says it failed are failures")
  func broken() throws {
    let crashed = try Self.run(
      Self.plan + [Self.event("testStarted", "M.A/one()/A.swift:1:1")], status: 5)
    #expect(crashed.status == 1)
    #expect(crashed.lines.last?.contains("M.A/one()") == true, "\(crashed.text)")
    #expect(crashed.text.contains("a line of the log"), "\(crashed.text)")
    #expect(try Self.run([Self.over], status: 0).status == 1)
    #expect(
      try Self.run(Self.plan + [Self.event("testEnded", "M.A/one()/A.swift:1:1"), Self.over], status: 1)
        .status == 1)
  }

  @Test("where the tests do not compile, the first error is last")
  func uncompiled() throws {
    let words = "A.swift:1:1: error: first\nB.swift:1:1: error: second"
    let outcome = try Self.run([], status: 0, environment: ["BUILD_WORDS": words])
    #expect(outcome.status == 1)
    let first = try #require(outcome.lines.lastIndex { $0.contains("error: first") })
    #expect(outcome.lines[..<first].contains { $0.contains("error: second") }, "\(outcome.text)")
  }
}
