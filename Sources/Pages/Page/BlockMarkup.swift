import Diagnostics
import Trees
import Notes

extension PageRenderer {
  mutating func render(_ block: Block) {
    depth += 1
    defer { depth -= 1 }
    part = site.numbers[document.page]?.parts[block.range.bytes.lowerBound]
    html += anchor(of: part)
    switch block.kind {
    case .heading(let level, let inlines, let slug): heading(level, inlines, slug)
    case .paragraph(let inlines): paragraph(inlines)
    case .quote(let blocks): container("blockquote", blocks)
    case .alert(let box, let blocks): alert(box, blocks)
    case .list(let start, let isTight, let items): list(start, isTight: isTight, items)
    case .code(let language, let info, let text):
      html += listing(code(language: language, info: info, text: text))
    case .snippet(let index): snippet(index)
    case .formula(let index): displayFormula(index, block)
    case .html(let pieces): markupOfHTML(pieces, block)
    case .table(let table): self.table(table)
    case .thematicBreak: html += "<hr>\n"
    }
    if !remarks.isEmpty { html += remarks.take(block.range.bytes) }
  }

  /// A display formula among an author's tags has its evidence as everywhere, where a block may stand.
  private mutating func markupOfHTML(_ pieces: [Inline], _ block: Block) {
    for piece in pieces {
      if case .formula(let index) = piece, sanitiser.holdsBlocks,
        formula(index)?.sourceFormula.isDisplay == true
      {
        displayFormula(index, block)
      } else {
        html += markup(piece, at: block.range)
      }
    }
    html += "\n"
  }

  private mutating func container(_ element: String, _ blocks: [Block], attributes: String = "") {
    let isShown = depth < Self.deepest
    if isShown { html += "<\(element)\(attributes)>\n" }
    sanitiser.enter()
    for block in blocks { render(block) }
    html += sanitiser.leave()
    if isShown { html += "</\(element)>\n" }
  }

  private mutating func heading(_ level: Int, _ inlines: [Inline], _ slug: String) {
    var level = min(max(level, 1), 6)
    if level == 1, !awaitsTitle { level = 2 }
    if level == 1 { awaitsTitle = false }
    let inner = scoped(inlines)
    html += "<h\(level) id=\"\(escaped(slug))\">\(inner)"
    if level > 1 {
      html +=
        "<a class=\"anchor\" href=\"#\(encodedPath(slug))\" aria-label=\"\(language(zh: "本节的链接", en: "Link to this section"))\">#</a>"
      if level <= 3 {
        let text = contentsText(inlines)
        contents.append(ContentsEntry(level: level, slug: slug, html: text))
      }
    }
    html += "</h\(level)>\n"
  }

  /// A heading's text for the contents: formulas as their LaTeX, no links, no notes.
  private func contentsText(_ inlines: [Inline]) -> String {
    if inlines.count == 1, case .text(let text, _) = inlines[0] { return escaped(text) }
    return inlines.map { inline in
      switch inline {
      case .html: escaped([inline].readableText(document.formulas))
      case .formula(let index):
        InlineMath.html(document.formulas.indices.contains(index) ? document.formulas[index].latex : "")
      case .code(let text): "<code>\(escaped(text))</code>"
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
        .link(_, title: _, let inner, _):
        contentsText(inner)
      default: escaped(inline.plainText)
      }
    }.joined()
  }

  private mutating func paragraph(_ inlines: [Inline]) {
    if inlines.count == 1, case .image(let source, let title, let alt, let range) = inlines[0] {
      figure(source, title: title, alt: alt, range)
      return
    }
    let inner = scoped(inlines)
    if inlines.count == 1, case .text(let text, _) = inlines[0], let part = ownPart(text) {
      html += part
      return
    }
    // A paragraph of nothing but directives leaves nothing.
    guard !inner.isEmpty else { return }
    html += "<p>"
    html += inner
    html += "</p>\n"
  }

  /// What a paragraph of one word in brackets stands for.
  private func ownPart(_ text: String) -> String? {
    guard text.first == "[", text.utf8.count <= 12 else { return nil }
    switch text.uppercased() {
    case "[TOC]", "[[TOC]]": return Self.contentsMark
    case "[TALLY]":
      return Tally(site.findings).html(root: SitePaths.root(from: output), isCounted: true, in: language)
    case "[LEGEND]": return VerdictMark.legend(in: language)
    default: return nil
    }
  }

  /// Where the contents go when all headings are known. No author's text holds this.
  static let contentsMark = "\u{2}contents\u{3}"

  private mutating func figure(_ source: String, title: [Inline], alt: [Inline], _ range: SourceRange?) {
    let own = PictureSize.withoutSize(title)
    html += "<figure>" + picture(source, title: title, alt: alt, range)
    let caption = takeCaption(own.isEmpty ? "" : scoped(own), else: escaped(alt.plainText))
    if !caption.isEmpty { html += "<figcaption>\(caption)</figcaption>" }
    html += "</figure>\n"
  }

