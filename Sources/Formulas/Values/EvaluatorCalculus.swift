extension Evaluator {
  func derivative(of body: Tree, by name: Name, order: Int) throws(Undefined) -> Tree {
    throw .unsupported("a derivative")
  }

  func integral(of body: Tree, over name: Name, from: Tree, to: Tree, at point: Environment) throws(Undefined)
    -> A.Number
  {
    throw .unsupported("an integral")
  }

  /// Only where the body is continuous and has a value at the place itself.
  func limit(of body: Tree, _ name: Name, to: Tree, from side: Tree.Side, at point: Environment)
    throws(Undefined) -> Value<A.Number>
  {
    throw .unsupported("a limit")
  }
}
