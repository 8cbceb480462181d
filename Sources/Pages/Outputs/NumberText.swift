import Foundation
import Snippets

/// Numbers as text, the same on every machine.
enum NumberText {
  /// The shortest digits that read back as the value; `2` for 2.0.
  static func full(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-∞" : "∞" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// All digits of a computed number, as `data-value` has them.
  static func full(_ number: ComputedNumber) -> String {
    switch number {
    case .double(let value): value.isFinite ? full(value) : "\(value)"
    case .int(let value): String(value)
    case .text(let text): text
    }
  }

  /// As a reader sees it: by the author's format, else shortest; with a true minus sign.
  static func shown(_ number: ComputedNumber, format: String?) -> String {
    switch number {
    case .text(let text): return text
    case .int(let value):
      guard let format, let spec = NumberFormat(format) else { return typographic(String(value)) }
      return typographic(spec.text(spec.isInteger ? .int(value) : .double(Double(value))))
    case .double(let value):
      guard let format, let spec = NumberFormat(format), value.isFinite else {
        return typographic(full(value))
      }
      return typographic(
        spec.text(spec.isInteger ? .int(Int(exactly: value.rounded()) ?? 0) : .double(value)))
    }
  }

  static func typographic(_ digits: String) -> String { digits.replacing("-", with: "−") }

  /// A few digits, for axes and summaries: `0.25`, `1e−6`, `1200`.
  static func brief(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return typographic(full(value)) }
    if value == 0 { return "0" }
    let size = abs(value)
    if size >= 1e5 || size < 1e-4 {
      var text = String(format: "%.\(max(0, digits - 1))e", value)
      if let e = text.firstIndex(of: "e") {
        var mantissa = String(text[..<e])
        if mantissa.contains(".") {
          while mantissa.hasSuffix("0") { mantissa.removeLast() }
          if mantissa.hasSuffix(".") { mantissa.removeLast() }
        }
        let exponent = Int(text[text.index(after: e)...]) ?? 0
        text = "\(mantissa)e\(exponent)"
      }
      return typographic(text)
    }
    let places = max(0, digits - 1 - Int(log10(size).rounded(.down)))
    var text = String(format: "%.\(places)f", value)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return typographic(text)
  }

  /// `4 096`: groups of three by a narrow space.
  static func grouped(_ value: Int) -> String {
    let digits = String(value)
    guard digits.count > 4 else { return digits }
    var out = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out += "\u{202F}" }
      out.append(digit)
    }
    return out
  }
}
