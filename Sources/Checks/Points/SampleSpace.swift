import Arithmetic
import Diagnostics
import Trees

/// All symbols that a formula depends on, each with the values that it may take.
struct SampleSpace: Sendable {
  var axes: [Axis]
  /// Lengths that the arrays' shapes speak of: `N`; `M` for `M_i`.
  var lengths: [Length]
  /// Values of several symbols that the code asks for together.
  var askedTogether: [[Name: PointValue]] = []
  /// Lengths that the code asks for.
  var askedLengths: [Int] = []
  /// Premises in words that were not read: what fails may fail only where they are not met.
  var unread: [String] = []
  /// Premises of which no point shows whether it meets them: the same holds of these.
  var undecided: [Tree] = []
  /// Counts that are tried at small numbers alone, and where they may lie.
  var cut: [Name: ScalarSet] = [:]
  /// The farthest that integers without an end are tried.
  var farthestInteger = 0x1p53

  struct Axis: Sendable {
    var name: Name
    var kind: Kind
    /// Conditions on the symbol, alone (`x ≠ 0`) or with others (`a + b ≤ 1`).
    var conditions: [Tree] = []
    /// Values at which some branch or condition changes: always tried.
    var critical: [PointValue] = []
    /// The same as terms over other symbols: `y` for `x`, where branches change at x = y.
    var pins: [Tree] = []
    /// Other symbols between which all elements of an array lie.
    var ends: ElementEnds?
    /// Values that the Swift code asks for.
    var asked: [PointValue] = []
  }

  enum Kind: Sendable {
    case scalar(ScalarSet)
    case array(ScalarSet, shape: [Tree], Constraint)
    case function(arity: Int)
  }

  /// What the elements of an array's last dimension obey together.
  enum Constraint: Sendable {
    case none, simplex, oneHot
    /// Of length 1.
    case unit
    /// A matrix that is its own transpose.
    case symmetric
  }

  struct Length: Sendable {
    var name: Name
    /// `M_i`: one length for each i.
    var isRagged: Bool
    /// Which it may be: 0 only where the note says so.
    var allowed = ScalarSet.integers(1, ScalarSet.farthest)

    func allows(_ count: Int) -> Bool { allowed.contains(Double(count)) }

    /// The nearest that it may be, from a number upwards, else the first of all.
    func nearest(_ count: Int) -> Int {
      if allows(count) { return count }
      switch allowed {
      case .integers(let lower, let upper): return count < lower ? lower : min(count, upper)
      case .finite(let members):
        return members.compactMap(\.number).map { Int($0) }.first { $0 >= count } ?? 1
      case .interval(let span): return Int(min(max(Double(count), span.lower.rounded(.up)), span.upper))
      }
    }
  }

  var names: [Name] { axes.map(\.name) }

  /// What is to be said of a failure here, where a premise was not read or cannot be decided.
  var unreadPremise: Undefined? {
    unread.first.map { Undefined(.unreadPremise($0)) }
      ?? undecided.first.map { Undefined(.undecidedPremise($0.plain)) }
  }

  /// Says how long each array is declared to be, where their outermost lengths are not one.
  var unequalLengths: Message? {
    let shapes: [(name: Name, shape: [Tree])] = axes.compactMap { axis in
      if case .array(_, let shape, _) = axis.kind { (axis.name, shape) } else { nil }
    }
    guard Set(shapes.map(\.shape.first)).count > 1 else { return nil }
    let words = shapes.map { "\($0.name.plain): \($0.shape.map(\.plain).joined(separator: " × "))" }
      .joined(separator: ", ")
    return Message(zh: "各数组声明的长度: \(words)", en: "declared lengths: \(words)")
  }

  func axis(_ name: Name) -> Axis? { axes.first { $0.name == name } }

