import Typesetting
import Diagnostics
import Trees

/// `E(X)`, `\operatorname{Var}(X)`, `P(X \le 3)` of a variable whose law the page states, and what it says of them itself.
extension Parser {
  private enum Quantity { case mean, variance, covariance, chance, other }

  private static func quantity(_ name: Name) -> Quantity? {
    guard name == Name(name.base) || name.accents == ["mathbb"] else { return nil }
    switch name.base {
    case "E": return .mean
    case "D", "Var", "V", "var": return .variance
    case "Cov", "cov": return .covariance
    case "P", "Pr", "p": return .chance
    case "Corr", "corr", "H", "h": return .other
    default: return nil
    }
  }

  /// Whether what such a name is worth at capital letters is a value of its own, and no function: `D(X) = 4`.
  static func isOfVariables(_ name: Name) -> Bool { quantity(name) != nil }

  /// What the brackets at `next` hold, whichever they are.
  var anyBracketBody: [Lexeme]? {
    switch current?.kind {
    case .fenced("{", "}", let body): return body
    case .open("{"):
      var probe = self
      return try? probe.takeBracketed().2
    default: return lexemes.bracketBody(at: next)
    }
  }

  /// - Returns: nil where the brackets hold nothing that the page says a law of.
  mutating func randomValue(_ name: Name) throws(ParseError) -> Tree? {
    guard let quantity = Self.quantity(name), let body = anyBracketBody,
      scope.values.byName[name] == nil, local[name] == nil
    else { return nil }
    if quantity != .chance, let value = ownValue(of: name, body) { return try scripted(value) }
    if quantity == .chance, body.hasRelation {
      if let value = ownValue(of: name, body) { return try scripted(value) }
      if let value = try namedArguments(name, body) { return value }
      if let value = try massThere(name, body) { return value }
    }
    guard scope.definitions[name] == nil, scope.meanings[name] == nil else { return nil }
    if let value = try jointValue(
      isChance: quantity == .chance, isMean: quantity == .mean, isCovariance: quantity == .covariance, body)
    {
      return value
    }
    guard let (variable, law) = lawWithin(body), quantity != .chance || body.hasRelation
    else { return nil }
    var inner = part(body, end: place.upperBound)
    inner.bound.append(variable)
    inner.averaged.insert(variable)
    let value: Tree?
    switch quantity {
    case .mean: value = law.mean(of: try inner.wholeSum(), variable)
    case .variance: value = law.variance(of: try inner.wholeSum(), variable)
    case .covariance:
      let parts = try inner.list(body, end: place.upperBound)
      guard parts.count == 2 else { return nil }
      let apart = Tree.product([law.mean(of: parts[0], variable), law.mean(of: parts[1], variable)])
      value = .sum([law.mean(of: Self.product(parts), variable), .negate(apart)])
    case .chance:
      guard !body.contains(where: \.isBar) else { return nil }
      value = law.chance(of: try inner.condition(), variable)
    case .other: value = nil
    }
    guard let value else { return nil }
    _ = takeArguments()
    return try scripted(value)
  }

  /// `EX`, `DX`, `EX^2`: of the one variable behind the letter, without brackets.
  mutating func bareMoment(_ name: Name) throws(ParseError) -> Tree? {
    guard name == Name("E") || name == Name("D"), !knows(name),
      case .name(let variable, false)? = peek()?.kind,
      variable.isCapital, peek(2).map({ $0.isOpening }) != true
    else { return nil }
    var behind = next + 2
    if behind < lexemes.count, case .superscript = lexemes[behind].kind { behind += 1 }
    let range = lexemes[next + 1].range.through(lexemes[behind - 1].range)
    let body = Lexeme(kind: .fenced("(", ")", Array(lexemes[(next + 1)..<behind])), range: range)
    var inner = part([body], end: range.upperBound)
    // What is averaged around this place is not meant: `E(X - EX)^2`.
    inner.bound.removeAll { $0 == variable }
    guard let value = try inner.randomValue(name) else { return nil }
    next = behind
    return value
  }

