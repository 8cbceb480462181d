import Diagnostics
import Trees
import Arithmetic
import Proofs

/// What is said to exist: shown by a value, by a term over what is given, or by a change of sign; refuted where the
/// contrary is proved of all values.
extension ClaimCheck {
  /// A finite set is gone through; of any other, values are tried, and finding none says nothing.
  func judge(existenceOf bindings: [Tree.Binding], _ body: Tree, _ whole: Tree, at point: Point)
    -> LinkOutcome
  {
    let names = bindings.map(\.name)
    switch evaluation.holds(whole, at: point) {
    case .success(.yes): return .holds
    case .success(.no): return .fails([], [])
    case .success(.unknown), .failure: break
    }
    let isShown = candidates.contains { candidate in
      var point = point
      for name in names { point[name] = candidate[name] }
      return (try? evaluation.holds(body, at: point).get()) == .yes
    }
    if isShown || isShownByTerm(bindings, body, at: point) || isShownByCrossing(names, body, at: point)
      || isShownForAll(names, body)
    {
      return .holds
    }
    let (place, list) = (point.text(space.names), names.map(\.plain).joined(separator: ", "))
    return .unknown(
      .unsupported(
        zh: "\(place.isEmpty ? "" : "在 \(place) ")没有找到这样的 \(list)",
        en: "no such \(list) was found\(place.isEmpty ? "" : " at \(place)")"))
  }

  /// What is looked for may depend on what is given: δ = ε/2, or half the way from there to an end.
  private func isShownByTerm(_ bindings: [Tree.Binding], _ body: Tree, at point: Point) -> Bool {
    guard bindings.count == 1 else { return false }
    let (name, set) = (bindings[0].name, bindings[0].set)
    var ends: [Tree] = []
    if case .set(.interval(let lower, let upper, _, _))? = set { ends = [lower, upper].filter(\.isFinite) }
    return space.axes.contains { axis in
      guard case .scalar = axis.kind else { return false }
      let given = Tree.symbol(axis.name)
      let terms: [Tree] =
        [
          given, .quotient(given, .number(2)), .product([.number(2), given]), .sum([given, .number(1)]),
          .sum([given, .negate(.number(1))]), .power(given, .number(2)),
        ] + ends.map { .quotient(.sum([given, $0]), .number(2)) }
      return terms.contains { term in
        var parts = [body.substituting([name: term])]
        if let set { parts.append(.relation([term, set], [.in])) }
        return (try? evaluation.holds(.logic(.and, parts), at: point).get()) == .yes
      }
    }
  }

  /// By the intermediate value theorem: an equality's sides are in one order at one value and in the other at another,
  /// and continuous between them.
  private func isShownByCrossing(_ names: [Name], _ body: Tree, at point: Point) -> Bool {
    guard names.count == 1, case .relation(let terms, [.equal]) = body, terms.count == 2,
      form.meanings[names[0]]?.domain?.isConvex == true,
      let difference = closed(.sum([terms[0], .negate(terms[1])]), at: point)
    else { return false }
    let name = names[0]
    var (below, above): (Double?, Double?)
    for value in candidates.prefix(24).compactMap({ $0.number(name) }) where value.isFinite {
      guard
        case .success(.number(let ball)) = evaluation.enclose(
          difference, at: Point(values: [name: .number(value)]))
      else { continue }
      if BallArithmetic().compare(ball, .less, Ball(0.0)) == .yes { below = below ?? value }
      if BallArithmetic().compare(ball, .greater, Ball(0.0)) == .yes { above = above ?? value }
    }
    guard let below, let above,
      let side = VariableRange(
        name, Tree(min(below, above)), Tree(max(below, above)), closedBelow: true, closedAbove: true)
    else { return false }
    let goal = Goal(.defined(difference), on: Box(sides: [side]))
    return goal.reach(difference)?.isContinuous == true
  }

