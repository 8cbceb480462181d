import Diagnostics

/// One difference between what was accepted and what is so now.
package struct LockChange: Sendable, Hashable {
  package enum Kind: String, Sendable { case added, removed, changed }
  /// What it is that differs: each is looked at with other eyes.
  package enum Aspect: CaseIterable, Sendable {
    /// What a formula says.
    case meaning
    /// How far a formula is shown.
    case verdict
    /// A number that a reader sees.
    case value
    /// The writing of the line alone, as far as two formats can be compared.
    case format
  }
  package var kind: Kind
  package var aspect: Aspect
  package var id: String
  /// As a person reads it; empty where there is none.
  package var old: String
  package var new: String
  /// |new − old| / |old| of a number.
  package var relative: Double?
  /// What else there is to say of it.
  package var remark: Message?

  /// `~ deim/mal:table:2:1:MAL: 2.278 → 2.279 (+4.4e-4)`
  package var text: Message {
    let words =
      switch kind {
      case .added: "+ \(id): \(new)"
      case .removed: "- \(id): \(old)"
      case .changed:
        "~ \(id): \(old) → \(new)" + (relative.map { " (\($0 >= 0 ? "+" : "")\(brief($0)))" } ?? "")
      }
    guard let remark else { return Message(words) }
    return Message(zh: "\(words)；\(remark.zh)", en: "\(words); \(remark.en)")
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
        changes.append(
          LockChange(
            kind: .added, aspect: entry.content.aspect, id: entry.id, old: "", new: entry.content.text))
        continue
      }
      changes += change(entry.id, before, entry.content)
    }
    for entry in entries where old[entry.id] != nil {
      changes.append(
        LockChange(
          kind: .removed, aspect: entry.content.aspect, id: entry.id, old: entry.content.text, new: ""))
    }
    return changes
  }

  private func change(_ id: String, _ old: Content, _ new: Content) -> [LockChange] {
    func changed(_ aspect: LockChange.Aspect, _ old: String, _ new: String) -> LockChange {
      LockChange(kind: .changed, aspect: aspect, id: id, old: old, new: new)
    }
    switch (old, new) {
    case (.number(let before), .number(let after)):
      guard before.text != after.text else { return [] }
      var change = changed(before.agrees(with: after) ? .format : .value, before.text, after.text)
      if change.aspect == .value, before.value != 0 {
        change.relative = (after.value - before.value) / abs(before.value)
      }
      return [change]
    case (
      .meaning(let hash, let text, let level, let verdict),
      .meaning(let newHash, let newText, let newLevel, let newVerdict)
    ):
      var changes: [LockChange] = []
      if hash != newHash {
        var change = changed(.meaning, String(hash.prefix(8)), String(newHash.prefix(8)))
        (change.aspect, change.remark) = reading(isSameText: text.map { $0 == newText })
        changes.append(change)
      } else if text != newText, text != nil || format < Lock.format {
        changes.append(
          changed(.format, text.map { String($0.prefix(8)) } ?? "-", String(newText?.prefix(8) ?? "-")))
      }
      if level != newLevel || verdict != newVerdict {
        changes.append(changed(.verdict, "\(verdict) (\(level))", "\(newVerdict) (\(newLevel))"))
      }
      return changes
    default: return [changed(new.aspect, old.text, new.text)]
    }
  }

  /// What it tells that a meaning's digest is another one.
  private func reading(isSameText: Bool?) -> (LockChange.Aspect, Message) {
    switch isSameText {
    case nil:
      (
        .format,
        Message(
          zh: "格式 \(format) 没有记下文字, 含义无从比较: 请看笔记的改动",
          en: "format \(format) holds no text, so that meanings cannot be compared: look at the notes' diff")
      )
    case true? where format < Lock.format:
      (.format, Message(zh: "文字未变, 记法变了", en: "the text is the same, its digest is made otherwise"))
    case true?:
      (
        .meaning,
        Message(
          zh: "文字未变: 变的是定义域、所用的记号, 或 docgen 的读法",
          en: "the text is the same: a domain, a name that it uses or docgen's reading is not")
      )
    case false?: (.meaning, Message(zh: "文字也变了", en: "so is the text"))
    }
  }
}

extension Lock.Content {
  var aspect: LockChange.Aspect {
    switch self {
    case .meaning: .meaning
    case .number: .value
    }
  }

  var text: String {
    switch self {
    case .meaning(let hash, _, let level, let verdict): "\(verdict) (\(level), \(hash.prefix(8)))"
    case .number(let number): number.text
    }
  }
}

extension Lock {
  /// Where each entry stands in the file.
  func lines(of file: SourceFile) -> [String: SourceRange] {
    var lines: [String: SourceRange] = [:]
    for number in file.lineStarts.indices {
      let range = file.range(file.range(ofLine: number + 1))
      let parts = range.text.split(separator: " ")
      let head = parts.first.map { Self.head(of: $0, format: format) } ?? 0
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
      case .added: Message(zh: "锁定文件里没有 \(change.id)", en: "the lock file does not hold \(change.id)")
      case .removed:
        Message(zh: "锁定文件里的 \(change.id) 已不在笔记中", en: "\(change.id) of the lock file is in no note")
      case .changed:
        Message(
          zh: "\(change.id) 的\(change.aspect.words.zh)与锁定文件不同",
          en: "\(change.id): its \(change.aspect.words.en) is not what the lock file holds")
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
    if let remark = change.remark { diagnostic.facts.append(remark) }
    if let recorded, range != nil {
      diagnostic.notes.append(Diagnostic.Note(Message(zh: "记录在此", en: "recorded here"), at: recorded))
    }
    return diagnostic
  }

  static func lockIsOld(_ format: Int, path: String) -> Diagnostic {
    Diagnostic(
      .error, "lock-is-old",
      Message(
        zh: "\(path) 是格式 \(format), 现在是 \(Lock.format): 数值照样核对, 公式的含义没有核对",
        en:
          "\(path) has format \(format), now it is \(Lock.format): numbers are held, the formulas' meanings are not"
      ),
      consequence: .content,
      help: [
        Message(
          zh: "运行 docgen accept, 看过它列出的差异后提交",
          en: "run docgen accept, look at the differences that it lists, and commit")
      ])
  }

  static func lockMissing(isRequired: Bool, path: String) -> Diagnostic {
    Diagnostic(
      isRequired ? .error : .note, "lock-missing",
      Message(zh: "没有锁定文件 \(path)", en: "there is no lock file \(path)"), consequence: .content,
      help: [Message(zh: "看过结果后运行 docgen accept", en: "look at the results, then run docgen accept")])
  }
}

extension LockChange.Aspect {
  package var words: Message {
    switch self {
    case .meaning: Message(zh: "含义", en: "meaning")
    case .verdict: Message(zh: "结论", en: "verdict")
    case .value: Message(zh: "值", en: "value")
    case .format: Message(zh: "写法", en: "writing")
    }
  }
}
