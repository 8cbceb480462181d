import Diagnostics
import Trees
import Notes
import Snippets

extension PageRenderer {
  /// Marks that may not begin a line, and so stay with the formula before them.
  private static let closing: Set<Character> = [
    "，", "。", "；", "：", "、", "）", "！", "？", "”", "’", "」", "』", "》", "】", ",", ".", ";", ":", ")", "!",
    "?", "]", "…", "%",
  ]
  /// Marks that may not end a line, and so stay with the formula behind them.
  private static let opening: Set<Character> = ["（", "“", "‘", "「", "『", "《", "【", "(", "["]

  mutating func markup(_ inlines: [Inline]) -> String {
    depth += 1
    defer { depth -= 1 }
    guard depth < 2 * Self.deepest else { return escaped(inlines.plainText) }
    if inlines.count == 1, case .text(let text, _) = inlines[0] { return escaped(text) }
    var out = ""
    var taken = 0
    for (index, inline) in inlines.enumerated() {
      if case .text(let text, _) = inline {
        var rest = text.dropFirst(taken)
        taken = 0
        // The space behind a directive goes with it where none is read: 。<!-- cites C1 --> 论文
        if index > 0, case .directive = inlines[index - 1], rest.first == " ", !Self.takesSpace(out.last) {
          rest = rest.dropFirst()
        }
        let next = index + 1 < inlines.count ? inlines[index + 1] : nil
        if case .formula? = next {
          // Its opening marks wait for the formula.
          out += escaped(String(rest.reversed().drop(while: Self.opening.contains).reversed()))
        } else {
          out += escaped(rest)
        }
        continue
      }
      taken = 0
      guard case .formula(let id) = inline else {
        out += markup(inline)
        continue
      }
      let before = index > 0 ? Self.trailing(of: inlines[index - 1]) : ""
      let after = index + 1 < inlines.count ? Self.leading(of: inlines[index + 1]) : ""
      taken = after.count
      let body = Self.parted(
        inlineFormula(id), isBehindHan: before.isEmpty && index > 0 && Self.endsInHan(inlines[index - 1]),
        isBeforeHan: after.isEmpty && index + 1 < inlines.count && Self.beginsWithHan(inlines[index + 1]))
      guard !before.isEmpty || !after.isEmpty else {
        out += body
        continue
      }
      // Chromium breaks behind KaTeX's inline blocks unless the formula itself may not break; a long one
      // must be able to, or it would stand out of a phone's page.
      let isShort = document.formulas.indices.contains(id) && document.formulas[id].latex.utf8.count <= 40
      out +=
        "<span class=\"\(isShort ? "glue short" : "glue")\">\(escaped(before))\(body)\(escaped(after))</span>"
    }
    return out
  }

  /// Whether a space behind this letter parts words.
  private static func takesSpace(_ letter: Character?) -> Bool {
    guard let letter else { return false }
    return !letter.isWhitespace && !letter.isHan
      && !closing.subtracting([",", ".", ";", ":", "!", "?"]).contains(letter)
  }

  private static func endsInHan(_ inline: Inline) -> Bool {
    if case .text(let text, _) = inline { text.last?.isHan == true } else { false }
  }

  private static func beginsWithHan(_ inline: Inline) -> Bool {
    if case .text(let text, _) = inline { text.first?.isHan == true } else { false }
  }

  /// Marks a formula that stands right at a Han letter: the style parts them, as text-autospace parts text.
  private static func parted(_ html: String, isBehindHan: Bool, isBeforeHan: Bool) -> String {
    guard isBehindHan || isBeforeHan, let mark = html.firstRange(of: "class=\"katex\"") else { return html }
    let names = (isBehindHan ? " behind" : "") + (isBeforeHan ? " before" : "")
    var html = html
    html.replaceSubrange(mark, with: "class=\"katex\(names)\"")
    return html
  }

  private static func trailing(of inline: Inline) -> String {
    guard case .text(let text, _) = inline else { return "" }
    return String(text.reversed().prefix(while: opening.contains).reversed())
  }

  private static func leading(of inline: Inline) -> String {
    guard case .text(let text, _) = inline else { return "" }
    return String(text.prefix(while: closing.contains))
  }

