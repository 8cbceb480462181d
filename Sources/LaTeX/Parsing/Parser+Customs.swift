import Typesetting
import Diagnostics
import Trees

/// Notation that custom alone explains, where the page says nothing else of its letters.
extension Parser {
  /// `[x]_+`, `(x)_-`: what is above 0, or below it.
  func positivePart(_ base: Tree, _ script: [Lexeme]) -> Tree? {
    guard script.count == 1, case .sign(let sign) = script[0].kind else { return nil }
    switch sign {
    case "+": return .apply(.relu, [base])
    case "-": return .apply(.relu, [.negate(base)])
    default: return nil
    }
  }

  /// `√2`, `√(x + y)`: the sign as a character.
  mutating func rooted() throws(ParseError) -> Tree {
    next += 1
    switch current?.kind {
    case .open, .fenced:
      let start = next
      _ = takeArguments()
      let body = try whole(Array(lexemes[start..<next]), end: end) { parser throws(ParseError) in
        try parser.factor()
      }
      return try scripted(.apply(.sqrt, [body]))
    default: return .apply(.sqrt, [try factor()])
    }
  }

  // MARK: Factorial powers

  /// `x^{\underline{k}}`, `x^{\overline{k}}`: k factors from x on, each one less or one more. A bar over a letter that the
  /// page knows is a mean.
  @inline(never)
  func factorialPower(of base: Tree, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree? {
    guard script.count == 1 else { return nil }
    let accent: String
    let body: [Lexeme]
    switch script[0].kind {
    case .accented(let sign, let inside): (accent, body) = (sign, inside)
    case .name(var name, let isWord) where name.accents.count == 1:
      guard !knows(name) else { return nil }
      accent = name.accents[0]
      name.accents = []
      body = [Lexeme(kind: .name(name, isWord: isWord), range: script[0].range)]
    default: return nil
    }
    guard accent == "underline" || accent == "overline", shape(of: base) == .number else { return nil }
    var inner = part(body, end: range.upperBound)
    let count = try inner.sum()
    try inner.expectEnd()
    let step = Name("j", primes: 8)
    let factor = Tree.sum([base, accent == "underline" ? .negate(.symbol(step)) : .symbol(step)])
    return .fold(
      .init(.product, step, .integers(.number(0), .sum([count, .negate(.number(1))])), factor))
  }

  // MARK: Combinations

  /// Whether `C_n^k` stands here: how many choices of k from n; or `A_n^k` beside a factorial or such a C, how many of them
  /// in order.
  var isCombinations: Bool {
    guard case .name(let name, _)? = current?.kind,
      name == Name("C") || name == Name("A") && surveyed.countsChoices,
      !knows(name),
      scope.values.indexed[name] == nil, scope.roles.role(name)?.rank == nil,
      case .subscript(let lower)? = peek()?.kind, case .superscript(let upper)? = peek(2)?.kind,
      !lexemes.bracketBodyExists(at: next + 3)
    else { return false }
    return [lower, upper].allSatisfy { script in
      script.allSatisfy { lexeme in
        switch lexeme.kind {
        case .name(let name, false): Custom.isNumber(name) || knows(name)
        case .number, .sign("+"), .sign("-"): true
        default: false
        }
      }
    }
  }

  mutating func combinations(_ first: Name) throws(ParseError) -> Tree? {
    guard isCombinations, case .subscript(let lower)? = peek()?.kind,
      case .superscript(let upper)? = peek(2)?.kind
    else { return nil }
    let end = lexemes[next + 2].range.upperBound
    let whole = try self.whole(lower, end: end) { parser throws(ParseError) in try parser.sum() }
    let chosen = try self.whole(upper, end: end) { parser throws(ParseError) in try parser.sum() }
    next += 3
    guard first == Name("C") else {
      let rest = Tree.apply(.factorial, [.sum([whole, .negate(chosen)])])
      return try scripted(.quotient(.apply(.factorial, [whole]), rest))
    }
    return try scripted(.apply(.binomial, [whole, chosen]))
  }

  /// Whether `f'(x)` stands here of a function that is known: nothing is defined by it.
  var isDerivative: Bool {
    guard case .name(var name, _)? = current?.kind, case .primes(let count)? = peek()?.kind,
      lexemes.bracketBodyExists(at: next + 2)
    else { return false }
    if name == Name("σ"), !knows(name) { return true }
    name.primes = count
    return derived(name) != nil
  }

  /// `\delta_{ij}`: 1 where both indices are one, by custom.
  mutating func kronecker(_ first: Name) throws(ParseError) -> Tree? {
    guard first == Name("δ"), !knows(first), (local[first] ?? scope.rank(first) ?? 0) == 0,
      case .subscript(let script)? = peek()?.kind, let names = script.indexNames, names.count == 2,
      !prefersLabels,
      names.allSatisfy({ Self.customaryIndices.contains($0.base) || bound.contains($0) }),
      scope.values.indexed[first] == nil
    else { return nil }
    var labelled = first
    labelled.label = Self.label(script)
    guard !knows(labelled), script.indexCount == 2 else { return nil }
    let places = try indices(script, lexemes[next + 1].range)
    guard places.count == 2 else { return nil }
    next += 2
    return try scripted(.apply(.indicator, [.relation(places, [.equal])]))
  }

  /// `a_{ij}` beside a matrix A, where nothing else speaks of a: its elements.
  func matrixOf(_ name: Name, _ script: [Lexeme]) -> Name? {
    guard name.base.count == 1, !name.isCapital, !name.isBold, name.accents.isEmpty, name.label == nil,
      !knows(name),
      (scope.rank(name) ?? 0) == 0, scope.values.indexed[name] == nil, script.indexCount == 2,
      let names = script.indexNames,
      names.allSatisfy({ Self.customaryIndices.contains($0.base) || bound.contains($0) })
    else { return nil }
    var labelled = name
    labelled.label = Self.label(script)
    guard !knows(labelled) else { return nil }
    for isBold in [false, true] {
      var matrix = name
      matrix.base = name.base.uppercased()
      matrix.isBold = isBold
      if scope.values.rank(matrix) == 2 || scope.meanings[matrix]?.domain?.rank == 2 { return matrix }
    }
    return nil
  }

  // MARK: Elements in square brackets

  /// `dp[i][j]`, `a[i]` of what is known to be an array: an element, as programs write it.
  mutating func bracketedElement(_ first: Name) throws(ParseError) -> Tree? {
    var position = next + 1
    var indices: [Tree] = []
    while position < lexemes.count, let body = lexemes.squareBody(at: position),
      lexemes[position - 1].range.upperBound == lexemes[position].range.lowerBound, !body.isEmpty
    {
      for place in body.splitAtCommas {
        var inner = part(place, end: end)
        guard let index = try? inner.sum(), inner.isAtEnd else { return nil }
        indices.append(index)
      }
      position = lexemes.behindBracket(position)
    }
    let rank = local[first] ?? scope.rank(first) ?? 0
    // Nobody multiplies by an index in square brackets.
    let isIndexed = indices.count == 1 && indices[0].isBoundName(bound)
    guard !indices.isEmpty, rank > 0 ? indices.count <= rank : indices.count > 1 || isIndexed else {
      return nil
    }
    next = position
    return try scripted(.element(.symbol(first), indices))
  }

  // MARK: Elements of what is given one by one

  /// An element; of values that are given one by one (`x_1`, `x_2`, …) the one that the index tells.
  package func element(of name: Name, _ indices: [Tree]) -> Tree {
    let array = arrayName(name)
    if indices.count == 1, let first = startOfList(name, array, indices[0]) { return first }
    guard indices.count == 1, scope.rank(array) == nil || scope.rank(array) == 0 || isOnlyUsed(array)
    else { return .element(.symbol(array), indices) }
    let members = scattered(name)
    let areGiven = members.allSatisfy { if case .symbol = $0.1 { true } else { false } }
    guard (local[array] ?? 0) == 0 || areGiven && scope.values.byName[array]?.lengths.isEmpty != false,
      members.count > 1
    else { return .element(.symbol(array), indices) }
    return .cases(
      members.map { number, value in
        let place: Tree = .number(Number(UInt(number)))
        return .init(value, if: .relation([indices[0], place], [.equal]))
      })
  }

  /// `R_{k-1}` of a list R_1, R_2, … where the page says what R_0 is.
  @inline(never)
  private func startOfList(_ name: Name, _ array: Name, _ index: Tree) -> Tree? {
    guard scope.values.rank(array) == 1, !index.isWritten, wholeNumber(index).map({ $0 <= 0 }) ?? true else {
      return nil
    }
    var zero = name
    zero.label = "0"
    guard let definition = scope.definitions[zero]?.last(where: { $0.parameters.isEmpty }) else { return nil }
    return .cases([
      .init(
        .call(.init(zero, definition: definition.id, arguments: [])),
        if: .relation([index, .number(0)], [.equal])),
      .init(.element(.symbol(array), [index]), if: nil),
    ])
  }

  private func isOnlyUsed(_ array: Name) -> Bool {
    scope.values.byName[array] == nil && scope.meanings[array]?.domain == nil
  }

  /// The members of a name that the page or a point gives by their numbers.
  private func scattered(_ name: Name) -> [(Int, Tree)] {
    var found: [Int: Tree] = [:]
    for other in scope.values.byName.keys where other.bare == name.bare && other.mark == name.mark {
      if let number = other.label.flatMap({ Int($0) }), number >= 0 { found[number] = .symbol(other) }
    }
    for (other, definitions) in scope.definitions where other.bare == name.bare && other.mark == name.mark {
      guard let number = other.label.flatMap({ Int($0) }), number >= 0, found[number] == nil,
        let definition = definitions.last(where: { $0.parameters.isEmpty })
      else { continue }
      found[number] = .call(.init(other, definition: definition.id, arguments: []))
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension Lexeme {
  /// Whether it can be the second operand of a sign.
  var startsOperand: Bool {
    switch kind {
    case .number, .name, .open, .fenced, .fraction: true
    default: false
    }
  }
}

extension Tree {
  /// A number as it is written.
  var isWritten: Bool { if case .number = self { true } else { false } }
}

extension Tree {
  /// An index that a sign around binds, or its neighbour: `i`, `i - 1`.
  fileprivate func isBoundName(_ bound: [Name]) -> Bool {
    switch self {
    case .symbol(let name): bound.contains(name)
    case .sum(let terms):
      terms.contains { $0.isBoundName(bound) }
        && terms.allSatisfy { $0.isBoundName(bound) || $0.freeSymbols.isEmpty }
    default: false
    }
  }
}

extension [Lexeme] {
  /// Whether a factorial, a binomial or `C_n^k` stands anywhere in here.
  var countsChoices: Bool {
    for (position, lexeme) in enumerated() {
      switch lexeme.kind {
      case .sign("!"), .binomial: return true
      case .name(Name("C"), _) where position + 2 < count:
        if case .subscript = self[position + 1].kind, case .superscript = self[position + 2].kind {
          return true
        }
      default: break
      }
    }
    return parts.contains(where: \.countsChoices)
  }
}
