extension Meaning {
  /// Cuts the domain by a condition on the symbol, alone (`x > 0`) or with others (`a + b \le 1`).
  ///
  /// - Returns: whether it could be cut so.
  package mutating func restrict(by condition: Tree) -> Bool {
    guard let domain else { return false }
    let values = domain.values
    var condition = condition
    if domain.rank > 0,
      [[Tree.symbol(name), .number(0)], [.number(0), .symbol(name)]].contains(condition.unequals)
    {
      condition = .isNotZero(name)
    }
    if case .relation(let terms, let relations) = condition,
      let (own, bounds) = Domain.bounds(terms, relations),
      own == name, let narrower = values.narrowed(to: bounds.values)
    {
      self.domain?.values = narrower
      return true
    }
    if let bounds = condition.elementBounds, bounds.array == name, bounds.rank == domain.rank {
      guard let narrower = values.narrowed(to: bounds.values) else { return false }
      self.domain?.values = narrower
      return true
    }
    if condition == .isWhole(name), domain.rank == 0, let whole = values.wholeNumbers {
      self.domain?.values = whole
      return true
    }
    if !values.conditions(on: name).contains(condition) {
      self.domain?.values = .filtered(values, Tree.Scope(name, condition))
    }
    return true
  }
}

extension Tree {
  /// That some number of an array is not 0.
  static func isNotZero(_ array: Name) -> Tree {
    .relation([.apply(.norm1, [.symbol(array)]), .number(0)], [.greater])
  }

  /// The sides of `a ≠ b`.
  fileprivate var unequals: [Tree]? {
    if case .relation(let sides, [.unequal]) = self { sides } else { nil }
  }
}

extension Domain {
  /// What several declarations say of one array: `x_{ij} \in S` of its elements, `x_i \in \mathbb{R}^{M_i}` of its rows,
  /// `x \in \mathbb{R}^N` of how many there are. Nil where they do not fit together in this way.
  package static func joined(_ domains: [Domain]) -> Domain? {
    let rank = domains.map(\.rank).max() ?? 0
    guard domains.contains(where: { $0.openLengths > 0 }),
      var joined = domains.first(where: { $0.rank == rank })
    else { return nil }
    var lengths: [Tree?] = Array(repeating: nil, count: rank)
    for domain in domains {
      for depth in domain.openLengths..<max(domain.openLengths, domain.rank) {
        lengths[depth] = lengths[depth] ?? domain.shape[depth]
      }
    }
    for depth in 0..<rank { joined.shape[depth] = lengths[depth] ?? joined.shape[depth] }
    joined.openLengths = lengths.prefix { $0 == nil }.count
    // The values of the elements: what is said of them one by one tells more than that they are real.
    let values = domains.filter { $0.rank == rank }.map(\.values)
    if let told = values.first(where: { $0 != .reals }) { joined.values = told }
    return joined
  }

  /// The intervals that a chain between two numbers leaves its symbols: `0 \le a < b \le 1`.
  package static func bounds(ofChain terms: [Tree], _ relations: [Tree.Relation]) -> [(Name, Domain)] {
    guard terms.count > 3, let first = terms.first, let last = terms.last, first.freeSymbols.isEmpty,
      last.freeSymbols.isEmpty
    else { return [] }
    let isUp = relations.allSatisfy { [.less, .lessOrEqual, .equal].contains($0) }
    guard isUp || relations.allSatisfy({ [.greater, .greaterOrEqual, .equal].contains($0) }) else {
      return []
    }
    func isClosed(_ part: ArraySlice<Tree.Relation>) -> Bool {
      part.allSatisfy { $0 != .less && $0 != .greater }
    }
    var found: [(Name, Domain)] = []
    for index in 1..<terms.count - 1 {
      guard case .symbol(let name) = terms[index] else { continue }
      let (left, right) = (isClosed(relations[..<index]), isClosed(relations[index...]))
      found.append(
        (
          name,
          Domain(
            isUp
              ? .interval(first, last, closedBelow: left, closedAbove: right)
              : .interval(last, first, closedBelow: right, closedAbove: left))
        ))
    }
    return found
  }

  /// What its conditions name besides the symbol itself.
  package func conditionSymbols(of name: Name) -> [Name] {
    var symbols = values.conditions(on: name).flatMap(\.freeSymbols)
    var base = values
    while case .filtered(let inner, _) = base { base = inner }
    if case .integers(let lower, let upper) = base {
      symbols += [lower, upper].compactMap { $0 }.flatMap(\.freeSymbols)
    }
    return symbols.filter { $0 != name }
  }
}

extension Tree {
  /// `\lfloor n \rfloor = n`
  package static func isWhole(_ name: Name) -> Tree {
    .relation([.apply(.floor, [.symbol(name)]), .symbol(name)], [.equal])
  }

  /// `w_i > 0`: an array all of whose elements lie in an interval.
  package var elementBounds: (array: Name, rank: Int, values: Domain.Values)? {
    guard case .relation(let terms, let relations) = self else { return nil }
    if relations == [.in], case .element(.symbol(let array), let indices) = terms[0],
      case .set(.finite(let members)) = terms[1],
      indices.allSatisfy({ if case .symbol = $0 { true } else { false } }),
      members.allSatisfy(\.freeSymbols.isEmpty)
    {
      return (array, indices.count, .finite(members))
    }
    let place = terms.firstIndex { if case .element(.symbol, _) = $0 { true } else { false } }
    guard let place, case .element(.symbol(let array), let indices) = terms[place],
      indices.allSatisfy({ if case .symbol(let name) = $0 { name != array } else { false } })
    else { return nil }
    var plain = terms
    plain[place] = .symbol(array)
    guard let (_, domain) = Domain.bounds(plain, relations), case .interval = domain.values else {
      return nil
    }
    return (array, indices.count, domain.values)
  }
}

