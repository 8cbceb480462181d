import Formulas
import Snippets
import Trees

/// What code behind a formula may be tried for.
extension Reading {
  /// A definition; or of `(x′, y′) = R (x, y)` the right side, where only this formula speaks of what stands left.
  func supposed(_ formula: Formula, on page: String) -> Definition? {
    if let newDefinition { return newDefinition }
    guard case .statement(let statement) = self, formula.sourceFormula.isDisplay,
      case .relation(let terms, _) = statement.proposition, terms[0].isOnlyNamed(in: statement)
    else { return nil }
    return computed(by: "", of: formula, on: page)
  }
}

extension Tree {
  /// `(x′, y′)`, `|A ∩ B|`: names alone, which nothing gives values to.
  fileprivate func isOnlyNamed(in statement: Statement) -> Bool {
    switch self {
    case .tuple(let parts): parts.allSatisfy { $0.isOnlyNamed(in: statement) }
    case .symbol(let name):
      statement.meanings[name]?.domain == nil && statement.meanings[name]?.value == nil
    case .apply(.length, let sets):
      if case .set = sets[0] { true } else { sets[0].isOnlyNamed(in: statement) }
    case .apply(.transpose, let inside): inside[0].isOnlyNamed(in: statement)
    default: false
    }
  }
}

extension SwiftFunction {
  /// A method that changes something is tried only for what bears that something's name, and one of several values for
  /// what bears its own.
  func mayCompute(_ definition: Definition) -> Bool {
    if let part {
      guard let label = part.label else { return true }
      var unprimed = definition.name
      unprimed.primes = 0
      return (definition.functionNames + [unprimed]).contains { $0.likeness(to: label) != nil }
    }
    return change == nil || definition.functionNames.contains { $0.likeness(to: name) != nil }
  }
}

extension Binding {
  /// Whether it is a change of a value of which the formula does not know what it was.
  var isIdleChange: Bool {
    guard let change = function.change, spread == nil else { return false }
    let before = arguments.first { argument in
      guard argument.parameter == change.parameter else { return false }
      guard let field = change.field, let place = argument.field,
        case .record(_, let fields) = function.parameters[change.parameter].shape
      else { return true }
      return fields[place].label == field
    }
    return before.map { !definition.inputs.contains($0.name) } ?? true
  }
}

extension Definition {
  /// With the lengths that what it calls knows of its arrays; and with that written out, where only then the indices
  /// of its head show: `y_i = \gamma \hat x_i + \beta`.
  func seenWhole(_ definitions: [String: Definition]) -> Definition {
    var own = self
    var done: Set<String> = []
    own.takeLengths(of: body, definitions, &done)
    guard own.headIndices.isEmpty, name.label != nil || name.mark != nil,
      let whole = own.writtenOut(definitions), !whole.headIndices.isEmpty
    else { return own }
    return whole
  }

  private mutating func takeLengths(
    of tree: Tree, _ definitions: [String: Definition], _ done: inout Set<String>
  ) {
    if case .call(let call) = tree, let called = definitions[call.definition], done.insert(called.id).inserted
    {
      takeLengths(of: called.body, definitions, &done)
      for (name, meaning) in called.meanings where implicit.contains(name) && called.implicit.contains(name) {
        guard let shape = (meaning.domain ?? meaning.generic)?.shape, case .symbol(let length)? = shape.first,
          called.lengths.contains(length)
        else { continue }
        if meanings[name] == nil {
          meanings[name] = meaning
        } else if meanings[name]?.domain == nil, meanings[name]?.generic?.rank == shape.count {
          meanings[name]?.generic?.shape = shape
        } else if let own = meanings[name]?.domain, own.openLengths > 0, own.rank == shape.count {
          meanings[name]?.domain?.shape = shape
        } else {
          continue
        }
        if meanings[length] == nil { meanings[length] = called.meanings[length] }
      }
    }
    for child in tree.children { takeLengths(of: child, definitions, &done) }
  }

