import Typesetting
import Trees

// What a formula names, told from its lexemes before it is parsed.

extension [Lexeme] {
  /// Names in here, with subscripts that are part of them, in reading order.
  package var names: [Name] {
    var found: [Name] = []
    for position in indices {
      if case .name(var name, _) = self[position].kind {
        if position + 1 < count, case .subscript(let script) = self[position + 1].kind {
          found.append(name)
          name.label = Parser.scriptText(script)
        }
        found.append(name)
      }
    }
    for part in parts { found += part.names }
    return found
  }

  /// Names that a ∑, ∏ or min binds anywhere in here.
  package func collectBinders(into found: inout Set<Name>) {
    for (lexeme, following) in zip(self, dropFirst()) {
      guard case .big(let big) = lexeme.kind, case .subscript(let script) = following.kind else { continue }
      if case .integral = big { continue }
      for part in script.prefix(6) {
        if case .name(let name, false) = part.kind { found.insert(name) }
        if case .relation = part.kind { break }
      }
      if script.dropFirst().first?.isScript == true,
        let name = Parser.spelledName(
          Array(script.prefix { if case .relation = $0.kind { false } else { true } }))
      {
        found.insert(name)
      }
    }
    for part in parts { part.collectBinders(into: &found) }
  }

  /// Letters that sums and products run to: N of `\sum_{i=1}^{N}`.
  package var lastPlaces: Set<Name> {
    var found: Set<Name> = []
    for (place, lexeme) in enumerated() {
      guard case .big = lexeme.kind else { continue }
      for following in dropFirst(place + 1).prefix(2) {
        guard case .superscript(let script) = following.kind, script.count == 1,
          case .name(let name, false) = script[0].kind
        else { continue }
        found.insert(name)
      }
    }
    return parts.reduce(found) { $0.union($1.lastPlaces) }
  }

  /// Names that carry a subscript made of binders alone.
  package func collectIndexed(by binders: Set<Name>, into found: inout Set<Name>) {
    guard !binders.isEmpty else { return }
    for (lexeme, following) in zip(self, dropFirst()) {
      guard case .name(let name, _) = lexeme.kind, case .subscript(let script) = following.kind else {
        continue
      }
      let isIndex = script.allSatisfy { part in
        switch part.kind {
        case .name(let index, false): binders.contains(index)
        case .punctuation(","): true
        default: false
        }
      }
      if isIndex { found.insert(name) }
    }
    for part in parts { part.collectIndexed(by: binders, into: &found) }
  }

  /// How many names stand below each of these names, where most do.
  func collectRanks(of names: Set<Name>, by binders: Set<Name>, into ranks: inout [Name: Int]) {
    for (lexeme, following) in zip(self, dropFirst()) {
      guard case .name(let name, _) = lexeme.kind, names.contains(name),
        case .subscript(let script) = following.kind
      else { continue }
      let count = script.reduce(0) { count, part in
        if case .name = part.kind { return count + 1 }
        return count
      }
      ranks[name] = Swift.max(ranks[name] ?? 0, count)
    }
    for part in parts { part.collectRanks(of: names, by: binders, into: &ranks) }
  }

  /// Bold letters anywhere in here, each once.
  package var boldLetters: Set<Name> {
    var found: Set<Name> = []
    for lexeme in self {
      if case .name(let name, false) = lexeme.kind, name.isBold { found.insert(name) }
    }
    for part in parts { found.formUnion(part.boldLetters) }
    return found
  }
}
