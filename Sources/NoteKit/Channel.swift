#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The way back to docgen: one line a record on a descriptor of its own, fields parted by spaces.
///
/// Each record is one `write`, so that a trap loses nothing that was said before it. A record
/// carries how far standard output had come, which puts text, tables and plots in their order. It begins
/// on a line of its own with a word that docgen gave to this process alone, before any code of the page
/// ran: what the page itself writes to the descriptor is no record.
@_spi(Weaving) public enum Channel {
  /// The descriptors that the launcher hands over.
  static let input: Int32 = 3
  static let output: Int32 = 4

  /// Whether what the snippet makes is wanted: not for a used page, not while probes are asked.
  nonisolated(unsafe) static var isSilent = true
  nonisolated(unsafe) static var isProbing = false
  nonisolated(unsafe) static var docs = "."
  nonisolated(unsafe) static var word = ""
  /// A question is being answered: the page's own code runs, which has nothing to ask.
  nonisolated(unsafe) static var isAsking = false

  static func send(_ kind: String, _ fields: [String]) {
    fflush(stdout)
    let offset = lseek(1, 0, SEEK_CUR)
    var line = "\n" + word + " " + kind + " " + String(max(0, Int(offset)))
    for field in fields { line += " " + field }
    line += "\n"
    var bytes = Array(line.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
      if written <= 0 { return }
      bytes = bytes.dropFirst(written)
    }
  }

  static func field(_ value: Double) -> String { "d" + String(value.bitPattern, radix: 16) }
  static func field(_ value: Int) -> String { "i" + String(value) }
  static func field(_ value: Bool) -> String { value ? "b1" : "b0" }
  static func field(_ text: String) -> String {
    var escaped = "s"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case " ": escaped += "\\s"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
  static func field(_ text: String?) -> String { text.map { field($0) } ?? "n" }
  static func fields(_ values: [Double]) -> [String] { [field(values.count)] + values.map { field($0) } }

  /// Whether records of the page itself are wanted now.
  static var isOpen: Bool { !isSilent && !isProbing }
}

/// The program starts: standard output line by line, so that a trap loses none of it.
@_spi(Weaving) public func _begin() {
  guard Channel.word.isEmpty else { return }
  setvbuf(stdout, nil, Int32(_IOLBF), 0)
  ProbeInput.load()
}

/// All that was to be asked has been asked.
@_spi(Weaving) public func _end() {
  Channel.send("end", [])
}

/// The code of one snippet follows; nil: that of a page that is only used.
@_spi(Weaving) public func _enter(_ snippet: Int?) {
  Channel.isSilent = snippet == nil
  Channel.send("snippet", [Channel.field(snippet ?? -1)])
}

/// A statement at the top level follows that may throw; an error there has no frame to tell its place.
@_spi(Weaving) public func _at(_ statement: Int) {
  Channel.send("at", [Channel.field(statement)])
}

/// The value of an inline expression.
@_spi(Weaving) public func _inline<Value>(_ index: Int, _ value: Value) {
  guard !Channel.isProbing else { return }
  Channel.send("inline", [Channel.field(index), cellField(of: value)])
}

/// The page's own code has come to its end.
@_spi(Weaving) public func _finish() {
  Channel.send("finish", [])
}
