import Trees

/// What a symbol must be for two terms to be equal: solutions that a person finds on a line of paper.
///
/// Solutions are candidates: a square root takes both signs, a base may turn out negative. Whoever uses
/// one puts it in and looks.
enum Isolation {
  private static let deepest = 24

  static func solutions(_ left: Tree, _ right: Tree, for name: Name) -> [Tree] {
    switch (left.mentions(name), right.mentions(name)) {
    case (true, false): peeled(left, right, name, depth: 0)
    case (false, true): peeled(right, left, name, depth: 0)
    case (true, true): roots(.sum([left, .negate(right)]), name)
    case (false, false): []
    }
  }

  /// Undoes the outermost operation of the side that holds the symbol, again and again.
  private static func peeled(_ side: Tree, _ other: Tree, _ name: Name, depth: Int) -> [Tree] {
    if side == .symbol(name) { return [other] }
    guard depth < deepest else { return [] }
    func next(_ side: Tree, _ others: Tree...) -> [Tree] {
      others.flatMap { peeled(side, $0, name, depth: depth + 1) }
    }
    switch side {
    case .negate(let a): return next(a, .negate(other))
    case .sum(let terms):
      let holding = terms.indices.filter { terms[$0].mentions(name) }
      guard holding.count == 1 else { return roots(.sum(terms + [.negate(other)]), name) }
      let rest = terms.indices.filter { $0 != holding[0] }.map { Tree.negate(terms[$0]) }
      return next(terms[holding[0]], .sum([other] + rest))
    case .product(let factors):
      let holding = factors.indices.filter { factors[$0].mentions(name) }
      guard holding.count == 1 else {
        // A product is 0 where a factor is.
        if other == .number(0) { return holding.flatMap { next(factors[$0], .number(0)) } }
        return roots(.sum([side, .negate(other)]), name)
      }
      let rest = factors.indices.filter { $0 != holding[0] }.map { factors[$0] }
      return next(factors[holding[0]], .quotient(other, rest.count == 1 ? rest[0] : .product(rest)))
    case .quotient(let a, let b) where !b.mentions(name): return next(a, .product([other, b]))
    case .quotient(let a, let b) where !a.mentions(name): return next(b, .quotient(a, other))
    case .quotient(let a, let b):
      return roots(.sum([a, .negate(.product([other, b]))]), name)
    case .power(let base, let exponent) where !exponent.mentions(name):
      return power(base, exponent, other, name: name, depth: depth)
    case .power(let base, let exponent) where !base.mentions(name):
      return next(exponent, .quotient(.apply(.log, [other]), .apply(.log, [base])))
    case .apply(let function, let arguments) where arguments.count == 1:
      return inverses(function, other).flatMap { peeled(arguments[0], $0, name, depth: depth + 1) }
    default: return []
    }
  }

  private static func power(_ base: Tree, _ exponent: Tree, _ other: Tree, name: Name, depth: Int)
    -> [Tree]
  {
    if other == .number(0) { return peeled(base, other, name, depth: depth + 1) }
    guard case .number(let number) = exponent, let degree = number.integer, degree > 0 else {
      return peeled(base, .power(other, .quotient(.number(1), exponent)), name, depth: depth + 1)
    }
    if degree == 1 { return peeled(base, other, name, depth: depth + 1) }
    let root: Tree = degree == 2 ? .apply(.sqrt, [other]) : .apply(.root, [exponent, other])
    let values = degree.isMultiple(of: 2) ? [root, .negate(root)] : [root]
    return values.flatMap { peeled(base, $0, name, depth: depth + 1) }
  }