  /// - Parameter range: of the block of HTML that a piece of it stands in.
  mutating func markup(_ inline: Inline, at block: SourceRange? = nil) -> String {
    switch inline {
    case .text(let text, _): return escaped(text)
    case .code(let text): return "<code>\(escaped(text))</code>"
    case .emphasis(let inner):
      // Han characters have no italics of their own: theirs are dots.
      let isHan = inner.plainText.contains(where: \.isHan)
      return "<em\(isHan ? " class=\"han\"" : "")>\(markup(inner))</em>"
    case .strong(let inner): return "<strong>\(markup(inner))</strong>"
    case .strikethrough(let inner): return "<del>\(markup(inner))</del>"
    case .link(let url, title: let title, let inner, let range): return link(url, title: title, inner, range)
    case .image(let source, let title, let alt, let range):
      return picture(source, title: title, alt: alt, range)
    case .html(let raw): return cleaned(raw, at: block)
    case .softBreak: return "\n"
    case .hardBreak: return "<br>\n"
    case .formula(let index): return inlineFormula(index)
    case .value(let index): return value(index)
    case .footnote(let number, let reference):
      let id = OwnID.reference(number, reference)
      // The joiner keeps the mark on the line of its word.
      return
        "\u{2060}<sup class=\"note\" id=\"\(id)\"><a href=\"#\(OwnID.note(number))\" aria-label=\"\(language(zh: "脚注", en: "Footnote")) \(number)\">\(number)</a></sup>"
    case .reference(let name, let range): return reference(name, range)
    case .directive: return ""
    }
  }

  /// Findings of a page up to which a dead link's meaning is guessed.
  static let mostGuesses = 50

  private mutating func link(_ url: String, title: String, _ inner: [Inline], _ range: SourceRange?)
    -> String
  {
    let text = markup(inner)
    let target = site.resolver.link(
      url, from: document, at: range, guesses: diagnostics.count < Self.mostGuesses)
    diagnostics += target.diagnostics
    guard case .url(let way, let isExternal) = target.value else {
      return
        "<span class=\"dead\" title=\"\(language(zh: "链接的目标不存在", en: "Nothing is at this link"))\">\(text)</span>"
    }
    let tip = title.isEmpty ? "" : " title=\"\(escaped(title))\""
    return "<a href=\"\(escaped(way))\"\(tip)\(isExternal ? " rel=\"external\"" : "")>\(text)</a>"
  }

  mutating func picture(_ source: String, title: [Inline], alt: [Inline], _ range: SourceRange?) -> String {
    let words = alt.plainText
    let target = site.resolver.image(
      source, from: document, at: range, guesses: diagnostics.count < Self.mostGuesses)
    diagnostics += target.diagnostics
    guard case .url(let way, _) = target.value else {
      return
        "<span class=\"missing\" role=\"img\" aria-label=\"\(escaped(words))\(language.bracketed(language(zh: "图片缺失", en: "picture missing")))\">\(escaped(words.isEmpty ? source : words))</span>"
    }
    let (caption, width, height) = PictureSize.caption(title.readableText(document.formulas))
    var out = "<img src=\"\(escaped(way))\" alt=\"\(escaped(words))\" loading=\"lazy\""
    let path = SitePaths.resolved(
      percentDecoded(LinkResolver.parts(source).path) ?? source, in: SitePaths.split(document.page).folder)
    let natural = path.flatMap { site.pictureSizes[$0] }
    if width != nil || height != nil {
      if let width { out += " width=\"\(width)\"" }
      if let height { out += " height=\"\(height)\"" }
    } else if let natural {
      out += " width=\"\(natural.width)\" height=\"\(natural.height)\""
    }
    if !caption.isEmpty { out += " title=\"\(escaped(caption))\"" }
    return out + ">"
  }

  /// A number in prose that the page computed.
  private mutating func value(_ index: Int) -> String {
    guard document.inlineValues.indices.contains(index) else { return "" }
    let value = document.inlineValues[index]
    guard let number = run?.inlineValues[value.index] else {
      return
        "<code class=\"uncomputed\" title=\"\(language(zh: "没有算出", en: "Not computed"))\">\(escaped(value.expression))</code>"
    }
    let id = "\(document.page):inline:\(value.index)"
    let full = escaped(NumberText.full(number))
    let shown = escaped(NumberText.shown(number, format: value.format))
    let expression = escaped(value.expression)
    let from = language(zh: "，由 \(expression) 算出", en: ", computed by \(expression)")
    return
      "<data class=\"value\" value=\"\(full)\" data-value=\"\(full)\" data-from=\"\(escaped(id))\" title=\"\(full)\(from)\(origin(id))\">\(shown)</data>"
  }
}

extension Character {
  fileprivate var isHan: Bool { unicodeScalars.first.map(SearchTerms.isHan) ?? false }
}
