import Trees

/// Proved bounds of the logarithm by double-double arithmetic: those that Arb gives, at a tenth of its time.
///
/// With x = 2^k·m, √½ ≤ m < √2, and a tabulated r near 1/m, z = m·r − 1 lies within ±2^-7.4 and is known exactly as
/// the sum of two doubles, and log x = k·log 2 − log r + log(1 + z). Error-free sums and products (Handbook of
/// Floating-Point Arithmetic, 2nd ed., chapter 4) carry all that counts; what is rounded or left out is
///
/// - the cubic and higher terms of log(1 + z), below 2^-24, at five roundings: 2^-74.5;
/// - the term of degree 10, 2^-78, and the effect of z's lower half on the cubic, 2^-75.4;
/// - sums of lower halves, at five roundings of what is below 2^-24: 2^-75; the constants, 2^-85 for every k.
///
/// Together that is below 2^-73, and |log x| ≥ 2^-8.1 unless r = 1 and k = 0. There z = x − 1 is one double and each of
/// these errors falls with z or faster: it stays below 2^-66·|z|. `slack` allows 2^-62·|log x|.
enum QuickLogarithm {
  /// - Precondition: `x` is positive and finite.
  /// - Returns: neighbouring doubles around log x; nil where the error does not tell which, and at x = 1.
  static func bounds(at x: Double) -> (down: Double, up: Double)? {
    var m = x.significand
    var k = Double(x.exponent)
    if m > 0x1.6a09e667f3bcdp0 {
      m /= 2
      k += 1
    }
    let entry = table[Int((m * 128).rounded()) - firstEntry]
    let product = m * entry.reciprocal
    let z = product - 1
    let rest = (-product).addingProduct(m, entry.reciprocal)
    let square = z * z
    let lowSquare = (-square).addingProduct(z, z)
    // Heads have 42 places: times an exponent, and summed, they are exact.
    let first = sum(k * log2.head + entry.head, z)
    let second = sum(first.head, -square / 2)
    let low = rest - z * rest + square * rest - lowSquare / 2 + z * square * series(z)
    let tails = first.tail + second.tail + (k * log2.tail + entry.tail + low)
    let head = second.head + tails
    let tail = tails - (head - second.head)
    let slack = head.magnitude * 0x1p-62
    if tail > slack { return (head, head.nextUp) }
    return tail < -slack ? (head.nextDown, head) : nil
  }

  /// 1/3 − z/4 + z²/5 − … ± z⁶/9.
  private static func series(_ z: Double) -> Double {
    let end = 1.0 / 7 + z * (-1.0 / 8 + z * (1.0 / 9))
    return 1.0 / 3 + z * (-1.0 / 4 + z * (1.0 / 5 + z * (-1.0 / 6 + z * end)))
  }

  /// Knuth's sum of two doubles with what its rounding leaves out, exactly.
  private static func sum(_ a: Double, _ b: Double) -> (head: Double, tail: Double) {
    let sum = a + b
    let part = sum - a
    return (sum, (a - (sum - part)) + (b - part))
  }

  private struct Entry {
    /// About 128 over the entry's place; 1 at 128.
    var reciprocal: Double
    /// −log of the reciprocal, as a sum.
    var head: Double
    var tail: Double
  }

  /// 128·√½, rounded.
  private static let firstEntry = 91

  private static let table = (firstEntry...181).map { place in
    let reciprocal = 128 / Double(place)
    let (head, tail) = ProvedBounds.logarithm(reciprocal, places: 42)
    return Entry(reciprocal: reciprocal, head: -head, tail: -tail)
  }

  private static let log2 = ProvedBounds.logarithm(2, places: 42)
}
