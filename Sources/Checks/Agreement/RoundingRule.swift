import Arithmetic

/// Whether a computed double is the formula's value, as far as rounding lets one tell.
///
/// It differs only if |code − truth| > 4 · width + 8 ulp, where width is that of the formula (or of
/// the code's own form, if that is wider) evaluated in double-precision intervals at the point. A
/// relative tolerance gives false alarms near cancellations, an absolute one is blind near the edges.
struct RoundingRule: Sendable {
  /// What rounding explains at most: |code − truth| beyond it is drift.
  var band: Double

  /// - Parameters:
  ///   - width: of the interval evaluation; nil where it has no value.
  ///   - unit: how much coarser than binary64 the code's type is: 2²⁹ for Float.
  init(width: Double?, truth: Double, unit: Double = 1) {
    guard let width, width.isFinite, truth.isFinite else {
      band = width == 0 ? 0 : .infinity
      return
    }
    band = (4 * width + 8 * truth.ulp) * unit
  }

  enum Verdict: Hashable, Sendable {
    /// Within the band; `ulp` is the distance in units in the last place of the truth.
    case agrees(ulp: Double)
    /// The distance is certain to exceed the band.
    case differs(distance: Double)
    /// The truth is not known sharply enough.
    case unknown
  }

  func judge(_ code: Double, _ truth: Ball) -> Verdict {
    // Where rounding can do anything (0/0 by underflow), NaN is lost accuracy and not drift.
    if code.isNaN { return band.isInfinite ? .agrees(ulp: .infinity) : .differs(distance: .nan) }
    if truth.infinitySign != 0 {
      return code == Double(truth.infinitySign) * .infinity ? .agrees(ulp: 0) : .differs(distance: .infinity)
    }
    if code.isInfinite { return band.isInfinite ? .agrees(ulp: 0) : .differs(distance: .infinity) }
    guard let difference = try? BallArithmetic(precision: 128).add(truth, Ball(-code)) else {
      return .unknown
    }
    let (lower, upper) = difference.bounds
    let least = lower > 0 ? lower : upper < 0 ? -upper : 0
    let most = max(abs(lower), abs(upper))
    if least > band { return .differs(distance: least) }
    if most > band { return .unknown }
    return .agrees(ulp: most / truth.middle.ulp)
  }

  /// Sharp enough to rest a verdict on: the band is at most 1e-9 of the truth.
  func isSharp(_ truth: Ball) -> Bool {
    if truth.infinitySign != 0 { return true }
    if truth.isZero { return band < 1e-300 }
    return band <= 1e-9 * abs(truth.middle)
  }
}
