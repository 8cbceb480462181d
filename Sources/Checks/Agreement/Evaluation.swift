import Diagnostics
import Trees
import Arithmetic

/// The truth about a tree at a point: balls whose precision is raised until the value is known.
struct Evaluation: Sendable {
  let definitions: [String: Definition]
  let declaresZeroLogZero: Bool
  /// Compiled trees: one formula is judged at thousands of points.
  private let programs: Programs

  /// Working precisions in bits. A point where the last is not enough stays unknown.
  static let precisions = [96, 192, 384, 768, 1536]
  /// Relative accuracy in bits that suffices to judge a double's last place.
  static let accuracy = 64

  init(definitions: [String: Definition] = [:], declaresZeroLogZero: Bool = false) {
    self.definitions = definitions
    self.declaresZeroLogZero = declaresZeroLogZero
    programs = Programs(definitions: definitions, declaresZeroLogZero: declaresZeroLogZero)
  }

  /// The tree, made ready for many points.
  func machine<A: Arithmetic>(for tree: Tree, in arithmetic: A) -> Machine<A> {
    Machine(programs.program(for: tree), in: arithmetic)
  }

  /// The value of a tree, as sharp as it can be had; the reason where there is none.
  func enclose(_ tree: Tree, at point: Point) -> Result<Value<Ball>, Undefined> {
    var last: Result<Value<Ball>, Undefined> = .failure(Undefined(.undecided(Message(""))))
    let program = programs.program(for: tree)
    for bits in Self.precisions {
      let machine = Machine(program, in: BallArithmetic(precision: bits))
      do {
        let value = try machine.value(at: Self.environment(point, bits: bits))
        last = .success(value)
        if value.flattened.allSatisfy(Self.isSharp) { return last }
      } catch {
        guard case .undecided = error.reason else { return .failure(error) }
        if case .failure = last { last = .failure(error) }
      }
    }
    return last
  }

  private static func isSharp(_ ball: Ball) -> Bool {
    ball.infinitySign != 0 || ball.accuracyBits >= accuracy
  }

  /// Whether a statement holds at a point: `unknown` where no precision can tell.
  func holds(_ statement: Tree, at point: Point) -> Result<Trees.Truth, Undefined> {
    var last: Result<Trees.Truth, Undefined> = .success(.unknown)
    let program = programs.program(for: statement)
    for bits in Self.precisions {
      let machine = Machine(program, in: BallArithmetic(precision: bits))
      do {
        let truth = try machine.truth(at: Self.environment(point, bits: bits))
        if truth != .unknown { return .success(truth) }
        last = .success(.unknown)
      } catch {
        guard case .undecided = error.reason else { return .failure(error) }
        last = .failure(error)
      }
    }
    return last
  }

  /// Whether a point meets, for certain, what the symbols' domains ask of each other.
  func meetsConditions(of space: Space, at point: Point) -> Bool {
    space.axes.flatMap(\.conditions).allSatisfy { condition in
      if case .success(.yes) = holds(condition, at: point) { true } else { false }
    }
  }

  /// Double-precision intervals at the point: what rounding can do to the formula as it is written.
  func rounding(_ tree: Tree, at point: Point) -> [Interval]? {
    // libm's functions stay within two units in the last place.
    let arithmetic = IntervalArithmetic(libraryError: 2)
    let environment = point.values.mapValues { Self.value($0, arithmetic) }
    return try? machine(for: tree, in: arithmetic).value(at: environment).flattened
  }

  /// The platform's doubles: fast, for a first look only.
  func approximate(_ tree: Tree, at point: Point) -> Double? {
    let environment = point.values.mapValues { Self.value($0, DoubleArithmetic()) }
    return try? machine(for: tree, in: DoubleArithmetic()).number(at: environment)
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

  // MARK: Points as values

  static func environment(_ point: Point, bits: Int) -> [Name: Value<Ball>] {
    point.values.mapValues { value($0, BallArithmetic(precision: bits)) }
  }

  static func value<A: Arithmetic>(_ value: PointValue, _ arithmetic: A) -> Value<A.Number> {
    switch value {
    case .number(let number): .number(arithmetic.exact(number))
    case .array(let elements): .array(elements.map { Self.value($0, arithmetic) })
    case .function(let number): .function(SampleFunctions.function(number, arithmetic))
    }
  }
}