  private mutating func alert(_ box: Alert, _ blocks: [Block]) {
    let words = [
      "note": language(zh: "说明", en: "Note"), "tip": language(zh: "提示", en: "Tip"),
      "important": language(zh: "要点", en: "Important"), "warning": language(zh: "注意", en: "Warning"),
      "caution": language(zh: "当心", en: "Caution"),
    ]
    let name = words[box.kind] == nil ? "note" : box.kind
    let label = box.title.isEmpty ? words[name] ?? "" : PlotText.html(box.title)
    if let isFolded = box.isFolded {
      html +=
        "<details class=\"alert \(name)\"\(isFolded ? "" : " open")><summary class=\"label\">\(label)</summary>\n"
    } else {
      html += "<div class=\"alert \(name)\" role=\"note\"><p class=\"label\">\(label)</p>\n"
    }
    sanitiser.enter()
    for block in blocks { render(block) }
    html += sanitiser.leave() + (box.isFolded == nil ? "</div>\n" : "</details>\n")
  }

  private mutating func list(_ start: Int?, isTight: Bool, _ items: [ListItem]) {
    let element = start == nil ? "ul" : "ol"
    let isTasks = items.contains { $0.isDone != nil }
    let from = start.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? ""
    html += "<\(element)\(from)\(isTasks ? " class=\"tasks\"" : "")>\n"
    for item in items {
      html += "<li>"
      if let isDone = item.isDone {
        let state = isDone ? " checked" : ""
        let words = isDone ? language(zh: "已完成", en: "Done") : language(zh: "未完成", en: "Not done")
        html += "<input type=\"checkbox\" disabled\(state) aria-label=\"\(words)\"> "
      }
      sanitiser.enter()
      for block in item.blocks {
        if isTight, case .paragraph(let inlines) = block.kind {
          html += scoped(inlines)
        } else {
          if isTight, html.utf8.last != UInt8(ascii: "\n"), html.utf8.last != UInt8(ascii: ">") {
            html += "\n"
          }
          render(block)
        }
      }
      html += sanitiser.leave()
      if !remarks.isEmpty { for block in item.blocks { html += remarks.take(block.range.bytes) } }
      html += "</li>\n"
    }
    html += "</\(element)>\n"
  }

  private mutating func table(_ table: Table) {
    func style(_ column: Int) -> String {
      guard table.alignments.indices.contains(column), table.alignments[column] != .none else { return "" }
      return " class=\"\(table.alignments[column].rawValue)\""
    }
    let words = takeCaption()
    let caption = words.isEmpty ? "" : "<caption>\(words)</caption>"
    html +=
      "<div class=\"scroll\" role=\"region\" aria-label=\"\(language(zh: "表格", en: "Table"))\"><table>\(caption)<thead><tr>"
    for (column, cell) in table.header.enumerated() {
      let inner = scoped(cell)
      // An empty corner is no header.
      html += inner.isEmpty ? "<td></td>" : "<th scope=\"col\"\(style(column))>\(inner)</th>"
    }
    html += "</tr></thead>\n<tbody>\n"
    for row in table.rows {
      html += "<tr>"
      for (column, cell) in row.enumerated() { html += "<td\(style(column))>\(scoped(cell))</td>" }
      html += "</tr>\n"
    }
    html += "</tbody></table></div>\n"
  }

  /// Inlines as a scope of their own: what an author opens in them ends with them.
  mutating func scoped(_ inlines: [Inline]) -> String {
    sanitiser.enter()
    let inner = markup(inlines)
    let ends = sanitiser.leave()
    return ends.isEmpty ? inner : inner + ends
  }

  mutating func cleaned(_ raw: String, at range: SourceRange?) -> String {
    var found: [Diagnostic] = []
    let before = diagnostics.count
    let clean = sanitiser.clean(raw, isProse: range == nil) { [site, document] url, isImage in
      let guesses = before + found.count < Self.mostGuesses
      if !isImage, url == "#" || url.isEmpty { return nil }
      let target =
        isImage
        ? site.resolver.image(url, from: document, at: range, guesses: guesses)
        : site.resolver.link(url, from: document, at: range, guesses: guesses)
      found += target.diagnostics
      guard case .url(let way, _) = target.value else { return isImage ? PictureSize.placeholder : nil }
      return way
    }
    diagnostics += found
    let dropped = sanitiser.takeDropped().map {
      Diagnostic.droppedHTML($0, at: range ?? document.file.range(0..<0))
    }
    diagnostics += dropped
    return clean + dropped.map { PageRemarks.html($0, in: language) }.joined()
  }
}

extension Diagnostic {
  static func droppedHTML(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "html-left-out",
      Message(
        zh: "<\(name)> 与其中的内容没有显示", en: "<\(name)> is left out with all that is in it"), at: range,
      help: [Message(zh: "网页里只有文字、图片与排版的标签", en: "pages take tags of text, pictures and layout alone")])
  }
}
