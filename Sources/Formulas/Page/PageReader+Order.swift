import LaTeX
import Typesetting
import Trees

extension SourceFormula {
  /// Whether what stands side by side in it is cut into statements: a claim is one, and so is an erratum.
  var isCut: Bool {
    switch directive {
    case .claim, .erratum: false
    default: true
    }
  }
}

extension [Rows.Statement] {
  /// The places of the statements, each behind those that define what it uses: `y = a s, \quad s = x^2`.
  func definitionsFirst(recurrent: Set<Name>) -> [Int] {
    guard count > 1 else { return Array<Int>(indices) }
    var scope = Scope()
    scope.recurrent = recurrent
    let heads = map { statement in
      let parser = Parser(statement.lexemes, end: statement.end, scope: scope)
      return Head(parser).map { ($0.name.surveyed(recurrent), $0.next) }
    }
    let uses = indices.map { place -> Set<Int> in
      guard let (own, next) = heads[place] else { return [] }
      let names = Set([Lexeme](self[place].lexemes[next...]).names)
      return Set(
        indices.filter { other in
          guard other != place, let (name, _) = heads[other], name != own else { return false }
          return names.contains(name) || name.label?.isOfIndices == true && names.contains(name.bare)
            || name.isAsked(in: names) || name.begins(own)
        })
    }
    var order: [Int] = []
    var waiting: Set<Int> = []
    func visit(_ place: Int) {
      guard !order.contains(place), waiting.insert(place).inserted else { return }
      for other in uses[place].sorted() where !uses[other].contains(place) { visit(other) }
      order.append(place)
    }
    for place in indices { visit(place) }
    return order
  }
}

extension PageReader {
  /// What the displays define.
  mutating func surveyHeads() {
    surveyRecurrences()
    var scope = Scope()
    scope.recurrent = recurrent
    for (index, sourceFormula) in pageFormulas.sourceFormulas.enumerated() where sourceFormula.isDisplay {
      for statement in Rows(lexed[index].lexemes, end: sourceFormula.latex.utf8.count).statements.flatMap(
        \.separated)
      {
        let parser = Parser(statement.lexemes, end: statement.end, scope: scope)
        guard let head = Head(parser), !isLate(index) else { continue }
        surveyHead(head, statement, at: index)
        if head.hasArguments {
          heads.insert(head.name)
          headPlaces[head.name, default: []].append(index)
        }
        definedBy[head.name.surveyed(recurrent), default: []].append(index)
      }
    }
  }

  /// Functions whose bodies apply them anew, unless they were defined before without: then it is an identity, as
  /// `\sigma(x) = 1 - \sigma(-x)` is.
  private mutating func surveyRecurrences() {
    var closed: [Name: [[Int]]] = [:]
    for (index, sourceFormula) in pageFormulas.sourceFormulas.enumerated() where sourceFormula.isDisplay {
      let rows = Rows(lexed[index].lexemes, end: sourceFormula.latex.utf8.count)
      for statement in rows.statements.flatMap(\.separated) {
        guard let head = Head(Parser(statement.lexemes, end: statement.end, scope: Scope())),
          head.hasArguments, !isLate(index), !statement.lexemes[head.next...].isEmpty
        else { continue }
        if ![Lexeme](statement.lexemes[head.next...]).applies(head.name) {
          closed[head.name, default: []].append(sourceFormula.section)
        } else if !closed[head.name, default: []].contains(where: sourceFormula.section.starts) {
          recurrent.insert(head.name)
        }
      }
    }
  }

  /// Definitions that say how the recurrences of a formula begin, wherever they stand: `F_1 = 1`.
  private func beginnings(of index: Int) -> [Name] {
    let own = definedBy.filter { $0.value.contains(index) }.keys
    guard !own.isEmpty else { return [] }
    return definedBy.keys.filter { own.contains(where: $0.begins) }.sorted()
  }

  /// What sentences define that nothing else speaks of.
  mutating func surveyProse() {
    let spoken = Set(frontMatterMeanings.map(\.name)).union(binders)
      .union(values.byName.keys).union(dependencies.keys).union(inherited.map(\.name))
    let places = Dictionary(grouping: declared, by: \.meaning.name).mapValues { $0.map(\.section) }
    var prose = ProseDefinitions(
      spoken: spoken, declared: places, displayed: Set(definedBy.keys).union(heads))
    for (index, sourceFormula) in pageFormulas.sourceFormulas.enumerated() where !casewise.contains(index) {
      prose.add(sourceFormula, at: index, Rows.trimmed(lexed[index].lexemes))
    }
    // A function of which sentences say only a case, or one case twice, is a function nevertheless.
    for index in casewise {
      let lexemes = Rows.trimmed(lexed[index].lexemes)
      let end = pageFormulas.sourceFormulas[index].latex.utf8.count
      guard let head = Head(Parser(lexemes, end: end, scope: Scope())), head.hasArguments else { continue }
      heads.insert(head.name)
      headPlaces[head.name, default: []].append(index)
    }
    heads.formUnion(prose.functions)
    for name in prose.functions { headPlaces[name, default: []] += prose.found[name.unmarked] ?? [] }
    proseDefinitions = Set(prose.found.values.joined())
    // What is declared needs no definition from further down.
    for name in spoken.union(places.keys) { definedBy[name] = nil }
    // Nor does one of several listed arrays: `\mu_1, \dots, \mu_K \in \mathbb{R}^d` before an update of the \mu_j.
    let listed = Set(declared.filter { ($0.meaning.domain?.rank ?? 0) > 1 }.map(\.meaning.name))
    for name in definedBy.keys where name.label?.isOfIndices == true && listed.contains(name.bare) {
      definedBy[name] = nil
    }
    definedBy.merge(prose.found) { $0 + $1 }
  }

