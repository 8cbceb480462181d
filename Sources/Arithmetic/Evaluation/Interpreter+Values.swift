import Trees

/// Nodes that may be arrays.
extension Interpreter {
  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  @_specialize(exported:false,where A == FractionArithmetic)
  @_specialize(exported:false,where A == RoundingArithmetic)
  func value(_ node: Int, _ frame: inout Frame<A>) throws(Undefined) -> Value<A.Number> {
    program.isNumber(node) ? .number(try number(node, &frame)) : try general(node, &frame)
  }

  func general(_ node: Int, _ frame: inout Frame<A>) throws(Undefined) -> Value<A.Number> {
    switch program.nodes[node] {
    case .constant, .number, .unary, .binary: return .number(try number(node, &frame))
    case .value(let slot):
      guard let value = frame.values[slot] else { throw Undefined(.missingSymbol(program.valueNames[slot])) }
      return value
    case .firstOf(let choices, let otherwise): return try first(of: choices, otherwise, &frame)
    case .element(let array, let indices): return try elementValue(array, indices, &frame)
    case .negate(let a):
      let value = try value(a, &frame)
      try frame.charge(value)
      return try map(value) { a throws(Undefined) in arithmetic.negate(a) }
    case .sum(let terms): return try sum(terms, &frame)
    case .product(let factors, let from): return try product(factors, from, &frame)
    case .quotient(let a, let b):
      let above = try value(a, &frame)
      let below = try value(b, &frame)
      guard below.rank < 2 else { throw .unsupported(zh: "除以矩阵", en: "a quotient by a matrix") }
      try frame.charge(above)
      return try combine(above, below) { a, b throws(Undefined) in try arithmetic.divide(a, b) }
    case .power(let a, let b, let zeroToZeroIsOne):
      let base = try value(a, &frame)
      guard base.rank < 2 else {
        throw .unsupported(zh: "没有声明形状的矩阵之幂", en: "a power of a matrix of undeclared shape")
      }
      try frame.charge(base)
      return try combine(base, try value(b, &frame)) { a, b throws(Undefined) in
        try arithmetic.power(a, b, zeroToZeroIsOne: zeroToZeroIsOne)
      }
    case .apply(let function, let arguments, let zeroWins):
      return try apply(function, arguments, zeroWins: zeroWins, &frame)
    case .indicator(let statement): return .number(try indicator(statement, &frame))
    case .count(let set):
      return .number(arithmetic.exact(Double(try finiteMembers(of: set, &frame).count)))
    case .call(let site):
      try enter(program.calls[site], &frame)
      return try value(program.calls[site].body, &frame)
    case .given(let function, let arguments): return .number(try given(function, arguments, &frame))
    case .late(let site): return try late(program.lateCalls[site], &frame)
    case .fold(let site): return try fold(program.folds[site], &frame)
    case .cases(let branches):
      return try cases(branches, &frame) { node, frame throws(Undefined) in
        try value(node, &frame)
      } hull: { a, b throws(Undefined) in
        try combine(a, b) { a, b throws(Undefined) in try arithmetic.hull(a, b) }
      } partial: { a throws(Undefined) in
        try map(a) { a throws(Undefined) in try arithmetic.markedPartial(a) }
      }
    case .tuple(let members): return .array(try values(members, &frame))
    case .integral(let site): return .number(try integral(program.integrals[site], &frame))
    case .limit(let site): return try limit(program.limits[site], &frame)
    case .series(let site): return .number(try series(program.series[site], &frame))
    case .improper(let site): return .number(try improper(program.improper[site], &frame))
    case .relation, .logic, .quantified:
      throw .unsupported(zh: "这里应是值，却是命题", en: "a statement where a value is expected")
    case .set: throw .unsupported(zh: "这里应是值，却是集合", en: "a set where a value is expected")
    case .failure(let position): throw program.failures[position]
    }
  }

  func values(_ list: Program.Operands, _ frame: inout Frame<A>) throws(Undefined) -> [Value<A.Number>] {
    var result: [Value<A.Number>] = []
    result.reserveCapacity(Int(list.count))
    for node in program.operands(list) { result.append(try value(node, &frame)) }
    return result
  }

  private func first(of choices: Program.Operands, _ otherwise: Int, _ frame: inout Frame<A>)
    throws(Undefined) -> Value<A.Number>
  {
    for choice in program.operands(choices) {
      switch program.nodes[choice] {
      case .number(let slot): if let number = frame.numbers[slot] { return .number(number) }
      case .value(let slot): if let value = frame.values[slot] { return value }
      default: continue
      }
    }
    if otherwise >= 0 { return try value(otherwise, &frame) }
    return try value(program.operands[Int(choices.start)], &frame)
  }

