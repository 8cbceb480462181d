import Trees

/// A tree as an S-expression that reads back: `(neg (* (^ q γ) (log p)))`.
extension Tree {
  package var text: String {
    switch self {
    case .number(let number): return number.digits
    case .constant(let constant): return "#" + constant.rawValue
    case .symbol(let name): return name.text
    case .bound(let index): return "(bound \(index))"
    case .applied(let function, let arguments): return Self.form("applied", [function] + arguments)
    case .element(let array, let indices): return Self.form("at", [array] + indices)
    case .negate(let a): return Self.form("neg", [a])
    case .sum(let terms): return Self.form("+", terms)
    case .product(let factors): return Self.form("*", factors)
    case .quotient(let a, let b): return Self.form("/", [a, b])
    case .power(let a, let b): return Self.form("^", [a, b])
    case .apply(let function, let arguments): return Self.form("fn " + function.rawValue, arguments)
    case .call(let call):
      let settings = call.settings.map { "(set \($0.name.text) \($0.value.text))" }
      // What a scope around it binds under its own letter is captured anew by reading.
      let captured = call.captured.filter { $0.value != .symbol($0.name) }
        .map { "(capture \($0.name.text) \($0.value.text))" }
      let parts =
        [call.name.text, "'" + call.definition.escaped] + call.arguments.map(\.text) + settings + captured
      return "(call " + parts.joined(separator: " ") + ")"
    case .fold(let fold): return fold.text
    case .cases(let branches):
      let parts = branches.map { "(case \($0.value.text)" + ($0.condition.map { " " + $0.text } ?? "") + ")" }
      return "(cases " + parts.joined(separator: " ") + ")"
    case .relation(let terms, let relations):
      return Self.form("rel " + relations.map(\.rawValue).joined(separator: ","), terms)
    case .logic(let connective, let parts): return Self.form("logic " + connective.rawValue, parts)
    case .quantified:
      guard let (quantifier, bindings, body) = quantifiers() else { return "" }
      let names = bindings.map { "(bind \($0.name.text)" + ($0.set.map { " " + $0.text } ?? "") + ")" }
      return "(quantified " + ([quantifier.rawValue] + names + [body.text]).joined(separator: " ") + ")"
    case .set(let form): return form.text
    case .tuple(let members): return Self.form("tuple", members)
    case .derivative(let scope, let place, let order):
      let (name, body) = scope.opened
      return "(d \(name.text) \(order) \(place.text) \(body.text))"
    case .integral(let scope, let from, let to):
      let (name, body) = scope.opened
      return "(integral \(name.text) \(from.text) \(to.text) \(body.text))"
    case .limit(let scope, let to, let side):
      let (name, body) = scope.opened
      return "(limit \(name.text) \(side.rawValue) \(to.text) \(body.text))"
    }
  }

  fileprivate static func form(_ head: String, _ parts: [Tree]) -> String {
    "(" + ([head] + parts.map(\.text)).joined(separator: " ") + ")"
  }
}

extension Tree.Fold {
  fileprivate var text: String {
    let (index, body) = scope.opened
    let over: String =
      switch range {
      case .integers(let lower, let upper): "(to \(lower.text) \(upper.text))"
      case .set(let set): "(over \(set.text))"
      case .whole: "(whole)"
      }
    return "(fold \(kind.rawValue) \(index.text) \(over) \(body.text))"
  }
}

extension Tree.SetForm {
  fileprivate var text: String {
    switch self {
    case .finite(let members): Tree.form("set", members)
    case .interval(let lower, let upper, let below, let above):
      Tree.form("interval \(Self.edge(below)) \(Self.edge(above))", [lower, upper])
    case .reals: "(reals)"
    case .positiveReals: "(positive-reals)"
    case .nonnegativeReals: "(nonnegative-reals)"
    case .integers: "(integers)"
    case .naturals: "(naturals)"
    case .rationals: "(rationals)"
    case .arrays(let element, let lengths): Tree.form("arrays", [element] + lengths)
    case .functions(let from, let to): Tree.form("functions", [from, to])
    case .union(let sets): Tree.form("union", sets)
    case .intersection(let sets): Tree.form("intersection", sets)
    case .difference(let a, let b): Tree.form("difference", [a, b])
    case .filtered(let set, let scope):
      "(filtered \(scope.opened.name.text) \(scope.opened.body.text)" + (set.map { " " + $0.text } ?? "")
        + ")"
    }
  }

  static func edge(_ isClosed: Bool) -> String { isClosed ? "closed" : "open" }
}

extension Name {
  /// `p`, `p|label=t`: nothing but the base where there is nothing else.
  package var text: String {
    var parts = [base.escaped]
    parts += accents.map { "accent=" + $0.escaped }
    if isBold { parts.append("bold") }
    if let label { parts.append("label=" + label.escaped) }
    if let mark { parts.append("mark=" + mark.escaped) }
    if primes != 0 { parts.append("primes=\(primes)") }
    return parts.joined(separator: "|")
  }

  init?(text: String) {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard let base = parts.first, !base.isEmpty else { return nil }
    self.init(base.unescaped)
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      switch (pair.first, pair.count) {
      case ("accent", 2): accents.append(pair[1].unescaped)
      case ("bold", 1): isBold = true
      case ("label", 2): label = pair[1].unescaped
      case ("mark", 2): mark = pair[1].unescaped
      case ("primes", 2): primes = Int(pair[1]) ?? 0
      default: return nil
      }
    }
  }
}

extension String {
  /// Without the characters that the text form uses itself.
  var escaped: String {
    var result = ""
    for scalar in unicodeScalars {
      if " ()|=%#'\n\t\"".unicodeScalars.contains(scalar) || result.isEmpty && (48...57 ~= scalar.value) {
        result += "%" + String(scalar.value, radix: 16) + ";"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  var unescaped: String {
    var result = ""
    var rest = Substring(self)
    while let start = rest.firstIndex(of: "%") {
      result += rest[..<start]
      rest = rest[rest.index(after: start)...]
      guard let end = rest.firstIndex(of: ";"), let value = UInt32(rest[..<end], radix: 16),
        let scalar = Unicode.Scalar(value)
      else { break }
      result.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
