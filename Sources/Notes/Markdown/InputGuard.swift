import Diagnostics

/// What must not reach the parser: bytes that are no text, and shapes on which cmark-gfm 0.29 takes
/// quadratic time or memory. The limits lie far beyond what a person writes.
struct InputGuard {
  static let containers = 100
  static let tableColumns = 2_000
  static let tableCells = 1_000_000
  static let closersInWord = 5_000
  static let unclosedMarkup = 100
  /// Of one note; each is typeset and read, and held against those before it.
  static let formulas = 10_000

  let file: SourceFile
  private(set) var diagnostics: [Diagnostic] = []
  /// Whether cmark can read the text in reasonable time.
  private(set) var isReadable = true

  init(file: SourceFile) { self.file = file }

  /// The text with each byte that is none replaced by `?`, one for one.
  mutating func cleaned(_ range: Range<Int>) -> [UInt8] {
    var bytes = range == file.bytes.indices ? file.bytes : Array(file.bytes[range])
    if bytes.withUnsafeBufferPointer(Self.hasControls) { replaceControls(in: &bytes, range) }
    if String(validating: bytes, as: UTF8.self) == nil {
      let invalid = replaceInvalid(in: &bytes)
      diagnostics.append(.invalidUTF8(at: place(range, invalid.first), count: invalid.count))
    }
    return bytes
  }

  /// Without a branch, so that the compiler reads many bytes at once.
  private static func hasControls(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var least = UInt8.max
    for byte in bytes { least = min(least, byte) }
    return least < 0x09
  }

  private mutating func replaceControls(in bytes: inout [UInt8], _ range: Range<Int>) {
    var firstNull: Int?
    var firstControl: Int?
    for index in bytes.indices where bytes[index] < 0x09 {
      if bytes[index] == 0 {
        firstNull = firstNull ?? index
        bytes[index] = UInt8(ascii: "?")
      } else if Protected.contains(bytes[index]) {
        firstControl = firstControl ?? index
        bytes[index] = UInt8(ascii: "?")
      }
    }
    if let firstNull { diagnostics.append(.nulByte(at: place(range, firstNull))) }
    if let firstControl { diagnostics.append(.controlCharacter(at: place(range, firstControl))) }
  }

  private func place(_ range: Range<Int>, _ index: Int) -> SourceRange {
    file.range(range.lowerBound + index..<range.lowerBound + index + 1)
  }

