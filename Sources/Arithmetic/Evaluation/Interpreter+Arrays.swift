import Trees

/// Arithmetic of whole arrays.
extension Interpreter {
  /// A function of numbers on each number of a value.
  func map(
    _ value: Value<A.Number>, _ transform: (A.Number) throws(Undefined) -> A.Number
  ) throws(Undefined) -> Value<A.Number> {
    switch value {
    case .number(let number): return .number(try transform(number))
    case .array(let members):
      return .array(try members.mapped { m throws(Undefined) in try map(m, transform) })
    case .function: throw .unsupported(zh: "拿函数本身作运算", en: "arithmetic with a function")
    }
  }

  /// An operation element by element; a number goes with every element.
  func combine(
    _ a: Value<A.Number>, _ b: Value<A.Number>,
    _ operation: (A.Number, A.Number) throws(Undefined) -> A.Number
  ) throws(Undefined) -> Value<A.Number> {
    switch (a, b) {
    case (.number(let a), .number(let b)): return .number(try operation(a, b))
    case (.array(let a), .array(let b)):
      // A row goes with every row of a matrix, as in XW + b.
      if a.count != b.count, a.count == 1 || b.count == 1, a.first?.rank == 1, b.first?.rank == 1 {
        let count = max(a.count, b.count)
        var rows: [Value<A.Number>] = []
        for row in 0..<count {
          rows.append(try combine(a[a.count == 1 ? 0 : row], b[b.count == 1 ? 0 : row], operation))
        }
        return .array(rows)
      }
      if let rows = try byRows(a, b, operation) { return rows }
      guard a.count == b.count else {
        throw Undefined(.lengthsDiffer("element by element", a.count, b.count))
      }
      var result: [Value<A.Number>] = []
      for (a, b) in zip(a, b) { result.append(try combine(a, b, operation)) }
      return .array(result)
    case (.array(let members), .number):
      return .array(try members.mapped { m throws(Undefined) in try combine(m, b, operation) })
    case (.number, .array(let members)):
      return .array(try members.mapped { m throws(Undefined) in try combine(a, m, operation) })
    case (.function, _), (_, .function): throw .unsupported(zh: "拿函数本身作运算", en: "arithmetic with a function")
    }
  }

  /// A vector as long as the rows of a matrix goes with every row. With a square one it may as well go with every column.
  private func byRows(
    _ a: [Value<A.Number>], _ b: [Value<A.Number>],
    _ operation: (A.Number, A.Number) throws(Undefined) -> A.Number
  ) throws(Undefined) -> Value<A.Number>? {
    guard let first = a.first, let second = b.first, first.rank != second.rank,
      max(first.rank, second.rank) == 1
    else {
      return nil
    }
    guard case .array(let row) = first.rank == 1 ? first : second else { return nil }
    let (rows, length) = first.rank == 1 ? (a.count, b.count) : (b.count, a.count)
    guard row.count == length else { return nil }
    guard rows != length else {
      throw .unsupported(
        zh: "方阵与向量逐个相加，看不出是加到每一行还是每一列", en: "a square matrix and a vector, by rows or by columns")
    }
    if first.rank == 1 {
      return .array(try a.mapped { r throws(Undefined) in try combine(r, .array(b), operation) })
    }
    return .array(try b.mapped { r throws(Undefined) in try combine(.array(a), r, operation) })
  }

  /// Numbers scale arrays, matrices apply to what stands right of them. Two vectors side by side, which no
  /// declaration told the reader to be vectors, are not guessed.
  func multiply(_ a: Value<A.Number>, _ b: Value<A.Number>, zeroWins: Bool) throws(Undefined)
    -> Value<A.Number>
  {
    if a.rank == 2, b.rank == 1 || b.rank == 2 { return try matrixProduct(a, b, zeroWins) }
    if a.rank == 1, b.rank == 2 { return try matrixProduct(.array(try column(a)), b, zeroWins) }
    guard a.rank == 0 || b.rank == 0 else {
      throw .unsupported(zh: "没有声明形状的数组之积", en: "a product of arrays of undeclared shape")
    }
    return try combine(a, b) { a, b throws(Undefined) in
      try arithmetic.multiply(a, b, zeroWins: zeroWins)
    }
  }

