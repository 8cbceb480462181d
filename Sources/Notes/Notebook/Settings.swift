import Basics
import Diagnostics
import Yams

/// A YAML mapping with the places of its keys: front matter, or `docgen.yml`.
struct Settings {
  struct Entry {
    var key: String
    var range: SourceRange
    fileprivate var node: Node
  }

  let file: SourceFile
  private(set) var entries: [Entry] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// The YAML's bytes in the file, and where its lines start there.
  private let range: Range<Int>
  private let lines: [Int]

  /// - Parameter range: the YAML's bytes in the file; they must be UTF-8.
  init(_ file: SourceFile, bytes: [UInt8], range: Range<Int>) {
    self.file = file
    self.range = range
    var lines = [range.lowerBound]
    for index in range where bytes[index] == Byte.newline { lines.append(index + 1) }
    self.lines = lines
    let text = String(decoding: bytes[range], as: UTF8.self)
    guard Self.isShallow(bytes[range]) else {
      diagnostics.append(.malformedYAML(Message(zh: "嵌套太深", en: "nested too deeply"), at: file.range(range)))
      return
    }
    do {
      guard let root = try Parser(yaml: text).singleRoot() else { return }
      read(root)
    } catch {
      diagnostics.append(problem(error))
    }
  }

  private mutating func read(_ root: Node) {
    guard let mapping = root.mapping else {
      if root.null == nil {
        diagnostics.append(
          .malformedYAML(Message(zh: "应为“键: 值”", en: "expected 'key: value'"), at: place(root, length: 1)))
      }
      return
    }
    for (key, node) in mapping {
      let name = key.scalar?.string ?? ""
      entries.append(Entry(key: name, range: place(key, length: name.utf8.count), node: node))
    }
  }

