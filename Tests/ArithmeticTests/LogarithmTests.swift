import TestSupport
import Testing
import TreeNotation

@testable import Arithmetic

/// The quick logarithm says what Arb says, to the bit, or nothing.
@Suite struct ValuesLogarithmTests {
  /// How many of the numbers it leaves to Arb.
  private func leftOver(_ numbers: some Sequence<Double>, seed: UInt64) throws -> Int {
    var left = 0
    for x in numbers where x > 0 && x.isFinite {
      let slow = try #require(ProvedBounds.slowBounds(.log, at: x))
      guard let quick = QuickLogarithm.bounds(at: x) else {
        left += 1
        continue
      }
      #expect(quick == slow, "log \(x), seed \(seed)")
    }
    return left
  }

  @Test func randomNumbers() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var dice = Seeded(seed: seed)
    let patterns = (0..<40_000).map { _ in
      Double(bitPattern: UInt64.random(in: 1..<Double.infinity.bitPattern, using: &dice))
    }
    #expect(try leftOver(patterns, seed: seed) < 400)
    let probabilities = (0..<40_000).map { _ in Double.random(in: 0..<1, using: &dice) }
    #expect(try leftOver(probabilities, seed: seed) < 400)
  }

  @Test("towards 1 from either side, where the logarithm vanishes")
  func besideOne() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var dice = Seeded(seed: seed)
    let numbers = (0..<40_000).map { place in
      1 + Double.random(in: -1...1, using: &dice)
        * Double(sign: .plus, exponent: -(place % 53), significand: 1)
    }
    _ = try leftOver(numbers, seed: seed)
    #expect(QuickLogarithm.bounds(at: 1) == nil)
    #expect(ProvedBounds.bounds(.log, at: 1)! == (0, 0))
  }

  @Test("where one entry of the table ends and the next begins, and at the ends of the doubles")
  func edges() throws {
    let edges = (128...512).flatMap { place in
      (-20...20).map { Double(place) / 256 + Double($0) * 0x1p-53 }
    }
    let ends: [Double] = [
      .leastNonzeroMagnitude, .leastNormalMagnitude.nextDown, .leastNormalMagnitude, .greatestFiniteMagnitude,
      0.5.nextDown, 2.0.nextUp, 0x1.6a09e667f3bcdp0, 0x1.6a09e667f3bcdp-1,
    ]
    #expect(try leftOver(edges + ends, seed: 0) < 200)
  }
}
