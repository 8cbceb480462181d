/// Where a bare URL ends in text that parts no words: before Chinese and before its punctuation.
///
/// GFM's autolinks run to the next space, and would take `https://example.com/a，后面的话` whole. A tab that is taken
/// out again behind the parse ends them.
enum LinkEnds {
  /// Offsets before which a mark belongs, ascending.
  static func places(in bytes: [UInt8]) -> [Int] {
    var places: [Int] = []
    bytes.withUnsafeBufferPointer { bytes in
      var signs = BytePlaces(of: [UInt8(ascii: ":"), UInt8(ascii: ".")], in: bytes)
      var index = 0
      while let start = nextLink(in: bytes, &signs, from: index) {
        let end = endOfRun(in: bytes, from: start)
        index = max(end, start + 1)
        if isBare(start, in: bytes), let place = firstForeign(in: bytes, start..<end), place > start {
          places.append(place)
          // Chinese goes on without a space, and with it the next URL.
          index = place
        }
      }
    }
    return places
  }

  /// Just behind the next `://` or `www.`.
  private static func nextLink(
    in bytes: UnsafeBufferPointer<UInt8>, _ signs: inout BytePlaces, from start: Int
  ) -> Int? {
    var index = start
    while let sign = signs.first(from: index) {
      if bytes[sign] == UInt8(ascii: ":") {
        if bytes[sign...].dropFirst().starts(with: "//".utf8) { return sign + 3 }
      } else if sign >= 3, bytes[sign - 3..<sign].elementsEqual("www".utf8) {
        return sign + 1
      }
      index = sign + 1
    }
    return nil
  }

  private static func endOfRun(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    while end < bytes.count, !Byte.isSpace(bytes[end]), bytes[end] != UInt8(ascii: "<"),
      bytes[end] != Byte.quote
    {
      end += 1
    }
    return end
  }

  /// Whether a URL stands in text, and not in a link's brackets, a definition, a tag or another URL.
  private static func isBare(_ start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var first = start
    while first > 0,
      Byte.isLetter(bytes[first - 1]) || bytes[first - 1] == UInt8(ascii: ":")
        || bytes[first - 1] == UInt8(ascii: "/") || bytes[first - 1] == UInt8(ascii: ".")
    {
      first -= 1
    }
    guard first > 0 else { return true }
    switch bytes[first - 1] {
    case UInt8(ascii: "<"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="): return false
    case Byte.parenthesisOpen: return first < 2 || bytes[first - 2] != Byte.bracketClose
    case Byte.space, Byte.tab:
      // `[label]: https://…`
      var index = first - 1
      while index > 0, bytes[index] == Byte.space || bytes[index] == Byte.tab { index -= 1 }
      return !(index > 0 && bytes[index] == UInt8(ascii: ":") && bytes[index - 1] == Byte.bracketClose)
    default: return true
    }
  }

  /// The first Chinese character of a run, or mark of Chinese punctuation.
  private static func firstForeign(in bytes: UnsafeBufferPointer<UInt8>, _ run: Range<Int>) -> Int? {
    var index = run.lowerBound
    while index < run.upperBound {
      guard bytes[index] >= 0x80 else {
        index += 1
        continue
      }
      guard let scalar = EmphasisMarks.scalar(in: bytes, startingAt: index) else { return nil }
      if EastAsianWidth.isCJK(scalar) || EastAsianWidth.isPunctuation(scalar) { return index }
      index += UTF8.width(scalar)
    }
    return nil
  }
}
