import Trees

/// A value at a point without any rounding: what a test point is made of.
package enum ExactValue: Sendable, Hashable {
  /// That binary64 exactly; finite or ±∞.
  case binary(Double)
  /// A decimal as a note writes it: `0.1`, `-2`, `1e-12`.
  case decimal(String)
  /// A quotient of whole numbers or decimals: `1/3`.
  case fraction(Fraction)
  case array([ExactValue])
  case function(SampleFunction)
}

/// A function given as an argument (`f`): a tree over its parameters, so that every arithmetic can call it.
package struct SampleFunction: Sendable, Hashable {
  package var parameters: [Name]
  package var body: Tree

  package init(_ parameters: [Name], _ body: Tree) {
    self.parameters = parameters
    self.body = body
  }

  /// What a point holds for the function.
  package func function<A: Arithmetic>(in arithmetic: A)
    -> @Sendable ([A.Number]) throws(Undefined) -> A.Number
  {
    let machine = Evaluator(arithmetic).machine(for: body, symbols: parameters)
    let count = parameters.count
    return { numbers throws(Undefined) in
      guard numbers.count == count else {
        throw .unsupported(
          zh: "\(count) 元的函数给了 \(numbers.count) 个参数",
          en: "a function of \(count) with \(numbers.count) arguments")
      }
      return try machine.number(at: numbers)
    }
  }
}

extension ExactValue {
  /// The value in an arithmetic; a decimal becomes an enclosure of itself.
  package func value<A: Arithmetic>(in arithmetic: A) throws(Undefined) -> Value<A.Number> {
    switch self {
    case .binary(let value):
      if value.isNaN { throw Undefined(.notANumber("NaN")) }
      return .number(arithmetic.exact(value))
    case .decimal(let text): return .number(try Self.number(text, in: arithmetic))
    case .fraction(let fraction): return .number(arithmetic.exact(fraction))
    case .array(let members):
      return .array(try members.mapped { m throws(Undefined) in try m.value(in: arithmetic) })
    case .function(let sample):
      return .function(sample.function(in: arithmetic))
    }
  }

  /// The rank, where a function counts as no number.
  var shapeRank: Int {
    switch self {
    case .binary, .decimal, .fraction: 0
    case .array(let members): 1 + (members.first?.shapeRank ?? 0)
    case .function: 1
    }
  }

  /// `-1.5e-3` as a number: sign, digits, a shift of the point.
  private static func number<A: Arithmetic>(_ text: String, in arithmetic: A) throws(Undefined) -> A.Number {
    var rest = Substring(text.replacing("−", with: "-"))
    let isNegative = rest.first == "-"
    if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
    if rest == "inf" || rest == "∞" {
      return arithmetic.exact(isNegative ? -Double.infinity : Double.infinity)
    }
    let parts = rest.lowercased().split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
    let shift = parts.count == 2 ? Int(parts[1]) : 0
    guard let shift, abs(shift) <= 5000, let number = Number(String(parts[0]))?.shifted(by: shift) else {
      throw Undefined(.notANumber(text))
    }
    let value = arithmetic.exact(number)
    return isNegative ? arithmetic.negate(value) : value
  }
}

extension Number {
  /// The number times 10^places.
  func shifted(by places: Int) -> Number? {
    guard places != 0 else { return self }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts[0]
    let fraction = parts.count == 2 ? parts[1] : ""
    let zeros = String(repeating: "0", count: abs(places))
    if places > 0 {
      let padded = fraction + zeros
      return Number(whole + padded.prefix(places) + "." + padded.dropFirst(places))
    }
    let padded = zeros + whole
    return Number(padded.dropLast(-places) + "." + padded.suffix(-places) + fraction)
  }
}
