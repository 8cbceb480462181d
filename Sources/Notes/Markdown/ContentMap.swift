/// Maps offsets in a block's text, from which cmark has cut the containers' prefixes, to the prepared text.
///
/// Each line of the text is the end of a line of the source; only the first may also end early (a
/// heading's closing `#`, a table's cell).
struct ContentMap {
  private var contentStarts: [Int] = []
  private var sourceStarts: [Int] = []
  private let length: Int
  /// cmark's line of the first content line.
  private(set) var firstLine = 0

  /// - Parameters:
  ///   - lines: where to look for the first line, likeliest first.
  ///   - column: for a text that may end before its line does: the byte column (from 1) that it starts behind.
  init?(_ content: [UInt8], in text: PreparedText, lines: some Sequence<Int>, column: Int? = nil) {
    length = content.count
    let pieces = Self.lines(of: content)
    guard !pieces.isEmpty else { return nil }
    for line in lines {
      if let starts = Self.starts(of: pieces, content, text, firstLine: line, column: column) {
        contentStarts = pieces.map(\.lowerBound)
        sourceStarts = starts
        firstLine = line
        return
      }
    }
    return nil
  }

  /// Where a byte of the content stands in the prepared text.
  func offset(_ content: Int) -> Int {
    var low = 0
    var high = contentStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if contentStarts[middle] <= content { low = middle } else { high = middle }
    }
    return sourceStarts[low] + (content - contentStarts[low])
  }

  /// Where a line of the content (from 0) starts in the prepared text.
  func start(ofLine line: Int) -> Int? {
    line >= 0 && line < sourceStarts.count ? sourceStarts[line] : nil
  }

  /// The content line (from 0) that starts at a place of the prepared text.
  func line(startingAt offset: Int) -> Int? {
    var low = 0
    var high = sourceStarts.count
    while low < high {
      let middle = (low + high) / 2
      if sourceStarts[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low < sourceStarts.count && sourceStarts[low] == offset ? low : nil
  }

  var lineCount: Int { sourceStarts.count }

  private static func lines(of content: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    while start < content.count {
      var end = start
      while end < content.count, content[end] != Byte.newline, content[end] != Byte.carriageReturn {
        end += 1
      }
      lines.append(start..<end)
      start = end + 1
      if end < content.count, content[end] == Byte.carriageReturn, start < content.count,
        content[start] == Byte.newline
      {
        start += 1
      }
    }
    return lines
  }

  private static func starts(
    of pieces: [Range<Int>], _ content: [UInt8], _ text: PreparedText, firstLine: Int, column: Int?
  ) -> [Int]? {
    guard firstLine >= 1, firstLine + pieces.count - 1 <= text.lineStarts.count else { return nil }
    var starts: [Int] = []
    starts.reserveCapacity(pieces.count)
    for (index, piece) in pieces.enumerated() {
      let line = text.range(ofLine: firstLine + index)
      let piece = trimmed(piece, content)
      if index == 0, let column,
        let start = find(piece, content, text, from: line.lowerBound + column - 1, in: line)
      {
        starts.append(start)
      } else if let start = suffix(piece, content, text, line) {
        starts.append(start)
      } else {
        return nil
      }
    }
    return starts
  }

  private static func trimmed(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, Byte.isSpace(bytes[end - 1]) { end -= 1 }
    return range.lowerBound..<end
  }

  /// The place of a piece at the end of a line, spaces behind it apart. A tab that a container has
  /// eaten in part comes as spaces: then those count as the tab.
  private static func suffix(
    _ piece: Range<Int>, _ content: [UInt8], _ text: PreparedText, _ line: Range<Int>
  ) -> Int? {
    let end = trimmed(line, text.bytes).upperBound
    let full = piece.count
    var piece = piece
    while true {
      let start = end - piece.count
      if start >= line.lowerBound, text.holds(content, piece, at: start) { return end - full }
      guard let first = content[piece].first, first == Byte.space else { return nil }
      piece = piece.lowerBound + 1..<piece.upperBound
    }
  }

  private static func find(
    _ piece: Range<Int>, _ content: [UInt8], _ text: PreparedText, from start: Int, in line: Range<Int>
  ) -> Int? {
    var start = max(start, line.lowerBound)
    guard let first = content[piece].first else { return start <= line.upperBound ? start : nil }
    while start + piece.count <= line.upperBound {
      if text.bytes[start] == first, text.holds(content, piece, at: start) { return start }
      start += 1
    }
    return nil
  }
}
