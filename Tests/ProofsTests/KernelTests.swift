import Foundation
import Testing

@testable import Trees
@testable import Checks
@testable import Proofs
import Proving

/// Proofs that are wrong on purpose: the kernel must see through each.
@Suite struct KernelTests {
  let x = Name("x")

  func goal(_ tree: String, _ lower: String, _ upper: String, closed: Bool = true, strict: Bool = false)
    throws -> Goal
  {
    let low = try #require(Tree(text: lower))
    let high = try #require(Tree(text: upper))
    let side = try #require(VariableRange(x, low, high, closedBelow: closed, closedAbove: closed))
    let subject = try #require(Tree(text: tree))
    return Goal(.sign(subject, isStrict: strict), on: Box(sides: [side]))
  }

  @Test func aBoundMustBeTheEvaluatedOne() throws {
    let square = try goal("(^ x 2)", "0", "1")
    #expect(Kernel.accepts(.bounds(lower: 0), of: square))
    #expect(!Kernel.accepts(.bounds(lower: 1e-300), of: square))
    #expect(!Kernel.accepts(.bounds(lower: 0), of: try goal("(^ x 2)", "0", "1", strict: true)))
    #expect(Kernel.accepts(.bounds(lower: 0), of: try goal("(^ x 2)", "0", "1", closed: false, strict: true)))
  }

  /// 1/x falls on both sides of 0 and jumps between them.
  @Test func monotonyNeedsAWholeSide() throws {
    let slope = Proof.bounds(lower: 0)
    let rest = Proof.bounds(lower: 1)
    for bound in [0, 1, .infinity, 0.01] {
      let proof = Proof.monotone(x, .upper, isStrict: false, slope: .bounds(lower: bound), rest: rest)
      #expect(!Kernel.accepts(proof, of: try goal("(/ 1 x)", "(neg 1)", "1")))
    }
    let proof = Proof.monotone(x, .upper, isStrict: false, slope: slope, rest: rest)
    #expect(!Kernel.accepts(proof, of: try goal("(fn floor x)", "0", "1")))
  }

  /// e^x − x y is least at x = log y, but for y < 0 there is no such place, and no least value.
  @Test func aValleyNeedsItsPlace() throws {
    let y = Name("y")
    func goal(_ lower: String) throws -> Goal {
      let infinity = Tree.constant(.infinity)
      let along = try #require(
        VariableRange(x, .negate(infinity), infinity, closedBelow: false, closedAbove: false))
      let low = try #require(Tree(text: lower))
      let across = try #require(VariableRange(y, low, .number(1), closedBelow: true, closedAbove: true))
      let body = try #require(Tree(text: "(+ (fn exp x) (neg (* x y)))"))
      return Goal(.sign(body, isStrict: false), on: Box(sides: [along, across]))
    }
    let place = try #require(Tree(text: "(fn log y)"))
    let numerator = try #require(Tree(text: "(+ (fn exp x) (neg y))"))
    func isAccepted(_ goal: Goal) throws -> Bool {
      let rest = goal.with(
        .sign(try #require(Tree(text: "(+ (fn exp (fn log y)) (neg (* (fn log y) y)))")), isStrict: false),
        on: goal.box.without(x))
      var prover = Prover()
      guard let floor = prover.prove(rest) else { return false }
      let valley = Proof.Valley(
        x, place: place, numerator: numerator, factors: [], slope: .bounds(lower: 0), above: nil, below: nil,
        floor: floor)
      return Kernel.accepts(.valley(valley), of: goal)
    }
    #expect(try !isAccepted(goal("(neg 1)")))
    #expect(try isAccepted(goal("(/ 1 2)")))
  }

  /// x = e^{log x} by normal form, but only the left side has a value for x < 0.
  @Test func rewritingMustNotLoseGround() throws {
    let power = try #require(Tree(text: "(fn exp (fn log x))"))
    let factor = Proof.Factor(power, isNegative: false, isStrict: false, .bounds(lower: 0))
    #expect(!Kernel.accepts(.products([[factor]]), of: try goal("x", "(neg 1)", "1")))
  }

  /// |x| ≥ x needs both values, and each only where it is the one.
  @Test func aChoiceMustHoldForEachValue() throws {
    let zero = Proof.products([
      [Proof.Factor(.number(0), isNegative: false, isStrict: false, .bounds(lower: 0))]
    ])
    let above = try goal("(+ (fn abs x) (neg x))", "(neg 1)", "1")
    #expect(!Kernel.accepts(.unfolded([.bounds(lower: 1), .bounds(lower: 1)]), of: above))
    #expect(!Kernel.accepts(.unfolded([zero]), of: above))
    let tooMuch = try goal("(+ (fn abs x) (neg (/ 1 2)))", "(neg 1)", "1")
    for lower in [0.0, -0.5, 0.5] {
      #expect(!Kernel.accepts(.unfolded([.bounds(lower: lower), .bounds(lower: lower)]), of: tooMuch))
    }
    #expect(!Kernel.accepts(.unfolded([.bounds(lower: 0)]), of: try goal("x", "0", "1")))
    #expect(!Kernel.accepts(.inequalities([.bounds(lower: 0)]), of: try goal("x", "0", "1")))
  }

