import Trees
import Diagnostics

extension Parser {
  /// A whole formula: quantifiers, relations, conditions behind a comma.
  mutating func statement() throws(ParseError) -> Tree {
    try descend()
    defer { depth -= 1 }
    if case .quantifier(let quantifier) = current?.kind { return try quantified(quantifier) }
    return try proposition()
  }

  private mutating func quantified(_ quantifier: Tree.Quantifier) throws(ParseError) -> Tree {
    next += 1
    let outer = bound
    defer { bound = outer }
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
    if isPunctuation(":") || isPunctuation(".") || isPunctuation(",") { next += 1 }
    if case .keyword = current?.kind { next += 1 }
    let body = try statement()
    return .quantified(quantifier, bindings, Self.under(quantifier, premises, body))
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
      case .relation(.less), .relation(.greater), .relation(.lessOrEqual), .relation(.greaterOrEqual):
        // `x > 0` binds if a colon is still to come.
        return lexemes[index...].contains { if case .punctuation(":") = $0.kind { true } else { false } }
      case .punctuation(","): index += 1
      default: return false
      }
    }
    return false
  }

  /// Implications of disjunctions of conjunctions of relations.
  mutating func proposition() throws(ParseError) -> Tree {
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
    var terms = [try side()]
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
    return relations.isEmpty ? terms[0] : .relation(terms, relations)
  }

  /// The relation sign here; `n! \sim …` of a value says that both grow alike.
  private func relationAhead(behind left: Tree) -> Tree.Relation? {
    switch current?.kind {
    case .relation(let relation): return relation
    case .sign("∼"):
      switch left {
      case .symbol, .element, .applied, .tuple, .set, .call: return nil
      default: return .approximately
      }
    default: return nil
    }
  }

  /// A branch's condition: `y = 1`, `\text{if } q > 0`, `q > 0, y = 1`.
  mutating func condition() throws(ParseError) -> Tree {
    if case .keyword(.if) = current?.kind { next += 1 }
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

  // MARK: Sets

  mutating func setExpression() throws(ParseError) -> Tree {
    var left = try setPrimary()
    while case .sign(let sign) = current?.kind, ["∪", "∩", "∖"].contains(sign) {
      next += 1
      let right = try setPrimary()
      switch sign {
      case "∪": left = .set(.union([left, right]))
      case "∩": left = .set(.intersection([left, right]))
      default: left = .set(.difference(left, right))
      }
    }
    return left
  }

  private mutating func setPrimary() throws(ParseError) -> Tree {
    guard let lexeme = current else { throw expected("集合", "a set") }
    var set: Tree
    switch lexeme.kind {
    case .blackboard(let text):
      set = try blackboard(text)
      return set
    case .fenced("{", "}", let body):
      next += 1
      set = try braces(body, lexeme.range)
    case .open("{"):
      let (_, _, body, range) = try takeBracketed()
      set = try braces(body, range)
    case .fenced(let left, let right, let body) where "([]".contains(left) && ")[]".contains(right):
      next += 1
      set = try interval(left, right, body, lexeme.range)
    case .open("(") where lexemes.bracketBody(at: next)?.joinsSets == true:
      let (_, _, body, range) = try takeBracketed()
      set = try whole(body, end: range.upperBound) { parser throws(ParseError) in try parser.setExpression() }
    case .open(let left) where left == "(" || left == "[" || left == "]":
      let (left, right, body, range) = try takeBracketed()
      set = try interval(left, right, body, range)
    case .name(let first, _):
      let (name, indices) = try fullName(first)
      set = indices.map { .element(.symbol(arrayName(name)), $0) } ?? definedSet(name) ?? .symbol(name)
    // `q \in \arg\min_p …`: the places where it is least.
    case .big(.argument), .big(.supremum(.argmin)), .big(.supremum(.argmax)): return try factor()
    default: throw expected("集合", "a set")
    }
    return try powered(set)
  }

  private mutating func interval(
    _ left: String, _ right: String, _ body: [Lexeme], _ range: Range<Int>
  ) throws(ParseError) -> Tree {
    let parts = try list(body, end: max(range.lowerBound, range.upperBound - 1))
    guard parts.count == 2 else {
      throw ParseError("unreadable-set", zh: "区间应有两个端点", en: "an interval has two ends", at: range)
    }
    return .set(.interval(parts[0], parts[1], closedBelow: left == "[", closedAbove: right == "]"))
  }

  /// `S^n`, `S^{m \times n}`
  private mutating func powered(_ set: Tree) throws(ParseError) -> Tree {
    guard case .superscript(let script) = current?.kind else { return set }
    let range = place
    next += 1
    var inner = part(script, end: range.upperBound)
    var lengths = [try inner.factor()]
    while inner.isSign("·") || inner.isSign("×") {
      inner.next += 1
      lengths.append(try inner.factor())
    }
    if inner.isSign("+") || inner.isSign("-") {
      inner.next = 0
      lengths = [try inner.sum()]
    }
    try inner.expectEnd()
    return .set(.arrays(set, lengths: lengths))
  }

  mutating func blackboard(_ text: String) throws(ParseError) -> Tree {
    let range = place
    next += 1
    var form: Tree.SetForm
    switch text {
    case "R": form = .reals
    case "N": form = .naturals
    case "Z": form = .integers
    case "Q": form = .rationals
    default:
      throw ParseError(
        "unknown-blackboard", zh: "𝔹 体的 \(text) 在这里没有含义", en: "blackboard \(text) has no meaning here",
        at: range)
    }
    if form == .naturals || form == .integers, let positive = positiveIntegers() { return positive }
    if case .superscript(let sign) = current?.kind, form == .reals, sign.count == 1,
      case .sign("+") = sign[0].kind
    {
      next += 1
      return .set(.positiveReals)
    }
    if case .subscript(let script) = current?.kind, form == .reals {
      next += 1
      switch script.map(\.described.zh).joined() {
      case "“+”", "“>”0": form = .positiveReals
      case "“≥”0": form = .nonnegativeReals
      default: throw ParseError("unreadable-set", zh: "看不懂这个集合", en: "this set is not understood", at: range)
      }
    }
    return try powered(.set(form))
  }

  /// `\mathbb{N}^*`, `\mathbb{Z}_+`: 1, 2, 3, ….
  private mutating func positiveIntegers() -> Tree? {
    let script: [Lexeme]
    switch current?.kind {
    case .superscript(let inside), .subscript(let inside): script = inside
    default: return nil
    }
    guard script.count == 1 else { return nil }
    switch script[0].kind {
    case .sign("+"), .sign("·"), .ornament("*"), .ornament("\\ast"): break
    default: return nil
    }
    next += 1
    let onwards = Tree.SetForm.interval(
      .number(1), .constant(.infinity), closedBelow: true, closedAbove: false)
    return .set(.intersection([.set(.integers), .set(onwards)]))
  }

  /// `\{0, 1\}`, `\{1, \ldots, N\}`, `\{x \in S \mid …\}`
  mutating func braces(_ body: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree {
    if body.isEmpty { return .set(.finite([])) }
    let end = max(range.lowerBound, range.upperBound - 1)
    if let dots = body.firstIndex(where: { if case .ellipsis = $0.kind { true } else { false } }) {
      return try progression(body, dots, range)
    }
    let bar = body.firstIndex { lexeme in
      switch lexeme.kind {
      case .punctuation("|"), .punctuation(":"), .bar("|"): true
      default: false
      }
    }
    if let bar, bar > 0, bar + 1 < body.count, case .name(let first, _) = body[0].kind {
      var inner = part(Array(body[..<bar]), end: body[bar].range.lowerBound)
      let (name, _) = try inner.fullName(first)
      var set: Tree?
      if case .relation(.in) = inner.current?.kind {
        inner.next += 1
        set = try inner.setExpression()
      }
      if inner.isAtEnd {
        bound.append(name)
        defer { bound.removeLast() }
        let condition = try whole(Array(body[(bar + 1)...]), end: end) { parser throws(ParseError) in
          try parser.condition()
        }
        return .set(.filtered(in: set ?? places(of: name, in: condition), Tree.Scope(name, condition)))
      }
    }
    return .set(.finite(try list(body, end: end)))
  }

  /// `1, 2, \ldots, N`: integers from the first to the last.
  private mutating func progression(
    _ body: [Lexeme], _ dots: Int, _ range: Range<Int>
  ) throws(ParseError) -> Tree {
    func items(_ lexemes: [Lexeme]) throws(ParseError) -> [Tree] {
      var kept = lexemes
      if case .punctuation = kept.first?.kind { kept.removeFirst() }
      if case .punctuation = kept.last?.kind { kept.removeLast() }
      var probe = self
      return try probe.list(kept, end: range.upperBound)
    }
    let before = try items(Array(body[..<dots]))
    let after = try items(Array(body[(dots + 1)...]))
    let isStep = before.count < 2 || (before.count <= 3 && Self.followsByOne(before))
    guard isStep, after.count == 1 else {
      throw ParseError(
        "ambiguous-ellipsis", zh: "省略号的规律不清楚：只读 1, 2, …, N",
        en: "the ellipsis follows no clear rule: only 1, 2, …, N is read",
        at: body[dots].range)
    }
    return .set(
      .intersection([
        .set(.integers), .set(.interval(before[0], after[0], closedBelow: true, closedAbove: true)),
      ]))
  }

  private static func followsByOne(_ items: [Tree]) -> Bool {
    let values = items.map { item -> Int? in
      if case .number(let number) = item { return number.integer }
      if case .negate(.number(let number)) = item { return number.integer.map { -$0 } }
      return nil
    }
    return zip(values, values.dropFirst()).allSatisfy { a, b in
      if let a, let b { b == a + 1 } else { false }
    }
  }
}
