import Trees

/// Statements.
extension Interpreter {
  /// Whether a statement holds at a point.
  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  @_specialize(exported:false,where A == FractionArithmetic)
  @_specialize(exported:false,where A == RoundingArithmetic)
  func truth(_ node: Int, _ frame: inout Frame<A>) throws(Undefined) -> Truth {
    switch program.nodes[node] {
    case .relation(let terms, let relations):
      let start = Int(terms.start)
      var truth = Truth.yes
      for position in 0..<(Int(terms.count) - 1) {
        let (a, b) = (program.operands[start + position], program.operands[start + position + 1])
        truth = truth.and(try link(a, program.relations[relations + position], b, in: &frame))
        if truth == .no { return .no }
      }
      return truth
    case .logic(let connective, let parts):
      return try logic(connective, Array(program.operands(parts)), &frame)
    case .quantified(let quantifier, let binders, let body):
      return try quantified(quantifier, program.operands(binders), body, in: &frame)
    case .cases(let branches):
      let list = Array(program.operands(branches))
      for position in stride(from: 0, to: list.count, by: 2) {
        let holds: Truth = list[position] < 0 ? .yes : try truth(list[position], &frame)
        if holds == .yes { return try truth(list[position + 1], &frame) }
        if holds == .unknown { return .unknown }
      }
      throw Undefined(.noBranch)
    case .failure(let position): throw program.failures[position]
    default:
      throw .unsupported(
        zh: "这里应是命题，却是值：\(program.trees[node].brief)",
        en: "a value where a statement is expected: \(program.trees[node].brief)")
    }
  }

  private func link(_ a: Int, _ relation: Tree.Relation, _ b: Int, in frame: inout Frame<A>) throws(Undefined)
    -> Truth
  {
    if let truth = try sets(a, relation, b, &frame) { return truth }
    switch relation {
    case .in: return try isMember(try value(a, &frame), of: b, &frame)
    case .notIn: return try isMember(try value(a, &frame), of: b, &frame).not
    case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .defined, .identical:
      if program.isNumber(a), program.isNumber(b) {
        let left = try number(a, &frame)
        return arithmetic.compare(left, relation, try number(b, &frame))
      }
      let left = try value(a, &frame)
      let right = try value(b, &frame)
      if relation == .unequal { return try compare(left, .equal, right).not }
      return try compare(left, relation, right)
    case .approximately, .proportional, .subset, .subsetOrEqual, .tendsTo:
      throw .unsupported(zh: "在一个点上判断 \(relation.rawValue)", en: "\(relation.rawValue) at a point")
    }
  }

  /// `A \subseteq B`, `A \cap B = \varnothing` of sets whose members can be listed; nil where this compares no sets.
  private func sets(_ a: Int, _ relation: Tree.Relation, _ b: Int, _ frame: inout Frame<A>) throws(Undefined)
    -> Truth?
  {
    guard case .set = program.nodes[a], case .set = program.nodes[b] else { return nil }
    func isWithin(_ a: Int, _ b: Int) throws(Undefined) -> Truth {
      var truth = Truth.yes
      for member in try finiteMembers(of: a, &frame) {
        truth = truth.and(try isMember(member, of: b, &frame))
        if truth == .no { break }
      }
      return truth
    }
    switch relation {
    case .subsetOrEqual: return try isWithin(a, b)
    case .equal, .identical, .defined: return try isWithin(a, b).and(try isWithin(b, a))
    case .unequal: return try isWithin(a, b).and(try isWithin(b, a)).not
    default: return nil
    }
  }

  /// Numbers by the arithmetic, arrays element by element; a number goes with every element.
  func compare(_ a: Value<A.Number>, _ relation: Tree.Relation, _ b: Value<A.Number>) throws(Undefined)
    -> Truth
  {
    switch (a, b) {
    case (.number(let a), .number(let b)): return arithmetic.compare(a, relation, b)
    case (.array(let a), .array(let b)):
      guard a.count == b.count else { throw Undefined(.lengthsDiffer(relation.rawValue, a.count, b.count)) }
      var truth = Truth.yes
      for (a, b) in zip(a, b) { truth = truth.and(try compare(a, relation, b)) }
      return truth
    case (.array(let members), .number):
      var truth = Truth.yes
      for member in members { truth = truth.and(try compare(member, relation, b)) }
      return truth
    case (.number, .array(let members)):
      var truth = Truth.yes
      for member in members { truth = truth.and(try compare(a, relation, member)) }
      return truth
    case (.function, _), (_, .function): throw .unsupported(zh: "比较函数本身", en: "a comparison of functions")
    }
  }

  private func logic(_ connective: Tree.Connective, _ parts: [Int], _ frame: inout Frame<A>)
    throws(Undefined) -> Truth
  {
    switch connective {
    case .yes: return .yes
    case .not:
      guard parts.count == 1 else { throw .unsupported("not/\(parts.count)") }
      return try truth(parts[0], &frame).not
    case .and, .or:
      let decisive: Truth = connective == .and ? .no : .yes
      var truth = decisive.not
      for part in parts {
        let next = try self.truth(part, &frame)
        truth = connective == .and ? truth.and(next) : truth.or(next)
        if truth == decisive { return truth }
      }
      return truth
    case .implies:
      guard parts.count == 2 else { throw .unsupported("implies/\(parts.count)") }
      let premise = try truth(parts[0], &frame)
      return premise == .no ? .yes : premise.not.or(try truth(parts[1], &frame))
    case .iff:
      guard parts.count == 2 else { throw .unsupported("iff/\(parts.count)") }
      let a = try truth(parts[0], &frame)
      let b = try truth(parts[1], &frame)
      return a == .unknown || b == .unknown ? .unknown : a == b ? .yes : .no
    }
  }

  private func quantified(
    _ quantifier: Tree.Quantifier, _ binders: ArraySlice<Int>, _ body: Int, in frame: inout Frame<A>
  ) throws(Undefined) -> Truth {
    guard let first = binders.first else { return try truth(body, &frame) }
    let binder = program.binders[first]
    guard binder.first >= 0 else {
      throw .unsupported(zh: "范围不是有限集的量词", en: "a quantifier over no finite set")
    }
    let decisive: Truth = quantifier == .all ? .no : .yes
    var truth = decisive.not
    for member in try finiteMembers(of: binder.first, &frame) {
      try frame.charge(1)
      store(member, binder.place, &frame)
      let next = try quantified(quantifier, binders.dropFirst(), body, in: &frame)
      truth = quantifier == .all ? truth.and(next) : truth.or(next)
      if truth == decisive { break }
    }
    return truth
  }
}

extension Truth {
  package var not: Truth {
    switch self {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }

  package func and(_ other: Truth) -> Truth {
    self == .no || other == .no ? .no : self == .yes && other == .yes ? .yes : .unknown
  }

  package func or(_ other: Truth) -> Truth {
    self == .yes || other == .yes ? .yes : self == .no && other == .no ? .no : .unknown
  }
}
