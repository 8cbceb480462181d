import Trees

/// Determinants, inverses and powers of small matrices, without a division by a pivot that may be 0.
extension Interpreter {
  /// Rows of one length, as many as that length.
  private func square(_ value: Value<A.Number>, _ what: String) throws(Undefined) -> [[A.Number]] {
    if case .number(let number) = value { return [[number]] }
    let rows = try members(value, what).mapped { row throws(Undefined) in try numbers(row, what) }
    guard rows.allSatisfy({ $0.count == rows.count }), !rows.isEmpty else {
      throw Undefined(.lengthsDiffer(what, rows.count, rows.first?.count ?? 0))
    }
    guard rows.count <= 10 else {
      throw .tooLarge(zh: "\(rows.count) 阶矩阵的\(what)", en: "\(what) of a matrix of order \(rows.count)")
    }
    return rows
  }

  func determinant(_ value: Value<A.Number>) throws(Undefined) -> A.Number {
    let rows = try square(value, "det")
    return try determinant(rows, columns: Array(0..<rows.count), from: 0)
  }

  /// Laplace's expansion by the first rows, each set of columns once.
  private func determinant(_ rows: [[A.Number]], columns: [Int], from start: Int) throws(Undefined)
    -> A.Number
  {
    let count = columns.count
    var minors: [Int: A.Number] = [0: arithmetic.exact(1.0)]
    for step in 0..<count {
      let row = rows[start + step]
      var next: [Int: A.Number] = [:]
      for (set, minor) in minors.sorted(by: { $0.key < $1.key }) {
        for (place, column) in columns.enumerated() where set & (1 << place) == 0 {
          let behind = (set >> (place + 1)).nonzeroBitCount
          var term = try arithmetic.multiply(minor, row[column])
          if behind % 2 == 1 { term = arithmetic.negate(term) }
          let key = set | (1 << place)
          next[key] = if let known = next[key] { try arithmetic.add(known, term) } else { term }
        }
      }
      minors = next
    }
    return minors[(1 << count) - 1] ?? arithmetic.exact(1.0)
  }

  /// The adjugate over the determinant.
  func inverse(_ value: Value<A.Number>) throws(Undefined) -> Value<A.Number> {
    let rows = try square(value, "inverse")
    let count = rows.count
    let whole = try determinant(rows, columns: Array(0..<count), from: 0)
    guard arithmetic.compare(whole, .unequal, arithmetic.exact(0.0)) == .yes else {
      if arithmetic.compare(whole, .equal, arithmetic.exact(0.0)) == .yes {
        throw .outside(zh: "奇异矩阵的逆", en: "the inverse of a singular matrix")
      }
      throw .undecided(zh: "矩阵是否可逆", en: "whether the matrix is singular")
    }
    if case .number = value { return .number(try arithmetic.divide(arithmetic.exact(1.0), whole)) }
    var result: [Value<A.Number>] = []
    for i in 0..<count {
      var line: [Value<A.Number>] = []
      for j in 0..<count {
        let kept = rows.enumerated().filter { $0.offset != j }.map(\.element)
        let columns = (0..<count).filter { $0 != i }
        var minor = try determinant(kept, columns: columns, from: 0)
        if (i + j) % 2 == 1 { minor = arithmetic.negate(minor) }
        line.append(.number(try arithmetic.divide(minor, whole)))
      }
      result.append(.array(line))
    }
    return .array(result)
  }

  /// A^n for whole n; A^0 is the identity, A^{-n} the inverse's power.
  func matrixPower(_ value: Value<A.Number>, _ exponent: Int) throws(Undefined) -> Value<A.Number> {
    let order = try square(value, "power").count
    guard exponent.magnitude <= 10_000 else {
      throw .tooLarge(zh: "矩阵的 \(exponent) 次幂", en: "the power \(exponent) of a matrix")
    }
    var base = exponent < 0 ? try inverse(value) : value
    var rest = abs(exponent)
    var total: Value<A.Number> = .array(
      (0..<order).map { i in
        .array((0..<order).map { j in .number(arithmetic.exact(i == j ? 1.0 : 0.0)) })
      })
    while rest > 0 {
      if rest % 2 == 1 { total = try matrixProduct(total, base, false) }
      rest /= 2
      if rest > 0 { base = try matrixProduct(base, base, false) }
    }
    return total
  }

  /// A^s of a matrix whose entries off the diagonal are 0 for certain: each entry of the diagonal raised to it. Nil for
  /// any other matrix.
  func diagonalPower(_ value: Value<A.Number>, _ exponent: A.Number) throws(Undefined) -> Value<A.Number>? {
    let rows = try square(value, "power")
    let zero = arithmetic.exact(0.0)
    for (i, row) in rows.enumerated() {
      for (j, entry) in row.enumerated()
      where i != j && arithmetic.compare(entry, .equal, zero) != .yes { return nil }
    }
    return .array(
      try Array(rows.indices).mapped { i throws(Undefined) in
        .array(
          try Array(rows.indices).mapped { j throws(Undefined) in
            .number(i == j ? try arithmetic.power(rows[i][i], exponent) : zero)
          })
      })
  }

  func integer(of value: Value<A.Number>, _ what: String) throws(Undefined) -> Int {
    guard case .number(let number) = value, let whole = arithmetic.integer(number) else {
      throw .unsupported(zh: "矩阵的非整数次幂：\(what)", en: "a power of a matrix that is no whole number: \(what)")
    }
    return whole
  }

  /// x₁y₂ − x₂y₁ in the plane, the vector product in space.
  func cross(_ a: [A.Number], _ b: [A.Number]) throws(Undefined) -> Value<A.Number> {
    func minor(_ i: Int, _ j: Int) throws(Undefined) -> A.Number {
      try arithmetic.add(
        try arithmetic.multiply(a[i], b[j]), arithmetic.negate(try arithmetic.multiply(a[j], b[i])))
    }
    switch (a.count, b.count) {
    case (2, 2): return .number(try minor(0, 1))
    case (3, 3):
      return .array([.number(try minor(1, 2)), .number(try minor(2, 0)), .number(try minor(0, 1))])
    default: throw Undefined(.lengthsDiffer("×", a.count, b.count))
    }
  }
}
