import CCmark
import Foundation
import Trees

@testable import Notes

/// A text as cmark-gfm alone reads it, as XML.
enum PlainMarkdown {
  static func xml(_ text: String) -> String {
    cmark_gfm_core_extensions_ensure_registered()
    let parser = cmark_parser_new(MarkdownTree.options)
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough", "autolink", "tasklist"] {
      cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
    }
    cmark_parser_feed(parser, text, text.utf8.count)
    let root = MarkdownTree.lock.withLock { cmark_parser_finish(parser) }
    defer { cmark_node_free(root) }
    guard let rendered = cmark_render_xml(root, 0) else { return "" }
    defer { free(rendered) }
    let lines = String(cString: rendered).split(separator: "\n", omittingEmptySubsequences: false)
    return withoutComments(lines.dropFirst(2).joined(separator: "\n"))
      .replacing(/\ delim="[a-z]*"/, with: "")
      .replacing(/\n *<text xml:space="preserve"><\/text>/, with: "")
      .replacing(" xmlns=\"http://commonmark.org/xml/1.0\"", with: "")
  }

  /// Comments are dropped from documents.
  private static func withoutComments(_ xml: String) -> String {
    xml.replacing(
      /\n *<html_block xml:space="preserve">(?:\s*&lt;!--(?:(?!--&gt;)[\s\S])*--&gt;)+\s*<\/html_block>/,
      with: ""
    )
    .replacing(
      /\n *<html_inline xml:space="preserve">&lt;!--(?:(?!--&gt;)[\s\S])*--&gt;<\/html_inline>/, with: "")
  }
}

/// A document as XML in cmark's form, for comparison.
struct DocumentXML {
  private let document: Document
  private var lines = ["<document>"]

  static func of(_ document: Document) -> String {
    var xml = DocumentXML(document: document)
    xml.blocks(document.blocks, "  ")
    return xml.lines.joined(separator: "\n") + "\n</document>\n"
  }

  private init(document: Document) { self.document = document }

  private mutating func element(_ tag: String, _ indent: String, _ inner: (inout DocumentXML) -> Void) {
    let count = lines.count
    lines.append("\(indent)<\(tag)>")
    inner(&self)
    if lines.count == count + 1 {
      lines[count] = "\(indent)<\(tag) />"
    } else {
      lines.append("\(indent)</\(tag.prefix { $0 != " " })>")
    }
  }

  private mutating func literal(_ tag: String, _ text: String, _ indent: String, _ attributes: String = "") {
    let name = tag + attributes
    lines.append("\(indent)<\(name) xml:space=\"preserve\">\(Self.escaped(text))</\(tag)>")
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  private mutating func blocks(_ blocks: [Block], _ indent: String) {
    for block in blocks { self.block(block, indent) }
  }

  private mutating func block(_ block: Block, _ indent: String) {
    switch block.kind {
    case .heading(let level, let inlines, _):
      element("heading level=\"\(level)\"", indent) { $0.inlines(inlines, indent + "  ") }
    case .paragraph(let inlines): element("paragraph", indent) { $0.inlines(inlines, indent + "  ") }
    case .quote(let blocks), .alert(_, let blocks):
      element("block_quote", indent) { $0.blocks(blocks, indent + "  ") }
    case .list(let start, let isTight, let items):
      let type = start.map { "ordered\" start=\"\($0)" } ?? "bullet"
      element("list type=\"\(type)\" tight=\"\(isTight)\"", indent) { xml in
        for item in items {
          xml.element("item", indent + "  ") { $0.blocks(item.blocks, indent + "    ") }
        }
      }
    case .code(_, let info, let text):
      literal("code_block", text, indent, info.isEmpty ? "" : " info=\"\(Self.escaped(info))\"")
    case .snippet(let index): literal("code_block", document.snippets[index].code, indent)
    case .formula(let index): literal("formula", document.formulas[index].latex, indent)
    case .html(let pieces):
      let html = pieces.map { if case .html(let html) = $0 { html } else { "" } }.joined()
      literal("html_block", html, indent)
    case .table: lines.append(indent + "<table />")
    case .thematicBreak: lines.append(indent + "<thematic_break />")
    }
  }

  private mutating func inlines(_ inlines: [Inline], _ indent: String) {
    for inline in inlines { self.inline(inline, indent) }
  }

  private mutating func inline(_ inline: Inline, _ indent: String) {
    let inner = indent + "  "
    switch inline {
    case .text(let text, _): literal("text", text, indent)
    case .code(let code): literal("code", code, indent)
    case .emphasis(let inlines): element("emph", indent) { $0.inlines(inlines, inner) }
    case .strong(let inlines): element("strong", indent) { $0.inlines(inlines, inner) }
    case .strikethrough(let inlines): element("strikethrough", indent) { $0.inlines(inlines, inner) }
    case .link(let url, let title, let inlines, _):
      element("link destination=\"\(Self.escaped(url))\" title=\"\(Self.escaped(title))\"", indent) {
        $0.inlines(inlines, inner)
      }
    case .image(let url, let caption, let alt, _):
      let title = caption.plainText
      element("image destination=\"\(Self.escaped(url))\" title=\"\(Self.escaped(title))\"", indent) {
        $0.inlines(alt, inner)
      }
    case .html(let html): literal("html_inline", html, indent)
    case .softBreak: lines.append(indent + "<softbreak />")
    case .hardBreak: lines.append(indent + "<linebreak />")
    case .formula(let index): literal("formula", document.formulas[index].latex, indent)
    case .value(let index): literal("code", document.inlineValues[index].expression, indent)
    case .footnote(let number, _): lines.append("\(indent)<footnote_reference \(number) />")
    case .reference(let name, _): lines.append("\(indent)<reference \(name) />")
    case .directive: break
    }
  }
}
