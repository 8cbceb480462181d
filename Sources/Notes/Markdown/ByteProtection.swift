/// Puts protected bytes, one for one, where cmark would act on a formula's own characters:
/// `|` would split a table's row, and the backslash of `\(` would be an escape.
struct ByteProtection {
  private let source: UnsafeBufferPointer<UInt8>
  private var result: [UInt8]
  private var line: MathsScan
  private var lineStart = 0

  static func apply(to bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { source in
      var protection = ByteProtection(source, bytes)
      protection.protectPipes()
      protection.protectOpeners()
      return protection.result
    }
  }

  private init(_ source: UnsafeBufferPointer<UInt8>, _ bytes: [UInt8]) {
    self.source = source
    result = bytes
    line = MathsScan(source)
  }

  /// Line by line: `|` inside a formula on one line, and every `\|`.
  private mutating func protectPipes() {
    var start = 0
    while let pipe = source.place(of: Byte.pipe, from: start) {
      var lower = pipe
      while lower > start, source[lower - 1] != Byte.newline { lower -= 1 }
      let end = source.place(of: Byte.newline, from: pipe) ?? source.count
      protectPipes(inLine: lower..<end)
      start = end + 1
    }
  }

  private mutating func protectPipes(inLine range: Range<Int>) {
    let bytes = UnsafeBufferPointer(rebasing: source[range])
    var scan = MathsScan(bytes)
    var unclosedTicks = Set<Int>()
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case Byte.backslash, Byte.dollar:
        if let match = scan.match(at: index) {
          for inner in match.content where bytes[inner] == Byte.pipe {
            protectPipe(at: range.lowerBound + inner, after: inner > 0 ? bytes[inner - 1] : 0)
          }
          index = match.whole.upperBound
        } else if bytes[index] == Byte.dollar {
          index += scan.dollars(at: index)
        } else {
          if index + 1 < bytes.count, bytes[index + 1] == Byte.pipe {
            protectPipe(at: range.lowerBound + index + 1, after: Byte.backslash)
          }
          index += 2
        }
      case Byte.backtick: index = endOfCodeSpan(in: bytes, from: index, unclosed: &unclosedTicks)
      default: index += 1
      }
    }
  }

  private mutating func protectPipe(at index: Int, after previous: UInt8) {
    if previous == Byte.backslash { result[index - 1] = Protected.pipeBackslash }
    result[index] = Protected.pipe
  }

  /// The end of the code span that opens here, or of its backticks if none closes them; `\|` in it is protected too.
  private mutating func endOfCodeSpan(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, unclosed: inout Set<Int>
  ) -> Int {
    func ticks(_ index: Int) -> Int {
      var end = index
      while end < bytes.count, bytes[end] == Byte.backtick { end += 1 }
      return end - index
    }
    let count = ticks(start)
    guard !unclosed.contains(count) else { return start + count }
    var index = start + count
    while index < bytes.count {
      guard bytes[index] == Byte.backtick else {
        index += 1
        continue
      }
      let closing = ticks(index)
      if closing == count { return index + count }
      index += closing
    }
    unclosed.insert(count)
    return start + count
  }

  /// Paragraph by paragraph: the backslash of `\(` and `\[` that have a closer.
  private mutating func protectOpeners() {
    guard source.place(of: Byte.backslash) != nil else { return }
    var start = 0
    while start < source.count {
      let end = endOfParagraph(from: start)
      protectOpeners(in: start..<end)
      start = end
    }
  }

  private func endOfParagraph(from start: Int) -> Int {
    var index = start
    var isBlank = true
    while index < source.count {
      switch source[index] {
      case Byte.newline:
        if isBlank { return index + 1 }
        isBlank = true
      case Byte.space, Byte.tab, Byte.carriageReturn, Byte.quote: break
      default: isBlank = false
      }
      index += 1
    }
    return index
  }

  private mutating func protectOpeners(in range: Range<Int>) {
    let bytes = UnsafeBufferPointer(rebasing: source[range])
    guard bytes.place(of: Byte.backslash) != nil else { return }
    var scan = MathsScan(bytes)
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case Byte.backslash:
        // Openers inside a pair too: the first may turn out to stand in a code span.
        if scan.match(at: index) != nil { result[range.lowerBound + index] = Protected.openerBackslash }
        index += 2
      case Byte.bracketClose: index = endOfDestination(in: bytes, from: index)
      default: index += 1
      }
    }
  }

  /// Behind `](…)` on one line: a destination's `\(` is an escape, not a formula.
  private func endOfDestination(in bytes: UnsafeBufferPointer<UInt8>, from bracket: Int) -> Int {
    guard bracket + 1 < bytes.count, bytes[bracket + 1] == Byte.parenthesisOpen else { return bracket + 1 }
    var depth = 0
    var index = bracket + 1
    while index < bytes.count, index - bracket < 4096 {
      switch bytes[index] {
      case Byte.backslash: index += 1
      case Byte.parenthesisOpen: depth += 1
      case Byte.parenthesisClose:
        depth -= 1
        if depth == 0 { return index + 1 }
      case Byte.newline: return bracket + 1
      default: break
      }
      index += 1
    }
    return bracket + 1
  }
}
