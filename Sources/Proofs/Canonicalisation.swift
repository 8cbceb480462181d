import Trees

extension BoundEvaluator {
  /// The tree with everything that the box decides put in: branches taken, `|u|`, `\max` and the like
  /// without their kinks, powers and logarithms of positive products taken apart.
  ///
  /// Equal to the tree at every point of the box where that has a value.
  func settled(_ tree: Tree) -> Tree {
    let tree = tree.mapChildren(settled)
    switch tree {
    case .cases(let branches): return taken(branches) ?? tree
    case .apply(let function, let arguments): return apply(function, arguments) ?? tree
    case .power(let base, let exponent): return power(base, exponent) ?? tree
    default: return tree
    }
  }

  private func taken(_ branches: [Tree.Branch]) -> Tree? {
    var kept: [Tree.Branch] = []
    for branch in branches {
      let truth = branch.condition.map(truth) ?? .yes
      if truth == .no { continue }
      if truth == .yes {
        if kept.isEmpty { return branch.value }
        kept.append(Tree.Branch(branch.value, if: nil))
        break
      }
      kept.append(branch)
    }
    return kept.isEmpty || kept == branches ? nil : .cases(kept)
  }

  private func apply(_ function: Tree.Function, _ arguments: [Tree]) -> Tree? {
    if function == .min || function == .max { return extreme(function, arguments) }
    guard arguments.count == 1, let u = arguments.first else {
      if function == .root, arguments.count == 2, reach(arguments[1])?.isNonnegative == true {
        return settledPower(arguments[1], .quotient(.number(1), arguments[0]))
      }
      return nil
    }
    switch function {
    case .abs, .norm, .norm1, .normInfinity:
      guard let a = reach(u) else { return nil }
      return a.isNonnegative ? u : a.isNonpositive ? .negate(u) : nil
    case .relu:
      guard let a = reach(u) else { return nil }
      return a.isNonnegative ? u : a.isNonpositive ? .number(0) : nil
    case .sign:
      guard let a = reach(u) else { return nil }
      return a.isPositive ? .number(1) : a.isNegative ? .negate(.number(1)) : nil
    case .indicator:
      switch truth(u) {
      case .yes: return .number(1)
      case .no: return .number(0)
      case .unknown: return nil
      }
    case .sqrt: return settledPower(u, .quotient(.number(1), .number(2)))
    case .log: return logarithm(u)
    default: return nil
    }
  }

  private func extreme(_ function: Tree.Function, _ arguments: [Tree]) -> Tree? {
    var kept = arguments
    var index = 0
    while index < kept.count {
      let isBeaten = kept.indices.contains { other in
        guard other != index, let ahead = reach(.sum([kept[other], .negate(kept[index])])) else {
          return false
        }
        // What has no value everywhere must not be dropped for what has one.
        return function == .max ? ahead.isNonnegative : ahead.isNonpositive
      }
      if isBeaten { kept.remove(at: index) } else { index += 1 }
    }
    return kept.count == arguments.count ? nil : kept.count == 1 ? kept[0] : .apply(function, kept)
  }

  private func settledPower(_ base: Tree, _ exponent: Tree) -> Tree? {
    power(base, exponent) ?? .power(base, exponent)
  }

