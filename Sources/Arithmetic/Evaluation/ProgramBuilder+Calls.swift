import Trees

extension ProgramBuilder {
  /// A call becomes its body, with the arguments in slots of their own. A name that the body leaves
  /// open means what it means at the call: implicit parameters are shared by name.
  mutating func call(_ call: Tree.Call, _ tree: Tree) -> Int {
    guard let definition = program.definitions[call.definition] else {
      return failure(Undefined(.missingSymbol(call.name)), tree)
    }
    guard program.depth + callers.count < Program.deepestCall else {
      return failure(
        .tooLarge(zh: "\(call.name.plain) 的调用层层相套", en: "calls within calls of \(call.name.plain)"), tree)
    }
    guard call.arguments.count == definition.parameters.count else {
      return failure(
        .unsupported(
          zh: "\(call.name.plain) 有 \(definition.parameters.count) 个参数",
          en: "\(call.name.plain) takes \(definition.parameters.count) arguments"), tree)
    }
    if callers.contains(definition.id) || program.nodes.count > Self.mostNodes { return late(call, tree) }
    let outer = (scope: scope, shared: shared, zeroWins: zeroWins)
    defer { (scope, shared, zeroWins) = outer }
    let arguments = arguments(of: call, definition)
    zeroWins = zeroWins || definition.declaresZeroLogZero
    callers.append(definition.id)
    let body = node(definition.body)
    callers.removeLast()
    program.calls.append(Program.Call(arguments: arguments, body: body))
    return add(.call(program.calls.count - 1), rank: rank(body), tree)
  }

  /// The arguments and settings, compiled where the call stands; `scope` and `shared` become the body's.
  private mutating func arguments(of call: Tree.Call, _ definition: Definition) -> [Program.Call.Argument] {
    var inner = shared
    var list: [Program.Call.Argument] = []
    for setting in call.captured where definition.asks(for: setting.name) {
      inner[setting.name] = captured(setting, &list)
    }
    for (name, meaning) in definition.meanings {
      guard let standard = meaning.value else { continue }
      let binding = inner[name]
      inner[name] = Binding(places: binding?.places, standard: binding?.standard ?? standard)
    }
    for (name, argument) in zip(definition.parameters, call.arguments) {
      let value = node(argument)
      let place = newPlace(name, isNumber: rank(value) == 0)
      var entry = Program.Call.Argument(
        node: value, place: place, isOptional: !definition.inputs.contains(name))
      inner[name] = Binding(places: [place])
      if rank(value) != 0 { bindLengths(definition.meanings[name]?.domain?.shape ?? [], &entry, &inner) }
      list.append(entry)
    }
    for setting in call.settings {
      let value = node(setting.value)
      let place = newPlace(setting.name, isNumber: rank(value) == 0)
      inner[setting.name] = Binding(places: [place])
      list.append(Program.Call.Argument(node: value, place: place, isOptional: false))
    }
    scope = inner
    shared = inner
    return list
  }

  private mutating func captured(_ setting: Tree.Setting, _ list: inout [Program.Call.Argument]) -> Binding {
    if case .symbol(let name) = setting.value { return scope[name] ?? Binding(places: [place(ofFree: name)]) }
    let value = node(setting.value)
    let place = newPlace(setting.name, isNumber: rank(value) == 0)
    list.append(Program.Call.Argument(node: value, place: place, isOptional: true))
    return Binding(places: [place])
  }

  /// Lengths that a parameter's shape names (`N`, `M_i`) take the argument's own lengths.
  private mutating func bindLengths(
    _ shape: [Tree], _ argument: inout Program.Call.Argument, _ inner: inout [Name: Binding]
  ) {
    func bind(_ name: Name, _ place: Program.Place, _ builder: inout ProgramBuilder) {
      let outer = inner[name]?.places ?? [builder.place(ofFree: name)]
      inner[name] = Binding(places: [place] + outer, standard: inner[name]?.standard)
    }
    if case .symbol(let name)? = shape.first {
      let place = newPlace(name, isNumber: true)
      argument.length = place
      bind(name, place, &self)
    }
    guard shape.count == 2 else { return }
    switch shape[1] {
    case .symbol(let name):
      let place = newPlace(name, isNumber: true)
      argument.innerLength = place
      bind(name, place, &self)
    case .element(.symbol(let name), _):
      let place = newPlace(name, isNumber: false)
      argument.innerLength = place
      bind(name, place, &self)
    default: break
    }
  }

  mutating func applied(_ function: Tree, _ arguments: [Tree], _ tree: Tree) -> Int {
    let given = node(function)
    let list = nodes(arguments)
    return add(.given(given, operands(list)), rank: 0, tree)
  }

  private mutating func late(_ call: Tree.Call, _ tree: Tree) -> Int {
    var visible: [(name: Name, node: Int)] = []
    for name in scope.keys.sorted() { visible.append((name, symbol(name, .symbol(name)))) }
    var given: [(name: Name, node: Int)] = []
    for (name, argument) in zip(program.definitions[call.definition]?.parameters ?? [], call.arguments) {
      given.append((name, node(argument)))
    }
    for setting in call.captured + call.settings { given.append((setting.name, node(setting.value))) }
    program.lateCalls.append(
      Program.LateCall(
        call: call, visible: visible, given: given, depth: program.depth + callers.count,
        declaresZeroLogZero: zeroWins))
    return add(.late(program.lateCalls.count - 1), rank: Program.unknownRank, tree)
  }
}

extension Program {
  /// Definitions that call each other deeper than this have no value.
  package static let deepestCall = 64
}

extension Definition {
  /// Whether the name is one that its body takes from the place of the call.
  fileprivate func asks(for name: Name) -> Bool {
    !parameters.contains(name) && (implicit.contains(name) || meanings[name] != nil)
  }
}
