import Diagnostics
import Trees
import Snippets

/// Which parameter of a function is which symbol of a formula.
struct Pairing {
  let definition: Definition
  let function: SwiftFunction
  let lengths: Set<Name>
  let values: [Name: Tree]
  let declared: [Name: Meaning]
  /// Places of the function that can take a value.
  private var slots: [Slot] = []
  private var arguments: [Binding.Argument] = []
  private var wanted: [Name] = []
  private var spread: Spread?
  private var changed: Definition
  private(set) var problem: Diagnostic?
  /// How far it is from fitting.
  private(set) var misses = 0

  /// A parameter, or a field of one that is a struct or a tuple.
  struct Slot {
    var parameter: Int
    var field: Int?
    var names: [String]
    var type: SwiftType
    /// Whether it is known by its place alone, or by a word that says what it is.
    var isDescribed: Bool
  }

  init(
    _ definition: Definition, _ function: SwiftFunction, lengths: Set<Name>, values: [Name: Tree] = [:],
    declared: [Name: Meaning] = [:]
  ) {
    self.definition = definition
    self.function = function
    self.lengths = lengths
    self.values = values
    self.declared = declared
    changed = definition
  }

  /// The binding; nil where something is missing.
  var binding: Binding? { problem == nil ? made : nil }

  /// What there is of one, where only values are missing that the function does not ask for.
  var partial: Binding? {
    let isWhole = openSlots.allSatisfy { function.parameters[$0.parameter].defaultValue != nil }
    let isComparable = function.result.isSupported && !function.result.isFunction && spread == nil
    guard !open.isEmpty, isWhole, isComparable, definition.headIndices.isEmpty,
      arguments.allSatisfy({ mismatch($0.name, $0.type) == nil })
    else { return nil }
    return made
  }

  private var made: Binding {
    Binding(
      definition: changed, function: function,
      arguments: arguments.sorted { ($0.parameter, $0.field ?? 0) < ($1.parameter, $1.field ?? 0) },
      spread: spread)
  }

  mutating func pair() {
    slots = function.parameters.indices.map(slot)
    wanted = definition.inputs.filter { !lengths.contains($0) && !isConstant($0) }
    let indices = definition.headIndices
    if !indices.isEmpty, function.result.rank >= indices.count,
      !indices.contains(where: { index in slots.contains { $0.likeness(to: index) == .spelled } })
    {
      spread = .elements(indices)
      wanted.removeAll { indices.contains($0) }
    } else if let recurrence = recurrence() {
      spread = .steps(recurrence)
    }
    pairByName()
    expandRecords()
    pairLeftovers()
    judge()
  }

  private func slot(_ index: Int) -> Slot {
    let parameter = function.parameters[index]
    let names = [parameter.label, parameter.name].compactMap { $0 }.uniqued
    let isWord = names.contains { $0.count > 2 && !$0.contains(where: \.isNumber) }
    return Slot(
      parameter: index, names: names, type: parameter.shape,
      isDescribed: parameter.label == nil || isWord)
  }

  private func isBound(_ slot: Slot) -> Bool {
    arguments.contains { $0.parameter == slot.parameter && $0.field == slot.field }
  }

  private var openSlots: [Slot] { slots.filter { !isBound($0) } }
  private var open: [Name] { wanted.filter { name in !arguments.contains { $0.name == name } } }

  private mutating func bind(_ name: Name, to slot: Slot) {
    arguments.append(
      .init(name: name, parameter: slot.parameter, field: slot.field, type: slot.type))
  }

  // MARK: By name

  private mutating func pairByName() {
    // Also a parameter of the head that the body never uses, and a size.
    let known =
      (wanted + definition.parameters + definition.implicit + definition.meanings.keys.sorted()).uniqued
      .filter { !isSpreadIndex($0) }
    for likeness in Name.Likeness.allCases {
      for slot in openSlots {
        let names = likeness == .spelled ? known : open
        let taken = Set(arguments.map(\.name))
        guard
          let name = names.first(where: { !taken.contains($0) && slot.likeness(to: $0) == likeness }),
          slot.type.fields == nil
            ? fits(name, slot) || likeness == .spelled : isArray(name) && fits(name, slot)
        else { continue }
        // A parameter of the head that the body never uses: whatever it takes will do.
        if !wanted.contains(name), function.parameters[slot.parameter].defaultValue != nil { continue }
        bind(name, to: slot)
      }
    }
  }

  private func isArray(_ name: Name) -> Bool {
    wanted.contains(name) && (definition.meanings[name]?.domain?.rank ?? 0) > 0
  }

  private func isSpreadIndex(_ name: Name) -> Bool {
    switch spread {
    case .elements(let indices): indices.contains(name)
    case .steps(let recurrence): recurrence.steps != name && recurrence.index == name
    case nil: false
    }
  }

