import Trees
import Diagnostics

/// A page as this room sees it: its formulas in reading order, each in its section. No Markdown.
package struct PageFormulas: Sendable {
  /// The page's path below the docs folder without extension: `deim/mal`.
  package var page: String
  package var file: SourceFile
  /// Pages whose definitions are in force here.
  package var uses: [String]
  /// Declarations from front matter, in LaTeX: `"\\gamma": "[1, 2]"`.
  package var declarations: [(name: String, domain: String)]
  /// Values that whoever asks gives with the formulas: they tell what their symbols are.
  package var values: [GivenValue] = []
  /// Macros from front matter and `docgen.yml`: `"\\R": "\\mathbb{R}"`.
  package var macros: [String: String]
  package var sourceFormulas: [SourceFormula]
  package var isStrict: Bool
  /// 0·log 0 = 0 and 0^0 = 1, where the page says so (`conventions: [0log0]`).
  package var declaresZeroLogZero: Bool

  package init(
    page: String, file: SourceFile, uses: [String] = [],
    declarations: [(name: String, domain: String)] = [], macros: [String: String] = [:],
    sourceFormulas: [SourceFormula] = [], isStrict: Bool = false, declaresZeroLogZero: Bool = false
  ) {
    self.page = page
    self.file = file
    self.uses = uses
    self.declarations = declarations
    self.macros = macros
    self.sourceFormulas = sourceFormulas
    self.isStrict = isStrict
    self.declaresZeroLogZero = declaresZeroLogZero
  }
}

/// A symbol's value from outside the note, as far as it says what the symbol is.
package struct GivenValue: Sendable, Hashable {
  /// As LaTeX spells it: `\\mathbf{x}`, `h_{t-1}`.
  package var name: String
  /// The lengths of an array, outermost first; none for a number.
  package var lengths: [Int]
  /// Which whole number it is, if it is one.
  package var integer: Int?

  package init(name: String, lengths: [Int], integer: Int? = nil) {
    self.name = name
    self.lengths = lengths
    self.integer = integer
  }
}

/// One formula where it stands.
package struct SourceFormula: Sendable, Hashable {
  /// Position among the page's formulas, from 0: the formula's identity in its document.
  package var id: Int
  package var latex: String
  /// The LaTeX between the delimiters. `offsets` maps it where the note does not hold it in one piece.
  package var range: SourceRange
  /// For a formula whose lines are indented or quoted in the note: the file's byte offset of each
  /// byte of `latex`. `nil` where the range's bytes are the LaTeX.
  package var offsets: [Int]?
  package var isDisplay: Bool
  /// Ordinals of the headings above it, outermost first: `[1, 3]` is the third h2 of the first h1.
  package var section: [Int]
  /// What the note's directive before it says.
  package var directive: FormulaDirective?
  /// Prose right after the formula, to the next punctuation: `个样本` behind `$N$`.
  package var trailingText: String
  /// The name that the note's directive before it gives it: as `\label` within it.
  package var label: String?

  package init(
    id: Int, latex: String, range: SourceRange, offsets: [Int]? = nil, isDisplay: Bool,
    section: [Int] = [], directive: FormulaDirective? = nil, trailingText: String = ""
  ) {
    self.id = id
    self.latex = latex
    self.range = range
    self.offsets = offsets
    self.isDisplay = isDisplay
    self.section = section
    self.directive = directive
    self.trailingText = trailingText
  }

  /// Whether the note gives its reason for leaving the formula unchecked: then it need not be understood.
  package var isExempt: Bool {
    guard case .unchecked(let reason)? = directive else { return false }
    return !reason.allSatisfy(\.isWhitespace)
  }

  /// Where a stretch of the LaTeX's UTF-8 bytes stands in the note.
  package func place(_ bytes: Range<Int>) -> SourceRange {
    guard let offsets else { return range.part(bytes) }
    guard !offsets.isEmpty else { return range }
    let lower = offsets[min(bytes.lowerBound, offsets.count - 1)]
    let upper = bytes.isEmpty ? lower : offsets[min(bytes.upperBound - 1, offsets.count - 1)] + 1
    return SourceRange(file: range.file, bytes: lower..<max(lower, upper))
  }
}

/// `<!-- … -->` before a formula.
package enum FormulaDirective: Sendable, Hashable {
  /// `<!-- code: focalLoss -->`
  case code(String)
  /// `<!-- claim C42 -->`, `<!-- claim C42: prove -->`, `<!-- claim C41: refuted -->`; `budget: 4` behind them, or alone, for
  /// so many times the usual work.
  case claim(id: String?, Duty, budget: Double? = nil)
  /// `<!-- erratum of MAL as MAL_printed: reason -->`
  case erratum(of: String, as: String?, reason: String)
  /// `<!-- unchecked: 示意 -->`
  case unchecked(reason: String)

  package enum Duty: String, Sendable, Hashable { case holds, prove, refuted }

  /// How many times the usual work it asks for.
  package var budget: Double? {
    if case .claim(_, _, let budget) = self { budget } else { nil }
  }
}
