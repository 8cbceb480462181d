import Trees
import Arithmetic

extension BoundEvaluator {
  func add(_ a: Bound, _ b: Bound) throws(Undefined) -> Bound {
    let sum = try arithmetic.add(a.interval, b.interval)
    // a > a₀ and b ≥ b₀ give a + b > a₀ + b₀, which rounding only lowers.
    return Bound(
      interval: Interval(sum.lower, sum.upper), reachesLower: a.reachesLower && b.reachesLower,
      reachesUpper: a.reachesUpper && b.reachesUpper, isContinuous: a.isContinuous && b.isContinuous,
      isTotal: a.isDefined && b.isDefined,
      isSmooth: a.isSmooth && b.isSmooth)
  }

  func multiply(_ a: Bound, _ b: Bound) throws(Undefined) -> Bound {
    if a.isNonpositive, !a.isNonnegative { return try multiply(a.negated, b).negated }
    if b.isNonpositive, !b.isNonnegative { return try multiply(a, b.negated).negated }
    let product = try arithmetic.multiply(a.interval, b.interval, zeroWins: declaresZeroLogZero)
    var result = Bound(
      interval: Interval(product.lower, product.upper), isContinuous: a.isContinuous && b.isContinuous,
      isTotal: a.isDefined && b.isDefined,
      isSmooth: a.isSmooth && b.isSmooth)
    guard a.isNonnegative, b.isNonnegative else {
      return a.isNonzero && b.isNonzero ? result.withoutZero : result
    }
    if a.interval.lower > 0, b.interval.lower > 0 { result.reachesLower = a.reachesLower && b.reachesLower }
    if a.interval.upper.isFinite, b.interval.upper.isFinite, a.interval.upper > 0, b.interval.upper > 0 {
      result.reachesUpper = a.reachesUpper && b.reachesUpper
    }
    return a.isPositive && b.isPositive ? result.withoutZero : result
  }

  func divide(_ a: Bound, _ b: Bound) throws(Undefined) -> Bound {
    if b.isNegative { return try divide(a.negated, b.negated) }
    if a.isNonpositive, !a.isNonnegative { return try divide(a.negated, b).negated }
    let quotient = try arithmetic.divide(a.interval, b.interval)
    var result = Bound(
      interval: Interval(quotient.lower, quotient.upper),
      isContinuous: a.isContinuous && b.isContinuous && b.isPositive,
      isTotal: a.isDefined && b.isDefined && b.isPositive, isSmooth: a.isSmooth && b.isSmooth)
    guard a.isNonnegative, b.isPositive else { return result }
    if a.interval.lower > 0, b.interval.upper.isFinite {
      result.reachesLower = a.reachesLower && b.reachesUpper
    }
    // By what is infinite all over nothing is divided: there is no value to say of that it is not 0.
    if a.interval.upper > 0, b.interval.lower > 0, b.interval.lower.isFinite {
      result.reachesUpper = a.reachesUpper && b.reachesLower
    }
    return a.isPositive && a.isContinuous && b.isContinuous ? result.withoutZero : result
  }

  func power(_ a: Bound, _ b: Bound) throws(Undefined) -> Bound {
    if b.interval.isPoint, let exponent = Int(exactly: b.interval.lower) {
      var result = try power(a, integer: exponent, b)
      // An exponent that is one number where it has a value may have none in places.
      (result.isContinuous, result.isTotal) = (
        result.isContinuous && b.isContinuous, result.isDefined && b.isDefined
      )
      return result
    }
    let value = try arithmetic.power(a.interval, b.interval, zeroToZeroIsOne: declaresZeroLogZero)
    var result = Bound.rough(value)
    guard a.isNonnegative else { return result }
    result.isTotal = a.isDefined && b.isDefined && (a.isPositive || b.isPositive)
    result.isSmooth = a.isSmooth && b.isSmooth
    result.isContinuous = a.isContinuous && b.isContinuous && (a.isPositive || b.isPositive)
    // For each exponent above 0 it rises with the base, below 0 it falls.
    if b.isPositive {
      if a.interval.lower > 0 { result.reachesLower = a.reachesLower }
      if a.interval.upper.isFinite { result.reachesUpper = a.reachesUpper }
    } else if b.isNegative {
      if a.interval.upper.isFinite { result.reachesLower = a.reachesUpper }
      if a.interval.lower > 0 { result.reachesUpper = a.reachesLower }
    }
    return a.isPositive && result.isContinuous ? result.withoutZero : result
  }

  private func power(_ a: Bound, integer exponent: Int, _ b: Bound) throws(Undefined) -> Bound {
    if exponent < 0 {
      return try divide(
        .exact(Interval(1)), try power(a, integer: -exponent, .exact(Interval(Double(-exponent)))))
    }
    if exponent == 1 { return a }
    if a.isNonpositive, !a.isNonnegative {
      let size = try power(a.negated, integer: exponent, b)
      return exponent.isMultiple(of: 2) ? size : size.negated
    }
    let value = try arithmetic.power(a.interval, b.interval, zeroToZeroIsOne: declaresZeroLogZero)
    var result = Bound(
      interval: Interval(value.lower, value.upper),
      isContinuous: a.isContinuous && (exponent > 0 || a.isNonzero),
      isTotal: a.isDefined && (exponent > 0 || a.isNonzero),
      isSmooth: a.isSmooth)
    guard exponent > 0 else { return result }
    if a.isNonnegative {
      result.reachesLower = a.reachesLower
      if a.interval.upper.isFinite { result.reachesUpper = a.reachesUpper }
    } else if exponent.isMultiple(of: 2) {
      // The larger of both ends decides; it is reached if that end is.
      let (low, high) = (-a.interval.lower, a.interval.upper)
      result.reachesUpper = (low >= high && a.reachesLower) || (high >= low && a.reachesUpper)
    } else {
      (result.reachesLower, result.reachesUpper) = (a.reachesLower, a.reachesUpper)
    }
    return a.isNonzero && a.isContinuous ? result.withoutZero : result
  }

