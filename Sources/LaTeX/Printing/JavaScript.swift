import Trees

extension Tree {
  /// A JavaScript expression of a scalar formula, for sliders; `nil` if it has a part that has none.
  ///
  /// - Parameters:
  ///   - names: how each free symbol is written in JavaScript.
  ///   - definitions: what calls are inlined from.
  ///   - zeroLogZero: 0 · log 0 = 0; the script then calls `z` of `JavaScriptEngine.prelude`.
  package func javaScript(
    names: [Name: String], definitions: [String: Definition] = [:], zeroLogZero: Bool = false
  ) -> String? {
    guard let whole = try? inlining(definitions) else { return nil }
    return (zeroLogZero ? whole.withZeroProducts : whole).script(names)
  }

  /// A product that holds a logarithm becomes calls of `z`, two factors each.
  private var withZeroProducts: Tree {
    let inner = mapChildren(\.withZeroProducts)
    guard case .product(let factors) = inner, inner.isInfiniteOnlyByLogarithm else { return inner }
    return factors.dropFirst().reduce(factors[0]) { .apply(.hadamard, [$0, $1]) }
  }

  private func script(_ names: [Name: String]) -> String? {
    func joined(_ parts: [Tree], _ sign: String) -> String? {
      let texts = parts.compactMap { $0.script(names) }
      return texts.count == parts.count ? "(" + texts.joined(separator: sign) + ")" : nil
    }
    switch self {
    case .number(let number): return number.digits
    case .constant(.pi): return "Math.PI"
    case .constant(.e): return "Math.E"
    case .constant(.infinity): return "Infinity"
    case .constant(.eulerGamma): return "0.5772156649015329"
    case .symbol(let name): return names[name]
    case .negate(let a): return a.script(names).map { "(-\($0))" }
    case .sum(let terms): return joined(terms, " + ")
    case .product(let factors): return joined(factors, " * ")
    case .quotient(let a, let b): return joined([a, b], " / ")
    case .power(let a, let b): return joined([a, b], ", ").map { "Math.pow\($0)" }
    case .relation(let terms, let relations):
      var links: [String] = []
      for (position, relation) in relations.enumerated() where position + 1 < terms.count {
        guard let a = terms[position].script(names), let b = terms[position + 1].script(names),
          let sign = relation.script
        else { return nil }
        links.append("\(a) \(sign) \(b)")
      }
      return "(" + links.joined(separator: " && ") + ")"
    case .logic(.and, let parts): return joined(parts, " && ")
    case .logic(.or, let parts): return joined(parts, " || ")
    case .logic(.not, let parts): return joined(parts, "").map { "!" + $0 }
    case .logic(.yes, _): return "true"
    case .cases(let branches):
      var text = "NaN"
      for branch in branches.live.reversed() {
        guard let value = branch.value.script(names) else { return nil }
        guard let condition = branch.condition else {
          text = value
          continue
        }
        guard let test = condition.script(names) else { return nil }
        text = "(\(test) ? \(value) : \(text))"
      }
      return text
    case .apply(let function, let arguments):
      let texts = arguments.compactMap { $0.script(names) }
      return texts.count == arguments.count ? function.script(texts) : nil
    default: return nil
    }
  }
}

extension [Tree.Branch] {
  /// Without the branches whose conditions, between numbers, can be told: `1 = 0`.
  fileprivate var live: [Tree.Branch] {
    var kept: [Tree.Branch] = []
    for branch in self {
      switch branch.condition.map(\.verdict) ?? true {
      case true?: return kept + [Tree.Branch(branch.value, if: nil)]
      case false?: continue
      case nil: kept.append(branch)
      }
    }
    return kept
  }
}

extension Tree {
  fileprivate var verdict: Bool? {
    guard case .relation(let terms, let relations) = self, terms.count == 2, relations.count == 1,
      case .number(let a) = terms[0], case .number(let b) = terms[1]
    else { return nil }
    switch relations[0] {
    case .equal: return a == b
    case .unequal: return a != b
    default: return nil
    }
  }
}

extension Tree.Relation {
  fileprivate var script: String? {
    switch self {
    case .equal, .defined, .identical: "==="
    case .unequal: "!=="
    case .less, .greater: rawValue
    case .lessOrEqual: "<="
    case .greaterOrEqual: ">="
    default: nil
    }
  }
}

extension Tree.Function {
  fileprivate func script(_ texts: [String]) -> String? {
    let x = texts.first ?? ""
    let list = texts.joined(separator: ", ")
    switch (self, texts.count) {
    case (.exp, 1), (.log, 1), (.sqrt, 1), (.abs, 1), (.floor, 1), (.sign, 1), (.sin, 1), (.cos, 1),
      (.tan, 1),
      (.sinh, 1), (.cosh, 1), (.tanh, 1), (.min, _), (.max, _):
      return "Math.\(rawValue)(\(list))"
    case (.ceiling, 1): return "Math.ceil(\(x))"
    case (.arcsin, 1): return "Math.asin(\(x))"
    case (.arccos, 1): return "Math.acos(\(x))"
    case (.arctan, 1): return "Math.atan(\(x))"
    case (.arctan2, 2): return "Math.atan2(\(list))"
    case (.arsinh, 1): return "Math.asinh(\(x))"
    case (.arcosh, 1): return "Math.acosh(\(x))"
    case (.artanh, 1): return "Math.atanh(\(x))"
    case (.cot, 1): return "(1 / Math.tan(\(x)))"
    case (.sec, 1): return "(1 / Math.cos(\(x)))"
    case (.csc, 1): return "(1 / Math.sin(\(x)))"
    case (.logBase, 2): return "(Math.log(\(texts[1])) / Math.log(\(x)))"
    case (.root, 2): return "Math.pow(\(texts[1]), 1 / \(x))"
    case (.sigmoid, 1): return "(1 / (1 + Math.exp(-\(x))))"
    case (.softplus, 1): return "(Math.max(\(x), 0) + Math.log1p(Math.exp(-Math.abs(\(x)))))"
    case (.detached, 1): return x
    case (.relu, 1): return "Math.max(\(x), 0)"
    case (.modulo, 2): return "(\(x) - \(texts[1]) * Math.floor(\(x) / \(texts[1])))"
    case (.hadamard, 2): return "z(\(list))"
    case (.indicator, 1): return "(\(x) ? 1 : 0)"
    default: return nil
    }
  }
}
