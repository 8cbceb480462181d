import Formulas
import Snippets

/// The asymmetric functions that stand for a formula's function argument, as trees.
enum SampleFunctions {
  /// How many there are of an arity; one number names the function on both sides.
  static func count(arity: Int) -> Int { trees(arity: arity).count }

  static func trees(arity: Int) -> [Tree] { SampleFunction.trees(arity: arity) }

  static func function<A: Arithmetic>(
    _ number: Int, _ arithmetic: A
  ) -> @Sendable ([A.Number]) throws(Undefined) -> A.Number {
    { arguments throws(Undefined) in
      let trees = trees(arity: arguments.count)
      guard !trees.isEmpty else {
        throw Undefined(.unsupported("a function of \(arguments.count) arguments"))
      }
      var environment: [Name: Value<A.Number>] = [:]
      for (name, argument) in zip(SampleFunction.parameters, arguments) { environment[name] = .number(argument) }
      return try Evaluator(arithmetic).number(of: trees[number % trees.count], at: environment)
    }
  }
}
