/// One piece of an author's HTML.
enum HTMLToken: Equatable {
  case text(Substring)
  /// Names are lower case; values are as written, character references decoded.
  case start(name: String, attributes: [HTMLAttribute], isSelfClosing: Bool)
  case end(name: String)
  case comment
}

struct HTMLAttribute: Equatable {
  var name: String
  var value: String
}

/// Cuts HTML as a browser does (WHATWG, 13.2.5), so that what the sanitiser sees is what a browser would.
///
/// Linear: a piece that does not end runs to the end of the text.
struct HTMLTokenizer: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var at = 0
  /// Where the last token begins.
  private var start = 0

  init(_ html: some StringProtocol) { bytes = Array(html.utf8) }

  /// The last token as it is written.
  var written: String { String(decoding: bytes[start..<at], as: UTF8.self) }

  mutating func next() -> HTMLToken? {
    guard at < bytes.count else { return nil }
    start = at
    if bytes[at] == UInt8(ascii: "<"), at + 1 < bytes.count {
      switch bytes[at + 1] {
      case UInt8(ascii: "!"): return comment()
      case UInt8(ascii: "?"): return bogus()
      case UInt8(ascii: "/"):
        if at + 2 < bytes.count, Self.isLetter(bytes[at + 2]) { return tag(isEnd: true) }
        return bogus()
      case let byte where Self.isLetter(byte): return tag(isEnd: false)
      default: break
      }
    }
    let start = at
    at += 1
    while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
    return .text(Substring(String(decoding: bytes[start..<at], as: UTF8.self)))
  }

  /// Everything up to `</name`, which a browser does not parse as markup.
  mutating func skipRawText(of name: String) {
    let closer = Array("</\(name)".utf8)
    while at < bytes.count {
      guard bytes[at] == UInt8(ascii: "<"), at + closer.count <= bytes.count,
        zip(bytes[at...], closer).allSatisfy({ Self.lowered($0) == $1 })
      else {
        at += 1
        continue
      }
      let after = at + closer.count
      if after == bytes.count || Self.isSpace(bytes[after]) || bytes[after] == UInt8(ascii: ">")
        || bytes[after] == UInt8(ascii: "/")
      {
        return
      }
      at += 1
    }
  }

  private mutating func comment() -> HTMLToken {
    guard at + 3 < bytes.count, bytes[at + 2] == UInt8(ascii: "-"), bytes[at + 3] == UInt8(ascii: "-")
    else { return bogus() }
    at += 4
    // `<!-->` and `<!--->` are whole comments.
    if at < bytes.count, bytes[at] == UInt8(ascii: ">") { at += 1; return .comment }
    if at + 1 < bytes.count, bytes[at] == UInt8(ascii: "-"), bytes[at + 1] == UInt8(ascii: ">") {
      at += 2
      return .comment
    }
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "-"), at + 2 < bytes.count, bytes[at + 1] == UInt8(ascii: "-") {
        if bytes[at + 2] == UInt8(ascii: ">") { at += 3; return .comment }
        if at + 3 < bytes.count, bytes[at + 2] == UInt8(ascii: "!"), bytes[at + 3] == UInt8(ascii: ">") {
          at += 4
          return .comment
        }
      }
      at += 1
    }
    return .comment
  }

  private mutating func bogus() -> HTMLToken {
    while at < bytes.count, bytes[at] != UInt8(ascii: ">") { at += 1 }
    at = Swift.min(at + 1, bytes.count)
    return .comment
  }

  private mutating func tag(isEnd: Bool) -> HTMLToken {
    at += isEnd ? 2 : 1
    let name = word { !Self.isSpace($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ">") }.lowercased()
    var attributes: [HTMLAttribute] = []
    var isSelfClosing = false
    while at < bytes.count {
      if Self.isSpace(bytes[at]) { at += 1; continue }
      if bytes[at] == UInt8(ascii: ">") {
        at += 1
        return isEnd
          ? .end(name: name) : .start(name: name, attributes: attributes, isSelfClosing: isSelfClosing)
      }
      if bytes[at] == UInt8(ascii: "/") {
        isSelfClosing = true
        at += 1
        continue
      }
      isSelfClosing = false
      let attribute = attribute()
      if attributes.count < 64, !attributes.contains(where: { $0.name == attribute.name }) {
        attributes.append(attribute)
      }
    }
    // A browser drops a tag that the end of the text cuts off.
    return .comment
  }

  private mutating func attribute() -> HTMLAttribute {
    let first = at
    var name = word {
      !Self.isSpace($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "=")
    }
    if at == first, at < bytes.count {
      // A leading `=` belongs to the name.
      at += 1
      name = "="
    }
    while at < bytes.count, Self.isSpace(bytes[at]) { at += 1 }
    guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else {
      return HTMLAttribute(name: name.lowercased(), value: "")
    }
    at += 1
    while at < bytes.count, Self.isSpace(bytes[at]) { at += 1 }
    guard at < bytes.count else { return HTMLAttribute(name: name.lowercased(), value: "") }
    let value: String
    let quote = bytes[at]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      at += 1
      value = word { $0 != quote }
      at = Swift.min(at + 1, bytes.count)
    } else {
      value = word { !Self.isSpace($0) && $0 != UInt8(ascii: ">") }
    }
    return HTMLAttribute(name: name.lowercased(), value: CharacterReferences.decoded(value))
  }

  private mutating func word(while isPart: (UInt8) -> Bool) -> String {
    let start = at
    while at < bytes.count, isPart(bytes[at]) { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { 65...90 ~= byte || 97...122 ~= byte }
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || 9...10 ~= byte || 12...13 ~= byte }
  private static func lowered(_ byte: UInt8) -> UInt8 { 65...90 ~= byte ? byte + 32 : byte }
}

/// `&#106;`, `&#x6A`, `&colon;`: a browser decodes them before it looks at a URL's scheme.
enum CharacterReferences {
  static func decoded(_ text: String) -> String {
    guard text.contains("&") else { return text }
    var out = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      out += rest[..<start]
      rest = rest[rest.index(after: start)...]
      if let (value, after) = reference(rest) {
        out += value
        rest = after
      } else {
        out += "&"
      }
    }
    return out + rest
  }

  private static let named = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "colon": ":", "Tab": "\t", "NewLine": "\n",
    "nbsp": "\u{A0}", "sol": "/", "lpar": "(", "rpar": ")", "period": ".", "num": "#", "semi": ";",
    "equals": "=", "quest": "?", "excl": "!", "comma": ",", "lowbar": "_", "hyphen": "‐", "bsol": "\\",
  ]

  private static func reference(_ rest: Substring) -> (String, Substring)? {
    if rest.first == "#" {
      var digits = rest.dropFirst()
      let isHex = digits.first == "x" || digits.first == "X"
      if isHex { digits = digits.dropFirst() }
      let run = digits.prefix { isHex ? $0.isHexDigit && $0.isASCII : "0"..."9" ~= $0 }
      guard !run.isEmpty else { return nil }
      let value = UInt32(run.drop { $0 == "0" }.prefix(9), radix: isHex ? 16 : 10) ?? 0
      var after = digits[run.endIndex...]
      if after.first == ";" { after = after.dropFirst() }
      return (Unicode.Scalar(value).map { String(Character($0)) } ?? "\u{FFFD}", after)
    }
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
    guard let value = named[String(name)] else { return nil }
    let after = rest[name.endIndex...]
    return after.first == ";" ? (value, after.dropFirst()) : nil
  }
}
