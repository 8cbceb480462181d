import Typesetting
import Trees
import Diagnostics

/// Indicators, and what is customary over a finite distribution: E, Var, H, KL.
extension Parser {
  /// `\mathbb{1}[\cdot]`, `\mathbf 1_{\{\cdot\}}`
  package mutating func indicator() throws(ParseError) -> Tree {
    let start = next
    next += 1
    if let name = allOnes() { return try scripted(.symbol(name)) }
    if case .subscript(let inside) = current?.kind {
      let range = place
      next += 1
      var body = inside
      if body.count == 1, case .fenced(_, _, let inner) = body[0].kind { body = inner }
      if case .open = body.first?.kind, case .close = body.last?.kind {
        body = Array(body[1..<(body.count - 1)])
      }
      let condition = try whole(body, end: range.upperBound) { parser throws(ParseError) in
        try parser.condition()
      }
      return .apply(.indicator, [condition])
    }
    let body: [Lexeme]
    let range: Range<Int>
    if case .fenced(_, _, let inner) = current?.kind {
      body = inner
      range = place
      next += 1
    } else if case .open = current?.kind {
      (_, _, body, range) = try takeBracketed()
    } else if isAllOnes {
      return try scripted(.symbol(.allOnes))
    } else {
      throw ParseError(
        "bare-indicator", zh: "示性函数之后应是 [条件]", en: "an indicator needs its [condition]",
        at: lexemes[start].range)
    }
    let condition = try whole(body, end: range.upperBound) { parser throws(ParseError) in
      try parser.condition()
    }
    return try scripted(.apply(.indicator, [condition]))
  }

  /// `1\{y = k\}`: 1 where that holds; no set of one condition is ever a factor.
  mutating func indicatedCondition() throws(ParseError) -> Tree? {
    let body: [Lexeme]
    switch current?.kind {
    case .fenced("{", "}", let inside): body = inside
    case .open("{"):
      var probe = self
      body = try probe.takeBracketed().2
    default: return nil
    }
    let isSet = body.contains { lexeme in
      switch lexeme.kind {
      case .punctuation("|"), .punctuation(":"), .bar: true
      default: false
      }
    }
    guard body.hasRelation, !isSet else { return nil }
    let range = place
    if case .fenced = current?.kind { next += 1 } else { _ = try takeBracketed() }
    let condition = try whole(body, end: range.upperBound) { parser throws(ParseError) in
      try parser.condition()
    }
    return try scripted(.apply(.indicator, [condition]))
  }

  /// `\mathbf 1_n` names a vector: under an indicator stands a condition.
  mutating func allOnes() -> Name? {
    guard case .subscript(let inside) = current?.kind, let label = Self.label(inside) else { return nil }
    let hasCondition = inside.contains { lexeme in
      switch lexeme.kind {
      case .relation, .connective, .fenced, .open: true
      default: false
      }
    }
    guard !hasCondition else { return nil }
    next += 1
    return Name("1", isBold: true, label: label)
  }

  // MARK: Expectation and variance

  /// `\mathbb{E}_{i \sim p}[x_i]`, `\mathbb{E}_p[x]`, and the same with Var.
  mutating func moment(_ function: Tree.Function) throws(ParseError) -> Tree {
    let sign = place
    if let value = try variableMoment(Name(function == .variance ? "Var" : "E")) { return value }
    next += 1
    guard case .subscript(let script) = current?.kind else {
      if let open = try openMoment(function) { return open }
      throw ParseError(
        "no-distribution", zh: "期望、方差要写明对哪个有限分布取：E_{i \\sim p}[x_i] 或 E_p[x]",
        en: "a mean or variance must name its finite distribution: E_{i \\sim p}[x_i] or E_p[x]", at: sign)
    }
    let range = place
    next += 1
    if let law = try lawMoment(function, script, range) { return law }
    var index: Name?
    var inner = part(script, end: range.upperBound)
    if script.count >= 3, case .name(let name, false) = script[0].kind, case .sign("∼") = script[1].kind {
      if let listed = try listedMoment(function, over: name, inner) { return listed }
      guard Self.customaryIndices.contains(name.base), name == Name(name.base) else {
        throw ParseError(
          "unreadable-distribution", zh: "∼ 左边应是指标（i、j、k …），分布是一个数组",
          en: "left of ∼ stands an index (i, j, k …): the distribution is an array", at: script[0].range)
      }
      index = name
      inner.next = 2
    }
    let distribution = try inner.factor()
    try inner.expectEnd()
    guard index != nil || shape(of: distribution) == .column else {
      throw ParseError(
        "unreadable-distribution", zh: "分布应是一个数组（声明它的定义域，如 p ∈ [0,1]^n）",
        en: "the distribution is an array; declare it, as in p ∈ [0,1]^n", at: range)
    }
    let body = try momentBody(index)
    guard let index else { return try scripted(.apply(function, [distribution, body])) }
    return try scripted(Self.moment(function, over: index, distribution, body))
  }

