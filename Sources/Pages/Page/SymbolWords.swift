import Notes

/// What a page says in words about its symbols: `$q \in [0, 1]$ 是 IoU，` tells that q is IoU.
struct SymbolWords {
  /// By the declared formula's number on the page.
  private(set) var ofFormula: [Int: String] = [:]

  private static let openings = [
    "是", "为", "表示", "代表", "记为", "指", "is the ", "is a ", "is an ", "is ", "are the ", "are ", "denotes ",
    "be the ", "be a ", "be ",
  ]
  private static let endings: Set<Character> = [
    "，", "。", "；", "、", "：", "（", "！", "？", ",", ".", ";", ":", "(", "\n",
  ]
  private static let longest = 24

  init(_ document: Document) {
    for block in document.blocks { read(block) }
  }

  private mutating func read(_ block: Block) {
    switch block.kind {
    case .paragraph(let inlines): read(inlines)
    case .quote(let blocks), .alert(_, let blocks): for block in blocks { read(block) }
    case .list(_, _, let items): for item in items { for block in item.blocks { read(block) } }
    default: break
    }
  }

  private mutating func read(_ inlines: [Inline]) {
    for (inline, next) in zip(inlines, inlines.dropFirst()) {
      guard case .formula(let index) = inline, case .text(let text, _) = next else { continue }
      let said = text.drop { $0 == " " }
      guard let opening = Self.openings.first(where: { said.hasPrefix($0) }) else { continue }
      let rest = said.dropFirst(opening.count)
      let words = rest.prefix { !Self.endings.contains($0) }
      let trimmed = words.drop { $0 == " " }
      // Words that go on in another formula or in a long sentence are no name.
      guard !trimmed.isEmpty, words.count <= Self.longest,
        words.endIndex < rest.endIndex || inlines.last.isText
      else { continue }
      var name = String(trimmed)
      while name.last == " " { name.removeLast() }
      ofFormula[index] = name
    }
  }
}

extension Inline? {
  fileprivate var isText: Bool { if case .text? = self { true } else { false } }
}
