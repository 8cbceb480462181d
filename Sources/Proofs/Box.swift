import Trees
import Arithmetic

/// The values of one real symbol: between two closed trees, so that an end can be put in exactly.
package struct VariableRange: Sendable, Hashable {
  package var name: Name
  /// `∞` is the constant, or its opposite.
  package var lower: Tree
  package var upper: Tree
  package var isClosedBelow: Bool
  package var isClosedAbove: Bool
  /// Encloses all of it, the ends included.
  package let interval: Interval

  /// - Returns: nil where an end has no value or the ends are not in order.
  package init?(_ name: Name, _ lower: Tree, _ upper: Tree, closedBelow: Bool, closedAbove: Bool) {
    guard let low = Self.enclosure(lower), let high = Self.enclosure(upper), low.lower <= high.upper else {
      return nil
    }
    self.name = name
    self.lower = lower
    self.upper = upper
    isClosedBelow = closedBelow && low.lower.isFinite
    isClosedAbove = closedAbove && high.upper.isFinite
    interval = Interval(low.lower, high.upper)
  }

  /// One double, exactly.
  init(_ name: Name, exactly value: Double) {
    self.name = name
    lower = .number(0)
    upper = .number(0)
    isClosedBelow = true
    isClosedAbove = true
    interval = Interval(value)
  }

  static func enclosure(_ tree: Tree) -> Interval? {
    guard let value = try? Evaluator(IntervalArithmetic()).number(of: tree, at: [:]),
      !value.lower.isNaN, !value.upper.isNaN
    else { return nil }
    return value
  }

  package var isPoint: Bool { lower == upper }
  package var isBounded: Bool { interval.lower.isFinite && interval.upper.isFinite }
  package func end(_ end: Endpoint) -> Tree { end == .lower ? lower : upper }
  package func isClosed(_ end: Endpoint) -> Bool { end == .lower ? isClosedBelow : isClosedAbove }

  package var opened: VariableRange {
    var side = self
    if !isPoint { (side.isClosedBelow, side.isClosedAbove) = (false, false) }
    return side
  }

  package func closed(_ end: Endpoint) -> VariableRange {
    var side = self
    if end == .lower { side.isClosedBelow = interval.lower.isFinite }
    if end == .upper { side.isClosedAbove = interval.upper.isFinite }
    return side
  }

  /// Below a place, the place itself, above it; the cut itself belongs to the halves if they are closed.
  ///
  /// - Returns: nil unless the place is certain to lie strictly inside.
  package func parts(at place: Tree, closed: Bool) -> (below: VariableRange, above: VariableRange)? {
    guard place.freeSymbols.isEmpty, let value = Self.enclosure(place),
      let low = Self.enclosure(lower), let high = Self.enclosure(upper),
      low.upper < value.lower, value.upper < high.lower,
      let below = VariableRange(name, lower, place, closedBelow: isClosedBelow, closedAbove: closed),
      let above = VariableRange(name, place, upper, closedBelow: closed, closedAbove: isClosedAbove)
    else { return nil }
    return (below, above)
  }
}

package enum Endpoint: String, Sendable, Hashable { case lower, upper }

/// What a goal's symbols range over.
package struct Box: Sendable, Hashable {
  package var sides: [VariableRange]
  /// Symbols with a finite set of values.
  package var finite: [Members]
  /// Symbols of which whole numbers alone are meant: no place on their sides may be left out.
  package var whole: Set<Name> = []

  package struct Members: Sendable, Hashable {
    package var name: Name
    package var values: [Tree]
    package init(_ name: Name, _ values: [Tree]) {
      self.name = name
      self.values = values
    }
  }

  package init(sides: [VariableRange] = [], finite: [Members] = []) {
    self.sides = sides
    self.finite = finite
  }

  package func index(of name: Name) -> Int? { sides.firstIndex { $0.name == name } }
  package func side(_ name: Name) -> VariableRange? { sides.first { $0.name == name } }

  package func replacing(_ side: VariableRange) -> Box {
    var box = self
    if let index = index(of: side.name) { box.sides[index] = side }
    return box
  }

  package func without(_ name: Name) -> Box {
    var box = self
    box.sides.removeAll { $0.name == name }
    return box
  }

  /// Every side without its ends: what is dense in the box.
  package var opened: Box {
    var box = self
    box.sides = sides.map(\.opened)
    return box
  }

  /// Every side with its ends.
  package var closed: Box {
    var box = self
    box.sides = sides.map { $0.closed(.lower).closed(.upper) }
    return box
  }
}
