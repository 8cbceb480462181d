import Snippets
import Trees

/// Points of a space in layers: each combination of finite values, each length, each value at which
/// a branch changes has points of its own, so that none is left to chance.
struct Sampling {
  let space: SampleSpace
  let evaluation: Evaluation
  /// What every point meets besides the domains: premises and the domains' own conditions.
  private let conditions: [Tree]
  let equalities: [Equality]
  var generator: SplitMix64
  /// Whether what is added now was asked for.
  private var isAiming = false
  private var points: [Point] = []
  private var seen: Set<Point> = []
  /// Elements of arrays that all points together may still have, those of this layer, and the point that is made.
  private(set) var allowance = Allowance()

  /// Bounds the memory that points take, however large their arrays are.
  struct Allowance {
    static let whole = 1_000_000
    /// A layer may have one point of this size, however little is left to it.
    var least = 30_000
    /// Whether sides of matrices may be long: nothing smaller fits.
    var isLarge = false
    var whole = Allowance.whole
    var layer = Allowance.whole / 8
    var point = 0
  }

  /// How many points, and of which kind.
  struct Size {
    /// About how many points.
    var budget = 2000
    /// No layer of finite values gets fewer.
    var smallestLayer = 250
  }

  /// A part of the points: what is fixed in it on purpose, and its share of the budget.
  struct Layer {
    var point = Point()
    var weight = 1.0
  }

  /// - Parameter premises: hold at every point.
  static func points(
    of space: SampleSpace, meeting premises: [Tree] = [], _ size: Size = Size(), generator: SplitMix64,
    _ evaluation: Evaluation
  ) -> [Point] {
    var sampling = Sampling(space, premises, evaluation: evaluation, generator: generator)
    let layers = sampling.layers()
    let total = layers.reduce(0) { $0 + $1.weight }
    let share = Double(size.budget) / max(total, 1)
    for (index, layer) in layers.enumerated() {
      let least =
        layer.weight < 1 ? Double(size.smallestLayer) * layer.weight / 4 : Double(size.smallestLayer)
      let count = sampling.isFixed(layer.point) ? 1 : max(6, Int(max(share * layer.weight, least)))
      sampling.allowance.layer = Allowance.whole / layers.count
      sampling.fill(layer.point, count: count, net: layer.weight < 1 ? nil : (index, layers.count))
    }
    if sampling.points.isEmpty {
      // Nothing smaller fits: sizes are given, and large.
      sampling.allowance.least = 300_000
      sampling.allowance.isLarge = true
      for layer in layers.prefix(4) { sampling.fill(layer.point, count: 3, net: nil) }
    }
    sampling.isAiming = true
    sampling.allowance.layer = Allowance.whole / 8
    sampling.addPins(size)
    sampling.addAsked()
    return sampling.points
  }

  private init(
    _ space: SampleSpace, _ premises: [Tree], evaluation: Evaluation, generator: SplitMix64
  ) {
    self.space = space
    self.evaluation = evaluation
    self.generator = generator
    conditions = (space.axes.flatMap(\.conditions) + premises).uniqued
    let scalars = Set(space.axes.filter(\.isScalar).map(\.name))
    equalities = conditions.flatMap(Self.equalities).map { left, right, condition in
      let names = Tree.sum([left, right]).freeSymbols.filter(scalars.contains)
      return Equality(
        condition: condition, difference: .sum([left, .negate(right)]),
        solutions: names.flatMap { name in
          Isolation.solutions(left, right, for: name).map { (name, $0) }
        })
    }
  }

  private static func equalities(_ condition: Tree) -> [(Tree, Tree, Tree)] {
    switch condition {
    case .relation(let terms, [.equal]) where terms.count == 2: [(terms[0], terms[1], condition)]
    case .logic(.and, let parts): parts.flatMap(equalities)
    default: []
    }
  }

  // MARK: Layers

  /// The parts of a point that are fixed on purpose.
  private mutating func layers() -> [Layer] {
    var layers = lengthLayers()
    for axis in space.axes {
      switch axis.kind {
      case .function(let arity):
        layers = cross(layers, axis.name, (0..<SampleCatalogue.count(arity: arity)).map { .function($0) })
      case .scalar(let set):
        guard let members = set.members, members.count * layers.count <= 64 else { continue }
        layers = cross(layers, axis.name, members)
      case .array: continue
      }
    }
    return layers + pinned(layers)
  }

  /// Each critical value of a continuous axis, over the layers.
  private func pinned(_ layers: [Layer]) -> [Layer] {
    var found: [Layer] = []
    for axis in space.axes {
      guard case .scalar(let set) = axis.kind, set.members == nil else { continue }
      for value in axis.critical.prefix(10) where set.contains(value) {
        let few = layers.prefix(12).map { Layer(point: $0.point, weight: $0.weight * 0.2) }
        found += cross(few, axis.name, [value])
      }
    }
    return found
  }

  private func cross(_ layers: [Layer], _ name: Name, _ values: [PointValue]) -> [Layer] {
    layers.flatMap { layer in
      values.map { value in
        var next = layer
        next.point[name] = value
        return next
      }
    }
  }

  private func isFixed(_ layer: Point) -> Bool { space.names.allSatisfy { layer[$0] != nil } }

  // MARK: Filling