  /// `\mathbb{E}_{Y \sim P(Y)}[…]` where the page lists the values of Y: a sum over them.
  private mutating func listedMoment(
    _ function: Tree.Function, over name: Name, _ script: Parser
  ) throws(ParseError) -> Tree? {
    guard function == .expectation, case .finite(let members)? = scope.meanings[name]?.domain?.values,
      scope.meanings[name]?.domain?.rank == 0
    else { return nil }
    var inner = script
    inner.next = 2
    inner.bound.append(name)
    let density = try inner.factor()
    guard inner.isAtEnd, density.freeSymbols.contains(name) else { return nil }
    let body = try momentBody(name)
    return try scripted(
      .fold(.init(.sum, name, .set(.set(.finite(members))), Self.product([density, body]))))
  }

  mutating func momentBody(_ index: Name?) throws(ParseError) -> Tree {
    let (body, range): ([Lexeme], Range<Int>)
    switch current?.kind {
    case .fenced(_, _, let inside):
      (body, range) = (inside, place)
      next += 1
    case .open:
      let taken = try takeBracketed()
      (body, range) = (taken.2, taken.3)
    default: throw expected("[…]", "[…]")
    }
    let outer = bound
    defer { bound = outer }
    if let index { bound.append(index) }
    return try whole(body, end: max(range.lowerBound, range.upperBound - 1)) { parser throws(ParseError) in
      try parser.sum()
    }
  }

  /// ∑ p_i x_i, and ∑ p_i (x_i − ∑ p_j x_j)².
  private static func moment(
    _ function: Tree.Function, over index: Name, _ distribution: Tree, _ body: Tree
  ) -> Tree {
    func mean(_ index: Name, _ body: Tree) -> Tree {
      .fold(.init(.sum, index, .whole, product([.element(distribution, [.symbol(index)]), body])))
    }
    guard function == .variance else { return mean(index, body) }
    var other = index
    other.primes += 1
    let center = mean(other, body.substituting([index: .symbol(other)]))
    return mean(index, .power(.sum([body, .negate(center)]), .number(2)))
  }

  // MARK: Names with a customary meaning

  /// H, D_KL and tr mean something of arrays, where the page says nothing else of them.
  static func isCustomary(_ name: Name) -> Bool {
    isEntropy(name) || isDivergence(name) || isTrace(name) || isClip(name)
  }

  private static func isEntropy(_ name: Name) -> Bool { name == Name("H") }
  private static func isDivergence(_ name: Name) -> Bool { name == Name("D", label: "KL") }
  private static func isClip(_ name: Name) -> Bool { name == Name("clip") || name == Name("clamp") }
  static func isTrace(_ name: Name) -> Bool { name == Name("tr") || name == Name("Tr") }

  /// - Returns: nil where the arguments are not the arrays that it is about.
  func customaryValue(_ name: Name, _ arguments: [Tree]) -> Tree? {
    let shapes = arguments.map(shape)
    switch arguments.count {
    case 1 where Self.isTrace(name) && shapes[0] == .matrix:
      return .trace(arguments[0])
    case 1 where Self.isEntropy(name) && shapes[0] == .column: return .apply(.entropy, arguments)
    case 2 where Self.isEntropy(name) && shapes[0] == .column && shapes[1] == .column:
      return .sum([.apply(.entropy, [arguments[0]]), .apply(.kl, arguments)])
    case 2 where Self.isDivergence(name): return .apply(.kl, arguments)
    case 3 where Self.isClip(name) && shapes[1] == .number && shapes[2] == .number:
      return .apply(.min, [.apply(.max, [arguments[0], arguments[1]]), arguments[2]])
    default: return nil
    }
  }

  /// A Chinese word stands for a quantity where nothing else stands beside it: `\frac{\text{真阳性}}{…}`.
  mutating func chineseName() throws(ParseError) -> Tree {
    guard let (name, _) = current?.naming else { throw expected("一个式子", "an expression") }
    let tree = try named(name, isWord: true)
    if startsFactor { throw expected("运算符：文字不与别的式子并置", "an operator: words are not juxtaposed") }
    return tree
  }
}

extension Lexeme {
  /// The name that this can be: a letter, a word, a Chinese word, a function that a note may define anew.
  package var naming: (Name, isWord: Bool)? {
    switch kind {
    case .name(let name, let isWord): (name, isWord)
    case .function(let function): function.word.map { ($0, true) }
    case .prose(let text):
      SymbolTable.isChineseWord(text.trimmed) ? (Name(text.trimmed), true) : nil
    default: nil
    }
  }
}

extension Lexeme {
  /// A function of one argument whose name a page may give to one of several: `\\cos(u, v)`.
  var builtIn: Name? {
    guard case .function(let function) = kind, function.word == nil, function != .gcd else { return nil }
    return Name(function.rawValue)
  }
}

extension Tree.Function {
  /// Functions that are spelled as words, which a note may define itself.
  package var word: Name? {
    switch self {
    case .sigmoid, .softmax, .softplus, .erf: Name(rawValue)
    case .relu: Name("ReLU")
    case .sign: Name("sgn")
    case .kl: Name("KL")
    case .variance: Name("Var")
    case .determinant: Name("det")
    case .diagonal: Name("diag")
    default: nil
    }
  }
}
