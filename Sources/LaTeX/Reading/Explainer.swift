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
    /// How the point spells each name that it gives.
    package var values: [Name: String] = [:]

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

  /// - Parameters:
  ///   - domains: names with what they lie in: `"p": "(0,1)"`, `"f": "function"`.
  ///   - given: formulas that stand before it, definitions for the most part.
  ///   - values: what the point gives, which tells what its symbols are.
  package func explain(
    _ latex: String, declaring domains: [(name: String, domain: String)] = [], given: [String] = [],
    values: [GivenValue] = [], macros: [String: String] = [:], as directive: FormulaDirective? = nil,
    isDisplay: Bool = true
  ) throws(TypesetterFailure) -> Explanation {
    try explain(
      latex, declaring: domains, given: given, values: values, macros: macros, as: directive,
      isDisplay: isDisplay,
      ignoring: [])
  }

  func explain(
    _ latex: String, declaring domains: [(name: String, domain: String)], given: [String],
    values: [GivenValue],
    macros: [String: String] = [:], as directive: FormulaDirective? = nil, isDisplay: Bool = true,
    ignoring: Set<Evidence.Kind>
  ) throws(TypesetterFailure) -> Explanation {
    let text = (given + [latex]).joined(separator: "\n")
    let file = SourceFile(path: "<latex>", text: text)
    var occurrences: [Occurrence] = []
    var start = 0
    for (id, formula) in (given + [latex]).enumerated() {
      let isLast = id == given.count
      let end = start + formula.utf8.count
      occurrences.append(
        Occurrence(
          id: id, latex: formula, range: file.range(start..<end), isDisplay: isDisplay || !isLast,
          directive: isLast ? directive : nil))
      start = end + 1
    }
    var manuscript = Manuscript(
      page: "explain", file: file, declarations: domains, macros: macros, occurrences: occurrences,
      isStrict: true)
    manuscript.values = values
    manuscript.ignoring = ignoring
    let read = try Understanding.read([manuscript], with: typesetter, lexicon)
    let formula =
      read.pages["explain"]?.last
      ?? Formula(occurrence: occurrences[given.count], html: "", reading: nil, isTypeset: false)
    return Explanation(
      formula: formula, definitions: read.definitions, problems: read.diagnostics, file: file,
      values: read.values)
  }
}

extension Explainer.Explanation {
  /// What stands between the relation signs, rows one after another; nil for a head that is being defined and for
  /// what is no value.
  package var sides: [Tree?] { formula.reading.map(sides) ?? [] }

  private func sides(_ reading: Reading) -> [Tree?] {
    switch reading {
    case .definition(let definition), .erratum(let definition, _, _):
      return [nil] + definition.rows.map(\.value)
    case .restatement(let definition, let earlier):
      let head = definitions[earlier].map { known in
        Tree.call(
          .init(known.name, definition: known.id, arguments: definition.parameters.map { .symbol($0) }))
      }
      return [head] + definition.rows.map(\.value)
    case .statement(let statement):
      return statement.sides.map { if case .set = $0 { nil } else { $0 } }
    case .expression(let tree): return [tree]
    case .symbol(let name): return [.symbol(name)]
    case .several(let readings): return readings.flatMap { sides($0) }
    case .declaration, .ornament: return []
    }
  }
}
