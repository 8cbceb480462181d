import Trees

/// Membership, and the members of a set that can be listed.
extension Interpreter {
  /// Whether a value lies in a set.
  func isMember(_ value: Value<A.Number>, of node: Int, _ frame: inout Frame<A>) throws(Undefined) -> Truth {
    guard case .set(let form) = program.nodes[node] else {
      let whole = try self.value(node, &frame)
      if case .array(let members) = whole, whole.rank == value.rank + 1 {
        // An array stands for the set of its elements.
        var truth = Truth.no
        for member in members { truth = truth.or(try compare(value, .equal, member)) }
        return truth
      }
      // `p ∈ argmin …`: the place is the set's only member.
      return try compare(value, .equal, whole)
    }
    switch form {
    case .arrays(let element, let lengths):
      return try isArray(value, of: element, program.operands(lengths), &frame)
    case .functions: throw .unsupported(zh: "是否属于函数的集合", en: "membership in a set of functions")
    case .union(let sets):
      var truth = Truth.no
      for set in program.operands(sets) { truth = truth.or(try isMember(value, of: set, &frame)) }
      return truth
    case .intersection(let sets): return try isInAll(value, program.operands(sets), &frame)
    case .difference(let a, let b):
      let inside = try isMember(value, of: a, &frame)
      return inside.and(try isMember(value, of: b, &frame).not)
    case .filtered(let site):
      let binder = program.binders[site]
      if binder.first >= 0, try isMember(value, of: binder.first, &frame) == .no { return .no }
      store(value, binder.place, &frame)
      return try truth(binder.body, &frame)
    case .finite(let members):
      var truth = Truth.no
      for member in program.operands(members) {
        let other = try self.value(member, &frame)
        if value.rank == other.rank { truth = truth.or(try compare(value, .equal, other)) }
      }
      return truth
    default:
      guard case .number(let number) = value else { return .no }
      return try isNumber(number, in: form, &frame)
    }
  }

  private func isInAll(_ value: Value<A.Number>, _ sets: ArraySlice<Int>, _ frame: inout Frame<A>)
    throws(Undefined) -> Truth
  {
    var truth = Truth.yes
    for set in sets { truth = truth.and(try isMember(value, of: set, &frame)) }
    return truth
  }

  private func isNumber(_ number: A.Number, in form: Program.Form, _ frame: inout Frame<A>) throws(Undefined)
    -> Truth
  {
    func compared(_ relation: Tree.Relation, _ bound: Double) -> Truth {
      arithmetic.compare(number, relation, arithmetic.exact(bound))
    }
    switch form {
    case .interval(let lower, let upper, let closedBelow, let closedAbove):
      let a = try self.number(lower, &frame)
      let b = try self.number(upper, &frame)
      return arithmetic.compare(number, closedBelow ? .greaterOrEqual : .greater, a)
        .and(arithmetic.compare(number, closedAbove ? .lessOrEqual : .less, b))
    case .reals: return compared(.less, .infinity).and(compared(.greater, -.infinity))
    case .positiveReals: return compared(.greater, 0).and(compared(.less, .infinity))
    case .nonnegativeReals: return compared(.greaterOrEqual, 0).and(compared(.less, .infinity))
    case .integers: return try isWhole(number).and(compared(.greaterOrEqual, -.greatestFiniteMagnitude))
    case .naturals: return try isWhole(number).and(compared(.greaterOrEqual, 0))
    case .rationals: throw .unsupported(zh: "是否属于有理数", en: "membership in the rationals")
    default: throw .unsupported(zh: "是否属于这个集合", en: "membership in this set")
    }
  }

  private func isWhole(_ number: A.Number) throws(Undefined) -> Truth {
    let whole = try arithmetic.apply(.floor, number)
    return arithmetic.compare(number, .equal, whole)
      .and(arithmetic.compare(number, .less, arithmetic.exact(Double.infinity)))
  }

