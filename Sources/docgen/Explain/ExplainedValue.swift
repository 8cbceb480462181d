import Formulas
import Diagnostics
import Trees
import Arithmetic

extension Explained.ExplainedValue {
  init(of explanation: Explainer.Explanation, _ kind: Explained.Kind, at point: GivenPoint) {
    guard let tree = explanation.tree else {
      self = .none(Message(zh: "没有可求的值", en: "there is nothing to evaluate"))
      return
    }
    let environment = explanation.environment(at: point)
    let evaluator = ExactEvaluator(definitions: explanation.definitions)
    do throws(Undefined) {
      // Of several definitions together the last one's value counts.
      if kind == .relation, tree.isStatement {
        self = .truth(try evaluator.truth(of: tree, at: environment))
        return
      }
      switch try evaluator.value(of: tree, at: environment) {
      case .number(let ball):
        let bounds = ball.bounds(digits: 20)
        self = .enclosed(lower: bounds.lower, upper: bounds.upper)
      case .array(let members): self = .array(Self.text(.array(members)))
      case .function: self = .none(Message(zh: "是函数，不是数", en: "a function, no number"))
      }
    } catch {
      self = .none(error.words)
    }
  }

  private static func text(_ value: Value<Ball>) -> String {
    switch value {
    case .number(let ball):
      let bounds = ball.bounds(digits: 20)
      return bounds.lower == bounds.upper ? bounds.lower : "[\(bounds.lower), \(bounds.upper)]"
    case .array(let members): return "(" + members.map { text($0) }.joined(separator: ", ") + ")"
    case .function: return "f"
    }
  }
}

extension Tree {
  fileprivate var isStatement: Bool {
    switch self {
    case .relation, .logic, .quantified: true
    default: false
    }
  }
}

extension Ball {
  /// Enclosing decimals as machines read them: ASCII, `inf` for ∞.
  func bounds(digits: Int) -> (lower: String, upper: String) {
    func ascii(_ text: String) -> String { text.replacing("∞", with: "inf").replacing("−", with: "-") }
    let bounds = decimalBounds(significant: digits)
    return (ascii(bounds.lower), ascii(bounds.upper))
  }
}

extension Explainer.Explanation {
  /// What each free symbol of the formula is at the point: by any of its spellings; lengths that the
  /// point leaves out, from the arrays that have them.
  func environment(at point: GivenPoint) -> [Name: ExactValue] {
    var wanted = Set(tree?.freeSymbols ?? [])
    for definition in definitions.values { wanted.formUnion(definition.inputs) }
    for meaning in formula.symbols { wanted.insert(meaning.name) }
    wanted.formUnion(values.keys)
    var environment: [Name: ExactValue] = [:]
    for name in wanted {
      if let spelled = values[name], let given = point.coordinates.first(where: { $0.name == spelled }) {
        environment[name] = given.value
      } else if let given = point.coordinates.first(where: {
        name.isSpelled($0.name) && !isPlain($0.name, of: name)
      }) {
        environment[name] = given.value
      } else if let element = element(name, at: point) {
        environment[name] = element
      }
    }
    for meaning in formula.symbols {
      guard let shape = meaning.domain?.shape, let array = environment[meaning.name] else { continue }
      for (depth, length) in shape.enumerated() {
        addLength(length, of: array, depth: depth, to: &environment)
      }
    }
    return environment
  }

  /// Whether a spelling is that of the name without its mark: rel is no value for rel^*.
  private func isPlain(_ spelling: String, of name: Name) -> Bool {
    guard name.mark != nil else { return false }
    var plain = name
    plain.mark = nil
    return values[plain] == spelling
  }

  /// `x_3` from an array x, and `x_i` where i is given.
  private func element(_ name: Name, at point: GivenPoint) -> ExactValue? {
    guard let label = name.label else { return nil }
    var array = name
    array.label = nil
    guard let spelled = values[array],
      case .array(let members)? = point.coordinates.first(where: { $0.name == spelled })?.value
    else { return nil }
    var index = Int(label)
    if index == nil, let key = values[Name(label)],
      case .binary(let value)? = point.coordinates.first(where: { $0.name == key })?.value
    {
      index = Int(exactly: value)
    }
    guard let index, members.indices.contains(index &- 1) else { return nil }
    return members[index - 1]
  }

  private func addLength(
    _ length: Tree, of array: ExactValue, depth: Int, to environment: inout [Name: ExactValue]
  ) {
    guard case .array(let members) = array else { return }
    switch (length, depth) {
    case (.symbol(let name), 0) where environment[name] == nil:
      environment[name] = .decimal(String(members.count))
    case (.symbol(let name), 1) where environment[name] == nil:
      if case .array(let row)? = members.first { environment[name] = .decimal(String(row.count)) }
    case (.element(.symbol(let name), _), 1) where environment[name] == nil:
      environment[name] = .array(
        members.map { row in
          if case .array(let cells) = row { .decimal(String(cells.count)) } else { .decimal("0") }
        })
    default: break
    }
  }
}
