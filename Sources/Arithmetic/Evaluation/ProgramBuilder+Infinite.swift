import Trees

/// Sums, products and integrals without end: what bounds their rest is made here, once for all points.
extension ProgramBuilder {
  // MARK: Series

  /// `\sum_{n=a}^{\infty}`; nil where nothing bounds the rest.
  mutating func series(_ fold: Tree.Fold, _ tree: Tree) -> Int? {
    guard fold.kind == .sum || fold.kind == .product, case .integers(let lower, let upper) = fold.range,
      upper == .constant(.infinity)
    else { return nil }
    let (index, body) = fold.scope.opened
    if lower == .negate(.constant(.infinity)) { return bothWays(fold, index, body, tree: tree) }
    guard let whole = try? body.inlining(program.definitions) else { return nil }
    if fold.kind == .product {
      // ∏ f = exp ∑ log f, where every factor is positive: else the logarithm has no value.
      let sum = Tree.fold(Tree.Fold(.sum, index, fold.range, .apply(.log, [whole])))
      return node(.apply(.exp, [sum]))
    }
    let place = newPlace(index, isNumber: true)
    guard case .number(let slot) = place else { return nil }
    let start = node(lower)
    let term = binding(index, to: place) { $0.node(whole) }
    var series = Program.Series(slot: slot, inverse: 0, lower: start, term: term)
    if case .apply(.floor, let inside) = whole, inside.count == 1 {
      // Where what is inside stays below 1, whole parts add nothing more.
      series.floored = binding(index, to: place) { $0.node(inside[0]) }
      guard ratio(&series, of: inside[0], index) else { return nil }
    } else {
      guard bound(&series, whole, index) else { return nil }
    }
    program.series.append(series)
    return add(.series(program.series.count - 1), rank: 0, tree)
  }

  private mutating func bothWays(_ fold: Tree.Fold, _ index: Name, _ body: Tree, tree: Tree) -> Int? {
    let up = Tree.fold(Tree.Fold(fold.kind, index, .integers(.number(0), .constant(.infinity)), body))
    let down = Tree.fold(
      Tree.Fold(
        fold.kind, index, .integers(.number(1), .constant(.infinity)),
        body.substituting([index: .negate(.symbol(index))])))
    return node(fold.kind == .sum ? .sum([up, down]) : .product([up, down]))
  }

  /// A ratio of neighbours below 1, or a rational term whose powers of 1/n have known sums.
  private mutating func bound(_ series: inout Program.Series, _ term: Tree, _ index: Name) -> Bool {
    let place = newPlace(Asymptotic.inverse, isNumber: true)
    guard case .number(let slot) = place else { return false }
    series.inverse = slot
    if let rational = term.asymptotic(in: index), rational.order >= 2 {
      var coefficients: [Int] = []
      var slope = rational.tree
      while coefficients.count < Self.mostCoefficients, slope.size <= Self.largestCoefficient {
        coefficients.append(binding(Asymptotic.inverse, to: place) { $0.node(slope) })
        guard let next = try? slope.derivative(by: Asymptotic.inverse) else { break }
        slope = next
      }
      series.power = rational.order
      series.coefficients = coefficients
      return coefficients.count >= 2
    }
    return ratio(&series, of: term, index)
  }

  private mutating func ratio(_ series: inout Program.Series, of term: Tree, _ index: Name) -> Bool {
    let place: Program.Place
    if series.inverse > 0 {
      place = .number(series.inverse)
    } else {
      place = newPlace(Asymptotic.inverse, isNumber: true)
      guard case .number(let slot) = place else { return false }
      series.inverse = slot
    }
    let small = Tree.symbol(Asymptotic.inverse)
    guard let ratio = term.ratio(in: index), ratio.order >= 0 else { return false }
    let tree: Tree =
      ratio.order == 0
      ? ratio.tree : .product([.power(small, .number(Number(UInt(ratio.order)))), ratio.tree])
    series.ratio = binding(Asymptotic.inverse, to: place) { $0.node(tree) }
    return true
  }

  private static var mostCoefficients: Int { 12 }
  private static var largestCoefficient: Int { 3000 }

  // MARK: Integrals

  /// `\int_{-\infty}^{\infty}`; nil where nothing bounds the rest.
  mutating func improperIntegral(_ body: Tree, _ name: Name, _ ends: (Tree, Tree), tree: Tree) -> Int? {
    let isOpenAbove = ends.1 == .constant(.infinity)
    let isOpenBelow = ends.0 == .negate(.constant(.infinity))
    guard isOpenAbove || isOpenBelow, let inlined = try? body.inlining(program.definitions),
      let whole = try? inlined.withoutDerivatives().withoutLogarithmsOfExponentials
    else { return nil }
    let mirrored = whole.substituting([name: .negate(.symbol(name))])
    let reach = newPlace(Self.reachName, isNumber: true)
    guard case .number(let slot) = reach else { return nil }
    var tails: [Program.Tail] = []
    for side in (isOpenAbove ? [whole] : []) + (isOpenBelow ? [mirrored] : []) {
      for part in side.addends {
        guard let tail = tail(of: part, name, reach) else { return nil }
        tails.append(tail)
      }
    }
    let far = Tree.symbol(Self.reachName)
    let from = isOpenBelow ? Tree.negate(far) : ends.0
    let core = binding(Self.reachName, to: reach) { builder in
      builder.node(.integral(whole, over: name, from: from, to: isOpenAbove ? far : ends.1))
    }
    let least = node(
      isOpenBelow ? (isOpenAbove ? .number(0) : .apply(.abs, [ends.1])) : .apply(.abs, [ends.0]))
    program.improper.append(Program.Improper(reach: slot, least: least, core: core, tails: tails))
    return add(.improper(program.improper.count - 1), rank: 0, tree)
  }

