/// Finds where formulas begin and end in a run of text: delimiters alone, no Markdown.
///
/// The same scan serves the pass that protects bytes before the parse and the parse itself. It
/// remembers what it looked for in vain, so that a million unclosed openers stay linear.
struct MathsScan {
  enum Delimiter: Sendable { case dollar, doubleDollar, dollarBacktick, parenthesis, bracket, environment }

  struct Match: Sendable {
    var delimiter: Delimiter
    var content: Range<Int>
    /// Opening delimiter to closing delimiter.
    var whole: Range<Int>
    var isDisplay: Bool {
      switch delimiter {
      case .doubleDollar, .bracket, .environment: true
      case .dollar, .dollarBacktick, .parenthesis: false
      }
    }
  }

  let bytes: UnsafeBufferPointer<UInt8>
  /// A `\text{` without its `}` was met: braces are no guide here.
  private var ignoresTextGroups = false
  private var noBacktickCloserFrom = Int.max
  /// The next `\)` and `\]` at or behind the place that was asked for last.
  private var knownClosers: [UInt8: Range<Int>] = [:]
  private var newlines = Lookahead()
  private var contents = Lookahead()
  private lazy var environments = MathsEnvironments(in: bytes)

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The formula whose opening delimiter starts at a place.
  mutating func match(at start: Int) -> Match? {
    switch bytes[start] {
    case Byte.dollar:
      switch dollars(at: start) {
      case 1: byte(start + 1) == Byte.backtick ? backtick(at: start) : single(at: start)
      case 2: double(at: start)
      default: nil
      }
    case Byte.backslash, Protected.openerBackslash:
      if byte(start + 1) == Byte.parenthesisOpen {
        backslashed(at: start, closer: Byte.parenthesisClose)
      } else if byte(start + 1) == Byte.bracketOpen {
        backslashed(at: start, closer: Byte.bracketClose)
      } else if MathsEnvironments.opens(at: start, in: bytes) != nil, let end = environments.end(of: start) {
        Match(delimiter: .environment, content: start..<end, whole: start..<end)
      } else {
        nil
      }
    default: nil
    }
  }

