import Trees

/// Runs a program in one arithmetic, at one point after another.
///
/// The walk over a program is the only meaning that a formula has, for doubles, intervals and balls
/// alike. What is a number for sure is computed as a number (`Interpreter+Numbers`); what may be an array
/// goes through `Value` (`Interpreter+Values`).
package struct Interpreter<A: Arithmetic>: Sendable {
  package typealias Environment = [Name: Value<A.Number>]

  package let arithmetic: A
  let program: Program
  /// nil for one that the arithmetic does not hold.
  let constants: ContiguousArray<A.Number?>

  package init(_ program: Program, in arithmetic: A) {
    self.program = program
    self.arithmetic = arithmetic
    constants = ContiguousArray(
      program.constants.map {
        switch $0 {
        case .number(let number): arithmetic.exact(number)
        case .named(let constant): try? arithmetic.constant(constant)
        }
      })
  }

  /// The symbols that a point gives, in order of appearance.
  package var symbols: [Name] { program.symbols }

  // MARK: Points

  /// - Parameter work: nodes that may still be visited; what is left comes back.
  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  @_specialize(exported:false,where A == FractionArithmetic)
  @_specialize(exported:false,where A == RoundingArithmetic)
  package func number(at point: Environment, work: inout Int) throws(Undefined) -> A.Number {
    guard var frame = frame(at: point, work) else {
      return try fitted(to: point).number(at: point, work: &work)
    }
    defer { work = frame.work }
    return try number(program.root, &frame)
  }

  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  @_specialize(exported:false,where A == FractionArithmetic)
  @_specialize(exported:false,where A == RoundingArithmetic)
  package func value(at point: Environment, work: inout Int) throws(Undefined) -> Value<A.Number> {
    try value(at: point, work: &work, recalling: nil)
  }

  /// - Parameter recalled: what the calls around have come to already.
  func value(
    at point: Environment, work: inout Int, recalling recalled: Recalled<A>?
  ) throws(Undefined) -> Value<A.Number> {
    guard var frame = frame(at: point, work) else {
      return try fitted(to: point).value(at: point, work: &work, recalling: recalled)
    }
    if recalled != nil { frame.recalled = recalled }
    defer { work = frame.work }
    return try value(program.root, &frame)
  }

  /// Whether a statement holds.
  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  @_specialize(exported:false,where A == FractionArithmetic)
  @_specialize(exported:false,where A == RoundingArithmetic)
  package func truth(at point: Environment, work: inout Int) throws(Undefined) -> Truth {
    guard var frame = frame(at: point, work) else {
      return try fitted(to: point).truth(at: point, work: &work)
    }
    defer { work = frame.work }
    return try truth(program.root, &frame)
  }

  package func number(at point: Environment) throws(Undefined) -> A.Number {
    var work = Program.mostWork
    return try number(at: point, work: &work)
  }

  package func value(at point: Environment) throws(Undefined) -> Value<A.Number> {
    var work = Program.mostWork
    return try value(at: point, work: &work)
  }

  package func truth(at point: Environment) throws(Undefined) -> Truth {
    var work = Program.mostWork
    return try truth(at: point, work: &work)
  }

  /// The quickest way in: numbers for the first so many of `symbols`, in their order.
  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  @_specialize(exported:false,where A == FractionArithmetic)
  @_specialize(exported:false,where A == RoundingArithmetic)
  package func number(at numbers: [A.Number]) throws(Undefined) -> A.Number {
    var frame = Frame<A>(program, Program.mostWork)
    for position in 0..<min(numbers.count, program.places.count) {
      guard case .number(let slot) = program.places[position] else {
        return try self.number(at: named(numbers))
      }
      frame.numbers[slot] = numbers[position]
    }
    if !program.lateCalls.isEmpty { (frame.point, frame.recalled) = (named(numbers), Recalled()) }
    return try number(program.root, &frame)
  }

  private func named(_ numbers: [A.Number]) -> Environment {
    var point: Environment = [:]
    for (number, name) in zip(numbers, program.symbols) { point[name] = .number(number) }
    return point
  }

  /// nil if the program was made for values of other ranks.
  private func frame(at point: Environment, _ work: Int) -> Frame<A>? {
    var frame = Frame<A>(program, work)
    for (name, place) in zip(program.symbols, program.places) {
      guard let value = point[name] else { continue }
      switch (place, value) {
      case (.number(let slot), .number(let number)): frame.numbers[slot] = number
      case (.number, _): return nil
      case (.value(let slot), _):
        if let assumed = program.assumedRanks[name], assumed != value.shapeRank { return nil }
        frame.values[slot] = value
      }
    }
    if !program.lateCalls.isEmpty { (frame.point, frame.recalled) = (point, Recalled()) }
    return frame
  }

  private func fitted(to point: Environment) -> Interpreter {
    Interpreter(
      Program(
        program.tree, definitions: program.definitions, declaresZeroLogZero: program.declaresZeroLogZero,
        symbols: symbols, ranks: point.mapValues(\.shapeRank), depth: program.depth),
      in: arithmetic)
  }
}

/// What a run of a program has in hand.
struct Frame<A: Arithmetic> {
  var numbers: ContiguousArray<A.Number?>
  var values: ContiguousArray<Value<A.Number>?>
  /// Nodes that may still be visited.
  var work: Int
  /// The whole point, where a late call may ask for any of it.
  var point: [Name: Value<A.Number>] = [:]
  /// In a panel at the end of an integral, which may reach a hair beyond it: bases of powers count from 0 on.
  var clampsBases = false
  /// What recursive calls have come to at this point.
  var recalled: Recalled<A>?

  init(_ program: Program, _ work: Int) {
    numbers = ContiguousArray(repeating: nil, count: program.numberNames.count)
    values =
      program.valueNames.isEmpty ? [] : ContiguousArray(repeating: nil, count: program.valueNames.count)
    self.work = work
  }

  mutating func charge(_ nodes: Int) throws(Undefined) {
    work -= nodes
    if work < 0 { throw .tooLarge(zh: "超过 \(Program.mostWork) 步", en: "more than \(Program.mostWork) steps") }
  }
}

extension Program {
  /// A formula that visits more nodes than this, in all its sums together, has no value here.
  package static let mostWork = 1 << 25
  /// A fold over more terms than this is refused.
  static let longestFold = 1_000_000

  /// - Parameters:
  ///   - symbols: these come first among the machine's `symbols`; all others follow as they appear.
  ///   - ranks: what is known of the values that points give: 0 for numbers. Others will be found out.
  package init(
    _ tree: Tree, definitions: [String: Definition] = [:], declaresZeroLogZero: Bool = false,
    symbols: [Name] = [], ranks: [Name: Int] = [:], depth: Int = 0
  ) {
    var builder = ProgramBuilder(
      tree, definitions, declaresZeroLogZero: declaresZeroLogZero, symbols: symbols, ranks: ranks,
      depth: depth)
    self = builder.finished()
  }
}

extension Value {
  /// The rank, where a function counts as no number.
  var shapeRank: Int {
    if case .function = self { return 1 }
    return rank
  }
}
