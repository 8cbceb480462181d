import Arithmetic
import Foundation
import TestSupport
import Testing

@testable import Checks
@testable import Proofs
import Proving
@testable import Trees

/// What the kernel accepts is held at random points: a few here, `DOCGEN_KERNEL_CASES=100000` in a long run.
@Suite struct KernelPropertyTests {
  static let cases = ProcessInfo.processInfo.environment["DOCGEN_KERNEL_CASES"].flatMap { Int($0) } ?? 2_000
  static let seed = ProcessInfo.processInfo.environment["DOCGEN_KERNEL_SEED"].flatMap { UInt64($0) }
  static let names = [Name("x"), Name("y")]

  /// A bound holds, a strict sign is one, and what is called defined has a finite value.
  @Test func boundsHoldAtEveryPoint() throws {
    var dice = Self.seed.map { Seeded(seed: $0) } ?? Seeded()
    var told = 0
    for _ in 0..<Self.cases {
      let tree = Self.tree(&dice, depth: 3)
      let box = try #require(Self.box(&dice))
      guard let reach = BoundEvaluator(box, declaresZeroLogZero: false).reach(tree) else { continue }
      told += reach.isDefined ? 1 : 0
      for _ in 0..<4 {
        let point = Self.point(in: box, &dice)
        let wrong = Self.violation(of: reach, tree, at: point)
        #expect(wrong == nil, "\(wrong ?? ""): \(tree.plain) at \(point) on \(box.lines), seed \(dice.seed)")
      }
    }
    #expect(told > Self.cases / 10)
  }

  /// Whatever rules a proof is made of: what it proves holds.
  @Test func whatIsProvedHolds() throws {
    var dice = Self.seed.map { Seeded(seed: $0) } ?? Seeded()
    var proved = 0
    for _ in 0..<(Self.cases / 10) {
      let tree = Self.tree(&dice, depth: 2)
      let box = try #require(Self.box(&dice))
      for subject in [Goal.Subject.sign(tree, isStrict: Bool.random(using: &dice)), .defined(tree)] {
        let goal = Goal(subject, on: box)
        var prover = Prover(budget: 60_000)
        guard let proof = prover.prove(goal), Kernel.accepts(proof, of: goal) else { continue }
        proved += 1
        for _ in 0..<8 {
          let point = Self.point(in: box, &dice)
          #expect(
            Self.holds(subject, at: point, leavesOut: !proof.leftOut(on: box).isEmpty),
            "\(subject.text) at \(point) on \(box.lines), by \(proof.rule), seed \(dice.seed)")
        }
      }
    }
    #expect(proved > Self.cases / 100)
  }

  // MARK: Judging

  private static func violation(of reach: Bound, _ tree: Tree, at point: [Name: ExactValue]) -> String? {
    func isCertain(_ relation: Tree.Relation, _ bound: Double) -> Bool {
      // A double that a tree does not write exactly says nothing here.
      guard bound.isFinite, VariableRange.enclosure(Tree(bound)) == Interval(bound) else { return false }
      return (try? ExactEvaluator().truth(of: .relation([tree, Tree(bound)], [relation]), at: point)) == .yes
    }
    if isCertain(.less, reach.interval.lower) { return "below its bound" }
    if isCertain(.greater, reach.interval.upper) { return "above its bound" }
    if reach.isPositive, isCertain(.lessOrEqual, 0) { return "not positive" }
    if reach.isNegative, isCertain(.greaterOrEqual, 0) { return "not negative" }
    return reach.isDefined && isUndefined(tree, at: point) ? "undefined" : nil
  }

  static func holds(_ subject: Goal.Subject, at point: [Name: ExactValue], leavesOut: Bool) -> Bool {
    switch subject {
    case .sign(let tree, let isStrict):
      let fails = Tree.relation([tree, .number(0)], [isStrict ? .lessOrEqual : .less])
      return (try? ExactEvaluator().truth(of: fails, at: point)) != .yes
    case .defined(let tree): return leavesOut || !isUndefined(tree, at: point)
    case .equal, .least: return true
    }
  }

  private static func isUndefined(_ tree: Tree, at point: [Name: ExactValue]) -> Bool {
    do throws(Undefined) {
      return try ExactEvaluator().enclosure(of: tree, at: point).infinitySign != 0
    } catch {
      return error.isOutsideDomain || error.reason == .noBranch
    }
  }

  // MARK: Making

  static func box(_ dice: inout Seeded) -> Box? {
    let sides = names.compactMap { name -> VariableRange? in
      let ends = [Int.random(in: -4...4, using: &dice), Int.random(in: -4...4, using: &dice)].sorted()
      let upper = ends[0] == ends[1] ? ends[1] + 1 : ends[1]
      return VariableRange(
        name, Tree(Double(ends[0]) / 2), Tree(Double(upper) / 2), closedBelow: Bool.random(using: &dice),
        closedAbove: Bool.random(using: &dice))
    }
    return sides.count == names.count ? Box(sides: sides) : nil
  }

  /// Ends that belong to the side, halves and anything between.
  static func point(in box: Box, _ dice: inout Seeded) -> [Name: ExactValue] {
    var point: [Name: ExactValue] = [:]
    for side in box.sides {
      let (low, high) = (side.interval.lower, side.interval.upper)
      var value = Double.random(in: low...high, using: &dice)
      if Bool.random(using: &dice) { value = (value * 2).rounded() / 2 }
      if value <= low { value = side.isClosedBelow ? low : low.nextUp }
      if value >= high { value = side.isClosedAbove ? high : high.nextDown }
      point[side.name] = .binary(value)
    }
    return point
  }

  private static func tree(_ dice: inout Seeded, depth: Int) -> Tree {
    guard depth > 0, Int.random(in: 0..<8, using: &dice) > 0 else {
      if Bool.random(using: &dice) { return .symbol(names[Int.random(in: 0..<2, using: &dice)]) }
      return Tree(Double(Int.random(in: -4...4, using: &dice)) / 2)
    }
    func next(_ dice: inout Seeded) -> Tree { tree(&dice, depth: depth - 1) }
    let functions: [Tree.Function] = [
      .exp, .log, .sqrt, .abs, .floor, .ceiling, .sign, .sin, .tanh, .arcsin, .tan, .relu, .softplus,
    ]
    switch Int.random(in: 0..<10, using: &dice) {
    case 0, 1: return .sum([next(&dice), next(&dice)])
    case 2: return .sum([next(&dice), .negate(next(&dice))])
    case 3: return .product([next(&dice), next(&dice)])
    case 4: return .quotient(next(&dice), next(&dice))
    case 5: return .power(next(&dice), Tree(Double(Int.random(in: -2...3, using: &dice))))
    case 6: return .power(next(&dice), next(&dice))
    case 7: return .apply(Bool.random(using: &dice) ? .max : .min, [next(&dice), next(&dice)])
    case 8:
      let relation = [Tree.Relation.less, .lessOrEqual, .equal][Int.random(in: 0..<3, using: &dice)]
      let condition = Tree.relation([next(&dice), next(&dice)], [relation])
      let last = Bool.random(using: &dice) ? nil : Tree.logic(.not, [condition])
      return .cases([Tree.Branch(next(&dice), if: condition), Tree.Branch(next(&dice), if: last)])
    default: return .apply(functions[Int.random(in: 0..<functions.count, using: &dice)], [next(&dice)])
    }
  }
}
