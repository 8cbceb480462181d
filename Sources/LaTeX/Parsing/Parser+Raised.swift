import Diagnostics
import Trees
import Typesetting

/// Marks between a function's name and its bracket, behind a value, and before a series: `f'^2(x)`, `n!!`, `F \Big|_a^b`,
/// `[x^n] F(x)`.
extension Parser {
  /// `f'^2(x)`: the square of f' at x. `f^2(x)` of a letter of which nothing is known is as undecided as `f(x)`.
  @inline(never)
  mutating func raisedCall(_ name: Name, isWord: Bool, isLocal: Bool, start: Int) throws(ParseError) -> Tree?
  {
    guard !isWord, case .superscript(let script)? = current?.kind, script.count == 1,
      case .number(let exponent) = script[0].kind, lexemes.isRoundBracket(at: next + 1)
    else { return nil }
    var probe = self
    probe.next += 1
    guard let body = probe.argumentsAhead() else { return nil }
    if let derived = derived(name) {
      let range = probe.takeArguments()
      let (arguments, _, _) = try probe.arguments(body, end: range.upperBound - 1)
      let whole = lexemes[start].range.through(range)
      let slope = try primed(name, derived, arguments, at: whole)
      self = probe
      return try scripted(.power(slope, .number(exponent)))
    }
    // Beside a bracket with more in it, the power of a number is a factor.
    guard body.isOneSymbol || name.primes > 0, !isSaid(name) else { return nil }
    let plain = name.unprimed
    let isFunction =
      scope.meanings[plain]?.role == .function || scope.roles.role(plain) == .function && !isSaid(plain)
    if !isFunction {
      guard try probe.isApplied(name, isWord: false, isLocal: isLocal, body, start) else {
        // What takes it for a factor may be no more than this power itself.
        guard !isLocal, body.isOneSymbol || ["f", "g", "h"].contains(name.base) else { return nil }
        throw .ambiguousApplication(name, [], at: lexemes[start].range.through(place))
      }
    }
    let range = probe.takeArguments()
    let (arguments, settings, bar) = try probe.arguments(body, end: range.upperBound - 1)
    let call =
      isFunction
      ? Tree.applied(.symbol(name), arguments)
      : try probe.resolve(name, arguments, settings, bar: bar, at: lexemes[start].range.through(range))
    self = probe
    return try scripted(.power(call, .number(exponent)))
  }

  /// `y'`, `y''` where the page says that y is `\ln x`: the slope by the one letter that it hangs on.
  @inline(never)
  func slopeOfQuantity(_ name: Name) -> Tree? {
    guard name.primes > 0, name.unprimed == Name("y"), !bound.contains(name.unprimed),
      let definition = scope.definitions[name.unprimed]?.last(where: { $0.parameters.isEmpty }),
      definition.rank == 0, definition.implicit.count == 1, let variable = definition.implicit.first,
      variable == Name("x") || variable == Name("t")
    else { return nil }
    let call = Tree.call(.init(definition.name, definition: definition.id, arguments: []))
    return .derivative(call, by: variable, order: name.primes)
  }

  /// `\mathrm{Swish}_1(x)` where the page says what Swish_β is for any β: that at 1.
  @inline(never)
  func numberedMember(_ name: Name, _ arguments: [Tree], _ settings: [Tree.Setting], bar: Int?) -> Tree? {
    guard let number = name.label.flatMap({ Int($0) }), number >= 0, settings.isEmpty else { return nil }
    let families = scope.definitions.values.joined().filter { definition in
      guard let label = definition.name.label, label.unicodeScalars.count == 1, label.allSatisfy(\.isLetter),
        definition.name.bare == name.bare, definition.name.mark == name.mark
      else { return false }
      let letter = Name(label)
      return definition.parameters.count == arguments.count && definition.bar == bar
        && definition.implicit.contains(letter) && definition.meanings[letter]?.domain?.rank ?? 0 == 0
    }
    guard families.count == 1, let letter = families[0].name.label else { return nil }
    return .call(
      .init(
        families[0].name, definition: families[0].id, arguments: arguments,
        settings: [.init(Name(letter), .whole(number))]))
  }

  /// Whether anything but custom speaks of a name.
  private func isSaid(_ name: Name) -> Bool {
    bound.contains(name) || local[name] != nil || scope.values.byName[name] != nil
      || scope.definitions[name] != nil
      || scope.meanings[name].map { $0.origin != .customary && $0.role != .function } ?? false
  }

  /// `n!!`: n (n − 2) (n − 4) …, of whole numbers.
  @inline(never)
  mutating func doubleFactorial(_ value: Tree, from first: Range<Int>) throws(ParseError) -> Tree {
    next += 1
    if isSign("!") {
      throw ParseError(
        "ambiguous-factorial", zh: "!!! 没有约定的读法；连续取阶乘写 ((n!)!)!",
        en: "!!! has no customary reading; write ((n!)!)! for one factorial after another",
        at: first.through(place))
    }
    let step = Name("j", primes: 8)
    let last = Tree.sum([.apply(.ceiling, [.quotient(value, .number(2))]), .negate(.number(1))])
    let factor = Tree.sum([value, .negate(.product([.number(2), .symbol(step)]))])
    let isWhole = Tree.relation([.apply(.floor, [value]), value], [.equal])
    return .cases([
      .init(.fold(.init(.product, step, .integers(.number(0), last), factor)), if: isWhole)
    ])
  }

