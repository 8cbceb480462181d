import Diagnostics

/// What the names at one place of a page mean: declarations and definitions, nearest first.
struct Scope {
  /// Declarations in force, by name; the nearest wins.
  var meanings: [Name: Meaning] = [:]
  /// Definitions by name, earliest first.
  var definitions: [Name: [Definition]] = [:]
  /// `$p = p(x)$`: p depends on x.
  var dependencies: [Name: [Name]] = [:]
  /// Names that some formula of the page indexes under a binder: arrays by use.
  var indexed: Set<Name> = []
  /// Names that some definition of the page heads with arguments, also further down.
  var heads: Set<Name> = []

  func isFunction(_ name: Name) -> Bool {
    if let meaning = meanings[name], meaning.role == .function { return true }
    return definitions[name]?.contains { !$0.parameters.isEmpty } == true || heads.contains(name)
  }

  /// Declared with a domain or a role that is no function.
  func isVariable(_ name: Name) -> Bool {
    guard let meaning = meanings[name] else { return false }
    return meaning.role != .function
  }

  func rank(_ name: Name) -> Int? { meanings[name]?.domain?.rank }
}

extension Tree {
  /// How many indices a value of this tree still takes, as far as the scope knows.
  func rank(in scope: Scope, local: [Name: Int]) -> Int {
    switch self {
    case .symbol(let name):
      if let known = local[name] ?? scope.rank(name) { return known }
      return name.isBold ? 1 : 0
    case .element(let array, let indices):
      return max(0, array.rank(in: scope, local: local) - indices.count)
    case .negate(let a), .power(let a, _), .quotient(let a, _): return a.rank(in: scope, local: local)
    case .sum(let terms), .product(let terms):
      return terms.map { $0.rank(in: scope, local: local) }.max() ?? 0
    case .tuple: return 1
    case .apply(.softmax, _), .apply(.transpose, _), .apply(.hadamard, _): return 1
    case .cases(let branches): return branches.first?.value.rank(in: scope, local: local) ?? 0
    default: return 0
    }
  }
}
