extension Evaluator {
  func fold(_ fold: Tree.Fold, at point: Environment) throws(Undefined) -> Value<A.Number> {
    let terms = try range(of: fold, at: point)
    var inner = point
    switch fold.kind {
    case .sum, .product:
      var total: Value<A.Number>?
      let zeroWins = declaresZeroLogZero && fold.body.isInfiniteOnlyByLogarithm
      for term in terms {
        inner[fold.index] = term
        let value = try value(of: fold.body, at: inner)
        guard let sum = total else {
          total = value
          continue
        }
        total =
          fold.kind == .sum
          ? try combine(sum, value) { a, b throws(Undefined) in try arithmetic.add(a, b) }
          : try multiply(sum, value, zeroWins: zeroWins)
      }
      return total ?? .number(arithmetic.exact(fold.kind == .sum ? 0.0 : 1.0))
    case .min, .max, .sup, .inf:
      let function: Tree.Function = fold.kind == .min || fold.kind == .inf ? .min : .max
      var values: [A.Number] = []
      for term in terms {
        inner[fold.index] = term
        values.append(try number(of: fold.body, at: inner))
      }
      guard !values.isEmpty else {
        if fold.kind == .sup { return .number(arithmetic.exact(-Double.infinity)) }
        if fold.kind == .inf { return .number(arithmetic.exact(Double.infinity)) }
        throw .outside("\(fold.kind.rawValue) of nothing")
      }
      return .number(try arithmetic.apply(function, values))
    case .argmin, .argmax:
      return try extremePlace(fold, terms, at: point)
    }
  }

  /// The first place where the body is least or greatest.
  private func extremePlace(_ fold: Tree.Fold, _ terms: [Value<A.Number>], at point: Environment)
    throws(Undefined) -> Value<A.Number>
  {
    var inner = point
    var best: (place: Value<A.Number>, value: A.Number)?
    let relation: Tree.Relation = fold.kind == .argmin ? .less : .greater
    for term in terms {
      inner[fold.index] = term
      let value = try number(of: fold.body, at: inner)
      guard let leader = best else {
        best = (term, value)
        continue
      }
      switch arithmetic.compare(value, relation, leader.value) {
      case .yes: best = (term, value)
      case .no: continue
      case .unknown: throw .undecided("\(fold.kind.rawValue) over \(fold.index.plain)")
      }
    }
    guard let best else { throw .outside("\(fold.kind.rawValue) of nothing") }
    return best.place
  }

  /// What the index runs through.
  private func range(of fold: Tree.Fold, at point: Environment) throws(Undefined) -> [Value<A.Number>] {
    switch fold.range {
    case .integers(let lower, let upper):
      return try integers(try integer(of: lower, at: point), try integer(of: upper, at: point))
    case .set(let set): return try finiteMembers(of: set, at: point)
    case .whole:
      guard let length = try length(indexedBy: fold.index, in: fold.body, at: point) else {
        throw .unsupported("no array in \(fold.body.brief) says how far \(fold.index.plain) runs")
      }
      return try integers(1, length)
    }
  }

  func integers(_ lower: Int, _ upper: Int) throws(Undefined) -> [Value<A.Number>] {
    guard lower <= upper else { return [] }
    let (count, overflow) = upper.subtractingReportingOverflow(lower)
    guard !overflow, count < Self.longestFold else { throw .tooLarge("a range of \(lower) … \(upper)") }
    return (lower...upper).map { .number(arithmetic.exact(Double($0))) }
  }

  /// The common length of the arrays that an index indexes in a body; `nil` if there is none.
  private func length(indexedBy index: Name, in body: Tree, at point: Environment) throws(Undefined)
    -> Int?
  {
    var found: Int?
    if case .element(let array, let indices) = body, let position = indices.firstIndex(of: .symbol(index)) {
      // Indices bound further in have no value yet: those arrays say nothing here.
      let before = Array(indices[..<position])
      let row = before.isEmpty ? array : .element(array, before)
      if let value = try? value(of: row, at: point), case .array(let members) = value {
        found = members.count
      }
    }
    if body.boundNames.contains(index) { return found }
    for child in body.children {
      guard let length = try length(indexedBy: index, in: child, at: point) else { continue }
      if let found, found != length { throw Undefined(.lengthsDiffer(index.plain, found, length)) }
      found = length
    }
    return found
  }
}
