import Diagnostics
import Trees

/// A value of one symbol on which two forms agree that mostly differ elsewhere: `q = 0`.
struct AgreementPoint: Sendable {
  var name: Name
  var value: PointValue
  var points: Int

  /// - Parameters:
  ///   - agrees: whether both are the same at a point; nil where there is nothing to compare.
  static func all(in space: SampleSpace, _ points: [Point], agrees: (Point) -> Bool?) -> [AgreementPoint] {
    let bases = stride(from: 0, to: points.count, by: max(1, points.count / 40)).map { points[$0] }
    let outcomes = bases.map(agrees)
    return space.axes.compactMap { axis in
      guard case .scalar(let set) = axis.kind, axis.conditions.isEmpty else { return nil }
      // Forms that agree on half of the space say nothing by agreeing here.
      func differs(except value: PointValue) -> Bool {
        let elsewhere = zip(bases, outcomes).filter { $0.0[axis.name] != value }.compactMap(\.1)
        return elsewhere.count { $0 } * 4 <= elsewhere.count
      }
      for value in Self.values(set, axis.critical) {
        var held = 0
        let isBroken = bases.contains { base in
          var point = base
          point[axis.name] = value
          switch agrees(point) {
          case true?: held += 1
          case false?: return true
          case nil: break
          }
          return false
        }
        if !isBroken, held >= 8, differs(except: value) {
          return AgreementPoint(name: axis.name, value: value, points: held)
        }
      }
      return nil
    }
  }

  /// Values that a reader would think of: 0, 1, where branches change, the ends, a finite set's members.
  private static func values(_ set: ScalarSet, _ critical: [PointValue]) -> [PointValue] {
    if let members = set.members { return members.count > 1 ? members : [] }
    var values: [PointValue] = [.number(0), .number(1)] + critical
    if case .interval(let span) = set { values += [.number(span.lower), .number(span.upper)] }
    return Array(values.filter { set.contains($0) && $0.isFinite }.uniqued.prefix(6))
  }

  /// - Parameter domain: where the forms differ.
  var words: Message {
    let place = "\(name.plain) = \(value.text)"
    return Message(
      zh: "在 \(place) 上一致（\(points) 点），别处一般不同",
      en: "on \(place) both agree (\(points) points), elsewhere they mostly differ")
  }
}

extension RelationCheck {
  /// Where an equality that fails holds all the same.
  func meetings(_ space: SampleSpace, _ points: [Point]) -> [AgreementPoint] {
    guard relation == .equal else { return [] }
    return AgreementPoint.all(in: space, points) { point in
      switch judge(at: point) {
      case .holds, .meets: true
      case .fails, .faulty: false
      case .excluded, .unknown, .unclaimed: nil
      }
    }
  }
}
