import Trees
import Arithmetic

/// NoteKit's catalogue of functions that stand for a note's `f`, as trees: what the code is asked
/// with is what the formula is evaluated with.
package enum SampleCatalogue {
  /// How many there are of so many arguments; 0 where NoteKit has none.
  package static func count(arity: Int) -> Int { samples(arity).count }

  /// One of them: `ProbeValue.function(number)`.
  package static func sample(_ number: Int, arity: Int) -> SampleFunction? {
    let all = samples(arity)
    return all.indices.contains(number) ? all[number] : nil
  }

  private static let a = Tree.symbol(Name("a"))
  private static let b = Tree.symbol(Name("b"))
  private static let c = Tree.symbol(Name("c"))

  private static func samples(_ arity: Int) -> [SampleFunction] {
    switch arity {
    case 1: unary.map { SampleFunction([Name("a")], $0) }
    case 2: binary.map { SampleFunction([Name("a"), Name("b")], $0) }
    case 3: ternary.map { SampleFunction([Name("a"), Name("b"), Name("c")], $0) }
    default: []
    }
  }

  private static func minus(_ tree: Tree) -> Tree { .negate(tree) }
  private static let half: Tree = .quotient(.number(1), .number(2))
  private static let quarter: Tree = .quotient(.number(1), .number(4))

  private static let unary: [Tree] = [
    .sum([.product([.number(2), a]), .number(1)]),
    .sum([.product([a, a]), minus(.product([.number(3), a])), .number(2)]),
    .sum([.product([a, a, a]), minus(a), half]),
  ]
  private static let binary: [Tree] = [
    .sum([a, .product([.number(2), b])]),
    .sum([.product([a, a]), minus(.product([.number(3), b])), .number(1)]),
    .sum([.product([a, b]), .product([.number(2), a]), minus(.product([.number(3), b]))]),
    .sum([a, minus(.product([b, b])), quarter]),
  ]
  private static let ternary: [Tree] = [
    .sum([a, .product([.number(2), b]), minus(.product([.number(3), c]))]),
    .sum([.product([a, b]), minus(.product([c, c])), .product([.number(2), b])]),
  ]
}
