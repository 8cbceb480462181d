import LaTeX
import Typesetting
import Diagnostics
import Trees

/// What the page declares where, and what its evidence says of its symbols.
extension PageReader {
  /// Finds heads, binders and declarations before anything is read.
  package mutating func survey() {
    nameQuantities()
    for index in lexed.indices { lexed[index].lexemes = SpelledWords.joined(lexed[index].lexemes) }
    mergeWords()
    nameTables()
    joinCases()
    for lexed in lexed { lexed.lexemes.collectBinders(into: &binders) }
    for (index, lexed) in lexed.enumerated() {
      var names: Set<Name> = []
      lexed.lexemes.collectIndexed(by: binders, into: &names)
      indexed.formUnion(names)
      for name in names { indexedPlaces[name, default: []].append(index) }
    }
    surveyHeads()
    surveySequences()
    laws = statedLaws()
    var scope = Scope()
    scope.indexed = indexed
    scope.values = values
    scope.binders = binders
    var gathering = ConstraintGathering()
    let convention = zeroLogZeroConvention(scope)
    if !convention.isEmpty { pageFormulas.declaresZeroLogZero = true }
    for (index, sourceFormula) in pageFormulas.sourceFormulas.enumerated() {
      if !stepped.isEmpty { scope.indexed = indexed(in: sourceFormula.section) }
      let says =
        sourceFormula.directive == nil && !lexed[index].lexemes.isEmpty && !convention.contains(index)
        && !casewise.contains(index)
      let declaration = says ? self.declaration(index, scope: scope) : nil
      let members = says && declaration == nil ? lexed[index].lexemes.members : []
      let further = gathering.add(declaration, at: index, sourceFormula) {
        isDeclared($0, in: sourceFormula.section)
      }
      if !members.isEmpty { gathering.leaveUnread(members, at: index, sourceFormula) }
      for meaning in declaration?.meanings ?? [] where !further.contains(meaning) {
        if gathering.isOfOneCase, meaning.domain == nil { continue }
        declare(meaning, at: index)
      }
      for meaning in declaration?.bounded ?? []
      where !declared.contains(where: {
        $0.section == sourceFormula.section && $0.meaning.name == meaning.name
      }) {
        declare(meaning, at: index)
      }
      if let (name, causes) = declaration?.dependency { dependencies[name] = causes }
    }
    for premise in Clauses(sentences, of: pageFormulas, lexed.map(\.lexemes), defined: saidInWords).found {
      take(premise, scope, &gathering)
    }
    constraints += gathering.constraints
    unread = gathering.unread
    rereadConstraints(scope)
    surveyProse()
    imaginary = imaginaryUnit()
    // `$\sigma(x) = \frac{1}{1 + e^{-x}}$` defines σ, and restricts no x.
    constraints.removeAll { $0.words == nil && $0.formula.map(proseDefinitions.contains) ?? false }
    nounRoles = nouns.merging(nounsInProse()) { $1 }
    reportUnused()
    gatherRoles(binders)
  }

  /// What sentences define case by case becomes one definition.
  private mutating func joinCases() {
    let piecewise = Piecewise(sentences, of: pageFormulas, lexed.map(\.lexemes))
    casewise = piecewise.parts
    for (index, lexemes) in piecewise.joined { lexed[index].lexemes = lexemes }
    let said = SaidDefinitions(sentences, of: pageFormulas, lexed.map(\.lexemes))
    casewise.formUnion(said.parts)
    saidInWords = said.parts.union(said.joined.keys)
    for (index, lexemes) in said.joined { lexed[index].lexemes = lexemes }
  }

  /// What words say of symbols, as formulas where it can be put so.
  private mutating func take(
    _ premise: WordPremise, _ scope: Scope, _ gathering: inout ConstraintGathering
  ) {
    let index = premise.last
    let section = pageFormulas.sourceFormulas[index].section
    let meanings = self.meanings(in: section, at: index)
    var premise = premise
    // How long an array is here says nothing of one of that name elsewhere.
    let elsewhere = foreign(meanings, to: section).intersection(premise.sized)
    func domain(_ name: Name) -> Domain? { elsewhere.contains(name) ? nil : meanings[name]?.domain }
    premise.declares = Set(premise.names.filter { domain($0) == nil })
    let declaration = self.declaration(premise, at: index, scope: scope, domain: domain)
    let isDeclaredThere = declared.contains { one in
      premise.sentence.contains(one.formula) && premise.names.contains(one.meaning.name)
    }
    let further = gathering.add(
      premise, declaration, at: index, pageFormulas.sourceFormulas[index], isDeclaredThere: isDeclaredThere
    ) {
      isDeclared($0, in: section)
    }
    guard let further else { return }
    for meaning in declaration?.meanings ?? [] where !further.contains(meaning) {
      declare(meaning, at: index)
    }
  }

