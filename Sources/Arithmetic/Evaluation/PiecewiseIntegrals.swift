import Trees

/// An integral of what is given piece by piece, as the sum over the pieces: the density that is 0 outside [0, 1] is
/// integrated over [0, 1] alone, whatever the ends say.
extension Tree {
  fileprivate struct Piece {
    var lower: Tree?
    var upper: Tree?
    /// What the condition says of other symbols.
    var rest: [Tree] = []
    /// The integrand there.
    var body: Tree
    var isZero: Bool { body.simplified.normalForm == .number(0) }
  }

  /// - Returns: nil where no pieces are told apart by the variable, or where it cannot be told that they do not overlap.
  static func integralOverPieces(of body: Tree, _ name: Name, _ ends: (Tree, Tree)) -> Tree? {
    guard areInOrder(ends) else { return nil }
    let body = body.withInnerIntegralsSplit
    guard let (cases, branches) = body.casesByVariable(name) else { return nil }
    var pieces: [Piece] = []
    for branch in branches {
      let part = body.replacing(cases, by: branch.value)
      guard let condition = branch.condition else {
        guard Piece(body: part).isZero else { return nil }
        continue
      }
      if condition.isPoint(name) { continue }
      guard var piece = condition.piece(of: name, part) else { return nil }
      piece.body = part
      pieces.append(piece)
    }
    guard areApart(pieces) else { return nil }
    let terms = pieces.filter { !$0.isZero }.map { $0.integral(over: name, ends) }
    return terms.isEmpty ? .number(0) : terms.count == 1 ? terms[0] : .sum(terms)
  }

  /// Whether the first end lies below the second for certain: with the ends exchanged the sign would change.
  private static func areInOrder(_ ends: (Tree, Tree)) -> Bool {
    if ends.0 == .negate(.constant(.infinity)) || ends.1 == .constant(.infinity) { return true }
    guard let from = ends.0.writtenNumber, let to = ends.1.writtenNumber else { return false }
    return from <= to
  }

  /// Integrals inside, pieces first, so that their conditions on other variables stand outside of them.
  private var withInnerIntegralsSplit: Tree {
    switch self {
    case .integral(let scope, let from, let to):
      let (name, body) = scope.opened
      return Tree.integralOverPieces(of: body, name, (from, to)) ?? self
    case .sum, .product, .negate, .quotient: return mapChildren(\.withInnerIntegralsSplit)
    default: return self
    }
  }

  /// The first cases whose conditions name the variable.
  private func casesByVariable(_ name: Name) -> (Tree, [Branch])? {
    if case .cases(let branches) = self {
      let names = branches.contains { $0.condition?.isFree(name) == true }
      return names ? (self, branches) : nil
    }
    switch self {
    case .sum, .product, .negate, .quotient, .power, .apply:
      for child in children { if let found = child.casesByVariable(name) { return found } }
      return nil
    default: return nil
    }
  }

  private func replacing(_ part: Tree, by other: Tree) -> Tree {
    self == part ? other : mapChildren { $0.replacing(part, by: other) }
  }

  /// `x = a`, where no integral asks.
  private func isPoint(_ name: Name) -> Bool {
    guard case .relation(let terms, [.equal]) = self else { return false }
    return terms.contains(.symbol(name)) && terms.contains { !$0.isFree(name) }
  }

  private func piece(of name: Name, _ body: Tree) -> Piece? {
    switch self {
    case .logic(.and, let parts):
      var whole = Piece(body: body)
      for part in parts {
        guard let piece = part.piece(of: name, body) else { return nil }
        whole.lower = Self.joined(.max, whole.lower, piece.lower)
        whole.upper = Self.joined(.min, whole.upper, piece.upper)
        whole.rest += piece.rest
      }
      return whole
    case .relation(let terms, let relations):
      if relations == [.in], terms[0] == .symbol(name),
        case .set(.interval(let lower, let upper, _, _)) = terms[1], !terms[1].isFree(name)
      {
        return Piece(lower: lower, upper: upper, body: body)
      }
      var whole = Piece(body: body)
      for (position, relation) in relations.enumerated() {
        var (left, right) = (terms[position], terms[position + 1])
        switch relation {
        case .less, .lessOrEqual: break
        case .greater, .greaterOrEqual: swap(&left, &right)
        default: return isFree(name) ? nil : Piece(rest: [self], body: body)
        }
        switch (left == .symbol(name), right == .symbol(name)) {
        case (true, false) where !right.isFree(name): whole.upper = Self.joined(.min, whole.upper, right)
        case (false, true) where !left.isFree(name): whole.lower = Self.joined(.max, whole.lower, left)
        default:
          guard !left.isFree(name), !right.isFree(name) else { return nil }
          whole.rest.append(.relation([left, right], [.less]))
        }
      }
      return whole
    default: return isFree(name) ? nil : Piece(rest: [self], body: body)
    }
  }

  private static func joined(_ function: Function, _ a: Tree?, _ b: Tree?) -> Tree? {
    guard let a, let b else { return a ?? b }
    return a == b ? a : .apply(function, [a, b])
  }

  /// Whether no two pieces share more than an end: one after another, or by written numbers.
  private static func areApart(_ pieces: [Piece]) -> Bool {
    let live = pieces
    guard live.count > 1 else { return true }
    func follow(_ list: [Piece]) -> Bool {
      zip(list, list.dropFirst()).allSatisfy { $0.upper != nil && $0.upper == $1.lower }
    }
    if follow(live) || follow(live.reversed()) { return true }
    return live.indices.allSatisfy { i in
      live.indices.allSatisfy { j in
        guard i < j else { return true }
        func isBefore(_ a: Piece, _ b: Piece) -> Bool {
          guard let end = a.upper, let start = b.lower else { return false }
          if end == start { return true }
          guard let x = end.writtenNumber, let y = start.writtenNumber else { return false }
          return x <= y
        }
        return isBefore(live[i], live[j]) || isBefore(live[j], live[i])
      }
    }
  }
}

extension Tree.Piece {
  /// From the later of both beginnings to the earlier of both ends, if that is later.
  fileprivate func integral(over name: Name, _ ends: (Tree, Tree)) -> Tree {
    let infinity = Tree.constant(.infinity)
    let from =
      ends.0 == .negate(infinity) || ends.0 == lower
      ? lower ?? ends.0 : lower.map { .apply(.max, [ends.0, $0]) } ?? ends.0
    var to =
      ends.1 == infinity || ends.1 == upper
      ? upper ?? ends.1 : upper.map { .apply(.min, [ends.1, $0]) } ?? ends.1
    if to != infinity, from != .negate(infinity), from.writtenNumber == nil || to.writtenNumber == nil {
      to = .apply(.max, [from, to])
    }
    let whole = Tree.integral(body, over: name, from: from, to: to)
    guard !rest.isEmpty else { return whole }
    return .cases([
      .init(whole, if: rest.count == 1 ? rest[0] : .logic(.and, rest)), .init(.number(0), if: nil),
    ])
  }
}

extension Tree {
  /// A number as it is written, with its sign.
  fileprivate var writtenNumber: Double? {
    switch self {
    case .number(let number): number.double
    case .negate(let a): a.writtenNumber.map { -$0 }
    case .quotient(let a, .number(let b)) where b.double > 0: a.writtenNumber.map { $0 / b.double }
    default: nil
    }
  }
}
