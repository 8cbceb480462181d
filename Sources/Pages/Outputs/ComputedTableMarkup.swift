import Checks
import Notes
import Snippets

extension PageRenderer {
  /// A table that the page computed: digits aligned at the point, each with its origin.
  mutating func computed(_ table: ComputedTable, number: Int) -> String {
    var out =
      "<figure class=\"numbers\"><div class=\"scroll\" role=\"region\" aria-label=\"\(escaped(PlotText.plain(table.caption ?? language(zh: "表格", en: "Table"))))\"><table class=\"computed\">"
    let caption = takeCaption(table.caption.map(PlotText.html) ?? "")
    if !caption.isEmpty { out += "<caption>\(caption)</caption>" }
    out += "<thead><tr>"
    for column in table.columns {
      let unit = column.unit.map { "<span class=\"unit\">\(escaped($0))</span>" } ?? ""
      let source = column.source.map { " data-code=\"\(escaped(Self.body(of: $0)))\"" } ?? ""
      out += "<th scope=\"col\"\(source)>\(PlotText.html(column.title))\(unit)</th>"
    }
    out += "</tr></thead>\n<tbody>\n"
    let tails = Self.tails(of: table)
    for (row, cells) in table.cells.enumerated() {
      out += "<tr>"
      for (index, cell) in cells.enumerated() where index < table.columns.count {
        out += self.cell(cell, table.columns[index], row: row, table: number, tail: tails[index])
      }
      out += "</tr>\n"
    }
    return out + "</tbody></table></div></figure>\n"
  }

  private mutating func cell(
    _ number: ComputedNumber, _ column: ComputedTable.Column, row: Int, table: Int, tail: Int
  ) -> String {
    let shown = NumberText.shown(number, format: column.format)
    if case .text = number { return "<td>\(escaped(shown))</td>" }
    let full = escaped(NumberText.full(number))
    var id = "\(document.page):table:\(table):\(row + 1):\(column.title)"
    let count = cellCounts[id, default: 0] + 1
    cellCounts[id] = count
    if count > 1 { id += "#\(count)" }
    let pad = String(repeating: "\u{2007}", count: max(0, tail - Self.tail(of: shown)))
    let needsPoint = tail > 0 && Self.tail(of: shown) == 0
    let filler =
      pad.isEmpty
      ? ""
      : "<span class=\"pad\" aria-hidden=\"true\">\(needsPoint ? "\u{2008}" : "")\(pad.dropFirst(needsPoint ? 1 : 0))</span>"
    let sign = shown.hasPrefix("−") ? " class=\"n neg\"" : " class=\"n\""
    return
      "<td\(sign) data-value=\"\(full)\" data-from=\"\(escaped(id))\" title=\"\(full)\(origin(id))\">\(escaped(shown))\(filler)</td>"
  }

  /// What a number was held against, for its tip.
  func origin(_ id: String) -> String {
    guard let item = site.valueEvidence[id] else { return "" }
    guard item.isHeldAgainstFormula, let worst = item.sample.worstULP else {
      return language(zh: "，由 Swift 算出", en: ", computed by Swift")
    }
    let ulp = NumberText.brief(worst, digits: 2)
    return language(zh: "，与公式相差 \(ulp) ulp", en: ", \(ulp) ulp from the formula")
  }

  /// `{ q in MAL(p: 0.9, q: q, y: 1) }` without its braces.
  private static func body(of source: String) -> String {
    var text = source.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(while: { $0 == " " }) }
      .joined(separator: " ")[...]
    if text.first == "{", text.last == "}" { text = text.dropFirst().dropLast() }
    return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// The longest stretch from the point on in each column.
  private static func tails(of table: ComputedTable) -> [Int] {
    var tails = Array(repeating: 0, count: table.columns.count)
    for cells in table.cells {
      for (index, cell) in cells.enumerated() where index < tails.count {
        if case .text = cell { continue }
        tails[index] = max(
          tails[index], tail(of: NumberText.shown(cell, format: table.columns[index].format)))
      }
    }
    return tails
  }

  /// Characters from the decimal point on; 0 for a whole number.
  private static func tail(of text: String) -> Int {
    text.firstIndex(of: ".").map { text[$0...].count } ?? 0
  }
}
