import Arithmetic
import Trees

/// A term in which numbers stand for all that round to them: `0.33` for [0.325, 0.335].
struct Loosened: Sendable {
  /// How exactly a whole number is meant: `1000` to its last digit, or to its leading one.
  enum Zeros { case count, fill }

  private struct Bounds: Hashable, Sendable {
    var name: Name
    var lower: Fraction
    var upper: Fraction
  }

  /// The term, each of those numbers a symbol.
  private var tree: Tree
  private var numbers: [Bounds] = []
  /// Whether each element depends on one number alone, and the same way: then two corners show all of it.
  private let isWhole: Bool

  /// Corners of a box are 2ⁿ: with more numbers than these nobody rounds each of them.
  private static let mostNumbers = 6

  /// A term that is nothing but a written number, with its sign and power of ten, or an array of these.
  ///
  /// - Parameter integers: what a whole number's zeros mean; nil: whole numbers are exact, and a term without a decimal
  ///   point says nothing.
  init?(whole term: Tree, integers: Zeros?) {
    isWhole = true
    tree = term
    guard let tree = loosenWhole(term, integers), !numbers.isEmpty else { return nil }
    self.tree = tree
  }

  /// Decimals of two places or more inside a term that the other term has not: `0.971 - 0.888`, the values of what
  /// stands there. A decimal of one place is as often meant to be exact.
  init?(inside term: Tree, beside other: Tree) {
    isWhole = false
    tree = term
    var known: [Number: Int] = [:]
    for number in other.decimals { known[number, default: 0] += 1 }
    tree = loosenNew(term, &known)
    guard (1...Self.mostNumbers).contains(numbers.count) else { return nil }
  }

  private mutating func loosenWhole(_ term: Tree, _ integers: Zeros?) -> Tree? {
    switch term {
    case .number(let number):
      if number.places == 0, integers == nil { return term }
      return symbol(number, halfUnit: number.halfUnit(integers ?? .count))
    case .negate(let inner): return loosenWhole(inner, integers).map { .negate($0) }
    case .product(let factors) where factors.count == 2:
      guard case .power(.number(10), let exponent) = factors[1], exponent.isWholeNumber,
        let mantissa = loosenWhole(factors[0], integers)
      else { return nil }
      return .product([mantissa, factors[1]])
    case .tuple(let elements):
      var loosened: [Tree] = []
      for element in elements {
        guard let next = loosenWhole(element, integers) else { return nil }
        loosened.append(next)
      }
      return .tuple(loosened)
    default: return nil
    }
  }

  private mutating func loosenNew(_ term: Tree, _ known: inout [Number: Int]) -> Tree {
    guard case .number(let number) = term else {
      var copy = self
      var left = known
      let result = term.mapChildren { copy.loosenNew($0, &left) }
      (self, known) = (copy, left)
      return result
    }
    guard number.places >= 2 else { return term }
    if let count = known[number], count > 0 {
      known[number] = count - 1
      return term
    }
    return symbol(number, halfUnit: number.halfUnit(.count))
  }

  private mutating func symbol(_ number: Number, halfUnit: Fraction) -> Tree {
    let name = Name("ρ", label: "\(numbers.count)", primes: 9)
    let middle = Fraction.exactly(number)
    numbers.append(
      Bounds(name: name, lower: middle.adding(halfUnit.negated), upper: middle.adding(halfUnit)))
    return .symbol(name)
  }

  // MARK: Whether a value rounds to it

  /// Whether values are what the term rounds; `.no` only where they are certain not to be.
  func contains(_ values: [Ball], at point: Point, _ evaluation: Evaluation) -> Truth {
    guard let bounds = bounds(at: point, evaluation) else { return .unknown }
    let values = values.count == 1 ? Array(repeating: values[0], count: bounds.count) : values
    guard values.count == bounds.count || bounds.count == 1 else { return .no }
    var answer = Truth.yes
    for (index, value) in values.enumerated() {
      let (low, high) = bounds[bounds.count == 1 ? 0 : index]
      let slack = 1e-9 * (high - low)
      let (lower, upper) = value.bounds
      if upper < low - slack || lower > high + slack { return .no }
      if lower < low - slack || upper > high + slack { answer = .unknown }
    }
    return answer
  }

  private func bounds(at point: Point, _ evaluation: Evaluation) -> [(Double, Double)]? {
    var bounds: [(Double, Double)]?
    for corner in corners {
      var point = point
      for (number, isUpper) in zip(numbers, corner) {
        point[number.name] = .real(isUpper ? number.upper : number.lower)
      }
      guard case .success(let value) = evaluation.enclose(tree, at: point) else { return nil }
      let next = value.flattened.map(\.bounds)
      guard let old = bounds else {
        bounds = next.map { ($0.lower, $0.upper) }
        continue
      }
      guard old.count == next.count else { return nil }
      bounds = zip(old, next).map { (min($0.0, $1.lower), max($0.1, $1.upper)) }
    }
    return bounds
  }

  private var corners: [[Bool]] {
    if isWhole { return [false, true].map { Array(repeating: $0, count: numbers.count) } }
    return (0..<(1 << numbers.count)).map { code in numbers.indices.map { code >> $0 & 1 == 1 } }
  }
}

extension Number {
  /// Digits that are written behind the point.
  fileprivate var places: Int {
    (digits.split(separator: ".").dropFirst().first?.utf8.count ?? 0) + trailingZeros
  }

  /// Half a unit of the last digit that is written, or of the last that is no zero.
  fileprivate func halfUnit(_ zeros: Loosened.Zeros) -> Fraction {
    var unit = Fraction(1)
    let ten = Fraction(10)
    if places > 0 {
      for _ in 0..<places { unit = unit.divided(by: ten) }
    } else if zeros == .fill, digits != "0" {
      for _ in digits.reversed().prefix(while: { $0 == "0" }) { unit = unit.multiplied(by: ten) }
    }
    return unit.divided(by: Fraction(2))
  }
}

extension Tree {
  fileprivate var decimals: [Number] {
    if case .number(let number) = self { return number.places > 0 ? [number] : [] }
    return children.flatMap(\.decimals)
  }

  fileprivate var isWholeNumber: Bool {
    switch self {
    case .number(let number): number.integer != nil
    case .negate(let inner): inner.isWholeNumber
    default: false
    }
  }
}
