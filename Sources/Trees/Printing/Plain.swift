extension Tree {
  /// One readable line: `−α·(1 − p)^γ·log p`.
  package var plain: String { plain(in: .statement) }

  /// How tightly a node binds, loosest first.
  enum Tightness: Int, Comparable {
    case statement, either, both, relation, sum, negation, product, power, atom

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  var tightness: Tightness {
    switch self {
    case .quantified, .logic(.implies, _), .logic(.iff, _), .cases: .statement
    case .logic(.or, _): .either
    case .logic(.and, _): .both
    case .relation: .relation
    case .sum: .sum
    case .negate, .fold, .limit, .integral: .negation
    case .product, .quotient, .derivative: .product
    case .power: .power
    case .apply(let function, let arguments):
      switch function {
      case .hadamard, .matrixProduct, .outer, .modulo: .product
      case .transpose, .factorial: .power
      default: Self.isWordBeforeArgument(function) && arguments.count == 1 ? .product : .atom
      }
    case .logic, .number, .constant, .symbol, .bound, .element, .call, .applied, .set, .tuple: .atom
    }
  }

  private func plain(in context: Tightness) -> String {
    let text = plainAlone
    return tightness < context ? "(\(text))" : text
  }

  private var plainAlone: String {
    switch self {
    case .number(let number): return number.digits
    case .constant(let constant): return Self.letter(constant)
    case .symbol(let name): return name.plain
    case .bound(let index): return "⟨\(index)⟩"
    case .element(let array, let indices):
      let places = indices.map { $0.plain(in: .sum) }.joined(separator: ",")
      let isShort = places.count == 1
      return array.plain(in: .atom) + (isShort ? "_" + places : "_{\(places)}")
    case .negate(let a): return "−" + a.plain(in: .product)
    case .sum(let terms): return Self.plainSum(terms)
    case .product(let factors): return Self.plainProduct(factors)
    case .quotient(let a, let b): return a.plain(in: .product) + "/" + b.plain(in: .power)
    case .power(let a, let b): return a.plain(in: .atom) + "^" + b.plain(in: .atom)
    case .apply(let function, let arguments): return Self.plainApply(function, arguments)
    case .call(let call): return call.plain
    case .applied(let function, let arguments):
      return function.plain(in: .atom) + "(" + arguments.map(\.plain).joined(separator: ", ") + ")"
    case .fold(let fold): return fold.plain
    case .cases(let branches):
      return "{ "
        + branches.map { branch in
          branch.value.plain(in: .sum) + (branch.condition.map { " if " + $0.plain } ?? " otherwise")
        }.joined(separator: "; ") + " }"
    case .relation(let terms, let relations):
      var text = terms.first?.plain(in: .sum) ?? ""
      for (relation, term) in zip(relations, terms.dropFirst()) {
        text += " \(relation.rawValue) " + term.plain(in: .sum)
      }
      return text
    case .logic(let connective, let parts): return Self.plainLogic(connective, parts)
    case .quantified:
      guard let (quantifier, bindings, body) = quantifiers() else { return "" }
      let names = bindings.map { $0.name.plain + ($0.set.map { " ∈ " + $0.plain(in: .sum) } ?? "") }
      return (quantifier == .all ? "∀ " : "∃ ") + names.joined(separator: ", ") + ": " + body.plain
    case .set(let form): return form.plain
    case .tuple(let members): return "(" + members.map(\.plain).joined(separator: ", ") + ")"
    case .derivative(let scope, let place, let order):
      let power = order == 1 ? "" : "^\(order)"
      func written(_ name: Name, _ body: Tree) -> String {
        "d\(power)/d\(name.plain)\(power) " + body.plain(in: .atom)
      }
      if case .symbol(let name) = place, let body = scope.opened(as: name) { return written(name, body) }
      let (name, body) = scope.opened
      return "(" + written(name, body) + ")|_{\(name.plain) = \(place.plain)}"
    case .integral(let scope, let from, let to):
      let (name, body) = scope.opened
      return "∫_{\(from.plain)}^{\(to.plain)} " + body.plain(in: .product) + " d" + name.plain
    case .limit(let scope, let to, let side):
      let (name, body) = scope.opened
      let mark = side == .above ? "⁺" : side == .below ? "⁻" : ""
      return "lim_{\(name.plain)→\(to.plain)\(mark)} " + body.plain(in: .product)
    }
  }

  private static func plainSum(_ terms: [Tree]) -> String {
    var text = terms.first?.plain(in: .negation) ?? ""
    for term in terms.dropFirst() {
      if case .negate(let taken) = term {
        text += " − " + taken.plain(in: .product)
      } else {
        text += " + " + term.plain(in: .product)
      }
    }
    return text
  }

  private static func plainProduct(_ factors: [Tree]) -> String {
    factors.enumerated().map { position, factor in
      // `log p·q` would read as one argument: a word's argument ends only with the product.
      var needsBrackets = false
      if case .quotient = factor, position > 0 { needsBrackets = true }
      if case .product = factor { needsBrackets = true }
      if case .apply(let function, _) = factor, isWordBeforeArgument(function), position < factors.count - 1 {
        return plainApply(function, [], inBrackets: factor.children)
      }
      return needsBrackets ? "(\(factor.plain))" : factor.plain(in: .product)
    }.joined(separator: "·")
  }

  private static func plainApply(
    _ function: Function, _ arguments: [Tree], inBrackets: [Tree]? = nil
  ) -> String {
    if let inBrackets {
      return plainName(function) + "(" + inBrackets.map(\.plain).joined(separator: ", ") + ")"
    }
    switch (function, arguments.count) {
    case (.abs, 1): return "|" + arguments[0].plain + "|"
    case (.norm, 1): return "‖" + arguments[0].plain + "‖"
    case (.norm1, 1): return "‖" + arguments[0].plain + "‖₁"
    case (.normInfinity, 1): return "‖" + arguments[0].plain + "‖∞"
    case (.floor, 1): return "⌊" + arguments[0].plain + "⌋"
    case (.ceiling, 1): return "⌈" + arguments[0].plain + "⌉"
    case (.factorial, 1): return arguments[0].plain(in: .atom) + "!"
    case (.transpose, 1): return arguments[0].plain(in: .atom) + "^⊤"
    case (.sqrt, 1): return "√" + arguments[0].plain(in: .atom)
    case (.indicator, 1): return "1[" + arguments[0].plain + "]"
    case (.inner, 2): return "⟨" + arguments.map(\.plain).joined(separator: ", ") + "⟩"
    case (.hadamard, _): return arguments.map { $0.plain(in: .power) }.joined(separator: " ⊙ ")
    case (.matrixProduct, _): return arguments.map { $0.plain(in: .power) }.joined(separator: " ")
    case (.outer, 2): return arguments.map { $0.plain(in: .power) }.joined(separator: " ⊗ ")
    case (.modulo, 2): return arguments.map { $0.plain(in: .power) }.joined(separator: " mod ")
    case (_, 1) where isWordBeforeArgument(function) && arguments[0].tightness >= .power:
      return plainName(function) + " " + arguments[0].plain
    default:
      return plainName(function) + "(" + arguments.map(\.plain).joined(separator: ", ") + ")"
    }
  }

  private static func plainLogic(_ connective: Connective, _ parts: [Tree]) -> String {
    switch connective {
    case .yes: "true"
    case .not: "¬" + parts.map { $0.plain(in: .atom) }.joined()
    case .and: parts.map { $0.plain(in: .both) }.joined(separator: " ∧ ")
    case .or: parts.map { $0.plain(in: .either) }.joined(separator: " ∨ ")
    case .implies: parts.map { $0.plain(in: .either) }.joined(separator: " ⟹ ")
    case .iff: parts.map { $0.plain(in: .either) }.joined(separator: " ⟺ ")
    }
  }

  /// `log p`, `sin x`: written before their argument without brackets.
  static func isWordBeforeArgument(_ function: Function) -> Bool {
    switch function {
    case .exp, .log, .sin, .cos, .tan, .cot, .sec, .csc, .arcsin, .arccos, .arctan, .sinh, .cosh, .tanh: true
    default: false
    }
  }

  package static func plainName(_ function: Function) -> String {
    switch function {
    case .gamma: "Γ"
    case .logGamma: "log Γ"
    case .sigmoid: "σ"
    case .determinant: "det"
    case .expectation: "E"
    case .variance: "Var"
    case .entropy: "H"
    case .kl: "KL"
    case .ceiling: "ceil"
    case .sign: "sgn"
    default: function.rawValue
    }
  }

  package static func letter(_ constant: Constant) -> String {
    switch constant {
    case .pi: "π"
    case .e: "e"
    case .infinity: "∞"
    case .eulerGamma: "γ_E"
    }
  }
}

extension Tree.Call {
  var plain: String {
    var inside = arguments.map(\.plain).joined(separator: ", ")
    if !settings.isEmpty {
      inside += "; " + settings.map { $0.name.plain + " = " + $0.value.plain }.joined(separator: ", ")
    }
    return "\(name.plain)(\(inside))"
  }
}

extension Tree.Fold {
  var plain: String {
    let sign =
      switch kind {
      case .sum: "∑"
      case .product: "∏"
      default: kind.rawValue
      }
    let (index, body) = scope.opened
    let place =
      switch range {
      case .integers(let lower, let upper): "_{\(index.plain)=\(lower.plain)}^{\(upper.plain)}"
      case .set(let set): "_{\(index.plain) ∈ \(set.plain)}"
      case .whole: "_\(index.plain)"
      }
    return sign + place + " " + (body.tightness < .product ? "(\(body.plain))" : body.plain)
  }
}

extension Tree.SetForm {
  var plain: String {
    switch self {
    case .finite(let members): "{" + members.map(\.plain).joined(separator: ", ") + "}"
    case .interval(let lower, let upper, let below, let above):
      (below ? "[" : "(") + lower.plain + ", " + upper.plain + (above ? "]" : ")")
    case .reals: "ℝ"
    case .positiveReals: "ℝ₊"
    case .nonnegativeReals: "ℝ≥0"
    case .integers: "ℤ"
    case .naturals: "ℕ"
    case .rationals: "ℚ"
    case .arrays(let element, let lengths): element.plain + "^" + Self.lengths(lengths)
    case .functions(let from, let to): from.plain + " → " + to.plain
    case .union(let sets): sets.map(\.plain).joined(separator: " ∪ ")
    case .intersection(let sets): sets.map(\.plain).joined(separator: " ∩ ")
    case .difference(let a, let b): a.plain + " \\ " + b.plain
    case .filtered(let set, let scope):
      "{" + scope.opened.name.plain + (set.map { " ∈ " + $0.plain } ?? "") + " | " + scope.opened.body.plain
        + "}"
    }
  }

  private static func lengths(_ lengths: [Tree]) -> String {
    let text = lengths.map(\.plain).joined(separator: "×")
    return lengths.count == 1 && text.count == 1 ? text : "(\(text))"
  }
}

extension Tree {
  /// A few words of the tree for a message.
  package var brief: String {
    let text = plain
    return text.count <= 60 ? text : text.prefix(59) + "…"
  }
}
