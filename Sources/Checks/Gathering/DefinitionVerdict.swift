import Diagnostics
import Trees
import Snippets

/// What comparing a definition with its code came to.
struct DefinitionVerdict: Sendable {
  var plan: DefinitionPlan
  var statistics: PointStatistics
  var difference: Difference?
  /// What an earlier run found; the tally is then empty.
  var outcome: Outcome?
  /// Of all that the verdict depends on, where it may be kept.
  var key: String?
}

extension DefinitionPlan {
  /// Of formula, code and the values that it gave.
  func key(_ results: [ProbeResult], _ options: CheckOptions) -> CheckKey {
    let trees = [comparison.formula] + comparison.rows + (comparison.form.map { [$0] } ?? [])
    var key = CheckKey(
      "code", id: definition.id, trees, options: options, definitions: comparison.evaluation.definitions)
    key.add(definition)
    key.add("\(comparison.rows.count) \(comparison.format)")
    key.add(binding.function.source)
    key.add("\(binding.spread.map { "\($0)" } ?? "")")
    for argument in binding.arguments {
      key.add("\(argument.name.plain) \(argument.parameter) \(argument.field ?? -1) \(argument.type)")
    }
    key.add(results)
    return key
  }

  /// Lets an earlier run answer where there is one.
  func judged(by results: [ProbeResult], _ options: CheckOptions) -> DefinitionVerdict {
    guard lack == nil, let memory = options.memory else { return judged(by: results) }
    let key = key(results, options).text
    var verdict = DefinitionVerdict(plan: self, statistics: PointStatistics(), outcome: memory.outcome(key))
    if verdict.outcome == nil { verdict = judged(by: results) }
    verdict.key = key
    return verdict
  }

  /// Takes the values that the page's program gave and compares each with the formula.
  func judged(by results: [ProbeResult]) -> DefinitionVerdict {
    let codes = results.map(CodeValue.init)
    let verdict = judged(by: codes)
    guard binding.givesPlaces, !verdict.isAgreement else { return verdict }
    var counted = judged(by: codes.map(\.fromOne))
    counted.plan.binding.countsFromZero = true
    let isClean = counted.difference == nil && counted.statistics.fault == nil
    return isClean && verdict.difference != nil ? counted : verdict
  }

  private func judged(by codes: [CodeValue]) -> DefinitionVerdict {
    var plan = self
    plan.codes = codes
    var statistics = PointStatistics()
    for (point, code) in zip(plan.points, plan.codes) {
      statistics.count(
        comparison.noticed(comparison.compare(code, at: point), at: point), at: point, in: space)
    }
    statistics.fault = statistics.fault.map { fault in
      Shrinking.simplest(fault, at: \.point, in: space) { comparison.fault(at: $0, in: space) }
    }
    return DefinitionVerdict(plan: plan, statistics: statistics, difference: statistics.simplest(names))
  }
}

extension DefinitionVerdict {
  /// The same definition at simpler points, to be asked in a further run; nil where the
  /// counterexample is as simple as it gets.
  var shrinking: DefinitionPlan? {
    guard let difference else { return nil }
    var next = plan
    next.points = Shrinking.candidates(difference.point, in: plan.space).filter {
      plan.comparison.evaluation.meetsConditions(of: plan.space, at: $0)
    }.compactMap { plan.binding.representable($0, in: plan.space, bound: plan.space.bound) }
    next.codes = []
    return next.points.isEmpty ? nil : next
  }

  /// Takes over a simpler counterexample, certified like the first.
  mutating func take(_ other: DefinitionVerdict) -> Bool {
    guard let current = difference, let simpler = other.difference else { return false }
    let names = plan.names
    guard simpler.isSharp || !current.isSharp, simpler.point.cost(of: names) < current.point.cost(of: names)
    else {
      return false
    }
    difference = simpler
    return true
  }