  /// `\exists y: \forall x: …`, where nothing else is given: the rest is proved for one of the simple values.
  private func isShownForAll(_ names: [Name], _ body: Tree) -> Bool {
    guard space.axes.isEmpty, form.premises.isEmpty, case .quantified(.all, _, _) = body else { return false }
    let ends = names.flatMap { name in
      let known = candidates.filter { $0.number(name)?.isFinite == true }
      return [known.min { $0.precedes($1, in: name) }, known.max { $0.precedes($1, in: name) }].compactMap {
        $0
      }
    }
    return (ends + candidates.prefix(8)).contains { candidate in
      var values: [Name: Tree] = [:]
      for name in names { values[name] = candidate[name]?.tree }
      guard values.count == names.count else { return false }
      return proof(of: body.substituting(values))?.leftOut.isEmpty == true
    }
  }

  // MARK: The contrary

  /// Points at which the contrary of what is said to exist is tried to be proved.
  private static let looks = 6

  /// A point at which nothing is as the claim says that something is: proved of all values.
  func contrary() -> LinkTally.Failure? {
    guard let (_, bindings, body) = form.conclusion.quantifiers() else { return nil }
    let names = bindings.map(\.name)
    var looks = 0
    for point in space.axes.isEmpty ? [Point()] : points where looks < Self.looks && premisesHold(at: point) {
      guard case .unknown = judge(at: point) else { continue }
      looks += 1
      guard let said = closed(body, at: point), said.freeSymbols.allSatisfy(names.contains) else { continue }
      guard said.contraries.contains(where: { proof(of: $0) != nil }) else { continue }
      let list = names.map(\.plain).joined(separator: ", ")
      var failure = LinkTally.Failure(point: point, left: [], right: [])
      failure.reason = Message(
        zh: "已证明没有这样的 \(list)", en: "it is proved that there is no such \(list)")
      return failure
    }
    return nil
  }

  /// That a statement about the claim's own symbols holds of all their values, wherever it has any.
  private func proof(of proposition: Tree) -> Evidence.Proof? {
    let statement = Statement(
      proposition: proposition, meanings: form.meanings, rows: [],
      declaresZeroLogZero: evaluation.declaresZeroLogZero)
    let form = ClaimForm(statement, definitions: evaluation.definitions)
    guard case .proved(_, let proof) = ClaimProof(form: form, evaluation: evaluation).run() else {
      return nil
    }
    return proof
  }

  /// A tree with the point's values put in, calls inlined.
  private func closed(_ tree: Tree, at point: Point) -> Tree? {
    var values: [Name: Tree] = [:]
    for axis in space.axes {
      guard let value = point[axis.name]?.tree else { return nil }
      values[axis.name] = value
    }
    return try? tree.inlining(evaluation.definitions).substituting(values)
  }
}

extension Point {
  fileprivate func precedes(_ other: Point, in name: Name) -> Bool {
    (number(name) ?? 0) < (other.number(name) ?? 0)
  }
}

extension Domain {
  /// Whether all numbers between two of its own are its own.
  fileprivate var isConvex: Bool {
    guard shape.isEmpty else { return false }
    switch values {
    case .interval, .reals: return true
    case .finite, .integers, .function, .filtered: return false
    }
  }
}

extension Tree {
  /// Statements each of which excludes this one.
  fileprivate var contraries: [Tree] {
    switch self {
    case .logic(.and, let parts): return parts.flatMap(\.contraries)
    case .logic(.not, let parts): return parts
    case .relation(let terms, let relations) where relations.count + 1 == terms.count:
      return relations.indices.flatMap { index -> [Tree] in
        let pair = [terms[index], terms[index + 1]]
        switch relations[index] {
        case .equal, .identical: return [.relation(pair, [.less]), .relation(pair, [.greater])]
        case .unequal: return [.relation(pair, [.equal])]
        case .less: return [.relation(pair, [.greaterOrEqual])]
        case .lessOrEqual: return [.relation(pair, [.greater])]
        case .greater: return [.relation(pair, [.lessOrEqual])]
        case .greaterOrEqual: return [.relation(pair, [.less])]
        case .in: return Self.outside(pair[0], pair[1])
        default: return []
        }
      }
    default: return []
    }
  }

  private static func outside(_ value: Tree, _ set: Tree) -> [Tree] {
    guard case .set(.interval(let lower, let upper, let below, let above)) = set else { return [] }
    return [
      .relation([value, lower], [below ? .less : .lessOrEqual]),
      .relation([value, upper], [above ? .greater : .greaterOrEqual]),
    ]
  }

  fileprivate var isFinite: Bool { !contains { $0 == .constant(.infinity) } }
}
