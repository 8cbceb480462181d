import Arithmetic
import Trees

/// Whether a computed number is the formula's value, as far as rounding lets one tell.
///
/// Within 8 units in the last place of the truth it is, however the formula is written. Beyond, it
/// differs only if |code − truth| > 4 · width + 8 ulp, where width is that of the formula (or of the
/// code's own form, if that is wider) evaluated in intervals of the code's type, in any order of its sums.
/// A relative tolerance gives false alarms near cancellations, an absolute one is blind near the edges.
///
/// Below the least normal number of its type any result so small is right: many machines hold none there.
struct RoundingRule: Sendable {
  /// What rounding explains at most: |code − truth| beyond it is drift.
  var band: Double
  /// A unit in the last place of the truth, in the code's type.
  private let ulp: Double
  private let format: RoundingArithmetic.Format

  /// Units in the last place within which code is right.
  static let nearby = 8.0

  /// - Parameter width: of the interval evaluation; nil where it has no value.
  init(width: Double?, truth: Double, format: RoundingArithmetic.Format = .double) {
    self.format = format
    ulp = Self.ulp(truth, format)
    guard let width, width.isFinite, truth.isFinite else {
      band = width == 0 ? 0 : .infinity
      return
    }
    band = 4 * width + Self.nearby * ulp
  }

  static func ulp(_ value: Double, _ format: RoundingArithmetic.Format) -> Double {
    guard format == .single else { return value.ulp }
    let single = Float(value)
    return single.isFinite ? Double(single.ulp) : .nan
  }

  /// The largest finite number of the code's type.
  private var largest: Double {
    format == .single ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
  }

  private var leastNormal: Double {
    format == .single ? Double(Float.leastNormalMagnitude) : .leastNormalMagnitude
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
    if truth.infinitySign != 0 {
      return code == Double(truth.infinitySign) * .infinity ? .agrees(ulp: 0) : .differs(distance: .infinity)
    }
    let (low, high) = truth.bounds
    // What no number of the type holds may come out as ∞.
    if code.isInfinite, code > 0 ? high > largest : low < -largest { return .agrees(ulp: 0) }
    // NaN or ∞ where the truth is a number: nothing that rounding explains.
    guard code.isFinite else { return .differs(distance: code.isNaN ? .nan : .infinity) }
    if max(abs(low), abs(high), abs(code)) < leastNormal { return .agrees(ulp: 0) }
    guard let difference = try? BallArithmetic(precision: 128).add(truth, Ball(-code)) else {
      return .unknown
    }
    let (lower, upper) = difference.bounds
    let least = lower > 0 ? lower : upper < 0 ? -upper : 0
    let most = max(abs(lower), abs(upper))
    if least > band { return .differs(distance: least) }
    if most > band { return .unknown }
    return .agrees(ulp: most / ulp)
  }

  /// Sharp enough to rest a verdict on: the code is as near to the truth as a number of its type can be
  /// expected to be, or the band is narrow.
  func isSharp(_ truth: Ball, ulp: Double? = nil) -> Bool {
    if truth.infinitySign != 0 { return true }
    if let ulp, ulp <= Self.nearby { return true }
    if truth.isZero { return band < 1e-300 }
    return band <= (format == .single ? 1e-3 : 1e-9) * abs(truth.middle)
  }
}
