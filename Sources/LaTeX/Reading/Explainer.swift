import Trees
import Diagnostics

/// Reads single formulas outside any page, one after another: the door that authors and tests use.
package final class Explainer {
  private let typesetter: Typesetter
  private let lexicon = Lexicon()

  package init() { typesetter = Typesetter(wantsHTML: false) }

  /// One formula read by itself.
  package struct Explanation: Sendable {
    package var formula: Formula
    package var definitions: [String: Definition]
    /// Errors with ranges in `file`, whose text is the formula.
    package var problems: [Diagnostic]
    package var file: SourceFile

    /// The value that a point gives: the right side of a definition, the formula itself otherwise.
    package var tree: Tree? { formula.reading.flatMap(Self.tree) }

    private static func tree(_ reading: Reading) -> Tree? {
      switch reading {
      case .definition(let definition), .restatement(let definition, _), .erratum(let definition, _, _):
        definition.body
      case .statement(let statement): statement.proposition
      case .expression(let tree): tree
      case .symbol(let name): .symbol(name)
      case .several(let readings): readings.last.flatMap(Self.tree)
      default: nil
      }
    }
  }

  /// - Parameter domains: names with what they lie in: `"p": "(0,1)"`, `"f": "function"`.
  package func explain(
    _ latex: String, declaring domains: [(name: String, domain: String)] = [],
    macros: [String: String] = [:], as directive: FormulaDirective? = nil, isDisplay: Bool = true
  ) throws(TypesetterFailure) -> Explanation {
    let file = SourceFile(path: "<latex>", text: latex)
    let occurrence = Occurrence(
      id: 0, latex: latex, range: file.range(0..<latex.utf8.count), isDisplay: isDisplay,
      directive: directive)
    let manuscript = Manuscript(
      page: "explain", file: file, declarations: domains, macros: macros, occurrences: [occurrence],
      isStrict: true)
    let read = try Understanding.read([manuscript], with: typesetter, lexicon)
    let formula =
      read.pages["explain"]?.first
      ?? Formula(occurrence: occurrence, html: "", reading: nil, isTypeset: false)
    return Explanation(
      formula: formula, definitions: read.definitions, problems: read.diagnostics, file: file)
  }
}
