import Arithmetic
import Trees

/// What all elements of an array lie between: a and b of `x_1, \dots, x_n \in [a, b]`.
struct ElementEnds: Sendable {
  var lower: Tree
  var upper: Tree
  var isClosedBelow: Bool
  var isClosedAbove: Bool

  /// Nil where a domain's condition says something else of the array.
  init?(_ condition: Tree, of array: Name) {
    guard case .relation(let sides, [.in]) = condition, sides[0] == .symbol(array),
      case .set(.interval(let lower, let upper, let below, let above)) = sides[1]
    else { return nil }
    (self.lower, self.upper, isClosedBelow, isClosedAbove) = (lower, upper, below, above)
  }

  /// The same of the least and the greatest element.
  func conditions(on array: Name, rank: Int) -> [Tree] {
    let indices = (0..<rank).map { Name("i", primes: $0) }
    func extreme(_ kind: Tree.Fold.Kind) -> Tree {
      indices.reversed().reduce(.element(.symbol(array), indices.map { .symbol($0) })) { body, index in
        .fold(Tree.Fold(kind, index, .whole, body))
      }
    }
    return [
      .relation([lower, extreme(.min)], [isClosedBelow ? .lessOrEqual : .less]),
      .relation([extreme(.max), upper], [isClosedAbove ? .lessOrEqual : .less]),
    ]
  }
}

/// Chance puts few arrays where all their elements lie between other symbols.
extension Sampling {
  /// Moves elements that lie outside to places between the ends.
  mutating func confine(_ point: inout Point, keeping values: [Name: PointValue]) {
    for axis in space.axes where values[axis.name] == nil {
      guard let ends = axis.ends, case .array(let set, _, _) = axis.kind, let array = point[axis.name],
        let low = evaluation.value(of: ends.lower, at: point),
        let high = evaluation.value(of: ends.upper, at: point), low.isFinite, high.isFinite,
        low.order(to: high) == -1
      else { continue }
      let places = [
        ends.isClosedBelow ? 0 : 64, ends.isClosedAbove ? 256 : 192, 128, generator.index(255) + 1,
      ]
      point[axis.name] = confined(array, low, high, places, in: set)
    }
  }

  /// - Parameter places: in 256ths of the way from one end to the other.
  private mutating func confined(
    _ value: PointValue, _ low: PointValue, _ high: PointValue, _ places: [Int], in set: ScalarSet
  ) -> PointValue {
    if case .array(let elements) = value {
      return .array(elements.map { confined($0, low, high, places, in: set) })
    }
    if low.order(to: value) == -1, value.order(to: high) == -1 { return value }
    guard let low = low.fraction, let high = high.fraction else { return value }
    let place = places[generator.index(places.count)]
    let way = Fraction(place).divided(by: Fraction(256))
    let moved = PointValue.real(low.adding(high.adding(low.negated).multiplied(by: way)))
    return set.contains(moved) ? moved : value
  }
}
