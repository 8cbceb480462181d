import Arithmetic
import Foundation
import TestSupport
import Testing

@testable import Checks
@testable import Proofs
import Proving
@testable import Trees

/// Goals of shapes that rules are for, true and false ones: where the kernel accepts a proof in which the rule stands,
/// the goal holds at random exact points that meet its premises.
@Suite struct RulePropertyTests {
  static let cases = KernelPropertyTests.cases / 20
  static let (x, y, z) = (Name("x"), Name("y"), Name("z"))

  struct Shape: Sendable, CustomStringConvertible {
    var rule: String
    var make: @Sendable (inout Seeded) -> Goal
    var description: String { rule }
  }

  static let shapes: [Shape] = [
    Shape(rule: "concave") { dice in
      goal(.sum([number(&dice), .product([number(&dice), .symbol(x)]), .negate(power(x, 2))]), &dice)
    },
    Shape(rule: "monotone") { dice in
      goal(.sum([.apply(.exp, [.symbol(x)]), .product([number(&dice), .symbol(x)]), number(&dice)]), &dice)
    },
    Shape(rule: "products") { dice in
      let factor = Tree.sum([.symbol(y), Tree(Double(Int.random(in: 0...3, using: &dice)))])
      return goal(.sum([.product([power(x, 2), factor]), .product([.symbol(x), factor])]), &dice)
    },
    Shape(rule: "shift") { dice in
      var made = goal(.sum([.symbol(x), .negate(.symbol(y)), number(&dice)]), &dice)
      let relation: Tree.Relation = Bool.random(using: &dice) ? .greater : .greaterOrEqual
      made.premises = [.relation([.symbol(x), .symbol(y)], [relation])]
      return made
    },
    Shape(rule: "members") { dice in
      var made = goal(.sum([.product([.symbol(z), .symbol(x)]), number(&dice)]), &dice)
      made.box.finite = [Box.Members(z, [number(&dice), number(&dice)])]
      return made
    },
    Shape(rule: "unfolded") { dice in
      let size = Tree.apply(.abs, [.sum([.symbol(x), .negate(.product([number(&dice), .symbol(y)]))])])
      return goal(.sum([size, number(&dice), .negate(.product([.symbol(x), number(&dice)]))]), &dice)
    },
    Shape(rule: "split") { dice in
      goal(.sum([.apply(.sin, [.product([.symbol(x), .symbol(y)])]), power(x, 2), Tree(1)]), &dice)
    },
    Shape(rule: "vacuous") { dice in
      var made = goal(.symbol(x), &dice)
      made.premises = [.relation([.symbol(y), number(&dice)], [.greater])]
      return made
    },
  ]

  @Test(arguments: shapes) func holdsWhereItIsAccepted(_ shape: Shape) throws {
    var dice = KernelPropertyTests.seed.map { Seeded(seed: $0) } ?? Seeded()
    var used = 0
    var tried = 0
    // A shape's goals are mostly false or proved by other rules: on until its own has been held.
    for made in 0..<Self.cases * 50 where made < Self.cases || used == 0 || tried == 0 {
      let goal = shape.make(&dice)
      var prover = Prover(budget: 60_000)
      guard let proof = prover.prove(goal), Kernel.accepts(proof, of: goal) else { continue }
      used += proof.rules.contains(shape.rule) ? 1 : 0
      for _ in 0..<20 {
        let point = Self.point(of: goal, &dice)
        guard Self.isInQuestion(point, goal) else { continue }
        tried += 1
        #expect(
          KernelPropertyTests.holds(goal.subject, at: point, leavesOut: false),
          "\(goal.subject.text) at \(point) on \(goal.box.lines), by \(proof.rules), seed \(dice.seed)")
      }
    }
    #expect(used > 0, "no proof by \(shape.rule), seed \(dice.seed)")
    #expect(tried > 0 || shape.rule == "vacuous")
  }

  // MARK: Making

  private static func number(_ dice: inout Seeded) -> Tree {
    Tree(Double(Int.random(in: -4...4, using: &dice)) / 2)
  }
  private static func power(_ name: Name, _ exponent: Double) -> Tree { power(.symbol(name), exponent) }
  private static func power(_ base: Tree, _ exponent: Double) -> Tree { .power(base, Tree(exponent)) }

  private static func goal(_ tree: Tree, _ dice: inout Seeded) -> Goal {
    var box = Box()
    for _ in 0..<100 where box.sides.isEmpty { if let made = KernelPropertyTests.box(&dice) { box = made } }
    return Goal(.sign(tree, isStrict: Bool.random(using: &dice)), on: box)
  }

  private static func point(of goal: Goal, _ dice: inout Seeded) -> [Name: ExactValue] {
    var point = KernelPropertyTests.point(in: goal.box, &dice)
    for set in goal.box.finite {
      guard let value = set.values.randomElement(using: &dice), let ends = VariableRange.enclosure(value)
      else {
        continue
      }
      point[set.name] = .binary(ends.lower)
    }
    return point
  }

  private static func isInQuestion(_ point: [Name: ExactValue], _ goal: Goal) -> Bool {
    goal.premises.allSatisfy { (try? ExactEvaluator().truth(of: $0, at: point)) == .yes }
  }
}

extension Proof {
  /// The names of all rules that it is made of.
  fileprivate var rules: Set<String> {
    let parts: [Proof] =
      switch self {
      case .bounds, .identity, .defined, .leftOut, .vacuous, .meanValue: []
      case .split(_, _, let below, let above): [below, above]
      case .cut(_, _, let parts), .members(_, let parts), .branches(let parts), .unfolded(let parts),
        .inequalities(let parts), .parts(let parts, _):
        parts
      case .edge(_, _, let at, let rest): [at, rest]
      case .shift(_, _, _, let rest), .exponentiated(_, _, _, let rest): [rest]
      case .products(let products): products.joined().map(\.proof)
      case .monotone(_, _, _, let slope, let rest): [slope, rest]
      case .valley(let valley):
        valley.factors.map(\.proof) + [valley.slope]
          + [valley.above, valley.below, valley.floor].compactMap { $0 }
      case .concave(_, let curve, let lower, let upper): [curve, lower, upper]
      }
    return parts.reduce([rule]) { $0.union($1.rules) }
  }
}
