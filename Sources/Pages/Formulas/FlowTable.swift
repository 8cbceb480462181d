/// A table of the typesetter's (`aligned`, `cases`) as rows of boxes, which can go under each other where they are narrow.
///
/// The typesetter sets a table column by column at fixed heights; here its cells are taken out again, row by row.
struct FlowTable {
  private let markup: SetMarkup
  /// By row, then column: what stands in each cell; empty columns are left out.
  private let cells: [[[FlowAtom]]]
  /// `r`, `l`, `c` by column.
  private let sides: [Character]

  init?(_ table: SetMarkup.Node, in markup: SetMarkup) {
    var columns: [(side: Character, cells: [[FlowAtom]])] = []
    for node in markup.children(of: table) {
      guard let name = node.classes.first else { continue }
      if name.hasPrefix("col-align-"), let side = name.last {
        guard let cells = Self.cells(of: node, in: markup) else { return nil }
        columns.append((side, cells))
      } else if name != "arraycolsep" {
        // Lines between columns: a table that stands as it is.
        return nil
      }
    }
    let rows = columns.map(\.cells.count).max() ?? 0
    guard rows > 0, columns.allSatisfy({ $0.cells.count == rows }) else { return nil }
    columns.removeAll { $0.cells.allSatisfy(\.isEmpty) }
    guard !columns.isEmpty else { return nil }
    self.markup = markup
    sides = columns.map(\.side)
    cells = (0..<rows).map { row in columns.map { $0.cells[row] } }
  }

  /// A column is a list of boxes from the top down.
  private static func cells(of column: SetMarkup.Node, in markup: SetMarkup) -> [[FlowAtom]]? {
    guard let list = markup.first("vlist", in: markup.children(of: column)) else { return nil }
    return markup.children(of: list).map { box in
      var atoms: [FlowAtom] = []
      for node in markup.children(of: box) where !node.has("pstrut") {
        let strut = Self.strut(for: node, in: markup)
        for inner in markup.children(of: node) { atoms.append(markup.atom(inner, strut: strut)) }
      }
      // A space at a cell's end only holds columns apart.
      while atoms.last?.isSpace == true { atoms.removeLast() }
      return atoms
    }
  }

  /// Large delimiters are drawn beyond their line: a strut of their height, as the typesetter's own boxes have.
  private static func strut(for node: SetMarkup.Node, in markup: SetMarkup) -> String {
    let text = markup.markup(node)
    guard let size = (1...4).last(where: { text.contains("delimsizing size\($0)") }) else { return "" }
    let height = 0.6 + 0.6 * Double(size)
    return
      "<span class=\"strut\" style=\"height:\(NumberText.brief(height))em;vertical-align:-\(NumberText.brief(height / 2 - 0.25))em;\"></span>"
  }

  /// `{` before a table and nothing behind it.
  static func cases(_ inner: SetMarkup.Node, in markup: SetMarkup) -> String? {
    let parts = markup.children(of: inner)
    guard parts.count == 3, parts[0].has("mopen"), parts[2].has("nulldelimiter"),
      !markup.text(of: parts[0]).isEmpty
    else { return nil }
    let sign = markup.text(of: parts[0])
    guard sign == "{" || sign.contains("⎩"), let node = markup.first("mtable", in: [parts[1]]),
      let table = FlowTable(node, in: markup)
    else { return nil }
    return "<span class=\"cases\">\(brace)\(table.rows(numbers: []))</span>"
  }

  /// Its middle and ends keep their form whatever its height.
  private static let brace = """
    <span class="brace"><svg aria-hidden="true"><path d="M13 1C8 1 7.5 4 7.5 9V13"/><rect/><svg y="50%" overflow="visible"><path d="M7.5-11C7.5-4 6.5-.6 2 0C6.5.6 7.5 4 7.5 11"/></svg><rect class="below"/><svg y="100%" overflow="visible"><path d="M7.5-13V-9C7.5-4 8-1 13-1"/></svg></svg></span>
    """

  func html(numbers: String) -> String {
    let list = SetMarkup(numbers)
    let boxes = list.first("vlist", in: list.roots).map { list.children(of: $0) } ?? []
    let texts = boxes.map { box in
      list.children(of: box).filter { !$0.has("pstrut") }.map { list.text(of: $0) }.joined()
    }
    guard texts.count == cells.count else { return rows(numbers: []) + numbers }
    return rows(numbers: texts)
  }

  private func rows(numbers: [String]) -> String {
    var out = "<span class=\"rows\(numbers.isEmpty ? "" : " numbered")\" style=\"--columns:\(sides.count)\">"
    for (row, columns) in cells.enumerated() {
      out += "<span class=\"row\">"
      // `r l r l`: two columns are one equation.
      for first in stride(from: 0, to: columns.count, by: 2) {
        let pair = (first..<min(first + 2, columns.count)).map { column in
          // A column that holds nothing in this row still has its place.
          FlowWriter.box("cell \(sides[column])", FlowWriter.line(columns[column]))
        }
        out += FlowWriter.box("pair", pair.joined())
      }
      if !numbers.isEmpty { out += FlowWriter.box("number", numbers[row]) }
      out += "</span>"
    }
    return out + "</span>"
  }
}
