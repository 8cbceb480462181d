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
    var low = axis.range?.lowerBound ?? usable.min() ?? 0
    var high = axis.range?.upperBound ?? usable.max() ?? 1
    if axis.isLog {
      if !(low > 0) { low = usable.min() ?? 1 }
      if !(high > low) { high = low * 10 }
    } else {
      if !(high > low) { (low, high) = (low - 0.5, low + 0.5) }
      if axis.range == nil, pads {
        let step = Self.step(high - low)
        (low, high) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
      }
    }
    self.low = low
    self.high = high
    self.from = from
    self.to = to
  }

  func place(_ value: Double) -> Double? {
    guard value.isFinite, !isLog || value > 0 else { return nil }
    let share = isLog ? (log(value) - log(low)) / (log(high) - log(low)) : (value - low) / (high - low)
    return from + share * (to - from)
  }

  func contains(_ value: Double) -> Bool {
    let slack = isLog ? 0 : (high - low) * 1e-9
    return value >= low - slack && value <= high + slack
  }

  /// Round values: 1, 2, 5 by tens; powers of ten where logarithmic.
  var ticks: [Double] {
    if isLog {
      let first = Int(log10(low).rounded(.up))
      let last = Int(log10(high).rounded(.down))
      guard last >= first, last - first < 400 else { return [low, high] }
      let stride = max(1, (last - first + 6) / 7)
      let powers = Swift.stride(from: first, through: last, by: stride).map { pow(10, Double($0)) }
      return powers.count >= 2 ? powers : [low, high]
    }
    let step = Self.step(high - low)
    let first = Int((low / step - 1e-9).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    guard last >= first, last - first < 50 else { return [low, high] }
    return (first...last).map { Double($0) * step }
  }

  func label(_ tick: Double) -> String {
    if isLog { return NumberText.brief(tick, digits: 2) }
    // Steps are decimal: a sum of them carries noise that no reader wants.
    let step = Self.step(high - low)
    let places = max(0, -Int(log10(step).rounded(.down)))
    let rounded = (tick / step).rounded() * step
    return places > 6 || abs(rounded) >= 1e6
      ? NumberText.brief(rounded)
      : NumberText.typographic(String(format: "%.\(places)f", rounded == 0 ? 0 : rounded))
  }

  private static func step(_ span: Double) -> Double {
    guard span > 0, span.isFinite else { return 1 }
    let raw = span / 5
    let power = pow(10, log10(raw).rounded(.down))
    let share = raw / power
    return (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10) * power
  }
}

/// A coordinate in an SVG: two places, no noise, the same everywhere.
func coordinate(_ value: Double) -> String {
  let scaled = (value * 10).rounded()
  guard scaled.isFinite, abs(scaled) < 1e9 else { return "0" }
  let whole = Int(scaled)
  return whole % 10 == 0 ? String(whole / 10) : "\(whole < 0 ? "-" : "")\(abs(whole) / 10).\(abs(whole) % 10)"
}