  /// What an argument may be where the function has a value.
  private static func inverses(_ function: Tree.Function, _ value: Tree) -> [Tree] {
    switch function {
    case .exp: [.apply(.log, [value])]
    case .log: [.apply(.exp, [value])]
    case .sqrt: [.power(value, .number(2))]
    case .abs, .norm, .norm1, .normInfinity: [value, .negate(value)]
    case .relu, .floor, .ceiling, .detached: [value]
    case .sigmoid: [.apply(.log, [.quotient(value, .sum([.number(1), .negate(value)]))])]
    case .tanh: [.apply(.artanh, [value])]
    case .arctan: [.apply(.tan, [value])]
    case .sin: [.apply(.arcsin, [value]), .sum([.constant(.pi), .negate(.apply(.arcsin, [value]))])]
    case .cos: [.apply(.arccos, [value]), .negate(.apply(.arccos, [value]))]
    case .sinh: [.apply(.arsinh, [value])]
    default: []
    }
  }

  // MARK: Polynomials

  /// Roots of a polynomial in the symbol, of degree two at most.
  private static func roots(_ tree: Tree, _ name: Name) -> [Tree] {
    guard var parts = coefficients(tree, name) else { return [] }
    while let last = parts.last, last.isZeroNumber { parts.removeLast() }
    // x is a factor: 0 is a root.
    var found: [Tree] = []
    while parts.count > 1, parts[0].isZeroNumber {
      if found.isEmpty { found.append(.number(0)) }
      parts.removeFirst()
    }
    switch parts.count {
    case 2: found.append(.quotient(.negate(parts[0]), parts[1]))
    case 3:
      let (c, b, a) = (parts[0], parts[1], parts[2])
      let discriminant = Tree.sum([.power(b, .number(2)), .negate(.product([.number(4), a, c]))])
      let root = Tree.apply(.sqrt, [discriminant])
      let twice = Tree.product([.number(2), a])
      found.append(.quotient(.sum([.negate(b), root]), twice))
      found.append(.quotient(.negate(.sum([b, root])), twice))
    default: break
    }
    return found
  }

  /// The coefficients in rising order; nil for what is no polynomial of small degree.
  private static func coefficients(_ tree: Tree, _ name: Name) -> [Tree]? {
    guard tree.mentions(name) else { return [tree] }
    switch tree {
    case .symbol: return [.number(0), .number(1)]
    case .negate(let a): return coefficients(a, name)?.map { $0.isZeroNumber ? $0 : .negate($0) }
    case .sum(let terms):
      var total: [Tree] = []
      for term in terms {
        guard let next = coefficients(term, name) else { return nil }
        for (degree, part) in next.enumerated() {
          if degree == total.count { total.append(part) } else { total[degree] = added(total[degree], part) }
        }
      }
      return total
    case .product(let factors):
      var total: [Tree] = [.number(1)]
      for factor in factors {
        guard let next = coefficients(factor, name), let product = multiplied(total, next) else { return nil }
        total = product
      }
      return total
    case .quotient(let a, let b) where !b.mentions(name):
      return coefficients(a, name)?.map { $0.isZeroNumber ? $0 : .quotient($0, b) }
    case .power(let base, .number(let number)):
      guard let degree = number.integer, (1...6).contains(degree), let next = coefficients(base, name) else {
        return nil
      }
      var total: [Tree] = [.number(1)]
      for _ in 0..<degree {
        guard let product = multiplied(total, next) else { return nil }
        total = product
      }
      return total
    default: return nil
    }
  }

  private static func multiplied(_ a: [Tree], _ b: [Tree]) -> [Tree]? {
    guard a.count + b.count <= 9 else { return nil }
    var result = [Tree](repeating: .number(0), count: a.count + b.count - 1)
    for (i, x) in a.enumerated() where !x.isZeroNumber {
      for (j, y) in b.enumerated() where !y.isZeroNumber {
        let product: Tree = x == .number(1) ? y : y == .number(1) ? x : .product([x, y])
        result[i + j] = added(result[i + j], product)
      }
    }
    return result
  }

  private static func added(_ a: Tree, _ b: Tree) -> Tree {
    a.isZeroNumber ? b : b.isZeroNumber ? a : .sum([a, b])
  }
}

extension Tree {
  fileprivate func mentions(_ name: Name) -> Bool { freeSymbols.contains(name) }
  fileprivate var isZeroNumber: Bool { self == .number(0) }
}
