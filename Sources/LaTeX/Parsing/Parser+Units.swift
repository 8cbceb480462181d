import Trees

/// Unit matrices, vectors of ones and blocks: what takes its size from what stands beside it.
extension Parser {
  /// The order of a unit matrix that a symbol names: nil where it names none, an inner nil where it does not say.
  private func unit(_ tree: Tree) -> Tree?? {
    guard case .symbol(let name) = tree, name.base == "I", name.accents.isEmpty, name.mark == nil,
      name.primes == 0, !knows(name), !scope.isFunction(name)
    else { return nil }
    guard let label = name.label else { return .some(nil) }
    if let number = Number(label) { return .some(.number(number)) }
    return Name.greek[label] == nil && label.count == 1 ? .some(.symbol(Name(label))) : nil
  }

  func isUnit(_ tree: Tree) -> Bool { unit(tree) != nil }

  /// `λI − A`: beside a matrix an I that nothing explains is the unit matrix of its order.
  func sizingIdentities(_ terms: [Tree]) -> [Tree] {
    let terms = byElements(addingRows(terms))
    guard terms.contains(where: { holdsUnit($0) }) else { return terms }
    let model = terms.first { !holdsUnit($0) && shape(of: $0) == .matrix }
    return terms.map { sized($0, like: model) }
  }

  /// `U^\top U = I`: of the order of the other side, or of the one that its subscript names.
  @inline(never)
  func sizingIdentities(sides: [Tree]) -> [Tree] {
    guard sides.contains(where: { holdsUnit($0) }),
      let model = sides.first(where: { !holdsUnit($0) && shape(of: $0) == .matrix })
    else { return sides }
    return sides.map { side in
      guard case .symbol? = Optional(side), case .some(.some(let order)) = unit(side),
        order.freeSymbols.allSatisfy({ knows($0) })
      else { return sized(side, like: model) }
      return .apply(.identity, [order])
    }
  }

  /// `X W + b`: a vector goes with every row of what has weights at its right.
  private func addingRows(_ terms: [Tree]) -> [Tree] {
    let shapes = terms.map { shape(of: $0) }
    guard shapes.contains(.column), shapes.contains(.matrix) else { return terms }
    let isByRows = zip(terms, shapes).contains { term, shape in
      guard shape == .matrix, case .apply(.matrixProduct, let factors) = term, let last = factors.last else {
        return false
      }
      return last.weightName != nil && factors.first?.weightName == nil
    }
    guard isByRows else { return terms }
    return zip(terms, shapes).map { term, shape in
      guard shape == .column, case .symbol = term else { return term }
      return .apply(.transpose, [term])
    }
  }

  /// `w - \frac{\eta}{\sqrt{s + \epsilon}} \cdot g`: beside a vector a dot between vectors, one of which is divided by
  /// element by element, goes element by element; a number would not fit.
  @inline(never)
  private func byElements(_ terms: [Tree]) -> [Tree] {
    guard terms.count > 1, terms.contains(where: { shape(of: $0) == .column }) else { return terms }
    return terms.map { byElements($0) }
  }

  private func byElements(_ term: Tree) -> Tree {
    switch term {
    case .negate(let a): return .negate(byElements(a))
    case .product(let factors): return .product(factors.map { byElements($0) })
    case .apply(.inner, let pair) where pair.contains(where: { isDividedByElements($0) }):
      return .apply(.hadamard, pair)
    default: return term
    }
  }

  private func isDividedByElements(_ tree: Tree) -> Bool {
    guard case .quotient(_, let divisor) = tree else { return false }
    return shape(of: divisor) == .column
  }

  private func holdsUnit(_ tree: Tree) -> Bool {
    switch tree {
    case .negate(let a), .quotient(let a, _): holdsUnit(a)
    case .product(let factors): factors.contains { holdsUnit($0) }
    default: unit(tree) != nil
    }
  }

  private func sized(_ tree: Tree, like model: Tree?) -> Tree {
    switch tree {
    case .negate(let a): return .negate(sized(a, like: model))
    case .quotient(let a, let b): return .quotient(sized(a, like: model), b)
    case .product(let factors): return .product(factors.map { sized($0, like: model) })
    default:
      guard let order = unit(tree) else { return tree }
      if let model { return .apply(.identity, [model]) }
      if case .symbol(let name) = tree, name.isBold, let order { return .apply(.identity, [order]) }
      return tree
    }
  }

  /// A unit matrix beside another array changes nothing.
  func withoutIdentities(_ factors: [Factor]) -> [Factor] {
    guard factors.count > 1 else { return factors }
    let kept = factors.filter { factor in
      guard case .symbol(let name) = factor.tree, name.isBold else { return true }
      return unit(factor.tree) == nil
    }
    let hasArray = kept.contains { shape(of: $0.tree) != .number }
    return hasArray ? kept : factors
  }

  // MARK: Ones

  /// Whether the sign just read is a vector of ones: a bold 1 that no condition follows, or a transposed one.
  var isAllOnes: Bool {
    guard next > 0, case .blackboard(let text) = lexemes[next - 1].kind else { return false }
    if text == "𝟏" { return true }
    guard case .superscript(let script)? = current?.kind, text == "1", script.count == 1 else { return false }
    if case .transposeMark = script[0].kind { return true }
    return false
  }

  /// Ones are as many as what stands beside them needs.
  func sizingOnes(
    _ a: (tree: Tree, shape: Shape), _ b: (tree: Tree, shape: Shape)
  ) -> ((tree: Tree, shape: Shape), (tree: Tree, shape: Shape)) {
    let ones = Tree.symbol(.allOnes)
    if a.tree == .apply(.transpose, [ones]), b.tree != ones {
      return ((.apply(.transpose, [.apply(.ones, [b.tree])]), a.shape), b)
    }
    if b.tree == ones, a.tree != .apply(.transpose, [ones]), a.shape != .number {
      return (a, (.apply(.ones, [a.shape == .column ? a.tree : .apply(.transpose, [a.tree])]), b.shape))
    }
    return (a, b)
  }

  // MARK: Side by side

  /// `A ⊗ B` of two matrices is Kronecker's product, of two vectors the outer one.
  func crossed(_ a: Tree, _ b: Tree, by sign: String) -> Tree {
    guard sign == "⊗" else { return .apply(.hadamard, [a, b]) }
    return .apply(shape(of: a) == .matrix && shape(of: b) == .matrix ? .kronecker : .outer, [a, b])
  }

  /// `[h_{t-1}, x_t]`: vectors one under the other, matrices side by side.
  package func joined(_ parts: [Tree]) -> Tree {
    let areMatrices = parts.contains { shape(of: $0) == .matrix }
    return .apply(.stacked, [.tuple(areMatrices ? [.tuple(parts)] : parts.map { .tuple([$0]) })])
  }
}

extension Tree {
  /// The name of a matrix of weights, as W and U are called.
  fileprivate var weightName: Name? {
    guard case .symbol(let name) = self, ["W", "U", "Θ", "V"].contains(name.base) else { return nil }
    return name
  }
}

extension Name {
  static let allOnes = Name("1", isBold: true)
}
