import Foundation
import TestSupport
import Testing

@Suite("A build that is killed, interrupted, or meets another")
struct KilledTests {
  /// `DOCGEN_LONG_TESTS=1`: a hundred kills.
  private static let rounds = ProcessInfo.processInfo.environment["DOCGEN_LONG_TESTS"] == nil ? 3 : 100

  private static func note(_ page: Int, _ variant: Int) -> String {
    """
    ---
    strict: true
    run: true
    ---

    # 第 \(page) 页

    其中 $x \\in [0, 1]$.

    $$
    \\mathrm{f}(x) = x^2 + \(page * 10 + variant)
    $$

    ```swift
    func f(x: Double) -> Double { x * x + \(page * 10 + variant) }
    print("第 \(page) 页", f(x: 0.5))
    ```

    在 0 处是 `= f(x: 0)`.
    """
  }

  private static func write(_ variant: Int, in workshop: TestFolder) throws {
    for page in 0..<3 { try workshop.write(note(page, variant), to: "docs/page\(page).md") }
  }

  /// The site of each variant, as a build gives it that nothing disturbs.
  private static func expected() throws -> [[String: Data]] {
    let workshop = try TestFolder()
    return try (0..<2).map { variant in
      try write(variant, in: workshop)
      let outcome = try workshop.docgen("build", "--cache", "cache")
      #expect(outcome.status == 0, "\(outcome.all)")
      return try workshop.snapshot("site")
    }
  }

