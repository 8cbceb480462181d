import Basics
import Diagnostics
import Foundation
import Snippets

/// What a person has looked at and accepted: `docs/formulas.lock`.
///
/// One line for each thing, in the notes' order, so that a change is one line of a diff:
///
///     format 2
///     seed 20241122
///     meaning 9f2c41d07ab3e655 51c0de0fbadc0ffe certified agrees deim/mal#MAL/3
///     number ~2.2780194 deim/mal:table:2:1:MAL
///
/// The first digest is of the meaning, the second of the LaTeX: where another docgen reads the same text into
/// another tree, that is told apart from a formula that was changed.
package struct Lock: Sendable, Hashable {
  /// What the lines mean. 1, before 0.2, had no such line, no digest of the text, and fifteen digits throughout.
  package static let format = 2

  package var seed: UInt64
  package var format: Int
  package var entries: [Entry]

  package struct Entry: Sendable, Hashable {
    package var id: String
    package var content: Content
  }

  package enum Content: Sendable, Hashable {
    /// - Parameter text: of the LaTeX; nil in a lock of format 1.
    case meaning(hash: String, text: String?, level: String, verdict: String)
    case number(HeldNumber)
  }

  package init(seed: UInt64, format: Int = Lock.format, entries: [Entry] = []) {
    self.seed = seed
    self.format = format
    self.entries = entries
  }

  package var text: String {
    var lines = [
      "# docgen accept 写成, 记录人看过的公式与数值; 改动请看过差异后再 accept",
      "# Written by `docgen accept`: formulas and numbers that a person has looked at.",
      "format \(format)", "seed \(seed)",
    ]
    for entry in entries {
      switch entry.content {
      case .meaning(let hash, let text, let level, let verdict):
        lines.append("meaning \(hash) \(text ?? "-") \(level) \(verdict) \(entry.id)")
      case .number(let number): lines.append("number \(number.text) \(entry.id)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The digest of a formula's LaTeX; white space does not count.
  static func digest(ofText text: String) -> String {
    let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return String(SHA256.hex(fields: [plain]).prefix(16))
  }
}

extension Lock {
  /// Writes whole or not at all.
  package func write(to path: String) throws(CheckFailure) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .disk(path: path, reason: error.localizedDescription)
    }
  }

  /// Reads a lock of this format or an older one; each line that is none is an error of its own. Of a newer one
  /// nothing is read.
  package static func read(_ file: SourceFile) -> Reported<Lock> {
    let lines = file.lineStarts.indices.map { file.range(file.range(ofLine: $0 + 1)) }
      .filter { !$0.text.isEmpty && !$0.text.hasPrefix("# ") }
    var lock = Lock(seed: 0, format: 1)
    var diagnostics: [Diagnostic] = []
    if let line = lines.first(where: { $0.text.hasPrefix("format ") }) {
      guard let format = Int(line.text.dropFirst(7)), format > 0 else {
        return Reported(lock, [.malformedLock(at: line)])
      }
      lock.format = format
      if format > Self.format { return Reported(lock, [.lockTooNew(format, at: line)]) }
    }
    var ids = Set<String>()
    for range in lines where !range.text.hasPrefix("format ") {
      let line = range.text
      if isConflict(line) {
        diagnostics.append(.lockConflict(at: range))
      } else if line.hasPrefix("seed "), let seed = UInt64(line.dropFirst(5)) {
        lock.seed = seed
      } else if let entry = entry(line, format: lock.format), ids.insert(entry.id).inserted {
        lock.entries.append(entry)
      } else {
        diagnostics.append(.malformedLock(at: range))
      }
    }
    return Reported(lock, diagnostics)
  }

  private static func isConflict(_ line: String) -> Bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].contains { line.hasPrefix($0) }
  }

  /// How many words stand before an entry's id.
  static func head(of word: Substring, format: Int) -> Int { word == "meaning" ? format == 1 ? 4 : 5 : 2 }

  private static func entry(_ line: String, format: Int) -> Entry? {
    guard let word = line.split(separator: " ").first else { return nil }
    let head = head(of: word, format: format)
    var parts = line.split(separator: " ", maxSplits: head)
    guard parts.count == head + 1 else { return nil }
    let id = String(parts.removeLast())
    switch word {
    case "meaning":
      let text = format == 1 ? nil : parts[2]
      guard parts[1].allSatisfy(\.isHexDigit), text?.allSatisfy(\.isHexDigit) ?? true else { return nil }
      return Entry(
        id: id,
        content: .meaning(
          hash: String(parts[1]), text: text.map(String.init), level: String(parts[head - 2]),
          verdict: String(parts[head - 1])))
    case "number": return HeldNumber(parts[1]).map { Entry(id: id, content: .number($0)) }
    default: return nil
    }
  }
}

extension Diagnostic {
  static func lockConflict(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "lock-conflict",
      Message(zh: "锁定文件里有未解决的合并冲突", en: "the lock file holds an unresolved merge conflict"),
      at: range, consequence: .malformed,
      help: [
        Message(
          zh: "留下任意一边, 看过差异后运行 docgen accept", en: "keep either side, then look at the diff of docgen accept")
      ])
  }

  static func malformedLock(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "lock-malformed",
      Message(
        zh: "锁定文件的这一行读不懂, 或其 id 重复", en: "this line of the lock file is malformed, or its id is there twice"),
      at: range, consequence: .malformed,
      help: [Message(zh: "运行 docgen accept 重写", en: "run docgen accept to write it anew")])
  }

  static func lockTooNew(_ format: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "lock-too-new",
      Message(
        zh: "锁定文件是格式 \(format), 这个 docgen 只懂到格式 \(Lock.format)",
        en: "the lock file has format \(format); this docgen knows formats up to \(Lock.format)"),
      at: range, consequence: .malformed,
      help: [
        Message(
          zh: "用写出它的 docgen, 或更新的; 不会覆盖它",
          en: "use the docgen that wrote it, or a newer one; it is not overwritten")
      ])
  }
}
