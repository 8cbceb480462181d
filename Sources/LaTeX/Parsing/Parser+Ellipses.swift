import Typesetting
import Diagnostics
import Trees

/// `a_1 + \cdots + a_n`, `\lambda_1 \cdots \lambda_n`, `x_1, \ldots, x_n`: what runs on from its first members to its last.
struct Progression {
  /// The member at the index.
  package var body: Tree
  package var index: Name
  package var lower: Tree
  package var upper: Tree

  /// - Returns: nil where the last member is not the first with one index moved on, or where one between is not.
  init?(_ members: [Tree], to last: Tree, avoiding bound: [Name]) {
    guard let first = members.first else { return nil }
    // A number alone shows no rule; two do.
    if case .number = first, members.count < 2 { return nil }
    var pairs: [(Tree, Tree)] = []
    guard Self.compare(first, last, into: &pairs), let lead = pairs.first,
      let start = Linear(lead.0), start.rest == nil, let stop = Linear(lead.1),
      stop.rest != nil || stop.offset > start.offset
    else { return nil }
    var replacements: [(Tree, Int)] = []
    for (low, high) in pairs {
      guard let low = Linear(low), low.rest == nil, let high = Linear(high), high.rest == stop.rest,
        high.offset - stop.offset == low.offset - start.offset
      else { return nil }
      replacements.append((.number(0), low.offset - start.offset))
    }
    for (step, member) in members.enumerated().dropFirst() {
      var between: [(Tree, Tree)] = []
      guard Self.compare(first, member, into: &between), between.count == pairs.count,
        between.allSatisfy({ low, high in
          guard let low = Linear(low), let high = Linear(high) else { return false }
          return low.rest == nil && high.rest == nil && high.offset - low.offset == step
        })
      else { return nil }
    }
    var free = Set(first.freeSymbols + last.freeSymbols + bound)
    var index = Name("i")
    while free.contains(index) { index.primes += 1 }
    free.insert(index)
    self.index = index
    lower = lead.0
    upper = lead.1
    var position = 0
    let offsets = replacements.map(\.1)
    body = Self.generalized(first, last) {
      defer { position += 1 }
      let offset = offsets[position]
      if offset == 0 { return .symbol(index) }
      let shift: Tree = offset > 0 ? .number(Number(UInt(offset))) : .negate(.number(Number(UInt(-offset))))
      return .sum([.symbol(index), shift])
    }
  }

  static func isAlike(_ a: Tree, _ b: Tree) -> Bool {
    var pairs: [(Tree, Tree)] = []
    return compare(a, b, into: &pairs)
  }

  /// Collects the places where two trees of one shape differ, in reading order.
  private static func compare(_ a: Tree, _ b: Tree, into pairs: inout [(Tree, Tree)]) -> Bool {
    if a == b { return true }
    if Linear(a)?.rest == nil, Linear(a) != nil, Linear(b) != nil {
      pairs.append((a, b))
      return true
    }
    let (left, right) = (a.children, b.children)
    guard !left.isEmpty, left.count == right.count,
      a.mapChildren({ _ in .number(0) }) == b.mapChildren({ _ in .number(0) })
    else { return false }
    for (a, b) in zip(left, right) { guard compare(a, b, into: &pairs) else { return false } }
    return true
  }

  private static func generalized(_ a: Tree, _ b: Tree, _ place: () -> Tree) -> Tree {
    if a == b { return a }
    if Linear(a)?.rest == nil, Linear(a) != nil, Linear(b) != nil { return place() }
    var others = b.children[...]
    return a.mapChildren { child in
      guard let other = others.popFirst() else { return child }
      return generalized(child, other, place)
    }
  }

  /// A whole number, or a symbol and a whole number: `n - 1`.
  private struct Linear {
    package var rest: Tree?
    var offset: Int

