import Typesetting
import Trees
import Diagnostics

extension Parser {
  /// `∑ ∏ min max lim ∫ arg min`, with what stands under and over them.
  mutating func big(_ big: Lexeme.Big) throws(ParseError) -> Tree {
    try descend(by: 3)
    defer { depth -= 3 }
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

  mutating func scripts() -> (lower: ([Lexeme], Range<Int>)?, upper: ([Lexeme], Range<Int>)?) {
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

  private mutating func fold(_ kind: Tree.Fold.Kind, _ start: Int) throws(ParseError) -> Tree {
    let (written, upper) = scripts()
    let implied = written == nil ? impliedIndex(upTo: upper) ?? indexOverData(upTo: upper) : nil
    guard let lower = written ?? implied else {
      throw ParseError(
        "no-index", zh: "\(kind == .sum ? "∑" : "∏") 没有指标", en: "the \(kind.rawValue) has no index",
        at: lexemes[start].range)
    }
    let header = try header(lower, upper, addsUp: kind == .sum || kind == .product)
    let outer = bound
    if let samples = try samples(header, kind) { return samples }
    bind(header)
    let bodyStart = next
    var probe = self
    let body: Tree
    do throws(ParseError) {
      if implied != nil, let stop = nextBareFold {
        if kind == .product { throw ParseError.openProduct(at: lexemes[stop].range) }
        // `\sum x_i \sum y_i` is a product of two sums, and so is one inside the other.
        var sign = stop
        while sign > next + 1, lexemes[sign - 1].isTimes { sign -= 1 }
        body = try probe.whole(Array(lexemes[next..<sign]), end: lexemes[sign].range.lowerBound) {
          parser throws(ParseError) in try parser.signedTerm()
        }
        probe.next = sign
      } else {
        body = kind == .sum ? try probe.summand(header) : try probe.signedTerm()
      }
      self = probe
    } catch {
      bound = outer
      guard ["open-ellipsis", "ambiguous-ellipsis"].contains(error.identifier),
        let written = try unrolled(kind, header, from: bodyStart)
      else { throw error }
      return written
    }
    bound = outer
    if kind == .sum, isSign("+") || isSign("-"), header.parts.isEmpty, header.conditions.isEmpty,
      !hangs(body, on: header.indices.map(\.name)), goesOn(with: body.freeSymbols)
    {
      // `\sum_{n=1}^N y d^2 + (1 - y) m`: nothing that is summed shows how far the sum reaches.
      throw .openSum(over: header.indices[0].name, at: lexemes[start].range)
    }
    if isSign("+") || isSign("-"), case .number? = peek()?.kind, bodyStart < lexemes.count {
      warn(
        "ambiguous-sum", zh: "∑ a + b 读作 (∑ a) + b；加上括号更清楚",
        en: "∑ a + b is read as (∑ a) + b; brackets would say so",
        at: place)
    }
    return header.running(through: body).fold(kind, body)
  }

  /// Whether the terms behind a sum speak of the same symbols as what it adds up.
  @inline(never)
  private func goesOn(with symbols: [Name]) -> Bool {
    let rest = lexemes[next...].prefix { !$0.isRelation }
    return !Set(Array(rest).names).isDisjoint(with: symbols)
  }

  /// Where in this term the next sign without an index of its own stands.
  private var nextBareFold: Int? {
    let stop = next + Array(lexemes[next...]).termLength
    guard stop > next, stop < lexemes.count, case .big(.fold) = lexemes[stop].kind,
      stop + 1 == lexemes.count || !lexemes[stop + 1].isScript
    else { return nil }
    return stop
  }

  /// `\sum (x_i - \bar x)^2`: the one letter below what stands behind the sign that nothing else gives a meaning.
  private func impliedIndex(upTo upper: Script?) -> Script? {
    let rest = Array(lexemes[next...])
    let body = rest.prefix(rest.termLength)
    let letters = Array(body).subscriptLetters.uniqued.filter { letter in
      Self.customaryIndices.contains(letter.base) && letter != Name("c") && isLoose(letter)
        && !bound.contains(letter) && scope.values.byName[letter] == nil
    }
    guard letters.count == 1, let first = body.first, !first.isScript,
      upper.map({ script in script.0.contains { $0.isRelation } }) != true
    else { return nil }
    return ([Lexeme(kind: .name(letters[0], isWord: false), range: first.range)], first.range)
  }

  /// `n \sum xy - \sum x \sum y` of lists: over all that they hold. The names get the index that the author spared.
  @inline(never)
  private mutating func indexOverData(upTo upper: Script?) -> Script? {
    guard upper == nil, let first = current, !first.isScript else { return nil }
    let rest = Array(lexemes[next...])
    let length = rest.termLength
    let body = Array(rest.prefix(length))
    guard
      let index = ["i", "k", "j", "s"].map({ Name($0) }).first(where: { letters[$0] == nil && !knows($0) })
    else { return nil }
    let script = [Lexeme(kind: .name(index, isWord: false), range: first.range)]
    var isOverLists = false
    var isReadable = true
    let indexed = body.indexing(by: script) { name in
      switch local[name] ?? scope.rank(name) ?? 0 {
      case 0: return false
      case 1 where !name.isBold:
        isOverLists = true
        return true
      default:
        isReadable = false
        return false
      }
    }
    guard isOverLists, isReadable else { return nil }
    lexemes.replaceSubrange(next..<(next + length), with: indexed)
    return (script, first.range)
  }

  /// What a sum adds up: a term, or as many as its index stands in, where that has no meaning outside of the sum:
  /// `\sum_i y_i \log p_i + (1 - y_i) \log(1 - p_i)`.
  private mutating func summand(_ header: Header) throws(ParseError) -> Tree {
    let start = next
    let names = header.indices.map(\.name)
    let first = try signedTerm()
    guard isSign("+") || isSign("-"), names.count == 1, let index = names.first, isLoose(index) else {
      return first
    }
    var level = 0
    var isWanted = false
    scan: for lexeme in lexemes[next...] {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      // A further sign binds its own, and what is behind it may be its.
      case .big: break scan
      case .punctuation, .relation: if level == 0 { break scan }
      default: break
      }
      if level < 0 { break }
      if [lexeme].binds([index]) || [lexeme].parts.contains(where: { $0.mentions(index) }) { isWanted = true }
    }
    guard isWanted else { return first }
    next = start
    return try sum(asFarAs: names)
  }

  /// Whether a letter means nothing where no sign binds it.
  private func isLoose(_ index: Name) -> Bool {
    scope.values.byName[index] == nil && local[index] == nil && !bound.dropLast().contains(index)
      && scope.meanings[index]?.value == nil && !heading.contains(index)
  }

  private mutating func extremum(_ kind: Tree.Fold.Kind, _ start: Int) throws(ParseError) -> Tree {
    let (lower, _) = scripts()
    guard let lower else {
      let isBracket: Bool
      switch current?.kind {
      case .open, .fenced: isBracket = true
      default: isBracket = false
      }
      guard kind == .min || kind == .max, isBracket else {
        throw ParseError(
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
    let header = try header(lower, nil)
    let outer = bound
    bind(header)
    defer { bound = outer }
    let isPlace = kind == .argmin || kind == .argmax
    let body = try sum(asFarAs: isPlace ? nil : header.indices.map(\.name))
    if case .sum = body {
      warn(
        "ambiguous-extremum", zh: "\(kind.rawValue) 作用到整个和；加上括号更清楚",
        en: "\(kind.rawValue) takes the whole sum; brackets would say so",
        at: range(from: start))
    }
    return header.fold(kind, body)
  }
}

extension ParseError {
  @inline(never)
  fileprivate static func openSum(over index: Name, at range: Range<Int>) -> ParseError {
    ParseError(
      "ambiguous-sum", zh: "∑ 之后的式子里没有指标 \(index.plain)，看不出求和到哪里为止：加上括号，或给各量写上下标",
      en:
        "behind ∑ nothing carries the index \(index.plain), so that it is not clear how far the sum reaches: write "
        + "brackets, or subscripts", at: range)
  }
}

extension ParseError {
  /// `\prod u_i \prod v_i`: two products, or one inside the other, which is another value.
  @inline(never)
  fileprivate static func openProduct(at range: Range<Int>) -> ParseError {
    ParseError(
      "ambiguous-sum", zh: "没有指标的 ∏ 后面又有 ∑ 或 ∏，两种读法值不同：两者相乘，或后一个在前一个之内；加上括号，或写明指标",
      en:
        "behind a ∏ without an index stands another sign, with two readings of different values: both multiplied, or the "
        + "second inside the first; write brackets, or indices", at: range)
  }
}

extension Lexeme {
  fileprivate var isTimes: Bool {
    switch kind {
    case .sign("·"), .sign("×"), .sign("*"): true
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

extension [Lexeme] {
  /// How many of these lexemes the first term takes, as far as signs tell.
  fileprivate var termLength: Int {
    var level = 0
    for (index, lexeme) in enumerated() {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .sign("+") where level == 0 && index > 0, .sign("-") where level == 0 && index > 0: return index
      case .relation where level == 0, .big where level == 0, .punctuation where level == 0: return index
      default: break
      }
      if level < 0 { return index }
    }
    return count
  }

  /// Letters that stand alone below others.
  var subscriptLetters: [Name] {
    flatMap { lexeme -> [Name] in
      if case .subscript(let script) = lexeme.kind {
        return script.compactMap { if case .name(let name, false) = $0.kind { name } else { nil } }
      }
      return [lexeme].parts.flatMap(\.subscriptLetters)
    }
  }

  /// Whether a name stands anywhere in here.
  ///
  /// A sum without an index binds its own, whatever letter that is.
  fileprivate func mentions(_ name: Name) -> Bool {
    for (lexeme, following) in zip(self, dropFirst()) {
      if case .big(.fold) = lexeme.kind, !following.isScript { return false }
    }
    return binds([name]) || parts.contains { $0.mentions(name) }
  }
}

extension [Lexeme] {
  /// With a subscript behind every name of a kind that has none.
  fileprivate func indexing(by script: [Lexeme], _ isList: (Name) -> Bool) -> [Lexeme] {
    var result: [Lexeme] = []
    for (position, lexeme) in enumerated() {
      var copy = lexeme
      copy.kind = lexeme.kind.mapParts { $0.indexing(by: script, isList) }
      result.append(copy)
      guard case .name(let name, _) = lexeme.kind else { continue }
      if position + 1 < count, case .subscript = self[position + 1].kind { continue }
      if isList(name) { result.append(Lexeme(kind: .subscript(script), range: lexeme.range)) }
    }
    return result
  }
}
