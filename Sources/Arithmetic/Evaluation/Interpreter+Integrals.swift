import Trees

/// Definite integrals, enclosed: panels in Taylor form about their middles.
///
/// With x = a + (b − a)t, t in [0, 1], and g(t) = f(x(t)), a panel of half width h about c contributes
/// `∑ 2 h^(2k+1)/(2k+1)! g^(2k)(c)`, the odd terms being 0; the last term's derivative is enclosed over
/// the whole panel, so that the sum of panels encloses the integral (Moore, Kearfott, Cloud:
/// Introduction to Interval Analysis, chapter 9). Panels that are not sharp are halved, all of a width
/// together, so that work that runs out leaves none behind the others. Where the integrand has no
/// derivative, at an end such as that of √x, its range over a very narrow panel does. Doubles, which
/// enclose nothing, take the first panels as they are.
extension Interpreter {
  /// Panels to begin with; their ends, like those of every half, are doubles exactly.
  private static var firstPanels: Int { 64 }
  private static var mostPanels: Int { 2048 }
  /// How wide the remainder of one panel may stay, beside the integrand's mean: some hundred panels together then leave
  /// a relative error below 2⁻⁶⁴.
  private static var tolerance: Double { 0x1p-74 }
  /// A panel without derivatives is halved down to this.
  private static var narrowest: Double { 0x1p-44 }

  private struct Panel {
    var lower: Double
    var upper: Double
    var half: Double { (upper - lower) / 2 }
    var middle: Double { lower + half }
  }

  func integral(_ integral: Program.Integral, _ frame: inout Frame<A>) throws(Undefined) -> A.Number {
    let start = try number(integral.lower, &frame)
    let width = try arithmetic.add(try number(integral.upper, &frame), arithmetic.negate(start))
    if arithmetic.compare(width, .equal, arithmetic.exact(0.0)) == .yes { return arithmetic.exact(0.0) }
    // Exact numbers hold no panel between two of them: they say so here, and not at each of thousands.
    _ = try arithmetic.hull(arithmetic.exact(0.0), arithmetic.exact(1.0))
    let count = Self.firstPanels
    var level = (0..<count).map {
      Panel(lower: Double($0) / Double(count), upper: Double($0 + 1) / Double(count))
    }
    let tolerance = Self.tolerance * (try scale(integral, level, (start, width), &frame))
    var total = arithmetic.exact(0.0)
    var panels = count
    while !level.isEmpty {
      var next: [Panel] = []
      for panel in level {
        try frame.charge(integral.work)
        guard
          let value = try share(
            of: panel, integral, (start, width), (tolerance, panels), &frame)
        else {
          next.append(Panel(lower: panel.lower, upper: panel.middle))
          next.append(Panel(lower: panel.middle, upper: panel.upper))
          panels += 1
          continue
        }
        total = try arithmetic.add(total, value)
      }
      level = next
    }
    return try arithmetic.multiply(width, total)
  }

  /// How large the integrand is in the panels' middles, on the mean; 1 where that is not known or 0.
  private func scale(
    _ integral: Program.Integral, _ panels: [Panel], _ line: (start: A.Number, width: A.Number),
    _ frame: inout Frame<A>
  ) throws(Undefined) -> Double {
    try frame.charge(integral.work)
    var sizes: [Double] = []
    for panel in panels {
      let t = arithmetic.exact(panel.middle)
      frame.numbers[integral.slot] = try arithmetic.add(line.start, try arithmetic.multiply(line.width, t))
      guard let value = try? number(integral.orders[0], &frame),
        let hull = try? arithmetic.hull(arithmetic.exact(0.0), value)
      else { continue }
      sizes.append(arithmetic.spread(hull))
    }
    let mean = sizes.reduce(0, +) / Double(max(sizes.count, 1))
    return mean.isFinite && mean > 0 ? mean : 1
  }

  /// A panel's share of ∫g dt; nil where halves would do better.
  private func share(
    of panel: Panel, _ integral: Program.Integral, _ line: (start: A.Number, width: A.Number),
    _ effort: (tolerance: Double, panels: Int), _ frame: inout Frame<A>
  ) throws(Undefined) -> A.Number? {
    let panels = effort.panels
    do throws(Undefined) {
      let (value, spread) = try taylor(panel, integral.orders[...], line: line, slot: integral.slot, &frame)
      if spread <= effort.tolerance || panels >= Self.mostPanels && spread.isFinite { return value }
      if panel.half > Self.narrowest, panels < Self.mostPanels { return nil }
    } catch {
      guard error.isUndecided || error.isOutsideDomain else { throw error }
      if panel.half > Self.narrowest, panels < 2 * Self.mostPanels { return nil }
    }
    frame.clampsBases = true
    defer { frame.clampsBases = false }
    let (value, spread) = try taylor(
      panel, integral.orders.prefix(1), line: line, slot: integral.slot, &frame)
    guard spread.isFinite else { throw .undecided(zh: "积分是否有界", en: "an integral that is not bounded") }
    return value
  }

  /// The sum over the orders, and how wide its last term is.
  private func taylor(
    _ panel: Panel, _ orders: ArraySlice<Int>, line: (start: A.Number, width: A.Number), slot: Int,
    _ frame: inout Frame<A>
  ) throws(Undefined) -> (A.Number, spread: Double) {
    let h = arithmetic.exact(panel.half)
    let step = try arithmetic.multiply(h, line.width)
    let square = try arithmetic.multiply(step, step)
    var factor = try arithmetic.multiply(arithmetic.exact(2.0), h)
    var total = arithmetic.exact(0.0)
    var spread = 0.0
    for (order, node) in orders.enumerated() {
      if order > 0 {
        let divisor = arithmetic.exact(Double(2 * order * (2 * order + 1)))
        factor = try arithmetic.divide(try arithmetic.multiply(factor, square), divisor)
      }
      let isLast = order + 1 == orders.count
      let t =
        isLast
        ? try arithmetic.hull(arithmetic.exact(panel.lower), arithmetic.exact(panel.upper))
        : arithmetic.exact(panel.middle)
      frame.numbers[slot] = try arithmetic.add(line.start, try arithmetic.multiply(line.width, t))
      let term = try arithmetic.multiply(factor, try number(node, &frame))
      if isLast { spread = arithmetic.spread(term) }
      total = try arithmetic.add(total, term)
    }
    return (total, spread)
  }

  /// A power whose base may be a hair below 0 by rounding alone: with its exponent above 0 between 0 and what the base
  /// comes to at most.
  func clampedPower(_ base: A.Number, _ exponent: A.Number, _ zeroToZeroIsOne: Bool) throws(Undefined)
    -> A.Number
  {
    do throws(Undefined) {
      return try arithmetic.power(base, exponent, zeroToZeroIsOne: zeroToZeroIsOne)
    } catch {
      let zero = arithmetic.exact(0.0)
      guard error.isUndecided, arithmetic.compare(exponent, .greater, zero) == .yes else { throw error }
      let most = arithmetic.spread(try arithmetic.hull(zero, base))
      guard most.isFinite else { throw error }
      let greatest = try arithmetic.power(
        arithmetic.exact(most), exponent, zeroToZeroIsOne: zeroToZeroIsOne)
      return try arithmetic.hull(zero, greatest)
    }
  }
}
