import Formulas
import Notes

/// Where a page declares each symbol, and what it says of it.
struct DeclaredSymbols {
  struct Place {
    /// The symbol in words, where the page has some.
    var words: String?
    /// The slug of the heading above; empty before the first.
    var section: String
  }

  /// By the symbol's plain name; the first declaration on the page.
  private(set) var places: [String: Place] = [:]

  init(_ document: Document, _ formulas: [Formula]) {
    let words = SymbolWords(document).ofFormula
    var headings: [(place: Int, slug: String)] = []
    for block in document.blocks {
      if case .heading(let level, _, let slug) = block.kind, level > 1 {
        headings.append((block.range.bytes.lowerBound, slug))
      }
    }
    for (index, formula) in formulas.enumerated() {
      let range = formula.sourceFormula.range
      let own = formula.symbols.filter { $0.source.map { $0.bytes.overlaps(range.bytes) } ?? false }
      for meaning in own where places[meaning.name.plain] == nil {
        let section = headings.last { $0.place < range.bytes.lowerBound }?.slug ?? ""
        places[meaning.name.plain] = Place(
          words: own.first == meaning ? words[index] : nil, section: section)
      }
    }
  }

  subscript(_ name: String) -> Place? { places[name] }
}
