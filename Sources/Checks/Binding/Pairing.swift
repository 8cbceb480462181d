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
  var slots: [Slot] = []
  var arguments: [Binding.Argument] = []
  var wanted: [Name] = []
  var spread: Spread?
  /// Symbols that stand for what the page says they are where nothing else is said.
  var fixed: [Name: Tree] = [:]
  /// Definitions whose values the code is given.
  var handed: Set<String> = []
  var changed: Definition
  var problem: Diagnostic?
  /// How far it is from fitting.
  var misses = 0

  /// A parameter, or a field of one that is a struct or a tuple.
  struct Slot {
    var parameter: Int
    var field: Int?
    var names: [String]
    var type: SwiftType
    /// Whether it is known by its place alone, or by a word that says what it is.
    var isDescribed: Bool
    /// Whether it has a value where none is given.
    var hasDefault: Bool
  }

  /// - Parameter given: arguments that are known before.
  init(
    _ definition: Definition, _ function: SwiftFunction, lengths: Set<Name>, values: [Name: Tree] = [:],
    declared: [Name: Meaning] = [:], given: [Binding.Argument] = []
  ) {
    arguments = given
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
    let isWhole = openSlots.allSatisfy(\.hasDefault)
    let isComparable = function.result.isSupported && !function.result.isFunction && spread == nil
    guard !open.isEmpty, isWhole, isComparable, definition.headIndices.isEmpty,
      arguments.allSatisfy({ mismatch($0.name, $0.type) == nil })
    else { return nil }
    return made
  }

  var made: Binding {
    Binding(
      definition: changed, function: function,
      arguments: arguments.sorted { ($0.parameter, $0.field ?? 0) < ($1.parameter, $1.field ?? 0) },
      spread: spread, fixed: fixed, handed: handed)
  }

  mutating func pair() {
    let given = Set(arguments.map(\.parameter))
    slots = function.parameters.indices.filter { !given.contains($0) }.flatMap(slots)
    wanted = definition.inputs.filter { !lengths.contains($0) && !isConstant($0) }
    for name in wanted where changed.meanings[name]?.domain == nil { inheritDomain(name) }
    let placed = definition.headIndices.isEmpty ? indexParameters : definition.headIndices
    let extents = placed.isEmpty ? declaredExtents() : definition.ranges.filter { placed.contains($0.key) }
    let indices = placed.isEmpty ? definition.headLetters : placed
    if !placed.isEmpty || !extents.isEmpty, function.result.rank >= indices.count,
      !indices.contains(where: { index in slots.contains { $0.likeness(to: index) == .spelled } })
    {
      spread = .elements(indices, extents: extents)
      wanted.removeAll { indices.contains($0) }
    } else if let recurrence = recurrence() {
      spread = .steps(recurrence)
    }
    pairByName()
    expandRecords()
    fillReceiver()
    adoptLengths()
    pairLeftovers()
    fillStep()
    fillPart()
    takeWholeNumbers()
    liftToElements()
    countPlaces()
    judge()
  }

  /// `\pi(a) = e^{h_a} / …`: an argument that does nothing but count an array, where the code gives all of them.
  private var indexParameters: [Name] {
    let names = definition.parameters
    guard !names.isEmpty, definition.headLetters.isEmpty,
      names.allSatisfy({ name in
        var uses = IndexUses(name)
        uses.collect(definition.body)
        return !uses.found.isEmpty && (definition.meanings[name]?.domain?.rank ?? 0) == 0
          && !slots.contains { $0.likeness(to: name) != nil }
      })
    else { return [] }
    return names
  }

  /// How far the letters of the head run where no array is counted by them, as the page declares of what stands left:
  /// `M \in \mathbb{R}^{n \times n}` of `M_{ij} = …`.
  private mutating func declaredExtents() -> [Name: Tree] {
    let letters = definition.headLetters
    var bare = definition.name
    bare.label = nil
    bare.mark = nil
    guard !letters.isEmpty, letters.allSatisfy({ definition.body.isFree($0) }),
      let shape = declared[bare]?.domain?.shape, shape.count == letters.count
    else { return [:] }
    for name in shape.flatMap(\.freeSymbols) {
      changed.meanings[name] = Meaning(
        name, .parameter, domain: Domain(.integers(.number(1), .number(8))), origin: .head)
    }
    return Dictionary(zip(letters, shape)) { first, _ in first }
  }

  /// A parameter; of the value whose method it is, its fields.
  func slots(_ index: Int) -> [Slot] {
    let isReceiver = index == 0 && [.method, .property].contains(function.callee)
    guard isReceiver, case .record(_, let fields) = function.parameters[0].shape else { return [slot(index)] }
    return fields.indices.map { field(fields[$0], $0, of: index, isDescribed: false) }
  }

  func field(_ field: SwiftType.Field, _ place: Int, of parameter: Int, isDescribed: Bool) -> Slot {
    Slot(
      parameter: parameter, field: place, names: [field.label].compactMap { $0 }, type: field.type,
      isDescribed: isDescribed, hasDefault: field.defaultValue != nil)
  }

  func slot(_ index: Int) -> Slot {
    let parameter = function.parameters[index]
    let names = [parameter.label, parameter.name].compactMap { $0 }.uniqued
    let isWord = names.contains { $0.count > 2 && !$0.contains(where: \.isNumber) }
    return Slot(
      parameter: index, names: names, type: parameter.shape,
      isDescribed: parameter.label == nil || isWord, hasDefault: parameter.defaultValue != nil)
  }

  /// Where an argument goes.
  func slot(of argument: Binding.Argument) -> Slot? {
    let isMeant = { (slot: Slot) in slot.parameter == argument.parameter && slot.field == argument.field }
    return slots.first(where: isMeant) ?? slots(argument.parameter).first(where: isMeant)
  }

  func isBound(_ slot: Slot) -> Bool {
    arguments.contains { $0.parameter == slot.parameter && $0.field == slot.field }
  }

  var openSlots: [Slot] { slots.filter { !isBound($0) } }
  var open: [Name] { wanted.filter { name in !arguments.contains { $0.name == name } } }

  mutating func bind(_ name: Name, to slot: Slot) {
    arguments.append(
      .init(name: name, parameter: slot.parameter, field: slot.field, type: slot.type))
  }

  /// `$v \in [-4, 4]$` speaks of each v_t as well.
  mutating func inheritDomain(_ name: Name) {
    guard let bare = name.withoutIndex, var meaning = declared[bare], let domain = meaning.domain else {
      return
    }
    guard domain.rank == (changed.meanings[name]?.domain?.rank ?? domain.rank) else { return }
    meaning.name = name
    changed.meanings[name] = meaning
  }

  // MARK: By name

  mutating func pairByName() {
    // Also a parameter of the head that the body never uses, and a size.
    let known =
      (wanted + definition.parameters + definition.implicit + changed.meanings.keys.sorted()).uniqued
      .filter { !isSpreadIndex($0) }
    for likeness in Name.Likeness.allCases {
      for slot in openSlots {
        let names = likeness == .spelled ? known : open
        let taken = Set(arguments.map(\.name))
        let alike = names.filter { !taken.contains($0) && slot.likeness(to: $0) == likeness }
        guard
          // w before w^{gt}: what stands above a name is told by more letters.
          let name = alike.first(where: { $0.mark == nil }) ?? alike.first,
          slot.type.fields == nil
            ? fits(name, slot) || likeness == .spelled : isArray(name) && fits(name, slot)
        else { continue }
        // A parameter of the head that the body never uses: whatever it takes will do.
        if !wanted.contains(name), slot.hasDefault { continue }
        bind(name, to: slot)
      }
    }
  }

  func isArray(_ name: Name) -> Bool {
    wanted.contains(name) && (definition.meanings[name]?.domain?.rank ?? 0) > 0
  }

  func isSpreadIndex(_ name: Name) -> Bool {
    switch spread {
    case .elements(let indices, _): indices.contains(name)
    case .steps(let recurrence): recurrence.steps != name && recurrence.index == name
    case nil: false
    }
  }

  // MARK: Structs and tuples

  mutating func expandRecords() {
    let whole = openSlots.filter { $0.type.fields != nil }
    guard !whole.isEmpty else { return }
    slots.removeAll { slot in whole.contains { $0.parameter == slot.parameter } }
    for slot in whole {
      let fields = slot.type.fields ?? []
      let parts = fields.indices.map { field(fields[$0], $0, of: slot.parameter, isDescribed: true) }
      slots += parts
      guard let group = listed(for: parts) ?? group(for: parts, of: slot) else { continue }
      for (name, part) in zip(group, parts) {
        if name == nil, part.hasDefault { continue }
        bind(name ?? idle(part, of: slot), to: part)
      }
    }
  }

  /// Fields that the formula does not ask for, of the value whose method it is.
  mutating func fillReceiver() {
    guard [.method, .property].contains(function.callee), arguments.contains(where: { $0.parameter == 0 })
    else { return }
    for part in openSlots where part.parameter == 0 && part.field != nil && !part.hasDefault {
      bind(idle(part, of: part), to: part)
    }
  }

  /// A field that the formula does not ask for, which may be anything: as the page says of a name like it.
  mutating func idle(_ part: Slot, of whole: Slot) -> Name {
    let word = part.names.first ?? "\(part.field ?? 0)"
    let name = Name(word, label: "\(whole.parameter)")
    if var meaning = declared.values.first(where: {
      part.likeness(to: $0.name) != nil && ($0.domain?.rank ?? 0) == part.type.rank
    }) {
      meaning.name = name
      changed.meanings[name] = meaning
    } else if part.type.rank > 0, let domain = anyArray(part.type) {
      changed.meanings[name] = Meaning(name, .array, domain: domain, origin: .customary)
    }
    return name
  }

  /// `(x, y)` in the formula, for a tuple whose parts have no names.
  func listed(for parts: [Slot]) -> [Name?]? {
    guard parts.allSatisfy(\.names.isEmpty) else { return nil }
    var found: [Name]?
    _ = definition.body.contains { tree in
      guard found == nil, case .tuple(let members) = tree, members.count == parts.count else { return false }
      let names = members.compactMap { member -> Name? in
        if case .symbol(let name) = member, open.contains(name) { name } else { nil }
      }
      if names.uniqued.count == parts.count, zip(names, parts).allSatisfy({ fits($0, $1) }) { found = names }
      return found != nil
    }
    return found
  }

  /// The names of one family for the fields of a struct: x_1, y_1, …, or x_1′, y_1′, …; nil for a field that the
  /// formula does not ask for.
  func group(for parts: [Slot], of whole: Slot) -> [Name?]? {
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

  mutating func pairLeftovers() {
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
    let needed = openSlots.filter { !$0.hasDefault }
    let names = open
    guard !names.isEmpty, names.count == needed.count, needed.allSatisfy(\.isDescribed),
      zip(names, needed).allSatisfy({ fits($0, $1) && !isSlip($0, $1) }),
      names.count == 1 || names.allSatisfy(definition.parameters.contains) || areToldApart(names)
    else { return }
    for (name, slot) in zip(names, needed) { bind(name, to: slot) }
  }

  /// Whether each is of a shape of its own, so that no other order fits.
  func areToldApart(_ names: [Name]) -> Bool {
    Set(names.map { definition.meanings[$0]?.domain?.rank ?? 0 }).count == names.count
  }

  /// Whether the parameter looks like a slip of the pen for the name.
  func isSlip(_ name: Name, _ slot: Slot) -> Bool {
    slot.names.contains { written in
      name.swiftSpellings.contains { spelling in
        spelling.count > 2 && written.count > 2
          && editDistance(Array(spelling), Array(written), atMost: 1) != nil
      }
    }
  }
}

extension Pairing.Slot {
  /// The closest that one of its names comes to a formula's.
  func likeness(to name: Name) -> Name.Likeness? {
    names.compactMap { name.likeness(to: $0) }.min()
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
