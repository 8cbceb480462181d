import Diagnostics
import Trees

/// All symbols that a formula depends on, each with the values that it may take.
struct Space: Sendable {
  var axes: [Axis]
  /// Lengths that the arrays' shapes speak of: `N`; `M` for `M_i`.
  var lengths: [Length]

  struct Axis: Sendable {
    var name: Name
    var kind: Kind
    /// Conditions on the symbol itself, `x ≠ 0`.
    var conditions: [Tree] = []
    /// Values at which some branch or condition changes: always tried.
    var critical: [Double] = []
  }

  enum Kind: Sendable {
    case scalar(ScalarSet)
    case array(ScalarSet, shape: [Tree], Constraint)
    case function(arity: Int)
  }

  /// What the elements of an array's last dimension obey together.
  enum Constraint: Sendable { case none, simplex, oneHot }

  struct Length: Sendable {
    var name: Name
    /// `M_i`: one length for each i.
    var isRagged: Bool
    var minimum: Int
  }

  var names: [Name] { axes.map(\.name) }

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
}

extension Space {
  /// Builds the space of some symbols.
  ///
  /// - Parameter closed: the enclosure of a closed tree (`\pi/2`), nil if it has no value.
  /// - Returns: the space, and the symbols that have no domain.
  static func of(
    _ names: [Name], meanings: [Name: Meaning], closed: (Tree) -> ClosedRange<Double>?
  ) -> (space: Space, withoutDomain: [Name]) {
    var axes: [Axis] = []
    var missing: [Name] = []
    var shapes: [Tree] = []
    for name in names {
      guard let meaning = meanings[name] else {
        missing.append(name)
        continue
      }
      guard let axis = axis(meaning, closed: closed) else {
        missing.append(name)
        continue
      }
      if case .array(_, let shape, _) = axis.kind { shapes += shape }
      axes.append(axis)
    }
    let lengths = lengths(shapes, meanings: meanings, closed: closed).filter { length in
      !axes.contains { $0.name == length.name }
    }
    return (Space(axes: axes, lengths: lengths), missing)
  }

  private static func axis(_ meaning: Meaning, closed: (Tree) -> ClosedRange<Double>?) -> Axis? {
    guard let domain = meaning.domain else {
      // A constant that the page declares stands for itself.
      guard meaning.role == .constant || meaning.role == .parameter, let value = meaning.value,
        let range = closed(value)
      else { return nil }
      return Axis(name: meaning.name, kind: .scalar(.finite([(range.lowerBound + range.upperBound) / 2])))
    }
    var conditions: [Tree] = []
    var constraint = Constraint.none
    var values = domain.values
    while case .filtered(let inner, let scope) = values {
      values = inner
      let condition = scope.applied(to: .symbol(meaning.name))
      if domain.rank > 0, isUnitSum(condition, of: meaning.name) {
        constraint = .simplex
      } else {
        conditions.append(condition)
      }
    }
    if case .function(let arity) = values { return Axis(name: meaning.name, kind: .function(arity: arity)) }
    guard let set = scalarSet(values, closed: closed) else { return nil }
    if case .simplex = constraint, set.isIndicator { constraint = .oneHot }
    let kind: Kind = domain.rank == 0 ? .scalar(set) : .array(set, shape: domain.shape, constraint)
    return Axis(name: meaning.name, kind: kind, conditions: conditions)
  }

  static func scalarSet(_ values: Domain.Values, closed: (Tree) -> ClosedRange<Double>?) -> ScalarSet? {
    switch values {
    case .reals: return .interval(-.infinity, .infinity)
    case .finite(let members):
      let numbers = members.compactMap(closed).map { ($0.lowerBound + $0.upperBound) / 2 }
      return numbers.count == members.count && !numbers.isEmpty ? .finite(numbers.uniqued) : nil
    case .integers(let lower, let upper):
      let low = lower.map { closed($0)?.lowerBound } ?? -.infinity
      let high = upper.map { closed($0)?.upperBound } ?? .infinity
      guard let low, let high, low <= high else { return nil }
      return .integers(Int(max(low, -1e9).rounded(.up)), Int(min(high, 1e9).rounded(.down)))
    case .interval(let lower, let upper, let below, let above):
      guard let low = closed(lower), let high = closed(upper) else { return nil }
      let start = inside(low, isClosed: below, isLower: true)
      let end = inside(high, isClosed: above, isLower: false)
      return start <= end ? .interval(start, end) : nil
    case .filtered(let inner, _): return scalarSet(inner, closed: closed)
    case .function: return nil
    }
  }

  /// The outermost double that is certain to lie inside.
  private static func inside(_ bound: ClosedRange<Double>, isClosed: Bool, isLower: Bool) -> Double {
    let edge = isLower ? bound.upperBound : bound.lowerBound
    guard edge.isFinite, !isClosed else { return edge }
    // An inexact end (π/2) is already inside.
    guard bound.lowerBound == bound.upperBound else { return edge }
    return isLower ? edge.nextUp : edge.nextDown
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
    _ shapes: [Tree], meanings: [Name: Meaning], closed: (Tree) -> ClosedRange<Double>?
  ) -> [Length] {
    var found: [Length] = []
    func add(_ name: Name, ragged: Bool) {
      guard !found.contains(where: { $0.name == name }) else { return }
      var minimum = 0
      if let domain = meanings[name]?.domain, let set = scalarSet(domain.values, closed: closed),
        case .integers(let lower, _) = set
      {
        minimum = max(0, lower)
      }
      found.append(Length(name: name, isRagged: ragged, minimum: minimum))
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
  /// {0, 1}
  var isIndicator: Bool {
    switch self {
    case .finite(let members): Set(members) == [0, 1]
    case .integers(let lower, let upper): lower == 0 && upper == 1
    case .interval: false
    }
  }

  /// The members, where there are few: these are always all combined.
  var members: [Double]? {
    switch self {
    case .finite(let members): members
    case .integers(let lower, let upper) where upper - lower < 12: (lower...upper).map(Double.init)
    default: nil
    }
  }
}