  func members(_ value: Value<A.Number>, _ what: @autoclosure () -> String) throws(Undefined) -> [Value<
    A.Number
  >] {
    guard case .array(let members) = value else {
      throw .unsupported(zh: "这里应是数组：\(what())", en: "an array is expected: \(what())")
    }
    return members
  }

  func numbers(_ value: Value<A.Number>, _ what: @autoclosure () -> String) throws(Undefined) -> [A.Number] {
    var result: [A.Number] = []
    for member in try members(value, what()) {
      guard case .number(let number) = member else {
        throw .unsupported(zh: "这里应是数的数组：\(what())", en: "an array of numbers is expected: \(what())")
      }
      result.append(number)
    }
    return result
  }

  /// A vector as a matrix of one column.
  private func column(_ value: Value<A.Number>) throws(Undefined) -> [Value<A.Number>] {
    guard case .array(let members) = value else { return [.array([value])] }
    return members.map { .array([$0]) }
  }

  func inner(_ a: [A.Number], _ b: [A.Number], _ zeroWins: Bool) throws(Undefined) -> A.Number {
    guard a.count == b.count else { throw Undefined(.lengthsDiffer("inner product", a.count, b.count)) }
    var total = arithmetic.exact(0.0)
    for (a, b) in zip(a, b) {
      total = try arithmetic.add(total, try arithmetic.multiply(a, b, zeroWins: zeroWins))
    }
    return total
  }

  /// Products of numbers that one product of matrices may take.
  private static var largestProduct: Int { 4_000_000 }

  /// Matrix times matrix or vector; a row times a vector is a number.
  func matrixProduct(_ a: Value<A.Number>, _ b: Value<A.Number>, _ zeroWins: Bool) throws(Undefined)
    -> Value<A.Number>
  {
    let whole = "×"
    let rows = try members(a, whole).mapped { r throws(Undefined) in try numbers(r, whole) }
    if b.rank == 1 {
      let vector = try numbers(b, whole)
      let result = try rows.mapped { row throws(Undefined) in try inner(row, vector, zeroWins) }
      return result.count == 1 ? .number(result[0]) : .array(result.map { .number($0) })
    }
    let columns = try members(try transpose(b), whole).mapped { c throws(Undefined) in try numbers(c, whole) }
    let work = rows.count * columns.count * max(rows.first?.count ?? 0, 8)
    guard work <= Self.largestProduct else {
      throw .tooLarge(
        zh: "\(rows.count) 行与 \(columns.count) 列的矩阵之积",
        en: "a product of matrices of \(rows.count) rows and \(columns.count) columns")
    }
    return .array(
      try rows.mapped { row throws(Undefined) in
        .array(try columns.mapped { c throws(Undefined) in .number(try inner(row, c, zeroWins)) })
      })
  }

  /// A matrix over its diagonal; a vector becomes a matrix of one row.
  func transpose(_ value: Value<A.Number>) throws(Undefined) -> Value<A.Number> {
    guard case .array(let rows) = value else { return value }
    guard value.rank >= 2 else { return .array([value]) }
    var columns: [[Value<A.Number>]] = []
    for row in rows {
      guard case .array(let cells) = row else {
        throw .unsupported(zh: "各行长短不一的矩阵", en: "a matrix with unequal rows")
      }
      if columns.isEmpty { columns = Array(repeating: [], count: cells.count) }
      guard cells.count == columns.count else {
        throw Undefined(.lengthsDiffer("rows of a matrix", columns.count, cells.count))
      }
      for (position, cell) in cells.enumerated() { columns[position].append(cell) }
    }
    // A matrix of one column is a row again: the vector.
    if columns.count == 1, rows.count >= 1, value.rank == 2 { return .array([.array(columns[0])]) }
    return .array(columns.map { .array($0) })
  }
}

extension Value {
  /// 0 for a number, 1 for an array of numbers …
  package var rank: Int {
    guard case .array(let members) = self else { return 0 }
    return 1 + (members.first?.rank ?? 0)
  }

  func hasShape(of other: Value) -> Bool {
    switch (self, other) {
    case (.number, .number): true
    case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.hasShape(of: $1) }
    default: false
    }
  }

  /// All numbers in it, in order.
  package var flattened: [Number] {
    switch self {
    case .number(let number): [number]
    case .array(let members): members.flatMap(\.flattened)
    case .function: []
    }
  }
}
