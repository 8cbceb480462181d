import Trees
import Arithmetic
@_spi(Weaving) import NoteKit
import Testing

@testable import Snippets

/// NoteKit's sample functions and the trees are one catalogue, to the last bit.
@Suite struct SampleFunctionTests {
  static func value(_ tree: Tree, _ symbols: [Name: Double]) -> Double {
    switch tree {
    case .number(let number): number.double
    case .symbol(let name): symbols[name] ?? .nan
    case .negate(let a): -value(a, symbols)
    case .sum(let terms): terms.dropFirst().reduce(value(terms[0], symbols)) { $0 + value($1, symbols) }
    case .product(let terms): terms.dropFirst().reduce(value(terms[0], symbols)) { $0 * value($1, symbols) }
    case .quotient(let a, let b): value(a, symbols) / value(b, symbols)
    default: .nan
    }
  }

  @Test func catalogueIsOne() throws {
    #expect(SampleCatalogue.count(arity: 1) == NoteKit.SampleFunction.unary.count)
    #expect(SampleCatalogue.count(arity: 2) == NoteKit.SampleFunction.binary.count)
    #expect(SampleCatalogue.count(arity: 3) == NoteKit.SampleFunction.ternary.count)
    for (a, b, c) in [(0.3, -1.7, 2.5), (1e-9, 0.1, -0.2), (12345.678, 0.7, 1 / 3.0)] {
      for arity in 1...3 {
        for number in 0..<SampleCatalogue.count(arity: arity) {
          let sample = try #require(SampleCatalogue.sample(number, arity: arity))
          let tree = Self.value(
            sample.body, Dictionary(uniqueKeysWithValues: zip(sample.parameters, [a, b, c])))
          let code =
            switch arity {
            case 1: NoteKit.SampleFunction.unary[number](a)
            case 2: NoteKit.SampleFunction.binary[number](a, b)
            default: NoteKit.SampleFunction.ternary[number](a, b, c)
            }
          #expect(tree.bitPattern == code.bitPattern, "arity \(arity), number \(number)")
        }
      }
    }
  }

  @Test func highlightingKeepsEveryByte() {
    let code =
      "@discardableResult\nfunc f(x: Double) -> [Int] { // 注\n  let s = \"a\\(x)b\" + g(1.5, 0xFF)\n  return [1]\n}"
    let tokens = SwiftHighlighter.tokens(in: code)
    #expect(tokens.map(\.text).joined() == code)
    func kinds(_ text: String) -> [HighlightKind] { tokens.filter { $0.text.contains(text) }.map(\.kind) }
    #expect(kinds("func") == [.keyword] && kinds("Double") == [.type] && kinds("注") == [.comment])
    #expect(kinds("g") == [.call] && kinds("1.5") == [.number] && kinds("discardableResult") == [.attribute])
    for broken in ["", "\"", "func (", "\u{0}let", "/* open", "let x = \"\\("] {
      #expect(SwiftHighlighter.tokens(in: broken).map(\.text).joined() == broken)
    }
  }
}
