import Typesetting
import Trees
import Diagnostics

extension Parser {
  /// A whole formula: quantifiers, relations, conditions behind a comma.
  package mutating func statement() throws(ParseError) -> Tree {
    try descend()
    defer { depth -= 1 }
    if case .quantifier(let quantifier) = current?.kind { return try quantified(quantifier) }
    let said = try proposition()
    // `x \in \mathbb{R}: \lfloor x \rfloor \le x`
    guard case .relation(let terms, [.in]) = said, case .symbol(let name) = terms[0], isPunctuation(":"),
      next + 1 < lexemes.count
    else { return said }
    next += 1
    bound.append(name)
    defer { bound.removeLast() }
    return .quantified(.all, [.init(name, in: terms[1])], try statement())
  }

  private mutating func quantified(_ quantifier: Tree.Quantifier) throws(ParseError) -> Tree {
    let outer = bound
    defer { bound = outer }
    let (bindings, premises) = try quantifierHeader()
    if isPunctuation(":") || isPunctuation(".") || isPunctuation(",") { next += 1 }
    if case .keyword = current?.kind { next += 1 }
    let body = try statement()
    return .quantified(quantifier, bindings, Self.under(quantifier, premises, body))
  }

  /// `…, \quad \forall x > 0` behind a statement: for which symbols it is said.
  package mutating func quantifierBehind(_ statement: Tree) throws(ParseError) -> Tree? {
    var probe = self
    if probe.isPunctuation(",") || probe.isPunctuation("，") { probe.next += 1 }
    guard case .quantifier(.all)? = probe.current?.kind else { return nil }
    let outer = bound
    let (bindings, premises) = try probe.quantifierHeader()
    try probe.expectEnd()
    self = probe
    bound = outer
    return .quantified(.all, bindings, Self.under(.all, premises, statement))
  }

  /// The symbols behind ∀ or ∃ with what they lie in, and what is said of them besides; they are bound from here on.
  private mutating func quantifierHeader() throws(ParseError) -> (bindings: [Tree.Binding], premises: [Tree])
  {
    next += 1
    var bindings: [Tree.Binding] = []
    var premises: [Tree] = []
    while true {
      var group: [Name] = []
      while case .name(let first, _) = current?.kind {
        group.append(try fullName(first).0)
        guard isPunctuation(","), bindsAgain() else { break }
        next += 1
      }
      guard !group.isEmpty else { throw expected("变量", "a variable") }
      bound += group
      if case .relation(.in) = current?.kind {
        next += 1
        let set = try setExpression()
        bindings += group.map { .init($0, in: set) }
      } else if case .relation(let relation) = current?.kind {
        next += 1
        let other = try sum()
        bindings += group.map { .init($0, in: nil) }
        premises += group.map { .relation([.symbol($0), other], [relation]) }
      } else {
        bindings += group.map { .init($0, in: nil) }
      }
      guard isPunctuation(",") || isPunctuation("，") else { break }
      guard bindsAgain() else {
        next += 1
        break
      }
      next += 1
    }
    return (bindings, premises)
  }

  /// `\forall x > 0` is an implication, `\exists x > 0` a conjunction.
  private static func under(_ quantifier: Tree.Quantifier, _ premises: [Tree], _ body: Tree) -> Tree {
    guard !premises.isEmpty else { return body }
    if quantifier == .exists { return .logic(.and, premises + [body]) }
    return .logic(.implies, [premises.count == 1 ? premises[0] : .logic(.and, premises), body])
  }

  /// Whether behind the comma at `next` another bound variable follows: a name, perhaps more names, then ∈,
  /// a bound, or the colon.
  private func bindsAgain() -> Bool {
    var index = next + 1
    while index < lexemes.count {
      guard case .name = lexemes[index].kind else { return false }
      index += 1
      while index < lexemes.count, lexemes[index].isScript { index += 1 }
      guard index < lexemes.count else { return false }
      switch lexemes[index].kind {
      case .relation(.in): return true
      case .punctuation(":"): return true
      case .relation(.less), .relation(.greater), .relation(.lessOrEqual), .relation(.greaterOrEqual),
        .relation(.unequal):
        // `x > 0` binds if a colon is still to come.
        return lexemes[index...].contains { if case .punctuation(":") = $0.kind { true } else { false } }
      case .punctuation(","): index += 1
      default: return false
      }
    }
    return false
  }

  /// Implications of disjunctions of conjunctions of relations.
  package mutating func proposition() throws(ParseError) -> Tree {
    try descend()
    defer { depth -= 1 }
    var parts = [try disjunction()]
    var signs: [Tree.Connective] = []
    while case .connective(let connective) = current?.kind, connective == .implies || connective == .iff {
      next += 1
      signs.append(connective)
      parts.append(try disjunction())
    }
    // `a ⇒ b ⇒ c` says that a implies b, and b implies c.
    let links = signs.indices.map { Tree.logic(signs[$0], [parts[$0], parts[$0 + 1]]) }
    return links.isEmpty ? parts[0] : links.count == 1 ? links[0] : .logic(.and, links)
  }

  private mutating func disjunction() throws(ParseError) -> Tree {
    var terms = [try conjunction()]
    while isConnective(.or, .or) {
      next += 1
      terms.append(try conjunction())
    }
    return terms.count == 1 ? terms[0] : .logic(.or, terms)
  }

  private mutating func conjunction() throws(ParseError) -> Tree {
    var terms = [try negation()]
    while isConnective(.and, .and) {
      next += 1
      terms.append(try negation())
    }
    return terms.count == 1 ? terms[0] : .logic(.and, terms)
  }

