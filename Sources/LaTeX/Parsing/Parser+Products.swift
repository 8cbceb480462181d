import Typesetting
import Trees
import Diagnostics

/// What stands side by side, and what a product of arrays is.
///
/// Numbers scale; a matrix applies to what stands right of it; a row and a column give a number, a
/// column and a row a matrix; `a · b` of two vectors is their inner product. Two vectors side by side
/// are not guessed.
extension Parser {
  struct Factor {
    package var tree: Tree
    /// The sign before it; nil where it is juxtaposed.
    package var sign: String?
    /// Where it begins.
    package var start: Int?
  }

  package enum Shape { case number, column, row, matrix }

  func product(_ factors: [Factor]) throws(ParseError) -> Tree {
    let factors = withoutIdentities(factors)
    let shapes = factors.map { shape(of: $0.tree) }
    guard shapes.count(where: { $0 != .number }) > 1 else { return Self.product(factors.map(\.tree)) }
    var numbers: [Tree] = []
    var array: (tree: Tree, shape: Shape)?
    for (factor, shape) in zip(factors, shapes) {
      if shape == .number {
        numbers.append(factor.tree)
      } else if let left = array {
        let made = try multiply(left, (factor.tree, shape), sign: factor.sign)
        array = made.shape == .number ? nil : made
        if made.shape == .number { numbers.append(made.tree) }
      } else {
        array = (factor.tree, shape)
      }
    }
    return Self.product(numbers + (array.map { [$0.tree] } ?? []))
  }

  /// `2 \quad 3` shows no sign between its numbers, and nobody reads it as six.
  func refuseJuxtaposedNumber() throws(ParseError) {
    guard next > 0, case .number = current?.kind, case .number = lexemes[next - 1].kind else { return }
    throw ParseError(
      "juxtaposed-numbers", zh: "两个数并置没有含义；相乘写 \\cdot，小数点写 .",
      en: "two numbers side by side mean nothing; write \\cdot for a product", at: place)
  }

  /// `f \circ g` is a composition, of two arrays the product element by element; of anything else, who knows.
  func refuseComposition(_ a: Tree, _ b: Tree, at range: Range<Int>) throws(ParseError) {
    guard shape(of: a) == .number || shape(of: b) == .number else { return }
    throw ParseError(
      "ambiguous-circle", zh: "∘ 有几种读法：复合写成 f(g(x))，逐元素相乘写 \\odot",
      en: "∘ has several readings: write f(g(x)) for a composition, \\odot for a product by elements",
      at: range)
  }

