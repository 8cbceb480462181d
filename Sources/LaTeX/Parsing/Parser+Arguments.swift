import Typesetting
import Diagnostics
import Trees

/// What stands between the brackets of a call, and which definition it means.
extension Parser {
  /// Moves behind the round brackets at `next`.
  mutating func takeArguments() -> Range<Int> {
    if case .fenced = current?.kind {
      next += 1
      return lexemes[next - 1].range
    }
    return (try? takeBracketed())?.3 ?? place
  }

  mutating func customary(_ function: Tree.Function, primes: Int) throws(ParseError) -> Tree {
    guard let body = argumentsAhead() ?? (isAtEnd ? nil : lexemes.squareBody(at: next)) else {
      throw expected("括号", "a bracket")
    }
    let range = takeArguments()
    let arguments = try list(body, end: range.upperBound - 1)
    guard arguments.count == 1 else {
      throw ParseError(
        "wrong-argument-count", zh: "\(Tree.plainName(function)) 只有一个参数，这里给了 \(arguments.count) 个",
        en: "\(Tree.plainName(function)) takes one argument, \(arguments.count) are given", at: range)
    }
    guard primes > 0 else { return try scripted(.apply(function, arguments)) }
    let variable = Name("u")
    let slope = Tree.derivative(.apply(function, [.symbol(variable)]), by: variable, order: primes)
    return try scripted(slope.substituting([variable: arguments[0]]))
  }

  /// `a, b`, `y | x`, and settings behind a semicolon.
  ///
  /// - Returns: `bar`: how many stand before the bar, where there is one.
  package mutating func arguments(
    _ body: [Lexeme], end: Int
  ) throws(ParseError) -> (arguments: [Tree], settings: [Tree.Setting], bar: Int?) {
    var inner = part(try writtenOut(body), end: end)
    inner.stopsAtBar = true
    var arguments: [Tree] = []
    var settings: [Tree.Setting] = []
    var isSetting = false
    var settled = 0
    var starts: [Int] = []
    var bar: Int?
    while !inner.isAtEnd {
      if case .ellipsis = inner.current?.kind {
        try inner.expandEllipsis(into: &arguments, after: &settled, starts)
        starts = Array(repeating: inner.next, count: arguments.count)
      } else if isSetting, case .name(let first, _) = inner.current?.kind {
        let mark = inner.next
        let (name, indices) = try inner.fullName(first)
        if indices == nil, case .relation(.equal) = inner.current?.kind {
          inner.next += 1
          settings.append(.init(name, try inner.sum()))
        } else {
          inner.next = mark
          starts.append(mark)
          arguments.append(try inner.sum())
        }
      } else {
        starts.append(inner.next)
        arguments.append(try inner.sum())
      }
      guard let separator = inner.current else { break }
      switch separator.kind {
      case .punctuation(","), .punctuation("，"): inner.next += 1
      case .bar("|") where inner.adjoiningBar:
        inner.next += 2
      case .punctuation("|"), .bar("|"):
        inner.next += 1
        bar = arguments.count
      case .bar: inner.next += 1
      case .punctuation(";"), .punctuation("；"):
        inner.next += 1
        isSetting = true
      default: throw inner.expected("逗号或右括号", "a comma or the closing bracket")
      }
      if inner.isAtEnd { throw inner.expected("参数", "an argument") }
    }
    warnings += inner.warnings
    return (arguments, settings, bar)
  }

