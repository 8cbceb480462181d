import Trees
import Testing

@testable import Snippets

/// Swift as a formula's tree: what can be told, and what is refused.
@Suite struct SwiftFormTests {
  static let environment = SwiftForm.Environment(
    declared: [
      document(
        "mal",
        """
        ```swift
        let ε = 1e-3
        func FL(p: Double, y: Int, α: Double = 0.25, γ: Double = 2) -> Double {
            y == 1 ? -α * pow(1 - p, γ) * log(p) : -(1 - α) * pow(p, γ) * log1p(-p)
        }
        func clamped(_ x: Double) -> Double {
            let low = ε
            if x < low { return low }
            guard x < 1 else { return 1 }
            return x
        }
        func step(y: Int, x: Double) -> Double {
            switch y {
            case 0: 0
            case 1, 2: x / 2
            default: x + ε
            }
        }
        func loop(n: Int) -> Double { var s = 0.0; for i in 0..<n { s += Double(i) }; return s }
        func half(n: Int) -> Int { n / 2 }
        func sum(a: Double, f: (Double, Double) -> Double) -> Double { f(a, 2 * a) }
        ```
        """)
    ].map { Declarations(of: $0) })

  static func body(_ name: String) -> Tree? {
    environment.functions.first { $0.name == name }.flatMap { SwiftForm.form(of: $0, in: environment)?.tree }
  }

  @Test func callHasItsDefaults() throws {
    let form = try #require(SwiftForm.form(ofClosure: "{ q in FL(p: 0.9, y: 1) }", in: Self.environment))
    let definition = "swift:FL(p:y:α:γ:)"
    let (p, α) = (try #require(Number("0.9")), try #require(Number("0.25")))
    #expect(
      form.tree
        == .call(
          .init(
            Name("FL"), definition: definition, arguments: [.number(p), .number(1), .number(α), .number(2)])))
    #expect(form.functions[definition]?.parameters.map(\.name) == ["p", "y", "α", "γ"])
  }

  @Test func closuresParameterIsOneName() {
    let forms = ["{ q in q * 2.0 }", "{ $0 * 2.0 }", "{ (q: Double) in return q * 2.0 }"].map {
      SwiftForm.form(ofClosure: $0, in: Self.environment)?.tree
    }
    #expect(
      forms
        == [SwiftForm.form(ofClosure: "{ $0 * 2.0 }", in: Self.environment)?.tree].flatMap { [$0, $0, $0] })
    #expect(forms[0] == .product([.symbol(Name("$0")), .number(2)]))
    #expect(SwiftForm.form(ofClosure: "{ r in r.p }", in: Self.environment)?.tree == .symbol(Name("$0.p")))
  }

  @Test func focalLossIsATree() {
    let (p, y, α, γ) = (
      Tree.symbol(Name("p")), Tree.symbol(Name("y")), Tree.symbol(Name("α")), Tree.symbol(Name("γ"))
    )
    let positive = Tree.product([
      .negate(α), .power(.sum([.number(1), .negate(p)]), γ), .apply(.log, [p]),
    ])
    let negative = Tree.product([
      .negate(.sum([.number(1), .negate(α)])), .power(p, γ), .apply(.log, [.sum([.number(1), .negate(p)])]),
    ])
    #expect(
      Self.body("FL")
        == .cases([
          .init(positive, if: .relation([y, .number(1)], [.equal])), .init(negative, if: nil),
        ]))
  }

  @Test func branchesAreCases() {
    let x = Tree.symbol(Name("x"))
    let ε = Number("0.001").map { Tree.number($0) }
    #expect(
      Self.body("clamped").map(String.init(describing:))
        == ε.map {
          String(
            describing: Tree.cases([
              .init($0, if: .relation([x, $0], [.less])), .init(x, if: .relation([x, .number(1)], [.less])),
              .init(.number(1), if: nil),
            ]))
        })
    #expect(Self.body("step") != nil)
    #expect(
      Self.body("sum")
        == .applied(
          .symbol(Name("f")), [.symbol(Name("a")), .product([.number(2), .symbol(Name("a"))])]))
  }

  @Test(arguments: ["loop", "half"])
  func whatIsNotCertainIsRefused(_ name: String) { #expect(Self.body(name) == nil) }

  @Test(arguments: [
    "1 / 2", "unknown + 1", "[1, 2]", "x.map { $0 }", "1 +", "FL(p: 0.9)", "pow(1, 2, 3)", "5 % 3",
  ])
  func expressionIsRefused(_ source: String) {
    #expect(SwiftForm.form(ofExpression: source, in: Self.environment) == nil)
  }

  @Test(arguments: [
    ("1e-3", "0.001"), ("12.5e1", "125"), ("1_000", "1000"), ("0xFF", "255"), ("1.5e+3", "1500"),
    ("2.5e-2", "0.025"),
  ])
  func literalsAreExact(_ source: String, _ digits: String) {
    #expect(
      SwiftForm.form(ofExpression: source, in: Self.environment)?.tree == Number(digits).map { .number($0) })
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "(", count: 20_000) + "1" + String(repeating: ")", count: 20_000)
    #expect(SwiftForm.form(ofExpression: deep, in: Self.environment) == nil)
    let long = Array(repeating: "1.0", count: 300).joined(separator: " + ")
    _ = SwiftForm.form(ofExpression: long, in: Self.environment)
  }
}
