import Diagnostics
import Trees
import Arithmetic
import Snippets

/// The truth about a tree at a point: balls whose precision is raised until the value is known.
struct Evaluation: Sendable {
  let definitions: [String: Definition]
  let declaresZeroLogZero: Bool
  /// Compiled trees: one formula is judged at thousands of points.
  private let programs: ProgramCache

  /// Working precisions in bits. A point where the last is not enough stays unknown.
  static let precisions = [96, 192, 384, 768, 1536]
  /// An integral is as wide as its panels leave it, whatever the digits: two precisions tell what there is to tell.
  private static func precisions(for program: Program) -> ArraySlice<Int> {
    program.hasIntegrals ? precisions.prefix(2) : precisions[...]
  }

  /// What to go on with where the first precision does not part two values.
  func deepPrecisions(_ left: Tree, _ right: Tree) -> [Int] {
    let hasIntegrals = programs.program(for: left).hasIntegrals || programs.program(for: right).hasIntegrals
    return hasIntegrals ? [Self.precisions[1]] : Self.precisions.dropFirst() + [Self.farPrecision]
  }

  /// The last resort, where all depends on whether two values are one.
  static let farPrecision = 4096
  /// Relative accuracy in bits that suffices to judge a double's last place.
  static let accuracy = 64
  /// Steps of a value in fractions, which grow as they are added up.
  private static let mostFractions = 1 << 16
  /// Steps that all evaluations together may take; nil is without end.
  var budget: Budget?

  init(
    definitions: [String: Definition] = [:], declaresZeroLogZero: Bool = false, budget: Budget? = nil
  ) {
    self.definitions = definitions
    self.declaresZeroLogZero = declaresZeroLogZero
    self.budget = budget
    programs = ProgramCache(definitions: definitions, declaresZeroLogZero: declaresZeroLogZero)
  }

  /// The tree, made ready for many points.
  func machine<A: Arithmetic>(for tree: Tree, in arithmetic: A) -> Interpreter<A> {
    Interpreter(programs.program(for: tree), in: arithmetic)
  }

  /// The value of a tree, as sharp as it can be had; the reason where there is none.
  func enclose(_ tree: Tree, at point: Point) -> Result<Value<Ball>, Undefined> {
    var last: Result<Value<Ball>, Undefined> = .failure(Undefined(.undecided(Message(""))))
    for bits in Self.precisions(for: programs.program(for: tree)) {
      switch enclose(tree, at: point, bits: bits) {
      case .success(let value):
        last = .success(value)
        if value.flattened.allSatisfy(Self.isSharp) { return last }
      case .failure(let undefined):
        guard case .undecided = undefined.reason else { return .failure(undefined) }
        // A branch at an equality of rational numbers is no matter of precision.
        if bits == Self.precisions[0], let exact = fractions(tree, at: point) {
          return .success(exact.mapped(BallArithmetic(precision: 192).exact))
        }
        if case .failure = last { last = .failure(undefined) }
      }
    }
    return last
  }

  /// The value of a tree at one working precision.
  func enclose(_ tree: Tree, at point: Point, bits: Int) -> Result<Value<Ball>, Undefined> {
    let program = programs.program(for: tree)
    let arithmetic = BallArithmetic(precision: bits)
    return charged(program, bits) { work throws(Undefined) in
      try Interpreter(program, in: arithmetic).value(at: try Self.environment(point, arithmetic), work: &work)
    }
  }

  /// Runs a program within what is left of the budget, and takes what it used from it.
  private func charged<Answer>(
    _ program: Program, _ bits: Int, _ run: (inout Int) throws(Undefined) -> Answer
  ) -> Result<Answer, Undefined> {
    let price = max(1, bits / 64)
    var work = min(Program.mostWork, budget.map { $0.left / price } ?? .max)
    guard work > 0 else { return .failure(budget?.end ?? Budget.spent) }
    let start = work
    defer { budget?.spend((start - max(work, 0) + program.size) * price) }
    do { return .success(try run(&work)) } catch {
      // What ran out here is the check's budget, not what one value may cost.
      return .failure(work < 0 && start < Program.mostWork ? budget?.end ?? Budget.spent : error)
    }
  }