  /// Whether a section has said something else of where a symbol lies.
  func isDeclared(_ meaning: Meaning, in section: [Int]) -> Bool {
    declared.contains {
      $0.section == section && $0.meaning.name == meaning.name && $0.meaning.domain != nil
        && (!Domain.agrees($0.meaning.domain, meaning.domain) || $0.meaning.isArray(restrictedBy: meaning))
    }
  }

  /// Square brackets behind what the page fills in like a table become subscripts, on the whole page alike.
  private mutating func nameTables() {
    var tables = Tables()
    for (sourceFormula, lexed) in zip(pageFormulas.sourceFormulas, lexed) where sourceFormula.isDisplay {
      let rows = Rows(lexed.lexemes, end: sourceFormula.latex.utf8.count)
      for statement in rows.statements.flatMap(\.separated) { tables.survey(statement.lexemes) }
    }
    for index in lexed.indices { lexed[index].lexemes = tables.subscripted(lexed[index].lexemes) }
  }

  /// Letters that spell a word become one name, on the whole page alike.
  mutating func mergeWords() {
    var words = Words()
    words.known = values.words
    for meaning in frontMatterMeanings where meaning.name.base.utf8.count > 1 {
      words.known.insert(meaning.name.base)
    }
    for name in nouns.keys where name.base.utf8.count > 1 { words.known.insert(name.base) }
    for definition in inherited where definition.name.base.utf8.count > 1 {
      words.known.insert(definition.name.base)
    }
    words.bold = Set(values.byName.keys.filter(\.isBold).map(\.base))
    words.letters = Set(values.byName.keys.map(\.base).filter { $0.utf8.count == 1 })
    for (sourceFormula, lexed) in zip(pageFormulas.sourceFormulas, lexed) {
      words.survey(lexed.lexemes)
      for statement in Rows(lexed.lexemes, end: sourceFormula.latex.utf8.count).statements.flatMap(
        \.separated)
      {
        words.surveyHead(statement.lexemes)
      }
      for word in sourceFormula.isDisplay ? [] : lexed.lexemes.declaredWords {
        words.known.insert(word)
        if lexed.lexemes.count > word.utf8.count { words.declared.insert(word) }
      }
    }
    for index in lexed.indices { lexed[index].lexemes = words.merged(lexed[index].lexemes) }
  }

  /// What formulas and prose show of symbols that nothing declares.
  mutating func gatherRoles(_ binders: Set<Name>) {
    var evidence = RoleEvidence()
    evidence.roles.ignored = ignoring
    evidence.binders = binders
    for lexed in lexed { evidence.collect(lexed.lexemes, isLone: true) }
    for name in heads {
      evidence.roles.add(
        name, .function, .head,
        Message(zh: "本页定义了 \(name.plain)(…)", en: "this page defines \(name.plain)(…)"))
    }
    for name in definedBy.keys where !heads.contains(name) {
      evidence.roles.add(
        name, .quantity, .head,
        Message(zh: "本页定义了 \(name.plain) = …", en: "this page defines \(name.plain) = …"))
    }
    for (name, role) in nounsInProse() {
      evidence.roles.add(
        name, role, .noun,
        Message(
          zh: "正文称 \(name.plain) 为“\(role.word.zh)”", en: "the prose calls \(name.plain) a \(role.word.en)"))
    }
    for (name, role) in nouns {
      evidence.roles.add(
        name, role, .noun,
        Message(
          zh: "正文称 \(name.plain) 为“\(role.word.zh)”", en: "the prose calls \(name.plain) a \(role.word.en)"))
    }
    let arrays = Set(declared.filter { $0.meaning.domain?.rank ?? 0 > 0 }.map(\.meaning.name))
    let given = ignoring.contains(.value) ? GivenValues() : values
    evidence.conclude { arrays.contains($0) || given.rank($0) ?? 0 > 0 }
    roles = evidence.roles
  }

  /// `函数 $f$`, `the matrix $W$`, `$g$ 是函数`: what stands right beside a lone symbol in the prose.
  func nounsInProse() -> [(Name, Role)] {
    var found: [(Name, Role)] = []
    for (sourceFormula, lexed) in zip(pageFormulas.sourceFormulas, lexed) where !sourceFormula.isDisplay {
      let symbol = lexed.lexemes.applied ?? lexed.lexemes
      guard symbol.isOneSymbol, let name = Parser.spelledName(symbol) else { continue }
      let file = sourceFormula.range.file
      let start = sourceFormula.range.bytes.lowerBound
      var before = start
      while before > max(0, start - 3), [0x24, 0x20].contains(file.bytes[before - 1]) { before -= 1 }
      if let role = Nouns.role(before: file.text(max(0, before - 48)..<before)) { found.append((name, role)) }
      if let role = Nouns.role(behind: sourceFormula.trailingText) { found.append((name, role)) }
    }
    return found
  }

