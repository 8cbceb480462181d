import Arithmetic
import Trees

/// Arrays and their lengths.
extension Sampling {
  /// Each length has points of its own, fewer where there are many elements; two lengths are one as well
  /// as apart.
  mutating func lengthLayers() -> [Layer] {
    let plain = space.lengths.filter { !$0.isRagged }
    guard let first = plain.first else { return [Layer()] }
    var layers: [Layer] = []
    let fitting = Self.lengths.filter { first.allows($0.0) }
    for (count, weight) in fitting.isEmpty ? [(first.nearest(1), 1)] : fitting {
      var layer = Layer(weight: weight)
      layer.point[first.name] = .number(Double(count))
      for other in plain.dropFirst() { layer.point[other.name] = .number(Double(length(other))) }
      layers.append(layer)
      guard plain.count > 1 else { continue }
      // Matrices of a hundred rows and columns are left out.
      guard count <= 33 else { continue }
      for other in plain.dropFirst() { layer.point[other.name] = .number(Double(other.nearest(count))) }
      layers.append(layer)
    }
    var seen: Set<Point> = []
    return layers.filter { seen.insert($0.point).inserted }
  }

  /// Lengths with their share of the points: block sizes, their neighbours, and more than a cache line.
  private static let lengths: [(Int, Double)] = [
    (0, 1), (1, 1), (2, 1), (3, 1), (4, 0.6), (5, 0.6), (6, 0.4), (7, 0.4), (8, 0.6), (9, 0.4), (16, 0.15),
    (17, 0.15), (31, 0.08), (33, 0.08), (64, 0.04), (100, 0.04),
  ]
  private static let short = [0, 1, 2, 3, 5, 8]

  private mutating func length(_ length: SampleSpace.Length) -> Int {
    length.nearest(Self.short[generator.index(Self.short.count)])
  }

  /// N, for the `M_i` of an array with shape N, M_i.
  mutating func drawRaggedLengths(_ point: inout Point) {
    for length in space.lengths where length.isRagged {
      let count = outerLength(of: length.name, in: point)
      point[length.name] = .array((0..<count).map { _ in .number(Double(self.length(length))) })
    }
  }

  private func outerLength(of ragged: Name, in point: Point) -> Int {
    for axis in space.axes {
      guard case .array(_, let shape, _) = axis.kind else { continue }
      for (outer, inner) in zip(shape, shape.dropFirst()) {
        if case .element(.symbol(let name), _) = inner, name == ragged {
          return count(outer, path: [], in: point) ?? 0
        }
      }
    }
    return 0
  }

  mutating func array(
    _ set: ScalarSet, _ shape: ArraySlice<Tree>, _ constraint: SampleSpace.Constraint, path: [Int],
    in point: Point
  ) -> PointValue? {
    guard let outer = shape.first, let count = count(outer, path: path, in: point), count >= 0,
      count <= longest(outer, isMatrix: shape.count > 1 || !path.isEmpty)
    else { return nil }
    if shape.count == 1 {
      guard spend(count) else { return nil }
      return vector(set, count, constraint)
    }
    var rows: [PointValue] = []
    for index in 0..<count {
      guard let row = array(set, shape.dropFirst(), constraint, path: path + [index], in: point) else {
        return nil
      }
      rows.append(row)
    }
    if constraint == .symmetric, path.isEmpty { return mirrored(rows) }
    return .array(rows)
  }

  /// What stands below the diagonal, above it too.
  private func mirrored(_ rows: [PointValue]) -> PointValue? {
    let elements = rows.compactMap { if case .array(let row) = $0 { row } else { nil } }
    guard elements.count == rows.count, elements.allSatisfy({ $0.count == rows.count }) else { return nil }
    return .array(
      rows.indices.map { row in .array(rows.indices.map { elements[max(row, $0)][min(row, $0)] }) })
  }

  /// A vector of length 1, exactly: where the line through a pole and a point of the plane meets the sphere.
  private mutating func unit(_ count: Int, _ set: ScalarSet) -> PointValue? {
    guard count > 0 else { return nil }
    let sign = Fraction(generator.unit() < 0.5 ? 1 : -1)
    let pole = generator.index(count)
    let isAxis = count == 1 || generator.unit() < 0.1
    let plane = (0..<count).map { place in
      place == pole || isAxis
        ? Fraction.zero : Fraction(generator.index(9) - 4).divided(by: Fraction(1 + generator.index(4)))
    }
    let square = plane.reduce(Fraction.zero) { $0.adding($1.multiplied(by: $1)) }
    let below = square.adding(Fraction(1))
    let values = plane.indices.map { place in
      let above = place == pole ? square.adding(Fraction(-1)) : plane[place].multiplied(by: Fraction(2))
      return PointValue.real(above.multiplied(by: sign).divided(by: below))
    }
    return values.allSatisfy(set.contains) ? .array(values) : nil
  }

