import Trees

/// Eigenvalues of symmetric matrices, enclosed.
///
/// By Sylvester's law of inertia as many eigenvalues of a symmetric A lie below μ as pivots of A − μI are negative
/// (Golub, Van Loan: Matrix Computations, 8.1.5). Bisection closes in on each; a μ at which a pivot's sign is not
/// certain is moved a little, for any point inside parts as well.
extension Interpreter {
  /// Halvings of the first bound: what is left is below 2⁻⁴⁸ of the largest row.
  private static var halvings: Int { 52 }

  /// The greatest first.
  func eigenvalues(_ value: Value<A.Number>, _ frame: inout Frame<A>) throws(Undefined) -> Value<A.Number> {
    if case .number = value { return .array([value]) }
    let rows = try members(value, "λ").mapped { row throws(Undefined) in try numbers(row, "λ") }
    guard rows.allSatisfy({ $0.count == rows.count }), !rows.isEmpty else {
      throw Undefined(.lengthsDiffer("λ", rows.count, rows.first?.count ?? 0))
    }
    guard rows.count <= 16 else {
      throw .tooLarge(
        zh: "\(rows.count) 阶矩阵的特征值", en: "the eigenvalues of a matrix of order \(rows.count)")
    }
    let (symmetric, doubt) = try symmetricPart(rows)
    return .array(
      try spectrum(symmetric, &frame).mapped { value throws(Undefined) in
        guard doubt > 0 else { return .number(value) }
        let room = try arithmetic.hull(arithmetic.exact(-doubt), arithmetic.exact(doubt))
        return .number(try arithmetic.add(value, room))
      })
  }

  /// S = (A + Aᵀ)/2, and how far the eigenvalues of A may lie from those of S where its entries are not known exactly:
  /// each lies within ‖A − S‖ of one (Bauer, Fike), and as many of A as of S where those circles meet.
  private func symmetricPart(_ rows: [[A.Number]]) throws(Undefined) -> ([[A.Number]], doubt: Double) {
    var symmetric = rows
    var doubt = 0.0
    var size = 0.0
    for i in rows.indices {
      for j in 0..<i {
        let (a, b) = (rows[i][j], rows[j][i])
        if arithmetic.compare(a, .equal, b) == .yes { continue }
        let difference = try arithmetic.add(a, arithmetic.negate(b))
        doubt = max(doubt, arithmetic.spread(try arithmetic.hull(arithmetic.exact(0.0), difference)))
        size = max(size, arithmetic.spread(try arithmetic.hull(arithmetic.exact(0.0), a)))
        guard arithmetic.compare(a, .unequal, b) != .yes, doubt <= size * 0x1p-30 else {
          throw .unsupported(zh: "不对称的矩阵的特征值", en: "eigenvalues of a matrix that is not symmetric")
        }
        let middle = try arithmetic.divide(try arithmetic.add(a, b), arithmetic.exact(2.0))
        (symmetric[i][j], symmetric[j][i]) = (middle, middle)
      }
    }
    let count = Double(rows.count)
    return (symmetric, doubt == 0 ? 0 : (2 * count * count * doubt).nextUp)
  }

  /// The roots of the eigenvalues of AᵀA, or of AAᵀ where that is smaller.
  func singularValues(_ value: Value<A.Number>, _ frame: inout Frame<A>) throws(Undefined) -> Value<A.Number>
  {
    let rows = try members(value, "σ").mapped { row throws(Undefined) in try numbers(row, "σ") }
    guard let width = rows.first?.count, width > 0, rows.allSatisfy({ $0.count == width }) else {
      throw .unsupported(zh: "各行长短不一的矩阵", en: "a matrix with unequal rows")
    }
    let vectors = rows.count <= width ? rows : (0..<width).map { column in rows.map { $0[column] } }
    guard vectors.count <= 16 else {
      throw .tooLarge(
        zh: "\(vectors.count) 个奇异值", en: "\(vectors.count) singular values")
    }
    var gram: [[A.Number]] = []
    for (i, a) in vectors.enumerated() {
      var line: [A.Number] = []
      for (j, b) in vectors.enumerated() {
        guard j >= i else {
          line.append(gram[j][i])
          continue
        }
        var total = arithmetic.exact(0.0)
        for (x, y) in zip(a, b) { total = try arithmetic.add(total, try arithmetic.multiply(x, y)) }
        line.append(total)
      }
      gram.append(line)
    }
    let zero = arithmetic.exact(0.0)
    return .array(
      try spectrum(gram, &frame).mapped { square throws(Undefined) in
        .number(try arithmetic.apply(.sqrt, try arithmetic.apply(.max, square, zero)))
      })
  }

  private func spectrum(_ rows: [[A.Number]], _ frame: inout Frame<A>) throws(Undefined) -> [A.Number] {
    let count = rows.count
    if count == 1 { return [rows[0][0]] }
    var radius = 0.0
    for row in rows {
      var sum = 0.0
      for entry in row {
        sum += arithmetic.spread(try arithmetic.hull(arithmetic.exact(0.0), entry))
      }
      radius = max(radius, sum)
    }
    guard radius.isFinite else { throw .undecided(zh: "特征值的界", en: "a bound on the eigenvalues") }
    guard radius > 0 else { return Array(repeating: arithmetic.exact(0.0), count: count) }
    radius = (radius * 1.01).nextUp
    var result: [A.Number] = []
    for place in 0..<count {
      // Below `upper` lie more than `place` of them, below `lower` no more than that.
      var (lower, upper) = (-radius, radius)
      for _ in 0..<Self.halvings {
        try frame.charge(count * count * count)
        guard let (middle, below) = try parting(rows, lower, upper) else { break }
        if below > place { upper = middle } else { lower = middle }
      }
      result.append(try arithmetic.hull(arithmetic.exact(lower), arithmetic.exact(upper)))
    }
    return result.reversed()
  }

  /// A point inside, and how many eigenvalues lie below it; nil where no point tells.
  private func parting(_ rows: [[A.Number]], _ lower: Double, _ upper: Double) throws(Undefined) -> (
    Double, Int
  )? {
    for share in [0.5, 0.4375, 0.5625, 0.40625, 0.59375] {
      let point = lower + (upper - lower) * share
      guard point > lower, point < upper else { return nil }
      if let below = try negativePivots(rows, point) { return (point, below) }
    }
    return nil
  }

  /// How many pivots of A − μI are negative; nil where the sign of one is not certain.
  private func negativePivots(_ rows: [[A.Number]], _ point: Double) throws(Undefined) -> Int? {
    let zero = arithmetic.exact(0.0)
    var rest = rows
    for i in rest.indices {
      rest[i][i] = try arithmetic.add(rest[i][i], arithmetic.negate(arithmetic.exact(point)))
    }
    var negative = 0
    for step in rest.indices {
      let pivot = rest[step][step]
      if arithmetic.compare(pivot, .less, zero) == .yes {
        negative += 1
      } else if arithmetic.compare(pivot, .greater, zero) != .yes {
        return nil
      }
      for i in rest.indices where i > step {
        let share = try arithmetic.divide(rest[i][step], pivot)
        for j in rest.indices where j >= i {
          let less = try arithmetic.multiply(share, rest[step][j])
          rest[i][j] = try arithmetic.add(rest[i][j], arithmetic.negate(less))
          rest[j][i] = rest[i][j]
        }
      }
    }
    return negative
  }
}
