import Diagnostics
import LaTeX
import Trees

/// Terms joined by relations, before it is known what their symbols range over.
struct Chain {
  var terms: [Tree]
  var relations: [Tree.Relation]
  var places: [SourceRange]
  /// What it is about.
  var names: [Name]
  var meanings: [Name: Meaning]
  /// Terms that the audit leaves alone.
  var skips: Set<Int> = []
  /// A definition's arguments: of these alone a constant of proportion is free.
  var parameters: Set<Name>?
  /// What it defines.
  var head: Name?
  /// Whether it claims to hold for all values: a single relation of undeclared symbols may be a condition.
  var isIdentity = true

  /// Puts the mean of x for an \u{305}x that the page says nothing of.
  ///
  /// - Returns: the names that were taken so.
  mutating func takeMeans(_ definitions: [String: Definition]) -> [Name] {
    var means: [Name: Tree] = [:]
    for name in names
    where name.accents == ["bar"] && meanings[name]?.domain == nil && meanings[name]?.value == nil {
      var array = name
      array.accents = []
      guard let rank = (meanings[array]?.domain ?? meanings[array]?.generic)?.rank, rank > 0 else { continue }
      means[name] = .mean(of: array)
    }
    guard !means.isEmpty else { return [] }
    terms = terms.map { $0.substituting(means) }
    names = names.filter { means[$0] == nil }
    return means.keys.sorted()
  }

  /// Puts what the page defines for symbols that the terms take as arguments: in `A(\eta) = -\log(1 - \phi)` with
  /// `\eta = …` beside it, η is no free number.
  mutating func takeDefinitions(_ definitions: [String: Definition], on page: String) {
    let open = Set(names.filter { meanings[$0]?.domain == nil && meanings[$0]?.value == nil })
    guard !open.isEmpty else { return }
    var calls: [Name: Tree] = [:]
    let found = definitions.values.filter { definition in
      definition.page == page && definition.parameters.isEmpty && open.contains(definition.name)
        && !places.contains { definition.range.bytes.overlaps($0.bytes) }
    }
    // Of several the last one: it is read with those before it in force.
    for definition in found.sorted(by: { $0.range.bytes.lowerBound > $1.range.bytes.lowerBound })
    where calls[definition.name] == nil {
      calls[definition.name] = .call(.init(definition.name, definition: definition.id, arguments: []))
      for (name, meaning) in definition.meanings where meanings[name] == nil { meanings[name] = meaning }
      names += definition.inputs
    }
    guard !calls.isEmpty else { return }
    terms = terms.map { $0.substituting(calls) }
    names = names.filter { calls[$0] == nil }.uniqued
  }

  /// In `x_t = a x_{t-1} + b = a (a x_{t-2} + b) + b` the second row puts the first in for x_{t-1}. By links, the left sides
  /// in which that is done; what it brings in means what it means a step later.
  mutating func unfold(_ definitions: [String: Definition]) -> [Int: Tree] {
    guard let head, head.label != nil else { return [:] }
    var found: [Int: Tree] = [:]
    for link in relations.indices where relations[link] == .equal && link + 1 < terms.count {
      let before = Set(terms[link].dependencies(definitions))
      let new = terms[link + 1].dependencies(definitions).filter {
        !before.contains($0) && meanings[$0]?.domain == nil
      }
      guard !new.isEmpty else { continue }
      for step in [-1, 1] {
        guard let other = head.moved(by: step), before.contains(other) else { continue }
        // Where an earlier row has gone a step already, the one after it goes from there.
        guard let body = terms[0].moved(by: step) else { continue }
        let whole = terms[link].substituting([other: body])
        guard Set(new).isSubset(of: whole.dependencies(definitions)) else { continue }
        found[link] = whole
        for name in whole.dependencies(definitions) where meanings[name]?.domain == nil {
          guard let origin = name.moved(by: -step), var meaning = meanings[origin] else { continue }
          meaning.name = name
          meanings[name] = meaning
        }
        names = (names + whole.dependencies(definitions)).uniqued
      }
    }
    return found
  }

