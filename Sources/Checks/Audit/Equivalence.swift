import Trees

/// Shows that two trees have one value over a whole space, by rewriting alone: as they stand, or case by
/// case where symbols are finite and branches decided.
struct Equivalence {
  private let space: SampleSpace
  private let evaluation: Evaluation

  init(_ space: SampleSpace, _ evaluation: Evaluation) {
    self.space = space
    self.evaluation = evaluation
  }

  func holds(_ left: Tree, _ right: Tree) -> Bool {
    if left == right { return true }
    guard let left = try? left.inlining(evaluation.definitions),
      let right = try? right.inlining(evaluation.definitions), left.size + right.size < 4000
    else { return false }
    if left.isIdentical(to: right) { return true }
    // The pieces are those between the values at which either changes its branch.
    var space = space
    space.addCriticalValues(of: [left, right], evaluation, switchesOnly: true)
    guard let cases = SpaceCase.all(of: space), !cases.isEmpty else { return false }
    return cases.allSatisfy { part in
      let a = part.specialised(left, evaluation)
      let b = part.specialised(right, evaluation)
      return a == b || a.isIdentical(to: b)
    }
  }
}

/// A part of a space on which every branch by a single symbol is decided: a member of a finite set, a
/// value at which branches meet, or the open piece between two of these.
private struct SpaceCase {
  /// What is one value, put in.
  var fixed: [Name: Tree] = [:]
  /// A point inside each open piece: a condition on that symbol holds on all of it or nowhere.
  var inside = Point()

  /// - Returns: nil where a symbol is no scalar, or where there are too many cases.
  static func all(of space: SampleSpace) -> [SpaceCase]? {
    guard space.lengths.isEmpty else { return nil }
    var cases = [SpaceCase()]
    for axis in space.axes {
      guard case .scalar(let set) = axis.kind, axis.conditions.isEmpty else { return nil }
      let values = set.members ?? axis.critical.filter(set.contains)
      var parts = values.compactMap { $0.tree }.map { SpaceCase(fixed: [axis.name: $0]) }
      if set.members == nil { parts += pieces(axis, set) }
      guard cases.count * parts.count <= 128 else { return nil }
      cases = cases.flatMap { first in
        parts.map { part in
          var joined = first
          joined.fixed.merge(part.fixed) { $1 }
          joined.inside.values.merge(part.inside.values) { $1 }
          return joined
        }
      }
    }
    return cases
  }

  private static func pieces(_ axis: SampleSpace.Axis, _ set: ScalarSet) -> [SpaceCase] {
    guard case .interval(let span) = set else {
      // Integers without an end: no cut is known to be one.
      return axis.critical.isEmpty ? [SpaceCase()] : []
    }
    let cuts = axis.critical.compactMap(\.number).filter { $0 > span.lower && $0 < span.upper }.sorted()
    let marks = [span.lower] + cuts + [span.upper]
    return zip(marks, marks.dropFirst()).filter { $0 < $1 }.map { from, to in
      var part = SpaceCase()
      let middle =
        switch (from.isFinite, to.isFinite) {
        case (true, true): from + (to - from) / 2
        case (true, false): from + 1
        case (false, true): to - 1
        case (false, false): 0.0
        }
      part.inside[axis.name] = .number(middle)
      return part
    }
  }

  /// The tree with what is fixed put in and every branch that the case decides taken.
  func specialised(_ tree: Tree, _ evaluation: Evaluation) -> Tree {
    decided(tree.substituting(fixed), evaluation)
  }

  private func decided(_ tree: Tree, _ evaluation: Evaluation) -> Tree {
    let tree = tree.mapChildren { decided($0, evaluation) }
    guard case .cases(let branches) = tree else { return tree }
    for (index, branch) in branches.enumerated() {
      guard let condition = branch.condition else { return branch.value }
      switch condition.isDecidable ? evaluation.holds(condition, at: inside) : .success(.unknown) {
      case .success(.yes): return branch.value
      case .success(.no): continue
      default: return .cases(Array(branches[index...]))
      }
    }
    return .cases(branches)
  }
}

extension Tree {
  /// A comparison of one symbol with numbers, or such comparisons joined: constant between the values at
  /// which it changes.
  fileprivate var isDecidable: Bool {
    switch self {
    case .logic(_, let parts): parts.allSatisfy(\.isDecidable)
    case .relation(let terms, _):
      terms.allSatisfy { term in
        if case .symbol = term { true } else { term.freeSymbols.isEmpty }
      } && freeSymbols.count <= 1
    default: false
    }
  }
}
