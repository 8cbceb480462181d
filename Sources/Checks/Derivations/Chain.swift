import Formulas
import Diagnostics
import Trees

/// Terms joined by relations, before it is known what their symbols range over.
struct Chain {
  var terms: [Tree]
  var relations: [Tree.Relation]
  var places: [SourceRange]
  /// What it is about.
  var names: [Name]
  var meanings: [Name: Meaning]
  /// Terms that the audit leaves alone.
  var skips: Set<Int> = []
  /// A definition's arguments: of these alone a constant of proportion is free.
  var parameters: Set<Name>?
  /// What it defines.
  var head: Name?
  /// Whether it claims to hold for all values: a single relation of undeclared symbols may be a condition.
  var isIdentity = true

  /// Puts the mean of x for an \u{305}x that the page says nothing of.
  ///
  /// - Returns: the names that were taken so.
  mutating func takeMeans(_ definitions: [String: Definition]) -> [Name] {
    var means: [Name: Tree] = [:]
    for name in names
    where name.accents == ["bar"] && meanings[name]?.domain == nil && meanings[name]?.value == nil {
      var array = name
      array.accents = []
      guard let rank = (meanings[array]?.domain ?? meanings[array]?.generic)?.rank, rank > 0 else { continue }
      means[name] = .mean(of: array)
    }
    guard !means.isEmpty else { return [] }
    terms = terms.map { $0.substituting(means) }
    names = names.filter { means[$0] == nil }
    return means.keys.sorted()
  }

  /// Puts what the page defines for symbols that the terms take as arguments: in `A(\eta) = -\log(1 - \phi)` with
  /// `\eta = …` beside it, η is no free number.
  mutating func takeDefinitions(_ definitions: [String: Definition], on page: String) {
    let open = Set(names.filter { meanings[$0]?.domain == nil && meanings[$0]?.value == nil })
    guard !open.isEmpty else { return }
    var calls: [Name: Tree] = [:]
    let found = definitions.values.filter { definition in
      definition.page == page && definition.parameters.isEmpty && open.contains(definition.name)
        && !places.contains { definition.range.bytes.overlaps($0.bytes) }
    }
    // Of several the last one: it is read with those before it in force.
    for definition in found.sorted(by: { $0.range.bytes.lowerBound > $1.range.bytes.lowerBound })
    where calls[definition.name] == nil {
      calls[definition.name] = .call(.init(definition.name, definition: definition.id, arguments: []))
      for (name, meaning) in definition.meanings where meanings[name] == nil { meanings[name] = meaning }
      names += definition.inputs
    }
    guard !calls.isEmpty else { return }
    terms = terms.map { $0.substituting(calls) }
    names = names.filter { calls[$0] == nil }.uniqued
  }

  /// In `x_t = a x_{t-1} + b = a (a x_{t-2} + b) + b` the second row puts the first in for x_{t-1}. By links, the left sides
  /// in which that is done; what it brings in means what it means a step later.
  mutating func unfold(_ definitions: [String: Definition]) -> [Int: Tree] {
    guard let head, head.label != nil else { return [:] }
    var found: [Int: Tree] = [:]
    for link in relations.indices where relations[link] == .equal && link + 1 < terms.count {
      let before = Set(terms[link].dependencies(definitions))
      let new = terms[link + 1].dependencies(definitions).filter {
        !before.contains($0) && meanings[$0]?.domain == nil
      }
      guard !new.isEmpty else { continue }
      for step in [-1, 1] {
        guard let other = head.moved(by: step), before.contains(other) else { continue }
        // Where an earlier row has gone a step already, the one after it goes from there.
        guard let body = terms[0].moved(by: step) else { continue }
        let whole = terms[link].substituting([other: body])
        guard Set(new).isSubset(of: whole.dependencies(definitions)) else { continue }
        found[link] = whole
        for name in whole.dependencies(definitions) where meanings[name]?.domain == nil {
          guard let origin = name.moved(by: -step), var meaning = meanings[origin] else { continue }
          meaning.name = name
          meanings[name] = meaning
        }
        names = (names + whole.dependencies(definitions)).uniqued
      }
    }
    return found
  }

  /// `\mathbf o` beside `o_j`, where only o is declared: one and the same.
  mutating func takeElements() {
    var plain: [Name: Tree] = [:]
    for name in names where name.isBold {
      var other = name
      other.isBold = false
      guard names.contains(other), let bold = meanings[name], let thin = meanings[other],
        let source = bold.source,
        source == thin.source, let domain = thin.domain, domain.rank > 0, domain.rank == bold.domain?.rank
      else { continue }
      plain[name] = .symbol(other)
    }
    guard !plain.isEmpty else { return }
    terms = terms.map { $0.substituting(plain) }
    names = names.filter { plain[$0] == nil }
  }

  /// Whether a free letter stands for a place of an array whose length is free too.
  var hasFreePlaces: Bool {
    terms.contains { term in
      term.contains { part in
        guard case .element(_, let indices) = part else { return false }
        return indices.contains { index in
          if case .symbol(let name) = index {
            names.contains(name) && meanings[name]?.role != .length
          } else {
            false
          }
        }
      }
    }
  }

  /// Links one of whose terms speaks of a name in a set.
  func links(about open: Set<Name>, _ definitions: [String: Definition]) -> Set<Int> {
    let isOpen = terms.map { !open.isDisjoint(with: $0.dependencies(definitions)) }
    return Set(relations.indices.filter { $0 + 1 < terms.count && (isOpen[$0] || isOpen[$0 + 1]) })
  }
}

extension Tree {
  fileprivate static func mean(of array: Name) -> Tree {
    let index = Name("i", primes: 9)
    let count = Tree.apply(.length, [.symbol(array)])
    let sum = Tree.Fold(.sum, index, .integers(.number(1), count), .element(.symbol(array), [.symbol(index)]))
    return .quotient(.fold(sum), count)
  }
}

extension Name {
  /// The name one step on or back: x_{t-1} for x_t, x_t for x_{t+1}; nil where no step is in it.
  fileprivate func moved(by step: Int) -> Name? {
    guard let label, let letter = label.first,
      label.count == 1 || label.dropFirst().first == "-" || label.dropFirst().first == "+",
      letter.isLowercase, let offset = label.count == 1 ? 0 : Int(label.dropFirst())
    else { return nil }
    var copy = self
    let next = offset + step
    copy.label = next == 0 ? String(letter) : "\(letter)\(next > 0 ? "+" : "-")\(abs(next))"
    return copy
  }
}

extension Tree {
  /// The same a step on or back; nil where an index stands otherwise than in names.
  fileprivate func moved(by step: Int) -> Tree? {
    var values: [Name: Tree] = [:]
    for name in freeSymbols {
      if let next = name.moved(by: step) { values[name] = .symbol(next) }
    }
    return values.isEmpty ? nil : substituting(values)
  }
}

extension Chain {
  /// The links on either side of a term.
  func links(around term: Int) -> Set<Int> {
    Set([term - 1, term].filter { relations.indices.contains($0) && $0 + 1 < terms.count })
  }
}
