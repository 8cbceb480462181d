import Typesetting
import Diagnostics

/// Where a block's inlines stand in the prepared text.
struct InlinePlace {
  var map: ContentMap?
  /// cmark's line of the first content line.
  var line: Int
  /// What cmark adds to each column.
  var columnOffset: Int
  var isCell = false
  var block: Range<Int>

  /// The prepared offset of cmark's line and column (from 1).
  func offset(line: Int, column: Int, in text: PreparedText) -> Int? {
    guard line > 0, column > 0 else { return nil }
    if isCell { return text.range(ofLine: line).lowerBound + column - 1 }
    guard let start = map?.start(ofLine: line - self.line) else { return nil }
    let offset = start + column - 1 - columnOffset
    return offset >= block.lowerBound && offset <= block.upperBound ? offset : nil
  }

  func range(of node: MarkdownNode, in text: PreparedText) -> Range<Int>? {
    guard let start = offset(line: node.startLine, column: node.startColumn, in: text),
      let end = offset(line: node.endLine, column: node.endColumn, in: text), end >= start,
      end < text.bytes.count
    else { return nil }
    return start..<end + 1
  }
}

extension DocumentReader {
  /// The inlines of a paragraph or heading.
  mutating func inlines(of block: MarkdownNode, standingIn range: Range<Int>) -> [Inline] {
    var column: Int?
    if case .heading(let level) = block.kind, block.startLine == block.endLine {
      column = block.startColumn + level
    }
    let last = max(block.startLine, block.endLine)
    let map = ContentMap(
      headingContent(block, column), in: text, lines: block.startLine...last, column: column)
    var place = InlinePlace(
      map: map, line: block.startLine, columnOffset: block.startColumn - 1, block: range)
    if column != nil, let start = map?.start(ofLine: 0) {
      place.columnOffset = start - text.range(ofLine: block.startLine).lowerBound
    }
    return finished(inlines(block.children, place, depth: 0), place)
  }

