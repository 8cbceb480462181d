import Trees

/// What the scripts on a name can be.
extension [Lexeme] {
  /// Whether something in here is rounded to a whole number.
  private var hasFloor: Bool {
    contains { lexeme in
      switch lexeme.kind {
      case .open("⌈"), .open("⌊"), .fenced("⌈", "⌉", _), .fenced("⌊", "⌋", _): true
      default: false
      }
    }
  }

  /// Every letter in here, whatever stands around it.
  private var lettersWithin: [Name] {
    flatMap { lexeme -> [Name] in
      if case .name(let name, _) = lexeme.kind { return [name] }
      return [lexeme].parts.flatMap(\.lettersWithin)
    }
  }

  /// Names in a script that may be indices: letters, numbers, signs, brackets and commas. Nil where it holds words.
  package var indexNames: [Name]? {
    var names: [Name] = []
    var hasNumber = false
    for lexeme in self {
      switch lexeme.kind {
      case .name(let name, let isWord):
        guard !isWord else { return nil }
        names.append(name)
      case .number: hasNumber = true
      case .sign(let sign) where count > 1 && sign != "∼": break
      case .punctuation(","), .open("("), .close(")"), .subscript, .primes, .fenced("(", ")", _): break
      case .fenced("⌈", "⌉", let inner), .fenced("⌊", "⌋", let inner):
        let inside = inner.lettersWithin
        guard !inside.isEmpty else { return nil }
        names += inside
      case .fraction(let a, let b) where count > 1 && a.isLoneNumber && b.isLoneNumber: break
      case .open("⌈"), .close("⌉"), .open("⌊"), .close("⌋"),
        .fraction where hasFloor, .sign("/") where hasFloor:
        break
      case .fenced("", "", let inner):
        guard let inside = inner.indexNames else { return nil }
        names += inside
      default: return nil
      }
    }
    return names.isEmpty && !hasNumber ? nil : names
  }

  /// How many indices a script writes: `i, j`, `ij`, `i+1`.
  package var indexCount: Int {
    if contains(where: { if case .punctuation(",") = $0.kind { true } else { false } }) {
      return 1 + count { if case .punctuation(",") = $0.kind { true } else { false } }
    }
    let isPlain = allSatisfy {
      if case .name = $0.kind { true } else if case .number = $0.kind { true } else { false }
    }
    return isPlain ? count : 1
  }
}

extension Lexeme {
  package var isIndexLike: Bool {
    switch kind {
    case .name(_, isWord: false), .number, .sign, .punctuation(","): true
    default: false
    }
  }
}

extension [Lexeme] {
  /// Names that stand here without a subscript.
  package var bareNames: Set<Name> {
    var found: Set<Name> = []
    for position in indices {
      if case .name(let name, _) = self[position].kind {
        if position + 1 < count, case .subscript = self[position + 1].kind { continue }
        found.insert(name)
      }
    }
    for part in parts { found.formUnion(part.bareNames) }
    return found
  }
}
