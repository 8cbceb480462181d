import Diagnostics
import Proofs
import Trees

extension Evidence {
  /// The id that the note gives a claim; nil for one that is only counted.
  fileprivate var claimName: String? { id.contains(":") ? nil : id }
}

extension Diagnostic {
  static func claimRefuted(_ item: Evidence, _ check: ClaimCheck, _ failure: LinkTally.Failure) -> Diagnostic
  {
    let names = check.space.names
    var facts = failure.point.counterexample(names)
    if let reason = failure.reason { facts.append(reason) }
    if !(failure.left + failure.right).isEmpty {
      facts.append(
        Message(
          zh: "左边: \(failure.left.text)   右边: \(failure.right.text)（区间算术, 严格）",
          en: "left: \(failure.left.text)   right: \(failure.right.text) (ball arithmetic, rigorous)"))
    }
    if !check.form.premises.isEmpty {
      let premises = check.form.premises.map(\.plain).joined(separator: ", ")
      facts.append(Message(zh: "前提在该点成立: \(premises)", en: "the premises hold there: \(premises)"))
    }
    let spelling = item.claimName.map { "claim \($0): refuted" } ?? "claim: refuted"
    return Diagnostic(
      .error, "claim-refuted",
      Message(
        zh: "\(item.claimName.map { "断言 \($0) " } ?? "这个断言")不成立（已证实）",
        en: "\(item.claimName.map { "the claim \($0)" } ?? "this claim") is false (certified)"),
      at: item.range,
      consequence: .content, facts: facts,
      help: [
        reproduction(item.range, failure.point, names),
        Message(
          zh: "若它本应不成立, 写 <!-- \(spelling) -->", en: "if it is meant to be false, write <!-- \(spelling) -->"),
      ])
  }

  static func claimNotRefuted(_ item: Evidence, points: Int) -> Diagnostic {
    Diagnostic(
      .error, "claim-not-refuted",
      Message(
        zh: "\(item.claimName.map { "断言 \($0) " } ?? "这个断言")应被驳倒, 但在 \(points) 点上都成立",
        en:
          "\(item.claimName.map { "the claim \($0)" } ?? "this claim") was to be refuted, but holds at \(points) points"
      ),
      at: item.range, consequence: .content,
      help: [
        Message(
          zh: "若它本应成立, 去掉 refuted; 若不应成立, 改断言或放宽范围",
          en: "if it is meant to hold, drop refuted; if not, change the claim or widen its range")
      ])
  }

  static func claimUnproved(_ item: Evidence) -> Diagnostic {
    Diagnostic(
      .error, "claim-unproved",
      Message(
        zh: "\(item.claimName.map { "断言 \($0) " } ?? "这个断言")须有证明, 而只是抽样一致 (\(item.sample.points) 点)",
        en:
          "\(item.claimName.map { "the claim \($0)" } ?? "this claim") asks for a proof, and only agrees at \(item.sample.points) points"
      ),
      at: item.range, consequence: .content, facts: item.reason.map { [$0] } ?? [],
      help: [
        Message(
          zh: "缩小断言的范围, 或去掉 prove, 只作抽样", en: "narrow the claim's range, or drop prove and let it be sampled")
      ])
  }
}
