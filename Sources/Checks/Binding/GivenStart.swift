import Trees

extension Definition {
  /// One step of a sequence whose first value the page writes as a formula of its own, as if it were told in a
  /// sentence: `m_0 = 0` beside `m_t = β m_{t-1} + g_t`.
  ///
  /// - Returns: nil where the definition goes back to anything but the value before, or where more than one value
  ///   begins it.
  var stepFromStart: (step: Definition, first: Tree, firstName: Name)? {
    guard parameters.isEmpty, let label = name.label, let row = rows.first, rows.count == 1,
      case .cases(let branches) = row.value, branches.count == 2, branches[1].condition == nil,
      case .relation(let sides, [.equal])? = branches[0].condition, sides.count == 2,
      case .number(let start) = sides[1], let first = start.integer
    else { return nil }
    let isNext = label.hasSuffix("+1")
    let letter = Name(isNext ? String(label.dropLast(2)) : label)
    guard letter.base.count == 1, sides[0].shift(of: letter) == (isNext ? 1 : 0), first == 0 else {
      return nil
    }
    var before = name
    before.label = isNext ? letter.base : letter.base + "-1"
    var body = BackwardSteps(id: id, letter: letter, before: before)
    let step = body.without(branches[1].value)
    guard body.isOneBack else { return nil }
    var made = self
    made.rows[0].value = step
    made.implicit = implicit.filter { $0 != letter || step.isFree(letter) } + [before]
    made.inputs = inputs.filter { $0 != letter || step.isFree(letter) } + [before]
    var firstName = before
    firstName.label = "0"
    return (made, branches[0].value, firstName)
  }
}

extension StepRecurrence {
  /// Whether a definition says how it begins: `m_0 = 0`.
  func begins(with definition: Definition) -> Bool {
    var firstName = before
    firstName.label = "0"
    guard definition.name == firstName else { return false }
    if case .call(let call) = first { return call.definition == definition.id }
    return first == definition.body
  }
}

/// The places at which a definition goes back to itself.
private struct BackwardSteps {
  let id: String
  let letter: Name
  let before: Name
  private var shifts: Set<Int?> = []

  init(id: String, letter: Name, before: Name) {
    self.id = id
    self.letter = letter
    self.before = before
  }

  /// Whether each of them goes to the value before, and there is one.
  var isOneBack: Bool { shifts == [-1] }

  mutating func without(_ tree: Tree) -> Tree {
    if case .call(let call) = tree, call.definition == id {
      let setting = call.settings.first { $0.name == letter }
      shifts.insert(call.settings.count == 1 ? setting?.value.shift(of: letter) : nil)
      return .symbol(before)
    }
    var copy = self
    let mapped = tree.mapChildren { copy.without($0) }
    self = copy
    return mapped
  }
}
