import Notes
import Snippets

/// A page's words as a reader searches them: one line a block, without markup.
struct PageText: Sendable {
  let title: String
  private(set) var headings: [(text: String, slug: String)] = []
  private(set) var body = ""
  private let document: Document

  init(_ document: Document, title: String) {
    self.document = document
    self.title = title
    for block in document.blocks { add(block) }
    for note in document.footnotes { for block in note.blocks { add(block) } }
  }

  /// Minutes to read: 400 Han characters or 220 words a minute; at least one.
  var minutes: Int {
    var han = 0
    var words = 0
    var isInWord = false
    for scalar in body.unicodeScalars {
      if SearchTerms.isHan(scalar) {
        han += 1
        isInWord = false
      } else {
        let isPart = scalar.properties.isAlphabetic
        if isPart, !isInWord { words += 1 }
        isInWord = isPart
      }
    }
    return max(1, Int((Double(han) / 400 + Double(words) / 220).rounded()))
  }

  mutating func add(outputs: [Output]) {
    for output in outputs {
      switch output.kind {
      case .text(let text), .shown(let text): line(text)
      case .table(let table):
        if let caption = table.caption { line(caption) }
        line(table.columns.map(\.title).joined(separator: " "))
        for row in table.cells {
          line(row.map { if case .text(let text) = $0 { text } else { "" } }.joined(separator: " "))
        }
      case .plot(let plot):
        for text in [plot.title, plot.caption, plot.x.label, plot.y.label] { if let text { line(text) } }
        line((plot.series.map(\.title) + plot.markers.map(\.label)).joined(separator: " "))
      }
    }
  }

  private mutating func line(_ text: String) {
    var hasBegun = false
    var isApart = false
    for scalar in text.unicodeScalars {
      if Self.isSpace(scalar) {
        isApart = hasBegun
        continue
      }
      if isApart { body.unicodeScalars.append(" ") }
      body.unicodeScalars.append(scalar)
      isApart = false
      hasBegun = true
    }
    if hasBegun { body.unicodeScalars.append("\n") }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  private mutating func add(_ block: Block) {
    switch block.kind {
    case .heading(_, let inlines, let slug):
      let text = words(inlines)
      headings.append((text, slug))
      line(text)
    case .paragraph(let inlines): line(words(inlines))
    case .quote(let blocks), .alert(_, let blocks): for block in blocks { add(block) }
    case .list(_, _, let items): for item in items { for block in item.blocks { add(block) } }
    case .table(let table):
      for row in [table.header] + table.rows { line(row.map(words).joined(separator: "\n")) }
    case .code(_, _, let text): line(text)
    case .snippet(let index):
      if document.snippets.indices.contains(index), !document.snippets[index].attributes.isHidden {
        line(document.snippets[index].code)
      }
    case .formula(let index): line(latex(index))
    case .html(let html):
      for case .text(let text) in HTMLTokenizer(html) { line(CharacterReferences.decoded(String(text))) }
    case .thematicBreak: break
    }
  }

  private func latex(_ index: Int) -> String {
    document.formulas.indices.contains(index) ? document.formulas[index].latex : ""
  }

  private func words(_ inlines: [Inline]) -> String {
    inlines.map { inline in
      switch inline {
      case .formula(let index): "\u{2009}\(latex(index))\u{2009}"
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner, _):
        words(inner)
      case .value, .footnote: "\u{2009}"
      case .html, .directive: ""
      default: [inline].plainText
      }
    }.joined()
  }
}
