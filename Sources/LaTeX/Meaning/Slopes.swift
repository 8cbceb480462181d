import Trees

/// What a derivative is by: a symbol, or an element of an array.
enum Variable {
  case name(Name)
  case element(Name, [Tree])
}

/// Array expressions written out element by element, so that they can be differentiated by one element.
struct Scalars {
  /// The length of an array along one of its dimensions, where it is known.
  package let length: (Name, Int) -> Int?
  package let rank: (Tree) -> Int

  /// A number without array operations in it; nil where a length is not known or an operation is not written out.
  package func number(_ tree: Tree) -> Tree? {
    switch tree {
    case .apply(.matrixProduct, let factors): return product(factors)
    case .apply(.inner, let pair) where pair.count == 2: return inner(pair[0], pair[1])
    case .apply(.norm, let inside) where rank(inside[0]) == 1:
      return inner(inside[0], inside[0]).map { .apply(.sqrt, [$0]) }
    case .power(.apply(.norm, let inside), .number(2)) where rank(inside[0]) == 1:
      return inner(inside[0], inside[0])
    case .apply(.length, _), .apply(.indicator, _): return tree
    case .element: return tree
    case .symbol: return rank(tree) == 0 ? tree : nil
    case .fold(let fold):
      let (index, term) = fold.scope.opened
      guard let body = number(term) else { return nil }
      return .fold(Tree.Fold(fold.kind, index, fold.range, body))
    default:
      guard rank(tree) == 0 else { return nil }
      var isWhole = true
      let mapped = tree.mapChildren { child in
        guard let inner = number(child) else {
          isWhole = false
          return child
        }
        return inner
      }
      return isWhole ? mapped : nil
    }
  }

  /// Row times matrices times column.
  private func product(_ factors: [Tree]) -> Tree? {
    guard factors.count >= 2, case .apply(.transpose, let row)? = factors.first, rank(row[0]) == 1 else {
      return nil
    }
    var right = factors[factors.count - 1]
    for matrix in factors.dropFirst().dropLast().reversed() {
      right = .apply(.matrixProduct, [matrix, right])
    }
    return inner(row[0], right)
  }

  private func inner(_ a: Tree, _ b: Tree) -> Tree? {
    guard let count = size(a) ?? size(b), count > 0, count <= 64 else { return nil }
    var terms: [Tree] = []
    for index in 1...count {
      guard let x = component(a, index), let y = component(b, index) else { return nil }
      terms.append(.product([x, y]))
    }
    return terms.count == 1 ? terms[0] : .sum(terms)
  }

  /// How long a vector is.
  func size(_ tree: Tree) -> Int? {
    switch tree {
    case .symbol(let name): return length(name, 0)
    case .element(.symbol(let name), let indices): return length(name, indices.count)
    case .tuple(let members): return members.count
    case .negate(let a), .quotient(let a, _): return size(a)
    case .sum(let terms), .product(let terms), .apply(.hadamard, let terms):
      return terms.lazy.compactMap { size($0) }.first
    case .apply(.matrixProduct, let factors): return factors.first.flatMap { rows($0) }
    case .apply(_, let inside): return inside.first.flatMap { size($0) }
    default: return nil
    }
  }

  private func rows(_ matrix: Tree) -> Int? {
    switch matrix {
    case .symbol(let name): return length(name, 0)
    case .apply(.transpose, let inside):
      if case .symbol(let name)? = inside.first { return length(name, 1) }
      return nil
    case .tuple(let members): return members.count
    default: return nil
    }
  }

  /// One component of a vector.
  func component(_ tree: Tree, _ index: Int) -> Tree? {
    let place: Tree = .number(Number(UInt(index)))
    guard rank(tree) > 0 else { return number(tree) }
    switch tree {
    case .symbol: return .element(tree, [place])
    case .element(let array, let indices): return .element(array, indices + [place])
    case .tuple(let members): return members.indices.contains(index - 1) ? number(members[index - 1]) : nil
    case .negate(let a): return component(a, index).map { .negate($0) }
    case .quotient(let a, let b):
      guard let top = component(a, index), let bottom = number(b) else { return nil }
      return .quotient(top, bottom)
    case .sum(let terms): return all(terms, index).map { .sum($0) }
    case .product(let factors), .apply(.hadamard, let factors):
      return all(factors, index).map { .product($0) }
    case .fold(let fold) where fold.kind == .sum:
      let (name, term) = fold.scope.opened
      return component(term, index).map { .fold(Tree.Fold(.sum, name, fold.range, $0)) }
    case .apply(.matrixProduct, let factors) where factors.count == 2 && rank(factors[0]) == 2:
      guard let count = size(factors[1]), count > 0, count <= 64 else { return nil }
      var terms: [Tree] = []
      for column in 1...count {
        guard let a = entry(factors[0], index, column), let b = component(factors[1], column) else {
          return nil
        }
        terms.append(.product([a, b]))
      }
      return .sum(terms)
    case .apply(let function, let inside) where inside.count == 1 && function.isElementwise:
      return component(inside[0], index).map { .apply(function, [$0]) }
    default: return nil
    }
  }

  private func all(_ trees: [Tree], _ index: Int) -> [Tree]? {
    var result: [Tree] = []
    for tree in trees {
      guard let part = component(tree, index) else { return nil }
      result.append(part)
    }
    return result
  }

  private func entry(_ matrix: Tree, _ row: Int, _ column: Int) -> Tree? {
    let places: [Tree] = [.number(Number(UInt(row))), .number(Number(UInt(column)))]
    switch matrix {
    case .symbol: return .element(matrix, places)
    case .apply(.transpose, let inside):
      guard case .symbol? = inside.first else { return nil }
      return .element(inside[0], places.reversed())
    default: return nil
    }
  }
}

extension Tree {
  /// The derivative by one element of an array: each `x_i` becomes `x_i + t·[i = k]`, and the slope in t at 0 is taken.
  ///
  /// - Returns: nil where the array also stands there as a whole.
  package func slope(byElement array: Name, _ place: [Tree]) throws(Undefined) -> Tree? {
    let step = Name("t", accents: ["dot"], primes: 9)
    guard let moved = moving(array, place, by: .symbol(step)) else { return nil }
    let slope = try moved.derivative(by: step)
    return slope.substituting([step: .number(0)]).simplified
  }

  private func moving(_ array: Name, _ place: [Tree], by step: Tree) -> Tree? {
    switch self {
    case .symbol(array): return nil
    case .element(.symbol(array), let indices):
      guard indices.count == place.count else { return nil }
      var conditions: [Tree] = []
      for (a, b) in zip(indices, place) where a != b {
        if case .number = a, case .number = b { return self }
        conditions.append(.relation([a, b], [.equal]))
      }
      guard !conditions.isEmpty else { return .sum([self, step]) }
      let condition = conditions.count == 1 ? conditions[0] : Tree.logic(.and, conditions)
      return .sum([self, .product([step, .apply(.indicator, [condition])])])
    default:
      var isWhole = true
      let mapped = mapChildren { child in
        guard let inner = child.moving(array, place, by: step) else {
          isWhole = false
          return child
        }
        return inner
      }
      return isWhole ? mapped : nil
    }
  }
}
