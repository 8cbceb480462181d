import Trees

/// Series and integrals without end: as much as is needed worked out, and a proved bound on the rest.
extension Interpreter {
  private static var reaches: [Int] { [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192] }
  /// The rest may be so large beside the sum.
  private static var sharpness: Double { 0x1p84 }

  func series(_ series: Program.Series, _ frame: inout Frame<A>) throws(Undefined) -> A.Number {
    let lower = try integer(series.lower, &frame)
    guard lower > -1_000_000, lower < 1_000_000 else {
      throw .tooLarge(zh: "从 \(lower) 起的级数", en: "a series from \(lower) on")
    }
    var total = arithmetic.exact(0.0)
    var position = lower
    var best: A.Number?
    for reach in Self.reaches {
      let stop = max(lower, 0) + reach
      while position < stop {
        total = try arithmetic.add(total, try term(series, position, &frame))
        position += 1
      }
      guard let rest = try rest(of: series, from: stop, &frame) else { continue }
      let sum = try arithmetic.add(total, rest)
      let width = try arithmetic.multiply(
        arithmetic.exact(arithmetic.spread(rest)), arithmetic.exact(Self.sharpness))
      let size = try arithmetic.apply(.abs, sum)
      if arithmetic.compare(width, .lessOrEqual, size) == .yes { return sum }
      best = sum
    }
    guard let best, arithmetic.spread(best).isFinite else {
      throw .undecided(zh: "级数的余项", en: "the rest of a series")
    }
    return best
  }

  /// Whatever lies between ±bound; where numbers enclose nothing, its middle.
  private func around(_ bound: A.Number) throws(Undefined) -> A.Number {
    try arithmetic.hull(try arithmetic.hull(arithmetic.exact(0.0), bound), arithmetic.negate(bound))
  }

  private func term(_ series: Program.Series, _ position: Int, _ frame: inout Frame<A>) throws(Undefined)
    -> A.Number
  {
    try frame.charge(8)
    frame.numbers[series.slot] = arithmetic.exact(Double(position))
    return try number(series.term, &frame)
  }

  /// What the terms from a place on come to; nil where the bound does not hold yet.
  private func rest(of series: Program.Series, from start: Int, _ frame: inout Frame<A>) throws(Undefined)
    -> A.Number?
  {
    let first = try arithmetic.divide(arithmetic.exact(1.0), arithmetic.exact(Double(start)))
    frame.numbers[series.inverse] = try arithmetic.hull(arithmetic.exact(0.0), first)
    guard series.coefficients.isEmpty else { return try powers(series, start, &frame) }
    // A quotient whose denominator may be 0 that early says nothing yet.
    guard let value = try? number(series.ratio, &frame) else { return nil }
    if series.floored >= 0 {
      let zero = arithmetic.exact(0.0)
      let one = arithmetic.exact(1.0)
      frame.numbers[series.slot] = arithmetic.exact(Double(start))
      let inside = try number(series.floored, &frame)
      let falls =
        arithmetic.compare(value, .less, one) == .yes
        && arithmetic.compare(value, .greaterOrEqual, zero) == .yes
      let isPart =
        arithmetic.compare(inside, .less, one) == .yes
        && arithmetic.compare(inside, .greaterOrEqual, zero) == .yes
      return falls && isPart ? zero : nil
    }
    let ratio = try arithmetic.apply(.abs, value)
    guard arithmetic.compare(ratio, .less, arithmetic.exact(0.96)) == .yes else { return nil }
    let lead = try arithmetic.apply(.abs, try term(series, start, &frame))
    let bound = try arithmetic.divide(
      lead, try arithmetic.add(arithmetic.exact(1.0), arithmetic.negate(ratio)))
    return try around(bound)
  }

  /// ∑ n^(−p) T(1/n), T by Taylor's theorem about 0 with its last derivative enclosed.
  private func powers(_ series: Program.Series, _ start: Int, _ frame: inout Frame<A>) throws(Undefined)
    -> A.Number?
  {
    let whole = frame.numbers[series.inverse]
    var total = arithmetic.exact(0.0)
    var factorial = arithmetic.exact(1.0)
    for (order, node) in series.coefficients.enumerated() {
      if order > 0 { factorial = try arithmetic.multiply(factorial, arithmetic.exact(Double(order))) }
      let isLast = order + 1 == series.coefficients.count
      frame.numbers[series.inverse] = isLast ? whole : arithmetic.exact(0.0)
      guard let slope = try? number(node, &frame) else { return nil }
      let coefficient = try arithmetic.divide(slope, factorial)
      total = try arithmetic.add(
        total, try arithmetic.multiply(coefficient, try zeta(series.power + order, from: start)))
    }
    return total
  }

