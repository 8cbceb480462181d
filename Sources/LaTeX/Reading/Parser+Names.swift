import Trees
import Diagnostics

extension Parser {
  /// A name with what belongs to it: subscript, primes, marks; then its arguments, if it is a function.
  mutating func named(_ first: Name, isWord: Bool) throws(Misreading) -> Tree {
    let start = next
    let place = self.place
    let (name, indices) = try fullName(first)
    if isWord, Signs.unread.contains(name.base), !scope.isFunction(name), scope.meanings[name] == nil,
      scope.definitions[name] == nil, local[name] == nil
    {
      throw .unknownOperator(name.base, at: place)
    }
    if let indices {
      let array = Tree.symbol(arrayName(name))
      return try scripted(.element(array, indices))
    }
    if let call = try call(name, isWord: isWord, start: start) { return call }
    return try scripted(try symbol(name, start: start))
  }

  /// Reads the scripts that are part of the name; indices where the subscript is one.
  mutating func fullName(_ first: Name) throws(Misreading) -> (Name, indices: [Tree]?) {
    next += 1
    var name = first
    var indices: [Tree]?
    if case .subscript(let script) = current?.kind {
      let range = place
      if isIndex(script, of: name) {
        next += 1
        indices = try self.indices(script, range, of: name)
      } else if let label = Self.label(script) {
        next += 1
        name.label = label
      } else {
        throw Misreading(
          "unreadable-subscript", zh: "下标既不是约束变量的指标，也不能是名字的一部分",
          en: "the subscript is neither an index that something binds nor part of a name", at: range)
      }
    }
    if case .primes(let count) = current?.kind {
      next += 1
      name.primes = count
    }
    if case .superscript(let script) = current?.kind, let mark = mark(script, of: name) {
      next += 1
      name.mark = mark
    }
    return (name, indices)
  }

  /// A symbol that is not applied to anything.
  func symbol(_ name: Name, start: Int) throws(Misreading) -> Tree {
    if bound.contains(name) || local[name] != nil { return .symbol(name) }
    let isDeclared = scope.meanings[name].map { $0.origin != .customary } ?? false
    if !isDeclared || scope.meanings[name]?.origin == .definition,
      let definitions = scope.definitions[name]
    {
      if let constant = definitions.last(where: { $0.parameters.isEmpty }) {
        return .call(.init(name, definition: constant.id, arguments: []))
      }
      // A function's name alone stands for its value at its own arguments.
      if let function = definitions.last {
        return .call(
          .init(
            name, definition: function.id, arguments: function.parameters.map { .symbol($0) }))
      }
    }
    if !isDeclared {
      if name == Name("π") { return .constant(.pi) }
      if name == Name("e") { return .constant(.e) }
    }
    return .symbol(name)
  }

  /// `y_i` beside `\mathbf y`: the elements are the bold vector's, unless plain y is an array itself.
  func arrayName(_ name: Name) -> Name {
    if (local[name] ?? 0) > 0 { return name }
    var bold = name
    bold.isBold = true
    let isVector = local[bold] != nil || (scope.rank(bold) ?? 0) > 0
    if isVector, scope.isKnownByElements(name) { return bold }
    if (scope.rank(name) ?? 0) > 0 { return name }
    return isVector ? bold : name
  }

  // MARK: Is a subscript an index?

  static let customaryIndices: Set<String> = ["i", "j", "k", "l", "m", "n", "c"]

