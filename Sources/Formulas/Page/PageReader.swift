import LaTeX
import Typesetting
import Trees
import Diagnostics

/// Reads one page: declarations first, then definitions in order, then errata, then statements.
struct PageReader {
  package var pageFormulas: PageFormulas
  /// Its sentences, as words and formulas in turn.
  let sentences: [[SentenceToken]]
  /// Definitions in force from other pages, earliest first.
  let inherited: [Definition]
  /// Each formula typeset and cut into lexemes, by its id.
  var lexed: [Lexed]
  /// This page's definitions, by the formula that makes them.
  package var definitions: [(formula: Int, Definition)] = []
  package var declared: [Declared] = []
  /// What relations in prose and in the front matter require of declared symbols.
  package var constraints: [Constraint] = []
  /// What words require of symbols without being read.
  package var unread: [UnreadPremise] = []
  package var dependencies: [Name: [Name]] = [:]
  package var laws: [StatedLaw] = []
  package var imaginary: Name?
  package var heads: Set<Name> = []
  /// The formulas that head them.
  var headPlaces: [Name: [Int]] = [:]
  package var recurrent: Set<Name> = []
  /// Displays that head a name, with arguments or without; squares by the roots that they head; letters that a display
  /// moves on step by step.
  var displayHeads: [Name: [Int]] = [:]
  var squaredHeads: [Int: [Name]] = [:]
  var stepped: [Name: [Int]] = [:]
  /// Letters that a section declares more than once, the later time for what follows.
  var redeclared: [Name: Set<[Int]>] = [:]
  /// Heads whose definitions are none to go by.
  var captured: Set<Name> = []
  package var indexed: Set<Name> = []
  var indexedPlaces: [Name: [Int]] = [:]
  package var formulas: [Formula?]
  package var diagnostics: [Diagnostic] = []
  /// Values that come with the page from outside.
  package var values = GivenValues()
  /// Roles that nouns in the front matter give.
  var nouns: [Name: Role] = [:]
  /// The same with those of the page's own prose.
  var nounRoles: [Name: Role] = [:]
  /// Kinds of evidence that are left out, to see what hangs on them.
  var ignoring: Set<RoleObservation.Kind> = []
  package var roles = Roles()
  package var binders: Set<Name> = []
  var scopes: [[Int]: Scope] = [:]
  /// Definitions in force, this page's behind the inherited ones.
  var inForce = Scope()
  /// This page's definitions by name.
  var own: [Name: [(formula: Int, Definition)]] = [:]
  /// Names that are defined more than once: only for these does it matter where one stands.
  var severalTimes: Set<Name> = []
  /// Formulas that define a name where it is used before them, or in a sentence; by that name.
  var definedBy: [Name: [Int]] = [:]
  /// Sentences that define something.
  var proseDefinitions: Set<Int> = []
  /// Parts of definitions that sentences give case by case: they say nothing by themselves.
  var casewise: Set<Int> = []
  /// What claims take for the steps of sequences that sentences begin.
  var begun = BegunSteps()
  /// Where sentences say from where on a step is taken.
  var rangesOfSteps: Set<SourceRange> = []
  /// Formulas that the words around them make definitions of.
  var saidInWords: Set<Int> = []
  /// Formulas that wait for the definition of one of their symbols.
  var inProgress: Set<Int> = []

  struct Lexed {
    var html: String
    var isTypeset: Bool
    package var lexemes: [Lexeme]
    var problems: [Diagnostic]
    /// Labels that `\eqref` names in it, in order.
    var references: [String] = []
  }

  struct Declared {
    var section: [Int]
    package var formula: Int
    var meaning: Meaning
  }

  init(_ pageFormulas: PageFormulas, inherited: [Definition], lexed: [Lexed]) {
    self.pageFormulas = pageFormulas
    sentences = SentenceToken.sentences(pageFormulas)
    self.inherited = inherited
    self.lexed = lexed
    formulas = Array(repeating: nil, count: pageFormulas.sourceFormulas.count)
    for definition in inherited { inForce.add(definition) }
  }

  mutating func read() -> [Formula] {
    survey()
    let order = pageFormulas.sourceFormulas.indices
    for index in order where !isLate(index) { readInPlace(index) }
    for index in order where isErratum(index) { readInPlace(index) }
    beginSteps()
    rangesOfSteps = stepRanges()
    for index in order where formulas[index] == nil { readInPlace(index) }
    return formulas.compactMap { $0 }
  }

