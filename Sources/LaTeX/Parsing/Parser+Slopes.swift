import Typesetting
import Diagnostics
import Trees

/// Derivatives by elements, vectors and matrices: `\partial L / \partial x_i`, `\nabla f(x)`, `\partial_w L`.
extension Parser {
  /// The derivative of a body by a variable.
  func slope(
    of body: Tree, by variable: Variable, order: Int, at range: Range<Int>
  ) throws(ParseError) -> Tree {
    if let there = try slopeAtArgument(of: body, by: variable, order: order, at: range) { return there }
    switch variable {
    case .name(let name) where rank(of: .symbol(name)) == 0:
      return try slope(of: body, by: name, order: order, at: range)
    case .name(let name):
      guard order == 1 else { return .symbol(.slope(of: body, by: name.plain)) }
      return try gradient(of: body, by: name, [], at: range)
    case .element(let array, let place):
      var result = body
      for _ in 0..<order { result = try gradient(of: result, by: array, place, at: range) }
      return result
    }
  }

  /// `\nabla_\theta L(\theta_t)`, `\partial f(x_0) / \partial x`: by a parameter of the function that is called, at what the
  /// call gives it.
  private func slopeAtArgument(
    of body: Tree, by variable: Variable, order: Int, at range: Range<Int>
  ) throws(ParseError) -> Tree? {
    guard case .call(var call) = body, case .name(let name) = variable,
      let definition = scope.definitions[call.name]?.last(where: { $0.id == call.definition }),
      let place = definition.parameters.firstIndex(of: name),
      call.arguments.allSatisfy({ !$0.isFree(name) })
    else { return nil }
    let argument = call.arguments[place]
    if rank(of: argument) == 0 {
      call.arguments[place] = .symbol(name)
      return .derivative(Tree.Scope(name, .call(call)), at: argument, order: order)
    }
    if let gradient = try gradient(of: call, at: place, order: order, range) { return gradient }
    guard case .symbol(let other) = argument, order == 1,
      call.arguments.indices.allSatisfy({ $0 == place || !call.arguments[$0].isFree(other) }),
      !definition.implicit.contains(other)
    else {
      throw ParseError(
        "no-derivative", zh: "这个导数求不出来", en: "this derivative cannot be worked out", at: range)
    }
    return try gradient(of: body, by: other, [], at: range)
  }

  /// The gradient, or the matrix of second derivatives, of a function of a vector by that argument, whatever it is given:
  /// `\nabla f(x_k + \alpha d)`. Nil where the vector's length is not known.
  private func gradient(
    of call: Tree.Call, at place: Int, order: Int, _ range: Range<Int>
  ) throws(ParseError) -> Tree? {
    let argument = call.arguments[place]
    guard (1...2).contains(order), rank(of: argument) == 1, let length = vectorLength(argument) else {
      return nil
    }
    let variable = Name("u", primes: 7)
    var inner = self
    inner.local[variable] = 1
    inner.standIns[variable] = length
    var moved = call
    moved.arguments[place] = .symbol(variable)
    var slope = try inner.gradient(of: .call(moved), by: variable, [], at: range)
    guard case .tuple(let members) = slope else { return nil }
    if order == 2 {
      var rows: [Tree] = []
      for member in members {
        let row = try inner.gradient(of: member, by: variable, [], at: range)
        guard case .tuple = row else { return nil }
        rows.append(row)
      }
      slope = .tuple(rows)
    }
    return slope.substituting([variable: argument])
  }

  private func vectorLength(_ tree: Tree) -> Int? {
    guard let tree = try? tree.inlining(known) else { return nil }
    return scalars.size(tree)
  }

  private var scalars: Scalars {
    Scalars(
      length: { name, dimension in length(of: name, dimension) }, rank: { $0.rank(in: scope, local: local) })
  }

  package func rank(of tree: Tree) -> Int { tree.rank(in: scope, local: local) }

