import Trees
import Arithmetic
import Testing
import TreeNotation

@Suite struct ValuesBallTests {
  let truth = ExactEvaluator()

  @Test func digitsAreTheTruthsOwn() throws {
    let ball = try truth.enclosure(of: -log(2) / 2, at: [:])
    #expect(ball.leadingDigits() == "-0.3465735902799726…")
    #expect(ball.decimal(places: 4) == "-0.3466")
    #expect(ball.decimal(significant: 10) == "-0.3465735903")
    #expect(ball.decimalBounds(significant: 17) == ("-0.34657359027997266", "-0.34657359027997265"))
    #expect(ball.nearest == -0.34657359027997264)
  }

  @Test(
    arguments: [(0.5, "0.5"), (-3, "-3"), (0, "0"), (1e22, "1e22"), (0.125, "0.125")] as [(Double, String)])
  func exactNumbersEndWithTheirDigits(_ value: Double, _ text: String) throws {
    let ball = try truth.enclosure(of: v("x"), at: [Name("x"): .binary(value)])
    #expect(ball.leadingDigits() == text)
    #expect(ball.isExact)
  }

  @Test func smallAndLargeNumbers() throws {
    let tiny = try truth.enclosure(of: exp(-1000), at: [:])
    #expect(tiny.decimal(significant: 6) == "5.07596e-435")
    #expect(tiny.bounds.lower == 0)
    let large = try truth.enclosure(of: exp(exp(20)), at: [:])
    #expect(large.bounds.lower == .greatestFiniteMagnitude)
    #expect(large.decimal(significant: 6) == nil)
    #expect(
      try truth.enclosure(of: exp(100), at: [:], relativeBits: 200).decimal(places: 2)
        == "26881171418161354484126255515800135873611118.77")
  }

  @Test func distanceInUnitsOfTheLastPlace() throws {
    let third = try truth.enclosure(of: 1 / v("x"), at: [Name("x"): .binary(3)])
    #expect(third.ulps(from: 1.0 / 3).upper < 0.5)
    let off = third.ulps(from: (1.0 / 3).nextUp.nextUp)
    #expect(off.lower > 1.5 && off.upper < 2.5)
    #expect(third.ulps(from: .nan).lower == .infinity)
  }

  @Test func cancellationRaisesThePrecision() throws {
    // (1 + 1e-30) − 1, and a difference that is exactly 0 without being seen to be.
    let tiny = try truth.enclosure(of: (1 + v("x")) - 1, at: [Name("x"): .decimal("1e-30")])
    #expect(tiny.decimal(significant: 8) == "1.0000000e-30")
    let zero = try truth.enclosure(of: f(.sqrt, 2) ** 2 - 2, at: [:])
    #expect(zero.containsZero && zero.bounds.upper < 1e-300)
    #expect(try truth.truth(of: eq(f(.sqrt, 2) ** 2, 2), at: [:]) == .unknown)
    #expect(try truth.truth(of: rel(f(.sqrt, 2) ** 2, .less, 2.0000001), at: [:]) == .yes)
  }
}