  func isErratum(_ index: Int) -> Bool {
    if case .erratum = pageFormulas.sourceFormulas[index].directive { return true }
    return false
  }

  /// Errata and claims are read when every definition of the page is known.
  func isLate(_ index: Int) -> Bool {
    switch pageFormulas.sourceFormulas[index].directive {
    case .erratum, .claim: true
    default: false
    }
  }

  // MARK: Scopes

  /// What names mean at a formula: its section first, then the sections around it, then the page.
  ///
  /// What is read late sees the whole page's definitions, those further down as the more distant ones.
  mutating func scope(at index: Int) -> Scope {
    let section = pageFormulas.sourceFormulas[index].section
    let place = scopes[section] ?? makeScope(section, at: index)
    scopes[section] = place
    var scope = inForce
    scope.meanings = place.meanings
    scope.foreign = place.foreign
    scope.later = place.later
    scope.numbers = place.numbers
    for (name, meaning) in domainsInForce(at: index) {
      scope.meanings[name] = meaning
      scope.meanings[name]?.value = meaning.value ?? place.meanings[name]?.value
    }
    for (name, value) in earlierValues(at: index) { scope.meanings[name]?.value = value }
    scope.unread = place.unread
    scope.orders = place.orders
    restrict(&scope, at: index)
    for name in definedNearer(at: index, scope) { scope.meanings[name] = nil }
    scope.drop(foreignDefinitions(at: index))
    scope.dependencies = place.dependencies
    scope.laws = place.laws
    scope.imaginary = place.imaginary
    scope.heads = place.heads.subtracting(captured).filter { isHeaded($0, beside: section) }
    scope.recurrent = recurrent
    scope.indexed = place.indexed
    scope.values = values
    scope.roles = roles
    scope.binders = binders
    for name in declaredNearer(than: proseDefinitions, in: section) + ownLengths(at: index, scope)
      + examples(besides: section) + countedAnew(at: index)
    { scope.set([], for: name) }
    guard isLate(index) else { return scope }
    for name in severalTimes {
      let own = own[name] ?? []
      let foreign = inForce.definitions[name]?.prefix { one in !own.contains { $0.1.id == one.id } } ?? []
      scope.set(
        foreign + own.filter { $0.formula > index }.map(\.1) + own.filter { $0.formula < index }.map(\.1),
        for: name)
    }
    begin(&scope, at: index)
    return scope
  }

  /// Values in force at a formula where the page changes them below it: 默认 $\epsilon = 10^{-5}$ above, 设 $\epsilon = 0$
  /// for what follows.
  private func earlierValues(at index: Int) -> [(Name, Tree)] {
    let section = pageFormulas.sourceFormulas[index].section
    let bare = declared.filter { $0.meaning.domain == nil && $0.meaning.value != nil }
    return Dictionary(grouping: bare, by: \.meaning.name).compactMap { name, entries in
      guard Set(entries.compactMap(\.meaning.value)).count > 1 else { return nil }
      let above = entries.filter { $0.formula < index && section.starts(with: $0.section) }
      return above.max { ($0.section.count, $0.formula) < ($1.section.count, $1.formula) }
        .flatMap { entry in entry.meaning.value.map { (name, $0) } }
    }
  }

  /// Whether a head is one here: a letter that only a section further on applies, `\eta(t) = …`, is another thing here.
  private func isHeaded(_ name: Name, beside section: [Int]) -> Bool {
    guard name.base.unicodeScalars.count == 1, let formulas = headPlaces[name] else { return true }
    return formulas.contains { formula in
      let there = pageFormulas.sourceFormulas[formula].section
      return section.starts(with: there) || there.starts(with: section)
    }
  }

  /// Functions that a sentence of a section beside this one gives by a letter, as 取 $f(x) = x^2 - a$: an f here is
  /// another.
  private func examples(besides section: [Int]) -> [Name] {
    definitions.compactMap { formula, definition in
      let there = pageFormulas.sourceFormulas[formula].section
      let isBeside = !section.starts(with: there) && !there.starts(with: section)
      return isBeside && proseDefinitions.contains(formula) && !definition.parameters.isEmpty
        && definition.name.base.unicodeScalars.count == 1 ? definition.name : nil
    }
  }

