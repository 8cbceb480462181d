extension UnsafeBufferPointer<UInt8> {
  /// Whether the bytes are UTF-8: of what Chinese text has most of, two characters are looked at in one step.
  package var isUTF8: Bool {
    guard let base = UnsafeRawPointer(baseAddress) else { return true }
    var index = 0
    while index < count {
      if index + 8 <= count {
        let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        if word & 0x8080_8080_8080_8080 == 0 {
          index += 8
          continue
        }
        if Self.isThreeBytes(word), Self.isThreeBytes(word >> 24) {
          index += 6
          continue
        }
      }
      let length = Self.length(behind: self[index])
      guard index + length <= count,
        length == 1 || String(validating: self[index..<index + length], as: UTF8.self) != nil
      else { return false }
      index += length
    }
    return true
  }

  /// Whether a character of three bytes begins with the lowest: `1110xxxx 10xxxxxx 10xxxxxx`, neither one that
  /// fewer bytes would hold (xxxx and the next bit are 0) nor a surrogate (they are 1101 and 1).
  private static func isThreeBytes(_ word: UInt64) -> Bool {
    let leading = word & 0x200F
    return word & 0xC0_C0F0 == 0x80_80E0 && leading != 0 && leading != 0x200D
  }

  private static func length(behind lead: UInt8) -> Int {
    lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }
}

extension String {
  /// What `String(decoding:as:)` gives, sooner where the text is Chinese.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    if #available(macOS 26, *), bytes.count > 15, bytes[0] >= 0x80 || bytes[bytes.count - 1] >= 0x80,
      bytes.isUTF8
    {
      self.init(copying: UTF8Span(unchecked: bytes.span))
    } else {
      self.init(decoding: bytes, as: UTF8.self)
    }
  }
}