  private static func isSharp(_ ball: Ball) -> Bool {
    ball.infinitySign != 0 || ball.accuracyBits >= accuracy
  }

  /// Whether a statement holds at a point: `unknown` where no precision can tell.
  func holds(_ statement: Tree, at point: Point) -> Result<Trees.Truth, Undefined> {
    var last: Result<Trees.Truth, Undefined> = .success(.unknown)
    let program = programs.program(for: statement)
    for bits in Self.precisions(for: program) {
      let arithmetic = BallArithmetic(precision: bits)
      let next = charged(program, bits) { work throws(Undefined) in
        try Interpreter(program, in: arithmetic).truth(
          at: try Self.environment(point, arithmetic), work: &work)
      }
      switch next {
      case .success(.unknown): last = next
      case .success: return next
      case .failure(let undefined):
        guard case .undecided = undefined.reason else { return next }
        last = next
      }
      // What balls cannot tell of rational numbers, fractions can.
      if bits == Self.precisions[0], let truth = exactTruth(program, at: point) { return .success(truth) }
    }
    return last
  }

  private func exactTruth(_ program: Program, at point: Point) -> Trees.Truth? {
    let arithmetic = FractionArithmetic()
    var work = Self.mostFractions
    guard let environment = try? Self.environment(point, arithmetic),
      let truth = try? Interpreter(program, in: arithmetic).truth(at: environment, work: &work),
      truth != .unknown
    else { return nil }
    return truth
  }

  /// Whether a point meets, for certain, what the symbols' domains ask of each other.
  func meetsConditions(of space: SampleSpace, at point: Point) -> Bool {
    space.axes.flatMap(\.conditions).allSatisfy { condition in
      switch holds(condition, at: point) {
      case .success(.yes): true
      case .success(.unknown): point.solved.contains(condition)
      default: false
      }
    }
  }

  /// What rounding can do to the formula at the point, in whatever order it is computed.
  func rounding(_ tree: Tree, at point: Point, _ format: RoundingArithmetic.Format = .double) -> [Interval]? {
    let arithmetic = RoundingArithmetic(format)
    guard var environment = try? Self.environment(point, arithmetic) else { return nil }
    for (name, exact) in point.intended {
      guard let rounded = point[name] else { continue }
      environment[name] = Self.between(exact, rounded, arithmetic)
    }
    return try? machine(for: tree, in: arithmetic).value(at: environment).flattened.map(arithmetic.settled)
  }

  /// From an exact value to the double that stands for it.
  private static func between(
    _ exact: PointValue, _ rounded: PointValue, _ arithmetic: RoundingArithmetic
  ) -> Value<RoundingArithmetic.Number>? {
    switch (exact, rounded) {
    case (.array(let a), .array(let b)):
      let values = zip(a, b).compactMap { between($0, $1, arithmetic) }
      return values.count == a.count ? .array(values) : nil
    default:
      guard case .number(let a)? = try? value(exact, arithmetic),
        case .number(let b)? = try? value(rounded, arithmetic)
      else { return nil }
      return .number(arithmetic.hull(a, b))
    }
  }

  /// The platform's doubles: fast, for a first look only.
  func approximate(_ tree: Tree, at point: Point) -> Double? {
    guard let environment = try? Self.environment(point, DoubleArithmetic()) else { return nil }
    return try? machine(for: tree, in: DoubleArithmetic()).number(at: environment)
  }

  /// The same of every element of an array.
  func approximateElements(_ tree: Tree, at point: Point) -> [Double]? {
    guard let environment = try? Self.environment(point, DoubleArithmetic()) else { return nil }
    return try? machine(for: tree, in: DoubleArithmetic()).value(at: environment).flattened
  }

