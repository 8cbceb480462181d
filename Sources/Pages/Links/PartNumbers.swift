import Diagnostics
import Notes
import Snippets

/// What the parts of a page are called that their author has named: only these have numbers.
struct PartNumbers: Sendable {
  enum Kind: Sendable { case figure, table, listing, formula, heading, other }

  struct Part: Sendable {
    let name: String
    let caption: String?
    let kind: Kind
    /// Among the page's parts of its kind, from 1; nil where parts of its kind have none.
    let number: Int?
    /// What it is called by, where it has no number.
    let title: String?

    /// `图 3`; nil where it has no number.
    func words(in language: Language) -> String? {
      guard let number else { return nil }
      switch kind {
      case .figure: return language(zh: "图\u{A0}\(number)", en: "Figure\u{A0}\(number)")
      case .table: return language(zh: "表\u{A0}\(number)", en: "Table\u{A0}\(number)")
      case .listing: return language(zh: "代码\u{A0}\(number)", en: "Listing\u{A0}\(number)")
      case .formula, .heading, .other: return nil
      }
    }
  }

  /// By the block's first byte in the note.
  private(set) var parts: [Int: Part] = [:]
  /// In reading order.
  private(set) var order: [Part] = []

  private let document: Document
  private let run: PageRun?
  private var last: [Kind: Int] = [:]

  init(_ document: Document, _ run: PageRun?) {
    (self.document, self.run) = (document, run)
    add(document.blocks)
    for note in document.footnotes { add(note.blocks) }
  }

  private mutating func add(_ blocks: [Block]) {
    for block in blocks {
      if let label = block.label { add(block, label) }
      switch block.kind {
      case .quote(let inside), .alert(_, let inside): add(inside)
      case .list(_, _, let items): for item in items { add(item.blocks) }
      default: break
      }
    }
  }

  private mutating func add(_ block: Block, _ label: (name: String, caption: String?)) {
    let kind = kind(of: block)
    var number: Int?
    if [.figure, .table, .listing].contains(kind) {
      number = last[kind, default: 0] + 1
      last[kind] = number
    }
    var title: String?
    if case .heading(_, let inlines, _) = block.kind { title = inlines.readableText(document.formulas) }
    let part = Part(
      name: label.name, caption: label.caption, kind: kind, number: number, title: title ?? label.caption)
    parts[block.range.bytes.lowerBound] = part
    order.append(part)
  }

  private func kind(of block: Block) -> Kind {
    switch block.kind {
    case .paragraph(let inlines):
      if inlines.count == 1, case .image = inlines[0] { return .figure }
      return inlines.contains { if case .formula(let index) = $0 { isDisplay(index) } else { false } }
        ? .formula : .other
    case .table: return .table
    case .formula: return .formula
    case .heading: return .heading
    case .code: return .listing
    case .snippet(let index): return kind(ofSnippet: index)
    default: return .other
    }
  }

  private func isDisplay(_ index: Int) -> Bool {
    document.formulas.indices.contains(index) && document.formulas[index].isDisplay
  }

  /// A block of code is what it shows first, a plot or a table.
  private func kind(ofSnippet index: Int) -> Kind {
    for output in run?.outputs ?? [] where output.snippet == index {
      switch output.kind {
      case .plot: return .figure
      case .table: return .table
      case .text, .shown: continue
      }
    }
    return .listing
  }
}
