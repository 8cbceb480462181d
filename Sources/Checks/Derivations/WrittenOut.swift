import Trees

/// Sums over the elements of tuples as sums of terms: what rewriting knows to compare.
extension Tree {
  /// The same, its folds over known indices written out; as it stands where they are not known.
  func writtenOut() -> Tree {
    switch self {
    case .fold(let fold): return fold.writtenOut ?? self
    case .element(let array, let indices):
      let inner = array.writtenOut()
      guard case .tuple(let parts) = inner, indices.count == 1,
        let place = indices[0].writtenOut().wholeNumber,
        parts.indices.contains(place - 1)
      else { return .element(inner, indices) }
      return parts[place - 1]
    case .apply(.norm, let arguments):
      guard arguments.count == 1, case .tuple(let parts) = arguments[0].writtenOut() else { return self }
      return .apply(.sqrt, [Tree.added(parts.map { .power($0, .number(2)) })])
    case .apply(.factorial, let arguments):
      let inner = arguments.map { $0.writtenOut() }
      guard let count = inner.first?.wholeNumber, (0...20).contains(count) else {
        return .apply(.factorial, inner)
      }
      return .number(Number((1...UInt(max(count, 1))).reduce(1, *)))
    case .sum(let terms):
      let written = terms.map { $0.writtenOut() }
      return Tree.elementwise(written) ?? .sum(written)
    default: return mapChildren { $0.writtenOut() }
    }
  }

  /// The sum of tuples of one length, element by element.
  private static func elementwise(_ terms: [Tree]) -> Tree? {
    let rows = terms.map { term -> [Tree]? in
      switch term {
      case .tuple(let parts): parts
      case .negate(.tuple(let parts)): parts.map { .negate($0) }
      default: nil
      }
    }
    guard let first = rows.first, let count = first?.count, rows.allSatisfy({ $0?.count == count }) else {
      return nil
    }
    return .tuple((0..<count).map { place in added(rows.compactMap { $0?[place] }) })
  }

  fileprivate static func added(_ terms: [Tree]) -> Tree {
    terms.count > 1 ? .sum(terms) : terms.first ?? .number(0)
  }

  /// A whole number as rewriting leaves it in an index: `2`, `3 - 1`.
  fileprivate var wholeNumber: Int? {
    switch self {
    case .number(let number): return number.integer
    case .negate(let inner): return inner.wholeNumber.map { -$0 }
    case .sum(let terms):
      let parts = terms.compactMap(\.wholeNumber)
      return parts.count == terms.count && parts.allSatisfy { abs($0) < 1 << 40 } ? parts.reduce(0, +) : nil
    default: return nil
    }
  }
}

extension Tree.Fold {
  fileprivate var writtenOut: Tree? {
    let (index, body) = scope.opened
    guard let indices = indices(index, body) else { return nil }
    let terms = indices.map { body.substituting([index: .number(Number(UInt($0)))]).writtenOut() }
    switch kind {
    case .sum: return Tree.added(terms)
    case .product: return terms.count > 1 ? .product(terms) : terms.first ?? .number(1)
    case .max, .min, .sup, .inf: return terms.allSatisfy { $0 == terms[0] } ? terms.first : nil
    default: return nil
    }
  }

  /// The numbers that the index takes, where they are few and not negative.
  private func indices(_ index: Name, _ body: Tree) -> Swift.Range<Int>? {
    switch range {
    case .integers(let lower, let upper):
      guard let first = lower.writtenOut().wholeNumber, let last = upper.writtenOut().wholeNumber,
        first >= 0, last >= first - 1, last - first < 64
      else { return nil }
      return first..<last + 1
    case .whole:
      var lengths: Set<Int> = []
      _ = body.contains { part in
        if case .element(.tuple(let parts), [.symbol(index)]) = part { lengths.insert(parts.count) }
        return false
      }
      return lengths.count == 1 ? lengths.first.map { 1..<$0 + 1 } : nil
    case .set: return nil
    }
  }
}
