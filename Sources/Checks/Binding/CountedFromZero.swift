import LaTeX
import Trees

extension Definition {
  /// With arrays counted from 1 whose first element the formula calls the one of number 0: a of `\sum_{k=0}^{n} a_k x^k`,
  /// f of `f_0 + 2 \sum_{i=1}^{n-1} f_i + f_n`; nil where there are none.
  func countedFromOne(_ declared: [Name: Meaning]) -> (definition: Definition, lengths: Set<Name>)? {
    guard let row = rows.first else { return nil }
    var found = ArraysFromZero()
    found.collect(row.value)
    var made = self
    var own: Set<Name> = []
    var rewritten: Set<ArraysFromZero.Place> = []
    for (place, last) in found.lasts {
      guard let last else { continue }
      // What one index counts begins with one number.
      guard let shape = made.shape(of: place, last: last, found, declared, &own) else { return nil }
      if made.meanings[place.array]?.domain != nil {
        made.meanings[place.array]?.domain?.shape = shape
      } else if var meaning = declared[place.array], meaning.domain != nil {
        meaning.domain?.shape = shape
        made.meanings[place.array] = meaning
      } else {
        var meaning = made.meanings[place.array] ?? Meaning(place.array, .array, origin: .head)
        meaning.generic = Domain(.reals, shape: shape)
        made.meanings[place.array] = meaning
      }
      rewritten.insert(place)
    }
    guard !rewritten.isEmpty else { return nil }
    made.rows[0].value = row.value.countingFromOne(rewritten)
    made.rows = [made.rows[0]]
    made.implicit.removeAll { own.contains($0) && !parameters.contains($0) }
    made.inputs.removeAll { own.contains($0) }
    return (made, own)
  }

  /// The array's sides, one longer than the number of its last element; nil where the page says that it is as long as
  /// something else.
  private mutating func shape(
    of place: ArraysFromZero.Place, last: Tree, _ found: ArraysFromZero, _ declared: [Name: Meaning],
    _ own: inout Set<Name>
  ) -> [Tree]? {
    let meaning = meanings[place.array] ?? declared[place.array]
    var shape = (meaning?.domain ?? meaning?.generic)?.shape ?? []
    while shape.count <= place.position { shape.append(.symbol(Binding.anyLength)) }
    let length = last.plusOne
    let isFree = meaning?.domain == nil || meaning?.isListedFromZero == true
    // `k_1, …, k_K` besides a k_0.
    let isBeside = found.named.contains(place) && meaning?.isListed == true
    // Of an array of which only the elements are spoken of, the formula's own use told how long it is.
    let isAsUsed = declared[place.array]?.domain.map { $0.openLengths > place.position } ?? false
    guard
      isFree || isBeside || isAsUsed && shape[place.position] == last || shape[place.position] == length
        || meaning?.domain?.rank == 0
    else {
      return nil
    }
    for name in length.freeSymbols {
      guard let known = (meanings[name] ?? declared[name])?.domain ?? Optional(Domain(.reals)) else {
        return nil
      }
      if meanings[name]?.role == .length { continue }
      let least = known.least ?? (length == .symbol(name) ? .number(1) : .number(0))
      meanings[name] = Meaning(name, .length, domain: Domain(.integers(least, nil)), origin: .head)
      own.insert(name)
    }
    shape[place.position] = length
    return shape
  }
}

/// Arrays of a formula that have an element of number 0.
private struct ArraysFromZero {
  struct Place: Hashable {
    var array: Name
    var position: Int
  }
  /// The number of the last element, where the formula tells it.
  private(set) var lasts: [Place: Tree?] = [:]
  /// Where the element 0 stands by itself.
  private(set) var named: Set<Place> = []

  mutating func collect(_ tree: Tree) {
    var symbols: [Place: [Tree]] = [:]
    collect(tree, &symbols)
    for place in named where lasts[place, default: nil] == nil {
      lasts[place] = .some(symbols[place]?.first)
    }
  }

  private mutating func collect(_ tree: Tree, _ symbols: inout [Place: [Tree]]) {
    if case .element(.symbol(let array), let indices) = tree {
      for (position, index) in indices.enumerated() {
        let place = Place(array: array, position: position)
        if case .number(let number) = index, number.integer == 0 { named.insert(place) }
        if case .symbol = index { symbols[place, default: []].append(index) }
      }
    }
    if case .fold(let fold) = tree, case .integers(.number(let first), let last) = fold.range,
      first.integer == 0
    {
      let (index, body) = fold.scope.opened(avoiding: Set(tree.freeSymbols))
      var uses = IndexUses(index)
      uses.collect(body)
      for use in uses.found where use.shift == 0 {
        lasts[Place(array: use.array, position: use.position)] = .some(last)
      }
      collect(body, &symbols)
      return
    }
    for (child, _) in tree.openedChildren { collect(child, &symbols) }
  }
}

extension Tree {
  fileprivate func countingFromOne(_ places: Set<ArraysFromZero.Place>) -> Tree {
    let tree = mapChildren { $0.countingFromOne(places) }
    guard case .element(.symbol(let array), let indices) = tree else { return tree }
    return .element(
      .symbol(array),
      indices.enumerated().map { position, index in
        places.contains(.init(array: array, position: position)) ? index.next : index
      })
  }

  /// The place behind this one.
  private var next: Tree {
    if case .number(let number) = self, let value = number.integer, value >= 0 {
      return .number(Number(UInt(value + 1)))
    }
    return plusOne
  }
}

extension Meaning {
  /// `a_0, \ldots, a_n`
  fileprivate var isListedFromZero: Bool {
    isListed && said.contains { $0 == "_0" || $0 == "_{0}" }
  }

  /// By its elements, with an ellipsis.
  fileprivate var isListed: Bool {
    guard let source else { return false }
    return source.file.text(source.bytes).contains("dots")
  }

  private var said: [String] {
    guard let source else { return [] }
    let text = source.file.text(source.bytes)
    return ["_0", "_{0}"].filter(text.contains)
  }
}
