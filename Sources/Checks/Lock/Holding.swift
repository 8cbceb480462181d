import Diagnostics
import Formulas

extension Findings {
  /// What a lock file would hold of these findings.
  package func lock(seed: UInt64, definitions: [String: Definition]) -> Lock {
    var lock = Lock(seed: seed)
    for item in evidence {
      if let value = item.value.flatMap(Double.init) {
        lock.entries.append(Lock.Entry(id: item.id, content: .number(Lock.digits(value))))
      } else if let definition = definitions[item.id] {
        lock.entries.append(
          Lock.Entry(
            id: item.id,
            content: .meaning(
              hash: definition.meaningHash, level: "\(item.level)", verdict: item.verdict.rawValue)))
      }
    }
    return lock
  }

  /// Holds everything against the lock file, as the options ask.
  mutating func hold(against options: CheckOptions, definitions: [String: Definition], folder: String) {
    // One formula looked at by itself says nothing about the rest.
    guard case .compare(let file, let isRequired) = options.lock, options.focus == nil,
      options.fixedPoint.isEmpty
    else { return }
    guard let file else {
      diagnostics.append(.lockMissing(isRequired: isRequired, path: folder + "/formulas.lock"))
      return
    }
    let recorded = Lock.read(file)
    diagnostics += recorded.diagnostics
    guard recorded.diagnostics.isEmpty else { return }
    let places = Dictionary(evidence.map { ($0.id, $0.range) }) { first, _ in first }
    // What is certain to be wrong has its own error, with a counterexample: accepting is no way out of it.
    let wrong = Set(
      evidence.filter { !$0.isAsExpected && ($0.verdict == .differs || $0.verdict == .refuted) }.map(\.id))
    let changes = recorded.value.changes(to: lock(seed: options.seed, definitions: definitions))
      .filter { !wrong.contains($0.id) }
    let lines = Lock.lines(of: file)
    diagnostics += changes.map { change in
      .lockChanged(change, at: places[change.id], recorded: lines[change.id])
    }
  }
}