  /// libYAML and Yams recurse: nesting is bounded before they see it.
  private static func isShallow(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count <= 1 << 20 else { return false }
    var depth = 0
    var indentation = 0
    var leading = true
    var markers = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      case Byte.newline:
        indentation = 0
        markers = 0
        leading = true
      case Byte.space where leading: indentation += 1
      case UInt8(ascii: "-") where leading, UInt8(ascii: "?") where leading: markers += 1
      default: leading = false
      }
      if depth > 64 || indentation > 200 || markers > 64 { return false }
    }
    return true
  }

  private func problem(_ error: any Error) -> Diagnostic {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      return .malformedYAML(Message(problem), at: place(mark, length: 1))
    case YamlError.duplicatedKeysInMapping(let names, let context):
      let name = names.first ?? ""
      return .malformedYAML(
        Message(zh: "键 “\(name)” 重复", en: "the key '\(name)' is given twice"),
        at: place(context.mark, length: name.utf8.count))
    default:
      return .malformedYAML(Message(zh: "不是合法的 YAML", en: "not valid YAML"), at: file.range(range))
    }
  }

  private func place(_ node: Node, length: Int) -> SourceRange {
    node.mark.map { place($0, length: length) } ?? file.range(range)
  }

  /// Yams counts columns in characters.
  private func place(_ mark: Mark, length: Int) -> SourceRange {
    guard mark.line >= 1, mark.line <= lines.count else {
      return file.range(range.upperBound..<range.upperBound)
    }
    var offset = lines[mark.line - 1]
    for _ in 1..<max(mark.column, 1) where offset < range.upperBound {
      offset += 1
      while offset < range.upperBound, file.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return file.range(offset..<min(offset + max(length, 1), range.upperBound))
  }

  // MARK: Values

  mutating func text(_ entry: Entry) -> String? {
    if let text = entry.node.scalar?.string, entry.node.null == nil { return text }
    return expect(Message(zh: "一段文字", en: "text"), for: entry)
  }

  mutating func number(_ entry: Entry) -> Double? {
    if let number = entry.node.float, number.isFinite { return number }
    return expect(Message(zh: "一个数", en: "a number"), for: entry)
  }

  mutating func flag(_ entry: Entry) -> Bool? {
    if let flag = entry.node.bool { return flag }
    return expect(Message(zh: "true 或 false", en: "true or false"), for: entry)
  }

  /// `zh`, `en`, or one of these with its region or script: `zh-CN`, `en-GB`.
  mutating func language(_ entry: Entry) -> Language? {
    let word = entry.node.scalar?.string.lowercased().prefix { $0 != "-" && $0 != "_" }
    if let language = word.flatMap({ Language(rawValue: String($0)) }) { return language }
    return expect(Message(zh: "zh 或 en", en: "zh or en"), for: entry)
  }

  /// A list of words; one word alone is a list of one.
  mutating func words(_ entry: Entry) -> [(word: String, range: SourceRange)] {
    func word(_ node: Node) -> (word: String, range: SourceRange)? {
      guard let text = node.scalar?.string, node.null == nil else { return nil }
      return (text, place(node, length: text.utf8.count))
    }
    if let one = word(entry.node) { return [one] }
    if let list = entry.node.sequence {
      let words = list.compactMap(word)
      if words.count == list.count { return words }
    }
    let nothing: [(String, SourceRange)]? = expect(Message(zh: "一个列表", en: "a list"), for: entry)
    return nothing ?? []
  }

  /// Names with texts, in order: `"\\gamma": "[1, 2]"`.
  mutating func pairs(_ entry: Entry) -> [(name: String, value: String)] {
    if let mapping = entry.node.mapping {
      let pairs = mapping.compactMap { key, value -> (name: String, value: String)? in
        guard let name = key.scalar?.string, let text = value.scalar?.string else { return nil }
        return (name, text)
      }
      if pairs.count == mapping.count { return pairs }
    }
    let nothing: [(String, String)]? = expect(Message(zh: "名字和文字的对应", en: "names with texts"), for: entry)
    return nothing ?? []
  }

  private mutating func expect<Value>(_ expected: Message, for entry: Entry) -> Value? {
    // `description:` with nothing behind it says nothing.
    if entry.node.null == nil {
      diagnostics.append(.wrongSetting(entry.key, expected: expected, at: entry.range))
    }
    return nil
  }

  mutating func unknown(_ entry: Entry, known: [String]) {
    let near = NearestName.of(entry.key, among: known)
    diagnostics.append(.unknownKey(entry.key, near: near, known: known, at: entry.range))
  }

  mutating func conventions(_ entry: Entry) -> [String] {
    let known = ["0log0"]
    var conventions: [String] = []
    for (word, range) in words(entry) {
      if known.contains(word) {
        conventions.append(word)
      } else {
        diagnostics.append(.unknownConvention(word, known: known, at: range))
      }
    }
    return conventions
  }
}

extension Diagnostic {
  static func malformedYAML(_ problem: Message, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "malformed-yaml", Message(zh: "YAML 有误：\(problem.zh)", en: "malformed YAML: \(problem.en)"),
      at: range)
  }

  static func wrongSetting(_ key: String, expected: Message, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "wrong-setting", Message(zh: "“\(key)” 应为 \(expected.zh)", en: "'\(key)' takes \(expected.en)"),
      at: range)
  }

  static func unknownKey(_ key: String, near: String?, known: [String], at range: SourceRange) -> Diagnostic {
    let all = known.joined(separator: ", ")
    return Diagnostic(
      .error, "unknown-key",
      Message(zh: "不认识的键 “\(key)”", en: "unknown key '\(key)'"), at: range,
      help: [
        near.map { Message(zh: "是否想写 “\($0)”？", en: "did you mean '\($0)'?") }
          ?? Message(zh: "可用的键：\(all)", en: "known keys: \(all)")
      ])
  }

  static func unknownConvention(_ word: String, known: [String], at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unknown-convention", Message(zh: "不认识的约定 “\(word)”", en: "unknown convention '\(word)'"),
      at: range,
      help: [
        Message(zh: "可用的约定：\(known.joined(separator: ", "))", en: "known: \(known.joined(separator: ", "))")
      ])
  }
}