  /// What sentences declare as one quantity becomes one name, on the whole page alike.
  mutating func nameQuantities() {
    let sentences = zip(pageFormulas.sourceFormulas, lexed).filter { !$0.0.isDisplay }.map(\.1.lexemes)
    var quantities = Quantities(sentences)
    quantities.add(values.terms)
    for index in lexed.indices { lexed[index].lexemes = quantities.named(lexed[index].lexemes) }
  }

  /// Reads first what defines the symbols of a formula further down in its section, or in a sentence.
  ///
  /// - Returns: names that a sentence right here defines, whatever other sections declare of them.
  mutating func readWhatDefines(_ index: Int) -> [Name] {
    guard !definedBy.isEmpty, inProgress.insert(index).inserted else { return [] }
    defer { inProgress.remove(index) }
    var here: [Name] = []
    let section = pageFormulas.sourceFormulas[index].section
    // `T(1) = 1` is there for the T that is defined by its own values, and not the reverse.
    let own = recurrent.isEmpty ? [] : definedBy.filter { $0.value.contains(index) }.map(\.key)
    for name in (lexed[index].lexemes.names(whole: definedBy) + beginnings(of: index)).uniqued {
      guard let candidates = definedBy[name], !candidates.contains(index),
        !own.contains(where: { $0.begins(name) }),
        let chosen = nearest(candidates, to: index)
      else { continue }
      if proseDefinitions.contains(chosen), section.starts(with: pageFormulas.sourceFormulas[chosen].section)
      {
        here.append(name)
      }
      if formulas[chosen] == nil, !inProgress.contains(chosen) {
        readInPlace(chosen)
      } else {
        putInForce(chosen, name)
      }
    }
    return here
  }

  /// In the same section before the formula, then behind it; sentences of sections around it; then of the page.
  private func nearest(_ candidates: [Int], to index: Int) -> Int? {
    let section = pageFormulas.sourceFormulas[index].section
    func distance(_ other: Int) -> (Int, Int) {
      let its = pageFormulas.sourceFormulas[other].section
      if its == section { return other < index ? (0, index - other) : (1, other - index) }
      return section.starts(with: its) ? (2, -its.count) : (3, abs(other - index))
    }
    let usable = candidates.filter { other in
      // A display elsewhere is read in its turn; one before this too, unless this is read ahead of its turn.
      let isDisplay = pageFormulas.sourceFormulas[other].isDisplay
      let isAhead = other > index || formulas[other] == nil
      return !isDisplay || pageFormulas.sourceFormulas[other].section == section && isAhead
    }
    return usable.min { distance($0) < distance($1) }
  }
}

extension [Lexeme] {
  /// Names in here; of one that is defined with its subscript, `L_{\mathrm{rec}}` beside L, the whole alone.
  fileprivate func names(whole defined: [Name: [Int]]) -> [Name] {
    var found: [Name] = []
    for position in indices {
      guard case .name(var name, _) = self[position].kind else { continue }
      if position + 1 < count, case .subscript(let script) = self[position + 1].kind {
        let bare = name
        name.label = Parser.scriptText(script)
        if defined[name] == nil { found.append(bare) }
      }
      found.append(name)
    }
    return parts.reduce(into: found) { $0 += $1.names(whole: defined) }
  }
}

extension Name {
  /// Whether names speak of this one at another step, `\delta_{t+l}` or `\alpha_s` of a `\delta_t`, or of a list that begins
  /// with it. The step before, `h_{t-1}`, is another quantity.
  fileprivate func isAsked(in names: Set<Name>) -> Bool {
    guard let label else { return false }
    if label == "0" { return names.contains(bare) }
    guard Parser.familyIndices.contains(label) else { return false }
    return names.contains { other in
      other != self && other.bare == bare && other.label.map { !$0.contains("-") } == true
    }
  }

  /// The name under which a survey keeps a head: `T(1)` apart from T, where T is defined by its own values.
  fileprivate func surveyed(_ recurrent: Set<Name>) -> Name {
    recurrent.contains(unmarked) && BasePlace.pattern(mark, isApplied: true) != nil ? self : unmarked
  }

  /// Whether this says how the other begins: `F_1` for `F_n`, `T(1)` for T.
  fileprivate func begins(_ other: Name) -> Bool {
    guard other.bare == bare, other != self, BasePlace.pattern(other.label) == nil else { return false }
    if BasePlace.pattern(mark, isApplied: true) != nil { return other.mark == nil }
    return mark == nil && other.label != nil && BasePlace.pattern(label) != nil
  }
}
