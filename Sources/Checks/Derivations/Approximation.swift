import LaTeX
import Arithmetic
import Trees

extension RelationCheck {
  /// `≈`: held to the digits that a side is written with, on either side; without digits nothing is claimed that could
  /// be held at a point.
  func judgeApproximate(_ a: [Ball], _ b: [Ball], at point: Point) -> LinkOutcome {
    if (a + b).contains(where: { $0.infinitySign != 0 }) {
      return a.map(\.infinitySign) == b.map(\.infinitySign) ? .holds : .fails(a, b)
    }
    let written = [(right, a), (left, b)]
    let answers = written.compactMap { side, value in
      Loosened(whole: side, integers: .count).map { $0.contains(value, at: point, evaluation) }
    }
    if answers.contains(.yes) { return .holds }
    if answers.isEmpty {
      let inside = Loosened(inside: right, beside: left)?.contains(a, at: point, evaluation)
      return inside == .yes ? .holds : .unclaimed
    }
    // `1000` may be meant to one digit.
    let coarse = written.compactMap { side, value in
      Loosened(whole: side, integers: .fill).map { $0.contains(value, at: point, evaluation) }
    }
    return coarse.allSatisfy { $0 == .no }
      ? .fails(a, b) : .unknown(.undecided(zh: "末尾的零是否算数", en: "whether the last zeros count"))
  }

  /// Whether digits are written that may be a rounding.
  var mayRound: Bool {
    Loosened(whole: right, integers: nil) != nil || Loosened(whole: left, integers: nil) != nil
      || Loosened(inside: right, beside: left) != nil
  }

  /// Whether an equality holds at a point but for the rounding of the digits that are written.
  func judgeRounded(at point: Point) -> LinkOutcome {
    let outcome = judge(at: point)
    guard case .fails(let a, let b) = outcome else { return outcome }
    let sides: [(Loosened?, [Ball])] = [
      (Loosened(whole: right, integers: nil) ?? Loosened(inside: right, beside: left), a),
      (Loosened(whole: left, integers: nil), b),
    ]
    let isRounded = sides.contains { loosened, value in
      loosened?.contains(value, at: point, evaluation) == .yes
    }
    return isRounded ? .holds : outcome
  }

  /// What an approximation says in the limit that the note names: the difference vanishes beside each term of the right
  /// side; where that is constant, it is the limit. Nil where the limit has nothing to do with it.
  func limits(_ approaches: [Approach]) -> [RelationCheck]? {
    let names = Tree.relation([left, right], [relation]).dependencies(evaluation.definitions)
    for approach in approaches {
      guard let name = names.first(where: { $0.latex.filter { $0 != " " } == approach.latex }) else {
        continue
      }
      func limit(_ tree: Tree) -> Tree { .limit(tree, of: name, to: approach.to, from: approach.side) }
      var check = self
      guard right.dependencies(evaluation.definitions).contains(name) else {
        check.left = limit(left)
        let isRounded = relation == .approximately && Loosened(whole: right, integers: .count) != nil
        check.relation = isRounded ? .approximately : .equal
        return [check]
      }
      guard relation == .approximately else { return nil }
      check.relation = .equal
      check.right = .number(0)
      let terms: [Tree] = if case .sum(let terms) = right { terms } else { [right] }
      return terms.map { term in
        check.left = limit(.quotient(.sum([left, .negate(right)]), term))
        return check
      }
    }
    return nil
  }
}