  /// An index is bound by a binder, or indexes what is known to be an array.
  private func isIndex(_ script: [Lexeme], of name: Name) -> Bool {
    var names: [Name] = []
    var hasText = false
    var hasNumber = false
    for lexeme in script {
      switch lexeme.kind {
      case .name(let name, let isWord): isWord ? (hasText = true) : names.append(name)
      case .number: hasNumber = true
      case .sign, .punctuation(","), .open("("), .close(")"), .subscript: break
      default: hasText = true
      }
    }
    if hasText || (names.isEmpty && !hasNumber) { return false }
    if !names.isEmpty, names.allSatisfy({ bound.contains($0) }) { return true }
    var labelled = name
    labelled.label = Self.label(script)
    if labelled.label != nil, scope.meanings[labelled] != nil || scope.definitions[labelled] != nil {
      return false
    }
    let array = arrayName(name)
    let isArray = (local[array] ?? scope.rank(array) ?? 0) > 0
    if isArray || scope.indexed.contains(name) {
      return names.allSatisfy { name in
        bound.contains(name) || Self.customaryIndices.contains(name.base) || scope.meanings[name] != nil
          || scope.isLength(name)
      }
    }
    return isDeclaration && !names.isEmpty
      && names.allSatisfy { Self.customaryIndices.contains($0.base) && !scope.isVariable($0) }
  }

  /// `i, j`, `ij` and, of what is known to have two indices, `12`.
  func indices(_ script: [Lexeme], _ range: Range<Int>, of name: Name? = nil) throws(Misreading) -> [Tree] {
    var singles: [Lexeme] = []
    let rank = name.map { local[arrayName($0)] ?? scope.rank(arrayName($0)) ?? 0 } ?? 0
    for lexeme in script {
      switch lexeme.kind {
      case .name(_, false): singles.append(lexeme)
      case .number(let number) where number.digits.count == 1: singles.append(lexeme)
      case .number(let number) where number.digits.count == rank && script.count == 1:
        singles += number.digits.compactMap { digit in
          Number(String(digit)).map { Lexeme(kind: .number($0), range: lexeme.range) }
        }
      default:
        var probe = self
        return try probe.list(script, end: range.upperBound)
      }
    }
    var trees: [Tree] = []
    for lexeme in singles {
      var inner = part([lexeme], end: lexeme.range.upperBound)
      trees.append(try inner.factor())
    }
    return trees
  }

  /// The subscript's text, where it is one word or sign.
  static func label(_ script: [Lexeme]) -> String? {
    var text = ""
    for lexeme in script {
      switch lexeme.kind {
      case .name(let name, _): text += name.plain
      case .number(let number): text += number.digits
      case .function(let function): text += function.word?.base ?? function.rawValue
      case .big(.supremum(let kind)) where script.count == 1: text += kind.rawValue
      case .sign(let sign) where script.count == 1 && "+-".contains(sign): text += sign
      case .prose(let words): text += words.filter { $0 != " " }
      case .punctuation(","): text += ","
      case .ornament(let sign): text += sign.drop { $0 == "\\" }
      case .relation(.tendsTo) where script.count == 1: text += "→"
      case .constant(.infinity) where script.count == 1: text += "∞"
      case .keyword(let keyword) where script.count == 1: text += "\(keyword)"
      default: return nil
      }
    }
    return text.isEmpty ? nil : text
  }

  /// A superscript that is part of the name: `*`, `+`, `(l)`, or one that the page declares (`w^g`).
  private func mark(_ script: [Lexeme], of name: Name) -> String? {
    guard let first = script.first else { return nil }
    switch first.kind {
    case .ornament(let text) where script.count == 1: return String(text.drop { $0 == "\\" })
    case .sign("·") where script.count == 1: return "*"
    case .sign(let sign) where script.count == 1 && "+-".contains(sign): return sign
    case .fenced("(", ")", let inner): return Self.label(inner).map { "(\($0))" }
    case .open("("):
      guard script.count >= 3, case .close(")") = script[script.count - 1].kind else { return nil }
      let text = Self.label(Array(script[1..<(script.count - 1)])).map { "(\($0))" }
      var marked = name
      marked.mark = text
      return scope.meanings[marked] != nil || scope.definitions[marked] != nil || isDeclaration ? text : nil
    case .name(_, let isWord):
      guard let text = Self.label(script) else { return nil }
      var marked = name
      marked.mark = text
      let isKnown = scope.meanings[marked] != nil || scope.definitions[marked] != nil
      return isKnown || (isWord && scope.meanings[Name(text)] == nil && scope.definitions[Name(text)] == nil)
        ? text : nil
    default: return nil
    }
  }

