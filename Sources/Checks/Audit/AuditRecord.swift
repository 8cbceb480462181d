import Diagnostics
import Foundation

/// What the last audit came to: `docs/formulas.audit`, written by `docgen audit` and committed, so that
/// each page can show it.
///
///     format 2
///     mutants 9f2c41d07ab3e655 112 3 0 deim/mal#MAL/3
///
/// caught, equivalent, undecided; the key is that of the formula and its Swift, so that the record of a
/// formula that has changed since is no word about it.
package struct AuditRecord: Sendable, Hashable {
  package struct Entry: Sendable, Hashable {
    var key: String
    var count: Audit.Count
  }
  package var entries: [String: Entry] = [:]

  package static let fileName = "formulas.audit"

  /// What the lines mean. 1 has no such line, and the same lines otherwise.
  static let format = 2

  /// The record as a file: by id, in the audit's order.
  package static func text(of audit: Audit) -> String {
    var lines = [
      "# docgen audit 写成: 把公式与代码故意改错, 有几处被发现、等价、未决",
      "# Written by `docgen audit`: mutants of each formula and its Swift, caught, equivalent, undecided.",
      "format \(format)",
    ]
    for item in audit.items {
      let count = item.formula + item.code
      lines.append("mutants \(item.key) \(count.caught) \(count.equivalent) \(count.open) \(item.id)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes whole or not at all.
  package static func write(_ audit: Audit, to path: String) throws(CheckFailure) {
    do {
      try Data(text(of: audit).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .disk(path: path, reason: error.localizedDescription)
    }
  }

  /// Reads a record; each line that is none is an error of its own.
  package static func read(_ file: SourceFile) -> Reported<AuditRecord> {
    var record = AuditRecord()
    var diagnostics: [Diagnostic] = []
    for number in file.lineStarts.indices {
      let range = file.range(file.range(ofLine: number + 1))
      let line = range.text
      if line.isEmpty || line.hasPrefix("# ") { continue }
      if line.hasPrefix("format "), let format = Int(line.dropFirst(7)), format > 0 {
        // Of what a newer docgen wrote nothing is believed.
        if format > Self.format { return Reported(AuditRecord(), [.auditTooNew(format, at: range)]) }
        continue
      }
      let parts = line.split(separator: " ", maxSplits: 5)
      let counts = parts.dropFirst(2).prefix(3).compactMap { Int($0) }.filter { $0 >= 0 }
      guard parts.count == 6, parts[0] == "mutants", counts.count == 3,
        record.entries[String(parts[5])] == nil
      else {
        diagnostics.append(.malformedAudit(at: range))
        continue
      }
      record.entries[String(parts[5])] = Entry(
        key: String(parts[1]),
        count: Audit.Count(caught: counts[0], equivalent: counts[1], open: counts[2]))
    }
    return Reported(record, diagnostics)
  }
}

extension Findings {
  /// Puts what an audit found into the evidence, where formula and code are still those that it broke.
  mutating func take(_ record: AuditRecord?) {
    guard let record else { return }
    for index in evidence.indices {
      guard let key = evidence[index].auditKey, let entry = record.entries[evidence[index].id],
        entry.key == key
      else { continue }
      evidence[index].mutants = Evidence.Mutants(
        caught: entry.count.caught, made: entry.count.made, undecided: entry.count.open,
        equivalent: entry.count.equivalent)
      if entry.count.open == 0, case .agrees(_, let words) = evidence[index].finding {
        evidence[index].finding = .agrees(.sensitive, words)
      }
    }
  }
}

extension Diagnostic {
  static func malformedAudit(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "audit-malformed",
      Message(
        zh: "审计记录的这一行读不懂, 或其 id 重复",
        en: "this line of the audit's record is malformed, or its id is there twice"),
      at: range, consequence: .malformed,
      help: [Message(zh: "运行 docgen audit 重写", en: "run docgen audit to write it anew")])
  }
}

extension Diagnostic {
  static func auditTooNew(_ format: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "audit-too-new",
      Message(
        zh: "审计记录是格式 \(format), 这个 docgen 只懂到格式 \(AuditRecord.format)",
        en: "the audit's record has format \(format); this docgen knows formats up to \(AuditRecord.format)"),
      at: range, consequence: .malformed,
      help: [
        Message(
          zh: "用写出它的 docgen, 或更新的; 删去它则可重新审计",
          en: "use the docgen that wrote it, or a newer one; without it an audit begins anew")
      ])
  }
}
