import Diagnostics
import Trees

@testable import Notes

/// A document as a person can read it: one line a node, with its place in the note.
struct DocumentDump {
  private let document: Document
  private var lines: [String] = []

  static func of(_ reported: Reported<Document>) -> String {
    var dump = DocumentDump(document: reported.value)
    dump.frontMatter()
    dump.blocks(reported.value.blocks, "")
    for footnote in reported.value.footnotes {
      dump.lines.append("footnote \(footnote.number) [^\(footnote.label)] ×\(footnote.references)")
      dump.blocks(footnote.blocks, "  ")
    }
    for diagnostic in reported.diagnostics {
      let place = diagnostic.range.map(Self.place) ?? "-"
      dump.lines.append(
        "\(diagnostic.severity.rawValue) \(diagnostic.identifier) \(place) \(diagnostic.message.en)")
      for help in diagnostic.help { dump.lines.append("  help: \(help.en)") }
    }
    return dump.lines.joined(separator: "\n") + "\n"
  }

  private init(document: Document) { self.document = document }

  static func place(_ range: SourceRange) -> String {
    let start = range.start
    let end = range.end
    return start.line == end.line
      ? "\(start.line):\(start.column)-\(end.column)"
      : "\(start.line):\(start.column)-\(end.line):\(end.column)"
  }

  private mutating func frontMatter() {
    let matter = document.frontMatter
    if let title = matter.title { lines.append("title: \(title)") }
    if let order = matter.order { lines.append("order: \(order)") }
    if !matter.uses.isEmpty { lines.append("uses: \(matter.uses.joined(separator: " "))") }
    if let strict = matter.strict { lines.append("strict: \(strict)") }
    if let run = matter.run { lines.append("run: \(run)") }
    for symbol in matter.symbols { lines.append("symbol \(symbol.name): \(symbol.domain)") }
    for (name, value) in matter.macros.sorted(by: { $0.key < $1.key }) {
      lines.append("macro \(name): \(value)")
    }
    if !matter.conventions.isEmpty {
      lines.append("conventions: \(matter.conventions.joined(separator: " "))")
    }
  }

  private mutating func blocks(_ blocks: [Block], _ indent: String) {
    for block in blocks { self.block(block, indent) }
  }

  private mutating func block(_ block: Block, _ indent: String) {
    for directive in block.directives { lines.append(indent + Self.text(of: directive)) }
    let place = Self.place(block.range)
    let inner = indent + "  "
    switch block.kind {
    case .heading(let level, let inlines, let slug):
      lines.append("\(indent)heading \(level) #\(slug) \(place)")
      self.inlines(inlines, inner)
    case .paragraph(let inlines):
      lines.append("\(indent)paragraph \(place)")
      self.inlines(inlines, inner)
    case .quote(let blocks):
      lines.append("\(indent)quote \(place)")
      self.blocks(blocks, inner)
    case .alert(let box, let blocks):
      lines.append("\(indent)alert \(box.kind)\(box.title.isEmpty ? "" : " '\(box.title)'") \(place)")
      self.blocks(blocks, inner)
    case .list(let start, let isTight, let items):
      lines.append(
        "\(indent)list \(start.map { "from \($0) " } ?? "")\(isTight ? "tight" : "loose") \(place)")
      for item in items {
        lines.append("\(inner)item\(item.isDone.map { $0 ? " [x]" : " [ ]" } ?? "")")
        self.blocks(item.blocks, inner + "  ")
      }
    case .code(let language, let info, let text):
      lines.append("\(indent)code '\(language)' '\(info)' \(text.debugDescription) \(place)")
    case .snippet(let index): snippet(document.snippets[index], place, indent)
    case .formula(let index): lines.append("\(indent)\(formula(index)) in \(place)")
    case .html(let pieces):
      guard pieces.count == 1, case .html(let html) = pieces[0] else {
        lines.append("\(indent)html \(place)")
        inlines(pieces, inner)
        break
      }
      lines.append("\(indent)html \(html.debugDescription) \(place)")
    case .table(let table):
      lines.append("\(indent)table \(table.alignments.map(\.rawValue).joined(separator: " ")) \(place)")
      for row in [table.header] + table.rows {
        lines.append("\(inner)row")
        for cell in row {
          lines.append("\(inner)  cell")
          inlines(cell, inner + "    ")
        }
      }
    case .thematicBreak: lines.append("\(indent)break \(place)")
    }
  }

