import Trees
import Diagnostics

/// Reads one page: declarations first, then definitions in order, then errata, then statements.
struct PageReader {
  let pageFormulas: PageFormulas
  /// Definitions in force from other pages, earliest first.
  let inherited: [Definition]
  /// Each formula typeset and cut into lexemes, by its id.
  var lexed: [Lexed]
  /// This page's definitions, by the formula that makes them.
  var definitions: [(formula: Int, Definition)] = []
  var declared: [Declared] = []
  /// What relations in prose and in the front matter require of declared symbols.
  var constraints: [Constraint] = []
  var dependencies: [Name: [Name]] = [:]
  var heads: Set<Name> = []
  var indexed: Set<Name> = []
  var formulas: [Formula?]
  var diagnostics: [Diagnostic] = []
  /// Values that come with the page from outside.
  var values = GivenValues()
  /// Roles that nouns in the prose and the front matter give.
  var nouns: [Name: Role] = [:]
  /// Kinds of evidence that are left out, to see what hangs on them.
  var ignoring: Set<Evidence.Kind> = []
  private(set) var roles = Roles()
  private var binders: Set<Name> = []
  private var scopes: [[Int]: Scope] = [:]
  /// Definitions in force, this page's behind the inherited ones.
  private var inForce = Scope()
  /// This page's definitions by name.
  private var own: [Name: [(formula: Int, Definition)]] = [:]
  /// Names that are defined more than once: only for these does it matter where one stands.
  private var severalTimes: Set<Name> = []

  struct Lexed {
    var html: String
    var isTypeset: Bool
    var lexemes: [Lexeme]
    var problems: [Diagnostic]
    /// Labels that `\eqref` names in it, in order.
    var references: [String] = []
  }

  struct Declared {
    var section: [Int]
    var formula: Int
    var meaning: Meaning
  }

  init(_ pageFormulas: PageFormulas, inherited: [Definition], lexed: [Lexed]) {
    self.pageFormulas = pageFormulas
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
    for index in order where formulas[index] == nil { readInPlace(index) }
    return formulas.compactMap { $0 }
  }

  private func isErratum(_ index: Int) -> Bool {
    if case .erratum = pageFormulas.sourceFormulas[index].directive { return true }
    return false
  }

  /// Errata and claims are read when every definition of the page is known.
  private func isLate(_ index: Int) -> Bool {
    switch pageFormulas.sourceFormulas[index].directive {
    case .erratum, .claim: true
    default: false
    }
  }

  // MARK: What is declared where

