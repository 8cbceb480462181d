import Arithmetic
import Trees

/// A formula that gives each step from the one before: `m_t = β m_{t-1} + (1 - β) g_t`.
struct StepRecurrence: Sendable, Hashable {
  /// The letter that counts the steps.
  var index: Name
  /// m_{t-1}, as the formula names the value before.
  var before: Name
  /// What it is at first: a value, or the name of what the code is given.
  var first: Tree
  /// g_t, and the array of all of them.
  var sequences: [Name: Name] = [:]
  /// Arrays that have a value for each step.
  var arrays: [Name] = []
  /// The name of the number of steps, where the code is told.
  var steps: Name?
  /// Whether the code gives every step, or the last alone.
  var givesAll = false
  /// The number of the first step that is computed.
  var start = 1
  /// Whether each step comes from the one behind it: `G_t = r_t + γ G_{t+1}`.
  var isBackward = false

  /// The formula put into itself, step by step.
  func unrolled(_ body: Tree, at point: Point, count: Int?) -> Tree? {
    let lengths = arrays.compactMap { name -> Int? in
      if case .array(let elements)? = point[name] { elements.count } else { nil }
    }
    let asked = steps.flatMap { point.number($0) }.flatMap { Int(exactly: $0) }
    guard let total = asked ?? lengths.min(), (0...4096).contains(total),
      lengths.allSatisfy({ $0 >= total })
    else { return nil }
    var values = [first]
    for turn in 0..<total {
      let step = isBackward ? total - 1 - turn : turn
      var names: [Name: Tree] = [before: values[turn]]
      for (element, array) in sequences {
        names[element] = .element(.symbol(array), [.number(Number(UInt(step + 1)))])
      }
      names[index] = .number(Number(UInt(start + step)))
      let value = body.substituting(names)
      guard value.size <= 20_000 else { return nil }
      values.append(value)
    }
    guard givesAll else { return values[total] }
    if isBackward { return .tuple((count == total + 1 ? values : Array(values.dropFirst())).reversed()) }
    // Some give what they began with as well.
    return .tuple(count == total + 1 ? values : Array(values.dropFirst()))
  }
}

extension StepRecurrence {
  /// The names that make a definition a recurrence: its head at t, the value before at t − 1; or t + 1 and t.
  static func names(of definition: Definition) -> (index: Name, before: Name, current: Set<String>)? {
    guard let label = definition.name.label, definition.parameters.isEmpty else { return nil }
    let isNext = label.hasSuffix("+1")
    let letter = isNext ? String(label.dropLast(2)) : label
    guard letter.count == 1, letter.first?.isLetter == true else { return nil }
    var before = definition.name
    before.label = isNext ? letter : letter + "-1"
    if definition.implicit.contains(before) {
      return (Name(letter), before, isNext ? [letter + "+1", letter] : [letter])
    }
    before.label = letter + "+1"
    // Backwards the letter itself may only count arrays.
    guard !isNext, definition.implicit.contains(before), definition.body.isOnlyPlace(Name(letter)) else {
      return nil
    }
    return (Name(letter), before, [letter])
  }
}

extension Tree {
  /// Whether a letter occurs nowhere but as the index of an array.
  fileprivate func isOnlyPlace(_ letter: Name) -> Bool {
    switch self {
    case .symbol(letter): false
    case .element(.symbol, let places):
      places.allSatisfy { $0.shift(of: letter) != nil || $0.isOnlyPlace(letter) }
    default: openedChildren.allSatisfy { child, name in name == letter || child.isOnlyPlace(letter) }
    }
  }
}