  /// `\mathbb{E}[X]` at its sign.
  mutating func variableMoment(_ name: Name) throws(ParseError) -> Tree? {
    var probe = self
    probe.next += 1
    guard let value = try probe.randomValue(name) else { return nil }
    self = probe
    return value
  }

  private mutating func wholeSum() throws(ParseError) -> Tree {
    let tree = try sum()
    try expectEnd()
    return tree
  }

  /// The one variable in here that the page states a law of. Another capital that nothing tells of may vary with it.
  func lawWithin(_ body: [Lexeme]) -> (Name, Law)? {
    let masses = scope.massFunctions.filter { $0.variables.count == 1 }
    guard !scope.laws.isEmpty || !masses.isEmpty else { return nil }
    let names = body.names.uniqued
    let variables = names.filter { name in
      (scope.laws[name] != nil || masses.contains { $0.variables == [name] })
        && (!bound.contains(name) || averaged.contains(name))
        && local[name] == nil
    }
    guard variables.count == 1, let variable = variables.first,
      scope.values.byName[variable] == nil,
      scope.definitions[variable] == nil,
      names.allSatisfy({
        $0 == variable || !$0.isCapital || knows($0) || Self.quantity($0) != nil && body.applies($0)
      })
    else { return nil }
    if let written = scope.laws[variable] {
      guard let law = try? named(written, variable, place) else { return nil }
      return (variable, law)
    }
    guard let law = masses.first(where: { $0.variables == [variable] })?.law() else { return nil }
    return (variable, law)
  }

  /// `P(Y = 1 \mid X = x)` where the page defines `P(y \mid x)`: its value there.
  private mutating func namedArguments(_ name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
    guard scope.definitions[name] != nil else { return nil }
    var letters: [String] = []
    var plain: [Lexeme] = []
    for part in body.split(
      maxSplits: .max, omittingEmptySubsequences: false, whereSeparator: \.isArgumentMark)
    {
      let item = Array(part)
      guard item.count > 2, case .name(let letter, _) = item[0].kind, case .relation(.equal) = item[1].kind,
        item.dropFirst(2).allSatisfy({ if case .relation = $0.kind { false } else { true } })
      else { return nil }
      letters.append(letter.base.lowercased())
      if part.startIndex > 0 { plain.append(body[part.startIndex - 1]) }
      plain += item.dropFirst(2)
    }
    let range = place
    let (arguments, settings, bar) = try self.arguments(plain, end: range.upperBound - 1)
    guard settings.isEmpty,
      let definition = scope.definitions[name]?.last(where: { definition in
        definition.bar == bar && definition.parameters.map { $0.base.lowercased() } == letters
      })
    else { return nil }
    _ = takeArguments()
    return try scripted(.call(.init(name, definition: definition.id, arguments: arguments)))
  }

  /// `P(X = x_i; \theta)` where the page says what `P(X = x; \theta)` is.
  private mutating func massThere(_ name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
    guard body.count > 2, case .name(let variable, _) = body[0].kind, case .relation(.equal) = body[1].kind
    else {
      return nil
    }
    let stop = body.firstIndex(where: \.isArgumentMark) ?? body.count
    guard stop > 2, let tail = stop < body.count ? Self.scriptText(Array(body[stop...])) : "" else {
      return nil
    }
    let prefix = "(" + variable.base + "="
    for (own, definitions) in scope.definitions.sorted(by: { $0.key < $1.key })
    where own.base == name.base && own.label == name.label && own.accents == name.accents {
      guard let mark = own.mark, mark.hasPrefix(prefix), mark.hasSuffix(tail + ")"),
        let definition = definitions.last(where: { $0.parameters.isEmpty })
      else { continue }
      let letter = mark.dropFirst(prefix.count).dropLast(tail.count + 1)
      let placeholder = Name(String(letter))
      guard letter.count == 1, letter.allSatisfy({ $0.isLetter && $0.isLowercase }),
        definition.implicit.contains(placeholder) || definition.body.isFree(placeholder)
      else { continue }
      let value = try whole(Array(body[2..<stop]), end: place.upperBound) { parser throws(ParseError) in
        try parser.sum()
      }
      _ = takeArguments()
      return .call(
        .init(own, definition: definition.id, arguments: [], settings: [.init(placeholder, value)]))
    }
    return nil
  }

