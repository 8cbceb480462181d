import Trees

/// Arrays whose elements sums run over up to a bound: r in `\\sum_{k=1}^{n} r_k`.
struct CountedArrays {
  let bound: Name
  private(set) var found: [Name] = []

  init(upTo bound: Name) { self.bound = bound }

  mutating func collect(_ tree: Tree) {
    if case .fold(let fold) = tree, case .integers(.number(let first), .symbol(bound)) = fold.range,
      first.integer == 1
    {
      let (index, body) = fold.scope.opened(avoiding: Set(tree.freeSymbols))
      var places = IndexUses(index)
      places.collect(body)
      let arrays = places.found.filter { $0.position == 0 && $0.shift == 0 }.map(\.array)
      found += arrays
    }
    for child in tree.children { collect(child) }
  }
}

extension Domain {
  mutating func replaceFirstLength(_ length: Tree) {
    if !shape.isEmpty { shape[0] = length }
  }
}
