import Typesetting
import Trees
import Diagnostics

extension Parser {
  /// A primary with its scripts and what it is applied to.
  mutating func factor() throws(ParseError) -> Tree {
    try descend()
    defer { depth -= 1 }
    guard let lexeme = current else { throw expected("一个式子", "an expression") }
    switch lexeme.kind {
    case .number(let number):
      next += 1
      if number == 1, let indicated = try indicatedCondition() { return indicated }
      return try scripted(.number(number))
    case .constant(let constant):
      next += 1
      return try scripted(.constant(constant))
    case .name(Name("E"), true) where !scope.isFunction(Name("E")): return try moment(.expectation)
    case .name(Name("E"), false) where namesDistribution: return try moment(.expectation)
    case .name(Name("d"), _) where slashedDerivative != nil:
      return try slashed()
    case .name(let name, let isWord): return try named(name, isWord: isWord)
    case .undecidedWord(let text, let letters): throw .ambiguousWord(text, letters, at: lexeme.range)
    case .function(let function): return try named(function, lexeme)
    case .prose: return try chineseName()
    case .big(let big): return try self.big(big)
    case .fraction(let top, let bottom): return try fraction(top, bottom, at: lexeme.range)
    case .binomial(let top, let bottom): return try binomial(top, bottom, at: lexeme.range)
    case .root(let body, let index): return try root(body, index, at: lexeme.range)
    case .fenced(let left, let right, let body): return try fenced(left, right, body, at: lexeme.range)
    case .open: return try bracketed()
    case .bar(let text): return try barred(text)
    case .blackboard("1"), .blackboard("𝟏"), .blackboard("I"): return try indicator()
    case .blackboard("E"): return try moment(.expectation)
    case .blackboard("V"): return try moment(.variance)
    case .blackboard("H"): return try named(Name("H"), isWord: true)
    case .blackboard(let text): return try blackboard(text)
    case .grid(Lexeme.stack, _): throw .unknownStack(at: lexeme.range)
    case .grid(_, let rows):
      next += 1
      return try scripted(try matrix(rows, lexeme.range))
    case .partial where slashedDerivative != nil: return try slashed()
    case .partial: return try prefixedPartial()
    case .ornament("\\nabla"), .ornament("∇"): return try nabla()
    case .ornament("√"): return try rooted()
    default: throw expected("一个式子", "an expression")
    }
  }

  /// A function by its own name, unless the page means something of its own by that.
  @inline(never) private mutating func named(
    _ function: Tree.Function, _ lexeme: Lexeme
  ) throws(ParseError) -> Tree {
    if let name = function.word, scope.isFunction(name) { return try named(name, isWord: true) }
    if let name = lexeme.builtIn, scope.isFunction(name), let body = lexemes.bracketBody(at: next + 1),
      Self.separates(body)
    {
      return try named(name, isWord: true)
    }
    if function == .kl, let body = lexemes.bracketBody(at: next + 1) {
      var probe = self
      probe.next += 1
      if let divergence = try probe.normalDivergence(Name("KL"), body) {
        self = probe
        return divergence
      }
    }
    if function == .variance, case .subscript? = peek()?.kind { return try moment(.variance) }
    if function == .variance, let value = try variableMoment(Name("Var")) { return value }
    return try application(of: function)
  }

  @inline(never) private mutating func fraction(
    _ top: [Lexeme], _ bottom: [Lexeme], at range: Range<Int>
  ) throws(ParseError) -> Tree {
    if let derivative = try derivative(top, bottom) { return derivative }
    next += 1
    if let above = bracketedPair(top), let below = bracketedPair(bottom) {
      // `\frac{(\alpha, \beta)}{(\beta, \beta)}`: inner products, for nothing else in two brackets divides.
      return try scripted(.quotient(.apply(.inner, above), .apply(.inner, below)))
    }
    let above = try wholeSum(top, at: range)
    if let divisor = try commonDivisor(bottom, at: range) { return try scripted(.quotient(above, divisor)) }
    return try scripted(.quotient(above, try wholeSum(bottom, at: range)))
  }

  @inline(never) private mutating func binomial(
    _ top: [Lexeme], _ bottom: [Lexeme], at range: Range<Int>
  ) throws(ParseError) -> Tree {
    next += 1
    let count = try wholeSum(top, at: range)
    if bottom.splitAtCommas.count > 1 {
      // `\binom{n}{n_1, \ldots, n_k}`: in how many ways n things go into heaps of these sizes.
      let heaps = try list(bottom, end: range.upperBound).map { Tree.apply(.factorial, [$0]) }
      return try scripted(.quotient(.apply(.factorial, [count]), Self.product(heaps)))
    }
    return try scripted(.apply(.binomial, [count, try wholeSum(bottom, at: range)]))
  }

  @inline(never) private mutating func root(
    _ body: [Lexeme], _ index: [Lexeme]?, at range: Range<Int>
  ) throws(ParseError) -> Tree {
    next += 1
    let radicand = try wholeSum(body, at: range)
    try refuseMatrixFunction(.sqrt, of: radicand, at: range)
    guard let index else { return try scripted(.apply(.sqrt, [radicand])) }
    return try scripted(.apply(.root, [try wholeSum(index, at: range), radicand]))
  }

  /// A part that is a sum to its end.
  private mutating func wholeSum(_ part: [Lexeme], at range: Range<Int>) throws(ParseError) -> Tree {
    try whole(part, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
  }
}

extension Parser {
  /// Two vectors in one bracket, and nothing else.
  fileprivate func bracketedPair(_ lexemes: [Lexeme]) -> [Tree]? {
    guard let body = lexemes.bracketBody(at: 0), lexemes.behindBracket(0) == lexemes.count, mayTry() else {
      return nil
    }
    var probe = self
    guard body.splitAtCommas.count == 2, let pair = try? probe.list(body, end: end), pair.count == 2,
      pair.allSatisfy({ shape(of: $0) == .column })
    else { return nil }
    return pair
  }
}

extension Lexeme {
  /// Capitals that stand close together, as the name that they may be.
  package var undecided: (Name, isWord: Bool)? {
    guard case .undecidedWord(let text, _) = kind, text.allSatisfy(\.isUppercase) else { return nil }
    return (Name(text), true)
  }
}

extension ParseError {
  /// A run of letters that is a name to some and a product to others.
  static func ambiguousWord(_ text: String, _ letters: [Lexeme], at range: Range<Int>) -> ParseError {
    let product = letters.map(\.described.zh).joined(separator: "·")
    return ParseError(
      "ambiguous-word",
      zh: "\(text) 有两种读法：一个名字，或 \(product)；名字写 \\mathrm{\(text)}，或在正文里写“$\(text) \\in …$”",
      en: "\(text) has two readings: one name, or \(product); write \\mathrm{\(text)} for a name, or declare "
        + "“$\(text) \\in …$” in the prose", at: range)
  }
}

extension Parser {
  /// `E_{Y \sim p}` in a plain letter.
  var namesDistribution: Bool {
    guard case .subscript(let script)? = peek()?.kind, scope.meanings[Name("E")] == nil else { return false }
    return script.contains { if case .sign("∼") = $0.kind { true } else { false } }
  }
}
