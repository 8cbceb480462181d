import Diagnostics

/// What the compiler said, in woven lines: kept in the cache, told in the note's lines.
struct CompilerMessage: Sendable, Codable, Hashable {
  enum Severity: String, Sendable, Codable { case error, warning, note, remark }
  var severity: Severity
  var line: Int
  var column: Int
  var length: Int
  var text: String
  /// Notes behind it, and mends that it offers.
  var notes: [CompilerMessage] = []
  var mends: [String] = []

  /// Reads `file:line:column: severity: text` lines; the others are the compiler's own excerpt.
  static func parse(_ output: String, file: String) -> [CompilerMessage] {
    var messages: [CompilerMessage] = []
    for line in output.split(separator: "\n") {
      guard let message = CompilerMessage(line, file: file) else { continue }
      if message.severity == .note, !messages.isEmpty {
        messages[messages.count - 1].notes.append(message)
      } else {
        messages.append(message)
      }
    }
    return messages
  }

  private init?(_ line: Substring, file: String) {
    let isInFile = line.hasPrefix(file + ":")
    let rest = isInFile ? line.dropFirst(file.count + 1) : line
    let parts = rest.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, let row = Int(parts[0]), let column = Int(parts[1]),
      let severity = Severity(rawValue: String(parts[2].dropFirst()))
    else {
      guard line.hasPrefix("<unknown>:0: error: ") else { return nil }
      self.init(severity: .error, line: 0, column: 0, length: 0, text: String(line.dropFirst(20)))
      return
    }
    self.init(
      severity: severity, line: row, column: column, length: 0, text: String(parts[3].dropFirst()))
  }

  init(severity: Severity, line: Int, column: Int, length: Int, text: String) {
    self.severity = severity
    self.line = line
    self.column = column
    self.length = length
    self.text = text
  }

  /// As a finding in the note; nil where the woven line is none of a note's.
  func diagnostic(in woven: WovenProgram) -> Diagnostic {
    Diagnostic(
      severity == .error ? .error : .warning, severity == .error ? "swift-error" : "swift-warning",
      Message(text), at: place(in: woven), consequence: .content,
      notes: notes.map { .init(Message($0.text), at: $0.place(in: woven)) },
      help: mends.map { Message($0) })
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
