import Trees

/// Values that come with a formula from outside, by the names that they spell.
struct GivenValues: Sendable {
  private(set) var byName: [Name: GivenValue] = [:]
  /// Names that carry an index as part of their spelling (`x_i`, `p_{ij}`), by the name without it.
  private(set) var indexed: [Name: [Name]] = [:]

  var isEmpty: Bool { byName.isEmpty }

  mutating func add(_ name: Name, _ value: GivenValue) {
    byName[name] = value
    guard let label = name.label, !value.lengths.isEmpty, label.allSatisfy(\.isLetter) else { return }
    var plain = name
    plain.label = nil
    indexed[plain, default: []].append(name)
  }

  func rank(_ name: Name) -> Int? { byName[name]?.lengths.count }

  /// Words that the names spell in several letters: `DAWG`, `h1`.
  var words: Set<String> { Set(byName.keys.map(\.base).filter { $0.unicodeScalars.count > 1 }) }
}

extension Parser {
  /// The name that these lexemes spell and nothing else: `h_{t-1}`, `W^{(l)}`, `dist`, `\Delta w`.
  static func spelledName(_ lexemes: [Lexeme]) -> Name? {
    if lexemes.count > 1, let word = lexemes.plainWord { return Name(word) }
    var rest = lexemes[...]
    guard let first = rest.popFirst(), var (name, _) = first.naming else { return nil }
    if name == Name("Δ"), case .name(let other, _)? = rest.first?.kind {
      name = other.differenced
      rest.removeFirst()
    }
    while let lexeme = rest.popFirst() {
      switch lexeme.kind {
      case .subscript(let script): name.label = scriptText(script)
      case .superscript(let script): name.mark = markText(script)
      case .primes(let count): name.primes += count
      default: return nil
      }
    }
    return name
  }
}

extension Name {
  /// `\Delta w` is one quantity.
  var differenced: Name {
    var copy = self
    copy.base = "Δ" + base
    return copy
  }

  /// Without subscript and superscript.
  var bare: Name {
    var copy = self
    copy.label = nil
    copy.mark = nil
    return copy
  }
}

extension [Lexeme] {
  /// Letters and digits that stand close together and begin with a letter, as one word.
  var plainWord: String? {
    var text = ""
    for (position, lexeme) in enumerated() {
      if position > 0, self[position - 1].range.upperBound != lexeme.range.lowerBound { return nil }
      switch lexeme.kind {
      case .name(let name, false) where name == Name(name.base): text += name.base
      case .number(let number) where position > 0: text += number.written
      default: return nil
      }
    }
    return text.isEmpty ? nil : text
  }

  /// What stands before a relation sign.
  func dropped(from relation: Tree.Relation) -> [Lexeme] {
    Array(prefix { if case .relation(relation) = $0.kind { false } else { true } })
  }
}
