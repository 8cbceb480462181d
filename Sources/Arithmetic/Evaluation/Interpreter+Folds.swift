import Trees

extension Interpreter {
  /// A fold whose terms are numbers.
  func numberFold(_ fold: Program.Fold, _ frame: inout Frame<A>) throws(Undefined) -> A.Number {
    switch fold.kind {
    case .sum, .product:
      guard program.isNumber(fold.body) else { break }
      return try joined(fold, &frame) { frame throws(Undefined) in
        try number(fold.body, &frame)
      } by: { a, b throws(Undefined) in
        fold.kind == .sum
          ? try arithmetic.add(a, b) : try arithmetic.multiply(a, b, zeroWins: fold.zeroWins)
      } ?? empty(fold)
    case .min, .max, .sup, .inf: return try extreme(fold, &frame)
    case .argmin, .argmax: break
    }
    return try scalar(try self.fold(fold, &frame), fold.body)
  }

  /// Terms of any rank.
  func fold(_ fold: Program.Fold, _ frame: inout Frame<A>) throws(Undefined) -> Value<A.Number> {
    switch fold.kind {
    case .sum, .product:
      return try joined(fold, &frame) { frame throws(Undefined) in
        try value(fold.body, &frame)
      } by: { a, b throws(Undefined) in
        fold.kind == .sum
          ? try combine(a, b) { a, b throws(Undefined) in try arithmetic.add(a, b) }
          : try multiply(a, b, zeroWins: fold.zeroWins)
      } ?? .number(empty(fold))
    case .min, .max, .sup, .inf: return .number(try extreme(fold, &frame))
    case .argmin, .argmax: return try extremePlace(fold, &frame)
    }
  }

  private func extreme(_ fold: Program.Fold, _ frame: inout Frame<A>) throws(Undefined) -> A.Number {
    let function: Tree.Function = fold.kind == .min || fold.kind == .inf ? .min : .max
    let best = try joined(fold, &frame) { frame throws(Undefined) in
      try number(fold.body, &frame)
    } by: { a, b throws(Undefined) in
      try arithmetic.apply(function, a, b)
    }
    if let best { return best }
    if fold.kind == .sup { return arithmetic.exact(-Double.infinity) }
    if fold.kind == .inf { return arithmetic.exact(Double.infinity) }
    throw .outside(zh: "空的范围上的 \(fold.kind.rawValue)", en: "\(fold.kind.rawValue) of nothing")
  }

  /// All terms joined, one after another; nil where there are none.
  @inline(__always)
  private func joined<Term>(
    _ fold: Program.Fold, _ frame: inout Frame<A>,
    _ term: (inout Frame<A>) throws(Undefined) -> Term, by join: (Term, Term) throws(Undefined) -> Term
  ) throws(Undefined) -> Term? {
    var total: Term?
    try forEach(fold, &frame) { frame throws(Undefined) in
      let next = try term(&frame)
      total = if let sum = total { try join(sum, next) } else { next }
    }
    return total
  }

  private func empty(_ fold: Program.Fold) -> A.Number { arithmetic.exact(fold.kind == .sum ? 0.0 : 1.0) }

  /// The place where the body is least or greatest; there is none where several places share it.
  private func extremePlace(_ fold: Program.Fold, _ frame: inout Frame<A>) throws(Undefined)
    -> Value<A.Number>
  {
    var best: (place: Value<A.Number>, value: A.Number)?
    var isShared = false
    let relation: Tree.Relation = fold.kind == .argmin ? .less : .greater
    try forEach(fold, &frame) { frame throws(Undefined) in
      let next = try number(fold.body, &frame)
      if let leader = best {
        switch try order(of: next, relation, leader.value, fold) {
        case .behind: return
        case .level:
          isShared = true
          return
        case .ahead: isShared = false
        }
      }
      guard let place = held(fold.place, frame) else { return }
      best = (place, next)
    }
    if isShared { throw .isShared(fold.kind) }
    guard let best else {
      throw .outside(zh: "空的范围上的 \(fold.kind.rawValue)", en: "\(fold.kind.rawValue) of nothing")
    }
    return best.place
  }

