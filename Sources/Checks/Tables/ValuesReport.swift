import Diagnostics
import Trees
import Notes
import Proofs
import Snippets

extension PageReport {
  mutating func writeSnippets() {
    for snippet in plan.document.snippets {
      var item = Evidence(
        id: "\(page):snippet:\(snippet.attributes.name ?? String(snippet.index))", kind: .snippet, page: page,
        range: snippet.range, finding: .agrees(.ran, nil))
      switch snippet.attributes.expectation {
      case .isNotRun(let reason):
        item.finding = .unchecked(Message(reason), isUnderstood: false)
      case .runs, .failsToCompile, .traps: judge(snippet, &item)
      }
      item.sample.points = run.checks.count { $0.snippet == snippet.index }
      evidence.append(item)
    }
  }

  private func judge(_ snippet: Snippet, _ item: inout Evidence) {
    guard run.status != .notRun, run.status != .empty else {
      item.finding = .unchecked(run.status.reason, isUnderstood: false)
      return
    }
    let lines = item.range.start.line...max(item.range.start.line, item.range.end.line)
    let hasError = run.diagnostics.contains { problem in
      guard problem.severity == .error, let range = problem.range else { return false }
      return range.file == item.range.file && lines.contains(range.start.line)
    }
    let hasFailed = run.checks.contains { $0.snippet == snippet.index && !$0.isPassed }
    if hasError || hasFailed {
      item.differ()
    } else if run.status != .ran {
      item.finding = .unchecked(run.status.reason, isUnderstood: false)
      item.isAsExpected = false
    }
  }

  /// Every number that the page computed: cells of tables, named values, values in prose.
  mutating func writeValues() {
    var tables = 0
    for output in run.outputs {
      guard case .table(let table) = output.kind else { continue }
      tables += 1
      writeTable(table, number: tables, output)
    }
    for value in run.values {
      guard let number = value.value.double else { continue }
      writeValue(
        "\(page):value:\(value.name)", .value, number, at: snippetRange(value.snippet, line: value.line),
        format: value.format)
    }
    for value in plan.document.inlineValues {
      guard let number = run.inlineValues[value.index]?.double else { continue }
      require(value.format, at: value.range)
      let held = code.expression(value.expression).flatMap { resolved in
        resolved.isHeld ? HeldValue(evaluation: evaluation(false), tree: resolved.tree, point: Point()) : nil
      }
      writeValue(
        "\(page):inline:\(value.index)", .value, number, at: value.range, named: Message(value.expression),
        held: held, format: value.format)
    }
  }

  private mutating func writeTable(_ table: ComputedTable, number: Int, _ output: Output) {
    let range = snippetRange(output.snippet, line: output.line)
    for column in table.columns { require(column.format, at: range) }
    let forms = table.columns.map { $0.source.flatMap { code.closure($0) } }
    for (row, cells) in table.cells.enumerated() {
      // A column that shows the row itself gives `$0` its value.
      var point = Point()
      for (form, cell) in zip(forms, cells) {
        if case .symbol(let name)? = form?.tree, let value = cell.double { point[name] = .number(value) }
      }
      for (index, (column, cell)) in zip(table.columns, cells).enumerated() {
        guard let value = cell.double else { continue }
        let held = forms[index].flatMap { form in
          form.isHeld && form.tree.freeSymbols.allSatisfy { point[$0] != nil }
            ? HeldValue(evaluation: evaluation(false), tree: form.tree, point: point) : nil
        }
        writeValue(
          "\(page):table:\(number):\(row + 1):\(column.title)", .table, value, at: range,
          named: table.place(row: row + 1, column), held: held, format: column.format)
      }
    }
  }

  private mutating func writeValue(
    _ id: String, _ kind: Evidence.Kind, _ value: Double, at range: SourceRange,
    named name: Message? = nil, held: HeldValue? = nil, format: String? = nil
  ) {
    var item = Evidence(
      id: id, kind: kind, page: page, range: range,
      finding: .unchecked(Message(zh: "由 Swift 算出", en: "computed by Swift"), isUnderstood: false))
    item.value = "\(value)"
    item.shownFormat = format
    // Two columns or values of one name keep their places apart.
    let same = valueCounts[id, default: 0]
    valueCounts[id] = same + 1
    if same > 0 { item.id += "#\(same + 1)" }
    if let held {
      hold(&item, held.judge(value, format: format), value, named: name ?? Message(item.id))
      if item.verdict == .differs {
        item.about = held.tree.calledDefinitions(formulaIndex.definitions).map(\.name.plain).uniqued
      }
    }
    evidence.append(item)
  }

  /// A format that cannot be followed is not followed in silence.
  private mutating func require(_ format: String?, at range: SourceRange) {
    guard let format, NumberFormat(format) == nil else { return }
    diagnostics.append(.unknownFormat(format, at: range))
  }

  private mutating func hold(
    _ item: inout Evidence, _ verdict: HeldValue.Verdict, _ value: Double, named name: Message
  ) {
    item.isHeldAgainstFormula = true
    item.sample.points = 1
    switch verdict {
    case .agrees(let ulp):
      item.finding = .agrees(.certified, nil)
      item.sample.worstULP = ulp
    case .rounding(let shown, let truth):
      item.finding = .rounding
      diagnostics.append(.digitsRounded(name, shown: shown, truth: truth, at: item.range))
    case .differs(let truth, let distance, let band):
      item.differ()
      diagnostics.append(
        .valueDiffers(name, value: value, truth: truth, distance: distance, band: band, at: item.range))
    case .unknown(let reason):
      item.isHeldAgainstFormula = false
      item.finding = .unchecked(reason, isUnderstood: false)
    }
  }

  func snippetRange(_ index: Int, line: Int) -> SourceRange {
    let file = plan.document.file
    let bytes = file.range(ofLine: line)
    if !bytes.isEmpty { return file.range(bytes) }
    return plan.document.snippets.first { $0.index == index }?.range ?? file.range(0..<0)
  }

  mutating func writeTypedDigits() {
    guard plan.isStrict, options.focus?.line == nil, options.includes(plan.document.file) else { return }
    let computed = evidence.compactMap { $0.value.flatMap(Double.init) }
    diagnostics += TypedDigits.check(plan.document, computed: computed)
  }
}

extension ComputedTable {
  /// Where a cell stands, in an author's words.
  fileprivate func place(row: Int, _ column: Column) -> Message {
    let name = caption.map { (zh: "表格 “\($0)”, ", en: "the table “\($0)”, ") } ?? (zh: "", en: "")
    return Message(
      zh: name.zh + "第 \(row) 行, “\(column.title)” 一列", en: name.en + "row \(row), column “\(column.title)”")
  }
}

extension Diagnostic {
  static func unknownFormat(_ format: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unknown-format",
      Message(
        zh: "不认识的数字格式 “\(format)”，数照最短的写法显示",
        en: "unknown number format '\(format)': the shortest digits are shown"),
      at: range, consequence: .malformed,
      help: [
        Message(
          zh: "写成 %.3f、%.2e、%g、%d 之类，一个格式里只有一个数",
          en: "write %.3f, %.2e, %g, %d or the like, with one number in it")
      ])
  }
}

extension ComputedNumber {
  var double: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    case .text: nil
    }
  }
}
