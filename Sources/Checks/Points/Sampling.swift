import Trees

/// Points of a space in layers: each combination of finite values, each length, each value at which
/// a branch changes has points of its own, so that none is left to chance.
struct Sampling {
  private let space: Space
  private let satisfies: (Tree, Point) -> Bool
  private var generator: SplitMix64
  private var points: [Point] = []
  private var seen: Set<Point> = []

  /// - Parameters:
  ///   - budget: about how many points; no layer gets fewer than `smallestLayer`.
  ///   - satisfies: whether a condition holds at a point.
  static func points(
    of space: Space, budget: Int = 2000, smallestLayer: Int = 250, generator: SplitMix64,
    satisfies: @escaping (Tree, Point) -> Bool
  ) -> [Point] {
    var sampling = Sampling(space: space, satisfies: satisfies, generator: generator)
    let layers = sampling.layers()
    let share = max(smallestLayer, budget / max(layers.count, 1))
    for layer in layers { sampling.fill(layer, count: sampling.isFixed(layer) ? 1 : share) }
    return sampling.points
  }

  private init(space: Space, satisfies: @escaping (Tree, Point) -> Bool, generator: SplitMix64) {
    self.space = space
    self.satisfies = satisfies
    self.generator = generator
  }

  // MARK: Layers

  /// The parts of a point that are fixed on purpose.
  private mutating func layers() -> [Point] {
    var layers = lengthLayers()
    for axis in space.axes {
      switch axis.kind {
      case .function(let arity):
        layers = cross(layers, axis.name, (0..<SampleFunctions.count(arity: arity)).map { .function($0) })
      case .scalar(let set):
        guard let members = set.members, members.count * layers.count <= 64 else { continue }
        layers = cross(layers, axis.name, members.map { .number($0) })
      case .array: continue
      }
    }
    return layers + pinned(layers)
  }

  /// Each critical value of a continuous axis, over the layers.
  private func pinned(_ layers: [Point]) -> [Point] {
    var found: [Point] = []
    for axis in space.axes {
      guard case .scalar(let set) = axis.kind, set.members == nil else { continue }
      for value in axis.critical.prefix(6) where set.contains(value) {
        found += cross(Array(layers.prefix(12)), axis.name, [.number(value)])
      }
    }
    return found
  }

  private func cross(_ layers: [Point], _ name: Name, _ values: [PointValue]) -> [Point] {
    layers.flatMap { layer in
      values.map { value in
        var next = layer
        next[name] = value
        return next
      }
    }
  }

  /// 0, 1, 2, 3, 5, 8 terms; two lengths together as well as apart.
  private mutating func lengthLayers() -> [Point] {
    let plain = space.lengths.filter { !$0.isRagged }
    guard let first = plain.first else { return [Point()] }
    var layers: [Point] = []
    for count in Self.lengths where count >= first.minimum {
      var layer = Point()
      layer[first.name] = .number(Double(count))
      for other in plain.dropFirst() { layer[other.name] = .number(Double(length(other))) }
      layers.append(layer)
      guard plain.count > 1 else { continue }
      for other in plain.dropFirst() { layer[other.name] = .number(Double(max(count, other.minimum))) }
      layers.append(layer)
    }
    return layers.uniqued
  }

  private static let lengths = [0, 1, 2, 3, 5, 8]

  private mutating func length(_ length: Space.Length) -> Int {
    max(length.minimum, Self.lengths[generator.index(Self.lengths.count)])
  }

  private func isFixed(_ layer: Point) -> Bool { space.names.allSatisfy { layer[$0] != nil } }

  // MARK: Filling

  private mutating func fill(_ layer: Point, count: Int) {
    let before = points.count
    let open = space.axes.filter { layer[$0.name] == nil }
    for values in tidy(open, limit: count / 4) { add(layer, values) }
    for values in corners(open, limit: count / 5) { add(layer, values) }
    var attempts = 0
    while points.count - before < count, attempts < count * 20 {
      attempts += 1
      add(layer, [:])
      // An empty array, or no axis at all, gives one point and no more.
      if attempts > 50, points.count - before < attempts / 40 { break }
    }
  }

  /// A grid of simple numbers, so that a counterexample is simple from the start.
  private func tidy(_ axes: [Space.Axis], limit: Int) -> [[Name: PointValue]] {
    grid(axes, limit: limit) { $0.simple }
  }

