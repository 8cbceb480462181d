import LaTeX
import Trees

/// How many things there are, where neither the code nor the page says it.
extension Pairing {
  private func isUnsaid(_ name: Name) -> Bool {
    // Nor by an array of its letter in another section: `N_a`.
    guard let domain = changed.meanings[name]?.domain ?? declared[name]?.domain else { return true }
    return domain.rank > 0
  }

  /// A number of things, `K \ge 2`, that the code does not take: it counts what it is handed.
  private func isUntakenCount(_ name: Name) -> Bool {
    guard open.contains(name), let domain = (changed.meanings[name] ?? declared[name])?.domain,
      domain.rank == 0, !slots.contains(where: { $0.likeness(to: name) != nil })
    else { return false }
    if case .integers(_, nil) = domain.base { return true }
    return domain.whole(of: name) != nil && domain.upper == nil
  }

  /// Arrays that the letters of the head count and of which nothing says how long they are: y of `y_i \in [0, 1]`.
  private var arraysOfOpenLength: [Name] {
    guard case .elements(let indices, _)? = spread, indices.count == 1 else { return [] }
    var uses = IndexUses(indices[0])
    uses.collect(changed.body)
    return uses.found.filter { use in
      let domain = changed.meanings[use.array]?.domain ?? changed.meanings[use.array]?.generic
      guard use.position == 0, use.shift == 0, case .symbol(let length)? = domain?.shape.first else {
        return false
      }
      return length.label == "·" || indices.contains(length) || changed.meanings[length]?.role != .length
    }.map(\.array)
  }

  /// n of `\sum_{k=1}^{n} r_k`, where neither the code nor the page says it: as many as there are.
  mutating func adoptLengths() {
    let inner = definition.body.freeSymbols.filter { name in
      !definition.inputs.contains(name) && !isSpreadIndex(name) && !lengths.contains(name)
    }
    for name in (open + inner).uniqued where isUnsaid(name) || isUntakenCount(name) {
      var counted = CountedArrays(upTo: name)
      counted.collect(definition.body)
      let arrays = (counted.found + arraysOfOpenLength).uniqued.filter { wanted.contains($0) }
      for array in arrays {
        if changed.meanings[array]?.domain == nil, changed.meanings[array]?.generic == nil {
          var meaning = Meaning(array, .array, origin: .head)
          meaning.generic = Domain(.reals, shape: [.symbol(name)])
          changed.meanings[array] = meaning
        }
        changed.meanings[array]?.domain?.replaceFirstLength(.symbol(name))
        changed.meanings[array]?.generic?.replaceFirstLength(.symbol(name))
      }
      guard !arrays.isEmpty else { continue }
      let least = (changed.meanings[name] ?? declared[name])?.domain?.least ?? .number(1)
      changed.meanings[name] = Meaning(name, .length, domain: Domain(.integers(least, nil)), origin: .head)
      changed.inputs.removeAll { $0 == name }
      changed.implicit.removeAll { $0 == name }
      wanted.removeAll { $0 == name }
    }
  }
}
