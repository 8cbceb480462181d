import Testing

@testable import Diagnostics

@Suite("Excerpts: the caret stands under what was found")
struct ExcerptTests {
  /// The excerpt of the part of a line between `[` and `]`, which are taken out.
  private func excerpt(_ marked: String) throws -> Excerpt {
    let open = try #require(marked.firstIndex(of: "["))
    let close = try #require(marked.firstIndex(of: "]"))
    let head = String(marked[..<open])
    let found = String(marked[marked.index(after: open)..<close])
    let tail = String(marked[marked.index(after: close)...])
    let file = SourceFile(path: "note.md", text: "first\n" + head + found + tail + "\nlast")
    let lower = 6 + head.utf8.count
    return Excerpt(of: file.range(lower..<lower + found.utf8.count))
  }

  @Test(arguments: [
    ("ab[cd]ef", "abcdef", "  ^~"),
    ("[x]", "x", "^"),
    ("汉字[公式]后", "汉字公式后", "    ^~~~"),
    ("，（[γ]）", "，（γ）", "    ^"),
    ("\ta[b]", "    ab", "     ^"),
    ("ab\t[\tc]", "ab      c", "    ^~~~~"),
    ("汉\t[x]", "汉  x", "    ^"),
    ("e\u{301}[x]", "e\u{301}x", " ^"),
    ("👩‍👩‍👧[x]", "👩‍👩‍👧x", "  ^"),
    ("한[글]", "한글", "  ^~"),
    ("a[]b", "ab", " ^"),
    ("a[\u{0}\u{1B}]b", "a␀␛b", " ^~"),
    ("\u{202E}[x]", "\u{FFFD}x", " ^"),
    ("[x]\r", "x", "^"),
  ])
  func caret(marked: String, text: String, caret: String) throws {
    let excerpt = try excerpt(marked)
    #expect(excerpt.line == 2)
    #expect(excerpt.text == text)
    #expect(excerpt.caretLine == caret)
  }

  @Test("a range over several lines is underlined to the end of its first")
  func severalLines() {
    let file = SourceFile(path: "note.md", text: "abc\ndef\n")
    let excerpt = Excerpt(of: file.range(1..<6))
    #expect(excerpt.text == "abc")
    #expect(excerpt.caretLine == " ^~")
  }

  @Test("a line without end is cut to a window round the place")
  func longLine() {
    let text = String(repeating: "汉", count: 100_000)
    let file = SourceFile(path: "note.md", text: text + "X" + text)
    let excerpt = Excerpt(of: file.range(300_000..<300_001))
    #expect(excerpt.text.count < 200)
    #expect(DisplayWidth.of(excerpt.text) <= 162)
    let column = excerpt.underlined.lowerBound
    var width = 0
    let under = excerpt.text.first { character in
      defer { width += DisplayWidth.of(character) }
      return width == column
    }
    #expect(under == "X")
  }

  @Test("broken UTF-8 and places beyond the end are shown, not trapped")
  func brokenBytes() {
    let file = SourceFile(path: "note.md", bytes: [0x61, 0xFF, 0xE6, 0x62])
    #expect(Excerpt(of: file.range(1..<2)).text == "a\u{FFFD}\u{FFFD}b")
    #expect(Excerpt(of: file.range(3..<4)).caretLine == "   ^")
    #expect(Excerpt(of: file.range(4..<4)).caretLine == "    ^")
    // No scalar begins anywhere near the place, nor behind it.
    let long = SourceFile(path: "note.md", bytes: [UInt8](repeating: 0x80, count: 2000) + [0x0A, 0x80])
    for place in [0..<1, 300..<301, 1999..<2000, 2001..<2002] {
      #expect(Excerpt(of: long.range(place)).text.contains("\u{FFFD}"), "\(place)")
    }
  }
}
