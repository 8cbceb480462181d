import Trees

/// How a tree behaves as x grows: it is `y^order · tree` with y = 1/x, and the tree is regular at y = 0 wherever its
/// denominators are not 0 there, which the evaluation over [0, 1/N] shows.
struct Asymptotic {
  var order: Int
  var tree: Tree

  static let one = Asymptotic(order: 0, tree: .number(1))
  /// The symbol that stands for 1/x.
  static let inverse = Name("y", accents: ["dot"], primes: 9)

  func times(_ other: Asymptotic) -> Asymptotic {
    Asymptotic(order: order + other.order, tree: .product([tree, other.tree]))
  }

  func divided(by other: Asymptotic) -> Asymptotic {
    Asymptotic(order: order - other.order, tree: .quotient(tree, other.tree))
  }

  func raised(to exponent: Int) -> Asymptotic? {
    guard exponent.magnitude <= 64 else { return nil }
    let number: Tree =
      exponent >= 0 ? .number(Number(UInt(exponent))) : .negate(.number(Number(UInt(-exponent))))
    return Asymptotic(order: order * exponent, tree: .power(tree, number))
  }

  /// The sum of several, over the power of y that the slowest of them has.
  static func sum(_ terms: [Asymptotic]) -> Asymptotic? {
    guard let least = terms.map(\.order).min() else { return nil }
    let trees = terms.map { term -> Tree in
      let excess = term.order - least
      return excess == 0
        ? term.tree : .product([.power(.symbol(inverse), .number(Number(UInt(excess)))), term.tree])
    }
    return Asymptotic(order: least, tree: trees.count == 1 ? trees[0] : .sum(trees))
  }
}

extension Tree {
  /// A rational function of a name; nil for any other tree.
  func asymptotic(in name: Name) -> Asymptotic? {
    guard isFree(name) else { return Asymptotic(order: 0, tree: self) }
    switch self {
    case .symbol: return Asymptotic(order: -1, tree: .number(1))
    case .negate(let a):
      return a.asymptotic(in: name).map { Asymptotic(order: $0.order, tree: .negate($0.tree)) }
    case .product(let factors):
      var total = Asymptotic.one
      for factor in factors {
        guard let next = factor.asymptotic(in: name) else { return nil }
        total = total.times(next)
      }
      return total
    case .quotient(let a, let b):
      guard let above = a.asymptotic(in: name), let below = b.asymptotic(in: name) else { return nil }
      return above.divided(by: below)
    case .power(let a, let b):
      guard let exponent = b.wholeNumber, let base = a.asymptotic(in: name) else { return nil }
      return base.raised(to: exponent)
    case .sum(let terms):
      var parts: [Asymptotic] = []
      for term in terms {
        guard let part = term.asymptotic(in: name) else { return nil }
        parts.append(part)
      }
      return .sum(parts)
    default: return nil
    }
  }

  /// The whole number that a tree is.
  var wholeNumber: Int? {
    switch self {
    case .number(let number): number.integer
    case .negate(let a): a.wholeNumber.map { -$0 }
    default: nil
    }
  }

  // MARK: Terms of a series

  /// f(n + 1) / f(n), where that is a rational function of n and constants' powers.
  func ratio(in name: Name) -> Asymptotic? {
    guard isFree(name) else { return .one }
    switch self {
    case .negate(let a): return a.ratio(in: name)
    case .product(let factors):
      var total = Asymptotic.one
      for factor in factors {
        guard let next = factor.ratio(in: name) else { return nil }
        total = total.times(next)
      }
      return total
    case .quotient(let a, let b):
      guard let above = a.ratio(in: name), let below = b.ratio(in: name) else { return nil }
      return above.divided(by: below)
    case .power(let a, let b): return Self.ratio(a, b, name)
    case .apply(.exp, let inside) where inside.count == 1: return Self.ratio(.constant(.e), inside[0], name)
    case .apply(.sqrt, let inside) where inside.count == 1:
      guard let inner = inside[0].ratio(in: name), inner.order == 0 else { return nil }
      return Asymptotic(order: 0, tree: .apply(.sqrt, [inner.tree]))
    case .apply(.factorial, let inside) where inside.count == 1: return Self.factorialRatio(inside[0], name)
    case .apply(.gamma, let inside) where inside.count == 1:
      return Self.factorialRatio(.sum([inside[0], .negate(.number(1))]), name)
    case .apply(.binomial, let pair) where pair.count == 2:
      guard let whole = Self.factorialRatio(pair[0], name), let chosen = Self.factorialRatio(pair[1], name),
        let left = Self.factorialRatio(.sum([pair[0], .negate(pair[1])]), name)
      else { return nil }
      return whole.divided(by: chosen).divided(by: left)
    default:
      let shifted = substituting([name: .sum([.symbol(name), .number(1)])])
      guard let next = shifted.asymptotic(in: name), let this = asymptotic(in: name) else { return nil }
      return next.divided(by: this)
    }
  }

