/// Twenty pages of ten snippets, in all that line ends, containers and scripts can do, and the places in them at
/// which an error can be put.
struct Corpus {
  /// A line of the note, and how an error is put into it.
  struct Line {
    /// What stands before the code: a list's or a quote's margin, the code's own indentation.
    var margin: String
    var code: String
    var slot: Slot
  }
  enum Slot: Character {
    /// A statement may stand before the code, and is run.
    case statement = "S"
    /// A statement may stand there, but is not run: behind a `return`.
    case unreached = "N"
    /// The code holds a number, marked `«…»`, for which an expression may stand, and which is evaluated.
    case argument = "A"
    /// Not code, or within a declaration.
    case none = "-"
  }
  struct Page {
    var name: String
    var uses: [String]
    var lines: [Line]
    var lineEnd: String
  }

  let pages: [Page]

  init() {
    pages = (0..<20).map { number in
      // Every fifth page is used by the next, that by the one after it.
      let uses = number % 5 == 1 || number % 5 == 2 ? ["corpus\(number - 1)"] : []
      return Page(
        name: "corpus\(number)", uses: uses, lines: Self.lines(ofPage: number, uses: uses),
        lineEnd: number % 3 == 1 ? "\r\n" : "\n")
    }
  }

  /// Lines of code behind the mark of their slot; `#` is a number of the snippet's own.
  private static let blocks: [[String]] = [
    ["Slet 数# = [1, 2, 3]", "Slet 和# = 数#.reduce(0, +)", "Sprint(\"和\", 和#)"],
    [
      "Sfunc 平方#(_ x: Int) -> Int {", "S  let 表情 = \"😀🇨🇳\"", "S  return x * x + 表情.count - 2", "N}",
      "Sprint(平方#(3))",
    ],
    ["S\tlet D# = 1", "S\tif D# == 1 {", "S\t\tprint(\"制表符\", D#)", "S\t}"],
    [
      "Slet E# = \"\"\"", "-  多行", "-    文字 \\(1 + 1)", "-  \"\"\"", "S", "Sprint(E#) // 注释 😀", "-/* 长",
      "-注释 */", "Sprint(\"完\") /* 尾 */",
    ],
    ["Slet F# = max(", "A  «1»,", "A  min(«2», 3)", "-)", "Scheck(F# >= 1, \"不小于一\")"],
    ["Slet G# = [1, 2].map { (x: Int) -> Int in", "S  let y = x + 1", "S  return y", "N}", "Sprint(G#)"],
    [
      "Sstruct 错#: Error {}", "Sfunc 抛#(_ x: Int) throws -> Int {", "S  guard x > 0 else { throw 错#() }",
      "S  return x", "N}", "Slet H# = try 抛#(2)", "Sprint(H#)",
    ],
    [
      "Sextension Int {", "-  var 双#: Int {", "S    let z = self", "S    return z * 2", "N  }", "-}",
      "Sprint(3.双#)",
    ],
    [
      "Senum 形#: CaseIterable { case 圆, 方 }", "Sfor 形 in 形#.allCases {", "S  switch 形 {",
      "-  case .圆: print(\"○\")", "-  case .方: print(\"□\")", "-  }", "S}",
    ],
    [
      "Slet 表# = [\"甲\": 1, \"乙\": 2]", "Stable(", "-  \"表 😀\", rows: [1, 2],",
      "A  column(\"x\") { $0 + «0» }",
      "-)", "Sshow(表#.count)",
    ],
  ]

  private static func lines(ofPage number: Int, uses: [String]) -> [Line] {
    func text(_ text: String) -> Line { Line(margin: "", code: text, slot: .none) }
    var lines = [text("---"), text("run: true")]
    if !uses.isEmpty { lines.append(text("uses: [\(uses.joined(separator: ", "))]")) }
    lines += [text("---"), text(""), text("# 第 \(number) 页 😀"), text("")]
    for (index, block) in blocks.enumerated() {
      let container = (number + index) % 4
      let margin = ["", "  ", "> ", "> - "][container]
      let inner = ["", "  ", "> ", ">   "][container]
      lines += [text(container == 1 ? "- 列表里的代码 🀄:" : "散文, 有 `= 1 + \(index)`."), text("")]
      if container == 3 { lines.append(text("> - 引用里的列表:")) }
      if container == 3 { lines.append(text(">")) }
      let fence =
        (container == 3 ? inner : margin) + "```swift" + ((number + index) % 7 == 3 ? " hidden" : "")
      lines.append(text(fence))
      for line in block {
        let code = line.dropFirst().replacing("#", with: "\(number)_\(index)")
        let indent = code.prefix { $0 == " " || $0 == "\t" }
        lines.append(
          Line(
            margin: inner + indent, code: String(code.dropFirst(indent.count)),
            slot: Slot(rawValue: line.first ?? "-") ?? .none))
      }
      lines += [text(inner + "```"), text("")]
    }
    return lines
  }

  /// A page with errors on some of its lines, and where each is to be reported: `line:column`, in bytes from 1.
  static func injected(_ page: Page, _ kind: InjectedError, at lines: Set<Int>) -> (
    text: String, places: [String]
  ) {
    var text = ""
    var places: [String] = []
    for (index, line) in page.lines.enumerated() {
      let parts = line.code.split(separator: /[«»]/, omittingEmptySubsequences: false)
      if lines.contains(index) {
        let isArgument = line.slot == .argument
        let before = line.margin + (isArgument ? String(parts[0]) : kind.lead)
        places.append("\(index + 1):\(before.utf8.count + kind.column)")
        text += before + kind.expression
        text += isArgument ? String(parts[2]) : line.code.isEmpty ? "" : "; " + line.code
      } else {
        text += line.margin + parts.joined()
      }
      text += page.lineEnd
    }
    return (text, places)
  }
}

/// The kinds of error, each an expression that can stand by itself or for a number.
enum InjectedError: String, CaseIterable {
  case parse, type, trap, failedCheck

  /// What makes a statement of the expression.
  var lead: String { self == .failedCheck ? "" : "_ = " }
  var expression: String {
    switch self {
    case .parse: "0xZ"
    case .type: "(\"中\" as Int)"
    case .trap: "[0, 1][Int(\"7\") ?? 0]"
    case .failedCheck: "check(1 == 2, \"坏\")"
    }
  }
  /// The column in the expression that is to be named, from 1: the digit, the text, the subscript, the call.
  var column: Int {
    switch self {
    case .parse: 3
    case .type: 2
    case .trap: 7
    case .failedCheck: 1
    }
  }

  func fits(_ slot: Corpus.Slot) -> Bool {
    switch (self, slot) {
    case (_, .none): false
    case (_, .statement): true
    case (.parse, _), (.type, _): true
    case (.trap, .argument): true
    case (.trap, .unreached), (.failedCheck, _): false
    }
  }
}
