import Trees

extension ProgramBuilder {
  // MARK: Folds

  mutating func fold(_ fold: Tree.Fold, _ tree: Tree) -> Int {
    if let series = series(fold, tree) { return series }
    let (index, term) = fold.scope.opened
    let range: Program.Fold.Range
    var member = 0
    switch fold.range {
    case .integers(let lower, let upper): range = .integers(node(lower), node(upper))
    case .set(let set):
      let listed = node(set)
      range = .set(listed)
      member = memberRank(listed)
    case .whole:
      var rows: [(array: Tree, depth: Int)] = []
      Self.rows(indexedBy: index, in: term, into: &rows)
      range = .whole(rows.map { Program.Fold.Row(array: node($0.array), depth: $0.depth) })
    }
    let place = newPlace(index, isNumber: member == 0)
    let before = program.nodes.count
    let body = binding(index, to: place) { $0.node(term) }
    program.folds.append(
      Program.Fold(
        kind: fold.kind, index: index, place: place, range: range, body: body,
        zeroWins: zeroWins && term.isInfiniteOnlyByLogarithm, work: program.nodes.count - before))
    let rank: Int
    switch fold.kind {
    case .sum, .product: rank = common([body])
    case .min, .max, .sup, .inf: rank = 0
    case .argmin, .argmax: rank = member
    }
    return add(.fold(program.folds.count - 1), rank: rank, tree)
  }

  /// The arrays that an index indexes in a body. Indices bound further in have no value at the fold: of `\min_j \max_i a_{ij}`
  /// all rows are looked at.
  private static func rows(
    indexedBy index: Name, in body: Tree, into found: inout [(array: Tree, depth: Int)]
  ) {
    if case .element(let array, let indices) = body, let position = indices.firstIndex(of: .symbol(index)) {
      let before = Array(indices[..<position])
      let row: Tree = before.isEmpty ? array : .element(array, before)
      if !row.isLoose { found.append((row, 0)) } else if !array.isLoose { found.append((array, position)) }
    }
    for child in body.children { rows(indexedBy: index, in: child, into: &found) }
  }

  /// The rank of a set's members: 0 where they must be numbers.
  private func memberRank(_ node: Int) -> Int {
    guard case .set(let form) = program.nodes[node] else { return max(rank(node) - 1, Program.unknownRank) }
    func all(_ sets: Program.Operands) -> Int {
      program.operands(sets).allSatisfy { memberRank($0) == 0 } ? 0 : Program.unknownRank
    }
    switch form {
    case .finite(let members): return common(Array(program.operands(members)))
    case .interval, .reals, .positiveReals, .nonnegativeReals, .integers, .naturals, .rationals: return 0
    case .arrays, .functions: return Program.unknownRank
    case .union(let sets), .intersection(let sets): return all(sets)
    case .difference(let a, _): return memberRank(a)
    case .filtered(let binder):
      let set = program.binders[binder].first
      return set >= 0 ? memberRank(set) : Program.unknownRank
    }
  }

  // MARK: Statements and sets

  mutating func statement(_ tree: Tree) -> Int {
    let unknown = Program.unknownRank
    switch tree {
    case .relation(let terms, let relations):
      let list = nodes(terms)
      program.relations += relations
      return add(
        .relation(operands(list), relations: program.relations.count - relations.count), rank: unknown, tree)
    case .logic(let connective, let parts):
      let list = nodes(parts)
      return add(.logic(connective, operands(list)), rank: unknown, tree)
    case .quantified:
      guard let (quantifier, bindings, body) = tree.quantifiers() else {
        return failure(.unsupported(tree.brief), tree)
      }
      return quantified(quantifier, bindings, body, tree: tree)
    case .set(let form): return set(form, tree)
    default: return failure(.unsupported(tree.brief), tree)
    }
  }

  private mutating func quantified(
    _ quantifier: Tree.Quantifier, _ bindings: [Tree.Binding], _ body: Tree, tree: Tree
  ) -> Int {
    let outer = scope
    defer { scope = outer }
    var list: [Int] = []
    for binding in bindings {
      let set = binding.set.map { node($0) } ?? -1
      let isNumber = set >= 0 && memberRank(set) == 0
      let place = newPlace(binding.name, isNumber: isNumber)
      program.binders.append(
        Program.Binder(place: place, first: set, body: -1, name: binding.name))
      list.append(program.binders.count - 1)
      scope[binding.name] = Binding(places: [place])
    }
    let inner = node(body)
    return add(.quantified(quantifier, operands(list), inner), rank: Program.unknownRank, tree)
  }

