import Typesetting
import Diagnostics

extension DocumentReader {
  /// An inline formula.
  mutating func formula(_ match: MathsScan.Match, _ place: InlinePlace) -> Inline {
    guard let map = place.map else {
      return .text("", nil)
    }
    let positions = match.content.map { map.offset($0) }
    let whole = map.offset(match.whole.lowerBound)..<map.offset(match.whole.upperBound - 1) + 1
    cursor = max(cursor, whole.upperBound)
    return .formula(add(positions, isDisplay: match.isDisplay, whole: whole, inCell: place.isCell))
  }

  /// Registers the formula whose bytes stand at these places of the prepared text.
  ///
  /// - Parameter meaning: bytes that stand for others, by place: character references of HTML.
  mutating func add(
    _ positions: [Int], isDisplay: Bool, whole: Range<Int>, inCell: Bool = false, meaning: [Int: UInt8] = [:]
  ) -> Int {
    var latex: [UInt8] = []
    var offsets: [Int] = []
    latex.reserveCapacity(positions.count)
    offsets.reserveCapacity(positions.count)
    for position in positions where position < text.bytes.count && !text.isMark(at: position) {
      var byte = meaning[position] ?? text.bytes[position]
      switch byte {
      case Protected.openerBackslash: byte = Byte.backslash
      case Protected.pipe: byte = Byte.pipe
      case Protected.pipeBackslash:
        if inCell { continue }
        byte = Byte.backslash
      case Byte.carriageReturn: continue
      default: break
      }
      latex.append(byte)
      offsets.append(text.fileOffset(position))
    }
    let first = latex.firstIndex { !Byte.isSpace($0) } ?? latex.count
    let last = latex.lastIndex { !Byte.isSpace($0) }.map { $0 + 1 } ?? first
    latex = Array(latex[first..<last])
    offsets = Array(offsets[first..<last])
    let file = document.file
    let range: SourceRange
    if let start = offsets.first, let end = offsets.last {
      range = file.range(start..<end + 1)
    } else {
      range = self.place(whole)
      diagnostics.append(.emptyFormula(at: range))
    }
    let isInOnePiece = offsets.isEmpty || offsets[offsets.count - 1] - offsets[0] == offsets.count - 1
    let id = document.formulas.count
    document.formulas.append(
      SourceFormula(
        id: id, latex: String(decoding: latex, as: UTF8.self), range: range,
        offsets: isInOnePiece ? nil : offsets, isDisplay: isDisplay, section: section,
        directive: isDisplay ? exemption : nil))
    return id
  }

  /// What the section's directive says of its formulas.
  private var exemption: FormulaDirective? {
    leftOut.last { section.starts(with: $0.section) }.map { .unchecked(reason: $0.reason) }
  }

  /// Code in a fence or indented: the page's Swift, a formula, or any other language.
  mutating func code(_ node: MarkdownNode, info: String, _ range: SourceRange) -> Block {
    if let block = tree.record.blocks[node.key] { return formulaBlock(block, range) }
    let info = text.restored(info, as: .text)
    let fence = FenceLanguage(info)
    let (language, isFenced) = (fence.name, node.isFenced)
    if isFenced, !isClosed(node, language) {
      diagnostics.append(.unclosedFence(at: place(opening(of: node))))
      document.torn.append(range)
      // What was meant as prose is no program.
      return Block(.code(language: language, info: info, text: plain(node)), range: range)
    }
    if isFenced, fence.isBraced, language.lowercased() == "swift" {
      diagnostics.append(.bracedSwift(info, at: place(attributes(of: node))))
      return Block(.code(language: language, info: info, text: plain(node)), range: range)
    }
    if isFenced, fence.isBraced, let block = foreignFence(info, plain(node), range) { return block }
    switch language.lowercased() {
    case "math" where isFenced:
      let options = fence.isBraced ? mathOptions(plain(node)) : DirectiveOptions([])
      let lines = lines(of: node).dropFirst(options.count)
      let positions = lines.flatMap { Array($0.lowerBound..<min($0.upperBound + 1, text.bytes.count)) }
      let index = add(positions, isDisplay: true, whole: preparedRange(of: node))
      document.formulas[index].label = options.name
      return Block(.formula(index), range: range)
    case "swift" where isFenced && node.literal.nestsBrackets(deeperThan: Self.deepest):
      diagnostics.append(.tooDeep(at: range))
      // Of no language: what colours Swift parses it, too.
      return Block(.code(language: "", info: "", text: plain(node)), range: range)
    case "swift" where isFenced: return snippet(node, range)
    default: return Block(.code(language: language, info: info, text: plain(node)), range: range)
    }
  }