  /// `E\{[X - E(X)]^2\}` of what the page tells no law of, beside what it is said to equal.
  mutating func openMoment(_ function: Tree.Function) throws(ParseError) -> Tree? {
    guard isAsserted, let body = anyBracketBody, !body.isEmpty, let text = Self.scriptText(body) else {
      return nil
    }
    _ = takeArguments()
    var own = Name(function == .variance ? "Var" : "E")
    own.mark = "(" + text + ")"
    return try scripted(.applied(.symbol(own), []))
  }

  /// `P(X \le x)` of what the page tells no law of: a quantity that is not worked out, the same one everywhere.
  mutating func openChance(_ name: Name) throws(ParseError) -> Tree? {
    guard ["P", "Pr", "p"].contains(name.base), name.mark == nil, let body = anyBracketBody, body.hasRelation
    else { return nil }
    // An event that cannot be spelled is like no other, and is told apart by its place.
    let text = Self.scriptText(body) ?? "\(place.lowerBound): …"
    _ = takeArguments()
    var own = name
    own.mark = (name.mark ?? "") + "(" + text + ")"
    return try scripted(.applied(.symbol(own), []))
  }
}

extension [Lexeme] {
  /// `A \mid B` of `\bar A \mid B`: the event whose chance makes 1 with that of this one.
  var complement: [Lexeme]? {
    guard let first, case .name(var name, let isWord) = first.kind,
      name.accents == ["bar"] || name.accents == ["overline"],
      name.isCapital, count == 1 || self[1].isBar
    else { return nil }
    name.accents = []
    return [Lexeme(kind: .name(name, isWord: isWord), range: first.range)] + dropFirst()
  }
}

extension Lexeme {
  fileprivate var isOpening: Bool {
    switch kind {
    case .open, .fenced: true
    default: false
    }
  }

  var isBar: Bool {
    switch kind {
    case .punctuation("|"), .bar("|"): true
    default: false
    }
  }

  fileprivate var isArgumentMark: Bool {
    switch kind {
    case .punctuation(","), .punctuation("，"), .punctuation("|"), .bar("|"), .punctuation(";"): true
    default: false
    }
  }
}

