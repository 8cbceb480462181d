import Trees

/// The places of arrays that formulas name by number: `x_2` says that there are two.
struct NamedPlaces {
  /// The last one, by the array and the position of the index.
  private var last: [Name: [Int: Int]] = [:]

  /// - Returns: the last place so far.
  mutating func note(_ place: Int, of array: Name, at position: Int) -> Int {
    let farthest = max(place, last[array]?[position] ?? place)
    last[array, default: [:]][position] = farthest
    return farthest
  }

  /// How many things there are at least where a length counts what is named.
  func least(of length: Name, shape: (Name) -> [Tree]) -> Int {
    last.map { array, places in
      let shape = shape(array)
      return places.filter { $0.key < shape.count && shape[$0.key] == .symbol(length) }.values.max() ?? 0
    }.max() ?? 0
  }
}
