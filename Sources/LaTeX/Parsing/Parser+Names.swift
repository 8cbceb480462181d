import Trees
import Diagnostics

extension Parser {
  /// A name with what belongs to it: subscript, primes, marks; then its arguments, if it is a function.
  mutating func named(_ first: Name, isWord: Bool) throws(ParseError) -> Tree {
    let start = next
    let place = self.place
    if let combinations = try combinations(first) { return combinations }
    if let element = try bracketedElement(first) { return element }
    if let slice = try slice(first) { return slice }
    if let member = try familyMember(first) { return member }
    let (name, indices) = try fullName(first)
    if isWord, SymbolTable.unread.contains(name.base), !scope.isFunction(name), scope.meanings[name] == nil,
      scope.definitions[name] == nil, local[name] == nil
    {
      throw .unknownOperator(name.base, at: place)
    }
    if let indices {
      return try scripted(element(of: name, indices))
    }
    if let call = try call(name, isWord: isWord, start: start) { return call }
    return try scripted(try symbol(name, start: start))
  }

  /// Reads the scripts that are part of the name; indices where they tell elements apart.
  mutating func fullName(_ first: Name) throws(ParseError) -> (Name, indices: [Tree]?) {
    next += 1
    var name = first
    if name == Name("Δ"), !knows(name), case .name(let other, _)? = current?.kind {
      next += 1
      name = other.differenced
    }
    if let known = knownSpelling(of: name) {
      guard case .superscript(let script) = current?.kind, let sample = try sampleIndices(script, of: known)
      else { return (known, nil) }
      next += 1
      return (known, sample)
    }
    if let spelled = try markedElements(of: name) { return spelled }
    var indices: [Tree]?
    if case .subscript(let script) = current?.kind {
      let range = place
      if isIndex(script, of: name) {
        try refuseBoundDefinition(name, script, range)
        next += 1
        if let own = indexedSpelling(of: name, script) { name = own }
        indices = try self.indices(script, range, of: name)
      } else if let label = Self.label(script) {
        next += 1
        name.label = label
      } else if (local[arrayName(name)] ?? scope.rank(arrayName(name)) ?? 0) > 0, !prefersLabels {
        next += 1
        indices = try self.indices(script, range, of: name)
      } else {
        throw ParseError(
          "unreadable-subscript", zh: "下标既不是约束变量的指标，也不能是名字的一部分",
          en: "the subscript is neither an index that something binds nor part of a name", at: range)
      }
    }
    if case .primes(let count) = current?.kind {
      next += 1
      name.primes = count
    }
    if case .superscript(let script) = current?.kind {
      if let sample = try sampleIndices(script, of: name) {
        next += 1
        return (name, sample + (indices ?? []))
      }
      if let mark = mark(script, of: name) {
        next += 1
        name.mark = mark
      }
    }
    return (name, indices)
  }

  /// `h_t` that the page defines by its neighbour `h_{t-1}`, or otherwise not for every t alike, has no reading under a
  /// sum over t.
  private func refuseBoundDefinition(_ name: Name, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError)
  {
    var labelled = name
    labelled.label = Self.label(script)
    guard scope.definitions[labelled]?.contains(where: \.parameters.isEmpty) == true,
      script.binds(Set(bound)), (scope.rank(arrayName(name)) ?? 0) == 0, local[arrayName(name)] == nil
    else { return }
    throw ParseError(
      "ambiguous-index",
      zh: "\(labelled.plain) 定义过，又在这里随指标取遍：定义里没有这个指标，或用到相邻的一项，两者对不上",
      en:
        "\(labelled.plain) is defined, and here its index runs: the definition does not hold for every index alike",
      at: range)
  }

  /// Whether anything on the page, around this place or from outside speaks of exactly this name.
  func knows(_ name: Name) -> Bool {
    bound.contains(name) || local[name] != nil || scope.meanings[name] != nil
      || scope.definitions[name] != nil || scope.values.byName[name] != nil
  }

