import Trees
import Proofs

/// A normal form's term: its bases with their exponents.
struct Term {
  var isNegative = false
  var coefficient: [Tree] = []
  var powers: [(base: Tree, exponent: Tree)] = []

  init(_ tree: Tree) {
    var tree = tree
    while case .negate(let inner) = tree {
      isNegative.toggle()
      tree = inner
    }
    let factors: [Tree] = if case .product(let factors) = tree { factors } else { [tree] }
    for factor in factors {
      switch factor {
      case .number: coefficient.append(factor)
      case .quotient(.number, .number): coefficient.append(factor)
      case .power(let base, let exponent): powers.append((base, exponent))
      default: powers.append((factor, .number(1)))
      }
    }
  }

  var tree: Tree {
    let factors =
      coefficient + powers.map { $0.exponent == .number(1) ? $0.base : .power($0.base, $0.exponent) }
    let product: Tree = factors.isEmpty ? .number(1) : factors.count == 1 ? factors[0] : .product(factors)
    return isNegative ? .negate(product) : product
  }
}

extension Tree {
  /// The terms of a sum.
  var terms: [Tree] {
    switch self {
    case .sum(let terms): terms.flatMap(\.terms)
    case .negate(.sum(let terms)): terms.flatMap(\.terms).map { .negate($0) }
    default: [self]
    }
  }

  static func total(_ terms: [Tree]) -> Tree {
    terms.isEmpty ? .number(0) : terms.count == 1 ? terms[0] : .sum(terms)
  }

  /// The symbol, isolated: this tree (a normal form) is 0 where the symbol is one of these.
  func isolated(_ name: Name, depth: Int) -> [Tree] {
    guard depth > 0 else { return [] }
    let (with, without) = terms.partitioned { $0.mentions(name) }
    guard !with.isEmpty else { return [] }
    let rest = Tree.total(without)
    // Everything with the symbol is one atom times a coefficient.
    var atom: Tree?
    var coefficients: [Tree] = []
    for term in with {
      var split = Term(term)
      let powers = split.powers.filter { $0.base.mentions(name) || $0.exponent.mentions(name) }
      guard powers.count == 1 else {
        return with.count == 1 && without.isEmpty ? factorZeros(with[0], name, depth) : quadratic(name)
      }
      let power: Tree =
        powers[0].exponent == .number(1) ? powers[0].base : .power(powers[0].base, powers[0].exponent)
      if let known = atom, known != power { return quadratic(name) }
      atom = power
      split.powers.removeAll { $0.base.mentions(name) || $0.exponent.mentions(name) }
      coefficients.append(split.tree)
    }
    guard let atom else { return [] }
    let value = Tree.negate(.quotient(rest, .total(coefficients))).normalForm
    return Self.inverse(atom, value, name, depth: depth)
  }

  private func factorZeros(_ term: Tree, _ name: Name, _ depth: Int) -> [Tree] {
    Term(term).powers.filter { $0.base.mentions(name) }.flatMap {
      $0.base.normalForm.isolated(name, depth: depth - 1)
    }
  }

  /// `\log u − \log v + c = 0` as `u e^c = v`.
  private func exponentials(_ name: Name) -> [Tree] {
    let (with, _) = terms.partitioned { $0.mentions(name) }
    guard
      with.allSatisfy({ term in
        let powers = Term(term).powers
        return powers.count == 1 && powers[0].base.isLogarithm && powers[0].exponent == .number(1)
      }), let (numerator, _) = Tree.sum([.apply(.exp, [self]), .negate(.number(1))]).normalForm.numerator
    else { return [] }
    return numerator.normalForm.isolated(name, depth: 2)
  }

  /// a x² + b x + c with x the symbol; else what logarithms give.
  private func quadratic(_ name: Name) -> [Tree] {
    guard let (a, b, c) = quadraticParts(in: .symbol(name)) else { return exponentials(name) }
    let root = Tree.power(
      .sum([.power(b, .number(2)), .negate(.product([.number(4), a, c]))]).normalForm,
      .quotient(.number(1), .number(2)))
    return [root, .negate(root)].map { .quotient(.sum([.negate(b), $0]), .product([.number(2), a])) }
  }

