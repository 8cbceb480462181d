import Basics

/// Findings for other programs: one object, `diagnostics` in order, both languages of each message.
///
/// Lines and columns count from 1, columns in UTF-8 bytes, ends are exclusive; `column_unit` says so.
struct JSONPrinter {
  var language: Language

  func print(_ report: Report) -> String {
    let value = JSONValue.object([
      ("version", 1),
      ("column_unit", "utf8-bytes"),
      ("exit_code", .int(Int(report.exitCode))),
      ("errors", .int(report.count(.error))),
      ("warnings", .int(report.count(.warning))),
      ("diagnostics", .array(report.diagnostics.map(object))),
    ])
    return value.text(indented: true) + "\n"
  }

  private func object(_ diagnostic: Diagnostic) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("severity", .string(diagnostic.severity.rawValue)),
      ("identifier", .string(diagnostic.identifier)),
      ("consequence", .string(diagnostic.consequence.word)),
    ]
    members += said(diagnostic.message)
    members += place(diagnostic.range)
    members.append(("facts", .array(diagnostic.facts.map { .object(said($0)) })))
    members.append(
      ("notes", .array(diagnostic.notes.map { .object(said($0.message) + place($0.range)) })))
    members.append(("help", .array(diagnostic.help.map { .object(said($0)) })))
    return .object(members)
  }

  private func said(_ message: Message) -> [(String, JSONValue)] {
    [
      ("message", .string(message.text(in: language))), ("zh", .string(message.zh)),
      ("en", .string(message.en)),
    ]
  }

  private func place(_ range: SourceRange?) -> [(String, JSONValue)] {
    guard let range else { return [] }
    let (start, end) = (range.start, range.end)
    return [
      ("file", .string(range.file.path)), ("line", .int(start.line)), ("column", .int(start.column)),
      ("end_line", .int(end.line)), ("end_column", .int(end.column)),
      ("byte_offset", .int(range.bytes.lowerBound)), ("byte_length", .int(range.bytes.count)),
    ]
  }
}

extension Consequence {
  /// The machine formats' word for it.
  var word: String {
    switch self {
    case .content: "content"
    case .malformed: "malformed"
    case .machine: "machine"
    }
  }
}
