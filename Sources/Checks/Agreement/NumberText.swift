import Foundation

/// Three significant digits, for differences and errors: `1.04`, `2e-16`.
func brief(_ value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return shortest(value) }
  return String(format: "%.3g", value)
    .replacing(/e([+-])0*(\d)/) { "e" + ($0.1 == "-" ? "-" : "") + $0.2 }
}
