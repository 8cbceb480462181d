import Trees

/// Why a claim cannot be made goals of.
package struct Obstacle: Error, Sendable, Hashable {
  package var zh: String
  package var en: String
  package init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }
}

extension ClaimForm {
  /// What must be proved for the claim to hold: one goal for each link of its chains.
  package func goals(_ definitions: [String: Definition], declaresZeroLogZero: Bool) throws(Obstacle)
    -> [Goal]
  {
    var (box, conditions) = try ground(definitions)
    var goals: [Goal] = []
    let convention =
      declaresZeroLogZero
      || (premises + [conclusion]).contains {
        $0.calledDefinitions(definitions).contains(where: \.declaresZeroLogZero)
      }
    var assumed: [Tree] = []
    for premise in premises { assumed.append(try Self.explicit(premise, definitions)) }
    assumed += conditions
    var whole: [Goal] = []
    func add(_ subject: Goal.Subject, _ more: [Tree] = []) {
      goals.append(Goal(subject, on: box, premises: assumed + more, declaresZeroLogZero: convention))
    }
    /// What is said of a tree is said only where it has a value.
    func define(_ tree: Tree, _ more: [Tree] = []) throws(Obstacle) {
      for part in try Self.wholes(tree, definitions) {
        let goal = Goal(.defined(part), on: box, premises: assumed + more, declaresZeroLogZero: convention)
        if !whole.contains(goal) { whole.append(goal) }
      }
    }
    if let minimiser {
      guard assumed.allSatisfy({ !$0.mentions(minimiser.variable) }), box.side(minimiser.variable) != nil
      else {
        throw Obstacle(zh: "极小点的变量没有单独的区间", en: "the minimiser's variable has no interval of its own")
      }
      let body = try Self.explicit(minimiser.body, definitions)
      let place = try Self.explicit(minimiser.place, definitions)
      add(.least(minimiser.isMaximum ? .negate(body) : body, minimiser.variable, at: place))
      try define(minimiser.body)
      try define(minimiser.place)
      return goals + whole
    }
    func visit(_ proposition: Tree, _ more: [Tree]) throws(Obstacle) {
      switch proposition {
      case .logic(.yes, _): return
      case .logic(.and, let parts): for part in parts { try visit(part, more) }
      case .logic(.implies, let parts) where parts.count == 2:
        try visit(parts[1], more + [try Self.explicit(parts[0], definitions)])
      case .relation(let terms, let relations) where relations.count + 1 == terms.count:
        for (index, relation) in relations.enumerated() {
          let (a, b) = (terms[index], terms[index + 1])
          try define(a, more)
          for part in b.isSet ? b.children : [b] { try define(part, more) }
          if relation == .in {
            guard case .set(.interval(let lower, let upper, let below, let above)) = b else {
              throw Obstacle(zh: "只证属于区间", en: "only membership of an interval is proved")
            }
            let value = try Self.explicit(a, definitions)
            add(.sign(.sum([value, .negate(try Self.explicit(lower, definitions))]), isStrict: !below), more)
            add(.sign(.sum([try Self.explicit(upper, definitions), .negate(value)]), isStrict: !above), more)
            continue
          }
          let (left, right) = (try Self.explicit(a, definitions), try Self.explicit(b, definitions))
          switch relation {
          case .equal, .identical, .defined: add(.equal(left, right), more)
          case .greaterOrEqual, .greater:
            add(.sign(.sum([left, .negate(right)]), isStrict: relation == .greater), more)
          case .lessOrEqual, .less:
            add(.sign(.sum([right, .negate(left)]), isStrict: relation == .less), more)
          default: throw Obstacle(zh: "关系 \(relation.rawValue) 不证", en: "\(relation.rawValue) is not proved")
          }
        }
      default: throw Obstacle(zh: "这种命题不证", en: "a statement of this kind is not proved")
      }
    }
    try visit(conclusion, [])
    // A symbol that no axis binds would be free in the goal.
    let bound = Set(box.sides.map(\.name) + box.finite.map(\.name))
    for goal in goals {
      for tree in goal.trees + goal.premises where !tree.freeSymbols.allSatisfy(bound.contains) {
        throw Obstacle(zh: "有符号没有数的定义域", en: "a symbol has no domain of numbers")
      }
    }
    return goals.isEmpty ? [] : goals + whole
  }

