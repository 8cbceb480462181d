import Diagnostics
import Trees

/// Regions in which a claim's sides have no value: what is said of all points is not said there.
extension ClaimCheck {
  /// A point around which there is no value in any direction that is tried, so that more than a face is left out.
  func hole(among left: [Point]) -> Point? {
    var generator = SplitMix64(seed: 0x686f_6c65)
    let step = max(1, left.count / Self.looks)
    let some = stride(from: 0, to: left.count, by: step).map { left[$0] }
    return some.first { point in
      var empty = 0
      for _ in 0..<Self.directions {
        guard let near = moved(point, &generator) else { continue }
        switch judge(at: near) {
        case .excluded: empty += 1
        default: return false
        }
      }
      return empty >= Self.directions / 2
    }
  }

  /// The simplest of the points at which a side has no value, by the symbols whose values matter to it.
  func simplest(of left: [Point]) -> String? {
    let names = space.names
    guard let point = left.min(by: { $0.rank(of: names) < $1.rank(of: names) }) else { return nil }
    let telling = names.filter { name in
      let others = Set(points.lazy.compactMap { $0[name] }.filter { $0 != point[name] }.prefix(8))
      return !others.allSatisfy { value in
        var other = point
        (other[name], other.intended[name]) = (value, nil)
        guard case .excluded = judge(at: other) else { return false }
        return true
      }
    }
    return point.text(telling.isEmpty ? names : telling)
  }

  private static let looks = 40
  private static let directions = 8

  /// A point a little beside another, in every symbol that moves freely; nil where none does, or a premise is broken.
  private func moved(_ point: Point, _ generator: inout SplitMix64) -> Point? {
    var near = point
    var hasMoved = false
    for axis in space.axes {
      guard let value = point[axis.name] else { return nil }
      switch axis.kind {
      case .scalar(.interval(let span)), .array(.interval(let span), _, .none):
        near[axis.name] = value.moved(in: span, &generator)
        hasMoved = hasMoved || near[axis.name] != value
      default: continue
      }
    }
    return hasMoved && premisesHold(at: near) ? near : nil
  }
}

extension ClaimCheck {
  /// A point that shows the claim to be false though no sides part there: of the contrary that is proved, or one of the
  /// points all over the domain at which a side has no value, whatever one takes for defined.
  func contrary(to statistics: LinkTally) -> LinkTally.Failure? {
    guard space.unread.isEmpty else { return nil }
    if !form.existing.isEmpty { return statistics.unknown > 0 ? contrary() : nil }
    guard statistics.held == 0, statistics.unknown == 0, form.minimiser == nil,
      case .relation(let terms, let relations) = form.conclusion, !form.conclusion.speaksOfInfinity,
      !relations.contains(where: { $0 == .unequal || $0 == .notIn })
    else { return nil }
    for point in statistics.left.prefix(3) {
      for term in terms {
        guard case .failure(let undefined) = evaluation.enclose(term, at: point), undefined.isBeyondDoubt,
          undefined == .sidesDiffer || !hasDerivative(term)
        else { continue }
        var failure = LinkTally.Failure(point: point, left: [], right: [])
        failure.reason = Message(
          zh: "在整个定义域上没有值: \(undefined.words.zh)",
          en: "no value anywhere on the domain: \(undefined.words.en)")
        return failure
      }
    }
    return nil
  }

  /// Where its rules give no value there may be a derivative all the same.
  private func hasDerivative(_ tree: Tree) -> Bool {
    guard let whole = try? tree.inlining(evaluation.definitions) else { return true }
    return whole.contains { if case .derivative = $0 { true } else { false } }
  }
}

extension Tree {
  /// A claim about ∞ takes a value for one that others take for none.
  fileprivate var speaksOfInfinity: Bool { contains { $0 == .constant(.infinity) } }
}

extension PointValue {
  /// The number moved by up to a ten-thousandth of its size or of its domain, kept inside.
  fileprivate func moved(in span: Span, _ generator: inout SplitMix64) -> PointValue {
    if case .array(let elements) = self { return .array(elements.map { $0.moved(in: span, &generator) }) }
    guard let number, number.isFinite else { return self }
    let width = span.upper - span.lower
    let size = width.isFinite ? width : max(number.magnitude, 1)
    let shift = size * 1e-4 * (2 * generator.unit() - 1)
    let (there, back) = (number + shift, number - shift)
    return span.contains(there) ? .number(there) : span.contains(back) ? .number(back) : self
  }
}
