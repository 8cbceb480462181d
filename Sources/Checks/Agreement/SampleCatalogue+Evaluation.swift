import Arithmetic
import Snippets
import Trees

extension SampleCatalogue {
  /// The function of that number for as many arguments as it is given: what a point holds for a formula's `f`, in any
  /// arithmetic.
  static func function<A: Arithmetic>(
    _ number: Int, _ arithmetic: A
  ) -> @Sendable ([A.Number]) throws(Undefined) -> A.Number {
    { arguments throws(Undefined) in
      guard let sample = sample(number, arity: arguments.count) else {
        throw Undefined.unsupported(
          zh: "\(arguments.count) 元的函数", en: "a function of \(arguments.count) arguments")
      }
      return try sample.function(in: arithmetic)(arguments)
    }
  }
}