  /// Which definition a call means: the nearest earlier one whose shapes fit.
  package func resolve(
    _ name: Name, _ arguments: [Tree], _ settings: [Tree.Setting], bar: Int? = nil, at range: Range<Int>
  ) throws(ParseError) -> Tree {
    if scope.meanings[name]?.role == .function, scope.definitions[name] == nil {
      return .applied(.symbol(name.conditional(bar)), arguments)
    }
    guard let candidates = scope.definitions[name]?.filter({ !$0.parameters.isEmpty }), !candidates.isEmpty
    else {
      if Custom.isProbability(name) {
        return .applied(.symbol(name.conditional(bar)), arguments)
      }
      if ["E", "O"].contains(name.base), !scope.heads.contains(name) {
        throw .withoutDistribution(name, at: range)
      }
      if name.base.unicodeScalars.count == 1, !scope.heads.contains(name) {
        return .applied(.symbol(name.conditional(bar)), arguments)
      }
      if scope.heads.contains(name) {
        throw ParseError(
          "used-before-definition", zh: "这里之前没有读懂的 \(name.plain) 的定义: 它在后文, 或者有误",
          en:
            "no definition of \(name.plain) was understood before this: it stands further down, or is wrong",
          at: range)
      }
      if let member = numberedMember(name, arguments, settings, bar: bar) { return member }
      throw ParseError(
        "unknown-function", zh: "函数 \(name.plain) 没有定义", en: "function \(name.plain) is not defined",
        at: range)
    }
    let arguments = spread(arguments, over: candidates)
    let fitting = candidates.filter { $0.parameters.count == arguments.count && $0.bar == bar }
    if fitting.isEmpty, Custom.isProbability(name) {
      // Marginal, joint and conditional are functions of their own, whether or not they are defined here.
      return .applied(.symbol(name.conditional(bar)), arguments)
    }
    guard !fitting.isEmpty else {
      let counts = candidates.map { String($0.parameters.count) }.uniqued.joined(separator: " / ")
      throw ParseError(
        "wrong-argument-count", zh: "\(name.plain) 有 \(counts) 个参数，这里给了 \(arguments.count) 个",
        en: "\(name.plain) takes \(counts) arguments, \(arguments.count) are given", at: range)
    }
    let ranks = arguments.map { $0.rank(in: scope, local: local) }
    let chosen =
      try marginal(of: fitting, at: arguments, range)
      ?? fitting.last { $0.ranks == ranks } ?? fitting[fitting.count - 1]
    let given = zip(chosen.parameters, arguments).map { parameter, argument in
      chosen.squared.contains(parameter) ? Tree.apply(.sqrt, [argument]) : argument
    }
    return .call(
      .init(
        name, definition: chosen.id, arguments: given,
        settings: settings + dependent(chosen, given, besides: settings)))
  }

  /// `f(\mathbf{x})` of a function headed `f(x_1, x_2)`: the vector's elements, or what the head names.
  private func spread(_ arguments: [Tree], over candidates: [Definition]) -> [Tree] {
    guard arguments.count == 1, case .symbol(let vector) = arguments[0],
      candidates.allSatisfy({ $0.parameters.count > 1 }), let parameters = candidates.last?.parameters,
      parameters.enumerated().allSatisfy({ $1.bare.base == vector.base && $1.label == String($0 + 1) })
    else { return arguments }
    if let given = scope.values.rank(vector), given == 1 {
      return parameters.indices.map { .element(.symbol(vector), [.whole($0 + 1)]) }
    }
    guard !knows(vector), vector.label == nil else { return arguments }
    return parameters.map { .symbol($0) }
  }

  /// `$p = p(x)$`: a call at x_i means p_i.
  func dependent(
    _ definition: Definition, _ arguments: [Tree], besides settings: [Tree.Setting]
  ) -> [Tree.Setting] {
    var found: [Tree.Setting] = []
    for symbol in definition.implicit where !settings.contains(where: { $0.name == symbol }) {
      guard let causes = scope.dependencies[symbol] else { continue }
      for (parameter, argument) in zip(definition.parameters, arguments) {
        guard causes.contains(where: { $0.base == parameter.base && $0.accents == parameter.accents }),
          case .element(_, let indices) = argument
        else { continue }
        found.append(.init(symbol, .element(.symbol(arrayName(symbol)), indices)))
        break
      }
    }
    return found
  }
}

// MARK: Marginals

extension Parser {
  /// `p(x)` and `p(y)`, each defined: which of the two a call means is told by the letters that it is given.
  private func marginal(
    of candidates: [Definition], at arguments: [Tree], _ range: Range<Int>
  ) throws(ParseError) -> Definition? {
    guard let last = candidates.last, candidates.contains(where: { Custom.areMarginals($0, last) }) else {
      return nil
    }
    let letters = arguments.map { argument -> String? in
      switch argument {
      case .symbol(let name), .element(.symbol(let name), _): name.base
      default: nil
      }
    }
    if let named = candidates.last(where: { $0.parameters.map(\.base) == letters }) { return named }
    let spellings = candidates.map {
      $0.name.plain + "(" + $0.parameters.map(\.plain).joined(separator: ", ") + ")"
    }
    .uniqued.joined(separator: "、")
    throw ParseError(
      "ambiguous-marginal",
      zh: "本页定义了 \(spellings)，这里的自变量看不出是哪一个；写成其中一个的字母，或给它们加下标，如 p_X、p_Y",
      en:
        "the page defines \(spellings), and the arguments here do not tell which is meant; use the letters of one of "
        + "them, or subscripts, as p_X and p_Y", at: range)
  }
}

extension Custom {
  /// Whether two definitions of one probability are of different variables, as `p(x) = …` and `p(y) = …` are.
  package static func areMarginals(_ first: Definition, _ second: Definition) -> Bool {
    isProbability(first.name) && first.name == second.name && first.bar == second.bar
      && first.parameters.count == second.parameters.count
      && first.parameters.map(\.base) != second.parameters.map(\.base)
  }
}
