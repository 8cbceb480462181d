import Typesetting
import Trees
import Diagnostics

/// A precedence parser over lexemes. What it reads it reads whole; what it cannot read it throws, at
/// its place.
///
/// From loosest to tightest: implication; or; and; relation; union; sum; product (juxtaposed, `·`,
/// `/`); sign; function without brackets; power and scripts; brackets, names and numbers.
package struct Parser {
  package var lexemes: [Lexeme]
  package var next = 0
  /// The end of the formula's bytes that these lexemes stand for: where "more was expected" points.
  package var end: Int
  package var scope: Scope
  /// Names that binders around this place bind.
  var bound: [Name] = []
  /// Arguments of the head that are numbers for want of evidence.
  package var guessed: Set<Name> = []
  /// Ranks of a head's arguments while its body is read.
  package var local: [Name: Int] = [:]
  /// Those among them that a mean around this place averages over: a mean inside averages anew.
  var averaged: Set<Name> = []
  /// A bar ends the expression here: inside `|…|`, or in the arguments of `P(y|x)`.
  var stopsAtBar = false
  var depth = 0
  private let trials = Trials()
  /// Levels of the grammar, five to eight to a bracket: what a thread's stack of ordinary size holds.
  static var deepest: Int { 900 }
  package var warnings: [ParseError] = []
  /// A declaration (`$\hat y_i \in \mathbb{R}$`): a letter subscript is an index though nothing binds it.
  package var isDeclaration = false
  /// Letters that stand as indices on the left side of a definition.
  package var heading: Set<Name> = []
  /// Names that the formula also uses without a subscript.
  package var bare: Set<Name> = []
  /// What the whole formula shows of its letters, kept apart so that a copy of a parser stays small on the stack.
  var surveyed = FormulaSurvey([])
  /// What the indices around this place run over.
  package var ranges: [Name: Tree.Fold.Range] = [:]
  /// Lengths of vectors that stand for what a function is given while its gradient is taken.
  var standIns: [Name: Int] = [:]
  /// Indices whose value is set while a term is written out.
  var settled: [Name: Int] = [:]
  /// In a head: a subscript is part of the name that is defined.
  var prefersLabels = false
  /// Arguments of the head that stand below what the formula also runs through: a of `\mathbf x_a` beside `\sum_b \mathbf x_b`.
  package var places: (letters: Set<Name>, arrays: Set<Name>) = ([], [])
  /// The places of the terms of the chain that was read last, which is the outermost.
  package var chainRanges: [Range<Int>] = []

  package init(_ lexemes: [Lexeme], end: Int, scope: Scope) {
    self.lexemes = lexemes
    self.end = end
    self.scope = scope
  }

  /// Readings of the whole formula that were only tried, parts and copies included: each may read what it holds a
  /// second time, so that a bound for each nest alone would let them multiply.
  private final class Trials {
    var count = 0
    static let most = 64
  }

  /// Whether one more reading may be tried and given up.
  package func mayTry() -> Bool {
    trials.count += 1
    return trials.count <= Trials.most
  }

  /// A parser for a part (a script, a cell, a fraction's half) in the same surroundings.
  package func part(_ lexemes: [Lexeme], end: Int) -> Parser {
    var inner = self
    inner.lexemes = lexemes
    inner.next = 0
    inner.end = end
    inner.stopsAtBar = false
    inner.depth += 1
    inner.warnings = []
    return inner
  }

  package var current: Lexeme? { next < lexemes.count ? lexemes[next] : nil }
  var isAtEnd: Bool { next >= lexemes.count }

  func peek(_ offset: Int = 1) -> Lexeme? {
    next + offset < lexemes.count ? lexemes[next + offset] : nil
  }

  package var place: Range<Int> { current?.range ?? end..<end }

  package func range(from start: Int) -> Range<Int> {
    guard start < lexemes.count else { return end..<end }
    let last = lexemes[max(start, min(next, lexemes.count) - 1)].range.upperBound
    let first = lexemes[start].range.lowerBound
    return first..<max(first, last)
  }

  func isSign(_ sign: String) -> Bool {
    if case .sign(sign) = current?.kind { return true }
    return false
  }

  package func isPunctuation(_ text: String) -> Bool {
    if case .punctuation(text) = current?.kind { return true }
    return false
  }

  /// What was read last, what was expected here, what stands here instead.
  package func expected(_ zh: String, _ en: String) -> ParseError {
    let before = next > 0 && next <= lexemes.count ? lexemes[next - 1].described : nil
    let zhPlace = before.map { "\($0.zh) 之后" } ?? "开头"
    let enPlace = before.map { " behind \($0.en)" } ?? " at the start"
    if let current {
      let found = current.described
      return ParseError(
        "unexpected", zh: "\(zhPlace)应为\(zh)，却是 \(found.zh)",
        en: "expected \(en)\(enPlace), found \(found.en)",
        at: current.range)
    }
    return ParseError(
      "unexpected-end", zh: before == nil ? "这里是空的，应有\(zh)" : "\(zhPlace)应有\(zh)，却到此为止",
      en: before == nil
        ? "nothing stands where \(en) is expected" : "\(en) is expected\(enPlace), and nothing follows",
      at: end..<end)
  }

  mutating func descend(by levels: Int = 1) throws(ParseError) {
    depth += levels
    guard depth < Self.deepest else {
      // Whoever descended does not come to give the levels back.
      depth -= levels
      throw ParseError("too-deep", zh: "公式嵌套过深", en: "formula is nested too deeply", at: place)
    }
  }

  /// Reads a part to its end and takes over its warnings.
  package mutating func whole(
    _ lexemes: [Lexeme], end: Int, _ read: (inout Parser) throws(ParseError) -> Tree
  ) throws(ParseError) -> Tree {
    var inner = part(lexemes, end: end)
    guard inner.depth < Self.deepest else {
      throw ParseError("too-deep", zh: "公式嵌套过深", en: "formula is nested too deeply", at: place)
    }
    let tree = try read(&inner)
    try inner.expectEnd()
    warnings += inner.warnings
    return tree
  }

  package func expectEnd() throws(ParseError) {
    guard isAtEnd else { throw expected("公式的结尾", "the end") }
  }

  // MARK: Sums and products

  /// Terms joined by + and −, with an optional sign before the first.
  ///
  /// - Parameter names: the last term that hangs on one of these ends it, where names are given: of
  ///   `\max_a Q(s', a) - Q(s, b)` the maximum takes the first term alone.
  package mutating func sum(asFarAs names: [Name]? = nil) throws(ParseError) -> Tree {
    try descend()
    defer { depth -= 1 }
    var starts = [next]
    var terms = [try signedTerm()]
    var stops: [(parser: Parser, terms: [Tree])] = []
    while true {
      if names != nil { stops.append((self, terms)) }
      if let rest = openRest(behind: starts[0]) {
        terms = [rest]
        break
      }
      if isSign("+") {
        next += 1
        if case .ellipsis = current?.kind {
          try continueSum(&terms, starts)
          starts = Array(repeating: next, count: terms.count)
          continue
        }
        starts.append(next)
        terms.append(try signedTerm())
      } else if isSign("-") {
        next += 1
        starts.append(next)
        terms.append(.negate(try signedTerm()))
      } else if isSign("±") || isSign("∓") {
        throw .ambiguousSign(at: place)
      } else {
        break
      }
    }
    if let names,
      let stop = stops.last(where: { stop in hangs(stop.terms[stop.terms.count - 1], on: names) })
        ?? stops.first
    {
      self = stop.parser
      terms = stop.terms
    }
    if terms.count > 1 || names != nil, isSign("⊕") { throw .ambiguousXor(at: place) }
    if isSign("⊕") { return try xored(terms[0]) }
    return terms.count == 1 ? terms[0] : .sum(sizingIdentities(terms))
  }

  /// `x - \frac{x^3}{3!} + \cdots` up to a sign of relation or the end: a series that its first terms only hint at, a
  /// quantity that is not worked out.
  @inline(never)
  private mutating func openRest(behind start: Int) -> Tree? {
    guard isAsserted, bound.isEmpty, isSign("+") || isSign("-"), case .ellipsis? = peek()?.kind,
      peek(2)?.isRelation == true, start < next
    else { return nil }
    let written = lexemes[start...(next + 1)].map(\.described.en).joined(separator: " ")
    next += 2
    var name = Name("⋯")
    name.mark = "(\(lexemes[start].range.lowerBound): \(written))"
    return .applied(.symbol(name), [])
  }

  /// Whether a value depends on one of these names, by itself or through a definition that it calls.
  func hangs(_ tree: Tree, on names: [Name]) -> Bool {
    names.contains(where: tree.isFree)
      || tree.contains { part in
        guard case .call(let call) = part,
          let definition = scope.definitions[call.name]?.first(where: { $0.id == call.definition })
        else { return false }
        return !Set(definition.implicit).isDisjoint(with: names)
      }
  }

  /// A minus binds looser than a product: `-ab` is −(ab).
  mutating func signedTerm() throws(ParseError) -> Tree {
    if isSign("-") {
      next += 1
      try descend()
      defer { depth -= 1 }
      return .negate(try signedTerm())
    }
    if isSign("+") { next += 1 }
    return try term()
  }

  mutating func term() throws(ParseError) -> Tree {
    try descend()
    defer { depth -= 1 }
    let begin = next
    var factors = [Factor(tree: try factor(), sign: nil, start: begin)]
    var isSlashed = false
    while let lexeme = current {
      switch lexeme.kind {
      case .sign(let sign) where sign == "·" || sign == "×" || sign == "*":
        next += 1
        if case .ellipsis? = current?.kind { continue }
        factors.append(Factor(tree: try signedFactor(), sign: sign))
      case .sign("÷"), .sign("/"):
        next += 1
        let start = next
        let divisor = try signedFactor()
        if lexemes[start].isNorm, current?.isNorm == true {
          throw ParseError(
            "ambiguous-slash", zh: "a/‖b‖ ‖c‖ 有两种读法：除以两者之积，或先除后乘；加上括号即可判定",
            en:
              "a/‖b‖ ‖c‖ has two readings: over the product of both, or over the first and times the second; brackets decide",
            at: lexeme.range)
        }
        try refuseSlash(factors, divisor, behind: lexemes[start], at: lexeme.range)
        warnOfSlash(at: lexeme.range, isSlashed: isSlashed)
        isSlashed = true
        factors = [Factor(tree: .quotient(try product(factors), divisor), sign: nil)]
      case .sign(let sign) where sign == "⊙" || sign == "∘" || sign == "⊗":
        next += 1
        let other = try signedFactor()
        if sign == "∘" { try refuseComposition(try product(factors), other, at: lexeme.range) }
        factors = [Factor(tree: crossed(try product(factors), other, by: sign), sign: nil)]
      case .ellipsis:
        try continueProduct(&factors)
      case .sign("&"):
        next += 1
        let other = try signedFactor()
        try refuseBits([try product(factors), other], at: lexeme.range)
        factors = [Factor(tree: .apply(.bitAnd, [try product(factors), other]), sign: nil)]
      case .sign("mod"), .sign("%"):
        next += 1
        let divisor = try factor()
        let dividend = try product(factors).withInverses(modulo: divisor)
        factors = [Factor(tree: .apply(.modulo, [dividend, divisor]), sign: nil)]
      case .bar("|") where isEvaluation && mayEvaluate(from: begin):
        factors = [Factor(tree: try evaluated(product(factors), from: begin), sign: nil)]
      default:
        guard startsFactor else { return try product(factors) }
        try refuseJuxtaposedNumber()
        let start = next
        factors.append(Factor(tree: try factor(), sign: nil, start: start))
      }
    }
    return try product(factors)
  }

  /// `x/2σ^2`: over the product to most, half of it times σ² to some. Two written numbers are one factor, and what
  /// begins with a sign, a bar or a function is the next.
  private func refuseSlash(
    _ factors: [Factor], _ divisor: Tree, behind first: Lexeme, at slash: Range<Int>
  ) throws(ParseError) {
    switch divisor {
    case .number where factors.count == 1 && factors[0].tree.isWritten: return
    case .number, .symbol, .element, .power(.symbol, _), .constant: break
    default: return
    }
    switch first.kind {
    case .number, .name, .constant, .accented, .blackboard: break
    default: return
    }
    switch current?.kind {
    case .name, .number, .constant, .accented, .open, .fenced("(", ")", _), .fenced("[", "]", _): break
    default: return
    }
    guard startsFactor else { return }
    throw ParseError(
      "ambiguous-slash", zh: "a/bc 有两种读法：a/(bc)，或 (a/b)c；加上括号或写成 \\frac 即可判定",
      en: "a/bc has two readings: a/(bc), or (a/b)c; brackets or \\frac decide", at: slash)
  }

  private mutating func warnOfSlash(at slash: Range<Int>, isSlashed: Bool) {
    if isSlashed {
      warn(
        "ambiguous-slash", zh: "连用 / 时从左往右读，加上括号更清楚",
        en: "repeated / is read from the left; brackets would say so", at: slash)
    }
    if startsFactor {
      warn(
        "ambiguous-slash", zh: "a/b c 读作 (a/b)·c，加上括号更清楚",
        en: "a/b c is read as (a/b)·c; brackets would say so", at: slash)
    }
  }

  /// Behind `·` or `/` a sign may stand: `a \cdot -b`.
  mutating func signedFactor() throws(ParseError) -> Tree {
    guard isSign("-") else { return try factor() }
    next += 1
    return .negate(try factor())
  }

  package static func product(_ factors: [Tree]) -> Tree {
    guard factors.count > 1 else { return factors[0] }
    return .product(
      factors.flatMap { factor -> [Tree] in
        if case .product(let inner) = factor { return inner }
        return [factor]
      })
  }

  /// Whether what stands here can be one more factor of a product.
  var startsFactor: Bool {
    guard let current else { return false }
    switch current.kind {
    // `(mod m)` ends a congruence.
    case .open("(") where { if case .sign("mod")? = peek()?.kind { true } else { false } }(): return false
    case .fenced("(", ")", let body)
    where { if case .sign("mod")? = body.first?.kind { true } else { false } }():
      return false
    case .number, .name, .undecidedWord, .blackboard, .function, .big, .open, .fraction, .binomial, .root,
      .fenced,
      .accented, .constant, .grid, .partial, .ornament("\\nabla"), .ornament("∇"), .ornament("√"):
      return true
    case .bar: return !stopsAtBar && !isEvaluation
    default: return false
    }
  }

  mutating func warn(_ identifier: String, zh: String, en: String, at range: Range<Int>) {
    warnings.append(ParseError(identifier, zh: zh, en: en, at: range))
  }
}

extension ParseError {
  package static func ambiguousSign(at range: Range<Int>) -> ParseError {
    ParseError(
      "ambiguous-sign", zh: "± 是两个值，这里看不出是都成立还是取其一；写成两个公式",
      en:
        "± stands for two values, and nothing here tells whether both are meant or one of them; write two formulas",
      at: range)
  }
}

/// Which of the two signs of `\pm` and `\mp` is read.