  private func isConnective(_ connective: Tree.Connective, _ keyword: Lexeme.Keyword) -> Bool {
    switch current?.kind {
    case .connective(connective): true
    case .keyword(keyword): true
    default: false
    }
  }

  private mutating func negation() throws(ParseError) -> Tree {
    // It reaches as far as it can: `A ⇒ ∀y: B ⇒ C` says of every y that B implies C.
    if case .quantifier = current?.kind { return try statement() }
    guard case .connective(.not) = current?.kind else { return try chain() }
    try descend()
    defer { depth -= 1 }
    next += 1
    return .logic(.not, [try negation()])
  }

  /// `a = b ≤ c`, `x ∈ S`.
  mutating func chain() throws(ParseError) -> Tree {
    var lower = next < lexemes.count ? lexemes[next].range.lowerBound : end
    let first = try side()
    if let definite = try definiteness(of: first) { return definite }
    var terms = [first]
    var ranges: [Range<Int>] = []
    var relations: [Tree.Relation] = []
    while let relation = relationAhead(behind: terms[terms.count - 1]) {
      // A sign has a place of its own, which a sum with its scripts has not.
      let sign = lexemes[next].range
      ranges.append(lower..<max(lower, sign.lowerBound))
      lower = sign.upperBound
      next += 1
      relations.append(relation)
      switch relation {
      case .in, .notIn, .subset, .subsetOrEqual: terms.append(try setExpression())
      default: terms.append(try side())
      }
    }
    ranges.append(lower..<max(lower, next < lexemes.count ? lexemes[next].range.lowerBound : end))
    chainRanges = ranges
    return relations.isEmpty ? terms[0] : .relation(sizingIdentities(sides: terms), relations)
  }

  /// The relation sign here; `n! \sim …` of a value says that both grow alike.
  private func relationAhead(behind left: Tree) -> Tree.Relation? {
    switch current?.kind {
    case .relation(let relation): return relation
    case .sign("∼"):
      let isFraction = if case .fraction? = peek()?.kind { true } else { false }
      switch left {
      case .call, .applied: return isFraction ? .approximately : nil
      case .symbol, .element, .tuple, .set: return nil
      case _ where Array(lexemes[(next + 1)...]).isDistribution: return nil
      default: return .approximately
      }
    default: return nil
    }
  }

  /// A branch's condition: `y = 1`, `\text{if } q > 0`, `q > 0, y = 1`.
  package mutating func condition() throws(ParseError) -> Tree {
    if current?.leadsCondition == true { next += 1 }
    var parts = [try congruence()]
    while isPunctuation(",") || isPunctuation("，") || isPunctuation("、") {
      next += 1
      if isAtEnd { break }
      parts.append(try congruence())
    }
    if isPunctuation(".") || isPunctuation(";") || isPunctuation("。") || isPunctuation("；") { next += 1 }
    parts = try sharing(parts)
    return parts.count == 1 ? parts[0] : .logic(.and, parts)
  }

  /// `i, j > 0`: what the last of them is said to be holds for each.
  private func sharing(_ parts: [Tree]) throws(ParseError) -> [Tree] {
    guard parts.count > 1, parts.contains(where: { !$0.isProposition }) else { return parts }
    var shared: [Tree] = []
    var open: [Tree] = []
    for part in parts {
      switch part {
      case .symbol, .element: open.append(part)
      case .number where open.isEmpty:
        // `n = 0, 1`: one or the other.
        guard let last = shared.last, let subject = last.equated else { throw unsharable }
        let other = Tree.relation([subject, part], [.equal])
        if case .logic(.or, let parts) = last {
          shared[shared.count - 1] = .logic(.or, parts + [other])
        } else {
          shared[shared.count - 1] = .logic(.or, [last, other])
        }
      case .relation(let terms, let relations) where terms.count == 2:
        shared += open.map { .relation([$0, terms[1]], relations) }
        open = []
        shared.append(part)
      case .logic(let connective, let inside) where !open.isEmpty:
        guard case .relation(let terms, let relations)? = inside.first, terms.count == 2 else {
          throw unsharable
        }
        shared += open.map { .relation([$0, terms[1]], relations) }
        open = []
        guard connective == .and else { throw unsharable }
        shared.append(part)
      default:
        guard open.isEmpty else { throw unsharable }
        shared.append(part)
      }
    }
    guard open.isEmpty else { throw unsharable }
    return shared
  }

  private var unsharable: ParseError {
    ParseError(
      "unreadable-condition", zh: "逗号之间应是条件，这里有一个没有关系符号",
      en: "between the commas conditions are expected, and one of them has no relation sign", at: place)
  }

  /// A statement, with `\pmod{m}` behind it.
  private mutating func congruence() throws(ParseError) -> Tree {
    let statement = try statement()
    guard let modulus = try modulus() else { return statement }
    return statement.congruent(modulo: modulus)
  }
}

extension Parser {
  /// Statements between commas, to the end: a formula in prose.
  package mutating func parts() throws(ParseError) -> [Tree] {
    var parts = [try statement()]
    while isPunctuation(",") || isPunctuation("，") || isPunctuation("、") || isPunctuation(";") {
      next += 1
      parts.append(try statement())
    }
    try expectEnd()
    return parts
  }
}

extension Tree {
  /// The left side of `n = 0`, and of one or the other such.
  fileprivate var equated: Tree? {
    switch self {
    case .relation(let terms, [.equal]): terms[0]
    case .logic(.or, let parts): parts.first?.equated
    default: nil
    }
  }
}
