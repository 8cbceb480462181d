import Trees
import Proofs

extension Goal {
  var variable: Name? { if case .least(_, let name, _) = subject { name } else { nil } }

  var closedEnds: Int { box.sides.reduce(0) { $0 + ($1.isClosedBelow ? 1 : 0) + ($1.isClosedAbove ? 1 : 0) } }

  /// Whether conditions or kinks are left that no cut decides.
  var hasOpenParts: Bool {
    trees.contains { tree in
      tree.contains { node in
        switch node {
        case .cases, .apply(.floor, _), .apply(.ceiling, _), .apply(.indicator, _), .apply(.modulo, _): true
        default: false
        }
      }
    }
  }

  /// A few points inside the box, the same on every machine: middles, near the ends, unequal among the sides.
  var samples: [[Name: Double]] {
    guard !box.sides.isEmpty else { return [[:]] }
    let shares = [0.5, 0.25, 0.75, 0.015625, 0.984375, 0.0001220703125]
    return shares.indices.map { index in
      var point: [Name: Double] = [:]
      for (offset, side) in box.sides.enumerated() {
        point[side.name] = side.place(shares[(index + offset * (index > 0 ? index : 0)) % shares.count])
      }
      return point
    }
  }

  /// The first place where a condition or a kink changes, inside its side.
  var threshold: (Name, Tree)? {
    for tree in trees {
      for difference in tree.differences {
        for name in difference.freeSymbols {
          guard let side = box.side(name), difference.freeSymbols.allSatisfy({ $0 == name }) else { continue }
          for place in difference.zeros(of: name) where side.parts(at: place, closed: true) != nil {
            return (name, place)
          }
        }
      }
    }
    return nil
  }
}

extension VariableRange {
  /// A point at a share of the way; an infinite way is bent.
  func place(_ share: Double) -> Double {
    let (low, high) = (interval.lower, interval.upper)
    switch (low.isFinite, high.isFinite) {
    case (true, true): return low + (high - low) * share
    case (true, false): return low + share / (1 - share)
    case (false, true): return high - (1 - share) / share
    case (false, false): return share < 0.5 ? 2 - 1 / share : 1 / (1 - share) - 2
    }
  }

  /// A place to cut, of few digits.
  var middle: Double? {
    let (low, high) = (interval.lower, interval.upper)
    switch (low.isFinite, high.isFinite) {
    case (true, true):
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return nil }
      // As few bits as the width asks for.
      let unit = Double(sign: .plus, exponent: max(((high - low) / 8).exponent, -1000), significand: 1)
      let coarse = (middle / unit).rounded() * unit
      return coarse > low && coarse < high ? coarse : middle
    case (true, false): return low < 1 ? (low < 0 ? 0 : 1) : low < 1e150 ? (low * 2).rounded(.up) : nil
    case (false, true):
      return high > -1 ? (high > 0 ? 0 : -1) : high > -1e150 ? (high * 2).rounded(.down) : nil
    case (false, false): return 0
    }
  }
}

extension Tree {
  /// What changes its sign where a branch or a kink of this tree changes.
  fileprivate var differences: [Tree] {
    var found: [Tree] = []
    func note(_ condition: Tree) {
      switch condition {
      case .logic(_, let parts): parts.forEach(note)
      case .relation(let terms, _):
        for (a, b) in zip(terms, terms.dropFirst()) {
          if case .set(.interval(let lower, let upper, _, _)) = b {
            found += [.sum([a, .negate(lower)]), .sum([a, .negate(upper)])]
          } else {
            found.append(.sum([a, .negate(b)]))
          }
        }
      default: break
      }
    }
    switch self {
    case .cases(let branches): branches.compactMap(\.condition).forEach(note)
    case .apply(.indicator, let conditions): conditions.forEach(note)
    case .apply(.abs, let arguments), .apply(.relu, let arguments), .apply(.sign, let arguments),
      .apply(.norm, let arguments), .apply(.norm1, let arguments), .apply(.normInfinity, let arguments):
      found += arguments
    case .apply(.min, let arguments), .apply(.max, let arguments):
      for (index, a) in arguments.enumerated() {
        for b in arguments.dropFirst(index + 1) { found.append(.sum([a, .negate(b)])) }
      }
    default: break
    }
    return found + children.flatMap(\.differences)
  }

  /// Where the tree may be 0, solved for a symbol: candidates only, each is checked where it is used.
  func zeros(of name: Name) -> [Tree] {
    let normal = normalForm
    switch normal {
    case .apply(.abs, let inner) where inner.count == 1: return inner[0].zeros(of: name)
    default: break
    }
    var found = normal.isolated(name, depth: 4).map(\.normalForm)
    // |x| = c has two.
    if let atom = normal.firstAbsolute {
      for turned in [atom, Tree.negate(atom)] {
        let plain = normal.replacingAll(.apply(.abs, [atom]), by: turned)
        found += plain.isolated(name, depth: 4).map(\.normalForm)
      }
    }
    return found.filter { !$0.mentions(name) }.uniqued
  }

  private var firstAbsolute: Tree? {
    if case .apply(.abs, let inner) = self, inner.count == 1 { return inner[0] }
    for child in children { if let found = child.firstAbsolute { return found } }
    return nil
  }

  private func replacingAll(_ old: Tree, by new: Tree) -> Tree {
    self == old ? new : mapChildren { $0.replacingAll(old, by: new) }
  }
}