  /// Symbols that an equality binds: a distribution's elements, `p_2 = 1 - p_1`.
  var bound: Set<Name> {
    var names: Set<Name> = []
    for axis in axes {
      if case .array(_, _, .simplex) = axis.kind { names.insert(axis.name) }
      for condition in axis.conditions where condition.isEquality { names.formUnion(condition.freeSymbols) }
    }
    return names
  }
}

extension SampleSpace {
  /// Builds the space of some symbols, with those that their conditions name.
  ///
  /// - Returns: the space, and the symbols that have no domain.
  static func of(
    _ names: [Name], meanings: [Name: Meaning], _ evaluation: Evaluation
  ) -> (space: SampleSpace, withoutDomain: [Name]) {
    var axes: [Axis] = []
    var missing: [Name] = []
    var shapes: [Tree] = []
    var pending = names
    var seen = Set(names)
    let sizes = Set(names.flatMap { meanings[$0]?.domain?.shape ?? [] }.flatMap(\.freeSymbols))
    while !pending.isEmpty {
      let name = pending.removeFirst()
      guard let meaning = meanings[name], let axis = axis(meaning, evaluation) else {
        if names.contains(name) { missing.append(name) }
        continue
      }
      if case .array(_, let shape, _) = axis.kind { shapes += shape }
      axes.append(axis)
      for other in axis.conditions.flatMap(\.freeSymbols)
      where (meanings[other]?.domain != nil || meanings[other]?.value != nil)
        && (meanings[other]?.role != .length || !sizes.contains(other))
      {
        if seen.insert(other).inserted { pending.append(other) }
      }
    }
    let lengths = lengths(shapes, meanings: meanings, evaluation).filter { length in
      !axes.contains { $0.name == length.name }
    }
    var space = SampleSpace(axes: axes, lengths: lengths)
    space.unread = meanings.values.flatMap(\.unread).uniqued.sorted()
    return (space, missing)
  }

  private static func axis(_ meaning: Meaning, _ evaluation: Evaluation) -> Axis? {
    guard let domain = meaning.domain else {
      // A constant that the page declares stands for itself.
      guard meaning.role == .constant || meaning.role == .parameter,
        let value = meaning.value.flatMap(evaluation.exactValue)
      else { return nil }
      return Axis(name: meaning.name, kind: .scalar(.finite([value])))
    }
    var conditions: [Tree] = []
    var constraint = Constraint.none
    var ends: ElementEnds?
    var values = domain.values
    while case .filtered(let inner, let scope) = values {
      values = inner
      let condition = scope.applied(to: .symbol(meaning.name))
      if domain.rank > 0, isUnitSum(condition, of: meaning.name) {
        constraint = .simplex
        continue
      }
      if domain.rank > 0, let between = ElementEnds(condition, of: meaning.name) {
        ends = between
        conditions += between.conditions(on: meaning.name, rank: domain.rank)
        continue
      }
      if domain.rank == 1, condition.isUnitLength(of: meaning.name) { constraint = .unit }
      if domain.rank == 2, condition.isSymmetry(of: meaning.name) { constraint = .symmetric }
      conditions.append(condition)
    }
    // `h_{kv} \in \{1, \ldots, h\}`: an end that another symbol gives is a condition on both.
    if case .integers(let lower, let upper) = values {
      func isOpen(_ end: Tree?) -> Bool { end.map { !$0.freeSymbols.isEmpty } ?? false }
      if isOpen(lower) || isOpen(upper) {
        values = .integers(isOpen(lower) ? nil : lower, isOpen(upper) ? nil : upper)
        let own = Tree.symbol(meaning.name)
        if let lower, isOpen(lower) { conditions.append(.relation([lower, own], [.lessOrEqual])) }
        if let upper, isOpen(upper) { conditions.append(.relation([own, upper], [.lessOrEqual])) }
      }
    }
    if case .function(let arity) = values { return Axis(name: meaning.name, kind: .function(arity: arity)) }
    guard let set = scalarSet(values, evaluation) else { return nil }
    if case .simplex = constraint, set.isIndicator { constraint = .oneHot }
    let kind: Kind = domain.rank == 0 ? .scalar(set) : .array(set, shape: domain.shape, constraint)
    return Axis(name: meaning.name, kind: kind, conditions: conditions, ends: ends)
  }

