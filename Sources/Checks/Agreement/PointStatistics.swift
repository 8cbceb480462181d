import Trees

/// What all points together say about a definition and its code.
struct PointStatistics: Sendable {
  var sharp = 0
  var blunt = 0
  var excluded = 0
  var unknown = 0
  var worstULP = 0.0
  var differences: [Difference] = []
  var fault: (point: Point, reason: Undefined)?
  /// Why points stayed unknown.
  var obstacle: Undefined?
  /// The simplest point where half of the digits were lost, though rounding explains it.
  var inaccurate: (point: Point, relative: Double, ulp: Double)? {
    inaccuratePoints >= Self.fewestInaccurate ? simplestInaccurate : nil
  }
  private var simplestInaccurate: (point: Point, relative: Double, ulp: Double)?
  private var inaccuratePoints = 0
  /// Of thousands of points one or two are nobody's.
  private static let fewestInaccurate = 3
  private var sharpBranches: Set<Int> = []
  private var tried = Coverage()
  private var covered = Coverage()

  /// A relative error from here on is worth a word: half of a double's digits.
  static let inaccuracy = 1e-8
  static let fewestSharp = 200

  mutating func count(_ outcome: PointOutcome, at point: Point, in space: SampleSpace) {
    tried.note(point, in: space)
    switch outcome {
    case .excluded: excluded += 1
    case .unknown(let reason):
      unknown += 1
      obstacle = obstacle ?? reason
    case .faulty(let reason): if fault == nil { fault = (point, reason) }
    case .differs(let difference): differences.append(difference)
    case .agrees(let ulp, let relative, let isSharp, let branch):
      if relative > Self.inaccuracy {
        inaccuratePoints += 1
        if simplestInaccurate.map({ point.rank(of: space.names) < $0.point.rank(of: space.names) }) ?? true {
          simplestInaccurate = (point, relative, ulp)
        }
      }
      guard isSharp else {
        blunt += 1
        return
      }
      sharp += 1
      worstULP = max(worstULP, ulp)
      if let branch { sharpBranches.insert(branch) }
      covered.note(point, in: space)
    }
  }

  /// What keeps the points from being enough for a verdict.
  func gap(in space: SampleSpace, branches: Int, total: Int) -> Gap? {
    if sharp == 0 { return obstacle.map { .obstacle($0) } ?? .noPoint }
    for branch in 0..<branches where !sharpBranches.contains(branch) { return .branch(branch) }
    // A finite space is covered when each of its points was tried.
    if space.isFinite { return nil }
    let wanted = total - excluded >= Self.fewestSharp ? Self.fewestSharp : (total - excluded + 1) / 2
    if sharp < wanted { return .fewSharp(sharp) }
    return tried.gap(to: covered, in: space).map { .part($0) }
  }

  enum Gap: Hashable, Sendable {
    case noPoint
    case obstacle(Undefined)
    case fewSharp(Int)
    case branch(Int)
    case part(Coverage.Gap)
  }

  /// The difference that a reader takes in most easily; sharp ones first.
  func simplest(_ names: [Name]) -> Difference? {
    let sharp = differences.filter(\.isSharp)
    return (sharp.isEmpty ? differences : sharp).min {
      $0.point.rank(of: names) < $1.point.rank(of: names)
    }
  }
}

extension Point {
  /// How far the numbers are from 1, as powers of 2: between points as short as one another, the nearer.
  func size(_ names: [Name]) -> Double { names.reduce(0) { $0 + (values[$1]?.size ?? 0) } }
}

extension PointValue {
  fileprivate var size: Double {
    switch self {
    case .number(let value): value == 0 || !value.isFinite ? 0 : abs(Double(value.exponent))
    case .exact(let number): PointValue.number(number.nearest).size
    case .array(let elements): elements.reduce(0) { $0 + $1.size }
    case .function: 0
    }
  }
}

extension SampleSpace {
  var isFinite: Bool {
    axes.allSatisfy { axis in
      if case .scalar(let set) = axis.kind { set.members != nil } else { false }
    }
  }
}

extension SampleSpace.Axis {
  var hasDeciles: Bool {
    guard case .scalar(let set) = kind, set.members == nil else { return false }
    if case .interval = set { return set.window.lowerBound < set.window.upperBound && conditions.isEmpty }
    return false
  }

  /// Which tenth of its window the symbol lies in.
  func decile(_ point: Point) -> Int? {
    guard hasDeciles, case .scalar(let set) = kind, let value = point.number(name) else { return nil }
    let window = set.window
    guard window.contains(value) else { return nil }
    return min(9, Int((value - window.lowerBound) / (window.upperBound - window.lowerBound) * 10))
  }
}