  private var known: [String: Definition] {
    Dictionary(scope.definitions.values.joined().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// By a symbol; one that the page defines (`u = …`) counts as a variable of its own.
  private func slope(
    of body: Tree, by name: Name, order: Int, at range: Range<Int>
  ) throws(ParseError) -> Tree {
    guard !bound.contains(name), local[name] == nil, scope.meanings[name] == nil,
      let definition = scope.definitions[name]?.last(where: { $0.parameters.isEmpty })
    else { return .derivative(body, by: name, order: order) }
    var others = known
    others[definition.id] = nil
    do {
      let whole = try body.inlining(others).replacingCalls(of: definition.id, by: .symbol(name))
      let call = Tree.call(.init(name, definition: definition.id, arguments: []))
      return try whole.derivative(by: name, order: order).substituting([name: call])
    } catch {
      throw ParseError(
        "no-derivative", zh: "这个导数求不出来", en: "this derivative cannot be worked out", at: range)
    }
  }

  private func gradient(
    of body: Tree, by array: Name, _ place: [Tree], at range: Range<Int>
  ) throws(ParseError) -> Tree {
    let rest = max(0, rank(of: .symbol(array)) - place.count)
    do {
      let whole = try linked(try body.inlining(known))
      let isKnown = whole.contains { if case .symbol(array) = $0 { true } else { false } }
      if isKnown, let number = scalars.number(whole),
        let slope = try slopes(of: number, by: array, place, rest)
      {
        return slope
      }
    } catch {
      throw ParseError(
        "no-derivative", zh: "这个导数求不出来", en: "this derivative cannot be worked out", at: range)
    }
    // What it comes to is not known here; that it is one and the same quantity wherever it stands is.
    let target = place.isEmpty ? array.plain : Tree.element(.symbol(array), place).plain
    return .symbol(.slope(of: body, by: target))
  }

  /// What only a later definition explains (`y = u_1 + u_2` before `u_1 = …`) is put in as well.
  private func linked(_ tree: Tree) throws(Undefined) -> Tree {
    var tree = tree
    for _ in 0..<8 {
      var calls: [Name: Tree] = [:]
      for name in tree.freeSymbols
      where scope.values.byName[name] == nil && scope.meanings[name] == nil && !bound.contains(name) {
        guard let definition = scope.definitions[name]?.last(where: { $0.parameters.isEmpty }) else {
          continue
        }
        calls[name] = .call(.init(name, definition: definition.id, arguments: []))
      }
      guard !calls.isEmpty else { return tree }
      tree = try tree.substituting(calls).inlining(known)
    }
    return tree
  }

  /// One number for each element that is left open.
  private func slopes(
    of number: Tree, by array: Name, _ place: [Tree], _ rest: Int
  ) throws(Undefined) -> Tree? {
    guard rest > 0 else { return try number.slope(byElement: array, place) }
    guard let count = length(of: array, place.count), (1...64).contains(count) else { return nil }
    var members: [Tree] = []
    for index in 1...count {
      let inner = place + [.number(Number(UInt(index)))]
      guard let member = try slopes(of: number, by: array, inner, rest - 1) else { return nil }
      members.append(member)
    }
    return .tuple(members)
  }

  /// How long an array is along a dimension, by its declaration or its value.
  package func length(of name: Name, _ dimension: Int) -> Int? {
    if let length = standIns[name] { return dimension == 0 ? length : nil }
    if let given = scope.values.byName[name] {
      return given.lengths.indices.contains(dimension) ? given.lengths[dimension] : nil
    }
    guard let shape = scope.meanings[name]?.domain?.shape, shape.indices.contains(dimension),
      case .number(let number) = shape[dimension]
    else { return nil }
    return number.integer
  }

  // MARK: ∇ and ∂ before what they are of

  /// `\partial_{w} L`
  mutating func prefixedPartial() throws(ParseError) -> Tree {
    let range = place
    guard case .subscript(let script)? = peek()?.kind else {
      throw ParseError(
        "bare-partial", zh: "∂ 只在 ∂y/∂x 里有含义", en: "∂ has a meaning only in ∂y/∂x", at: range)
    }
    next += 2
    let variable = try variable(script, range)
    return try slope(of: try signedTerm(), by: variable, order: 1, at: range)
  }

  func variable(_ script: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Variable {
    var inner = part(script, end: range.upperBound)
    guard case .name(let first, _)? = inner.current?.kind else { throw expected("变量", "a variable") }
    let (name, indices) = try inner.fullName(first)
    try inner.expectEnd()
    return indices.map { .element(arrayName(name), $0) } ?? .name(name)
  }

  /// `\nabla f(x)`, `\nabla_\theta L`, `\nabla^2 f`
  package mutating func nabla() throws(ParseError) -> Tree {
    let range = place
    next += 1
    let (lower, upper) = scripts()
    if upper == nil, let lower, let current {
      switch current.kind {
      case .open("("), .open("["), .fenced("(", ")", _), .fenced("[", "]", _):
        // `\nabla_w \left( … \right)`: of what stands in the bracket.
        let variable = try variable(lower.0, lower.1)
        return try slope(of: try factor(), by: variable, order: 1, at: range)
      default: break
      }
      if let gradient = try gradientOfForm(lower, range) { return gradient }
    }
    guard case .name(let first, _)? = current?.kind else {
      throw ParseError(
        "bare-nabla", zh: "∇ 之后应是函数", en: "behind ∇ a function is expected", at: range)
    }
    var sign = "∇"
    if let upper { sign += "^" + (Self.scriptText(upper.0) ?? "") }
    let order = upper == nil ? 1 : sign == "∇^2" ? 2 : 0
    if let lower { sign += "_" + (Self.scriptText(lower.0) ?? "") + " " }
    if order > 0, let gradient = try knownGradient(lower, order, range) { return try scripted(gradient) }
    var (name, _) = try fullName(first)
    name.base = sign + name.base
    guard lexemes.bracketBodyExists(at: next) else { return try scripted(.symbol(name)) }
    let body = lexemes.bracketBody(at: next) ?? []
    let taken = takeArguments()
    let (arguments, _, bar) = try self.arguments(body, end: taken.upperBound - 1)
    return try scripted(.applied(.symbol(name.conditional(bar)), arguments))
  }

  /// The gradient of what the page defines; nil where it is not known what that is, and nothing is taken.
  private mutating func knownGradient(
    _ lower: ([Lexeme], Range<Int>)?, _ order: Int, _ range: Range<Int>
  ) throws(ParseError) -> Tree? {
    var probe = self
    // Scripts behind the bracket are the gradient's own: `\nabla f(x)^\top`.
    if let open = lexemes[(next + 1)...].firstIndex(where: { !$0.isScript }),
      lexemes.bracketBodyExists(at: open)
    {
      probe.lexemes = Array(lexemes[..<lexemes.behindBracket(open)])
    }
    guard mayTry(), case .name(let first, let isWord)? = probe.current?.kind,
      let body = try? probe.named(first, isWord: isWord), case .call(let call) = body,
      !call.definition.isEmpty
    else { return nil }
    let target: Variable
    if let lower {
      target = try variable(lower.0, lower.1)
    } else {
      if let slope = try slopes(of: call, order, range) ?? slope(of: call, order) {
        next = probe.next
        return slope
      }
      guard call.arguments.count == 1 else { return nil }
      if let slope = try gradient(of: call, at: 0, order: order, range) {
        next = probe.next
        return slope
      }
      guard case .symbol(let argument) = call.arguments[0], rank(of: .symbol(argument)) > 0 else {
        return nil
      }
      target = .name(argument)
    }
    if case .name(let name) = target,
      let definition = scope.definitions[call.name]?.last(where: { $0.id == call.definition }),
      !definition.parameters.contains(name), !definition.implicit.contains(name), !body.isFree(name),
      !definition.parameters.isEmpty
    {
      return nil
    }
    var slope = try slope(of: body, by: target, order: 1, at: range)
    if order == 2, case .tuple(let members) = slope, case .name(let name) = target {
      var rows: [Tree] = []
      for member in members { rows.append(try gradient(of: member, by: name, [], at: range)) }
      slope = .tuple(rows)
    }
    if case .symbol = slope { return nil }
    next = probe.next
    return slope
  }
}

extension Parser {
  /// Of a function of several numbers: its slopes by each of them, at what it is given.
  @inline(never)
  private func slopes(of call: Tree.Call, _ order: Int, _ range: Range<Int>) throws(ParseError) -> Tree? {
    guard let definition = scope.definitions[call.name]?.last(where: { $0.id == call.definition }),
      definition.parameters.count > 1, definition.ranks.allSatisfy({ $0 == 0 }),
      call.arguments.allSatisfy({ rank(of: $0) == 0 })
    else { return nil }
    var own = call
    own.arguments = definition.parameters.map { .symbol($0) }
    var members: [Tree] = []
    for parameter in definition.parameters {
      let first = Tree.derivative(.call(own), by: parameter, order: 1)
      members.append(
        order == 1
          ? first : .tuple(definition.parameters.map { .derivative(first, by: $0, order: 1) }))
    }
    let values = zip(definition.parameters, call.arguments)
    return Tree.tuple(members).substituting(Dictionary(uniqueKeysWithValues: values))
  }

  /// `\frac{\partial f}{\partial x}(1, 2)`: the slope of f at what stands in the bracket. A lone symbol or number there is no
  /// factor either.
  @inline(never)
  mutating func slopeAtPlace(
    of subject: [Lexeme], by variables: [(variable: Variable, order: Int)], _ range: Range<Int>
  ) throws(ParseError) -> Tree? {
    guard subject.isOneSymbol, let name = Self.spelledName(subject), let body = argumentsAhead(),
      !body.isEmpty
    else { return nil }
    let count = body.splitAtCommas.count
    if count == 1 {
      guard body.isOneSymbol || body.isLoneNumber else { return nil }
    }
    guard let definition = scope.definitions[name]?.last(where: { $0.parameters.count == count }),
      variables.allSatisfy({ definition.parameters.contains($0.variable.name) })
    else { throw .ambiguousApplication(name, [], at: range) }
    let own = definition.parameters.map { Tree.symbol($0) }
    var tree = Tree.call(.init(name, definition: definition.id, arguments: own))
    for (variable, order) in variables.reversed() {
      tree = try slope(of: tree, by: variable, order: order, at: range)
    }
    let end = takeArguments().upperBound - 1
    let places = try list(body, end: end)
    guard places.count == count else { throw .ambiguousApplication(name, [], at: range) }
    let values = zip(definition.parameters, places)
    return tree.substituting(Dictionary(uniqueKeysWithValues: values))
  }
}

extension Name {
  /// A derivative that is not worked out, as a quantity of its own.
  package static func slope(of body: Tree, by variable: String) -> Name {
    let plain = body.plain
    let short = plain.allSatisfy { $0.isLetter || $0 == "_" } ? plain : "(\(plain))"
    return Name("∂\(short)/∂\(variable)")
  }
}

extension Tree {
  func replacingCalls(of id: String, by tree: Tree) -> Tree {
    if case .call(let call) = self, call.definition == id { return tree }
    return mapChildren { $0.replacingCalls(of: id, by: tree) }
  }
}

extension Variable {
  /// The symbol, or the array whose element it is.
  var name: Name {
    switch self {
    case .name(let name), .element(let name, _): name
    }
  }
}

extension Tree.Function {
  /// Whether it goes through an array element by element.
  package var isElementwise: Bool {
    switch self {
    case .exp, .log, .sqrt, .abs, .floor, .ceiling, .sign, .sin, .cos, .tan, .cot, .sec, .csc, .arcsin,
      .arccos,
      .arctan, .sinh, .cosh, .tanh, .arsinh, .arcosh, .artanh, .erf, .gamma, .logGamma, .sigmoid, .softplus,
      .relu,
      .detached:
      true
    default: false
    }
  }
}
