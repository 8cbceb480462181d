import Typesetting
import Diagnostics
import Trees

/// Integrals over a whole space, sums over pairs and over samples, means under named laws.
extension Parser {
  // MARK: Integrals without bounds

  /// The bounds of an integral that shows none: all reals, where its variable is bound by integrals alone.
  mutating func wholeSpace(_ lower: Script?, _ upper: Script?, _ start: Int) throws(ParseError) -> (
    Tree, Tree
  ) {
    let ends: (Tree, Tree) = (.negate(.constant(.infinity)), .constant(.infinity))
    if let lower, upper == nil, lower.0.count == 1, case .blackboard("R") = lower.0[0].kind { return ends }
    guard lower == nil, upper == nil, let (_, variable) = differential(), let all = letters[variable],
      all == integrated[variable], isAsserted
    else {
      throw ParseError(
        "indefinite-integral", zh: "不定积分没有值；写明上下限",
        en: "an indefinite integral has no value; write its bounds", at: lexemes[start].range)
    }
    guard let domain = scope.meanings[variable]?.domain else {
      guard rank(of: .symbol(variable)) == 0 else { throw Self.severalDimensions(lexemes[start].range) }
      return ends
    }
    guard domain.rank == 0 else { throw Self.severalDimensions(lexemes[start].range) }
    if case .interval(let from, let to, _, _) = domain.values { return (from, to) }
    return ends
  }

  private static func severalDimensions(_ range: Range<Int>) -> ParseError {
    ParseError(
      "several-dimensions", zh: "对向量的积分没有值：只算对一个数的积分",
      en: "an integral over vectors has no value: only those over a number are worked out", at: range)
  }

  // MARK: Sums over pairs

  /// `\sum_{(u, v) \in E}`, `\sum_{w: (v, w) \in E}`: over the members of a set, whose parts have names; what is known
  /// already is a condition.
  mutating func tupleHeader(_ script: Script) throws(ParseError) -> Header? {
    guard let sign = script.0.firstIndex(where: { if case .relation(.in) = $0.kind { true } else { false } }),
      sign > 0
    else { return nil }
    var before = Array(script.0[..<sign])
    var leads: Set<Name> = []
    if let mark = before.firstIndex(where: \.isColon) {
      leads = Set(before[..<mark].compactMap { if case .name(let name, _) = $0.kind { name } else { nil } })
      before = Array(before[(mark + 1)...])
    }
    guard let body = before.bracketBody(at: 0), before.behindBracket(0) == before.count, Self.separates(body)
    else { return nil }
    let names = body.split { if case .punctuation(",") = $0.kind { true } else { false } }
      .map { Self.spelledName(Array($0)) }
    guard names.count > 1, names.allSatisfy({ $0 != nil }) else { return nil }
    let set = try whole(Array(script.0[(sign + 1)...]), end: script.1.upperBound) {
      parser throws(ParseError) in
      try parser.setExpression()
    }
    var header = Header()
    let member = Name("e", primes: 8)
    header.indices = [(member, .set(set))]
    for (position, name) in names.enumerated() {
      guard let name else { continue }
      let part = Tree.element(.symbol(member), [.number(Number(UInt(position + 1)))])
      if knows(name), !leads.contains(name) {
        header.conditions.append(.relation([part, .symbol(name)], [.equal]))
      } else {
        header.parts[name] = part
      }
    }
    return header
  }

  // MARK: Sums over samples

  /// `\sum_x [y \ln a]` where y and a are arrays and x stands nowhere else: over the places of the arrays.
  mutating func samples(_ header: Header, _ kind: Tree.Fold.Kind) throws(ParseError) -> Tree? {
    guard header.indices.count == 1, header.conditions.isEmpty, case .whole = header.indices[0].range else {
      return nil
    }
    let index = header.indices[0].name
    let rest = Array(lexemes[next...])
    guard rest.letterCounts[index] == nil else { return nil }
    let arrays = rest.letterCounts.keys.filter {
      !$0.isBold && scope.values.rank($0) == 1 && !rest.indexes($0)
    }
    guard !arrays.isEmpty else { return nil }
    var inner = self
    for array in arrays { inner.local[array] = 0 }
    let body = try inner.signedTerm()
    guard inner.shape(of: body) == .number else { return nil }
    next = inner.next
    let place = Name("k", primes: 8)
    let elements = Dictionary(
      uniqueKeysWithValues: arrays.map { ($0, Tree.element(.symbol($0), [.symbol(place)])) })
    return .fold(Tree.Fold(kind, place, .whole, body.substituting(elements)))
  }

  // MARK: Over a whole list

  /// `softmax(e_i)` under a sum over i: of the whole list that i runs through, at i.
  package func listed(_ function: Tree.Function, _ arguments: [Tree], by named: Name? = nil) -> Tree? {
    guard function == .softmax, arguments.count == 1, shape(of: arguments[0]) == .number else { return nil }
    let free = arguments[0].freeSymbols
    guard let index = named ?? bound.last(where: { free.contains($0) }) else { return nil }
    var other = index
    repeat { other.primes += 1 } while free.contains(other)
    let all = Tree.fold(
      Tree.Fold(
        .sum, other, ranges[index] ?? .whole,
        .apply(.exp, [arguments[0].substituting([index: .symbol(other)])])))
    return .quotient(.apply(.exp, arguments), all)
  }
}

extension Lexeme {
  /// The bars of a norm or an absolute value.
  var isNorm: Bool {
    switch kind {
    case .fenced("‖", "‖", _), .fenced("|", "|", _), .bar("‖"), .open("‖"), .open("|"): true
    default: false
    }
  }

  fileprivate var isColon: Bool {
    switch kind {
    case .punctuation(":"), .punctuation("|"): true
    default: false
    }
  }
}

extension [Lexeme] {
  /// Whether a name carries a subscript anywhere in here.
  func indexes(_ name: Name) -> Bool {
    for (lexeme, following) in zip(self, dropFirst()) {
      if case .name(name, _) = lexeme.kind, case .subscript = following.kind { return true }
    }
    return parts.contains { $0.indexes(name) }
  }

  /// How often the variables of integrals stand inside these, their differentials included.
  var integratedCounts: [Name: Int] {
    var counts: [Name: Int] = [:]
    var position = 0
    while position < count {
      guard case .big(.integral) = self[position].kind else {
        position += 1
        continue
      }
      var (pending, stop) = (0, position)
      var variables: Set<Name> = []
      for index in position..<count {
        if case .big(.integral) = self[index].kind { pending += 1 }
        if let name = differential(at: index) {
          variables.insert(name)
          pending -= 1
          stop = index + 1
          if pending == 0 { break }
        }
      }
      guard stop > position else { return counts }
      let inside = Array(self[position...stop]).letterCounts
      for name in variables { counts[name, default: 0] += inside[name] ?? 0 }
      position = stop + 1
    }
    for part in parts { counts.merge(part.integratedCounts, uniquingKeysWith: +) }
    return counts
  }

  private func differential(at index: Int) -> Name? {
    guard case .name(Name("d"), _) = self[index].kind, index + 1 < count,
      case .name(let variable, _) = self[index + 1].kind
    else { return nil }
    return variable
  }
}
