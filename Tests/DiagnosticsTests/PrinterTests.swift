import Basics
import Foundation
import Testing

@testable import Diagnostics

/// The drift of the loss with a sign lost, as the checks report it.
enum Drift {
  static let file = SourceFile(
    path: "docs/deim/mal.md",
    text: String(repeating: "\n", count: 40)
      + #"& -q^{\gamma} \log{p} + (1-q^{\gamma}) \log{(1-p)} & y = 1"# + "\n"
      + String(repeating: "\n", count: 10) + "func MAL(p: Double) {}\n")

  static let diagnostic = Diagnostic(
    .error, "formula-differs",
    Message(zh: "公式与代码不一致（已证实）: MAL, 分支 y = 1", en: "formula and code differ (certified): MAL, branch y = 1"),
    at: file.range(42..<92), consequence: .content,
    facts: [
      Message(zh: "反例: p = 0.5, q = 0.5, γ = 2", en: "counterexample: p = 0.5, q = 0.5, γ = 2"),
      Message(zh: "公式: -0.34657…   代码: 0.69314…", en: "formula: -0.34657…   code: 0.69314…"),
    ],
    notes: [
      Diagnostic.Note(Message(zh: "Swift 函数在此", en: "the Swift function is here"), at: file.range(114..<117))
    ],
    help: [Message(zh: "加上括号", en: "add brackets")])

  static let warning = Diagnostic(
    .warning, "accuracy", Message(zh: "100% 的位数: a,b\n第二行", en: "100% of digits: a,b\nsecond line"),
    at: SourceFile(path: "docs/一 二:三.md", text: "x汉y\n").range(4..<5))

  static let report = Report([warning, diagnostic, diagnostic])
}

