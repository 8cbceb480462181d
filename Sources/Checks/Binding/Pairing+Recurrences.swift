import Trees
import Snippets

/// Formulas that give each step from the one before, held against loops and steps.
extension Pairing {
  /// The formula as a step of a loop, where the code takes no value before.
  mutating func recurrence() -> StepRecurrence? {
    guard let (index, before, current) = StepRecurrence.names(of: definition) else { return nil }
    let bare = before.withoutIndex ?? before
    // A step function takes what was before.
    let isStep = slots.contains { slot in
      let rank = definition.meanings[before]?.domain?.rank ?? definition.rank
      // A method that changes what it has makes a step, of each element where it has arrays.
      return (slot.type.rank == rank || function.change != nil)
        && (slot.likeness(to: before) != nil || slot.likeness(to: bare) != nil)
        && !slot.isFirst(of: bare)
    }
    let elements = definition.implicit.filter { $0 != before && $0.label.map(current.contains) == true }
    let sequences = elements.filter { element in
      let bare = element.withoutIndex ?? element
      let rank = (definition.meanings[element] ?? definition.meanings[bare])?.domain?.rank ?? 0
      return slots.contains { $0.likeness(to: bare) != nil && $0.type.rank > rank }
    }
    let steps = slots.first { slot in
      slot.type == .int
        && (slot.likeness(to: index) != nil || slot.names.contains { Self.counters.contains($0) })
    }
    // g_t where g is declared: the letter counts its elements.
    var uses = IndexUses(index)
    uses.collect(definition.body)
    let isCounted = !sequences.isEmpty || !uses.found.isEmpty
    guard !isStep, isCounted || steps != nil else { return nil }
    return recurrence(index, before, sequences: sequences, steps: steps)
  }

  /// `G_T = 0`: where what runs backwards begins.
  private func lastValue(of name: Name) -> Tree? {
    let found = values.filter { known, _ in
      known.bare == name.bare && known.label?.first?.isUppercase == true
    }
    return found.count == 1 ? found.first?.value : nil
  }

  static let counters: Set = [
    "steps", "iterations", "n", "count", "iters", "times", "t", "k", "rounds",
  ]

  mutating func recurrence(
    _ index: Name, _ before: Name, sequences: [Name], steps: Slot?
  ) -> StepRecurrence {
    let number = Name(index.base, label: "·")
    var firstName = before
    firstName.label = "0"
    let isBackward = before.label == index.base + "+1" && definition.name.label == index.base
    var made = StepRecurrence(
      index: index, before: before,
      first: (isBackward ? lastValue(of: before) : values[firstName]) ?? .symbol(firstName))
    made.isBackward = isBackward
    made.start = definition.name.label?.hasSuffix("+1") == true ? 0 : 1
    let rank = definition.rank
    made.givesAll = function.result.rank > rank
    wanted.removeAll { $0 == before || $0 == index || sequences.contains($0) }
    for element in sequences {
      let array = element.withoutIndex ?? element
      made.sequences[element] = array
      wanted.append(array)
      let asked = slots.first { $0.likeness(to: array) != nil }?.type.rank
      if let all = declared[array], let domain = all.domain, domain.rank > 0, domain.rank == asked {
        // `r \in [-3, 3]^T` declares all of them already.
        changed.meanings[array] = all
        changed.meanings[element]?.domain?.shape = Array(domain.shape.dropFirst())
      } else {
        changed.lift(element, to: array, length: number, declared)
      }
    }
    var uses = IndexUses(index)
    uses.collect(definition.body)
    made.arrays = (made.sequences.values.sorted() + uses.found.map(\.array)).uniqued
    if let slot = slots.first(where: { $0.isFirst(of: before.withoutIndex ?? before) }) {
      made.first = .symbol(firstName)
      var meaning = definition.meanings[before] ?? Meaning(firstName, .parameter, origin: .head)
      meaning.name = firstName
      changed.meanings[firstName] = meaning
      wanted.append(firstName)
      bind(firstName, to: slot)
    }
    if let steps {
      made.steps = number
      // As many steps as there are values for them.
      let length = made.arrays.first.flatMap { changed.meanings[$0]?.domain?.shape.first }
      var range = Domain(.integers(.number(1), .number(6)))
      if let length, length != .symbol(number) {
        range.values = .filtered(
          range.values, Tree.Scope(number, .relation([.symbol(number), length], [.lessOrEqual])))
      }
      changed.meanings[number] = Meaning(
        number, made.arrays.isEmpty ? .parameter : .length, domain: range, origin: .head)
      wanted.append(number)
      bind(number, to: steps)
    }
    changed.inputs = wanted
    return made
  }
}

extension Pairing.Slot {
  /// `m0`, `x0`, `initial`, `start`: what a recurrence begins with.
  func isFirst(of name: Name) -> Bool {
    var first = name
    first.label = "0"
    return names.contains { written in
      first.likeness(to: written) != nil && name.likeness(to: written) == nil
        || ["initial", "start", "from", "initialValue", "guess"].contains(written)
    }
  }
}

extension Definition {
  /// Makes one of many values an array of them.
  fileprivate mutating func lift(
    _ element: Name, to array: Name, length: Name, _ declared: [Name: Meaning]
  ) {
    for name in [array, element] where meanings[name]?.domain == nil { meanings[name] = declared[name] }
    if let domain = meanings[array]?.domain, domain.rank > (meanings[element]?.domain?.rank ?? 0) { return }
    guard var meaning = meanings[element] ?? meanings[array], var domain = meaning.domain else { return }
    domain.shape.insert(.symbol(length), at: 0)
    meaning.name = array
    meaning.role = .array
    meaning.domain = domain
    meanings[array] = meaning
    if meanings[length] == nil {
      meanings[length] = Meaning(length, .length, domain: Domain(.integers(.number(1), nil)), origin: .head)
    }
  }
}
