extension Evaluator {
  /// Whether a value lies in a set.
  func isMember(_ value: Value<A.Number>, of tree: Tree, at point: Environment) throws(Undefined) -> Truth {
    guard case .set(let form) = tree else {
      // `p ∈ argmin …`: the place is the set's only member.
      return try compare(value, .equal, try self.value(of: tree, at: point))
    }
    switch form {
    case .arrays(let element, let lengths): return try isArray(value, of: element, lengths[...], at: point)
    case .functions: throw .unsupported("membership in a set of functions")
    case .union(let sets):
      return try sets.reduced(.no) { t, set throws(Undefined) in t.or(try isMember(value, of: set, at: point))
      }
    case .intersection(let sets):
      return try sets.reduced(.yes) { t, set throws(Undefined) in
        t.and(try isMember(value, of: set, at: point))
      }
    case .difference(let a, let b):
      return try isMember(value, of: a, at: point).and(try isMember(value, of: b, at: point).not)
    case .filtered(let name, let set, let condition):
      if let set {
        let inside = try isMember(value, of: set, at: point)
        if inside == .no { return .no }
      }
      var inner = point
      inner[name] = value
      return try truth(of: condition, at: inner)
    case .finite(let members):
      return try members.reduced(.no) { t, member throws(Undefined) in
        let other = try self.value(of: member, at: point)
        guard value.rank == other.rank else { return t }
        return t.or(try compare(value, .equal, other))
      }
    default: return try isNumber(value, in: form, at: point)
    }
  }

  private func isNumber(_ value: Value<A.Number>, in form: Tree.SetForm, at point: Environment)
    throws(Undefined) -> Truth
  {
    guard case .number(let number) = value else { return .no }
    func compared(_ relation: Tree.Relation, _ bound: Double) -> Truth {
      arithmetic.compare(number, relation, arithmetic.exact(bound))
    }
    switch form {
    case .interval(let lower, let upper, let closedBelow, let closedAbove):
      let (a, b) = (try self.number(of: lower, at: point), try self.number(of: upper, at: point))
      return arithmetic.compare(number, closedBelow ? .greaterOrEqual : .greater, a)
        .and(arithmetic.compare(number, closedAbove ? .lessOrEqual : .less, b))
    case .reals: return compared(.less, .infinity).and(compared(.greater, -.infinity))
    case .positiveReals: return compared(.greater, 0).and(compared(.less, .infinity))
    case .nonnegativeReals: return compared(.greaterOrEqual, 0).and(compared(.less, .infinity))
    case .integers, .naturals:
      let whole = try arithmetic.apply(.floor, [number])
      let truth = arithmetic.compare(number, .equal, whole).and(compared(.less, .infinity))
      return truth.and(compared(.greaterOrEqual, form == .naturals ? 0 : -.greatestFiniteMagnitude))
    case .rationals: throw .unsupported("membership in the rationals")
    default: throw .unsupported("membership in this set")
    }
  }

  private func isArray(
    _ value: Value<A.Number>, of element: Tree, _ lengths: ArraySlice<Tree>, at point: Environment
  ) throws(Undefined) -> Truth {
    guard let length = lengths.first else { return try isMember(value, of: element, at: point) }
    guard case .array(let members) = value else { return .no }
    guard members.count == (try integer(of: length, at: point)) else { return .no }
    return try members.reduced(.yes) { t, member throws(Undefined) in
      t.and(try isArray(member, of: element, lengths.dropFirst(), at: point))
    }
  }

  /// The members of a set that can be listed.
  func finiteMembers(of tree: Tree, at point: Environment) throws(Undefined) -> [Value<A.Number>] {
    guard case .set(let form) = tree else {
      // An array stands for the set of its elements: `\sum_{x \in X} x`.
      return try members(try value(of: tree, at: point), tree)
    }
    switch form {
    case .finite(let members):
      return try distinct(try members.mapped { m throws(Undefined) in try value(of: m, at: point) })
    case .union(let sets):
      var all: [Value<A.Number>] = []
      for set in sets { all += try finiteMembers(of: set, at: point) }
      return try distinct(all)
    // `\{1, …, n\}`: integers in an interval.
    case .intersection(let sets) where sets.count == 2 && sets[0] == .set(.integers):
      guard case .set(.interval(let lower, let upper, true, true)) = sets[1] else { break }
      return try integers(try integer(of: lower, at: point), try integer(of: upper, at: point))
    case .intersection(let sets):
      guard let first = sets.first else { return [] }
      return try filtered(try finiteMembers(of: first, at: point)) { member throws(Undefined) in
        try sets.dropFirst().reduced(.yes) { t, set throws(Undefined) in
          t.and(try isMember(member, of: set, at: point))
        }
      }
    case .difference(let a, let b):
      return try filtered(try finiteMembers(of: a, at: point)) { member throws(Undefined) in
        try isMember(member, of: b, at: point).not
      }
    case .filtered(_, in: let set?, _):
      return try filtered(try finiteMembers(of: set, at: point)) { member throws(Undefined) in
        try isMember(member, of: tree, at: point)
      }
    default: break
    }
    throw .unsupported("a set that cannot be listed: \(tree.brief)")
  }

  private func distinct(_ values: [Value<A.Number>]) throws(Undefined) -> [Value<A.Number>] {
    guard values.count <= 1000 else { throw .tooLarge("a set of \(values.count) members") }
    var kept: [Value<A.Number>] = []
    for value in values {
      let isKnown = try kept.reduced(.no) { t, other throws(Undefined) in
        value.rank == other.rank ? t.or(try compare(value, .equal, other)) : t
      }
      if isKnown == .unknown { throw .undecided("whether two members of a set are one") }
      if isKnown == .no { kept.append(value) }
    }
    return kept
  }

  private func filtered(
    _ values: [Value<A.Number>], _ condition: (Value<A.Number>) throws(Undefined) -> Truth
  ) throws(Undefined) -> [Value<A.Number>] {
    var kept: [Value<A.Number>] = []
    for value in values {
      switch try condition(value) {
      case .yes: kept.append(value)
      case .no: continue
      case .unknown: throw .undecided("whether a member belongs to a set")
      }
    }
    return kept
  }
}

extension Sequence {
  /// `reduce` with a typed error.
  func reduced(_ start: Truth, _ next: (Truth, Element) throws(Undefined) -> Truth) throws(Undefined) -> Truth
  {
    var truth = start
    for element in self { truth = try next(truth, element) }
    return truth
  }
}
