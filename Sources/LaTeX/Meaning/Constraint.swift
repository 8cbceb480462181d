import Diagnostics
import Trees

/// A relation that restricts declared symbols: `x_1 < x_2`, `a + b \le 1`, `\sum_c p_c = 1`.
package struct Constraint {
  package var relation: Tree
  /// Where it is said; nil in the front matter.
  package var formula: Int?
  /// Which of that formula's conditions it is.
  package var part = 0
  package var section: [Int]
  /// Whether the words right behind it speak of its case: `$d \le 1$ 时并集就是外接框`.
  package var isSpokenAbout = false
  package var reach: Reach
  /// Whether it is said of a case: 若 …, 当 … 时.
  package var isSupposed = false
  /// Whether it is taken to be required because what stood before it in its sentence was.
  package var isCarried = false
  /// What it was said in, where that are words.
  package var words: WordPremise?

  package init(
    relation: Tree, formula: Int?, part: Int = 0, section: [Int], reach: Reach, words: WordPremise? = nil
  ) {
    self.relation = relation
    self.formula = formula
    self.part = part
    self.section = section
    self.reach = reach
    self.words = words
  }

  package enum Reach: Equatable {
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
  @discardableResult package func restrict(_ meanings: inout [Name: Meaning]) -> Bool {
    guard let relation = resolved(in: meanings) else { return false }
    let names = relation.restricted
    let lengths = Self.lengths(in: meanings)
    let isOfLengths = names.allSatisfy(lengths.contains)
    if isOfLengths, relation.isOrderOfSeveral {
      for (name, meaning) in meanings
      where meaning.domain?.shape.contains(where: { !Set($0.freeSymbols).isDisjoint(with: names) }) == true {
        meanings[name]?.domain?.values = .filtered(
          meaning.domain?.values ?? .reals, Tree.Scope(name, relation))
      }
      return true
    }
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
  package func resolved(in meanings: [Name: Meaning]) -> Tree? {
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
    guard !names.isEmpty, relation.isPlain, !isShorthand(among: meanings) else { return nil }
    if let bounds = relation.elementBounds, meanings[bounds.array]?.domain?.rank != bounds.rank { return nil }
    // What lengths say to each other is said of the arrays; `k \le n` is said of k.
    let isOfLengths = names.allSatisfy(lengths.contains)
    if isOfLengths, relation.isOrderOfSeveral { return relation }
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

  /// `m \le n` of several letters.
  fileprivate var isOrderOfSeveral: Bool {
    guard case .relation(_, let relations) = self, freeSymbols.count > 1 else { return false }
    return relations.allSatisfy { [.less, .lessOrEqual, .greater, .greaterOrEqual].contains($0) }
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

extension Constraint {
  /// Whether no premise has this form: `R_0 = 0` is what a sequence begins with, `w \frac{\partial v}{\partial w} = 0` is
  /// found out.
  package var saysNoPremise: Bool {
    if relation.contains(where: { if case .derivative = $0 { true } else { false } }) { return true }
    guard case .relation(let terms, [.equal]) = relation, case .element(_, let places) = terms[0] else {
      return false
    }
    return terms[1].isClosed && places.allSatisfy { if case .number = $0 { true } else { false } }
  }

  /// Whether it says what an undeclared symbol stands for: `z = \log p`, `z_i = x_i / s`.
  package func isDefinition(among meanings: [Name: Meaning]) -> Bool {
    guard case .relation(let terms, [.equal]) = relation else { return false }
    switch terms[0] {
    case .element(.symbol(let name), _) where meanings[name]?.domain?.rank == 0:
      // d_k beside a number d is a name of its own.
      return true
    case .symbol where isShorthand(among: meanings): return true
    case .symbol(let name), .element(.symbol(let name), _), .power(.symbol(let name), .number(2)):
      return meanings[name]?.domain == nil
    case .call(let call):
      // `取 $f(t, y) = -2 t y$` of an f that a display defines.
      return call.arguments.allSatisfy { if case .symbol = $0 { true } else { false } }
    case .applied(.symbol, let arguments):
      return arguments.allSatisfy { if case .symbol = $0 { true } else { false } }
    default: return false
    }
  }

  /// `记 $\ell = \log \sigma^2$` of an array, whose elements alone the right side can mean.
  fileprivate func isShorthand(among meanings: [Name: Meaning]) -> Bool {
    guard case .relation(let terms, [.equal]) = relation, case .symbol(let name) = terms[0],
      meanings[name]?.domain?.rank ?? 0 > 0
    else { return false }
    if case .symbol = terms[1] { return false }
    let names = terms[1].freeSymbols
    return !names.isEmpty && names.allSatisfy { meanings[$0]?.domain?.rank ?? 0 == 0 }
  }

  /// Whether it orders numbers some of which nothing declares: `x_1 < x_2`.
  package func isOrder(among meanings: [Name: Meaning]) -> Bool {
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
  package func names(what meanings: [Name: Meaning]) -> Int {
    isDefinition(among: meanings) ? 0 : relation.freeSymbols.count { meanings[$0]?.domain != nil }
  }
}
