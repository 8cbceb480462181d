import CCmark

/// What the syntax extension saw in one parse.
final class MathsRecord {
  /// An inline formula: where it stands in its block's content.
  struct InlineFormula {
    var match: MathsScan.Match
  }

  /// A block formula: where each line's content begins, and where the closing delimiter stands.
  struct BlockFormula {
    /// `\]` rather than `$$`.
    var isBracket: Bool
    /// The opening delimiter's first byte.
    var opening: Int
    /// Content of each line, in the prepared text.
    var lines: [Range<Int>]
    var isClosed: Bool
    /// Just behind the closing delimiter.
    var end: Int
  }

  let text: PreparedText
  var inline: [UnsafeMutableRawPointer: InlineFormula] = [:]
  var blocks: [UnsafeMutableRawPointer: BlockFormula] = [:]
  /// `$$` or `\[` that no closer follows on its line: block and offset in its content.
  var unmatched: [(block: UnsafeMutableRawPointer, offset: Int, isBracket: Bool)] = []

  /// The block whose inlines are being parsed.
  private var current: UnsafeMutableRawPointer?
  private var scan: MathsScan?
  /// Lines that were searched in vain for a block's closer, for `$$` and `\]`.
  private var withoutCloser: [Bool: Range<Int>] = [:]
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
    let isBracket: Bool
    switch (text.bytes[opening], text.bytes[opening + 1]) {
    case (Byte.dollar, Byte.dollar): isBracket = false
    case (Byte.backslash, Byte.bracketOpen), (Protected.openerBackslash, Byte.bracketOpen): isBracket = true
    default: return nil
    }
    if !isBracket, opening + 2 < range.upperBound, text.bytes[opening + 2] == Byte.dollar { return nil }
    let rest = opening + 2..<range.upperBound
    if let closer = closer(in: rest, isBracket: isBracket) {
      guard closer > rest.lowerBound, isBlank(closer + 2..<range.upperBound) else { return nil }
      return BlockFormula(
        isBracket: isBracket, opening: opening, lines: [rest.lowerBound..<closer], isClosed: true,
        end: closer + 2)
    }
    guard hasCloser(below: line, isBracket: isBracket, containers: containers) else { return nil }
    return BlockFormula(
      isBracket: isBracket, opening: opening, lines: [rest], isClosed: false, end: rest.upperBound)
  }

  /// Where the closing delimiter of a block starts in a line.
  func closer(in range: Range<Int>, isBracket: Bool) -> Int? {
    var index = range.lowerBound
    while index + 1 < range.upperBound {
      switch text.bytes[index] {
      case Byte.backslash, Protected.openerBackslash:
        if isBracket, text.bytes[index + 1] == Byte.bracketClose { return index }
        index += 2
      case Byte.dollar where !isBracket && text.bytes[index + 1] == Byte.dollar: return index
      default: index += 1
      }
    }
    return nil
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
  private func hasCloser(below line: Int, isBracket: Bool, containers: [Container]) -> Bool {
    if let none = withoutCloser[isBracket], none.contains(line) { return false }
    var next = line + 1
    while next <= text.lineStarts.count {
      let range = text.range(ofLine: next)
      guard let content = content(of: range, in: containers), !isFence(content..<range.upperBound),
        !isBracket || !isBlank(content..<range.upperBound)
      else { break }
      if closer(in: content..<range.upperBound, isBracket: isBracket) != nil { return true }
      next += 1
    }
    withoutCloser[isBracket] = line..<next
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

/// cmark-gfm's syntax extension for maths. A formula becomes a code node with the extension set, which
/// survives table cells and emphasis; its text is taken from the source, by the record.
enum MathsExtension {
  static func make(_ record: MathsRecord) -> OpaquePointer? {
    guard let syntax = cmark_syntax_extension_new("maths") else { return nil }
    let memory = cmark_get_default_mem_allocator()
    var characters: UnsafeMutablePointer<cmark_llist>?
    for byte in [Byte.dollar, Protected.openerBackslash] {
      characters = cmark_llist_append(memory, characters, UnsafeMutableRawPointer(bitPattern: Int(byte)))
    }
    cmark_syntax_extension_set_special_inline_chars(syntax, characters)
    cmark_syntax_extension_set_private(syntax, Unmanaged.passUnretained(record).toOpaque(), nil)
    cmark_syntax_extension_set_match_inline_func(syntax, matchInline)
    cmark_syntax_extension_set_open_block_func(syntax, openBlock)
    cmark_syntax_extension_set_match_block_func(syntax, matchBlock)
    return syntax
  }

  private static func record(of syntax: OpaquePointer?) -> MathsRecord? {
    guard let syntax, let pointer = cmark_syntax_extension_get_private(syntax) else { return nil }
    return Unmanaged<MathsRecord>.fromOpaque(pointer).takeUnretainedValue()
  }

  private static let matchInline: cmark_match_inline_func = { syntax, _, parent, character, parser in
    // cmark also asks at the first letter of each stretch of text.
    guard character == Byte.dollar || character == Protected.openerBackslash, let record = record(of: syntax),
      let parent, let parser,
      let content = cmark_node_get_string_content(parent)
    else { return nil }
    // Another memory's node would not be taken in.
    let memory = MarkdownMemory.allocator
    let offset = Int(cmark_inline_parser_get_offset(parser))
    switch record.found(in: UnsafeMutableRawPointer(parent), content: content, at: offset) {
    case .formula(let match):
      guard let node = cmark_node_new_with_mem_and_ext(CMARK_NODE_CODE, memory, syntax) else { return nil }
      cmark_node_set_literal(node, "")
      record.inline[UnsafeMutableRawPointer(node)] = MathsRecord.InlineFormula(match: match)
      cmark_inline_parser_set_offset(parser, Int32(match.whole.upperBound))
      return node
    case .text(let length):
      guard let node = cmark_node_new_with_mem(CMARK_NODE_TEXT, memory) else { return nil }
      cmark_node_set_literal(node, String(repeating: "$", count: length))
      cmark_inline_parser_set_offset(parser, Int32(offset + length))
      return node
    case nil:
      guard character == Protected.openerBackslash,
        let node = cmark_node_new_with_mem(CMARK_NODE_TEXT, memory)
      else {
        return nil
      }
      // No formula after all (a cell cut it): an escaped bracket.
      let next = cmark_inline_parser_peek_at(parser, Int32(offset + 1))
      cmark_node_set_literal(node, String(UnicodeScalar(next)))
      cmark_inline_parser_set_offset(parser, Int32(offset + 2))
      return node
    }
  }

  private static let openBlock: cmark_open_block_func = { syntax, indented, parser, parent, input, length in
    guard indented == 0, let record = record(of: syntax), let parser, let parent, let input else {
      return nil
    }
    let column = Int(cmark_parser_get_first_nonspace(parser))
    guard column + 1 < Int(length) else { return nil }
    let first = input[column]
    guard first == Byte.dollar || first == Byte.backslash || first == Protected.openerBackslash else {
      return nil
    }
    let line = Int(cmark_parser_get_line_number(parser))
    guard !record.hasOpenDisplay(above: line) else { return nil }
    let lineStart = record.text.range(ofLine: line).lowerBound
    guard
      let block = record.opened(
        at: lineStart + column, line: line, containers: containers(of: parent, in: record.text))
    else { return nil }
    guard let node = cmark_parser_add_child(parser, parent, CMARK_NODE_CODE_BLOCK, Int32(column + 1)) else {
      return nil
    }
    cmark_node_set_syntax_extension(node, syntax)
    cmark_node_set_fenced(node, 1, 2, 0, CChar(bitPattern: Byte.dollar))
    record.keep(block, for: UnsafeMutableRawPointer(node))
    skipLine(parser, input, length)
    return node
  }

  private static let matchBlock: cmark_match_block_func = { syntax, parser, input, length, container in
    guard let record = record(of: syntax), let parser, let input, let container else { return 0 }
    let key = UnsafeMutableRawPointer(container)
    guard var block = record.blocks[key], !block.isClosed else { return 0 }
    let line = record.text.range(ofLine: Int(cmark_parser_get_line_number(parser)))
    let start = min(line.lowerBound + Int(cmark_parser_get_offset(parser)), line.upperBound)
    guard let closer = record.closer(in: start..<line.upperBound, isBracket: block.isBracket) else {
      block.lines.append(start..<line.upperBound)
      block.end = line.upperBound
      record.blocks[key] = block
      skipLine(parser, input, length)
      return 1
    }
    block.lines.append(start..<closer)
    block.isClosed = true
    block.end = closer + 2
    record.keep(block, for: key)
    let rest = record.text.bytes[closer + 2..<line.upperBound]
    guard rest.allSatisfy({ $0 == Byte.space || $0 == Byte.tab }) else {
      // What follows on the closing line is text of its own.
      let offset = Int(cmark_parser_get_offset(parser))
      cmark_parser_advance_offset(
        parser, UnsafeRawPointer(input).assumingMemoryBound(to: CChar.self),
        Int32(closer + 2 - line.lowerBound - offset), 0)
      return 0
    }
    skipLine(parser, input, length)
    return 1
  }

  /// To the line's end, but not over it.
  private static func skipLine(_ parser: OpaquePointer, _ input: UnsafeMutablePointer<UInt8>, _ length: Int32)
  {
    var end = Int(length)
    while end > 0, input[end - 1] == Byte.newline || input[end - 1] == Byte.carriageReturn { end -= 1 }
    let offset = Int(cmark_parser_get_offset(parser))
    guard end > offset else { return }
    cmark_parser_advance_offset(
      parser, UnsafeRawPointer(input).assumingMemoryBound(to: CChar.self), Int32(end - offset), 0)
  }

  /// The quotes and list items around a block, outermost first.
  private static func containers(of parent: OpaquePointer, in text: PreparedText) -> [MathsRecord.Container] {
    var containers: [MathsRecord.Container] = []
    var node: OpaquePointer? = parent
    while let current = node {
      switch cmark_node_get_type(current) {
      case CMARK_NODE_BLOCK_QUOTE: containers.append(.quote)
      case CMARK_NODE_FOOTNOTE_DEFINITION: containers.append(.indented(4))
      case CMARK_NODE_ITEM: containers.append(.indented(2))
      default: break
      }
      node = cmark_node_parent(current)
    }
    return containers.reversed()
  }
}
