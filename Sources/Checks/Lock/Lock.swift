import Diagnostics
import Foundation

/// What a person has looked at and accepted: `docs/formulas.lock`.
///
/// One line for each thing, in the notes' order, so that a change is one line of a diff:
///
///     seed 20241122
///     meaning 9f2c41d07ab3e655 certified agrees deim/mal#MAL/3
///     number 2.27801918467391 deim/mal:table:2:1:MAL
///
/// Numbers have 15 significant digits: what two processors' `pow` leave equal.
package struct Lock: Sendable, Hashable {
  package var seed: UInt64
  package var entries: [Entry]

  package struct Entry: Sendable, Hashable {
    package var id: String
    package var content: Content
  }

  package enum Content: Sendable, Hashable {
    case meaning(hash: String, level: String, verdict: String)
    case number(String)
  }

  package init(seed: UInt64, entries: [Entry] = []) {
    self.seed = seed
    self.entries = entries
  }

  package var text: String {
    var lines = [
      "# docgen accept 写成, 记录人看过的公式与数值; 改动请看过差异后再 accept",
      "# Written by `docgen accept`: formulas and numbers that a person has looked at.",
      "seed \(seed)",
    ]
    for entry in entries {
      switch entry.content {
      case .meaning(let hash, let level, let verdict):
        lines.append("meaning \(hash) \(level) \(verdict) \(entry.id)")
      case .number(let digits): lines.append("number \(digits) \(entry.id)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Fifteen significant digits.
  static func digits(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    return String(format: "%.15g", value)
  }

  /// Whether a computed value is the one that these digits record: rounded alike, or within 8 ulp
  /// of being so.
  static func records(_ digits: String, _ value: Double) -> Bool {
    if digits == Self.digits(value) { return true }
    guard let recorded = Double(digits), recorded.isFinite, value.isFinite else { return false }
    guard recorded != 0 else { return value == 0 }
    let unit = power(10, (log10(abs(recorded))).rounded(.down) - 14)
    return abs(value - recorded) <= 0.5 * unit + 8 * value.ulp
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

  /// Reads a lock; each line that is none is an error of its own.
  package static func read(_ file: SourceFile) -> Reported<Lock> {
    var lock = Lock(seed: 0)
    var diagnostics: [Diagnostic] = []
    var ids = Set<String>()
    for number in file.lineStarts.indices {
      let range = file.range(file.range(ofLine: number + 1))
      let line = range.text
      if line.isEmpty || line.hasPrefix("# ") { continue }
      if isConflict(line) {
        diagnostics.append(.lockConflict(at: range))
        continue
      }
      if line.hasPrefix("seed ") {
        guard let seed = UInt64(line.dropFirst(5)) else {
          diagnostics.append(.malformedLock(at: range))
          continue
        }
        lock.seed = seed
        continue
      }
      guard let entry = entry(line), ids.insert(entry.id).inserted else {
        diagnostics.append(.malformedLock(at: range))
        continue
      }
      lock.entries.append(entry)
    }
    return Reported(lock, diagnostics)
  }

  private static func isConflict(_ line: String) -> Bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].contains { line.hasPrefix($0) }
  }

  private static func entry(_ line: String) -> Entry? {
    let words = line.split(separator: " ", maxSplits: 1)
    guard words.count == 2 else { return nil }
    switch words[0] {
    case "meaning":
      let parts = words[1].split(separator: " ", maxSplits: 3)
      guard parts.count == 4, parts[0].allSatisfy(\.isHexDigit) else { return nil }
      return Entry(
        id: String(parts[3]),
        content: .meaning(hash: String(parts[0]), level: String(parts[1]), verdict: String(parts[2])))
    case "number":
      let parts = words[1].split(separator: " ", maxSplits: 1)
      guard parts.count == 2, Double(parts[0]) != nil else { return nil }
      return Entry(id: String(parts[1]), content: .number(String(parts[0])))
    default: return nil
    }
  }
}

extension Diagnostic {
  static func lockConflict(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "lock-conflict",
      Message(zh: "锁文件里有未解决的合并冲突", en: "the lock file holds an unresolved merge conflict"),
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
        zh: "锁文件的这一行读不懂, 或其 id 重复", en: "this line of the lock file is malformed, or its id is there twice"),
      at: range, consequence: .malformed,
      help: [Message(zh: "运行 docgen accept 重写", en: "run docgen accept to write it anew")])
  }
}
