import Typesetting
import Diagnostics
import Trees

/// Matrices with dots: rows and columns that run on, and diagonals.
extension Parser {
  /// The rows of a matrix in which dots or gaps stand for entries; nil where there are none.
  func patterned(_ rows: [[[Lexeme]]], _ range: Range<Int>) throws(ParseError) -> [[[Lexeme]]]? {
    var rows = rows.filter { !$0.allSatisfy(\.isEmpty) }
    guard rows.contains(where: { $0.contains(where: \.isDots) }) else { return nil }
    let width = rows.map(\.count).max() ?? 0
    for index in rows.indices { rows[index] += Array(repeating: [], count: width - rows[index].count) }
    let column = (0..<width).first { column in
      rows.allSatisfy { $0[column].isDots || $0[column].isEmpty }
        && rows.contains { $0[column].isDots }
    }
    let row = rows.firstIndex { row in row.allSatisfy { $0.isDots || $0.isEmpty } && row[0].isDots }
    if rows.count == 1 || column != nil || row != nil, let made = full(rows, row, column) { return made }
    if rows.count == width, let made = banded(rows) { return made }
    throw .unclearEllipsis(at: range)
  }

  /// `a_{11} & \cdots & a_{1n} \\ \vdots & & \vdots \\ a_{m1} & \cdots & a_{mn}`
  private func full(_ rows: [[[Lexeme]]], _ dottedRow: Int?, _ dottedColumn: Int?) -> [[[Lexeme]]]? {
    var lines: [[[Lexeme]]] = []
    for (index, row) in rows.enumerated() where index != dottedRow {
      guard let column = dottedColumn ?? row.firstIndex(where: \.isDots) else {
        lines.append(row)
        continue
      }
      guard let line = between(row, at: column) else { return nil }
      lines.append(line)
    }
    guard let dottedRow else { return lines }
    guard dottedRow > 0, dottedRow < lines.count, lines.allSatisfy({ $0.count == lines[0].count }) else {
      return nil
    }
    var columns: [[[Lexeme]]] = []
    for column in lines[0].indices {
      var cells = lines.map { $0[column] }
      cells.insert([Lexeme(kind: .ellipsis, range: cells[0].first?.range ?? 0..<0)], at: dottedRow)
      guard let run = between(cells, at: dottedRow) else { return nil }
      columns.append(run)
    }
    // What is the same in every row is as long as what runs.
    let height = columns.map(\.count).max() ?? 0
    for column in columns.indices where columns[column].count < height {
      guard let first = columns[column].first, columns[column].allSatisfy({ $0.isSame(as: first) }) else {
        return nil
      }
      columns[column] = Array(repeating: first, count: height)
    }
    return (0..<height).map { row in columns.map { $0[row] } }
  }

  /// One line with its dots written out; what stands before them must be the first of the run.
  private func between(_ cells: [[Lexeme]], at dots: Int) -> [[Lexeme]]? {
    guard dots > 0, dots + 1 < cells.count else { return nil }
    let (before, behind) = (cells[dots - 1], cells[dots + 1])
    if before.isSame(as: behind) { return Array(cells[..<dots]) + Array(cells[(dots + 1)...]) }
    guard let run = run(from: before, to: behind) else { return nil }
    return Array(cells[..<(dots - 1)]) + run + Array(cells[(dots + 2)...])
  }

  // MARK: Diagonals

  /// A square matrix whose diagonals run on: `λ_1 & & \\ & \ddots & \\ & & λ_n`.
  private func banded(_ rows: [[[Lexeme]]]) -> [[[Lexeme]]]? {
    let count = rows.count
    guard count >= 3, let order = diagonal(rows, 0)?.count, order <= 60 else { return nil }
    let zero = [Lexeme.whole(0, at: 0..<0)]
    var result = Array(repeating: Array(repeating: zero, count: order), count: order)
    for offset in (1 - count)...(count - 1) {
      guard let entries = offset == 0 ? diagonal(rows, 0) : diagonal(rows, offset) else { return nil }
      let length = order - abs(offset)
      guard length > 0 else { continue }
      if entries.count == length {
        for (index, entry) in entries.enumerated() {
          result[index + max(0, -offset)][index + max(0, offset)] = entry
        }
      } else {
        guard let first = entries.first, entries.allSatisfy({ $0.isSame(as: first) }) else { return nil }
        for index in 0..<length { result[index + max(0, -offset)][index + max(0, offset)] = first }
      }
    }
    return result
  }

  /// The entries along a diagonal, its dots written out; where dots leave open how many there are, what they all are.
  private func diagonal(_ rows: [[[Lexeme]]], _ offset: Int) -> [[Lexeme]]? {
    var cells: [[Lexeme]] = []
    for row in rows.indices where rows.indices.contains(row + offset) {
      let cell = rows[row][row + offset]
      cells.append(cell.isEmpty ? [.whole(0, at: 0..<0)] : cell)
    }
    guard let dots = cells.firstIndex(where: \.isDots) else {
      // A corner that is cut off by dots: one entry, or zeros.
      return offset == 0 ? nil : cells
    }
    let written = cells.filter { !$0.isDots }
    guard let first = written.first else { return [[.whole(0, at: 0..<0)]] }
    if written.allSatisfy({ $0.isSame(as: first) }) { return [first] }
    let end = cells.lastIndex(where: \.isDots) ?? dots
    guard dots > 0, end + 1 < cells.count, let run = run(from: cells[dots - 1], to: cells[end + 1]) else {
      return nil
    }
    return Array(cells[..<(dots - 1)]) + run + Array(cells[(end + 2)...])
  }
}

extension [Lexeme] {
  /// A cell of dots, whichever way they run.
  var isDots: Bool {
    guard let first else { return false }
    switch first.kind {
    case .ellipsis: return count == 1
    case .ornament(let text):
      return count == 1 && ["\\vdots", "\\varvdots", "⋮", "⋱", "\\ddots", "⋯"].contains(text)
    default: return false
    }
  }
}