  /// `(u^a)^b = u^{ab}`, `(uv)^b = u^b v^b`, `(u/v)^b = u^b v^{−b}` for positive u and v.
  private func power(_ base: Tree, _ exponent: Tree) -> Tree? {
    if case .number(let number) = exponent, number.integer != nil { return nil }
    if base == .number(0), reach(exponent)?.isPositive == true { return .number(0) }
    func raised(_ tree: Tree) -> Tree { power(tree, exponent) ?? .power(tree, exponent) }
    switch base {
    case .power(let inner, let first):
      guard reach(inner)?.isPositive == true else { return nil }
      return .power(inner, .product([first, exponent]))
    case .sum:
      // u^{γ+1} = u^γ u, so that a sum as a base meets its own powers.
      guard case .sum(let terms) = exponent, reach(base)?.isPositive == true,
        let index = terms.firstIndex(where: { $0.isWholeNumber }), terms.count > 1
      else { return nil }
      var rest = terms
      let whole = rest.remove(at: index)
      return .product([.power(base, rest.count == 1 ? rest[0] : .sum(rest)), .power(base, whole)])
    case .apply(.sqrt, let inside):
      guard inside.count == 1, reach(inside[0])?.isPositive == true else { return nil }
      return .power(inside[0], .quotient(exponent, .number(2)))
    case .product(let factors):
      guard factors.allSatisfy({ reach($0)?.isPositive == true }) else { return nil }
      return .product(factors.map(raised))
    case .quotient(let a, let b):
      guard reach(a)?.isPositive == true, reach(b)?.isPositive == true else { return nil }
      return .quotient(raised(a), raised(b))
    default: return nil
    }
  }

  /// `\log(uv) = \log u + \log v` and the like for positive u and v.
  private func logarithm(_ u: Tree) -> Tree? {
    func log(_ tree: Tree) -> Tree { logarithm(tree) ?? .apply(.log, [tree]) }
    switch u {
    case .power(let base, let exponent):
      return reach(base)?.isPositive == true ? .product([exponent, log(base)]) : nil
    case .product(let factors):
      return factors.allSatisfy { reach($0)?.isPositive == true } ? .sum(factors.map(log)) : nil
    case .quotient(let a, let b):
      guard reach(a)?.isPositive == true, reach(b)?.isPositive == true else { return nil }
      return .sum([log(a), .negate(log(b))])
    case .apply(.exp, let inside): return inside.count == 1 ? inside[0] : nil
    case .number(let number): return number.factoredLogarithm
    default: return nil
    }
  }
}

extension Number {
  /// `\log 12 = 2 \log 2 + \log 3`, `\log 0.5 = −\log 2`: by primes; nil for a prime, and for long numbers.
  fileprivate var factoredLogarithm: Tree? {
    let parts = digits.split(separator: ".")
    let places = parts.count == 2 ? parts[1].utf8.count : 0
    guard digits.utf8.count <= 8, var rest = Int(parts.joined()), rest > 1 || places > 0, rest > 0 else {
      return nil
    }
    var powers: [Int: Int] = [2: -places, 5: -places]
    var prime = 2
    while prime * prime <= rest {
      while rest.isMultiple(of: prime) {
        powers[prime, default: 0] += 1
        rest /= prime
      }
      prime += 1
    }
    if rest > 1 { powers[rest, default: 0] += 1 }
    powers = powers.filter { $0.value != 0 }
    if powers.count == 1, powers.first?.value == 1 { return nil }
    let terms = powers.sorted { $0.key < $1.key }.map { prime, power in
      Tree.product([Tree(Double(power)), .apply(.log, [.number(Number(UInt(prime)))])])
    }
    return terms.count == 1 ? terms[0] : .sum(terms)
  }
}

extension Tree {
  /// Whether settling can change it.
  package var mayBeSettled: Bool {
    contains { node in
      switch node {
      case .cases: true
      case .apply(let function, _):
        switch function {
        case .abs, .norm, .norm1, .normInfinity, .relu, .sign, .indicator, .min, .max, .log, .sqrt, .root:
          true
        default: false
        }
      case .power(let base, .number(let exponent)): exponent.integer == nil && !base.isPlain
      case .power(let base, _): !base.isPlain || base == .number(0)
      default: false
      }
    }
  }

  fileprivate var isWholeNumber: Bool {
    switch self {
    case .number(let number): number.integer != nil
    case .negate(let inner): inner.isWholeNumber
    default: false
    }
  }

  private var isPlain: Bool {
    switch self {
    case .symbol, .number, .constant: true
    default: false
    }
  }
}
