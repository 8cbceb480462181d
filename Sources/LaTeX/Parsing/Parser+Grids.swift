import Typesetting
import Trees
import Diagnostics

/// Rows and columns: cases behind a brace, matrices between brackets.
extension Parser {
  /// Rows between brackets: cases behind a brace, else a matrix.
  package mutating func grid(
    _ left: String, _ right: String, _ rows: [[[Lexeme]]], at range: Range<Int>
  ) throws(ParseError) -> Tree {
    if left == "{", right == "." || right.isEmpty { return try cases(rows, range) }
    if left == ".", right == "}" { return try cases(rows, range) }
    if left == "{", right == "}", Self.isBinomial(rows) {
      return try stirling(rows.filter { !$0.allSatisfy(\.isEmpty) }, range)
    }
    let value = try matrix(rows, range)
    switch (left, right) {
    case ("(", ")") where Self.isBinomial(rows):
      // As often as not a column of two numbers in round brackets is meant as a binomial coefficient.
      return try binomialOrColumn(value, range)
    case ("(", ")"), ("[", "]"): return value
    case ("|", "|"): return .apply(.determinant, [value])
    default:
      throw ParseError(
        "unsupported-matrix", zh: "不读这种括号里的矩阵", en: "a matrix in these brackets is not read", at: range)
    }
  }

  private static func isBinomial(_ rows: [[[Lexeme]]]) -> Bool {
    let kept = rows.filter { !$0.allSatisfy(\.isEmpty) }
    return kept.count == 2 && kept.allSatisfy { $0.filter { !$0.isEmpty }.count == 1 }
  }

  /// Beside numbers alone, in a sum or with a factor, a column would make no sense where a number stands.
  private func binomialOrColumn(_ value: Tree, _ range: Range<Int>) throws(ParseError) -> Tree {
    guard case .tuple(let members) = value, members.count == 2 else { return value }
    let areCounts = members.allSatisfy { $0.isCount(in: scope, bound: bound) }
    // What an index runs through stands in no column of coordinates.
    let isOverIndex = members[1].freeSymbols.contains(where: bound.contains)
    guard areCounts || isOverIndex && members.allSatisfy({ shape(of: $0) == .number }),
      !members.allSatisfy({ if case .number = $0 { true } else { false } })
    else {
      return value
    }
    return .apply(.binomial, members)
  }

  package mutating func cases(_ rows: [[[Lexeme]]], _ range: Range<Int>) throws(ParseError) -> Tree {
    var branches: [Tree.Branch] = []
    var errors: [ParseError] = []
    for row in rows {
      let cells = row.filter { !$0.isEmpty }
      guard !cells.isEmpty else { continue }
      let last = cells[cells.count - 1]
      let place = cells[0][0].range.through(last[last.count - 1].range)
      do throws(ParseError) {
        branches.append(try branch(cells, place))
      } catch {
        errors.append(error)
      }
    }
    if let error = ParseError.together(errors) { throw error }
    guard !branches.isEmpty else {
      throw ParseError("empty-cases", zh: "分段里没有内容", en: "the cases are empty", at: range)
    }
    return .cases(branches)
  }

  private mutating func branch(_ cells: [[Lexeme]], _ range: Range<Int>) throws(ParseError) -> Tree.Branch {
    var cells = cells
    if cells.count == 1, let (value, condition) = Self.split(cells[0]) ?? Self.splitApart(cells[0]) {
      cells = [value, condition]
    }
    guard cells.count == 2 else {
      throw ParseError(
        "no-condition", zh: "这一行没有条件，或列数不对", en: "this row has no condition, or too many columns", at: range)
    }
    var valueLexemes = cells[0]
    while case .punctuation = valueLexemes.last?.kind { valueLexemes.removeLast() }
    let value = try whole(valueLexemes, end: range.upperBound) { parser throws(ParseError) in try parser.sum()
    }
    var words = cells[1]
    while case .punctuation = words.last?.kind { words.removeLast() }
    if case .punctuation = words.first?.kind { words.removeFirst() }
    if words.first?.leadsCondition == true, words.count > 1 { words.removeFirst() }
    if words.count == 1, case .keyword(.otherwise) = words[0].kind { return .init(value, if: nil) }
    if case .prose(let text) = words.first?.kind {
      throw ParseError(
        "unreadable-condition", zh: "看不懂条件里的文字“\(text)”",
        en: "the condition's words “\(text)” are not understood",
        at: words[0].range)
    }
    let condition = try whole(words, end: range.upperBound) { parser throws(ParseError) in
      try parser.condition()
    }
    return .init(value, if: condition)
  }

