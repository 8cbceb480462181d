import Foundation

/// A number as the lock holds it: with as many digits as every C library gives it.
///
/// The last digits of a result are the processor's: a `pow` that is off by an ulp is right, and a search for a
/// minimum carries half of the digits. So a number is held to what its reader sees and three places more, and
/// never closer than thirteen significant digits, which leaves 450 ulp to what is computed in between.
///
///     0.05          the value itself, within 1e-13 of it
///     ~0.0578464    shown with %.4f: within one unit of the last place written
package struct HeldNumber: Sendable, Hashable {
  package let text: String
  /// How far from it a value may lie and still be the one that was held.
  let tolerance: Double
  let value: Double

  static let digits = 13
  /// Places beyond those that are shown.
  static let guards = 3

  /// - Parameter format: printf's, by which a reader sees it; nil: shortest.
  init(_ value: Double, format: String?) {
    if let text = Self.rounded(value, format) {
      self.init(text: "~" + text, value: Double(text) ?? value, unit: Self.unit(of: text))
    } else {
      self.init(exactly: value)
    }
  }

  /// Reads what a lock holds; nil: no number.
  package init?(_ text: Substring) {
    let digits = text.hasPrefix("~") ? text.dropFirst() : text
    guard let value = Double(digits), !text.hasPrefix("~~") else { return nil }
    if digits.count < text.count {
      self.init(text: String(text), value: value, unit: Self.unit(of: String(digits)))
    } else {
      self.init(exactly: value, text: String(text))
    }
  }

  private init(text: String, value: Double, unit: Double) {
    (self.text, self.value, tolerance) = (text, value, unit)
  }

  private init(exactly value: Double, text: String? = nil) {
    self.value = value
    self.text = text ?? Self.plain(value)
    // A difference that is nought leaves an ulp or two of what it is the difference of.
    tolerance = value == 0 ? 1e-15 : abs(value) * 1e-13
  }

  /// Whether two are the same number, as far as either is known.
  func agrees(with other: HeldNumber) -> Bool {
    if value.isFinite, other.value.isFinite {
      return abs(value - other.value) <= max(tolerance, other.tolerance)
    }
    return value == other.value || value.isNaN && other.value.isNaN
  }

  /// `nan`, `inf`, or the shortest text that is read back as the value.
  private static func plain(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(format: "%.0f", value) : "\(value)"
  }

  /// The value to the places that are held, or nil where its own shortest text is as short.
  private static func rounded(_ value: Double, _ format: String?) -> String? {
    guard value.isFinite else { return nil }
    let exponent = value == 0 ? 0 : Int(log10(abs(value)).rounded(.down))
    var places = digits - 1 - exponent
    var isShown = false
    if let (precision, conversion) = format.flatMap(specification) {
      let shown = conversion == "f" ? precision : precision - exponent - (conversion == "g" ? 1 : 0)
      isShown = shown + guards < places
      if isShown { places = shown + guards }
    }
    if !isShown {
      let significant = plain(value).prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
      if significant.count <= digits { return nil }
    }
    guard places < 0 || exponent < -5 else { return String(format: "%.\(places)f", value) }
    // Below the last place that is held there is only nought.
    if exponent + places < 0 { return String(format: "%.\(max(0, places))f", value) }
    return String(format: "%.\(exponent + places)e", value)
  }

  /// `%.4f` → 4 places, f.
  private static func specification(_ format: String) -> (Int, Character)? {
    guard let match = format.firstMatch(of: /%[-+ #0]*[0-9]*\.([0-9]{1,3})([feg])/),
      let precision = Int(match.1), let conversion = match.2.first
    else { return nil }
    return (conversion == "g" ? max(1, precision) : precision, conversion)
  }

  /// One in the last place written: of `0.0578464` 1e-7, of `1.20e-5` 1e-7.
  private static func unit(of text: String) -> Double {
    let parts = text.split(separator: "e")
    let places = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return Double("1e\(exponent - places)") ?? 0
  }
}
