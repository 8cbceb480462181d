import Basics

/// The line that a finding stands on, ready for a terminal, with the columns to underline.
///
/// Tabs become spaces, control characters their pictures, broken UTF-8 the replacement character, so
/// that what is under the caret is what was found. A long line is cut to a window around the place.
struct Excerpt: Equatable {
  var line: Int
  var text: String
  /// Display columns, from 0; at least one wide.
  var underlined: Range<Int>

  /// Bytes shown before the place and behind it; a note may be one line of 100 MB.
  private static let before = 240
  private static let behind = 480
  private static let tabStop = 4
  /// Display columns of a window.
  private static let widest = 160

  init(of range: SourceRange) {
    let file = range.file
    line = range.start.line
    let whole = file.range(ofLine: line)
    let start = min(max(range.bytes.lowerBound, whole.lowerBound), whole.upperBound)
    let end = min(max(range.bytes.upperBound, start), whole.upperBound)
    // Bytes that are no UTF-8 may hold no boundary as far as the place.
    let lower = min(Self.boundary(in: file, atOrAfter: max(whole.lowerBound, start - Self.before)), start)
    let upper = Self.boundary(in: file, atOrAfter: min(whole.upperBound, start + Self.behind))

    var head = Self.shown(file.text(lower..<start), from: 0)
    var marked = Self.shown(file.text(start..<min(end, upper)), from: DisplayWidth.of(head))
    let tail = Self.shown(
      file.text(min(end, upper)..<upper), from: DisplayWidth.of(head) + DisplayWidth.of(marked))
    var isCutBefore = lower > whole.lowerBound
    var isCutBehind = upper < whole.upperBound
    if DisplayWidth.of(head) > Self.widest / 2 {
      head = Self.suffix(of: head, columns: Self.widest / 2)
      isCutBefore = true
    }
    let room = Self.widest - DisplayWidth.of(head)
    let kept = Self.prefix(of: marked, columns: room)
    isCutBehind = isCutBehind || kept.count < marked.count
    marked = kept
    let rest = Self.prefix(of: tail, columns: room - DisplayWidth.of(marked))
    isCutBehind = isCutBehind || rest.count < tail.count

    let lead = isCutBefore ? "…" : ""
    let column = DisplayWidth.of(lead) + DisplayWidth.of(head)
    text = lead + head + marked + rest + (isCutBehind ? "…" : "")
    underlined = column..<(column + max(1, DisplayWidth.of(marked)))
  }

  /// `   ^~~~` under the text.
  var caretLine: String {
    String(repeating: " ", count: underlined.lowerBound) + "^"
      + String(repeating: "~", count: underlined.count - 1)
  }

  /// The first byte from here on that starts a scalar.
  private static func boundary(in file: SourceFile, atOrAfter offset: Int) -> Int {
    var offset = offset
    while offset < file.bytes.count, file.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    return offset
  }

  private static func shown(_ text: String, from column: Int) -> String {
    var shown = ""
    var column = column
    for character in text {
      var piece = String(character)
      if character == "\t" {
        piece = String(repeating: " ", count: tabStop - column % tabStop)
      } else if let first = character.unicodeScalars.first, let picture = TerminalText.picture(of: first) {
        piece = String(picture)
      }
      shown += piece
      column += DisplayWidth.of(piece)
    }
    return shown
  }

  private static func prefix(of text: String, columns: Int) -> String {
    var width = 0
    return String(
      text.prefix { character in
        width += DisplayWidth.of(character)
        return width <= columns
      })
  }

  private static func suffix(of text: String, columns: Int) -> String {
    String(prefix(of: String(text.reversed()), columns: columns).reversed())
  }
}
