import Trees

/// Matrices made of others: on a diagonal, of blocks, of products by entries.
extension Interpreter {
  /// The rows of a matrix; a vector is one column.
  private func rows(_ value: Value<A.Number>, _ what: String) throws(Undefined) -> [[A.Number]] {
    switch value.rank {
    case 0:
      guard case .number(let number) = value else { break }
      return [[number]]
    case 1: return try numbers(value, what).map { [$0] }
    case 2:
      let rows = try members(value, what).mapped { row throws(Undefined) in try numbers(row, what) }
      guard rows.allSatisfy({ $0.count == rows[0].count }) else {
        throw .unsupported(zh: "各行长短不一的矩阵", en: "a matrix with unequal rows")
      }
      return rows
    default: break
    }
    throw .unsupported(zh: "这里应是矩阵：\(what)", en: "a matrix is expected: \(what)")
  }

  private func matrix(_ rows: [[A.Number]]) -> Value<A.Number> {
    .array(rows.map { .array($0.map { .number($0) }) })
  }

  /// A vector on the diagonal of a matrix of zeros; of a matrix its diagonal.
  func diagonal(_ value: Value<A.Number>) throws(Undefined) -> Value<A.Number> {
    if case .number = value { return value }
    if value.rank == 2 {
      let rows = try rows(value, "diag")
      return .array((0..<min(rows.count, rows.first?.count ?? 0)).map { .number(rows[$0][$0]) })
    }
    let entries = try numbers(value, "diag")
    try checkOrder(entries.count)
    let zero = arithmetic.exact(0.0)
    return matrix(
      entries.indices.map { i in entries.indices.map { j in i == j ? entries[i] : zero } })
  }

  /// The columns of a matrix, one under the other.
  func vectorized(_ value: Value<A.Number>) throws(Undefined) -> Value<A.Number> {
    let rows = try rows(value, "vec")
    let width = rows.first?.count ?? 0
    return .array((0..<width).flatMap { column in rows.map { .number($0[column]) } })
  }

  private func checkOrder(_ count: Int) throws(Undefined) {
    guard count <= 1000 else {
      throw .tooLarge(zh: "\(count) 阶矩阵", en: "a matrix of order \(count)")
    }
  }

  /// Every entry of the first times the whole second.
  func kronecker(_ a: Value<A.Number>, _ b: Value<A.Number>, _ frame: inout Frame<A>) throws(Undefined)
    -> Value<A.Number>
  {
    let (left, right) = (try rows(a, "⊗"), try rows(b, "⊗"))
    try frame.charge(a.flattened.count * b.flattened.count)
    var result: [[A.Number]] = []
    for row in left {
      for other in right {
        var line: [A.Number] = []
        for x in row { for y in other { line.append(try arithmetic.multiply(x, y)) } }
        result.append(line)
      }
    }
    return a.rank == 1 && b.rank == 1 ? .array(result.map { .number($0[0]) }) : matrix(result)
  }

  /// The unit matrix with as many rows as a matrix has, or of an order.
  func identity(like value: Value<A.Number>) throws(Undefined) -> Value<A.Number> {
    let order: Int
    if case .number = value {
      order = try integer(of: value, "I")
    } else {
      order = try members(value, "I").count
    }
    guard order > 0 else { throw .unsupported(zh: "\(order) 阶单位矩阵", en: "a unit matrix of order \(order)") }
    try checkOrder(order)
    return matrix(
      (0..<order).map { i in (0..<order).map { j in arithmetic.exact(i == j ? 1.0 : 0.0) } })
  }

  /// Blocks side by side and one row of them under the other. A lone 0 fills the room that the others leave it.
  func stacked(_ value: Value<A.Number>) throws(Undefined) -> Value<A.Number> {
    let lines = try members(value, "[ ]")
    var columns: [Int?] = []
    var blocks: [[Value<A.Number>]] = []
    for line in lines {
      let cells = try members(line, "[ ]")
      for (position, cell) in cells.enumerated() {
        if position == columns.count { columns.append(nil) }
        if cell.rank > 0 { columns[position] = try rows(cell, "[ ]").first?.count ?? 0 }
      }
      blocks.append(cells)
    }
    var result: [[A.Number]] = []
    for cells in blocks {
      var height = 1
      if let sized = cells.first(where: { $0.rank > 0 }) { height = try rows(sized, "[ ]").count }
      var joined = Array(repeating: [A.Number](), count: height)
      for (position, cell) in cells.enumerated() {
        let block = try filled(cell, height, columns[position] ?? 1)
        guard block.count == height else { throw Undefined(.lengthsDiffer("[ ]", height, block.count)) }
        for row in 0..<height { joined[row] += block[row] }
      }
      result += joined
    }
    guard let width = result.first?.count, result.allSatisfy({ $0.count == width }) else {
      throw .unsupported(zh: "分块矩阵的各块大小不合", en: "blocks that do not fit together")
    }
    return width == 1 ? .array(result.map { .number($0[0]) }) : matrix(result)
  }

  private func filled(_ cell: Value<A.Number>, _ height: Int, _ width: Int) throws(Undefined) -> [[A.Number]]
  {
    if case .number(let number) = cell, height > 1 || width > 1 {
      guard arithmetic.compare(number, .equal, arithmetic.exact(0.0)) == .yes else {
        throw .unsupported(zh: "分块矩阵里的一个数", en: "a number among the blocks of a matrix")
      }
      return Array(repeating: Array(repeating: number, count: width), count: height)
    }
    return try rows(cell, "[ ]")
  }
}
