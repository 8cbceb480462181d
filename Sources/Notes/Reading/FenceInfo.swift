import Basics
import Diagnostics

/// The language of a fence: `swift`, `{python}` and `{.r}` as other tools write them.
struct FenceLanguage {
  let name: String
  let isBraced: Bool

  init(_ info: String) {
    isBraced = info.hasPrefix("{")
    let rest = isBraced ? info.dropFirst().drop { $0 == "." || $0 == " " } : info[...]
    name = String(rest.prefix { !$0.isWhitespace && !"{},".contains($0) })
  }
}

/// Reads a Swift fence's info string: `swift hidden name=loss fails="cannot convert"`.
struct FenceInfo {
  private(set) var attributes = Snippet.Attributes()
  private(set) var diagnostics: [Diagnostic] = []

  static let names = ["hidden", "name", "title", "lines", "fails", "traps", "norun"]

  /// - Parameters:
  ///   - range: what stands behind `swift` in the note.
  ///   - isLenient: whether words that are no misspelling may be another tool's.
  init(at range: SourceRange, isLenient: Bool) {
    let bytes = Array(range.file.bytes[range.bytes])
    var index = 0
    while index < bytes.count {
      if Byte.isSpace(bytes[index]) {
        index += 1
        continue
      }
      let start = index
      while index < bytes.count, !Byte.isSpace(bytes[index]), bytes[index] != UInt8(ascii: "=") { index += 1 }
      let name = String(decoding: bytes[start..<index], as: UTF8.self)
      var value: String?
      if index < bytes.count, bytes[index] == UInt8(ascii: "=") {
        index += 1
        value = Self.value(in: bytes, &index)
      }
      take(name, value, at: range.part(start..<index), isLenient: isLenient)
    }
  }

  private static func value(in bytes: [UInt8], _ index: inout Int) -> String {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
      let start = index
      while index < bytes.count, !Byte.isSpace(bytes[index]) { index += 1 }
      return String(decoding: bytes[start..<index], as: UTF8.self)
    }
    index += 1
    var value: [UInt8] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == Byte.backslash, index + 1 < bytes.count { index += 1 }
      value.append(bytes[index])
      index += 1
    }
    index = min(index + 1, bytes.count)
    return String(decoding: value, as: UTF8.self)
  }

  private mutating func take(_ name: String, _ value: String?, at range: SourceRange, isLenient: Bool) {
    switch (name, value) {
    case ("hidden", nil): attributes.isHidden = true
    case ("name", let value?) where !value.isEmpty: attributes.name = value
    case ("title", let value?) where !value.isEmpty: attributes.title = value
    case ("lines", let value?) where !value.isEmpty: attributes.lines = value
    case ("fails", let value?) where !value.isEmpty: expect(.failsToCompile(containing: value), at: range)
    case ("traps", let value?) where !value.isEmpty: expect(.traps(containing: value), at: range)
    case ("norun", let value?) where !value.isEmpty: expect(.isNotRun(reason: value), at: range)
    default:
      if Self.names.contains(name) {
        diagnostics.append(.malformedAttribute(name, at: range))
      } else if let near = NearestName.of(name, among: Self.names) {
        diagnostics.append(.unknownAttribute(name, near: near, at: range))
      } else if !isLenient {
        diagnostics.append(.unknownAttribute(name, near: nil, at: range))
      }
    }
  }

  private mutating func expect(_ expectation: Snippet.Expectation, at range: SourceRange) {
    if attributes.expectation != .runs { diagnostics.append(.secondExpectation(at: range)) }
    attributes.expectation = expectation
  }
}

extension Diagnostic {
  static func unknownAttribute(_ name: String, near: String?, at range: SourceRange) -> Diagnostic {
    let known = FenceInfo.names.joined(separator: ", ")
    return Diagnostic(
      .error, "unknown-attribute", Message(zh: "不认识的属性 “\(name)”", en: "unknown attribute '\(name)'"),
      at: range,
      help: [
        near.map { Message(zh: "是否想写 “\($0)”？", en: "did you mean '\($0)'?") }
          ?? Message(zh: "可用的属性：\(known)", en: "known attributes: \(known)")
      ])
  }

  static func malformedAttribute(_ name: String, at range: SourceRange) -> Diagnostic {
    let form = name == "hidden" ? "hidden" : name == "name" ? "name=loss" : "\(name)=\"…\""
    return Diagnostic(
      .error, "malformed-attribute",
      Message(zh: "属性 “\(name)” 应写作 \(form)", en: "the attribute '\(name)' is written \(form)"), at: range)
  }

  static func secondExpectation(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "malformed-attribute",
      Message(zh: "fails、traps、norun 只能有一个", en: "only one of fails, traps and norun may stand"), at: range)
  }
}
