import Diagnostics
import Notes

/// The Swift made of a page's blocks, and where each of its lines stands in the notes.
///
/// It holds nothing that depends on where in the note a block stands, so that an edit of
/// prose changes no program: compiler and program speak of woven lines, and `place` turns these
/// into the note's.
///
/// A page whose functions are asked for values is three files of one module, with the same lines: the
/// script; the variables that it declares, which have their values for whoever asks (`PureInitialisers`);
/// and the questions. So the functions answer in a process in which the script never runs.
struct WovenProgram: Sendable {
  /// The script.
  private(set) var text = ""
  /// The variables, on the script's lines; empty where nobody asks the page's functions.
  private(set) var values = ""
  /// The questions, on lines behind the script's.
  private(set) var questions = ""
  private(set) var origins: [Origin?] = []
  /// Statements at the top level that may throw, as `NoteKit._at` counts them.
  private(set) var marks: [Diagnostics.SourceRange] = []

  struct Origin: Sendable {
    var file: SourceFile
    /// From 1.
    var line: Int
    /// Added to a woven column, it is the note's.
    var shift: Int
    /// The page's own snippet, or nil in a page that is used.
    var snippet: Int?
    var part: Part
    /// What docgen wove into the line: from which woven column, how many bytes.
    var inserts: [(column: Int, length: Int)] = []

    /// The note's column of a woven one.
    func column(ofWoven column: Int) -> Int {
      column + shift - inserts.reduce(0) { $0 + min($1.length, max(0, column - $1.column)) }
    }
  }
  enum Part: Sendable, Hashable { case code, inlineValue(Int), probe(Int) }

  /// What is woven of a page.
  enum Selection: Sendable, Hashable {
    /// All that runs, inline values and probes.
    case whole
    /// What runs before a block, and the block, which is to fail.
    case upTo(snippet: Int)
  }

  /// The files' names: a script among several is the one of that name.
  static let script = "main.swift"
  static let others = ["page-values.swift", "page-questions.swift"]

  /// Name and text of each file.
  var files: [(name: String, text: String)] {
    [(Self.script, text)] + (isParted ? zip(Self.others, [values, questions]).map { ($0, $1) } : [])
  }
  private var isParted = false

  /// Everything that is compiled.
  var fields: [String] { [text, values, questions] }

  init(_ program: PageProgram, _ selection: Selection, withoutProbes refused: Set<Int> = []) {
    isParted = selection == .whole && !program.probes.isEmpty
    append("@_spi(Weaving) import NoteKit")
    append("import Foundation")
    if isParted { values = text }
    append("NoteKit._begin();")
    for document in program.uses {
      for snippet in document.snippets where snippet.attributes.expectation == .runs {
        append("NoteKit._enter(nil);")
        append(snippet, of: document, as: nil)
      }
    }
    let last = if case .upTo(let snippet) = selection { snippet } else { Int.max }
    for snippet in program.document.snippets where snippet.index <= last {
      guard snippet.attributes.expectation == .runs || snippet.index == last else { continue }
      append("NoteKit._enter(\(snippet.index));")
      append(snippet, of: program.document, as: snippet.index)
    }
    if selection == .whole {
      for value in program.document.inlineValues { append(value, of: program.document) }
    }
    append("NoteKit._finish();")
    if isParted { ask(program.probes, without: refused) }
  }

  /// The page's own run is asked too, so that both can be held together.
  private mutating func ask(_ probes: [Probe], without refused: Set<Int>) {
    let isAsync = probes.indices.contains { !refused.contains($0) && probes[$0].function.isAsync }
    append((isAsync ? "await " : "") + "_docgenQuestions();")
    append("NoteKit._end();")
    questions = "@_spi(Weaving) @_spi(Questions) import NoteKit;import Foundation;"
    questions += "@preconcurrency @MainActor func _docgenQuestions() \(isAsync ? "async " : ""){"
    questions += String(repeating: "\n", count: origins.count)
    for (index, probe) in probes.enumerated() where !refused.contains(index) {
      questions += ProbeCall(probe).source(number: index) + "\n"
      origins.append(
        .init(
          file: probe.function.range.file, line: probe.function.range.start.line, shift: 0, snippet: nil,
          part: .probe(index)))
    }
    questions +=
      "}\n" + ProbeCall.assemblers(for: probes.indices.filter { !refused.contains($0) }.map { probes[$0] })
    questions += "@MainActor @_cdecl(\"page_questions\") func _docgenAsk() { "
    questions += "NoteKit._ask\(isAsync ? "Asynchronously" : "")(_docgenQuestions) }\n"
  }

  private mutating func append(_ line: String, _ origin: Origin? = nil, values: String = "") {
    text += line + "\n"
    if isParted { self.values += values + "\n" }
    origins.append(origin)
  }