  /// How many `$` stand in a row.
  func dollars(at start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] == Byte.dollar { end += 1 }
    return end - start
  }

  private func byte(_ index: Int) -> UInt8? {
    index >= 0 && index < bytes.count ? bytes[index] : nil
  }

  /// `$…$`: the first `$` behind decides. A padded pair counts on one line, if it holds `\`, `^` or `_`.
  private mutating func single(at start: Int) -> Match? {
    guard let end = nextDollar(from: start + 1), end > start + 1 else { return nil }
    if let next = byte(end + 1), Byte.isDigit(next), !isPlainlyMaths(start + 1..<end) { return nil }
    if isPrice(start + 1..<end) { return nil }
    // The `$` stands in a code span that opened behind this one.
    if bytes[start + 1..<end].count(where: { $0 == Byte.backtick }) % 2 == 1 { return nil }
    let isPadded = Byte.isSpace(bytes[start + 1]) || Byte.isSpace(bytes[end - 1])
    if isPadded {
      var isMaths = false
      for index in start + 1..<end {
        switch bytes[index] {
        case Byte.newline, Byte.carriageReturn: return nil
        case Byte.backslash, Byte.caret, Byte.underscore, Protected.pipeBackslash: isMaths = true
        default: break
        }
      }
      guard isMaths else { return nil }
    }
    return Match(delimiter: .dollar, content: start + 1..<end, whole: start..<end + 1)
  }

  /// Whether it is a price with the Chinese behind it, up to the next `$`: `$6，` in `涨到$6，$p$变小`.
  private func isPrice(_ range: Range<Int>) -> Bool {
    guard Byte.isDigit(bytes[range.lowerBound]), range.count <= Self.longestLookedAt else { return false }
    var hasChinese = false
    for index in range {
      switch bytes[index] {
      case Byte.backslash, Byte.caret, Byte.underscore, UInt8(ascii: "="), Byte.braceOpen: return false
      case 0xE3...0xE9, 0xEF: hasChinese = true
      default: break
      }
    }
    return hasChinese
  }

  /// Whether a pair right before a digit, as in `有$n$2个`, holds a formula rather than two prices: a letter or
  /// two, or a sign of LaTeX.
  private func isPlainlyMaths(_ range: Range<Int>) -> Bool {
    guard !Byte.isDigit(bytes[range.lowerBound]) else { return false }
    let signs = [Byte.backslash, Byte.caret, Byte.underscore, UInt8(ascii: "=")]
    return range.count <= 2 && range.allSatisfy { Byte.isLetter(bytes[$0]) }
      || range.contains { signs.contains(bytes[$0]) }
  }

  /// `$$…$$`, over the lines of its paragraph.
  private mutating func double(at start: Int) -> Match? {
    var index = start + 2
    while let end = nextDollar(from: index) {
      if byte(end + 1) == Byte.dollar {
        guard hasContent(start + 2..<end) else { return nil }
        return Match(delimiter: .doubleDollar, content: start + 2..<end, whole: start..<end + 2)
      }
      index = end + 1
    }
    return nil
  }

  /// `` $`…`$ ``
  private mutating func backtick(at start: Int) -> Match? {
    guard start < noBacktickCloserFrom else { return nil }
    var index = start + 2
    while index + 1 < bytes.count {
      if bytes[index] == Byte.backtick, bytes[index + 1] == Byte.dollar {
        guard index > start + 2 else { return nil }
        return Match(delimiter: .dollarBacktick, content: start + 2..<index, whole: start..<index + 2)
      }
      index += 1
    }
    noBacktickCloserFrom = start
    return nil
  }

  /// `\(…\)` and `\[…\]`; the latter on one line.
  private mutating func backslashed(at start: Int, closer: UInt8) -> Match? {
    guard let end = nextBackslashed(closer, from: start + 2) else { return nil }
    let content = start + 2..<end
    let isBracket = closer == Byte.bracketClose
    guard hasContent(content), holdsMaths(content, isBracket: isBracket) else { return nil }
    if isBracket, newlines.next(from: content.lowerBound, in: bytes, where: { $0 == Byte.newline }) < end {
      return nil
    }
    return Match(
      delimiter: isBracket ? .bracket : .parenthesis, content: content, whole: start..<end + 2)
  }

  /// Something that could be maths: a letter or a digit.
  private mutating func hasContent(_ range: Range<Int>) -> Bool {
    contents.next(
      from: range.lowerBound, in: bytes, where: { Byte.isLetter($0) || Byte.isDigit($0) || $0 >= 0x80 })
      < range.upperBound
  }

  /// Whether what stands between `\(…\)` or `\[…\]` is a formula, and not words whose brackets are escaped: it has a
  /// sign of mathematics, or is a letter by itself; a link and prose in Chinese are neither.
  private func holdsMaths(_ range: Range<Int>, isBracket: Bool) -> Bool {
    var hasSign = false
    var hasChinese = false
    var word = 0
    var longest = 0
    for index in range.prefix(Self.longestLookedAt) {
      let byte = bytes[index]
      word = Byte.isLetter(byte) ? word + 1 : 0
      longest = max(longest, word)
      switch byte {
      case Byte.bracketClose where self.byte(index + 1) == Byte.parenthesisOpen: return false
      case Byte.backslash where isCommand(index + 1): return true
      case Protected.pipeBackslash: return true
      case Byte.caret, Byte.underscore, UInt8(ascii: "="), UInt8(ascii: "<"), Byte.quote, UInt8(ascii: "+"),
        Byte.braceOpen:
        hasSign = true
      case 0xE3...0xE9, 0xEF: hasChinese = true
      default: break
      }
    }
    return !hasChinese && (hasSign || !isBracket && longest == 1)
  }

  /// Whether a backslash's next byte makes it a command of LaTeX, and not an escape of Markdown.
  private func isCommand(_ index: Int) -> Bool {
    byte(index).map { Byte.isLetter($0) || [Byte.backslash, Byte.braceOpen].contains($0) } ?? false
  }

  /// Bytes of a formula that are looked at to tell it from words.
  private static let longestLookedAt = 4096

  /// The next byte of a kind, remembered for the places before it.
  private struct Lookahead {
    private var known = 0..<0

    mutating func next(
      from start: Int, in bytes: UnsafeBufferPointer<UInt8>, where isWanted: (UInt8) -> Bool
    ) -> Int {
      if known.contains(start) { return known.upperBound - 1 }
      var index = start
      while index < bytes.count, !isWanted(bytes[index]) { index += 1 }
      known = start..<index + 1
      return index
    }
  }

  private mutating func nextBackslashed(_ closer: UInt8, from start: Int) -> Int? {
    if let known = knownClosers[closer], known.contains(start) {
      return known.upperBound - 1 == bytes.count ? nil : known.upperBound - 1
    }
    var index = start
    while index + 1 < bytes.count {
      if bytes[index] == Byte.backslash || bytes[index] == Protected.openerBackslash {
        if bytes[index + 1] == closer { break }
        index += 2
      } else {
        index += 1
      }
    }
    let found = index + 1 < bytes.count
    knownClosers[closer] = start..<(found ? index : bytes.count) + 1
    return found ? index : nil
  }

  /// The next `$` that no backslash and no `\text{…}` hides.
  private mutating func nextDollar(from start: Int, onOneLine: Bool = false) -> Int? {
    var index = start
    while index < bytes.count {
      switch bytes[index] {
      case Byte.dollar: return index
      case Byte.newline where onOneLine: return nil
      case Byte.backslash:
        if let group = textGroup(at: index, onOneLine: onOneLine) {
          index = group
        } else {
          index += 2
        }
      default: index += 1
      }
    }
    return nil
  }

  /// The end of `\text{…}` and its kin, where `$…$` is maths within text.
  private mutating func textGroup(at backslash: Int, onOneLine: Bool) -> Int? {
    guard !ignoresTextGroups else { return nil }
    var index = backslash + 1
    while index < bytes.count, Byte.isLetter(bytes[index]), index - backslash <= 12 { index += 1 }
    guard Self.textCommands.contains(Array(bytes[backslash + 1..<index])) else { return nil }
    while byte(index) == Byte.space { index += 1 }
    guard byte(index) == Byte.braceOpen else { return nil }
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case Byte.backslash: index += 1
      case Byte.braceOpen: depth += 1
      case Byte.braceClose:
        depth -= 1
        if depth == 0 { return index + 1 }
      case Byte.newline where onOneLine: return nil
      default: break
      }
      index += 1
    }
    ignoresTextGroups = true
    return nil
  }

  private static let textCommands = Set(
    ["text", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "mbox", "hbox", "tag"]
      .map { Array($0.utf8) })
}

