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

extension Reading {
  /// `y_{n+1} = …` of a second method: a head without arguments that stands above with code of its own, and here with
  /// other code right behind.
  func furtherMethod(_ formula: Formula, among formulas: [Formula], in document: Document) -> Definition? {
    guard case .restatement(let definition, let id) = self, definition.parameters.isEmpty,
      let first = formulas.first(where: { $0.readings.contains { $0.definition?.id == id } }),
      let own = CheckPlanner.blockBehind(formula, in: document),
      let other = CheckPlanner.blockBehind(first, in: document), other.index < own.index,
      other.range.bytes.lowerBound < formula.sourceFormula.range.bytes.lowerBound
    else { return nil }
    return definition
  }
}

extension Reading {
  /// The right side of an equality that claims something of its left side, with code right behind it, which may compute
  /// that.
  func besideCode(_ formula: Formula, among formulas: [Formula], in document: Document) -> Definition? {
    guard case .statement(let statement) = self, !statement.isCondition,
      formula.sourceFormula.isDisplay, formula.sourceFormula.directive == nil,
      let block = CheckPlanner.blockBehind(formula, in: document),
      let made = computed(by: "", of: formula, on: document.page), !made.inputs.isEmpty
    else { return nil }
    let own = formula.sourceFormula.range.bytes.upperBound
    let isNearest = !formulas.contains { other in
      other.sourceFormula.isDisplay
        && (own..<block.range.bytes.lowerBound).contains(other.sourceFormula.range.bytes.lowerBound)
    }
    return isNearest ? made : nil
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
      let why = openReason
      return Message(
        zh:
          "后面的 \(function.signature) 不叫这个名字\(why.map { ", 比较也没有结论 (\($0.zh))" } ?? ""); 若它是实现, 写 <!-- code: \(function.qualifiedName) -->",
        en:
          "\(function.signature) behind it has another name\(why.map { ", and the comparison came to nothing (\($0.en))" } ?? ""); if it is meant, write <!-- code: \(function.qualifiedName) -->"
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