  private enum Order { case ahead, level, behind }

  private func order(
    of next: A.Number, _ relation: Tree.Relation, _ leader: A.Number, _ fold: Program.Fold
  ) throws(Undefined) -> Order {
    switch arithmetic.compare(next, relation, leader) {
    case .yes: return .ahead
    case .no:
      switch arithmetic.compare(next, .equal, leader) {
      case .yes: return .level
      case .no: return .behind
      case .unknown: break
      }
    case .unknown: break
    }
    throw .undecided(
      zh: "\(fold.index.plain) 取何值时达到 \(fold.kind.rawValue)",
      en: "\(fold.kind.rawValue) over \(fold.index.plain)")
  }

  private func held(_ place: Program.Place, _ frame: Frame<A>) -> Value<A.Number>? {
    switch place {
    case .number(let slot): frame.numbers[slot].map { .number($0) }
    case .value(let slot): frame.values[slot]
    }
  }

  /// Puts the index through its range, one term after another.
  private func forEach(
    _ fold: Program.Fold, _ frame: inout Frame<A>,
    _ body: (inout Frame<A>) throws(Undefined) -> Void
  ) throws(Undefined) {
    let bounds: (lower: Int, upper: Int)
    switch fold.range {
    case .integers(let lower, let upper): bounds = (try integer(lower, &frame), try integer(upper, &frame))
    case .whole(let rows): bounds = (1, try length(of: rows, fold, &frame))
    case .set(let set):
      for member in try finiteMembers(of: set, &frame) {
        try frame.charge(fold.work + 1)
        store(member, fold.place, &frame)
        try body(&frame)
      }
      return
    }
    guard bounds.lower <= bounds.upper else { return }
    try checkLength(bounds.lower, bounds.upper)
    for position in bounds.lower...bounds.upper {
      try frame.charge(fold.work + 1)
      if case .number(let slot) = fold.place {
        frame.numbers[slot] = whole(position)
      } else {
        store(.number(whole(position)), fold.place, &frame)
      }
      try body(&frame)
    }
  }

  private func checkLength(_ lower: Int, _ upper: Int) throws(Undefined) {
    let (count, overflow) = upper.subtractingReportingOverflow(lower)
    guard !overflow, count < Program.longestFold else {
      throw .tooLarge(zh: "\(lower) 到 \(upper) 的范围", en: "a range of \(lower) … \(upper)")
    }
  }

  /// A whole number as it is, beyond 2^53 too.
  private func whole(_ value: Int) -> A.Number {
    let double = Double(value)
    return Int(exactly: double) == value ? arithmetic.exact(double) : arithmetic.exact(Fraction(value))
  }

  func integers(_ lower: Int, _ upper: Int, _ frame: inout Frame<A>) throws(Undefined) -> [Value<A.Number>] {
    guard lower <= upper else { return [] }
    try checkLength(lower, upper)
    try frame.charge(upper - lower + 1)
    return (lower...upper).map { .number(whole($0)) }
  }

  /// The common length of the rows that an index indexes.
  private func length(
    of rows: [Program.Fold.Row], _ fold: Program.Fold, _ frame: inout Frame<A>
  ) throws(Undefined) -> Int {
    var found: Int?
    for row in rows {
      guard let value = try? value(row.array, &frame) else { continue }
      for length in value.lengths(atDepth: row.depth) {
        if let found, found != length {
          throw Undefined(.lengthsDiffer(fold.index.plain, found, length))
        }
        found = length
      }
    }
    guard let found else {
      throw .unsupported(
        "no array in \(program.trees[fold.body].brief) says how far \(fold.index.plain) runs")
    }
    return found
  }
}

extension Value {
  /// How long the arrays are that so many indices lead to.
  fileprivate func lengths(atDepth depth: Int) -> [Int] {
    guard case .array(let members) = self else { return [] }
    return depth == 0 ? [members.count] : members.flatMap { $0.lengths(atDepth: depth - 1) }
  }
}
