import SwiftParser
import SwiftSyntax

/// Swift as it stands in a note, which may be anything.
enum SwiftText {
  /// Bytes that the parser may look through from all levels of brackets together.
  private static let bound = 4_000_000
  /// Levels that nobody writes by hand.
  private static let least = 64

  /// Whether the parser might read some code for seconds and more: where a bracket is left open, it looks for its end
  /// through all that follows, from each of up to 256 levels.
  static func isTooDeep(_ code: String) -> Bool {
    var depth = 0
    var deepest = 0
    for byte in code.utf8 {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: continue
      }
      deepest = max(deepest, depth)
    }
    return deepest > least && min(deepest, 256) * code.utf8.count > bound
  }

  /// The code's tree; an empty one where it is too deep, which `SyntaxErrors` says.
  static func parse(_ code: String) -> SourceFileSyntax {
    Parser.parse(source: isTooDeep(code) ? "" : code)
  }
}