  func apply(_ function: Tree.Function, _ arguments: [Tree]) throws(Undefined) -> Bound {
    if function == .indicator {
      guard arguments.count == 1 else { throw Undefined.unsupported("indicator") }
      switch truth(arguments[0]) {
      case .yes where isDefined(arguments[0]): return .exact(Interval(1))
      case .no where isDefined(arguments[0]): return .exact(Interval(0))
      case .yes, .no, .unknown: return .rough(Interval(0, 1), isTotal: isDefined(arguments[0]))
      }
    }
    guard function.scalarArity != nil else { throw Undefined.unsupported(function.rawValue) }
    var reaches: [Bound] = []
    for argument in arguments { reaches.append(try walk(argument)) }
    let value = try arithmetic.apply(function, reaches.map { Interval($0.interval.lower, $0.interval.upper) })
    guard !value.lower.isNaN, !value.upper.isNaN else { throw Undefined(.notANumber(function.rawValue)) }
    guard reaches.count == 1 else { return several(function, reaches, value) }
    return one(function, reaches[0], value)
  }

  private func several(_ function: Tree.Function, _ arguments: [Bound], _ value: Interval) -> Bound {
    var result = Bound.rough(value, isTotal: value.isWhole && arguments.allSatisfy(\.isDefined))
    let isContinuous = arguments.allSatisfy(\.isContinuous)
    switch function {
    case .min:
      result.isContinuous = isContinuous
      result.isTotal = arguments.allSatisfy(\.isDefined)
      if arguments.allSatisfy(\.isPositive) { return result.withoutZero }
    case .max:
      result.isContinuous = isContinuous
      result.isTotal = arguments.allSatisfy(\.isDefined)
      if arguments.contains(where: \.isPositive) { return result.withoutZero }
    default: break
    }
    return result
  }

  private func one(_ function: Tree.Function, _ a: Bound, _ value: Interval) -> Bound {
    var result = Bound(
      interval: Interval(value.lower, value.upper), isContinuous: a.isContinuous,
      isTotal: a.isDefined && (value.isWhole || function.isEverywhere), isSmooth: a.isSmooth)
    switch function {
    case .exp, .sigmoid, .tanh, .softplus, .erf, .arctan, .sinh, .arsinh:
      // Strictly increasing everywhere.
      (result.reachesLower, result.reachesUpper) = (a.reachesLower, a.reachesUpper)
      if !a.isContinuous { (result.reachesLower, result.reachesUpper) = (true, true) }
      guard a.isContinuous else { return result }
      if function == .exp || function == .sigmoid || function == .softplus, result.interval.lower == 0 {
        result.reachesLower = false
      }
      if function == .tanh || function == .erf, result.interval.lower == -1 { result.reachesLower = false }
      if function == .sigmoid || function == .tanh || function == .erf, result.interval.upper == 1 {
        result.reachesUpper = false
      }
    case .log:
      (result.reachesLower, result.reachesUpper) = (a.reachesLower, a.reachesUpper)
      result.isContinuous = a.isContinuous && a.isPositive
      result.isTotal = a.isDefined && a.isPositive
    case .sqrt:
      // Cut at 0, which is then reached.
      (result.reachesLower, result.reachesUpper) = (a.reachesLower || a.interval.lower < 0, a.reachesUpper)
      result.isContinuous = a.isContinuous && a.isNonnegative
      result.isTotal = a.isDefined && a.isNonnegative
    case .sin, .cos, .cosh: break
    case .abs, .norm, .norm1, .normInfinity, .relu:
      result.isSmooth = false
      if function != .relu, a.isNonzero { return result.withoutZero }
      if function == .relu, a.isPositive { return a }
    case .floor:
      (result.isContinuous, result.isSmooth) = (false, false)
      // Below an integer that is not reached lies the one before, if a double holds it.
      if !a.reachesUpper, a.interval.upper.magnitude <= 0x1p53, a.interval.upper == result.interval.upper {
        result.interval.upper -= 1
      }
    case .ceiling:
      (result.isContinuous, result.isSmooth) = (false, false)
      if !a.reachesLower, a.interval.lower.magnitude <= 0x1p53, a.interval.lower == result.interval.lower {
        result.interval.lower += 1
      }
    case .logGamma, .gamma:
      result.isContinuous = a.isContinuous && a.isPositive
      result.isTotal = a.isDefined && a.isPositive
    case .arcsin, .arccos:
      result.isContinuous = a.isContinuous && a.interval.lower >= -1 && a.interval.upper <= 1
      result.isTotal = a.isDefined && a.interval.lower >= -1 && a.interval.upper <= 1
    default: (result.isContinuous, result.isSmooth) = (false, false)
    }
    return result
  }
}

extension Tree.Function {
  /// Whether it has a finite value at every real number.
  fileprivate var isEverywhere: Bool {
    switch self {
    case .exp, .abs, .norm, .norm1, .normInfinity, .floor, .ceiling, .sign, .sin, .cos, .arctan, .sinh, .cosh,
      .tanh, .arsinh, .erf, .sigmoid, .softplus, .relu:
      true
    default: false
    }
  }
}
