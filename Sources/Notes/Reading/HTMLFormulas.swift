import Typesetting
import Diagnostics

extension DocumentReader {
  /// A block of HTML cut where formulas stand in its text; tags, comments and code are left alone.
  ///
  /// - Parameter map: the block's text in the note; without one its places are unknown, and so are its formulas.
  mutating func pieces(of literal: UnsafeBufferPointer<UInt8>, _ map: ContentMap?) -> [Inline] {
    var scan = MathsScan(literal)
    var pieces: [Inline] = []
    var start = 0
    var index = 0
    var lone: Diagnostic?
    func html(_ range: Range<Int>) -> Inline {
      .html(text.restored(UnsafeBufferPointer(rebasing: literal[range]), as: .verbatim))
    }
    while let map, index < literal.count {
      switch literal[index] {
      case UInt8(ascii: "<"): index = Self.endOfTag(in: literal, from: index)
      case Byte.dollar, Byte.backslash, Protected.openerBackslash:
        guard let match = scan.match(at: index), !HTMLElements.stands(in: literal, match.content) else {
          if lone == nil { lone = loneDelimiter(in: literal, at: index, map) }
          index += literal[index] == Byte.dollar ? max(1, scan.dollars(at: index)) : 2
          continue
        }
        if start < index { pieces.append(html(start..<index)) }
        pieces.append(.formula(formula(match, in: literal, map)))
        start = match.whole.upperBound
        index = start
      default: index += 1
      }
    }
    if start < literal.count { pieces.append(html(start..<literal.count)) }
    if let lone { diagnostics.append(lone) }
    return pieces
  }

  /// What is to be said of a delimiter that has no partner; nothing of a price's `$`.
  private func loneDelimiter(
    in literal: UnsafeBufferPointer<UInt8>, at index: Int, _ map: ContentMap
  ) -> Diagnostic? {
    let start = map.offset(index)
    let range = place(start..<start + 1)
    if let half = MathsEnvironments.half(at: index, in: literal) {
      return .loneEnvironment(half.name, lacksEnd: half.isBegin, at: range)
    }
    let next = index + 1 < literal.count ? literal[index + 1] : Byte.space
    guard literal[index] == Byte.dollar, !Byte.isDigit(next) else { return nil }
    let end = literal.place(of: Byte.newline, from: index) ?? literal.count
    let line = String(decoding: literal[index..<end], as: UTF8.self)
    return line.contains(/\\[A-Za-z]{2}/) ? .loneDollar(at: range) : nil
  }

  /// Character references stand for what they mean: `$a &lt; b$` is `a < b`.
  private mutating func formula(
    _ match: MathsScan.Match, in literal: UnsafeBufferPointer<UInt8>, _ map: ContentMap
  ) -> Int {
    var positions: [Int] = []
    var meant: [Int: UInt8] = [:]
    var index = match.content.lowerBound
    while index < match.content.upperBound {
      let position = map.offset(index)
      positions.append(position)
      let reference = HTMLElements.reference(in: literal, at: index, upTo: match.content.upperBound)
      if let reference { meant[position] = reference.byte }
      index += reference?.length ?? 1
    }
    let whole = map.offset(match.whole.lowerBound)..<map.offset(match.whole.upperBound - 1) + 1
    return add(positions, isDisplay: match.isDisplay, whole: whole, meaning: meant)
  }

  /// Just behind a tag or a comment; of one whose content is no text, behind its end tag.
  private static func endOfTag(in literal: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    if literal[start...].starts(with: "<!--".utf8) { return end(of: "-->", in: literal, from: start + 4) }
    guard let name = HTMLElements.name(in: literal, at: start) else { return start + 1 }
    var index = start + 1
    var quote: UInt8?
    while index < literal.count, quote != nil || literal[index] != Byte.quote {
      let byte = literal[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
      index += 1
    }
    index = min(index + 1, literal.count)
    guard HTMLElements.verbatim.contains(name) else { return index }
    return end(of: "</\(name)", in: literal, from: index)
  }

  private static func end(
    of word: String, in literal: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int {
    let word = Array(word.utf8)
    var index = start
    while index + word.count <= literal.count {
      if zip(literal[index...], word).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 }) {
        return index + word.count
      }
      index += 1
    }
    return literal.count
  }
}

/// What docgen knows of HTML's elements, of GitHub's choice.
package enum HTMLElements {
  /// What GitHub lets through, without what could run, load or leave the page's frame.
  package static let allowed: Set<String> = [
    "a", "abbr", "b", "bdo", "blockquote", "br", "center", "cite", "code", "dd", "del", "details", "dfn",
    "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "caption", "time", "tr", "tt", "u", "ul", "var", "wbr",
  ]

  /// Elements whose text is no prose.
  static let verbatim: Set<String> = [
    "pre", "code", "kbd", "samp", "tt", "script", "style", "textarea", "xmp",
  ]

  /// The name of the tag that begins at a `<`, in lower case.
  static func name(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> String? {
    var first = start + 1
    if first < bytes.count, bytes[first] == UInt8(ascii: "/") { first += 1 }
    var end = first
    while end < bytes.count, Byte.isLetter(bytes[end]) || Byte.isDigit(bytes[end]) { end += 1 }
    guard end > first, Byte.isLetter(bytes[first]) else { return nil }
    return String(decoding: bytes[first..<end], as: UTF8.self).lowercased()
  }

  /// Whether a tag stands in a stretch of text: then what looks like a formula reaches from one element into another.
  static func stands(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    let part = UnsafeBufferPointer(rebasing: bytes[..<range.upperBound])
    while let start = part.place(of: UInt8(ascii: "<"), from: index) {
      let isEnd = start + 1 < part.count && part[start + 1] == UInt8(ascii: "/")
      if let name = name(in: part, at: start), isEnd || allowed.contains(name),
        part.place(of: Byte.quote, from: start) != nil
      {
        return true
      }
      index = start + 1
    }
    return false
  }

  /// The character reference at a place, as the byte that it means.
  static func reference(
    in bytes: UnsafeBufferPointer<UInt8>, at start: Int, upTo end: Int
  ) -> (byte: UInt8, length: Int)? {
    guard bytes[start] == UInt8(ascii: "&") else { return nil }
    let known: [(StaticString, UInt8)] = [
      ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")), ("&amp;", UInt8(ascii: "&")),
      ("&nbsp;", Byte.space),
    ]
    for (name, byte) in known where start + name.utf8CodeUnitCount <= end {
      if (0..<name.utf8CodeUnitCount).allSatisfy({ bytes[start + $0] == name.utf8Start[$0] }) {
        return (byte, name.utf8CodeUnitCount)
      }
    }
    return nil
  }
}