  @Test func productsOfWrongSignAreRefused() throws {
    let tree = try #require(Tree(text: "x"))
    let minus = try #require(Tree(text: "(neg 1)"))
    let goal = try goal("(neg x)", "0", "1")
    let factors = [
      Proof.Factor(tree, isNegative: false, isStrict: false, .bounds(lower: 0)),
      Proof.Factor(minus, isNegative: true, isStrict: true, .bounds(lower: 1)),
    ]
    #expect(!Kernel.accepts(.products([factors]), of: goal))
  }

  @Test func aCutMustLieInside() throws {
    let goal = try goal("(^ x 2)", "0", "1")
    let half = Proof.bounds(lower: 0)
    #expect(!Kernel.accepts(.split(x, at: .number(2), below: half, above: half), of: goal))
    #expect(!Kernel.accepts(.cut(x, at: .number(0), parts: [half, half, half]), of: goal))
    #expect(!Kernel.accepts(.cut(x, at: Tree(0.5), parts: [half, .bounds(lower: 0.25)]), of: goal))
  }

  @Test func nestingHasAnEnd() throws {
    var proof = Proof.bounds(lower: 0)
    for _ in 0..<2_000 { proof = .edge(x, .lower, at: proof, rest: .vacuous) }
    #expect(!Kernel.accepts(proof, of: try goal("(^ x 2)", "0", "1")))
  }

  // MARK: Definedness

  private func whole(_ tree: String, _ lower: String, _ upper: String, closed: Bool = true) throws -> Goal {
    var goal = try goal(tree, lower, upper, closed: closed)
    goal.subject = .defined(try #require(Tree(text: tree)))
    return goal
  }

  @Test func whatMayBeUndefinedIsNotCalledDefined() throws {
    #expect(Kernel.accepts(.defined, of: try whole("(fn log x)", "0", "1", closed: false)))
    #expect(!Kernel.accepts(.defined, of: try whole("(fn log x)", "0", "1")))
    #expect(!Kernel.accepts(.defined, of: try whole("(/ 1 x)", "(neg 1)", "1")))
    #expect(!Kernel.accepts(.defined, of: try whole("(* 0 (fn sqrt x))", "(neg 1)", "1")))
    #expect(!Kernel.accepts(.defined, of: try whole("(^ 2 (^ (fn sqrt x) 0))", "(neg 1)", "1")))
    #expect(!Kernel.accepts(.defined, of: try whole("(cases (case 1 (rel > x 0)))", "(neg 1)", "1")))
    #expect(
      Kernel.accepts(
        .defined, of: try whole("(cases (case 1 (rel > x 0)) (case 2 (rel ≤ x 0)))", "(neg 1)", "1")))
  }

  @Test func onlyFacesAreLeftOut() throws {
    let logarithm = try whole("(fn log x)", "0", "1")
    #expect(Kernel.accepts(.edge(x, .lower, at: .leftOut, rest: .defined), of: logarithm))
    #expect(!Kernel.accepts(.leftOut, of: logarithm))
    #expect(!Kernel.accepts(.edge(x, .lower, at: .leftOut, rest: .leftOut), of: logarithm))
    #expect(!Kernel.accepts(.split(x, at: Tree(0.5), below: .leftOut, above: .defined), of: logarithm))
    let inverse = try whole("(/ 1 x)", "(neg 1)", "1")
    #expect(Kernel.accepts(.cut(x, at: .number(0), parts: [.defined, .leftOut, .defined]), of: inverse))
    #expect(!Kernel.accepts(.cut(x, at: Tree(0.5), parts: [.leftOut, .leftOut, .defined]), of: inverse))
    var whole = inverse
    whole.box.whole = [x]
    #expect(!Kernel.accepts(.cut(x, at: .number(0), parts: [.defined, .leftOut, .defined]), of: whole))
    #expect(!Kernel.accepts(.leftOut, of: try goal("(^ x 2)", "0", "1")))
    #expect(!Kernel.accepts(.defined, of: try goal("(^ x 2)", "0", "1")))
  }

  @Test func aQuotientIsDefinedByItsParts() throws {
    let quotient = try whole("(/ 1 (+ 1 (^ x 2)))", "(neg 1)", "1")
    let proof = Proof.parts([.defined, .defined, .bounds(lower: 1)], isNegative: false)
    #expect(Kernel.accepts(proof, of: quotient))
    #expect(!Kernel.accepts(.parts([.defined, .defined], isNegative: false), of: quotient))
    #expect(!Kernel.accepts(proof, of: try whole("(/ 1 (^ x 2))", "(neg 1)", "1")))
    #expect(!Kernel.accepts(proof, of: try whole("(fn log (/ 1 (+ 1 (^ x 2))))", "(neg 1)", "1")))
  }

  // MARK: Files

  @Test func aFileBindsAllThatAReaderReads() throws {
    let file = try #require(
      ClaimTable.prove(try ClaimTable.standard.read(#"\forall p \in (0, 1): \mathrm{BCE}(p, 1) \ge 0"#)).file)
    let text = file.text
    #expect(ProvingTests.isAccepted(text))
    for (old, new) in [
      ("\\\\forall p", "0 = 1, p"), ("\"claims\"", "\"others\""), ("\"C\"", "\"D\""),
      ("docgen proof 2", "docgen proof 1"), ("\"left out\": []", "\"left out\": [\"p = 0\"]"),
      ("(interval open open 0 1)", "(interval open open 0 2)"),
    ] {
      let range = try #require(text.firstRange(of: old), "\(old)")
      #expect(!ProvingTests.isAccepted(text.replacingCharacters(in: range, with: new)), "\(old)")
    }
  }
}