  func elementValue(_ array: Int, _ indices: Program.Operands, _ frame: inout Frame<A>) throws(Undefined)
    -> Value<A.Number>
  {
    if let entry = try entryOfProduct(array, indices, &frame) { return entry }
    var result = try value(array, &frame)
    for index in program.operands(indices) {
      guard case .array(let members) = result else {
        throw .unsupported(
          zh: "给不是数组的东西加了下标：\(program.trees[array].brief)",
          en: "an index of what is no array: \(program.trees[array].brief)")
      }
      let position = try integer(index, &frame)
      guard members.indices.contains(position - 1) else {
        throw Undefined(
          .indexOutOfRange(array: program.trees[array].brief, index: position, length: members.count))
      }
      result = members[position - 1]
    }
    return result
  }

  private func sum(_ terms: Program.Operands, _ frame: inout Frame<A>) throws(Undefined) -> Value<A.Number> {
    let list = program.operands(terms)
    var total = try value(list[list.startIndex], &frame)
    for term in list.dropFirst() {
      try frame.charge(total)
      total = try combine(total, try value(term, &frame)) { a, b throws(Undefined) in try arithmetic.add(a, b)
      }
    }
    return total
  }

  private func product(_ factors: Program.Operands, _ zeroWinsFrom: Int, _ frame: inout Frame<A>)
    throws(Undefined) -> Value<A.Number>
  {
    let list = program.operands(factors)
    var total = try value(list[list.startIndex], &frame)
    for (position, factor) in list.enumerated().dropFirst() {
      try frame.charge(total)
      total = try multiply(total, try value(factor, &frame), zeroWins: position >= zeroWinsFrom)
    }
    return total
  }

  /// The first branch whose condition holds; where conditions cannot be told, the hull of all that may.
  @inline(__always)
  func cases<Worth>(
    _ branches: Program.Operands, _ frame: inout Frame<A>,
    _ worth: (Int, inout Frame<A>) throws(Undefined) -> Worth,
    hull join: (Worth, Worth) throws(Undefined) -> Worth, partial: (Worth) throws(Undefined) -> Worth
  ) throws(Undefined) -> Worth {
    var hull: Worth?
    var failure: Undefined?
    var isDecided = false
    let start = Int(branches.start)
    for position in stride(from: start, to: start + Int(branches.count), by: 2) {
      let condition = program.operands[position]
      let truth = condition < 0 ? Truth.yes : try self.truth(condition, &frame)
      if truth == .no { continue }
      do throws(Undefined) {
        let next = try worth(program.operands[position + 1], &frame)
        hull = if let hull { try join(hull, next) } else { next }
      } catch {
        failure = failure ?? error
      }
      if truth == .yes {
        isDecided = true
        break
      }
    }
    guard let hull else { throw failure ?? Undefined(.noBranch) }
    return isDecided && failure == nil ? hull : try partial(hull)
  }

  private func given(_ function: Int, _ arguments: Program.Operands, _ frame: inout Frame<A>)
    throws(Undefined) -> A.Number
  {
    guard case .function(let call) = try value(function, &frame) else {
      throw .unsupported(
        zh: "\(program.trees[function].brief) 不是函数，却被调用",
        en: "\(program.trees[function].brief) is called and is no function")
    }
    var numbers: [A.Number] = []
    for argument in program.operands(arguments) { numbers.append(try number(argument, &frame)) }
    return try call(numbers)
  }

  /// The body's own value at the place, where it is continuous: ±∞ included, as every operation on the
  /// extended reals is its limit. Of a quotient whose sides are both 0 there, Taylor's theorem (Peano's form) gives
  /// the quotient of their first derivatives that are not. Other indeterminate forms are refused.
  private func limit(_ limit: Program.Limit, _ frame: inout Frame<A>) throws(Undefined) -> Value<A.Number> {
    store(try value(limit.binder.first, &frame), limit.binder.place, &frame)
    do {
      return try value(limit.binder.body, &frame)
    } catch {
      guard error.isOutsideDomain || error.isUndecided && !limit.sides.isEmpty else { throw error }
      if let quotient = quotient(limit.sides, &frame) { return .number(quotient) }
      let body = program.trees[limit.binder.body].brief
      throw .unsupported(
        zh: "极限处公式自己没有值: \(body)",
        en: "a limit whose value is not the formula's own at the place: \(body)")
    }
  }

  private func quotient(_ sides: [(top: Int, bottom: Int, vanishes: Bool)], _ frame: inout Frame<A>) -> A
    .Number?
  {
    let zero = arithmetic.exact(0.0)
    for side in sides {
      guard let top = try? number(side.top, &frame), let bottom = try? number(side.bottom, &frame) else {
        return nil
      }
      var isZero = arithmetic.compare(top, .equal, zero)
      // What is 0 by rewriting is 0 exactly, though the arithmetic cannot tell.
      if side.vanishes, isZero == .unknown { isZero = .yes }
      switch (isZero, arithmetic.compare(bottom, .equal, zero)) {
      case (.yes, .yes): continue
      case (_, .no): return try? arithmetic.divide(top, bottom)
      default: return nil
      }
    }
    return nil
  }
}
