import Diagnostics
import Formulas
import Proofs

extension Findings {
  /// A formula that differs from its code, and claims about it that fail: said in one place.
  mutating func noteViolations(_ understanding: Understanding) {
    let drifted = evidence.filter { $0.kind == .definition && $0.verdict == .differs && !$0.isAsExpected }
    guard !drifted.isEmpty else { return }
    let broken = evidence.filter { $0.kind == .claim && $0.verdict == .refuted && !$0.isAsExpected }
    for item in drifted {
      let claims = broken.filter { !Set($0.about).isDisjoint(with: item.about) }
      guard !claims.isEmpty else { continue }
      for index in diagnostics.indices {
        guard diagnostics[index].identifier == "formula-differs", let place = diagnostics[index].range,
          place.file.path == item.range.file.path, item.range.bytes.contains(place.bytes.lowerBound)
        else { continue }
        diagnostics[index].facts += claims.map { claim in
          let text = understanding.conclusion(of: claim) ?? claim.id
          return Message(zh: "同时违反: \(text)", en: "violated too: \(text)")
        }
      }
    }
  }
}

extension Understanding {
  /// What a claim says, without its quantifiers: `MAL(p, q, y) ≥ 0`.
  fileprivate func conclusion(of claim: Evidence) -> String? {
    guard let formula = pages[claim.page]?.first(where: { $0.occurrence.id == claim.formula }) else {
      return nil
    }
    for case .statement(let statement) in formula.readings {
      return ClaimForm(statement, definitions: definitions).conclusion.plain
    }
    return nil
  }
}
