import Formulas
import Diagnostics
import Trees

/// Holds each row of a chain against the one before; rows that speak of what the page never defines are left out and
/// named.
struct DerivationCheck: Sendable {
  let context: PageContext
  var chain: Chain
  /// What a reader is told of the names that it is about.
  let declared: [Name: Meaning]
  let item: Evidence
  let formula: Formula
  var evaluation: Evaluation

  func result() -> CheckResult {
    var copy = self
    let (generic, unfolded) = copy.prepare()
    var item = item
    return copy.judge(generic, unfolded, &item).about(item)
  }

  private var isThrifty: Bool { !context.isStrict }
  /// Of a page that asks for nothing, a relation by itself is a condition.
  private var takesGeneric: Bool { chain.isIdentity || context.isStrict }

  /// Takes what the page defines or means for what it leaves open.
  ///
  /// - Returns: what counts as generic, and left sides by links in which a step was put in.
  private mutating func prepare() -> (Generic, [Int: Tree]) {
    let definitions = context.definitions
    chain.takeDefinitions(definitions, on: context.page)
    chain.takeElements()
    let means = chain.takeMeans(definitions)
    let unfolded = chain.unfold(definitions)
    let start =
      chain.terms[0].dependencies(definitions) + unfolded.values.flatMap { $0.dependencies(definitions) }
    if isThrifty { evaluation.budget = evaluation.budget.map { Budget($0.whole / 6) } }
    // What a page leaves undeclared counts as generic: what holds for every number holds for those that are meant.
    var generic = Generic(chain.meanings, takesGeneric ? chain.names : [], start: start)
    generic.means = means
    return (generic, unfolded)
  }

  private func judge(_ start: Generic, _ unfolded: [Int: Tree], _ item: inout Evidence) -> CheckResult {
    var generic = start
    var open = takesGeneric ? generic.open(chain.names) : []
    while true {
      let gaps = chain.links(about: open, context.definitions)
      let judged = chain.terms.indices.filter { !gaps.isSuperset(of: chain.links(around: $0)) }
      let used = judged.map { chain.terms[$0] }
      guard !used.isEmpty else {
        let names = chain.names.filter(open.contains)
        if context.isStrict { return context.undecide(&item, missing: names, subject: names[0], formula) }
        item.undecide(.undefinedSymbol(names))
        return CheckResult()
      }
      let (space, points, missing) = context.sample(
        used, meanings: generic.meanings, names: names(of: used, open), identity: item.id, evaluation)
      guard missing.isEmpty else {
        return context.undecide(&item, missing: missing, subject: missing[0], formula)
      }
      var rows = rows(space, points, generic)
      rows.gaps = gaps
      rows.unfolded = unfolded
      let outcome = rows.run()
      if case .breaks(let link, _) = outcome.verdict {
        if !chain.isIdentity, let first = generic.assumed.first {
          return context.undecide(&item, missing: generic.assumed, subject: first, formula)
        }
        let gone = generic.vanishing(rows, link)
        if !gone.isEmpty {
          open.formUnion(gone)
          generic.forget(gone)
          continue
        }
      }
      item.domains = space.names.compactMap { declared[$0]?.latex }
      return conclude(rows, outcome, generic: generic, open: chain.names.filter(open.contains), &item)
    }
  }

  private func names(of used: [Tree], _ open: Set<Name>) -> [Name] {
    guard !open.isEmpty else { return chain.names }
    return chain.names.filter(Set(used.flatMap { $0.dependencies(context.definitions) }).contains)
  }

  private func rows(_ space: SampleSpace, _ points: [Point], _ generic: Generic) -> RowsCheck {
    var rows = RowsCheck(
      evaluation: evaluation, space: space, points: points, terms: chain.terms, relations: chain.relations,
      places: chain.places, approaches: context.approaches(chain.relations, formula))
    rows.isThrifty = isThrifty
    rows.hasFreePlaces = generic.hasPlaces || chain.hasFreePlaces
    rows.held = Set(chain.names).subtracting(chain.parameters ?? Set(chain.names))
    return rows
  }