  /// - Parameter net: which of how many layers it is that share a net; nil for one without.
  private mutating func fill(_ layer: Point, count: Int, net: (index: Int, count: Int)?) {
    let before = points.count
    let open = space.axes.filter { layer[$0.name] == nil }
    for values in tidy(open, limit: count / 5) { add(layer, values) }
    for values in corners(open, limit: count / 6) { add(layer, values) }
    if let net { addNet(layer, open, share: count, net) }
    var attempts = 0
    while points.count - before < count, attempts < count * 20, allowance.layer > 0 {
      attempts += 1
      add(layer, [:])
      // An empty array, or no axis at all, gives one point and no more.
      if attempts > 50, points.count - before < attempts / 40 { break }
    }
  }

  /// Each variable in each of many strata, the others at random beside it: evenly, then by size.
  private mutating func addNet(
    _ layer: Point, _ axes: [SampleSpace.Axis], share: Int, _ net: (index: Int, count: Int)
  ) {
    for (spacing, part) in [(Net.Spacing.even, 1.0), (.logarithmic, 0.5)] {
      let whole = Int(Double(min(Net.strata, share)) * part)
      let strata = share >= Net.strata ? whole : min(whole, Int(Double(share) * 0.4 * part))
      guard strata > 0 else { continue }
      let ranges = axes.compactMap { axis -> (Name, [PointValue])? in
        guard case .scalar(let set) = axis.kind else { return nil }
        let values = Net.values(
          of: set, spacing, strata: strata, limit: space.farthestInteger, &generator)
        return values.isEmpty ? nil : (axis.name, values)
      }
      guard !ranges.isEmpty else { continue }
      for stratum in 0..<strata {
        var values: [Name: PointValue] = [:]
        for (name, range) in ranges where stratum < range.count { values[name] = range[stratum] }
        add(layer, values)
      }
    }
  }

  /// A grid of simple numbers, so that a counterexample is simple from the start.
  private func tidy(_ axes: [SampleSpace.Axis], limit: Int) -> [[Name: PointValue]] {
    grid(axes, limit: limit) { $0.simple }
  }

  private func corners(_ axes: [SampleSpace.Axis], limit: Int) -> [[Name: PointValue]] {
    var found = grid(axes, limit: limit / 2) { $0.corners }
    // Near corners of one axis at a time, the others simple.
    for axis in axes {
      guard case .scalar(let set) = axis.kind else { continue }
      for value in set.corners + axis.critical.flatMap(\.neighbours) where set.contains(value) {
        found.append([axis.name: value])
      }
    }
    return found
  }

  private func grid(
    _ axes: [SampleSpace.Axis], limit: Int, _ choices: (ScalarSet) -> [PointValue]
  ) -> [[Name: PointValue]] {
    let scalars = axes.compactMap { axis -> (Name, [PointValue])? in
      guard case .scalar(let set) = axis.kind else { return nil }
      return (axis.name, choices(set))
    }.filter { !$0.1.isEmpty }
    guard !scalars.isEmpty else { return [] }
    var each = 1
    while each < 48, Self.size(each + 1, scalars.count) <= limit { each += 1 }
    var rows: [[Name: PointValue]] = [[:]]
    for (name, values) in scalars {
      rows = rows.flatMap { row in
        values.prefix(each).map { value in row.merging([name: value]) { $1 } }
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
  mutating func add(_ layer: Point, _ values: [Name: PointValue]) {
    guard allowance.layer > 0 else { return }
    var point = layer
    for (name, value) in values { point[name] = value }
    let start = min(max(allowance.layer, allowance.least), max(allowance.whole, 0))
    allowance.point = start
    defer {
      allowance.layer -= start - allowance.point
      allowance.whole -= start - allowance.point
    }
    guard complete(&point) else { return }
    confine(&point, keeping: values)
    guard solve(&point, keeping: values), meets(point) else { return }
    guard seen.insert(point).inserted else { return }
    point.isAimed = isAiming
    points.append(point)
  }

  private mutating func complete(_ point: inout Point) -> Bool {
    drawRaggedLengths(&point)
    for axis in space.axes where point[axis.name] == nil {
      switch axis.kind {
      case .scalar(let set): point[axis.name] = set.draw(&generator)
      case .function(let arity):
        point[axis.name] = .function(generator.index(SampleCatalogue.count(arity: arity)))
      case .array(let set, let shape, let constraint):
        guard let value = array(set, shape[...], constraint, path: [], in: point) else { return false }
        point[axis.name] = value
      }
    }
    return true
  }

  /// Whether the point may have so many elements more.
  mutating func spend(_ elements: Int) -> Bool {
    guard elements <= allowance.point else { return false }
    allowance.point -= elements
    return true
  }

  // MARK: Conditions

  private func meets(_ point: Point) -> Bool {
    for condition in conditions {
      switch evaluation.holds(condition, at: point) {
      case .success(.yes): continue
      case .success(.unknown) where point.solved.contains(condition): continue
      default: return false
      }
    }
    return true
  }

  func evaluated(_ tree: Tree, at point: Point) -> PointValue? { evaluation.value(of: tree, at: point) }
}

extension SampleSpace.Axis {
  var isScalar: Bool { if case .scalar = kind { true } else { false } }
}

extension PointValue {
  /// The number and those right beside it.
  var neighbours: [PointValue] {
    guard let number, number.isFinite else { return [self] }
    return [self, .number(number), .number(number.nextUp), .number(number.nextDown)].uniqued
  }
}