  private mutating func set(_ form: Tree.SetForm, _ tree: Tree) -> Int {
    let flat: Program.Form
    switch form {
    case .finite(let members): flat = .finite(operands(nodes(members)))
    case .interval(let lower, let upper, let below, let above):
      flat = .interval(node(lower), node(upper), closedBelow: below, closedAbove: above)
    case .reals: flat = .reals
    case .positiveReals: flat = .positiveReals
    case .nonnegativeReals: flat = .nonnegativeReals
    case .integers: flat = .integers
    case .naturals: flat = .naturals
    case .rationals: flat = .rationals
    case .functions: flat = .functions
    case .arrays(let element, let lengths):
      let inner = node(element)
      flat = .arrays(inner, operands(nodes(lengths)))
    case .union(let sets): flat = .union(operands(nodes(sets)))
    case .intersection(let sets): flat = .intersection(operands(nodes(sets)))
    case .difference(let a, let b): flat = .difference(node(a), node(b))
    case .filtered(let set, let scope):
      let (name, condition) = scope.opened
      let outer = set.map { node($0) } ?? -1
      let place = newPlace(name, isNumber: outer >= 0 && memberRank(outer) == 0)
      let body = binding(name, to: place) { $0.node(condition) }
      program.binders.append(Program.Binder(place: place, first: outer, body: body, name: name))
      flat = .filtered(program.binders.count - 1)
    }
    return add(.set(flat), rank: Program.unknownRank, tree)
  }

  // MARK: Calculus

  mutating func calculus(_ tree: Tree) -> Int {
    switch tree {
    case .derivative(let scope, let place, let order): return derivative(scope, place, order, tree: tree)
    case .integral(let scope, let from, let to):
      let (name, body) = scope.opened
      return integral(body, name, (from, to), tree: tree)
    case .limit(let scope, let to, let side):
      let (name, body) = scope.opened
      return limit(body, name, to, side: side, tree: tree)
    default: return failure(.unsupported(tree.brief), tree)
    }
  }

  /// By the rules; at a place without symbols where these give nothing, by the difference quotient.
  private mutating func derivative(_ scope: Tree.Scope, _ place: Tree, _ order: Int, tree: Tree) -> Int {
    var failed: Undefined
    do {
      let slope = try scope.derivative(order: order, definitions: program.definitions).applied(to: place)
      guard order == 1, tree.freeSymbols.isEmpty, tree.size < 400 else { return node(slope) }
      do {
        _ = try ExactEvaluator(definitions: program.definitions).value(of: slope, at: [:])
        return node(slope)
      } catch {
        guard error.isOutsideDomain || error.reason == .noBranch else { return node(slope) }
        failed = error
      }
    } catch {
      failed = error
    }
    guard order == 1, tree.freeSymbols.isEmpty else { return failure(failed, tree) }
    do {
      let (name, body) = scope.opened
      let whole = Tree.Scope(name, try body.inlining(program.definitions))
      let at = try place.inlining(program.definitions)
      guard let value = try OneSided.derivative(of: whole, at: at) else { return failure(failed, tree) }
      return node(value)
    } catch {
      return failure(error, tree)
    }
  }

  private mutating func integral(_ body: Tree, _ name: Name, _ ends: (Tree, Tree), tree: Tree) -> Int {
    if let inlined = try? body.inlining(program.definitions),
      let pieces = Tree.integralOverPieces(of: inlined, name, ends)
    {
      return node(pieces)
    }
    if let improper = improperIntegral(body, name, ends, tree: tree) { return improper }
    var orders = [body]
    var known = ((try? body.inlining(program.definitions)) ?? body).bySigns(of: name)
    // Each differentiation multiplies the size: what is beyond this is not easy.
    while orders.count < Self.mostOrders,
      let next = try? known.derivative(by: name, order: 2, definitions: program.definitions)
    {
      // What is a polynomial times an exponential stays one, if its terms are put together.
      let short = next.size > Self.smallDerivative ? next.normalForm : next
      let kept = short.size < next.size ? short : next
      guard kept.size <= Self.largestDerivative else { break }
      orders.append(kept)
      known = kept
    }
    let (lower, upper) = (node(ends.0), node(ends.1))
    let place = newPlace(name, isNumber: true)
    guard case .number(let slot) = place else { return failure(.unsupported(tree.brief), tree) }
    let before = program.nodes.count
    let list = binding(name, to: place) { $0.nodes(orders) }
    program.integrals.append(
      Program.Integral(
        slot: slot, lower: lower, upper: upper, orders: list, work: program.nodes.count - before))
    return add(.integral(program.integrals.count - 1), rank: 0, tree)
  }