  /// The findings of this definition, and what the page shows.
  func report(page: CheckPlan, fixed: Bool) -> (evidence: Evidence, diagnostics: [Diagnostic]) {
    let definition = plan.definition
    var evidence = Evidence(
      id: definition.id, kind: plan.kind, page: page.document.page, formula: plan.formula,
      range: definition.range, finding: .agrees(.certified, nil))
    evidence.sample.points = statistics.sharp
    evidence.sample.excluded = statistics.excluded
    evidence.sample.worstULP = statistics.sharp > 0 ? statistics.worstULP : nil
    evidence.domains = definition.domains(of: plan.names)
    evidence.function = plan.binding.function.signature
    evidence.functionRange = plan.binding.function.range
    evidence.isHeldAgainstFormula = true
    evidence.about = [definition.name.plain]
    evidence.auditKey = plan.auditKey
    var diagnostics: [Diagnostic] = []
    if !plan.assumed.isEmpty { return assumedReport(evidence, page: page, fixed: fixed) }
    if let lack = plan.lack {
      if let difference, plan.space.unread.isEmpty {
        evidence.differ(difference.counterexample(plan.names), because: lack.message)
      } else {
        evidence.undecide(lack.message)
      }
      diagnostics.append(lack)
    } else if let outcome {
      outcome.tell(&evidence)
    } else if let premise = plan.space.unreadPremise, difference != nil || statistics.fault != nil {
      evidence.undecide(premise.words)
      diagnostics.append(
        .undecided(
          Message(definition.name.plain), reason: premise.words, at: definition.rows[0].range,
          isStrict: page.isStrict))
    } else if let fault = statistics.fault {
      evidence.differ(because: fault.reason.words)
      diagnostics.append(
        .formulaFaulty(fault.reason, at: fault.point, in: plan.space, range: definition.rows[0].range))
    } else if let difference {
      evidence.differ(difference.counterexample(plan.names))
      diagnostics.append(.formulaDiffers(plan.binding, difference, names: plan.names, guess: guess))
    } else if !fixed, let gap = gap {
      evidence.undecide(gap.words(definition))
      let open: Meaning? =
        if case .part(.decile(let name, _)) = gap { definition.meanings[name] } else { nil }
      diagnostics.append(
        .undecided(
          Message(definition.name.plain), reason: gap.words(definition), at: definition.rows[0].range,
          isStrict: page.isStrict, declared: open))
    } else if plan.binding.countsFromZero {
      evidence.finding = .agrees(.certified, .placesFromZero)
    } else if !plan.binding.fixed.isEmpty {
      evidence.finding = .agrees(.certified, .atDefaults(plan.binding.fixed))
    } else if let worst = statistics.inaccurate {
      diagnostics.append(
        .inaccurate(
          plan.binding, point: worst.point, names: plan.names, relative: worst.relative, ulp: worst.ulp))
    }
    return (evidence, diagnostics)
  }

  /// What was found on a domain that nobody declares: an agreement says so, a difference is one all the same, and
  /// what stays open wants a domain.
  private func assumedReport(
    _ started: Evidence, page: CheckPlan, fixed: Bool
  ) -> (evidence: Evidence, diagnostics: [Diagnostic]) {
    var evidence = started
    let definition = plan.definition
    let words = Message.assumed(plan.assumedDomains)
    var want = Diagnostic.assumedDomain(
      plan.assumed, plan.assumedDomains, at: definition.range,
      samples: plan.assumed.map(plan.binding.sampleDomain))
    if let difference, case .numbers = difference.code, plan.lack == nil {
      evidence.differ(difference.counterexample(plan.names), because: words)
      var finding = Diagnostic.formulaDiffers(plan.binding, difference, names: plan.names, guess: guess)
      finding.facts.append(words)
      return (evidence, [finding])
    }
    let open: Message? =
      plan.lack?.message ?? statistics.fault?.reason.words ?? difference.map { Message($0.code.text) }
      ?? plan.space.unreadPremise?.words ?? (fixed ? nil : gap?.words(definition))
    if let outcome {
      outcome.tell(&evidence)
    } else if let open {
      want = Diagnostic.noDomain(
        plan.assumed, definition.name, at: definition.range,
        samples: plan.assumed.map(plan.binding.sampleDomain))
      want.facts = [open]
      evidence.undecide(want.message)
    } else {
      evidence.finding = .agrees(.certified, words)
    }
    return (evidence, page.isStrict ? [want] : [])
  }

  var hasGap: Bool { gap != nil }

  /// Why nothing was found, where that is so.
  var openReason: Message? { statistics.fault?.reason.words ?? gap?.words(plan.definition) }

  private var gap: PointStatistics.Gap? {
    var branches = 0
    if case .cases(let all) = plan.definition.body { branches = all.count }
    return statistics.gap(in: plan.space, branches: branches, total: plan.points.count)
  }

  /// What may have been meant: a change of the formula, or of the code.
  private var guess: Message? { fix?.message ?? plan.comparison.habit(plan, plan.codes) }

  private var fix: SuggestedFix? {
    let symbols = plan.space.axes.filter { axis in
      if case .scalar = axis.kind { true } else { false }
    }.map(\.name)
    return SuggestedFix.find(plan.comparison, points: plan.points, codes: plan.codes, symbols: symbols)
  }
}

extension Difference {
  func counterexample(_ names: [Name]) -> Evidence.Counterexample {
    Evidence.Counterexample(
      point: point.assignments(names), left: Evidence.Side(Message(zh: "公式", en: "formula"), truth.text),
      right: Evidence.Side(Message(zh: "代码", en: "code"), code.text))
  }
}

extension Point {
  func assignments(_ names: [Name]) -> [Evidence.Assignment] {
    names.compactMap { name in values[name].map { Evidence.Assignment(name, $0.text) } }
  }
}

extension Definition {
  /// `p \in (0, 1)`, one for each symbol.
  func domains(of names: [Name]) -> [String] {
    names.compactMap { meanings[$0]?.latex }
  }
}

extension Meaning {
  /// LaTeX that declares it: `p \in (0, 1)`; nil where nothing is known.
  var latex: String? {
    if let domain, case .function(let arity) = domain.base {
      return "\(name.latex): \\mathbb{R}\(arity == 1 ? "" : "^{\(arity)}") \\to \\mathbb{R}"
    }
    if let domain { return "\(name.latex) \\in \(domain.latex)" }
    return value.map { "\(name.latex) = \($0.latex)" }
  }
}
