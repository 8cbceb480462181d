import Diagnostics
import Trees

/// A relation that restricts declared symbols: `x_1 < x_2`, `a + b \le 1`, `\sum_c p_c = 1`.
struct Constraint {
  var relation: Tree
  /// Where it is said; nil in the front matter.
  var formula: Int?
  /// Which of that formula's conditions it is.
  var part = 0
  var section: [Int]
  /// Whether the words right behind it speak of its case: `$d \le 1$ 时并集就是外接框`.
  var isSpokenAbout = false
  var reach: Reach
  /// What it was said in, where that are words.
  var words: WordPremise?

  enum Reach: Equatable {
    /// Where its symbols mean what they mean where it is said.
    case section
    /// 若 …, 则: the formula that its sentence ends in.
    case formula(Int)
    /// None: nothing says that it is meant.
    case nowhere
  }

  /// Narrows what its symbols mean.
  ///
  /// - Returns: whether that could be done.
  @discardableResult func restrict(_ meanings: inout [Name: Meaning]) -> Bool {
    guard let relation = resolved(in: meanings) else { return false }
    let names = relation.restricted
    let lengths = Self.lengths(in: meanings)
    let isOfLengths = names.allSatisfy(lengths.contains)
    var isHonoured = true
    // `a \le b` alone bounds neither; between two ends it bounds both.
    for name in names where isOfLengths || !lengths.contains(name) {
      if meanings[name]?.restrict(by: relation) == false { isHonoured = false }
    }
    return isHonoured
  }

  /// Symbols that say how long arrays are: these are drawn before all else.
  private static func lengths(in meanings: [Name: Meaning]) -> Set<Name> {
    var names = Set(meanings.values.flatMap { $0.domain?.shape.flatMap(\.freeSymbols) ?? [] })
    for meaning in meanings.values where meaning.role == .length { names.insert(meaning.name) }
    return names
  }

  /// The relation of declared symbols: bold where the declaration is bold, constants by their values. Nil where something
  /// in it has no domain.
  func resolved(in meanings: [Name: Meaning]) -> Tree? {
    var relation = relation
    for name in relation.freeSymbols where meanings[name]?.domain == nil {
      var bold = name
      bold.isBold.toggle()
      if meanings[bold]?.domain != nil {
        relation = relation.substituting([name: .symbol(bold)])
      } else if let value = meanings[name]?.value {
        relation = relation.substituting([name: value])
      }
    }
    let lengths = Self.lengths(in: meanings)
    let names = relation.restricted
    guard !names.isEmpty, relation.isPlain else { return nil }
    if let bounds = relation.elementBounds, meanings[bounds.array]?.domain?.rank != bounds.rank { return nil }
    // What lengths alone say to each other cannot be held to; `k \le n` is said of k.
    let isOfLengths = names.allSatisfy(lengths.contains)
    for name in names {
      if lengths.contains(name), !isOfLengths, meanings[name]?.domain != nil { continue }
      guard let meaning = meanings[name], meaning.domain != nil, meaning.role != .function else { return nil }
      if isOfLengths, !relation.isBound(of: name) { return nil }
    }
    return relation
  }
}

extension Tree {
  /// The symbols that it restricts: the index of `\sum_c p_{ic} = 1` or of `w_i > 0`, which says for which i, is none.
  fileprivate var restricted: [Name] {
    if let array = totalled ?? elementBounds?.array { return [array] }
    return freeSymbols
  }

  /// The array of `\sum_c p_c = 1`.
  private var totalled: Name? {
    guard case .relation(let terms, [.equal]) = self, case .fold(let fold)? = terms.first, fold.kind == .sum,
      case .element(.symbol(let array), _) = fold.scope.opened.body, terms[1].isClosed
    else { return nil }
    return array
  }

  /// `n \ge 2`, and that n is whole.
  fileprivate func isBound(of name: Name) -> Bool {
    guard case .relation(let terms, let relations) = self else { return false }
    if self == .isWhole(name) { return true }
    guard let (own, domain) = Domain.bounds(terms, relations), own == name, case .interval = domain.values
    else {
      return false
    }
    return true
  }

  /// Calls no function of the page and binds nothing but indices.
  fileprivate var isPlain: Bool {
    !contains { part in
      switch part {
      case .call, .applied, .quantified, .derivative: true
      default: false
      }
    }
  }
}

// MARK: Gathering

