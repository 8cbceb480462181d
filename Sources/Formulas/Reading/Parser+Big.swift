import Diagnostics

extension Parser {
  /// `∑ ∏ min max lim ∫ arg min`, with what stands under and over them.
  mutating func big(_ big: Lexeme.Big) throws(Misreading) -> Tree {
    let start = next
    next += 1
    switch big {
    case .fold(let kind): return try fold(kind, start)
    case .supremum(let kind): return try extremum(kind, start)
    case .argument:
      guard case .big(.supremum(let kind)) = current?.kind, kind == .min || kind == .max else {
        throw expected("\\min 或 \\max", "\\min or \\max")
      }
      next += 1
      return try extremum(kind == .min ? .argmin : .argmax, start)
    case .limit: return try limit(start)
    case .integral: return try integral(start)
    }
  }

  private mutating func scripts() -> (lower: ([Lexeme], Range<Int>)?, upper: ([Lexeme], Range<Int>)?) {
    var lower: ([Lexeme], Range<Int>)?
    var upper: ([Lexeme], Range<Int>)?
    while let lexeme = current {
      if case .subscript(let script) = lexeme.kind, lower == nil {
        lower = (script, lexeme.range)
      } else if case .superscript(let script) = lexeme.kind, upper == nil {
        upper = (script, lexeme.range)
      } else {
        break
      }
      next += 1
    }
    return (lower, upper)
  }

  /// The index and its range, from what stands under the operator.
  private mutating func header(
    _ lower: ([Lexeme], Range<Int>), _ upper: ([Lexeme], Range<Int>)?
  ) throws(Misreading) -> [(Name, Tree.Fold.Range)] {
    var inner = part(lower.0, end: lower.1.upperBound)
    var names: [(Name, Range<Int>)] = []
    func unreadable() -> Misreading {
      Misreading(
        "unreadable-range", zh: "看不懂求和的范围：应是 i=1、i ∈ S 或指标",
        en: "the range is not understood: expected i=1, i ∈ S or an index",
        at: lower.1)
    }
    // `1 \le i \le N`
    if case .number = inner.current?.kind {
      let from = try inner.sum()
      guard case .relation(.lessOrEqual) = inner.current?.kind else { throw unreadable() }
      inner.next += 1
      guard case .name(let index, false) = inner.current?.kind else { throw unreadable() }
      inner.next += 1
      guard case .relation(.lessOrEqual) = inner.current?.kind else { throw unreadable() }
      inner.next += 1
      let to = try inner.sum()
      try inner.expectEnd()
      return [(index, .integers(from, to))]
    }
    while case .name(let index, false) = inner.current?.kind {
      names.append((index, inner.place))
      inner.next += 1
      guard inner.isPunctuation(",") else { break }
      inner.next += 1
    }
    guard let first = names.first else { throw unreadable() }
    guard let relation = inner.current else {
      if let upper {
        throw Misreading(
          "unreadable-range", zh: "求和有上限却没有下限", en: "the sum has an upper bound and no lower one", at: upper.1
        )
      }
      return names.map { ($0.0, .whole) }
    }
    switch relation.kind {
    case .relation(.equal) where names.count == 1:
      inner.next += 1
      let from = try inner.sum()
      try inner.expectEnd()
      guard let upper else { throw unreadable() }
      let to = try whole(upper.0, end: upper.1.upperBound) { parser throws(Misreading) in try parser.sum() }
      for (bound, range) in [(from, lower.1), (to, upper.1)] where bound.isFractional {
        throw Misreading(
          "fractional-range", zh: "求和、求积的上下限应为整数", en: "the bounds of a sum or product are integers",
          at: range)
      }
      return [(first.0, .integers(from, to))]
    case .relation(.in):
      inner.next += 1
      let set = try inner.setExpression()
      try inner.expectEnd()
      return names.map { ($0.0, .set(set)) }
    default: throw unreadable()
    }
  }

  private mutating func fold(_ kind: Tree.Fold.Kind, _ start: Int) throws(Misreading) -> Tree {
    let (lower, upper) = scripts()
    guard let lower else {
      throw Misreading(
        "no-index", zh: "\(kind == .sum ? "∑" : "∏") 没有指标", en: "the \(kind.rawValue) has no index",
        at: lexemes[start].range)
    }
    let indices = try header(lower, upper)
    let outer = bound
    bound += indices.map(\.0)
    let bodyStart = next
    var body = try signedTerm()
    bound = outer
    if isSign("+") || isSign("-"), case .number? = peek()?.kind, bodyStart < lexemes.count {
      warn(
        "ambiguous-sum", zh: "∑ a + b 读作 (∑ a) + b；加上括号更清楚",
        en: "∑ a + b is read as (∑ a) + b; brackets would say so",
        at: place)
    }
    for (index, range) in indices.reversed() { body = .fold(.init(kind, index, range, body)) }
    return body
  }

  private mutating func extremum(_ kind: Tree.Fold.Kind, _ start: Int) throws(Misreading) -> Tree {
    let (lower, _) = scripts()
    guard let lower else {
      let isBracket: Bool
      switch current?.kind {
      case .open, .fenced: isBracket = true
      default: isBracket = false
      }
      guard kind == .min || kind == .max, isBracket else {
        throw Misreading(
          "no-index", zh: "\(kind.rawValue) 之下应写明对什么取",
          en: "what \(kind.rawValue) runs over must stand under it",
          at: lexemes[start].range)
      }
      let body: [Lexeme]
      if case .fenced(_, _, let inner) = current?.kind {
        body = inner
      } else {
        var probe = self
        body = try probe.takeBracketed().2
      }
      let range = takeArguments()
      return try scripted(.apply(kind == .min ? .min : .max, try list(body, end: range.upperBound - 1)))
    }
    let indices = try header(lower, nil)
    let outer = bound
    bound += indices.map(\.0)
    defer { bound = outer }
    var body = try sum()
    if case .sum = body {
      warn(
        "ambiguous-extremum", zh: "\(kind.rawValue) 作用到整个和；加上括号更清楚",
        en: "\(kind.rawValue) takes the whole sum; brackets would say so",
        at: range(from: start))
    }
    for (index, range) in indices.reversed() { body = .fold(.init(kind, index, range, body)) }
    return body
  }

