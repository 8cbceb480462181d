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
      return try scripted(.number(number))
    case .constant(let constant):
      next += 1
      return try scripted(.constant(constant))
    case .name(Name("E"), true) where !scope.isFunction(Name("E")): return try moment(.expectation)
    case .name(Name("E"), false) where namesDistribution: return try moment(.expectation)
    case .name(let name, let isWord): return try named(name, isWord: isWord)
    case .undecidedWord(let text, let letters): throw .ambiguousWord(text, letters, at: lexeme.range)
    case .function(let function):
      if let name = function.word, scope.isFunction(name) { return try named(name, isWord: true) }
      if function == .variance, case .subscript? = peek()?.kind { return try moment(.variance) }
      return try application(of: function)
    case .prose: return try chineseName()
    case .big(let big): return try self.big(big)
    case .fraction(let top, let bottom):
      if let derivative = try derivative(top, bottom) { return derivative }
      next += 1
      let a = try whole(top, end: lexeme.range.upperBound) { parser throws(ParseError) in try parser.sum() }
      let b = try whole(bottom, end: lexeme.range.upperBound) { parser throws(ParseError) in try parser.sum()
      }
      return try scripted(.quotient(a, b))
    case .binomial(let top, let bottom):
      next += 1
      let a = try whole(top, end: lexeme.range.upperBound) { parser throws(ParseError) in try parser.sum() }
      let b = try whole(bottom, end: lexeme.range.upperBound) { parser throws(ParseError) in try parser.sum()
      }
      return try scripted(.apply(.binomial, [a, b]))
    case .root(let body, let index):
      next += 1
      let radicand = try whole(body, end: lexeme.range.upperBound) { parser throws(ParseError) in
        try parser.sum()
      }
      guard let index else { return try scripted(.apply(.sqrt, [radicand])) }
      let degree = try whole(index, end: lexeme.range.upperBound) { parser throws(ParseError) in
        try parser.sum()
      }
      return try scripted(.apply(.root, [degree, radicand]))
    case .fenced(let left, let right, let body): return try fenced(left, right, body, lexeme.range)
    case .open: return try bracketed()
    case .bar(let text): return try barred(text)
    case .blackboard("1"), .blackboard("𝟏"), .blackboard("I"): return try indicator()
    case .blackboard("E"): return try moment(.expectation)
    case .blackboard("H"): return try named(Name("H"), isWord: true)
    case .blackboard(let text): return try blackboard(text)
    case .grid(_, let rows):
      next += 1
      return try scripted(try matrix(rows, lexeme.range))
    case .partial: return try prefixedPartial()
    case .ornament("\\nabla"), .ornament("∇"): return try nabla()
    case .ornament("√"): return try rooted()
    default: throw expected("一个式子", "an expression")
    }
  }

  // MARK: Brackets

  static let closing: [String: String] = [
    "(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖", "⌊": "⌋", "⌈": "⌉", "⟨": "⟩",
  ]

  /// The lexemes between a bracket at `next` and its partner, and the partner; moves behind it.
  mutating func takeBracketed() throws(ParseError) -> (left: String, right: String, [Lexeme], Range<Int>) {
    guard let first = current, case .open(let left) = first.kind else {
      throw expected("括号", "a bracket")
    }
    var level = 0
    var index = next
    while index < lexemes.count {
      switch lexemes[index].kind {
      case .open: level += 1
      case .close(let right):
        level -= 1
        if level == 0 {
          let inside = Array(lexemes[(next + 1)..<index])
          let range = first.range.through(lexemes[index].range)
          next = index + 1
          return (left, right, inside, range)
        }
      default: break
      }
      index += 1
    }
    throw ParseError(
      "unclosed-bracket", zh: "括号 \(left) 没有闭合", en: "bracket \(left) is never closed", at: first.range)
  }

  mutating func bracketed() throws(ParseError) -> Tree {
    let (left, right, inside, range) = try takeBracketed()
    return try scripted(try group(left, right, inside, range))
  }

  mutating func fenced(
    _ left: String, _ right: String, _ body: [Lexeme], _ range: Range<Int>
  ) throws(ParseError) -> Tree {
    next += 1
    return try scripted(try group(left, right, body, range))
  }

  /// What a pair of brackets with its content means.
  mutating func group(
    _ left: String, _ right: String, _ body: [Lexeme], _ range: Range<Int>
  ) throws(ParseError) -> Tree {
    if body.count == 1, case .grid(_, let rows) = body[0].kind {
      return try grid(left, right, rows, range)
    }
    let inside = max(range.lowerBound, range.upperBound - 1)
    switch (left, right) {
    case ("|", "|"), ("‖", "‖"), ("⌊", "⌋"), ("⌈", "⌉"):
      if left == "|", body.joinsSets {
        let set = try whole(body, end: inside) { parser throws(ParseError) in try parser.setExpression() }
        return .apply(.length, [set])
      }
      let value = try whole(body, end: inside) { parser throws(ParseError) in try parser.sum() }
      if left == "|" { return try sized(value, at: range) }
      let function: Tree.Function = left == "‖" ? .norm : left == "⌊" ? .floor : .ceiling
      return .apply(function, [value])
    case ("{", "}"): return try isGrouping(body, range) ? group("(", ")", body, range) : braces(body, range)
    case ("⟨", "⟩"):
      let parts = try list(body, end: inside)
      guard parts.count == 2 else {
        throw ParseError("unreadable", zh: "⟨ ⟩ 里应有两个向量", en: "⟨ ⟩ holds two vectors", at: range)
      }
      return .apply(.inner, parts)
    case (".", "|"): return try evaluated(body, range)
    case ("", ""), (".", "."):
      let value = try whole(body, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
      return try plainGroup(value, body, range)
    default:
      let parts = try list(body, end: inside)
      let isMixed = !(left == "(" && right == ")") && !(left == "[" && right == "]")
      if parts.count == 1, !isMixed {
        // `[n = 0]` is 1 where that holds and else 0.
        if left == "[", parts[0].isProposition { return .apply(.indicator, parts) }
        return parts[0]
      }
      if left == "[", right == "]", parts.contains(where: { shape(of: $0) != .number }) {
        return joined(parts)
      }
      if parts.count == 2, isMixed || left == "[" {
        return .set(
          .interval(
            parts[0], parts[1], closedBelow: left == "[", closedAbove: right == "]"))
      }
      if parts.count >= 2, !isMixed {
        // `(x_1, x_2)^\top` is a row written out, turned into the column that a vector is.
        if case .superscript(let script)? = current?.kind, script.count == 1,
          case .transposeMark = script[0].kind
        {
          next += 1
        }
        return .tuple(parts)
      }
      throw ParseError(
        "mismatched-brackets", zh: "括号 \(left) 与 \(right) 不成对",
        en: "brackets \(left) and \(right) do not match",
        at: range)
    }
  }

  /// `{x + y}^2` shows no bracket: only one thing may stand in braces under a script.
  private func plainGroup(_ value: Tree, _ body: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree {
    guard next < lexemes.count, lexemes[next].isScript else { return value }
    switch value {
    case .sum, .product, .negate, .quotient, .relation:
      let isBracketed =
        body.first.map { lexeme in
          switch lexeme.kind {
          case .open, .fenced, .fraction: true
          default: false
          }
        } ?? false
      if isBracketed, case .quotient = value { return value }
      if isBracketed, body.count == 1 { return value }
      if case .open = body.first?.kind, case .close = body.last?.kind { return value }
      throw ParseError(
        "ambiguous-base", zh: "上标的底数不清楚：花括号看不见，写成 ( … )^{…}",
        en: "the base of the power is unclear: braces do not show; write ( … )^{…}", at: range)
    default: return value
    }
  }

  /// Expressions between commas, to the end.
  mutating func list(_ body: [Lexeme], end: Int) throws(ParseError) -> [Tree] {
    var inner = part(try writtenOut(body), end: end)
    var parts: [Tree] = []
    var settled = 0
    var starts: [Int] = []
    guard !body.isEmpty else {
      throw ParseError(
        "empty-brackets", zh: "括号里是空的", en: "nothing stands between the brackets", at: end..<end)
    }
    while true {
      if case .ellipsis = inner.current?.kind, !parts.isEmpty {
        try inner.expandEllipsis(into: &parts, after: &settled, starts)
        starts = Array(repeating: inner.next, count: parts.count)
      } else {
        starts.append(inner.next)
        parts.append(try inner.proposition())
      }
      guard inner.isPunctuation(",") || inner.isPunctuation("，") else { break }
      inner.next += 1
    }
    try inner.expectEnd()
    warnings += inner.warnings
    return parts
  }

  /// `|x|` from a bar that both opens and closes.
  mutating func barred(_ text: String) throws(ParseError) -> Tree {
    let start = next
    if text == "|", let members = try setBetweenBars() { return try scripted(members) }
    if text == "|", adjoiningBar, let norm = doubleBarred() { return try scripted(norm) }
    next += 1
    let outer = stopsAtBar
    stopsAtBar = true
    let value = try sum()
    stopsAtBar = outer
    guard case .bar(text) = current?.kind else {
      throw ParseError(
        "unclosed-bar", zh: "绝对值的竖线没有闭合", en: "the bar of an absolute value is never closed",
        at: lexemes[start].range)
    }
    next += 1
    return try scripted(text == "|" ? sized(value, at: range(from: start)) : .apply(.norm, [value]))
  }

  /// Whether two bars stand close together here: `||`.
  var adjoiningBar: Bool {
    guard case .bar("|")? = current?.kind, let second = peek(), case .bar("|") = second.kind else {
      return false
    }
    return second.range.lowerBound == place.upperBound
  }

  /// `||x||`, where a norm's two bars are typed as four; nil where they do not pair so.
  private mutating func doubleBarred() -> Tree? {
    var probe = self
    probe.next += 2
    probe.stopsAtBar = true
    guard mayTry(), let value = try? probe.sum(), probe.adjoiningBar,
      shape(of: value) != .number
    else { return nil }
    next = probe.next + 2
    return .apply(.norm, [value])
  }

  /// `|…|`: how many members a set has, a matrix's determinant, a number's absolute value.
  func sized(_ value: Tree, at range: Range<Int>) throws(ParseError) -> Tree {
    if isSet(value) { return .apply(.length, [value]) }
    if case .symbol(let name) = value,
      isUnknownCapital(name) || name.isCapital && !name.isBold && shape(of: value) == .column
    {
      throw ParseError(
        "ambiguous-bars",
        zh:
          "|\(name.plain)| 有几种读法：绝对值、行列式、元素的个数；正文里写“$\(name.latex) \\in \\mathbb{R}$”、“矩阵 $\(name.latex)$”或“集合 $\(name.latex)$”",
        en:
          "|\(name.plain)| may be an absolute value, a determinant or a number of members; say in the prose “matrix $\(name.latex)$”, "
          + "“set $\(name.latex)$” or “$\(name.latex) \\in \\mathbb{R}$”", at: range)
    }
    return shape(of: value) == .matrix ? .apply(.determinant, [value]) : .apply(.abs, [value])
  }

  /// A capital that may as well be a matrix or a set as a number.
  func isUnknownCapital(_ name: Name) -> Bool {
    name.isCapital && name.base.utf8.count == 1 && !knows(name) && scope.roles.role(name)?.rank == nil
      && scope.roles.role(name) != .set && !name.isBold
  }

  private func isSet(_ value: Tree) -> Bool {
    switch value {
    case .set: return true
    case .symbol(let name):
      if scope.roles.role(name) == .set { return true }
      guard scope.meanings[name] == nil else { return false }
      let isScript = name.accents.contains { ["mathcal", "mathscr", "mathfrak"].contains($0) }
      return isScript && scope.values.rank(name) != 0
    default: return false
    }
  }

  // MARK: Scripts

  /// Powers, factorials, primes and transposes behind a value.
  mutating func scripted(_ base: Tree) throws(ParseError) -> Tree {
    var value = base
    while let lexeme = current {
      switch lexeme.kind {
      case .superscript(let script):
        next += 1
        value = try raised(value, script, lexeme.range)
      case .subscript(let script):
        next += 1
        value = try lowered(value, script, lexeme.range)
      case .sign("!"):
        next += 1
        if isSign("!") {
          throw ParseError(
            "ambiguous-factorial", zh: "!! 有两种读法，不读", en: "!! has two readings and is not read",
            at: lexeme.range.through(place))
        }
        value = .apply(.factorial, [value])
      case .sign("%"):
        // `k \% m` is a remainder, `5\%` a part of a hundred.
        if !value.isWritten, peek()?.startsOperand == true { return value }
        next += 1
        value = .quotient(value, .number(100))
      case .primes(let count):
        guard let variable = value.onlyVariable(besides: bound) else {
          throw ParseError(
            "bare-prime", zh: "撇号只能跟在名字后面", en: "a prime follows a name only", at: lexeme.range)
        }
        next += 1
        value = .derivative(value, by: variable, order: count)
      default: return value
      }
    }
    return value
  }

  mutating func raised(_ base: Tree, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree {
    if script.count == 1 {
      switch script[0].kind {
      case .transposeMark: return .apply(.transpose, [base])
      case .name(Name("T"), _):
        if try isTranspose(of: base, range) { return .apply(.transpose, [base]) }
      case .sign("∘"):
        throw ParseError(
          "degrees", zh: "角度不读；写成弧度，如 \\pi/6", en: "degrees are not read; write radians, as \\pi/6", at: range
        )
      default: break
      }
    }
    try refuseNumbering(of: base, script, range)
    let exponent = try whole(script, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
    if case .negate(.number(1)) = exponent, case .symbol(let name) = base, isUnknownCapital(name) {
      throw ParseError(
        "ambiguous-inverse",
        zh: "\(name.plain)^{-1} 有两种读法：逆矩阵，或倒数；正文里写“矩阵 $\(name.latex)$”或“$\(name.latex) \\in \\mathbb{R}$”",
        en: "\(name.plain)^{-1} is an inverse matrix or a reciprocal; say “matrix $\(name.latex)$” or "
          + "“$\(name.latex) \\in \\mathbb{R}$” in the prose", at: range)
    }
    return shape(of: base) == .matrix ? try matrixPower(base, exponent, at: range) : .power(base, exponent)
  }

  /// `f^{(2)}`: the second derivative, and to some a power.
  private func refuseNumbering(of base: Tree, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError) {
    guard case .symbol = base, script.count > 2, case .open("(")? = script.first?.kind,
      case .close(")")? = script.last?.kind
    else { return }
    switch script[1].kind {
    case .number where script.count == 3: break
    case .name(let name, _) where Self.customaryIndices.contains(name.base) || name.base == "t": break
    default: return
    }
    throw ParseError(
      "ambiguous-superscript", zh: "上标加括号有两种读法：第几个写成下标，乘方去掉括号",
      en: "a superscript in brackets has two readings: write a subscript for a number in a row, "
        + "no brackets for a power", at: range)
  }

  /// Whether `^T` transposes: what is an array is transposed, what is a number is raised to a known T.
  private func isTranspose(of base: Tree, _ range: Range<Int>) throws(ParseError) -> Bool {
    let name = Name("T")
    let isKnown =
      scope.isVariable(name) || local[name] != nil || bound.contains(name) || scope.definitions[name] != nil
    let isArray = base.rank(in: scope, local: local) > 0 || shape(of: base) != .number
    if isArray, !isKnown || scope.meanings[name] == nil && base.isSureArray(in: scope, local: local) {
      return true
    }
    if isArray { return false }
    let open = base.freeSymbols.filter { symbol in
      !bound.contains(symbol) && local[symbol] == nil && !scope.isVariable(symbol)
        && scope.definitions[symbol] == nil && scope.roles.role(symbol)?.rank == nil
    }
    // A T that transposes inside transposes outside too.
    if !isKnown, base.contains(where: { if case .apply(.transpose, _) = $0 { true } else { false } }) {
      return true
    }
    guard let first = open.first, !isKnown else { return false }
    throw ParseError(
      "ambiguous-transpose",
      zh: "上标 T 有两种读法：转置，或 T 次幂；正文里写“$\(first.latex) \\in \\mathbb{R}^n$”读作转置，"
        + "“$T \\in \\mathbb{N}$”读作幂；写 ^\\top 也行",
      en:
        "the superscript T has two readings: a transpose, or the power T; “$\(first.latex) \\in \\mathbb{R}^n$” in the "
        + "prose makes it a transpose, “$T \\in \\mathbb{N}$” a power; so does ^\\top", at: range)
  }

  /// `2\left\{ x + 1 \right\}`: braces that can be no set, beside a factor or around a sum, are brackets.
  private func isGrouping(_ body: [Lexeme], _ range: Range<Int>) -> Bool {
    guard !body.isEmpty, !Self.separates(body) else { return false }
    for lexeme in body {
      switch lexeme.kind {
      case .relation, .ellipsis, .connective, .punctuation: return false
      default: break
      }
    }
    let before = next >= 2 ? lexemes[next - 2] : nil
    let isSet: Bool
    switch before?.kind {
    case .relation, .sign("∖"), .sign("∪"), .sign("∩"): isSet = body.count == 1
    default: isSet = body.count == 1 && !startsFactor && before == nil
    }
    return !isSet
  }

  /// The p-norm of a vector: (∑ (x²)^{p/2})^{1/p}, since |x| of a whole vector has no customary meaning.
  private mutating func norm(_ vector: Tree, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError)
    -> Tree
  {
    guard vector.rank(in: scope, local: local) < 2 else {
      throw ParseError(
        "unknown-norm", zh: "矩阵只读 1、2、∞ 与 F 范数", en: "of a matrix only the 1, 2, ∞ and F norms are read",
        at: range)
    }
    let degree = try whole(script, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
    let powers: Tree = .power(.power(vector, .number(2)), .quotient(degree, .number(2)))
    return .power(.apply(.norm1, [powers]), .quotient(.number(1), degree))
  }

  /// A subscript on something that is no name: an element of it, or which norm.
  mutating func lowered(_ base: Tree, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree {
    if let part = positivePart(base, script) { return part }
    if case .apply(.norm, let inside) = base {
      if script.count == 1 {
        switch script[0].kind {
        case .number(1): return .apply(.norm1, inside)
        case .number(2): return base
        case .constant(.infinity): return .apply(.normInfinity, inside)
        case .name(Name("F"), _): return base
        default: break
        }
      }
      return try norm(inside[0], script, range)
    }
    switch base {
    case .symbol, .element, .tuple, .call: return .element(base, try indices(script, range))
    case _ where base.rank(in: scope, local: local) > 0 || shape(of: base) != .number:
      return .element(base, try indices(script, range))
    default:
      throw ParseError(
        "unreadable-subscript", zh: "这个下标没有含义：它前面不是名字也不是数组",
        en: "this subscript has no meaning: what it follows is neither a name nor an array", at: range)
    }
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
  private var namesDistribution: Bool {
    guard case .subscript(let script)? = peek()?.kind, scope.meanings[Name("E")] == nil else { return false }
    return script.contains { if case .sign("∼") = $0.kind { true } else { false } }
  }
}

extension Tree {
  /// The one symbol that a compound expression hangs on, which a prime behind its bracket is by.
  fileprivate func onlyVariable(besides bound: [Name]) -> Name? {
    switch self {
    case .symbol, .number, .constant, .element: return nil
    default:
      let free = freeSymbols.filter { !bound.contains($0) }
      return free.count == 1 ? free[0] : nil
    }
  }

  var isProposition: Bool {
    switch self {
    case .relation, .logic, .quantified: true
    default: false
    }
  }
}