  private func conclude(
    _ rows: RowsCheck, _ outcome: RowsCheck.Outcome, generic: Generic, open: [Name], _ item: inout Evidence
  ) -> CheckResult {
    let isStrict = context.isStrict
    var result = CheckResult(
      [], outcome.roundings.map { .roundedEquality(rows, link: $0, isStrict: isStrict) })
    switch outcome.verdict {
    case .holds(let points, let excluded):
      item.sample.points = points
      item.sample.excluded = excluded
      item.finding =
        outcome.roundings.isEmpty ? .agrees(.derived, outcome.words(rows) ?? generic.words) : .rounding
      if !open.isEmpty {
        item.undecide(.undefinedSymbol(open, besides: rows))
        if isStrict { result.diagnostics.append(.noDomain(open, open[0], at: item.range)) }
      } else if isStrict, !generic.assumed.isEmpty {
        result.diagnostics.append(.assumedDomain(generic.assumed, [], at: item.range))
      }
    case .breaks(let link, let failure):
      result.diagnostics.append(differs(rows, at: link, failure, generic: generic, &item))
    case .faulty(let link, _, let reason) where generic.words != nil:
      item.undecide(reason.words)
      if isStrict {
        result.diagnostics.append(
          .undecided(
            Message(zh: "推导", en: "the derivation"), reason: reason.words, at: rows.place(link + 1),
            isStrict: true))
      }
    case .faulty(let link, let point, let reason):
      item.differ(because: reason.words)
      result.diagnostics.append(
        .formulaFaulty(reason, at: point, in: rows.space, range: rows.place(link + 1)))
    case .undecided(_, let reason, let isUnclaimed):
      item.undecide(reason)
      if isUnclaimed, !isStrict { break }
      result.diagnostics.append(
        .undecided(
          Message(zh: "推导", en: "the derivation"), reason: reason, at: item.range, isStrict: isStrict))
    }
    if rows.gaps.isEmpty { result.keep(rows, skips: chain.skips, &item, context.options) }
    return result
  }

  private func differs(
    _ rows: RowsCheck, at link: Int, _ failure: LinkTally.Failure, generic: Generic, _ item: inout Evidence
  ) -> Diagnostic {
    item.differ(
      failure.counterexample(
        rows.space.names, Message(zh: "前一式", en: "before"), Message(zh: "这一式", en: "here")),
      because: generic.words)
    var finding = Diagnostic.derivationBreaks(rows, link: link, failure)
    finding.facts += rows.check(link).meetings(rows.space, rows.points).map(\.words)
    if let words = generic.words {
      // Nobody said that it holds for all of them.
      if !context.isStrict { finding.severity = .warning }
      finding.facts.append(words)
    }
    return finding
  }
}

extension LinkTally.Failure {
  func counterexample(_ names: [Name], _ left: Message, _ right: Message) -> Evidence.Counterexample {
    Evidence.Counterexample(
      point: point.assignments(names), left: Evidence.Side(left, self.left.text),
      right: Evidence.Side(right, self.right.text))
  }
}

extension Message {
  /// Said of a derivation whose other rows hold.
  static func undefinedSymbol(_ names: [Name], besides rows: RowsCheck) -> Message {
    let words = undefinedSymbol(names)
    return Message(zh: words.zh + "；其余各行成立", en: words.en + "; the other rows hold")
  }

  static func undefinedSymbol(_ names: [Name]) -> Message {
    // A conditional probability is a function of its own.
    let list = names.map { $0.plain.replacing("∣", with: "(·|·)") }.joined(separator: ", ")
    return Message(zh: "\(list) 在页上没有定义，也没有取值范围", en: "\(list): neither defined nor declared on the page")
  }
}
