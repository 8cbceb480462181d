import Formulas
import Typesetting
import Basics
import Arithmetic
import Diagnostics
import Trees

extension Explained {
  /// One side of a formula at the point.
  indirect enum Side {
    /// A head that is being defined, a set, or what has no value there.
    case none
    case number(lower: String, upper: String)
    case array([Side])
    case truth(Bool)
  }
}

extension Explained.Side {
  static func all(of explanation: Explainer.Explanation, at point: GivenPoint) -> [Self] {
    let trees = explanation.sides
    if case .statement(let statement)? = explanation.formula.reading {
      switch statement.proposition {
      case .relation, .logic(.and, _): break
      default:
        return truth(of: statement.proposition, explanation, at: point) + sides(trees, explanation, point)
      }
    }
    return sides(trees, explanation, point)
  }

  private static func truth(
    of proposition: Tree, _ explanation: Explainer.Explanation, at point: GivenPoint
  ) -> [Self] {
    let evaluator = ExactEvaluator(definitions: explanation.definitions)
    guard case .quantified = proposition,
      let truth = try? evaluator.truth(of: proposition, at: explanation.environment(at: point)),
      truth != .unknown
    else { return [] }
    return [.truth(truth == .yes)]
  }

  private static func sides(
    _ trees: [Tree?], _ explanation: Explainer.Explanation, _ point: GivenPoint
  ) -> [Self] {
    let environment = explanation.environment(at: point)
    let evaluator = ExactEvaluator(definitions: explanation.definitions)
    return trees.map { tree in
      guard let tree, let value = try? evaluator.value(of: tree, at: environment) else { return .none }
      if case .array(let rows) = value, rows.count == 1, case .array = rows[0],
        isRow(tree, { try? evaluator.value(of: $0, at: environment) })
      {
        return Self(rows[0])
      }
      return Self(value)
    }
  }

  /// Whether a tree is a vector that lies down, `\pi^\top P`: it is told as the vector that it is.
  private static func isRow(_ tree: Tree, _ value: (Tree) -> Value<Ball>?) -> Bool {
    switch tree {
    case .apply(.transpose, let inside): inside.first.flatMap(value)?.rank == 1
    case .apply(.matrixProduct, let factors): factors.first.map { isRow($0, value) } ?? false
    case .negate(let a), .quotient(let a, _): isRow(a, value)
    case .sum(let terms): terms.allSatisfy { isRow($0, value) }
    case .product(let factors): factors.contains { isRow($0, value) }
    default: false
    }
  }

  private init(_ value: Value<Ball>) {
    switch value {
    case .number(let ball):
      // Where a comparison could not be decided, what is left is a range and no value.
      guard ball.tellsValue else {
        self = .none
        return
      }
      let bounds = ball.bounds(digits: 20)
      self = .number(lower: bounds.lower, upper: bounds.upper)
    case .array(let members): self = .array(members.map { Self($0) })
    case .function: self = .none
    }
  }

  var json: JSONValue {
    switch self {
    case .none: .null
    case .number(let lower, let upper): .object([("lower", .string(lower)), ("upper", .string(upper))])
    case .array(let members): .object([("array", .array(members.map(\.json)))])
    case .truth(let holds): .object([("truth", .bool(holds))])
    }
  }
}

extension Ball {
  /// Whether it is narrow enough to say what a number is: some seven digits of it, or that it is as good as 0.
  fileprivate var tellsValue: Bool {
    if accuracyBits >= 24 { return true }
    let bounds = bounds
    return max(abs(bounds.lower), abs(bounds.upper)) < 1e-9
  }
}

extension GivenPoint {
  /// What the values tell of their symbols.
  var given: [GivenValue] {
    coordinates.map { coordinate in
      GivenValue(
        name: coordinate.name, lengths: Self.lengths(coordinate.value),
        integer: Self.integer(coordinate.value))
    }
  }

  private static func lengths(_ value: ExactValue) -> [Int] {
    guard case .array(let members) = value else { return [] }
    return [members.count] + (members.first.map(lengths) ?? [])
  }

  private static func integer(_ value: ExactValue) -> Int? {
    switch value {
    case .binary(let number): Int(exactly: number)
    case .decimal(let text): Int(text)
    default: nil
    }
  }
}
