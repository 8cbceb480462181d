import Typesetting
import Diagnostics
import Notes
import Snippets

/// A page's words as a reader searches them: one line a block, without markup.
struct PageText: Sendable {
  let title: String
  let headings: [(text: String, slug: String)]
  let body: String
  /// What the page is about, by its author: the description, the other names, the first paragraph.
  let opening: String
  /// Names that the page defines, by a formula or a function.
  let definitions: [String]
  /// Other names that its author gave it.
  let aliases: [String]

  init(_ document: Document, title: String, run: PageRun? = nil, definitions: [String] = []) {
    var lines = Lines(document, run)
    if let description = document.frontMatter.description { lines.line(description) }
    for block in document.blocks { lines.add(block) }
    for note in document.footnotes { for block in note.blocks { lines.add(block) } }
    for output in run?.outputs ?? [] { lines.add(output) }
    self.title = title
    headings = lines.headings
    body = String(decoding: lines.bytes, as: UTF8.self)
    opening = [document.frontMatter.description ?? "", lines.firstParagraph].joined(separator: "\n")
    let claims = document.formulas.compactMap { sourceFormula in
      if case .claim(let id, _, _)? = sourceFormula.directive { id } else { nil }
    }
    self.definitions = definitions + claims + lines.cited
    aliases = document.frontMatter.aliases
  }

  /// Minutes to read: 400 Han characters or 220 words a minute; at least one.
  var minutes: Int {
    var han = 0
    var words = 0
    var isInWord = false
    var body = body
    body.withUTF8 { body in
      var index = 0
      while index < body.count {
        let (value, length) = body.character(at: index)
        index += length
        if SearchTerms.isHan(value) {
          han += 1
          isInWord = false
        } else {
          let isPart = Self.isLetter(value)
          if isPart, !isInWord { words += 1 }
          isInWord = isPart
        }
      }
    }
    return max(1, Int((Double(han) / 400 + Double(words) / 220).rounded()))
  }

  private static func isLetter(_ value: UInt32) -> Bool {
    if value < 0x80 { return 65...90 ~= value || 97...122 ~= value }
    guard let scalar = Unicode.Scalar(value) else { return false }
    return !SearchTerms.isMark(scalar) && scalar.properties.isAlphabetic
  }
}

/// The lines as they grow, in UTF-8: white space within one is a single space, an empty one is none.
private struct Lines {
  private let formulas: [SourceFormula]
  private let snippets: [Snippet]
  private(set) var bytes: [UInt8] = []
  private(set) var headings: [(text: String, slug: String)] = []
  /// Where the open line begins.
  private var start = 0
  /// White space came behind the open line's last word.
  private var isApart = false

  /// What the page computed for its text, by the value's number.
  private let values: [String]
  private(set) var firstParagraph = ""
  /// Claims that a sentence cites.
  private(set) var cited: [String] = []

  init(_ document: Document, _ run: PageRun?) {
    values = document.inlineValues.map { value in
      run?.inlineValues[value.index].map { NumberText.shown($0, format: value.format) } ?? ""
    }
    formulas = document.formulas
    snippets = document.snippets
    bytes.reserveCapacity(document.file.bytes.count)
  }

  mutating func add(_ block: Block) {
    switch block.kind {
    case .heading(_, let inlines, let slug):
      var text = ""
      words(inlines) { text += $0 }
      headings.append((text, slug))
      line(text)
    case .paragraph(let inlines):
      add(inlines)
      endLine()
      if firstParagraph.isEmpty { words(inlines) { firstParagraph += $0 } }
    case .quote(let blocks): for block in blocks { add(block) }
    case .alert(let box, let blocks):
      if !box.title.isEmpty { line(PlotText.plain(box.title)) }
      for block in blocks { add(block) }
    case .list(_, _, let items): for item in items { for block in item.blocks { add(block) } }
    case .table(let table):
      for row in [table.header] + table.rows {
        for cell in row {
          add(cell)
          add(" ")
        }
        endLine()
      }
    case .code(_, _, let text): line(text)
    case .snippet(let index):
      if snippets.indices.contains(index), !snippets[index].attributes.isHidden { line(snippets[index].code) }
    case .formula(let index): line(Self.latex(index, formulas))
    case .html(let pieces):
      for piece in pieces {
        guard case .html(let html) = piece else {
          add([piece])
          continue
        }
        for case .text(let text) in HTMLTokenizer(html) { line(CharacterReferences.decoded(String(text))) }
      }
      endLine()
    case .thematicBreak: break
    }
  }