  /// Finds heads, binders and declarations before anything is read.
  private mutating func survey() {
    mergeWords()
    for lexed in lexed { lexed.lexemes.collectBinders(into: &binders) }
    for lexed in lexed { lexed.lexemes.collectIndexed(by: binders, into: &indexed) }
    for (sourceFormula, lexed) in zip(pageFormulas.sourceFormulas, lexed) where sourceFormula.isDisplay {
      for statement in Rows(lexed.lexemes, end: sourceFormula.latex.utf8.count).statements.flatMap(
        \.separated)
      {
        let parser = Parser(statement.lexemes, end: statement.end, scope: Scope())
        if let head = Head(parser), head.hasArguments { heads.insert(head.name) }
      }
    }
    var scope = Scope()
    scope.indexed = indexed
    scope.values = values
    scope.binders = binders
    var gathering = ConstraintGathering()
    for (index, sourceFormula) in pageFormulas.sourceFormulas.enumerated() {
      let says = sourceFormula.directive == nil && !lexed[index].lexemes.isEmpty
      let declaration = says ? self.declaration(index, scope: scope) : nil
      let further = gathering.add(declaration, at: index, sourceFormula) {
        isDeclared($0, in: sourceFormula.section)
      }
      for meaning in declaration?.meanings ?? [] where !further.contains(meaning) {
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
    constraints += gathering.constraints
    rereadConstraints(scope)
    reportUnused()
    gatherRoles(binders)
  }

  /// Whether a section has said something else of where a symbol lies.
  private func isDeclared(_ meaning: Meaning, in section: [Int]) -> Bool {
    declared.contains {
      $0.section == section && $0.meaning.name == meaning.name && $0.meaning.domain != nil
        && !Domain.agrees($0.meaning.domain, meaning.domain)
    }
  }

  /// Letters that spell a word become one name, on the whole page alike.
  private mutating func mergeWords() {
    var words = Words()
    words.known = values.words
    for meaning in frontMatterMeanings where meaning.name.base.utf8.count > 1 {
      words.known.insert(meaning.name.base)
    }
    for definition in inherited where definition.name.base.utf8.count > 1 {
      words.known.insert(definition.name.base)
    }
    words.letters = Set(values.byName.keys.map(\.base).filter { $0.utf8.count == 1 })
    for (sourceFormula, lexed) in zip(pageFormulas.sourceFormulas, lexed) {
      words.survey(lexed.lexemes)
      for statement in Rows(lexed.lexemes, end: sourceFormula.latex.utf8.count).statements.flatMap(
        \.separated)
      {
        words.surveyHead(statement.lexemes)
      }
      if !sourceFormula.isDisplay, let word = lexed.lexemes.declaredWord {
        words.known.insert(word)
        if lexed.lexemes.count > word.utf8.count { words.declared.insert(word) }
      }
    }
    for index in lexed.indices { lexed[index].lexemes = words.merged(lexed[index].lexemes) }
  }

  /// What formulas and prose show of symbols that nothing declares.
  private mutating func gatherRoles(_ binders: Set<Name>) {
    var evidence = RoleEvidence()
    evidence.roles.ignored = ignoring
    evidence.binders = binders
    for lexed in lexed { evidence.collect(lexed.lexemes, isLone: true) }
    for name in heads {
      evidence.roles.add(
        name, .function, .head,
        Message(zh: "本页定义了 \(name.plain)(…)", en: "this page defines \(name.plain)(…)"))
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
    evidence.roles.conclude()
    roles = evidence.roles
  }

  /// `函数 $f$`, `the matrix $W$`, `$g$ 是函数`: what stands right beside a lone symbol in the prose.
  private func nounsInProse() -> [(Name, Role)] {
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
    if let special = Declaration(special: lexemes, parser: parser, source: sourceFormula.range) {
      return special
    }
    guard let parts = try? parser.parts() else { return nil }
    let declaration = Declaration(parts, trailing: sourceFormula.trailingText, source: sourceFormula.range)
    return declaration
  }

  private mutating func declare(_ meaning: Meaning, at index: Int) {
    let section = pageFormulas.sourceFormulas[index].section
    if let earlier = declared.first(where: {
      $0.section == section && $0.meaning.name == meaning.name && $0.meaning.domain != nil
        && !Domain.agrees($0.meaning.domain, meaning.domain)
    }) {
      diagnostics.append(.conflictingDomains(meaning, earlier.meaning, isStrict: pageFormulas.isStrict))
      return
    }
    declared.append(Declared(section: section, formula: index, meaning: meaning))
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
    for constraint in constraints where constraint.reach == .formula(index) {
      constraint.restrict(&scope.meanings)
    }
    scope.dependencies = place.dependencies
    scope.heads = place.heads
    scope.indexed = place.indexed
    scope.values = values
    scope.roles = roles
    scope.binders = binders
    guard isLate(index) else { return scope }
    for name in severalTimes {
      let own = own[name] ?? []
      let foreign = inForce.definitions[name]?.prefix { one in !own.contains { $0.1.id == one.id } } ?? []
      scope.set(
        foreign + own.filter { $0.formula > index }.map(\.1) + own.filter { $0.formula < index }.map(\.1),
        for: name)
    }
    return scope
  }

  /// Definitions of this page in sections beside this one: what they name is named anew here.
  private func definedElsewhere(than section: [Int]) -> Set<String> {
    var ids: Set<String> = []
    for (formula, definition) in definitions {
      let other = pageFormulas.sourceFormulas[formula].section
      if !other.starts(with: section), !section.starts(with: other) { ids.insert(definition.id) }
    }
    return ids
  }

  /// What the page's evidence comes to for the names in a formula that nothing declares.
  private func roles(in lexemes: [Lexeme], _ scope: Scope) -> [SymbolRole] {
    lexemes.names.uniqued.compactMap { name in
      guard scope.meanings[name] == nil, scope.values.byName[name] == nil else { return nil }
      let conclusion = roles.conclusion(name)
      guard !conclusion.reasons.isEmpty else { return nil }
      return SymbolRole(name: name, role: conclusion.role, reasons: conclusion.reasons.map(\.reason).uniqued)
    }
  }

  private mutating func define(_ definition: Definition, at index: Int) {
    if inForce.definitions[definition.name] != nil { severalTimes.insert(definition.name) }
    definitions.append((index, definition))
    own[definition.name, default: []].append((index, definition))
    inForce.add(definition)
  }

  private func makeScope(_ section: [Int], at index: Int) -> Scope {
    var scope = Scope()
    scope.dependencies = dependencies
    scope.heads = heads
    scope.indexed = indexed
    scope.meanings = meanings(in: section, at: index)
    restrict(&scope.meanings, in: section)
    return scope
  }

  /// What names mean in a section, before any constraint.
  func meanings(in section: [Int], at index: Int) -> [Name: Meaning] {
    var meanings: [Name: Meaning] = [:]
    func distance(_ declared: Declared) -> (Int, Int) {
      if declared.section == section { return (0, declared.formula) }
      if section.starts(with: declared.section) { return (1, -declared.section.count) }
      if declared.formula < index { return (2, -declared.formula) }
      return (3, declared.formula)
    }
    for (name, entries) in Dictionary(grouping: declared, by: \.meaning.name) {
      let sorted = entries.sorted { distance($0) < distance($1) }
      guard var meaning = (sorted.first { $0.meaning.domain != nil } ?? sorted.first)?.meaning else {
        continue
      }
      if meaning.value == nil { meaning.value = sorted.first { $0.meaning.value != nil }?.meaning.value }
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
  private func frontMatter() -> [Meaning] { frontMatterMeanings }

  // MARK: One formula

  private mutating func readInPlace(_ index: Int) {
    let sourceFormula = pageFormulas.sourceFormulas[index]
    var formula = Formula(
      sourceFormula: sourceFormula, html: lexed[index].html, reading: nil,
      isTypeset: lexed[index].isTypeset, problems: lexed[index].problems)
    if formula.isTypeset, formula.problems.isEmpty {
      let scope = self.scope(at: index)
      var reader = FormulaReader(
        sourceFormula: sourceFormula, page: pageFormulas.page, scope: scope,
        declaresZeroLogZero: pageFormulas.declaresZeroLogZero)
      reader.elsewhere = definedElsewhere(than: sourceFormula.section)
      do throws(ParseError) {
        formula.reading = try reader.read(lexed[index].lexemes)
      } catch {
        // Mathematics in a sentence is there to be read by people.
        let isStrict = pageFormulas.isStrict && (sourceFormula.isDisplay || sourceFormula.directive != nil)
        formula.problems += error.all.map { .unreadable($0, sourceFormula, isStrict: isStrict) }
      }
      formula.problems += reader.warnings.map { .doubtful($0, sourceFormula) }
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

extension [Lexeme] {
  /// Names in here, with subscripts that are part of them, in reading order.
  var names: [Name] {
    var found: [Name] = []
    for position in indices {
      if case .name(var name, _) = self[position].kind {
        if position + 1 < count, case .subscript(let script) = self[position + 1].kind {
          found.append(name)
          name.label = Parser.scriptText(script)
        }
        found.append(name)
      }
    }
    for part in parts { found += part.names }
    return found
  }

  /// Every script and part right inside.
  var parts: [[Lexeme]] {
    flatMap { lexeme -> [[Lexeme]] in
      switch lexeme.kind {
      case .superscript(let a), .subscript(let a), .fenced(_, _, let a), .accented(_, let a): [a]
      case .fraction(let a, let b), .binomial(let a, let b): [a, b]
      case .undecidedWord(_, let letters): [letters]
      case .root(let a, let b): [a, b ?? []]
      case .grid(_, let rows): rows.flatMap { $0 }
      default: []
      }
    }
  }

  /// Names that a ∑, ∏ or min binds anywhere in here.
  func collectBinders(into found: inout Set<Name>) {
    for (lexeme, following) in zip(self, dropFirst()) {
      guard case .big(let big) = lexeme.kind, case .subscript(let script) = following.kind else { continue }
      if case .integral = big { continue }
      for part in script.prefix(6) {
        if case .name(let name, false) = part.kind { found.insert(name) }
        if case .relation = part.kind { break }
      }
      if script.dropFirst().first?.isScript == true,
        let name = Parser.spelledName(
          Array(script.prefix { if case .relation = $0.kind { false } else { true } }))
      {
        found.insert(name)
      }
    }
    for part in parts { part.collectBinders(into: &found) }
  }

  /// Names that carry a subscript made of binders alone.
  func collectIndexed(by binders: Set<Name>, into found: inout Set<Name>) {
    guard !binders.isEmpty else { return }
    for (lexeme, following) in zip(self, dropFirst()) {
      guard case .name(let name, _) = lexeme.kind, case .subscript(let script) = following.kind else {
        continue
      }
      let isIndex = script.allSatisfy { part in
        switch part.kind {
        case .name(let index, false): binders.contains(index)
        case .punctuation(","): true
        default: false
        }
      }
      if isIndex { found.insert(name) }
    }
    for part in parts { part.collectIndexed(by: binders, into: &found) }
  }
}

extension Parser {
  /// Statements between commas, to the end: a formula in prose.
  mutating func parts() throws(ParseError) -> [Tree] {
    var parts = [try statement()]
    while isPunctuation(",") || isPunctuation("，") || isPunctuation("、") || isPunctuation(";") {
      next += 1
      parts.append(try statement())
    }
    try expectEnd()
    return parts
  }
}
