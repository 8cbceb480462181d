import Snippets
import Trees

/// Methods that change what they are asked of, as one step of what a formula describes.
extension Pairing {
  /// What such a method takes and the formula does not ask for may be anything; its own count of steps is one behind.
  mutating func fillStep() {
    guard function.change != nil, !arguments.isEmpty, open.isEmpty else { return }
    for slot in openSlots where slot.type.isSupported && !slot.type.isFunction {
      // A count of steps that begins at 0 would set up what the formula goes on with.
      guard !slot.hasDefault || counts(slot.parameter, slot.field, slot.type) else { continue }
      bind(idle(slot, of: slot), to: slot)
    }
    for index in arguments.indices
    where counts(arguments[index].parameter, arguments[index].field, arguments[index].type) {
      let name = arguments[index].name
      guard definition.inputs.contains(name) else { continue }
      arguments[index].shift = -1
      // The first step may set up what the others go on with.
      changed.meanings[name] = Meaning(
        name, .parameter, domain: Domain(.integers(.number(2), .number(12))), origin: .head)
    }
  }

  /// `t += 1` in the method, of a field t that the formula's t stands for.
  private func counts(_ parameter: Int, _ field: Int?, _ type: SwiftType) -> Bool {
    guard parameter == 0, let place = field, type == .int,
      case .record(_, let fields) = function.parameters[0].shape, let label = fields[place].label
    else { return false }
    let text = function.source.filter { !$0.isWhitespace }
    return text.contains(label + "+=1")
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
