extension NormalForm {
  /// Functions that others express on the same natural domain are rewritten; the rest are atoms.
  static func apply(_ function: Tree.Function, _ arguments: [Tree]) -> Polynomial? {
    guard arguments.count == 1 else { return several(function, arguments) }
    let u = arguments[0]
    let opposite: Tree = .negate(u)
    func exp(_ x: Tree) -> Tree { .power(.constant(.e), x) }
    switch function {
    case .exp: return polynomial(exp(u))
    case .sqrt: return polynomial(.power(u, .quotient(.number(1), .number(2))))
    case .sigmoid: return polynomial(.quotient(.number(1), .sum([.number(1), exp(opposite)])))
    case .softplus: return polynomial(.apply(.log, [.sum([.number(1), exp(u)])]))
    case .sinh: return polynomial(.quotient(.sum([exp(u), .negate(exp(opposite))]), .number(2)))
    case .cosh: return polynomial(.quotient(.sum([exp(u), exp(opposite)]), .number(2)))
    case .tanh:
      return polynomial(.quotient(.sum([exp(u), .negate(exp(opposite))]), .sum([exp(u), exp(opposite)])))
    case .tan: return polynomial(.quotient(.apply(.sin, [u]), .apply(.cos, [u])))
    case .cot: return polynomial(.quotient(.apply(.cos, [u]), .apply(.sin, [u])))
    case .sec: return polynomial(.quotient(.number(1), .apply(.cos, [u])))
    case .csc: return polynomial(.quotient(.number(1), .apply(.sin, [u])))
    case .relu: return polynomial(.apply(.max, [.number(0), u]))
    case .log: return logarithm(u)
    case .sin, .arcsin, .arctan, .arsinh, .artanh, .erf, .sign: return parity(function, u, isOdd: true)
    case .cos, .abs: return parity(function, u, isOdd: false)
    case .min, .max: return polynomial(u)
    default: return Polynomial(atom: .apply(function, [u.normalForm]).simplified)
    }
  }

  private static func several(_ function: Tree.Function, _ arguments: [Tree]) -> Polynomial? {
    switch (function, arguments.count) {
    case (.logBase, 2):
      return polynomial(.quotient(.apply(.log, [arguments[1]]), .apply(.log, [arguments[0]])))
    case (.root, 2):
      if let degree = arguments[0].rational?.integer, degree > 0, degree.isMultiple(of: 2) {
        return polynomial(.power(arguments[1], .quotient(.number(1), .number(Number(UInt(degree))))))
      }
      return Polynomial(atom: .apply(function, arguments.map(\.normalForm)))
    case (.min, _), (.max, _), (.gcd, _):
      let members = Set(arguments.map(\.normalForm))
      let ordered = members.map { (key: $0.canonical, tree: $0) }.sorted { $0.key < $1.key }.map(\.tree)
      return ordered.count == 1 && function != .gcd
        ? polynomial(ordered[0]) : Polynomial(atom: .apply(function, ordered))
    default: return Polynomial(atom: .apply(function, arguments.map(\.normalForm)))
    }
  }

  /// f(−u) = −f(u), or f(u): the first coefficient inside is made positive.
  private static func parity(_ function: Tree.Function, _ u: Tree, isOdd: Bool) -> Polynomial? {
    guard let inner = polynomial(u) else { return nil }
    guard inner.sorted.first?.coefficient.isNegative == true, let turned = inner.scaled(by: Rational(-1))
    else {
      return value(function, inner.tree)
    }
    guard let result = value(function, turned.tree) else { return nil }
    return isOdd ? result.scaled(by: Rational(-1)) : result
  }

  private static func value(_ function: Tree.Function, _ u: Tree) -> Polynomial? {
    let tree = Tree.apply(function, [u]).simplified
    if let constant = tree.rational { return Polynomial(constant) }
    return Polynomial(atom: tree)
  }