  private static func ratio(_ base: Tree, _ exponent: Tree, _ name: Name) -> Asymptotic? {
    if !base.isFree(name) {
      let step = Self.step(exponent, name)
      return step.isFree(name) ? nil : Asymptotic(order: 0, tree: .power(base, step))
    }
    guard !exponent.isFree(name), let inner = base.ratio(in: name) else { return nil }
    if let whole = exponent.wholeNumber { return inner.raised(to: whole) }
    return inner.order == 0 ? Asymptotic(order: 0, tree: .power(inner.tree, exponent)) : nil
  }

  /// u(n + 1) − u(n), worked out.
  private static func step(_ tree: Tree, _ name: Name) -> Tree {
    Tree.sum([tree.substituting([name: .sum([.symbol(name), .number(1)])]), .negate(tree)]).normalForm
  }

  private static func factorialRatio(_ tree: Tree, _ name: Name) -> Asymptotic? {
    guard tree.isFree(name) else { return .one }
    guard let step = Self.step(tree, name).wholeNumber, step.magnitude <= 4, step != 0 else {
      return Self.step(tree, name).wholeNumber == 0 ? .one : nil
    }
    var total = Asymptotic.one
    for offset in 0..<abs(step) {
      let shift: Tree =
        step > 0 ? .number(Number(UInt(offset + 1))) : .negate(.number(Number(UInt(offset))))
      guard let factor = Tree.sum([tree, shift]).asymptotic(in: name) else { return nil }
      total = total.times(factor)
    }
    return step > 0 ? total : Asymptotic.one.divided(by: total)
  }

  // MARK: Integrands

  /// f′/f, where f is made of rational functions, their powers and exponentials of polynomials.
  func logarithmicSlope(in name: Name) -> [Asymptotic]? {
    guard isFree(name) else { return [] }
    func scaled(_ terms: [Asymptotic]?, by factor: Tree) -> [Asymptotic]? {
      terms?.map { Asymptotic(order: $0.order, tree: .product([factor, $0.tree])) }
    }
    func slope(of exponent: Tree, times factor: Tree) -> [Asymptotic]? {
      guard let slope = try? exponent.derivative(by: name), let terms = slope.normalForm.asymptotic(in: name)
      else { return nil }
      return scaled([terms], by: factor)
    }
    switch self {
    case .negate(let a): return a.logarithmicSlope(in: name)
    case .product(let factors):
      var total: [Asymptotic] = []
      for factor in factors {
        guard let next = factor.logarithmicSlope(in: name) else { return nil }
        total += next
      }
      return total
    case .quotient(let a, let b):
      guard let above = a.logarithmicSlope(in: name),
        let below = scaled(b.logarithmicSlope(in: name), by: .negate(.number(1)))
      else { return nil }
      return above + below
    case .power(let a, let b) where !b.isFree(name): return scaled(a.logarithmicSlope(in: name), by: b)
    case .power(let a, let b) where !a.isFree(name):
      return slope(of: b, times: a == .constant(.e) ? .number(1) : .apply(.log, [a]))
    case .apply(.exp, let inside) where inside.count == 1: return slope(of: inside[0], times: .number(1))
    case .apply(.sqrt, let inside) where inside.count == 1:
      return scaled(inside[0].logarithmicSlope(in: name), by: .quotient(.number(1), .number(2)))
    default:
      guard let slope = try? derivative(by: name), let above = slope.normalForm.asymptotic(in: name),
        let below = normalForm.asymptotic(in: name) ?? asymptotic(in: name)
      else { return nil }
      return [above.divided(by: below)]
    }
  }

  /// Exponentials taken out of logarithms: log(c·eᵘ) is log c + u, defined where c is positive, as before.
  var withoutLogarithmsOfExponentials: Tree {
    let inner = mapChildren(\.withoutLogarithmsOfExponentials)
    guard case .apply(.log, let inside) = inner, inside.count == 1 else { return inner }
    let (rest, exponents) = inside[0].parted
    guard !exponents.isEmpty else { return inner }
    return .sum(exponents + (rest == .number(1) ? [] : [.apply(.log, [rest])]))
  }

  /// The factors that are no exponentials, and the exponents of those that are.
  private var parted: (rest: Tree, exponents: [Tree]) {
    switch self {
    case .apply(.exp, let inside) where inside.count == 1: return (.number(1), inside)
    case .power(.constant(.e), let exponent): return (.number(1), [exponent])
    case .product(let factors):
      let parts = factors.map(\.parted)
      let kept = parts.map(\.rest).filter { $0 != .number(1) }
      return (
        kept.isEmpty ? .number(1) : kept.count == 1 ? kept[0] : .product(kept), parts.flatMap(\.exponents)
      )
    case .quotient(let a, let b):
      let (above, below) = (a.parted, b.parted)
      guard !(above.exponents + below.exponents).isEmpty else { return (self, []) }
      return (.quotient(above.rest, below.rest), above.exponents + below.exponents.map { .negate($0) })
    default: return (self, [])
    }
  }
}