  // MARK: Structs and tuples

  private mutating func expandRecords() {
    let whole = openSlots.filter { $0.type.fields != nil }
    guard !whole.isEmpty else { return }
    slots.removeAll { slot in whole.contains { $0.parameter == slot.parameter } }
    for slot in whole {
      let fields = slot.type.fields ?? []
      let parts = fields.indices.map { index in
        Slot(
          parameter: slot.parameter, field: index, names: [fields[index].label].compactMap { $0 },
          type: fields[index].type, isDescribed: true)
      }
      slots += parts
      guard let group = group(for: parts, of: slot) else { continue }
      for (name, part) in zip(group, parts) { bind(name ?? idle(part, of: slot), to: part) }
    }
  }

  /// A field that the formula does not ask for, which may be anything: as the page says of a name like it.
  private mutating func idle(_ part: Slot, of whole: Slot) -> Name {
    let word = part.names.first ?? "\(part.field ?? 0)"
    let name = Name(word, label: "\(whole.parameter)")
    if var meaning = declared.values.first(where: { part.likeness(to: $0.name) != nil }) {
      meaning.name = name
      changed.meanings[name] = meaning
    }
    return name
  }

  /// The names of one family for the fields of a struct: x_1, y_1, …, or x_1′, y_1′, …; nil for a field that the
  /// formula does not ask for.
  private func group(for parts: [Slot], of whole: Slot) -> [Name?]? {
    let families = open.map(\.family).uniqued
    let found = families.compactMap { family -> (names: [Name?], family: Name)? in
      let own = open.filter { $0.family == family }
      let names = parts.map { part in
        own.first { part.likeness(to: $0.withoutFamily) != nil && fits($0, part) }
      }
      let bound = names.compactMap { $0 }
      return !bound.isEmpty && Set(bound).count == bound.count ? (names, family) : nil
    }
    let told = found.first { item in whole.names.contains { item.family.tells($0) } }
    return (told ?? found.first)?.names
  }

  // MARK: What is left

  private mutating func pairLeftovers() {
    // A word that begins with the letter: `temperature` for T.
    for slot in openSlots where slot.isDescribed {
      let initial = open.filter { name in
        fits(name, slot) && slot.names.contains { $0.lowercased().hasPrefix(name.initial.lowercased()) }
      }
      let rivals = openSlots.filter { other in
        other.names.contains { $0.lowercased().hasPrefix(slot.names.first?.lowercased().prefix(1) ?? "-") }
      }
      if initial.count == 1, rivals.count == 1, slot.names.contains(where: { $0.count > 2 }) {
        bind(initial[0], to: slot)
      }
    }
    // By their places, where the rest of both sides are as many and fit one by one.
    let needed = openSlots.filter { function.parameters[$0.parameter].defaultValue == nil }
    let names = open
    guard !names.isEmpty, names.count == needed.count, needed.allSatisfy(\.isDescribed),
      zip(names, needed).allSatisfy({ fits($0, $1) && !isSlip($0, $1) }),
      names.count == 1 || names.allSatisfy(definition.parameters.contains) || areToldApart(names)
    else { return }
    for (name, slot) in zip(names, needed) { bind(name, to: slot) }
  }

  /// Whether each is of a shape of its own, so that no other order fits.
  private func areToldApart(_ names: [Name]) -> Bool {
    Set(names.map { definition.meanings[$0]?.domain?.rank ?? 0 }).count == names.count
  }

  /// Whether the parameter looks like a slip of the pen for the name.
  private func isSlip(_ name: Name, _ slot: Slot) -> Bool {
    slot.names.contains { written in
      name.swiftSpellings.contains { spelling in
        spelling.count > 2 && written.count > 2
          && editDistance(Array(spelling), Array(written), atMost: 1) != nil
      }
    }
  }

  // MARK: Judgement

  private mutating func judge() {
    let absent = open
    let unknown = openSlots.filter { slot in
      function.parameters[slot.parameter].defaultValue == nil
    }
    misses = absent.count + unknown.count
    let halves = Set(arguments.map(\.parameter)).intersection(
      unknown.filter { $0.field != nil }.map(\.parameter))
    if let why = resultProblem {
      misses += 1
      problem = why
    } else if let first = absent.first {
      let spare = unknown.map { function.parameters[$0.parameter] }.uniqued
      problem = .missingParameter(first, all: absent, definition, function, unknown: spare)
    } else if let slot = unknown.first {
      let whole = halves.contains(slot.parameter) ? slot.names.first : nil
      problem = .unknownParameter(
        function.parameters[slot.parameter], field: whole, definition, function)
    } else if let argument = arguments.first(where: { mismatch($0.name, $0.type) != nil }) {
      misses += 1
      problem = .wrongType(
        argument.name, function.parameters[argument.parameter],
        expected: mismatch(argument.name, argument.type) ?? nil)
    }
    if case .steps(let recurrence) = spread, problem == nil, case .symbol(let lacking) = recurrence.first,
      !arguments.contains(where: { $0.name == lacking })
    {
      problem = .withoutFirst(lacking, definition)
    }
  }

