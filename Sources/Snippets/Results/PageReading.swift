import Diagnostics
import Foundation
import Notes

/// What a page's program said, in the note's own lines.
struct PageReading {
  let program: PageProgram
  let woven: WovenProgram
  /// The page's own process.
  let raw: RawRun?

  init(_ program: PageProgram, _ woven: WovenProgram, _ raw: RawRun?) {
    self.program = program
    self.woven = woven
    self.raw = raw
  }

  func fill(_ run: inout PageRun) {
    guard let raw else { return }
    let records = Record.parse(Array(raw.results))
    var reader = RecordReader(program, woven, raw)
    for record in records { reader.take(record) }
    reader.finish()
    run.outputs = reader.outputs
    run.checks = reader.checks
    run.values = reader.values
    run.inlineValues = reader.inlineValues
    run.diagnostics += reader.diagnostics
    let isFinished = records.contains { $0.kind == "finish" }
    // A death behind the page's own end is a probe's.
    if isFinished { run.status = .ran; return }
    run.status = raw.ending == .timedOut ? .timedOut : .trapped
    run.diagnostics.append(ending(raw, records, snippet: reader.snippet))
  }

  private func ending(_ raw: RawRun, _ records: [Record], snippet: Int?) -> Diagnostic {
    let words = TrapWords(raw)
    let frames =
      raw.trap.filter {
        woven.origin(ofLine: $0.line) != nil && !$0.function.hasPrefix("Swift runtime failure")
      }
      + raw.trap.filter { woven.origin(ofLine: $0.line) != nil }
    var places = frames.compactMap { frame in
      CompilerMessage(severity: .error, line: frame.line, column: max(1, frame.column), length: 0, text: "")
        .place(in: woven)
    }.uniqued
    if words.isThrownError, let thrown = records.last(where: { $0.kind == "at" }) {
      var fields = thrown.fields
      let mark = fields.int()
      if woven.marks.indices.contains(mark) { places = [woven.marks[mark].onOneLine] }
    }
    if places.isEmpty {
      let last = program.document.snippets.first { $0.index == snippet } ?? program.document.snippets.first
      places = [last?.firstLineRange ?? program.document.inlineValues.first?.range].compactMap(\.self)
    }
    return Diagnostic(
      .error, words.identifier, words.text, at: places.first, consequence: .content,
      notes: places.dropFirst().prefix(4).map { .init(Message(zh: "由此处调用", en: "called from here"), at: $0) })
  }
}

/// Collects the records of one process.
private struct RecordReader {
  let program: PageProgram
  let woven: WovenProgram
  let raw: RawRun
  let calls: CallPlaces
  var outputs: [Output] = []
  var checks: [SnippetCheckResult] = []
  var values: [NamedValue] = []
  var inlineValues: [Int: ComputedNumber] = [:]
  var diagnostics: [Diagnostic] = []
  /// The page's own snippet that runs now; nil in a page that is used.
  var snippet: Int?
  private var textStart = 0

  init(_ program: PageProgram, _ woven: WovenProgram, _ raw: RawRun) {
    self.program = program
    self.woven = woven
    self.raw = raw
    calls = CallPlaces(program)
  }

  mutating func take(_ record: Record) {
    if record.kind != "trap" { takeText(upTo: record.offset) }
    var fields = record.fields
    switch record.kind {
    case "snippet":
      let number = fields.int()
      snippet = number < 0 ? nil : number
    case "check": takeCheck(&fields)
    case "inline": inlineValues[fields.int()] = fields.number()
    case "value":
      guard let snippet else { return }
      let line = woven.noteLine(fields.int())
      let name = fields.text() ?? ""
      let format = fields.text()
      values.append(
        NamedValue(name: name, value: fields.number(), format: format, snippet: snippet, line: line))
    case "show":
      let line = fields.int()
      add(.shown(fields.text() ?? ""), line: line)
    case "table":
      let line = fields.int()
      add(
        .table(ComputedTable(&fields, sources: calls.columnSources(at: woven.origin(ofLine: line)))),
        line: line)
    case "plot":
      let line = fields.int()
      let plot = ComputedPlot(&fields) { name, title, line in
        calls.closure(of: name, title: title, at: woven.origin(ofLine: line))
      }
      add(.plot(plot), line: line)
    default: break
    }
  }

  mutating func finish() {
    // The rest of a program that died; behind `finish` only probes speak.
    takeText(upTo: raw.text.count)
  }

  private mutating func add(_ kind: Output.Kind, line: Int) {
    guard let snippet else { return }
    outputs.append(Output(snippet: snippet, line: woven.noteLine(line), kind: kind))
  }

  /// Most bytes of printed text that a page shows of one snippet.
  private static let longestText = 64 << 10

  private mutating func takeText(upTo end: Int) {
    let end = min(max(end, textStart), raw.text.count)
    defer { textStart = end }
    guard end > textStart, let snippet else { return }
    let bytes = raw.text[raw.text.startIndex + textStart..<raw.text.startIndex + end]
    var text = String(decoding: bytes.prefix(Self.longestText), as: UTF8.self)
    let line = program.document.snippets.first { $0.index == snippet }?.firstLine ?? 0
    if bytes.count > Self.longestText {
      text += "\n…"
      diagnostics.append(
        Diagnostic(
          .warning, "snippet-output-cut",
          Message(
            zh: "输出 \(bytes.count) 字节, 只保留 \(Self.longestText)",
            en: "wrote \(bytes.count) bytes, \(Self.longestText) are kept"),
          at: program.document.snippets.first { $0.index == snippet }?.firstLineRange, consequence: .content))
    }
    if case .text(let before)? = outputs.last?.kind, outputs.last?.snippet == snippet {
      outputs[outputs.count - 1].kind = .text(before + text)
    } else {
      outputs.append(Output(snippet: snippet, line: line, kind: .text(text)))
    }
  }

  private mutating func takeCheck(_ fields: inout RecordFields) {
    guard let snippet else { return }
    let line = fields.int()
    let isPassed = fields.bool()
    let detail = fields.text() ?? ""
    checks.append(
      SnippetCheckResult(snippet: snippet, line: woven.noteLine(line), isPassed: isPassed, detail: detail))
    guard !isPassed else { return }
    let origin = woven.origin(ofLine: line)
    diagnostics.append(
      Diagnostic(
        .error, "check-failed", Message(zh: "检查不成立: \(detail)", en: "check failed: \(detail)"),
        at: calls.place(of: "check", at: origin) ?? woven.place(line: line, column: 1, length: 1),
        consequence: .content))
  }
}
