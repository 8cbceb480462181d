import Arithmetic
import Trees

/// What a formula for one element, or for one step, says of all of them: `y_i = x_i^2` of the array y,
/// `m_t = β m_{t-1} + g_t` of the sum that a loop adds up.
enum Spread: Sendable, Hashable {
  /// Indices of the head, outermost first, and how far those run that count no array.
  case elements([Name], extents: [Name: Tree])
  case steps(StepRecurrence)

  /// The formula for the whole at a point; nil where nothing there says how long it is.
  ///
  /// - Parameter count: how many numbers the code gave.
  func whole(_ body: Tree, at point: Point, in space: SampleSpace, count: Int?) -> Tree? {
    switch self {
    case .elements(let indices, let extents): Self.elements(body, indices[...], extents, at: point, in: space)
    case .steps(let recurrence): recurrence.unrolled(body, at: point, count: count)
    }
  }

  private static func elements(
    _ body: Tree, _ indices: ArraySlice<Name>, _ extents: [Name: Tree], at point: Point,
    in space: SampleSpace
  ) -> Tree? {
    guard let index = indices.first else { return body }
    guard
      let range = extents[index].flatMap({ extent(of: $0, at: point) })
        ?? range(of: index, in: body, at: point),
      range.count <= 4096
    else { return nil }
    var members: [Tree] = []
    for value in range {
      let place: Tree =
        value < 0 ? .negate(.number(Number(value.magnitude))) : .number(Number(value.magnitude))
      guard
        let member = elements(
          body.substituting([index: place]), indices.dropFirst(), extents, at: point, in: space)
      else { return nil }
      members.append(member)
    }
    return .tuple(members)
  }

  /// From 1 to a number that the page declares, or over a set of whole numbers.
  private static func extent(of length: Tree, at point: Point) -> ClosedRange<Int>? {
    if case .set(.intersection(let sets)) = length, sets.count == 2, sets[0] == .set(.integers),
      case .set(.interval(let first, let last, closedBelow: true, closedAbove: true)) = sets[1]
    {
      guard let lower = first.count(at: point), let upper = last.count(at: point), lower <= upper else {
        return nil
      }
      return lower...upper
    }
    return length.count(at: point).flatMap { $0 >= 1 ? 1...$0 : nil }
  }

  /// All places at which no array that the index counts is left.
  private static func range(of index: Name, in body: Tree, at point: Point) -> ClosedRange<Int>? {
    var uses = IndexUses(index)
    uses.collect(body)
    if uses.found.isEmpty, uses.spans.isEmpty { uses.collectBounded(body) }
    var lower = Int.min
    var upper = Int.max
    for span in uses.spans {
      guard let length = point[span.use.array]?.length(span.use.position, at: point),
        let first = span.first.count(at: point), let last = span.last.count(at: point), first <= last
      else { continue }
      lower = max(lower, 1 - span.use.shift - first)
      upper = min(upper, length - span.use.shift - last)
    }
    for use in uses.found {
      guard let length = point[use.array]?.length(use.position, at: point) else { continue }
      lower = max(lower, 1 - use.shift)
      upper = min(upper, length - use.shift)
    }
    return lower <= upper && upper < .max ? lower...upper : nil
  }
}

/// Where an index counts elements: `x_i`, `x_{i+1}`, the second of `A_{ij}`.
struct IndexUses {
  struct Use {
    var array: Name
    var position: Int
    var shift: Int
  }
  /// `x_{i + j - 1}` below a sum over j: the places from i + first on.
  struct Span {
    var use: Use
    var first: Tree
    var last: Tree
  }
  let index: Name
  private(set) var found: [Use] = []
  private(set) var spans: [Span] = []
  /// What the sums around run over.
  private var around: [Name: (Tree, Tree)] = [:]

  init(_ index: Name) { self.index = index }

