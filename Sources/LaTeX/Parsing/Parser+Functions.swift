import Typesetting
import Trees
import Diagnostics

extension Parser {
  /// `\log p`, `\sin^2 x`, `\log_2 (x)`: a function that needs no definition.
  package mutating func application(of function: Tree.Function) throws(ParseError) -> Tree {
    try descend(by: 2)
    defer { depth -= 2 }
    let start = next
    next += 1
    var base: Tree?
    var power: Tree?
    var over: Name?
    if case .primes(let count)? = current?.kind, function.isElementwise,
      lexemes.bracketBodyExists(at: next + 1)
    {
      // `\tanh'(z)`: the derivative, at what stands in the bracket.
      next += 1
      return try customary(function, primes: count)
    }
    while let lexeme = current, lexeme.isScript {
      switch lexeme.kind {
      case .subscript(let script) where function == .log && base == nil:
        next += 1
        base = try whole(script, end: lexeme.range.upperBound) { parser throws(ParseError) in try parser.sum()
        }
      case .subscript(let script) where function == .softmax && script.isOneSymbol && over == nil:
        next += 1
        over = Self.spelledName(script)
      case .superscript(let script) where power == nil:
        next += 1
        power = try whole(script, end: lexeme.range.upperBound) { parser throws(ParseError) in
          try parser.sum()
        }
      default:
        throw ParseError(
          "unreadable-script", zh: "函数名上的这个角标没有含义", en: "this script on a function's name has no meaning",
          at: lexeme.range)
      }
    }
    let isBracketed = argumentsAreBracketed
    let arguments = try self.arguments(of: function, start: start)
    try refuseMatrixFunction(function, of: arguments[0], at: range(from: start))
    var value: Tree
    if let listed = listed(function, arguments, by: over) {
      value = listed
    } else if function == .logBase {
      value = .apply(.logBase, [.number(10)] + arguments)
    } else if let base {
      value = .apply(.logBase, [base] + arguments)
    } else {
      value = .apply(function, arguments)
    }
    if let power { value = try raise(function, value, power, arguments: arguments, start: start) }
    return isBracketed ? try scripted(value) : value
  }

  private func raise(
    _ function: Tree.Function, _ value: Tree, _ power: Tree, arguments: [Tree], start: Int
  ) throws(ParseError) -> Tree {
    guard case .negate(.number(1)) = power else { return .power(value, power) }
    let inverses: [Tree.Function: Tree.Function] = [
      .sin: .arcsin, .cos: .arccos, .tan: .arctan, .sinh: .arsinh, .cosh: .arcosh, .tanh: .artanh,
    ]
    guard let inverse = inverses[function] else {
      throw ParseError(
        "ambiguous-inverse", zh: "f^{-1} 是反函数还是倒数，不猜",
        en: "f^{-1} may be the inverse or the reciprocal; it is not guessed",
        at: range(from: start))
    }
    return .apply(inverse, arguments)
  }

  private var argumentsAreBracketed: Bool {
    switch current?.kind {
    case .open("("), .open("["), .open("{"), .fenced("(", ")", _), .fenced("[", "]", _), .fenced("{", "}", _):
      true
    default: false
    }
  }

  private mutating func arguments(
    of function: Tree.Function, start: Int
  ) throws(ParseError) -> [Tree] {
    guard let lexeme = current else { throw expected("函数的自变量", "the function's argument") }
    let bracketed: [Lexeme]?
    switch lexeme.kind {
    case .fenced("(", ")", let body), .fenced("[", "]", let body), .fenced("{", "}", let body):
      bracketed = body
    case .open("("), .open("["), .open("{"):
      var probe = self
      bracketed = try probe.takeBracketed().2
    default: bracketed = nil
    }
    if let bracketed {
      let range = takeArguments()
      if function == .diagonal {
        let entries = try list(bracketed, end: range.upperBound - 1)
        return entries.count == 1 ? entries : [.tuple(entries)]
      }
      var inner = part(bracketed, end: range.upperBound - 1)
      inner.stopsAtBar = function == .kl
      var arguments = [try inner.sum()]
      while inner.isPunctuation(",") || inner.isPunctuation("|") || inner.isPunctuation(";") {
        inner.next += 1
        arguments.append(try inner.sum())
      }
      if inner.adjoiningBar {
        inner.next += 2
        arguments.append(try inner.sum())
      } else if case .bar("‖") = inner.current?.kind {
        inner.next += 1
        arguments.append(try inner.sum())
      }
      try inner.expectEnd()
      warnings += inner.warnings
      try checkArity(function, arguments.count, start)
      try takeAngle(&arguments, of: function)
      if case .superscript = current?.kind {
        warn(
          "ambiguous-power", zh: "f(x)^n 读作 (f(x))^n；写成 (f(x))^n 更清楚",
          en: "f(x)^n is read as (f(x))^n; brackets would say so", at: place)
      }
      return arguments
    }
    return [try juxtaposedArgument(of: function)]
  }