  /// ∑_{n ≥ N} n^(−s), s ≥ 2, by Euler and Maclaurin: the first term left out bounds the rest.
  private func zeta(_ s: Int, from start: Int) throws(Undefined) -> A.Number {
    let n = arithmetic.exact(Double(start))
    func power(_ exponent: Int) throws(Undefined) -> A.Number {
      try arithmetic.power(n, arithmetic.exact(Double(exponent)))
    }
    var total = try arithmetic.add(
      try arithmetic.divide(try power(1 - s), arithmetic.exact(Double(s - 1))),
      try arithmetic.divide(try power(-s), arithmetic.exact(2.0)))
    // B₂ⱼ / (2j)!
    let coefficients: [(Double, Double)] = [
      (1, 12), (-1, 720), (1, 30240), (-1, 1_209_600), (1, 47_900_160), (-691, 1_307_674_368_000),
      (1, 74_724_249_600),
    ]
    var rising = arithmetic.exact(Double(s))
    for (index, coefficient) in coefficients.enumerated() {
      let j = index + 1
      if j > 1 {
        for offset in [2 * j - 3, 2 * j - 2] {
          rising = try arithmetic.multiply(rising, arithmetic.exact(Double(s + offset)))
        }
      }
      let quotient = try arithmetic.divide(
        arithmetic.exact(coefficient.0), arithmetic.exact(coefficient.1))
      let term = try arithmetic.multiply(
        quotient, try arithmetic.multiply(rising, try power(-s - 2 * j + 1)))
      guard j < coefficients.count else {
        return try arithmetic.add(total, try arithmetic.hull(arithmetic.exact(0.0), term))
      }
      total = try arithmetic.add(total, term)
    }
    return total
  }

  // MARK: Integrals

  /// How small the rest of an integral must be.
  private static var smallest: Double { 0x1p-76 }

  func improper(_ integral: Program.Improper, _ frame: inout Frame<A>) throws(Undefined) -> A.Number {
    let least = try number(integral.least, &frame)
    var reach = 4.0
    while reach < 0x1p20 {
      defer { reach = (reach * 1.5).rounded() }
      let far = arithmetic.exact(reach)
      guard arithmetic.compare(least, .less, arithmetic.exact(reach / 2)) == .yes else { continue }
      frame.numbers[integral.reach] = far
      guard let rest = try tails(integral, reach, &frame) else { continue }
      frame.numbers[integral.reach] = far
      return try arithmetic.add(try number(integral.core, &frame), rest)
    }
    throw .undecided(zh: "积分的余项", en: "the rest of an integral")
  }

  private func tails(_ integral: Program.Improper, _ reach: Double, _ frame: inout Frame<A>) throws(Undefined)
    -> A.Number?
  {
    var total = arithmetic.exact(0.0)
    for tail in integral.tails {
      guard case .decaying(let value, let rate, let inverse, let order) = tail.kind else { continue }
      let far = arithmetic.exact(reach)
      frame.numbers[inverse] = try arithmetic.hull(
        arithmetic.exact(0.0), try arithmetic.divide(arithmetic.exact(1.0), far))
      guard let slope = try? number(rate, &frame),
        arithmetic.compare(slope, .less, arithmetic.exact(0.0)) == .yes,
        let lead = try? arithmetic.apply(.abs, try number(value, &frame))
      else { return nil }
      // |f| falls at least as fast as exp(−c(x − L)) with c = −T·L^order.
      var decay = arithmetic.negate(slope)
      for _ in 0..<order { decay = try arithmetic.multiply(decay, far) }
      let bound = try arithmetic.divide(lead, decay)
      guard arithmetic.compare(bound, .less, arithmetic.exact(Self.smallest)) == .yes else { return nil }
      total = try arithmetic.add(total, try around(bound))
    }
    for tail in integral.tails {
      if case .worked(let node) = tail.kind { total = try arithmetic.add(total, try number(node, &frame)) }
    }
    return total
  }
}