  /// Whether a fence ends on a line of its own sign, and not with the file or what it stands in.
  private func isClosed(_ node: MarkdownNode, _ language: String) -> Bool {
    guard let sign = text.bytes[self.opening(of: node)].first else { return true }
    func closes(_ number: Int) -> Bool {
      guard number > node.startLine else { return false }
      let line = text.bytes[text.range(ofLine: number)]
      let end = line.reversed().drop { Byte.isSpace($0) || $0 == Byte.carriageReturn || $0 == Byte.newline }
      let marks = end.prefix { $0 == sign }
      return marks.count >= 3
        && end.dropFirst(marks.count).allSatisfy { Byte.isSpace($0) || $0 == UInt8(ascii: ">") }
    }
    let opening = self.opening(of: node)
    // Where a program opens another fence, its own was not closed.
    let mark = String(repeating: Character(UnicodeScalar(sign)), count: 3)
    if opening.count == 3, language.lowercased() == "swift",
      node.literal.split(separator: "\n").contains(where: { $0.hasPrefix(mark) })
    {
      return false
    }
    return closes(node.endLine) || closes(node.endLine + 1)
  }

  /// The signs that open a fence.
  private func opening(of node: MarkdownNode) -> Range<Int> {
    let line = text.range(ofLine: node.startLine)
    var start = min(line.lowerBound + max(node.startColumn, 1) - 1, line.upperBound)
    while start < line.upperBound, Byte.isSpace(text.bytes[start]) { start += 1 }
    var end = start
    while end < line.upperBound, text.bytes[end] == Byte.backtick || text.bytes[end] == Byte.tilde {
      end += 1
    }
    return start..<end
  }

  private func plain(_ node: MarkdownNode) -> String {
    text.restored(node.literalBytes, as: .verbatim).withUnixLines
  }

  private mutating func formulaBlock(_ block: MathsRecord.BlockFormula, _ range: SourceRange) -> Block {
    // Each line with its end, which belongs to the LaTeX.
    let positions = block.lines.enumerated().flatMap { index, line in
      let end = index + 1 < block.lines.count ? endOfLine(line.upperBound) : line.upperBound
      return Array(line.lowerBound..<end)
    }
    let opening = block.opening..<block.opening + 2
    if !block.isClosed { diagnostics.append(.unclosedFormula(at: place(opening))) }
    return Block(.formula(add(positions, isDisplay: true, whole: opening)), range: range)
  }

  private func endOfLine(_ index: Int) -> Int {
    guard index < text.bytes.count else { return index }
    let isPair =
      text.bytes[index] == Byte.carriageReturn && index + 1 < text.bytes.count
      && text.bytes[index + 1] == Byte.newline
    return index + (isPair ? 2 : 1)
  }

  /// The lines of a fence's code in the prepared text, without what its containers put before them.
  private func lines(of node: MarkdownNode) -> [Range<Int>] {
    let first = node.startLine + 1
    guard let map = ContentMap(node.literalBytes, in: text, lines: [first]) else { return [] }
    return (0..<map.lineCount).map { line in
      let end = text.range(ofLine: first + line).upperBound
      return min(map.start(ofLine: line) ?? end, end)..<end
    }
  }