  // MARK: Bars

  /// Whether a bar stands here with what is put in below it: `F \Big|_a^b`, `f(x) \Big|_{x=2}`.
  var isEvaluation: Bool {
    guard !stopsAtBar, case .bar("|")? = current?.kind, case .subscript? = peek()?.kind else { return false }
    return true
  }

  /// Whether the bar is about the term that begins here, and not about more: of `\frac{d}{dx} x^2 \Big|_{x=3}` the slope is
  /// taken first.
  func mayEvaluate(from begin: Int) -> Bool {
    guard begin > 0 else { return true }
    switch lexemes[begin - 1].kind {
    case .relation, .assignment, .sign("+"), .sign("-"), .punctuation, .open, .connective: return true
    default: return false
    }
  }

  /// A term with the bar behind it. Behind other terms nothing tells how much of the sum it is about.
  @inline(never)
  mutating func evaluated(_ term: Tree, from begin: Int) throws(ParseError) -> Tree {
    let bar = place
    if begin > 1 {
      switch (lexemes[begin - 2].kind, lexemes[begin - 1].kind) {
      case (.relation, _), (.assignment, _), (.punctuation, _), (.open, _), (.connective, _): break
      case (_, .sign("+")), (_, .sign("-")):
        throw ParseError(
          "unreadable-evaluation", zh: "竖线管到哪里有两种读法：整个和，或最后一项；写成 \\left. … \\right|",
          en:
            "how far the bar reaches has two readings: the whole sum, or its last term; write \\left. … \\right|",
          at: bar)
      default: break
      }
    }
    let body = Array(lexemes[begin..<next])
    next += 1
    return try putting(into: term, body, bar)
  }

  // MARK: Coefficients

  /// `[x^n] F(x)`: the coefficient of x^n in F, and no product.
  @inline(never)
  func refuseCoefficient(_ left: String, _ body: [Lexeme], at range: Range<Int>) throws(ParseError) {
    guard left == "[", body.count == 2, case .name(let name, _) = body[0].kind,
      case .superscript = body[1].kind, startsFactor,
      lexemes[next...].contains(where: { [$0].names.contains(name) }),
      let begin = lexemes.firstIndex(where: { $0.range.lowerBound == range.lowerBound })
    else { return }
    // Behind a factor a bracket is one more factor.
    if begin > 0 {
      switch lexemes[begin - 1].kind {
      case .relation, .sign, .punctuation, .open: break
      default: return
      }
    }
    throw ParseError(
      "coefficient",
      zh: "[\(name.plain)^n] F 是取 F 中 \(name.plain)^n 的系数，没有读出它的值；写出系数的式子，如 \\frac{1}{n!} F^{(n)}(0)",
      en:
        "[\(name.plain)^n] F is the coefficient of \(name.plain)^n in F, which is not worked out; write what it is, "
        + "as \\frac{1}{n!} F^{(n)}(0)", at: range)
  }

  // MARK: Forms

  /// `\nabla_x x^\top A x`, `\nabla_x \|x\|^2`: the gradient of the whole product, where it begins with a transposed
  /// vector or a norm, which is no function's name. Nil where it is not worked out.
  @inline(never)
  mutating func gradientOfForm(_ lower: Script, _ range: Range<Int>) throws(ParseError) -> Tree? {
    switch current?.kind {
    case .bar("‖"), .open("‖"), .fenced("‖", "‖", _): break
    case .name:
      guard case .superscript(let script)? = peek()?.kind, script.count == 1 else { return nil }
      if case .transposeMark = script[0].kind { break }
      return nil
    default: return nil
    }
    guard mayTry() else { return nil }
    var probe = self
    guard let variable = try? probe.variable(lower.0, lower.1), rank(of: .symbol(variable.name)) > 0,
      let form = try? probe.term()
    else { return nil }
    let slope = try slope(of: form, by: variable, order: 1, at: range)
    if case .symbol = slope { return nil }
    self = probe
    return slope
  }
}

extension [Lexeme] {
  /// `D \mid +`: a sign by itself says how a test comes out.
  var namesOutcome: Bool {
    split(omittingEmptySubsequences: false) { lexeme in
      if case .punctuation = lexeme.kind { true } else { lexeme.isBar }
    }.contains { part in
      guard part.count == 1, case .sign(let sign)? = part.first?.kind else { return false }
      return sign == "+" || sign == "-"
    }
  }
}

extension Header {
  /// `\sum_{n \ge 0}` of what n is no place in: it runs on without end.
  func unbounded(in body: Tree) -> Header {
    guard indices.count == 1, conditions.count == 1, parts.isEmpty, case .whole = indices[0].range else {
      return self
    }
    let index = Tree.symbol(indices[0].name)
    guard case .relation(let sides, let relations) = conditions[0], sides.count == 2, sides[0] == index,
      !sides[1].isFree(indices[0].name),
      !body.contains(where: {
        if case .element(_, let places) = $0 { places.contains { $0.isFree(indices[0].name) } } else { false }
      })
    else { return self }
    let first: Tree
    switch relations[0] {
    case .greaterOrEqual: first = sides[1]
    case .greater: first = .sum([sides[1], .number(1)]).foldingIntegers
    default: return self
    }
    guard !first.isFractional else { return self }
    var copy = self
    copy.indices[0].range = .integers(first, .constant(.infinity))
    copy.conditions = []
    return copy
  }
}