  /// `\mathbf o` beside `o_j`, where only o is declared: one and the same.
  mutating func takeElements() {
    var plain: [Name: Tree] = [:]
    for name in names where name.isBold {
      var other = name
      other.isBold = false
      guard names.contains(other), let bold = meanings[name], let thin = meanings[other],
        let source = bold.source,
        source == thin.source, let domain = thin.domain, domain.rank > 0, domain.rank == bold.domain?.rank
      else { continue }
      plain[name] = .symbol(other)
    }
    guard !plain.isEmpty else { return }
    terms = terms.map { $0.substituting(plain) }
    names = names.filter { plain[$0] == nil }
  }

  /// Whether a free letter stands for a place of an array whose length is free too.
  var hasFreePlaces: Bool {
    terms.contains { term in
      term.contains { part in
        guard case .element(_, let indices) = part else { return false }
        return indices.contains { index in
          if case .symbol(let name) = index {
            names.contains(name) && meanings[name]?.role != .length
          } else {
            false
          }
        }
      }
    }
  }

  /// Links one of whose terms speaks of a name in a set.
  func links(about open: Set<Name>, _ definitions: [String: Definition]) -> Set<Int> {
    let isOpen = terms.map { !open.isDisjoint(with: $0.dependencies(definitions)) }
    return Set(relations.indices.filter { $0 + 1 < terms.count && (isOpen[$0] || isOpen[$0 + 1]) })
  }
}

extension Tree {
  fileprivate static func mean(of array: Name) -> Tree {
    let index = Name("i", primes: 9)
    let count = Tree.apply(.length, [.symbol(array)])
    let sum = Tree.Fold(.sum, index, .integers(.number(1), count), .element(.symbol(array), [.symbol(index)]))
    return .quotient(.fold(sum), count)
  }
}

extension Name {
  /// The name one step on or back: x_{t-1} for x_t, x_t for x_{t+1}; nil where no step is in it.
  fileprivate func moved(by step: Int) -> Name? {
    guard let label, let letter = label.first,
      label.count == 1 || label.dropFirst().first == "-" || label.dropFirst().first == "+",
      letter.isLowercase, let offset = label.count == 1 ? 0 : Int(label.dropFirst())
    else { return nil }
    var copy = self
    let next = offset + step
    copy.label = next == 0 ? String(letter) : "\(letter)\(next > 0 ? "+" : "-")\(abs(next))"
    return copy
  }
}

extension Tree {
  /// The same a step on or back; nil where an index stands otherwise than in names.
  fileprivate func moved(by step: Int) -> Tree? {
    var values: [Name: Tree] = [:]
    for name in freeSymbols {
      if let next = name.moved(by: step) { values[name] = .symbol(next) }
    }
    return values.isEmpty ? nil : substituting(values)
  }
}

