import Trees

/// A statement taken apart: what it ranges over, under which premises, what it says.
///
/// `\forall q \in (0,1): q > 1/2 \Rightarrow \arg\min_p F(p, q) = q` becomes the axes q and p, the
/// premise q > 1/2 and the conclusion F(p, q) ≥ F(q, q). What exists for all that is left to be found: `\exists y \in S:
/// y = g(x)` is `g(x) \in S`, any other is looked for among the values of its set.
package struct ClaimForm: Sendable {
  package var meanings: [Name: Meaning]
  package var premises: [Tree] = []
  package var conclusion: Tree
  /// Where a minimiser is stated: its variable, the function of it, the place.
  package var minimiser: Minimiser?

  package struct Minimiser: Sendable {
    package var variable: Name
    package var body: Tree
    package var place: Tree
    package var isMaximum: Bool
  }

  package init(_ statement: Statement, definitions: [String: Definition]) {
    meanings = statement.meanings
    conclusion = statement.proposition
    taken = Set(conclusion.dependencies(definitions))
    // What its symbols' domains speak of stays what it is where the claim binds the same letter.
    var pending = Array(taken)
    while let name = pending.popLast() {
      for other in meanings[name]?.domain?.conditionSymbols(of: name) ?? []
      where taken.insert(other).inserted {
        pending.append(other)
      }
    }
    while peel() {}
    rewriteExistence()
    rewriteMinimiser()
    inheritMeanings(definitions)
  }

  /// Names that mean something already: what is opened gets another.
  private var taken: Set<Name>

  private mutating func peel() -> Bool {
    switch conclusion {
    case .quantified(.all, let set, let scope):
      let (name, body) = open(scope)
      narrow(name, to: set)
      if set == nil { supposeBounds(of: name, body) }
      conclusion = body
    case .logic(.implies, let parts) where parts.count == 2:
      assume(parts[0])
      conclusion = parts[1].substituting(substitutions)
    default: return false
    }
    return true
  }

  /// `\forall \varepsilon > 0: …` where nothing else is said of ε: a real number.
  private mutating func supposeBounds(of name: Name, _ body: Tree) {
    guard meanings[name]?.domain == nil, !name.isOftenWhole, case .logic(.implies, let parts) = body,
      case .relation(let terms, let relations)? = parts.first,
      let (bound, domain) = Domain.bounds(terms, relations),
      bound == name
    else { return }
    meanings[name] = Meaning(name, .variable, domain: domain, origin: .binder)
  }

  /// A scope's body under a name that is nobody else's, with what is declared of its letter.
  private mutating func open(_ scope: Tree.Scope) -> (name: Name, body: Tree) {
    let opened = scope.opened(avoiding: taken)
    taken.insert(opened.name)
    if opened.name != scope.hint, var meaning = meanings[scope.hint] {
      meaning.name = opened.name
      meanings[opened.name] = meaning
    }
    return opened
  }

  /// Equalities that were premises: `q = 0` puts 0 for q. None of the symbols occurs in the values.
  private var substitutions: [Name: Tree] = [:]

  private mutating func assume(_ premise: Tree) {
    if case .logic(.and, let parts) = premise {
      parts.forEach { assume($0) }
      return
    }
    if case .relation(let terms, let relations) = premise, terms.count > 2, terms.count == relations.count + 1
    {
      for (index, relation) in relations.enumerated() {
        assume(.relation([terms[index], terms[index + 1]], [relation]))
      }
      return
    }
    let premise = premise.substituting(substitutions)
    if let (name, value) = solved(premise) { eliminate(name, value) } else { premises.append(premise) }
  }

  /// An equality solved for a symbol: one that has a value everywhere between its ends, if there is one, for then the
  /// other keeps what is special of it (`n = x` with an integer n).
  private func solved(_ premise: Tree) -> (name: Name, value: Tree)? {
    guard case .relation(let terms, [.equal]) = premise, terms.count == 2 else { return nil }
    var found: [(name: Name, value: Tree)] = []
    for (side, other) in [(terms[0], terms[1]), (terms[1], terms[0])] {
      if case .symbol(let name) = side, !other.isFree(name) { found.append((name, other)) }
    }
    return found.first { meanings[$0.name]?.domain?.isContinuous ?? true } ?? found.first
  }

  private mutating func eliminate(_ name: Name, _ value: Tree) {
    let new = [name: value]
    substitutions = substitutions.mapValues { $0.substituting(new) }
    substitutions[name] = value
    premises = premises.map { $0.substituting(new) }
    let domain = meanings[name]?.domain
    meanings = meanings.mapValues { meaning in
      var meaning = meaning
      meaning.domain = meaning.domain?.substituting(new)
      return meaning
    }
    if let domain { premises += domain.membership(of: value).map { $0.substituting(substitutions) } }
  }

  private mutating func narrow(_ name: Name, to set: Tree?) {
    guard let set else { return }
    guard let domain = Domain(of: set, for: name) else {
      // A set that is no domain must not be taken for the one declared elsewhere.
      meanings[name]?.domain = nil
      meanings[name]?.value = nil
      return
    }
    if meanings[name] != nil {
      meanings[name]?.domain = domain
      meanings[name]?.value = nil
      // What the page says of the letter is not said of this one.
      meanings[name]?.unread = []
    } else {
      meanings[name] = Meaning(name, .variable, domain: domain, origin: .binder)
    }
  }

  /// The symbols that the conclusion says to exist, with their domains among the meanings.
  package var existing: [Name] {
    guard let (quantifier, bindings, _) = conclusion.quantifiers(), quantifier == .exists else { return [] }
    return bindings.map(\.name)
  }

  /// `\exists y \in S: y = e \land A(y)` says `e \in S \land A(e)`.
  private mutating func rewriteExistence() {
    var bindings: [Tree.Binding] = []
    var body = conclusion
    while case .quantified(.exists, let set, let scope) = body {
      let opened = open(scope)
      narrow(opened.name, to: set)
      if meanings[opened.name]?.domain == nil { narrow(opened.name, to: .set(.reals)) }
      bindings.append(Tree.Binding(opened.name, in: set))
      body = opened.body
    }
    guard !bindings.isEmpty else { return }
    conclusion = .quantified(.exists, bindings, body)
    guard bindings.count == 1, let set = bindings[0].set else { return }
    let name = bindings[0].name
    var parts = [body]
    if case .logic(.and, let all) = body { parts = all }
    for (index, part) in parts.enumerated() {
      guard case .relation(let terms, [.equal]) = part, terms.count == 2 else { continue }
      for (side, other) in [(terms[0], terms[1]), (terms[1], terms[0])] {
        guard side == .symbol(name), !other.isFree(name) else { continue }
        parts[index] = .relation([other, set], [.in])
        let said = parts.map { $0.substituting([name: other]) }
        conclusion = said.count == 1 ? said[0] : .logic(.and, said)
        return
      }
    }
  }

  /// `\arg\min_p F(p) = g` says that g is one of the places, and that F(p) > F(g) for every other p; with ∈ for =, that
  /// F(p) ≥ F(g).
  private mutating func rewriteMinimiser() {
    guard case .relation(let terms, let relations) = conclusion, terms.count == 2,
      relations == [.equal] || relations == [.in]
    else { return }
    for (side, other) in [(terms[0], terms[1]), (terms[1], terms[0])] {
      guard case .fold(let fold) = side, fold.kind == .argmin || fold.kind == .argmax else { continue }
      var place = other
      var isOnly = relations == [.equal]
      if case .set(.finite(let members)) = other, members.count == 1 { (place, isOnly) = (members[0], true) }
      var set: Tree?
      switch fold.range {
      case .set(let range):
        guard case .set(let form) = range, !form.isListed else { return }
        set = range
      case .integers: return
      case .whole: break
      }
      let (name, body) = open(fold.scope)
      narrow(name, to: set)
      minimiser = Minimiser(variable: name, body: body, place: place, isMaximum: fold.kind == .argmax)
      conclusion = Self.leastness(name, body, place, isMaximum: fold.kind == .argmax, isOnly: isOnly)
      if let set { conclusion = .logic(.and, [conclusion, .relation([place, set], [.in])]) }
      return
    }
  }

  private static func leastness(_ name: Name, _ body: Tree, _ place: Tree, isMaximum: Bool, isOnly: Bool)
    -> Tree
  {
    let values = [body, body.substituting([name: place])]
    guard isOnly else { return .relation(values, [isMaximum ? .lessOrEqual : .greaterOrEqual]) }
    return .logic(
      .implies,
      [.relation([.symbol(name), place], [.unequal]), .relation(values, [isMaximum ? .less : .greater])])
  }

  /// A claim about a function ranges over the function's implicit parameters too.
  private mutating func inheritMeanings(_ definitions: [String: Definition]) {
    for tree in premises + [conclusion] {
      for definition in tree.calledDefinitions(definitions) {
        for (name, meaning) in definition.meanings where meanings[name] == nil { meanings[name] = meaning }
      }
    }
  }

  /// The symbols that the claim depends on, those of the functions it calls included.
  package func symbols(_ definitions: [String: Definition]) -> [Name] {
    (premises + [conclusion]).flatMap { $0.dependencies(definitions) }.uniqued
  }
}