  @Test("killed at any moment, the next build is right", arguments: [false, true])
  func killed(hasForeign: Bool) throws {
    let expected = try Self.expected()
    #expect(expected[0] != expected[1])
    var random = Seeded()
    let seed = random.seed
    let workshop = try TestFolder()
    // Somebody else's file: the site's folder is then not exchanged as a whole.
    if hasForeign { try workshop.write("notes.example.com", to: "site/CNAME") }
    for round in 0..<Self.rounds {
      let variant = round % 2
      try Self.write(variant, in: workshop)
      // So that there is something to do once both variants are known.
      let forgotten = ["v1/units", "v1/runs", "v1/programs", "v1/kit", "builds", "v1"].randomElement(
        using: &random)
      try? workshop.remove("cache/" + (forgotten ?? "v1"))
      let killed = try workshop.start(["build", "--cache", "cache"])
      usleep(UInt32(random.next() % (round % 4 == 0 ? 4_000_000 : 1_200_000)))
      kill(killed.processIdentifier, SIGKILL)
      killed.waitUntilExit()
      let outcome = try workshop.docgen("build", "--cache", "cache")
      #expect(outcome.status == 0, "seed \(seed), round \(round): \(outcome.all)")
      var site = try workshop.snapshot("site")
      let foreign = site.removeValue(forKey: "CNAME")
      #expect(foreign == (hasForeign ? Data("notes.example.com".utf8) : nil))
      #expect(site == expected[variant], "seed \(seed), round \(round)")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path)
    #expect(left.sorted() == ["cache", "docs", "site"], "seed \(seed)")
    #expect(try Self.temporary(workshop) == [], "seed \(seed)")
  }

  @Test("two builds at once are both right")
  func twoAtOnce() throws {
    let expected = try Self.expected()
    let workshop = try TestFolder()
    try Self.write(1, in: workshop)
    let other = try workshop.start(["build", "--cache", "cache", "--site", "other"])
    let outcome = try workshop.docgen("build", "--cache", "cache")
    other.waitUntilExit()
    #expect(outcome.status == 0 && other.terminationStatus == 0, "\(outcome.all)")
    #expect(try workshop.snapshot("site") == expected[1])
    #expect(try workshop.snapshot("other") == expected[1])
    #expect(try Self.temporary(workshop) == [])
  }

  @Test("an interrupt ends the children and leaves nothing half-done", arguments: [SIGINT, SIGTERM])
  func interrupted(by number: Int32) throws {
    let workshop = try TestFolder.with(
      "---\nrun: true\n---\n\n```swift\nlet n = 1\nwhile true { _ = n }\n```\n")
    // Where a shell runs the tests in the background it ignores interrupts, and a child would inherit that.
    signal(number, SIG_DFL)
    let process = try workshop.start(["build", "--cache", "cache", "--timeout", "600"])
    let snippet = try #require(
      Self.wait { Self.programs(below: workshop.folder.path + "/cache/v1/programs").first })
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == number)
    #expect(Self.wait { kill(snippet, 0) == 0 ? nil : true } == true)
    #expect(try Self.temporary(workshop) == [])
    #expect(!workshop.exists("site"))
  }

  @Test("what a terminal sends to all of its processes is no note's fault", arguments: ["INT", "TERM"])
  func interruptedGroup(by name: String) throws {
    let workshop = try TestFolder.with(
      "---\nrun: true\n---\n\n```swift\nlet n = 1\nwhile true { _ = n }\n```\n")
    // A shell with jobs gives each a group of its own; a program runs once it stands in the cache.
    let outcome = try workshop.template(
      "set -m; '\(TestFolder.binary.path)' build --cache cache --timeout 600 & "
        + "for i in $(seq 600); do ls cache/v1/programs/* > /dev/null 2>&1 && break; sleep 0.1; done; sleep 1; "
        + "kill -\(name) -- -$!; wait $!; exit $?")
    #expect(outcome.status == 128 + (name == "INT" ? SIGINT : SIGTERM), "\(outcome.all)")
    #expect(!outcome.output.contains("["), "\(outcome.all)")
    #expect(!workshop.exists("site"))
    // Nor is it kept as one.
    let again = try workshop.docgen("build", "--cache", "cache", "--timeout", "1")
    #expect(again.output.contains("[snippet-timeout]"), "\(again.all)")
  }

  @Test("an interrupt while the site is written leaves nothing beside it")
  func interruptedWriting() throws {
    let workshop = try TestFolder()
    for page in 0..<100 {
      let text = String(repeating: "在目标检测里，损失函数决定了模型把力气用在哪里。\n\n", count: 20)
      try workshop.write("# 第 \(page) 篇\n\n" + text, to: "docs/page\(page).md")
    }
    func beside() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path).filter {
        $0.hasPrefix(".site")
      }
    }
    var interrupted = 0
    for _ in 0..<Self.rounds {
      let process = try workshop.start(["build", "--cache", "cache"])
      while process.isRunning {
        usleep(2000)
        guard try !beside().isEmpty else { continue }
        kill(process.processIdentifier, SIGTERM)
        break
      }
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { interrupted += 1 }
      #expect(try beside() == [])
      try? workshop.remove("site")
    }
    #expect(interrupted > 0)
  }

  @Test("a snippet dies with a docgen that is killed")
  func orphaned() throws {
    let workshop = try TestFolder.with(
      "---\nrun: true\n---\n\n```swift\nlet n = 1\nwhile true { _ = n }\n```\n")
    let process = try workshop.start(["build", "--cache", "cache", "--timeout", "600"])
    let snippet = try #require(
      Self.wait { Self.programs(below: workshop.folder.path + "/cache/v1/programs").first })
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(Self.wait { kill(snippet, 0) == 0 ? nil : true } == true)
  }

  private static func temporary(_ workshop: TestFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path + "/cache/v1/tmp")
  }

  /// Processes whose program lies in a folder.
  private static func programs(below folder: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { process in
      // Its own first word: the program's file has no name for others than root.
      (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8))?.hasPrefix(folder) == true
    }
  }

  /// Waits for something that another process does, at most a minute.
  private static func wait<Value>(for value: () -> Value?) -> Value? {
    for _ in 0..<1200 {
      if let value = value() { return value }
      usleep(50_000)
    }
    return nil
  }
}
