import Formulas
import Typesetting
import Diagnostics
import Trees
import Proofs

/// A claim, or a statement that stands by itself and is held like one.
struct StatementCheck: Sendable {
  let context: PageContext
  let statement: Statement
  let formula: Formula
  /// Its place among several in one display.
  let row: Int

  typealias Duty = FormulaDirective.Duty

  func result() -> CheckResult {
    let source = formula.sourceFormula
    let duty = self.duty
    if duty == nil {
      guard source.isDisplay || assertsInProse, context.isStrict || !statement.isCondition else {
        return CheckResult()
      }
    }
    var form = ClaimForm(statement, definitions: context.definitions)
    // What goes where is said for the sake of ≈, and is no condition on a point.
    form.premises.removeAll(where: \.isApproach)
    var item = Evidence(
      id: id, kind: duty == nil ? .derivation : .claim, page: context.page, formula: source.id,
      range: source.range, finding: .agrees(duty == nil ? .derived : .certified, nil))
    item.about = form.conclusion.calledDefinitions(context.definitions).map(\.name.plain).uniqued
    return context.recalling(key(form), item) { [form, item] in
      var item = item
      return derivation(form, item)?.result() ?? check(form, &item).about(item)
    }
  }

  /// nil for a statement that nobody calls a claim.
  private var duty: Duty? {
    if case .claim(_, let asked, _)? = formula.sourceFormula.directive { asked } else { nil }
  }

  private var id: String {
    let place = formula.sourceFormula.id
    let id =
      if case .claim(let name, _, _)? = formula.sourceFormula.directive {
        name ?? "\(context.page):claim:\(place)"
      } else {
        "\(context.page):derivation:\(place)"
      }
    return row > 0 ? "\(id).\(row + 1)" : id
  }

  /// An equation in prose of two expressions of the same declared symbols: a condition would leave one of them to find.
  private var assertsInProse: Bool {
    guard formula.sourceFormula.mayAssert, case .relation(let terms, let relations) = statement.proposition,
      relations.allSatisfy({ $0 == .equal }), terms.allSatisfy(\.isCompound)
    else { return false }
    let names = terms.map { Set($0.dependencies(context.definitions)) }
    return names.allSatisfy { $0 == names[0] && !$0.isEmpty }
      && names[0].allSatisfy { statement.meanings[$0]?.domain != nil || statement.meanings[$0]?.value != nil }
  }

  private func key(_ form: ClaimForm) -> CheckKey {
    var key = context.key("statement", id: id, form.premises + [form.conclusion, statement.proposition])
    key.add(statement.meanings)
    key.add("\(statement.declaresZeroLogZero) \(statement.rows.count)")
    key.add("\(duty?.rawValue ?? "") \(formula.sourceFormula.directive?.budget ?? 0)")
    if case .relation(_, let relations) = form.conclusion {
      key.add("\(context.approaches(relations, formula))")
    }
    return key
  }

  private var evaluation: Evaluation {
    context.evaluation(statement.declaresZeroLogZero, times: formula.sourceFormula.directive?.budget)
  }

  /// What is a chain of terms and no claim is held row by row.
  private func derivation(_ form: ClaimForm, _ item: Evidence) -> DerivationCheck? {
    guard duty == nil, case .relation(let terms, let relations) = form.conclusion, form.minimiser == nil,
      form.premises.isEmpty
    else { return nil }
    let chain = Chain(
      terms: terms, relations: relations,
      places: statement.rows.isEmpty ? [formula.sourceFormula.range] : statement.rows,
      names: form.symbols(context.definitions), meanings: form.meanings, isIdentity: relations.count > 1)
    return DerivationCheck(
      context: context, chain: chain, declared: form.meanings, item: item, formula: formula,
      evaluation: evaluation)
  }

  private func check(_ form: ClaimForm, _ item: inout Evidence) -> CheckResult {
    let evaluation = evaluation
    let (space, points, missing) = context.sample(
      form.premises + [form.conclusion], meanings: form.meanings, names: form.symbols(context.definitions),
      identity: item.id, meeting: form.premises, evaluation)
    guard missing.isEmpty else {
      let result = context.undecide(&item, missing: missing, subject: missing[0], formula)
      // A claim without domains says nothing.
      guard duty != nil, !context.isStrict else { return result }
      return .saying(.noDomain(missing, missing[0], at: formula.sourceFormula.range))
    }
    item.domains = space.names.compactMap { form.meanings[$0]?.latex }
    var check = ClaimCheck(form: form, evaluation: evaluation, space: space, points: points)
    check.candidates = context.candidates(form, identity: item.id, evaluation)
    let extremes = Extremes(form, context.definitions).map {
      ExtremesCheck(context: context, extremes: $0, claim: check)
    }
    return ClaimConclusion(context: context, check: check, duty: duty ?? .holds).result(of: extremes, &item)
  }
}

extension PageContext {
  /// Values of what is said to exist, simple ones first.
  func candidates(_ form: ClaimForm, identity: String, _ evaluation: Evaluation) -> [Point] {
    guard !form.existing.isEmpty else { return [] }
    let (space, points, missing) = sample(
      [form.conclusion], meanings: form.meanings, names: form.existing, identity: identity + ":witness",
      evaluation)
    guard missing.isEmpty else { return [] }
    let ordered = points.fromSimplest(space.names).map { points[$0] }
    // The rest in even steps: what is small enough, or near enough to an end, is seldom simple.
    return ordered.prefix(100)
      + stride(from: 100, to: ordered.count, by: max(1, ordered.count / 100)).map { ordered[$0] }
  }
}

extension Tree {
  /// More than a name or a number.
  fileprivate var isCompound: Bool {
    switch self {
    case .symbol, .element, .number, .constant: false
    default: true
    }
  }

  fileprivate var isApproach: Bool {
    if case .relation(_, [.tendsTo]) = self { return true }
    return false
  }
}
