import Diagnostics

/// One difference between what was accepted and what is so now.
package struct LockChange: Sendable, Hashable {
  package enum Kind: String, Sendable { case added, removed, changed }
  package var kind: Kind
  package var id: String
  /// As a person reads it; empty where there is none.
  package var old: String
  package var new: String
  /// |new − old| / |old| of a number.
  package var relative: Double?

  /// `deim/mal:table:2:1:MAL: 2.278 → 2.279 (+4.4e-4)`
  package var text: String {
    switch kind {
    case .added: "+ \(id): \(new)"
    case .removed: "- \(id): \(old)"
    case .changed:
      "~ \(id): \(old) → \(new)" + (relative.map { " (\($0 >= 0 ? "+" : "")\(brief($0)))" } ?? "")
    }
  }
}

extension Lock {
  /// What differs, in the order of `current`, what is gone last.
  package func changes(to current: Lock) -> [LockChange] {
    var old: [String: Content] = [:]
    for entry in entries { old[entry.id] = entry.content }
    var changes: [LockChange] = []
    for entry in current.entries {
      guard let before = old.removeValue(forKey: entry.id) else {
        changes.append(LockChange(kind: .added, id: entry.id, old: "", new: entry.content.text))
        continue
      }
      if let change = Self.change(entry.id, before, entry.content) { changes.append(change) }
    }
    for entry in entries where old[entry.id] != nil {
      changes.append(LockChange(kind: .removed, id: entry.id, old: entry.content.text, new: ""))
    }
    return changes
  }

  private static func change(_ id: String, _ old: Content, _ new: Content) -> LockChange? {
    if case .number(let before) = old, case .number(let after) = new {
      guard let value = Double(after), !records(before, value) else { return nil }
      let relative = Double(before).flatMap { $0 == 0 ? nil : (value - $0) / abs($0) }
      return LockChange(kind: .changed, id: id, old: before, new: after, relative: relative)
    }
    return old == new ? nil : LockChange(kind: .changed, id: id, old: old.text, new: new.text)
  }
}

extension Lock.Content {
  var text: String {
    switch self {
    case .meaning(let hash, let level, let verdict): "\(verdict) (\(level), \(hash.prefix(8)))"
    case .number(let digits): digits
    }
  }
}

extension Lock {
  /// Where each entry stands in the file.
  static func lines(of file: SourceFile) -> [String: SourceRange] {
    var lines: [String: SourceRange] = [:]
    for number in file.lineStarts.indices {
      let range = file.range(file.range(ofLine: number + 1))
      let parts = range.text.split(separator: " ")
      let head = parts.first == "meaning" ? 4 : 2
      if parts.count > head { lines[parts[head...].joined(separator: " ")] = range }
    }
    return lines
  }
}

extension Diagnostic {
  static func lockChanged(_ change: LockChange, at range: SourceRange?, recorded: SourceRange?) -> Diagnostic
  {
    let what =
      switch change.kind {
      case .added: Message(zh: "锁文件里没有 \(change.id)", en: "the lock file does not hold \(change.id)")
      case .removed:
        Message(zh: "锁文件里的 \(change.id) 已不在笔记中", en: "\(change.id) of the lock file is in no note")
      case .changed: Message(zh: "\(change.id) 与锁文件不同", en: "\(change.id) is not what the lock file holds")
      }
    var diagnostic = Diagnostic(
      .error, "lock-changed", what, at: range ?? recorded, consequence: .content,
      help: [
        Message(
          zh: "看过差异后运行 docgen accept 并提交", en: "look at the diff, run docgen accept and commit")
      ])
    if change.kind != .added {
      diagnostic.facts.append(Message(zh: "已接受: \(change.old)", en: "accepted: \(change.old)"))
    }
    if change.kind != .removed {
      diagnostic.facts.append(Message(zh: "现在: \(change.new)", en: "now: \(change.new)"))
    }
    if let relative = change.relative {
      diagnostic.facts.append(
        Message(zh: "相对变化 \(brief(relative))", en: "relative change \(brief(relative))"))
    }
    if let recorded, range != nil {
      diagnostic.notes.append(Diagnostic.Note(Message(zh: "记录在此", en: "recorded here"), at: recorded))
    }
    return diagnostic
  }

  static func lockMissing(isRequired: Bool, path: String) -> Diagnostic {
    Diagnostic(
      isRequired ? .error : .note, "lock-missing",
      Message(zh: "没有锁文件 \(path)", en: "there is no lock file \(path)"), consequence: .content,
      help: [Message(zh: "看过结果后运行 docgen accept", en: "look at the results, then run docgen accept")])
  }
}