    init?(_ tree: Tree) {
      switch tree {
      case .number(let number):
        guard let value = number.integer, value < Parser.longestEllipsis else { return nil }
        (rest, offset) = (nil, value)
      case .negate(.number(let number)):
        guard let value = number.integer, value < Parser.longestEllipsis else { return nil }
        (rest, offset) = (nil, -value)
      case .symbol: (rest, offset) = (tree, 0)
      case .product: (rest, offset) = (tree, 0)
      case .sum(let terms):
        var kept: [Tree] = []
        var total = 0
        guard terms.count < 100 else { return nil }
        for term in terms {
          if let part = Linear(term), part.rest == nil { total += part.offset } else { kept.append(term) }
        }
        guard kept.count <= 1 else { return nil }
        (rest, offset) = (kept.first, total)
      default: return nil
      }
    }
  }

  package func fold(_ kind: Tree.Fold.Kind) -> Tree {
    .fold(Tree.Fold(kind, index, .integers(lower, upper), body))
  }
}

extension Parser {
  /// Behind `+` at an ellipsis: the terms so far that run on to the last one become a sum.
  ///
  /// - Parameter starts: where each term begins.
  mutating func continueSum(_ terms: inout [Tree], _ starts: [Int]) throws(ParseError) {
    let range = place
    next += 1
    if isPunctuation(",") { next += 1 }
    guard isSign("+") else { throw .unclearEllipsis(at: range) }
    next += 1
    let lastStart = next
    let last = try signedTerm()
    for start in terms.indices {
      // A term of the same make before the first would have to belong to the run.
      if start > 0, Progression.isAlike(terms[start - 1], last) { break }
      guard let run = Progression(Array(terms[start...]), to: last, avoiding: bound) else { continue }
      terms.replaceSubrange(start..., with: [run.fold(.sum)])
      return
    }
    let written = Array(lexemes[lastStart..<next])
    for start in terms.indices where start < starts.count {
      // `1 + 3 + 5 + \cdots`: what runs on from the 5 alone would pass the others by.
      if start > 0, Progression.isAlike(terms[start - 1], last) { break }
      let first = term(at: start, starts, before: range)
      guard let members = try? members(from: first, to: written), agree(terms[start...], members) else {
        continue
      }
      terms.replaceSubrange(start..., with: members)
      return
    }
    for start in terms.indices where terms.count - start >= 2 {
      let members = Array(terms[start...])
      // What the last term says of the first ones goes before what their differences say: `1^2 + 3^2 + \cdots`.
      var run = try template(members, written, .sum)
      if run == nil { run = differences(members, to: last, .sum) }
      if let run {
        terms.replaceSubrange(start..., with: [run])
        return
      }
    }
    throw .unclearEllipsis(at: range)
  }

  /// `\lambda_1 \cdots \lambda_n`
  mutating func continueProduct(_ factors: inout [Factor]) throws(ParseError) {
    let range = place
    next += 1
    if isSign("·") || isSign("×") || isSign("*") { next += 1 }
    guard startsFactor else { throw .unclearEllipsis(at: range) }
    if try continueGroups(&factors, before: range) { return }
    let lastStart = next
    var last = try factor()
    let written = Array(lexemes[lastStart..<next])
    for start in factors.indices {
      let members = factors[start...].map(\.tree)
      if start > 0, Progression.isAlike(factors[start - 1].tree, last) { break }
      guard let run = Progression(members, to: last, avoiding: bound) else { continue }
      // Of a few that are counted each is written out.
      let counted = run.upper.freeSymbols.isEmpty ? try? expanded(run, at: range) : nil
      factors.replaceSubrange(
        start..., with: (counted ?? [run.fold(.product)]).map { Factor(tree: $0, sign: nil) })
      return
    }
    for start in factors.indices where factors.count - start >= 2 {
      let members = factors[start...].map(\.tree)
      guard let step = Self.step(members[0], members[1]), step != 0 else {
        guard let run = try template(members, written, .product) else { continue }
        factors.replaceSubrange(start..., with: [Factor(tree: run, sign: nil)])
        return
      }
      // `\cdots 2 \cdot 1`: the last members, as many as go on by the same step.
      while let further = self.further(step, behind: last) { last = further }
      guard let run = differences(members, to: last, .product) else { continue }
      factors.replaceSubrange(start..., with: [Factor(tree: run, sign: nil)])
      return
    }
    if let only = factors.last, let run = short(only.tree, to: last) {
      factors.replaceSubrange((factors.count - 1)..., with: run.map { Factor(tree: $0, sign: nil) })
      if factors.isEmpty { factors = [Factor(tree: .number(1), sign: nil)] }
      return
    }
    throw .unclearEllipsis(at: range)
  }

