import Diagnostics
import Snippets
import Trees

/// What code takes for symbols whose domains the page leaves unsaid: tried there, and said so.
extension Binding {
  /// The binding with a domain for each of these, by what the code takes for it; nil where that does not tell one.
  func assuming(_ names: [Name]) -> Binding? {
    var copy = self
    for name in names {
      guard var meaning = definition.meanings[name], meaning.domain == nil,
        let domain = assumedDomain(of: name, like: meaning.generic)
      else { return nil }
      meaning.domain = domain
      copy.definition.meanings[name] = meaning
    }
    return copy
  }

  /// How long arrays are of which nothing says it.
  static let anyLength = Name("d", label: "·")

  /// - Parameter generic: what the formula's own use shows.
  private func assumedDomain(of name: Name, like generic: Domain?) -> Domain? {
    guard let type = arguments.first(where: { $0.name == name })?.type else {
      guard var domain = generic else { return nil }
      if case .reals = domain.base { domain.values = domain.values.over(Self.moderate) }
      return domain
    }
    if case .function(let arity) = type {
      guard let generic, case .function(arity) = generic.base else { return nil }
      return generic
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
    case (_, .int): domain.values = domain.values.over(.integers(.number(0), .number(10)))
    case (_, .bool): domain.values = domain.values.over(.finite([.number(0), .number(1)]))
    case (_, .double), (_, .float): domain.values = domain.values.over(Self.moderate)
    default: return nil
    }
    return domain
  }

  /// Numbers at which nothing overflows that people write.
  static let moderate = Domain.Values.interval(
    .negate(.number(10)), .number(10), closedBelow: true, closedAbove: true)
}

extension Domain.Values {
  /// The same conditions on other values.
  fileprivate func over(_ base: Self) -> Self {
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