  private mutating func snippet(_ node: MarkdownNode, _ range: SourceRange) -> Block {
    let fence = FenceInfo(at: place(attributes(of: node)), isLenient: !mayRun)
    diagnostics += fence.diagnostics
    let lines = lines(of: node).map { text.fileRange($0) }
    let empty = text.fileOffset(text.range(ofLine: node.startLine + 1).lowerBound)
    let codeRange = file.range((lines.first?.lowerBound ?? empty)..<(lines.last?.upperBound ?? empty))
    let code = lines.map { file.text($0) }.joined(separator: "\n")
    let index = document.snippets.count
    document.snippets.append(
      Snippet(
        index: index, code: code, range: codeRange, attributes: fence.attributes,
        lineStarts: lines.map(\.lowerBound)))
    return Block(.snippet(index), range: range)
  }

  /// What stands behind the language in a fence's opening line, as written.
  private func attributes(of node: MarkdownNode) -> Range<Int> {
    let line = text.range(ofLine: node.startLine)
    var start = min(line.lowerBound + max(node.startColumn, 1) - 1, line.upperBound)
    func skip(_ isSkipped: (UInt8) -> Bool) {
      while start < line.upperBound, isSkipped(text.bytes[start]) { start += 1 }
    }
    skip(Byte.isSpace)
    skip { $0 == Byte.backtick || $0 == Byte.tilde }
    skip(Byte.isSpace)
    skip { !Byte.isSpace($0) && $0 != Byte.braceOpen }
    return start..<line.upperBound
  }

  /// `$$` that nothing closes on its line: at a line's start the formula has no end, in its middle it
  /// goes on below, where no tool reads it whole. One finding a block.
  mutating func reportUnmatched() {
    var last: UnsafeMutableRawPointer?
    for (key, offset, _) in tree.record.unmatched where key != last {
      // The first says all: each further one is what closes it, or is closed by it.
      last = key
      let node = MarkdownNode(pointer: OpaquePointer(key))
      let content = node.content
      let lines = lineSpan(of: node)
      guard
        let map = ContentMap(
          content, in: text, lines: lines, column: content.place(of: Byte.newline) == nil ? 1 : nil)
      else { continue }
      let opening = map.offset(offset)
      guard opening + 2 <= text.bytes.count else { continue }
      let range = place(opening..<opening + 2)
      if let line = map.line(startingAt: opening) {
        guard !tree.record.hasOpenDisplay(above: map.firstLine + line) else { continue }
        diagnostics.append(.unclosedFormula(at: range))
      } else if closesBelow(opening) {
        diagnostics.append(.formulaOpensInLine(at: range))
      }
    }
  }

  /// Whether a `$$` follows on a later line, before a blank one.
  private func closesBelow(_ opening: Int) -> Bool {
    var index = opening + 2
    var isBlank = false
    var hasLeftLine = false
    while index < text.bytes.count, index - opening < 100_000 {
      switch text.bytes[index] {
      case Byte.newline:
        if isBlank { return false }
        isBlank = true
        hasLeftLine = true
      case Byte.space, Byte.tab, Byte.carriageReturn, Byte.quote: break
      case Byte.dollar
      where hasLeftLine && index + 1 < text.bytes.count && text.bytes[index + 1] == Byte.dollar:
        return true
      default: isBlank = false
      }
      index += 1
    }
    return false
  }
}

extension String {
  fileprivate var withUnixLines: String {
    utf8.contains(Byte.carriageReturn) ? replacing("\r\n", with: "\n") : self
  }
}

extension DocumentReader {
  /// `\begin{align}` or `\end{align}` that stays text has lost its other half.
  mutating func reportLoneEnvironment(in string: String, at range: SourceRange?) {
    guard string.utf8.contains(Byte.backslash), let range,
      let name = string.utf8.withContiguousStorageIfAvailable(MathsEnvironments.first) ?? nil
    else { return }
    diagnostics.append(.loneEnvironment(name.name, lacksEnd: name.isBegin, at: range))
  }