  // MARK: Calls

  /// The lexemes in round brackets at `next`, without moving.
  private func argumentsAhead() -> [Lexeme]? {
    guard let current else { return nil }
    if case .fenced("(", ")", let body) = current.kind { return body }
    guard case .open("(") = current.kind else { return nil }
    var probe = self
    return (try? probe.takeBracketed())?.2
  }

  private static func separates(_ body: [Lexeme]) -> Bool {
    var level = 0
    for lexeme in body {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .punctuation(","), .punctuation(";"), .punctuation("|"), .punctuation("，"), .bar("‖"):
        if level == 0 { return true }
      default: break
      }
    }
    return false
  }

  private mutating func call(_ name: Name, isWord: Bool, start: Int) throws(Misreading) -> Tree? {
    if bound.contains(name) { return nil }
    let isLocal = local[name] != nil && scope.meanings[name]?.role != .function
    let isKnown = !isLocal && scope.isFunction(name)
    var power: ([Lexeme], Range<Int>)?
    if isKnown || isWord, case .superscript(let script) = current?.kind,
      case .open("(")? = peek()?.kind
    {
      power = (script, place)
      next += 1
    }
    guard let body = argumentsAhead() else {
      if power != nil { next -= 1 }
      return nil
    }
    if let derived = derived(name) {
      let range = takeArguments()
      let (arguments, _) = try self.arguments(body, end: range.upperBound - 1)
      return try scripted(try primed(name, derived, arguments, at: lexemes[start].range.through(range)))
    }
    let isDeclared = scope.isVariable(name) || isLocal
    if name == Name("σ"), !isKnown, !isDeclared { return try customary(.sigmoid) }
    if name == Name("Γ"), !isKnown, !isDeclared { return try customary(.gamma) }
    // A comma list makes an argument of the head a function; a declared number never is one.
    let isVariable = scope.isVariable(name) || isLocal && (local[name] ?? 0) > 0
    let isCall = isKnown || !isVariable && Self.separates(body) || !isDeclared && isWord
    let isCustomary = !isKnown && !isDeclared && Self.isCustomary(name)
    guard isCall || isCustomary else { return nil }
    let before = self
    let range = takeArguments()
    let (arguments, settings) = try self.arguments(body, end: range.upperBound - 1)
    let call: Tree
    if isCustomary, settings.isEmpty, let value = customaryValue(name, arguments) {
      call = value
    } else if isCall {
      call = try resolve(name, arguments, settings, at: lexemes[start].range.through(range))
    } else if arguments.count == 1 {
      // What is in the brackets is not read again as a factor: that would double the work at every level.
      return Self.product([try symbol(name, start: start), try scripted(arguments[0])])
    } else {
      self = before
      return nil
    }
    guard let power else { return try scripted(call) }
    let exponent = try self.whole(power.0, end: power.1.upperBound) { parser throws(Misreading) in
      try parser.sum()
    }
    if case .negate = exponent {
      throw Misreading(
        "ambiguous-inverse", zh: "f^{-1}(x) 是反函数还是倒数，不猜",
        en: "f^{-1}(x) may be the inverse or the reciprocal; it is not guessed", at: power.1)
    }
    return .power(call, exponent)
  }

  /// Moves behind the round brackets at `next`.
  mutating func takeArguments() -> Range<Int> {
    if case .fenced = current?.kind {
      next += 1
      return lexemes[next - 1].range
    }
    return (try? takeBracketed())?.3 ?? place
  }

  private mutating func customary(_ function: Tree.Function) throws(Misreading) -> Tree {
    guard let body = argumentsAhead() else { throw expected("括号", "a bracket") }
    let range = takeArguments()
    let arguments = try list(body, end: range.upperBound - 1)
    guard arguments.count == 1 else {
      throw Misreading(
        "wrong-argument-count", zh: "\(Tree.plainName(function)) 只有一个参数，这里给了 \(arguments.count) 个",
        en: "\(Tree.plainName(function)) takes one argument, \(arguments.count) are given", at: range)
    }
    return try scripted(.apply(function, arguments))
  }

  /// `a, b`, `y | x`, and settings behind a semicolon.
  mutating func arguments(
    _ body: [Lexeme], end: Int
  ) throws(Misreading) -> ([Tree], [Tree.Setting]) {
    var inner = part(body, end: end)
    inner.stopsAtBar = true
    var arguments: [Tree] = []
    var settings: [Tree.Setting] = []
    var isSetting = false
    while !inner.isAtEnd {
      if isSetting, case .name(let first, _) = inner.current?.kind {
        let mark = inner.next
        let (name, indices) = try inner.fullName(first)
        if indices == nil, case .relation(.equal) = inner.current?.kind {
          inner.next += 1
          settings.append(.init(name, try inner.sum()))
        } else {
          inner.next = mark
          arguments.append(try inner.sum())
        }
      } else {
        arguments.append(try inner.sum())
      }
      guard let separator = inner.current else { break }
      switch separator.kind {
      case .punctuation(","), .punctuation("，"), .punctuation("|"), .bar: inner.next += 1
      case .punctuation(";"), .punctuation("；"):
        inner.next += 1
        isSetting = true
      default: throw inner.expected("逗号或右括号", "a comma or the closing bracket")
      }
      if inner.isAtEnd { throw inner.expected("参数", "an argument") }
    }
    warnings += inner.warnings
    return (arguments, settings)
  }

  /// Which definition a call means: the nearest earlier one whose shapes fit.
  func resolve(
    _ name: Name, _ arguments: [Tree], _ settings: [Tree.Setting], at range: Range<Int>
  ) throws(Misreading) -> Tree {
    if scope.meanings[name]?.role == .function, scope.definitions[name] == nil {
      return .call(.init(name, definition: "", arguments: arguments, settings: settings))
    }
    guard let candidates = scope.definitions[name], !candidates.isEmpty else {
      if name.base.unicodeScalars.count == 1, !scope.heads.contains(name) {
        return .call(.init(name, definition: "", arguments: arguments, settings: settings))
      }
      if scope.heads.contains(name) {
        throw Misreading(
          "used-before-definition", zh: "这里之前没有读懂的 \(name.plain) 的定义: 它在后文, 或者有误",
          en:
            "no definition of \(name.plain) was understood before this: it stands further down, or is wrong",
          at: range)
      }
      throw Misreading(
        "unknown-function", zh: "函数 \(name.plain) 没有定义", en: "function \(name.plain) is not defined",
        at: range)
    }
    let fitting = candidates.filter { $0.parameters.count == arguments.count }
    guard !fitting.isEmpty else {
      let counts = candidates.map { String($0.parameters.count) }.uniqued.joined(separator: " / ")
      throw Misreading(
        "wrong-argument-count", zh: "\(name.plain) 有 \(counts) 个参数，这里给了 \(arguments.count) 个",
        en: "\(name.plain) takes \(counts) arguments, \(arguments.count) are given", at: range)
    }
    let ranks = arguments.map { $0.rank(in: scope, local: local) }
    let chosen = fitting.last { $0.ranks == ranks } ?? fitting[fitting.count - 1]
    return .call(
      .init(
        name, definition: chosen.id, arguments: arguments,
        settings: settings + dependent(chosen, arguments, besides: settings)))
  }

  /// `$p = p(x)$`: a call at x_i means p_i.
  private func dependent(
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