  private var resultProblem: Diagnostic? {
    guard function.result.isSupported, !function.result.isFunction else {
      return .wrongResult(function, definition, indices: [])
    }
    let indices = definition.headIndices
    let isAsked = indices.allSatisfy { index in arguments.contains { $0.name == index } }
    if spread == nil, !indices.isEmpty, !isAsked {
      return .wrongResult(function, definition, indices: indices)
    }
    return nil
  }

  /// A declared constant without a domain stands for its value and needs no parameter.
  private func isConstant(_ name: Name) -> Bool {
    guard let meaning = definition.meanings[name], meaning.value != nil, meaning.domain == nil else {
      return false
    }
    return meaning.role == .constant
      || meaning.role == .parameter
        && !slots.contains { $0.likeness(to: name).map { $0 <= .customary } ?? false }
  }

  private func fits(_ name: Name, _ slot: Slot) -> Bool { mismatch(name, slot.type) == nil }

  /// The type that would fit; nil where this one does, an inner nil where none can be named.
  private func mismatch(_ name: Name, _ type: SwiftType) -> String?? {
    guard type.isSupported else { return .some(nil) }
    guard let domain = changed.meanings[name]?.domain else { return nil }
    if case .function(let arity) = domain.base {
      let list = Array(repeating: "Double", count: arity).joined(separator: ", ")
      return type == .function(arity: arity) ? nil : .some("(\(list)) -> Double")
    }
    let scalar = domain.isIntegral ? "Int" : "Double"
    let expected =
      String(repeating: "[", count: domain.rank) + scalar + String(repeating: "]", count: domain.rank)
    if type.isFunction || type.rank != domain.rank { return .some(expected) }
    if type.scalar == .int, !domain.isIntegral { return .some(expected) }
    return nil
  }

  // MARK: Recurrences

  /// The formula as a step of a loop, where the code takes no value before.
  private mutating func recurrence() -> Recurrence? {
    guard let (index, before, current) = Recurrence.names(of: definition) else { return nil }
    let bare = before.withoutIndex ?? before
    // A step function takes what was before.
    let isStep = slots.contains { slot in
      let rank = definition.meanings[before]?.domain?.rank ?? definition.rank
      return slot.type.rank == rank && (slot.likeness(to: before) != nil || slot.likeness(to: bare) != nil)
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

  private static let counters: Set = [
    "steps", "iterations", "n", "count", "iters", "times", "t", "k", "rounds",
  ]

  private mutating func recurrence(
    _ index: Name, _ before: Name, sequences: [Name], steps: Slot?
  ) -> Recurrence {
    let number = Name(index.base, label: "·")
    var firstName = before
    firstName.label = "0"
    var made = Recurrence(index: index, before: before, first: values[firstName] ?? .symbol(firstName))
    made.start = definition.name.label?.hasSuffix("+1") == true ? 0 : 1
    let rank = definition.rank
    made.givesAll = function.result.rank > rank
    wanted.removeAll { $0 == before || $0 == index || sequences.contains($0) }
    for element in sequences {
      let array = element.withoutIndex ?? element
      made.sequences[element] = array
      wanted.append(array)
      changed.lift(element, to: array, length: number, declared)
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
  /// The closest that one of its names comes to a formula's.
  func likeness(to name: Name) -> Name.Likeness? {
    names.compactMap { name.likeness(to: $0) }.min()
  }

  /// `m0`, `x0`, `initial`, `start`: what a recurrence begins with.
  func isFirst(of name: Name) -> Bool {
    var first = name
    first.label = "0"
    return names.contains { written in
      first.likeness(to: written) != nil
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

extension Name {
  /// The letter or word that an identifier would begin with.
  fileprivate var initial: String {
    String((swiftSpellings.last { $0.first?.isASCII == true } ?? base).prefix(1))
  }

  /// What tells a family of names from another: primes, accents and marks.
  fileprivate var family: Name {
    Name("·", accents: accents, isBold: isBold, mark: mark, primes: primes)
  }

  fileprivate var withoutFamily: Name { Name(base, label: label) }

  /// Whether a word says that this family is meant: `pred` for hats, `a` for a mark a.
  fileprivate func tells(_ word: String) -> Bool {
    let word = word.lowercased()
    if let mark { return word.hasPrefix(mark.filter { $0.isLetter || $0.isNumber }.lowercased()) }
    if !accents.isEmpty { return ["pred", "hat", "estim", "p"].contains { word.hasPrefix($0) } }
    return false
  }
}
