/// Functions that stand for a note's `f`, when one of its functions takes another as an argument.
///
/// No two arguments play the same role in any of them, so that a swap is seen. They are made of
/// + − × alone: the same trees, evaluated elsewhere, give the same bits. docgen's `Snippets` room
/// holds the same catalogue as trees, and a test holds the two together.
@_spi(Weaving) public enum SampleFunction {
  public static let unary: [@Sendable (Double) -> Double] = [
    { x in 2 * x + 1 },
    { x in x * x - 3 * x + 2 },
    { x in x * x * x - x + 0.5 },
  ]
  public static let binary: [@Sendable (Double, Double) -> Double] = [
    { a, b in a + 2 * b },
    { a, b in a * a - 3 * b + 1 },
    { a, b in a * b + 2 * a - 3 * b },
    { a, b in a - b * b + 0.25 },
  ]
  public static let ternary: [@Sendable (Double, Double, Double) -> Double] = [
    { a, b, c in a + 2 * b - 3 * c },
    { a, b, c in a * b - c * c + 2 * b },
  ]
}
