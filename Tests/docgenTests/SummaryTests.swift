import Checks
import Diagnostics
import Testing

@testable import docgen

@Suite("The summary")
struct SummaryTests {
  private func evidence(
    _ kind: Evidence.Kind, _ finding: Evidence.Finding, expected: Bool = true
  ) -> Evidence {
    let file = SourceFile(path: "docs/a.md", text: "x")
    var evidence = Evidence(
      id: "a", kind: kind, page: "a", range: file.range(0..<1), finding: finding)
    evidence.isAsExpected = expected
    return evidence
  }

  @Test("formulas by what was shown, and the share that is checked")
  func counts() {
    let summary = Summary(
      Findings(evidence: [
        evidence(.definition, .agrees(.certified, nil)),
        evidence(.claim, .proved(Evidence.Proof(method: "boxes", boxes: 1), nil)),
        evidence(.erratum, .differs(nil, nil)), evidence(.claim, .refuted(nil, nil), expected: false),
        evidence(.unchecked, .unchecked(nil, isUnderstood: false)),
        evidence(.claim, .undecided(Message("?"))),
        evidence(.table, .agrees(.certified, nil)), evidence(.snippet, .agrees(.ran, nil)),
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
