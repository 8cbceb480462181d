extension Tree {
  /// Constants folded exactly and the laws of 0 and 1 applied; the order as written.
  ///
  /// Equal wherever this has a value; `0·x` and `x^0` lose x's own domain.
  package var simplified: Tree {
    let tree = mapChildren { $0.simplified }
    switch tree {
    case .negate(let a):
      if case .negate(let inner) = a { return inner }
      if a.isZero { return a }
      if case .sum(let terms) = a, terms.allSatisfy(\.isNegated) { return .sum(terms.map(\.negated)) }
      return tree
    case .sum(let terms): return Self.simplifiedSum(terms)
    case .product(let factors): return Self.simplifiedProduct(factors)
    case .quotient(let a, let b): return Self.simplifiedQuotient(a, b)
    case .power(let a, let b): return Self.simplifiedPower(a, b)
    case .apply(let function, let arguments): return Self.simplifiedApply(function, arguments)
    case .fold(let fold) where fold.kind == .sum && fold.scope.inside.isZero: return .number(0)
    case .cases(let branches): return Self.simplifiedCases(branches)
    case .logic(let connective, let parts): return Self.simplifiedLogic(connective, parts)
    default: return tree
    }
  }

  var isZero: Bool { rational?.isZero ?? false }
  var isOne: Bool { rational == .one }
  var isNegated: Bool { if case .negate = self { true } else { false } }
  /// The opposite, without two signs.
  var negated: Tree { if case .negate(let a) = self { a } else { .negate(self) } }

  private static func simplifiedSum(_ terms: [Tree]) -> Tree {
    var constant: Rational? = .zero
    var rest: [Tree] = []
    var place: Int?
    for term in terms.flatMap(\.summands) {
      if let value = term.rational, let total = constant?.adding(value) {
        place = place ?? rest.count
        constant = total
      } else {
        rest.append(term)
      }
    }
    if let constant, !constant.isZero { rest.insert(constant.tree, at: place ?? rest.count) }
    return rest.isEmpty ? .number(0) : rest.count == 1 ? rest[0] : .sum(rest)
  }

  /// The terms of a sum, signs pushed in; the tree itself for what is none.
  private var summands: [Tree] {
    switch self {
    case .sum(let terms): terms.flatMap(\.summands)
    case .negate(.sum(let terms)): terms.flatMap(\.summands).map(\.negated)
    default: [self]
    }
  }

  private static func simplifiedProduct(_ factors: [Tree]) -> Tree {
    var constant = Rational.one
    var rest: [Tree] = []
    for factor in factors.flatMap(\.multiplicands) {
      if let value = factor.rational, let product = constant.multiplied(by: value) {
        constant = product
      } else if case .negate(let inner) = factor, let opposite = constant.negated {
        constant = opposite
        rest.append(inner)
      } else {
        rest.append(factor)
      }
    }
    if constant.isZero { return .number(0) }
    let isNegative = constant.isNegative
    if isNegative, let opposite = constant.negated { constant = opposite }
    if constant != .one { rest.insert(constant.tree, at: 0) }
    let tree: Tree = rest.isEmpty ? .number(1) : rest.count == 1 ? rest[0] : .product(rest)
    return isNegative ? .negate(tree) : tree
  }

  private var multiplicands: [Tree] {
    switch self {
    case .product(let factors): factors.flatMap(\.multiplicands)
    case .negate(.product(let factors)): [.negate(.number(1))] + factors.flatMap(\.multiplicands)
    default: [self]
    }
  }

  private static func simplifiedQuotient(_ a: Tree, _ b: Tree) -> Tree {
    if a.isZero, !b.isZero { return .number(0) }
    if b.isOne { return a }
    if let a = a.rational, let inverse = b.rational?.inverse, let value = a.multiplied(by: inverse) {
      return value.tree
    }
    if case .negate(let inner) = a, case .negate(let below) = b { return simplifiedQuotient(inner, below) }
    if case .negate(let inner) = a { return .negate(simplifiedQuotient(inner, b)) }
    if case .negate(let below) = b { return .negate(simplifiedQuotient(a, below)) }
    if a == b, a.isScalarAtom { return .number(1) }
    return .quotient(a, b)
  }

  private var isScalarAtom: Bool { if case .constant(let c) = self { c != .infinity } else { false } }

  private static func simplifiedPower(_ a: Tree, _ b: Tree) -> Tree {
    if b.isOne { return a }
    if b.isZero, !a.isZero { return .number(1) }
    if a.isOne { return .number(1) }
    if let base = a.rational, let exponent = b.rational?.integer, exponent.magnitude <= 16,
      let value = base.raised(to: exponent)
    {
      return value.tree
    }
    return .power(a, b)
  }

  private static func simplifiedApply(_ function: Function, _ arguments: [Tree]) -> Tree {
    if let only = arguments.first, arguments.count == 1 {
      switch function {
      case .exp where only.isZero: return .number(1)
      case .log where only.isOne: return .number(0)
      case .log where only == .constant(.e): return .number(1)
      case .sqrt where only.isZero || only.isOne: return only
      case .sin, .tan, .sinh, .tanh, .arctan, .arcsin, .erf, .arsinh, .artanh, .relu, .sign:
        if only.isZero { return .number(0) }
      case .cos, .cosh:
        if only.isZero { return .number(1) }
      case .abs:
        if let value = only.rational, let size = value.isNegative ? value.negated : value { return size.tree }
        if case .negate(let inner) = only { return .apply(.abs, [inner]) }
      case .exp:
        if case .apply(.log, let inner) = only, inner.count == 1 { return inner[0] }
      default: break
      }
    }
    return .apply(function, arguments)
  }

  /// Branches that cannot be reached are dropped; equal branches become one.
  private static func simplifiedCases(_ branches: [Branch]) -> Tree {
    var kept: [Branch] = []
    for branch in branches {
      switch branch.condition?.constantTruth {
      case false?: continue
      case true?:
        kept.append(Branch(branch.value, if: nil))
      case nil: kept.append(branch)
      }
      if kept.last?.condition == nil, !kept.isEmpty { break }
    }
    if kept.count == 1, kept[0].condition == nil { return kept[0].value }
    return .cases(kept.isEmpty ? branches : kept)
  }

  private static func simplifiedLogic(_ connective: Connective, _ parts: [Tree]) -> Tree {
    let tree: Tree = .logic(connective, parts)
    switch tree.constantTruth {
    case true?: return .logic(.yes, [])
    case false?: return .logic(.not, [.logic(.yes, [])])
    case nil: break
    }
    guard connective == .and || connective == .or else { return tree }
    let open = parts.filter { $0.constantTruth == nil }
    return open.count == 1 ? open[0] : .logic(connective, open)
  }

  /// Whether a statement of constants alone holds: `1 = 1`, `0 > 2`, `true`.
  var constantTruth: Bool? {
    switch self {
    case .logic(.yes, _): return true
    case .logic(.not, let parts): return parts.first?.constantTruth.map { !$0 }
    case .logic(.and, let parts):
      if parts.contains(where: { $0.constantTruth == false }) { return false }
      return parts.allSatisfy { $0.constantTruth == true } ? true : nil
    case .logic(.or, let parts):
      if parts.contains(where: { $0.constantTruth == true }) { return true }
      return parts.allSatisfy { $0.constantTruth == false } ? false : nil
    case .relation(let terms, let relations):
      var isCertain = true
      for (position, relation) in relations.enumerated() where position + 1 < terms.count {
        guard let a = terms[position].rational, let b = terms[position + 1].rational,
          let holds = relation.holds(a, b)
        else {
          isCertain = false
          continue
        }
        if !holds { return false }
      }
      return isCertain ? true : nil
    default: return nil
    }
  }
}

extension Tree.Relation {
  func holds(_ a: Rational, _ b: Rational) -> Bool? {
    switch self {
    case .equal, .defined, .identical: a == b
    case .unequal: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    default: nil
    }
  }
}
