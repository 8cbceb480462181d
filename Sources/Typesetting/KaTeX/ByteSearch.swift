import Trees

/// Search by bytes: typeset HTML is long, and `Character`s are slow.
extension String {
  /// The bytes of a text's first occurrence at or behind an offset.
  package func bytes(of text: String, from start: Int = 0) -> Range<Int>? {
    var (hay, needle) = (self, text)
    return hay.withUTF8 { hay in needle.withUTF8 { Self.place(of: $0, in: hay, from: start) } }
  }

  private static func place(
    of needle: UnsafeBufferPointer<UInt8>, in hay: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Range<Int>? {
    guard let first = needle.first, hay.count >= needle.count else { return nil }
    let last = needle[needle.count - 1]
    for lower in start..<Swift.max(start, hay.count - needle.count + 1)
    where hay[lower] == first && hay[lower + needle.count - 1] == last {
      if (1..<needle.count).allSatisfy({ hay[lower + $0] == needle[$0] }) {
        return lower..<(lower + needle.count)
      }
    }
    return nil
  }

  package func holds(_ text: String) -> Bool { bytes(of: text) != nil }

  /// The text between two byte offsets, both at the edge of a character.
  package func slice(_ lower: Int, _ upper: Int? = nil) -> Substring {
    let start = utf8.index(startIndex, offsetBy: lower)
    return self[start..<(upper.map { utf8.index(startIndex, offsetBy: $0) } ?? endIndex)]
  }
}