  /// What a sentence defines and what the formula's own arrays are long: d_k of `Q \in \mathbb{R}^{n \times d_k}` is what
  /// Q has, whatever `d_k = d / h` says of it.
  private func ownLengths(at index: Int, _ scope: Scope) -> [Name] {
    let arrays = lexed[index].lexemes.names.uniqued.compactMap { scope.meanings[$0]?.domain?.shape }
    let lengths = Set(arrays.flatMap { $0 }.flatMap(\.freeSymbols))
    return definitions.compactMap { formula, definition in
      proseDefinitions.contains(formula) && definition.parameters.isEmpty && lengths.contains(definition.name)
        ? definition.name : nil
    }
  }

  /// What a sentence of a section beside this one defines, 总数 $N = \sum_m n_m$, and a sum here runs to: the number of
  /// other things.
  private func countedAnew(at index: Int) -> [Name] {
    let section = pageFormulas.sourceFormulas[index].section
    let counts = lexed[index].lexemes.lastPlaces
    guard !counts.isEmpty else { return [] }
    return definitions.compactMap { formula, definition in
      let there = pageFormulas.sourceFormulas[formula].section
      let isBeside = !section.starts(with: there) && !there.starts(with: section)
      return isBeside && proseDefinitions.contains(formula) && definition.parameters.isEmpty
        && counts.contains(definition.name) ? definition.name : nil
    }
  }

  /// What a sentence elsewhere defines, and this section declares: `宽 $w = x_2 - x_1$` in a section around this one or
  /// beside it, then `其中 $w \in (0, 100]$`.
  private func declaredNearer(than sentences: Set<Int>, in section: [Int]) -> [Name] {
    definitions.compactMap { formula, definition in
      guard sentences.contains(formula), definition.parameters.isEmpty else { return nil }
      let there = pageFormulas.sourceFormulas[formula].section
      let isNearer = declared.contains { one in
        one.meaning.name == definition.name && one.meaning.domain != nil && section.starts(with: one.section)
          && one.section != there && !there.starts(with: one.section)
      }
      return isNearer ? definition.name : nil
    }
  }

  /// Definitions of this page in sections beside this one: what they name is named anew here.
  func definedElsewhere(than section: [Int]) -> Set<String> {
    var ids: Set<String> = []
    for (formula, definition) in definitions {
      let other = pageFormulas.sourceFormulas[formula].section
      if !other.starts(with: section), !section.starts(with: other) { ids.insert(definition.id) }
    }
    return ids
  }

  /// What the page's evidence comes to for the names in a formula that nothing declares.
  package func roles(in lexemes: [Lexeme], _ scope: Scope) -> [SymbolRole] {
    lexemes.names.uniqued.compactMap { name in
      guard scope.meanings[name] == nil, scope.values.byName[name] == nil else { return nil }
      let conclusion = roles.conclusion(name)
      guard !conclusion.reasons.isEmpty else { return nil }
      return SymbolRole(name: name, role: conclusion.role, reasons: conclusion.reasons.map(\.reason).uniqued)
    }
  }

  /// Makes a definition the nearest of its name.
  mutating func putInForce(_ index: Int, _ name: Name) {
    for (formula, definition) in definitions where formula == index && definition.name.unmarked == name {
      let others = (inForce.definitions[definition.name] ?? []).filter { $0.id != definition.id }
      guard others.count < inForce.definitions[definition.name]?.count ?? 0 else { continue }
      inForce.set(others + [definition], for: definition.name)
    }
  }

  mutating func define(_ definition: Definition, at index: Int) {
    // What takes its own index for another is no definition to go by.
    guard definition.captured == nil else {
      captured.insert(definition.name)
      return
    }
    if inForce.definitions[definition.name] != nil { severalTimes.insert(definition.name) }
    definitions.append((index, definition))
    own[definition.name, default: []].append((index, definition))
    inForce.add(definition)
  }

  func makeScope(_ section: [Int], at index: Int) -> Scope {
    var scope = Scope()
    scope.dependencies = dependencies
    scope.laws = StatedLaw.inForce(laws, in: section)
    scope.imaginary = imaginary
    scope.heads = heads
    scope.indexed = indexed(in: section)
    scope.meanings = meanings(in: section, at: index)
    scope.foreign = foreign(scope.meanings, to: section)
    for name in arraysOfOthers(scope) { scope.meanings[name] = nil }
    scope.later = later(scope.foreign, than: index)
    scope.numbers = numbers(in: section)
    (scope.unread, scope.orders) = restrict(&scope.meanings, in: section)
    return scope
  }

