/// A number as an author typed it, with its place in the text.
struct NumberToken: Hashable {
  /// As it stands: `23,993`, `−0.0730`, `28.6%`.
  var text: String
  /// UTF-8 offsets in the text that was searched.
  var bytes: Range<Int>
  var value: Double
  /// Digits behind the point.
  var decimals: Int
  var isPercentage: Bool

  /// Whether a computed value, rounded as this number is, gives this number. The sign may stand in words.
  func isRounding(of computed: Double) -> Bool {
    let scaled = isPercentage ? [computed * 100, computed] : [computed]
    let half = 0.5 * power(10, -Double(decimals)) * (1 + 1e-9)
    return scaled.contains { abs(abs($0) - abs(value)) <= half }
  }
}

/// Finds the numbers of three significant digits or more in running text; dates, years, versions,
/// arXiv numbers and names of things (`RT-DETRv2`, `1080p`) are none.
struct ProseNumberScanner {
  private let bytes: [UInt8]
  private var index = 0

  static func numbers(in text: String) -> [NumberToken] {
    var scanner = ProseNumberScanner(bytes: Array(text.utf8))
    return scanner.scan()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func scan() -> [NumberToken] {
    var found: [NumberToken] = []
    while index < bytes.count {
      if isWord(bytes[index]), !isDigit(bytes[index]) {
        skipWord()
      } else if isDigit(bytes[index]) {
        if let token = number() { found.append(token) }
      } else {
        index += 1
      }
    }
    return found
  }

  /// A word with digits in it is a name: `YOLOv10`, `ResNet-50`, `http2`.
  private mutating func skipWord() {
    while index < bytes.count {
      let isJoint = bytes[index] == UInt8(ascii: "-") && index + 1 < bytes.count && isWord(bytes[index + 1])
      guard isWord(bytes[index]) || isJoint || bytes[index] == UInt8(ascii: "_") else { return }
      index += 1
    }
  }

  private mutating func number() -> NumberToken? {
    let start = index
    var digits = ""
    var decimals = 0
    var points = 0
    while index < bytes.count {
      let byte = bytes[index]
      if isDigit(byte) {
        digits.append(Character(Unicode.Scalar(byte)))
        if points > 0 { decimals += 1 }
      } else if byte == UInt8(ascii: "."), isDigit(after: index) {
        points += 1
        if points == 1 { digits.append(".") }
      } else if byte == UInt8(ascii: ","), points == 0, isGroup(at: index) {
        // 23,993
      } else {
        break
      }
      index += 1
    }
    let end = index
    let isName = index < bytes.count && isWord(bytes[index])
    if isName { skipWord() }
    if isName || points > 1 || isPartOfDate(start, end) || isArxiv(digits, decimals) { return nil }
    guard isSignificant(digits, decimals), let value = Double(digits) else { return nil }
    if decimals == 0, digits.utf8.count == 4, (1900...2100).contains(value) { return nil }
    let isPercentage = index < bytes.count && bytes[index] == UInt8(ascii: "%")
    return NumberToken(
      text: String(decoding: bytes[start..<end], as: UTF8.self) + (isPercentage ? "%" : ""),
      bytes: start..<end, value: value, decimals: decimals, isPercentage: isPercentage)
  }

  private func isDigit(_ byte: UInt8) -> Bool { 48...57 ~= byte }
  private func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || 65...90 ~= byte || 97...122 ~= byte }
  private func isDigit(after index: Int) -> Bool { index + 1 < bytes.count && isDigit(bytes[index + 1]) }

  private func isGroup(at comma: Int) -> Bool {
    guard comma + 3 < bytes.count, bytes[comma + 1...comma + 3].allSatisfy(isDigit) else { return false }
    return comma + 4 >= bytes.count || !isDigit(bytes[comma + 4])
  }

  /// 2024-11-22, 11/22, 3:45
  private func isPartOfDate(_ start: Int, _ end: Int) -> Bool {
    let joints: [UInt8] = [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ":")]
    let isBefore = start >= 2 && joints.contains(bytes[start - 1]) && isDigit(bytes[start - 2])
    let isBehind = end + 1 < bytes.count && joints.contains(bytes[end]) && isDigit(bytes[end + 1])
    return isBefore || isBehind
  }

  /// 2412.04234
  private func isArxiv(_ digits: String, _ decimals: Int) -> Bool {
    (4...5).contains(decimals) && digits.utf8.count == decimals + 5 && digits.first != "0"
  }

  /// Three digits that say something: zeros in front do not, nor zeros at an integer's end.
  private func isSignificant(_ digits: String, _ decimals: Int) -> Bool {
    var kept = Substring(digits.filter { $0 != "." }.drop { $0 == "0" })
    if decimals == 0 { while kept.last == "0" { kept.removeLast() } }
    return kept.count >= 3
  }
}
