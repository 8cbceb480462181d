import Diagnostics
import Notes

/// One Swift file made of a page's blocks, and where each of its lines stands in the notes.
///
/// The file holds nothing that depends on where in the note a block stands, so that an edit of
/// prose changes no program: compiler and program speak of woven lines, and `place` turns these
/// into the note's.
struct WovenProgram: Sendable {
  private(set) var text = ""
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

  init(_ program: PageProgram, _ selection: Selection, withoutProbes refused: Set<Int> = []) {
    append("@_spi(Weaving) import NoteKit")
    append("import Foundation")
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
    guard selection == .whole else { return }
    for (index, probe) in program.probes.enumerated() where !refused.contains(index) {
      append(
        ProbeCall(probe).source(number: index),
        .init(
          file: probe.function.range.file, line: probe.function.range.start.line, shift: 0, snippet: nil,
          part: .probe(index)))
    }
  }

  private mutating func append(_ line: String, _ origin: Origin? = nil) {
    text += line + "\n"
    origins.append(origin)
  }

  private mutating func append(_ snippet: Snippet, of document: Document, as number: Int?) {
    let throwing = ThrowingStatements.all(in: snippet.code)
    var start = 0
    var next = 0
    for (offset, line) in snippet.lines.enumerated() {
      let place = snippet.firstLine + offset
      var origin = Origin(
        file: document.file, line: place, shift: snippet.shift(ofLine: line, at: place), snippet: number,
        part: .code)
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
      append(String(decoding: woven + line.dropFirst(taken), as: UTF8.self), origin)
      start = snippet.lineStarts.indices.contains(offset + 1) ? snippet.lineStarts[offset + 1] : start
    }
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
  var lines: [ArraySlice<UInt8>] {
    var lines = Array(code.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
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
