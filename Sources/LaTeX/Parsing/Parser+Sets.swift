import Typesetting
import Diagnostics
import Trees

/// Sets between bars, sets that the page defines, and the places of arrays.
extension Parser {
  /// `|A \cap B|`, `|\{ … \}|` at a bar: how many members; nil where no set stands between the bars.
  mutating func setBetweenBars() throws(ParseError) -> Tree? {
    var level = 0
    var index = next + 1
    while index < lexemes.count {
      switch lexemes[index].kind {
      case .open: level += 1
      case .close: level -= 1
      case .bar("|") where level == 0:
        let body = Array(lexemes[(next + 1)..<index])
        if let pairs = try countedPairs(body, place) {
          next = index + 1
          return pairs
        }
        guard body.joinsSets else { return nil }
        let set = try whole(body, end: lexemes[index].range.lowerBound) { parser throws(ParseError) in
          try parser.setExpression()
        }
        next = index + 1
        return .apply(.length, [set])
      default: break
      }
      if level < 0 { return nil }
      index += 1
    }
    return nil
  }

  /// The set that the page defines a name to be.
  func definedSet(_ name: Name) -> Tree? {
    guard !bound.contains(name), local[name] == nil, scope.meanings[name] == nil,
      let definition = scope.definitions[name]?.last(where: { $0.parameters.isEmpty }),
      case .set = definition.body
    else { return nil }
    return definition.body
  }

  /// `\{ i : x_i > 0 \}`: without a set named, i runs over the places of the array that it indexes.
  package func places(of index: Name, in condition: Tree) -> Tree? {
    var found: Tree?
    _ = condition.contains { tree in
      guard case .element(let array, let indices) = tree, indices.first == .symbol(index) else {
        return false
      }
      found = array
      return true
    }
    guard let found else { return nil }
    let range = Tree.SetForm.interval(
      .number(1), .apply(.length, [found]), closedBelow: true, closedAbove: true)
    return .set(.intersection([.set(.integers), .set(range)]))
  }

  // MARK: Under a sum

  /// `\sum_{d \mid n}`: over the divisors of n.
  mutating func divisors(_ script: Script) throws(ParseError) -> Header? {
    guard script.0.count >= 3, case .name(let index, false) = script.0[0].kind,
      script.0[1].isDivides, !script.0[2...].contains(where: \.isDivides), script.0.splitAtCommas.count == 1
    else { return nil }
    let whole = try self.whole(Array(script.0[2...]), end: script.1.upperBound) { parser throws(ParseError) in
      try parser.sum()
    }
    var header = Header()
    header.indices = [(index, .integers(.number(1), whole))]
    header.conditions = [.relation([.apply(.modulo, [whole, .symbol(index)]), .number(0)], [.equal])]
    // p for a divisor is a prime by custom: d is for any.
    if index == Name("p") { header.conditions.append(Self.isPrime(index)) }
    return header
  }

  /// `\sum_{i < j}`: j runs too, where it is known nowhere and stands nowhere else in the formula.
  func secondIndex(_ item: [Lexeme]) -> Name? {
    if item.count == 4, case .name(let first, false) = item[0].kind, case .name(first, false) = item[2].kind,
      case .primes(let count) = item[3].kind
    {
      // `\sum_{k \ne k'}`: the primed letter runs as well.
      var other = first
      other.primes += count
      return bound.contains(other) || knows(other) ? nil : other
    }
    guard item.count == 3, case .name(let other, false) = item[2].kind, !item[1].isScript,
      Self.familyIndices.contains(other.base), !knows(other)
    else { return nil }
    let here = ([item] + [Array(lexemes[next...])]).reduce(0) { $0 + ($1.letterCounts[other] ?? 0) }
    return letters[other] == here && here > 1 ? other : nil
  }

  /// Whether the page knows a name with just these scripts.
  private func knowsLabelled(_ first: Name, _ script: [Lexeme]) -> Bool {
    var name = first
    name.label = Self.scriptText(script)
    if knows(name) { return true }
    guard case .superscript(let upper)? = peek(2)?.kind else { return false }
    name.mark = Self.markText(upper)
    return knows(name)
  }