  /// A formula in prose, or one on display that only says where something lies.
  func declaration(_ index: Int, scope: Scope) -> Declaration? {
    let sourceFormula = pageFormulas.sourceFormulas[index]
    let lexemes = Rows.trimmed(lexed[index].lexemes)
    if sourceFormula.isDisplay, !sourceFormula.isRequired,
      !lexemes.contains(where: { if case .relation(.in) = $0.kind { true } else { false } })
    {
      return nil
    }
    var parser = Parser(lexemes, end: sourceFormula.latex.utf8.count, scope: scope)
    parser.isDeclaration = true
    if let listed = ElementListing(lexemes), !listed.rest.isEmpty {
      return declaration(of: listed, parser, sourceFormula)
    }
    if let special = Declaration(special: lexemes, parser: parser, source: sourceFormula.range) {
      return special
    }
    var whole = parser
    guard let parts = (try? whole.parts()) ?? membership(parser) else { return nil }
    let declaration = Declaration(parts, trailing: sourceFormula.trailingText, source: sourceFormula.range)
    return declaration
  }

  /// `m = y f(\boldsymbol x) \in \mathbb{R}` of an f that the page does not give: where m lies, whatever it is.
  private func membership(_ parser: Parser) -> [Tree]? {
    let relations = parser.lexemes.indices.filter { parser.lexemes[$0].isRelation }
    guard relations.count == 2, case .relation(.equal) = parser.lexemes[relations[0]].kind,
      case .relation(.in) = parser.lexemes[relations[1]].kind
    else { return nil }
    var parser = parser
    parser.lexemes = Array(parser.lexemes[..<relations[0]] + parser.lexemes[relations[1]...])
    return try? parser.parts()
  }

  /// `x_1, \dots, x_n \in \mathbb{R}`, `x_1, \dots, x_n > 0`: what is said of each element, of an array of that length.
  private func declaration(
    of listed: ElementListing, _ parser: Parser, _ sourceFormula: SourceFormula
  ) -> Declaration? {
    var (one, length) = (parser, parser)
    one.lexemes = [listed.name] + listed.rest
    length.lexemes = listed.length
    guard let parts = try? one.parts(), parts.count == 1, let count = try? length.parts(), count.count == 1
    else {
      return nil
    }
    let declaration = Declaration(parts, trailing: "", source: sourceFormula.range)
    guard listed.isFromZero else { return declaration.ofElements(of: listed.spelled, count[0]) }
    // Formulas count such an array from 0 or from 1: how long it is, their use of it tells.
    var open = declaration.ofElements(of: listed.spelled, count[0].plusOne)
    open?.meanings[0].domain?.openLengths = 1
    return open
  }

  mutating func declare(_ meaning: Meaning, at index: Int) {
    let section = pageFormulas.sourceFormulas[index].section
    // `$h$ 个头，其中 $h \in \{1, \ldots, n\}$`: what says more is what counts.
    if let place = declared.firstIndex(where: { $0.section == section && $0.meaning.name == meaning.name }),
      declared[place].meaning.isBareCount != meaning.isBareCount, meaning.domain != nil
    {
      if declared[place].meaning.isBareCount { declared[place].meaning = meaning }
      return
    }
    if let place = declared.lastIndex(where: {
      $0.section == section && $0.meaning.name == meaning.name && $0.meaning.domain != nil
        && !Domain.agrees($0.meaning.domain, meaning.domain)
    }) {
      let earlier = declared[place]
      // `$\beta > 1$ 时更看重查全率` says nothing of where β lies.
      if isAside(index) { return }
      if isAside(earlier.formula) {
        declared[place] = Declared(section: section, formula: index, meaning: meaning)
        return
      }
      guard startsAnew(earlier.formula, index) else {
        diagnostics.append(.conflictingDomains(meaning, earlier.meaning, isStrict: pageFormulas.isStrict))
        return
      }
      redeclared[meaning.name, default: []].insert(section)
    }
    declared.append(Declared(section: section, formula: index, meaning: meaning))
  }
}

extension Meaning {
  /// `$v \in \mathbb{R}^n$，$v \ne 0$`, `$x > 0$` of an array x: said of it, and no declaration of a number.
  fileprivate func isArray(restrictedBy other: Meaning) -> Bool {
    guard let domain, let bounds = other.domain else { return false }
    return domain.rank > 0 && domain.openLengths == 0 && bounds.rank == 0
  }

  /// Only said to be a number of things.
  fileprivate var isBareCount: Bool {
    guard role == .length, case .integers(_, nil)? = domain?.values else { return false }
    return true
  }
}

extension [Lexeme] {
  /// The names of which a membership is said: x, y of `x, y \in S`.
  fileprivate var members: [Name] {
    guard let place = firstIndex(where: { if case .relation(.in) = $0.kind { true } else { false } }) else {
      return []
    }
    return self[..<place].compactMap { if case .name(let name, _) = $0.kind { name } else { nil } }
  }
}