  private func isArray(
    _ value: Value<A.Number>, of element: Int, _ lengths: ArraySlice<Int>, _ frame: inout Frame<A>
  ) throws(Undefined) -> Truth {
    guard let length = lengths.first else { return try isMember(value, of: element, &frame) }
    guard case .array(let members) = value else { return .no }
    guard members.count == (try integer(length, &frame)) else { return .no }
    // A column of numbers lies in ℝ^{n×1}.
    var lengths = lengths
    if lengths.count == 2, value.rank == 1, let last = lengths.last, try integer(last, &frame) == 1 {
      lengths = lengths.dropLast()
    }
    var truth = Truth.yes
    for member in members {
      truth = truth.and(try isArray(member, of: element, lengths.dropFirst(), &frame))
    }
    return truth
  }

  /// The members of a set that can be listed.
  func finiteMembers(of node: Int, _ frame: inout Frame<A>) throws(Undefined) -> [Value<A.Number>] {
    guard case .set(let form) = program.nodes[node] else {
      // An array stands for the set of its elements: `\sum_{x \in X} x`.
      return try members(try value(node, &frame), program.trees[node].brief)
    }
    switch form {
    case .finite(let members): return try distinct(try values(members, &frame))
    case .union(let sets):
      var all: [Value<A.Number>] = []
      for set in program.operands(sets) { all += try finiteMembers(of: set, &frame) }
      return try distinct(all)
    case .intersection(let sets):
      let list = program.operands(sets)
      if let range = try integerRange(list, &frame) { return range }
      guard let first = list.first else { return [] }
      return try filtered(try finiteMembers(of: first, &frame), &frame) { member, frame throws(Undefined) in
        try isInAll(member, list.dropFirst(), &frame)
      }
    case .difference(let a, let b):
      return try filtered(try finiteMembers(of: a, &frame), &frame) { member, frame throws(Undefined) in
        try isMember(member, of: b, &frame).not
      }
    case .filtered(let site) where program.binders[site].first >= 0:
      let listed = try finiteMembers(of: program.binders[site].first, &frame)
      return try filtered(listed, &frame) { member, frame throws(Undefined) in
        try isMember(member, of: node, &frame)
      }
    default:
      throw .unsupported(
        zh: "列不出元素的集合：\(program.trees[node].brief)",
        en: "a set that cannot be listed: \(program.trees[node].brief)")
    }
  }

  /// `\{1, …, n\}`: integers in a closed interval.
  private func integerRange(_ sets: ArraySlice<Int>, _ frame: inout Frame<A>) throws(Undefined)
    -> [Value<A.Number>]?
  {
    guard sets.count == 2, let first = sets.first, let last = sets.last,
      case .set(.integers) = program.nodes[first],
      case .set(.interval(let lower, let upper, true, true)) = program.nodes[last]
    else { return nil }
    let start = try integer(lower, &frame)
    return try integers(start, try integer(upper, &frame), &frame)
  }

  private func distinct(_ values: [Value<A.Number>]) throws(Undefined) -> [Value<A.Number>] {
    guard values.count <= 1000 else {
      throw .tooLarge(zh: "\(values.count) 个元素的集合", en: "a set of \(values.count) members")
    }
    var kept: [Value<A.Number>] = []
    for value in values {
      var isKnown = Truth.no
      for other in kept where value.rank == other.rank {
        isKnown = isKnown.or(try compare(value, .equal, other))
      }
      if isKnown == .unknown {
        throw .undecided(zh: "集合的两个元素是否相同", en: "whether two members of a set are one")
      }
      if isKnown == .no { kept.append(value) }
    }
    return kept
  }

  private func filtered(
    _ values: [Value<A.Number>], _ frame: inout Frame<A>,
    _ condition: (Value<A.Number>, inout Frame<A>) throws(Undefined) -> Truth
  ) throws(Undefined) -> [Value<A.Number>] {
    var kept: [Value<A.Number>] = []
    for value in values {
      switch try condition(value, &frame) {
      case .yes: kept.append(value)
      case .no: continue
      case .unknown: throw .undecided(zh: "一个元素是否属于集合", en: "whether a member belongs to a set")
      }
    }
    return kept
  }
}