  mutating func collect(_ tree: Tree) {
    if case .fold(let fold) = tree, case .integers(let first, let last) = fold.range {
      for child in [first, last] { collect(child) }
      let (inner, body) = fold.scope.opened(avoiding: Set(tree.freeSymbols + [index]))
      around[inner] = (first, last)
      collect(body)
      around[inner] = nil
      return
    }
    if case .element(.symbol(let array), let indices) = tree {
      for (position, place) in indices.enumerated() {
        if let shift = place.shift(of: index) {
          found.append(Use(array: array, position: position, shift: shift))
        } else if let (inner, shift) = place.shift(of: index, besides: Array(around.keys)),
          let (first, last) = around[inner]
        {
          spans.append(
            Span(use: Use(array: array, position: position, shift: shift), first: first, last: last))
        }
      }
    }
    for (child, name) in tree.openedChildren where name != index { collect(child) }
  }

  /// Arrays that a sum or an extreme counts which the index bounds: x in `\sum_{j=1}^{i} x_j`, in `\max_{j \ge i} x_j`.
  mutating func collectBounded(_ tree: Tree) {
    if case .fold(let fold) = tree {
      let (inner, body) = fold.scope.opened(avoiding: Set(tree.freeSymbols + [index]))
      if fold.range.trees.contains(where: { $0.isFree(index) }) || body.isConditional(on: index) {
        var uses = IndexUses(inner)
        uses.collect(body)
        found += uses.found
      }
    }
    for (child, name) in tree.openedChildren where name != index { collectBounded(child) }
  }
}

extension Tree.Fold.Range {
  fileprivate var trees: [Tree] {
    switch self {
    case .integers(let lower, let upper): [lower, upper]
    case .set(let set): [set]
    case .whole: []
    }
  }
}

extension Tree {
  /// Whether it has a value only where a condition on this name holds.
  fileprivate func isConditional(on name: Name) -> Bool {
    if case .cases(let branches) = self { return branches.contains { $0.condition?.isFree(name) == true } }
    return false
  }
}

extension Tree {
  /// j and c, where this is the name plus one of these others plus a whole number c.
  fileprivate func shift(of name: Name, besides others: [Name]) -> (Name, Int)? {
    guard case .sum(let terms) = self,
      let place = terms.firstIndex(where: {
        if case .symbol(let other) = $0 { others.contains(other) } else { false }
      }),
      case .symbol(let inner) = terms[place]
    else { return nil }
    var rest = terms
    rest.remove(at: place)
    return (rest.count == 1 ? rest[0] : .sum(rest)).shift(of: name).map { (inner, $0) }
  }

  /// The whole number that a length comes to at a point.
  fileprivate func count(at point: Point) -> Int? {
    switch self {
    case .number(let number): return number.integer
    case .symbol(let name): return point.number(name).flatMap { Int(exactly: $0) }
    case .negate(let inner): return inner.count(at: point).map { -$0 }
    case .sum(let terms):
      let counts = terms.compactMap { $0.count(at: point) }
      return counts.count == terms.count ? counts.reduce(0, +) : nil
    default: return nil
    }
  }

  /// c, where this is the name plus a whole number c.
  func shift(of name: Name) -> Int? {
    switch self {
    case .symbol(name): return 0
    case .sum(let terms) where terms.contains(.symbol(name)):
      var total = 0
      for term in terms where term != .symbol(name) {
        switch term {
        case .number(let number):
          guard let value = number.integer else { return nil }
          total += value
        case .negate(.number(let number)):
          guard let value = number.integer else { return nil }
          total -= value
        default: return nil
        }
      }
      return total
    default: return nil
    }
  }
}

extension PointValue {
  /// The length of one dimension of an array.
  fileprivate func length(_ position: Int, at point: Point) -> Int? {
    guard case .array(let elements) = self else { return nil }
    return position == 0 ? elements.count : elements.first?.length(position - 1, at: point)
  }
}