  // MARK: Rows and columns

  /// `A_{i,:}`, `A_{:,j}`, `A_{i\cdot}` of a matrix: a row, a column.
  mutating func slice(_ first: Name) throws(ParseError) -> Tree? {
    guard case .subscript(let script)? = peek()?.kind, script.contains(where: \.isWholeRange), script.isSlice,
      (local[first] ?? scope.rank(first)) == 2, !knowsLabelled(first, script)
    else { return nil }
    var places = script.split { if case .punctuation(",") = $0.kind { true } else { false } }.map {
      Array($0)
    }
    if places.count == 1, script.count == 2 { places = script.map { [$0] } }
    guard places.count == 2, places.contains(where: { $0.count == 1 && $0[0].isWholeRange }) else {
      return nil
    }
    let isRow = places[1].count == 1 && places[1][0].isWholeRange
    let index = try whole(places[isRow ? 0 : 1], end: peek()?.range.upperBound ?? end) {
      parser throws(ParseError) in try parser.sum()
    }
    let matrix = Tree.symbol(first)
    if isMarginal(first, script) {
      next += 2
      let other = Name("k", primes: 7)
      let cell = isRow ? [index, .symbol(other)] : [.symbol(other), index]
      return try scripted(.fold(Tree.Fold(.sum, other, .whole, .element(matrix, cell))))
    }
    next += 2
    return try scripted(.element(isRow ? matrix : .apply(.transpose, [matrix]), [index]))
  }
}

extension Parser {
  /// Möbius' μ: 0 where a square divides, else (−1) for each prime that does, as the sum over what has no divisor with n
  /// in common of cos(2πk/n), which is whole: put as a product over the primes up to n.
  static func moebius(_ n: Tree) -> Tree {
    let (q, d) = (Name("q", primes: 7), Name("q", primes: 8))
    func divides(_ a: Tree, _ b: Tree) -> Tree {
      .relation([.apply(.modulo, [b, a]), .number(0)], [.equal])
    }
    let square = Tree.power(.symbol(q), .number(2))
    let smaller = Tree.fold(
      .init(.sum, d, .integers(.number(1), .symbol(q)), .apply(.indicator, [divides(.symbol(d), .symbol(q))]))
    )
    let isPrime = Tree.relation([smaller, .number(2)], [.equal])
    let factor = Tree.cases([
      .init(.number(1), if: .relation([.apply(.modulo, [n, .symbol(q)]), .number(0)], [.unequal])),
      .init(.number(0), if: divides(square, n)),
      .init(.negate(.number(1)), if: isPrime), .init(.number(1), if: nil),
    ])
    return .fold(.init(.product, q, .integers(.number(2), n), factor))
  }

  /// `n_{i+}`, `p_{i\cdot}`: what a row of a table comes to. A dot behind a capital is a row of a matrix as well, so
  /// that it takes both dots, `O_{i\cdot} O_{\cdot j}`, to show a table.
  private func isMarginal(_ name: Name, _ script: [Lexeme]) -> Bool {
    if script.contains(where: \.isPlus) { return true }
    guard script.contains(where: \.isDot), !name.isBold else { return false }
    if !name.isCapital { return true }
    let ways = lexemes.dottedPlaces(of: name)
    return ways.contains(0) && ways.contains(1)
  }

  /// `p \mid \binom{p}{k}`: what the value just read is said to divide.
  package mutating func dividend(of value: Tree) throws(ParseError) -> Tree? {
    guard !value.isProposition, shape(of: value) == .number, let sign = current, sign.isDivides,
      !lexemes[(next + 1)...].contains(where: \.isDivides)
    else { return nil }
    next += 1
    return try sum()
  }

