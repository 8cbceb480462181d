import Trees
import Arithmetic

/// `a ∝ b`: a/b is the same wherever the held symbols are the same.
///
/// A definition `f(x) = …` is about its arguments: a constant of proportion may depend on its implicit
/// parameters (the σ of a normal density), not on x.
struct ProportionCheck: Sendable {
  var check: RelationCheck
  var space: SampleSpace
  var held: Set<Name>

  private static let arithmetic = BallArithmetic(precision: 192)

  func run(_ points: [Point]) -> LinkTally {
    var statistics = LinkTally()
    let names = space.names
    for group in groups(points) {
      var first: (Ball, Ball)?
      for point in group {
        guard let (a, b) = values(at: point) else {
          statistics.excluded += 1
          continue
        }
        // Both zero says nothing of the ratio.
        if a.isZero, b.isZero { continue }
        guard let (c, d) = first else {
          first = (a, b)
          continue
        }
        guard let left = try? Self.arithmetic.multiply(a, d), let right = try? Self.arithmetic.multiply(c, b)
        else { continue }
        if left.overlaps(right) {
          statistics.held += 1
        } else if let premise = space.unreadPremise {
          statistics.suspend(for: premise)
        } else {
          statistics.note(LinkTally.Failure(point: point, left: [a], right: [b]), names)
        }
      }
    }
    return statistics
  }

  private func values(at point: Point) -> (Ball, Ball)? {
    guard case .success(.number(let a)) = check.evaluation.enclose(check.left, at: point),
      case .success(.number(let b)) = check.evaluation.enclose(check.right, at: point),
      a.infinitySign == 0, b.infinitySign == 0
    else { return nil }
    return (a, b)
  }

  /// Points among which the held symbols do not change.
  private func groups(_ points: [Point]) -> [[Point]] {
    let fixed = space.axes.filter { held.contains($0.name) }
    // Arrays have their lengths' values: to mix those of two points would tear them.
    guard !fixed.isEmpty, space.lengths.isEmpty, points.count > 1 else { return [points] }
    let stride = max(1, points.count / 24)
    let chosen = Swift.stride(from: 0, to: points.count, by: stride).map { points[$0] }
    return chosen.map { base in
      chosen.map { other in
        var point = other
        for axis in fixed { point[axis.name] = base[axis.name] }
        return point
      }
    }
  }
}