  static func scalarSet(_ values: Domain.Values, _ evaluation: Evaluation) -> ScalarSet? {
    switch values {
    case .reals: return .interval(Span(lower: -.infinity, upper: .infinity))
    case .finite(let members):
      let numbers = members.compactMap(evaluation.exactValue)
      return numbers.count == members.count && !numbers.isEmpty ? .finite(numbers.uniqued) : nil
    case .integers(let lower, let upper): return integers(lower, upper, evaluation)
    case .interval(let lower, let upper, let below, let above):
      guard let low = evaluation.exactValue(lower), let high = evaluation.exactValue(upper) else {
        return nil
      }
      return interval(Span.End(value: low, isClosed: below), Span.End(value: high, isClosed: above))
    case .filtered(let inner, _): return scalarSet(inner, evaluation)
    case .function: return nil
    }
  }

  private static func integers(_ lower: Tree?, _ upper: Tree?, _ evaluation: Evaluation) -> ScalarSet? {
    let infinity = Double.infinity
    let low = lower.map { evaluation.closed($0)?.lowerBound } ?? -infinity
    let high = upper.map { evaluation.closed($0)?.upperBound } ?? infinity
    guard let low, let high, low <= high else { return nil }
    let farthest = Double(ScalarSet.farthest)
    let isBeyond = low >= farthest || high <= -farthest
    if isBeyond || max(low.magnitude, high.magnitude) >= farthest && high - low < 32 {
      return large(lower, upper, evaluation)
    }
    return .integers(Int(max(low, -farthest).rounded(.up)), Int(min(high, farthest).rounded(.down)))
  }

  /// Integers that doubles do not tell apart: the first and the last of them, exactly.
  private static func large(_ lower: Tree?, _ upper: Tree?, _ evaluation: Evaluation) -> ScalarSet? {
    guard let low = lower.flatMap(evaluation.exactValue)?.fraction?.integer,
      let high = upper.flatMap(evaluation.exactValue)?.fraction?.integer, low <= high,
      case let (width, isTooWide) = high.subtractingReportingOverflow(low), !isTooWide
    else { return nil }
    let shown = width < 32 ? Array(low...high) : Array(low..<low + 16) + Array(high - 15...high)
    return .finite(shown.map { PointValue.real(Fraction($0)) })
  }

  private static func interval(_ low: Span.End, _ high: Span.End) -> ScalarSet? {
    if low.isClosed, high.isClosed, low.value.order(to: high.value) == 0 { return .finite([low.value]) }
    let lower = inside(low, isLower: true)
    let upper = inside(high, isLower: false)
    guard lower <= upper else { return nil }
    func end(_ end: Span.End) -> Span.End? { end.value.number?.isFinite == true ? end : nil }
    return .interval(Span(lower: lower, upper: upper, below: end(low), above: end(high)))
  }

  /// The outermost double that is certain to lie inside.
  private static func inside(_ end: Span.End, isLower: Bool) -> Double {
    guard let value = end.value.number, value.isFinite else { return end.value.number ?? .nan }
    let inward = isLower ? value.nextUp : value.nextDown
    if case .number = end.value { return end.isClosed ? value : inward }
    // The nearest double may lie on either side of an end that is none.
    return PointValue.number(value).order(to: end.value) == (isLower ? 1 : -1) ? value : inward
  }

  /// `\sum_c p_c = 1`.
  private static func isUnitSum(_ condition: Tree, of name: Name) -> Bool {
    guard case .relation(let terms, let relations) = condition, relations == [.equal] else { return false }
    return terms.contains(.number(1))
      && terms.contains { term in
        guard case .fold(let fold) = term, fold.kind == .sum else { return false }
        let (index, body) = fold.scope.opened
        guard case .element(.symbol(name), let indices) = body else { return false }
        return indices.last == .symbol(index)
      }
  }

