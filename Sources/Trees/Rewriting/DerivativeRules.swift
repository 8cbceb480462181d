extension Differentiation {
  /// The chain rule for the functions that need no definition.
  func apply(_ function: Tree.Function, _ arguments: [Tree]) throws(Undefined) -> Tree {
    if function == .detached { return .number(0) }
    if arguments.count == 1 {
      let slope = try outer(function, arguments[0])
      return .product([slope, try derivative(of: arguments[0])])
    }
    guard arguments.count == 2 else { return try many(function, arguments) }
    let (a, b) = (arguments[0], arguments[1])
    switch function {
    case .logBase: return try derivative(of: .quotient(.apply(.log, [b]), .apply(.log, [a])))
    case .root:
      guard !a.isFree(name) else {
        throw .unsupported(zh: "对根的次数求导", en: "the derivative by a root's degree")
      }
      return .product([.quotient(.apply(.root, [a, b]), .product([a, b])), try derivative(of: b)])
    case .arctan2:
      let top: Tree = .sum([
        .product([b, try derivative(of: a)]), .negate(.product([a, try derivative(of: b)])),
      ])
      return .quotient(top, .sum([.power(a, .number(2)), .power(b, .number(2))]))
    case .modulo:
      let steps: Tree = .apply(.floor, [.quotient(a, b)])
      let slope: Tree = .sum([try derivative(of: a), .negate(.product([steps, try derivative(of: b)]))])
      return .cases([Tree.Branch(slope, if: .relation([.apply(.modulo, [a, b]), .number(0)], [.unequal]))])
    default: return try many(function, arguments)
    }
  }

  private func many(_ function: Tree.Function, _ arguments: [Tree]) throws(Undefined) -> Tree {
    guard function == .min || function == .max else {
      throw .unsupported(zh: "\(function.rawValue) 的导数", en: "the derivative of \(function.rawValue)")
    }
    // What is said twice would tie with itself.
    let arguments = arguments.flatMap { $0.members(of: function) }.uniqued
    guard arguments.count > 1 else { return try derivative(of: arguments[0]) }
    let relation: Tree.Relation = function == .min ? .less : .greater
    var branches: [Tree.Branch] = []
    for (position, argument) in arguments.enumerated() {
      let leads = arguments.enumerated().filter { $0.offset != position }
        .map { Tree.relation([argument, $0.element], [relation]) }
      let condition: Tree = leads.count == 1 ? leads[0] : .logic(.and, leads)
      branches.append(Tree.Branch(try derivative(of: argument), if: leads.isEmpty ? nil : condition))
    }
    return .cases(branches)
  }

  /// f′ at u.
  private func outer(_ function: Tree.Function, _ u: Tree) throws(Undefined) -> Tree {
    let one: Tree = .number(1)
    let square: Tree = .power(u, .number(2))
    switch function {
    case .exp: return .apply(.exp, [u])
    case .log: return .quotient(one, u)
    case .sqrt: return .quotient(one, .product([.number(2), .apply(.sqrt, [u])]))
    // Undefined at 0, as it must be.
    case .abs, .norm, .norm1, .normInfinity: return .quotient(u, .apply(.abs, [u]))
    case .sin: return .apply(.cos, [u])
    case .cos: return .negate(.apply(.sin, [u]))
    case .tan: return .sum([one, .power(.apply(.tan, [u]), .number(2))])
    case .cot: return .negate(.sum([one, .power(.apply(.cot, [u]), .number(2))]))
    case .sec: return .product([.apply(.sec, [u]), .apply(.tan, [u])])
    case .csc: return .negate(.product([.apply(.csc, [u]), .apply(.cot, [u])]))
    case .arcsin: return .quotient(one, .apply(.sqrt, [.sum([one, .negate(square)])]))
    case .arccos: return .negate(.quotient(one, .apply(.sqrt, [.sum([one, .negate(square)])])))
    case .arctan: return .quotient(one, .sum([one, square]))
    case .sinh: return .apply(.cosh, [u])
    case .cosh: return .apply(.sinh, [u])
    case .tanh: return .sum([one, .negate(.power(.apply(.tanh, [u]), .number(2)))])
    case .arsinh: return .quotient(one, .apply(.sqrt, [.sum([square, one])]))
    case .arcosh: return .quotient(one, .apply(.sqrt, [.sum([square, .negate(one)])]))
    // The quotient alone would have values beyond ±1.
    case .artanh:
      let inside: Tree = .relation([.apply(.abs, [u]), one], [.less])
      return .cases([Tree.Branch(.quotient(one, .sum([one, .negate(square)])), if: inside)])
    case .erf:
      return .product([
        .quotient(.number(2), .apply(.sqrt, [.constant(.pi)])), .apply(.exp, [.negate(square)]),
      ])
    case .sigmoid:
      return .product([.apply(.sigmoid, [u]), .sum([one, .negate(.apply(.sigmoid, [u]))])])
    case .softplus: return .apply(.sigmoid, [u])
    case .relu:
      return .cases([
        Tree.Branch(one, if: .relation([u, .number(0)], [.greater])),
        Tree.Branch(.number(0), if: .relation([u, .number(0)], [.less])),
      ])
    case .floor, .ceiling:
      return .cases([Tree.Branch(.number(0), if: .relation([u, .apply(.floor, [u])], [.unequal]))])
    case .sign: return .cases([Tree.Branch(.number(0), if: .relation([u, .number(0)], [.unequal]))])
    case .min, .max: return one
    default: throw .unsupported(zh: "\(function.rawValue) 的导数", en: "the derivative of \(function.rawValue)")
    }
  }
}

extension Tree {
  /// `\max(a, \max(b, c))` is `\max(a, b, c)`.
  fileprivate func members(of function: Function) -> [Tree] {
    guard case .apply(function, let arguments) = self else { return [self] }
    return arguments.flatMap { $0.members(of: function) }
  }
}
