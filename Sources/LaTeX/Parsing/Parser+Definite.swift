import Typesetting
import Diagnostics
import Trees

/// `A \succeq 0`, `A \succ B`: what the principal minors of a symmetric matrix say.
extension Parser {
  private enum Definite { case positive, nonnegative }

  /// The statement that begins with this side; nil where no such sign follows.
  @inline(never)
  mutating func definiteness(of left: Tree) throws(ParseError) -> Tree? {
    guard case .ornament(let sign)? = current?.kind, let (kind, isReversed) = Self.definite(sign) else {
      return nil
    }
    let range = place
    next += 1
    let right = try side()
    let isZero = right == .number(0) || isZeroMatrix(right)
    guard shape(of: left) == .matrix, isZero || shape(of: right) == .matrix else {
      throw ParseError(
        "unread-definite", zh: "≻、⪰ 只读作矩阵的正定、半正定；两边应是矩阵，或右边是 0",
        en: "≻ and ⪰ are read of matrices alone: matrices on both sides, or 0 at the right", at: range)
    }
    let (a, b) = isReversed ? (right, left) : (left, right)
    let matrix: Tree =
      isZero ? (isReversed ? .negate(left) : left) : .sum([a, .negate(b)])
    guard let order = order(of: left) ?? order(of: right), (1...4).contains(order) else {
      throw ParseError(
        "unread-definite", zh: "判断正定、半正定要知道矩阵的阶数，且不超过 4",
        en: "whether a matrix is definite is told of known orders up to 4", at: range)
    }
    return Self.definite(matrix, kind, order)
  }

  private static func definite(_ sign: String) -> (Definite, isReversed: Bool)? {
    switch sign {
    case "\\succ", "≻": (.positive, false)
    case "\\succeq", "\\succcurlyeq", "⪰", "≽": (.nonnegative, false)
    case "\\prec", "≺": (.positive, true)
    case "\\preceq", "\\preccurlyeq", "⪯", "≼": (.nonnegative, true)
    default: nil
    }
  }

  private func isZeroMatrix(_ tree: Tree) -> Bool {
    guard case .symbol(let name) = tree, name.base == "O" || name.base == "0" else { return false }
    return !knows(name)
  }

  /// Sylvester: the leading minors are positive; for what may be 0, all principal minors. Of what is not symmetric nothing
  /// is said.
  private static func definite(_ matrix: Tree, _ kind: Definite, _ order: Int) -> Tree {
    func entry(_ row: Int, _ column: Int) -> Tree { .element(matrix, [.whole(row), .whole(column)]) }
    func minor(_ places: [Int]) -> Tree {
      if places.count == 1 { return entry(places[0], places[0]) }
      let rows = places.map { row in Tree.tuple(places.map { entry(row, $0) }) }
      return .apply(.determinant, [.tuple(rows)])
    }
    let kept: [[Int]]
    switch kind {
    case .positive: kept = (1...order).map { Array(1...$0) }
    case .nonnegative:
      kept = (1..<(1 << order)).map { mask in (1...order).filter { mask & (1 << ($0 - 1)) != 0 } }
    }
    let sign: Tree.Relation = kind == .positive ? .greater : .greaterOrEqual
    let minors = kept.map { Tree.relation([minor($0), .number(0)], [sign]) }
    let holds = Tree.all(minors) ?? minors[0]
    var pairs: [Tree] = []
    for row in 1...order {
      for column in 1..<row { pairs.append(.relation([entry(row, column), entry(column, row)], [.equal])) }
    }
    guard let symmetric = Tree.all(pairs) else { return holds }
    return .logic(.and, [.cases([.init(holds, if: symmetric)])])
  }

  /// How many rows and columns a square matrix has, as far as what it is made of tells.
  private func order(of tree: Tree) -> Int? {
    switch tree {
    case .symbol(let name): length(of: name, 0)
    case .tuple(let rows): rows.count
    case .call(let call): scope.body(of: call).flatMap { order(of: $0) }
    case .negate(let a), .quotient(let a, _): order(of: a)
    case .sum(let terms), .product(let terms), .apply(.hadamard, let terms):
      terms.lazy.compactMap { order(of: $0) }.first
    case .apply(.matrixProduct, let factors): factors.first.flatMap { rows(of: $0) }
    case .apply(.inverse, let inside), .apply(.matrixPower, let inside), .apply(.transpose, let inside):
      inside.first.flatMap { order(of: $0) }
    case .apply(.identity, let inside): inside.first.flatMap { order(of: $0) }
    case .apply(.outer, let pair): pair.first.flatMap { rows(of: $0) }
    default: nil
    }
  }

  private func rows(of tree: Tree) -> Int? {
    guard case .apply(.transpose, let inside) = tree, case .symbol(let name)? = inside.first else {
      return order(of: tree)
    }
    return length(of: name, 1)
  }
}