  /// What a matrix is multiplied with grows with the square of its sides: sides that are free stay short where they can.
  private func longest(_ side: Tree, isMatrix: Bool) -> Int {
    if case .number = side { return 4096 }
    return isMatrix && !allowance.isLarge ? 128 : 4096
  }

  private mutating func vector(_ set: ScalarSet, _ count: Int, _ constraint: SampleSpace.Constraint)
    -> PointValue?
  {
    switch constraint {
    case .none, .symmetric: return .array(elements(set, count))
    case .unit: return unit(count, set)
    case .oneHot:
      guard count > 0 else { return nil }
      let hot = generator.index(count)
      return .array((0..<count).map { .number($0 == hot ? 1 : 0) })
    case .simplex:
      guard count > 0 else { return nil }
      return set.hasNegative && generator.unit() < 0.7 ? unitSum(count, set) : simplex(count, set)
    }
  }

  /// Elements at random, now and then with ties, all alike, or far apart.
  private mutating func elements(_ set: ScalarSet, _ count: Int) -> [PointValue] {
    var elements = (0..<count).map { _ in set.draw(&generator) }
    guard count > 1 else { return elements }
    let way = generator.unit()
    if way < 0.15 {
      for _ in 0...count / 4 { elements[generator.index(count)] = elements[generator.index(count)] }
    } else if way < 0.18 {
      elements = Array(repeating: elements[0], count: count)
    } else if way < 0.22 {
      return plain(set, count) ?? elements
    } else if way < 0.26 {
      let ends = set.corners.filter { $0.number?.magnitude ?? 0 > 1e-9 }
      if !ends.isEmpty { elements = elements.map { _ in ends[generator.index(ends.count)] } }
    }
    return elements
  }

  /// What is decided exactly: all elements one simple number, or all but one.
  private mutating func plain(_ set: ScalarSet, _ count: Int) -> [PointValue]? {
    let simple = set.simple.prefix(4)
    guard !simple.isEmpty else { return nil }
    var elements = Array(repeating: simple[generator.index(simple.count)], count: count)
    if generator.unit() < 0.5 { elements[generator.index(count)] = simple[generator.index(simple.count)] }
    return elements
  }

  /// Numbers of either sign with sum 1, exactly.
  private mutating func unitSum(_ count: Int, _ set: ScalarSet) -> PointValue? {
    let isWhole = if case .interval = set { generator.unit() < 0.3 } else { true }
    var values = (1..<max(count, 1)).map { _ in
      let whole = Fraction(generator.index(9) - 4)
      return isWhole ? whole : whole.divided(by: Fraction(1 + generator.index(8)))
    }
    values.append(values.reduce(Fraction(1)) { $0.adding($1.negated) })
    let numbers = values.map { PointValue.real($0) }
    return numbers.allSatisfy(set.contains) ? .array(numbers) : nil
  }

  /// Positive numbers with sum 1, exactly; tiny ones and zeros now and then.
  private mutating func simplex(_ count: Int, _ set: ScalarSet) -> PointValue? {
    let way = generator.unit()
    var weights: [Fraction] = (0..<count).map { _ in
      if way < 0.3 { return Fraction(1 + generator.index(4)) }
      // Few bits, so that the sum's denominator stays short.
      return Fraction.exactly((power(10, -3 * generator.unit()) * 0x1p20).rounded())
    }
    if way < 0.04 {
      weights = Array(repeating: Fraction(1), count: count)
    } else if way < 0.08, set.contains(0.0) {
      let one = generator.index(count)
      weights = (0..<count).map { Fraction($0 == one ? 1 : 0) }
    } else if way > 0.7, count > 1 {
      for _ in 0..<(1 + generator.index(count - 1)) {
        let isZero = way > 0.95 && set.contains(0.0)
        weights[generator.index(count)] =
          isZero ? .zero : Fraction.exactly(power(10, -1 - 299 * generator.unit() * generator.unit()))
      }
    }
    let total = weights.reduce(Fraction.zero) { $0.adding($1) }
    guard total.sign > 0 else { return nil }
    let values = weights.map { PointValue.real($0.divided(by: total)) }
    return values.allSatisfy(set.contains) ? .array(values) : nil
  }

  private func count(_ tree: Tree, path: [Int], in point: Point) -> Int? {
    switch tree {
    case .number(let number): return number.integer
    case .symbol(let name): return point.number(name).map { Int($0) }
    case .element(.symbol(let name), _):
      guard case .array(let lengths)? = point[name], let index = path.last, index < lengths.count else {
        return nil
      }
      return lengths[index].number.map { Int($0) }
    case .sum(let terms):
      let parts = terms.compactMap { count($0, path: path, in: point) }
      return parts.count == terms.count ? parts.reduce(0, +) : nil
    case .negate(let inner): return count(inner, path: path, in: point).map { -$0 }
    case .product(let factors):
      let parts = factors.compactMap { count($0, path: path, in: point) }
      return parts.count == factors.count ? parts.reduce(1, *) : nil
    default: return nil
    }
  }
}
