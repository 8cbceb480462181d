import Formulas
import Diagnostics
import Notes
import Snippets
import Trees

/// Code that stands behind a formula and bears no name of it: held against the formula by its place, and its
/// implementation where the two agree. Where they do not, nothing was promised: the formula is as it is without code.
extension CheckPlanner {
  /// Functions of the block behind a formula that compute no other formula by their names.
  static func neighbours(
    of formula: Formula, in document: Document, among functions: [SwiftFunction],
    bound: Set<SwiftFunction.Identity>
  ) -> [SwiftFunction] {
    guard let next = blockBehind(formula, in: document) else { return [] }
    return functions.filter { function in
      function.page == document.page && function.snippet == next.index && !bound.contains(function.identity)
        && !function.isOfInitialiser
    }
  }

  static func blockBehind(_ formula: Formula, in document: Document) -> Snippet? {
    let end = formula.sourceFormula.range.bytes.upperBound
    return document.snippets.first {
      $0.attributes.expectation == .runs && $0.range.bytes.lowerBound > end
    }
  }
}

extension DefinitionVerdict {
  /// Whether formula and code are one at every point, and the points are enough.
  var isAgreement: Bool {
    if let outcome { return outcome.isAgreement }
    return statistics.fault == nil && difference == nil && plan.lack == nil && statistics.sharp > 0 && !hasGap
  }
}

extension CheckRun {
  /// Of the code that stands behind a formula, keeps what agrees with it, once for each formula and each function.
  static func settled(
    _ plan: inout CheckPlan, _ verdicts: inout [DefinitionVerdict]
  ) -> [Int: DefinitionVerdict] {
    var kept: [DefinitionVerdict] = []
    var near: [Int: DefinitionVerdict] = [:]
    var taken: Set<SwiftFunction.Identity> = []
    for verdict in verdicts {
      let own = verdict.plan
      guard own.isTentative else {
        kept.append(verdict)
        continue
      }
      let isNew = !kept.contains { $0.plan.definition.id == own.definition.id }
      // Where code computes one formula with all that it takes, and another at its defaults, it is there for the first.
      let isFuller = verdicts.contains { other in
        other.plan.isTentative && other.plan.binding.function.identity == own.binding.function.identity
          && other.plan.binding.passed.count > own.binding.passed.count && other.isAgreement
      }
      if isFuller { continue }
      if isNew, verdict.isAgreement, taken.insert(own.binding.function.identity).inserted {
        kept.append(verdict)
        near[own.formula] = nil
      } else if isNew, near[own.formula] == nil {
        near[own.formula] = verdict
      }
    }
    verdicts = kept
    plan.definitions = kept.map(\.plan)
    return near.filter { formula, _ in !kept.contains { $0.plan.formula == formula } }
  }
}

extension Message {
  /// At which of its default values a formula was held against code that does not take them.
  static func atDefaults(_ fixed: [Name: Tree]) -> Message {
    let list = fixed.sorted { $0.key < $1.key }.map { "\($0.key.plain) = \($0.value.plain)" }
      .joined(separator: ", ")
    return Message(zh: "按正文的默认值 \(list) 核对", en: "checked at the default \(list)")
  }

  /// Why code behind a formula cannot be held against it at all.
  static func misfit(_ function: SwiftFunction, _ why: Message) -> Message {
    Message(
      zh: "后面的 \(function.signature) 对不上: \(why.zh)",
      en: "\(function.signature) behind it does not fit: \(why.en)")
  }
}

extension DefinitionVerdict {
  /// Why code that stands behind a formula is not taken for its implementation.
  var nearness: Message {
    let function = plan.binding.function
    guard let difference else {
      return Message(
        zh: "后面的 \(function.signature) 不叫这个名字; 若它是实现, 写 <!-- code: \(function.qualifiedName) -->",
        en:
          "\(function.signature) behind it has another name; if it is meant, write <!-- code: \(function.qualifiedName) -->"
      )
    }
    let place = difference.point.text(plan.names)
    return Message(
      zh:
        "后面的 \(function.signature) 在 \(place) 给出 \(difference.code.text), 公式是 \(difference.truth.text); 若它是实现, 写 <!-- code: \(function.qualifiedName) -->",
      en:
        "\(function.signature) behind it gives \(difference.code.text) at \(place), the formula \(difference.truth.text); if it is meant, write <!-- code: \(function.qualifiedName) -->"
    )
  }
}