/// Relations in prose as they come by, until it is known what they restrict.
struct ConstraintGathering {
  private var introductions = Introductions()
  /// Relations that nothing brought in, joined by commas alone, of the sentence that is open.
  private var run: [Int] = []
  /// Relations behind 若 of the sentence that is open.
  private var supposed: [Int] = []
  private(set) var constraints: [Constraint] = []
  /// How each formula was brought in.
  private var brought: [Int: Introduction] = [:]
  /// The formulas of the sentence that is open, and the display that a formula's sentence ended in.
  private var sentence: [Int] = []
  private var displays: [Int: Int] = [:]
  /// Words that are not read, or that nothing says to be meant.
  private(set) var unread: [UnreadPremise] = []
  /// Whether the last relation only says what a value is for a case or an example: `$d = 768$ 时`.
  private(set) var isOfOneCase = false

  /// - Parameter isDeclared: whether a symbol is declared already where this stands.
  /// - Returns: bounds that restrict what was declared before.
  mutating func add(
    _ declaration: Declaration?, at index: Int, _ sourceFormula: SourceFormula, isDeclared: (Meaning) -> Bool
  ) -> Set<Meaning> {
    let declares = declaration.map { !$0.meanings.isEmpty || !$0.bounded.isEmpty } ?? false
    let (introduction, words) = introductions.next(sourceFormula, declares: declares)
    isOfOneCase =
      !sourceFormula.isDisplay
      && (introduction == .supposed || Introductions.isExample(words, behind: sourceFormula.trailingText)
        || sourceFormula.isChosenAside)
    brought[index] = introduction
    if !words.isContinued { (run, supposed, sentence) = ([], [], []) }
    if !words.hasSeparatorsOnly { run = [] }
    if sourceFormula.isDisplay {
      for one in supposed { constraints[one].reach = .formula(index) }
      for one in sentence { displays[one] = index }
      (run, supposed, sentence) = ([], [], [])
    } else if declares {
      for one in run { constraints[one].reach = .section }
      run = []
    }
    return add(
      declaration, nil, introduction, declares: declares, at: index, sourceFormula, isDeclared: isDeclared)
  }

  private mutating func add(
    _ declaration: Declaration?, _ words: WordPremise?, _ introduction: Introduction, declares: Bool,
    at index: Int, _ sourceFormula: SourceFormula, isDeclared: (Meaning) -> Bool
  ) -> Set<Meaning> {
    if !sourceFormula.isDisplay, words == nil { sentence.append(index) }
    var further: Set<Meaning> = []
    for (part, condition) in (declaration?.conditions ?? []).enumerated() {
      var isTotal = false
      switch condition.kind {
      case .bounds(let meaning):
        let isSecond = declaration?.isSecond(meaning) == true
        guard isSecond || isDeclared(meaning) && introduction != .open else { continue }
        further.insert(meaning)
      case .total: isTotal = true
      case .relation: break
      }
      var constraint = Constraint(
        relation: condition.relation, formula: index, part: part, section: sourceFormula.section,
        reach: .nowhere, words: words)
      constraint.isSpokenAbout = introduction == .supposed && words == nil && sourceFormula.endsCase
      switch introduction {
      case _ where isTotal: constraint.reach = .section
      // In one formula with a declaration.
      case .open where declares: constraint.reach = .section
      case .required: constraint.reach = .section
      case .supposed where words != nil: constraint.reach = reach(of: index)
      case .supposed: supposed.append(constraints.count)
      case .stated: continue
      case .open: run.append(constraints.count)
      }
      constraints.append(constraint)
    }
    return further
  }

  /// What words require of the symbols beside them.
  ///
  /// - Parameters:
  ///   - declaration: what they say as formulas; nil where they are not read.
  ///   - isDeclaredThere: whether their sentence declares one of the symbols.
  /// - Returns: bounds that restrict what was declared before; nil where the words declare nothing.
  mutating func add(
    _ premise: WordPremise, _ declaration: Declaration?, at index: Int, _ sourceFormula: SourceFormula,
    isDeclaredThere: Bool, isDeclared: (Meaning) -> Bool
  ) -> Set<Meaning>? {
    var introduction = brought[premise.first] ?? .open
    if premise.isSupposed || brought[premise.last] == .supposed { introduction = .supposed }
    guard introduction != .stated else { return nil }
    // What a sentence says of a symbol that it declares, or of one that nothing else declares, can but be meant.
    if introduction == .open, premise.isOpening || isDeclaredThere || premise.declaresAll {
      introduction = .required
    }
    if let declaration, introduction != .open {
      // 整数 $1 \le a \le b$: what the formula itself says is meant with its noun.
      for place in constraints.indices
      where constraints[place].formula == premise.first && constraints[place].reach == .nowhere {
        constraints[place].reach = .section
      }
      return add(
        declaration, premise, introduction, declares: false, at: index, sourceFormula, isDeclared: isDeclared)
    }
    unread.append(
      UnreadPremise(
        names: premise.names, text: premise.text, formula: index, section: sourceFormula.section,
        reach: introduction == .supposed ? reach(of: index) : .section))
    return nil
  }