  /// `\{(i, j) \mid 1 \le i < j \le n, a_i > a_j\}`: how many such pairs there are.
  mutating func countedPairs(_ body: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree? {
    let inside: [Lexeme]
    if body.count == 1, case .fenced("{", "}", let part) = body[0].kind {
      inside = part
    } else if let first = body.first, case .open("{") = first.kind, let last = body.last,
      case .close("}") = last.kind
    {
      inside = Array(body.dropFirst().dropLast())
    } else {
      return nil
    }
    guard let bar = inside.firstIndex(where: { $0.isDivides || $0.isColon }), bar + 1 < inside.count else {
      return nil
    }
    let pair = Array(inside[..<bar]).unbracketed
    guard pair.count < bar, pair.count >= 3 else { return nil }
    var names: Set<Name> = []
    for part in pair.splitAtCommas {
      guard part.isOneSymbol, let name = Self.spelledName(part) else { return nil }
      names.insert(name)
    }
    let header = try header((Array(inside[(bar + 1)...]), range), nil)
    guard Set(header.indices.map(\.name)) == names, names.count > 1 else { return nil }
    return header.fold(.sum, .number(1))
  }
}

extension Lexeme {
  fileprivate var isColon: Bool { if case .punctuation(":") = kind { true } else { false } }

  fileprivate var isDivides: Bool {
    switch kind {
    case .punctuation("|"), .bar("|"): true
    default: false
    }
  }

  var isWholeRange: Bool {
    switch kind {
    case .punctuation(":"), .sign("·"), .sign("*"), .sign("+"): true
    default: false
    }
  }

  fileprivate var isPlus: Bool { if case .sign("+") = kind { true } else { false } }
  fileprivate var isDot: Bool { if case .sign("·") = kind { true } else { false } }
}

extension Parser {
  /// Whether sets stand here up to the next sign, joined or met: `A \cup B`, and nothing reckoned with them.
  @inline(never)
  var joinsSetsAhead: Bool {
    var level = 0
    var found = false
    scan: for lexeme in lexemes[next...] {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .relation, .punctuation, .connective: if level <= 0 { break scan }
      case .sign(let sign) where level == 0:
        guard ["∪", "∩", "∖"].contains(sign) else { return false }
        found = true
      case .number, .fraction, .big, .root, .function, .binomial, .bar, .fenced("|", "|", _): return false
      default: break
      }
    }
    return found
  }
}

extension [Lexeme] {
  /// `i,:`, `+j`, and no reckoning such as `i+1`.
  fileprivate var isSlice: Bool {
    guard contains(where: \.isPlus) else { return true }
    return count == 2
      || contains { if case .punctuation(",") = $0.kind { true } else { false } }
        && (first?.isPlus == true || last?.isPlus == true) && count == 3
  }

  /// Letters before a ∣ right below a sign anywhere in here, and those of one formula with them: d of `\sum_{d \mid n}`.
  var divisorLetters: Set<Name> {
    var found: Set<Name> = []
    for (lexeme, following) in zip(self, dropFirst()) {
      guard case .big = lexeme.kind, case .subscript(let script) = following.kind, script.count > 2,
        case .name(let name, false) = script[0].kind, script[1].isDivides
      else { continue }
      found.insert(name)
    }
    return parts.reduce(into: found) { $0.formUnion($1.divisorLetters) }
  }

  /// At which of two places below a name dots stand in here.
  fileprivate func dottedPlaces(of name: Name) -> Set<Int> {
    var found: Set<Int> = []
    for (lexeme, following) in zip(self, dropFirst()) {
      guard case .name(name, _) = lexeme.kind, case .subscript(let script) = following.kind,
        let first = script.first, let last = script.last, script.count > 1
      else { continue }
      if first.isDot { found.insert(0) }
      if last.isDot { found.insert(1) }
    }
    return parts.reduce(into: found) { $0.formUnion($1.dottedPlaces(of: name)) }
  }
}

extension [Lexeme] {
  /// Whether sets are joined here, or members listed in braces.
  var joinsSets: Bool {
    if count == 1, case .fenced("{", "}", _) = self[0].kind { return true }
    if case .open("{")? = first?.kind, behindBracket(0) == count { return true }
    return contains { lexeme in
      if case .sign(let sign) = lexeme.kind { ["∪", "∩", "∖"].contains(sign) } else { false }
    }
  }
}
