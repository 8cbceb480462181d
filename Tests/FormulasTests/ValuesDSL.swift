import Formulas

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

  static func + (a: Tree, b: Tree) -> Tree { .sum((a.terms ?? [a]) + [b]) }
  static func - (a: Tree, b: Tree) -> Tree { .sum((a.terms ?? [a]) + [.negate(b)]) }
  static func * (a: Tree, b: Tree) -> Tree { .product((a.factors ?? [a]) + [b]) }
  static func / (a: Tree, b: Tree) -> Tree { .quotient(a, b) }
  static prefix func - (a: Tree) -> Tree { .negate(a) }

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
func ** (a: Tree, b: Tree) -> Tree { .power(a, b) }

func v(_ base: String) -> Tree { .symbol(Name(base)) }
func f(_ function: Tree.Function, _ arguments: Tree...) -> Tree { .apply(function, arguments) }
func log(_ a: Tree) -> Tree { .apply(.log, [a]) }
func exp(_ a: Tree) -> Tree { .apply(.exp, [a]) }
func eq(_ a: Tree, _ b: Tree) -> Tree { .relation([a, b], [.equal]) }
func rel(_ a: Tree, _ relation: Tree.Relation, _ b: Tree) -> Tree { .relation([a, b], [relation]) }
func at(_ array: String, _ indices: Tree...) -> Tree { .element(v(array), indices) }
func sum(_ index: String, _ from: Tree, _ to: Tree, _ body: Tree) -> Tree {
  .fold(Tree.Fold(.sum, Name(index), .integers(from, to), body))
}
func fold(_ kind: Tree.Fold.Kind, _ index: String, _ range: Tree.Fold.Range, _ body: Tree) -> Tree {
  .fold(Tree.Fold(kind, Name(index), range, body))
}
func cases(_ branches: (Tree, Tree?)...) -> Tree {
  .cases(branches.map { Tree.Branch($0.0, if: $0.1) })
}
func point(_ values: [String: ExactValue]) -> [Name: ExactValue] {
  Dictionary(uniqueKeysWithValues: values.map { (Name($0.key), $0.value) })
}

/// The notes' own formulas, as the reader will understand them.
enum Notes {
  static let (p, q, y, α, γ) = (v("p"), v("q"), v("y"), v("α"), v("γ"))
  static let focal = cases(
    (-(α * (1 - p) ** γ * log(p)), eq(y, 1)), (-((1 - α) * p ** γ * log(1 - p)), eq(y, 0)))
  static let mal = cases(
    (-(q ** γ * log(p) + (1 - q ** γ) * log(1 - p)), eq(y, 1)), (-(p ** γ * log(1 - p)), eq(y, 0)))
  static let varifocal = cases(
    (-(q * (q * log(p) + (1 - q) * log(1 - p))), rel(q, .greater, 0)), (-(α * p ** γ * log(1 - p)), eq(q, 0)))
}
