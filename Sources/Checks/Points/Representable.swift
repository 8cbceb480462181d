import Snippets
import Trees

extension Binding {
  /// The point with values that the parameters' types hold; nil where a scalar leaves its domain.
  func representable(_ exact: Point, in space: SampleSpace, bound: Set<Name>) -> Point? {
    var point = exact.rounded(bound: bound)
    for argument in arguments where argument.type.scalar == .float {
      point[argument.name] = point[argument.name]?.roundedToFloat
    }
    for axis in space.axes {
      guard case .scalar(let set) = axis.kind, let value = point.number(axis.name) else { continue }
      if !set.admits(value) { return nil }
    }
    return row(point) == nil ? nil : point
  }
}

extension Point {
  /// Whether all its numbers are ones that people meet.
  var isOrdinary: Bool { values.values.allSatisfy(\.isOrdinary) }
}

extension PointValue {
  /// Numbers that nobody is surprised to meet where no domain is declared: their squares have room.
  var isOrdinary: Bool {
    switch self {
    case .number(let value): value == 0 || (0x1p-128...0x1p128).contains(value.magnitude)
    case .array(let elements): elements.allSatisfy(\.isOrdinary)
    case .exact, .function: true
    }
  }

  fileprivate var roundedToFloat: PointValue {
    switch self {
    case .number(let value): .number(Double(Float(value)))
    case .array(let elements): .array(elements.map(\.roundedToFloat))
    case .exact, .function: self
    }
  }
}