  /// The scripts at `next` as far as they make a name that is known as a whole: `h_{t-1}`, `x^+_*`, `R^{-1}`.
  private mutating func knownSpelling(of first: Name) -> Name? {
    var name = first
    var position = next
    var found: (Name, Int)?
    while position < lexemes.count {
      switch lexemes[position].kind {
      case .subscript(let script):
        guard let text = Self.scriptText(script) else { position = lexemes.count; continue }
        name.label = text
        // Under a sum over i, x_i is an element, whatever x_i is called elsewhere.
        if !bound.contains(name), script.binds(Set(bound)) { position = lexemes.count; continue }
      case .primes(let count): name.primes += count
      case .superscript(let script):
        guard let text = Self.markText(script) else { position = lexemes.count; continue }
        name.mark = text
      default:
        position = lexemes.count
        continue
      }
      position += 1
      if knows(name), name != first, !isIndexed(name) { found = (name, position) }
    }
    guard let found else { return nil }
    next = found.1
    return found.0
  }

  /// Whether a name that spells its index (`x_i` given as an array) is meant as an array of such elements here.
  private func isIndexed(_ name: Name) -> Bool {
    guard let label = name.label, let rank = scope.values.rank(name), rank >= label.count else {
      return false
    }
    var plain = name
    plain.label = nil
    guard scope.values.indexed[plain]?.contains(name) == true else { return false }
    return label.allSatisfy { letter in
      bound.contains(Name(String(letter))) || scope.binders.contains(Name(String(letter)))
    }
  }

  /// The array that a value's own spelling names: `x_i` for the elements x_1, x_2, ….
  private func indexedSpelling(of name: Name, _ script: [Lexeme]) -> Name? {
    guard scope.values.rank(name) == nil || (scope.values.rank(name) ?? 0) == 0,
      let candidates = scope.values.indexed[name]
    else { return nil }
    let count = script.indexCount
    return candidates.first { $0.label?.count == count }
  }

  /// `W_{ji}^{(l)}` where W^{(l)} is known as an array.
  private mutating func markedElements(of first: Name) throws(ParseError) -> (Name, indices: [Tree]?)? {
    guard !prefersLabels, case .subscript(let script) = current?.kind,
      case .superscript(let upper)? = peek()?.kind,
      let text = Self.markText(upper)
    else { return nil }
    var name = first
    name.mark = text
    guard knows(name), (local[name] ?? scope.rank(name) ?? 0) > 0 else { return nil }
    let range = place
    next += 2
    return (name, try indices(script, range, of: name))
  }

  /// `x^{(i)}`: which of the samples, where i is bound or x is an array.
  private func sampleIndices(_ script: [Lexeme], of name: Name) throws(ParseError) -> [Tree]? {
    guard !prefersLabels, script.count >= 3, case .open("(")? = script.first?.kind,
      case .close(")")? = script.last?.kind
    else {
      return nil
    }
    let inside = Array(script[1..<(script.count - 1)])
    let isBound = inside.binds(Set(bound))
    let rank = local[name] ?? scope.rank(arrayName(name)) ?? 0
    guard isBound || rank > 0 && inside.allSatisfy(\.isIndexLike) else { return nil }
    return try indices(inside, script[0].range.through(script[script.count - 1].range), of: name)
  }

  /// A symbol that is not applied to anything.
  func symbol(_ name: Name, start: Int) throws(ParseError) -> Tree {
    if bound.contains(name) || local[name] != nil { return .symbol(name) }
    let isDeclared = scope.meanings[name].map { $0.origin != .customary } ?? false
    if !isDeclared || scope.meanings[name]?.origin == .definition,
      let definitions = scope.definitions[name],
      scope.values.byName[name] == nil || definitions.contains(where: \.parameters.isEmpty)
    {
      if let constant = definitions.last(where: { $0.parameters.isEmpty }) {
        if case .set = constant.body { return constant.body }
        return .call(.init(name, definition: constant.id, arguments: []))
      }
      // A function's name alone stands for its value at its own arguments.
      if let function = definitions.last {
        return .call(
          .init(
            name, definition: function.id, arguments: function.parameters.map { .symbol($0) }))
      }
    }
    if !isDeclared {
      if name == Name("π") { return .constant(.pi) }
      if name == Name("e") { return .constant(.e) }
    }
    return .symbol(name)
  }

