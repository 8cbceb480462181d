import Typesetting
import Diagnostics
import Trees

/// Means under a named law, `\mathbb{E}_{x \sim \mathcal{N}(\mu, \sigma^2)}[f(x)]`, or under a density of the page.
extension Parser {
  /// - Parameter script: what stands under the sign, `x \sim …` first.
  mutating func lawMoment(_ function: Tree.Function, _ script: [Lexeme], _ range: Swift.Range<Int>)
    throws(ParseError) -> Tree?
  {
    guard let sign = script.firstIndex(where: \.isSimilar), sign > 0,
      let name = Self.spelledName(Array(script[..<sign])), (local[name] ?? scope.rank(name) ?? 0) == 0
    else { return nil }
    let written = Array(script[(sign + 1)...])
    var found = try named(written, name, range)
    if found == nil { found = density(written, name) }
    guard let law = found else { return nil }
    let body = try momentBody(name)
    guard function == .variance else { return try scripted(law.mean(of: body, name)) }
    var other = name
    repeat { other.primes += 1 } while body.isFree(other)
    let center = law.renamed(name, other).mean(of: body.substituting([name: .symbol(other)]), other)
    return try scripted(law.mean(of: .power(.sum([body, .negate(center)]), .number(2)), name))
  }

  /// `\mathcal{N}(\mu, \sigma^2)`, `U(a, b)`, `\mathrm{Poisson}(\lambda)` …, unless the page has a function of that name.
  package func named(_ written: [Lexeme], _ name: Name, _ range: Swift.Range<Int>) throws(ParseError) -> Law?
  {
    guard var law = try law(written, name, range) else { return nil }
    law.variable = name
    return law
  }

  private func law(_ written: [Lexeme], _ name: Name, _ range: Swift.Range<Int>) throws(ParseError) -> Law? {
    guard case .name(let head, _)? = written.first?.kind, let open = written.indices.dropFirst().first,
      let body = written.bracketBody(at: open), written.behindBracket(open) == written.count,
      scope.definitions[head] == nil, scope.meanings[head] == nil
    else { return nil }
    var inner = self
    let arguments = try inner.list(body, end: range.upperBound)
    guard arguments.allSatisfy({ shape(of: $0) == .number }) else { return nil }
    let x = Tree.symbol(name)
    let one = Tree.number(1)
    switch (head.base, arguments.count) {
    case ("N", 2), ("Normal", 2), ("Gaussian", 2): return Self.normal(x, arguments[0], arguments[1])
    case ("U", 2), ("Uniform", 2), ("Unif", 2):
      let width = Tree.sum([arguments[1], .negate(arguments[0])])
      var law = Law(weight: .quotient(one, width), range: .reals(arguments[0], arguments[1]))
      law.mean = .quotient(.sum(arguments), .number(2))
      law.variance = .quotient(.power(width, .number(2)), .number(12))
      return law
    case ("Exp", 1), ("Exponential", 1), ("Expon", 1):
      let decay = Tree.power(.constant(.e), .negate(.product([arguments[0], x])))
      let rate = arguments[0]
      var law = Law(weight: .product([rate, decay]), range: .reals(.number(0), .constant(.infinity)))
      law.mean = .quotient(one, rate)
      law.variance = .quotient(one, .power(rate, .number(2)))
      law.below = { place in
        let past = Tree.product([rate, .apply(.max, [.number(0), place])])
        return .sum([one, .negate(.power(.constant(.e), .negate(past)))])
      }
      return law
    case ("Poisson", 1), ("Pois", 1), ("Poi", 1), ("P", 1), ("π", 1):
      let weight = Tree.quotient(
        .product([.power(arguments[0], x), .power(.constant(.e), .negate(arguments[0]))]),
        .apply(.factorial, [x]))
      return Law(
        weight: weight, range: .integers(.number(0), .constant(.infinity)), mean: arguments[0],
        variance: arguments[0])
    case ("Bernoulli", 1), ("Bern", 1), ("Ber", 1): return Self.binomial(x, one, arguments[0])
    case ("B", 2), ("Binomial", 2), ("Bin", 2), ("Binom", 2):
      return Self.binomial(x, arguments[0], arguments[1])
    case ("Geometric", 1), ("Geo", 1), ("Geom", 1):
      let weight = Tree.product([
        arguments[0], .power(.sum([one, .negate(arguments[0])]), .sum([x, .negate(one)])),
      ])
      let rest = Tree.sum([one, .negate(arguments[0])])
      return Law(
        weight: weight, range: .integers(one, .constant(.infinity)), mean: .quotient(one, arguments[0]),
        variance: .quotient(rest, .power(arguments[0], .number(2))))
    default: return nil
    }
  }

