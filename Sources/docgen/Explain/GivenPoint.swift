import Arithmetic

extension ExactValue {
  /// A number as a person writes it, exactly: `0.05`, `-1e-3`, `1/3`, `inf`, `-∞`.
  init?(number text: some StringProtocol) {
    if let slash = text.firstIndex(of: "/") {
      guard let fraction = Self.quotient(text[..<slash], text[text.index(after: slash)...]) else {
        return nil
      }
      self = .fraction(fraction)
      return
    }
    var rest = String(text.filter { !$0.isWhitespace })[...]
    var isNegative = false
    if let sign = rest.first, "+-−".contains(sign) {
      isNegative = sign != "+"
      rest = rest.dropFirst()
    }
    if ["inf", "infinity", "∞", "\\infty"].contains(rest.lowercased()) {
      self = .binary(isNegative ? -.infinity : .infinity)
      return
    }
    let parts = rest.split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
    guard (1...2).contains(parts.count), Self.isDigits(parts[0]) else { return nil }
    if parts.count == 2 {
      guard let exponent = Int(parts[1]), abs(exponent) <= Self.largestExponent else { return nil }
    }
    self = .decimal((isNegative ? "-" : "") + rest)
  }

  private static func quotient(_ top: some StringProtocol, _ bottom: some StringProtocol) -> Fraction? {
    guard case .number(let a)? = try? ExactValue(number: String(top))?.value(in: FractionArithmetic()),
      case .number(let b)? = try? ExactValue(number: String(bottom))?.value(in: FractionArithmetic()),
      a.infinitySign == 0, b.infinitySign == 0, !b.isZero
    else { return nil }
    return a.divided(by: b)
  }

  /// An exponent beyond this asks for more digits than any formula here is worth.
  private static var largestExponent: Int { 5000 }

  private static func isDigits(_ text: Substring) -> Bool {
    var points = 0
    var digits = 0
    for byte in text.utf8 {
      switch byte {
      case 0x2E: points += 1
      case 0x30...0x39: digits += 1
      default: return false
      }
    }
    return digits > 0 && points <= 1
  }
}

/// A point: names as in LaTeX (`\gamma`, `p_t`, `\hat y`), in Greek letters or by their Latin names.
struct GivenPoint: Equatable, Sendable {
  struct Coordinate: Equatable, Sendable {
    var name: String
    var value: ExactValue
  }
  var coordinates: [Coordinate] = []

  /// `p=0.5, q=0.2, y=[1, 0]`: commas inside brackets belong to the value.
  init(parsing text: String) throws(PointProblem) {
    for piece in Self.split(text[...], at: ",") where !piece.allSatisfy(\.isWhitespace) {
      guard let equals = piece.firstIndex(of: "=") else { throw .noValue(String(piece)) }
      let name = piece[..<equals].trimmed
      guard !name.isEmpty else { throw .noName(String(piece)) }
      let value = try Self.value(piece[piece.index(after: equals)...].trimmed[...], depth: 0)
      coordinates.append(Coordinate(name: name, value: value))
    }
  }

  init(_ coordinates: [Coordinate]) { self.coordinates = coordinates }

  private static func value(_ text: Substring, depth: Int) throws(PointProblem) -> ExactValue {
    if text.hasPrefix("["), text.hasSuffix("]"), depth < 16 {
      let inner = text.dropFirst().dropLast()
      guard !inner.allSatisfy(\.isWhitespace) else { return .array([]) }
      var members: [ExactValue] = []
      for piece in split(inner, at: ",") {
        members.append(try value(piece.trimmed[...], depth: depth + 1))
      }
      return .array(members)
    }
    guard let number = ExactValue(number: text) else { throw .noNumber(String(text)) }
    return number
  }

  /// Pieces between separators that stand in no bracket.
  private static func split(_ text: Substring, at separator: Character) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "[", "{", "(": depth += 1
      case "]", "}", ")": depth -= 1
      case separator where depth == 0:
        pieces.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    pieces.append(text[start...])
    return pieces
  }
}

enum PointProblem: Error, Equatable {
  case noValue(String)
  case noName(String)
  case noNumber(String)
}

extension PointProblem: CustomStringConvertible {
  var description: String {
    switch self {
    case .noValue(let text): "“\(text)” 应写作 名字=值 (write name=value)"
    case .noName(let text): "“\(text)” 没有名字 (has no name)"
    case .noNumber(let text): "“\(text)” 不是一个数 (is not a number)"
    }
  }
}

extension StringProtocol {
  /// Without white space at either end.
  var trimmed: String {
    let body = drop(while: \.isWhitespace)
    let end = body.lastIndex { !$0.isWhitespace }
    return end.map { String(body[...$0]) } ?? ""
  }
}
