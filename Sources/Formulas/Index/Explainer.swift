import LaTeX
import Typesetting
import Trees
import Diagnostics

/// Reads single formulas outside any page, one after another: the door that authors and tests use.
package final class Explainer {
  private let typesetter: Typesetter
  private let lexemeCache = LexemeCache()

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
    ignoring: Set<RoleObservation.Kind>
  ) throws(TypesetterFailure) -> Explanation {
    let text = (given + [latex]).joined(separator: "\n")
    let file = SourceFile(path: "<latex>", text: text)
    var sourceFormulas: [SourceFormula] = []
    var start = 0
    for (id, formula) in (given + [latex]).enumerated() {
      let isLast = id == given.count
      let end = start + formula.utf8.count
      sourceFormulas.append(
        SourceFormula(
          id: id, latex: formula, range: file.range(start..<end), isDisplay: isDisplay || !isLast,
          directive: isLast ? directive : nil))
      start = end + 1
    }
    var pageFormulas = PageFormulas(
      page: "explain", file: file, declarations: domains, macros: macros, sourceFormulas: sourceFormulas,
      isStrict: true)
    pageFormulas.values = values
    let read = try FormulaIndex.read([pageFormulas], with: typesetter, lexemeCache, ignoring: ignoring)
    let formula =
      read.pages["explain"]?.last
      ?? Formula(sourceFormula: sourceFormulas[given.count], html: "", reading: nil, isTypeset: false)
    return Explanation(
      formula: formula, definitions: Self.linked(read.definitions, besides: Set(read.values.keys)),
      problems: read.diagnostics, file: file,
      values: read.values)
  }
}

extension Explainer {
  /// Definitions whose bodies name what only a later one defines: the name means that.
  private static func linked(_ definitions: [String: Definition], besides given: Set<Name>) -> [String:
    Definition]
  {
    var constants: [Name: Definition] = [:]
    for definition in definitions.values
    where definition.parameters.isEmpty && !given.contains(definition.name) {
      constants[definition.name] =
        constants[definition.name].map { $0.id < definition.id ? $0 : definition } ?? definition
    }
    guard !constants.isEmpty else { return definitions }
    return definitions.mapValues { definition in
      var copy = definition
      var calls: [Name: Tree] = [:]
      for row in copy.rows {
        for name in row.value.freeSymbols where !copy.parameters.contains(name) && name != copy.name {
          if let other = constants[name] {
            calls[name] = .call(.init(name, definition: other.id, arguments: []))
          }
        }
      }
      guard !calls.isEmpty else { return definition }
      for index in copy.rows.indices { copy.rows[index].value = copy.rows[index].value.substituting(calls) }
      return copy
    }
  }
}

extension Explainer.Explanation {
  /// What stands between the relation signs, rows one after another; nil for a head that is being defined and for
  /// what is no value.
  package var sides: [Tree?] { formula.reading.map(sides) ?? [] }

  private func sides(_ reading: Reading) -> [Tree?] {
    switch reading {
    case .definition(let definition), .erratum(let definition, _, _):
      return [nil]
        + columns(definition.rows).map { linked($0, besides: [definition.name]) }
    case .restatement(let definition, let earlier):
      let head = definitions[earlier].map { known in
        Tree.call(
          .init(known.name, definition: known.id, arguments: definition.parameters.map { .symbol($0) }))
      }
      return [head] + columns(definition.rows)
    case .statement(let statement):
      return statement.sides.map { if case .set = $0 { nil } else { linked($0, besides: []) } }
    case .expression(.set(.interval(let a, let b, _, _))): return [.tuple([a, b])]
    case .expression(let tree): return [tree]
    case .symbol(let name): return [.symbol(name)]
    case .several(let readings): return readings.flatMap { sides($0) }
    case .declaration(let meanings): return meanings.isEmpty ? [nil] : []
    case .ornament: return []
    }
  }

  /// A name that only a definition of the formula itself explains means that.
  private func linked(_ tree: Tree?, besides own: [Name]) -> Tree? {
    guard let tree else { return nil }
    var calls: [Name: Tree] = [:]
    for name in tree.freeSymbols where !own.contains(name) && values[name] == nil {
      var assigned = name
      assigned.mark = (name.mark ?? "") + "←"
      guard
        let definition = definitions.values.filter({
          ($0.name == name || $0.name == assigned) && $0.parameters.isEmpty
        }).min(by: { $0.id < $1.id })
      else { continue }
      if case .set = definition.body {
        calls[name] = definition.body
      } else {
        calls[name] = .call(.init(definition.name, definition: definition.id, arguments: []))
      }
    }
    return calls.isEmpty ? tree : tree.substituting(calls)
  }

  /// The values of rows; a vector that is said to lie in ℝ^{n×1} is the matrix of one column, and the space itself no value.
  private func columns(_ rows: [Definition.Row]) -> [Tree?] {
    // `… \in \mathbb{R}` behind a value is a remark on it, and no side.
    let isRemarked = rows.count > 1 && rows.last?.relation == .in && rows.last?.value == .set(.reals)
    return (isRemarked ? rows.dropLast() : rows[...]).enumerated().map { index, row in
      if case .set = row.value { return nil }
      guard case .tuple(let members) = row.value, index + 1 < rows.count, rows[index + 1].relation == .in,
        case .set(.arrays(_, let lengths)) = rows[index + 1].value, lengths.count == 2,
        lengths[1] == .number(1)
      else { return row.value }
      return .tuple(members.map { if case .tuple = $0 { $0 } else { .tuple([$0]) } })
    }
  }
}
