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
    while peel() {}
    rewriteExistence()
    rewriteMinimiser()
    inheritMeanings(definitions)
  }

  private mutating func peel() -> Bool {
    switch conclusion {
    case .quantified(.all, let bindings, let body):
      for binding in bindings { narrow(binding.name, to: binding.set) }
      conclusion = body
    case .logic(.implies, let parts) where parts.count == 2:
      assume(parts[0])
      conclusion = parts[1].substituting(substitutions)
    default: return false
    }
    return true
  }

  /// Equalities that were premises: `q = 0` puts 0 for q.
  private var substitutions: [Name: Tree] = [:]

  private mutating func assume(_ premise: Tree) {
    let premise = premise.substituting(substitutions)
    if case .logic(.and, let parts) = premise {
      parts.forEach { assume($0) }
      return
    }
    if case .relation(let terms, [.equal]) = premise, terms.count == 2 {
      for (side, other) in [(terms[0], terms[1]), (terms[1], terms[0])] {
        guard case .symbol(let name) = side, !other.freeSymbols.contains(name) else { continue }
        if let set = meanings[name]?.domain?.set { premises.append(.relation([other, set], [.in])) }
        substitutions[name] = other
        return
      }
    }
    premises.append(premise)
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
    } else {
      meanings[name] = Meaning(name, .variable, domain: domain, origin: .binder)
    }
  }

  /// The symbols that the conclusion says to exist, with their domains among the meanings.
  package var existing: [Name] {
    guard case .quantified(.exists, let bindings, _) = conclusion else { return [] }
    return bindings.map(\.name)
  }

  /// `\exists y \in S: y = e \land A(y)` says `e \in S \land A(e)`.
  private mutating func rewriteExistence() {
    guard case .quantified(.exists, let bindings, let body) = conclusion else { return }
    for binding in bindings {
      narrow(binding.name, to: binding.set)
      if meanings[binding.name]?.domain == nil { narrow(binding.name, to: .set(.reals)) }
    }
    guard bindings.count == 1, let set = bindings[0].set else { return }
    let name = bindings[0].name
    var parts = [body]
    if case .logic(.and, let all) = body { parts = all }
    for (index, part) in parts.enumerated() {
      guard case .relation(let terms, [.equal]) = part, terms.count == 2 else { continue }
      for (side, other) in [(terms[0], terms[1]), (terms[1], terms[0])] {
        guard side == .symbol(name), !other.freeSymbols.contains(name) else { continue }
        parts[index] = .relation([other, set], [.in])
        let said = parts.map { $0.substituting([name: other]) }
        conclusion = said.count == 1 ? said[0] : .logic(.and, said)
        return
      }
    }
  }

  /// `\arg\min_p F(p) = g` says F(p) ≥ F(g) for all p.
  private mutating func rewriteMinimiser() {
    guard case .relation(let terms, let relations) = conclusion, terms.count == 2,
      relations == [.equal] || relations == [.in]
    else { return }
    for (side, other) in [(terms[0], terms[1]), (terms[1], terms[0])] {
      guard case .fold(let fold) = side, fold.kind == .argmin || fold.kind == .argmax else { continue }
      var place = other
      if case .set(.finite(let members)) = other, members.count == 1 { place = members[0] }
      guard !place.freeSymbols.contains(fold.index) else { continue }
      if case .set(let set) = fold.range {
        guard case .set(let form) = set, !form.isListed else { return }
        narrow(fold.index, to: set)
      } else if case .integers = fold.range {
        return
      }
      let relation: Tree.Relation = fold.kind == .argmin ? .greaterOrEqual : .lessOrEqual
      minimiser = Minimiser(
        variable: fold.index, body: fold.body, place: place, isMaximum: fold.kind == .argmax)
      conclusion = .relation([fold.body, fold.body.substituting([fold.index: place])], [relation])
      return
    }
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
    var found = freeSymbols
    func visit(_ tree: Tree, bound: Set<Name>) {
      if case .call(let call) = tree, let definition = definitions[call.definition] {
        let given = bound.union(call.settings.map(\.name)).union(definition.parameters)
        found += definition.implicit.filter { !given.contains($0) }
      }
      let inner = bound.union(tree.boundNames)
      for child in tree.children { visit(child, bound: inner) }
    }
    visit(self, bound: [])
    return found.uniqued
  }
}

extension Domain {
  /// The set that it is, for a scalar.
  package var set: Tree? {
    guard shape.isEmpty else { return nil }
    var values = values
    while case .filtered(let inner, _, _) = values { values = inner }
    switch values {
    case .interval(let lower, let upper, let below, let above):
      return .set(.interval(lower, upper, closedBelow: below, closedAbove: above))
    case .finite(let members): return .set(.finite(members))
    case .reals: return .set(.reals)
    case .integers, .function, .filtered: return nil
    }
  }
}
