extension Evaluator {
  /// A call of a definition, or of a function that the point gives (`f`).
  func call(_ call: Tree.Call, at point: Environment) throws(Undefined) -> Value<A.Number> {
    guard let definition = definitions[call.definition] else { return try given(call, at: point) }
    guard depth < Self.deepestCall else { throw .tooLarge("calls within calls of \(call.name.plain)") }
    guard call.arguments.count == definition.parameters.count else {
      throw .unsupported("\(call.name.plain) takes \(definition.parameters.count) arguments")
    }
    var inner = point
    for (name, meaning) in definition.meanings where point[name] == nil {
      if let tree = meaning.value { inner[name] = try value(of: tree, at: [:]) }
    }
    for (name, argument) in zip(definition.parameters, call.arguments) {
      let value: Value<A.Number>
      do {
        value = try self.value(of: argument, at: point)
      } catch {
        // `P(y|x)` of a body that never uses x: an x without a value does no harm.
        guard definition.inputs.contains(name) else { continue }
        throw error
      }
      inner[name] = value
      bindLengths(definition.meanings[name]?.domain?.shape ?? [], of: value, in: &inner)
    }
    for setting in call.settings { inner[setting.name] = try value(of: setting.value, at: point) }
    var callee = self
    callee.depth += 1
    callee.declaresZeroLogZero = declaresZeroLogZero || definition.declaresZeroLogZero
    return try callee.value(of: definition.body, at: inner)
  }

  private func given(_ call: Tree.Call, at point: Environment) throws(Undefined) -> Value<A.Number> {
    guard call.definition.isEmpty, let value = point[call.name] else {
      throw Undefined(.missingSymbol(call.name))
    }
    guard case .function(let function) = value else {
      throw .unsupported("\(call.name.plain) is called and is no function")
    }
    let arguments = try call.arguments.mapped { a throws(Undefined) in try number(of: a, at: point) }
    return .number(try function(arguments))
  }

  /// Lengths that a parameter's shape names (`N`, `M_i`) take the argument's own lengths.
  private func bindLengths(_ shape: [Tree], of value: Value<A.Number>, in environment: inout Environment) {
    guard let length = shape.first, case .array(let members) = value else { return }
    if case .symbol(let name) = length {
      environment[name] = .number(arithmetic.exact(Double(members.count)))
    }
    guard shape.count == 2 else { return }
    let lengths: [Value<A.Number>] = members.map { row in
      if case .array(let cells) = row { return .number(arithmetic.exact(Double(cells.count))) }
      return .number(arithmetic.exact(0.0))
    }
    switch shape[1] {
    case .symbol(let name): environment[name] = lengths.first ?? .number(arithmetic.exact(0.0))
    case .element(.symbol(let name), _): environment[name] = .array(lengths)
    default: break
    }
  }
}
