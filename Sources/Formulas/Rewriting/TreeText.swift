// Formulas as S-expressions: for hashes of a meaning, and to know again what was checked before.

extension Tree {
  /// The tree as an S-expression.
  package func text(_ wording: Wording) -> String {
    switch self {
    case .number(let number): return number.digits
    case .constant(let constant): return "(const \(constant.rawValue))"
    case .symbol(let name): return name.canonical
    case .element(let array, let indices): return wording.form("at", [array] + indices)
    case .negate(let a): return wording.form("neg", [a])
    case .sum(let terms): return wording.form("+", sorted: terms)
    case .product(let factors):
      // Matrices do not commute; only what may be one is kept in order.
      return factors.contains(where: \.mayBeMatrix)
        ? wording.form("·", factors) : wording.form("*", sorted: factors)
    case .quotient(let a, let b): return wording.form("/", [a, b])
    case .power(let a, let b): return wording.form("^", [a, b])
    case .apply(let function, let arguments): return wording.form("fn " + function.rawValue, arguments)
    case .call(let call):
      let definition = wording.definition(call.definition)
      let settings = call.settings.map { "(set \($0.name.canonical) \($0.value.text(wording)))" }.sorted()
      let parts =
        [call.name.canonical, Self.quoted(definition)] + call.arguments.map { $0.text(wording) } + settings
      return "(call " + parts.joined(separator: " ") + ")"
    case .fold(let fold):
      let kind: String
      switch fold.range {
      case .integers: kind = "to"
      case .set: kind = "over"
      case .whole: kind = "whole"
      }
      let head = "(fold \(fold.kind.rawValue) \(kind) \(fold.index.canonical) "
      return head + (fold.range.children + [fold.body]).map { $0.text(wording) }.joined(separator: " ") + ")"
    case .cases(let branches):
      let parts = branches.map { "(\($0.value.text(wording)) \($0.condition?.text(wording) ?? "else"))" }
      return "(cases " + parts.joined(separator: " ") + ")"
    case .relation(let terms, let relations):
      return wording.form("rel " + relations.map(\.rawValue).joined(separator: ","), terms)
    case .logic(let connective, let parts): return wording.form(connective.rawValue, parts)
    case .quantified(let quantifier, let bindings, let body):
      let names = bindings.map { "(\($0.name.canonical) \($0.set?.text(wording) ?? "any"))" }
      return "(\(quantifier.rawValue) " + (names + [body.text(wording)]).joined(separator: " ") + ")"
    case .set(let form): return form.text(wording)
    case .tuple(let members): return wording.form("tuple", members)
    case .derivative(let body, let name, let order):
      return wording.form("d \(order) \(name.canonical)", [body])
    case .integral(let body, let name, let from, let to):
      return wording.form("integral \(name.canonical)", [from, to, body])
    case .limit(let body, let name, let to, let side):
      return wording.form("limit \(side.rawValue) \(name.canonical)", [to, body])
    }
  }

  fileprivate static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private var mayBeMatrix: Bool {
    switch self {
    case .tuple, .apply(.transpose, _), .apply(.matrixProduct, _), .apply(.outer, _): true
    default: false
    }
  }
}

extension Name {
  fileprivate var canonical: String {
    var text = "(name " + Tree.quoted(base)
    for accent in accents { text += " a" + Tree.quoted(accent) }
    if isBold { text += " bold" }
    if let label { text += " l" + Tree.quoted(label) }
    if let mark { text += " m" + Tree.quoted(mark) }
    if primes > 0 { text += " p\(primes)" }
    return text + ")"
  }
}