  private mutating func limit(_ start: Int) throws(Misreading) -> Tree {
    let (lower, _) = scripts()
    guard let (script, scriptRange) = lower, script.count >= 3, case .name(let name, _) = script[0].kind,
      case .relation(.tendsTo) = script[1].kind
    else {
      throw Misreading(
        "unreadable-limit", zh: "极限之下应是 x \\to a", en: "under a limit stands x \\to a",
        at: lexemes[start].range)
    }
    var target = Array(script[2...])
    var side = Tree.Side.both
    if case .superscript(let sign) = target.last?.kind, sign.count == 1 {
      if case .sign("+") = sign[0].kind { side = .above }
      if case .sign("-") = sign[0].kind { side = .below }
      if side != .both { target.removeLast() }
    }
    let to = try whole(target, end: scriptRange.upperBound) { parser throws(Misreading) in try parser.sum() }
    bound.append(name)
    defer { bound.removeLast() }
    return .limit(try signedTerm(), of: name, to: to, from: side)
  }

  private mutating func integral(_ start: Int) throws(Misreading) -> Tree {
    let (lower, upper) = scripts()
    guard let lower, let upper else {
      throw Misreading(
        "indefinite-integral", zh: "不定积分没有值；写明上下限",
        en: "an indefinite integral has no value; write its bounds",
        at: lexemes[start].range)
    }
    let from = try whole(lower.0, end: lower.1.upperBound) { parser throws(Misreading) in try parser.sum() }
    let to = try whole(upper.0, end: upper.1.upperBound) { parser throws(Misreading) in try parser.sum() }
    var index = next
    var level = 0
    while index + 1 < lexemes.count {
      switch lexemes[index].kind {
      case .open: level += 1
      case .close: level -= 1
      case .name(Name("d"), _) where level == 0:
        if case .name(let variable, _) = lexemes[index + 1].kind {
          let body = Array(lexemes[next..<index])
          let end = lexemes[index].range.lowerBound
          bound.append(variable)
          defer { bound.removeLast() }
          let integrand =
            body.isEmpty
            ? Tree.number(1) : try whole(body, end: end) { parser throws(Misreading) in try parser.sum() }
          next = index + 2
          return .integral(integrand, over: variable, from: from, to: to)
        }
      default: break
      }
      index += 1
    }
    throw Misreading(
      "no-differential", zh: "积分没有 dx", en: "the integral has no dx", at: lexemes[start].range)
  }

  // MARK: Derivatives

  /// `\frac{d}{dx} f`, `\frac{\partial L}{\partial p}`; nil where the fraction is a quotient.
  mutating func derivative(_ top: [Lexeme], _ bottom: [Lexeme]) throws(Misreading) -> Tree? {
    guard let first = top.first, let under = bottom.first, bottom.count >= 2,
      isDifferential(first), isDifferential(under), case .name(let plain, _) = bottom[1].kind
    else { return nil }
    let range = place
    var order = 1
    var rest = Array(top.dropFirst())
    if case .superscript(let script) = rest.first?.kind {
      guard script.count == 1, case .number(let number) = script[0].kind, let value = number.integer,
        1...9 ~= value
      else {
        throw Misreading(
          "unreadable-order", zh: "导数的阶数应为小整数", en: "a derivative's order is a small integer", at: range)
      }
      order = value
      rest.removeFirst()
    }
    var denominator = part(Array(bottom.dropFirst()), end: range.upperBound)
    let (variable, indices) = try denominator.fullName(plain)
    guard indices == nil else {
      throw Misreading(
        "unsupported-derivative", zh: "不读对数组元素的导数", en: "a derivative by an array's element is not read",
        at: range)
    }
    if case .superscript(let script) = denominator.current?.kind, script.count == 1,
      case .number(let number) = script[0].kind, number.integer == order
    {
      denominator.next += 1
    } else if order > 1 {
      throw Misreading("unreadable-order", zh: "导数上下的阶数不同", en: "the derivative's orders differ", at: range)
    }
    try denominator.expectEnd()
    next += 1
    let body: Tree
    if rest.isEmpty {
      body = try signedTerm()
    } else {
      body = try whole(rest, end: range.upperBound) { parser throws(Misreading) in try parser.signedTerm() }
    }
    return .derivative(body, by: variable, order: order)
  }

  private func isDifferential(_ lexeme: Lexeme) -> Bool {
    switch lexeme.kind {
    case .partial: true
    case .name(Name("d"), _): !scope.isVariable(Name("d")) && !bound.contains(Name("d"))
    default: false
    }
  }
}

extension Tree {
  /// A closed bound that is surely no integer: `1.5`, `\frac12`.
  var isFractional: Bool {
    switch self {
    case .number(let number): number.integer == nil && number.digits.contains(".")
    case .negate(let a): a.isFractional
    case .quotient(.number(let a), .number(let b)):
      if let a = a.integer, let b = b.integer, b != 0 { a % b != 0 } else { false }
    default: false
    }
  }
}
