import Trees
import Testing

@testable import Proofs

@Suite struct TextTests {
  @Test(arguments: [
    "(neg (* (^ q γ) (fn log p)))", "(+ a (/ 1 (+ 1 (fn exp (neg x)))) 0.25)",
    "(cases (case a (rel > q 0)) (case b))", "(rel ≤,< a b c)", "(limit x above 0 (* x (fn log x)))",
    "(call FL '%66ile%23FL p 0 (set α 0.25))", "(fold sum i (to 1 N) (at p i))",
    "(quantified all (bind p (interval open closed 0 1)) (bind q) (rel ≥ p q))", "(fn exp #infinity)",
    "(d p|label=t|primes=1 2 p|label=t|primes=1 (^ p|label=t|primes=1 3))", "(d x 1 (+ y 2) (applied f x))",
    "(fold sum i (to 1 3) (call F 'id (at p i) (capture k (* 2 i))))",
    "(rel ∈ x (filtered y (rel ≠ y 0) (reals)))",
  ])
  func aTreeReadsBack(_ text: String) throws {
    let tree = try #require(Tree(text: text))
    #expect(Tree(text: tree.text) == tree)
  }

  @Test(arguments: ["", "(", "(neg)", "(+ a", "(fn nothing x)", "((a))", "(rel < a)", "1x", "a b"])
  func whatIsNoTreeIsRefused(_ text: String) { #expect(Tree(text: text) == nil) }

  @Test func aDoubleIsItsDecimals() {
    #expect(Tree(0.375) == .number(Number("0.375")!))
    #expect(Tree(-2.0) == .negate(.number(2)))
    #expect(Tree(0x1p-20) == .number(Number("0.00000095367431640625")!))
    #expect(Tree(0) == .number(0))
    #expect(Tree(0x1p53) == .number(9_007_199_254_740_992))
    #expect(Tree(-0x1p63) == .negate(.number(9_223_372_036_854_775_808)))
    #expect(Tree(0x1.8p64) == .number(Number("27670116110564327424")!))
  }

  @Test(arguments: [
    1e300, 0.1, .pi, 1e-300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0x1.fffffffffffffp52,
  ])
  func aDoubleReadsBackFromItsDecimals(_ value: Double) {
    guard case .number(let number) = Tree(value) else { return #expect(Bool(false), "no number") }
    #expect(number.double == value)
  }
}
