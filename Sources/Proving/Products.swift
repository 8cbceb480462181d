import Trees
import Arithmetic
import Proofs

extension Prover {
  /// f = Σ Π with every product of known sign: several ways of writing f so are tried.
  mutating func products(_ goal: Goal, _ tree: Tree, normal: Tree, isStrict: Bool, _ effort: Effort)
    -> Proof?
  {
    for products in arrangements(goal, tree, normal) {
      charge([tree], times: 4)
      guard products.count > 1 || products[0].count > 1 else { continue }
      guard goal.isCovered(by: products.flatMap { $0 }, tree, isStrict: isStrict) else { continue }
      if let factors = signed(goal, products, isStrict: isStrict, effort.less) {
        let proof = Proof.products(factors)
        let isWhole = tree.isIdentical(
          to: Tree.total(products.map { $0.count == 1 ? $0[0] : .product($0) }))
        if isWhole { return proof }
      }
    }
    return nil
  }

  /// Each product's factors with their signs; the one factor whose bounds do not tell is proved last.
  private mutating func signed(_ goal: Goal, _ products: [[Tree]], isStrict: Bool, _ effort: Effort)
    -> [[Proof.Factor]]?
  {
    var result: [[Proof.Factor]] = []
    var isPositive = false
    for factors in products {
      var known: [Proof.Factor] = []
      var unknown: Tree?
      for factor in factors {
        if let sign = sign(goal, of: factor) {
          known.append(sign)
        } else if unknown == nil {
          unknown = factor
        } else {
          return nil
        }
      }
      let isNegative = !known.count(where: \.isNegative).isMultiple(of: 2)
      guard let unknown else {
        guard !isNegative else { return nil }
        isPositive = isPositive || known.allSatisfy(\.isStrict)
        result.append(known)
        continue
      }
      let target = isNegative ? Tree.negate(unknown) : unknown
      let wantsStrict = isStrict && !isPositive && known.allSatisfy(\.isStrict)
      var proof: Proof?
      if wantsStrict { proof = aside(goal.with(.sign(target, isStrict: true)), effort) }
      let gotStrict = proof != nil
      if proof == nil, !(wantsStrict && products.count == 1) {
        proof = aside(goal.with(.sign(target, isStrict: false)), effort)
      }
      guard let proof else { return nil }
      isPositive = isPositive || gotStrict
      result.append(known + [Proof.Factor(unknown, isNegative: isNegative, isStrict: gotStrict, proof)])
    }
    return isStrict && !isPositive ? nil : result
  }

  /// A factor's sign by its bounds alone.
  private mutating func sign(_ goal: Goal, of factor: Tree) -> Proof.Factor? {
    charge([factor])
    let goals = goal.with(.sign(factor, isStrict: false))
    guard case .sign(let settled, _) = goals.settled.subject, let reach = goal.settled.reach(settled) else {
      return nil
    }
    for isNegative in [false, true] {
      let isStrict = isNegative ? reach.isNegative : reach.isPositive
      guard isNegative ? reach.isNonpositive : reach.isNonnegative else { continue }
      // The kernel bounds the settled tree that it makes itself.
      let subject = Goal.Subject.sign(isNegative ? .negate(factor) : factor, isStrict: isStrict)
      let ground = goal.with(subject).settled
      guard case .sign(let tree, _) = ground.subject, let proof = bounds(ground, tree, isStrict) else {
        continue
      }
      return Proof.Factor(factor, isNegative: isNegative, isStrict: isStrict, proof)
    }
    return nil
  }

  // MARK: Arrangements