  private mutating func append(_ snippet: Snippet, of document: Document, as number: Int?) {
    let parts = isParted ? PureInitialisers(snippet.code) : nil
    let lines = snippet.lines
    let script = parts.map { Snippet.lines(of: $0.script) } ?? lines
    let values = parts.map { Snippet.lines(of: $0.values) }
    let throwing = ThrowingStatements.all(in: snippet.code)
    var start = 0
    var next = 0
    for (offset, line) in script.enumerated() {
      let place = snippet.firstLine + offset
      var origin = Origin(
        file: document.file, line: place, shift: snippet.shift(ofLine: lines[offset], at: place),
        snippet: number, part: .code)
      var woven: [UInt8] = []
      var taken = 0
      while next < throwing.count, throwing[next].lowerBound <= start + line.count {
        let column = throwing[next].lowerBound - start
        let mark = "NoteKit._at(\(marks.count)); "
        woven += line.dropFirst(taken).prefix(column - taken)
        origin.inserts.append((woven.count + 1, mark.utf8.count))
        woven += mark.utf8
        marks.append(snippet.place(throwing[next]))
        taken = column
        next += 1
      }
      append(
        String(decoding: woven + line.dropFirst(taken), as: UTF8.self), origin,
        values: values.map { Self.trimmed($0[offset]) } ?? "")
      start = snippet.lineStarts.indices.contains(offset + 1) ? snippet.lineStarts[offset + 1] : start
    }
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> String {
    line.allSatisfy { $0 == 0x20 } ? "" : String(decoding: line, as: UTF8.self)
  }

  private mutating func append(_ value: InlineValue, of document: Document) {
    let head = "NoteKit._inline(\(value.index), "
    let start = value.range.start
    let flat = value.expression.split(whereSeparator: \.isNewline).joined(separator: " ")
    append(
      head + flat + ");",
      Origin(
        file: document.file, line: start.line, shift: start.column - 1 + value.offset - head.utf8.count,
        snippet: nil, part: .inlineValue(value.index)))
  }

  func origin(ofLine line: Int) -> Origin? {
    line >= 1 && line <= origins.count ? origins[line - 1] : nil
  }

  /// The note's bytes at a woven line and column (from 1, UTF-8 bytes) and as many further bytes.
  func place(line: Int, column: Int, length: Int) -> Diagnostics.SourceRange? {
    guard let origin = origin(ofLine: line) else { return nil }
    let whole = origin.file.range(ofLine: origin.line)
    let start = min(
      max(whole.lowerBound + origin.column(ofWoven: column) - 1, whole.lowerBound), whole.upperBound)
    let end = length >= whole.count ? whole.upperBound : min(start + length, whole.upperBound)
    return origin.file.range(start..<max(start, end))
  }

  /// The page's first line of code, for what has no line of its own.
  var firstPlace: Diagnostics.SourceRange? {
    let lines =
      origins.indices.filter { origins[$0]?.snippet != nil } + origins.indices.filter { origins[$0] != nil }
    return lines.first.flatMap { place(line: $0 + 1, column: 1, length: .max >> 1) }
  }

  /// The note's line of a woven line.
  func noteLine(_ line: Int) -> Int { origin(ofLine: line)?.line ?? 0 }
}

extension Snippet {
  /// The code's lines without their ends, as bytes.
  var lines: [ArraySlice<UInt8>] { Self.lines(of: Array(code.utf8)) }

  static func lines(of code: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = code.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.count > 1, lines[lines.count - 1].isEmpty { lines.removeLast() }
    return lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
  }

  /// The byte of the code at which each line starts.
  var lineStarts: [Int] {
    [0] + code.utf8.enumerated().lazy.filter { $0.element == 0x0A }.map { $0.offset + 1 }
  }

  /// How many bytes of its container stand before a line of code in the note.
  func shift(ofLine line: ArraySlice<UInt8>, at place: Int) -> Int {
    let whole = range.file.range(ofLine: place)
    let length = whole.count
    guard length >= line.count else { return 0 }
    return range.file.bytes[whole].suffix(line.count).elementsEqual(line) ? length - line.count : 0
  }

  /// The note's place of a stretch of the code's UTF-8 bytes.
  func place(_ bytes: Range<Int>) -> Diagnostics.SourceRange {
    func offset(_ target: Int) -> Int {
      var before = 0
      var line = 0
      let code = Array(code.utf8)
      for index in 0..<min(target, code.count) where code[index] == 0x0A {
        before = index + 1
        line += 1
      }
      let lines = lines
      let text = line < lines.count ? lines[line] : []
      let whole = range.file.range(ofLine: firstLine + line)
      let shifted = whole.lowerBound + shift(ofLine: text, at: firstLine + line) + target - before
      return min(max(shifted, whole.lowerBound), whole.upperBound)
    }
    let start = offset(bytes.lowerBound)
    return range.file.range(start..<max(start, offset(bytes.upperBound)))
  }
}