  private static var reachName: Name { Name("L", accents: ["dot"], primes: 9) }

  private mutating func tail(of part: Tree, _ name: Name, _ reach: Program.Place) -> Program.Tail? {
    guard part.isFree(name) else { return part.isZeroNumber ? Program.Tail(kind: .none) : nil }
    let far = Tree.symbol(Self.reachName)
    if let rational = part.asymptotic(in: name), rational.order >= 2 {
      // With x = 1/y the rest is an integral of a rational function over [0, 1/L].
      let power = rational.order - 2
      let integrand: Tree =
        power == 0
        ? rational.tree
        : .product([.power(.symbol(Asymptotic.inverse), .number(Number(UInt(power)))), rational.tree])
      let rest = Tree.integral(
        integrand, over: Asymptotic.inverse, from: .number(0), to: .quotient(.number(1), far))
      let node = binding(Self.reachName, to: reach) { $0.node(rest) }
      return Program.Tail(kind: .worked(node))
    }
    guard let slopes = part.logarithmicSlope(in: name), let slope = Asymptotic.sum(slopes), slope.order <= 0
    else { return nil }
    let place = newPlace(Asymptotic.inverse, isNumber: true)
    guard case .number(let inverse) = place else { return nil }
    let value = binding(Self.reachName, to: reach) { $0.node(part.substituting([name: far])) }
    let rate = binding(Asymptotic.inverse, to: place) { $0.node(slope.tree) }
    return Program.Tail(kind: .decaying(value: value, rate: rate, inverse: inverse, order: -slope.order))
  }

  // MARK: Limits

  /// What a limit at infinity is by rewriting: of a rational function by its leading terms, of a sum up to n the series,
  /// of a power by its logarithm.
  func limitAtInfinity(_ body: Tree, _ name: Name) -> Tree? {
    let whole = body.cancelled
    guard whole.isFree(name) else { return whole }
    if case .fold(let fold) = whole, fold.kind == .sum, case .integers(let lower, .symbol(name)) = fold.range,
      !lower.isFree(name), !fold.scope.applied(to: .number(0)).isFree(name)
    {
      return .fold(Tree.Fold(.sum, .integers(lower, .constant(.infinity)), fold.scope))
    }
    if let rational = whole.normalForm.asymptotic(in: name) ?? whole.asymptotic(in: name), rational.order >= 0
    {
      let zero: [Name: Tree] = [Asymptotic.inverse: .number(0)]
      return rational.order > 0
        ? .product([.number(0), rational.tree.substituting(zero)]) : rational.tree.substituting(zero)
    }
    guard case .power(let base, let exponent) = whole, base.isFree(name), exponent.isFree(name) else {
      return nil
    }
    let small = Asymptotic.inverse
    let inverted: [Name: Tree] = [name: .quotient(.number(1), .symbol(small))]
    let top = Tree.apply(.log, [base.substituting(inverted).normalForm])
    let bottom = Tree.quotient(.number(1), exponent.substituting(inverted)).normalForm
    return .apply(.exp, [.limit(.quotient(top, bottom), of: small, to: .number(0), from: .above)])
  }
}

extension Tree {
  /// The terms of a sum; of a product or quotient those of its one factor that is a sum of other than rational terms.
  fileprivate var addends: [Tree] {
    switch self {
    case .sum(let terms): terms.flatMap(\.addends)
    case .negate(let a): a.addends.map { .negate($0) }
    case .quotient(.sum(let terms), let b): terms.flatMap(\.addends).map { .quotient($0, b) }
    default: [self]
    }
  }

  fileprivate var isZeroNumber: Bool { if case .number(0) = self { true } else { false } }

  /// A quotient without the factors that stand above and below.
  fileprivate var cancelled: Tree {
    guard case .quotient(let a, let b) = self else { return self }
    var (above, below) = (a.factors, b.factors)
    for factor in above {
      if let place = below.firstIndex(of: factor), let own = above.firstIndex(of: factor) {
        below.remove(at: place)
        above.remove(at: own)
      }
    }
    func product(_ factors: [Tree]) -> Tree {
      factors.isEmpty ? .number(1) : factors.count == 1 ? factors[0] : .product(factors)
    }
    return below.isEmpty ? product(above) : .quotient(product(above), product(below))
  }

  private var factors: [Tree] { if case .product(let factors) = self { factors } else { [self] } }
}