  private static func lengths(
    _ shapes: [Tree], meanings: [Name: Meaning], _ evaluation: Evaluation
  ) -> [Length] {
    var found: [Length] = []
    func add(_ name: Name, ragged: Bool) {
      guard !found.contains(where: { $0.name == name }) else { return }
      var length = Length(name: name, isRagged: ragged)
      if let meaning = meanings[name], meaning.origin != .binder, let domain = meaning.domain,
        let set = scalarSet(domain.values, evaluation), let counts = set.counts
      {
        length.allowed = counts
      }
      // `$d = 4$`: a size that the page gives is that one.
      if let meaning = meanings[name], meaning.origin == .binder,
        let value = meaning.value.flatMap(evaluation.exactValue),
        let counts = ScalarSet.finite([value]).counts
      {
        length.allowed = counts
      }
      found.append(length)
    }
    for shape in shapes {
      if case .element(.symbol(let name), _) = shape {
        add(name, ragged: true)
      } else {
        for name in shape.freeSymbols { add(name, ragged: false) }
      }
    }
    return found
  }
}

extension ScalarSet {
  /// The members that are lengths; nil where there are none, or where they are too large to be tried.
  fileprivate var counts: ScalarSet? {
    switch self {
    case .integers(let lower, let upper):
      return upper < 0 || lower > 4096 ? nil : .integers(max(lower, 0), upper)
    case .finite(let members):
      let whole = members.filter { ($0.number.map { $0 >= 0 && $0 <= 4096 && $0 == $0.rounded() }) == true }
      return whole.isEmpty ? nil : .finite(whole)
    case .interval(let span):
      // `K \ge 2` says nothing of whole numbers: what is counted is one.
      let lower = max(0, span.lower.rounded(.up))
      guard lower <= 4096, span.upper >= lower else { return nil }
      return .integers(Int(lower), Int(min(span.upper.rounded(.down), Double(ScalarSet.farthest))))
    }
  }

  /// {0, 1}
  var isIndicator: Bool {
    switch self {
    case .finite(let members): Set(members) == [.number(0), .number(1)]
    case .integers(let lower, let upper): lower == 0 && upper == 1
    case .interval: false
    }
  }

  /// The members, where there are few: these are always all combined.
  var members: [PointValue]? {
    switch self {
    case .finite(let members): members
    case .integers(let lower, let upper) where upper - lower < 12:
      (lower...upper).map { .number(Double($0)) }
    default: nil
    }
  }
}

extension Tree {
  /// `\lVert u \rVert = 1`, `u^\top u = 1`, `\sum_i u_i^2 = 1`
  fileprivate func isUnitLength(of name: Name) -> Bool {
    guard case .relation(let terms, [.equal]) = self, terms.count == 2, terms.contains(.number(1)) else {
      return false
    }
    return terms.contains { $0.isLength(of: name) }
  }

  private func isLength(of name: Name) -> Bool {
    switch self {
    case .apply(.norm, [.symbol(name)]), .apply(.inner, [.symbol(name), .symbol(name)]): return true
    case .power(let length, .number(2)): return length.isLength(of: name)
    case .fold(let fold) where fold.kind == .sum:
      let (index, body) = fold.scope.opened
      let element = Tree.element(.symbol(name), [.symbol(index)])
      return body == .power(element, .number(2)) || body == .product([element, element])
    default: return false
    }
  }

  /// `A^\top = A`
  fileprivate func isSymmetry(of name: Name) -> Bool {
    guard case .relation(let terms, [.equal]) = self, terms.count == 2 else { return false }
    return Set(terms) == [.symbol(name), .apply(.transpose, [.symbol(name)])]
  }

  /// One equality.
  var isEquality: Bool {
    if case .relation(_, let relations) = self { relations == [.equal] } else { false }
  }
}
