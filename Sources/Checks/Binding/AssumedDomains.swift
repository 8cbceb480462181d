import Diagnostics
import Snippets
import Trees

/// What code takes for symbols whose domains the page leaves unsaid: tried there, and said so.
extension Binding {
  /// The binding with a domain for each of these, by what the code takes for it; nil where that does not tell one.
  func assuming(_ names: [Name], definitions: [String: Definition]) -> Binding? {
    var copy = self
    let body = definition.writtenOut(definitions)?.body ?? definition.body
    for name in names {
      var meaning = definition.meanings[name] ?? Meaning(name, .parameter, origin: .customary)
      guard meaning.domain == nil, let domain = assumedDomain(of: name, like: meaning.generic, in: body)
      else { return nil }
      meaning.domain = domain
      copy.definition.meanings[name] = meaning
    }
    return copy
  }

  /// How long arrays are of which nothing says it.
  static let anyLength = Name("d", label: "·")

  /// - Parameter generic: what the formula's own use shows.
  private func assumedDomain(of name: Name, like generic: Domain?, in body: Tree) -> Domain? {
    guard let type = arguments.first(where: { $0.name == name })?.type else {
      guard var domain = generic else { return nil }
      if case .reals = domain.base { domain.values = domain.values.over(Self.moderate) }
      return domain
    }
    if case .function(let arity) = type {
      if let generic, case .function(arity) = generic.base { return generic }
      return body.applies(name, to: arity) ? Domain(.function(arity: arity)) : nil
    }
    var domain = generic ?? Domain(Self.moderate)
    guard domain.rank == type.rank || domain.rank == 0 else { return nil }
    if domain.rank == 0 {
      let length = Tree.symbol(Self.anyLength)
      let sides = type.fields.map { [Tree.number(Number(UInt($0.count)))] } ?? []
      domain.shape = sides + Array(repeating: length, count: type.rank - sides.count)
    }
    switch (domain.base, type.scalar) {
    case (.finite, _): break
    case (.function, _): return nil
    case (_, .int) where name.equals(in: body, definition.meanings) != nil:
      domain.values = domain.values.over(name.equals(in: body, definition.meanings) ?? Self.moderate)
    case (_, .int) where isFlag: domain.values = domain.values.over(.finite([.number(0), .number(1)]))
    case (_, .int): domain.values = domain.values.over(.integers(.number(0), .number(10)))
    case (_, .bool): domain.values = domain.values.over(.finite([.number(0), .number(1)]))
    case (_, .double), (_, .float):
      domain.values = domain.values.over(range(of: name, in: body))
    default: return nil
    }
    return domain
  }

  /// Whether the code asks of whole numbers only whether they are 1, or 0.
  private var isFlag: Bool {
    let equalities = SwiftEqualities(of: function)
    return equalities.numbers.isSubset(of: [0, 1]) && equalities.numbers.contains(1) && !equalities.hasOthers
  }

  /// Where the code has a value of its own, numbers of its sign and size; positive where only those have a logarithm.
  private func range(of name: Name, in body: Tree) -> Domain.Values {
    if let size = defaultValue(of: name).flatMap(Double.init), size > 0 {
      let top: Tree = .number(Number(UInt(max(1, (size * 10).rounded(.up)).rounded())))
      return .interval(.number(0), size < 1 ? .number(1) : top, closedBelow: false, closedAbove: size >= 1)
    }
    // `|D|` of a document D: how large it is, which no code takes a sign for.
    if body.speaksOnlyOfSize(of: name) {
      return .interval(.number(0), .number(10), closedBelow: true, closedAbove: true)
    }
    if body.takesLogarithm(of: name) {
      return .interval(.number(0), .number(10), closedBelow: false, closedAbove: true)
    }
    return Self.moderate
  }

  private func defaultValue(of name: Name) -> String? {
    guard let argument = arguments.first(where: { $0.name == name }) else { return nil }
    let parameter = function.parameters[argument.parameter]
    guard let field = argument.field else { return parameter.defaultValue }
    return parameter.shape.fields?[field].defaultValue
  }

  /// Numbers at which nothing overflows that people write.
  static let moderate = Domain.Values.interval(
    .negate(.number(10)), .number(10), closedBelow: true, closedAbove: true)
}

extension Tree {
  fileprivate func applies(_ name: Name, to count: Int) -> Bool {
    contains { tree in
      if case .applied(.symbol(name), let arguments) = tree { arguments.count == count } else { false }
    }
  }

  /// Whether a symbol stands in bars alone.
  fileprivate func speaksOnlyOfSize(of name: Name) -> Bool {
    if case .apply(.abs, [.symbol(name)]) = self { return true }
    if case .symbol(name) = self { return false }
    return children.allSatisfy { $0.speaksOnlyOfSize(of: name) }
  }

  /// `\log p_i`
  fileprivate func takesLogarithm(of name: Name) -> Bool {
    contains { tree in
      guard case .apply(.log, let arguments) = tree else { return false }
      return switch arguments.last {
      case .symbol(name), .element(.symbol(name), _): true
      default: false
      }
    }
  }
}

extension Domain.Values {
  /// The same conditions on other values.
  func over(_ base: Self) -> Self {
    if case .filtered(let inner, let condition) = self {
      .filtered(inner.over(base), condition)
    } else {
      base
    }
  }
}

extension Message {
  /// Said beside what was found where no domain was declared.
  static func assumed(_ domains: [String]) -> Message {
    let list = domains.joined(separator: ", ")
    return Message(zh: "没有写明取值范围, 按 \(list) 核对", en: "no domain is declared; checked for \(list)")
  }
}

extension DefinitionPlan {
  var assumedDomains: [String] { definition.domains(of: assumed).map { "$\($0)$" } }
}

extension Diagnostic {
  /// What was found is of a domain that nobody declared.
  static func assumedDomain(
    _ names: [Name], _ domains: [String], at range: SourceRange, samples: [String?] = []
  ) -> Diagnostic {
    var note = noDomain(names, names[0], at: range, samples: samples)
    note.severity = .note
    note.consequence = .content
    if !domains.isEmpty { note.facts.append(.assumed(domains)) }
    return note
  }
}

extension Name {
  /// Where the elements lie that a formula asks to be this: c of `\mathbb{1}[c_i = j]`.
  fileprivate func equals(in body: Tree, _ meanings: [Name: Meaning]) -> Domain.Values? {
    var found: Domain.Values?
    _ = body.contains { tree in
      guard case .relation(let sides, [.equal]) = tree, sides.contains(.symbol(self)) else { return false }
      for case .element(.symbol(let array), _) in sides { found = found ?? meanings[array]?.domain?.base }
      return found != nil
    }
    return found
  }
}