  private static var mostOrders: Int { 5 }
  private static var largestDerivative: Int { 6000 }
  private static var smallDerivative: Int { 60 }

  private mutating func limit(_ body: Tree, _ name: Name, _ to: Tree, side: Tree.Side, tree: Tree)
    -> Int
  {
    let whole: Tree
    do {
      whole = try body.inlining(program.definitions)
    } catch {
      return failure(error, tree)
    }
    if to == .constant(.infinity), let rewritten = limitAtInfinity(whole, name) { return node(rewritten) }
    if to == .constant(.infinity), whole.isFree(name), let slope = try? whole.derivative(by: name),
      let rest = improperIntegral(slope, name, (.number(1), to), tree: tree)
    {
      // F(1) and what F gains from there on.
      let start = node(whole.substituting([name: .number(1)]))
      return add(.sum(operands([start, rest])), rank: 0, tree)
    }
    if tree.freeSymbols.isEmpty, !hasValue(whole.substituting([name: to]), isSmooth: whole.isSmooth) {
      do {
        if let value = try OneSided.limit(of: whole, name, to: to, from: side) { return node(value) }
      } catch {
        return failure(error, tree)
      }
    }
    guard !whole.contains(where: { $0.mayJump && $0.isFree(name) }) else {
      return failure(
        .unsupported(zh: "可能跳变的式子的极限：\(body.brief)", en: "the limit of what may jump: \(body.brief)"), tree)
    }
    let target = node(to)
    let place = newPlace(name, isNumber: rank(target) == 0)
    let outer = zeroWins
    zeroWins = false
    let inner = binding(name, to: place) { $0.node(whole) }
    let sides = sides(of: whole, name).map { sides in
      binding(name, to: place) { builder in
        sides.map { side in
          let atPlace = side.top.substituting([name: to]).simplified.normalForm
          return (builder.node(side.top), builder.node(side.bottom), atPlace == .number(0))
        }
      }
    }
    zeroWins = outer
    let binder = Program.Binder(place: place, first: target, body: inner, name: name)
    program.limits.append(Program.Limit(binder: binder, sides: sides ?? []))
    return add(.limit(program.limits.count - 1), rank: common([inner]), tree)
  }

  /// Whether what is continuous wherever it has a value has one.
  private func hasValue(_ tree: Tree, isSmooth: Bool) -> Bool {
    isSmooth && (try? ExactEvaluator().value(of: tree, at: [:])) != nil
  }

  /// A quotient's sides with their first derivatives: both may be 0 at the place.
  private func sides(of body: Tree, _ name: Name) -> [(top: Tree, bottom: Tree)]? {
    // What is held constant for derivatives goes to its limit all the same.
    guard case .quotient(let top, let bottom) = body, bottom.isFree(name), !body.contains(where: \.isDetached)
    else { return nil }
    var sides = [(top: top, bottom: bottom)]
    while sides.count < Self.mostOrders, let last = sides.last,
      let top = try? last.top.derivative(by: name), let bottom = try? last.bottom.derivative(by: name),
      top.size + bottom.size <= Self.largestDerivative
    {
      sides.append((top, bottom))
    }
    return sides
  }
}

extension Tree {
  /// Whether nothing in it may jump.
  fileprivate var isSmooth: Bool { !contains(where: \.mayJump) }

  var isDetached: Bool {
    if case .apply(.detached, _) = self { true } else { false }
  }

  /// Whether the node itself may be discontinuous inside its domain.
  var mayJump: Bool {
    switch self {
    case .cases, .call, .derivative, .relation, .logic, .quantified: true
    case .apply(let function, _):
      switch function {
      case .floor, .ceiling, .sign, .modulo, .gcd, .indicator, .factorial, .arctan2, .tan, .cot, .sec, .csc,
        .gamma, .xor, .bitAnd, .bitOr, .modularInverse:
        true
      default: false
      }
    default: false
    }
  }
}

extension Tree {
  /// With u or −u in the place of |u|, as its sign says: the derivatives stay as small as those of u, and have no value
  /// where u is 0.
  fileprivate func bySigns(of name: Name) -> Tree {
    let inner = mapChildren { $0.bySigns(of: name) }
    guard case .apply(.abs, let arguments) = inner, arguments.count == 1, arguments[0].isFree(name),
      !arguments[0].contains(where: { if case .cases = $0 { true } else { false } })
    else { return inner }
    return .cases([
      .init(arguments[0], if: .relation([arguments[0], .number(0)], [.greater])),
      .init(.negate(arguments[0]), if: .relation([arguments[0], .number(0)], [.less])),
    ])
  }
}
