import Trees

/// What operations on arrays cost: as many nodes as there are numbers to work out.
extension Interpreter {
  static func work(of function: Tree.Function, _ values: [Value<A.Number>]) -> Int {
    let sizes = values.map(\.size)
    switch function {
    case .outer, .kronecker: return sizes.reduce(1, *)
    case .matrixProduct:
      // Every row of what stands before meets every number of what follows.
      return values[0].height * sizes.dropFirst().reduce(0, +)
    case .determinant: return minors(values[0].height)
    case .inverse: return values[0].size * minors(values[0].height - 1)
    case .matrixPower: return 32 * values[0].size * values[0].height
    default: return sizes.reduce(0, +)
    }
  }

  /// Products in Laplace's expansion of a determinant.
  private static func minors(_ order: Int) -> Int { max(order, 1) << min(max(order, 0), 16) }

  /// One entry of a product of matrices, without the others: `(AB)_{ij}`.
  ///
  /// - Returns: nil for what is no such entry.
  func entryOfProduct(_ array: Int, _ indices: Program.Operands, _ frame: inout Frame<A>) throws(Undefined)
    -> Value<A.Number>?
  {
    guard indices.count == 2, case .apply(.matrixProduct, let list, let zeroWins) = program.nodes[array]
    else { return nil }
    let factors = try values(list, &frame)
    guard let last = factors.last, factors.count >= 2, factors.allSatisfy({ $0.rank == 2 }),
      case .array(let rows) = factors[0], case .array(let below) = last, rows.count > 1
    else { return nil }
    let places = program.operands(indices)
    let (row, column) = (
      try integer(places[places.startIndex], &frame), try integer(places[places.startIndex + 1], &frame)
    )
    guard rows.indices.contains(row - 1),
      below.allSatisfy({
        if case .array(let cells) = $0 { cells.indices.contains(column - 1) } else { false }
      })
    else { return nil }
    try frame.charge(
      Self.work(of: .matrixProduct, [.array([rows[row - 1]])] + factors[1...].dropLast() + [last]))
    var entries = try numbers(rows[row - 1], "×")
    for factor in factors[1...].dropLast() {
      let columns = try members(try transpose(factor), "×")
      entries = try columns.mapped { c throws(Undefined) in try inner(entries, try numbers(c, "×"), zeroWins)
      }
    }
    let cells = below.compactMap { row -> A.Number? in
      guard case .array(let cells) = row, case .number(let cell) = cells[column - 1] else { return nil }
      return cell
    }
    return .number(try inner(entries, cells, zeroWins))
  }
}

extension Frame {
  /// For an operation on each number of an array; numbers alone are counted as nodes already.
  mutating func charge(_ value: Value<A.Number>) throws(Undefined) {
    if case .array = value { try charge(value.size) }
  }
}

extension Value {
  /// How many numbers it holds.
  fileprivate var size: Int {
    guard case .array(let members) = self else { return 1 }
    // Of what holds arrays, all are as long as the first, or the operation fails.
    return members.count * (members.first?.size ?? 1)
  }

  /// Rows of a matrix.
  fileprivate var height: Int {
    guard case .array(let members) = self else { return 1 }
    return members.count
  }
}