  /// An ATX heading's content, without the space before its closing marker.
  private func headingContent(_ block: MarkdownNode, _ column: Int?) -> UnsafeBufferPointer<UInt8> {
    let content = block.content
    guard column != nil else { return content }
    var end = content.count
    while end > 0, Byte.isSpace(content[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: content[..<end])
  }

  /// The inlines of a table's cell, which stands in its row behind the cursor.
  mutating func inlines(ofCell cell: MarkdownNode, line: Int, from cursor: inout Int) -> [Inline] {
    let row = text.range(ofLine: line)
    let content = cell.content
    let map = ContentMap(content, in: text, lines: [line], column: cursor - row.lowerBound + 1)
    if let start = map?.start(ofLine: 0) { cursor = min(start + content.count, row.upperBound) }
    self.cursor = map?.start(ofLine: 0) ?? row.lowerBound
    let place = InlinePlace(map: map, line: line, columnOffset: 0, isCell: true, block: row)
    return finished(inlines(cell.children, place, depth: 0), place)
  }

  private mutating func inlines(
    _ nodes: MarkdownNode.Siblings, _ place: InlinePlace, depth: Int
  ) -> [Inline] {
    var inlines: [Inline] = []
    for node in nodes {
      guard depth < Self.deepest || node.isLeaf else {
        sayTooDeep(self.place(place.block))
        inlines.append(.text(text.restored(node.flatText, as: .text, inCell: place.isCell), nil))
        continue
      }
      guard let inline = inline(node, place, depth: depth) else { continue }
      if case .text(let text, let range) = inline {
        inlines += referring(text, range)
      } else {
        inlines.append(inline)
      }
    }
    return withForeignReferences(inlines)
  }

  private mutating func inline(_ node: MarkdownNode, _ place: InlinePlace, depth: Int) -> Inline? {
    switch node.kind {
    case .text:
      let literal = node.literalBytes
      let string = text.restored(literal, as: .text, inCell: place.isCell)
      guard !string.isEmpty else { return nil }
      // Not `map(self.place)`, which would copy the whole reader.
      var range: SourceRange?
      if let found = self.place(of: literal, node, place) { range = self.place(found) }
      reportUnknownFootnotes(in: string, at: range)
      reportLoneDollar(in: string, at: range)
      reportLoneEnvironment(in: string, at: range)
      return .text(string, range)
    case .softBreak: return .softBreak
    case .hardBreak: return .hardBreak
    case .codeSpan:
      if let found = tree.record.inline[node.key] { return formula(found.match, place) }
      return codeSpan(node, place)
    case .inlineHTML: return inlineHTML(node, place)
    case .emphasis: return .emphasis(inlines(node.children, place, depth: depth + 1))
    case .strong: return .strong(inlines(node.children, place, depth: depth + 1))
    case .strikethrough: return .strikethrough(inlines(node.children, place, depth: depth + 1))
    case .link:
      let inner = inlines(node.children, place, depth: depth + 1)
      return .link(
        text.restored(node.url, as: .text, inCell: place.isCell),
        title: text.restored(node.title, as: .text, inCell: place.isCell), inner,
        destination(of: node, inner, place)
      )
    case .image:
      let alt = alternative(node.children, place, depth: depth + 1)
      let title = text.restored(node.title, as: .text, inCell: place.isCell)
      let url = node.urlBytes
      let end = find(url, from: cursor, to: place.block.upperBound)?.upperBound
      let destination = destination(of: node, alt, place)
      return .image(
        text.restored(node.url, as: .text, inCell: place.isCell),
        title: caption(title, behind: end, to: place.block.upperBound), alt: alt, destination)
    case .footnoteReference:
      guard let number = Int(node.literal) else { return .text("[^\(node.literal)]", nil) }
      footnoteReferences[number, default: 0] += 1
      return .footnote(number: number, reference: footnoteReferences[number] ?? 1)
    default: return .text(text.restored(node.flatText, as: .text, inCell: place.isCell), nil)
    }
  }

  /// An image's text in its stead: a formula there is no formula of the page, but its LaTeX.
  private mutating func alternative(
    _ nodes: MarkdownNode.Siblings, _ place: InlinePlace, depth: Int
  ) -> [Inline] {
    let count = document.formulas.count
    let values = document.inlineValues.count
    let references = document.references.count
    let inner = inlines(nodes, place, depth: depth)
    let plain = inner.withoutFormulas(document.formulas, document.inlineValues)
    document.references.removeLast(document.references.count - references)
    document.formulas.removeLast(document.formulas.count - count)
    document.inlineValues.removeLast(document.inlineValues.count - values)
    return plain
  }

  private mutating func codeSpan(_ node: MarkdownNode, _ place: InlinePlace) -> Inline {
    let code = text.restored(node.literalBytes, as: .verbatim, inCell: place.isCell)
    if let range = place.range(of: node, in: text) { cursor = max(cursor, range.upperBound) }
    guard mayRun, code.hasPrefix("= ") else { return .code(code) }
    let range = self.place(place.range(of: node, in: text) ?? place.block)
    var expression = DirectiveParser.trimmed(String(code.dropFirst(2)))
    var format: String?
    if let semicolon = expression.lastIndex(of: ";") {
      let tail = DirectiveParser.trimmed(String(expression[expression.index(after: semicolon)...]))
      if tail.hasPrefix("%") {
        format = tail
        expression = DirectiveParser.trimmed(String(expression[..<semicolon]))
      }
    }
    guard !expression.isEmpty else {
      diagnostics.append(.emptyValue(at: range))
      return .code(code)
    }
    guard !expression.nestsBrackets(deeperThan: Self.deepest) else {
      diagnostics.append(.tooDeep(at: range))
      return .code(code)
    }
    let index = document.inlineValues.count
    document.inlineValues.append(
      InlineValue(index: index, expression: expression, format: format, range: range))
    return .value(index)
  }

  private mutating func inlineHTML(_ node: MarkdownNode, _ place: InlinePlace) -> Inline? {
    let html = text.restored(node.literal, as: .verbatim, inCell: place.isCell)
    guard html.hasPrefix("<!--"), html.hasSuffix("-->"), html.count >= 7 else { return .html(html) }
    let range = self.place(place.range(of: node, in: text) ?? place.block)
    switch DirectiveParser.read(String(html.dropFirst(4).dropLast(3)), at: range) {
    case .directive(let directive): return .directive(directive)
    case .malformed(let diagnostic):
      diagnostics.append(diagnostic)
      return nil
    case .comment: return nil
    }
  }

  /// The place of a text. cmark's own is wrong behind a hard break: then it is looked for right behind
  /// what came before.
  private mutating func place(
    of bytes: UnsafeBufferPointer<UInt8>, _ node: MarkdownNode, _ place: InlinePlace
  ) -> Range<Int>? {
    let claimed = place.range(of: node, in: text)
    if let claimed, claimed.count == bytes.count, text.holds(bytes, at: claimed.lowerBound) {
      cursor = claimed.upperBound
      return claimed
    }
    if let found = find(bytes, from: cursor, to: place.block.upperBound) {
      cursor = found.upperBound
      return found
    }
    // Escapes and entities: the note's text is another than what it means.
    guard let claimed, claimed.lowerBound >= cursor else { return nil }
    cursor = claimed.upperBound
    return claimed
  }

  private func find(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Range<Int>? {
    guard let first = bytes.first else { return nil }
    var index = start
    let last = min(end, text.bytes.count, start + 1024 + bytes.count) - bytes.count
    while index <= last {
      if text.bytes[index] == first, text.holds(bytes, at: index) {
        return index..<index + bytes.count
      }
      index += 1
    }
    return nil
  }

  /// The place of a link's destination; of the whole link where it stands elsewhere.
  private mutating func destination(
    of node: MarkdownNode, _ inner: [Inline], _ place: InlinePlace
  ) -> SourceRange? {
    if inner.count == 1, case .text(let string, let range?)? = inner.first,
      node.url == string || node.url == "mailto:" + string || node.url == "http://" + string
    {
      return range
    }
    let url = node.urlBytes
    guard let whole = place.range(of: node, in: text), whole.upperBound >= cursor,
      [UInt8(ascii: "["), UInt8(ascii: "!"), UInt8(ascii: "<")].contains(text.bytes[whole.lowerBound])
    else {
      // A link over several lines: cmark's place cannot be trusted.
      guard let found = find(url, from: cursor, to: place.block.upperBound) else { return nil }
      cursor = found.upperBound
      return self.place(found)
    }
    let behind = max(whole.lowerBound, min(cursor, whole.upperBound))
    cursor = whole.upperBound
    return self.place(find(url, from: behind, to: whole.upperBound) ?? whole)
  }

  /// What can be said only when a block's inlines stand side by side.
  private mutating func finished(_ inlines: [Inline], _ place: InlinePlace) -> [Inline] {
    let inlines = bindInlineDirectives(inlines.joiningLines)
    noteTrailingText(inlines)
    return inlines
  }
}

extension MarkdownNode {
  var isLeaf: Bool {
    switch kind {
    case .emphasis, .strong, .strikethrough, .link, .image: false
    default: true
    }
  }
}

extension [Inline] {
  func withoutFormulas(_ formulas: [SourceFormula], _ values: [InlineValue]) -> [Inline] {
    map { inline in
      switch inline {
      case .formula(let index): .text(formulas[index].latex, nil)
      case .value(let index): .code("= " + values[index].expression)
      case .reference(let name, let range): .text("[@\(name)]", range)
      case .emphasis(let inner): .emphasis(inner.withoutFormulas(formulas, values))
      case .strong(let inner): .strong(inner.withoutFormulas(formulas, values))
      case .strikethrough(let inner): .strikethrough(inner.withoutFormulas(formulas, values))
      case .link(let url, let title, let inner, let range):
        .link(url, title: title, inner.withoutFormulas(formulas, values), range)
      default: inline
      }
    }
  }
}

extension Diagnostic {
  static func emptyValue(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "empty-value", Message(zh: "“=” 之后没有表达式", en: "no expression follows '='"), at: range)
  }
}
