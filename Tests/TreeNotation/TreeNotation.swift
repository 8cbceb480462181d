import Trees
import Arithmetic

// Trees by operators, for the tests alone: `-α * (1 - p) ^ γ * log(p)`.

extension Tree: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  package init(integerLiteral value: Int) {
    let number = Tree.number(Number(value.magnitude))
    self = value < 0 ? .negate(number) : number
  }
  package init(floatLiteral value: Double) {
    let number = Number("\(value.magnitude)").map(Tree.number) ?? .number(0)
    self = value < 0 ? .negate(number) : number
  }

  package static func + (a: Tree, b: Tree) -> Tree { .sum((a.terms ?? [a]) + [b]) }
  package static func - (a: Tree, b: Tree) -> Tree { .sum((a.terms ?? [a]) + [.negate(b)]) }
  package static func * (a: Tree, b: Tree) -> Tree { .product((a.factors ?? [a]) + [b]) }
  package static func / (a: Tree, b: Tree) -> Tree { .quotient(a, b) }
  package static prefix func - (a: Tree) -> Tree { .negate(a) }

  private var terms: [Tree]? {
    guard case .sum(let terms) = self else { return nil }
    return terms
  }
  private var factors: [Tree]? {
    guard case .product(let factors) = self else { return nil }
    return factors
  }
}

precedencegroup Power {
  higherThan: MultiplicationPrecedence
  associativity: right
}
infix operator ** : Power
package func ** (a: Tree, b: Tree) -> Tree { .power(a, b) }

package func v(_ base: String) -> Tree { .symbol(Name(base)) }
package func f(_ function: Tree.Function, _ arguments: Tree...) -> Tree { .apply(function, arguments) }
package func log(_ a: Tree) -> Tree { .apply(.log, [a]) }
package func exp(_ a: Tree) -> Tree { .apply(.exp, [a]) }
package func eq(_ a: Tree, _ b: Tree) -> Tree { .relation([a, b], [.equal]) }
package func rel(_ a: Tree, _ relation: Tree.Relation, _ b: Tree) -> Tree { .relation([a, b], [relation]) }
package func at(_ array: String, _ indices: Tree...) -> Tree { .element(v(array), indices) }
package func sum(_ index: String, _ from: Tree, _ to: Tree, _ body: Tree) -> Tree {
  .fold(Tree.Fold(.sum, Name(index), .integers(from, to), body))
}
package func fold(_ kind: Tree.Fold.Kind, _ index: String, _ range: Tree.Fold.Range, _ body: Tree) -> Tree {
  .fold(Tree.Fold(kind, Name(index), range, body))
}
package func cases(_ branches: (Tree, Tree?)...) -> Tree {
  .cases(branches.map { Tree.Branch($0.0, if: $0.1) })
}
package func point(_ values: [String: ExactValue]) -> [Name: ExactValue] {
  Dictionary(uniqueKeysWithValues: values.map { (Name($0.key), $0.value) })
}

/// The notes' own formulas, as the reader will understand them.
package enum Notes {
  package static let (p, q, y, α, γ) = (v("p"), v("q"), v("y"), v("α"), v("γ"))
  package static let focal = cases(
    (-(α * (1 - p) ** γ * log(p)), eq(y, 1)), (-((1 - α) * p ** γ * log(1 - p)), eq(y, 0)))
  package static let mal = cases(
    (-(q ** γ * log(p) + (1 - q ** γ) * log(1 - p)), eq(y, 1)), (-(p ** γ * log(1 - p)), eq(y, 0)))
  package static let varifocal = cases(
    (-(q * (q * log(p) + (1 - q) * log(1 - p))), rel(q, .greater, 0)), (-(α * p ** γ * log(1 - p)), eq(q, 0)))
}