  /// Bounds of a tree without symbols.
  func closed(_ tree: Tree) -> ClosedRange<Double>? {
    guard tree.freeSymbols.isEmpty, case .success(.number(let ball)) = enclose(tree, at: Point()) else {
      return nil
    }
    if ball.infinitySign != 0 {
      return Double(ball.infinitySign) * .infinity...Double(ball.infinitySign) * .infinity
    }
    if let nearest = ball.nearest, ball.isExact || ball.contains(nearest) { return nearest...nearest }
    let (lower, upper) = ball.bounds
    return lower...upper
  }

  // MARK: Exact values

  /// The value of a tree without symbols: a fraction, or the tree itself.
  func exactValue(_ tree: Tree) -> PointValue? {
    tree.freeSymbols.isEmpty ? value(of: tree, at: Point()) : nil
  }

  /// The value of a tree at a point of scalars, exactly; nil where there is none.
  func value(of tree: Tree, at point: Point) -> PointValue? {
    if let fraction = fraction(tree, at: point) { return .real(fraction) }
    var trees: [Name: Tree] = [:]
    for name in tree.freeSymbols {
      guard let value = point[name]?.tree else { return nil }
      trees[name] = value
    }
    let closed = trees.isEmpty ? tree : tree.substituting(trees)
    guard closed.size <= 400, let ball = enclosedNumber(closed), ball.isFinite || ball.infinitySign != 0
    else { return nil }
    if ball.infinitySign != 0 { return .number(Double(ball.infinitySign) * .infinity) }
    return .exact(.closed(closed, nearest: ball.middle))
  }

  private func enclosedNumber(_ tree: Tree) -> Ball? {
    guard case .success(.number(let ball)) = enclose(tree, at: Point()) else { return nil }
    return ball
  }

  /// What is rational at a rational point, without any rounding.
  func fraction(_ tree: Tree, at point: Point) -> Fraction? {
    guard case .number(let fraction)? = fractions(tree, at: point) else { return nil }
    return fraction
  }

  /// The same for numbers and arrays.
  func fractions(_ tree: Tree, at point: Point) -> Value<Fraction>? {
    var work = Self.mostFractions
    guard let environment = try? Self.environment(point, FractionArithmetic()) else { return nil }
    return try? machine(for: tree, in: FractionArithmetic()).value(at: environment, work: &work)
  }

  // MARK: Points as values

  static func environment<A: Arithmetic>(_ point: Point, _ arithmetic: A) throws(Undefined)
    -> [Name: Value<A.Number>]
  {
    var environment: [Name: Value<A.Number>] = [:]
    for (name, value) in point.values { environment[name] = try Self.value(value, arithmetic) }
    return environment
  }

  static func value<A: Arithmetic>(_ value: PointValue, _ arithmetic: A) throws(Undefined) -> Value<A.Number>
  {
    switch value {
    case .number(let number): return .number(arithmetic.exact(number))
    case .exact(.fraction(let fraction)): return .number(arithmetic.exact(fraction))
    case .exact(.closed(let tree, _)):
      return .number(try Interpreter(closedPrograms.program(for: tree), in: arithmetic).number(at: [:]))
    case .array(let elements):
      var values: [Value<A.Number>] = []
      values.reserveCapacity(elements.count)
      for element in elements { values.append(try Self.value(element, arithmetic)) }
      return .array(values)
    case .function(let number): return .function(SampleCatalogue.function(number, arithmetic))
    }
  }

  private static let closedPrograms = ProgramCache(definitions: [:], declaresZeroLogZero: false)
}

extension Value<Fraction> {
  fileprivate func mapped(_ ball: (Fraction) -> Ball) -> Value<Ball> {
    switch self {
    case .number(let fraction): .number(ball(fraction))
    case .array(let elements): .array(elements.map { $0.mapped(ball) })
    case .function: .array([])
    }
  }
}
