import Foundation

/// A printf format with one number in it: what an author may write, and nothing that C would misread.
package struct NumberFormat: Sendable {
  private let before: String
  private let directive: String
  private let after: String
  package let isInteger: Bool

  package enum Argument { case int(Int), double(Double) }

  package init?(_ format: String) {
    guard let start = format.firstIndex(of: "%") else { return nil }
    var rest = format[format.index(after: start)...]
    let flags = rest.prefix { "-+ 0#".contains($0) }
    rest = rest[flags.endIndex...]
    let width = rest.prefix { "0"..."9" ~= $0 }
    rest = rest[width.endIndex...]
    var precision = ""
    if rest.first == "." {
      let digits = rest.dropFirst().prefix { "0"..."9" ~= $0 }
      precision = "." + digits
      rest = rest[digits.endIndex...]
    }
    while rest.first == "l" { rest = rest.dropFirst() }
    guard let kind = rest.popFirst(), "dieEfFgG".contains(kind), width.count <= 2, precision.count <= 3,
      flags.count <= 5, !rest.replacing("%%", with: "").contains("%")
    else { return nil }
    isInteger = kind == "d" || kind == "i"
    before = String(format[..<start]).replacing("%%", with: "%")
    directive = "%\(flags)\(width)\(precision)" + (isInteger ? "ld" : String(kind))
    after = String(rest).replacing("%%", with: "%")
  }

  package func text(_ argument: Argument) -> String {
    let number =
      switch argument {
      case .int(let value): String(format: directive, value)
      case .double(let value): String(format: directive, value)
      }
    return before + number + after
  }
}
