import Typesetting
import Diagnostics
import Trees

/// A name that brackets stand behind, and what is known of it here.
private struct Callee {
  let name: Name
  let isWord: Bool
  let start: Int
  /// Bound by the formula's own head.
  let isLocal: Bool
  /// The page says that it is a function.
  let isKnown: Bool
  /// It stands for a value.
  let isDeclared: Bool

  init(_ name: Name, isWord: Bool, start: Int, in parser: Parser) {
    (self.name, self.isWord, self.start) = (name, isWord, start)
    isLocal = parser.local[name] != nil && parser.scope.meanings[name]?.role != .function
    isKnown = !isLocal && parser.scope.isFunction(name)
    isDeclared = parser.scope.isVariable(name) || isLocal
  }

  /// Nothing is said of it.
  var isUnknown: Bool { !isKnown && !isDeclared }
}

/// A script between a function's name and its bracket.
private struct Power {
  let script: [Lexeme]
  let range: Range<Int>
}

// A level of brackets goes through all that reads a factor: what only some factors come to has a function of its own
// that is not inlined, so that a level takes little of the stack.

/// A name beside a bracket: a call, an element, a product.
extension Parser {
  /// The lexemes in round brackets at `next`, without moving.
  func argumentsAhead() -> [Lexeme]? {
    guard let current else { return nil }
    if case .fenced("(", ")", let body) = current.kind { return body }
    guard case .open("(") = current.kind else { return nil }
    var probe = self
    return (try? probe.takeBracketed())?.2
  }