  /// The coefficients of 1, u and u² where the tree (a normal form) has no other power of u.
  func quadraticParts(in atom: Tree) -> (a: Tree, b: Tree, c: Tree)? {
    var parts: [[Tree]] = [[], [], []]
    let (base, unit): (Tree, Tree) =
      if case .power(let base, let exponent) = atom { (base, exponent) } else { (atom, .number(1)) }
    for tree in terms {
      var term = Term(tree)
      var degree = 0
      if let index = term.powers.firstIndex(where: { $0.base == base }) {
        let exponent = term.powers[index].exponent
        if exponent == unit {
          degree = 1
        } else if exponent == Tree.product([.number(2), unit]).normalForm {
          degree = 2
        } else {
          return nil
        }
        term.powers.remove(at: index)
      }
      let rest = term.tree
      guard !rest.contains(where: { $0 == base }) || base == .constant(.e) else { return nil }
      if base == .constant(.e), case .power = atom, let symbols = Optional(unit.freeSymbols),
        symbols.contains(where: rest.mentions)
      {
        return nil
      }
      parts[degree].append(rest)
    }
    guard !parts[2].isEmpty else { return nil }
    return (.total(parts[2]), .total(parts[1]), .total(parts[0]))
  }

  /// Where an atom of the symbol has a value.
  private static func inverse(_ atom: Tree, _ value: Tree, _ name: Name, depth: Int) -> [Tree] {
    func next(_ inner: Tree, _ value: Tree) -> [Tree] {
      Tree.sum([inner, .negate(value)]).normalForm.isolated(name, depth: depth - 1)
    }
    switch atom {
    case .symbol: return [value]
    case .apply(.log, let inner): return next(inner[0], .apply(.exp, [value]))
    case .apply(let function, let inner) where inner.count == 1:
      switch function {
      case .sin, .tanh, .arctan, .erf, .arsinh, .arcsin:
        return value.normalForm == .number(0) ? next(inner[0], .number(0)) : []
      default: return []
      }
    case .power(let base, let exponent):
      if base.mentions(name), !exponent.mentions(name) {
        return next(base, .power(value, .quotient(.number(1), exponent)))
      }
      if !base.mentions(name) {
        return next(exponent, .quotient(.apply(.log, [value]), .apply(.log, [base])))
      }
      return []
    default: return []
    }
  }
}

extension Array {
  func partitioned(_ belongs: (Element) -> Bool) -> (yes: [Element], no: [Element]) {
    (filter(belongs), filter { !belongs($0) })
  }
}

extension Tree {
  /// A normal form in which `1/(1 − p) − p/(1 − p)` is 1: sums over one denominator that it divides.
  var cancelled: Tree {
    var terms = terms
    let bases = terms.flatMap { Term($0).powers }.compactMap { base, exponent -> Tree? in
      if case .sum = base, exponent == .negate(.number(1)) { base } else { nil }
    }
    for base in bases.uniqued {
      let (over, rest) = terms.partitioned { term in
        Term(term).powers.contains { $0.base == base && $0.exponent == .negate(.number(1)) }
      }
      guard over.count > 1 else { continue }
      let sum = Tree.total(
        over.map { tree in
          var term = Term(tree)
          term.powers.removeAll { $0.base == base }
          return term.tree
        }
      ).normalForm
      let ratios = base.terms.prefix(1).flatMap { divisor in
        sum.terms.prefix(8).map { Tree.quotient($0, divisor).normalForm }
      }
      guard
        let ratio = ratios.first(where: {
          Tree.sum([sum, .negate(.product([$0, base]))]).normalForm == .number(0)
        })
      else { continue }
      terms = rest + [ratio]
    }
    return Tree.total(terms).normalForm
  }
}