  private func corners(_ axes: [Space.Axis], limit: Int) -> [[Name: PointValue]] {
    var found = grid(axes, limit: limit / 2) { $0.corners }
    // Near corners of one axis at a time, the others simple.
    for axis in axes {
      guard case .scalar(let set) = axis.kind else { continue }
      for value in set.corners + axis.critical.flatMap({ [$0, $0.nextUp, $0.nextDown] })
      where set.contains(value) {
        found.append([axis.name: .number(value)])
      }
    }
    return found
  }

  private func grid(
    _ axes: [Space.Axis], limit: Int, _ choices: (ScalarSet) -> [Double]
  ) -> [[Name: PointValue]] {
    let scalars = axes.compactMap { axis -> (Name, [Double])? in
      guard case .scalar(let set) = axis.kind else { return nil }
      return (axis.name, choices(set))
    }.filter { !$0.1.isEmpty }
    guard !scalars.isEmpty else { return [] }
    var each = 1
    while each < 32, Self.size(each + 1, scalars.count) <= limit { each += 1 }
    var rows: [[Name: PointValue]] = [[:]]
    for (name, values) in scalars {
      rows = rows.flatMap { row in
        values.prefix(each).map { value in row.merging([name: .number(value)]) { $1 } }
      }
    }
    return rows
  }

  private static func size(_ each: Int, _ axes: Int) -> Int {
    var size = 1
    for _ in 0..<axes { size = min(size * each, 1_000_000) }
    return size
  }

  /// Fills what is still open with drawn values; points that break a condition are dropped.
  private mutating func add(_ layer: Point, _ values: [Name: PointValue]) {
    var point = layer
    for (name, value) in values { point[name] = value }
    drawRaggedLengths(&point)
    for axis in space.axes where point[axis.name] == nil {
      switch axis.kind {
      case .scalar(let set): point[axis.name] = .number(set.draw(&generator))
      case .function(let arity):
        point[axis.name] = .function(generator.index(SampleFunctions.count(arity: arity)))
      case .array(let set, let shape, let constraint):
        guard let value = array(set, shape[...], constraint, path: [], in: point) else { return }
        point[axis.name] = value
      }
    }
    for axis in space.axes { for condition in axis.conditions where !satisfies(condition, point) { return } }
    if seen.insert(point).inserted { points.append(point) }
  }

  private mutating func drawRaggedLengths(_ point: inout Point) {
    let ragged = space.lengths.filter(\.isRagged)
    guard !ragged.isEmpty else { return }
    for length in ragged {
      let count = outerLength(of: length.name, in: point)
      point[length.name] = .array((0..<count).map { _ in .number(Double(self.length(length))) })
    }
  }

  /// N, for the `M_i` of an array with shape N, M_i.
  private func outerLength(of name: Name, in point: Point) -> Int {
    for axis in space.axes {
      guard case .array(_, let shape, _) = axis.kind else { continue }
      for (outer, inner) in zip(shape, shape.dropFirst()) {
        if case .element(.symbol(name), _) = inner { return count(outer, path: [], in: point) ?? 0 }
      }
    }
    return 0
  }

  private mutating func array(
    _ set: ScalarSet, _ shape: ArraySlice<Tree>, _ constraint: Space.Constraint, path: [Int], in point: Point
  ) -> PointValue? {
    guard let outer = shape.first, let count = count(outer, path: path, in: point), count >= 0, count <= 64
    else {
      return nil
    }
    if shape.count == 1 { return vector(set, count, constraint) }
    var rows: [PointValue] = []
    for index in 0..<count {
      guard let row = array(set, shape.dropFirst(), constraint, path: path + [index], in: point) else {
        return nil
      }
      rows.append(row)
    }
    return .array(rows)
  }

  private mutating func vector(_ set: ScalarSet, _ count: Int, _ constraint: Space.Constraint) -> PointValue?
  {
    switch constraint {
    case .none: return .array((0..<count).map { _ in .number(set.draw(&generator)) })
    case .oneHot:
      guard count > 0 else { return nil }
      let hot = generator.index(count)
      return .array((0..<count).map { .number($0 == hot ? 1 : 0) })
    case .simplex:
      guard count > 0 else { return nil }
      return simplex(count, set)
    }
  }

  /// Positive numbers with sum 1 as near as doubles come; halves and quarters now and then.
  private mutating func simplex(_ count: Int, _ set: ScalarSet) -> PointValue? {
    var weights = (0..<count).map { _ in
      generator.unit() < 0.3 ? Double(1 + generator.index(4)) : power(10, -3 * generator.unit())
    }
    let total = weights.reduce(0, +)
    for index in weights.indices { weights[index] /= total }
    guard weights.allSatisfy(set.contains) || count == 1 else { return nil }
    return .array(weights.map { .number($0) })
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
