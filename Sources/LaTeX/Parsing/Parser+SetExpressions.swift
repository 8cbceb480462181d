import Typesetting
import Diagnostics
import Trees

/// Sets as they are written: `\{0, 1\}`, `[0, 1)`, `\mathbb{R}^n`, unions and conditions.
extension Parser {
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
    case .name(let name, false)
    where ["R", "N", "Z", "Q"].contains(name.base) && name == Name(name.base, isBold: true) && !knows(name):
      // `x \in \mathbf{R}`, as older books print their sets.
      return try blackboard(name.base)
    case .fenced("{", "}", let body):
      next += 1
      set = try braces(body, lexeme.range)
    case .open("{"):
      let (_, _, body, range) = try takeBracketed()
      set = try braces(body, range)
    case .fenced(let left, let right, let body) where "([]".contains(left) && ")[]".contains(right):
      next += 1
      set = try interval(left, right, body, at: lexeme.range)
    case .open("(") where lexemes.bracketBody(at: next)?.joinsSets == true:
      let (_, _, body, range) = try takeBracketed()
      set = try whole(body, end: range.upperBound) { parser throws(ParseError) in try parser.setExpression() }
    case .open(let left) where left == "(" || left == "[" || left == "]":
      let (left, right, body, range) = try takeBracketed()
      set = try interval(left, right, body, at: range)
    case .name(let first, _):
      let (name, indices) = try fullName(first)
      set = indices.map { element(of: name, $0) } ?? definedSet(name) ?? .symbol(name)
    // `q \in \arg\min_p …`: the places where it is least.
    case .big(.argument), .big(.supremum(.argmin)), .big(.supremum(.argmax)): return try factor()
    default: throw expected("集合", "a set")
    }
    return try powered(set)
  }

  private mutating func interval(
    _ left: String, _ right: String, _ body: [Lexeme], at range: Range<Int>
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
    while inner.isSign("·") || inner.isSign("*") || inner.isSign("×") {
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
    case "Q":
      // Read as the reals, `\exists x \in \mathbb{Q}: x^2 = 2` would come out as proved.
      throw ParseError(
        "unreadable-set", zh: "有理数与无理数在这里分不开，ℚ 没有读",
        en: "rational numbers are not told from others here: ℚ is not read", at: range)
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
    case .sign("+"), .sign("·"), .sign("*"), .ornament("*"), .ornament("\\ast"): break
    default: return nil
    }
    next += 1
    let onwards = Tree.SetForm.interval(
      .number(1), .constant(.infinity), closedBelow: true, closedAbove: false)
    return .set(.intersection([.set(.integers), .set(onwards)]))
  }

  /// `\{0, 1\}`, `\{1, \ldots, N\}`, `\{x \in S \mid …\}`
  package mutating func braces(_ body: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree {
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
      guard !kept.isEmpty else { return [] }
      var probe = self
      return try probe.list(kept, end: range.upperBound)
    }
    let before = try items(Array(body[..<dots]))
    let after = try items(Array(body[(dots + 1)...]))
    // `\{0, 1, 2, \ldots\}` goes on for ever.
    if after.isEmpty, before.count >= 2, Self.followsByOne(before) {
      let infinity = Tree.constant(.infinity)
      return .set(
        .intersection([
          .set(.integers), .set(.interval(before[0], infinity, closedBelow: true, closedAbove: false)),
        ]))
    }
    if before.count == 2, after.count == 1, let steps = Self.steps(before[0], before[1], after[0]) {
      return .set(.finite(steps))
    }
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

  /// `\{0, 0.1, \ldots, 1\}`: written numbers one as far from the next as the first two are; nil for steps of 1, and where
  /// the last is not reached.
  private static func steps(_ first: Tree, _ second: Tree, _ last: Tree) -> [Tree]? {
    guard case .number(let a) = first, case .number(let b) = second, case .number(let c) = last else {
      return nil
    }
    let places = [a, b, c].map { $0.digits.split(separator: ".").dropFirst().first?.count ?? 0 }.max() ?? 0
    guard (1...9).contains(places), let start = a.scaled(places), let next = b.scaled(places),
      let end = c.scaled(places),
      next > start, end > next, (end - start) % (next - start) == 0, (end - start) / (next - start) < 1000
    else { return nil }
    return stride(from: start, through: end, by: next - start).compactMap { value in
      let digits = String(repeating: "0", count: max(0, places + 1 - String(value).count)) + String(value)
      return Number("\(digits.dropLast(places)).\(digits.suffix(places))").map { .number($0) }
    }
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

extension Number {
  /// The whole number that so many decimal places more make of it.
  fileprivate func scaled(_ places: Int) -> Int? {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, whole.count < 9 else { return nil }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    return Int(whole + fraction + String(repeating: "0", count: places - fraction.count))
  }
}