  mutating func add(_ output: Output) {
    switch output.kind {
    case .text(let text), .shown(let text): line(text)
    case .table(let table):
      if let caption = table.caption { line(caption) }
      line(table.columns.map(\.title).joined(separator: " "))
      for row in table.cells {
        line(zip(row, table.columns).map { NumberText.shown($0, format: $1.format) }.joined(separator: " "))
      }
    case .plot(let plot):
      for text in [plot.title, plot.caption, plot.x.label, plot.y.label] { if let text { line(text) } }
      line((plot.series.map(\.title) + plot.markers.map(\.label)).joined(separator: " "))
    }
  }

  mutating func line(_ text: String) {
    add(text)
    endLine()
  }

  private mutating func endLine() {
    if bytes.count > start { bytes.append(UInt8(ascii: "\n")) }
    start = bytes.count
    isApart = false
  }

  private mutating func add(_ inlines: [Inline]) {
    for case .directive(.cites(let claims, _)) in inlines { cited += claims }
    var pieces: [String] = []
    words(inlines) { pieces.append($0) }
    for piece in pieces { add(piece) }
  }

  private mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { text in
      var index = 0
      while index < text.count {
        let space = Self.space(in: text, at: index)
        guard space == 0 else {
          isApart = bytes.count > start
          index += space
          continue
        }
        if isApart { bytes.append(UInt8(ascii: " ")) }
        isApart = false
        let word = index
        repeat { index += 1 } while index < text.count && Self.space(in: text, at: index) == 0
        bytes += UnsafeBufferPointer(rebasing: text[word..<index])
      }
    }
  }

  /// How many bytes of white space stand at a place: control characters, Unicode's spaces, its line ends.
  private static func space(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    let first = bytes[index]
    if first <= 0x20 { return 1 }
    guard first >= 0xC2, first <= 0xE3 else { return 0 }
    let second = index + 1 < bytes.count ? bytes[index + 1] : 0
    let third = index + 2 < bytes.count ? bytes[index + 2] : 0
    switch (first, second, third) {
    // U+0085, U+00A0
    case (0xC2, 0x85, _), (0xC2, 0xA0, _): return 2
    // U+1680, U+2000…200A, U+2028, U+2029, U+202F, U+205F, U+3000
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
      (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
      return 3
    default: return 0
    }
  }

  private static func latex(_ index: Int, _ formulas: [SourceFormula]) -> String {
    formulas.indices.contains(index) ? formulas[index].latex : ""
  }

  /// Hands on the text of each inline; a formula's LaTeX stands apart from what is beside it.
  private func words(_ inlines: [Inline], _ take: (String) -> Void) {
    for inline in inlines {
      switch inline {
      case .text(let text, _), .code(let text): take(text)
      case .formula(let index): take("\u{2009}\(Self.latex(index, formulas))\u{2009}")
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
        .link(_, title: _, let inner, _):
        words(inner, take)
      case .image(_, let title, let alt, _):
        take(alt.plainText)
        words(title, take)
      case .value(let index): take("\u{2009}\(values.indices.contains(index) ? values[index] : "")\u{2009}")
      case .footnote, .reference: take("\u{2009}")
      case .softBreak, .hardBreak: take(" ")
      case .html, .directive: break
      }
    }
  }
}