  /// `y_i` beside `\mathbf y`: the elements are the bold vector's, unless plain y is an array itself.
  func arrayName(_ name: Name) -> Name {
    if (local[name] ?? 0) > 0 { return name }
    var bold = name
    bold.isBold = true
    var isVector = local[bold] != nil || (scope.rank(bold) ?? 0) > 0
    if !isVector, name.accents.isEmpty, (scope.rank(name) ?? 0) == 0 {
      var arrow = name
      arrow.accents = ["vec"]
      if local[arrow] != nil || (scope.rank(arrow) ?? 0) > 0 {
        bold = arrow
        isVector = true
      }
    }
    if isVector, scope.isKnownByElements(name) { return bold }
    // What only its use makes an array is the bold array's elements.
    if isVector, scope.values.byName[name] == nil, scope.meanings[name]?.domain == nil { return bold }
    if (scope.rank(name) ?? 0) > 0 { return name }
    if isVector { return bold }
    // Beside a number n, the n_i of a sum are numbers of their own.
    if bare.contains(name), scope.dependencies[name] == nil, let domain = scope.meanings[name]?.domain,
      domain.rank == 0, scope.values.byName[name] == nil
    {
      if case .function = domain.values { return name }
      var others = name
      others.label = "·"
      return others
    }
    return name
  }

  // MARK: Is a subscript an index?

  static let customaryIndices: Set<String> = ["i", "j", "k", "l", "m", "n", "c"]

  /// An index is bound by a binder, or indexes what is known to be an array.
  private func isIndex(_ script: [Lexeme], of name: Name) -> Bool {
    guard !prefersLabels, let names = script.indexNames else { return false }
    if names.contains(where: bound.contains) { return true }
    var labelled = name
    labelled.label = Self.label(script)
    if labelled.label != nil, knows(labelled), !isIndexed(labelled) { return false }
    let array = arrayName(name)
    let isArray = (local[array] ?? scope.rank(array) ?? 0) > 0
    if isArray || scope.indexed.contains(name) || indexedSpelling(of: name, script) != nil {
      return names.allSatisfy { name in
        Self.customaryIndices.contains(name.base) || knows(name) || scope.isLength(name)
          || scope.binders.contains(name)
      }
    }
    return isDeclaration && !names.isEmpty
      && names.allSatisfy {
        Self.customaryIndices.contains($0.base) && !scope.isVariable($0) && scope.binders.contains($0)
      }
      && script.allSatisfy { if case .sign = $0.kind { false } else { true } }
  }

  /// `i, j`, `ij` and, of what is known to have two indices, `12`.
  func indices(_ script: [Lexeme], _ range: Range<Int>, of name: Name? = nil) throws(ParseError) -> [Tree] {
    var singles: [Lexeme] = []
    let rank = name.map { local[arrayName($0)] ?? scope.rank(arrayName($0)) ?? 0 } ?? 0
    for lexeme in script {
      switch lexeme.kind {
      case .name(_, false): singles.append(lexeme)
      case .number(let number) where number.written.count == 1: singles.append(lexeme)
      case .number(let number) where number.digits.count == rank && script.count == 1:
        singles += number.digits.compactMap { digit in
          Number(String(digit)).map { Lexeme(kind: .number($0), range: lexeme.range) }
        }
      default:
        var probe = self
        return try probe.list(script, end: range.upperBound)
      }
    }
    var trees: [Tree] = []
    for lexeme in singles {
      var inner = part([lexeme], end: lexeme.range.upperBound)
      trees.append(try inner.factor())
    }
    return trees
  }

  /// The subscript's text, where it is one word or sign.
  static func label(_ script: [Lexeme]) -> String? {
    var text = ""
    for lexeme in script {
      switch lexeme.kind {
      case .name(let name, _): text += name.plain
      case .undecidedWord(let word, _): text += word
      case .number(let number): text += number.written
      case .function(let function): text += function.word?.base ?? function.rawValue
      case .big(.supremum(let kind)) where script.count == 1: text += kind.rawValue
      case .sign(let sign) where script.count == 1 && "+-".contains(sign): text += sign
      case .prose(let words): text += words.filter { $0 != " " }
      case .punctuation(","): text += ","
      case .ornament(let sign): text += sign.drop { $0 == "\\" }
      case .relation(.tendsTo) where script.count == 1: text += "→"
      case .constant(.infinity) where script.count == 1: text += "∞"
      case .keyword(let keyword) where script.count == 1: text += "\(keyword)"
      default: return scriptText(script)
      }
    }
    return text.isEmpty ? nil : text
  }

