import Trees

/// Names that are typed with a sign in them: `kernel\_size`, `\mathrm{NDCG@}k`, `AP@0.5`.
package enum SpelledWords {
  package static func joined(_ lexemes: [Lexeme]) -> [Lexeme] {
    guard lexemes.contains(where: { $0.isSign("\\_") || $0.isSign("@") || !$0.isLeaf || $0.wordAt != nil })
    else {
      return lexemes
    }
    var result: [Lexeme] = []
    var position = 0
    while position < lexemes.count {
      if let (word, end) = underscored(lexemes, from: position) {
        result.append(word)
        position = end
      } else if let word = lexemes[position].wordAt, let label = label(lexemes, position) {
        // `\text{Recall@}k`
        result.append(Lexeme(kind: .name(Name(word), isWord: true), range: lexemes[position].range))
        result.append(label)
        position += 2
      } else if lexemes[position].isSign("@"), case .name? = result.last?.kind,
        let label = label(lexemes, position)
      {
        result.append(label)
        position += 2
      } else {
        var copy = lexemes[position]
        copy.kind = copy.kind.mapParts(joined)
        result.append(copy)
        position += 1
      }
    }
    return result
  }

  /// `warmup\_steps`: letters and digits that stand close together, with `\_` among them.
  private static func underscored(_ lexemes: [Lexeme], from start: Int) -> (Lexeme, Int)? {
    guard Words.isLetter(lexemes[start]) else { return nil }
    var text = ""
    var end = start
    while end < lexemes.count,
      end == start || lexemes[end - 1].range.upperBound == lexemes[end].range.lowerBound
    {
      switch lexemes[end].kind {
      case .name(let name, false) where Words.isLetter(lexemes[end]): text += name.base
      case .number(let number) where number.integer != nil: text += number.written
      default:
        guard lexemes[end].isSign("\\_") else { return finished(text, lexemes, from: start, to: end) }
        text += "_"
      }
      end += 1
    }
    return finished(text, lexemes, from: start, to: end)
  }

  private static func finished(_ text: String, _ lexemes: [Lexeme], from start: Int, to end: Int) -> (
    Lexeme, Int
  )? {
    guard text.contains("_"), !text.hasSuffix("_") else { return nil }
    let range = lexemes[start].range.through(lexemes[end - 1].range)
    return (Lexeme(kind: .name(Name(text), isWord: true), range: range), end)
  }

  /// What stands behind `@` tells the name apart, as a subscript does.
  private static func label(_ lexemes: [Lexeme], _ position: Int) -> Lexeme? {
    guard position + 1 < lexemes.count else { return nil }
    switch lexemes[position + 1].kind {
    case .name, .number:
      let range = lexemes[position].range.through(lexemes[position + 1].range)
      return Lexeme(kind: .subscript([lexemes[position], lexemes[position + 1]]), range: range)
    default: return nil
    }
  }
}

extension Lexeme {
  fileprivate func isSign(_ text: String) -> Bool {
    if case .ornament(text) = kind { true } else { false }
  }

  fileprivate var isLeaf: Bool { [self].parts.isEmpty }
}

extension Lexeme {
  /// `Recall` of `\text{Recall@}`.
  fileprivate var wordAt: String? {
    guard case .prose(let text) = kind else { return nil }
    let word = text.trimmed
    guard word.hasSuffix("@"), word.utf8.count > 1, SymbolTable.isIdentifier(String(word.dropLast())) else {
      return nil
    }
    return String(word.dropLast())
  }
}