extension Name {
  /// Whether the letter is one that counts, by custom.
  fileprivate var isOftenWhole: Bool { "ijklmnKMNT".contains(base) && base.count == 1 }
}

extension Tree.SetForm {
  fileprivate var isListed: Bool {
    if case .finite = self { return true }
    return false
  }
}

extension Tree {
  /// Definitions that are called here, directly or within one another.
  package func calledDefinitions(_ definitions: [String: Definition]) -> [Definition] {
    var found: [Definition] = []
    var seen = Set<String>()
    func visit(_ tree: Tree) {
      if case .call(let call) = tree, let definition = definitions[call.definition],
        seen.insert(definition.id).inserted
      {
        found.append(definition)
        visit(definition.body)
      }
      tree.children.forEach(visit)
    }
    visit(self)
    return found
  }

  /// Free symbols and the implicit parameters of called functions that the calls do not set.
  package func dependencies(_ definitions: [String: Definition]) -> [Name] {
    var found: [Name] = []
    func visit(_ tree: Tree) {
      if case .symbol(let name) = tree { found.append(name) }
      guard case .call(let call) = tree, let definition = definitions[call.definition] else {
        tree.children.forEach(visit)
        return
      }
      call.arguments.forEach(visit)
      for setting in call.settings { visit(setting.value) }
      let given = Set(call.settings.map(\.name) + definition.parameters)
      for name in definition.implicit where !given.contains(name) {
        if let value = call.captured.first(where: { $0.name == name })?.value {
          visit(value)
        } else {
          found.append(name)
        }
      }
    }
    visit(self)
    return found.uniqued
  }
}

