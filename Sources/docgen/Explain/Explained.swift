import Formulas
import Diagnostics
import Trees

/// One formula with all that `explain` says of it; both ways of writing it are made from this.
struct Explained {
  enum Kind: String { case definition, relation, expression, ornament }

  /// What the formula is worth at the point.
  enum ExplainedValue {
    case enclosed(lower: String, upper: String)
    case array(String)
    case truth(Truth)
    /// Why there is no value.
    case none(Message)
  }

  /// Where understanding stopped.
  struct Refusal {
    /// From 1, in UTF-8 bytes of the LaTeX.
    var column: Int
    var message: Message
  }

  var explanation: Explainer.Explanation
  var kind: Kind
  /// The formula in plain text; a definition with its head.
  var tree: String
  var worth: ExplainedValue
  /// The value of each side in reading order.
  var sides: [Side]
}

extension Explained {
  init?(_ explanation: Explainer.Explanation, at point: GivenPoint) {
    guard let reading = explanation.formula.reading else { return nil }
    self.explanation = explanation
    kind = reading.kind
    tree = reading.plain(explanation.formula.sourceFormula.latex)
    worth = ExplainedValue(of: explanation, kind, at: point)
    sides = Side.all(of: explanation, at: point)
  }

  static func refusal(_ explanation: Explainer.Explanation) -> Refusal {
    let start = explanation.formula.sourceFormula.range.bytes.lowerBound
    // What is wrong with a formula that stands before is no reason.
    let own = explanation.problems.filter { ($0.range?.bytes.lowerBound ?? 0) >= start || start == 0 }
    let problem = own.first { $0.severity == .error } ?? own.first ?? explanation.problems.first
    return Refusal(
      column: max(0, (problem?.range?.bytes.lowerBound ?? start) - start) + 1,
      message: problem?.message ?? Message(zh: "读不懂", en: "not understood"))
  }
}

extension Reading {
  fileprivate var kind: Explained.Kind {
    switch self {
    case .definition, .restatement, .erratum: .definition
    case .statement, .declaration, .several: .relation
    case .expression, .symbol: .expression
    case .ornament: .ornament
    }
  }

  fileprivate func plain(_ latex: String) -> String {
    switch self {
    case .definition(let definition), .restatement(let definition, _), .erratum(let definition, _, _):
      // The rows behind the first are claimed of it: `x = 1 = 2`.
      definition.head + " = " + definition.body.plain
        + definition.rows.dropFirst().map { " \($0.relation.rawValue) \($0.value.plain)" }.joined()
    case .statement(let statement): statement.proposition.plain
    case .declaration(let meanings): meanings.map(\.plain).joined(separator: ", ")
    case .several(let readings): readings.map { $0.plain(latex) }.joined(separator: "; ")
    case .expression(let value): value.plain
    case .symbol(let name): name.plain
    case .ornament: latex
    }
  }
}

extension Definition {
  /// `FL(p, y)`, or the bare name.
  var head: String {
    parameters.isEmpty ? name.plain : name.plain + "(" + parameters.map(\.plain).joined(separator: ", ") + ")"
  }
}
