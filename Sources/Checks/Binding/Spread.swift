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
      let range = extents[index].map({ extent(of: $0, at: point) }) ?? range(of: index, in: body, at: point),
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

  /// From 1 to a number that the page declares.
  private static func extent(of length: Tree, at point: Point) -> ClosedRange<Int>? {
    let count: Int? =
      switch length {
      case .number(let number): number.integer
      case .symbol(let name): point.number(name).flatMap { Int(exactly: $0) }
      default: nil
      }
    return count.flatMap { $0 >= 1 ? 1...$0 : nil }
  }

  /// All places at which no array that the index counts is left.
  private static func range(of index: Name, in body: Tree, at point: Point) -> ClosedRange<Int>? {
    var uses = IndexUses(index)
    uses.collect(body)
    if uses.found.isEmpty { uses.collectBounded(body) }
    var lower = Int.min
    var upper = Int.max
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
  let index: Name
  private(set) var found: [Use] = []

  init(_ index: Name) { self.index = index }

  mutating func collect(_ tree: Tree) {
    if case .element(.symbol(let array), let indices) = tree {
      for (position, place) in indices.enumerated() {
        if let shift = place.shift(of: index) {
          found.append(Use(array: array, position: position, shift: shift))
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
