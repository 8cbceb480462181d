import Typesetting
import Trees

/// A function of one number that is made of others, and that the field knows by name.
///
/// A row here is all that it takes: values, derivatives, proofs and JavaScript are those of the body. A page's own
/// definition of the name goes before it; a name that the field uses for two functions is none of these.
struct CompositeFunction: Sendable {
  let spellings: Set<String>
  package let body: @Sendable (Tree) -> Tree

  init(_ spellings: String..., body: @escaping @Sendable (Tree) -> Tree) {
    self.spellings = Set(spellings)
    self.body = body
  }

  package static let all = [
    // The standard normal distribution function, (1 + erf(x / √2)) / 2.
    CompositeFunction("Φ") { normal($0) },
    CompositeFunction("erfc") { .sum([.number(1), .negate(.apply(.erf, [$0]))]) },
    CompositeFunction("logit") { .apply(.log, [.quotient($0, .sum([.number(1), .negate($0)]))]) },
    // Hermite's cubic between 0 and 1, constant outside.
    CompositeFunction("smoothstep") { x in
      let t = Tree.apply(.min, [.number(1), .apply(.max, [.number(0), x])])
      return .product([.power(t, .number(2)), .sum([.number(3), .negate(.product([.number(2), t]))])])
    },
    CompositeFunction("GELU", "gelu") { .product([$0, normal($0)]) },
    CompositeFunction("SiLU", "silu") { .product([$0, .apply(.sigmoid, [$0])]) },
    CompositeFunction("Mish", "mish") { .product([$0, .apply(.tanh, [.apply(.softplus, [$0])])]) },
    CompositeFunction("ReLU6") { .apply(.min, [.apply(.relu, [$0]), .number(6)]) },
    CompositeFunction("softsign") { .quotient($0, .sum([.number(1), .apply(.abs, [$0])])) },
    CompositeFunction("logsigmoid", "LogSigmoid") { .apply(.log, [.apply(.sigmoid, [$0])]) },
    CompositeFunction("expm1") { .sum([.apply(.exp, [$0]), .negate(.number(1))]) },
    CompositeFunction("log1p") { .apply(.log, [.sum([.number(1), $0])]) },
  ]

  package static func named(_ name: Name) -> CompositeFunction? {
    guard name == Name(name.base) else { return nil }
    return all.first { $0.spellings.contains(name.base) }
  }

  private static func normal(_ x: Tree) -> Tree {
    let error = Tree.apply(.erf, [.quotient(x, .apply(.sqrt, [.number(2)]))])
    return .product([.quotient(.number(1), .number(2)), .sum([.number(1), error])])
  }
}

extension Parser {
  /// `Φ(x)`, of one number.
  mutating func composite(_ name: Name) throws(ParseError) -> Tree? {
    guard let function = CompositeFunction.named(name), let body = argumentsAhead() else { return nil }
    var probe = self
    let range = probe.takeArguments()
    let arguments = try probe.list(body, end: range.upperBound - 1)
    guard arguments.count == 1, shape(of: arguments[0]) == .number else { return nil }
    self = probe
    return try scripted(function.body(arguments[0]))
  }
}
