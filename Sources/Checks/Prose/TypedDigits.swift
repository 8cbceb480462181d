import Diagnostics
import Notes

/// Numbers typed by hand, each held against the values that its page computes.
///
/// A sentence that is cited (`[^source]`, `<!-- cites … -->`) or given (`<!-- given: … -->`) vouches
/// for its own numbers.
struct TypedDigits {
  /// Every number that the page's program computed.
  let computed: [Double]
  private var diagnostics: [Diagnostic] = []

  static func check(_ document: Document, computed: [Double]) -> [Diagnostic] {
    var check = TypedDigits(computed: computed)
    for block in document.blocks { check.visit(block) }
    for footnote in document.footnotes where footnote.references == 0 {
      for block in footnote.blocks { check.visit(block) }
    }
    return check.diagnostics
  }

  private init(computed: [Double]) { self.computed = computed }

  private mutating func visit(_ block: Block) {
    if block.directives.contains(where: \.vouches) { return }
    switch block.kind {
    case .paragraph(let inlines): examine(inlines, in: block.range)
    case .quote(let blocks), .alert(_, let blocks): blocks.forEach { visit($0) }
    case .list(_, _, let items): items.forEach { $0.blocks.forEach { visit($0) } }
    case .table(let table):
      let before = diagnostics.count
      for row in table.rows { for cell in row { examine(cell, in: block.range) } }
      // A table typed by hand is one thing to mend.
      let found = diagnostics[before...]
      if found.count > 1, let first = found.first {
        let numbers = found.compactMap { item in item.range.map { $0.file.text($0.bytes) } }
        diagnostics.replaceSubrange(before..., with: [.typedTable(numbers, at: first.range ?? block.range)])
      }
    // Code and formulas are checked by other means; a heading names things.
    case .heading, .code, .snippet, .formula, .html, .thematicBreak: break
    }
  }

  private mutating func examine(_ inlines: [Inline], in range: SourceRange) {
    for sentence in Sentence.split(inlines) where !sentence.isVouchedFor {
      for piece in sentence.pieces {
        for token in ProseNumberScanner.numbers(in: piece.text)
        where !computed.contains(where: token.isRounding) {
          let place = piece.range.map { $0.part(token.bytes) } ?? range
          diagnostics.append(.typedDigits(token, nearest: nearest(to: token), at: place))
        }
      }
    }
  }

  /// The computed value that was meant; one that is a tenth away tells nothing.
  private func nearest(to token: NumberToken) -> Double? {
    let value = token.isPercentage ? token.value / 100 : token.value
    let near = computed.filter(\.isFinite).min { abs(abs($0) - value) < abs(abs($1) - value) }
    return near.flatMap { abs(abs($0) - value) <= 0.1 * abs(value) ? $0 : nil }
  }
}

/// A stretch of prose up to its end mark.
struct Sentence {
  var pieces: [(text: String, range: SourceRange?)] = []
  var isVouchedFor = false

  static func split(_ inlines: [Inline]) -> [Sentence] {
    var sentences = [Sentence()]
    append(inlines, to: &sentences)
    return sentences
  }

  private static func append(_ inlines: [Inline], to sentences: inout [Sentence]) {
    for inline in inlines {
      switch inline {
      case .text(let text, let range): append(text, range, to: &sentences)
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner): append(inner, to: &sentences)
      case .footnote: vouch(&sentences)
      case .directive(let directive) where directive.vouches: vouch(&sentences)
      // Links name other things; values are computed; the rest holds no prose.
      case .link, .image, .code, .html, .softBreak, .hardBreak, .formula, .value, .reference, .directive:
        break
      }
    }
  }

  /// A footnote right behind an end mark belongs to the sentence before it.
  private static func vouch(_ sentences: inout [Sentence]) {
    let last = sentences.count - 1
    let isAtStart = sentences[last].pieces.allSatisfy { $0.text.allSatisfy(\.isWhitespace) }
    sentences[isAtStart && last > 0 ? last - 1 : last].isVouchedFor = true
  }

  private static func append(_ text: String, _ range: SourceRange?, to sentences: inout [Sentence]) {
    var start = text.startIndex
    var index = start
    func piece(upTo end: String.Index) -> (String, SourceRange?) {
      let lower = text.utf8.distance(from: text.startIndex, to: start)
      let upper = text.utf8.distance(from: text.startIndex, to: end)
      return (String(text[start..<end]), range?.part(lower..<upper))
    }
    while index < text.endIndex {
      let next = text.index(after: index)
      if isEndMark(text[index], before: next < text.endIndex ? text[next] : " ") {
        sentences[sentences.count - 1].pieces.append(piece(upTo: next))
        sentences.append(Sentence())
        start = next
      }
      index = next
    }
    if start < text.endIndex { sentences[sentences.count - 1].pieces.append(piece(upTo: text.endIndex)) }
  }

  private static func isEndMark(_ character: Character, before next: Character) -> Bool {
    if "。！？；!?;".contains(character) { return true }
    return character == "." && next.isWhitespace
  }
}

extension Directive {
  /// Whether it says where a number comes from.
  var vouches: Bool {
    switch self {
    case .given, .cites: true
    case .formula, .label: false
    }
  }
}

extension Diagnostic {
  static func typedTable(_ numbers: [String], at range: SourceRange) -> Diagnostic {
    let shown = numbers.prefix(4).joined(separator: ", ") + (numbers.count > 4 ? ", …" : "")
    return Diagnostic(
      .error, "typed-digits",
      Message(
        zh: "手写的表格里有 \(numbers.count) 个数不是本页算出的值: \(shown)",
        en:
          "\(numbers.count) numbers of a table typed by hand are no values that this page computes: \(shown)"),
      at: range, consequence: .malformed,
      help: [
        Message(
          zh: "让 Swift 打出这张表: table(\"题目\", rows: […], column(\"列\") { … }), 或在表前写 <!-- given: 来源 -->",
          en:
            "let Swift print it: table(\"title\", rows: […], column(\"name\") { … }), or write <!-- given: source --> before it"
        )
      ])
  }

  static func typedDigits(_ token: NumberToken, nearest: Double?, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "typed-digits",
      Message(
        zh: "手写的数 \(token.text) 不是本页算出的值",
        en: "the typed number \(token.text) is no value that this page computes"),
      at: range, consequence: .malformed,
      facts: nearest.map {
        [Message(zh: "最接近的算出的值: \(shortest($0))", en: "the nearest computed value: \(shortest($0))")]
      } ?? [],
      help: [
        Message(
          zh: "用 `= 表达式` 让它由 Swift 算出, 或用 [^来源] 注明出处, 或写 <!-- given: 来源 -->",
          en:
            "let Swift compute it with `= expression`, cite it with [^source], or write <!-- given: source -->"
        )
      ])
  }
}