  static func separates(_ body: [Lexeme]) -> Bool {
    var level = 0
    var doubled = 0
    for lexeme in body {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .punctuation(","), .punctuation(";"), .punctuation("|"), .punctuation("，"):
        if level == 0 { return true }
      // One parts two arguments, two are a norm's.
      case .bar("‖"): if level == 0 { doubled += 1 }
      default: break
      }
    }
    return doubled % 2 == 1
  }

  /// A name with the brackets behind it, where it is called with what they hold; nil where it is not.
  package mutating func call(_ name: Name, isWord: Bool, start: Int) throws(ParseError) -> Tree? {
    if bound.contains(name) { return nil }
    let callee = Callee(name, isWord: isWord, start: start, in: self)
    if let element = try headedElement(name) { return element }
    if !callee.isKnown, let element = try raisedElement(name) { return element }
    if !callee.isKnown, let entry = try conditionalEntry(name) { return entry }
    if !callee.isKnown,
      let value = try raisedCall(name, isWord: isWord, isLocal: callee.isLocal, start: start)
    {
      return value
    }
    let power = powerAhead(callee)
    if callee.isKnown, power == nil, let body = argumentsAhead(), body.namesBare(name), !Self.separates(body)
    {
      // `σ(1 − σ)`: whose value stands alone in the bracket is not applied to itself.
      return nil
    }
    if let value = try randomValue(name) { return value }
    if let part = try complexPart(name) { return part }
    if callee.isUnknown, let chance = try openChance(name) { return chance }
    if callee.isUnknown, name == Name("E"), let mean = try openMoment(.expectation) { return mean }
    if !callee.isKnown, power == nil, let trace = juxtaposedTrace(name) { return trace }
    guard let body = argumentsAhead() ?? traced(callee) else {
      if power != nil { next -= 1 }
      try refuseUnreadBracket(name, isDeclared: scope.meanings[name] != nil || callee.isLocal)
      return nil
    }
    if let partial = try partialValue(name, body) { return partial }
    if let value = try derivedCall(callee, body) { return value }
    if callee.isUnknown, let value = try customaryCall(name, body) { return value }
    if let value = try probability(callee, body) { return value }
    if !callee.isKnown, let value = try indicated(callee, body) { return value }
    if !callee.isKnown, callee.isDeclared, let element = try elementInBrackets(of: name, body) {
      return element
    }
    if callee.isUnknown, let divergence = try normalDivergence(name, body) { return divergence }
    return try applied(callee, body, raisedTo: power)
  }

  /// `v_\pi(s')` in the formula that is headed by `v_\pi(s)`, where the table before it is given.
  @inline(never) private mutating func headedElement(_ name: Name) throws(ParseError) -> Tree? {
    guard scope.heads.contains(name), scope.values.rank(name) ?? 0 > 0, let body = argumentsAhead(),
      scope.definitions[name]?.contains(where: {
        $0.parameters.count == body.splitAtCommas.count || Self.isConditional(body)
      }) != true
    else { return nil }
    return try elementInBrackets(of: name, body)
  }

  /// `\sin^2(x)`: the script before the bracket, which is passed.
  private mutating func powerAhead(_ callee: Callee) -> Power? {
    guard callee.isKnown || callee.isWord, case .superscript(let script) = current?.kind,
      lexemes.isRoundBracket(at: next + 1)
    else { return nil }
    let power = Power(script: script, range: place)
    next += 1
    return power
  }

  /// `f'(x)` of a function that the page defines.
  @inline(never) private mutating func derivedCall(
    _ callee: Callee, _ body: [Lexeme]
  ) throws(ParseError) -> Tree? {
    guard let derived = derived(callee.name) else { return nil }
    let range = takeArguments()
    let (arguments, _, _) = try self.arguments(body, end: range.upperBound - 1)
    let whole = lexemes[callee.start].range.through(range)
    return try scripted(try primed(callee.name, derived, arguments, at: whole))
  }

  /// Names that mean one thing to everybody where the page says nothing of them.
  @inline(never) private mutating func customaryCall(
    _ name: Name, _ body: [Lexeme]
  ) throws(ParseError) -> Tree? {
    if name.bare.unprimed == Name("σ"), name == name.bare {
      return try customary(.sigmoid, primes: name.primes)
    }
    if name == Name("Γ") { return try customary(.gamma, primes: 0) }
    if let value = try arithmeticFunction(name, body) { return value }
    if name == Name("lcm"), let value = try commonMultiple(body) { return value }
    if let value = try spectrum(of: name, body) { return value }
    if let value = try composite(name) { return value }
    guard ["Concat", "concat", "cat", "Concatenate"].contains(name.base) else { return nil }
    let range = takeArguments()
    return try scripted(joined(try list(body, end: range.upperBound - 1)))
  }

  /// The probability of an event: what the note gives or says of it, one less that of its complement.
  @inline(never) private mutating func probability(
    _ callee: Callee, _ body: [Lexeme]
  ) throws(ParseError) -> Tree? {
    let name = callee.name
    if Custom.isProbability(name), body.joinsSets || body.namesOutcome, let text = Self.scriptText(body) {
      // `P(A \cup B)` is what the note gives or says of it.
      if let value = ownValue(of: name, body) { return value }
      _ = takeArguments()
      var event = name
      event.mark = (name.mark ?? "") + "(" + text + ")"
      return try scripted(.symbol(event))
    }
    if body.hasRelation || Custom.isProbability(name) || scope.recurrent.contains(name),
      let value = ownValue(of: name, body)
    {
      return value
    }
    guard Custom.isProbability(name), let rest = body.complement, let value = ownValue(of: name, rest) else {
      return nil
    }
    return try scripted(.sum([.number(1), .negate(value)]))
  }

  /// `I(x > 0)`, `\delta(x = y)`, `\delta(i, j)`; `\mu(n)` of a number's divisors.
  @inline(never) private mutating func indicated(
    _ callee: Callee, _ body: [Lexeme]
  ) throws(ParseError) -> Tree? {
    let name = callee.name
    if name == Name("I") || name == Name("δ"), body.hasRelation {
      let range = takeArguments()
      let condition = try whole(body, end: range.upperBound - 1) { parser throws(ParseError) in
        try parser.condition()
      }
      return try scripted(.apply(.indicator, [condition]))
    }
    if !callee.isDeclared, name == Name("μ"), !divisorLetters.isDisjoint(with: body.names) {
      var probe = self
      let range = probe.takeArguments()
      let arguments = try probe.list(body, end: range.upperBound - 1)
      if arguments.count == 1 {
        self = probe
        return try scripted(Self.moebius(arguments[0]))
      }
    }
    if !callee.isDeclared, name == Name("δ"), body.splitAtCommas.count == 2 {
      var probe = self
      let range = probe.takeArguments()
      let places = try probe.list(body, end: range.upperBound - 1)
      if places.count == 2, places.allSatisfy({ shape(of: $0) == .number }) {
        self = probe
        return try scripted(.apply(.indicator, [.relation(places, [.equal])]))
      }
    }
    return nil
  }

  /// The page's own function, or a custom's, of what stands in the bracket.
  @inline(never) private mutating func applied(
    _ callee: Callee, _ body: [Lexeme], raisedTo power: Power?
  ) throws(ParseError) -> Tree? {
    let name = callee.name
    let isCustomary =
      !callee.isDeclared && Self.isCustomary(name) && (!callee.isKnown || lacksForm(name, body))
    if !callee.isKnown, !isCustomary, !(try isApplied(callee, body)) { return nil }
    let range = takeArguments()
    let (arguments, settings, bar) = try self.arguments(body, end: range.upperBound - 1)
    let call: Tree
    if !callee.isKnown, settings.isEmpty, name.isNormalDensity, bar == 1 || body.hasSemicolon,
      let density = normalDensity(arguments)
    {
      call = density
    } else if isCustomary, settings.isEmpty, let value = customaryValue(name, arguments) {
      call = value
    } else if isCustomary, arguments.count == 1, !(try isApplied(callee, body)) {
      // What is in the brackets is not read again as a factor: that would double the work at every level.
      return Self.product([try symbol(name, start: callee.start), try scripted(arguments[0])])
    } else {
      let whole = lexemes[callee.start].range.through(range)
      call = try resolve(name, arguments, settings, bar: bar, at: whole)
    }
    guard let power else { return try scripted(call) }
    if power.script.count > 1, let derived = try higherDerivative(call, power.script, at: power.range) {
      return try scripted(derived)
    }
    return .power(call, try exponent(power))
  }

  @inline(never) private mutating func exponent(_ power: Power) throws(ParseError) -> Tree {
    let exponent = try whole(power.script, end: power.range.upperBound) { parser throws(ParseError) in
      try parser.sum()
    }
    if case .negate = exponent {
      throw ParseError(
        "ambiguous-inverse", zh: "f^{-1}(x) 是反函数还是倒数，不猜",
        en: "f^{-1}(x) may be the inverse or the reciprocal; it is not guessed", at: power.range)
    }
    return exponent
  }

  private func isApplied(_ callee: Callee, _ body: [Lexeme]) throws(ParseError) -> Bool {
    try isApplied(callee.name, isWord: callee.isWord, isLocal: callee.isLocal, body, callee.start)
  }

  /// `y \mid x`: no place in a table, where the page defines a function of that shape.
  @inline(never)
  private static func isConditional(_ body: [Lexeme]) -> Bool {
    body.contains { lexeme in
      switch lexeme.kind {
      case .punctuation("|"), .bar: true
      default: false
      }
    }
  }

  /// Whether a custom's form has to serve: `H(p)` beside a note's own H of two arguments.
  func lacksForm(_ name: Name, _ body: [Lexeme]) -> Bool {
    let count =
      1
      + body.count { lexeme in
        if case .punctuation(",") = lexeme.kind { true } else { false }
      }
    return scope.definitions[name]?.contains { $0.parameters.count == count } != true && count == 1
  }

  /// `\operatorname{tr} A B`
  private mutating func juxtaposedTrace(_ name: Name) -> Tree? {
    guard Self.isTrace(name), scope.meanings[name] == nil, argumentsAhead() == nil else { return nil }
    var ahead = self
    guard let matrix = try? ahead.juxtaposedArgument(of: .determinant), shape(of: matrix) == .matrix else {
      return nil
    }
    self = ahead
    return .trace(matrix)
  }

  /// `\operatorname{tr}[A B]`, `\Gamma[(n + 1)/2]`: square brackets serve as well.
  private func traced(_ callee: Callee) -> [Lexeme]? {
    guard Self.isTrace(callee.name) || callee.isUnknown && callee.name == Name("Γ"), !isAtEnd else {
      return nil
    }
    return lexemes.squareBody(at: next)
  }

  /// `P(D=1 \\mid w)` where the page defines just that.
  mutating func ownValue(of name: Name, _ body: [Lexeme]) -> Tree? {
    guard let text = Self.scriptText(body) else { return nil }
    var own = name
    own.mark = (name.mark ?? "") + "(" + text + ")"
    if let definition = scope.definitions[own]?.last {
      _ = takeArguments()
      return .call(.init(own, definition: definition.id, arguments: []))
    }
    guard let member = oneOfMany(name, body) else { return nil }
    _ = takeArguments()
    return member
  }

  /// `P(A \mid B_j)` where the page gives `P(A \mid B_1)`, `P(A \mid B_2)`, …: the one that the index tells.
  private func oneOfMany(_ name: Name, _ body: [Lexeme]) -> Tree? {
    guard Custom.isProbability(name), let (letter, texts) = body.indexLetter else { return nil }
    let index = Name(letter)
    guard bound.contains(index) || knows(index) else { return nil }
    var branches: [Tree.Branch] = []
    for number in 0...64 {
      var own = name
      own.mark = (name.mark ?? "") + "(" + texts.joined(separator: String(number)) + ")"
      let condition = Tree.relation([.symbol(index), .whole(number)], [.equal])
      if let definition = scope.definitions[own]?.last(where: { $0.parameters.isEmpty }) {
        branches.append(.init(.call(.init(own, definition: definition.id, arguments: [])), if: condition))
      } else if scope.values.rank(own) == 0 {
        branches.append(.init(.symbol(own), if: condition))
      }
    }
    return branches.count > 1 ? .cases(branches) : memberOfFamily(name, texts, index)
  }

  /// `P(A_j)` where the page says what `P(A_i)` is for every i.
  private func memberOfFamily(_ name: Name, _ texts: [String], _ index: Name) -> Tree? {
    for letter in Self.familyIndices.sorted() where letter != index.base {
      var own = name
      own.mark = (name.mark ?? "") + "(" + texts.joined(separator: letter) + ")"
      guard let definition = scope.definitions[own]?.last(where: { $0.parameters.isEmpty }),
        definition.implicit.contains(Name(letter)) || definition.body.isFree(Name(letter))
      else { continue }
      return .call(
        .init(
          own, definition: definition.id, arguments: [], settings: [.init(Name(letter), .symbol(index))]))
    }
    return nil
  }

}