  /// Every call put in; nil where that is too much, or nothing.
  func writtenOut(_ definitions: [String: Definition]) -> Definition? {
    var whole = self
    for index in rows.indices {
      guard let value = try? rows[index].value.inlining(definitions) else { return nil }
      whole.rows[index].value = value
    }
    return whole.rows == rows ? nil : whole
  }

  /// At the values that the page gives by default to symbols that the code does not take: ϵ of
  /// `\mathrm{RMSNorm}(x) = x / \mathrm{RMS}(x)` beside `rmsNorm(x)`.
  func atDefaults(
    of names: [Name], _ function: SwiftFunction, _ declared: [Name: Meaning],
    _ definitions: [String: Definition]
  ) -> (Definition, [Name: Tree])? {
    guard let first = rows.first else { return nil }
    var fixed: [Name: Tree] = [:]
    for name in names where !parameters.contains(name) {
      guard let value = meanings[name]?.value ?? declared[name]?.value, value.freeSymbols.isEmpty,
        !function.slotNames.contains(where: { name.likeness(to: $0) != nil })
      else { return nil }
      fixed[name] = value
    }
    guard !fixed.isEmpty, first.relation == .equal else { return nil }
    return (putting(fixed, definitions), fixed)
  }

  /// With the matrices that the page writes out and that the code has for a default of its own.
  func withWrittenArrays(_ function: SwiftFunction, _ definitions: [String: Definition]) -> (
    Definition, [Name: Tree]
  )? {
    var fixed: [Name: Tree] = [:]
    for name in inputs where !parameters.contains(name) {
      guard let meaning = meanings[name], meaning.domain == nil, let value = meaning.value,
        value.isWrittenArray,
        value.freeSymbols.isEmpty, function.defaultedNames.contains(where: { name.likeness(to: $0) != nil })
      else { continue }
      fixed[name] = value
    }
    return fixed.isEmpty || rows.isEmpty ? nil : (putting(fixed, definitions), fixed)
  }

  private func putting(_ fixed: [Name: Tree], _ definitions: [String: Definition]) -> Definition {
    var made = writtenOut(definitions) ?? self
    made.rows = [made.rows[0]]
    made.rows[0].value = made.body.substituting(fixed)
    made.implicit.removeAll { fixed[$0] != nil }
    made.inputs.removeAll { fixed[$0] != nil }
    for name in fixed.keys { made.meanings[name] = nil }
    return made
  }

  /// With a symbol in the stead of each called definition that the code is handed the value of: p in
  /// `L = -\sum_i y_i \log p_i` of `crossEntropy(y, p)`.
  func handing(
    to function: SwiftFunction, _ definitions: [String: Definition], _ declared: [Name: Meaning]
  ) -> (definition: Definition, handed: Set<String>)? {
    guard let first = rows.first else { return nil }
    if let made = handing(first, to: function, definitions, declared) { return made }
    // What is handed stands in what this calls: \gamma in `N_k / n` of an N that adds up the \gamma.
    let labels = function.slotNames
    let others = definitions.filter { _, called in
      let name = called.name.withoutIndex ?? called.name
      return !called.parameters.isEmpty
        || !labels.contains { (name.likeness(to: $0) ?? .withoutIndex) <= .customary }
    }
    guard let opened = try? first.value.inlining(others), opened != first.value else { return nil }
    var row = first
    row.value = opened
    return handing(row, to: function, definitions, declared)
  }

