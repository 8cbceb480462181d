import Trees

/// The truth at an exact point: balls, with the precision raised until the value is known.
package struct ExactEvaluator: Sendable {
  package let definitions: [String: Definition]
  package let declaresZeroLogZero: Bool

  /// Working precisions in bits, in the order in which they are tried.
  static let precisions = [64, 128, 256, 512, 1024, 2048, 4096]

  package init(definitions: [String: Definition] = [:], declaresZeroLogZero: Bool = false) {
    self.definitions = definitions
    self.declaresZeroLogZero = declaresZeroLogZero
  }

  /// An enclosure of a number.
  ///
  /// - Returns: a ball with at least `relativeBits` of relative accuracy, or the narrowest that the
  ///   highest precision gives (a value that is 0 without being exactly known to be).
  package func enclosure(of tree: Tree, at point: [Name: ExactValue], relativeBits: Int = 80)
    throws(Undefined) -> Ball
  {
    guard case .number(let ball) = try value(of: tree, at: point, relativeBits: relativeBits) else {
      throw .unsupported(
        zh: "这里应是数，却是数组：\(tree.brief)", en: "an array where a number is expected: \(tree.brief)")
    }
    return ball
  }

  /// The same for numbers and arrays; each number of an array is as accurate.
  package func value(of tree: Tree, at point: [Name: ExactValue], relativeBits: Int = 80)
    throws(Undefined) -> Value<Ball>
  {
    let program = program(tree, point)
    var work = Program.mostWork
    var best: Value<Ball>?
    var failure = Undefined.undecided(tree.brief)
    // The remainder of a quadrature does not heed the precision.
    let precisions = program.integrals.isEmpty && program.series.isEmpty ? Self.precisions : [128]
    for precision in precisions where precision >= min(relativeBits, 2048) / 2 {
      let arithmetic = BallArithmetic(precision: precision)
      do {
        let point = try lifted(point, arithmetic)
        let value = try Interpreter(program, in: arithmetic).value(at: point, work: &work)
        best = value
        if value.flattened.allSatisfy({ $0.accuracyBits >= relativeBits }) { return value }
      } catch {
        if best != nil, error.isTooLarge { break }
        guard error.isUndecided else { throw error }
        failure = error
      }
    }
    // A comparison of numbers that are equal is decided by fractions alone.
    if let exact = rationalValue(program, point) { return exact }
    guard let best else { throw failure }
    return best
  }

  private func rationalValue(_ program: Program, _ point: [Name: ExactValue]) -> Value<Ball>? {
    guard program.integrals.isEmpty, program.series.isEmpty, let values = Self.rational(point) else {
      return nil
    }
    var work = Program.mostWork
    guard let value = try? Interpreter(program, in: FractionArithmetic()).value(at: values, work: &work)
    else {
      return nil
    }
    return Self.lifted(value, BallArithmetic(precision: 512))
  }

  private static func lifted(_ value: Value<Fraction>, _ arithmetic: BallArithmetic) -> Value<Ball>? {
    switch value {
    case .number(let number): return .number(arithmetic.exact(number))
    case .array(let members):
      let lifted = members.compactMap { Self.lifted($0, arithmetic) }
      return lifted.count == members.count ? .array(lifted) : nil
    case .function: return nil
    }
  }

  private static func rational(_ point: [Name: ExactValue]) -> [Name: Value<Fraction>]? {
    var values: [Name: Value<Fraction>] = [:]
    for (name, value) in point {
      guard let value = try? value.value(in: FractionArithmetic()) else { return nil }
      values[name] = value
    }
    return values
  }

  /// Whether a statement holds at a point; `unknown` where the highest precision cannot tell.
  package func truth(of tree: Tree, at point: [Name: ExactValue]) throws(Undefined) -> Truth {
    let program = program(tree, point)
    var work = Program.mostWork
    var failure: Undefined?
    for precision in Self.precisions {
      let arithmetic = BallArithmetic(precision: precision)
      do {
        let point = try lifted(point, arithmetic)
        let truth = try Interpreter(program, in: arithmetic).truth(at: point, work: &work)
        if truth != .unknown { return truth }
        failure = nil
      } catch {
        guard error.isUndecided else { throw error }
        failure = error
      }
    }
    if let exact = rationalTruth(program, point) { return exact }
    if let failure { throw failure }
    return .unknown
  }

  /// The same by fractions, where the point and all that is reckoned with are rational: there 0.3 + 0.2 is 0.5.
  private func rationalTruth(_ program: Program, _ point: [Name: ExactValue]) -> Truth? {
    guard let values = Self.rational(point) else { return nil }
    var work = Program.mostWork
    let truth = try? Interpreter(program, in: FractionArithmetic()).truth(at: values, work: &work)
    return truth == .unknown ? nil : truth
  }

  private func program(_ tree: Tree, _ point: [Name: ExactValue]) -> Program {
    Program(
      tree, definitions: definitions, declaresZeroLogZero: declaresZeroLogZero,
      ranks: point.mapValues(\.shapeRank))
  }

  private func lifted(_ point: [Name: ExactValue], _ arithmetic: BallArithmetic) throws(Undefined)
    -> [Name: Value<Ball>]
  {
    var lifted: [Name: Value<Ball>] = [:]
    for (name, value) in point { lifted[name] = try value.value(in: arithmetic) }
    return lifted
  }
}
