import Typesetting
import Trees
import Diagnostics

/// How symbols are used in a formula's trees: which are needed, which are arrays, how long they are.
package struct Usage {
  private let scope: Scope
  private let parameters: [Name]
  /// Symbols that have to be given, in order of appearance; lengths are taken out by `implicit`.
  package private(set) var order: [Name] = []
  package private(set) var needed: Set<Name> = []
  /// Shapes by use: from the binders that run over an array, or from the functions it is given to.
  private var shapes: [Name: [Tree]] = [:]
  /// Domains that called functions give to symbols that this page says nothing of.
  private var given: [Name: Meaning] = [:]
  private var boundDomains: [Name: Domain] = [:]
  /// Names that are applied to arguments, and that no definition heads.
  private var applied: Set<Name> = []
  private var arities: [Name: Int] = [:]
  /// Names that stand for a place in some array.
  private var places: Set<Name> = []
  /// Arrays that a place is one of, with the position of the index.
  private var placed: [Name: [(array: Name, position: Int)]] = [:]
  /// Positions whose length only a place tells: what runs over them tells it better.
  private var isLoose: [Name: Set<Int>] = [:]
  private var named = NamedPlaces()
  private struct Place: Hashable {
    var array: Name
    var position: Int
  }
  /// By how much letters are moved where they count an array: 0 and 1 of V in `V_{t+1} - V_t`.
  private var moved: [Name: [Place: ClosedRange<Int>]] = [:]

  package init(scope: Scope, parameters: [Name]) {
    self.scope = scope
    self.parameters = parameters
  }

  /// How many indices each name carries in a formula whose binders bind them.
  package static func ranks(of lexemes: [Lexeme]) -> [Name: Int] {
    var binders: Set<Name> = []
    lexemes.collectBinders(into: &binders)
    var names: Set<Name> = []
    lexemes.collectIndexed(by: binders, into: &names)
    guard !names.isEmpty else { return [:] }
    var ranks: [Name: Int] = [:]
    lexemes.collectRanks(of: names, by: binders, into: &ranks)
    return ranks
  }

  package mutating func note(_ name: Name) {
    if needed.insert(name).inserted { order.append(name) }
  }

  package mutating func collect(_ tree: Tree) { collect(tree, [:]) }

  /// - Parameter ranges: what the binders around run over.
  private mutating func collect(_ tree: Tree, _ ranges: [Name: Tree.Fold.Range]) {
    switch tree {
    case .symbol(let name):
      if ranges[name] == nil { note(name) }
    case .element(.symbol(let array), let indices):
      note(array)
      shape(array, indices, ranges)
      for index in indices {
        if case .symbol(let name) = index, ranges[name] == nil { places.insert(name) }
        collect(index, ranges)
      }
    case .fold(let fold):
      for child in fold.range.children { collect(child, ranges) }
      let (index, body) = fold.scope.opened(avoiding: needed)
      var inner = ranges
      inner[index] = fold.range
      if case .set(let set) = fold.range { bind(index, in: set) }
      collect(body, inner)
    case .quantified:
      guard let (_, bindings, body) = tree.quantifiers(avoiding: needed) else { return }
      var inner = ranges
      for binding in bindings {
        if let set = binding.set {
          collect(set, ranges)
          bind(binding.name, in: set)
          inner[binding.name] = .set(set)
        }
      }
      collect(body, inner)
    case .call(let call): collect(call, ranges)
    case .applied(let function, let arguments):
      if case .symbol(let name) = function {
        applied.insert(name)
        arities[name] = arguments.count
      }
      for child in [function] + arguments { collect(child, ranges) }
    case .derivative(let scope, let place, _):
      collect(scope.applied(to: place), ranges)
      collect(place, ranges)
    default:
      for (child, name) in tree.openedChildren {
        var inner = ranges
        if let name { inner[name] = .whole }
        collect(child, inner)
      }
    }
  }

  private mutating func bind(_ name: Name, in set: Tree) {
    if let domain = Domain(of: set, for: name) { boundDomains[name] = domain }
  }

  private mutating func shape(_ array: Name, _ indices: [Tree], _ ranges: [Name: Tree.Fold.Range]) {
    var shape = shapes[array] ?? []
    for (position, index) in indices.enumerated() {
      var length: Tree = index
      var tells = false
      if case .symbol(let name) = index {
        if case .integers(_, let upper)? = ranges[name] { (length, tells) = (upper, true) }
        if ranges[name] == nil { placed[name, default: []].append((array, position)) }
      }
      if let (letter, shift) = index.letterAndShift, ranges[letter] == nil {
        let place = Place(array: array, position: position)
        let known = moved[letter, default: [:]][place] ?? shift...shift
        moved[letter, default: [:]][place] = min(known.lowerBound, shift)...max(known.upperBound, shift)
      }
      var isNumber = false
      if case .number(let number) = index, let place = number.integer, place > 0 {
        isNumber = true
        length = .number(Number(UInt(named.note(place, of: array, at: position))))
      }
      if position >= shape.count {
        shape.append(length)
        if !tells, isNumber || index.letterAndShift != nil { isLoose[array, default: []].insert(position) }
      } else if isNumber, case .number = shape[position] {
        shape[position] = length
      } else if tells, isLoose[array]?.remove(position) != nil {
        shape[position] = length
      }
    }
    shapes[array] = shape
  }

  /// A called function asks for its used arguments and for its implicit parameters.
  private mutating func collect(_ call: Tree.Call, _ ranges: [Name: Tree.Fold.Range]) {
    guard let definition = scope.definitions[call.name]?.first(where: { $0.id == call.definition }) else {
      for argument in call.arguments { collect(argument, ranges) }
      return
    }
    for (parameter, argument) in zip(definition.parameters, call.arguments)
    where definition.inputs.contains(parameter) {
      if case .symbol(let name) = argument, ranges[name] == nil {
        note(name)
        inherit(name, from: definition, as: parameter)
      } else {
        collect(argument, ranges)
      }
    }
    for name in definition.implicit {
      if let setting = call.settings.first(where: { $0.name == name }) {
        collect(setting.value, ranges)
      } else if ranges[name] == nil {
        note(name)
        inherit(name, from: definition, as: name)
      }
    }
  }

  private mutating func inherit(_ name: Name, from definition: Definition, as parameter: Name) {
    guard let meaning = definition.meanings[parameter] else { return }
    if given[name] == nil {
      var copy = meaning
      copy.name = name
      copy.origin = .definition
      given[name] = copy
    }
    guard let shape = meaning.domain?.shape, !shape.isEmpty else { return }
    guard let own = shapes[name] else {
      shapes[name] = shape
      return
    }
    // x_i says that x has an i-th; what it is given to, how long it is.
    for position in own.indices where position < shape.count {
      if isLoose[name]?.remove(position) != nil { shapes[name]?[position] = shape[position] }
    }
  }

  /// Symbols that only say how long arrays are.
  package var lengths: [Name] {
    var found: [Name] = []
    for array in order {
      for length in shape(of: array) {
        switch length {
        case .symbol(let name): found.append(name)
        case .element(.symbol(let name), _): found.append(name)
        default: found += length.freeSymbols
        }
      }
    }
    return found.uniqued.filter { !parameters.contains($0) && !isArray($0) }
  }

  private func isArray(_ name: Name) -> Bool {
    guard let domain = scope.meanings[name]?.domain else { return false }
    return domain.rank > 0
  }

  /// The lengths of an array: as declared, and as used where no declaration says them.
  private func shape(of name: Name) -> [Tree] {
    let used = (shapes[name] ?? []).enumerated().map { position, length in
      isLoose[name]?.contains(position) == true
        ? sharedLength(length, Place(array: name, position: position)) ?? length : length
    }
    guard let declared = declared(name)?.domain, declared.rank > 0 else { return used }
    if !used.isEmpty, declared.openLengths == declared.rank { return used }
    // What another section says of an array of that name does not say how long this one is.
    if scope.foreign.contains(name), used.count == declared.rank, isLoose[name]?.isEmpty != false {
      return used
    }
    // `x_i \in \mathbb{R}^d` under a sum to n: n vectors.
    let open = min(used.count, declared.openLengths)
    return Array(used.prefix(open) + declared.shape.dropFirst(open))
  }

  /// How long another array is that the same place is in, where that is known: x_i beside γ_i with γ of length n.
  private func sharedLength(_ place: Tree, _ asked: Place) -> Tree? {
    guard let (index, _) = place.letterAndShift else { return nil }
    let own = moved[index]?[asked]?.count ?? 1
    let known = (placed[index] ?? []).compactMap { array, position -> Tree? in
      // V_t beside V_{t+1} goes one farther than r_t.
      let other = moved[index]?[Place(array: array, position: position)]?.count ?? 1
      return length(of: array, at: position)?.adding(own - other)
    }
    return Set(known).count == 1 ? known[0] : nil
  }

  private func length(of array: Name, at position: Int) -> Tree? {
    if let used = shapes[array], position < used.count, isLoose[array]?.contains(position) != true {
      return used[position]
    }
    guard let domain = declared(array)?.domain, position < domain.shape.count,
      position >= domain.openLengths
    else { return nil }
    return domain.shape[position]
  }

  package var implicit: [Name] {
    let lengths = Set(self.lengths)
    return order.filter { !parameters.contains($0) && !lengths.contains($0) }
  }

  /// The nearest declaration of a name, or of the vector that it is an element of, or the reverse.
  private func declared(_ name: Name) -> Meaning? {
    if let meaning = scope.meanings[name], meaning.domain != nil { return meaning }
    var other = name
    other.isBold.toggle()
    if let meaning = scope.meanings[other], meaning.domain != nil { return meaning }
    guard scope.meanings[name]?.value == nil else { return scope.meanings[name] }
    return scope.step(beside: name) ?? scope.meanings[name]
  }

  /// The meaning of every symbol, domains and shapes included.
  package func meanings(local: [Name: Int]) -> [Name: Meaning] {
    var meanings: [Name: Meaning] = [:]
    let lengths = self.lengths
    for name in (parameters + order).uniqued where !lengths.contains(name) {
      meanings[name] = meaning(name, rank: local[name])
    }
    for name in lengths {
      let least = Number(UInt(named.least(of: name, shape: shape)))
      var meaning = Meaning(name, .length, domain: Domain(.integers(.number(least), nil)), origin: .binder)
      if let known = scope.meanings[name] {
        meaning.source = known.source
        if known.source?.isSupposed != true { meaning.value = known.value }
        // Said to be a number of things: it has no other domain. Said to lie in a set: it lies there.
        if known.role != .length, let domain = known.domain, domain.rank == 0 {
          (meaning.domain, meaning.origin) = (domain, known.origin)
        }
      }
      meanings[name] = meaning
    }
    addRestricting(&meanings)
    for order in scope.orders { order.restrict(&meanings) }
    for name in meanings.keys {
      let words = (scope.unread[name] ?? []) + (meanings[name]?.unread ?? [])
      meanings[name]?.unread = words.uniqued
    }
    for (name, domain) in boundDomains where meanings[name] == nil {
      meanings[name] = Meaning(name, .variable, domain: domain, origin: .binder)
    }
    return meanings
  }

  /// What the domains' conditions speak of besides: b of `a + b \le 1` in a formula of a alone.
  private func addRestricting(_ meanings: inout [Name: Meaning]) {
    var pending = Array(meanings.values)
    while let meaning = pending.popLast() {
      for name in meaning.domain?.conditionSymbols(of: meaning.name) ?? [] where meanings[name] == nil {
        guard let other = declared(name), other.domain != nil || other.value != nil else { continue }
        meanings[name] = other
        pending.append(other)
      }
    }
  }

  /// A number, or an array as long as its use says; lengths that nothing names share one.
  private func generic(_ name: Name, rank: Int?) -> Domain? {
    // What stands for something that is not worked out is no quantity to choose freely.
    guard !name.base.contains(where: { "∂∇∣".contains($0) }) else { return nil }
    if applied.contains(name) { return Domain(.function(arity: arities[name] ?? 1)) }
    if places.contains(name) { return Domain(.finite([.number(1), .number(2), .number(3)])) }
    var shape = shapes[name] ?? []
    // An argument that its section further down alone declares is what its formula makes of it.
    let known = scope.later.contains(name) && rank != nil ? 0 : Tree.symbol(name).rank(in: scope, local: [:])
    let wanted = max(rank ?? 0, known)
    // An indexed bold small letter is one of many vectors.
    let isOneOfMany = !shape.isEmpty && name.isBold && !name.isCapital && rank != shape.count
    let dimensions = isOneOfMany ? shape.count + 1 : max(shape.count, wanted)
    let length = commonLength ?? .symbol(Self.sharedLength)
    while shape.count < dimensions { shape.append(length) }
    return Domain(.reals, shape: shape)
  }

  /// How long the vectors are that are declared here, where they are all as long.
  private var commonLength: Tree? {
    let lengths = Set(order.compactMap { scope.meanings[$0]?.domain?.shape.last })
    guard lengths.count == 1, case .symbol(let name)? = lengths.first,
      !scope.binders.contains(name)
    else { return nil }
    return .symbol(name)
  }

  private static let sharedLength = Name("d", label: "·")

  private func meaning(_ name: Name, rank: Int?) -> Meaning {
    let known = declared(name)
    let inherited = given[name]
    let origin: Meaning.Origin =
      parameters.contains(name) ? .head : known?.origin ?? inherited?.origin ?? .customary
    var role: Meaning.Role =
      applied.contains(name) ? .function : parameters.contains(name) ? .variable : .parameter
    guard var domain = known?.domain ?? inherited?.domain else {
      let isArray = !(shapes[name] ?? []).isEmpty
      var meaning = Meaning(
        name, isArray ? .array : role, domain: nil, value: known?.value ?? inherited?.value,
        source: known?.source, origin: origin)
      meaning.generic = generic(name, rank: rank)
      meaning.unread = inherited?.unread ?? []
      return meaning
    }
    let shape = shape(of: name)
    if !shape.isEmpty { (domain.shape, domain.openLengths) = (shape, 0) }
    if case .function = domain.values { role = .function } else if domain.rank > 0 { role = .array }
    if parameters.contains(name), rank == 0, domain.rank > 0, shapes[name] == nil { role = .array }
    var meaning = Meaning(
      name, role, domain: domain, value: known?.value ?? inherited?.value,
      source: known?.source ?? inherited?.source, origin: origin)
    if known?.domain == nil { meaning.unread = inherited?.unread ?? [] }
    return meaning
  }
}

extension LaTeX.Scope.Order {
  /// Restricts what is declared and what is taken for the rest; a premise that is not used where another symbol takes part
  /// in it.
  fileprivate func restrict(_ meanings: inout [Name: Meaning]) {
    let names = relation.freeSymbols
    guard names.allSatisfy({ ((meanings[$0]?.domain ?? meanings[$0]?.generic)?.rank ?? 1) == 0 }) else {
      for name in names { meanings[name]?.unread.append(text) }
      return
    }
    for name in names {
      guard var meaning = meanings[name] else { continue }
      if meaning.domain != nil {
        _ = meaning.restrict(by: relation)
      } else if let generic = meaning.generic {
        meaning.domain = generic
        _ = meaning.restrict(by: relation)
        meaning.generic = meaning.domain
        meaning.domain = nil
      }
      meanings[name] = meaning
    }
  }
}

extension Definition {
  /// Lengths that its arrays' shapes name.
  package var lengths: [Name] {
    meanings.values.filter { $0.role == .length }.map(\.name).sorted()
  }

  /// What tells two definitions of a bare name apart.
  package var inputRanks: [String] { inputs.map { "\($0.plain):\(meanings[$0]?.domain?.rank ?? 0)" } }
}