  /// What names mean in a section, before any constraint.
  package func meanings(in section: [Int], at index: Int) -> [Name: Meaning] {
    var meanings: [Name: Meaning] = [:]
    func distance(_ declared: Declared) -> (Int, Int) {
      if declared.section == section { return (0, declared.formula) }
      if section.starts(with: declared.section) { return (1, -declared.section.count) }
      if declared.formula < index { return (2, -declared.formula) }
      return (3, declared.formula)
    }
    for (name, entries) in Dictionary(grouping: declared, by: \.meaning.name) {
      // What a section further down gives a value for its own purposes is none here.
      let sorted = entries.filter { $0.meaning.domain != nil || distance($0).0 < 3 }
        .sorted { distance($0) < distance($1) }
      guard var meaning = (sorted.first { $0.meaning.domain != nil } ?? sorted.first)?.meaning else {
        continue
      }
      if meaning.value == nil {
        meaning.value = sorted.first { $0.meaning.value != nil }?.meaning.value
      }
      // Where sections beside this one say different things of a letter, none of them says what it is here.
      let domains = sorted.filter { $0.meaning.domain != nil }
      if let first = domains.first, distance(first).0 > 1,
        domains.contains(where: {
          // What a reader meets further down says nothing against what stood above.
          distance($0).0 == distance(first).0 && !Domain.agrees($0.meaning.domain, first.meaning.domain)
        })
      {
        meaning.domain = nil
      }
      let own = sorted.filter { $0.section == sorted[0].section }.compactMap(\.meaning.domain)
      if own.count > 1, let joined = Domain.joined(own) { meaning.domain = joined }
      if let first = sorted.first, first.section != section { meaning.origin = .page }
      meanings[name] = meaning
    }
    for meaning in frontMatter() where meanings[meaning.name]?.domain == nil {
      meanings[meaning.name] = meaning
    }
    return meanings
  }

  /// Declarations of the front matter, which the pipeline lexed behind the page's own formulas.
  var frontMatterMeanings: [Meaning] = []
  func frontMatter() -> [Meaning] { frontMatterMeanings }

  // MARK: One formula

  mutating func readInPlace(_ index: Int) {
    guard formulas[index] == nil else { return }
    let definedHere = readWhatDefines(index)
    let sourceFormula = pageFormulas.sourceFormulas[index]
    var formula = Formula(
      sourceFormula: sourceFormula, html: lexed[index].html, reading: nil,
      isTypeset: lexed[index].isTypeset, problems: lexed[index].problems)
    if formula.isTypeset, formula.problems.isEmpty, !casewise.contains(index) {
      var scope = self.scope(at: index)
      for name in definedHere { scope.meanings[name] = nil }
      scope.takesStarts = proseDefinitions.contains(index)
      var reader = FormulaReader(
        sourceFormula: sourceFormula, page: pageFormulas.page, scope: scope,
        declaresZeroLogZero: pageFormulas.declaresZeroLogZero)
      reader.elsewhere = definedElsewhere(than: sourceFormula.section)
      reader.isDefinition = proseDefinitions.contains(index)
      reader.stepRanges = rangesOfSteps
      do throws(ParseError) {
        formula.reading = try reader.read(lexed[index].lexemes)
      } catch {
        // Mathematics in a sentence is there to be read by people.
        let isStrict = pageFormulas.isStrict && (sourceFormula.isDisplay || sourceFormula.directive != nil)
        formula.problems += error.all.map { .unreadable($0, sourceFormula, isStrict: isStrict) }
      }
      formula.problems += reader.warnings.map { .doubtful($0, sourceFormula) }
      diagnostics += BareWord.all(in: lexed[index].lexemes, of: sourceFormula.latex).map {
        .missingBackslash($0, sourceFormula)
      }
      formula.symbols = reader.symbols(of: formula.reading)
      formula.roles = roles(in: lexed[index].lexemes, scope)
      for definition in formula.reading?.definitions ?? [] { define(definition, at: index) }
    }
    formulas[index] = formula
  }
}

extension Domain {
  /// The same values, whatever the lengths are called.
  static func agrees(_ a: Domain?, _ b: Domain?) -> Bool {
    guard let a, let b else { return true }
    if a.values == b.values || a.rank != b.rank { return true }
    // `x_i \in [0, 1]` says of the elements what `x \in \mathbb{R}^N` leaves open.
    return a.openLengths != b.openLengths && [a.values, b.values].contains(.reals)
  }
}

extension Reading {
  /// The definitions that a formula makes.
  package var definitions: [Definition] {
    switch self {
    case .definition(let definition), .restatement(let definition, _), .erratum(let definition, _, _):
      [definition]
    case .several(let readings): readings.flatMap(\.definitions)
    default: []
    }
  }
}
