/// What the syntax extension saw in one parse.
final class MathsRecord {
  /// An inline formula: where it stands in its block's content.
  struct InlineFormula {
    var match: MathsScan.Match
  }

  /// A block formula: where each line's content begins, and where the closing delimiter stands.
  struct BlockFormula {
    var fence: Fence
    /// The opening delimiter's first byte.
    var opening: Int
    /// Content of each line, in the prepared text.
    var lines: [Range<Int>]
    var isClosed: Bool
    /// Just behind the closing delimiter.
    var end: Int
    /// Environments of the fence's name that are open.
    var depth = 1
  }

  /// What a block formula stands between.
  enum Fence: Hashable {
    case dollars, bracket
    /// `\begin{name}` and `\end{name}`, which belong to the formula.
    case environment([UInt8])
  }

  let text: PreparedText
  var inline: [UnsafeMutableRawPointer: InlineFormula] = [:]
  var blocks: [UnsafeMutableRawPointer: BlockFormula] = [:]
  /// `$$` or `\[` that no closer follows on its line: block and offset in its content.
  var unmatched: [(block: UnsafeMutableRawPointer, offset: Int, isBracket: Bool)] = []

  /// The block whose inlines are being parsed.
  private var current: UnsafeMutableRawPointer?
  private var scan: MathsScan?
  /// Lines that were searched in vain for a block's closer.
  private var withoutCloser: [Fence: Range<Int>] = [:]
  /// Just behind the last block formula that was closed.
  private var lastEnd = 0

  init(text: PreparedText) { self.text = text }

  // MARK: Blocks

  func keep(_ block: BlockFormula, for key: UnsafeMutableRawPointer) {
    blocks[key] = block
    if block.isClosed { lastEnd = block.end }
  }

  /// A line that opens a block formula at a place in the prepared text.
  func opened(at opening: Int, line: Int, containers: [Container]) -> BlockFormula? {
    let range = text.range(ofLine: line)
    guard opening + 1 < range.upperBound else { return nil }
    guard let fence = fence(at: opening) else { return nil }
    if fence == .dollars, opening + 2 < range.upperBound, text.bytes[opening + 2] == Byte.dollar {
      return nil
    }
    var depth = 0
    var rest = opening..<range.upperBound
    if case .environment = fence {
    } else {
      rest = opening + 2..<range.upperBound
      depth = 1
    }
    if let closer = closer(in: rest, fence, depth: &depth) {
      guard closer.content > rest.lowerBound, isBlank(closer.end..<range.upperBound) else { return nil }
      return BlockFormula(
        fence: fence, opening: opening, lines: [rest.lowerBound..<closer.content], isClosed: true,
        end: closer.end)
    }
    guard hasCloser(below: line, fence, depth: depth, containers: containers) else { return nil }
    return BlockFormula(
      fence: fence, opening: opening, lines: [rest], isClosed: false, end: range.upperBound, depth: depth)
  }

  private func fence(at opening: Int) -> Fence? {
    switch (text.bytes[opening], text.bytes[opening + 1]) {
    case (Byte.dollar, Byte.dollar): .dollars
    case (Byte.backslash, Byte.bracketOpen), (Protected.openerBackslash, Byte.bracketOpen): .bracket
    default:
      text.bytes.withUnsafeBufferPointer { MathsEnvironments.opens(at: opening, in: $0) }
        .map { .environment($0) }
    }
  }

  /// Where the content of a block ends in a line, and where its closing delimiter does.
  ///
  /// - Parameter depth: environments of the fence's name that are open.
  func closer(in range: Range<Int>, _ fence: Fence, depth: inout Int) -> (content: Int, end: Int)? {
    var index = range.lowerBound
    while index + 1 < range.upperBound {
      switch text.bytes[index] {
      case Byte.backslash, Protected.openerBackslash:
        if fence == .bracket, text.bytes[index + 1] == Byte.bracketClose { return (index, index + 2) }
        if case .environment(let name) = fence, let end = endOfEnvironment(name, at: index, &depth) {
          return (end, end)
        }
        index += 2
      case Byte.dollar where fence == .dollars && text.bytes[index + 1] == Byte.dollar:
        return (index, index + 2)
      default: index += 1
      }
    }
    return nil
  }

  /// Just behind the `\end{name}` at a backslash that closes the outermost environment of that name.
  private func endOfEnvironment(_ name: [UInt8], at index: Int, _ depth: inout Int) -> Int? {
    text.bytes.withUnsafeBufferPointer { bytes in
      if MathsEnvironments.opens(at: index, in: bytes) == name {
        depth += 1
      } else if MathsEnvironments.closes(name, at: index, in: bytes) {
        depth -= 1
        if depth == 0 { return index + 6 + name.count }
      }
      return nil
    }
  }

