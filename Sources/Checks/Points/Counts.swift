import Arithmetic
import Trees

/// Symbols that say how much there is to be worked out: n of `\sum_{k=1}^{n}`, of `n!`, of `2^n`.
struct Counts {
  private(set) var found: Set<Name> = []
  private let definitions: [String: Definition]
  private var entered: Set<String> = []

  static func of(_ trees: [Tree], definitions: [String: Definition]) -> Set<Name> {
    var search = Counts(definitions: definitions)
    for tree in trees { search.visit(tree, renamed: [:]) }
    return search.found
  }

  private init(definitions: [String: Definition]) { self.definitions = definitions }

  /// - Parameter renamed: what the called function's parameters are at the call.
  private mutating func visit(_ tree: Tree, renamed: [Name: Tree]) {
    switch tree {
    case .fold(let fold):
      if case .integers(let lower, let upper) = fold.range { note([lower, upper], renamed) }
    case .apply(.factorial, let arguments), .apply(.binomial, let arguments): note(arguments, renamed)
    case .power(_, let exponent): note([exponent], renamed)
    case .call(let call):
      if let definition = definitions[call.definition], entered.insert(definition.id).inserted {
        var inner: [Name: Tree] = [:]
        for (parameter, argument) in zip(definition.parameters, call.arguments) {
          inner[parameter] = argument.substituting(renamed)
        }
        visit(definition.body, renamed: inner)
      }
    default: break
    }
    for child in tree.children { visit(child, renamed: renamed) }
  }

  private mutating func note(_ ends: [Tree], _ renamed: [Name: Tree]) {
    for end in ends { found.formUnion(end.substituting(renamed).freeSymbols) }
  }
}

extension SampleSpace {
  /// How far a count without an end is tried at every number: what it counts is worked out at each point.
  private static let reach = 400
  /// Where it is tried beyond.
  private static let far = [1000.0, 3000, 10_000, 100_000]

  /// Points with a count beyond those that are all tried, few since they are dear.
  func farPoints(of points: [Point]) -> [Point] {
    let bases = FormulaAudit.spread(points.count, over: 3).map { points[$0] }
    return cut.sorted { $0.key < $1.key }.flatMap { name, whole in
      lengths.contains { $0.name == name }
        ? []
        : Self.far.filter(whole.contains).flatMap { count in
          bases.map { base in
            var point = base
            (point[name], point.intended[name]) = (.number(count), nil)
            return point
          }
        }
    }
  }

  /// Keeps integers without an end small where they say how much there is to be worked out.
  mutating func narrowCounts(of trees: [Tree], _ evaluation: Evaluation) {
    let counts = Counts.of(trees + axes.flatMap(\.conditions), definitions: evaluation.definitions)
    for place in axes.indices where counts.contains(axes[place].name) {
      guard case .scalar(.integers(let lower, let upper)) = axes[place].kind,
        !ScalarSet.integers(lower, upper).isBounded
      else { continue }
      let first =
        lower > -ScalarSet.farthest
        ? lower : upper < ScalarSet.farthest ? upper - Self.reach : -Self.reach / 2
      cut[axes[place].name] = .integers(lower, upper)
      axes[place].kind = .scalar(.integers(first, min(upper, first + Self.reach)))
    }
  }
}
