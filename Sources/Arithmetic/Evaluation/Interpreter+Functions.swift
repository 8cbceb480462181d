import Trees

/// Functions of arrays and of several values.
extension Interpreter {
  func apply(
    _ function: Tree.Function, _ list: Program.Operands, zeroWins: Bool, _ frame: inout Frame<A>
  ) throws(Undefined) -> Value<A.Number> {
    let values = try values(list, &frame)
    if values.contains(where: { $0.rank > 0 }) { try frame.charge(Self.work(of: function, values)) }
    func words(_ position: Int) -> String {
      program.trees[program.operands[Int(list.start) + position]].brief
    }
    guard let first = values.first else { throw .unsupported("\(function.rawValue)/0") }
    switch (function, values.count) {
    case (.min, 2...) where values.contains(where: { $0.rank > 0 }),
      (.max, 2...) where values.contains(where: { $0.rank > 0 }):
      // `max(0, Wx + b)`: element by element.
      var extreme = first
      for value in values.dropFirst() {
        extreme = try combine(extreme, value) { a, b throws(Undefined) in
          try arithmetic.apply(function, [a, b])
        }
      }
      return extreme
    case (.min, _), (.max, _):
      let numbers = values.flatMap(\.flattened)
      guard !numbers.isEmpty else {
        throw .outside(zh: "空的范围上的 \(function.rawValue)", en: "\(function.rawValue) of nothing")
      }
      return .number(try arithmetic.apply(function, numbers))
    case (.diagonal, 1): return try diagonal(first)
    case (.kronecker, 2): return try kronecker(first, values[1], &frame)
    case (.stacked, 1): return try stacked(first)
    case (.identity, 1): return try identity(like: first)
    case (.ones, 1):
      let count = try members(first, words(0)).count
      return .array(Array(repeating: .number(arithmetic.exact(1.0)), count: count))
    case (.softmax, 1) where first.rank == 2:
      // Of a matrix, row by row.
      return .array(
        try members(first, words(0)).mapped { row throws(Undefined) in
          .array(try softmax(try numbers(row, words(0)), &frame).map { .number($0) })
        })
    case (.length, 1): return .number(arithmetic.exact(Double(try members(first, words(0)).count)))
    case (.transpose, 1): return try transpose(first)
    case (.norm, 1), (.norm1, 1), (.normInfinity, 1): return .number(try norm(function, first))
    case (.softmax, _):
      let array = values.count == 1 ? try numbers(first, words(0)) : values.flatMap(\.flattened)
      return .array(try softmax(array, &frame).map { .number($0) })
    case (.inner, 2):
      return .number(try inner(try numbers(first, words(0)), try numbers(values[1], words(1)), zeroWins))
    case (.outer, 2):
      return .array(
        try members(first, words(0)).mapped { a throws(Undefined) in
          try combine(a, values[1]) { a, b throws(Undefined) in try arithmetic.multiply(a, b) }
        })
    case (.matrixProduct, 2...):
      var total = first
      for value in values.dropFirst() { total = try matrixProduct(total, value, zeroWins) }
      return total
    case (.hadamard, 2...):
      var total = first
      for value in values.dropFirst() {
        total = try combine(total, value) { a, b throws(Undefined) in try arithmetic.multiply(a, b) }
      }
      return total
    case (.determinant, 1): return .number(try determinant(first))
    case (.inverse, 1): return try inverse(first)
    case (.vectorized, 1): return try vectorized(first)
    case (.eigenvalues, 1): return try eigenvalues(first, &frame)
    case (.singularValues, 1): return try singularValues(first, &frame)
    case (.matrixPower, 2):
      if case .number(let exponent) = values[1], arithmetic.integer(exponent) == nil,
        let power = try diagonalPower(first, exponent)
      {
        return power
      }
      return try matrixPower(first, try integer(of: values[1], words(1)))
    case (.cross, 2): return try cross(try numbers(first, words(0)), try numbers(values[1], words(1)))
    case (.expectation, 2), (.variance, 2), (.entropy, 1), (.kl, 2):
      return .number(
        try distribution(
          function, try numbers(first, words(0)),
          values.count == 2 ? try numbers(values[1], words(1)) : [], zeroWins: zeroWins))
    case (_, 1) where first.rank > 0 && function != .abs:
      return try map(first) { a throws(Undefined) in try arithmetic.apply(function, [a]) }
    default:
      var numbers: [A.Number] = []
      for (value, node) in zip(values, program.operands(list)) { numbers.append(try scalar(value, node)) }
      return .number(try arithmetic.apply(function, numbers))
    }
  }

