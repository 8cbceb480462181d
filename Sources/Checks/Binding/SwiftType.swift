import Snippets

/// A type that values can be handed to, read from a signature as it is written.
indirect enum SwiftType: Hashable, Sendable {
  case double, float, int, bool
  case array(SwiftType)
  case function(arity: Int)
  case other(String)

  init(_ text: String) {
    let bare = text.filter { !$0.isWhitespace }
    self = Self.read(Substring(bare), depth: 0)
  }

  private static func read(_ text: Substring, depth: Int) -> SwiftType {
    var text = text
    for prefix in ["@escaping", "@Sendable", "borrowing", "consuming"] where text.hasPrefix(prefix) {
      text = text.dropFirst(prefix.count)
    }
    switch text {
    case "Double", "Float64", "Swift.Double": return .double
    case "Float", "Float32", "Swift.Float": return .float
    case "Int", "Swift.Int": return .int
    case "Bool", "Swift.Bool": return .bool
    default: break
    }
    guard depth < 8 else { return .other(String(text)) }
    if text.hasPrefix("["), text.hasSuffix("]") {
      return .array(read(text.dropFirst().dropLast(), depth: depth + 1))
    }
    if text.hasPrefix("Array<"), text.hasSuffix(">") {
      return .array(read(text.dropFirst(6).dropLast(), depth: depth + 1))
    }
    if text.hasPrefix("("), text.hasSuffix("->Double"), let end = text.firstIndex(of: ")") {
      let parameters = text[text.index(after: text.startIndex)..<end].split(separator: ",")
      if parameters.allSatisfy({ $0 == "Double" }) { return .function(arity: parameters.count) }
    }
    return .other(String(text))
  }

  var rank: Int {
    if case .array(let element) = self { return element.rank + 1 }
    return 0
  }

  /// The type of the innermost elements.
  var scalar: SwiftType {
    if case .array(let element) = self { return element.scalar }
    return self
  }

  var isSupported: Bool {
    switch self {
    case .other: false
    case .array(let element):
      if case .function = element { false } else { element.isSupported }
    default: true
    }
  }

  var isFunction: Bool {
    if case .function = self { return true }
    return false
  }

  /// The value as it is handed to a parameter of this type; nil if it does not fit.
  func probe(_ value: PointValue) -> ProbeValue? {
    switch (self, value) {
    case (.double, .number(let number)): return .double(number)
    case (.float, .number(let number)): return Double(Float(number)) == number ? .double(number) : nil
    case (.int, .number(let number)): return Int(exactly: number).map { .int($0) }
    case (.bool, .number(let number)): return number == 0 || number == 1 ? .bool(number == 1) : nil
    case (.array(let element), .array(let values)):
      let probes = values.compactMap(element.probe)
      return probes.count == values.count ? .array(probes) : nil
    case (.function, .function(let number)): return .function(number)
    default: return nil
    }
  }
}
