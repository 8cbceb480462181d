import CCmark
import Foundation

/// A parsed text: cmark-gfm's tree with what the maths extension saw. This folder is the only door to cmark.
final class MarkdownTree {
  let text: PreparedText
  let record: MathsRecord
  let root: MarkdownNode
  private let syntax: OpaquePointer?
  private let memory = MarkdownMemory.ofThread

  /// Special characters of extensions are a global table in cmark, which inlines are parsed by: one text at a
  /// time. Its blocks are read beside others.
  static let lock = NSLock()
  private static let registered: Void = cmark_gfm_core_extensions_ensure_registered()
  private static let extensions = ["table", "strikethrough", "autolink", "tasklist"]
  /// One `~` between numbers is a range in Chinese text (`32~64`) and strikes nothing.
  static let options = CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE

  init(_ text: PreparedText) {
    self.text = text
    memory.enter()
    record = MathsRecord(text: text)
    (root, syntax) = Self.parse(text, record)
    record.forgetBlock()
  }

  deinit {
    if let syntax { cmark_syntax_extension_free(cmark_get_default_mem_allocator(), syntax) }
    memory.leave()
  }

  private static func parse(_ text: PreparedText, _ record: MathsRecord) -> (MarkdownNode, OpaquePointer?) {
    _ = registered
    let parser = cmark_parser_new_with_mem(options, MarkdownMemory.allocator)
    defer { cmark_parser_free(parser) }
    let syntax = MathsExtension.make(record)
    cmark_parser_attach_syntax_extension(parser, syntax)
    for name in extensions {
      if let known = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, known) }
    }
    text.bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      cmark_parser_feed(parser, start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return (lock.withLock { MarkdownNode(pointer: cmark_parser_finish(parser)) }, syntax)
  }
}

/// One node of the tree, in Swift's terms.
struct MarkdownNode {
  let pointer: OpaquePointer

  enum Kind {
    case document, quote, item, html, paragraph, thematicBreak, footnoteDefinition
    case list(start: Int?, isTight: Bool)
    case code(info: String)
    case heading(level: Int)
    case table, row, cell
    case text, softBreak, hardBreak, codeSpan, inlineHTML, emphasis, strong, strikethrough
    case link, image
    case footnoteReference
    case other
  }

  var kind: Kind {
    switch cmark_node_get_type(pointer) {
    case CMARK_NODE_DOCUMENT: .document
    case CMARK_NODE_BLOCK_QUOTE: .quote
    case CMARK_NODE_LIST:
      .list(
        start: cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST
          ? Int(cmark_node_get_list_start(pointer)) : nil,
        isTight: cmark_node_get_list_tight(pointer) != 0)
    case CMARK_NODE_ITEM: .item
    case CMARK_NODE_CODE_BLOCK: .code(info: string(cmark_node_get_fence_info(pointer)))
    case CMARK_NODE_HTML_BLOCK: .html
    case CMARK_NODE_PARAGRAPH: .paragraph
    case CMARK_NODE_HEADING: .heading(level: Int(cmark_node_get_heading_level(pointer)))
    case CMARK_NODE_THEMATIC_BREAK: .thematicBreak
    case CMARK_NODE_FOOTNOTE_DEFINITION: .footnoteDefinition
    case CMARK_NODE_TEXT: .text
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .hardBreak
    case CMARK_NODE_CODE: .codeSpan
    case CMARK_NODE_HTML_INLINE: .inlineHTML
    case CMARK_NODE_EMPH: .emphasis
    case CMARK_NODE_STRONG: .strong
    case CMARK_NODE_LINK: .link
    case CMARK_NODE_IMAGE: .image
    case CMARK_NODE_FOOTNOTE_REFERENCE: .footnoteReference
    default: extensionKind
    }
  }

  private var extensionKind: Kind {
    switch string(cmark_node_get_type_string(pointer)) {
    case "table": .table
    case "table_row", "table_header": .row
    case "table_cell": .cell
    case "strikethrough": .strikethrough
    default: .other
    }
  }

  var key: UnsafeMutableRawPointer { UnsafeMutableRawPointer(pointer) }
  var literal: String { String(decoding: literalBytes, as: UTF8.self) }
  /// The literal as cmark holds it, while the tree lives.
  var literalBytes: UnsafeBufferPointer<UInt8> { bytes(cmark_node_get_literal(pointer)) }
  var url: String { String(decoding: urlBytes, as: UTF8.self) }
  var urlBytes: UnsafeBufferPointer<UInt8> { bytes(cmark_node_get_url(pointer)) }
  var title: String { string(cmark_node_get_title(pointer)) }
  /// A block's text before its inlines were parsed, while the tree lives.
  var content: UnsafeBufferPointer<UInt8> { bytes(cmark_node_get_string_content(pointer)) }

  var next: MarkdownNode? { cmark_node_next(pointer).map { MarkdownNode(pointer: $0) } }

  var startLine: Int { Int(cmark_node_get_start_line(pointer)) }
  var startColumn: Int { Int(cmark_node_get_start_column(pointer)) }
  var endLine: Int { Int(cmark_node_get_end_line(pointer)) }
  var endColumn: Int { Int(cmark_node_get_end_column(pointer)) }

  var children: Siblings {
    Siblings(first: cmark_node_first_child(pointer).map { MarkdownNode(pointer: $0) })
  }

  /// A node and those behind it in the same parent.
  struct Siblings: Sequence, IteratorProtocol {
    private(set) var first: MarkdownNode?

    fileprivate init(first: MarkdownNode?) { self.first = first }

    mutating func next() -> MarkdownNode? {
      defer { first = first?.next }
      return first
    }
  }

  /// All text below, without walking by recursion: for what is nested too deeply.
  var flatText: String {
    var text = ""
    guard let walk = cmark_iter_new(pointer) else { return text }
    defer { cmark_iter_free(walk) }
    while true {
      let event = cmark_iter_next(walk)
      if event == CMARK_EVENT_DONE { return text }
      if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(walk) {
        text += string(cmark_node_get_literal(node))
        let type = cmark_node_get_type(node)
        if type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_PARAGRAPH { text += " " }
      }
    }
  }

  /// Whether code stands between fences rather than indented.
  var isFenced: Bool {
    var length: Int32 = 0
    var offset: Int32 = 0
    var character: CChar = 0
    return cmark_node_get_fenced(pointer, &length, &offset, &character) != 0
  }

  /// A task's box; nil for a plain item.
  var isDone: Bool? {
    guard strcmp(cmark_node_get_type_string(pointer), "tasklist") == 0 else { return nil }
    return cmark_gfm_extensions_get_tasklist_item_checked(pointer)
  }

  var alignments: [Table.Alignment] {
    let count = Int(cmark_gfm_extensions_get_table_columns(pointer))
    guard let letters = cmark_gfm_extensions_get_table_alignments(pointer) else { return [] }
    return (0..<count).map { column in
      switch letters[column] {
      case UInt8(ascii: "l"): .left
      case UInt8(ascii: "c"): .center
      case UInt8(ascii: "r"): .right
      default: .none
      }
    }
  }

  private func string(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }

  private func bytes(_ text: UnsafePointer<CChar>?) -> UnsafeBufferPointer<UInt8> {
    let start = UnsafeRawPointer(text)?.assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: start, count: text.map(strlen) ?? 0)
  }
}
