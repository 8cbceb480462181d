import Trees
import Foundation

/// The hot loop: nodes that are numbers for sure, in the arithmetic's own type.
extension Interpreter {
  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  @_specialize(exported:false,where A == FractionArithmetic)
  @_specialize(exported:false,where A == RoundingArithmetic)
  func number(_ node: Int, _ frame: inout Frame<A>) throws(Undefined) -> A.Number {
    guard program.isNumber(node) else { return try scalar(try value(node, &frame), node) }
    switch program.nodes[node] {
    case .constant(let position):
      guard let constant = constants[position] else { throw .undecided(program.trees[node].brief) }
      return constant
    case .number(let slot):
      guard let number = frame.numbers[slot] else {
        throw Undefined(.missingSymbol(program.numberNames[slot]))
      }
      return number
    case .negate(let a): return arithmetic.negate(try number(a, &frame))
    case .sum(let terms): return try sum(terms, &frame)
    case .product(let factors, let from): return try product(factors, from, &frame)
    case .quotient(let a, let b):
      let above = try number(a, &frame)
      return try arithmetic.divide(above, try number(b, &frame))
    case .power(let a, let b, let zeroToZeroIsOne):
      let base = try number(a, &frame)
      if frame.clampsBases {
        return try clampedPower(base, try number(b, &frame), zeroToZeroIsOne)
      }
      return try arithmetic.power(base, try number(b, &frame), zeroToZeroIsOne: zeroToZeroIsOne)
    case .unary(let function, let a): return try arithmetic.apply(function, try number(a, &frame))
    case .binary(let function, let a, let b):
      let first = try number(a, &frame)
      let second = try number(b, &frame)
      // Its work grows with k.
      if function == .binomial, let k = arithmetic.integer(second) {
        try frame.charge(Int(min(k.magnitude, 1 << 30)) / 8)
      }
      return try arithmetic.apply(function, first, second)
    case .cases(let branches):
      return try cases(branches, &frame) { node, frame throws(Undefined) in
        try number(node, &frame)
      } hull: { a, b throws(Undefined) in
        try arithmetic.hull(a, b)
      } partial: { a throws(Undefined) in
        try arithmetic.markedPartial(a)
      }
    case .fold(let site): return try numberFold(program.folds[site], &frame)
    case .call(let site):
      try enter(program.calls[site], &frame)
      return try number(program.calls[site].body, &frame)
    case .element(let array, let indices): return try element(array, indices, &frame)
    default: return try scalar(try general(node, &frame), node)
    }
  }

  private func sum(_ terms: Program.Operands, _ frame: inout Frame<A>) throws(Undefined) -> A.Number {
    let start = Int(terms.start)
    var total = try number(program.operands[start], &frame)
    for position in (start + 1)..<(start + Int(terms.count)) {
      total = try arithmetic.add(total, try number(program.operands[position], &frame))
    }
    return total
  }

  private func product(_ factors: Program.Operands, _ zeroWinsFrom: Int, _ frame: inout Frame<A>)
    throws(Undefined) -> A.Number
  {
    let start = Int(factors.start)
    var total = try number(program.operands[start], &frame)
    for position in 1..<Int(factors.count) {
      let next = try number(program.operands[start + position], &frame)
      total = try arithmetic.multiply(total, next, zeroWins: position >= zeroWinsFrom)
    }
    return total
  }

  /// An element of an array that stands in a slot, without a copy of the array.
  private func element(_ array: Int, _ indices: Program.Operands, _ frame: inout Frame<A>) throws(Undefined)
    -> A.Number
  {
    guard indices.count == 1, case .value(let slot) = program.nodes[array] else {
      return try scalar(try elementValue(array, indices, &frame), array)
    }
    let position = try integer(program.operands[Int(indices.start)], &frame)
    guard case .array(let members)? = frame.values[slot] else {
      return try scalar(try elementValue(array, indices, &frame), array)
    }
    guard members.indices.contains(position - 1) else {
      throw Undefined(
        .indexOutOfRange(array: program.trees[array].brief, index: position, length: members.count))
    }
    return try scalar(members[position - 1], array)
  }

  /// The integer that a node is: an index, a bound of a fold.
  func integer(_ node: Int, _ frame: inout Frame<A>) throws(Undefined) -> Int {
    if let integer = arithmetic.integer(try number(node, &frame)) { return integer }
    throw .undecided(
      zh: "\(program.trees[node].brief) 是否为整数", en: "whether \(program.trees[node].brief) is an integer")
  }

  /// The number that a value is, or why it is none.
  func scalar(_ value: Value<A.Number>, _ node: Int) throws(Undefined) -> A.Number {
    switch value {
    case .number(let number): return number
    case .array:
      throw .unsupported(
        zh: "这里应是数，却是数组：\(program.trees[node].brief)",
        en: "an array where a number is expected: \(program.trees[node].brief)")
    case .function:
      throw .unsupported(
        zh: "这里应是数，却是函数：\(program.trees[node].brief)",
        en: "a function where a number is expected: \(program.trees[node].brief)")
    }
  }

  /// Arguments and settings into their slots.
  func enter(_ call: Program.Call, _ frame: inout Frame<A>) throws(Undefined) {
    for argument in call.arguments {
      do {
        if case .number(let slot) = argument.place {
          frame.numbers[slot] = try number(argument.node, &frame)
          continue
        }
        let value = try value(argument.node, &frame)
        store(value, argument.place, &frame)
        bindLengths(argument, value, &frame)
      } catch {
        guard argument.isOptional else { throw error }
        forget(argument.place, &frame)
      }
    }
  }

  private func bindLengths(
    _ argument: Program.Call.Argument, _ value: Value<A.Number>, _ frame: inout Frame<A>
  ) {
    if let place = argument.length { forget(place, &frame) }
    if let place = argument.innerLength { forget(place, &frame) }
    guard case .array(let members) = value else { return }
    func length(_ count: Int) -> Value<A.Number> { .number(arithmetic.exact(Double(count))) }
    if let place = argument.length { store(length(members.count), place, &frame) }
    guard let place = argument.innerLength else { return }
    let lengths: [Value<A.Number>] = members.map { row in
      if case .array(let cells) = row { length(cells.count) } else { length(0) }
    }
    if case .number = place {
      store(lengths.first ?? length(0), place, &frame)
    } else {
      store(.array(lengths), place, &frame)
    }
  }

  /// - Precondition: a place for numbers gets a number.
  func store(_ value: Value<A.Number>, _ place: Program.Place, _ frame: inout Frame<A>) {
    switch (place, value) {
    case (.number(let slot), .number(let number)): frame.numbers[slot] = number
    case (.number(let slot), _): frame.numbers[slot] = nil
    case (.value(let slot), _): frame.values[slot] = value
    }
  }

  private func forget(_ place: Program.Place, _ frame: inout Frame<A>) {
    switch place {
    case .number(let slot): frame.numbers[slot] = nil
    case .value(let slot): frame.values[slot] = nil
    }
  }
}
