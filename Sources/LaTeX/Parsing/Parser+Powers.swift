import Typesetting
import Diagnostics
import Trees

/// Powers, factorials, primes, transposes and subscripts behind a value.
extension Parser {
  /// Powers, factorials, primes and transposes behind a value.
  mutating func scripted(_ base: Tree) throws(ParseError) -> Tree {
    try refuseNorm(base)
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
        guard isSign("!") else {
          value = .apply(.factorial, [value])
          continue
        }
        value = try doubleFactorial(value, from: lexeme.range)
      case .sign("%"):
        // `k \% m` is a remainder, `5\%` a part of a hundred.
        if !value.isWritten, peek()?.startsOperand == true { return value }
        next += 1
        value = value.hundredth
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
    if script.count == 2, case .sign("-") = script[0].kind, shape(of: base) == .matrix, !knows(Name("T")) {
      // `A^{-T}`: the transpose of the inverse.
      switch script[1].kind {
      case .transposeMark, .name(Name("T"), _): return .apply(.transpose, [.apply(.inverse, [base])])
      default: break
      }
    }
    try refuseNumbering(of: base, script, range)
    if let steps = try factorialPower(of: base, script, range) { return steps }
    let exponent = try whole(script, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
    if case .negate(.number(1)) = exponent, case .symbol(let name) = base, isUnknownCapital(name) {
      throw ParseError(
        "ambiguous-inverse",
        zh: "\(name.plain)^{-1} 有两种读法：逆矩阵，或倒数；正文里写“矩阵 $\(name.latex)$”或“$\(name.latex) \\in \\mathbb{R}$”",
        en: "\(name.plain)^{-1} is an inverse matrix or a reciprocal; say “matrix $\(name.latex)$” or "
          + "“$\(name.latex) \\in \\mathbb{R}$” in the prose", at: range)
    }
    if case .constant(.e) = base { try refuseMatrixFunction(.exp, of: exponent, isPower: true, at: range) }
    return shape(of: base) == .matrix ? try matrixPower(base, exponent, at: range) : .power(base, exponent)
  }

  /// `f^{(2)}`: the second derivative, and to some a power.
  func refuseNumbering(of base: Tree, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError) {
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
  func isTranspose(of base: Tree, _ range: Range<Int>) throws(ParseError) -> Bool {
    let name = Name("T")
    let isKnown =
      scope.isVariable(name) || local[name] != nil || bound.contains(name) || scope.definitions[name] != nil
    let isArray = base.rank(in: scope, local: local) > 0 || shape(of: base) != .number
    if isArray, !isKnown || scope.meanings[name] == nil && base.isSureArray(in: scope, local: local) {
      return true
    }
    if isArray { return false }
    let open = base.freeSymbols.filter { symbol in
      !bound.contains(symbol) && (local[symbol] == nil || guessed.contains(symbol))
        && !scope.isVariable(symbol)
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
  func isGrouping(_ body: [Lexeme], _ range: Range<Int>) -> Bool {
    guard !body.isEmpty, !Self.separates(body) else { return false }
    var level = 0
    for lexeme in body {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .relation, .ellipsis, .connective: return false
      case .punctuation: if level == 0 { return false }
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
  package mutating func norm(_ vector: Tree, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError)
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

  /// `\|A\|` of a matrix, without saying which norm.
  private func refuseNorm(_ base: Tree) throws(ParseError) {
    guard case .apply(.norm, let inside) = base, shape(of: inside[0]) == .matrix else { return }
    for lexeme in lexemes[next...].prefix(2) where lexeme.isScript {
      if case .subscript = lexeme.kind { return }
    }
    throw .ambiguousNorm(inside[0], at: range(from: max(0, next - 1)))
  }

  /// `\|A\|_\infty`, `\|A\|_1` where norms are the operators': the greatest sum over a row, over a column.
  @inline(never)
  private func operatorNorm(_ matrix: Tree, _ kind: Lexeme) -> Tree? {
    guard measuresOperators, shape(of: matrix) == .matrix else { return nil }
    let (row, column) = (Name("i", primes: 7), Name("j", primes: 7))
    let entry = Tree.apply(.abs, [.element(matrix, [.symbol(row), .symbol(column)])])
    let rows = Tree.Fold.Range.integers(.number(1), .apply(.length, [matrix]))
    let columns = Tree.Fold.Range.integers(
      .number(1), .apply(.length, [.element(matrix, [.number(1)])]))
    switch kind.kind {
    case .constant(.infinity):
      return .fold(.init(.max, row, rows, .fold(.init(.sum, column, columns, entry))))
    case .number(2): return .apply(.max, [.apply(.singularValues, [matrix])])
    case .number(1): return .fold(.init(.max, column, columns, .fold(.init(.sum, row, rows, entry))))
    default: return nil
    }
  }

  /// A subscript on something that is no name: an element of it, or which norm.
  mutating func lowered(_ base: Tree, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree {
    if let part = positivePart(base, script) { return part }
    if case .apply(.norm, let inside) = base {
      if script.count == 1 {
        if let norm = operatorNorm(inside[0], script[0]) { return norm }
        switch script[0].kind {
        case .number(1), .number(2), .constant(.infinity):
          guard shape(of: inside[0]) != .matrix else { throw .ambiguousNorm(inside[0], at: range) }
        default: break
        }
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
    if case .apply(.inner, let pair) = base, script.count == 1, case .name(Name("F"), _) = script[0].kind {
      return .frobenius(pair[0], pair[1])
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
  /// `\|A\|_1` of a matrix: of its entries to some, of the operator to others.
  fileprivate static func ambiguousNorm(_ matrix: Tree, at range: Range<Int>) -> ParseError {
    ParseError(
      "ambiguous-norm",
      zh: "矩阵 \(matrix.brief) 的这个范数有两种读法：算子范数（列和、奇异值、行和的最大者），或各元素当作一个向量的范数；"
        + "后者写成 \\sum_{i,j} 的式子，或用 \\|·\\|_F",
      en:
        "this norm of the matrix \(matrix.brief) has two readings: the operator's (the greatest column sum, singular value or "
        + "row sum), or that of its entries as one vector; write the latter as a sum over i and j, or \\|·\\|_F",
      at: range)
  }
}

extension Tree {
  /// `\langle A, B \rangle_F`: the sum of the products of the entries, which is the trace of AᵀB.
  static func frobenius(_ a: Tree, _ b: Tree) -> Tree {
    trace(.apply(.matrixProduct, [.apply(.transpose, [a]), b]))
  }

  static func trace(_ matrix: Tree) -> Tree {
    let index = Name("i")
    return .fold(.init(.sum, index, .whole, .element(matrix, [.symbol(index), .symbol(index)])))
  }

  /// The one symbol that a compound expression hangs on, which a prime behind its bracket is by.
  fileprivate func onlyVariable(besides bound: [Name]) -> Name? {
    switch self {
    case .symbol, .number, .constant, .element: return nil
    default:
      let free = freeSymbols.filter { !bound.contains($0) }
      return free.count == 1 ? free[0] : nil
    }
  }

  package var isProposition: Bool {
    switch self {
    case .relation, .logic, .quantified: true
    default: false
    }
  }
}

extension Tree {
  /// A part of a hundred; of a written number with all its digits, `33.0\%` is `0.330`.
  fileprivate var hundredth: Tree {
    guard case .number(let number) = self, let part = number.hundredth else {
      return .quotient(self, .number(100))
    }
    return .number(part)
  }
}