/// What a law gives to each value: a density over the reals, or a weight for each whole number.
package struct Law {
  package var weight: Tree
  package var range: Range
  /// What is known of it in closed form.
  package var mean: Tree?
  package var variance: Tree?
  /// How much lies at or below a place; nil: added up.
  var below: (@Sendable (Tree) -> Tree)?

  package enum Range {
    case reals(Tree, Tree), integers(Tree, Tree)
  }

  func renamed(_ name: Name, _ other: Name) -> Law {
    var copy = self
    copy.weight = weight.substituting([name: .symbol(other)])
    return copy
  }

  package func mean(of body: Tree, _ name: Name) -> Tree {
    if body == .symbol(name), let mean { return mean }
    if body == .power(.symbol(name), .number(2)), let mean, let variance {
      return .sum([variance, .power(mean, .number(2))])
    }
    guard body.isFree(name) else { return body }
    let weighted = Parser.product([weight, body])
    switch range {
    case .reals(let from, let to): return .integral(weighted, over: name, from: from, to: to)
    case .integers(let from, let to): return .fold(Tree.Fold(.sum, name, .integers(from, to), weighted))
    }
  }

  package func variance(of body: Tree, _ name: Name) -> Tree {
    if body == .symbol(name), let variance { return variance }
    let square = mean(of: .power(body, .number(2)), name)
    return .sum([square, .negate(.power(mean(of: body, name), .number(2)))])
  }

  private var isDiscrete: Bool { if case .integers = range { true } else { false } }

  /// How likely a condition on the variable is; nil where it is none of `X \le a`, `a < X \le b`, `|X - m| < a`.
  func chance(of condition: Tree, _ name: Name) -> Tree? {
    guard case .relation(let terms, let relations) = condition else { return nil }
    switch terms.count {
    case 2:
      if !terms[1].isFree(name) { return chance(terms[0], relations[0], terms[1], of: name) }
      guard !terms[0].isFree(name), let turned = relations[0].turned else { return nil }
      return chance(terms[1], turned, terms[0], of: name)
    case 3:
      guard !terms[0].isFree(name), !terms[2].isFree(name), let shift = terms[1].shift(of: name),
        relations.allSatisfy({ $0 == .less || $0 == .lessOrEqual })
      else { return nil }
      let (from, to) = (terms[0].less(shift), terms[2].less(shift))
      return between(from, to, from: relations[0] == .lessOrEqual, to: relations[1] == .lessOrEqual)
    default: return nil
    }
  }

  private func chance(_ left: Tree, _ relation: Tree.Relation, _ right: Tree, of name: Name) -> Tree? {
    if case .apply(.abs, let inside) = left, let shift = inside[0].shift(of: name) {
      let (from, to) = (Tree.negate(right).less(shift), right.less(shift))
      switch relation {
      case .less, .lessOrEqual:
        return between(from, to, from: relation == .lessOrEqual, to: relation == .lessOrEqual)
      case .greater, .greaterOrEqual:
        let isStrict = relation == .greater
        return between(from, to, from: isStrict, to: isStrict).map { .sum([.number(1), .negate($0)]) }
      default: return nil
      }
    }
    guard let shift = left.shift(of: name) else { return nil }
    let place = right.less(shift)
    switch relation {
    case .lessOrEqual: return upTo(place, including: true)
    case .less: return upTo(place, including: false)
    case .greater: return .sum([.number(1), .negate(upTo(place, including: true))])
    case .greaterOrEqual: return .sum([.number(1), .negate(upTo(place, including: false))])
    case .equal:
      guard case .integers(let from, let to) = range else { return .number(0) }
      let low = Tree.apply(.max, [from, place])
      let high = to == .constant(.infinity) ? place : .apply(.min, [to, place])
      return .fold(Tree.Fold(.sum, name, .integers(low, high), weight))
    default: return nil
    }
  }

  private func between(_ from: Tree, _ to: Tree, from isFrom: Bool, to isTo: Bool) -> Tree? {
    .sum([upTo(to, including: isTo), .negate(upTo(from, including: !isFrom))])
  }

  private func upTo(_ place: Tree, including isIncluded: Bool) -> Tree {
    if let below { return below(place) }
    let name = Name("k", primes: 7)
    switch range {
    case .reals(let from, let to):
      let end = Tree.apply(.max, [from, .apply(.min, [place, to])])
      return .integral(weight(at: name), over: name, from: from, to: end)
    case .integers(let from, let to):
      let last =
        isIncluded
        ? Tree.apply(.floor, [place]) : .sum([.apply(.ceiling, [place]), .negate(.number(1))])
      let least = Tree.sum([from, .negate(.number(1))])
      let end = to == .constant(.infinity) ? last : .apply(.min, [last, to])
      return .fold(Tree.Fold(.sum, name, .integers(from, .apply(.max, [least, end])), weight(at: name)))
    }
  }

  /// The variable that the weight is written in.
  package var variable: Name?

  private func weight(at name: Name) -> Tree {
    variable.map { weight.substituting([$0: .symbol(name)]) } ?? weight
  }
}

extension Tree.Relation {
  /// With its sides exchanged.
  fileprivate var turned: Self? {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal: .equal
    default: nil
    }
  }
}

extension Tree {
  /// What stands beside a name in a sum of it and what does not hang on it: −μ of `X - \mu`.
  fileprivate func shift(of name: Name) -> [Tree]? {
    if self == .symbol(name) { return [] }
    guard case .sum(let terms) = self, let place = terms.firstIndex(of: .symbol(name)) else { return nil }
    var rest = terms
    rest.remove(at: place)
    return rest.allSatisfy { !$0.isFree(name) } ? rest : nil
  }

  fileprivate func less(_ shift: [Tree]) -> Tree {
    shift.isEmpty ? self : .sum([self] + shift.map { .negate($0) })
  }
}