@Suite("Printers")
struct PrinterTests {
  @Test("a drift reads like a compiler's error")
  func text() {
    let printed = Report([Drift.diagnostic]).printed(as: .text, in: .zh)
    #expect(
      printed == #"""
        docs/deim/mal.md:41:3: error: 公式与代码不一致（已证实）: MAL, 分支 y = 1 [formula-differs]
           |
        41 | & -q^{\gamma} \log{p} + (1-q^{\gamma}) \log{(1-p)} & y = 1
           |   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
           = 反例: p = 0.5, q = 0.5, γ = 2
           = 公式: -0.34657…   代码: 0.69314…
        docs/deim/mal.md:52:6: note: Swift 函数在此
           help: 加上括号

        """#)
  }

  @Test("plain has no excerpt, English has English words")
  func plain() {
    let printed = Report([Drift.diagnostic]).printed(as: .plain, in: .en, colored: true)
    #expect(
      printed == """
        docs/deim/mal.md:41:3: error: formula and code differ (certified): MAL, branch y = 1 [formula-differs]
           = counterexample: p = 0.5, q = 0.5, γ = 2
           = formula: -0.34657…   code: 0.69314…
        docs/deim/mal.md:52:6: note: the Swift function is here
           help: add brackets

        """)
  }

  @Test("colour is escape sequences round the same text")
  func color() {
    let colored = Drift.report.printed(as: .text, in: .zh, colored: true)
    #expect(colored.contains("\u{1B}[1;31merror:\u{1B}[0m"))
    let bare = colored.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
    #expect(bare == Drift.report.printed(as: .text, in: .zh))
  }

  @Test("each finding once, by place, those without a place last")
  func order() {
    let early = SourceFile(path: "docs/a.md", text: "one\ntwo\n")
    func finding(_ text: String, _ range: SourceRange?) -> Diagnostic {
      Diagnostic(.error, "x", Message(text), at: range)
    }
    let report = Report([
      finding("machine", nil), finding("late", Drift.file.range(1..<2)), finding("b", early.range(4..<5)),
      finding("a", early.range(0..<1)), finding("b", early.range(4..<5)),
      finding("b too", early.range(4..<5)),
    ])
    #expect(report.diagnostics.map(\.message.zh) == ["a", "b", "b too", "late", "machine"])
  }

  @Test("the highest consequence of an error is the exit code")
  func exitCode() {
    func code(_ findings: (Severity, Consequence)...) -> Int32 {
      Report(
        findings.map { Diagnostic($0.0, "x", Message("\($0)"), consequence: $0.1) }
      ).exitCode
    }
    #expect(code() == 0)
    #expect(code((.warning, .machine)) == 0)
    #expect(code((.error, .content), (.warning, .machine)) == 1)
    #expect(code((.error, .malformed), (.error, .content)) == 2)
    #expect(code((.error, .content), (.error, .machine)) == 3)
  }

  @Test("GitHub: properties and text are escaped")
  func github() {
    let printed = Report([Drift.warning]).printed(as: .github, in: .en)
    #expect(
      printed == "::warning file=docs/一 二%3A三.md,line=1,endLine=1,col=5,endColumn=6,title=accuracy"
        + "::100%25 of digits: a,b%0Asecond line\n")
  }

  @Test("SARIF: columns in scalars, paths as URIs, rules by index")
  func sarif() throws {
    let printed = Drift.report.printed(as: .sarif, in: .zh)
    let log = try #require(JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    #expect(run["columnKind"] as? String == "unicodeCodePoints")
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.map { $0["ruleId"] as? String } == ["formula-differs", "accuracy"])
    #expect(results.map { $0["ruleIndex"] as? Int } == [1, 0])
    #expect(results.map { $0["level"] as? String } == ["error", "warning"])
    #expect((results[0]["relatedLocations"] as? [Any])?.count == 1)
    let location = try #require((results[1]["locations"] as? [[String: Any]])?.first)
    let place = try #require(location["physicalLocation"] as? [String: Any])
    let artifact = try #require(place["artifactLocation"] as? [String: Any])
    #expect(artifact["uri"] as? String == "docs/%E4%B8%80%20%E4%BA%8C%3A%E4%B8%89.md")
    let region = try #require(place["region"] as? [String: Int])
    let expected = [
      "startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 4, "byteOffset": 4, "byteLength": 1,
    ]
    #expect(region == expected)
  }

  @Test("JSON: both languages, columns in bytes")
  func json() throws {
    let printed = Drift.report.printed(as: .json, in: .en)
    let value = try #require(JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String: Any])
    #expect(value["column_unit"] as? String == "utf8-bytes")
    #expect(value["exit_code"] as? Int == 1)
    let findings = try #require(value["diagnostics"] as? [[String: Any]])
    #expect(findings.count == 2)
    #expect(findings[0]["message"] as? String == Drift.diagnostic.message.en)
    #expect(findings[0]["zh"] as? String == Drift.diagnostic.message.zh)
    #expect(findings[0]["line"] as? Int == 41)
    #expect(findings[1]["column"] as? Int == 5)
    #expect((findings[0]["facts"] as? [Any])?.count == 2)
  }

  @Test("every format carries the same findings", arguments: ReportFormat.allCases)
  func sameFindings(format: ReportFormat) {
    let printed = Drift.report.printed(as: format, in: .zh)
    for diagnostic in Drift.report.diagnostics {
      #expect(printed.contains(diagnostic.identifier))
      for fact in diagnostic.facts { #expect(printed.contains(fact.zh)) }
    }
    #expect(printed.hasSuffix("\n"))
  }

  @Test("control characters in JSON strings are escaped")
  func jsonEscapes() throws {
    let text = "\u{0}\u{1F}\"\\\n\r\t\u{7F}汉👩‍👧\u{2028}"
    let written = JSONValue.array([.string(text), .double(1e300), .int(-3), .null, .array([])])
    for indented in [true, false] {
      let data = Data(written.text(indented: indented).utf8)
      let read = try #require(JSONSerialization.jsonObject(with: data) as? [Any])
      #expect(read[0] as? String == text)
      #expect(read[1] as? Double == 1e300)
      #expect(read[2] as? Int == -3)
    }
  }
}
