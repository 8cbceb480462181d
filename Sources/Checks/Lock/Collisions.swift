import Diagnostics

/// Two things under one id: whatever is kept by ids (the lock, the audit's record, the proof files) would keep
/// only one of them.
package enum Collisions {
  package static func among(_ things: [(id: String, range: SourceRange)]) -> [Diagnostic] {
    var first: [String: SourceRange] = [:]
    return things.compactMap { thing in
      guard let before = first.updateValue(thing.range, forKey: thing.id) else { return nil }
      first[thing.id] = before
      return .idTwice(thing.id, at: thing.range, first: before)
    }
  }
}

extension Findings {
  mutating func noteCollisions() {
    diagnostics += Collisions.among(evidence.map { ($0.id, $0.range) })
  }
}

extension Diagnostic {
  fileprivate static func idTwice(_ id: String, at range: SourceRange, first: SourceRange) -> Diagnostic {
    var diagnostic = Diagnostic(
      .error, "id-twice",
      Message(
        zh: "\(id) 已经是另一处的编号: 锁定文件、审计与证明里只能留下一个",
        en: "\(id) is another one's id: the lock, the audit and the proofs can keep only one"),
      at: range, consequence: .malformed,
      help: [Message(zh: "换一个编号", en: "take another id")])
    diagnostic.notes.append(Diagnostic.Note(Message(zh: "先用在这里", en: "first used here"), at: first))
    return diagnostic
  }
}
