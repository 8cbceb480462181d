import Diagnostics

/// What the compiler said, in woven lines: kept in the cache, told in the note's lines.
struct CompilerMessage: Sendable, Codable, Hashable {
  enum Severity: String, Sendable, Codable { case error, warning, note, remark }
  var severity: Severity
  /// 0: in no file of the note's.
  var line: Int
  /// From 1, in UTF-8 bytes.
  var column: Int
  /// Bytes that the compiler marks from there on; 0: it marks none.
  var length: Int
  var text: String
  var notes: [CompilerMessage] = []
  var mends: [Mend] = []

  /// An edit that the compiler offers.
  struct Mend: Sendable, Codable, Hashable {
    var line: Int
    var column: Int
    var length: Int
    var replacement: String
  }

  init(severity: Severity, line: Int, column: Int, length: Int, text: String) {
    self.severity = severity
    self.line = line
    self.column = column
    self.length = length
    self.text = text
  }

  /// A finding about the whole page, at its first line of code.
  static func ofPage(_ text: String) -> CompilerMessage {
    CompilerMessage(severity: .error, line: 0, column: 0, length: 0, text: text)
  }

  /// As a finding in the note; nil for a warning about what is not the page's own.
  func diagnostic(in woven: WovenProgram) -> Diagnostic? {
    let place = place(in: woven)
    if severity != .error {
      // A used page's warnings are its own; a probe's line is docgen's.
      guard let origin = woven.origin(ofLine: line) else { return nil }
      if case .probe = origin.part { return nil }
      if origin.part == .code, origin.snippet == nil { return nil }
    }
    return Diagnostic(
      severity == .error ? .error : .warning, severity == .error ? "swift-error" : "swift-warning",
      Message(text), at: place ?? woven.firstPlace, consequence: .content,
      notes: notes.map { .init(Message($0.text), at: $0.place(in: woven)) },
      help: (mends + notes.flatMap(\.mends)).compactMap { $0.message(in: woven) }.uniqued)
  }

  func place(in woven: WovenProgram) -> SourceRange? {
    guard let start = woven.place(line: line, column: column, length: 0) else { return nil }
    let length = length > 0 ? length : Self.tokenLength(start.file.bytes[start.bytes.lowerBound...])
    return woven.place(line: line, column: column, length: length)
  }

  /// The bytes of the identifier or number that begins here, at least one character.
  static func tokenLength(_ bytes: ArraySlice<UInt8>) -> Int {
    let word = bytes.prefix { byte in
      byte >= 0x80 || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte)
    }
    return max(1, word.count)
  }
}

extension CompilerMessage.Mend {
  func message(in woven: WovenProgram) -> Message? {
    guard let place = woven.place(line: line, column: column, length: length) else { return nil }
    let (old, new) = (place.text, replacement)
    let isOneLine = !new.contains("\n")
    guard isOneLine else { return nil }
    if old.isEmpty { return Message(zh: "插入 `\(new)`", en: "insert `\(new)`") }
    if new.isEmpty { return Message(zh: "删去 `\(old)`", en: "remove `\(old)`") }
    return Message(zh: "把 `\(old)` 改成 `\(new)`", en: "replace `\(old)` with `\(new)`")
  }
}
