import Typesetting

extension DocumentReader {
  /// A picture's title, which stands below it as its caption: with the formulas that are in it, whose backslashes
  /// Markdown has not eaten.
  ///
  /// - Parameter end: just behind the picture's destination in the prepared text; the title stands there.
  mutating func caption(_ title: String, behind end: Int?, to last: Int) -> [Inline] {
    guard !title.isEmpty else { return [] }
    guard title.utf8.contains(where: { $0 == Byte.dollar || $0 == Byte.parenthesisOpen }), let end,
      let raw = rawTitle(from: end, to: last)
    else { return [.text(title, nil)] }
    let found = text.bytes.withUnsafeBufferPointer { bytes in
      MathsScan.formulas(in: UnsafeBufferPointer(rebasing: bytes[raw]))
    }
    guard !found.isEmpty else { return [.text(title, nil)] }
    var pieces: [Inline] = []
    var start = raw.lowerBound
    for match in found {
      let whole = raw.lowerBound + match.whole.lowerBound..<raw.lowerBound + match.whole.upperBound
      if start < whole.lowerBound { pieces.append(.text(unescaped(start..<whole.lowerBound), nil)) }
      let content = raw.lowerBound + match.content.lowerBound..<raw.lowerBound + match.content.upperBound
      pieces.append(.formula(add(Array(content), isDisplay: false, whole: whole)))
      start = whole.upperBound
    }
    if start < raw.upperBound { pieces.append(.text(unescaped(start..<raw.upperBound), nil)) }
    return pieces
  }

  /// What stands between a title's quotes.
  private func rawTitle(from start: Int, to last: Int) -> Range<Int>? {
    var index = start
    while index < last, Byte.isSpace(text.bytes[index]) || text.bytes[index] == Byte.quote { index += 1 }
    guard index < last else { return nil }
    let closers: [UInt8: UInt8] = [
      UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
      Byte.parenthesisOpen: Byte.parenthesisClose,
    ]
    guard let closer = closers[text.bytes[index]] else { return nil }
    let first = index + 1
    index = first
    while index < last, text.bytes[index] != closer {
      index += text.bytes[index] == Byte.backslash ? 2 : 1
    }
    return index < last ? first..<index : nil
  }

  /// A stretch of the note as a title means it.
  private func unescaped(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if text.bytes[index] == Byte.backslash, index + 1 < range.upperBound,
        EastAsianWidth.isPunctuation(Unicode.Scalar(text.bytes[index + 1]))
      {
        index += 1
      }
      bytes.append(text.bytes[index])
      index += 1
    }
    return text.restored(String(decoding: bytes, as: UTF8.self), as: .text)
  }
}

extension MathsScan {
  /// Every formula in a text without Markdown.
  static func formulas(in bytes: UnsafeBufferPointer<UInt8>) -> [Match] {
    var scan = MathsScan(bytes)
    var found: [Match] = []
    var index = 0
    while index < bytes.count {
      if let match = scan.match(at: index) {
        found.append(match)
        index = match.whole.upperBound
      } else {
        index += bytes[index] == Byte.backslash ? 2 : 1
      }
    }
    return found
  }
}

/// A text without Markdown, cut where formulas stand in it: a title of front matter.
package struct MathsText: Sendable {
  package enum Part: Sendable { case text(String), formula(String) }
  package let parts: [Part]

  package init(_ text: String) {
    var text = text
    parts = text.withUTF8 { bytes in
      func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
      var parts: [Part] = []
      var start = 0
      for match in MathsScan.formulas(in: bytes) {
        if start < match.whole.lowerBound { parts.append(.text(string(start..<match.whole.lowerBound))) }
        parts.append(.formula(string(match.content)))
        start = match.whole.upperBound
      }
      if start < bytes.count { parts.append(.text(string(start..<bytes.count))) }
      return parts
    }
  }
}
