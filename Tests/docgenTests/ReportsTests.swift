import Foundation
import Testing

/// One set of findings in five dresses, and mistakes in what is not a note: the lock, the audit's record,
/// the cache.
@Suite("Reports")
struct ReportsTests {
  /// A drift, an accuracy finding, an unknown directive, a dead link, a formula nobody checks.
  private static let note = """
    ---
    strict: true
    run: true
    ---

    # 一 二

    $p \\in (0, 1)$, $x \\in [0.00001, 1]$.

    $$
    \\mathrm{A}(p) = -\\log p
    $$

    ```swift
    func A(p: Double) -> Double { -log(max(p, 1e-7)) }
    ```

    $$
    \\mathrm{B}(x) = \\frac{1 - \\cos x}{x^2}
    $$

    ```swift
    func B(x: Double) -> Double { (1 - cos(x)) / (x * x) }
    ```

    <!-- clame C1 -->

    [死链](missing.md)

    $$
    p^2 + 1
    $$
    """

  private struct Finding: Hashable {
    var identifier: String
    var line: Int
  }

  private func findings(_ workshop: TestFolder, _ format: String) throws -> Set<Finding> {
    let output = try workshop.docgen("check", "--format", format).output
    switch format {
    case "json":
      let report = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
      let list = try #require(report["diagnostics"] as? [[String: Any]])
      return Set(
        list.map { Finding(identifier: $0["identifier"] as? String ?? "", line: $0["line"] as? Int ?? 0) })
    case "sarif":
      #expect(SARIFSchema.problems(in: output) == [])
      let log = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
      let results = try #require((log["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]])
      return Set(
        results.map { result in
          let place = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
          let line = (place?["region"] as? [String: Any])?["startLine"] as? Int
          return Finding(identifier: result["ruleId"] as? String ?? "", line: line ?? 0)
        })
    case "github":
      return Set(
        output.matches(of: /::(?:error|warning|notice) (?:file=[^,]*,line=([0-9]+)[^:]*?,)?title=([a-z-]+)/)
          .map {
            Finding(identifier: String($0.2), line: $0.1.flatMap { Int($0) } ?? 0)
          })
    default:
      return Set(
        output.matches(
          of: /(?m)^(?:[^:\n ]+:([0-9]+):[0-9]+: |docgen: )?(?:error|warning|note): .*\[([a-z-]+)\]$/
        ).map {
          Finding(identifier: String($0.2), line: $0.1.flatMap { Int($0) } ?? 0)
        })
    }
  }