  private func arrangements(_ goal: Goal, _ tree: Tree, _ normal: Tree) -> [[[Tree]]] {
    var found: [[[Tree]]] = []
    if let (numerator, cleared) = normal.numerator, !cleared.isEmpty {
      let divisors: [Tree] = cleared.map { factor in
        guard case .power(let base, let power) = factor else { return .power(factor, .negate(.number(1))) }
        return .power(base, .negate(power))
      }
      found.append([[numerator] + divisors])
    }
    let terms = normal.terms
    if let common = Self.commonFactor(terms) { found.append([common]) }
    found += Self.collected(terms)
    found += Self.shared(tree.terms)
    if let squares = Self.squares(normal) { found.append(squares) }
    // As it is written: a sum's terms, a product's factors.
    switch tree {
    case .product(let factors): found.append([factors])
    case .sum(let terms) where terms.count > 1: found.append(terms.map { [$0] })
    case .quotient(let a, let b): found.append([[a, .power(b, .negate(.number(1)))]])
    default: break
    }
    return found
  }

  /// `b + c + u (b + c)` as `(b + c)(1 + u)`: one term has the sum of the others for a factor.
  private static func shared(_ terms: [Tree]) -> [[[Tree]]] {
    guard (2...8).contains(terms.count) else { return [] }
    var found: [[[Tree]]] = []
    for (index, term) in terms.enumerated() {
      var (product, isNegative) = (term, false)
      while case .negate(let inner) = product { (product, isNegative) = (inner, !isNegative) }
      guard case .product(let factors) = product else { continue }
      let rest = Tree.total(terms.enumerated().filter { $0.offset != index }.map(\.element)).normalForm
      for (place, factor) in factors.enumerated() {
        guard case .sum = factor else { continue }
        let others = factors.enumerated().filter { $0.offset != place }.map(\.element)
        let other = others.count == 1 ? others[0] : Tree.product(others)
        let part = isNegative ? Tree.negate(other) : other
        if rest == factor.normalForm {
          found.append([[factor, .sum([.number(1), part])]])
        } else if rest == Tree.negate(factor).normalForm {
          found.append([[factor, .sum([.negate(.number(1)), part])]])
        }
      }
    }
    return found
  }

  /// What all terms share, and what is left.
  static func commonFactor(_ terms: [Tree]) -> [Tree]? {
    guard terms.count > 1 else {
      let powers = Term(terms[0])
      let factors = powers.powers.map {
        $0.exponent == .number(1) ? $0.base : Tree.power($0.base, $0.exponent)
      }
      guard factors.count > 1 else { return nil }
      var sign = powers.coefficient
      if powers.isNegative { sign.append(.negate(.number(1))) }
      return sign + factors
    }
    let split = terms.map(Term.init)
    var shared: [Tree] = []
    for (base, first) in split[0].powers {
      var least = first
      var isShared = true
      for term in split.dropFirst() {
        guard let other = term.powers.first(where: { $0.base == base })?.exponent else {
          isShared = false
          break
        }
        let difference = Tree.sum([other, .negate(least)]).normalForm
        guard let value = VariableRange.number(difference) else {
          isShared = false
          break
        }
        if value < 0 { least = other }
      }
      if isShared { shared.append(least == .number(1) ? base : .power(base, least)) }
    }
    guard !shared.isEmpty else { return nil }
    let rest = terms.map { term in Tree.product([term] + shared.map { Tree.power($0, .negate(.number(1))) }) }
    return shared + [Tree.total(rest).normalForm]
  }

  /// `c₁ log p + c₂ log(1 − p) + …`: by logarithms, or by any one atom.
  private static func collected(_ terms: [Tree]) -> [[[Tree]]] {
    var found: [[[Tree]]] = []
    if let groups = grouped(terms, by: { $0.isLogarithm }) { found.append(groups) }
    if let groups = grouped(terms, by: { $0.isTranscendental }) { found.append(groups) }
    return found.uniqued
  }

  private static func grouped(_ terms: [Tree], by belongs: (Tree) -> Bool) -> [[Tree]]? {
    var groups: [(key: [Tree], coefficients: [Tree])] = []
    for tree in terms {
      var term = Term(tree)
      let (key, rest) = term.powers.partitioned { belongs($0.base) || belongs(.power($0.base, $0.exponent)) }
      term.powers = rest
      let atoms = key.map { $0.exponent == .number(1) ? $0.base : Tree.power($0.base, $0.exponent) }
      if let index = groups.firstIndex(where: { $0.key == atoms }) {
        groups[index].coefficients.append(term.tree)
      } else {
        groups.append((atoms, [term.tree]))
      }
    }
    guard groups.contains(where: { !$0.key.isEmpty && $0.coefficients.count > 1 }) || groups.count > 1 else {
      return nil
    }
    return groups.map { $0.key + [Tree.total($0.coefficients)] }
  }

