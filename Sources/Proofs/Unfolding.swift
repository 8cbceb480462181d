import Trees

/// Goals that follow from two or more simpler ones: an equality from two inequalities, a bound on |u|,
/// max or min from bounds on what they choose from.
extension Goal {
  /// a = b from a − b ≥ 0 and b − a ≥ 0. Where one side has no finite value, neither has the difference.
  package var inequalities: [Goal]? {
    guard case .equal(let a, let b) = subject else { return nil }
    return [(a, b), (b, a)].map { with(.sign(.sum([$0, .negate($1)]), isStrict: false)) }
  }

  /// One goal for each value that the first |u|, max or min may take.
  ///
  /// Where the whole falls as |u| grows, it is enough that it is ≥ 0 for both u and −u: so it is for
  /// a term −c·|u|, −c·max or c·min. Elsewhere the value stands under the premise that it is the one.
  package var unfolded: [Goal]? {
    guard case .sign(let tree, let isStrict) = subject else { return nil }
    let terms: [Tree] = if case .sum(let terms) = tree { terms } else { [tree] }
    for (position, term) in terms.enumerated() {
      guard let choice = term.loneChoice, choice.isLeast else { continue }
      return choice.values.map { value in
        var others = terms
        others[position] = term.replacing(choice.node, by: value)
        return with(.sign(.sum(others), isStrict: isStrict))
      }
    }
    guard let node = tree.firstChoice, let values = node.choices else { return nil }
    return values.map { value in
      var goal = mapped { $0.replacing(node, by: value) }
      goal.premises = premises + values.filter { $0 != value }.map { node.premise(value, over: $0) }
      return goal
    }
  }
}

extension Tree {
  /// A term `c·|u|` by itself, c a number: what it chooses from, and whether the term is the least of these.
  fileprivate var loneChoice: (node: Tree, values: [Tree], isLeast: Bool)? {
    var rest = self
    var isNegative = false
    while case .negate(let inner) = rest {
      isNegative.toggle()
      rest = inner
    }
    let factors: [Tree] = if case .product(let factors) = rest { factors } else { [rest] }
    var node: Tree?
    for factor in factors {
      switch factor {
      case .number, .quotient(.number, .number): continue
      default:
        guard node == nil, factor.choices != nil else { return nil }
        node = factor
      }
    }
    guard let node, let values = node.choices else { return nil }
    return (node, values, node.isMinimum != isNegative)
  }

  /// What |u|, a max or a min may be.
  fileprivate var choices: [Tree]? {
    switch self {
    case .apply(.abs, let inside) where inside.count == 1: [inside[0], .negate(inside[0])]
    case .apply(.max, let members) where members.count > 1: members
    case .apply(.min, let members) where members.count > 1: members
    default: nil
    }
  }

  fileprivate var isMinimum: Bool { if case .apply(.min, _) = self { true } else { false } }

  /// Innermost first; nothing whose value hangs on a scope's name, which is many.
  fileprivate var firstChoice: Tree? {
    for child in children { if let found = child.firstChoice { return found } }
    return choices == nil || isLoose ? nil : self
  }

  /// That one choice is taken and not another: a symbol alone on its side where that can be had.
  fileprivate func premise(_ value: Tree, over other: Tree) -> Tree {
    let relation: Relation = isMinimum ? .lessOrEqual : .greaterOrEqual
    guard case .apply(.abs, _) = self else { return .relation([value, other], [relation]) }
    // u ≥ −u is u ≥ 0.
    let (inside, sign): (Tree, Relation) =
      if case .negate(let inner) = value, other == inner { (inner, .lessOrEqual) } else {
        (value, .greaterOrEqual)
      }
    let terms: [Tree] = if case .sum(let terms) = inside { terms } else { [inside] }
    for (position, term) in terms.enumerated() {
      var rest = terms
      rest.remove(at: position)
      switch term {
      case .symbol: return .relation([term, .negate(.sum(rest + [.number(0)]))], [sign])
      case .negate(.symbol(let name)):
        return .relation([.symbol(name), .sum(rest + [.number(0)])], [sign.converse])
      default: continue
      }
    }
    return .relation([inside, .number(0)], [sign])
  }
}