  private func replaceInvalid(in bytes: inout [UInt8]) -> (first: Int, count: Int) {
    var first = -1
    var count = 0
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      let length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
      if length == 1 {
        index += 1
      } else if length > 0, index + length <= bytes.count,
        String(validating: bytes[index..<index + length], as: UTF8.self) != nil
      {
        index += length
      } else {
        if first < 0 { first = index }
        count += 1
        bytes[index] = UInt8(ascii: "?")
        index += 1
      }
    }
    return (first, count)
  }

  /// Looks at what was read for what could not be worked on in reasonable time.
  mutating func inspect(_ document: Document) {
    guard document.formulas.count > Self.formulas else { return }
    isReadable = false
    let problem = Message(
      zh: "公式超过 \(Self.formulas) 个，要分成几篇",
      en: "more than \(Self.formulas) formulas; part it into several notes")
    diagnostics.append(.unreadable(problem, at: document.formulas[Self.formulas].range))
  }

  /// Looks at every line for a shape that the parser cannot take.
  mutating func inspect(_ bytes: [UInt8], base: Int) {
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      var pipesBefore = 0
      var table: (columns: Int, rows: Int)?
      var markup = UnclosedMarkup()
      while start < bytes.count {
        let end = bytes.place(of: Byte.newline, from: start) ?? bytes.count
        let line = LineShape(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        markup.read(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        if line.isBlank { markup = UnclosedMarkup() }
        if line.isBlank { table = nil } else { table?.rows += 1 }
        if line.isDelimiterRow { table = (max(line.pipes, pipesBefore), 0) }
        let problem: Message? =
          if line.containers > Self.containers {
            Message(
              zh: "引用或列表嵌套超过 \(Self.containers) 层", en: "more than \(Self.containers) nested quotes or lists")
          } else if let table,
            table.columns > Self.tableColumns || table.columns * table.rows > Self.tableCells
          {
            Message(zh: "表格太大", en: "the table is too large")
          } else if line.closersInWord > Self.closersInWord {
            Message(zh: "一个词里的 “)” 太多", en: "too many ')' in one word")
          } else if markup.count > Self.unclosedMarkup {
            Message(zh: "没有结束的 “<!--” 之类太多", en: "too many unclosed '<!--' and the like")
          } else {
            nil
          }
        if let problem {
          isReadable = false
          diagnostics.append(.unreadable(problem, at: file.range(base + start..<base + min(end, start + 80))))
          return
        }
        pipesBefore = line.pipes
        start = end + 1
      }
    }
  }

  /// How much of `<!--`, `<?`, `<!X` and `<![CDATA[` waits for its end: cmark looks for each to the
  /// paragraph's end.
  private struct UnclosedMarkup {
    private var comments = 0
    private var instructions = 0
    private var declarations = 0
    private var data = 0

    var count: Int { max(max(comments, instructions), max(declarations, data)) }

    mutating func read(_ line: UnsafeBufferPointer<UInt8>) {
      guard line.place(of: UInt8(ascii: "<")) != nil || line.place(of: Byte.quote) != nil else { return }
      func byte(_ index: Int) -> UInt8 { index >= 0 && index < line.count ? line[index] : 0 }
      for index in 0..<line.count {
        if line[index] == UInt8(ascii: "<") {
          switch (byte(index + 1), byte(index + 2)) {
          case (UInt8(ascii: "?"), _): instructions += 1
          case (UInt8(ascii: "!"), UInt8(ascii: "-")): comments += 1
          case (UInt8(ascii: "!"), Byte.bracketOpen): data += 1
          case (UInt8(ascii: "!"), _): declarations += 1
          default: break
          }
        } else if line[index] == Byte.quote {
          declarations = 0
          switch byte(index - 1) {
          case UInt8(ascii: "?"): instructions = 0
          case UInt8(ascii: "-") where byte(index - 2) == UInt8(ascii: "-"): comments = 0
          case Byte.bracketClose where byte(index - 2) == Byte.bracketClose: data = 0
          default: break
          }
        }
      }
    }
  }

  /// What counts of one line.
  private struct LineShape {
    var containers = 0
    var pipes = 0
    var closersInWord = 0
    var isBlank = true
    var isDelimiterRow = false

    init(_ line: UnsafeBufferPointer<UInt8>) {
      var isLeading = true
      var column = 0
      var closers = 0
      var hasDash = false
      var isDelimiter = true
      let isProse = line.place(of: Byte.pipe) == nil && line.place(of: Byte.parenthesisClose) == nil
      for index in 0..<line.count {
        let byte = line[index]
        column += byte == Byte.tab ? 4 : 1
        switch byte {
        case Byte.space, Byte.tab, Byte.carriageReturn:
          closers = 0
          if isLeading, column % 40 == 0 { containers += 1 }
          continue
        case Byte.quote, UInt8(ascii: "+"), Byte.star:
          if isLeading { containers += 1 }
          if byte != Byte.quote { isDelimiter = false }
        case UInt8(ascii: "-"):
          hasDash = true
          if isLeading { containers += 1 }
        case Byte.pipe: pipes += 1
        case UInt8(ascii: ":"): break
        case UInt8(ascii: "."), Byte.parenthesisClose, 0x30...0x39:
          isDelimiter = false
          if isLeading, !Byte.isDigit(byte) { containers += 1 }
          if byte == Byte.parenthesisClose { closers += 1 }
        default:
          isDelimiter = false
          isLeading = false
          isBlank = false
          // Of a line of prose no more is to be known: most lines end here.
          if isProse { return }
          continue
        }
        if byte == Byte.pipe { isLeading = false }
        isBlank = false
        closersInWord = max(closersInWord, closers)
      }
      isDelimiterRow = isDelimiter && hasDash && pipes > 0
      // A line of dashes or stars alone is a break, not a nest of lists.
      if isLeading, containers > 0, !line.contains(Byte.space), !line.contains(Byte.tab),
        !line.contains(Byte.quote)
      {
        containers = 0
      }
    }
  }
}

extension Diagnostic {
  static func nulByte(at range: SourceRange) -> Diagnostic {
    Diagnostic(.error, "nul-byte", Message(zh: "笔记中有 NUL 字节", en: "the note holds a NUL byte"), at: range)
  }

  static func controlCharacter(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "control-character", Message(zh: "笔记中有控制字符", en: "the note holds a control character"),
      at: range)
  }

  static func invalidUTF8(at range: SourceRange, count: Int) -> Diagnostic {
    Diagnostic(
      .error, "invalid-utf8",
      Message(zh: "不是合法的 UTF-8（共 \(count) 个字节）", en: "not valid UTF-8 (\(count) bytes)"), at: range,
      help: [Message(zh: "请把文件存为 UTF-8", en: "save the file as UTF-8")])
  }

  static func unreadable(_ problem: Message, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unreadable-markdown",
      Message(zh: "无法解析此笔记：\(problem.zh)", en: "this note cannot be parsed: \(problem.en)"), at: range)
  }
}