  /// What is supposed of the display that its sentence ends in.
  private func reach(of formula: Int) -> Constraint.Reach {
    displays[formula].map { .formula($0) } ?? .nowhere
  }
}

/// Words that restrict symbols, and that nothing is held under.
struct UnreadPremise {
  var names: [Name]
  var text: String
  var formula: Int
  var section: [Int]
  var reach: Constraint.Reach
}

// MARK: What is in force where

extension PageReader {
  /// Narrows what is restricted in a section: by what is said in it or around it, or of symbols that are declared there.
  ///
  /// - Returns: what restricts symbols and could not be used, by the symbol; and what orders symbols some of which nothing
  ///   declares.
  func restrict(
    _ meanings: inout [Name: Meaning], in section: [Int]
  ) -> (unread: [Name: [String]], orders: [Scope.Order]) {
    let plain = meanings
    var unread: [Name: [String]] = [:]
    var orders: [Scope.Order] = []
    for constraint in constraints where constraint.reach == .section {
      var names = constraint.relation.freeSymbols
      if let formula = constraint.formula, constraint.section != section {
        let there = self.meanings(in: constraint.section, at: formula)
        names = constraint.resolved(in: there)?.freeSymbols ?? names
        guard isInForce(constraint.section, names, in: section, there, plain) else { continue }
      }
      if constraint.restrict(&meanings) || constraint.isDefinition(among: plain) { continue }
      if constraint.isOrder(among: plain) {
        orders.append(.init(relation: constraint.relation, text: text(of: constraint)))
      } else {
        note(text(of: constraint), about: names, &unread)
      }
    }
    for premise in self.unread where premise.reach == .section {
      let there =
        premise.section == section ? plain : self.meanings(in: premise.section, at: premise.formula)
      let names = premise.names.filter { isInForce(premise.section, [$0], in: section, there, plain) }
      note(premise.text, about: names, &unread)
    }
    return (unread, orders)
  }

  /// What is supposed of one formula alone.
  func restrict(_ scope: inout Scope, at index: Int) {
    for constraint in constraints where constraint.reach == .formula(index) {
      if !constraint.restrict(&scope.meanings), !constraint.isDefinition(among: scope.meanings) {
        note(text(of: constraint), about: constraint.relation.freeSymbols, &scope.unread)
      }
    }
    for premise in unread where premise.reach == .formula(index) {
      note(premise.text, about: premise.names, &scope.unread)
    }
  }

  /// Whether names mean in a section what they mean where something is said of them.
  private func isInForce(
    _ origin: [Int], _ names: [Name], in section: [Int], _ there: [Name: Meaning], _ plain: [Name: Meaning]
  ) -> Bool {
    guard names.allSatisfy({ plain[$0]?.source == there[$0]?.source }) else { return false }
    return section.starts(with: origin)
      || declared.contains { one in
        one.section == origin && names.contains(one.meaning.name)
          && one.meaning.source == plain[one.meaning.name]?.source
      }
  }

  private func note(_ text: String, about names: [Name], _ unread: inout [Name: [String]]) {
    for name in names where unread[name]?.contains(text) != true { unread[name, default: []].append(text) }
  }

  private func text(of constraint: Constraint) -> String {
    if let words = constraint.words { return words.text }
    return constraint.formula.map { "$\(pageFormulas.sourceFormulas[$0].latex)$" }
      ?? constraint.relation.plain
  }

  /// Reads the relations anew, now that it is known what is an array, a function or a name of its own.
  mutating func rereadConstraints(_ scope: Scope) {
    for index in constraints.indices {
      guard let formula = constraints[index].formula else { continue }
      var scope = scope
      scope.meanings = meanings(in: constraints[index].section, at: formula)
      scope.heads = heads
      let declaration =
        if let words = constraints[index].words {
          self.declaration(words, at: formula, scope: scope) { name in
            words.declares.contains(name) ? nil : scope.meanings[name]?.domain
          }
        } else {
          self.declaration(formula, scope: scope)
        }
      guard let conditions = declaration?.conditions, conditions.indices.contains(constraints[index].part)
      else { continue }
      constraints[index].relation = conditions[constraints[index].part].relation
    }
  }

  /// What words say as formulas; nil where they cannot be read as such.
  func declaration(
    _ words: WordPremise, at index: Int, scope: Scope, domain: @escaping (Name) -> Domain?
  ) -> Declaration? {
    let sourceFormula = pageFormulas.sourceFormulas[index]
    let parser = Parser([], end: sourceFormula.latex.utf8.count, scope: scope)
    guard let relations = words.relations(parser, domain: domain) else { return nil }
    return Declaration(relations, trailing: "", source: sourceFormula.range)
  }