  private static func normal(_ x: Tree, _ mean: Tree, _ variance: Tree) -> Law {
    let square = Tree.power(.sum([x, .negate(mean)]), .number(2))
    let decay = Tree.power(.constant(.e), .negate(.quotient(square, .product([.number(2), variance]))))
    let scale = Tree.apply(.sqrt, [.product([.number(2), .constant(.pi), variance])])
    var law = Law(
      weight: .product([.quotient(.number(1), scale), decay]),
      range: .reals(.negate(.constant(.infinity)), .constant(.infinity)))
    law.mean = mean
    law.variance = variance
    law.below = { place in
      let distance = Tree.quotient(
        .sum([place, .negate(mean)]), .apply(.sqrt, [.product([.number(2), variance])]))
      return .quotient(.sum([.number(1), .apply(.erf, [distance])]), .number(2))
    }
    return law
  }

  private static func binomial(_ x: Tree, _ count: Tree, _ chance: Tree) -> Law {
    let rest = Tree.power(.sum([.number(1), .negate(chance)]), .sum([count, .negate(x)]))
    let weight = Tree.product([.apply(.binomial, [count, x]), .power(chance, x), rest])
    let mean = count == .number(1) ? chance : Tree.product([count, chance])
    return Law(
      weight: weight, range: .integers(.number(0), count), mean: mean,
      variance: .product([mean, .sum([.number(1), .negate(chance)])]))
  }

  /// `x \sim p` or `x \sim p(x)` where the page defines p of a number, and says that x is one.
  private func density(_ written: [Lexeme], _ name: Name) -> Law? {
    guard let domain = scope.meanings[name]?.domain, domain.rank == 0,
      case .name(let head, _)? = written.first?.kind
    else { return nil }
    let ends: Law.Range
    switch domain.values {
    case .reals: ends = .reals(.negate(.constant(.infinity)), .constant(.infinity))
    case .interval(let from, let to, _, _): ends = .reals(from, to)
    default: return nil
    }
    guard let definition = scope.definitions[head]?.last(where: { $0.parameters.count == 1 && $0.bar == nil })
    else { return nil }
    if written.count > 1, !written.isOneSymbol {
      guard written.bracketBody(at: 1)?.isOneSymbol == true else { return nil }
    }
    let weight = Tree.call(.init(head, definition: definition.id, arguments: [.symbol(name)]))
    return Law(weight: weight, range: ends)
  }
}

extension Parser {
  /// `\mathcal{N}(x \mid \mu, \sigma^2)`, `\mathcal{N}(\mathbf x \mid \mu, \Sigma)`: the normal density, where the shapes fit it.
  func normalDensity(_ arguments: [Tree]) -> Tree? {
    guard arguments.count == 3 else { return nil }
    let (x, mean, spread) = (arguments[0], arguments[1], arguments[2])
    let distance: Tree = mean == .number(0) ? x : .sum([x, .negate(mean)])
    let two = Tree.number(2)
    switch (shape(of: x), shape(of: mean)) {
    case (.number, .number) where shape(of: spread) == .number: return Self.normal(x, mean, spread).weight
    case (.column, .column), (.column, .number):
      guard shape(of: mean) == .column || mean == .number(0) else { return nil }
      let half = Tree.quotient(.apply(.length, [x]), two)
      if let variance = isotropic(spread) {
        let square = Tree.power(.apply(.norm, [distance]), two)
        let scale = Tree.power(.product([two, .constant(.pi), variance]), half)
        return .quotient(.apply(.exp, [.negate(.quotient(square, .product([two, variance])))]), scale)
      }
      guard shape(of: spread) == .matrix else { return nil }
      let square = Tree.apply(
        .matrixProduct, [.apply(.transpose, [distance]), .apply(.inverse, [spread]), distance])
      let scale = Tree.product([
        .power(.product([two, .constant(.pi)]), half), .apply(.sqrt, [.apply(.determinant, [spread])]),
      ])
      return .quotient(.apply(.exp, [.negate(.quotient(square, two))]), scale)
    default: return nil
    }
  }

