import Trees

/// Simpler points near one where formula and code differ; whether they differ there too, the code
/// must say.
enum Shrinking {
  /// - Returns: nothing where the point is as simple as can be.
  static func candidates(_ point: Point, in space: SampleSpace) -> [Point] {
    var found: [Point] = []
    for axis in space.axes {
      guard let value = point[axis.name] else { continue }
      for simpler in simpler(value, axis.kind) {
        var next = point
        next[axis.name] = simpler
        found.append(next)
      }
    }
    found += shorter(point, in: space)
    let cost = point.cost(of: space.names)
    return Array(found.filter { $0.cost(of: space.names) < cost }.uniqued.prefix(200))
  }

  /// The simplest finding of its kind near one, step by step.
  ///
  /// - Parameter again: what is found at another point, nil where nothing is.
  static func simplest<Finding>(
    _ finding: Finding, at place: (Finding) -> Point, in space: SampleSpace, again: (Point) -> Finding?
  ) -> Finding {
    var best = finding
    for _ in 0..<12 {
      let next = candidates(place(best), in: space)
        .sorted { $0.cost(of: space.names) < $1.cost(of: space.names) }
        .lazy.compactMap(again).first
      guard let next else { break }
      best = next
    }
    return best
  }

  private static func simpler(_ value: PointValue, _ kind: SampleSpace.Kind) -> [PointValue] {
    switch (value, kind) {
    case (.number, .scalar(let set)), (.exact, .scalar(let set)): return simpler(value, set)
    case (.array(let elements), .array(let set, _, .none)):
      return elements.indices.flatMap { index in
        simpler(elements[index], set).prefix(6).map { simple in
          var changed = elements
          changed[index] = simple
          return .array(changed)
        }
      }
    case (.array(let elements), .array(let set, _, .simplex)) where elements.count > 1:
      let even = Array(repeating: PointValue.ratio(1, elements.count), count: elements.count)
      let halves = elements.indices.map { PointValue.ratio(1, 1 << min($0 + 1, elements.count - 1)) }
      return [even, halves].filter { $0 != elements && $0.allSatisfy(set.contains) }.map { .array($0) }
    case (.function(let number), _) where number > 0: return [.function(0)]
    default: return []
    }
  }

  private static func simpler(_ value: PointValue, _ set: ScalarSet) -> [PointValue] {
    guard let number = value.number else { return [] }
    let rounded = [1, 2, 3].map { digits in
      let unit = number == 0 ? 1 : power(10, log(abs(number)).rounded(.down) - Double(digits - 1))
      return PointValue.number((number / unit).rounded() * unit)
    }
    return (set.simple.prefix(12) + rounded).filter { set.contains($0) && $0 != value }
  }

  /// log10, rough: an exponent is all that is asked of it.
  private static func log(_ value: Double) -> Double { Double(value.exponent) * 0.30103 }

  /// All arrays over one length cut by their last element; the last one stays: an empty array shows nothing.
  private static func shorter(_ point: Point, in space: SampleSpace) -> [Point] {
    space.lengths.filter { !$0.isRagged }.compactMap { length in
      guard let count = point.number(length.name), count > 1, length.allows(Int(count) - 1) else {
        return nil
      }
      var next = point
      next[length.name] = .number(count - 1)
      for axis in space.axes {
        guard case .array(_, let shape, let constraint) = axis.kind,
          let depth = shape.firstIndex(of: .symbol(length.name)),
          let value = point[axis.name]
        else { continue }
        // A distribution cut short no longer sums to 1.
        if case .none = constraint {} else if depth == shape.count - 1 { return nil }
        next[axis.name] = value.droppingLast(atDepth: depth)
      }
      for ragged in space.lengths where ragged.isRagged {
        if let value = point[ragged.name] { next[ragged.name] = value.droppingLast(atDepth: 0) }
      }
      return next
    }
  }
}

extension PointValue {
  fileprivate func droppingLast(atDepth depth: Int) -> PointValue {
    guard case .array(let elements) = self else { return self }
    return depth == 0
      ? .array(elements.dropLast()) : .array(elements.map { $0.droppingLast(atDepth: depth - 1) })
  }
}