  func indicator(_ statement: Int, _ frame: inout Frame<A>) throws(Undefined) -> A.Number {
    switch try truth(statement, &frame) {
    case .yes: return arithmetic.exact(1.0)
    case .no: return arithmetic.exact(0.0)
    case .unknown: return try arithmetic.hull(arithmetic.exact(0.0), arithmetic.exact(1.0))
    }
  }

  private func norm(_ function: Tree.Function, _ value: Value<A.Number>) throws(Undefined) -> A.Number {
    let sizes = try value.flattened.mapped { x throws(Undefined) in try arithmetic.apply(.abs, [x]) }
    guard !sizes.isEmpty else { return arithmetic.exact(0.0) }
    if function == .normInfinity { return try arithmetic.apply(.max, sizes) }
    if sizes.count == 1 { return sizes[0] }
    var total = arithmetic.exact(0.0)
    for size in sizes {
      total = try arithmetic.add(
        total, function == .norm ? try arithmetic.power(size, arithmetic.exact(2.0)) : size)
    }
    guard function == .norm else { return total }
    do throws(Undefined) {
      return try arithmetic.apply(.sqrt, [total])
    } catch {
      guard case .undecided = error.reason else { throw error }
      // A sum of squares of what may be 0 is never below it: the norm is at most the sum of the sizes.
      var most = arithmetic.exact(0.0)
      for size in sizes { most = try arithmetic.add(most, size) }
      return try arithmetic.hull(arithmetic.exact(0.0), most)
    }
  }

  /// `softmax(x)_i = 1 / Σ_j exp(x_j − x_i)`: no overflow, and tight for intervals. Of many numbers that are known well
  /// `exp(x_i − x_k) / Σ_j exp(x_j − x_k)` with the largest x_k: its work grows only with their count.
  private func softmax(_ values: [A.Number], _ frame: inout Frame<A>) throws(Undefined) -> [A.Number] {
    if values.count > 16, values.allSatisfy({ arithmetic.spread($0) < 1e-9 }) {
      try frame.charge(values.count)
      var largest = values[0]
      for value in values where arithmetic.compare(value, .greater, largest) == .yes { largest = value }
      let shift = arithmetic.negate(largest)
      let weights = try values.mapped { value throws(Undefined) in
        try arithmetic.apply(.exp, [try arithmetic.add(value, shift)])
      }
      var total = arithmetic.exact(0.0)
      for weight in weights { total = try arithmetic.add(total, weight) }
      return try weights.mapped { weight throws(Undefined) in try arithmetic.divide(weight, total) }
    }
    try frame.charge(values.count * values.count)
    return try values.indices.map { $0 }.mapped { i throws(Undefined) in
      var total = arithmetic.exact(1.0)
      for j in values.indices where j != i {
        let difference = try arithmetic.add(values[j], arithmetic.negate(values[i]))
        total = try arithmetic.add(total, try arithmetic.apply(.exp, [difference]))
      }
      return try arithmetic.divide(arithmetic.exact(1.0), total)
    }
  }

  /// Functions of a finite distribution. `0 log 0 = 0` is part of entropy's and KL's definition.
  private func distribution(
    _ function: Tree.Function, _ p: [A.Number], _ other: [A.Number], zeroWins: Bool
  ) throws(Undefined) -> A.Number {
    switch function {
    case .expectation: return try inner(p, other, zeroWins)
    case .variance:
      let mean = try inner(p, other, zeroWins)
      let squares = try other.mapped { x throws(Undefined) in
        try arithmetic.power(try arithmetic.add(x, arithmetic.negate(mean)), arithmetic.exact(2.0))
      }
      return try inner(p, squares, zeroWins)
    case .entropy:
      var total = arithmetic.exact(0.0)
      for p in p {
        let term = try arithmetic.multiply(p, try arithmetic.apply(.log, [p]), zeroWins: true)
        total = try arithmetic.add(total, arithmetic.negate(term))
      }
      return total
    default:
      guard p.count == other.count else { throw Undefined(.lengthsDiffer("kl", p.count, other.count)) }
      var total = arithmetic.exact(0.0)
      for (p, q) in zip(p, other) {
        if arithmetic.integer(p) == 0 { continue }
        let ratio = try arithmetic.add(
          try arithmetic.apply(.log, [p]), arithmetic.negate(try arithmetic.apply(.log, [q])))
        total = try arithmetic.add(total, try arithmetic.multiply(p, ratio, zeroWins: true))
      }
      return total
    }
  }
}
