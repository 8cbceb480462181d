import Trees
import CFlint

/// Bounds of elementary functions at doubles, from Arb at 80 bits, rounded outward to doubles.
///
/// The only door to FLINT for intervals.
enum ProvedBounds {
  typealias Enclosing =
    @convention(c) (UnsafeMutablePointer<arb_struct>?, UnsafePointer<arb_struct>?, Int) -> Void

  private static let prepared: Void = docgen_prepare()

  /// What encloses a function of one number that has no algebraic rounding of its own.
  private static func enclosing(_ function: Tree.Function) -> Enclosing? {
    switch function {
    case .exp: arb_exp
    case .log: arb_log
    case .sin: arb_sin
    case .cos: arb_cos
    case .tan: arb_tan
    case .cot: arb_cot
    case .arcsin: arb_asin
    case .arccos: arb_acos
    case .arctan: arb_atan
    case .sinh: arb_sinh
    case .cosh: arb_cosh
    case .tanh: arb_tanh
    case .arsinh: arb_asinh
    case .arcosh: arb_acosh
    case .artanh: arb_atanh
    case .erf: arb_hypgeom_erf
    case .gamma: arb_gamma
    case .logGamma: arb_lgamma
    case .sigmoid: docgen_sigmoid
    case .softplus: docgen_softplus
    default: nil
    }
  }

  /// - Precondition: `x` is finite and inside the domain, no end of it.
  /// - Returns: nil for a function that has algebraic rounding.
  static func bounds(_ function: Tree.Function, at x: Double) -> (down: Double, up: Double)? {
    if function == .log, let bounds = QuickLogarithm.bounds(at: x) { return bounds }
    return slowBounds(function, at: x)
  }

  /// By Arb alone.
  static func slowBounds(_ function: Tree.Function, at x: Double) -> (down: Double, up: Double)? {
    guard let function = enclosing(function) else { return nil }
    _ = prepared
    var lower = 0.0
    var upper = 0.0
    docgen_enclose(function, x, &lower, &upper)
    return (lower + 0, upper + 0)
  }

  /// - Precondition: `x` and `y` are finite, `x` ≥ 0 or `y` an integer.
  static func power(_ x: Double, _ y: Double) -> (down: Double, up: Double) {
    _ = prepared
    var lower = 0.0
    var upper = 0.0
    docgen_enclose_power(x, y, &lower, &upper)
    return (lower + 0, upper + 0)
  }

  /// log x as the sum of two doubles within 2^-54 of the second, which begins behind so many binary places.
  ///
  /// - Precondition: `x` is positive and finite.
  static func logarithm(_ x: Double, places: Int) -> (head: Double, tail: Double) {
    let log = Ball.make { result in
      arb_set_d(result, x)
      arb_log(result, result, 200)
    }
    let scale = Double(sign: .plus, exponent: places, significand: 1)
    let head = Ball((log.middle * scale).rounded() / scale)
    let tail = Ball.make(from: log, head) { arb_sub($0, log.pointer, head.pointer, 200) }
    return (head.middle, tail.middle)
  }
}
