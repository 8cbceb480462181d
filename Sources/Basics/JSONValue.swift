/// A JSON value with its members in order, so that the same findings give the same bytes.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int)
  /// Finite; a number that JSON cannot hold is for the caller to write as a string.
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    left.text(indented: false) == right.text(indented: false)
  }

  package func text(indented: Bool) -> String {
    var bytes: [UInt8] = []
    write(to: &bytes, level: indented ? 0 : nil)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(to bytes: inout [UInt8], level: Int?) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .double(let value): bytes += (value.isFinite ? "\(value)" : "null").utf8
    case .string(let value): Self.write(value, to: &bytes)
    case .array(let values):
      Self.write(values, between: (0x5B, 0x5D), to: &bytes, level: level) { value, bytes, level in
        value.write(to: &bytes, level: level)
      }
    case .object(let members):
      Self.write(members, between: (0x7B, 0x7D), to: &bytes, level: level) { member, bytes, level in
        Self.write(member.0, to: &bytes)
        bytes += ": ".utf8
        member.1.write(to: &bytes, level: level)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], between brackets: (UInt8, UInt8), to bytes: inout [UInt8], level: Int?,
    each: (Element, inout [UInt8], Int?) -> Void
  ) {
    bytes.append(brackets.0)
    let inner = level.map { $0 + 1 }
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes += (inner == nil ? ", " : ",").utf8 }
      if let inner { newLine(level: inner, to: &bytes) }
      each(element, &bytes, inner)
    }
    if let level, !elements.isEmpty { newLine(level: level, to: &bytes) }
    bytes.append(brackets.1)
  }

  private static func newLine(level: Int, to bytes: inout [UInt8]) {
    bytes.append(0x0A)
    bytes += repeatElement(0x20, count: 2 * level)
  }

  private static func write(_ string: String, to bytes: inout [UInt8]) {
    bytes.append(0x22)
    guard !string.utf8.contains(where: { [0xC2, 0xD8, 0xE2].contains($0) }) else {
      for scalar in string.unicodeScalars {
        if scalar.value >= 0x80, TerminalText.picture(of: scalar) != nil {
          escape(scalar.value, to: &bytes)
        } else {
          write(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter, to: &bytes)
        }
      }
      bytes.append(0x22)
      return
    }
    write(string.utf8, to: &bytes)
    bytes.append(0x22)
  }

  private static func escape(_ value: UInt32, to bytes: inout [UInt8]) {
    let digits = String(value, radix: 16)
    bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
  }

  private static func write(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    for byte in text {
      switch byte {
      case 0x22: bytes += "\\\"".utf8
      case 0x5C: bytes += "\\\\".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0..<0x20, 0x7F:
        escape(UInt32(byte), to: &bytes)
      default: bytes.append(byte)
      }
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .int(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
}
