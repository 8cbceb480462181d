import Diagnostics
import Trees
import Arithmetic
import Testing
import TreeNotation

@Suite struct ValuesMeaningTests {
  let doubles = Evaluator(DoubleArithmetic())
  let truth = ExactEvaluator()

  static func definition(_ id: String, _ parameters: [String], implicit: [String: Tree?] = [:], _ body: Tree)
    -> Definition
  {
    let range = SourceRange(file: SourceFile(path: "page.md", text: ""), bytes: 0..<0)
    var meanings: [Name: Meaning] = [:]
    for (name, value) in implicit {
      meanings[Name(name)] = Meaning(Name(name), .parameter, value: value, origin: .page)
    }
    return Definition(
      id: id, name: Name(id), parameters: parameters.map { Name($0) }, ranks: parameters.map { _ in 0 },
      implicit: implicit.keys.sorted().map { Name($0) },
      rows: [Definition.Row(relation: .equal, value: body, range: range)], meanings: meanings, range: range,
      page: "page")
  }

  @Test func implicitParametersComeFromSettingCallerOrDefault() throws {
    let scaled = Self.definition("S", ["x"], implicit: ["α": 0.25], v("α") * v("x"))
    let evaluator = Evaluator(DoubleArithmetic(), definitions: ["S": scaled])
    let call: Tree = .call(Tree.Call(Name("S"), definition: "S", arguments: [8]))
    let set: Tree = .call(
      Tree.Call(Name("S"), definition: "S", arguments: [8], settings: [Tree.Setting(Name("α"), 1 - v("α"))]))
    #expect(try evaluator.number(of: call, at: [:]) == 2)
    #expect(try evaluator.number(of: call, at: [Name("α"): .number(0.5)]) == 4)
    #expect(try evaluator.number(of: set, at: [Name("α"): .number(0.25)]) == 6)
  }

  @Test func endlessCallsAreRefused() throws {
    let call: Tree = .call(Tree.Call(Name("F"), definition: "F", arguments: [v("x")]))
    let evaluator = Evaluator(DoubleArithmetic(), definitions: ["F": Self.definition("F", ["x"], call + 1)])
    #expect(throws: Undefined.self) { try evaluator.number(of: call, at: [Name("x"): .number(0)]) }
    // What comes back to itself stays a call.
    #expect(try call.inlining(evaluator.definitions) == call)
  }

  @Test func zeroTimesLogZeroOnlyWhereDeclared() throws {
    var declared = doubles
    declared.declaresZeroLogZero = true
    let tree = v("p") * log(v("p"))
    let at: [Name: Value<Double>] = [Name("p"): .number(0)]
    #expect(throws: Undefined.self) { try doubles.number(of: tree, at: at) }
    #expect(throws: Undefined.self) { try doubles.number(of: v("p") ** v("p"), at: at) }
    #expect(try declared.number(of: tree, at: at) == 0)
    #expect(try declared.number(of: v("p") ** v("p"), at: at) == 1)
    #expect(throws: Undefined.self) { try declared.number(of: v("p") * .constant(.infinity), at: at) }
  }

  @Test func aFoldWithoutBoundsTakesItsLengthFromArrays() throws {
    let tree = fold(.sum, "i", .whole, at("p", v("i")) * at("q", v("i")))
    let p: Value<Double> = .array([.number(1), .number(2)])
    #expect(try doubles.number(of: tree, at: [Name("p"): p, Name("q"): p]) == 5)
    #expect(throws: Undefined.self) {
      try doubles.number(of: tree, at: [Name("p"): p, Name("q"): .array([.number(1)])])
    }
  }

  @Test func raggedSums() throws {
    let tree = sum("i", 1, v("N"), sum("j", 1, at("M", v("i")), at("y", v("i"), v("j"))))
    let rows: [[Double]] = [[1, 2], [], [4]]
    let at: [Name: Value<Double>] = [
      Name("N"): .number(3), Name("M"): .array(rows.map { .number(Double($0.count)) }),
      Name("y"): .array(rows.map { .array($0.map { .number($0) }) }),
    ]
    #expect(try doubles.number(of: tree, at: at) == 7)
  }

  @Test func statements() throws {
    let at: [Name: Value<Double>] = [Name("x"): .number(2)]
    let set: Tree = .set(.finite([1, 2, 3]))
    let all: Tree = .quantified(
      .all, [Tree.Binding(Name("n"), in: set)], rel(v("n") * v("x"), .lessOrEqual, 6))
    #expect(try doubles.truth(of: all, at: at) == .yes)
    #expect(try doubles.truth(of: rel(v("x"), .in, set), at: at) == .yes)
    #expect(try doubles.truth(of: .relation([0, v("x"), 1], [.less, .less]), at: at) == .no)
    #expect(try truth.truth(of: rel(.constant(.pi), .less, 3.15), at: [:]) == .yes)
  }

  @Test func limitsOfContinuousFormulas() throws {
    let inverse: Tree = .limit(1 / v("x"), of: Name("x"), to: .constant(.infinity), from: .both)
    #expect(try truth.enclosure(of: inverse, at: [:]).isZero)
    let sinc: Tree = .limit(f(.sin, v("x")) / v("x"), of: Name("x"), to: 0, from: .both)
    #expect(try truth.enclosure(of: sinc, at: [:]).contains(1))
    let kinked: [Tree] = [
      f(.abs, v("x")) / v("x"), .quotient(.power(v("x"), 2), .power(v("x"), 3)), f(.sqrt, v("x")) / v("x"),
    ]
    for body in kinked {
      let limit: Tree = .limit(body, of: Name("x"), to: 0, from: .both)
      #expect(throws: Undefined.self) { try truth.enclosure(of: limit, at: [:]) }
    }
  }

  @Test func softmaxSumsToOne() throws {
    let x: [Name: ExactValue] = [Name("x"): .array([.binary(1), .binary(-700), .binary(800)])]
    guard case .array(let parts) = try truth.value(of: f(.softmax, v("x")), at: x) else {
      Issue.record("no array")
      return
    }
    #expect(parts.count == 3)
    #expect(
      try truth.enclosure(of: sum("i", 1, 3, .element(f(.softmax, v("x")), [v("i")])), at: x).nearest == 1)
  }
}