  /// Says of each relation that looks like a premise, and is none, that it is none.
  mutating func reportUnused() {
    for constraint in constraints {
      guard let formula = constraint.formula, constraint.reach != .formula(formula),
        !proseDefinitions.contains(formula), !constraint.saysNoPremise
      else { continue }
      let meanings = self.meanings(in: constraint.section, at: formula)
      let isUnderstood = constraint.resolved(in: meanings) != nil
      switch constraint.reach {
      case .formula: continue
      case .section: if isUnderstood || constraint.names(what: meanings) == 0 { continue }
      case .nowhere: if !isUnderstood || constraint.isSpokenAbout { continue }
      }
      guard isSpokenOf(constraint) else { continue }
      diagnostics.append(
        .constraintUnused(
          pageFormulas.sourceFormulas[formula], isMeant: constraint.reach == .section,
          unknown: constraint.relation.freeSymbols.filter { meanings[$0]?.domain == nil }))
    }
  }

  /// Whether a formula on display, here or below, speaks of what it restricts.
  private func isSpokenOf(_ constraint: Constraint) -> Bool {
    let names = Set(constraint.relation.freeSymbols)
    let least = constraint.reach == .section ? 1 : min(names.count, 2)
    return pageFormulas.sourceFormulas.indices.contains { index in
      let sourceFormula = pageFormulas.sourceFormulas[index]
      return sourceFormula.isDisplay && sourceFormula.section.starts(with: constraint.section)
        && names.intersection(lexed[index].lexemes.names).count >= least
    }
  }
}

extension Constraint {
  /// Whether no premise has this form: `R_0 = 0` is what a sequence begins with, `w \frac{\partial v}{\partial w} = 0` is
  /// found out.
  fileprivate var saysNoPremise: Bool {
    if relation.contains(where: { if case .derivative = $0 { true } else { false } }) { return true }
    guard case .relation(let terms, [.equal]) = relation, case .element(_, let places) = terms[0] else {
      return false
    }
    return terms[1].isClosed && places.allSatisfy { if case .number = $0 { true } else { false } }
  }

  /// Whether it says what an undeclared symbol stands for: `z = \log p`, `z_i = x_i / s`.
  func isDefinition(among meanings: [Name: Meaning]) -> Bool {
    guard case .relation(let terms, [.equal]) = relation else { return false }
    switch terms[0] {
    case .element(.symbol(let name), _) where meanings[name]?.domain?.rank == 0:
      // d_k beside a number d is a name of its own.
      return true
    case .symbol(let name), .element(.symbol(let name), _), .power(.symbol(let name), .number(2)):
      return meanings[name]?.domain == nil
    default: return false
    }
  }

  /// Whether it orders numbers some of which nothing declares: `x_1 < x_2`.
  func isOrder(among meanings: [Name: Meaning]) -> Bool {
    guard case .relation(let terms, let relations) = relation,
      relations.allSatisfy({ [.less, .lessOrEqual, .greater, .greaterOrEqual].contains($0) })
    else { return false }
    return terms.allSatisfy { term in
      switch term {
      case .symbol(let name): !name.isBold && meanings[name]?.domain?.rank ?? 0 == 0
      case .number: true
      default: false
      }
    }
  }

  /// How many of its symbols are declared; none where it defines one that is not: `z = \log p`.
  fileprivate func names(what meanings: [Name: Meaning]) -> Int {
    isDefinition(among: meanings) ? 0 : relation.freeSymbols.count { meanings[$0]?.domain != nil }
  }
}

extension Diagnostic {
  /// A relation in prose that looks like a premise, and that nothing is held under.
  static func constraintUnused(_ sourceFormula: SourceFormula, isMeant: Bool, unknown: [Name]) -> Diagnostic {
    let list = unknown.map(\.plain).joined(separator: ", ")
    let why =
      isMeant
      ? (unknown.isEmpty
        ? Message(zh: "它不是只含已声明的变量的式子", en: "it is not about declared variables alone")
        : Message(zh: "\(list) 没有声明取值范围", en: "\(list) has no declared domain"))
      : Message(zh: "前后的文字没有说它是前提", en: "the words around it do not say that it is one")
    return Diagnostic(
      .warning, "constraint-unused",
      Message(zh: "这个约束没有用作前提: \(why.zh)", en: "this constraint is not used as a premise: \(why.en)"),
      at: sourceFormula.range,
      help: [
        isMeant
          ? Message(
            zh: "给每个符号声明范围, 或把它写进断言: ∀ …: 约束 ⇒ …",
            en: "declare where each symbol lies, or write it into the claim: ∀ …: constraint ⇒ …")
          : Message(
            zh: "是前提就写“满足 $…$”或“其中 $…$”; 是推论就写“所以 $…$”",
            en: "for a premise write \"such that $…$\" or \"where $…$\"; for what follows write \"so $…$\"")
      ])
  }
}
