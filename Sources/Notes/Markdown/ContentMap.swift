/// Maps offsets in a block's text, from which cmark has cut the containers' prefixes, to the prepared text.
///
/// Each line of the text is the end of a line of the source; only the first may also end early (a
/// heading's closing `#`, a table's cell).
struct ContentMap {
  /// Where a line starts: in the content, and in the prepared text.
  private struct Line {
    var content: Int
    var source: Int
  }

  private let lines: [Line]
  /// cmark's line of the first content line.
  let firstLine: Int

  /// - Parameters:
  ///   - lines: where to look for the first line, likeliest first.
  ///   - column: for a text that may end before its line does: the byte column (from 1) that it starts behind.
  init?(
    _ content: UnsafeBufferPointer<UInt8>, in text: PreparedText, lines: some Sequence<Int>,
    column: Int? = nil
  ) {
    guard !content.isEmpty else { return nil }
    for line in lines {
      if let found = Self.lines(of: content, in: text, firstLine: line, column: column) {
        self.lines = found
        firstLine = line
        return
      }
    }
    return nil
  }

  /// Where a byte of the content stands in the prepared text.
  func offset(_ content: Int) -> Int {
    var low = 0
    var high = lines.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle].content <= content { low = middle } else { high = middle }
    }
    return lines[low].source + (content - lines[low].content)
  }

  /// Where a line of the content (from 0) starts in the prepared text.
  func start(ofLine line: Int) -> Int? {
    line >= 0 && line < lines.count ? lines[line].source : nil
  }

  /// The content line (from 0) that starts at a place of the prepared text.
  func line(startingAt offset: Int) -> Int? {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].source < offset { low = middle + 1 } else { high = middle }
    }
    return low < lines.count && lines[low].source == offset ? low : nil
  }

  var lineCount: Int { lines.count }

  /// The content's lines, if the first of them stands in such a line of the text.
  private static func lines(
    of content: UnsafeBufferPointer<UInt8>, in text: PreparedText, firstLine: Int, column: Int?
  ) -> [Line]? {
    guard firstLine >= 1 else { return nil }
    var lines: [Line] = []
    var start = 0
    while start < content.count {
      guard firstLine + lines.count <= text.lineStarts.count else { return nil }
      let line = text.range(ofLine: firstLine + lines.count)
      let end = endOfLine(in: content, from: start)
      let piece = trimmed(UnsafeBufferPointer(rebasing: content[start..<end]))
      if lines.isEmpty, let column,
        let source = find(piece, text, from: line.lowerBound + column - 1, in: line)
      {
        lines.append(Line(content: start, source: source))
      } else if let source = suffix(piece, text, line) {
        lines.append(Line(content: start, source: source))
      } else {
        return nil
      }
      let isPair =
        end + 1 < content.count && content[end] == Byte.carriageReturn && content[end + 1] == Byte.newline
      start = end + (isPair ? 2 : 1)
    }
    return lines
  }

  private static func endOfLine(in content: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let newline = content.place(of: Byte.newline, from: start) ?? content.count
    let line = UnsafeBufferPointer(rebasing: content[start..<newline])
    return line.place(of: Byte.carriageReturn).map { start + $0 } ?? newline
  }

  private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var end = bytes.count
    while end > 0, Byte.isSpace(bytes[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: bytes[..<end])
  }

  /// The place of a piece at the end of a line, spaces behind it apart. A tab that a container has
  /// eaten in part comes as spaces: then those count as the tab.
  private static func suffix(
    _ piece: UnsafeBufferPointer<UInt8>, _ text: PreparedText, _ line: Range<Int>
  ) -> Int? {
    var end = line.upperBound
    while end > line.lowerBound, Byte.isSpace(text.bytes[end - 1]) { end -= 1 }
    let full = piece.count
    var piece = piece
    while true {
      let start = end - piece.count
      if start >= line.lowerBound, text.holds(piece, at: start) { return end - full }
      guard let first = piece.first, first == Byte.space else { return nil }
      piece = UnsafeBufferPointer(rebasing: piece.dropFirst())
    }
  }

  private static func find(
    _ piece: UnsafeBufferPointer<UInt8>, _ text: PreparedText, from start: Int, in line: Range<Int>
  ) -> Int? {
    var start = max(start, line.lowerBound)
    guard let first = piece.first else { return start <= line.upperBound ? start : nil }
    while start + piece.count <= line.upperBound {
      if text.bytes[start] == first, text.holds(piece, at: start) { return start }
      start += 1
    }
    return nil
  }
}
