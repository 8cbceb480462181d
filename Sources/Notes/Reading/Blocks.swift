import Typesetting
import Diagnostics

extension DocumentReader {
  /// Blocks in order, each with the directives that stand before it.
  mutating func blocks(_ nodes: some Sequence<MarkdownNode>, depth: Int) -> [Block] {
    var blocks: [Block] = []
    var waiting: [Directive] = []
    for node in nodes {
      if case .html = node.kind {
        switch html(node) {
        case .directives(let directives): waiting += directives
        case .html(let block):
          attach(&waiting, to: block, in: &blocks)
        }
      } else if let block = block(node, depth: depth) {
        attach(&waiting, to: block, in: &blocks)
      }
    }
    for directive in waiting { diagnostics.append(.danglingDirective(at: directive.range)) }
    return text.foreign.boxed(named(blocks), base: text.base)
  }

  private mutating func attach(_ waiting: inout [Directive], to block: Block, in blocks: inout [Block]) {
    var block = block
    block.directives = waiting + block.directives
    if !waiting.isEmpty {
      bind(waiting, to: block)
      bindLabel(of: block)
    }
    waiting = []
    blocks.append(block)
  }

  /// Gives a formula's directive to the formula.
  private mutating func bind(_ directives: [Directive], to block: Block) {
    var first: SourceRange?
    for case .formula(let directive, let range) in directives {
      if case .heading = block.kind, case .unchecked(let reason) = directive {
        leftOut.append((section, reason))
        continue
      }
      guard let formula = formula(of: block) else {
        diagnostics.append(.misplacedDirective(at: range))
        continue
      }
      if let first {
        diagnostics.append(.secondDirective(at: range, first: first))
      } else {
        document.formulas[formula].directive = directive
        first = range
      }
    }
  }

  /// The formula that a block is, or that a paragraph holds alone.
  func formula(of block: Block) -> Int? {
    switch block.kind {
    case .formula(let index): return index
    case .paragraph(let inlines):
      let formulas = inlines.formulas
      return formulas.count == 1 ? formulas[0] : nil
    default: return nil
    }
  }

  private mutating func block(_ node: MarkdownNode, depth: Int) -> Block? {
    let prepared = preparedRange(of: node)
    let range = place(prepared)
    guard depth < Self.deepest else {
      sayTooDeep(range)
      return Block(.paragraph([.text(text.restored(node.flatText, as: .text), range)]), range: range)
    }
    switch node.kind {
    case .quote: return Block(quote(node, depth: depth), range: range)
    case .list(let start, let isTight):
      let items = node.children.map { item in
        ListItem(isDone: item.isDone, blocks: blocks(item.children, depth: depth + 1))
      }
      return Block(.list(start: start, isTight: isTight, items), range: range)
    case .heading(let level):
      // A heading's formulas are of the section that it opens.
      enterSection(level)
      let (inlines, own) = HeadingID.taken(from: inlines(of: node, standingIn: prepared))
      let slug = own.map { slugs.next(as: $0) } ?? slugs.next(for: inlines.slugText(document.formulas))
      return Block(.heading(level, inlines, slug: slug), range: range)
    case .paragraph:
      let inlines = inlines(of: node, standingIn: prepared)
      return paragraph(inlines, range)
    case .code(let info): return code(node, info: info, range)
    case .table: return Block(.table(table(node)), range: range)
    case .thematicBreak: return Block(.thematicBreak, range: range)
    case .html: return nil
    default:
      return Block(.paragraph([.text(text.restored(node.flatText, as: .text), range)]), range: range)
    }
  }

  private mutating func enterSection(_ level: Int) {
    while section.count < level { section.append(0) }
    section.removeLast(section.count - level)
    section[level - 1] += 1
  }

  func paragraph(_ inlines: [Inline], _ range: SourceRange) -> Block? {
    if inlines.isEmpty { return nil }
    if inlines.count == 1, case .formula(let index) = inlines[0], document.formulas[index].isDisplay {
      return Block(.formula(index), range: range)
    }
    return Block(.paragraph(inlines), range: range)
  }

  private static let alerts: Set<String> = ["note", "tip", "important", "warning", "caution"]

  private mutating func quote(_ node: MarkdownNode, depth: Int) -> Block.Kind {
    var blocks = blocks(node.children, depth: depth + 1)
    guard let first = blocks.first, case .paragraph(var inlines) = first.kind,
      case .text(let marker, _)? = inlines.first, marker.hasPrefix("[!"), marker.hasSuffix("]"),
      Self.alerts.contains(marker.dropFirst(2).dropLast().lowercased())
    else { return .quote(blocks) }
    inlines.removeFirst()
    switch inlines.first {
    case nil: blocks.removeFirst()
    case .softBreak?, .hardBreak?:
      inlines.removeFirst()
      blocks[0].kind = .paragraph(inlines)
    default: return .quote(blocks)
    }
    return .alert(Alert(marker.dropFirst(2).dropLast().lowercased()), blocks)
  }

  private mutating func table(_ node: MarkdownNode) -> Table {
    var table = Table(alignments: node.alignments, header: [], rows: [])
    for (index, row) in node.children.enumerated() {
      var cells: [[Inline]] = []
      var cursor = text.range(ofLine: row.startLine).lowerBound
      for cell in row.children { cells.append(inlines(ofCell: cell, line: row.startLine, from: &cursor)) }
      if index == 0 { table.header = cells } else { table.rows.append(cells) }
    }
    return table
  }
}

extension Directive {
  package var range: SourceRange {
    switch self {
    case .formula(_, let range), .given(_, let range), .cites(_, let range), .label(_, _, let range): range
    }
  }
}

extension [Inline] {
  /// The formulas in it, in order.
  var formulas: [Int] {
    flatMap { inline -> [Int] in
      switch inline {
      case .formula(let index): [index]
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner, _):
        inner.formulas
      default: []
      }
    }
  }

  /// A heading's text as its slug reads it: formulas by their LaTeX, as GitHub has it.
  func slugText(_ formulas: [SourceFormula]) -> String {
    if count == 1, case .text(let text, _) = self[0] { return text }
    return map { inline in
      switch inline {
      case .formula(let index): formulas[index].latex
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner, _):
        inner.slugText(formulas)
      default: inline.plainText
      }
    }.joined()
  }
}
