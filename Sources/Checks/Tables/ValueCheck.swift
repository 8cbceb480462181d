import Diagnostics
import Trees
import Notes
import Snippets

/// Every number that the page computed, held against the formulas behind its expression: cells of tables, named
/// values, values in prose.
struct ValueCheck: Sendable {
  let context: PageContext

  /// A number with all that is known of it.
  private struct Number {
    var id: String
    var kind = Evidence.Kind.value
    var value: Double
    var range: SourceRange
    /// In an author's words.
    var name: Message?
    var held: HeldValue?
    var format: String?
  }

  func result() -> CheckResult {
    var result = CheckResult([], unknownFormats())
    var ids = RepeatedNames()
    for number in tables() + named() + inline() { result += self.result(of: number, &ids) }
    return result
  }

  private var run: PageRun { context.run }

  /// A format that cannot be followed is not followed in silence.
  private func unknownFormats() -> [Diagnostic] {
    var formats: [(format: String?, range: SourceRange)] = []
    for output in run.outputs {
      guard case .table(let table) = output.kind else { continue }
      let range = context.snippetRange(output.snippet, line: output.line)
      formats += table.columns.map { ($0.format, range) }
    }
    for value in context.plan.document.inlineValues where run.inlineValues[value.index]?.double != nil {
      formats.append((value.format, value.range))
    }
    return formats.compactMap { item in
      guard let format = item.format, NumberFormat(format) == nil else { return nil }
      return .unknownFormat(format, at: item.range)
    }
  }

  private func tables() -> [Number] {
    let tables = run.outputs.compactMap { output -> (ComputedTable, Output)? in
      if case .table(let table) = output.kind { (table, output) } else { nil }
    }
    return tables.enumerated().flatMap { numbers(of: $1.0, ordinal: $0 + 1, $1.1) }
  }

  private func numbers(of table: ComputedTable, ordinal: Int, _ output: Output) -> [Number] {
    let range = context.snippetRange(output.snippet, line: output.line)
    let forms = table.columns.map { $0.source.flatMap { context.code.closure($0) } }
    return table.cells.enumerated().flatMap { row, cells in
      // A column that shows the row itself gives `$0` its value.
      var point = Point()
      for (form, cell) in zip(forms, cells) {
        if case .symbol(let name)? = form?.tree, let value = cell.double { point[name] = .number(value) }
      }
      return zip(table.columns, cells).enumerated().compactMap { index, pair -> Number? in
        guard let value = pair.1.double else { return nil }
        let held = forms[index].flatMap { form in
          form.isHeld && form.tree.freeSymbols.allSatisfy { point[$0] != nil }
            ? HeldValue(evaluation: context.evaluation(false), tree: form.tree, point: point) : nil
        }
        return Number(
          id: "\(context.page):table:\(ordinal):\(row + 1):\(pair.0.title)", kind: .table, value: value,
          range: range, name: table.place(row: row + 1, pair.0), held: held, format: pair.0.format)
      }
    }
  }

  private func named() -> [Number] {
    run.values.compactMap { value in
      value.value.double.map { number in
        Number(
          id: "\(context.page):value:\(value.name)", value: number,
          range: context.snippetRange(value.snippet, line: value.line), format: value.format)
      }
    }
  }

  private func inline() -> [Number] {
    context.plan.document.inlineValues.compactMap { value in
      guard let number = run.inlineValues[value.index]?.double else { return nil }
      let held = context.code.expression(value.expression).flatMap { resolved in
        resolved.isHeld
          ? HeldValue(evaluation: context.evaluation(false), tree: resolved.tree, point: Point()) : nil
      }
      return Number(
        id: "\(context.page):inline:\(value.index)", value: number, range: value.range,
        name: Message(value.expression), held: held, format: value.format)
    }
  }

  private func result(of number: Number, _ ids: inout RepeatedNames) -> CheckResult {
    var item = Evidence(
      id: ids.unique(number.id), kind: number.kind, page: context.page, range: number.range,
      finding: .unchecked(Message(zh: "由 Swift 算出", en: "computed by Swift"), isUnderstood: false))
    item.value = "\(number.value)"
    item.shownFormat = number.format
    guard let held = number.held else { return CheckResult([item]) }
    let diagnostics = judge(held, number, &item)
    if item.verdict == .differs {
      let called = held.tree.calledDefinitions(context.definitions)
      item.about = called.map(\.name.plain).uniqued
      item.calls = Set(called.map(\.id))
    }
    return CheckResult([item], diagnostics)
  }

  private func judge(_ held: HeldValue, _ number: Number, _ item: inout Evidence) -> [Diagnostic] {
    let name = number.name ?? Message(item.id)
    item.isHeldAgainstFormula = true
    item.sample.points = 1
    switch held.judge(number.value, format: number.format) {
    case .agrees(let ulp):
      item.finding = .agrees(.certified, nil)
      item.sample.worstULP = ulp
      return []
    case .rounding(let shown, let truth):
      item.finding = .rounding
      return [.digitsRounded(name, shown: shown, truth: truth, at: item.range)]
    case .differs(let truth, let distance, let band):
      item.differ()
      return [
        .valueDiffers(
          name, value: number.value, truth: truth, distance: distance, band: band, at: item.range)
      ]
    case .unknown(let reason):
      item.isHeldAgainstFormula = false
      item.finding = .unchecked(reason, isUnderstood: false)
      return []
    }
  }
}

/// Tells things of one name apart: the second is `name#2`.
struct RepeatedNames {
  private var counts: [String: Int] = [:]

  mutating func unique(_ name: String) -> String {
    let count = counts[name, default: 0] + 1
    counts[name] = count
    return count > 1 ? "\(name)#\(count)" : name
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