  /// A row without columns: `a, \text{if } y = 1`.
  private static func split(_ cell: [Lexeme]) -> ([Lexeme], [Lexeme])? {
    guard let index = cell.firstIndex(where: { if case .keyword = $0.kind { true } else { false } }),
      index > 0
    else { return nil }
    return (Array(cell[..<index]), Array(cell[index...]))
  }

  /// `1, \quad x > 0`: the condition stands apart, or behind the last comma.
  private static func splitApart(_ cell: [Lexeme]) -> ([Lexeme], [Lexeme])? {
    var level = 0
    var comma: Int?
    for (index, lexeme) in cell.enumerated() {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .punctuation(","), .punctuation("，"): if level == 0, comma == nil { comma = index }
      default: break
      }
      if level == 0, lexeme.isApart, index > 0, Array(cell[index...]).hasRelation {
        return (Array(cell[..<index]), Array(cell[index...]))
      }
    }
    guard let comma, comma > 0, Array(cell[(comma + 1)...]).hasRelation else { return nil }
    return (Array(cell[..<comma]), Array(cell[(comma + 1)...]))
  }

  /// Several gaps beside a diagonal without any: a lone one may be a slip.
  private static func hasGaps(_ rows: [[[Lexeme]]]) -> Bool {
    let rows = rows.filter { !$0.allSatisfy(\.isEmpty) }
    let gaps = rows.reduce(0) { count, row in count + row.count(where: \.isEmpty) }
    return gaps > 1 && rows.enumerated().allSatisfy { index, row in index < row.count && !row[index].isEmpty }
  }

  mutating func matrix(_ rows: [[[Lexeme]]], _ range: Range<Int>) throws(ParseError) -> Tree {
    let rows = try patterned(rows, range) ?? rows
    let hasGaps = Self.hasGaps(rows)
    var lines: [Tree] = []
    var written: [[Tree]] = []
    for row in rows where !row.allSatisfy(\.isEmpty) {
      var cells: [Tree] = []
      for (column, cell) in row.enumerated() {
        if cell.isEmpty, hasGaps {
          // Beside a diagonal that is all written, gaps are zeros.
          cells.append(.number(0))
          continue
        }
        if cell.count == 1, case .ellipsis = cell[0].kind, column == 1, row.count == 3 {
          // `x_1 & \cdots & x_n`
          guard let run = try members(from: row[0], to: row[2]) else {
            throw .unclearEllipsis(at: cell[0].range)
          }
          cells = run
          break
        }
        cells.append(try whole(cell, end: range.upperBound) { parser throws(ParseError) in try parser.sum() })
      }
      written.append(cells)
      lines.append(cells.count == 1 ? cells[0] : .tuple(cells))
    }
    guard !lines.isEmpty else {
      throw ParseError("empty-matrix", zh: "矩阵是空的", en: "the matrix is empty", at: range)
    }
    let isBlocks = written.contains { $0.contains { shape(of: $0) != .number } }
    return isBlocks ? .apply(.stacked, [.tuple(written.map { .tuple($0) })]) : .tuple(lines)
  }
}

extension Tree {
  /// Whole numbers by custom, by a binder or by a declaration: what a binomial coefficient is of.
  func isCount(in scope: LaTeX.Scope, bound: [Name]) -> Bool {
    switch self {
    case .number(let number): return number.integer != nil
    case .symbol(let name):
      if bound.contains(name) { return true }
      switch scope.meanings[name]?.domain?.values {
      case .integers: return true
      case .finite(let members): return members.allSatisfy { $0.isCount(in: scope, bound: bound) }
      case nil: break
      default: return false
      }
      if let given = scope.values.byName[name] { return given.integer != nil && Custom.isNumber(name) }
      return Custom.isNumber(name)
    case .negate(let a): return a.isCount(in: scope, bound: bound)
    case .sum(let terms), .product(let terms): return terms.allSatisfy { $0.isCount(in: scope, bound: bound) }
    default: return false
    }
  }
}
