import Trees
import Arithmetic
import TestSupport
import Testing
import TreeNotation

extension Tree {
  /// A remainder by a tiny divisor has no digits in doubles.
  fileprivate var isRemainder: Bool { if case .apply(.modulo, _) = self { true } else { false } }
}

@Suite struct ValuesPropertyTests {
  static let unary: [Tree.Function] = [
    .exp, .log, .sqrt, .abs, .floor, .ceiling, .sign, .sin, .cos, .tan, .cot, .sec, .csc, .arcsin, .arccos,
    .arctan,
    .sinh, .cosh, .tanh, .arsinh, .arcosh, .artanh, .erf, .gamma, .logGamma, .sigmoid, .softplus, .relu,
  ]
  static let binary: [Tree.Function] = [.logBase, .root, .arctan2, .modulo, .min, .max]

  /// A random tree over x and y.
  static func tree(_ dice: inout Seeded, depth: Int) -> Tree {
    if depth == 0 {
      switch Int.random(in: 0..<6, using: &dice) {
      case 0, 1: return v("x")
      case 2, 3: return v("y")
      case 4: return .number(Number(UInt.random(in: 0...4, using: &dice)))
      default:
        return [Tree](arrayLiteral: 0.1, 0.5, 2.5, .constant(.pi), .constant(.e)).randomElement(using: &dice)!
      }
    }
    func sub() -> Tree { tree(&dice, depth: Int.random(in: 0..<depth, using: &dice)) }
    switch Int.random(in: 0..<10, using: &dice) {
    case 0, 1: return sub() + sub()
    case 2: return sub() - sub()
    case 3: return sub() * sub()
    case 4: return sub() / sub()
    case 5: return sub() ** sub()
    case 6: return -sub()
    case 7: return .apply(binary.randomElement(using: &dice)!, [sub(), sub()])
    default: return .apply(unary.randomElement(using: &dice)!, [sub()])
    }
  }

  static func number(_ dice: inout Seeded) -> Double {
    switch Int.random(in: 0..<6, using: &dice) {
    case 0: return Double(Int.random(in: -3...5, using: &dice))
    case 1: return Double.random(in: 0...1, using: &dice)
    case 2: return 1e-12
    default: return Double.random(in: -4...4, using: &dice)
    }
  }

  /// The truth lies in the interval at the point, in the interval of a box around it, and in the band.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func intervalsAndBandsHoldTheTruth(seed: UInt64) throws {
    var dice = Seeded(seed: seed)
    let truth = ExactEvaluator()
    let intervals = Evaluator(IntervalArithmetic())
    let doubles = Evaluator(DoubleArithmetic())
    let rounding = RoundingArithmetic()
    for round in 0..<1500 {
      let tree = Self.tree(&dice, depth: 3)
      let (x, y) = (Self.number(&dice), Self.number(&dice))
      let spread = Double.random(in: 0...0.5, using: &dice)
      let point: [Name: ExactValue] = [Name("x"): .binary(x), Name("y"): .binary(y)]
      guard let ball = try? truth.enclosure(of: tree, at: point), ball.accuracyBits > 60 else { continue }
      let (low, high) = ball.bounds
      let words: Comment = "seed \(seed), round \(round): \(tree.plain) at x = \(x), y = \(y)"
      for width in [0, spread] {
        let box: [Name: Value<Interval>] = [
          Name("x"): .number(Interval(x - width, x + width)),
          Name("y"): .number(Interval(y - width, y + width)),
        ]
        // A point where the truth exists cannot lie in a box without any value.
        let interval = try intervals.number(of: tree, at: box)
        #expect(
          interval.lower <= high && low <= interval.upper, "\(words): \(interval) without \(low)…\(high)")
        if width == 0, interval.width > 0, interval.width.isFinite, !interval.isPartial {
          #expect(interval.lower <= low.nextUp && high.nextDown <= interval.upper, words)
        }
      }
      let band = rounding.settled(
        try Evaluator(rounding).number(
          of: tree, at: [Name("x"): .number(rounding.exact(x)), Name("y"): .number(rounding.exact(y))]))
      #expect(band.lower <= high && low <= band.upper, "\(words): \(band)")
      if let double = try? doubles.number(of: tree, at: [Name("x"): .number(x), Name("y"): .number(y)]),
        double.isFinite, band.width.isFinite, !tree.contains(where: \.isRemainder)
      {
        let slack = 8 * double.magnitude.ulp + 4 * band.width
        #expect(
          band.lower - slack <= double && double <= band.upper + slack, "\(words): \(double) outside \(band)")
      }
    }
  }

  /// More precision only narrows.
  @Test func ballsAtEveryPrecisionOverlap() throws {
    var dice = Seeded(seed: 77)
    for round in 0..<1000 {
      let tree = Self.tree(&dice, depth: 3)
      let at: [Name: Value<Ball>] = [
        Name("x"): .number(Ball(Self.number(&dice))), Name("y"): .number(Ball(Self.number(&dice))),
      ]
      guard let coarse = try? Evaluator(BallArithmetic(precision: 64)).number(of: tree, at: at) else {
        continue
      }
      let fine = try Evaluator(BallArithmetic(precision: 256)).number(of: tree, at: at)
      #expect(coarse.overlaps(fine), "seed 77, round \(round): \(tree.plain)")
    }
  }

  /// Ends without bound, huge and tiny numbers: no trap, no NaN, no hang.
  @Test func extremesAreSurvived() {
    var dice = Seeded(seed: 5)
    let extremes: [Double] = [
      0, 1, -1, 0.5, 2, 1e300, -1e300, 1e-300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity,
      -.infinity, 170.5,
      1e15,
    ]
    for _ in 0..<3000 {
      let tree = Self.tree(&dice, depth: 3)
      let (x, y) = (extremes.randomElement(using: &dice)!, extremes.randomElement(using: &dice)!)
      let other = extremes.randomElement(using: &dice)!
      let point: [Name: Value<Ball>] = [Name("x"): .number(Ball(x)), Name("y"): .number(Ball(y))]
      if let ball = try? Evaluator(BallArithmetic(precision: 128)).number(of: tree, at: point) {
        #expect(!ball.bounds.lower.isNaN && !ball.leadingDigits().isEmpty)
      }
      let box: [Name: Value<Interval>] = [
        Name("x"): .number(Interval(min(x, other), max(x, other))), Name("y"): .number(Interval(y)),
      ]
      if let interval = try? Evaluator(IntervalArithmetic()).number(of: tree, at: box) {
        #expect(interval.lower <= interval.upper, "\(tree.plain) on \(box)")
      }
    }
  }
}
