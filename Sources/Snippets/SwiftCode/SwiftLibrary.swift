import Trees
import Arithmetic

/// The functions of Foundation and Glibc that a note's formulas compute with.
enum SwiftLibrary {
  typealias Value = SwiftTranslation.Value

  static func call(_ name: String, _ arguments: [Value]) -> Value? {
    let trees = arguments.map(\.tree)
    if let tree = tree(name, trees) { return Value(tree, .double) }
    switch (name, arguments.count) {
    case ("min", 2...), ("max", 2...):
      let kind = arguments.dropFirst().reduce(arguments[0].kind) { .both($0, $1.kind) }
      return Value(.apply(name == "min" ? .min : .max, trees), kind)
    case ("abs", 1): return Value(.apply(.abs, trees), arguments[0].kind)
    case ("Double", 1) where arguments[0].kind != .bool: return Value(trees[0], .double)
    case ("Int", 1) where arguments[0].kind == .int || arguments[0].kind == .literal:
      return Value(trees[0], .int)
    default: return nil
    }
  }

  private static func tree(_ name: String, _ arguments: [Tree]) -> Tree? {
    switch (name, arguments.count) {
    case (_, 1):
      let x = arguments[0]
      if let function = unary[name] { return .apply(function, [x]) }
      switch name {
      case "log1p": return .apply(.log, [.sum([.number(1), x])])
      case "expm1": return .sum([.apply(.exp, [x]), .negate(.number(1))])
      case "exp2": return .power(.number(2), x)
      case "exp10": return .power(.number(10), x)
      case "log2": return .apply(.logBase, [.number(2), x])
      case "log10": return .apply(.logBase, [.number(10), x])
      case "cbrt": return .apply(.root, [.number(3), x])
      case "erfc": return .sum([.number(1), .negate(.apply(.erf, [x]))])
      default: return nil
      }
    case ("pow", 2): return .power(arguments[0], arguments[1])
    case ("fmin", 2): return .apply(.min, arguments)
    case ("fmax", 2): return .apply(.max, arguments)
    case ("atan2", 2): return .apply(.arctan2, arguments)
    case ("hypot", 2): return .apply(.sqrt, [.sum(arguments.map { .power($0, .number(2)) })])
    case ("fma", 3): return .sum([.product([arguments[0], arguments[1]]), arguments[2]])
    default: return nil
    }
  }

  private static let unary: [String: Tree.Function] = [
    "exp": .exp, "log": .log, "sqrt": .sqrt, "fabs": .abs, "floor": .floor, "ceil": .ceiling, "sin": .sin,
    "cos": .cos, "tan": .tan, "asin": .arcsin, "acos": .arccos, "atan": .arctan, "sinh": .sinh, "cosh": .cosh,
    "tanh": .tanh, "asinh": .arsinh, "acosh": .arcosh, "atanh": .artanh, "erf": .erf, "tgamma": .gamma,
    "lgamma": .logGamma,
  ]
}
