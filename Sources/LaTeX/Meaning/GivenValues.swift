import Typesetting
import Trees

/// Values that come with a formula from outside, by the names that they spell.
package struct GivenValues: Sendable {
  package private(set) var byName: [Name: GivenValue] = [:]
  /// Names that carry an index as part of their spelling (`x_i`, `p_{ij}`), by the name without it.
  package private(set) var indexed: [Name: [Name]] = [:]

  /// Those that are spelled with more than a name.
  package private(set) var terms: [Term] = []

  package init() {}

  /// `P(A \cap B)`, `V(s_t)`, `|D^v|` as what a value is given for.
  package struct Term: Sendable {
    package var lexemes: [Lexeme]
    package var name: Name
    /// The letters that an array's spelling indexes; nil for a number.
    package var indices: [Lexeme]?
  }

  package var isEmpty: Bool { byName.isEmpty }

  package mutating func add(_ lexemes: [Lexeme], _ value: GivenValue) {
    if let name = Parser.spelledName(SpelledWords.joined(lexemes)) { return add(name, value) }
    if lexemes.count == 2, case .blackboard("𝟏") = lexemes[0].kind,
      case .subscript(let script) = lexemes[1].kind, let label = Parser.label(script)
    {
      return add(Name("1", isBold: true, label: label), value)
    }
    guard let name = Self.quantity(lexemes) else { return }
    var indices: [Lexeme]?
    if !value.lengths.isEmpty {
      let letters = lexemes.scriptLetters
      guard letters.count == value.lengths.count else { return }
      indices = letters
    }
    byName[name] = value
    terms.append(Term(lexemes: lexemes, name: name, indices: indices))
  }

  private static func quantity(_ lexemes: [Lexeme]) -> Name? {
    guard lexemes.count > 1, let text = Parser.scriptText(lexemes), !lexemes.hasRelation else { return nil }
    guard case .name(var name, _) = lexemes[0].kind else { return Name(text) }
    var next = 1
    if next < lexemes.count, case .subscript(let script) = lexemes[next].kind {
      name.label = Parser.scriptText(script)
      next += 1
    }
    if next < lexemes.count, case .superscript(let script) = lexemes[next].kind {
      name.mark = Parser.markText(script)
      next += 1
    }
    guard let body = lexemes.bracketBody(at: next), lexemes.behindBracket(next) == lexemes.count,
      let inside = Parser.scriptText(body)
    else { return Name(text) }
    name.mark = (name.mark ?? "") + "(" + inside + ")"
    return name
  }

  package mutating func add(_ name: Name, _ value: GivenValue) {
    byName[name] = value
    guard let label = name.label, !value.lengths.isEmpty, label.allSatisfy(\.isLetter) else { return }
    var plain = name
    plain.label = nil
    indexed[plain, default: []].append(name)
  }

  package func rank(_ name: Name) -> Int? { byName[name]?.lengths.count }

  /// Whether its members are given one by one: `x_1`, `x_2`, ….
  func isNumbered(_ name: Name) -> Bool {
    byName.keys.count { $0.bare == name && $0.label.flatMap { Int($0) } != nil } > 1
  }

  /// Words that the names spell in several letters: `DAWG`, `h1`.
  package var words: Set<String> {
    Set(
      byName.keys.filter { name in !terms.contains { $0.name == name } }.map(\.base).filter {
        $0.unicodeScalars.count > 1
      })
  }
}

extension Parser {
  /// The name that these lexemes spell and nothing else: `h_{t-1}`, `W^{(l)}`, `dist`, `\Delta w`.
  package static func spelledName(_ lexemes: [Lexeme]) -> Name? {
    if lexemes.count > 1, let word = lexemes.plainWord { return Name(word) }
    var rest = lexemes[...]
    guard let first = rest.popFirst(), var (name, _) = first.naming else { return nil }
    let end = Words.runEnd(lexemes, from: 0)
    if end > 1, end < lexemes.count, lexemes[end].isScript, let word = Array(lexemes[..<end]).plainWord {
      // `rel^{*}`
      name = Name(word)
      rest = lexemes[end...]
    }
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
  package var bare: Name {
    var copy = self
    copy.label = nil
    copy.mark = nil
    return copy
  }
}

extension [Lexeme] {
  /// The letters that stand alone in scripts anywhere in here: v of `|D^v|`, n and k of `\gamma(z_{nk})`.
  fileprivate var scriptLetters: [Lexeme] {
    var found: [Lexeme] = []
    for lexeme in self {
      switch lexeme.kind {
      case .subscript(let script), .superscript(let script):
        guard script.allSatisfy({ if case .name(_, false) = $0.kind { true } else { false } }) else {
          continue
        }
        found += script
      default: for part in [lexeme].parts { found += part.scriptLetters }
      }
    }
    return found
  }

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
  package func dropped(from relation: Tree.Relation) -> [Lexeme] {
    Array(prefix { if case .relation(relation) = $0.kind { false } else { true } })
  }
}
