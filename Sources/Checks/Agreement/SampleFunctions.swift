import Trees
import Arithmetic
import Snippets

/// The asymmetric functions that stand for a formula's function argument, in any arithmetic.
enum SampleFunctions {
  /// How many there are of an arity; one number names the function on both sides.
  static func count(arity: Int) -> Int { SampleFunction.count(arity: arity) }

  static func function<A: Arithmetic>(
    _ number: Int, _ arithmetic: A
  ) -> @Sendable ([A.Number]) throws(Undefined) -> A.Number {
    { arguments throws(Undefined) in
      guard let sample = SampleFunction.sample(number, arity: arguments.count) else {
        throw Undefined.unsupported(
          zh: "\(arguments.count) 元的函数", en: "a function of \(arguments.count) arguments")
      }
      let machine = Evaluator(arithmetic).machine(for: sample.body, symbols: sample.parameters)
      return try machine.number(at: arguments)
    }
  }
}
