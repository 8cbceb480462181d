import Formulas
import Diagnostics
import Trees
import Snippets

extension Findings {
  /// What a lock file would hold of these findings.
  package func lock(seed: UInt64, definitions: [String: Definition]) -> Lock {
    var lock = Lock(seed: seed)
    for item in evidence {
      if let value = item.value.flatMap(Double.init) {
        let number = HeldNumber(value, format: item.shownFormat)
        lock.entries.append(Lock.Entry(id: item.id, content: .number(number)))
      } else if let definition = definitions[item.id] {
        lock.entries.append(
          Lock.Entry(
            id: item.id,
            content: .meaning(
              hash: definition.meaningHash, text: Lock.digest(ofText: item.range.text),
              level: "\(item.level)",
              verdict: item.verdict.rawValue)))
      }
    }
    return lock
  }

  /// Holds everything against the lock file, as the options ask.
  ///
  /// - Parameter page: the only one that was looked at; the lock's other entries are then no matter.
  mutating func hold(
    against options: CheckOptions, _ formulaIndex: FormulaIndex, folder: String, page: String? = nil
  ) {
    // One formula looked at by itself says nothing about the rest.
    guard case .compare(let file, let isRequired) = options.lock, options.focus?.line == nil,
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
    let isExplained = explanation(formulaIndex)
    if recorded.value.format < Lock.format {
      diagnostics.append(.lockIsOld(recorded.value.format, path: folder + "/formulas.lock"))
    }
    // How a line is written is nobody's mistake.
    let changes = recorded.value.changes(
      to: lock(seed: options.seed, definitions: formulaIndex.definitions)
    ).filter { change in
      change.aspect != .format && (page.map(change.isOf) ?? true) && !isExplained(change)
    }
    let lines = recorded.value.lines(of: file)
    diagnostics += changes.map { change in
      .lockChanged(change, at: places[change.id], recorded: lines[change.id])
    }
  }

  /// Whether another error says already why something is not what the lock file holds.
  private func explanation(_ formulaIndex: FormulaIndex) -> (LockChange) -> Bool {
    // What is certain to be wrong has its own error, with a counterexample: accepting is no way out of it.
    let wrong = Set(
      evidence.filter { !$0.isAsExpected && ($0.verdict == .differs || $0.verdict == .refuted) }.map(\.id))
    // What a page's Swift never came to say is not gone.
    let silent = runs.values.filter(\.isCutShort).map(\.page)
    // Nor is a definition that could not be understood.
    let unread = formulaIndex.pages.filter { page in
      page.value.contains { formula in formula.problems.contains { $0.severity == .error } }
    }.map(\.key)
    return { change in
      wrong.contains(change.id) || silent.contains(where: change.isOf)
        || change.kind == .removed && unread.contains(where: change.isOf)
    }
  }
}

extension PageRun {
  /// Whether the page's program gave less than all of its values.
  fileprivate var isCutShort: Bool {
    switch status {
    case .failedToCompile, .trapped, .timedOut: true
    case .empty, .notRun, .ran: false
    }
  }
}

extension LockChange {
  /// Ids begin with their page: `losses/bce#BCE(p,y)`, `losses/bce:table:1:1:p`.
  fileprivate func isOf(_ page: String) -> Bool { id.hasPrefix(page + "#") || id.hasPrefix(page + ":") }
}
