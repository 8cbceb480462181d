import Snippets
import Trees

/// `u_i = (1 - a) y_i` where the page says `y_i \in [0, 1]`: for every i, of code that takes all of y and gives all of u.
extension Definition {
  /// With an array in the stead of each symbol that bears letters of the head, where the function takes one; and the
  /// lengths that its arrays have of their own.
  func lifted(to function: SwiftFunction, _ declared: [Name: Meaning]) -> (Definition, Set<Name>)? {
    let letters = headLetters
    guard !letters.isEmpty, rows.count == 1, function.result.rank >= 1 else { return nil }
    var lift = Lift(letters: letters, lengths: lengthsByLetter(letters, function, declared))
    for name in body.freeSymbols {
      guard let places = name.places, places.contains(where: letters.contains) else { continue }
      let bare = name.withoutPlaces
      let meaning = meanings[name] ?? declared[name]
      let rank = meaning?.domain?.rank ?? 0
      guard
        function.slotTypes.contains(where: { label, type in
          type.rank == rank + places.count && (bare.likeness(to: label) ?? .withoutIndex) <= .customary
        })
      else { continue }
      lift.take(name, bare, places, meaning)
    }
    guard !lift.arrays.isEmpty else { return nil }
    return (with(lift), lift.own)
  }

  private func with(_ lift: Lift) -> Definition {
    var made = self
    made.rows[0].value = body.substituting(lift.elements)
    for (name, meaning) in lift.arrays { made.meanings[name] = meaning }
    for name in lift.own where made.meanings[name]?.role != .length {
      let lower = meanings[name]?.domain?.least ?? .number(1)
      made.meanings[name] = Meaning(name, .length, domain: Domain(.integers(lower, nil)), origin: .head)
    }
    let free = made.body.freeSymbols.filter { !lift.own.contains($0) && !lengths.contains($0) }
    made.implicit = free.filter { !parameters.contains($0) }
    made.inputs = parameters.filter(free.contains) + made.implicit
    return made
  }

  /// How far each letter of the head runs, where the page says so or where only one number can be meant.
  private func lengthsByLetter(
    _ letters: [Name], _ function: SwiftFunction, _ declared: [Name: Meaning]
  ) -> [Name: Tree] {
    var found: [Name: Tree] = [:]
    for letter in letters {
      let said = (meanings[letter] ?? declared[letter])?.domain?.values
      if case .integers(_, let upper?)? = said, !upper.freeSymbols.isEmpty { found[letter] = upper }
    }
    // `\frac{\alpha}{K}` with K classes: the one number of things that the formula knows.
    let counts = body.freeSymbols.filter { name in
      guard name.label == nil, name.base.count == 1, !letters.contains(name),
        !function.slotNames.contains(where: { name.likeness(to: $0) != nil })
      else { return false }
      guard let domain = (meanings[name] ?? declared[name])?.domain else {
        return "KNMnmdCLT".contains(name.base)
      }
      if case .integers(_, nil) = domain.base { return true }
      return domain.rank == 0 && domain.whole(of: name) != nil
    }
    if letters.count == 1, found.isEmpty, counts.count == 1 { found[letters[0]] = .symbol(counts[0]) }
    return found
  }
}

/// What becomes of the symbols of a formula for one element.
private struct Lift {
  let letters: [Name]
  let lengths: [Name: Tree]
  private(set) var elements: [Name: Tree] = [:]
  private(set) var arrays: [Name: Meaning] = [:]
  /// Symbols that are lengths now.
  private(set) var own: Set<Name> = []

  init(letters: [Name], lengths: [Name: Tree]) {
    self.letters = letters
    self.lengths = lengths
  }

  mutating func take(_ name: Name, _ bare: Name, _ places: [Name], _ said: Meaning?) {
    let shape = places.map { lengths[$0] ?? .symbol(Name($0.base, label: "·")) }
    own.formUnion(shape.flatMap(\.freeSymbols))
    elements[name] = .element(.symbol(bare), places.map { .symbol($0) })
    var meaning = said ?? Meaning(bare, .array, origin: .head)
    meaning.name = bare
    meaning.role = .array
    if meaning.domain == nil {
      meaning.generic = Domain(.reals, shape: shape)
    } else {
      meaning.domain?.shape.insert(contentsOf: shape, at: 0)
    }
    arrays[bare] = meaning
  }
}

extension Name {
  /// Letters below or above it that say which of many it is: i of `y_i`, `x^{(i)}`; nil where what stands there is more.
  fileprivate var places: [Name]? {
    let text = indexText.filter { !"(), ".contains($0) }
    guard !text.isEmpty, text.allSatisfy({ $0.isLetter && $0.isASCII }) else { return nil }
    return text.map { Name(String($0)) }
  }

  fileprivate var withoutPlaces: Name {
    var bare = self
    bare.label = nil
    if let mark, indexText.hasSuffix(mark) { bare.mark = nil }
    return bare
  }
}

extension Domain {
  /// The least of whole numbers.
  var least: Tree? {
    switch base {
    case .integers(let lower?, _): lower
    case .interval(let lower, _, closedBelow: true, _): lower
    default: nil
    }
  }

  /// What nothing of an interval lies above; nil where there is no such number.
  var upper: Tree? {
    if case .interval(_, let upper, _, _) = base, upper != .constant(.infinity) { upper } else { nil }
  }
}

extension SwiftFunction {
  /// What its parameters, and the fields of those that are structs, are called and are.
  var slotTypes: [(String, SwiftType)] {
    parameters.flatMap { parameter in
      [parameter.label, parameter.name].compactMap { $0 }.map { ($0, parameter.shape) }
        + (parameter.shape.fields ?? []).compactMap { field in field.label.map { ($0, field.type) } }
    }
  }
}