  /// `(n - k + 1) \times (m - k + 1)` and nothing else: what shape something has, or how much the product is.
  package func refuseLoneTimes(_ whole: Tree) throws(ParseError) {
    var level = 0
    var times: Range<Int>?
    for lexeme in lexemes {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .sign("×") where level == 0: times = lexeme.range
      case .sign("+") where level == 0, .sign("-") where level == 0: return
      default: break
      }
    }
    guard let times, case .product = whole, !whole.freeSymbols.isEmpty, lexemes.last?.closes == true,
      lexemes.first?.opens == true
    else { return }
    throw ParseError(
      "ambiguous-times", zh: "单独一个 a × b 有两种读法：形状，或两数之积；乘积写成 a \\cdot b，或写明它等于什么",
      en:
        "a × b alone has two readings: a shape, or a product; write a \\cdot b for the product, or what it equals",
      at: times)
  }

  /// `A^3`, `A^{-1}`, `A^{T-i}` of a matrix.
  func matrixPower(_ matrix: Tree, _ exponent: Tree, at range: Range<Int>) throws(ParseError) -> Tree {
    if case .negate(.number(1)) = exponent { return .apply(.inverse, [matrix]) }
    guard shape(of: exponent) == .number else {
      throw ParseError(
        "matrix-power", zh: "矩阵的指数应是整数", en: "a matrix is raised to a whole number", at: range)
    }
    guard case .number(let number) = exponent, let count = number.integer, (1...16).contains(count) else {
      return .apply(.matrixPower, [matrix, exponent])
    }
    return count == 1 ? matrix : .apply(.matrixProduct, Array(repeating: matrix, count: count))
  }

  private func multiply(
    _ a: (tree: Tree, shape: Shape), _ b: (tree: Tree, shape: Shape), sign: String?
  ) throws(ParseError) -> (tree: Tree, shape: Shape) {
    let (a, b) = sizingOnes(a, b)
    let product = Tree.apply(.matrixProduct, a.tree.matrixFactors + [b.tree])
    switch (a.shape, b.shape) {
    case (.row, .column): return (product, .number)
    case (.matrix, .column): return (product, .column)
    case (.row, .matrix): return (product, .row)
    case (.matrix, .matrix) where sign == "*":
      return (try starred(a.tree, b.tree), .matrix)
    case (.matrix, .matrix): return (product, .matrix)
    case (.column, .matrix) where isRow(a.tree, before: b.tree):
      // `x W`: a vector on the left of a matrix is a row; what it makes is a vector again.
      return (.apply(.matrixProduct, [.apply(.transpose, [b.tree]), a.tree]), .column)
    case (.column, .row):
      if case .apply(.transpose, let inside) = b.tree { return (.apply(.outer, [a.tree] + inside), .matrix) }
    // `f_t * C_{t-1}`, as programs write it.
    case (.column, .column) where sign == "*": return (.apply(.hadamard, [a.tree, b.tree]), .column)
    case (.column, .column) where sign == "·":
      try refuseGain(a.tree, b.tree)
      return (.apply(.inner, [a.tree, b.tree]), .number)
    case (.column, .column) where sign == "×":
      if let length = length(of: a.tree) ?? length(of: b.tree) {
        if length == 2 { return (.apply(.cross, [a.tree, b.tree]), .number) }
        if length == 3 { return (.apply(.cross, [a.tree, b.tree]), .column) }
      }
      throw ParseError(
        "ambiguous-vector-product", zh: "两个向量的 × 是二维还是三维的向量积，要知道它们的长度",
        en: "the vector product × of two vectors needs their length, 2 or 3",
        at: range(from: max(0, next - 1)))
    case (.column, .column):
      throw ParseError(
        "ambiguous-vector-product", zh: "两个向量并置有几种读法，写明 \\cdot、\\odot 或 ^\\top",
        en: "two vectors side by side have several readings; write \\cdot, \\odot or ^\\top",
        at: range(from: max(0, next - 1)))
    default: break
    }
    throw ParseError(
      "mismatched-shapes", zh: "这两个数组的形状不能相乘：\(a.tree.brief) 与 \(b.tree.brief)",
      en: "the shapes of \(a.tree.brief) and \(b.tree.brief) do not multiply",
      at: range(from: max(0, next - 1)))
  }

  /// `\frac{x}{\sqrt{…}} \cdot \gamma`: what is normalised times its gains, element by element to those who write it and an
  /// inner product by the sign.
  private func refuseGain(_ a: Tree, _ b: Tree) throws(ParseError) {
    func isGain(_ tree: Tree) -> Bool {
      guard case .symbol(let name) = tree else { return false }
      return ["γ", "g"].contains(name.base) && name.label == nil
    }
    func isScaled(_ tree: Tree) -> Bool { if case .quotient = tree { true } else { false } }
    guard isGain(a) && isScaled(b) || isScaled(a) && isGain(b) else { return }
    throw ParseError(
      "ambiguous-vector-product", zh: "归一化之后的向量 \\cdot 增益有两种读法：逐元素相乘写 \\odot，内积写 ^\\top",
      en:
        "a normalised vector \\cdot its gain has two readings: write \\odot for element by element, ^\\top for a number",
      at: range(from: max(0, next - 1)))
  }

  /// `A * B` of two matrices: element by element, or their product. A transposed one is there for the product.
  private func starred(_ a: Tree, _ b: Tree) throws(ParseError) -> Tree {
    func sides(_ tree: Tree) -> (Int, Int)? {
      guard case .symbol(let name) = tree, let rows = length(of: name, 0), let columns = length(of: name, 1)
      else {
        return nil
      }
      return (rows, columns)
    }
    let product = Tree.apply(.matrixProduct, a.matrixFactors + [b])
    for tree in [a, b] { if case .apply(.transpose, _) = tree { return product } }
    if let first = sides(a), let second = sides(b) {
      if first == second, first.0 != first.1 { return .apply(.hadamard, [a, b]) }
      if first != second { return product }
    }
    throw ParseError(
      "ambiguous-star", zh: "两个矩阵之间的 * 有两种读法：逐元素相乘写 \\odot，矩阵的乘积不写符号",
      en:
        "* between two matrices has two readings: write \\odot for element by element, no sign for their product",
      at: range(from: max(0, next - 1)))
  }

  /// Whether a vector fits the columns of a matrix, as far as their lengths are known.
  private func isRow(_ vector: Tree, before matrix: Tree) -> Bool {
    guard let rows = rowCount(of: matrix), let own = length(of: vector) else { return false }
    return rows == own && rows > 1
  }

  /// How many rows a matrix has, where a declaration, a value or its definition tells it.
  private func rowCount(of matrix: Tree) -> Int? {
    switch matrix {
    case .symbol(let name): length(of: name, 0)
    case .apply(.transpose, let inside):
      if case .symbol(let name)? = inside.first { length(of: name, 1) } else { nil }
    case .tuple(let rows): rows.count
    case .call(let call): scope.body(of: call).flatMap { rowCount(of: $0) }
    default: nil
    }
  }

  /// The length of a vector, where a declaration or a value tells it.
  private func length(of tree: Tree) -> Int? {
    switch tree {
    case .symbol(let name):
      if let given = scope.values.byName[name] { return given.lengths.last }
      if case .number(let number)? = scope.meanings[name]?.domain?.shape.last { return number.integer }
      return nil
    case .element(let array, _): return length(of: array)
    case .tuple(let members): return members.count
    case .call(let call): return scope.body(of: call).flatMap { length(of: $0) }
    case .negate(let a), .quotient(let a, _): return length(of: a)
    case .sum(let terms), .product(let terms): return terms.lazy.compactMap { length(of: $0) }.first
    case .apply(.matrixProduct, let factors):
      switch factors.first {
      case .symbol(let matrix): return length(of: matrix, 0)
      case .apply(.transpose, let inside):
        if case .symbol(let matrix)? = inside.first { return length(of: matrix, 1) }
        return nil
      default: return nil
      }
    case .apply(.hadamard, let pair): return pair.lazy.compactMap { length(of: $0) }.first
    case .apply(let function, let arguments)
    where function.isElementwise || function == .max || function == .min || function == .hadamard:
      return arguments.lazy.filter { shape(of: $0) == .column }.compactMap { length(of: $0) }.first
    default: return nil
    }
  }

  package func shape(of tree: Tree) -> Shape {
    switch tree {
    case .apply(.transpose, let inside):
      switch inside.first.map(shape) {
      case .column: return .row
      case .row: return .column
      case .matrix: return .matrix
      default: return .number
      }
    case .apply(.matrixProduct, let factors):
      guard let first = factors.first, let last = factors.last else { return .number }
      switch (shape(of: first), shape(of: last)) {
      case (.matrix, .column): return .column
      case (.row, .matrix): return .row
      case (.matrix, .matrix): return .matrix
      default: return .number
      }
    case .negate(let a): return shape(of: a)
    case .quotient(let a, let b):
      let above = shape(of: a)
      return above == .number && shape(of: b) == .column ? .column : above
    case .tuple(let members):
      if case .tuple? = members.first { return .matrix }
      return .column
    default:
      switch tree.rank(in: scope, local: local) {
      case 0: return .number
      case 1: return .column
      default: return .matrix
      }
    }
  }
}

extension Lexeme {
  fileprivate var opens: Bool {
    switch kind {
    case .open, .fenced: true
    default: false
    }
  }

  fileprivate var closes: Bool {
    switch kind {
    case .close, .fenced: true
    default: false
    }
  }
}

extension Tree {
  fileprivate var matrixFactors: [Tree] {
    if case .apply(.matrixProduct, let factors) = self { return factors }
    return [self]
  }
}
