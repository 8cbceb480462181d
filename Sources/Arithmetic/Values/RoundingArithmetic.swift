import Trees

/// What code may compute of a formula at floating-point numbers, in whatever order it adds and multiplies.
///
/// The interval is the formula as it is written, each operation rounded outward in the code's own type and
/// each library function allowed `libraryError` units. Beside it goes what another order may add: n terms
/// whose sizes add up to `mass` come out within (n − 1)·u·`mass` of their sum, in every order and nesting,
/// and factors may be multiplied out (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed.,
/// chapters 3 and 4).
package struct RoundingArithmetic: Arithmetic {
  /// The code's floating-point type.
  package enum Format: Sendable { case single, double }

  package struct Number: Sendable {
    package var range: Interval
    /// What it is if library functions are exact where their value is a number of the type, as `(1/4)^{1/2}` is: code that
    /// compares such a value does not ask the library. Nil where that is the range itself.
    var core: Interval?
    /// The sum of the sizes of what was added up.
    var mass: Double
    /// How many roundings lie behind it in the worst order.
    var steps: Double
    /// Binary places behind the point that hold all that was added up; nil where they are many, or not known.
    var places: Int?

    init(_ range: Interval, core: Interval? = nil) {
      self.range = range
      self.core = core
      mass = max(range.lower.magnitude, range.upper.magnitude)
      steps = 0
      places = range.isPoint ? Self.places(of: range.lower) : nil
    }

    init(_ range: Interval, core: Interval? = nil, mass: Double, steps: Double, places: Int?) {
      self.range = range
      self.core = core
      self.mass = mass
      self.steps = steps
      self.places = places
    }

    private static func places(of value: Double) -> Int? {
      guard value.magnitude < 0x1p50 else { return nil }
      return (0...10).first { count in
        let scaled = Double(sign: .plus, exponent: count, significand: value)
        return scaled == scaled.rounded()
      }
    }
  }

  package let format: Format
  private let intervals: IntervalArithmetic

  package init(_ format: Format = .double, libraryError: Int = 2) {
    self.format = format
    intervals = IntervalArithmetic(libraryError: libraryError)
  }

  /// u: half a unit in the last place of 1.
  private var unit: Double { format == .double ? 0x1p-53 : 0x1p-24 }

  // MARK: Leaves

  package func exact(_ number: Trees.Number) -> Number { Number(narrowed(intervals.exact(number))) }
  package func exact(_ value: Double) -> Number { Number(Interval(value)) }
  package func exact(_ fraction: Fraction) -> Number { Number(intervals.exact(fraction)) }
  package func constant(_ constant: Tree.Constant) -> Number {
    Number(narrowed(intervals.constant(constant)))
  }

  /// The interval with the room that other orders need.
  package func settled(_ a: Number) -> Interval {
    guard a.steps > 0, !isExact(a) else { return a.range }
    let room = a.steps * unit * a.mass / 2
    guard room.isFinite else { return Interval(-.infinity, .infinity, isPartial: a.range.isPartial) }
    return Interval(a.range.lower - room, a.range.upper + room, isPartial: a.range.isPartial)
  }

  /// Sums of numbers on one coarse grid are exact in every order.
  private func isExact(_ a: Number) -> Bool {
    if a.range.isPoint, a.range.lower.isInfinite { return true }
    guard a.range.isPoint, let places = a.places, places <= 48 else { return false }
    return Double(sign: .plus, exponent: places, significand: a.mass) < (format == .double ? 0x1p50 : 0x1p22)
  }

  /// Rounded outward to numbers of the code's type.
  private func narrowed(_ a: Interval) -> Interval {
    guard format == .single else { return a }
    return Interval(Self.below(a.lower), Self.above(a.upper), isPartial: a.isPartial)
  }

  private static func below(_ value: Double) -> Double {
    let single = Float(value)
    return Double(Double(single) > value ? single.nextDown : single)
  }

  private static func above(_ value: Double) -> Double { -below(-value) }

  private static func both(_ a: Number, _ b: Number, _ joined: (Int, Int) -> Int) -> Int? {
    guard let left = a.places, let right = b.places else { return nil }
    return joined(left, right)
  }

  // MARK: Operations

  package func negate(_ a: Number) -> Number {
    Number(
      intervals.negate(a.range), core: a.core.map(intervals.negate), mass: a.mass, steps: a.steps,
      places: a.places)
  }

  package func add(_ a: Number, _ b: Number) throws(Undefined) -> Number {
    var sum = Number(
      narrowed(try intervals.add(a.range, b.range)), mass: a.mass + b.mass, steps: a.steps + b.steps + 1,
      places: Self.both(a, b, max))
    if a.core != nil || b.core != nil {
      sum.core = narrowed(try intervals.add(a.core ?? a.range, b.core ?? b.range))
    }
    return sum
  }

  package func multiply(_ a: Number, _ b: Number) throws(Undefined) -> Number {
    try multiply(a, b, zeroWins: false)
  }

  package func multiply(_ a: Number, _ b: Number, zeroWins: Bool) throws(Undefined) -> Number {
    let range = narrowed(try intervals.multiply(a.range, b.range, zeroWins: zeroWins))
    let mass = a.mass == 0 || b.mass == 0 ? 0 : a.mass * b.mass
    var product = Number(
      range, mass: mass, steps: a.steps + b.steps + (a.steps + b.steps > 0 ? 1 : 0),
      places: Self.both(a, b, +))
    if a.core != nil || b.core != nil {
      product.core = narrowed(
        try intervals.multiply(a.core ?? a.range, b.core ?? b.range, zeroWins: zeroWins))
    }
    return product
  }

  package func divide(_ a: Number, _ b: Number) throws(Undefined) -> Number {
    let divisor = settled(b)
    let range = narrowed(try intervals.divide(a.range, divisor))
    guard a.steps > 0, !divisor.containsZero else {
      return a.steps > 0 ? Number(narrowed(try intervals.divide(settled(a), divisor))) : Number(range)
    }
    let least = min(divisor.lower.magnitude, divisor.upper.magnitude)
    return Number(range, mass: a.mass / least, steps: a.steps + 1, places: nil)
  }

  package func power(_ a: Number, _ b: Number) throws(Undefined) -> Number {
    try power(a, b, zeroToZeroIsOne: false)
  }

  package func power(_ a: Number, _ b: Number, zeroToZeroIsOne: Bool) throws(Undefined) -> Number {
    let exponent = settled(b)
    let count = exponent.isPoint ? exponent.lower : 0
    guard a.steps > 0, count >= 1, count <= 16, count == count.rounded() else {
      let power = loosened(
        narrowed(try intervals.power(settled(a), exponent, zeroToZeroIsOne: zeroToZeroIsOne)))
      // x^0 and 1^y are what they are (C, F.10.4.4); any other may be off, x^1 too, also where the value is a number of
      // the type.
      let isTrivial = count == 0 && exponent.isPoint || a.range == Interval(1)
      return isTrivial ? Number(power) : byLibrary(power)
    }
    let range = loosened(
      narrowed(try intervals.power(a.range, exponent, zeroToZeroIsOne: zeroToZeroIsOne)))
    var mass = 1.0
    for _ in 0..<Int(count) { mass *= a.mass }
    return Number(
      range, mass: mass, steps: count * (a.steps + 1), places: a.places.map { $0 * Int(count) })
  }

  package func compare(_ a: Number, _ relation: Tree.Relation, _ b: Number) -> Truth {
    intervals.compare(exactly(a), relation, exactly(b))
  }

  /// As code compares it that has no library function's error to fear.
  private func exactly(_ a: Number) -> Interval {
    guard let core = a.core else { return settled(a) }
    return settled(Number(core, mass: a.mass, steps: a.steps, places: a.places))
  }

  package func hull(_ a: Number, _ b: Number) -> Number {
    Number(
      intervals.hull(a.range, b.range), mass: max(a.mass, b.mass), steps: max(a.steps, b.steps),
      places: Self.both(a, b, max))
  }

  package func markedPartial(_ a: Number) -> Number {
    Number(a.range.marked(true), mass: a.mass, steps: a.steps, places: a.places)
  }

  package func spread(_ a: Number) -> Double { settled(a).width }
  package func integer(_ a: Number) -> Int? { intervals.integer(a.range) }

  package func apply(_ function: Tree.Function, _ a: Number) throws(Undefined) -> Number {
    switch function {
    // What leaves the number as it is, or turns its sign, leaves its sum as it is.
    case .min, .max, .detached: return a
    case .abs, .norm, .norm1, .normInfinity:
      return Number(
        try intervals.apply(function, a.range), mass: a.mass, steps: a.steps, places: a.places)
    case .sqrt, .floor, .ceiling, .sign, .relu, .indicator:
      return Number(loosened(narrowed(try intervals.apply(function, settled(a)))))
    case .exp: return byLibrary(loosened(narrowed(try intervals.apply(function, shifted(a)))))
    default: return byLibrary(loosened(narrowed(try intervals.apply(function, settled(a)))))
    }
  }

  /// An exponent as code may have it that first takes the largest away, as every stable softmax does: one rounding of its
  /// size more (Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions, IMA J. Numer.
  /// Anal. 41, 2021).
  private func shifted(_ a: Number) -> Interval {
    let range = settled(a)
    let room = unit * a.mass
    guard room > 0, room.isFinite else { return range }
    return Interval(range.lower - room, range.upper + room, isPartial: range.isPartial)
  }

  /// No library promises to be right to the last bit where the value is a number of the type, as `(1/4)^{1/2}` is;
  /// whole numbers all of them hit.
  private func byLibrary(_ value: Interval) -> Number {
    guard value.isPoint, value.lower.isFinite, value.lower != value.lower.rounded() else {
      return Number(value)
    }
    let ulp = format == .double ? value.lower.ulp : Double(Float(value.lower).ulp)
    guard ulp.isFinite else { return Number(value) }
    return Number(
      Interval(value.lower - ulp, value.lower + ulp, isPartial: value.isPartial), core: value)
  }

  package func apply(_ function: Tree.Function, _ a: Number, _ b: Number) throws(Undefined) -> Number {
    Number(loosened(narrowed(try intervals.apply(function, settled(a), settled(b)))))
  }

  /// A library function in single precision is off by units of that precision.
  private func loosened(_ a: Interval) -> Interval {
    guard format == .single, !a.isPoint else { return a }
    func out(_ value: Double, _ up: Bool) -> Double {
      let single = Float(value)
      guard single.isFinite else { return value }
      return Double(up ? single.nextUp.nextUp : single.nextDown.nextDown)
    }
    return Interval(out(a.lower, false), out(a.upper, true), isPartial: a.isPartial)
  }
}
