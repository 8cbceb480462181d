import Basics

extension Tree {
  /// 16 hexadecimal digits that stay as long as the meaning does: the order of a sum's terms and of a
  /// product's factors does not count, nor how anything was spelled. The same on every machine and run.
  package var meaningHash: String { Fingerprint.of(canonical) }

  /// One text for one meaning: an S-expression with sums and products sorted.
  var canonical: String {
    switch self {
    case .number(let number): return number.digits
    case .constant(let constant): return "(const \(constant.rawValue))"
    case .symbol(let name): return name.canonical
    case .bound(let index): return "(bound \(index))"
    case .element(let array, let indices): return Self.form("at", [array] + indices)
    case .negate(let a): return Self.form("neg", [a])
    case .sum(let terms): return Self.form("+", sorted: terms)
    case .product(let factors):
      // Matrices do not commute; only what may be one is kept in order.
      return factors.contains(where: \.mayBeMatrix)
        ? Self.form("·", factors) : Self.form("*", sorted: factors)
    case .quotient(let a, let b): return Self.form("/", [a, b])
    case .power(let a, let b): return Self.form("^", [a, b])
    case .apply(let function, let arguments): return Self.form("fn " + function.rawValue, arguments)
    case .call(let call):
      // A definition's page may move: only what follows it counts.
      let definition = call.definition.split(separator: "#").last.map(String.init) ?? ""
      let settings = call.settings.map { "(set \($0.name.canonical) \($0.value.canonical))" }.sorted()
      let parts = [call.name.canonical, Self.quoted(definition)] + call.arguments.map(\.canonical) + settings
      return "(call " + parts.joined(separator: " ") + ")"
    case .applied(let function, let arguments):
      // As a call of the name: so it was hashed before functions were symbols.
      guard case .symbol(let name) = function else { return Self.form("applied", [function] + arguments) }
      return "(call " + ([name.canonical, "\"\""] + arguments.map(\.canonical)).joined(separator: " ") + ")"
    case .fold(let fold):
      let (index, body) = fold.scope.opened
      let kind: String
      switch fold.range {
      case .integers: kind = "to"
      case .set: kind = "over"
      case .whole: kind = "whole"
      }
      let head = "(fold \(fold.kind.rawValue) \(kind) \(index.canonical) "
      return head + (fold.range.children + [body]).map(\.canonical).joined(separator: " ") + ")"
    case .cases(let branches):
      let parts = branches.map { "(\($0.value.canonical) \($0.condition?.canonical ?? "else"))" }
      return "(cases " + parts.joined(separator: " ") + ")"
    case .relation(let terms, let relations):
      return Self.form("rel " + relations.map(\.rawValue).joined(separator: ","), terms)
    case .logic(let connective, let parts): return Self.form(connective.rawValue, parts)
    case .quantified:
      guard let (quantifier, bindings, body) = quantifiers() else { return "" }
      let names = bindings.map { "(\($0.name.canonical) \($0.set?.canonical ?? "any"))" }
      return "(\(quantifier.rawValue) " + (names + [body.canonical]).joined(separator: " ") + ")"
    case .set(let form): return form.canonical
    case .tuple(let members): return Self.form("tuple", members)
    case .derivative(let scope, let place, let order):
      if case .symbol(let name) = place, let body = scope.opened(as: name) {
        return Self.form("d \(order) \(name.canonical)", [body])
      }
      let (name, body) = scope.opened
      return Self.form("d \(order) \(name.canonical)", [body, place])
    case .integral(let scope, let from, let to):
      let (name, body) = scope.opened
      return Self.form("integral \(name.canonical)", [from, to, body])
    case .limit(let scope, let to, let side):
      let (name, body) = scope.opened
      return Self.form("limit \(side.rawValue) \(name.canonical)", [to, body])
    }
  }

  fileprivate static func form(_ head: String, _ parts: [Tree]) -> String {
    "(" + ([head] + parts.map(\.canonical)).joined(separator: " ") + ")"
  }

  fileprivate static func form(_ head: String, sorted parts: [Tree]) -> String {
    "(" + ([head] + parts.map(\.canonical).sorted(by: Fingerprint.precedes)).joined(separator: " ") + ")"
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
  fileprivate var canonical: String {
    switch self {
    case .finite(let members): Tree.form("set", sorted: members)
    case .interval(let lower, let upper, let below, let above):
      Tree.form("interval " + (below ? "[" : "(") + (above ? "]" : ")"), [lower, upper])
    case .reals: "reals"
    case .positiveReals: "positive-reals"
    case .nonnegativeReals: "nonnegative-reals"
    case .integers: "integers"
    case .naturals: "naturals"
    case .rationals: "rationals"
    case .arrays(let element, let lengths): Tree.form("arrays", [element] + lengths)
    case .functions(let from, let to): Tree.form("functions", [from, to])
    case .union(let sets): Tree.form("union", sorted: sets)
    case .intersection(let sets): Tree.form("intersection", sorted: sets)
    case .difference(let a, let b): Tree.form("difference", [a, b])
    case .filtered(let set, let scope):
      Self.filtered(scope, set?.canonical ?? "any")
    }
  }

  private static func filtered(_ scope: Tree.Scope, _ set: String) -> String {
    let (name, condition) = scope.opened
    return "(filtered \(name.canonical) \(set) \(condition.canonical))"
  }
}

extension Domain {
  fileprivate var canonical: String {
    "(domain \(values.canonical) " + shape.map(\.canonical).joined(separator: " ") + ")"
  }
}

extension Domain.Values {
  fileprivate var canonical: String {
    switch self {
    case .interval(let lower, let upper, let below, let above):
      Tree.form("interval " + (below ? "[" : "(") + (above ? "]" : ")"), [lower, upper])
    case .finite(let members): Tree.form("set", sorted: members)
    case .integers(let lower, let upper):
      "(integers \(lower?.canonical ?? "below") \(upper?.canonical ?? "above"))"
    case .reals: "reals"
    case .function(let arity): "(function \(arity))"
    case .filtered(let values, let scope):
      "(filtered \(values.canonical) \(scope.opened.name.canonical) \(scope.opened.body.canonical))"
    }
  }
}

extension Definition {
  /// The same for a definition: its head, every row, domains and defaults.
  package var meaningHash: String {
    var parts = [name.canonical] + parameters.map(\.canonical)
    parts += rows.map { "(\($0.relation.rawValue) \($0.value.canonical))" }
    parts.append(meanings.canonical)
    if declaresZeroLogZero { parts.append("0log0") }
    return Fingerprint.of("(definition " + parts.joined(separator: " ") + ")")
  }
}

extension Statement {
  package var meaningHash: String {
    let text = "(statement \(proposition.canonical) \(meanings.canonical)"
    return Fingerprint.of(text + (declaresZeroLogZero ? " 0log0)" : ")"))
  }
}

extension [Name: Meaning] {
  fileprivate var canonical: String {
    let parts = values.map { meaning in
      "(\(meaning.name.canonical) \(meaning.domain?.canonical ?? "-") \(meaning.value?.canonical ?? "-"))"
    }
    return "(where " + parts.sorted(by: Fingerprint.precedes).joined(separator: " ") + ")"
  }
}

private enum Fingerprint {
  /// The finaliser is MurmurHash3's, against short texts that differ only at their end.
  static func of(_ text: String) -> String {
    var hash = fnv1a(text)
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    hash ^= hash >> 33
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// By bytes: the standard order of strings follows Unicode's tables, which change.
  static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
