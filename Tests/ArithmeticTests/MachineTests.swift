import Trees
import Arithmetic
import TestSupport
import Testing
import TreeNotation

@Suite struct ValuesMachineTests {
  let doubles = Evaluator(DoubleArithmetic())

  /// What is computed as numbers and what is computed as arrays mean the same.
  @Test(arguments: [11, 12] as [UInt64])
  func arraysAreComputedElementByElement(seed: UInt64) throws {
    var dice = Seeded(seed: seed)
    for round in 0..<1500 {
      let tree = ValuesPropertyTests.tree(&dice, depth: 3)
      guard !tree.contains(where: \.takesSeveral), !tree.contains(where: \.multipliesArrays),
        tree.freeSymbols.contains(Name("x"))
      else { continue }
      let xs = (0..<3).map { _ in ValuesPropertyTests.number(&dice) }
      let y: Value<Double> = .number(ValuesPropertyTests.number(&dice))
      let single = xs.map { try? doubles.number(of: tree, at: [Name("x"): .number($0), Name("y"): y]) }
      guard !single.contains(nil) else { continue }
      let whole = try doubles.value(
        of: tree, at: [Name("x"): .array(xs.map { .number($0) }), Name("y"): y])
      #expect(whole.flattened == single.compactMap(\.self), "seed \(seed), round \(round): \(tree.plain)")
    }
  }

  /// A machine gives at its hundredth point what it would have given at its first.
  @Test func pointsLeaveNothingBehind() throws {
    var dice = Seeded(seed: 21)
    for round in 0..<300 {
      let tree = ValuesPropertyTests.tree(&dice, depth: 3)
      let names = [Name("x"), Name("y")]
      let machine = Evaluator(IntervalArithmetic()).machine(for: tree, symbols: names)
      for _ in 0..<5 {
        let point = names.map { _ in Interval(ValuesPropertyTests.number(&dice)) }
        let named: [Name: Value<Interval>] = [names[0]: .number(point[0]), names[1]: .number(point[1])]
        let fresh = try? Evaluator(IntervalArithmetic()).number(of: tree, at: named)
        #expect((try? machine.number(at: point)) == fresh, "seed 21, round \(round): \(tree.plain)")
        #expect((try? machine.number(at: named)) == fresh, "seed 21, round \(round): \(tree.plain)")
      }
    }
  }

  @Test func aMachineMadeForNumbersTakesArraysToo() throws {
    let machine = doubles.machine(for: v("x") * 2)
    #expect(try machine.number(at: [Name("x"): .number(3)]) == 6)
    let array: Value<Double> = .array([.number(1), .number(2)])
    #expect(try machine.value(at: [Name("x"): array]).flattened == [2, 4])
  }

  @Test func sumsWithinSumsEndBeforeTheyHang() throws {
    let inner = sum("i", 1, 1_000_000, v("i") * v("j"))
    let nested = sum("j", 1, 1_000_000, sum("k", 1, 1_000_000, inner))
    #expect(throws: Undefined.self) { try doubles.number(of: nested, at: [:]) }
    #expect(try doubles.number(of: sum("i", 1, 1_000_000, v("i")), at: [:]) == 500_000_500_000)
  }

  @Test func recursionIsFollowed() throws {
    let body = cases(
      (1, rel(v("n"), .lessOrEqual, 1)),
      (v("n") * .call(Tree.Call(Name("F"), definition: "F", arguments: [v("n") - 1])), nil))
    let evaluator = Evaluator(
      DoubleArithmetic(), definitions: ["F": ValuesMeaningTests.definition("F", ["n"], body)])
    #expect(
      try evaluator.number(
        of: .call(Tree.Call(Name("F"), definition: "F", arguments: [10])), at: [:]) == 3_628_800)
    let twice = cases(
      (1, rel(v("n"), .lessOrEqual, 1)),
      (
        .call(Tree.Call(Name("G"), definition: "G", arguments: [v("n") - 1]))
          + .call(Tree.Call(Name("G"), definition: "G", arguments: [v("n") - 1])), nil
      ))
    let doubling = Evaluator(
      DoubleArithmetic(), definitions: ["G": ValuesMeaningTests.definition("G", ["n"], twice)])
    // Each value is worked out once: 2^59, and no 2^59 calls.
    #expect(
      try doubling.number(of: .call(Tree.Call(Name("G"), definition: "G", arguments: [60])), at: [:])
        == 0x1p59)
    #expect(throws: Undefined.self) {
      try doubling.number(
        of: .call(Tree.Call(Name("G"), definition: "G", arguments: [0.5 * v("x")])),
        at: [Name("x"): .number(999)])
    }
  }
}

extension Tree {
  /// Functions of several numbers take their elements together.
  fileprivate var takesSeveral: Bool {
    if case .apply(let function, let arguments) = self {
      arguments.count > 1 || function == .abs
    } else {
      false
    }
  }

  /// With x an array, a product that is refused: nobody says how arrays multiply.
  fileprivate var multipliesArrays: Bool {
    guard case .product(let factors) = self else { return false }
    return factors.count { $0.freeSymbols.contains(Name("x")) } > 1
  }
}
