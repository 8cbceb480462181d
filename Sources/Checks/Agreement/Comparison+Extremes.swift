import Arithmetic
import Snippets
import Trees

/// Formulas that tell the place of an extreme.
extension Comparison {
  /// Where several places share an extreme, any of them is right.
  func extremePlace(_ code: CodeValue, at point: Point) -> PointOutcome? {
    guard case .fold(let fold) = formula, fold.kind == .argmin || fold.kind == .argmax,
      case .numbers(let numbers) = code, numbers.count == 1, let place = Fraction.whole(numbers[0])
    else { return nil }
    var least = fold
    least.kind = fold.kind == .argmin ? .min : .max
    let chosen = fold.scope.applied(to: place)
    let check = RelationCheck(evaluation: evaluation, left: chosen, relation: .equal, right: .fold(least))
    switch check.judge(at: point) {
    case .holds, .meets: return .agrees(ulp: 0, relative: 0, isSharp: true, branch: nil)
    case .fails(let left, let right):
      // As extreme in doubles.
      if zip(left, right).allSatisfy({ abs($0.middle - $1.middle) <= 1e-12 * abs($1.middle) }) {
        return .unknown(nil)
      }
      return .differs(
        Difference(
          point: point, truth: left, code: code, distance: .infinity, band: 0, isSharp: true, branch: nil))
    case .excluded, .faulty, .unknown, .unclaimed: return nil
    }
  }

  /// Whether the code tells another place, at which the rounded values are as extreme.
  func isNearlyExtreme(_ code: CodeValue, _ truth: [Ball], at point: Point) -> Bool {
    guard case .fold(let fold) = formula, fold.kind == .argmin || fold.kind == .argmax,
      case .numbers(let numbers) = code, numbers.count == 1, truth.count == 1, numbers[0] != truth[0].middle,
      let place = Fraction.whole(numbers[0]), let best = Fraction.whole(truth[0].middle),
      let one = evaluation.approximateElements(fold.scope.applied(to: place), at: point)?.first,
      let other = evaluation.approximateElements(fold.scope.applied(to: best), at: point)?.first
    else { return false }
    return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
  }
}

extension Fraction {
  /// A whole number as a tree.
  fileprivate static func whole(_ value: Double) -> Tree? {
    guard let integer = Int(exactly: value), integer.magnitude < 1 << 53 else { return nil }
    let tree = Tree.number(Number(integer.magnitude))
    return integer < 0 ? .negate(tree) : tree
  }
}

extension Tree {
  /// With the square root of a sum of squares in the stead of each norm, as code writes it.
  var withPlainNorms: Tree {
    let tree = mapChildren(\.withPlainNorms)
    guard case .apply(.norm, let inside) = tree, inside.count == 1 else { return tree }
    return .apply(.sqrt, [.apply(.inner, [inside[0], inside[0]])])
  }
}
