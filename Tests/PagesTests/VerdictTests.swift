import Checks
import Diagnostics
import Testing

@testable import Pages

/// The words of a mark.
struct VerdictTests {
  @Test(
    "what an audit has broken in vain is said to have stood the test",
    arguments: [(.certified, "抽样一致"), (.derived, "抽样一致"), (.sensitive, "已考验")] as [(Evidence.Grade, String)])
  func agreement(grade: Evidence.Grade, word: String) {
    let range = SourceFile(path: "a.md", text: "").range(0..<0)
    let evidence = Evidence(
      id: "a#f", kind: .definition, page: "a", range: range, finding: .agrees(grade, nil))
    #expect(VerdictWords(evidence, in: .zh).verdict == word)
  }

  @Test(
    "only an erratum is wrong as its note says",
    arguments: [(.definition, false, "不一致"), (.erratum, true, "原文有误"), (.claim, false, "不一致")]
      as [(Evidence.Kind, Bool, String)])
  func difference(kind: Evidence.Kind, isAsExpected: Bool, word: String) {
    let range = SourceFile(path: "a.md", text: "").range(0..<0)
    var evidence = Evidence(id: "a#f", kind: kind, page: "a", range: range, finding: .differs(nil, nil))
    evidence.isAsExpected = isAsExpected
    #expect(VerdictWords(evidence, in: .zh).verdict == word)
  }
}
