import Checks
import Diagnostics
import Testing

@testable import docgen

@Suite("The summary")
struct SummaryTests {
  private func evidence(
    _ kind: Evidence.Kind, _ level: Evidence.Level, _ verdict: Evidence.Verdict, expected: Bool = true
  ) -> Evidence {
    let file = SourceFile(path: "docs/a.md", text: "x")
    var evidence = Evidence(
      id: "a", kind: kind, page: "a", range: file.range(0..<1), level: level, verdict: verdict)
    evidence.isAsExpected = expected
    return evidence
  }

  @Test("formulas by what was shown, and the share that is checked")
  func counts() {
    let summary = Summary(
      Findings(evidence: [
        evidence(.definition, .agrees, .agrees), evidence(.claim, .proved, .proved),
        evidence(.erratum, .certified, .differs), evidence(.claim, .certified, .refuted, expected: false),
        evidence(.unchecked, .none, .unchecked), evidence(.claim, .understood, .undecided),
        evidence(.table, .agrees, .agrees), evidence(.snippet, .none, .agrees),
      ]))
    #expect(summary.total == 6)
    #expect(summary.checked == 5)
    #expect(summary.numbers == 1)
    let line = summary.lines(seconds: 1.005)[0].zh
    #expect(line == "公式 6: 已证明 1，抽样一致 1，如所料不成立 1，不一致 1，未决 1，未检查 1；检查率 83.3%")
  }

  @Test func nothing() {
    #expect(Summary(Findings()).coverage == 100)
    #expect(Summary(Findings()).lines(seconds: 0)[0].en == "no formulas")
  }

  @Test(arguments: [(0.0, "0.00"), (1.006, "1.01"), (99.999, "100.00"), (2.05, "2.05"), (12.3, "12.30")])
  func decimals(value: Double, text: String) {
    #expect(Summary.decimal(value, places: 2) == text)
  }
}
