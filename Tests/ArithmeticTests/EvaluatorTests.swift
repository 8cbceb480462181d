import Trees
import Arithmetic
import Testing
import TreeNotation

@Suite struct ValuesEvaluatorTests {
  let doubles = Evaluator(DoubleArithmetic())
  let truth = ExactEvaluator()

  @Test func focalLossAtAPoint() throws {
    let at = point(["p": .decimal("0.9"), "y": .binary(1), "α": .decimal("0.25"), "γ": .binary(2)])
    let ball = try truth.enclosure(of: Notes.focal, at: at)
    // mpmath: -0.25*0.01*log(0.9)
    #expect(ball.nearest == 0.00026340128914456574)
    #expect(ball.accuracyBits >= 80)
  }

  @Test func matchabilityLossAsPrintedAndRight() throws {
    let at = point(["p": .binary(0.5), "q": .binary(0.5), "y": .binary(1), "γ": .binary(2)])
    #expect(try truth.enclosure(of: Notes.mal, at: at).nearest == 0.6931471805599453)
  }

  @Test func emptyFoldsAreNeutral() throws {
    let empty: [Name: Value<Double>] = [Name("N"): .number(0), Name("x"): .array([])]
    #expect(try doubles.number(of: sum("i", 1, v("N"), at("x", v("i"))), at: empty) == 0)
    let product = fold(.product, "i", .integers(1, v("N")), at("x", v("i")))
    #expect(try doubles.number(of: product, at: empty) == 1)
  }

  /// Nobody declared them, so the reader took them for numbers.
  @Test func arraysThatNobodyDeclaredAreNotGuessed() throws {
    let row: Value<Double> = .array([.number(1), .number(2)])
    let vectors: [Name: Value<Double>] = [Name("x"): row, Name("y"): row]
    let matrices: [Name: Value<Double>] = [Name("A"): .array([row, row]), Name("x"): row]
    #expect(throws: Undefined.self) { try doubles.value(of: v("x") * v("y"), at: vectors) }
    #expect(throws: Undefined.self) { try doubles.value(of: v("A") ** -1, at: matrices) }
    #expect(throws: Undefined.self) { try doubles.value(of: 1 / v("A"), at: matrices) }
    #expect(try doubles.value(of: v("A") * v("x"), at: matrices).flattened == [5, 5])
    #expect(try doubles.value(of: v("A") * v("A"), at: matrices).flattened == [3, 6, 3, 6])
  }

  @Test func theDerivativeOfALoneNameIsNotZero() throws {
    let at: [Name: Value<Double>] = [Name("L"): .number(1), Name("p"): .number(0.5), Name("a"): .number(3)]
    let lone = Tree.derivative(v("L"), by: Name("p"), order: 1)
    #expect(throws: Undefined.self) { try doubles.number(of: lone, at: at) }
    let scaled = Tree.derivative(v("a") * v("p"), by: Name("p"), order: 1)
    #expect(try doubles.number(of: scaled, at: at) == 3)
  }

  @Test func anIndexOutsideIsUndefined() throws {
    let three: [Name: Value<Double>] = [
      Name("N"): .number(3), Name("x"): .array([.number(1), .number(2), .number(3)]),
    ]
    #expect(try doubles.number(of: sum("i", 1, v("N"), at("x", v("i"))), at: three) == 6)
    #expect(throws: Undefined(.indexOutOfRange(array: "x", index: 0, length: 3))) {
      try doubles.number(of: sum("i", 0, v("N"), at("x", v("i"))), at: three)
    }
  }
}