/// Bytes that the scans speak of.
enum Byte {
  static let dollar = UInt8(ascii: "$")
  static let backtick = UInt8(ascii: "`")
  static let backslash = UInt8(ascii: "\\")
  static let pipe = UInt8(ascii: "|")
  static let caret = UInt8(ascii: "^")
  static let underscore = UInt8(ascii: "_")
  static let star = UInt8(ascii: "*")
  static let tilde = UInt8(ascii: "~")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let braceOpen = UInt8(ascii: "{")
  static let braceClose = UInt8(ascii: "}")
  static let parenthesisOpen = UInt8(ascii: "(")
  static let parenthesisClose = UInt8(ascii: ")")
  static let bracketOpen = UInt8(ascii: "[")
  static let bracketClose = UInt8(ascii: "]")
  static let quote = UInt8(ascii: ">")

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == space || byte == tab || byte == newline || byte == carriageReturn
  }
}

/// Control bytes that stand in for bytes which cmark would act on; no source may hold them.
enum Protected {
  /// The backslash of `\(` and `\[` where a closer exists.
  static let openerBackslash: UInt8 = 0x02
  /// `|` inside a formula on one line, and the `|` of every `\|`.
  static let pipe: UInt8 = 0x04
  /// The backslash of `\|`.
  static let pipeBackslash: UInt8 = 0x05
  /// Marks the tab before it, which ends a bare URL, as none of the author's.
  static let linkEnd: UInt8 = 0x06

  static func contains(_ byte: UInt8) -> Bool {
    byte == openerBackslash || byte == pipe || byte == pipeBackslash || byte == linkEnd
  }
}
