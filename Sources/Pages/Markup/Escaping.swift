/// Text made safe for HTML: for content and for a double-quoted attribute alike.
func escaped(_ text: Substring) -> String { escaped(String(text)) }

func escaped(_ text: String) -> String {
  // Most text is handed on as it is.
  guard text.utf8.withContiguousStorageIfAvailable(needsEscape) != false else { return text }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count + 8)
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "&"): bytes += "&amp;".utf8
    case UInt8(ascii: "<"): bytes += "&lt;".utf8
    case UInt8(ascii: ">"): bytes += "&gt;".utf8
    case UInt8(ascii: "\""): bytes += "&quot;".utf8
    // HTML has no such characters; a browser would show or drop them as it likes.
    case 0..<9, 11, 12, 14..<32, 127: break
    default: bytes.append(byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Whether some bytes may not stand as they are. In one expression without a branch, of which the compiler makes one
/// that reads many bytes at once.
private func needsEscape(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  var found: UInt8 = 0
  for byte in bytes {
    found |=
      (byte < 32 ? 1 : 0) | (byte == 34 ? 1 : 0) | (byte == 38 ? 1 : 0) | (byte == 60 ? 1 : 0)
      | (byte == 62 ? 1 : 0) | (byte == 127 ? 1 : 0)
  }
  return found != 0
}

/// A path as a URL's path: what would end or break it is percent-encoded, Han stays readable.
func encodedPath(_ path: some StringProtocol) -> String {
  guard path.utf8.contains(where: isEncoded) else { return String(path) }
  var bytes: [UInt8] = []
  for byte in path.utf8 {
    switch byte {
    case _ where isEncoded(byte):
      let digits = String(byte, radix: 16, uppercase: true)
      bytes += ("%" + (digits.utf8.count == 1 ? "0" : "") + digits).utf8
    default: bytes.append(byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func isEncoded(_ byte: UInt8) -> Bool {
  switch byte {
  case 0...32, 34, 35, 37, 39, 60, 62, 63, 92, 94, 96, 123, 124, 125, 127: true
  default: false
  }
}

/// The text behind percent-encoding; nil if the bytes are no UTF-8.
func percentDecoded(_ text: some StringProtocol) -> String? {
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "%"), rest.count >= 2,
      let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
    {
      bytes.append(value)
      rest.removeFirst(2)
    } else {
      bytes.append(byte)
    }
  }
  return String(validating: bytes, as: UTF8.self)
}
