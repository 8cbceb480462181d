import Diagnostics
import Trees

extension Document {
  /// Reads one note.
  package static func parse(
    _ file: SourceFile, page: String, configuration: Configuration
  ) -> Reported<Document> {
    var obstacles = InputGuard(file: file)
    let whole = obstacles.cleaned(0..<file.bytes.count)
    let front = FrontMatterReader(file: file, bytes: whole)
    let base = front.bodyStart
    let body = base == 0 ? whole : Array(whole[base...])
    obstacles.inspect(body, base: base)
    var document = Document(
      file: file, page: page, frontMatter: front.frontMatter, blocks: [], formulas: [], snippets: [],
      inlineValues: [], footnotes: [])
    var diagnostics: [Diagnostic] = []
    if obstacles.isReadable {
      var reader = DocumentReader(
        document: document, text: PreparedText.make(body, base: base), configuration: configuration)
      reader.read()
      obstacles.inspect(reader.document)
      if obstacles.isReadable {
        document = reader.document
        diagnostics = reader.diagnostics
      }
    }
    diagnostics += obstacles.diagnostics + front.diagnostics
    if !obstacles.isReadable {
      // Its words as they are, so that they are not lost.
      let range = base..<file.bytes.count
      document.blocks = [
        Block(
          .code(language: "", info: "", text: String(decoding: body, as: UTF8.self)), range: file.range(range)
        )
      ]
    }
    diagnostics.sort { ($0.range?.bytes.lowerBound ?? 0) < ($1.range?.bytes.lowerBound ?? 0) }
    return Reported(document, diagnostics)
  }
}

extension PreparedText {
  /// A note's body with its protected bytes and marks.
  static func make(_ body: [UInt8], base: Int) -> PreparedText {
    let foreign = ForeignMarkup(body)
    let plain = ByteProtection.apply(to: foreign.bytes)
    let free = unusedMark(in: body)
    let mark = free ?? "\u{E000}"
    let emphasis = free == nil ? [] : EmphasisMarks.places(in: plain)
    let links = LinkEnds.places(in: plain)
    guard !emphasis.isEmpty || !links.isEmpty else {
      return PreparedText(bytes: plain, base: base, marks: [], mark: mark, foreign: foreign)
    }
    let markBytes = Array(String(mark).utf8)
    // Two behind the tab: as long as the other mark.
    let linkEnd = [Byte.tab, Protected.linkEnd, Protected.linkEnd]
    let places = (links.map { ($0, linkEnd) } + emphasis.map { ($0, markBytes) }).sorted { $0.0 < $1.0 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(plain.count + places.count * markLength)
    var marks: [Int] = []
    var start = 0
    for (place, mark) in places {
      bytes += plain[start..<place]
      marks.append(bytes.count)
      bytes += mark
      start = place
    }
    bytes += plain[start...]
    return PreparedText(bytes: bytes, base: base, marks: marks, mark: mark, foreign: foreign)
  }

  /// A private-use character that the text does not hold.
  private static func unusedMark(in bytes: [UInt8]) -> Unicode.Scalar? {
    var used = Set<UInt8>()
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while let lead = bytes.place(of: 0xEE, from: index), lead + 2 < bytes.count {
        if bytes[lead + 1] == 0x80 { used.insert(bytes[lead + 2]) }
        index = lead + 1
      }
    }
    guard let free = (UInt8(0x80)...0xBF).first(where: { !used.contains($0) }) else { return nil }
    return Unicode.Scalar(0xE000 + UInt32(free - 0x80))
  }
}

/// Turns cmark's tree into a document. One pass in reading order; each formula, snippet and value is
/// numbered as it comes.
struct DocumentReader {
  /// Deeper nesting is read as plain text, and said.
  static let deepest = 100

  var document: Document
  let text: PreparedText
  let tree: MarkdownTree
  var diagnostics: [Diagnostic] = []
  /// Ordinals of the headings above, by level.
  var section: [Int] = []
  /// Sections that a directive before their heading leaves out, and why.
  var leftOut: [(section: [Int], reason: String)] = []
  var slugs = Slug()
  /// How often each footnote has been referred to.
  var footnoteReferences: [Int: Int] = [:]
  var unknownFootnotes = 0
  /// Once somebody has asked for them.
  var footnoteLabels: [String]?
  /// Just behind the last inline whose place is known.
  var cursor = 0
  private var hasSaidTooDeep = false
  /// Whether Swift and inline values of this page may run.
  let mayRun: Bool

  init(document: Document, text: PreparedText, configuration: Configuration) {
    self.document = document
    self.text = text
    tree = MarkdownTree(text)
    mayRun = document.frontMatter.run ?? configuration.run ?? false
  }

  var file: SourceFile { document.file }

  mutating func read() {
    var body: [MarkdownNode] = []
    var definitions: [MarkdownNode] = []
    for child in tree.root.children {
      if case .footnoteDefinition = child.kind { definitions.append(child) } else { body.append(child) }
    }
    document.blocks = blocks(body, depth: 0)
    section = []
    for (index, definition) in definitions.enumerated() {
      let blocks = blocks(definition.children, depth: 1)
      document.footnotes.append(
        Footnote(
          number: index + 1, label: label(of: definition), references: 0,
          blocks: blocks))
    }
    for index in document.footnotes.indices {
      document.footnotes[index].references = footnoteReferences[index + 1] ?? 0
    }
    reportUnmatched()
    reportUnusedFootnotes(body + definitions)
  }

  mutating func sayTooDeep(_ range: SourceRange) {
    guard !hasSaidTooDeep else { return }
    hasSaidTooDeep = true
    diagnostics.append(.tooDeep(at: range))
  }

  /// A range of the prepared text, in the note.
  func place(_ range: Range<Int>) -> SourceRange { file.range(text.fileRange(range)) }

  /// First byte to the end of the last line.
  func preparedRange(of node: MarkdownNode) -> Range<Int> {
    if let block = tree.record.blocks[node.key] { return block.opening..<max(block.opening, block.end) }
    let lines = lineSpan(of: node)
    let first = text.range(ofLine: lines.lowerBound)
    let start = min(first.lowerBound + max(node.startColumn, 1) - 1, first.upperBound)
    var end = text.range(ofLine: lines.upperBound).upperBound
    while end > start, Byte.isSpace(text.bytes[end - 1]) { end -= 1 }
    return start..<max(start, end)
  }

  /// cmark's lines of a block. A paragraph that a table was cut from has none of its own there.
  func lineSpan(of node: MarkdownNode) -> ClosedRange<Int> {
    if case .table = node.kind, let header = node.children.first {
      return header.startLine...max(header.startLine, node.endLine)
    }
    if node.startLine > 0 { return node.startLine...max(node.startLine, node.endLine) }
    guard let table = node.next, case .table = table.kind, let header = table.children.first else {
      return 1...1
    }
    let first = max(table.startLine, 1)
    return first...max(first, header.startLine - 1)
  }
}

extension Diagnostic {
  static func tooDeep(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "nested-too-deeply",
      Message(
        zh: "嵌套超过 \(DocumentReader.deepest) 层，其内容作为纯文本处理",
        en: "nested more than \(DocumentReader.deepest) levels deep, read as plain text"), at: range)
  }
}