  private func isBlank(_ range: Range<Int>) -> Bool {
    text.bytes[range].allSatisfy { $0 == Byte.space || $0 == Byte.tab }
  }

  /// A container that a block formula stands in: its lines begin with `>`, or are indented.
  enum Container {
    case quote
    case indented(Int)
  }

  /// Whether a closer comes before the containers end, before a fence and before the file's end;
  /// for `\]` also before a blank line, which TeX does not allow there.
  private func hasCloser(below line: Int, _ fence: Fence, depth: Int, containers: [Container]) -> Bool {
    if let none = withoutCloser[fence], none.contains(line) { return false }
    var next = line + 1
    var depth = depth
    while next <= text.lineStarts.count {
      let range = text.range(ofLine: next)
      guard let content = content(of: range, in: containers), !isFence(content..<range.upperBound),
        fence != .bracket || !isBlank(content..<range.upperBound)
      else { break }
      if closer(in: content..<range.upperBound, fence, depth: &depth) != nil { return true }
      next += 1
    }
    withoutCloser[fence] = line..<next
    return false
  }

  /// Where a line's content begins inside the containers; nil where one of them ends.
  private func content(of line: Range<Int>, in containers: [Container]) -> Int? {
    var index = line.lowerBound
    for container in containers {
      if isBlank(index..<line.upperBound) {
        if case .quote = container { return nil }
        return index
      }
      switch container {
      case .quote:
        var spaces = 0
        while index < line.upperBound, text.bytes[index] == Byte.space, spaces < 3 {
          index += 1
          spaces += 1
        }
        guard text.bytes[index] == Byte.quote else { return nil }
        index += 1
      case .indented(let columns):
        var column = 0
        while index < line.upperBound, column < columns {
          if text.bytes[index] == Byte.tab {
            column += 4 - column % 4
          } else if text.bytes[index] == Byte.space {
            column += 1
          } else {
            return nil
          }
          index += 1
        }
      }
    }
    return index
  }

  private func isFence(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound, text.bytes[index] == Byte.space { index += 1 }
    guard index + 2 < range.upperBound else { return false }
    let byte = text.bytes[index]
    return (byte == Byte.backtick || byte == Byte.tilde) && text.bytes[index + 1] == byte
      && text.bytes[index + 2] == byte
  }

  /// Whether the lines right above opened a display formula in the middle of a line: then a `$$` at a
  /// line's start closes that (which is an error of its own) and opens nothing.
  func hasOpenDisplay(above line: Int) -> Bool {
    var first = line
    while first > 1, line - first < 40 {
      let above = text.range(ofLine: first - 1)
      if isBlank(above) || above.contains(lastEnd - 1) || above.count > 4096 { break }
      first -= 1
    }
    var isOpen = false
    for line in first..<line {
      let range = text.range(ofLine: line)
      var index = range.lowerBound
      while index + 1 < range.upperBound {
        switch text.bytes[index] {
        case Byte.backslash: index += 2
        case Byte.backtick: index = endOfCodeSpan(from: index, in: range)
        case Byte.dollar where text.bytes[index + 1] == Byte.dollar:
          isOpen.toggle()
          index += 2
        default: index += 1
        }
      }
    }
    return isOpen
  }

  private func endOfCodeSpan(from start: Int, in line: Range<Int>) -> Int {
    func run(_ index: Int) -> Int {
      var end = index
      while end < line.upperBound, text.bytes[end] == Byte.backtick { end += 1 }
      return end - index
    }
    let ticks = run(start)
    var index = start + ticks
    while index < line.upperBound {
      let closing = run(index)
      if closing == ticks { return index + closing }
      index += max(closing, 1)
    }
    return start + ticks
  }

  // MARK: Inlines

  enum Found {
    case formula(MathsScan.Match)
    /// Characters that are no formula, to be taken as text.
    case text(Int)
  }

  /// What stands at an offset of a block's content.
  func found(in block: UnsafeMutableRawPointer, content: UnsafePointer<CChar>, at offset: Int) -> Found? {
    if current != block {
      current = block
      var length = 0
      while content[length] != 0 { length += 1 }
      scan = content.withMemoryRebound(to: UInt8.self, capacity: length) {
        MathsScan(UnsafeBufferPointer(start: $0, count: length))
      }
    }
    guard scan != nil, offset < scan!.bytes.count else { return nil }
    if let match = scan!.match(at: offset) { return .formula(match) }
    guard scan!.bytes[offset] == Byte.dollar else { return nil }
    let dollars = scan!.dollars(at: offset)
    if dollars == 2 { unmatched.append((block, offset, false)) }
    return .text(dollars)
  }

  func forgetBlock() {
    current = nil
    scan = nil
  }
}
