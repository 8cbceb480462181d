/// The value of a tree at a point, in any arithmetic: one walk over the tree.
///
/// A point gives every free symbol a value, lengths (`N`, `M_i` as an array) included. Arrays count
/// from 1. What has no value throws `Undefined` and says why.
package struct Evaluator<A: Arithmetic>: Sendable {
  package typealias Environment = [Name: Value<A.Number>]

  package let arithmetic: A
  package let definitions: [String: Definition]
  /// 0 · log 0 = 0 and 0^0 = 1.
  package var declaresZeroLogZero: Bool
  /// Calls within calls so far.
  var depth = 0

  /// Definitions that call each other deeper than this have no value.
  package static var deepestCall: Int { 64 }
  /// A fold over more terms than this is refused.
  package static var longestFold: Int { 1_000_000 }

  package init(
    _ arithmetic: A, definitions: [String: Definition] = [:], declaresZeroLogZero: Bool = false
  ) {
    self.arithmetic = arithmetic
    self.definitions = definitions
    self.declaresZeroLogZero = declaresZeroLogZero
  }

  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  package func number(of tree: Tree, at point: Environment) throws(Undefined) -> A.Number {
    if case .symbol(let name) = tree, case .number(let number)? = point[name] { return number }
    return try scalar(try value(of: tree, at: point), tree)
  }

  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  package func value(of tree: Tree, at point: Environment) throws(Undefined) -> Value<A.Number> {
    switch tree {
    case .number(let number): return .number(arithmetic.exact(number))
    case .constant(let constant): return .number(arithmetic.constant(constant))
    case .symbol(let name):
      guard let value = point[name] else { throw Undefined(.missingSymbol(name)) }
      return value
    case .element(let array, let indices): return try element(array, indices, at: point)
    case .negate(let a):
      return try map(try value(of: a, at: point)) { a throws(Undefined) in arithmetic.negate(a) }
    case .sum(let terms): return try sum(terms, at: point)
    case .product(let factors): return try product(factors, at: point)
    case .quotient(let a, let b):
      return try combine(try value(of: a, at: point), try value(of: b, at: point)) {
        a, b throws(Undefined) in try arithmetic.divide(a, b)
      }
    case .power(let a, let b): return try power(a, b, at: point)
    case .apply(let function, let arguments): return try apply(function, arguments, at: point)
    case .call(let call): return try self.call(call, at: point)
    case .fold(let fold): return try self.fold(fold, at: point)
    case .cases(let branches): return try cases(branches, at: point)
    case .tuple(let members):
      return .array(try members.mapped { m throws(Undefined) in try value(of: m, at: point) })
    case .relation, .logic, .quantified: throw .unsupported("a statement where a value is expected")
    case .set: throw .unsupported("a set where a value is expected")
    case .derivative(let body, let name, let order):
      return try value(of: try derivative(of: body, by: name, order: order), at: point)
    case .integral(let body, let name, let from, let to):
      return .number(try integral(of: body, over: name, from: from, to: to, at: point))
    case .limit(let body, let name, let to, let side):
      return try limit(of: body, name, to: to, from: side, at: point)
    }
  }

  /// The number that a value is, or why it is none.
  func scalar(_ value: Value<A.Number>, _ tree: Tree) throws(Undefined) -> A.Number {
    switch value {
    case .number(let number): return number
    case .array: throw .unsupported("an array where a number is expected: \(tree.brief)")
    case .function: throw .unsupported("a function where a number is expected: \(tree.brief)")
    }
  }

  private func element(_ array: Tree, _ indices: [Tree], at point: Environment) throws(Undefined)
    -> Value<A.Number>
  {
    var value = try value(of: array, at: point)
    for index in indices {
      guard case .array(let members) = value else {
        throw .unsupported("an index of what is no array: \(array.brief)")
      }
      let position = try integer(of: index, at: point)
      guard members.indices.contains(position - 1) else {
        throw Undefined(.indexOutOfRange(array: array.brief, index: position, length: members.count))
      }
      value = members[position - 1]
    }
    return value
  }

  /// The integer that a tree is: an index, a bound of a fold.
  func integer(of tree: Tree, at point: Environment) throws(Undefined) -> Int {
    if case .number(let number) = tree, let integer = number.integer { return integer }
    let number = try number(of: tree, at: point)
    if let integer = arithmetic.integer(number) { return integer }
    throw .undecided("whether \(tree.brief) is an integer")
  }

  private func sum(_ terms: [Tree], at point: Environment) throws(Undefined) -> Value<A.Number> {
    var total = try value(of: terms[0], at: point)
    for term in terms.dropFirst() {
      total = try combine(total, try value(of: term, at: point)) { a, b throws(Undefined) in
        try arithmetic.add(a, b)
      }
    }
    return total
  }

  private func product(_ factors: [Tree], at point: Environment) throws(Undefined) -> Value<A.Number> {
    var total = try value(of: factors[0], at: point)
    // 0 · log 0: only a factor that is infinite by a logarithm gives way to 0.
    var byLogarithm = declaresZeroLogZero && factors[0].isInfiniteOnlyByLogarithm
    for factor in factors.dropFirst() {
      let next = try value(of: factor, at: point)
      byLogarithm = byLogarithm || declaresZeroLogZero && factor.isInfiniteOnlyByLogarithm
      total = try multiply(total, next, zeroWins: byLogarithm)
    }
    return total
  }

  private func power(_ base: Tree, _ exponent: Tree, at point: Environment) throws(Undefined)
    -> Value<A.Number>
  {
    let base = try value(of: base, at: point)
    let exponent = try value(of: exponent, at: point)
    return try combine(base, exponent) { a, b throws(Undefined) in
      try arithmetic.power(a, b, zeroToZeroIsOne: declaresZeroLogZero)
    }
  }

  /// The first branch whose condition holds; where conditions cannot be told, the hull of all that may.
  private func cases(_ branches: [Tree.Branch], at point: Environment) throws(Undefined)
    -> Value<A.Number>
  {
    var hull: Value<A.Number>?
    var failure: Undefined?
    var isDecided = false
    for branch in branches {
      let truth: Truth =
        if let condition = branch.condition { try self.truth(of: condition, at: point) } else { .yes }
      if truth == .no { continue }
      do {
        let value = try value(of: branch.value, at: point)
        hull =
          try hull.map { h throws(Undefined) in try combine(h, value) { a, b in arithmetic.hull(a, b) } }
          ?? value
      } catch {
        failure = failure ?? error
      }
      if truth == .yes {
        isDecided = true
        break
      }
    }
    guard let hull else { throw failure ?? Undefined(.noBranch) }
    if isDecided, failure == nil { return hull }
    return try map(hull) { a throws(Undefined) in try arithmetic.markedPartial(a) }
  }
}

extension Tree {
  /// A few words of the tree for a message.
  var brief: String {
    let text = plain
    return text.count <= 60 ? text : text.prefix(59) + "…"
  }

  /// Whether an infinite value of this factor can only come from a logarithm of 0.
  var isInfiniteOnlyByLogarithm: Bool {
    contains { node in
      switch node {
      case .apply(.log, _), .apply(.logBase, _), .call: true
      default: false
      }
    } && !contains { $0 == .constant(.infinity) }
  }
}

extension Array {
  /// `map` with a typed error.
  func mapped<T>(_ transform: (Element) throws(Undefined) -> T) throws(Undefined) -> [T] {
    var result: [T] = []
    result.reserveCapacity(count)
    for element in self { result.append(try transform(element)) }
    return result
  }
}
