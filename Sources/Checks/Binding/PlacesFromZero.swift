import Diagnostics
import Snippets
import Trees

/// Swift counts from 0, a formula's arrays from 1: whole numbers that say which element is meant.
extension Pairing {
  /// Arguments that only say which element of an array is meant, s of `V(s)`, are one less in Swift, unless its code takes
  /// one off by itself; and where the page counts them from 0, the formula's arrays begin one later.
  mutating func countPlaces() {
    for index in arguments.indices where arguments[index].type.scalar == .int && arguments[index].shift == 0 {
      let name = arguments[index].name
      guard let places = changed.body.places(of: name), places.isOnlyPlace, !takesOneOff(arguments[index])
      else { continue }
      let domain = changed.meanings[name]?.domain
      if domain?.least == .number(0) {
        changed.rows[0].value = changed.body.movingPlaces(of: name)
        boundPlaces(name, places.arrays, from: 0)
      } else {
        arguments[index].shift = -1
        boundPlaces(name, places.arrays, from: 1)
      }
    }
  }

  /// Nothing says how far the number goes: as far as the array.
  private mutating func boundPlaces(_ name: Name, _ arrays: [(array: Name, position: Int)], from first: UInt)
  {
    guard let place = arrays.first, (changed.meanings[name]?.domain?.rank ?? 0) == 0 else { return }
    guard changed.meanings[name]?.domain?.isIntegral != true else { return }
    var known = changed.meanings[place.array] ?? Meaning(place.array, .array, origin: .head)
    var domain = known.domain ?? known.generic ?? Domain(.reals)
    while domain.shape.count <= place.position { domain.shape.append(.symbol(Binding.anyLength)) }
    if known.domain != nil { known.domain = domain } else { known.generic = domain }
    known.role = .array
    changed.meanings[place.array] = known
    let length = domain.shape[place.position]
    let last: Tree = first == 0 ? .sum([length, .negate(.number(1))]) : length
    changed.meanings[name] = Meaning(
      name, .parameter, domain: Domain(.integers(.number(Number(first)), last)), origin: .head)
  }

  /// `row[label - 1]`
  private func takesOneOff(_ argument: Binding.Argument) -> Bool {
    function.source.filter { $0 != " " }.contains("-1]")
  }
}

extension Tree {
  fileprivate struct Places {
    var isOnlyPlace = true
    var arrays: [(array: Name, position: Int)] = []
  }

  /// Where a number, or an element of an array of numbers, stands as an index; nil where it does not occur.
  fileprivate func places(of name: Name) -> Places? {
    var found = Places()
    found.collect(self, name)
    return found.arrays.isEmpty ? nil : found
  }

  fileprivate func movingPlaces(of name: Name) -> Tree {
    let tree = mapChildren { $0.movingPlaces(of: name) }
    guard case .element(let array, let indices) = tree else { return tree }
    return .element(array, indices.map { $0.isPlace(of: name) ? .sum([$0, .number(1)]) : $0 })
  }

  fileprivate func isPlace(of name: Name) -> Bool {
    if case .element(.symbol(name), _) = self { true } else { self == .symbol(name) }
  }
}

extension Tree.Places {
  fileprivate mutating func collect(_ tree: Tree, _ name: Name) {
    if case .element(let array, let indices) = tree {
      if case .symbol(name) = array { isOnlyPlace = false }
      for (position, index) in indices.enumerated() {
        if index.isPlace(of: name) {
          if case .symbol(let own) = array { arrays.append((own, position)) }
        } else {
          collect(index, name)
        }
      }
      if case .symbol = array { return }
      return collect(array, name)
    }
    if tree == .symbol(name) { isOnlyPlace = false }
    for (child, _) in tree.openedChildren { collect(child, name) }
  }
}

extension Binding {
  /// Whether the formula tells the place of an extreme, which Swift counts from 0.
  var givesPlaces: Bool {
    guard result.scalar == .int else { return false }
    if case .fold(let fold) = definition.body { return fold.kind == .argmin || fold.kind == .argmax }
    return false
  }
}

extension CodeValue {
  /// Places counted from 0 as places counted from 1.
  var fromOne: CodeValue {
    if case .numbers(let numbers) = self { .numbers(numbers.map { $0 + 1 }) } else { self }
  }
}

extension Message {
  static let placesFromZero = Message(
    zh: "代码的下标从 0 数起, 公式从 1", en: "the code counts places from 0, the formula from 1")
}