  private mutating func snippet(_ snippet: Snippet, _ place: String, _ indent: String) {
    var line =
      "\(indent)snippet \(snippet.index) \(snippet.code.debugDescription) \(Self.place(snippet.range))"
    if snippet.attributes.isHidden { line += " hidden" }
    if let name = snippet.attributes.name { line += " name=\(name)" }
    if snippet.attributes.expectation != .runs { line += " \(snippet.attributes.expectation)" }
    lines.append(line + " in \(place)")
  }

  private func formula(_ index: Int) -> String {
    let formula = document.formulas[index]
    var line = "\(formula.isDisplay ? "display" : "formula") \(index) \(formula.latex.debugDescription)"
    line += " \(Self.place(formula.range))"
    if formula.offsets != nil { line += " in pieces" }
    if !formula.section.isEmpty { line += " §" + formula.section.map(String.init).joined(separator: ".") }
    if let directive = formula.directive { line += " \(directive)" }
    if !formula.trailingText.isEmpty { line += " then \(formula.trailingText.debugDescription)" }
    return line
  }

  private mutating func inlines(_ inlines: [Inline], _ indent: String) {
    for inline in inlines { self.inline(inline, indent) }
  }

  private mutating func inline(_ inline: Inline, _ indent: String) {
    let inner = indent + "  "
    switch inline {
    case .text(let text, let range):
      lines.append("\(indent)text \(text.debugDescription)\(range.map { " " + Self.place($0) } ?? "")")
    case .code(let code): lines.append("\(indent)code \(code.debugDescription)")
    case .emphasis(let inlines):
      lines.append("\(indent)emphasis")
      self.inlines(inlines, inner)
    case .strong(let inlines):
      lines.append("\(indent)strong")
      self.inlines(inlines, inner)
    case .strikethrough(let inlines):
      lines.append("\(indent)strikethrough")
      self.inlines(inlines, inner)
    case .link(let url, let title, let inlines, let range):
      lines.append("\(indent)link \(url) '\(title)'\(range.map { " " + Self.place($0) } ?? "")")
      self.inlines(inlines, inner)
    case .image(let url, let caption, let alt, let range):
      let title = caption.map { inline in
        if case .formula(let index) = inline {
          "$\(document.formulas[index].latex)$"
        } else {
          inline.plainText
        }
      }.joined()
      lines.append("\(indent)image \(url) '\(title)'\(range.map { " " + Self.place($0) } ?? "")")
      self.inlines(alt, inner)
    case .html(let html): lines.append("\(indent)html \(html.debugDescription)")
    case .softBreak: lines.append("\(indent)soft break")
    case .hardBreak: lines.append("\(indent)hard break")
    case .formula(let index): lines.append(indent + formula(index))
    case .value(let index):
      let value = document.inlineValues[index]
      let format = value.format.map { " as \($0)" } ?? ""
      lines.append(
        "\(indent)value \(index) \(value.expression.debugDescription)\(format) \(Self.place(value.range))")
    case .footnote(let number, let reference):
      lines.append("\(indent)footnote \(number), reference \(reference)")
    case .reference(let name, let range):
      lines.append("\(indent)reference \(name)\(range.map { " " + Self.place($0) } ?? "")")
    case .directive(let directive): lines.append(indent + Self.text(of: directive))
    }
  }

  private static func text(of directive: Directive) -> String {
    switch directive {
    case .formula(let formula, let range): "directive \(formula) \(place(range))"
    case .given(let source, let range): "directive given \(source) \(place(range))"
    case .label(let name, let caption, let range):
      "directive label \(name)\(caption.map { " '\($0)'" } ?? "") \(place(range))"
    case .cites(let ids, let range): "directive cites \(ids.joined(separator: " ")) \(place(range))"
    }
  }
}