extension Domain.Values {
  /// The conditions that cut the values, said of the symbol.
  package func conditions(on name: Name) -> [Tree] {
    guard case .filtered(let inner, let scope) = self else { return [] }
    return inner.conditions(on: name) + [scope.applied(to: .symbol(name))]
  }

  /// What lies in an interval too, where that is an interval or a row of integers; nil where it is neither, or nothing.
  fileprivate func narrowed(to other: Self) -> Self? {
    if case .finite(let members) = other { return narrowed(toMembers: members) }
    guard case .interval(let low, let high, let below, let above) = other else { return nil }
    switch self {
    case .reals: return other
    case .interval(let lower, let upper, let closedBelow, let closedAbove):
      guard let bottom = Self.outer(lower, isClosed: closedBelow, low, isOtherClosed: below, isLower: true),
        let top = Self.outer(upper, isClosed: closedAbove, high, isOtherClosed: above, isLower: false),
        IntervalEnd(bottom.end).isBelow(IntervalEnd(top.end)) == true
      else { return nil }
      return .interval(bottom.end, top.end, closedBelow: bottom.isClosed, closedAbove: top.isClosed)
    case .integers(let lower, let upper):
      guard let bottom = Self.integer(lower, low, below, isLower: true),
        let top = Self.integer(upper, high, above, isLower: false)
      else { return nil }
      if let first = bottom?.rational?.integer, let last = top?.rational?.integer, first > last { return nil }
      return .integers(bottom, top)
    case .filtered(let inner, let scope): return inner.narrowed(to: other).map { .filtered($0, scope) }
    case .finite(let members):
      var kept: [Tree] = []
      for member in members {
        guard let isInside = Self.lies(member, low: low, below: below, high: high, above: above) else {
          return nil
        }
        if isInside { kept.append(member) }
      }
      return kept.isEmpty ? nil : .finite(kept)
    case .function: return nil
    }
  }

  /// Some numbers, where all of them are known to be among the values.
  private func narrowed(toMembers members: [Tree]) -> Self? {
    switch self {
    case .reals: return .finite(members)
    case .interval(let low, let high, let below, let above):
      let areInside = members.allSatisfy {
        Self.lies($0, low: low, below: below, high: high, above: above) == true
      }
      return areInside ? .finite(members) : nil
    case .finite(let own): return members.allSatisfy(own.contains) ? .finite(members) : nil
    case .filtered(let inner, let scope):
      return inner.narrowed(toMembers: members).map { .filtered($0, scope) }
    case .integers, .function: return nil
    }
  }

  /// The whole numbers among them; nil where it is not known which these are.
  fileprivate var wholeNumbers: Self? {
    switch self {
    case .reals: return .integers(nil, nil)
    case .integers: return self
    case .interval(let low, let high, let below, let above):
      let all = Self.integers(nil, nil)
      return all.narrowed(to: .interval(low, high, closedBelow: below, closedAbove: above))
    case .filtered(let inner, let scope): return inner.wholeNumbers.map { .filtered($0, scope) }
    case .finite, .function: return nil
    }
  }

  /// Whether a number lies in an interval; nil where that is not known.
  private static func lies(_ member: Tree, low: Tree, below: Bool, high: Tree, above: Bool) -> Bool? {
    if member == low { return below }
    if member == high { return above }
    guard let isAbove = IntervalEnd(low).isBelow(IntervalEnd(member)),
      let isBelow = IntervalEnd(member).isBelow(IntervalEnd(high))
    else { return nil }
    return isAbove && isBelow
  }

  /// Of two ends the one that is further inside.
  private static func outer(_ a: Tree, isClosed: Bool, _ b: Tree, isOtherClosed: Bool, isLower: Bool)
    -> (end: Tree, isClosed: Bool)?
  {
    if a == b { return (a, isClosed && isOtherClosed) }
    guard let isBelow = IntervalEnd(a).isBelow(IntervalEnd(b)) else { return nil }
    return isBelow == isLower ? (b, isOtherClosed) : (a, isClosed)
  }

  /// An end of a row of integers; an end that is no whole number is not worked out.
  private static func integer(_ own: Tree?, _ end: Tree, _ isClosed: Bool, isLower: Bool) -> Tree?? {
    guard IntervalEnd(end).sign == 0 else { return .some(own) }
    guard let value = end.rational?.integer, abs(value) < 1 << 52 else { return nil }
    let other = value + (isClosed ? 0 : isLower ? 1 : -1)
    guard let own else { return .some(whole(other)) }
    guard let mine = own.rational?.integer else { return nil }
    return .some(whole(isLower ? max(mine, other) : min(mine, other)))
  }

  private static func whole(_ value: Int) -> Tree {
    let size = Tree.number(Number(UInt(value.magnitude)))
    return value < 0 ? .negate(size) : size
  }
}

/// An end of an interval, as far as fractions and infinities can be ordered.
private struct IntervalEnd {
  var sign = 0
  var value: Rational?

  init(_ tree: Tree) {
    switch tree {
    case .constant(.infinity): sign = 1
    case .negate(.constant(.infinity)): sign = -1
    default: value = tree.rational
    }
  }

  /// Whether it lies below another; nil where that is not known.
  func isBelow(_ other: IntervalEnd) -> Bool? {
    if sign != 0 || other.sign != 0 {
      let isKnown = (sign != 0 || value != nil) && (other.sign != 0 || other.value != nil)
      return isKnown && sign != other.sign ? sign < other.sign : nil
    }
    guard let value, let bound = other.value else { return nil }
    return value < bound
  }
}
