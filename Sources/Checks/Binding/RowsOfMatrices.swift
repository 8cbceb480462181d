import Trees

extension Definition {
  /// With the rows of matrices by their own names: x_i and x_{ij} of the matrix X that the page declares, where nothing
  /// says what x is; nil where there are none.
  func withRows(_ declared: [Name: Meaning], _ definitions: [String: Definition]) -> Definition? {
    let whole = writtenOut(definitions) ?? self
    guard let row = whole.rows.first else { return nil }
    var matrices: [Name: Tree] = [:]
    var made = whole
    for name in row.value.freeSymbols where name.isPlainLetter {
      let meaning = whole.meanings[name] ?? declared[name]
      guard meaning?.domain == nil, row.value.isIndexed(name) else { continue }
      let capital = Name(name.base.uppercased())
      guard let matrix = whole.meanings[capital] ?? declared[capital], matrix.domain?.rank == 2,
        parameters.contains(capital) || !row.value.isFree(capital)
      else { continue }
      matrices[name] = .symbol(capital)
      made.meanings[name] = nil
      made.meanings[capital] = matrix
      for length in matrix.domain?.shape.flatMap(\.freeSymbols) ?? [] where made.meanings[length] == nil {
        made.meanings[length] =
          declared[length]
          ?? Meaning(length, .length, domain: Domain(.integers(.number(1), nil)), origin: .head)
      }
    }
    guard !matrices.isEmpty else { return nil }
    made.rows = [row]
    made.rows[0].value = row.value.substituting(matrices)
    let free = made.body.freeSymbols.filter { made.meanings[$0]?.role != .length }
    made.implicit = free.filter { !parameters.contains($0) && !headLetters.contains($0) }
    made.inputs = parameters.filter(free.contains) + made.implicit
    return made
  }
}

extension Name {
  /// A small Latin letter and nothing else.
  fileprivate var isPlainLetter: Bool {
    self == Name(base) && base.count == 1 && base.first?.isLowercase == true && base.first?.isASCII == true
  }
}

extension Tree {
  /// Whether it stands with a subscript, and never without.
  fileprivate func isIndexed(_ name: Name) -> Bool {
    var isFound = false
    func isBare(_ tree: Tree) -> Bool {
      if case .element(.symbol(name), let indices) = tree {
        isFound = true
        return indices.contains(where: isBare)
      }
      if tree == .symbol(name) { return true }
      return tree.openedChildren.contains { isBare($0.0) }
    }
    return !isBare(self) && isFound
  }
}
