import LaTeX
import Typesetting
import Diagnostics
import Trees

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
    let inForce = constraints.filter { isInForce($0, in: section, plain) }
    for constraint in inForce { declareNumbers(of: constraint, &meanings) }
    for (constraint, names) in inForce.map({ ($0, $0.relation.freeSymbols) }) {
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
      let names = premise.names.filter {
        isInForce(premise.section, [$0], in: section, there: there, plain: plain)
      }
      note(premise.text, about: names, &unread)
    }
    return (unread, orders)
  }

  /// What is supposed of one formula alone.
  func restrict(_ scope: inout Scope, at index: Int) {
    for constraint in constraints where constraint.reach == .formula(index) {
      declareNumbers(of: constraint, &scope.meanings)
      if !constraint.restrict(&scope.meanings), !constraint.isDefinition(among: scope.meanings) {
        note(text(of: constraint), about: constraint.relation.freeSymbols, &scope.unread)
      }
    }
    for premise in unread where premise.reach == .formula(index) {
      note(premise.text, about: premise.names, &scope.unread)
    }
  }

  /// Whether what is required in a section, its own or another, holds of the symbols in this one.
  private func isInForce(_ constraint: Constraint, in section: [Int], _ plain: [Name: Meaning]) -> Bool {
    guard constraint.reach == .section || declaresElements(constraint, plain), !isClaimed(constraint) else {
      return false
    }
    guard let formula = constraint.formula, constraint.section != section else { return true }
    let there = self.meanings(in: constraint.section, at: formula)
    let names = (constraint.resolved(in: there) ?? constraint.relation).freeSymbols
    return isInForce(constraint.section, names, in: section, there: there, plain: plain)
  }

  /// `设 $x > 0$，由泰勒公式 $\ln x \le x - 1$` above a claim that says the same: it is what is to be shown.
  private func isClaimed(_ constraint: Constraint) -> Bool {
    guard constraint.isCarried, let formula = constraint.formula else { return false }
    func text(_ index: Int) -> String {
      let kept = pageFormulas.sourceFormulas[index].latex.filter { !$0.isWhitespace }
      return String(kept.drop { ".,;，。；".contains($0) }.reversed().drop { ".,;，。；".contains($0) }.reversed())
    }
    let said = text(formula)
    return pageFormulas.sourceFormulas.indices.contains { index in
      if case .claim? = pageFormulas.sourceFormulas[index].directive { text(index) == said } else { false }
    }
  }

  /// Whether names mean in a section what they mean where something is said of them.
  private func isInForce(
    _ origin: [Int], _ names: [Name], in section: [Int], there: [Name: Meaning], plain: [Name: Meaning]
  ) -> Bool {
    guard names.allSatisfy({ plain[$0]?.source == there[$0]?.source }) else { return false }
    if section.starts(with: origin) { return true }
    func isDeclared(_ name: Name, _ isThere: ([Int]) -> Bool) -> Bool {
      declared.contains { one in
        one.meaning.name == name && isThere(one.section) && one.meaning.source == plain[name]?.source
      }
    }
    // What a section beside says of a symbol that it does not declare itself is not said of it here.
    return names.contains { isDeclared($0) { $0 == origin } }
      && names.allSatisfy { name in plain[name]?.domain == nil || isDeclared(name) { origin.starts(with: $0) }
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
      var meanings = self.meanings(in: constraint.section, at: formula)
      for other in constraints where other.reach == .section && constraint.section.starts(with: other.section)
      {
        declareNumbers(of: other, &meanings)
      }
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
