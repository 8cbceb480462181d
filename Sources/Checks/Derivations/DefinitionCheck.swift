import Formulas
import Diagnostics
import Trees

/// The rows of a definition after the first: each is held against the one before.
struct DefinitionCheck: Sendable {
  let context: PageContext
  let definition: Definition
  let formula: Formula

  func result() -> CheckResult {
    let rows = definition.rows
    let about = [definition.name.plain]
    var item = Evidence(derivation: "\(definition.id):rows", of: formula, on: context.page, about: about)
    if let index = definition.captured {
      let finding = Diagnostic.indexCaptured(definition, index)
      guard rows.count > 1 else { return .saying(finding) }
      item.differ(because: finding.message)
      return CheckResult([item], [finding])
    }
    var result = CheckResult()
    if let row = rows.first, let found = MeanCount.mistake(in: row.value) {
      result.diagnostics.append(.meanCount(found, at: row.range))
    }
    guard rows.count > 1 else { return result }
    // Where Swift computes the first row, that one is broken against the code.
    let isComputed = context.verdicts.contains { $0.plan.definition.id == definition.id }
    var key = context.key("rows", definition, rows.map(\.value))
    key.add("\(isComputed) \(context.approaches(rows.map(\.relation), formula))")
    return result
      + context.recalling(key, item) { derivation(item, skips: isComputed ? [0] : []).result() }
  }

  private func derivation(_ item: Evidence, skips: Set<Int>) -> DerivationCheck {
    let trees = definition.rows.map(\.value)
    let names = (definition.inputs + trees.flatMap { $0.dependencies(context.definitions) }).uniqued
    var chain = Chain(
      terms: trees, relations: definition.rows.dropFirst().map(\.relation),
      places: definition.rows.map(\.range), names: names,
      meanings: context.meanings(definition.meanings, trees), skips: skips)
    if !definition.parameters.isEmpty { chain.parameters = Set(definition.parameters) }
    chain.head = definition.name
    return DerivationCheck(
      context: context, chain: chain, declared: definition.meanings, item: item, formula: formula,
      evaluation: context.evaluation(definition.declaresZeroLogZero))
  }
}

extension Evidence {
  init(derivation id: String, of formula: Formula, on page: String, about: [String]) {
    self.init(
      id: id, kind: .derivation, page: page, formula: formula.sourceFormula.id,
      range: formula.sourceFormula.range, finding: .agrees(.derived, nil))
    self.about = about
  }
}

extension Diagnostic {
  /// A left side for one i, a right side summed over i.
  static func indexCaptured(_ definition: Definition, _ index: Name) -> Diagnostic {
    let i = index.plain
    return Diagnostic(
      .warning, "index-captured",
      Message(
        zh: "左边说的是某一个 \(i)，这一行却对 \(i) 求和，与左边的 \(i) 无关",
        en:
          "the left side is about one \(i), and this row runs over \(i): it does not hang on the left side's"),
      at: definition.rows[0].range, consequence: .content,
      help: [
        Message(
          zh: "去掉求和，或从左边去掉 \(i)，或换一个求和的字母",
          en: "drop the sum, or \(i) on the left, or sum over another letter")
      ])
  }
}
