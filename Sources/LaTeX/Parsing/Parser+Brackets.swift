import Typesetting
import Diagnostics
import Trees

/// What a pair of brackets or bars with its content means.
extension Parser {
  static let closing: [String: String] = [
    "(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖", "⌊": "⌋", "⌈": "⌉", "⟨": "⟩",
  ]

  /// The lexemes between a bracket at `next` and its partner, and the partner; moves behind it.
  mutating func takeBracketed() throws(ParseError) -> (
    left: String, right: String, [Lexeme], Range<Int>
  ) {
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
    if let composition = try composition() { return composition }
    if let convolution = try convolution() { return convolution }
    let (left, right, inside, range) = try takeBracketed()
    try refuseCoefficient(left, inside, at: range)
    return try scripted(try group(left, right, inside, at: range))
  }

  /// `{n \brace k}`: in how many ways n things make k heaps, (1/k!) ∑ (−1)^{k−j} C(k, j) j^n.
  mutating func stirling(_ rows: [[[Lexeme]]], _ range: Range<Int>) throws(ParseError) -> Tree {
    var parts: [Tree] = []
    for row in rows {
      parts.append(
        try whole(row.flatMap { $0 }, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
      )
    }
    guard parts.count == 2 else { throw .unknownStack(at: range) }
    let (n, k) = (parts[0], parts[1])
    var index = Name("j")
    while n.isFree(index) || k.isFree(index) || bound.contains(index) { index.primes += 1 }
    let j = Tree.symbol(index)
    let sign = Tree.power(.negate(.number(1)), .sum([k, .negate(j)]))
    let sum = Tree.fold(
      .init(
        .sum, index, .integers(.number(1), k), .product([sign, .apply(.binomial, [k, j]), .power(j, n)])))
    let isNothing = Tree.logic(
      .and, [.relation([n, .number(0)], [.equal]), .relation([k, .number(0)], [.equal])])
    return .cases([
      .init(.number(1), if: isNothing), .init(.quotient(sum, .apply(.factorial, [k])), if: nil),
    ])
  }

  /// `(f \circ g)(x)`: f of g of x, where the page knows both as functions of one argument.
  private mutating func composition() throws(ParseError) -> Tree? {
    guard let inside = lexemes.bracketBody(at: next), inside.count >= 3 else { return nil }
    let parts = inside.split { if case .sign("∘") = $0.kind { true } else { false } }
    let names = parts.compactMap { part -> Name? in Self.spelledName(Array(part)) }
    guard parts.count > 1, names.count == parts.count,
      parts.map(\.count).reduce(0, +) + parts.count - 1 == inside.count,
      names.allSatisfy({ name in scope.definitions[name]?.contains { $0.parameters.count == 1 } == true })
    else { return nil }
    var probe = self
    _ = try probe.takeBracketed()
    guard let body = probe.argumentsAhead() else { return nil }
    let range = probe.takeArguments()
    var (arguments, _, _) = try probe.arguments(body, end: range.upperBound - 1)
    guard arguments.count == 1 else { return nil }
    for name in names.reversed() { arguments = [try resolve(name, arguments, [], at: range)] }
    self = probe
    return try scripted(arguments[0])
  }

  /// `(f * g)(t)`, `(x * h)[n]`: a convolution, which is not worked out, and no product.
  mutating func convolution() throws(ParseError) -> Tree? {
    guard let inside = lexemes.bracketBody(at: next), inside.contains(where: \.isConvolving),
      let text = Self.scriptText(inside)
    else { return nil }
    let names = inside.split(whereSeparator: \.isConvolving).map { Self.spelledName(Array($0)) }
    var probe = self
    _ = probe.takeArguments()
    guard names.count > 1, !names.contains(nil),
      let body = probe.lexemes.bracketBody(at: probe.next)
    else {
      return nil
    }
    let range = probe.takeArguments()
    let arguments = try probe.list(body, end: range.upperBound - 1)
    self = probe
    return try scripted(.applied(.symbol(Name(text)), arguments))
  }

  package mutating func fenced(
    _ left: String, _ right: String, _ body: [Lexeme], at range: Range<Int>
  ) throws(ParseError) -> Tree {
    if let convolution = try convolution() { return convolution }
    next += 1
    try refuseCoefficient(left, body, at: range)
    return try scripted(try group(left, right, body, at: range))
  }

  /// `(a_{ij})_{m \times n}`: the matrix of these elements.
  private mutating func ofElements(_ body: [Lexeme]) -> Tree? {
    guard body.count == 2, case .name(let name, false) = body[0].kind,
      case .subscript(let script) = body[1].kind,
      script.indexCount == 2, let letters = script.indexNames, letters.count == 2,
      Set(letters).count == 2,
      letters.allSatisfy({
        Self.customaryIndices.contains($0.base) && !bound.contains($0)
          && scope.values.byName[$0] == nil
      }),
      (local[name] ?? scope.rank(name)) == 2, case .subscript(let size)? = current?.kind,
      size.contains(where: { if case .sign("×") = $0.kind { true } else { false } })
        || size.count == 1
    else { return nil }
    next += 1
    return .symbol(name)
  }

  /// What a pair of brackets with its content means.
  mutating func group(
    _ left: String, _ right: String, _ body: [Lexeme], at range: Range<Int>
  ) throws(ParseError) -> Tree {
    if left == "(" || left == "[", let matrix = ofElements(body) { return matrix }
    if body.count == 1, case .grid(Lexeme.stack, let rows) = body[0].kind {
      guard left == "{", right == "}" else { throw .unknownStack(at: range) }
      return try stirling(rows, range)
    }
    if body.count == 1, case .grid(_, let rows) = body[0].kind {
      return try grid(left, right, rows, at: range)
    }
    let inside = max(range.lowerBound, range.upperBound - 1)
    switch (left, right) {
    case ("|", "|"), ("‖", "‖"), ("⌊", "⌋"), ("⌈", "⌉"):
      return try between(bars: left, body, at: range)
    case ("{", "}"):
      return try isGrouping(body, range) ? group("(", ")", body, at: range) : braces(body, range)
    case ("⟨", "⟩"):
      let parts = try list(body, end: inside)
      guard parts.count == 2 else {
        throw ParseError("unreadable", zh: "⟨ ⟩ 里应有两个向量", en: "⟨ ⟩ holds two vectors", at: range)
      }
      return .apply(.inner, parts)
    case (".", "|"): return try evaluated(body, range)
    case ("", ""), (".", "."):
      let value = try whole(body, end: range.upperBound) { parser throws(ParseError) in
        try parser.sum()
      }
      return try plainGroup(value, body, range)
    case ("[", "]")
    where body.count > 1 && body.allSatisfy({ if case .number = $0.kind { true } else { false } }):
      return row(of: body)
    default:
      return try listed(left, right, body, at: range)
    }
  }

  /// What one kind of bar on both sides makes of it: a size, a norm, a rounding.
  @inline(never) private mutating func between(
    bars sign: String, _ body: [Lexeme], at range: Range<Int>
  ) throws(ParseError) -> Tree {
    let inside = max(range.lowerBound, range.upperBound - 1)
    if sign == "|", let pairs = try countedPairs(body, range) { return pairs }
    if sign == "|", body.joinsSets {
      let set = try whole(body, end: inside) { parser throws(ParseError) in
        try parser.setExpression()
      }
      return .apply(.length, [set])
    }
    let value = try whole(body, end: inside) { parser throws(ParseError) in try parser.sum() }
    if sign == "|" { return try sized(value, at: range) }
    let function: Tree.Function = sign == "‖" ? .norm : sign == "⌊" ? .floor : .ceiling
    return .apply(function, [value])
  }

  /// `[1\ \ 2\ \ 3]`: a row whose numbers spaces part.
  private mutating func row(of numbers: [Lexeme]) -> Tree {
    if case .superscript(let script)? = current?.kind, script.count == 1 {
      if case .transposeMark = script[0].kind { next += 1 } else if script.isLoneT { next += 1 }
    }
    return .tuple(
      numbers.compactMap { if case .number(let number) = $0.kind { .number(number) } else { nil } })
  }

  /// What commas part between two brackets: one thing, an interval, a tuple.
  @inline(never) private mutating func listed(
    _ left: String, _ right: String, _ body: [Lexeme], at range: Range<Int>
  ) throws(ParseError) -> Tree {
    let inside = max(range.lowerBound, range.upperBound - 1)
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
    if parts.count > 1, !isMixed, left == "[", turnsColumn {
      next += 1
      return .tuple(parts)
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

  /// `[x_1, x_2]^\top`: a row written out and turned into the column that a vector is.
  @inline(never)
  private var turnsColumn: Bool {
    guard case .superscript(let script)? = current?.kind, script.count == 1 else { return false }
    if case .transposeMark = script[0].kind { return true }
    return script.isLoneT && !knows(Name("T"))
  }

  /// `{x + y}^2` shows no bracket: only one thing may stand in braces under a script.
  func plainGroup(_ value: Tree, _ body: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree {
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
  package mutating func list(_ body: [Lexeme], end: Int) throws(ParseError) -> [Tree] {
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

  /// `|…|`: how many members a set has, a matrix's determinant, a number's absolute value.
  func sized(_ value: Tree, at range: Range<Int>) throws(ParseError) -> Tree {
    if isSet(value) || isGivenList(value) { return .apply(.length, [value]) }
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
    if let modulus = modulus(of: value) { return modulus }
    // `|\vec a|` is how long it is.
    if value.isArrow { return .apply(.norm, [value]) }
    return shape(of: value) == .matrix ? .apply(.determinant, [value]) : .apply(.abs, [value])
  }

  /// `|D|`, `|C_k|` of capitals that are given as lists: nothing but how many members they have makes sense.
  private func isGivenList(_ value: Tree) -> Bool {
    switch value {
    case .symbol(let name):
      return name.isCapital && !name.isBold && name.accents.isEmpty && scope.meanings[name] == nil
        && scope.values.rank(name) == 1 && scope.roles.role(name)?.rank == nil
    case .element(.symbol(let name), let indices):
      // Of many lists one, whose lengths may differ.
      return name.isCapital && !name.isBold && name.accents.isEmpty && scope.meanings[name] == nil
        && scope.values.rank(name) == indices.count + 1 && scope.roles.role(name)?.rank == nil
    case .cases(let branches):
      return branches.allSatisfy { branch in
        guard case .symbol(let name) = branch.value else { return false }
        return name.isCapital && !name.isBold && scope.values.rank(name) ?? 0 > 0
          && scope.roles.role(name.bare) != .matrix
      }
    default: return false
    }
  }

  /// A capital that may as well be a matrix or a set as a number.
  func isUnknownCapital(_ name: Name) -> Bool {
    name.isCapital && name.base.utf8.count == 1 && !knows(name) && scope.roles.role(name)?.rank == nil
      && scope.roles.role(name) != .set && !name.isBold
  }

  func isSet(_ value: Tree) -> Bool {
    switch value {
    case .set: return true
    case .symbol(let name):
      if scope.roles.role(name) == .set { return true }
      guard scope.meanings[name] == nil else { return false }
      let isScript = name.accents.contains { ["mathcal", "mathscr", "mathfrak"].contains($0) }
      return isScript && scope.values.rank(name) != 0
    // `C_i`, whose members are run through.
    case .element(.symbol(let name), _): return scope.roles.role(name) == .set
    default: return false
    }
  }
}

extension ParseError {
  static func unknownStack(at range: Range<Int>) -> ParseError {
    ParseError(
      "unknown-stack", zh: "两层叠写没有约定的含义", en: "a stack without a bar has no customary meaning", at: range)
  }
}

extension Lexeme {
  fileprivate var isConvolving: Bool {
    switch kind {
    case .sign("*"), .ornament("*"): true
    default: false
    }
  }
}

extension Tree {
  /// A vector that its arrow marks, or a sum or multiple of such.
  fileprivate var isArrow: Bool {
    switch self {
    case .symbol(let name): name.accents.contains { ["vec", "overrightarrow"].contains($0) }
    case .negate(let a): a.isArrow
    case .sum(let terms): terms.allSatisfy(\.isArrow)
    case .product(let factors): factors.contains(where: \.isArrow)
    case .apply(.cross, let pair): pair.allSatisfy(\.isArrow)
    default: false
    }
  }
}
