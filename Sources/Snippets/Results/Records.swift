/// One record of a program: its kind, how far standard output had come, its fields.
struct Record {
  var kind: Substring
  var offset: Int
  var fields: RecordFields

  /// The lines that begin with docgen's word, without it, and those of a trap, which nothing is believed for but a
  /// place; and whether anybody wrote anything else.
  static func authentic(_ bytes: [UInt8], word: String) -> (records: [UInt8], isForged: Bool) {
    let mark = Array((word + " ").utf8)
    var records: [UInt8] = []
    var isForged = false
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() where !line.isEmpty
    {
      if line.starts(with: mark) {
        records += line.dropFirst(mark.count) + [0x0A]
      } else if line.starts(with: Array("trap ".utf8)) {
        records += line + [0x0A]
      } else {
        isForged = true
      }
    }
    return (records, isForged)
  }

  /// Reads whole lines; a last line without an end was cut off by the program's death.
  static func parse(_ bytes: [UInt8]) -> [Record] {
    var records: [Record] = []
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    lines.removeLast()
    for line in lines where !line.isEmpty {
      let parts = Substring(decoding: line, as: UTF8.self).split(
        separator: " ", omittingEmptySubsequences: false)
      if parts[0] == "trap" {
        records.append(Record(kind: "trap", offset: 0, fields: RecordFields(parts.dropFirst())))
      } else if parts.count >= 2, let offset = Int(parts[1]) {
        records.append(Record(kind: parts[0], offset: offset, fields: RecordFields(parts.dropFirst(2))))
      }
    }
    return records
  }
}

/// Fields read one after the other; what is not there reads as empty, since a snippet may write here itself.
struct RecordFields {
  private(set) var rest: ArraySlice<Substring>
  init(_ fields: ArraySlice<Substring>) { rest = fields }

  mutating func raw() -> Substring { rest.popFirst() ?? "" }

  mutating func int() -> Int { Int(raw().dropFirst()) ?? 0 }
  mutating func bool() -> Bool { raw() == "b1" }
  mutating func double() -> Double { Double(bitPattern: UInt64(raw().dropFirst(), radix: 16) ?? 0) }
  mutating func text() -> String? {
    let field = raw()
    return field.first == "s" ? Self.unescaped(field.dropFirst()) : nil
  }
  mutating func doubles() -> [Double] { (0..<count()).map { _ in double() } }
  /// A number of things that follow, never more than are there.
  mutating func count() -> Int { min(max(0, int()), rest.count) }

  mutating func number() -> ComputedNumber {
    let field = raw()
    switch field.first {
    case "d": return .double(Double(bitPattern: UInt64(field.dropFirst(), radix: 16) ?? 0))
    case "i": return .int(Int(field.dropFirst()) ?? 0)
    default: return .text(Self.unescaped(field.dropFirst()))
    }
  }

  /// Arrays nest no deeper than a type can be written.
  mutating func probeValue(depth: Int = 0) -> ProbeValue {
    let field = raw()
    switch field.first {
    case "d": return .double(Double(bitPattern: UInt64(field.dropFirst(), radix: 16) ?? 0))
    case "i": return .int(Int(field.dropFirst()) ?? 0)
    case "b": return .bool(field == "b1")
    case "a" where depth < 16:
      let count = min(max(0, Int(field.dropFirst()) ?? 0), rest.count)
      return .array((0..<count).map { _ in probeValue(depth: depth + 1) })
    default: return .double(.nan)
    }
  }

  static func unescaped(_ text: Substring) -> String {
    guard text.utf8.contains(0x5C) else { return String(text) }
    var result = ""
    var isEscape = false
    for scalar in text.unicodeScalars {
      if isEscape {
        result.unicodeScalars.append(scalar == "n" ? "\n" : scalar == "s" ? " " : scalar)
        isEscape = false
      } else if scalar == "\\" {
        isEscape = true
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension ProbeValue {
  /// As NoteKit's `ProbeInput` reads it.
  var fields: [String] {
    switch self {
    case .double(let value): ["d" + String(value.bitPattern, radix: 16)]
    case .int(let value): ["i\(value)"]
    case .bool(let value): [value ? "b1" : "b0"]
    case .array(let values): ["a\(values.count)"] + values.flatMap(\.fields)
    case .parts(let values): values.flatMap(\.fields)
    case .function(let number): ["f\(number)"]
    }
  }
}