  /// `a_{i_1 i_2} b_{i_2}(o_2) \cdots a_{i_{T-1} i_T} b_{i_T}(o_T)`: groups of several factors that go on together.
  private mutating func continueGroups(_ factors: inout [Factor], before range: Range<Int>) throws(ParseError)
    -> Bool
  {
    guard let dots = lexemes.firstIndex(where: { $0.range == range && $0.isEllipsis }), mayTry() else {
      return false
    }
    var probe = self
    let start = next
    var count = 0
    while probe.startsFactor {
      guard (try? probe.factor()) != nil else { return false }
      count += 1
    }
    guard count > 1, count <= factors.count, let first = factors[factors.count - count].start else {
      return false
    }
    let written = Array(lexemes[first..<dots])
    let last = Array(lexemes[start..<probe.next])
    guard let members = try? members(from: written, to: last) else { return false }
    factors.replaceSubrange((factors.count - count)..., with: members.map { Factor(tree: $0, sign: nil) })
    if factors.isEmpty { factors = [Factor(tree: .number(1), sign: nil)] }
    self = probe
    return true
  }

  /// One more member behind the last, a step on.
  private mutating func further(_ step: Int, behind last: Tree) -> Tree? {
    var probe = self
    if probe.isSign("·") || probe.isSign("×") || probe.isSign("*") { probe.next += 1 }
    guard probe.startsFactor, let tree = try? probe.factor(), Self.step(last, tree) == step else {
      return nil
    }
    self = probe
    return tree
  }

  /// `p_1 \cdots p_{k-1}` where k is set to 1 or 2: nothing, or one factor.
  private func short(_ first: Tree, to last: Tree) -> [Tree]? {
    let (a, b) = (first.foldingIntegers, last.foldingIntegers)
    if a == b { return [a] }
    guard case .element(let array, let low) = a, case .element(array, let high) = b, low.count == 1,
      high.count == 1,
      let from = wholeNumber(low[0]), let to = wholeNumber(high[0]), to == from - 1
    else { return nil }
    return []
  }

  /// `x_1, \ldots, x_n` in a list: its members one by one, where it is known how many they are.
  ///
  /// - Parameter settled: how many members an ellipsis before this one has already made.
  mutating func expandEllipsis(
    into members: inout [Tree], after settled: inout Int, _ starts: [Int] = []
  ) throws(ParseError) {
    let range = place
    next += 1
    guard isPunctuation(",") || isPunctuation("，") else { throw .unclearEllipsis(at: range) }
    next += 1
    let lastStart = next
    let last = try sum()
    for start in settled..<members.count {
      if start > settled, Progression.isAlike(members[start - 1], last) { break }
      guard let run = Progression(Array(members[start...]), to: last, avoiding: bound) else { continue }
      members.replaceSubrange(start..., with: try expanded(run, at: range))
      settled = members.count
      return
    }
    let written = Array(lexemes[lastStart..<next])
    for start in settled..<max(settled, min(members.count, starts.count)) {
      if start > settled, Progression.isAlike(members[start - 1], last) { break }
      let first = term(at: start, starts, before: range)
      guard let run = try self.members(from: first, to: written), agree(members[start...], run) else {
        continue
      }
      members.replaceSubrange(start..., with: run)
      settled = members.count
      return
    }
    throw .unclearEllipsis(at: range)
  }

