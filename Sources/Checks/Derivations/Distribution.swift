import Diagnostics
import Trees
import Arithmetic

/// A probability of a discrete thing sums to 1 over it: the first argument's finite set, {0, 1} for each
/// element of an array, the one-hot vectors.
struct Distribution {
  let evaluation: Evaluation
  let body: Tree
  let variable: Name

  /// A point at which the sum is certain not to be 1, with the sum.
  func failure(_ space: SampleSpace, _ points: [Point]) -> LinkTally.Failure? {
    let wanted = max(1, points.count / 60)
    for point in stride(from: 0, to: points.count, by: wanted).map({ points[$0] }) {
      guard let values = alternatives(space, at: point), let sum = sum(over: values, at: point) else {
        continue
      }
      let away = try? BallArithmetic(precision: 128).add(sum, Ball(-1.0)).bounds
      // Probabilities that are given as doubles have the sum 1 up to their rounding.
      if let away, away.lower > 1e-9 || away.upper < -1e-9 {
        var rest = point
        rest.values.removeValue(forKey: variable)
        return LinkTally.Failure(point: rest, left: [sum], right: [Ball(1.0)])
      }
    }
    return nil
  }

  private func sum(over values: [PointValue], at point: Point) -> Ball? {
    var total = Ball(0.0)
    for value in values {
      var next = point
      next[variable] = value
      guard case .success(.number(let ball)) = evaluation.enclose(body, at: next),
        let sum = try? BallArithmetic(precision: 128).add(total, ball)
      else { return nil }
      total = sum
    }
    return total
  }

  private func alternatives(_ space: SampleSpace, at point: Point) -> [PointValue]? {
    guard let axis = space.axis(variable), axis.conditions.isEmpty else { return nil }
    switch axis.kind {
    case .scalar(let set): return set.members
    case .array(let set, let shape, let constraint):
      guard shape.count == 1, let members = set.members, case .array(let elements)? = point[variable],
        (1...4).contains(elements.count)
      else { return nil }
      switch constraint {
      case .oneHot:
        return elements.indices.map { hot in
          .array(elements.indices.map { .number($0 == hot ? 1 : 0) })
        }
      case .none:
        guard members.count <= 3 else { return nil }
        return elements.indices.reduce([[]] as [[PointValue]]) { rows, _ in
          rows.flatMap { row in members.map { row + [$0] } }
        }.map { .array($0) }
      case .simplex, .unit, .symmetric: return nil
      }
    case .function: return nil
    }
  }
}

extension Diagnostic {
  static func sumIsNotOne(
    _ definition: Definition, over variable: Name, _ failure: LinkTally.Failure, names: [Name]
  ) -> Diagnostic {
    let point = failure.point.text(names)
    return Diagnostic(
      .error, "not-a-distribution",
      Message(
        zh: "\(definition.name.plain) 对 \(variable.plain) 求和不是 1（已证实）",
        en: "\(definition.name.plain) does not sum to 1 over \(variable.plain) (certified)"),
      at: definition.rows[0].range, consequence: .content,
      facts: [
        Message(
          zh: "在 \(point): 和为 \(failure.left.text)", en: "at \(point): the sum is \(failure.left.text)")
      ])
  }
}
