import Foundation
import Snippets

/// Maps an axis's values to places on the page, with round ticks.
struct Scale {
  let isLog: Bool
  let low: Double
  let high: Double
  /// Pixels of the two ends.
  let from: Double
  let to: Double

  init(_ axis: ComputedPlot.Axis, values: [Double], from: Double, to: Double, pads: Bool) {
    isLog = axis.isLog
    let usable = values.filter { $0.isFinite && (!axis.isLog || $0 > 0) }
    // An end at infinity has no place on the page: there the axis ends with the values.
    let asked = axis.range.map { ($0.lowerBound, $0.upperBound) }
    var low = asked.flatMap { $0.0.isFinite ? $0.0 : nil } ?? usable.min() ?? 0
    var high = asked.flatMap { $0.1.isFinite ? $0.1 : nil } ?? usable.max() ?? 1
    if axis.isLog {
      if !(low > 0) { low = usable.min() ?? 1 }
      if !(high > low) { high = low * 10 }
      if !high.isFinite { (low, high) = (low / 10, low) }
    } else {
      if !(high > low) { (low, high) = Self.around(low) }
      if axis.range == nil, pads {
        let step = Self.step(low, high)
        let (down, up) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
        if down.isFinite, up.isFinite { (low, high) = (down, up) }
      }
    }
    self.low = low
    self.high = high
    self.from = from
    self.to = to
  }

  /// A range around one value, wide enough that its ends differ.
  private static func around(_ value: Double) -> (Double, Double) {
    let width = max(0.5, abs(value) * 0x1p-40)
    let (low, high) = (value - width, value + width)
    return (low.isFinite ? low : value / 2, high.isFinite ? high : value / 2)
  }

  /// How far a value lies between two, where their distance may be too large for a number, or too small to be parted.
  private static func share(_ value: Double, _ low: Double, _ high: Double) -> Double {
    let span = high - low
    return span.isFinite ? (value - low) / span : (value / 4 - low / 4) / (high / 4 - low / 4)
  }

  func place(_ value: Double) -> Double? {
    guard value.isFinite, !isLog || value > 0 else { return nil }
    let share = isLog ? Self.share(log(value), log(low), log(high)) : Self.share(value, low, high)
    let place = from + share * (to - from)
    return place.isFinite ? place : nil
  }

  func contains(_ value: Double) -> Bool {
    let slack = isLog ? 0 : 5e-9 * Self.fifth(low, high)
    return value >= low - slack && value <= high + slack
  }

  /// Round values: 1, 2, 5 by tens; powers of ten where logarithmic.
  var ticks: [Double] {
    if isLog {
      let first = Int(log10(low).rounded(.up))
      let last = Int(log10(high).rounded(.down))
      guard last >= first, last - first < 700 else { return [low, high] }
      let stride = max(1, (last - first + 6) / 7)
      let powers = Swift.stride(from: first, through: last, by: stride).map { pow(10, Double($0)) }
      return powers.count >= 2 && powers.allSatisfy { $0 > 0 && $0.isFinite } ? powers : [low, high]
    }
    let step = Self.step(low, high)
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    // Beyond 2⁵³ whole numbers have gaps: no round ticks there.
    guard last >= first, last - first < 50, abs(first) < 0x1p53, abs(last) < 0x1p53 else {
      return [low, high]
    }
    return (Int(first)...Int(last)).map { Double($0) * step }
  }

  func label(_ tick: Double) -> String {
    if isLog { return NumberText.brief(tick, digits: 2) }
    // Steps are decimal: a sum of them carries noise that no reader wants.
    let step = Self.step(low, high)
    let places = max(0, -Int(log10(step).rounded(.down)))
    let rounded = (tick / step).rounded() * step
    guard rounded.isFinite else { return NumberText.brief(tick) }
    return places > 6 || abs(rounded) >= 1e6
      ? NumberText.brief(rounded)
      : NumberText.typographic(String(format: "%.\(places)f", rounded == 0 ? 0 : rounded))
  }

  /// A round fifth of a range, or about that; always above zero, and finite.
  private static func step(_ low: Double, _ high: Double) -> Double {
    let raw = fifth(low, high)
    let power = pow(10, log10(raw).rounded(.down))
    let share = raw / power
    let step = (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10) * power
    if step > 0, step.isFinite { return step }
    return raw > 0 ? raw : max(high - low, .leastNonzeroMagnitude)
  }

  private static func fifth(_ low: Double, _ high: Double) -> Double {
    let span = high - low
    return span.isFinite ? span / 5 : high / 5 - low / 5
  }
}

/// A coordinate in an SVG: two places, no noise, the same everywhere.
func coordinate(_ value: Double) -> String {
  let scaled = (value * 10).rounded()
  guard scaled.isFinite, abs(scaled) < 1e9 else { return "0" }
  let whole = Int(scaled)
  return whole % 10 == 0 ? String(whole / 10) : "\(whole < 0 ? "-" : "")\(abs(whole) / 10).\(abs(whole) % 10)"
}