  @Test("every format carries the same findings, and SARIF keeps to its schema")
  func formats() throws {
    let workshop = try TestFolder.with(Self.note, at: "docs/一 二.md")
    let expected = try findings(workshop, "json")
    let kinds = Set(expected.map(\.identifier))
    #expect(
      kinds.isSuperset(of: ["formula-differs", "accuracy", "unknown-directive", "unchecked-formula"]),
      "\(kinds)")
    for format in ["sarif", "github"] {
      #expect(try findings(workshop, format) == expected, "\(format)")
    }
    // Blanks in a path are read as they stand; what follows the line is what counts here.
    try workshop.write(Self.note, to: "docs/plain.md")
    try workshop.remove("docs/一 二.md")
    let plain = try findings(workshop, "json")
    for format in ["text", "plain", "sarif", "github"] {
      #expect(try findings(workshop, format) == plain, "\(format)")
    }
  }

  @Test(
    "a line of the lock that is none is an error at its line",
    arguments: [
      ("meaning zz certified agrees x", "lock-malformed"), ("number twelve x", "lock-malformed"),
      ("nonsense", "lock-malformed"), ("seed minus", "lock-malformed"), (">>>>>>> theirs", "lock-conflict"),
      ("number 3 gone", "lock-changed"),
    ])
  func lock(line: String, identifier: String) throws {
    let workshop = try TestFolder.with(TestFolder.area)
    #expect(try workshop.docgen("accept").status == 0)
    let text = try workshop.read("docs/formulas.lock")
    try workshop.write(text + line + "\n", to: "docs/formulas.lock")
    let outcome = try workshop.docgen("check", "--format", "plain")
    let number = text.split(separator: "\n").count + 1
    #expect(outcome.status > 0)
    #expect(
      outcome.lines.contains {
        $0.hasPrefix("docs/formulas.lock:\(number):") && $0.hasSuffix("[\(identifier)]")
      },
      "\(outcome.output)")
  }

  @Test("an entry that is there twice is an error; accept writes it anew")
  func twice() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    #expect(try workshop.docgen("accept").status == 0)
    let text = try workshop.read("docs/formulas.lock")
    let entry = try #require(text.split(separator: "\n").last)
    try workshop.write(text + entry + "\n", to: "docs/formulas.lock")
    #expect(try workshop.docgen("check").output.contains("[lock-malformed]"))
    #expect(try workshop.docgen("accept").status == 0)
    #expect(try workshop.read("docs/formulas.lock") == text)
  }

  @Test("a damaged cache is rebuilt, never believed")
  func cache() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    let command = ["check", "--cache", "cache", "--format", "plain"]
    let first = try workshop.docgen(command, input: Data())
    #expect(first.status == 0, "\(first.all)")
    for (index, name) in try workshop.snapshot("cache").keys.sorted().enumerated()
    where name != "CACHEDIR.TAG" {
      let file = workshop.folder.appending(path: "cache/" + name)
      var data = try Data(contentsOf: file)
      // Every way in turn: emptied, cut short, a bit turned, filled with zeros.
      switch index % 4 {
      case 0: data = Data()
      case 1: data = data.prefix(data.count / 2)
      case 2: if !data.isEmpty { data[data.count / 2] ^= 1 }
      default: data = Data(count: data.count)
      }
      try data.write(to: file)
    }
    let second = try workshop.docgen(command, input: Data())
    #expect(second.status == 0, "\(second.all)")
    #expect(second.output.split(separator: "\n").first == first.output.split(separator: "\n").first)
  }

  @Test("an unchanged check says the same again and starts nothing; a changed one looks again")
  func memory() throws {
    let workshop = try TestFolder.with(Self.note)
    func check(_ more: String...) throws -> TestFolder.Outcome {
      try workshop.docgen(["check", "--cache", "cache", "--format", "plain"] + more, input: Data())
    }
    func report(_ outcome: TestFolder.Outcome) -> [Substring] { outcome.lines.filter { $0.hasSuffix("]") } }
    let first = try check()
    #expect(first.status == 2)
    #expect(!first.output.contains("未启动编译器"))
    let second = try check()
    #expect(second.status == 2)
    #expect(second.output.contains("未启动编译器"))
    #expect(report(second) == report(first))
    // Another question is another answer.
    #expect(!(try check("--min-coverage", "100").output.contains("未启动编译器")))
    try workshop.edit("docs/note.md", replace: "max(p, 1e-7)", with: "p")
    let third = try check()
    #expect(!third.output.contains("未启动编译器"))
    #expect(!third.output.contains("[formula-differs]"))
  }

  @Test("--min-coverage fails below its percentage, and says both")
  func coverage() throws {
    let workshop = try TestFolder.with(
      "---\nrun: true\n---\n\n# 一半\n\n$x \\in [0, 1]$\n\n$$\nx^2 + 1\n$$\n\n<!-- claim -->\n$$\nx^2 \\ge 0\n$$\n"
    )
    #expect(try workshop.docgen("check").status == 0)
    #expect(try workshop.docgen("check", "--min-coverage", "50").status == 0)
    let outcome = try workshop.docgen("check", "--min-coverage", "50.1", "--lang", "en")
    #expect(outcome.status == 1)
    #expect(
      outcome.output.contains("[coverage-too-low]") && outcome.output.contains("50.1"), "\(outcome.output)")
  }

  @Test("a page whose evidence could not be made is not published")
  func unpublished() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    try workshop.edit("docs/note.md", replace: ".pi * r * r", with: "undefinedName * r")
    let outcome = try workshop.docgen()
    #expect(outcome.status == 1)
    #expect(!workshop.exists("site"))
  }

  @Test("check writes the evidence that it is asked for, also when there are errors")
  func evidence() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    for status in [Int32(0), 1] {
      let outcome = try workshop.docgen("check", "--evidence", "evidence.json")
      #expect(outcome.status == status, "\(outcome.all)")
      let text = try workshop.read("evidence.json")
      let items = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
      #expect(items.contains { $0["verdict"] as? String == (status == 0 ? "agrees" : "differs") }, "\(text)")
      #expect(items.allSatisfy { $0["format"] as? Int == 1 }, "\(text)")
      // A check whose answer is remembered writes no less.
      #expect(try workshop.docgen("check").status == status)
      try workshop.remove("evidence.json")
      #expect(try workshop.docgen("check", "--evidence", "evidence.json").status == status)
      #expect(try workshop.read("evidence.json") == text)
      if status == 0 { try workshop.edit("docs/note.md", replace: ".pi * r * r", with: ".pi * r * 2") }
    }
    let nowhere = try workshop.docgen("check", "--evidence", "no/such/folder/evidence.json")
    #expect(nowhere.status == 3, "\(nowhere.all)")
  }

  @Test("audit writes its record, and the page and evidence.json carry it")
  func audit() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    let audit = try workshop.docgen("audit")
    #expect(audit.status == 0, "\(audit.all)")
    #expect(try workshop.read("docs/formulas.audit").contains("mutants "))
    #expect(try workshop.docgen().status == 0)
    let evidence = try workshop.read("site/evidence.json")
    #expect(evidence.contains("\"mutants_caught\"") && evidence.contains("\"level\": 4"), "\(evidence)")
    #expect(try workshop.read("site/note.html").contains("被发现"))
    #expect(!workshop.exists("site/formulas.audit"))
    // `--most 0` with a default that nobody states.
    try workshop.edit("docs/note.md", replace: "r: Double)", with: "r: Double = 2)")
    let open = try workshop.docgen("audit", "--most", "0", "--format", "plain")
    #expect(open.status == 1)
    #expect(open.output.contains("[mutant-undecided]") && open.output.contains("[mutants-undecided]"))
  }
}
