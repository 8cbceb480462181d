extension Evaluator {
  /// Whether a statement holds at a point.
  @_specialize(exported:false,where A == BallArithmetic)
  @_specialize(exported:false,where A == DoubleArithmetic)
  @_specialize(exported:false,where A == IntervalArithmetic)
  package func truth(of tree: Tree, at point: Environment) throws(Undefined) -> Truth {
    switch tree {
    case .relation(let terms, let relations):
      var truth = Truth.yes
      for (position, relation) in relations.enumerated() where position + 1 < terms.count {
        truth = truth.and(try link(terms[position], relation, terms[position + 1], at: point))
        if truth == .no { return .no }
      }
      return truth
    case .logic(let connective, let parts): return try logic(connective, parts, at: point)
    case .quantified(let quantifier, let bindings, let body):
      return try quantified(quantifier, bindings[...], body, at: point)
    case .cases(let branches):
      for branch in branches {
        let holds: Truth =
          if let condition = branch.condition { try truth(of: condition, at: point) } else { .yes }
        if holds == .yes { return try truth(of: branch.value, at: point) }
        if holds == .unknown { return .unknown }
      }
      throw Undefined(.noBranch)
    default: throw .unsupported("a value where a statement is expected: \(tree.brief)")
    }
  }

  private func link(_ a: Tree, _ relation: Tree.Relation, _ b: Tree, at point: Environment) throws(Undefined)
    -> Truth
  {
    switch relation {
    case .in: return try isMember(try value(of: a, at: point), of: b, at: point)
    case .notIn: return try isMember(try value(of: a, at: point), of: b, at: point).not
    case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .defined, .identical:
      let values = (try value(of: a, at: point), try value(of: b, at: point))
      if relation == .unequal { return try compare(values.0, .equal, values.1).not }
      return try compare(values.0, relation, values.1)
    case .approximately, .proportional, .subset, .subsetOrEqual, .tendsTo:
      throw .unsupported("\(relation.rawValue) at a point")
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
    case (.function, _), (_, .function): throw .unsupported("a comparison of functions")
    }
  }

  private func logic(_ connective: Tree.Connective, _ parts: [Tree], at point: Environment)
    throws(Undefined) -> Truth
  {
    switch connective {
    case .yes: return .yes
    case .not:
      guard parts.count == 1 else { throw .unsupported("not/\(parts.count)") }
      return try truth(of: parts[0], at: point).not
    case .and, .or:
      let decisive: Truth = connective == .and ? .no : .yes
      var truth = decisive.not
      for part in parts {
        let next = try self.truth(of: part, at: point)
        truth = connective == .and ? truth.and(next) : truth.or(next)
        if truth == decisive { return truth }
      }
      return truth
    case .implies:
      guard parts.count == 2 else { throw .unsupported("implies/\(parts.count)") }
      let premise = try truth(of: parts[0], at: point)
      return premise == .no ? .yes : premise.not.or(try truth(of: parts[1], at: point))
    case .iff:
      guard parts.count == 2 else { throw .unsupported("iff/\(parts.count)") }
      let (a, b) = (try truth(of: parts[0], at: point), try truth(of: parts[1], at: point))
      return a == .unknown || b == .unknown ? .unknown : a == b ? .yes : .no
    }
  }

  private func quantified(
    _ quantifier: Tree.Quantifier, _ bindings: ArraySlice<Tree.Binding>, _ body: Tree, at point: Environment
  ) throws(Undefined) -> Truth {
    guard let binding = bindings.first else { return try truth(of: body, at: point) }
    guard let set = binding.set else { throw .unsupported("a quantifier over no finite set") }
    var inner = point
    let decisive: Truth = quantifier == .all ? .no : .yes
    var truth = decisive.not
    for member in try finiteMembers(of: set, at: point) {
      inner[binding.name] = member
      let next = try quantified(quantifier, bindings.dropFirst(), body, at: inner)
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