  private func handing(
    _ first: Row, to function: SwiftFunction, _ definitions: [String: Definition], _ declared: [Name: Meaning]
  ) -> (definition: Definition, handed: Set<String>)? {
    var handed: [Name: Definition] = [:]
    // Values of one step that are arrays themselves, with how long they are: f_t of an LSTM.
    var whole: [Name: [Tree]] = [:]
    let labels = function.slotNames
    let value = first.value.replacingCalls { call in
      guard let called = definitions[call.definition], called.parameters.isEmpty else { return nil }
      let bare = called.name.withoutIndex
      let name = bare ?? called.name
      guard labels.contains(where: { (name.likeness(to: $0) ?? .withoutIndex) <= .customary }) else {
        return nil
      }
      handed[name] = called
      guard bare != nil else { return .symbol(name) }
      if called.rank > 0, function.takes(name, ofRank: called.rank),
        let shape = called.body.shape(called.meanings, definitions), shape.count == called.rank
      {
        whole[name] = shape
        return .symbol(name)
      }
      let indices = called.headLetters.map { letter in
        (call.settings + call.captured).first { $0.name == letter }?.value ?? .symbol(letter)
      }
      return .element(.symbol(name), indices)
    }
    guard !handed.isEmpty else { return nil }
    var made = self
    made.rows = [first]
    made.rows[0].value = value
    for (name, called) in handed {
      let letters = called.name.withoutIndex == nil || whole[name] != nil ? [] : called.headLetters
      let shape = whole[name] ?? letters.map { called.length(of: $0, definitions) }
      let rank = shape.count
      let domain = Domain(.reals, shape: shape)
      var meaning =
        meanings[name] ?? declared[name]
        ?? Meaning(name, rank == 0 ? .parameter : .array, origin: .head)
      if whole[name] != nil {
        // An array of the letter elsewhere says nothing of it, and its own formula says where it lies.
        meaning = Meaning(name, .array, domain: Domain(Binding.moderate, shape: shape), origin: .definition)
        for length in shape.flatMap(\.freeSymbols) where made.meanings[length] == nil {
          made.meanings[length] =
            called.meanings[length]
            ?? Meaning(length, .length, domain: Domain(.integers(.number(1), nil)), origin: .head)
        }
      } else if meaning.domain == nil {
        meaning.generic = domain
      }
      made.meanings[name] = meaning
    }
    let needed = made.neededNames(definitions)
    made.implicit = needed.filter { !parameters.contains($0) && !headLetters.contains($0) }
    made.inputs = parameters.filter(needed.contains) + made.implicit
    return (made, Set(handed.values.map(\.id)))
  }

  /// Free names of the body and of what it calls.
  private func neededNames(_ definitions: [String: Definition]) -> [Name] {
    let tree = (try? body.inlining(definitions)) ?? body
    return tree.freeSymbols.filter { !lengths.contains($0) }
  }

  /// How far a letter of the head runs: as long as the array that it counts.
  private func length(of letter: Name, _ definitions: [String: Definition]) -> Tree {
    var uses = IndexUses(letter)
    uses.collect(writtenOut(definitions)?.body ?? body)
    for use in uses.found where use.shift == 0 {
      let meaning = meanings[use.array]
      guard let shape = (meaning?.domain ?? meaning?.generic)?.shape, shape.indices.contains(use.position)
      else { continue }
      return shape[use.position]
    }
    return .symbol(Name(letter.base, label: "·"))
  }

  /// Letters of the head that may run.
  var headLetters: [Name] {
    name.indexText.filter { $0.isLetter }.map { Name(String($0)) }.uniqued
  }
}

extension SwiftFunction {
  /// What its parameters, and the fields of those that are structs, are called.
  var slotNames: [String] {
    parameters.flatMap { parameter in
      [parameter.label, parameter.name].compactMap { $0 } + (parameter.shape.fields ?? []).compactMap(\.label)
    }
  }
}

extension Tree {
  func replacingCalls(_ replace: (Call) -> Tree?) -> Tree {
    if case .call(let call) = self, let other = replace(call) { return other }
    return mapChildren { $0.replacingCalls(replace) }
  }
}

extension SwiftFunction {
  /// Parameters and fields that have values of their own.
  fileprivate var defaultedNames: [String] {
    parameters.flatMap { parameter in
      (parameter.defaultValue == nil ? [] : [parameter.label, parameter.name].compactMap { $0 })
        + (parameter.shape.fields ?? []).filter { $0.defaultValue != nil }.compactMap(\.label)
    }
  }
}

extension Tree {
  fileprivate var isWrittenArray: Bool {
    switch self {
    case .tuple: true
    case .apply(.stacked, let inside): inside.allSatisfy(\.isWrittenArray)
    default: false
    }
  }
}