extension Tree.SetForm {
  fileprivate func text(_ wording: Wording) -> String {
    switch self {
    case .finite(let members): wording.form("set", sorted: members)
    case .interval(let lower, let upper, let below, let above):
      wording.form("interval " + (below ? "[" : "(") + (above ? "]" : ")"), [lower, upper])
    case .reals: "reals"
    case .positiveReals: "positive-reals"
    case .nonnegativeReals: "nonnegative-reals"
    case .integers: "integers"
    case .naturals: "naturals"
    case .rationals: "rationals"
    case .arrays(let element, let lengths): wording.form("arrays", [element] + lengths)
    case .functions(let from, let to): wording.form("functions", [from, to])
    case .union(let sets): wording.form("union", sorted: sets)
    case .intersection(let sets): wording.form("intersection", sorted: sets)
    case .difference(let a, let b): wording.form("difference", [a, b])
    case .filtered(let name, let set, let condition):
      "(filtered \(name.canonical) \(set?.text(wording) ?? "any") \(condition.text(wording)))"
    }
  }
}

extension Domain {
  fileprivate func text(_ wording: Wording) -> String {
    "(domain \(values.text(wording)) " + shape.map { $0.text(wording) }.joined(separator: " ")
      + (wording == .exact ? " open \(openLengths))" : ")")
  }
}

extension Domain.Values {
  fileprivate func text(_ wording: Wording) -> String {
    switch self {
    case .interval(let lower, let upper, let below, let above):
      wording.form("interval " + (below ? "[" : "(") + (above ? "]" : ")"), [lower, upper])
    case .finite(let members): wording.form("set", sorted: members)
    case .integers(let lower, let upper):
      "(integers \(lower?.text(wording) ?? "below") \(upper?.text(wording) ?? "above"))"
    case .reals: "reals"
    case .function(let arity): "(function \(arity))"
    case .filtered(let values, let name, let condition):
      "(filtered \(values.text(wording)) \(name.canonical) \(condition.text(wording)))"
    }
  }
}

extension Definition {
  /// Its head, every row, domains and defaults; places apart, all that its checks depend on when exact, but for
  /// what it calls.
  package func text(_ wording: Wording) -> String {
    var parts = [name.canonical] + parameters.map(\.canonical)
    parts += rows.map { "(\($0.relation.rawValue) \($0.value.text(wording)))" }
    parts.append(meanings.text(wording))
    if declaresZeroLogZero { parts.append("0log0") }
    if wording == .exact {
      parts += [Tree.quoted(id), "\(ranks)", "(inputs"] + inputs.map(\.canonical) + ["implicit"]
      parts += implicit.map(\.canonical) + [")"]
    }
    return "(definition " + parts.joined(separator: " ") + ")"
  }
}

extension Statement {
  package func text(_ wording: Wording) -> String {
    let text = "(statement \(proposition.text(wording)) \(meanings.text(wording))"
    return text + (declaresZeroLogZero ? " 0log0)" : ")")
  }
}

extension [Name: Meaning] {
  fileprivate func text(_ wording: Wording) -> String {
    let parts = values.map { meaning in
      let (domain, value) = (meaning.domain?.text(wording) ?? "-", meaning.value?.text(wording) ?? "-")
      let part = "(\(meaning.name.canonical) \(domain) \(value))"
      return wording == .exact ? part + " \(meaning.role.rawValue) \(meaning.origin.rawValue)" : part
    }
    return "(where " + parts.sorted(by: Fingerprint.precedes).joined(separator: " ") + ")"
  }
}

/// What a tree's text keeps of how it was written.
package enum Wording: Sendable {
  /// The order of terms and factors, and whole identifiers: what is evaluated, step by step.
  case exact
  /// Nothing: sums and products are sorted.
  case sorted

  fileprivate func form(_ head: String, _ parts: [Tree]) -> String {
    "(" + ([head] + parts.map { $0.text(self) }).joined(separator: " ") + ")"
  }

  /// Parts whose order means nothing.
  fileprivate func form(_ head: String, sorted parts: [Tree]) -> String {
    guard self == .sorted else { return form(head, parts) }
    let texts = parts.map { $0.text(self) }.sorted(by: Fingerprint.precedes)
    return "(" + ([head] + texts).joined(separator: " ") + ")"
  }

  /// A definition's page may move: only what follows it counts for the meaning.
  fileprivate func definition(_ id: String) -> String {
    self == .exact ? id : id.split(separator: "#").last.map(String.init) ?? ""
  }
}
