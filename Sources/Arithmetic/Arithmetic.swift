import Trees

/// A kind of number that a tree can be evaluated in: doubles, intervals, balls, fractions.
///
/// One generic walk (`Interpreter`) serves all. Every operation is total: outside its domain it
/// throws `Undefined`; an enclosure that is only partly inside is cut to the domain and marked
/// (`isPartial`), as "wherever defined" asks.
package protocol Arithmetic: Sendable {
  associatedtype Number: Sendable

  func exact(_ number: Trees.Number) -> Number
  /// That binary64 exactly; ±∞ allowed.
  func exact(_ value: Double) -> Number
  func exact(_ fraction: Fraction) -> Number
  /// A constant that the kind of number does not hold throws.
  func constant(_ constant: Tree.Constant) throws(Undefined) -> Number
  func negate(_ a: Number) -> Number
  func add(_ a: Number, _ b: Number) throws(Undefined) -> Number
  func multiply(_ a: Number, _ b: Number) throws(Undefined) -> Number
  /// With `zeroWins`, 0·∞ is 0: for a factor that is infinite by a `log 0`.
  func multiply(_ a: Number, _ b: Number, zeroWins: Bool) throws(Undefined) -> Number
  func divide(_ a: Number, _ b: Number) throws(Undefined) -> Number
  func power(_ a: Number, _ b: Number) throws(Undefined) -> Number
  func power(_ a: Number, _ b: Number, zeroToZeroIsOne: Bool) throws(Undefined) -> Number
  /// A scalar function: everything in `Tree.Function` that maps numbers to a number; of so many as its arity allows.
  func apply(_ function: Tree.Function, _ a: Number) throws(Undefined) -> Number
  func apply(_ function: Tree.Function, _ a: Number, _ b: Number) throws(Undefined) -> Number
  func compare(_ a: Number, _ relation: Tree.Relation, _ b: Number) -> Truth
  /// The smallest enclosure of both: for a branch that an enclosure cannot decide.
  func hull(_ a: Number, _ b: Number) throws(Undefined) -> Number
  /// The value marked as existing only in a part of the enclosure.
  func markedPartial(_ a: Number) throws(Undefined) -> Number
  /// How wide the number is: 0 for a point.
  func spread(_ a: Number) -> Double
  /// The integer, if it is known to be one: a bound of a sum, an index.
  func integer(_ a: Number) -> Int?
}

extension Arithmetic {
  package func apply(_ function: Tree.Function, _ arguments: [Number]) throws(Undefined) -> Number {
    guard let arity = function.scalarArity, arity.contains(arguments.count) else {
      throw .unsupported("\(function.rawValue)/\(arguments.count)")
    }
    if arguments.count == 1 { return try apply(function, arguments[0]) }
    var result = try apply(function, arguments[0], arguments[1])
    // Only min and max take more than two.
    for next in arguments.dropFirst(2) { result = try apply(function, result, next) }
    return result
  }
}

/// What a symbol stands for at a point.
package enum Value<Number: Sendable>: Sendable {
  case number(Number)
  case array([Value<Number>])
  /// A function given as an argument.
  case function(@Sendable ([Number]) throws(Undefined) -> Number)
}