  /// What stands between one sign and the next.
  private func term(at index: Int, _ starts: [Int], before range: Range<Int>) -> [Lexeme] {
    let from = starts[index]
    var to = index + 1 < starts.count ? starts[index + 1] : (lexemes.firstIndex { $0.range == range } ?? from)
    while to > from, lexemes[to - 1].isSeparator { to -= 1 }
    return Array(lexemes[from..<max(from, to)])
  }

  /// Whether the members that are written are the first of the run.
  private func agree(_ written: ArraySlice<Tree>, _ members: [Tree]) -> Bool {
    written.count <= members.count && zip(written, members).allSatisfy { $0 == $1 }
  }

  /// Indices beyond this stand for no run that anyone writes out.
  static var longestEllipsis: Int { 1_000_000 }

  func expanded(_ run: Progression, at range: Range<Int>) throws(ParseError) -> [Tree] {
    guard let lower = wholeNumber(run.lower), let upper = wholeNumber(run.upper), upper - lower < 1000 else {
      throw ParseError(
        "open-ellipsis", zh: "省略号有多少项没有说定，这里不能一一写出",
        en: "how many members the ellipsis stands for is not said, and here each is needed", at: range)
    }
    guard lower <= upper else { return [] }
    return (lower...upper).map { value in
      let number: Tree = value >= 0 ? .number(Number(UInt(value))) : .negate(.number(Number(UInt(-value))))
      return run.body.substituting([run.index: number]).foldingIntegers
    }
  }

  /// The whole number that a bound is, where the page or a given value says so.
  func wholeNumber(_ tree: Tree) -> Int? {
    func small(_ value: Int?) -> Int? {
      value.flatMap { $0.magnitude < UInt(Self.longestEllipsis) ? $0 : nil }
    }
    switch tree {
    case .number(let number): return small(number.integer)
    case .negate(let a): return wholeNumber(a).map { -$0 }
    case .symbol(let name):
      if let value = settled[name] { return value }
      guard !bound.contains(name) else { return nil }
      if let given = scope.values.byName[name] { return small(given.integer) }
      if let value = scope.meanings[name]?.value, case .number(let number) = value {
        return small(number.integer)
      }
      return nil
    case .sum(let terms):
      var total = 0
      for term in terms {
        guard let value = wholeNumber(term) else { return nil }
        total += value
      }
      return small(total)
    case .product(let factors):
      var total = 1
      for factor in factors {
        guard let value = wholeNumber(factor), abs(value) < 10_000, abs(total) < 10_000 else { return nil }
        total *= value
      }
      return total
    default: return nil
    }
  }
}

extension Tree {
  /// Sums of whole numbers worked out, as an index needs them: `x_{2+1}` is `x_3`.
  var foldingIntegers: Tree {
    let inner = mapChildren(\.foldingIntegers)
    guard case .sum(let terms) = inner else { return inner }
    var total = 0
    for term in terms {
      switch term {
      case .number(let number):
        guard let value = number.integer, value < Parser.longestEllipsis, terms.count < 100 else {
          return inner
        }
        total += value
      case .negate(.number(let number)):
        guard let value = number.integer, value < Parser.longestEllipsis, terms.count < 100 else {
          return inner
        }
        total -= value
      default: return inner
      }
    }
    return total >= 0 ? .number(Number(UInt(total))) : .negate(.number(Number(UInt(-total))))
  }
}

extension Lexeme {
  fileprivate var isSeparator: Bool {
    switch kind {
    case .punctuation, .sign("+"): true
    default: false
    }
  }
}

extension ParseError {
  static func unclearEllipsis(at range: Range<Int>) -> ParseError {
    ParseError(
      "ambiguous-ellipsis", zh: "省略号的规律不清楚：只读首尾只差一个下标的式子，如 a_1 + \\cdots + a_n",
      en:
        "the ellipsis follows no clear rule: only what differs in one index is read, as a_1 + \\cdots + a_n",
      at: range)
  }
}
