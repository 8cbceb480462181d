import Trees

/// What recursive calls came to at one point, so that `F_{n-1} + F_{n-2}` and tables ask for each value once.
final class Recalled<A: Arithmetic> {
  /// A call of a definition whose arguments, and all else that its body takes from the place of the call, are whole numbers.
  struct Call: Hashable {
    var definition: String
    var numbers: [Name: Int]
  }

  var values: [Call: Value<A.Number>] = [:]
  /// Names that stand for something else from call to call; all others mean what the point says.
  var changing: Set<Name> = []
  /// More than this is not kept.
  static var most: Int { 100_000 }
}

extension Interpreter {
  /// Compiles a call where it is reached, with all that is visible there.
  func late(_ late: Program.LateCall, _ frame: inout Frame<A>) throws(Undefined) -> Value<A.Number> {
    var point = frame.point
    for (name, node) in late.visible { point[name] = try? value(node, &frame) }
    frame.recalled?.changing.formUnion(late.visible.map(\.name))
    let call = recalledCall(late, point, &frame)
    if let call, let known = frame.recalled?.values[call] { return known }
    let program = Program(
      .call(late.call), definitions: self.program.definitions,
      declaresZeroLogZero: late.declaresZeroLogZero, ranks: point.mapValues(\.shapeRank),
      depth: late.depth)
    // To compile a node takes a hundred times as long as to visit it.
    try frame.charge(100 * program.nodes.count)
    let value = try Interpreter(program, in: arithmetic).value(
      at: point, work: &frame.work, recalling: frame.recalled)
    if let call, let recalled = frame.recalled, recalled.values.count < Recalled<A>.most {
      recalled.values[call] = value
    }
    return value
  }

  /// What the call's value hangs on; nil where that is more than whole numbers.
  private func recalledCall(
    _ late: Program.LateCall, _ point: Environment, _ frame: inout Frame<A>
  ) -> Recalled<A>.Call? {
    guard let changing = frame.recalled?.changing, let definition = program.definitions[late.call.definition]
    else { return nil }
    var found = Recalled<A>.Call(definition: definition.id, numbers: [:])
    for (name, node) in late.given {
      guard let number = try? number(node, &frame), let integer = arithmetic.integer(number) else {
        return nil
      }
      found.numbers[name] = integer
    }
    for name in changing
    where found.numbers[name] == nil
      && (definition.implicit.contains(name) || definition.meanings[name] != nil)
    {
      guard let value = point[name] else { continue }
      guard case .number(let number) = value, let integer = arithmetic.integer(number) else { return nil }
      found.numbers[name] = integer
    }
    return found
  }
}