  /// a u² + b u + c = a (u + b/2a)² + (c − b²/4a).
  private static func squares(_ normal: Tree) -> [[Tree]]? {
    let atoms = normal.terms.flatMap { Term($0).powers }.compactMap { base, exponent -> Tree? in
      guard base != .constant(.e), case .number(let number) = exponent, let power = number.integer,
        power > 0, power.isMultiple(of: 2)
      else { return nil }
      return power == 2 ? base : .power(base, .number(Number(UInt(power / 2))))
    }
    let exponentials = normal.terms.flatMap { Term($0).powers }.compactMap { base, exponent -> Tree? in
      base == .constant(.e) ? .power(base, exponent) : nil
    }
    for atom in (atoms + exponentials).uniqued {
      guard let (a, b, c) = normal.quadraticParts(in: atom) else { continue }
      let half = Tree.quotient(b, .product([.number(2), a])).normalForm
      let rest = Tree.sum([c, .negate(.quotient(.power(b, .number(2)), .product([.number(4), a])))])
        .normalForm
      let square = Tree.power(.sum([atom, half]), .number(2))
      return rest == .number(0) ? [[a, square]] : [[a, square], [rest]]
    }
    return nil
  }

  /// `\log u + w` with one logarithm to a constant coefficient.
  mutating func exponentiated(_ goal: Goal, _ tree: Tree, normal: Tree, isStrict: Bool, _ effort: Effort)
    -> Proof?
  {
    for (index, term) in normal.terms.enumerated() {
      var split = Term(term)
      guard let place = split.powers.firstIndex(where: { $0.base.isLogarithm && $0.exponent == .number(1) }),
        split.powers.count == 1, case .apply(.log, let inside) = split.powers[place].base
      else { continue }
      var others = normal.terms
      others.remove(at: index)
      guard !others.contains(where: { $0.contains { $0 == .apply(.log, inside) } }) else { continue }
      let isNegated = split.isNegative
      split.powers = []
      split.isNegative = false
      let scale = split.tree
      let w = scale == .number(1) ? Tree.total(others) : Tree.quotient(.total(others), scale).normalForm
      guard goal.reach(inside[0])?.isPositive == true, goal.reach(inside[0])?.isContinuous == true,
        goal.reach(w)?.isContinuous == true
      else { continue }
      let next = goal.exponentiated(inside[0], w, isNegated: isNegated, isStrict: isStrict)
      guard let rest = aside(next, effort.less) else { continue }
      let log = Tree.apply(.log, inside)
      let proof = Proof.exponentiated(u: inside[0], w: w, isNegated: isNegated, rest)
      if scale == .number(1) { return proof }
      let whole = Tree.sum([isNegated ? .negate(log) : log, w])
      guard let constant = sign(goal, of: scale),
        goal.isCovered(by: [scale, whole], tree, isStrict: isStrict)
      else { continue }
      return .products([[constant, Proof.Factor(whole, isNegative: false, isStrict: isStrict, proof)]])
    }
    return nil
  }
}

extension VariableRange {
  /// A closed tree's value, for a first look only.
  static func number(_ tree: Tree) -> Double? {
    guard tree.freeSymbols.isEmpty else { return nil }
    return try? Evaluator(DoubleArithmetic()).number(of: tree, at: [:])
  }
}

extension Tree {
  var isLogarithm: Bool {
    switch self {
    case .apply(.log, _): true
    case .power(let base, _): base.isLogarithm
    default: false
    }
  }

  fileprivate var isTranscendental: Bool {
    switch self {
    case .apply: true
    case .power(.constant(.e), let exponent): !exponent.freeSymbols.isEmpty
    case .power(let base, _): base.isTranscendental
    default: false
    }
  }
}
