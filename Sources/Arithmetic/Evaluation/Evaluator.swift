import Trees

/// The value of a tree at a point, in any arithmetic.
///
/// A point gives every free symbol a value, lengths (`N`, `M_i` as an array) included. Arrays count
/// from 1. What has no value throws `Undefined` and says why. A tree that is wanted at many points is
/// made ready once: `machine(for:)`.
package struct Evaluator<A: Arithmetic>: Sendable {
  package typealias Environment = [Name: Value<A.Number>]

  package let arithmetic: A
  package let definitions: [String: Definition]
  /// 0 · log 0 = 0 and 0^0 = 1.
  package var declaresZeroLogZero: Bool

  package init(
    _ arithmetic: A, definitions: [String: Definition] = [:], declaresZeroLogZero: Bool = false
  ) {
    self.arithmetic = arithmetic
    self.definitions = definitions
    self.declaresZeroLogZero = declaresZeroLogZero
  }

  /// The tree ready for many points.
  ///
  /// - Parameter symbols: the first of the machine's `symbols`, for `number(at: [Number])`.
  package func machine(for tree: Tree, symbols: [Name] = []) -> Interpreter<A> {
    machine(for: tree, symbols: symbols, ranks: [:])
  }

  package func number(of tree: Tree, at point: Environment) throws(Undefined) -> A.Number {
    try machine(for: tree, like: point).number(at: point)
  }

  package func value(of tree: Tree, at point: Environment) throws(Undefined) -> Value<A.Number> {
    try machine(for: tree, like: point).value(at: point)
  }

  /// Whether a statement holds at a point.
  package func truth(of tree: Tree, at point: Environment) throws(Undefined) -> Truth {
    try machine(for: tree, like: point).truth(at: point)
  }

  private func machine(for tree: Tree, like point: Environment) -> Interpreter<A> {
    machine(for: tree, symbols: [], ranks: point.mapValues(\.shapeRank))
  }

  private func machine(for tree: Tree, symbols: [Name], ranks: [Name: Int]) -> Interpreter<A> {
    Interpreter(
      Program(
        tree, definitions: definitions, declaresZeroLogZero: declaresZeroLogZero, symbols: symbols,
        ranks: ranks), in: arithmetic)
  }
}
