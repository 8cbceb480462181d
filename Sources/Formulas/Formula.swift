import LaTeX
import Typesetting
import Trees
import Diagnostics

/// A formula that was read: typeset, and either understood whole or not at all.
package struct Formula: Sendable {
  package var sourceFormula: SourceFormula
  /// KaTeX's HTML with MathML; for a broken formula a box with its source.
  package var html: String
  /// `nil`: not understood, `problems` say where and why.
  package var reading: Reading?
  /// Whether KaTeX could typeset it.
  package var isTypeset: Bool
  /// The meaning of each symbol in it, in order of first appearance.
  package var symbols: [Meaning]
  /// What undeclared symbols in it are taken for, each with what says so.
  package var roles: [SymbolRole] = []
  /// Errors and warnings; whether they are printed is the pipeline's choice (strict or not).
  package var problems: [Diagnostic]

  package init(
    sourceFormula: SourceFormula, html: String, reading: Reading?, isTypeset: Bool,
    symbols: [Meaning] = [], problems: [Diagnostic] = []
  ) {
    self.sourceFormula = sourceFormula
    self.html = html
    self.reading = reading
    self.isTypeset = isTypeset
    self.symbols = symbols
    self.problems = problems
  }
}

/// What a symbol is taken for by the page's evidence.
package struct SymbolRole: Sendable, Hashable {
  package var name: Name
  /// Nil where the evidence decides nothing.
  package var role: Role?
  /// Heaviest first.
  package var reasons: [Message]
}

/// What a formula is for.
package indirect enum Reading: Sendable {
  case definition(Definition)
  /// The same head with the same shapes as an earlier definition: held equal to it.
  case restatement(Definition, of: String)
  /// A formula printed wrong at its source: must differ from `of` (a definition's id).
  case erratum(Definition, of: String, reason: String)
  /// A statement that is true or false: `a = b`, `\forall …`, a chain, rows of an align.
  case statement(Statement)
  /// `p \in (0,1)`, `\gamma = 1.5`, `N` 个样本.
  case declaration([Meaning])
  /// A value without a statement: `\frac{1}{2} x`.
  case expression(Tree)
  /// A bare symbol: `$q$`.
  case symbol(Name)
  /// The rows of an `align` that are statements of their own.
  case several([Reading])
  /// Something that means nothing by itself: `\star`, `\rightarrow`, text.
  case ornament
}

/// Everything that was read, by page and by definition.
package struct FormulaIndex: Sendable {
  /// Formulas of each page, in the order of their occurrences.
  package var pages: [String: [Formula]]
  /// Every definition, errata included, by id.
  package var definitions: [String: Definition]
  package var diagnostics: [Diagnostic]
  /// How each name is spelled that a given value has.
  package var values: [Name: String] = [:]
  /// Formulas with a number, by label.
  package var equations: [String: Numbering.Equation] = [:]

  package init(
    pages: [String: [Formula]], definitions: [String: Definition], diagnostics: [Diagnostic]
  ) {
    self.pages = pages
    self.definitions = definitions
    self.diagnostics = diagnostics
  }
}