  private func checkArity(_ function: Tree.Function, _ count: Int, _ start: Int) throws(ParseError) {
    let wanted: ClosedRange<Int>
    switch function {
    case .kl: wanted = 2...2
    case .gcd: wanted = 2...9
    case .variance: wanted = 1...2
    case .softmax: wanted = 1...64
    default: wanted = 1...1
    }
    guard wanted.contains(count) else {
      throw ParseError(
        "wrong-argument-count", zh: "\(function.rawValue) 的参数个数不对：\(count)",
        en: "\(function.rawValue) does not take \(count) arguments",
        at: range(from: start))
    }
  }

  /// `\log xy` is log(xy); `\log x \cdot y` is (log x)·y; `\sin x \cos y` is a product of two.
  mutating func juxtaposedArgument(of function: Tree.Function) throws(ParseError) -> Tree {
    try descend()
    defer { depth -= 1 }
    var factors: [Tree] = []
    while let lexeme = current {
      switch lexeme.kind {
      case .number, .name, .constant, .fraction, .binomial, .root, .accented:
        if !factors.isEmpty, try endsBeforeArray(function, factors) { break }
        factors.append(try factor())
        continue
      case .function, .big, .fenced, .open, .bar, .blackboard, .grid, .partial:
        guard factors.isEmpty else { break }
        if case .bar = lexeme.kind, stopsAtBar { break }
        factors.append(try factor())
        if case .function = lexeme.kind { return factors[0] }
        if case .big = lexeme.kind { return factors[0] }
        continue
      default: break
      }
      break
    }
    guard !factors.isEmpty else { throw expected("函数的自变量", "the function's argument") }
    try takeBracket(&factors, of: function)
    return Self.product(factors)
  }
}

// MARK: Functions beside brackets and arrays

extension Parser {
  /// `\sin 2\pi (x + 1)`: of a constant alone the sine would be one; `\sin x (1 + \cos x)`: what is in the bracket is
  /// of the same kind, and a factor. Else nothing tells where the argument ends.
  private mutating func takeBracket(_ factors: inout [Tree], of function: Tree.Function) throws(ParseError) {
    let body: [Lexeme]
    let bracket = place
    switch current?.kind {
    case .fenced("(", _, let inside), .fenced("[", _, let inside): body = inside
    case .open("("), .open("["):
      var probe = self
      body = try probe.takeBracketed().2
    default: return
    }
    if function.isOfAngles, factors.allSatisfy({ $0.freeSymbols.isEmpty }), !body.names.isEmpty {
      factors.append(try factor())
      return
    }
    if body.contains(where: { if case .function = $0.kind { true } else { false } }) { return }
    let argument = Self.product(factors).brief
    throw ParseError(
      "ambiguous-argument",
      zh: "\(function.rawValue) 的自变量有两种读法：到 \(argument) 为止，或连后面的括号一起；加上括号即可判定",
      en:
        "the argument of \(function.rawValue) has two readings: it ends with \(argument), or takes in the bracket behind it; "
        + "brackets decide", at: bracket)
  }