  /// log(e^u) = u; log(c·e^u) = log c + u for c > 0; log(x^n) = n·log x for an odd whole or a broken n:
  /// both sides exist for the same x. Not for an even n, where x may be negative.
  private static func logarithm(_ u: Tree) -> Polynomial? {
    guard let inner = polynomial(u) else { return nil }
    func atom(_ tree: Tree) -> Polynomial { Polynomial(atom: .apply(.log, [tree])) }
    if inner == .one { return .zero }
    guard inner.terms.count == 1, let (monomial, coefficient) = inner.terms.first else {
      return atom(inner.tree)
    }
    if let e = monomial.powers[.constant(.e)], coefficient > .zero {
      var rest = monomial
      rest.powers[.constant(.e)] = nil
      return logarithm(Polynomial(rest, coefficient).tree)?.adding(e)
    }
    if coefficient == .one, monomial.powers.count == 1, let (base, exponent) = monomial.powers.first,
      let power = exponent.constant, !(power.isInteger && power.numerator.isMultiple(of: 2)), power != .one
    {
      return logarithm(base)?.scaled(by: power)
    }
    return atom(inner.tree)
  }

  /// A finite sum is linear; its index gets a name by depth, so that the author's letter does not count.
  static func fold(_ fold: Tree.Fold) -> Polynomial? {
    let (index, body) = Tree.Scope(hint: .letter(fold.scope.inside.scopeDepth), inside: fold.scope.inside)
      .opened
    let range = fold.range.mapChildren(\.normalForm)
    func whole(_ body: Tree) -> Tree { .fold(Tree.Fold(fold.kind, index, range, body)) }
    guard fold.kind == .sum, let inner = polynomial(body) else {
      return Polynomial(atom: whole(body.normalForm))
    }
    // `∑_i` without bounds takes its length from the body, which must then stay whole.
    if case .whole = fold.range {
      guard inner.terms.count == 1, let (monomial, coefficient) = inner.terms.first else {
        return Polynomial(atom: whole(inner.tree))
      }
      return Polynomial(Monomial(powers: [whole(monomial.tree): .one]), coefficient)
    }
    var total: Polynomial? = .zero
    for (monomial, coefficient) in inner.terms {
      var outside = Monomial()
      var inside = Monomial()
      for (base, exponent) in monomial.powers {
        if base.isFree(index) || exponent.tree.isFree(index) {
          inside.powers[base] = exponent
        } else {
          outside.powers[base] = exponent
        }
      }
      guard let part = Polynomial(outside, coefficient).multiplied(by: Polynomial(atom: whole(inside.tree)))
      else { return nil }
      total = total?.adding(part)
    }
    return total
  }

  /// Each branch under its condition: `y = 1` puts 1 for y in it.
  static func cases(_ tree: Tree) -> Polynomial? {
    guard case .cases(let branches) = tree.simplified else { return polynomial(tree.simplified) }
    let normal = branches.map { branch -> Tree.Branch in
      let condition = branch.condition?.mapChildren(\.normalForm)
      return Tree.Branch(branch.value.assuming(branch.condition).normalForm, if: condition)
    }
    return Polynomial(atom: .cases(normal))
  }
}

extension Tree {
  /// How many scopes stand in one another.
  fileprivate var scopeDepth: Int {
    var deepest = 0
    _ = anyChild { child, step in
      deepest = max(deepest, child.scopeDepth + step)
      return false
    }
    return deepest
  }

  /// The node with its scope's letter chosen by depth, so that the author's does not show.
  var plainlyLettered: Tree {
    mapScopes { Scope(hint: .letter($0.inside.scopeDepth), inside: $0.inside) }
  }

  /// The tree where `symbol = constant` holds.
  fileprivate func assuming(_ condition: Tree?) -> Tree {
    guard case .relation(let terms, [.equal])? = condition, terms.count == 2 else { return self }
    if case .symbol(let name) = terms[0], terms[1].rational != nil {
      return substituting([name: terms[1]]).simplified
    }
    if case .symbol(let name) = terms[1], terms[0].rational != nil {
      return substituting([name: terms[0]]).simplified
    }
    return self
  }
}

extension Name {
  fileprivate static func letter(_ depth: Int) -> Name { Name("ι", label: String(depth)) }
}
