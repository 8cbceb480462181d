import Typesetting
import Diagnostics
import Trees

/// Elements of arrays in round brackets: `P(x)`, `\alpha_t(i)`, `b_i(o_t)`, and what a table comes to over the rest of its letters.
extension Parser {
  /// `P(x)` where P is declared as an array and x runs over its places; `p(x_i)` for its i-th element.
  mutating func elementInBrackets(of name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
    if let element = try givenElement(of: name, body) { return element }
    guard scope.values.byName[name] == nil, scope.rank(name) == 1, body.isOneSymbol else { return nil }
    let range = place
    let argument = try whole(body, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
    let index: Tree
    switch argument {
    case .symbol(let symbol) where bound.contains(symbol) || scope.isInteger(symbol): index = argument
    case .element(.symbol(let array), let indices)
    where indices.count == 1 && scope.meanings[array] == nil && scope.definitions[array] == nil:
      index = indices[0]
    default: return nil
    }
    _ = takeArguments()
    return try scripted(.element(.symbol(name), [index]))
  }

  /// `p(x)` under a sum over x, `K(m, n)`: an element of the array that a value makes of the name.
  private mutating func givenElement(of name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
    guard let rank = scope.values.rank(name), rank > 0, scope.meanings[name] == nil else { return nil }
    let places = body.splitAtCommas
    if let marginal = marginalEntry(of: name, body, rank) {
      _ = takeArguments()
      return try scripted(marginal)
    }
    guard places.count == rank else { return nil }
    if rank == 1, let index = try sampledIndex(body, of: name) {
      _ = takeArguments()
      return try scripted(.element(.symbol(name), [index]))
    }
    if rank == 1 {
      // A lone symbol in brackets behind a table is a place in it: a factor needs none.
      guard !name.isBold, isReckonedPlace(body, of: name) || isLonePlace(body) else { return nil }
    }
    let range = place
    let indices = try list(body, end: range.upperBound)
    guard indices.allSatisfy({ shape(of: $0) == .number }) else { return nil }
    _ = takeArguments()
    return try scripted(.element(.symbol(name), indices))
  }

  /// `p(x)`, `p(y \mid x)` beside `p(x, y)` of a table p: added up over the other letters; the entry over such a sum.
  private func marginalEntry(of name: Name, _ body: [Lexeme], _ rank: Int) -> Tree? {
    guard Custom.isProbability(name), rank > 1, let lists = argumentLists[name]?.uniqued, lists.count == 1,
      let all = lists.first, all.count == rank, Set(all).count == rank
    else { return nil }
    func sum(keeping kept: [Name]) -> Tree? {
      guard !kept.isEmpty, Set(kept).isSubset(of: all), kept.allSatisfy({ bound.contains($0) || knows($0) })
      else { return nil }
      var tree = Tree.element(.symbol(name), all.map { kept.contains($0) ? .symbol($0) : .symbol($0.summed) })
      for other in all where !kept.contains(other) {
        tree = .fold(Tree.Fold(.sum, other.summed, .whole, tree))
      }
      return tree
    }
    let sides = body.split(whereSeparator: \.isConditionBar)
    let sideNames = sides.map { side in
      Array(side).splitAtCommas.map { $0.isOneSymbol ? Self.spelledName($0) : nil }
    }
    guard sideNames.allSatisfy({ !$0.contains(nil) }) else { return nil }
    let names = sideNames.map { $0.compactMap { $0 } }
    switch names.count {
    case 1 where names[0].count < rank: return sum(keeping: names[0])
    case 2:
      guard let above = sum(keeping: names[0] + names[1]), let below = sum(keeping: names[1]) else {
        return nil
      }
      return .quotient(above, below)
    default: return nil
    }
  }

  /// `x^2(n)` of a signal that stands as `x(n)` elsewhere: the square of an element.
  @inline(never)
  mutating func raisedElement(_ name: Name) throws(ParseError) -> Tree? {
    guard case .superscript(let script)? = current?.kind, script.count == 1, case .number = script[0].kind,
      lexemes.isRoundBracket(at: next + 1), let rank = scope.values.rank(name), rank > 0
    else { return nil }
    let range = place
    var probe = self
    probe.next += 1
    guard let body = probe.argumentsAhead(),
      let element = try probe.elementInBrackets(of: name, body), case .element = element
    else { return nil }
    self = probe
    let exponent = try whole(script, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
    return .power(element, exponent)
  }

  /// `\pi(a \mid s)`, `P(s' \mid s, a)` of a table with as many places: its entry, by the order in which they are written.
  @inline(never)
  mutating func conditionalEntry(_ name: Name) throws(ParseError) -> Tree? {
    guard let rank = scope.values.rank(name), rank > 1, scope.meanings[name] == nil, !bound.contains(name),
      lexemes.isRoundBracket(at: next), let body = lexemes.bracketBody(at: next)
    else { return nil }
    let sides = body.split(omittingEmptySubsequences: false, whereSeparator: \.isConditionBar)
    guard sides.count == 2 else { return nil }
    let places = sides.flatMap { Array($0).splitAtCommas }
    guard places.count == rank, places.allSatisfy({ !$0.isEmpty }) else { return nil }
    if Custom.isProbability(name), let lists = argumentLists[name],
      lists.contains(where: { $0.count == rank })
    {
      return nil
    }
    let end = place.upperBound
    var indices: [Tree] = []
    for written in places {
      let index = try whole(written, end: end) { parser throws(ParseError) in try parser.sum() }
      guard shape(of: index) == .number else { return nil }
      indices.append(index)
    }
    _ = takeArguments()
    return try scripted(.element(.symbol(name), indices))
  }

  private func isLonePlace(_ body: [Lexeme]) -> Bool {
    guard body.isOneSymbol, let index = Self.spelledName(body) else { return false }
    return bound.contains(index)
      ? (local[index] ?? scope.rank(index) ?? 0) == 0 || ranges[index] != nil : isPlace(body)
  }

  /// `\alpha(s - 1)` of a list: a letter that is a whole number, and a whole number beside it.
  private func isReckonedPlace(_ body: [Lexeme], of name: Name) -> Bool {
    if !name.isCapital, body.isReckonedIndex, body.names.contains(where: { ranges[$0] != nil }),
      body.names.allSatisfy({ ranges[$0] != nil || scope.values.byName[$0]?.integer != nil })
    {
      return true
    }
    guard !name.isCapital, body.count == 3, case .name(let letter, false) = body[0].kind,
      body[1].isPlusOrMinus,
      case .number(let number) = body[2].kind, number.integer != nil
    else { return false }
    return bound.contains(letter) && ranges[letter] != nil
      || scope.values.byName[letter]?.integer != nil
  }

  /// Whether a symbol in brackets can be a place in a table: what is given as a number, or one of many that are.
  private func isPlace(_ body: [Lexeme]) -> Bool {
    guard case .name(let first, _)? = body.first?.kind, let name = Self.spelledName(body) else {
      return false
    }
    if scope.values.rank(name) == 0 { return true }
    return body.count == 2 && scope.values.rank(first) == 1
  }

  /// `p(x_i)` of an array p, where x is nothing but what the places are called: i.
  private func sampledIndex(_ body: [Lexeme], of name: Name) throws(ParseError) -> Tree? {
    guard Custom.isFunction(name), body.count == 2, case .name(let sample, false) = body[0].kind,
      case .subscript(let script) = body[1].kind, script.binds(Set(bound)), script.isOneSymbol,
      !knows(sample),
      (scope.rank(sample) ?? 0) == 0 || scope.values.byName[sample] == nil
    else { return nil }
    return try indices(script, body[1].range).first
  }

  /// `b_i(o_t)`: what is left of an array's indices, in brackets.
  mutating func elementBehind(_ element: Tree) throws(ParseError) -> Tree {
    guard case .element(.symbol(let array), let places) = element,
      (local[array] ?? scope.rank(array) ?? 0) == places.count + 1, let body = argumentsAhead(),
      body.isOneSymbol, case .name(let first, _)? = body.first?.kind, let spelled = Self.spelledName(body),
      bound.contains(first) || knows(first) || knows(spelled)
    else { return element }
    let index = try whole(body, end: place.upperBound) { parser throws(ParseError) in try parser.sum() }
    guard shape(of: index) == .number else { return element }
    _ = takeArguments()
    return .element(.symbol(array), places + [index])
  }
}

extension Lexeme {
  fileprivate var isPlusOrMinus: Bool {
    if case .sign(let sign) = kind { "+-".contains(sign) } else { false }
  }

  fileprivate var isConditionBar: Bool {
    switch kind {
    case .punctuation("|"), .bar("|"): true
    default: false
    }
  }
}

extension [Lexeme] {
  /// `n - k`, `n - 2k + 1`: letters and whole numbers, added up and taken off.
  fileprivate var isReckonedIndex: Bool {
    count > 2 && contains(where: \.isPlusOrMinus)
      && allSatisfy { lexeme in
        switch lexeme.kind {
        case .name(let name, false): name == name.bare && name.accents.isEmpty && !name.isBold
        case .number(let number): number.integer != nil
        default: lexeme.isPlusOrMinus
        }
      }
  }
}

extension Name {
  /// What a letter is called while it is added up over.
  fileprivate var summed: Name {
    var copy = self
    copy.primes += 6
    return copy
  }
}
