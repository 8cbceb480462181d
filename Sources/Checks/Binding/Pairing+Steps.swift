import Arithmetic
import Snippets
import Trees

/// Methods that change what they are asked of, as one step of what a formula describes.
extension Pairing {
  /// What such a method takes and the formula does not ask for may be anything; its own count of steps is one behind.
  mutating func fillStep() {
    guard let change = function.change, !arguments.isEmpty else { return }
    refuseWhatStands(change)
    guard open.isEmpty else { return }
    for slot in openSlots where slot.type.isSupported && !slot.type.isFunction {
      // A count of steps that begins at 0 would set up what the formula goes on with; what an earlier step has left in a
      // field is not what it began with.
      let isState = slot.parameter == 0 && slot.names.contains(where: change.writes)
      guard !slot.hasDefault || isState || counts(slot, change) else { continue }
      bind(idle(slot, of: slot), to: slot)
    }
    for index in arguments.indices where counts(slot(of: arguments[index]), change) {
      let name = arguments[index].name
      guard definition.inputs.contains(name) else { continue }
      arguments[index].shift = -1
      // The first step may set up what the others go on with.
      changed.meanings[name] = Meaning(
        name, .parameter, domain: Domain(.integers(.number(2), .number(12))), origin: .head)
    }
  }

  /// One of several values that a function gives need not hang on all that the function takes.
  mutating func fillPart() {
    guard function.part != nil, !arguments.isEmpty, open.isEmpty else { return }
    for slot in openSlots where slot.type.isSupported && !slot.type.isFunction && !slot.hasDefault {
      bind(idle(slot, of: slot), to: slot)
    }
  }

  /// A formula whose value stands on both sides is no step; nor is one a step's number that the method does not move on.
  private mutating func refuseWhatStands(_ change: SwiftFunction.Change) {
    let isUpdate = definition.name.mark?.hasSuffix("←") == true
    if let label = definition.name.label, !isUpdate {
      // v_t is what the field v holds behind the step, and not before it.
      arguments = arguments.filter { argument in
        argument.name.label != label || !isWritten(argument, change)
      }
    }
    arguments = arguments.filter { argument in
      let slot = slot(of: argument)
      return
        !(argument.parameter == 0 && argument.type == .int && argument.name.base == definition.name.label
        && slot?.hasDefault == true && !counts(slot, change))
    }
  }

  private func isWritten(_ argument: Binding.Argument, _ change: SwiftFunction.Change) -> Bool {
    slot(of: argument)?.names.contains(where: change.writes) == true
  }

  /// A step that the page writes for one component, and the code makes of all at once.
  func isElementwise(_ type: SwiftType, _ domain: Domain) -> Bool {
    function.change != nil && function.result.rank == 1 && type.rank == 1 && type.fields == nil
      && domain.rank == 0
  }

  /// `n \\ge 1` of code that takes an Int: whole numbers, where the letter is one that counts.
  mutating func takeWholeNumbers() {
    for argument in arguments where argument.type == .int {
      if case .filtered(.integers(nil, let upper), let even)? = changed.meanings[argument.name]?.domain?
        .values
      {
        // What is said to be even, and how far a sum goes, is a number of things.
        changed.meanings[argument.name]?.domain?.values = .filtered(
          .integers(.number(1), upper ?? .number(40)), even)
      }
      guard let domain = changed.meanings[argument.name]?.domain, !domain.isIntegral,
        let whole = domain.whole(of: argument.name)
      else { continue }
      changed.meanings[argument.name]?.domain = whole
    }
  }

  /// Such a step's numbers are arrays then, all of one length.
  mutating func liftToElements() {
    for argument in arguments {
      guard var meaning = changed.meanings[argument.name], let domain = meaning.domain,
        isElementwise(argument.type, domain)
      else { continue }
      meaning.domain?.shape = [.symbol(Binding.anyLength)]
      meaning.role = .array
      changed.meanings[argument.name] = meaning
    }
  }

  /// `t += 1` in the method, of a field t that the formula's t stands for.
  private func counts(_ slot: Slot?, _ change: SwiftFunction.Change) -> Bool {
    guard let slot, slot.parameter == 0, slot.field != nil, slot.type == .int, let label = slot.names.first
    else { return false }
    return change.written[label] == .addsOne
  }

  /// Arrays as long as those that the formula speaks of.
  func anyArray(_ type: SwiftType) -> Domain? {
    guard type.fields == nil, [.double, .float].contains(type.scalar) else { return nil }
    let lengths = definition.inputs.compactMap { name -> Tree? in
      let meaning = definition.meanings[name]
      return (meaning?.domain ?? meaning?.generic)?.shape.last
    }
    let length = lengths.first ?? .symbol(Binding.anyLength)
    return Domain(Binding.moderate, shape: Array(repeating: length, count: type.rank))
  }
}

extension Domain {
  /// The whole numbers of an interval with whole ends, for a letter that counts; nil for other letters.
  func whole(of name: Name) -> Domain? {
    guard case .interval(let lower, let upper, let closedBelow, let closedAbove) = base,
      name.base.count == 1, "ijklmntsdhNKMTSDLHCBGWR".contains(name.base)
    else { return nil }
    var made = self
    guard case .number(let low) = lower, let first = low.integer else { return nil }
    if values != base, upper != .constant(.infinity) { return nil }
    let start = closedBelow ? first : first + 1
    guard start >= 0 else { return nil }
    switch upper {
    // How many of something: as many as one writes out.
    case .constant(.infinity): made.values = values.over(.integers(.number(Number(UInt(start))), .number(40)))
    case .number(let high):
      guard let last = high.integer, closedAbove || last > start else { return nil }
      let end = closedAbove ? last : last - 1
      guard end >= start else { return nil }
      made.values = .integers(.number(Number(UInt(start))), .number(Number(UInt(end))))
    case .symbol where closedAbove: made.values = .integers(.number(Number(UInt(start))), upper)
    default: return nil
    }
    return made
  }
}