  /// Any short script as text, so that it can tell names apart: `t-1`, `(l+1)`, `c_{i-1}`.
  static func scriptText(_ script: [Lexeme]) -> String? {
    var text = ""
    for lexeme in script {
      switch lexeme.kind {
      case .name(let name, _): text += name.plain
      case .undecidedWord(let word, _): text += word
      case .number(let number): text += number.written
      case .function(let function): text += function.word?.base ?? function.rawValue
      case .big(.supremum(let kind)): text += kind.rawValue
      case .sign(let sign): text += sign
      case .prose(let words): text += words.filter { $0 != " " }
      case .punctuation(let mark): text += mark
      case .open(let bracket), .close(let bracket), .bar(let bracket): text += bracket
      case .ornament(let sign): text += sign.drop { $0 == "\\" }
      case .relation(.tendsTo): text += "→"
      case .relation(let relation): text += relation.rawValue
      case .constant(.infinity): text += "∞"
      case .keyword(let keyword): text += "\(keyword)"
      case .primes(let count): text += String(repeating: "′", count: count)
      case .transposeMark: text += "T"
      case .subscript(let inner):
        guard let inside = scriptText(inner) else { return nil }
        text += "_" + inside
      case .superscript(let inner):
        guard let inside = scriptText(inner) else { return nil }
        text += "^" + inside
      case .fenced(let left, let right, let inner):
        guard let inside = scriptText(inner) else { return nil }
        text += left + inside + right
      case .partial: text += "∂"
      case .blackboard(let letter): text += letter
      case .fraction(let top, let bottom):
        guard let above = scriptText(top), let below = scriptText(bottom) else { return nil }
        text += above + "/" + below
      default: return nil
      }
    }
    return text.isEmpty || text.utf8.count > 40 ? nil : text
  }

  /// A superscript as text; a star is a star however it is typed.
  static func markText(_ script: [Lexeme]) -> String? {
    if script.count == 1, case .sign("·") = script[0].kind { return "*" }
    return scriptText(script)
  }

  /// Whether a superscript marks a name and raises nothing to a power: `*`, `+`, `(l)`.
  static func isMark(_ script: [Lexeme]) -> Bool {
    guard let first = script.first else { return false }
    switch first.kind {
    case .ornament, .fenced("(", ")", _): return true
    case .sign: return script.count == 1
    case .open("("): if case .close(")")? = script.last?.kind { return true } else { return false }
    default: return false
    }
  }

  /// A superscript that is part of the name: `*`, `+`, `(l)`, or one that the page declares (`w^g`).
  private func mark(_ script: [Lexeme], of name: Name) -> String? {
    guard let first = script.first else { return nil }
    // In a head `h_i^j(x)` the letters stand for any index.
    if prefersLabels, script.count == 1, case .name(let letter, false) = first.kind,
      Self.familyIndices.contains(letter.base), lexemes.bracketBodyExists(at: next + 1)
    {
      return letter.base
    }
    switch first.kind {
    case .ornament(let text) where script.count == 1: return String(text.drop { $0 == "\\" })
    case .sign("·") where script.count == 1: return "*"
    case .sign(let sign) where script.count == 1 && "+-".contains(sign): return sign
    case .fenced("(", ")", let inner) where script.count == 1: return Self.label(inner).map { "(\($0))" }
    case .open("("):
      guard script.count >= 3, case .close(")") = script[script.count - 1].kind else { return nil }
      // `f^{(2)}` is a derivative where f is a function; else the layer, the sample, the step that is meant.
      if script.count == 3, case .number = script[1].kind,
        scope.isFunction(name) || Custom.isFunction(name) && !name.isCapital && !scope.isVariable(name)
      {
        return nil
      }
      return Self.label(Array(script[1..<(script.count - 1)])).map { "(\($0))" }
    case .name(_, let isWord):
      guard let text = Self.label(script) else { return nil }
      var marked = name
      marked.mark = text
      return knows(marked)
        || (isWord && scope.meanings[Name(text)] == nil && scope.definitions[Name(text)] == nil)
        ? text : nil
    default: return nil
    }
  }

  // MARK: Calls

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

