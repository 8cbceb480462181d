import Diagnostics

/// Reads the YAML between `---` lines at a note's head.
struct FrontMatterReader {
  private(set) var frontMatter = FrontMatter()
  private(set) var diagnostics: [Diagnostic] = []
  /// Where the note's own text begins.
  private(set) var bodyStart = 0

  static let keys = [
    "title", "description", "order", "aliases", "uses", "strict", "run", "symbols", "macros", "conventions",
    "budget", "lang",
  ]

  /// - Parameter bytes: the file's bytes, made valid UTF-8 one for one.
  init(file: SourceFile, bytes: [UInt8]) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    bodyStart = start
    guard let (yaml, end, isClosed) = Self.extent(of: bytes, from: start) else {
      if let place = Self.unopened(in: bytes, from: start) {
        diagnostics.append(.unopenedFrontMatter(at: file.range(place)))
      }
      return
    }
    bodyStart = end
    if !isClosed { diagnostics.append(.unclosedFrontMatter(at: file.range(start..<start + 3))) }
    var settings = Settings(file, bytes: bytes, range: yaml)
    read(&settings)
    diagnostics += settings.diagnostics
  }

  /// The YAML and where the note's own text begins. Without a closing line the YAML ends before the first line
  /// that is none.
  private static func extent(
    of bytes: [UInt8], from start: Int
  ) -> (yaml: Range<Int>, end: Int, isClosed: Bool)? {
    guard let first = line(in: bytes, from: start), isFence(bytes[first.content], closing: false) else {
      return nil
    }
    var next = first.end
    var isMapping: Bool?
    // Where text begins that is no YAML, and the first blank line before it.
    var text: Int?
    var blank: Int?
    while let line = line(in: bytes, from: next) {
      let content = bytes[line.content]
      let isBlank = content.allSatisfy(Byte.isSpace)
      if isFence(content, closing: true) {
        // Behind a blank line and text that is no YAML this is a break of the text, not the front matter's end.
        if isMapping == true, text != nil, let blank { return (first.end..<blank, blank, false) }
        // Two breaks with nothing around them are two breaks.
        let isNone = isMapping == false || isMapping == nil && line.end == bytes.count
        return isNone ? nil : (first.end..<next, line.end, true)
      }
      // Text between two breaks is no front matter: its first line would name a key.
      if isMapping == nil, !isBlank, content.first != UInt8(ascii: "#") {
        isMapping = isKey(content) || content.first == Byte.braceOpen
      }
      if isMapping == true, text == nil {
        if isBlank { blank = blank ?? next } else if !isYAML(content) { text = next }
      }
      next = line.end
    }
    guard isMapping == true, let second = self.line(in: bytes, from: first.end), isKey(bytes[second.content])
    else { return nil }
    let end = blank ?? text ?? next
    return (first.end..<end, end, false)
  }

  /// The first line of settings that a line `---` ends and none begins, or none where a note begins: Markdown would
  /// make a heading of them.
  private static func unopened(in bytes: [UInt8], from start: Int) -> Range<Int>? {
    var next = start
    var first: Range<Int>?
    while let line = line(in: bytes, from: next) {
      let content = bytes[line.content]
      next = line.end
      let isFence = isFence(content, closing: false)
      guard let settings = first else {
        if content.allSatisfy(Byte.isSpace) || isFence { continue }
        let key = content.prefix { $0 != UInt8(ascii: ":") }
        guard isKey(content), keys.contains(String(decoding: key, as: UTF8.self)) else { return nil }
        first = line.content
        continue
      }
      if isFence { return settings }
      guard isKey(content) || content.first.map({ Byte.isSpace($0) || $0 == UInt8(ascii: "-") }) == true
      else {
        return nil
      }
    }
    return nil
  }

  /// `title: …`: what a mapping's line begins with.
  private static func isKey(_ line: ArraySlice<UInt8>) -> Bool {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return false }
    let next = colon + 1
    return next == line.endIndex || Byte.isSpace(line[next])
  }

  /// Whether a line can stand in front matter: a key, a comment, an item, or what is indented below one.
  private static func isYAML(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first else { return true }
    if Byte.isSpace(first) || isKey(line) { return true }
    if first == UInt8(ascii: "#") { return true }
    if first == UInt8(ascii: "-") { return line.dropFirst().first == Byte.space }
    return [Byte.bracketClose, Byte.bracketOpen, Byte.braceClose, Byte.braceOpen, UInt8(ascii: "\"")]
      .contains(first)
  }

  private static func line(in bytes: [UInt8], from start: Int) -> (content: Range<Int>, end: Int)? {
    guard start < bytes.count else { return nil }
    var end = start
    while end < bytes.count, bytes[end] != Byte.newline { end += 1 }
    return (start..<end, min(end + 1, bytes.count))
  }

  private static func isFence(_ line: ArraySlice<UInt8>, closing: Bool) -> Bool {
    var line = line
    while let last = line.last, Byte.isSpace(last) { line.removeLast() }
    return line.elementsEqual("---".utf8) || closing && line.elementsEqual("...".utf8)
  }

  private mutating func read(_ settings: inout Settings) {
    for entry in settings.entries {
      switch entry.key {
      case "title": frontMatter.title = settings.text(entry)
      case "description": frontMatter.description = settings.text(entry)
      case "order": frontMatter.order = settings.number(entry)
      case "budget": frontMatter.budget = settings.number(entry)
      case "lang": frontMatter.language = settings.language(entry)
      case "aliases": frontMatter.aliases = settings.words(entry).map(\.word)
      case "uses":
        let words = settings.words(entry)
        frontMatter.uses = words.map(\.word)
        frontMatter.usesRanges = words.map(\.range)
      case "strict": frontMatter.strict = settings.flag(entry)
      case "run": frontMatter.run = settings.flag(entry)
      case "symbols": frontMatter.symbols = settings.pairs(entry).map { (name: $0.name, domain: $0.value) }
      case "macros":
        frontMatter.macros = Dictionary(settings.pairs(entry).map { ($0.name, $0.value) }) { $1 }
      case "conventions": frontMatter.conventions = settings.conventions(entry)
      default: settings.unknown(entry, known: Self.keys)
      }
    }
  }
}

extension Diagnostic {
  static func unopenedFrontMatter(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unopened-front-matter",
      Message(
        zh: "这里像是 front matter，但第一行不是 ---，没有当作设置读",
        en: "this looks like front matter, but the first line is not '---': it is not read as settings"),
      at: range,
      help: [Message(zh: "让笔记的第一行是 ---", en: "make '---' the first line of the note")])
  }

  static func unclosedFrontMatter(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unclosed-front-matter",
      Message(
        zh: "front matter 没有结束：缺少另一行 ---", en: "the front matter is not closed: another line '---' is missing"
      ),
      at: range,
      help: [Message(zh: "在设置之后单独写一行 ---", en: "put a line '---' behind the settings")])
  }
}
