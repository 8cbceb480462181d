/// Where emphasis beside CJK punctuation needs a mark to open or close.
///
/// CommonMark lets a run of `*` or `~` beside punctuation open only after white space or
/// punctuation, which Chinese text does not have. A private-use character between the run and the
/// punctuation lifts that; it is taken out again behind the parse. `_` gains nothing from it: beside a
/// letter it may neither open nor close. The rule is that of the markdown-cjk-friendly project.
enum EmphasisMarks {
  /// Offsets (in `bytes`) before which a mark belongs, ascending.
  static func places(in bytes: [UInt8]) -> [Int] {
    var places: [Int] = []
    bytes.withUnsafeBufferPointer { bytes in
      var signs = BytePlaces(of: [Byte.backslash, Byte.star, Byte.tilde], in: bytes)
      var index = 0
      while let start = signs.first(from: index) {
        guard bytes[start] != Byte.backslash else {
          index = start + 2
          continue
        }
        index = start + 1
        while index < bytes.count, bytes[index] == bytes[start] { index += 1 }
        if let place = place(in: bytes, run: start..<index) { places.append(place) }
      }
    }
    return places
  }

  private static func place(in bytes: UnsafeBufferPointer<UInt8>, run: Range<Int>) -> Int? {
    guard let before = scalar(in: bytes, endingAt: run.lowerBound),
      let after = scalar(in: bytes, startingAt: run.upperBound)
    else { return nil }
    if before.scalar.isASCII && after.isASCII { return nil }
    let followsQuote = before.selector?.value == 0xFE01 && isQuote(before.scalar)
    guard
      EastAsianWidth.isCJK(before.scalar) || EastAsianWidth.isCJK(after) || followsQuote
        || isWideQuote(in: bytes, at: run.upperBound, after)
    else { return nil }
    guard !before.scalar.properties.isWhitespace, !after.properties.isWhitespace else { return nil }
    let isPunctuationBefore = before.selector == nil && EastAsianWidth.isPunctuation(before.scalar)
    let isPunctuationAfter = EastAsianWidth.isPunctuation(after)
    if isPunctuationBefore == isPunctuationAfter { return nil }
    return isPunctuationAfter ? run.upperBound : run.lowerBound
  }

  private static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
    [0x2018, 0x2019, 0x201C, 0x201D].contains(scalar.value)
  }

  /// A curly quotation mark that a variation selector makes full width.
  private static func isWideQuote(
    in bytes: UnsafeBufferPointer<UInt8>, at start: Int, _ scalar: Unicode.Scalar
  ) -> Bool {
    isQuote(scalar)
      && self.scalar(in: bytes, startingAt: start + UTF8.width(scalar))?.value == 0xFE01
  }

  static func scalar(in bytes: UnsafeBufferPointer<UInt8>, startingAt start: Int) -> Unicode.Scalar? {
    guard start < bytes.count else { return nil }
    let lead = bytes[start]
    let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard start + length <= bytes.count else { return nil }
    guard length > 1 else { return Unicode.Scalar(lead) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for index in start + 1..<start + length { value = value << 6 | UInt32(bytes[index] & 0x3F) }
    return Unicode.Scalar(value)
  }

  /// The character before a place, looking through a variation selector.
  private static func scalar(
    in bytes: UnsafeBufferPointer<UInt8>, endingAt end: Int
  ) -> (scalar: Unicode.Scalar, selector: Unicode.Scalar?)? {
    func previous(_ end: Int) -> (Unicode.Scalar, Int)? {
      var start = end - 1
      while start > 0, end - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      guard start >= 0, let scalar = scalar(in: bytes, startingAt: start) else { return nil }
      return (scalar, start)
    }
    guard let (last, start) = previous(end) else { return nil }
    guard EastAsianWidth.isVariationSelector(last), let (base, _) = previous(start) else {
      return (last, nil)
    }
    return (base, last)
  }
}