  private mutating func call(_ name: Name, isWord: Bool, start: Int) throws(ParseError) -> Tree? {
    if bound.contains(name) { return nil }
    let isLocal = local[name] != nil && scope.meanings[name]?.role != .function
    let isKnown = !isLocal && scope.isFunction(name)
    var power: ([Lexeme], Range<Int>)?
    if isKnown || isWord, case .superscript(let script) = current?.kind,
      case .open("(")? = peek()?.kind
    {
      power = (script, place)
      next += 1
    }
    guard let body = argumentsAhead() else {
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
      if name == Name("Φ"), let value = try normalDistribution() { return value }
    }
    if body.hasRelation || Custom.isProbability(name), let value = ownValue(of: name, body) { return value }
    if !isKnown, isDeclared, let element = try elementInBrackets(of: name, body) { return element }
    let isCustomary = !isDeclared && Self.isCustomary(name) && (!isKnown || lacksForm(name, body))
    var isCall = isKnown && !isCustomary
    if !isKnown, !isCustomary { isCall = try isApplied(name, isWord: isWord, isLocal: isLocal, body, start) }
    guard isCall || isCustomary else { return nil }
    let range = takeArguments()
    let (arguments, settings, bar) = try self.arguments(body, end: range.upperBound - 1)
    let call: Tree
    if isCustomary, settings.isEmpty, let value = customaryValue(name, arguments) {
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
  private func lacksForm(_ name: Name, _ body: [Lexeme]) -> Bool {
    let count =
      1
      + body.count { lexeme in
        if case .punctuation(",") = lexeme.kind { true } else { false }
      }
    return scope.definitions[name]?.contains { $0.parameters.count == count } != true && count == 1
  }

  /// `P(x)` where P is declared as an array and x runs over its places; `p(x_i)` for its i-th element.
  private mutating func elementInBrackets(of name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
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

  /// `P(D=1 \\mid w)` where the page defines just that.
  private mutating func ownValue(of name: Name, _ body: [Lexeme]) -> Tree? {
    guard let text = Self.scriptText(body) else { return nil }
    var own = name
    own.mark = (name.mark ?? "") + "(" + text + ")"
    guard let definition = scope.definitions[own]?.last else { return nil }
    _ = takeArguments()
    return .call(.init(own, definition: definition.id, arguments: []))
  }

  /// Whether a name that no definition heads is applied to the bracket behind it.
  private func isApplied(
    _ name: Name, isWord: Bool, isLocal: Bool, _ body: [Lexeme], _ start: Int
  ) throws(ParseError) -> Bool {
    let range = lexemes[start].range.through(place)
    if scope.isVariable(name) || isLocal && (local[name] ?? 0) > 0 {
      guard Self.separates(body), scope.meanings[name] == nil, !isLocal else { return false }
      throw .ambiguousApplication(name, [], at: range)
    }
    if Self.separates(body) || body.hasRelation { return true }
    if ["E", "O"].contains(name.base) { return true }
    if isLocal { return false }
    if isWord { return true }
    switch scope.roles.application(name) {
    case .applied: return true
    case .multiplied: return false
    case .undecided(let evidence): throw .ambiguousApplication(name, evidence, at: range)
    }
  }

  /// `P\{X > 3\}`, `E[X]` and `O(n)` mean something that has no value here; a product they never are.
  private func refuseUnreadBracket(_ name: Name, isDeclared: Bool) throws(ParseError) {
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

  /// Moves behind the round brackets at `next`.
  mutating func takeArguments() -> Range<Int> {
    if case .fenced = current?.kind {
      next += 1
      return lexemes[next - 1].range
    }
    return (try? takeBracketed())?.3 ?? place
  }

  mutating func customary(_ function: Tree.Function, primes: Int) throws(ParseError) -> Tree {
    guard let body = argumentsAhead() else { throw expected("括号", "a bracket") }
    let range = takeArguments()
    let arguments = try list(body, end: range.upperBound - 1)
    guard arguments.count == 1 else {
      throw ParseError(
        "wrong-argument-count", zh: "\(Tree.plainName(function)) 只有一个参数，这里给了 \(arguments.count) 个",
        en: "\(Tree.plainName(function)) takes one argument, \(arguments.count) are given", at: range)
    }
    guard primes > 0 else { return try scripted(.apply(function, arguments)) }
    let variable = Name("u")
    let slope = Tree.derivative(.apply(function, [.symbol(variable)]), by: variable, order: primes)
    return try scripted(slope.substituting([variable: arguments[0]]))
  }

  /// `a, b`, `y | x`, and settings behind a semicolon.
  ///
  /// - Returns: `bar`: how many stand before the bar, where there is one.
  mutating func arguments(
    _ body: [Lexeme], end: Int
  ) throws(ParseError) -> (arguments: [Tree], settings: [Tree.Setting], bar: Int?) {
    var inner = part(try writtenOut(body), end: end)
    inner.stopsAtBar = true
    var arguments: [Tree] = []
    var settings: [Tree.Setting] = []
    var isSetting = false
    var settled = 0
    var starts: [Int] = []
    var bar: Int?
    while !inner.isAtEnd {
      if case .ellipsis = inner.current?.kind {
        try inner.expandEllipsis(into: &arguments, after: &settled, starts)
        starts = Array(repeating: inner.next, count: arguments.count)
      } else if isSetting, case .name(let first, _) = inner.current?.kind {
        let mark = inner.next
        let (name, indices) = try inner.fullName(first)
        if indices == nil, case .relation(.equal) = inner.current?.kind {
          inner.next += 1
          settings.append(.init(name, try inner.sum()))
        } else {
          inner.next = mark
          starts.append(mark)
          arguments.append(try inner.sum())
        }
      } else {
        starts.append(inner.next)
        arguments.append(try inner.sum())
      }
      guard let separator = inner.current else { break }
      switch separator.kind {
      case .punctuation(","), .punctuation("，"): inner.next += 1
      case .bar("|") where inner.adjoiningBar:
        inner.next += 2
      case .punctuation("|"), .bar("|"):
        inner.next += 1
        bar = arguments.count
      case .bar: inner.next += 1
      case .punctuation(";"), .punctuation("；"):
        inner.next += 1
        isSetting = true
      default: throw inner.expected("逗号或右括号", "a comma or the closing bracket")
      }
      if inner.isAtEnd { throw inner.expected("参数", "an argument") }
    }
    warnings += inner.warnings
    return (arguments, settings, bar)
  }

  /// Which definition a call means: the nearest earlier one whose shapes fit.
  func resolve(
    _ name: Name, _ arguments: [Tree], _ settings: [Tree.Setting], bar: Int? = nil, at range: Range<Int>
  ) throws(ParseError) -> Tree {
    if scope.meanings[name]?.role == .function, scope.definitions[name] == nil {
      return .applied(.symbol(name.conditional(bar)), arguments)
    }
    guard let candidates = scope.definitions[name]?.filter({ !$0.parameters.isEmpty }), !candidates.isEmpty
    else {
      if Custom.isProbability(name) {
        return .applied(.symbol(name.conditional(bar)), arguments)
      }
      if ["E", "O"].contains(name.base), !scope.heads.contains(name) {
        throw .withoutDistribution(name, at: range)
      }
      if name.base.unicodeScalars.count == 1, !scope.heads.contains(name) {
        return .applied(.symbol(name.conditional(bar)), arguments)
      }
      if scope.heads.contains(name) {
        throw ParseError(
          "used-before-definition", zh: "这里之前没有读懂的 \(name.plain) 的定义: 它在后文, 或者有误",
          en:
            "no definition of \(name.plain) was understood before this: it stands further down, or is wrong",
          at: range)
      }
      throw ParseError(
        "unknown-function", zh: "函数 \(name.plain) 没有定义", en: "function \(name.plain) is not defined",
        at: range)
    }
    let fitting = candidates.filter { $0.parameters.count == arguments.count && $0.bar == bar }
    if fitting.isEmpty, Custom.isProbability(name) {
      // Marginal, joint and conditional are functions of their own, whether or not they are defined here.
      return .applied(.symbol(name.conditional(bar)), arguments)
    }
    guard !fitting.isEmpty else {
      let counts = candidates.map { String($0.parameters.count) }.uniqued.joined(separator: " / ")
      throw ParseError(
        "wrong-argument-count", zh: "\(name.plain) 有 \(counts) 个参数，这里给了 \(arguments.count) 个",
        en: "\(name.plain) takes \(counts) arguments, \(arguments.count) are given", at: range)
    }
    let ranks = arguments.map { $0.rank(in: scope, local: local) }
    let chosen = fitting.last { $0.ranks == ranks } ?? fitting[fitting.count - 1]
    return .call(
      .init(
        name, definition: chosen.id, arguments: arguments,
        settings: settings + dependent(chosen, arguments, besides: settings)))
  }

  /// `$p = p(x)$`: a call at x_i means p_i.
  private func dependent(
    _ definition: Definition, _ arguments: [Tree], besides settings: [Tree.Setting]
  ) -> [Tree.Setting] {
    var found: [Tree.Setting] = []
    for symbol in definition.implicit where !settings.contains(where: { $0.name == symbol }) {
      guard let causes = scope.dependencies[symbol] else { continue }
      for (parameter, argument) in zip(definition.parameters, arguments) {
        guard causes.contains(where: { $0.base == parameter.base && $0.accents == parameter.accents }),
          case .element(_, let indices) = argument
        else { continue }
        found.append(.init(symbol, .element(.symbol(arrayName(symbol)), indices)))
        break
      }
    }
    return found
  }
}
