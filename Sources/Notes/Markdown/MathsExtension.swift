import CCmark

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
    guard let closer = record.closer(in: start..<line.upperBound, block.fence, depth: &block.depth) else {
      block.lines.append(start..<line.upperBound)
      block.end = line.upperBound
      record.blocks[key] = block
      skipLine(parser, input, length)
      return 1
    }
    block.lines.append(start..<closer.content)
    block.isClosed = true
    block.end = closer.end
    record.keep(block, for: key)
    let rest = record.text.bytes[closer.end..<line.upperBound]
    guard rest.allSatisfy({ $0 == Byte.space || $0 == Byte.tab }) else {
      // What follows on the closing line is text of its own.
      let offset = Int(cmark_parser_get_offset(parser))
      cmark_parser_advance_offset(
        parser, UnsafeRawPointer(input).assumingMemoryBound(to: CChar.self),
        Int32(closer.end - line.lowerBound - offset), 0)
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
