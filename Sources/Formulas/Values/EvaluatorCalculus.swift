extension Evaluator {
  /// The derivative's tree, with calls inlined.
  func derivative(of body: Tree, by name: Name, order: Int) throws(Undefined) -> Tree {
    try body.derivative(by: name, order: order, definitions: definitions)
  }

  func integral(of body: Tree, over name: Name, from: Tree, to: Tree, at point: Environment) throws(Undefined)
    -> A.Number
  {
    throw .unsupported("an integral has no closed value here: \(body.brief) d\(name.plain)")
  }

  /// The body's own value at the place, where it is continuous: ±∞ included, as every operation on the
  /// extended reals is its limit. Indeterminate forms have no value there and are refused.
  func limit(of body: Tree, _ name: Name, to: Tree, from side: Tree.Side, at point: Environment)
    throws(Undefined) -> Value<A.Number>
  {
    let whole = try body.inlining(definitions)
    guard !whole.contains(where: { $0.mayJump && $0.isFree(name) }) else {
      throw .unsupported("the limit of what may jump: \(body.brief)")
    }
    var inner = point
    inner[name] = try value(of: to, at: point)
    var strict = self
    strict.declaresZeroLogZero = false
    do {
      return try strict.value(of: whole, at: inner)
    } catch {
      guard case .outsideDomain = error.reason else { throw error }
      throw .unsupported("a limit whose value is not the formula's own at the place: \(body.brief)")
    }
  }
}

extension Tree {
  /// Whether the node itself may be discontinuous inside its domain.
  var mayJump: Bool {
    switch self {
    case .cases, .call, .derivative, .relation, .logic, .quantified: true
    case .apply(let function, _):
      switch function {
      case .floor, .ceiling, .sign, .modulo, .gcd, .indicator, .factorial, .arctan2, .tan, .cot, .sec, .csc,
        .gamma:
        true
      default: false
      }
    default: false
    }
  }
}
