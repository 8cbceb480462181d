import Diagnostics

/// Reads the YAML between `---` lines at a note's head.
struct FrontMatterReader {
  private(set) var frontMatter = FrontMatter()
  private(set) var diagnostics: [Diagnostic] = []
  /// Where the note's own text begins.
  private(set) var bodyStart = 0

  static let keys = [
    "title", "description", "order", "uses", "strict", "run", "symbols", "macros", "conventions",
  ]

  /// - Parameter bytes: the file's bytes, made valid UTF-8 one for one.
  init(file: SourceFile, bytes: [UInt8], configuration: Configuration) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    bodyStart = start
    guard let (yaml, end) = Self.extent(of: bytes, from: start) else { return }
    bodyStart = end
    var settings = Settings(file, bytes: bytes, range: yaml)
    // Another tool's keys do not stop a folder that was never made for docgen.
    read(&settings, isLenient: !configuration.isPresent && !configuration.strict)
    diagnostics = settings.diagnostics
  }

  private static func extent(of bytes: [UInt8], from start: Int) -> (yaml: Range<Int>, end: Int)? {
    guard let first = line(in: bytes, from: start), isFence(bytes[first.content], closing: false) else {
      return nil
    }
    var next = first.end
    var isMapping: Bool?
    while let line = line(in: bytes, from: next) {
      let content = bytes[line.content]
      if isFence(content, closing: true) {
        return isMapping == true ? (first.end..<next, line.end) : nil
      }
      // Text between two breaks is no front matter: its first line would name a key.
      if isMapping == nil, !content.allSatisfy(Byte.isSpace), content.first != UInt8(ascii: "#") {
        isMapping = content.contains(UInt8(ascii: ":")) || content.first == Byte.braceOpen
      }
      next = line.end
    }
    return nil
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

  private mutating func read(_ settings: inout Settings, isLenient: Bool) {
    for entry in settings.entries {
      switch entry.key {
      case "title": frontMatter.title = settings.text(entry)
      case "description": frontMatter.description = settings.text(entry)
      case "order": frontMatter.order = settings.number(entry)
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
      default: settings.unknown(entry, known: Self.keys, isLenient: isLenient)
      }
    }
  }
}
