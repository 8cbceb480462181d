import Typesetting
import Diagnostics
import Trees

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
    for lexeme in body {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .punctuation(","), .punctuation(";"), .punctuation("|"), .punctuation("，"), .bar("‖"):
        if level == 0 { return true }
      default: break
      }
    }
    return false
  }

  package mutating func call(_ name: Name, isWord: Bool, start: Int) throws(ParseError) -> Tree? {
    if bound.contains(name) { return nil }
    let isLocal = local[name] != nil && scope.meanings[name]?.role != .function
    // `v_\pi(s')` in the formula that is headed by `v_\pi(s)`, where the table before it is given.
    if scope.heads.contains(name), scope.definitions[name] == nil, scope.values.rank(name) ?? 0 > 0,
      let body = argumentsAhead(), let element = try elementInBrackets(of: name, body)
    {
      return element
    }
    let isKnown = !isLocal && scope.isFunction(name)
    var power: ([Lexeme], Range<Int>)?
    if isKnown || isWord, case .superscript(let script) = current?.kind,
      case .open("(")? = peek()?.kind
    {
      power = (script, place)
      next += 1
    }
    if isKnown, power == nil, let body = argumentsAhead(), body.namesBare(name), !Self.separates(body) {
      // `σ(1 − σ)`: whose value stands alone in the bracket is not applied to itself.
      return nil
    }
    if let value = try randomValue(name) { return value }
    if let part = try complexPart(name) { return part }
    if !isKnown, !scope.isVariable(name), !isLocal, let chance = try openChance(name) {
      return chance
    }
    if !isKnown, power == nil, let trace = juxtaposedTrace(name) { return trace }
    guard let body = argumentsAhead() ?? traced(name) else {
      if power != nil { next -= 1 }
      try refuseUnreadBracket(name, isDeclared: scope.meanings[name] != nil || isLocal)
      return nil
    }
    if let derived = derived(name) {
      let range = takeArguments()
      let (arguments, _, _) = try self.arguments(body, end: range.upperBound - 1)
      return try scripted(try primed(name, derived, arguments, at: lexemes[start].range.through(range)))
    }
    let isDeclared = scope.isVariable(name) || isLocal
    if !isKnown, !isDeclared {
      if name.bare.unprimed == Name("σ"), name == name.bare {
        return try customary(.sigmoid, primes: name.primes)
      }
      if name == Name("Γ") { return try customary(.gamma, primes: 0) }
      if let value = try composite(name) { return value }
    }
    if !isKnown, !isDeclared, ["Concat", "concat", "cat", "Concatenate"].contains(name.base) {
      let range = takeArguments()
      return try scripted(joined(try list(body, end: range.upperBound - 1)))
    }
    if Custom.isProbability(name), body.joinsSets, let text = Self.scriptText(body) {
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
    if Custom.isProbability(name), let rest = body.complement,
      let value = ownValue(of: name, rest)
    {
      return try scripted(.sum([.number(1), .negate(value)]))
    }
    if !isKnown, name == Name("I") || name == Name("δ"), body.hasRelation {
      let range = takeArguments()
      let condition = try whole(body, end: range.upperBound - 1) { parser throws(ParseError) in
        try parser.condition()
      }
      return try scripted(.apply(.indicator, [condition]))
    }
    if !isKnown, !isDeclared, name == Name("μ"), !divisorLetters.isDisjoint(with: body.names) {
      var probe = self
      let range = probe.takeArguments()
      let arguments = try probe.list(body, end: range.upperBound - 1)
      if arguments.count == 1 {
        self = probe
        return try scripted(Self.moebius(arguments[0]))
      }
    }
    if !isKnown, !isDeclared, name == Name("δ"), body.splitAtCommas.count == 2 {
      var probe = self
      let range = probe.takeArguments()
      let places = try probe.list(body, end: range.upperBound - 1)
      if places.count == 2, places.allSatisfy({ shape(of: $0) == .number }) {
        self = probe
        return try scripted(.apply(.indicator, [.relation(places, [.equal])]))
      }
    }
    if !isKnown, isDeclared, let element = try elementInBrackets(of: name, body) { return element }
    if !isKnown, !isDeclared, let divergence = try normalDivergence(name, body) {
      return divergence
    }
    let isCustomary = !isDeclared && Self.isCustomary(name) && (!isKnown || lacksForm(name, body))
    var isCall = isKnown && !isCustomary
    if !isKnown, !isCustomary { isCall = try isApplied(name, isWord: isWord, isLocal: isLocal, body, start) }
    guard isCall || isCustomary else { return nil }
    let range = takeArguments()
    let (arguments, settings, bar) = try self.arguments(body, end: range.upperBound - 1)
    let call: Tree
    if !isKnown, settings.isEmpty, name.isNormalDensity, bar == 1 || body.hasSemicolon,
      let density = normalDensity(arguments)
    {
      call = density
    } else if isCustomary, settings.isEmpty, let value = customaryValue(name, arguments) {
      call = value
    } else if isCustomary, arguments.count == 1,
      !(try isApplied(name, isWord: isWord, isLocal: isLocal, body, start))
    {
      // What is in the brackets is not read again as a factor: that would double the work at every level.
      return Self.product([try symbol(name, start: start), try scripted(arguments[0])])
    } else {
      call = try resolve(name, arguments, settings, bar: bar, at: lexemes[start].range.through(range))
    }
    guard let power else { return try scripted(call) }
    let exponent = try self.whole(power.0, end: power.1.upperBound) { parser throws(ParseError) in
      try parser.sum()
    }
    if case .negate = exponent {
      throw ParseError(
        "ambiguous-inverse", zh: "f^{-1}(x) 是反函数还是倒数，不猜",
        en: "f^{-1}(x) may be the inverse or the reciprocal; it is not guessed", at: power.1)
    }
    return .power(call, exponent)
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

  /// `\operatorname{tr}[A B]`: square brackets serve as well.
  private func traced(_ name: Name) -> [Lexeme]? {
    guard Self.isTrace(name), let current else { return nil }
    if case .fenced("[", "]", let body) = current.kind { return body }
    guard case .open("[") = current.kind else { return nil }
    return lexemes.bracketBody(at: next)
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
    return branches.count > 1 ? .cases(branches) : nil
  }

  /// Whether a name that no definition heads is applied to the bracket behind it.
  package func isApplied(
    _ name: Name, isWord: Bool, isLocal: Bool, _ body: [Lexeme], _ start: Int
  ) throws(ParseError) -> Bool {
    let range = lexemes[start].range.through(place)
    if scope.isVariable(name) || isLocal && (local[name] ?? 0) > 0 {
      guard Self.separates(body), scope.meanings[name] == nil, !isLocal else { return false }
      throw .ambiguousApplication(name, [], at: range)
    }
    if Self.separates(body) || body.hasRelation || body.hasLoneBar { return true }
    if ["E", "O"].contains(name.base) { return true }
    if isLocal { return false }
    if isWord { return true }
    // Nobody brackets a lone number to multiply by it.
    if body.count == 1, case .number = body[0].kind, !Custom.isNumber(name), scope.roles.role(name) == nil {
      return true
    }
    // What the page defines without arguments is a quantity.
    if let definitions = scope.definitions[name], !definitions.isEmpty,
      definitions.allSatisfy({ $0.parameters.isEmpty })
    {
      return false
    }
    switch scope.roles.application(name) {
    case .applied: return true
    case .multiplied: return false
    case .undecided(let evidence): throw .ambiguousApplication(name, evidence, at: range)
    }
  }

  /// `P\{X > 3\}`, `E[X]` and `O(n)` mean something that has no value here; a product they never are.
  func refuseUnreadBracket(_ name: Name, isDeclared: Bool) throws(ParseError) {
    guard !isDeclared, let current else { return }
    let isBrace: Bool
    switch current.kind {
    case .open("{"), .fenced("{", "}", _): isBrace = true
    default: isBrace = false
    }
    guard isBrace, Custom.isProbability(name) else { return }
    throw ParseError(
      "event-probability", zh: "事件的概率要有分布才有值，这里没有给出",
      en: "the probability of an event has a value only where its distribution is given", at: current.range)
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

extension [Lexeme] {
  /// `y \mid \theta_k`: one bar, which parts what stands before it from what stands behind.
  fileprivate var hasLoneBar: Bool {
    var level = 0
    var count = 0
    for lexeme in self {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .bar("|") where level == 0: count += 1
      default: break
      }
    }
    return count == 1
  }
}
