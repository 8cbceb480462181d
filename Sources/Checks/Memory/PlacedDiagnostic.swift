import Diagnostics

/// A diagnostic about one file as it is written down: its places are stretches of that file's bytes.
struct PlacedDiagnostic: Codable, Sendable {
  private struct Note: Codable {
    var message: Message
    var bytes: Range<Int>?
  }

  private var severity: Severity
  private var identifier: String
  private var message: Message
  private var bytes: Range<Int>?
  private var consequence: Consequence
  private var facts: [Message]
  private var notes: [Note]
  private var help: [Message]

  /// - Returns: nil for one that also speaks of another file.
  init?(_ diagnostic: Diagnostic, in file: SourceFile) {
    guard ([diagnostic.range] + diagnostic.notes.map(\.range)).allSatisfy({ $0 == nil || $0?.file == file })
    else { return nil }
    severity = diagnostic.severity
    identifier = diagnostic.identifier
    message = diagnostic.message
    bytes = diagnostic.range?.bytes
    consequence = diagnostic.consequence
    facts = diagnostic.facts
    notes = diagnostic.notes.map { Note(message: $0.message, bytes: $0.range?.bytes) }
    help = diagnostic.help
  }

  func diagnostic(in file: SourceFile) -> Diagnostic {
    Diagnostic(
      severity, identifier, message, at: bytes.map(file.range), consequence: consequence, facts: facts,
      notes: notes.map { Diagnostic.Note($0.message, at: $0.bytes.map(file.range)) }, help: help)
  }
}
