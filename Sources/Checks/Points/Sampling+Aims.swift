import Trees

/// Points that something asks for: branches that meet where symbols do, numbers in the Swift code.
extension Sampling {
  /// Where branches change at a term over other symbols, `x = y`: that value and those beside it.
  mutating func addPins(_ size: Size) {
    let pins = space.axes.flatMap { axis in axis.pins.prefix(12).map { (axis, $0) } }
    guard !pins.isEmpty else { return }
    let each = max(4, min(24, size.budget / 10 / pins.count))
    for (axis, pin) in pins {
      guard case .scalar(let set) = axis.kind else { continue }
      for turn in 0..<each {
        var base = Point()
        for other in space.axes where other.name != axis.name {
          guard case .scalar(let range) = other.kind else { continue }
          // Every other time simple, so that what is found can be read.
          let simple = range.simple.prefix(12)
          base[other.name] =
            turn.isMultiple(of: 2) && !simple.isEmpty
            ? simple[generator.index(simple.count)] : range.draw(&generator)
        }
        guard var value = evaluated(pin, at: base) else { continue }
        // Near to where branches meet is near enough.
        if value.fraction == nil { value = value.rounded }
        for near in value.nearby where set.contains(near) {
          var values = base.values
          values[axis.name] = near
          add(Point(), values)
        }
      }
    }
  }

  /// Numbers that the code compares with, clamps to and counts to, on both sides.
  mutating func addAsked() {
    for axis in space.axes {
      for value in axis.asked {
        switch axis.kind {
        case .scalar(let set):
          for near in value.nearby where set.contains(near) {
            for _ in 0..<2 { add(Point(), [axis.name: near]) }
          }
        case .array(let set, _, .none):
          for near in value.nearby where set.contains(near) { addArray(axis, holding: near) }
        case .array, .function: continue
        }
      }
    }
    for values in space.askedTogether {
      let known = values.filter { name, value in
        if case .scalar(let set)? = space.axis(name)?.kind { set.contains(value) } else { false }
      }
      for _ in 0..<3 { add(Point(), known) }
    }
    for count in space.askedLengths {
      for length in space.lengths where !length.isRagged && length.allows(count) {
        var layer = Point()
        for other in space.lengths where !other.isRagged {
          layer[other.name] = .number(Double(other.nearest(other.name == length.name ? count : 3)))
        }
        for _ in 0..<4 { add(layer, [:]) }
      }
    }
  }

  /// An array one of whose elements is a given number.
  private mutating func addArray(_ axis: SampleSpace.Axis, holding value: PointValue) {
    guard case .array(let set, let shape, _) = axis.kind, shape.count == 1,
      let length = space.lengths.first(where: { shape[0] == .symbol($0.name) })
    else { return }
    for count in [1, 2, 5] where length.allows(count) {
      var elements = (0..<count).map { _ in set.draw(&generator) }
      elements[generator.index(count)] = value
      var layer = Point()
      for other in space.lengths where !other.isRagged { layer[other.name] = .number(Double(count)) }
      add(layer, [axis.name: .array(elements)])
    }
  }
}

extension PointValue {
  /// The number, the doubles beside it, and a little further on both sides.
  fileprivate var nearby: [PointValue] {
    guard let number, number.isFinite else { return [self] }
    let size = max(number.magnitude, 1e-300)
    let steps = [1e-9, 1e-3].flatMap { [number - size * $0, number + size * $0] }
    let whole = number == number.rounded() && size < 1e15 ? [number - 1, number + 1] : []
    return (neighbours + (steps + whole).map { .number($0) }).uniqued
  }
}