  /// `\cos (m - n)\theta`, `\sin (2k + 1)\pi`: a whole number is no angle, and what stands behind it belongs to the argument;
  /// where that is no customary letter of an angle nothing tells.
  private mutating func takeAngle(_ arguments: inout [Tree], of function: Tree.Function) throws(ParseError) {
    guard function.isOfAngles, arguments.count == 1, let argument = arguments.first,
      !argument.freeSymbols.isEmpty, argument.freeSymbols.allSatisfy(isWholeByName),
      let current
    else { return }
    let isAngle: Bool
    switch current.kind {
    case .constant(.pi): isAngle = true
    case .name(let name, false):
      guard let letter = name.base.unicodeScalars.first, name.base.unicodeScalars.count == 1 else { return }
      isAngle = (0x3b1...0x3c9).contains(letter.value) || ["x", "t", "ϕ"].contains(name.base)
    default: return
    }
    guard isAngle else {
      throw ParseError(
        "ambiguous-argument",
        zh: "\(function.rawValue) 的自变量有两种读法：到括号为止，或连后面的 \(current.described.zh) 一起；加上括号即可判定",
        en:
          "the argument of \(function.rawValue) has two readings: it ends with the bracket, or takes in \(current.described.en) "
          + "behind it; brackets decide", at: place)
    }
    arguments = [Self.product([argument, try factor()])]
  }

  private func isWholeByName(_ name: Name) -> Bool {
    bound.contains(name) || scope.isInteger(name)
      || scope.meanings[name] == nil && name == name.bare && Self.customaryIndices.contains(name.base)
  }

  /// Whether a function of numbers has its argument here: `\sin\theta K` turns by θ and scales the matrix K.
  private func endsBeforeArray(_ function: Tree.Function, _ factors: [Tree]) throws(ParseError) -> Bool {
    guard factors.allSatisfy({ shape(of: $0) == .number }), factors.contains(where: { !$0.isWritten }) else {
      return false
    }
    var probe = self
    let following: Tree
    do throws(ParseError) { following = try probe.factor() } catch { return false }
    let kind: Shape = isUnit(following) ? .matrix : shape(of: following)
    guard kind != .number else { return false }
    if kind == .matrix, function.isOfAngles { return true }
    throw ParseError(
      "ambiguous-argument",
      zh: "\(function.rawValue) 的自变量有两种读法：到 \(following.brief) 之前为止，或连它一起；加上括号即可判定",
      en:
        "the argument of \(function.rawValue) has two readings: it ends before \(following.brief), or takes it in; "
        + "brackets decide", at: place)
  }

  /// `e^{At}`, `\log A` of a square matrix: entry by entry, or the matrix that the function's series makes.
  func refuseMatrixFunction(
    _ function: Tree.Function, of argument: Tree, isPower: Bool = false, at range: Range<Int>
  ) throws(ParseError) {
    guard [.exp, .log, .sqrt, .sin, .cos].contains(function), shape(of: argument) == .matrix,
      isPower ? holdsMatrix(argument) : mayBeSquare(argument)
    else { return }
    throw ParseError(
      "ambiguous-matrix-function",
      zh: "矩阵 \(argument.brief) 的 \(function.rawValue) 有两种读法：逐个元素，或由幂级数定义的矩阵函数；前者写成带下标的式子，如 \\exp(A_{ij})",
      en:
        "\(function.rawValue) of the matrix \(argument.brief) has two readings: entry by entry, or the matrix that its "
        + "power series makes; write the former with indices, as \\exp(A_{ij})", at: range)
  }

  /// Whether a symbol in here is known to be a matrix, and not by custom alone.
  private func holdsMatrix(_ tree: Tree) -> Bool {
    tree.contains { part in
      guard case .symbol(let name) = part else { return false }
      return (local[name] ?? scope.rank(name) ?? 0) == 2
    }
  }

  /// Whether a matrix, or a multiple of one, is not known to have more rows than columns, or fewer.
  private func mayBeSquare(_ tree: Tree) -> Bool {
    switch tree {
    case .symbol(let name):
      guard let rows = side(of: name, 0), let columns = side(of: name, 1) else { return true }
      return rows == columns
    case .negate(let a), .quotient(let a, _): return mayBeSquare(a)
    case .product(let factors), .sum(let factors):
      return factors.contains { shape(of: $0) == .matrix && mayBeSquare($0) }
    default: return false
    }
  }

  private func side(of matrix: Name, _ place: Int) -> Tree? {
    if let given = scope.values.byName[matrix], given.lengths.count == 2 {
      return .number(Number(UInt(given.lengths[place])))
    }
    guard let shape = scope.meanings[matrix]?.domain?.shape, shape.count == 2 else { return nil }
    return shape[place]
  }
}

extension Tree.Function {
  /// What is asked of an angle, which is a number.
  fileprivate var isOfAngles: Bool { [.sin, .cos, .tan, .cot, .sec, .csc].contains(self) }
}