  /// The σ² of `\sigma^2 I`.
  private func isotropic(_ spread: Tree) -> Tree? {
    func isIdentity(_ tree: Tree) -> Bool {
      guard case .symbol(let name) = tree else { return false }
      return name.base == "I" && name.accents.isEmpty && name.label == nil && !knows(name)
    }
    if isIdentity(spread) { return .number(1) }
    guard case .product(let factors) = spread, let last = factors.last, isIdentity(last) else { return nil }
    let rest = Array(factors.dropLast())
    guard rest.allSatisfy({ shape(of: $0) == .number }) else { return nil }
    return Self.product(rest)
  }
}

extension Parser {
  /// `\mathrm{KL}(\mathcal{N}(\mu_1, \sigma_1^2) \| \mathcal{N}(\mu_2, \sigma_2^2))`: log(σ₂/σ₁) + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − 1/2.
  mutating func normalDivergence(_ name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
    guard name == Name("KL") || name == Name("D", label: "KL") else { return nil }
    let sides = body.split(whereSeparator: \.isDoubleBar).map { Array($0) }.filter { !$0.isEmpty }
    guard sides.count == 2 else { return nil }
    var pairs: [[Tree]] = []
    for side in sides {
      guard case .name(let head, _)? = side.first?.kind, head.isNormalDensity,
        !knows(head) || isOwnDensity(head),
        let inside = side.bracketBody(at: 1), side.behindBracket(1) == side.count
      else { return nil }
      let arguments = try list(inside, end: place.upperBound)
      guard arguments.count == 2, arguments.allSatisfy({ shape(of: $0) == .number }) else { return nil }
      pairs.append(arguments)
    }
    _ = takeArguments()
    let (p, q) = (pairs[0], pairs[1])
    let two = Tree.number(2)
    let apart = Tree.power(.sum([p[0], .negate(q[0])]), two)
    let half = Tree.quotient(.number(1), two)
    return try scripted(
      .sum([
        .product([half, .apply(.log, [.quotient(q[1], p[1])])]),
        .quotient(.sum([p[1], apart]), .product([two, q[1]])), .negate(half),
      ]))
  }
}

extension Parser {
  /// Whether the page's own N is the density with its variance, `\mathcal{N}(x; \mu, \sigma^2) = …`, and nothing else:
  /// `\mathcal{N}(\mu_1, \sigma_1^2)` is its law then.
  private func isOwnDensity(_ name: Name) -> Bool {
    guard scope.meanings[name] == nil, scope.values.byName[name] == nil,
      let own = scope.definitions[name], !own.isEmpty
    else { return false }
    return own.allSatisfy { one in
      one.parameters.count == 3 && one.squared == [one.parameters[2]]
        && one.body.contains { if case .apply(.exp, _) = $0 { true } else { false } }
    }
  }
}

extension Lexeme {
  fileprivate var isDoubleBar: Bool {
    switch kind {
    case .bar("‖"), .punctuation("‖"), .bar("|"), .punctuation("|"): true
    default: false
    }
  }
}

extension Name {
  /// The letter that names the normal distribution by custom.
  var isNormalDensity: Bool {
    base == "N" && !isBold && label == nil && mark == nil && primes == 0
      && accents.allSatisfy { $0 == "mathcal" || $0 == "mathscr" }
  }
}

extension Lexeme {
  package var isSimilar: Bool { if case .sign("∼") = kind { true } else { false } }
}