  /// A `$` that stays text beside a command of LaTeX has as a rule lost its partner.
  mutating func reportLoneDollar(in string: String, at range: SourceRange?) {
    guard string.utf8.contains(Byte.dollar), string.utf8.contains(Byte.backslash), let range,
      string.contains(/\\[A-Za-z]{2}/)
    else { return }
    let bytes = Array(range.text.utf8)
    var index = 0
    while index < bytes.count {
      // `$5` is a price.
      if bytes[index] == Byte.dollar, index + 1 == bytes.count || !Byte.isDigit(bytes[index + 1]) {
        diagnostics.append(.loneDollar(at: range.part(index..<index + 1)))
        document.torn.append(range)
        return
      }
      index += bytes[index] == Byte.backslash ? 2 : 1
    }
  }
}

extension Diagnostic {
  static func loneDollar(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unclosed-formula",
      Message(
        zh: "这一行里的 $ 不成对，它与后面的 LaTeX 成了文字",
        en: "this line's $ has no partner: it and the LaTeX beside it are text"),
      at: range,
      help: [Message(zh: "补上另一个 $；本来就是文字的写作 \\$", en: "add the other $; write \\$ where text is meant")])
  }

  static func loneEnvironment(_ name: String, lacksEnd: Bool, at range: SourceRange) -> Diagnostic {
    let command = (lacksEnd ? "\\end{" : "\\begin{") + name + "}"
    return Diagnostic(
      .error, "unclosed-formula",
      Message(
        zh: "缺少 \(command)，这里的 LaTeX 成了文字", en: "\(command) is missing: the LaTeX here is text"),
      at: range,
      help: [
        Message(
          zh: "\\begin 与 \\end 成对出现，中间没有引用、列表的开头",
          en: "\\begin and \\end come in pairs, without a quote or list that begins between them")
      ])
  }

  static func bracedSwift(_ info: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "braced-language",
      Message(
        zh: "```\(info) 不是本页的程序，不会运行", en: "```\(info) is no part of the page's program and is not run"),
      at: range, help: [Message(zh: "写作 ```swift", en: "write ```swift")])
  }

  static func emptyFormula(at range: SourceRange) -> Diagnostic {
    Diagnostic(.error, "empty-formula", Message(zh: "公式是空的", en: "the formula is empty"), at: range)
  }

  static func unclosedFormula(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unclosed-formula", Message(zh: "公式没有结束", en: "the formula is not closed"), at: range,
      help: [Message(zh: "在公式之后加一行 $$", en: "put a line with $$ behind the formula")])
  }

  static func unclosedFence(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unclosed-fence",
      Message(
        zh: "代码块没有闭合，后面的全成了代码", en: "the code block is not closed: all that follows is code"),
      at: range,
      help: [Message(zh: "在代码之后加一行 \(range.text)", en: "put a line with \(range.text) behind the code")])
  }

  static func formulaOpensInLine(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "formula-opens-in-line",
      Message(
        zh: "跨行的公式不能从一行的中间开始", en: "a formula of several lines cannot open in the middle of a line"),
      at: range,
      help: [Message(zh: "让 $$ 单独占一行", en: "put $$ on a line of its own")])
  }
}

extension String {
  /// Whether brackets stand within brackets too deep for a Swift parser, which comes back from each that is not
  /// closed by looking through all that follows. Those in strings do not count.
  func nestsBrackets(deeperThan limit: Int) -> Bool {
    var depth = 0
    var isString = false
    var isEscaped = false
    for byte in utf8 {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch byte {
      case UInt8(ascii: "\\"): isEscaped = isString
      case UInt8(ascii: "\""): isString.toggle()
      case UInt8(ascii: "\n"): isString = false
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += isString ? 0 : 1
        if depth > limit { return true }
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - (isString ? 0 : 1))
      default: break
      }
    }
    return false
  }
}