extension PageReport {
  /// Holds each row of a chain against the one before; rows that speak of what the page never defines are left out and
  /// named.
  mutating func hold(
    _ chain: Chain, _ item: Evidence, _ formula: Formula, _ evaluation: Evaluation,
    domains: ([Name]) -> [String]
  ) {
    var chain = chain
    var item = item
    chain.takeDefinitions(formulaIndex.definitions, on: page)
    chain.takeElements()
    let means = chain.takeMeans(formulaIndex.definitions)
    let unfolded = plan.isStrict ? [:] : chain.unfold(formulaIndex.definitions)
    let start =
      chain.terms[0].dependencies(formulaIndex.definitions)
      + unfolded.values.flatMap { $0.dependencies(formulaIndex.definitions) }
    var evaluation = evaluation
    if !plan.isStrict { evaluation.budget = evaluation.budget.map { Budget($0.whole / 6) } }
    // What a page that asks for nothing leaves undeclared counts as generic; strict pages declare it.
    var generic = Generic(chain.meanings, plan.isStrict || !chain.isIdentity ? [] : chain.names, start: start)
    generic.means = means
    var open = plan.isStrict || !chain.isIdentity ? [] : generic.open(chain.names)
    while true {
      let gaps = chain.links(about: open, formulaIndex.definitions)
      let judged = chain.terms.indices.filter { !gaps.isSuperset(of: chain.links(around: $0)) }
      let used = judged.map { chain.terms[$0] }
      let names =
        open.isEmpty
        ? chain.names
        : chain.names.filter(Set(used.flatMap { $0.dependencies(formulaIndex.definitions) }).contains)
      guard !used.isEmpty else {
        item.undecide(.undefinedSymbol(chain.names.filter(open.contains)))
        evidence.append(item)
        return
      }
      let (space, points, missing) = sample(
        used, meanings: generic.meanings, names: names, identity: item.id, evaluation)
      guard missing.isEmpty else {
        item.undecide(say(missing: missing, subject: missing[0], formula))
        evidence.append(item)
        return
      }
      var rows = RowsCheck(
        evaluation: evaluation, space: space, points: points, terms: chain.terms, relations: chain.relations,
        places: chain.places, approaches: approaches(chain.relations, formula))
      rows.gaps = gaps
      rows.unfolded = unfolded
      rows.isThrifty = !plan.isStrict
      rows.hasFreePlaces = generic.hasPlaces || chain.hasFreePlaces
      rows.held = Set(chain.names).subtracting(chain.parameters ?? Set(chain.names))
      let outcome = rows.run()
      if case .breaks(let link, _) = outcome.verdict {
        let gone = generic.vanishing(rows, link)
        if !gone.isEmpty {
          open.formUnion(gone)
          generic.forget(gone)
          continue
        }
      }
      item.domains = domains(space.names)
      conclude(rows, outcome, skips: chain.skips, &item, generic, chain.names.filter(open.contains))
      return
    }
  }

  private mutating func conclude(
    _ rows: RowsCheck, _ outcome: RowsCheck.Outcome, skips: Set<Int>, _ item: inout Evidence,
    _ generic: Generic,
    _ open: [Name]
  ) {
    for link in outcome.roundings {
      diagnostics.append(.roundedEquality(rows, link: link, isStrict: plan.isStrict))
    }
    switch outcome.verdict {
    case .holds(let points, let excluded):
      item.sample.points = points
      item.sample.excluded = excluded
      item.finding =
        outcome.roundings.isEmpty ? .agrees(.derived, outcome.words(rows) ?? generic.words) : .rounding
      if !open.isEmpty { item.undecide(.undefinedSymbol(open, besides: rows)) }
    case .breaks(let link, let failure): say(rows, breaks: link, failure, &item, generic)
    case .faulty(_, _, let reason) where generic.words != nil: item.undecide(reason.words)
    case .faulty(let link, let point, let reason):
      item.differ(because: reason.words)
      diagnostics.append(
        .formulaFaulty(reason, at: point, in: rows.space, range: rows.place(link + 1)))
    case .undecided(_, let reason, let isUnclaimed):
      item.undecide(reason)
      if isUnclaimed, !plan.isStrict { break }
      diagnostics.append(
        .undecided(
          Message(zh: "推导", en: "the derivation"), reason: reason, at: item.range, isStrict: plan.isStrict))
    }
    if rows.gaps.isEmpty { keep(rows, skips: skips, &item) }
    evidence.append(item)
  }

  private mutating func say(
    _ rows: RowsCheck, breaks link: Int, _ failure: LinkTally.Failure, _ item: inout Evidence,
    _ generic: Generic
  ) {
    item.differ(
      failure.counterexample(
        rows.space.names, Message(zh: "前一式", en: "before"), Message(zh: "这一式", en: "here")),
      because: generic.words)
    var finding = Diagnostic.derivationBreaks(rows, link: link, failure)
    finding.facts += rows.check(link).meetings(rows.space, rows.points).map(\.words)
    if let words = generic.words {
      // Nobody said that it holds for all of them.
      finding.severity = .warning
      finding.facts.append(words)
    }
    diagnostics.append(finding)
  }
}

extension Chain {
  /// The links on either side of a term.
  fileprivate func links(around term: Int) -> Set<Int> {
    Set([term - 1, term].filter { relations.indices.contains($0) && $0 + 1 < terms.count })
  }
}