  /// The tree with its derivatives worked out, and with the functions themselves in their stead; nothing simplified away
  /// that may have no value.
  private static func wholes(_ tree: Tree, _ definitions: [String: Definition]) throws(Obstacle) -> [Tree] {
    guard tree.isFinite else { return [] }
    let whole: Tree
    do throws(Undefined) {
      whole = try tree.inlining(definitions)
    } catch {
      throw Obstacle(zh: "断言不能化为一个式子", en: "the claim cannot be made one expression")
    }
    let values = [try explicit(tree, definitions), whole.undifferentiated.attached].uniqued
    return values.filter { if case .number = $0 { false } else { true } }
  }

  /// Calls inlined and derivatives carried out; what was held constant for them is from here on its value.
  private static func explicit(_ tree: Tree, _ definitions: [String: Definition]) throws(Obstacle) -> Tree {
    do throws(Undefined) {
      return try tree.inlining(definitions).withoutDerivatives().attached
    } catch {
      throw Obstacle(zh: "断言不能化为一个式子", en: "the claim cannot be made one expression")
    }
  }

  private func ground(_ definitions: [String: Definition]) throws(Obstacle) -> (Box, [Tree]) {
    var box = Box()
    var conditions: [Tree] = []
    for name in symbols(definitions) {
      guard let meaning = meanings[name] else { continue }
      guard let domain = meaning.domain else {
        if let value = meaning.value, meaning.role == .constant || meaning.role == .parameter {
          box.finite.append(Box.Members(name, [value]))
        }
        continue
      }
      guard domain.shape.isEmpty else {
        throw Obstacle(
          zh: "\(name.plain) 是数组, 只证标量的断言",
          en: "\(name.plain) is an array; only claims about scalars are proved")
      }
      var values = domain.values
      while case .filtered(let inner, let scope) = values {
        values = inner
        conditions.append(scope.applied(to: .symbol(name)))
      }
      guard let part = Self.part(name, values) else {
        throw Obstacle(
          zh: "\(name.plain) 的定义域不是区间或有限集", en: "the domain of \(name.plain) is no interval or finite set")
      }
      box.sides += part.sides
      if case .integers = values { box.whole.formUnion(part.sides.map(\.name)) }
      box.finite += part.finite
    }
    // A condition that also speaks of what the claim does not is left out: less is supposed.
    let bound = Set(box.sides.map(\.name) + box.finite.map(\.name))
    return (box, conditions.uniqued.filter { $0.freeSymbols.allSatisfy(bound.contains) })
  }

  private static func part(_ name: Name, _ values: Domain.Values) -> Box? {
    let infinity = Tree.constant(.infinity)
    switch values {
    case .reals:
      return VariableRange(name, .negate(infinity), infinity, closedBelow: false, closedAbove: false).map {
        Box(sides: [$0])
      }
    case .interval(let lower, let upper, let below, let above):
      return VariableRange(name, lower, upper, closedBelow: below, closedAbove: above).map {
        Box(sides: [$0])
      }
    case .finite(let members): return Box(finite: [Box.Members(name, members)])
    case .integers(let lower, let upper):
      if let low = lower.flatMap(VariableRange.enclosure), let high = upper.flatMap(VariableRange.enclosure),
        high.upper - low.lower <= 64, low.lower <= high.upper,
        // Beyond 2^52 the ends of an enclosure may be other integers than the ends of the domain.
        max(low.lower.magnitude, high.upper.magnitude) < 0x1p52
      {
        let first = Int(low.lower.rounded(.up))
        let last = Int(high.upper.rounded(.down))
        return first > last ? nil : Box(finite: [Box.Members(name, (first...last).map { Tree(Double($0)) })])
      }
      // All reals between are more than the integers.
      return VariableRange(
        name, lower ?? .negate(infinity), upper ?? infinity, closedBelow: lower != nil,
        closedAbove: upper != nil
      ).map { Box(sides: [$0]) }
    case .function, .filtered: return nil
    }
  }
}

extension Tree {
  fileprivate var isSet: Bool { if case .set = self { true } else { false } }

  /// What is differentiated, at the place, for each derivative.
  fileprivate var undifferentiated: Tree {
    let inner = mapChildren(\.undifferentiated)
    guard case .derivative(let scope, let place, _) = inner else { return inner }
    return scope.applied(to: place)
  }

  /// Each `sg(u)` as u: a slope argument about what is left must see that u moves.
  fileprivate var attached: Tree {
    if case .apply(.detached, let arguments) = self, arguments.count == 1 { return arguments[0].attached }
    return mapChildren(\.attached)
  }
}