extension [Lexeme] {
  /// The one letter that stands as a subscript in here, and the text before and behind each of its places.
  fileprivate var indexLetter: (letter: String, texts: [String])? {
    var letter: String?
    var texts: [String] = [""]
    for lexeme in self {
      if case .subscript(let script) = lexeme.kind, script.count == 1,
        case .name(let name, false) = script[0].kind,
        Parser.customaryIndices.contains(name.base), name == Name(name.base), letter ?? name.base == name.base
      {
        letter = name.base
        texts[texts.count - 1] += "_"
        texts.append("")
      } else {
        guard let text = Parser.scriptText([lexeme]) else { return nil }
        texts[texts.count - 1] += text
      }
    }
    return letter.map { ($0, texts) }
  }

  /// Whether a name stands in here by itself, before no bracket of its own.
  fileprivate func namesBare(_ name: Name) -> Bool {
    for (index, lexeme) in enumerated() {
      guard case .name(name, _) = lexeme.kind else { continue }
      if index + 1 == count { return true }
      if !self[index + 1].isScript, !bracketBodyExists(at: index + 1) { return true }
    }
    return parts.contains { $0.namesBare(name) }
  }

  fileprivate var hasSemicolon: Bool {
    contains { if case .punctuation(";") = $0.kind { true } else { false } }
  }

  /// The parts between commas at the outermost level.
  var splitAtCommas: [[Lexeme]] {
    var parts: [[Lexeme]] = [[]]
    var level = 0
    for lexeme in self {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .punctuation(",") where level == 0, .punctuation("，") where level == 0:
        parts.append([])
        continue
      default: break
      }
      parts[parts.count - 1].append(lexeme)
    }
    return parts
  }
}