extension Domain {
  /// Whether the values fill what is between their ends.
  fileprivate var isContinuous: Bool {
    guard shape.isEmpty else { return false }
    switch values {
    case .interval, .reals: return true
    case .finite, .integers, .function, .filtered: return false
    }
  }

  /// What it says of a value to lie in the domain.
  fileprivate func membership(of value: Tree) -> [Tree] {
    guard shape.isEmpty else { return [.relation([value, asSet], [.in])] }
    switch values {
    case .reals, .function: return []
    case .interval(let lower, let upper, let below, let above):
      var found: [Tree] = []
      if lower.isFinite { found.append(.relation([value, lower], [below ? .greaterOrEqual : .greater])) }
      if upper.isFinite { found.append(.relation([value, upper], [above ? .lessOrEqual : .less])) }
      return found
    case .finite, .integers: return [.relation([value, asSet], [.in])]
    case .filtered(let inner, let scope):
      return Domain(inner).membership(of: value) + [scope.applied(to: value)]
    }
  }

  fileprivate func substituting(_ replacements: [Name: Tree]) -> Domain {
    func replaced(_ values: Values) -> Values {
      guard case .filtered(let inner, let scope) = values else { return values }
      return .filtered(replaced(inner), scope.map { $0.substituting(replacements) })
    }
    var domain = self
    domain.values = replaced(values)
    domain.shape = shape.map { $0.substituting(replacements) }
    return domain
  }
}
