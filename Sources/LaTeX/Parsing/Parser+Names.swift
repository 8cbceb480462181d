import Typesetting
import Trees
import Diagnostics

extension Parser {
  /// A name with what belongs to it: subscript, primes, marks; then its arguments, if it is a function.
  package mutating func named(_ first: Name, isWord: Bool) throws(ParseError) -> Tree {
    let start = next
    let place = self.place
    if let combinations = try combinations(first) { return combinations }
    if let moment = try bareMoment(first) { return moment }
    if let element = try bracketedElement(first) { return element }
    if let slice = try slice(first) { return slice }
    if let member = try familyMember(first) { return member }
    if let delta = try kronecker(first) { return delta }
    if let value = try spectralElement(first) { return value }
    let (name, indices) = try fullName(first)
    if indices?.count == 2 { try refuseCofactor(name, at: place) }
    if isWord, SymbolTable.unread.contains(name.base), !scope.isFunction(name), scope.meanings[name] == nil,
      scope.definitions[name] == nil, local[name] == nil, scope.values.byName[name] == nil, indices == nil
    {
      throw .unknownOperator(name.base, at: place)
    }
    if var indices {
      if let chosen = try numberedFunction(name, indices) { return chosen }
      if let upper = try upperIndex(of: name, behind: indices.count) { indices.append(upper) }
      return try scripted(try elementBehind(element(of: name, indices)))
    }
    if let component = try component(above: name) { return try scripted(component) }
    if name.primes == 0, case .primes(1)? = current?.kind, isTransposed(name) {
      next += 1
      return try scripted(.apply(.transpose, [try symbol(name, start: start)]))
    }
    if let call = try call(name, isWord: isWord, start: start) { return call }
    return try scripted(try symbol(name, start: start))
  }

  /// `P_{ss'}^a`, `R_s^a` of a table with one more index: a letter above that is bound, or given as a number.
  private mutating func upperIndex(of name: Name, behind count: Int) throws(ParseError) -> Tree? {
    guard case .superscript(let script)? = current?.kind, script.isOneSymbol,
      let letter = Self.spelledName(script),
      scope.values.rank(name) == count + 1, !name.isBold,
      bound.contains(letter) && (local[letter] ?? scope.rank(letter) ?? 0) == 0
        || scope.values.rank(letter) == 0
    else { return nil }
    let range = place
    next += 1
    return try whole(script, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
  }

  /// `a_{ij} A_{ij}`: beside the elements a_{ij} of A, A_{ij} is a cofactor to most who write so.
  @inline(never)
  private func refuseCofactor(_ name: Name, at range: Range<Int>) throws(ParseError) {
    var small = name
    small.base = name.base.lowercased()
    guard case .name(name, _) = lexemes[max(0, next - 2)].kind, name.base.utf8.count == 1, name.isCapital,
      letters[small] != nil, !knows(small), scope.values.rank(name) == 2
    else { return }
    throw ParseError(
      "ambiguous-index",
      zh: "与元素 \(small.plain)_{ij} 并列的 \(name.plain)_{ij} 有两种读法：矩阵 \(name.plain) 的元素，或代数余子式；换一个字母",
      en:
        "beside the elements \(small.plain)_{ij}, \(name.plain)_{ij} has two readings: an element of \(name.plain), or a "
        + "cofactor; use another letter", at: range)
  }

  /// `z^i` of a list z, where i is a place: no list is raised to its own index.
  @inline(never)
  private mutating func component(above name: Name) throws(ParseError) -> Tree? {
    guard case .superscript(let script)? = current?.kind, script.isOneSymbol, script.count == 1,
      let letter = Self.spelledName(script), ["i", "j", "k", "l"].contains(letter.base),
      scope.values.rank(name) == 1, scope.meanings[name] == nil,
      scope.values.byName[letter]?.integer != nil || ranges[letter] != nil
    else { return nil }
    let range = place
    next += 1
    return .element(.symbol(name), try indices(script, range, of: name))
  }

  /// Reads the scripts that are part of the name; indices where they tell elements apart.
  mutating func fullName(_ first: Name) throws(ParseError) -> (Name, indices: [Tree]?) {
    next += 1
    var name = first
    if name == Name("Δ"), !knows(name), case .name(let other, _)? = current?.kind {
      next += 1
      name = other.differenced
    }
    if !standsForPlace(name), let known = knownSpelling(of: name) {
      if case .primes(let count)? = current?.kind, lexemes.isRoundBracket(at: next + 1),
        scope.definitions[known]?.contains(where: { !$0.parameters.isEmpty }) == true
      {
        next += 1
        var primed = known
        primed.primes += count
        return (primed, nil)
      }
      guard case .superscript(let script) = current?.kind, let sample = try sampleIndices(script, of: known)
      else { return (known, nil) }
      next += 1
      return (known, sample)
    }
    if let spelled = try markedElements(of: name) { return spelled }
    var indices: [Tree]?
    if case .subscript(let script) = current?.kind {
      let range = place
      if !prefersLabels, let matrix = matrixOf(name, script) { name = matrix }
      if isIndex(script, of: name) {
        try refuseBoundDefinition(name, script, range)
        next += 1
        if let own = indexedSpelling(of: name, script) { name = own }
        indices = try self.indices(script, range, of: name)
      } else if let label = Self.label(script) {
        next += 1
        name.label = label
      } else if (local[arrayName(name)] ?? scope.rank(arrayName(name)) ?? 0) > 0, !prefersLabels {
        next += 1
        indices = try self.indices(script, range, of: name)
      } else {
        throw ParseError(
          "unreadable-subscript", zh: "下标既不是约束变量的指标，也不能是名字的一部分",
          en: "the subscript is neither an index that something binds nor part of a name", at: range)
      }
    }
    if case .primes(let count) = current?.kind, !isTransposed(name) {
      next += 1
      name.primes = count
    }
    if case .superscript(let script) = current?.kind {
      // `\hat y_i^{(t-1)}` of which `\hat y_i` is all that is declared: a name of its own.
      let isWhole = indices.map { $0.count >= local[name] ?? scope.rank(arrayName(name)) ?? .max } ?? false
      if !isWhole || script.binds(Set(bound)), let sample = try sampleIndices(script, of: name) {
        next += 1
        return (name, sample + (indices ?? []))
      }
      if let mark = mark(script, of: name) {
        next += 1
        name.mark = mark
      }
    }
    return (name, indices)
  }

  /// `(X'X)^{-1} X'y`, as statisticians write it: a prime behind a matrix before one more factor, where no primed
  /// matrix is known and the matrix itself stands beside it.
  private func isTransposed(_ name: Name) -> Bool {
    guard !prefersLabels, case .primes(1)? = current?.kind,
      peek()?.startsArrayFactor == true || transposed.contains(name),
      Tree.symbol(name).rank(in: scope, local: local) == (name.isCapital ? 2 : 1), (letters[name] ?? 0) > 1
    else { return false }
    var primed = name
    primed.primes = 1
    return !knows(primed)
  }

  /// `h_t` that the page defines by its neighbour `h_{t-1}`, or otherwise not for every t alike, has no reading under a
  /// sum over t.
  func refuseBoundDefinition(_ name: Name, _ script: [Lexeme], _ range: Range<Int>) throws(ParseError) {
    var labelled = name
    labelled.label = Self.label(script)
    guard scope.definitions[labelled]?.contains(where: \.parameters.isEmpty) == true,
      script.binds(Set(bound)), (scope.rank(arrayName(name)) ?? 0) == 0, local[arrayName(name)] == nil
    else { return }
    throw ParseError(
      "ambiguous-index",
      zh: "\(labelled.plain) 定义过，又在这里随指标取遍：定义里没有这个指标，或用到相邻的一项，两者对不上",
      en:
        "\(labelled.plain) is defined, and here its index runs: the definition does not hold for every index alike",
      at: range)
  }

  /// Whether an argument of the head tells which of many: a of `\mathbf x_a` beside `\sum_b \mathbf x_b`.
  private func standsForPlace(_ name: Name) -> Bool {
    guard !prefersLabels, places.arrays.contains(name), case .subscript(let script)? = current?.kind,
      script.count == 1, let names = script.indexNames, !names.isEmpty
    else { return false }
    return names.allSatisfy(places.letters.contains)
  }

  /// Whether anything on the page, around this place or from outside speaks of exactly this name.
  func knows(_ name: Name) -> Bool {
    bound.contains(name) || local[name] != nil || scope.meanings[name] != nil
      || scope.definitions[name] != nil || scope.values.byName[name] != nil
  }

  /// The scripts at `next` as far as they make a name that is known as a whole: `h_{t-1}`, `x^+_*`, `R^{-1}`.
  mutating func knownSpelling(of first: Name) -> Name? {
    var name = first
    var position = next
    var found: (Name, Int)?
    while position < lexemes.count {
      switch lexemes[position].kind {
      case .subscript(let script):
        guard let text = Self.scriptText(script) else { position = lexemes.count; continue }
        name.label = text
        // Under a sum over i, x_i is an element, whatever x_i is called elsewhere.
        if !bound.contains(name), script.binds(Set(bound)) { position = lexemes.count; continue }
      case .primes(let count): name.primes += count
      case .superscript(let script):
        guard let text = Self.markText(script) else { position = lexemes.count; continue }
        name.mark = text
      default:
        position = lexemes.count
        continue
      }
      position += 1
      if knows(name) || scope.definitions[name.assigned] != nil, name != first, !isIndexed(name) {
        found = (name, position)
      }
    }
    guard let found else { return nil }
    // `q_0'` beside q_0 is another.
    if found.1 < lexemes.count, case .primes = lexemes[found.1].kind, scope.definitions[found.0] == nil {
      return nil
    }
    next = found.1
    return found.0
  }

  /// Whether a name that spells its index (`x_i` given as an array) is meant as an array of such elements here.
  func isIndexed(_ name: Name) -> Bool {
    guard let label = name.label, let rank = scope.values.rank(name), rank >= label.count else {
      return false
    }
    var plain = name
    plain.label = nil
    guard scope.values.indexed[plain]?.contains(name) == true else { return false }
    return label.allSatisfy { letter in
      bound.contains(Name(String(letter))) || scope.binders.contains(Name(String(letter)))
    }
  }

  /// The array that a value's own spelling names: `x_i` for the elements x_1, x_2, ….
  func indexedSpelling(of name: Name, _ script: [Lexeme]) -> Name? {
    guard scope.values.rank(name) == nil || (scope.values.rank(name) ?? 0) == 0,
      let candidates = scope.values.indexed[name]
    else { return nil }
    let count = script.indexCount
    return candidates.first { $0.label?.count == count }
  }

  /// `W_{ji}^{(l)}` where W^{(l)} is known as an array.
  mutating func markedElements(of first: Name) throws(ParseError) -> (Name, indices: [Tree]?)? {
    guard !prefersLabels, case .subscript(let script) = current?.kind,
      case .superscript(let upper)? = peek()?.kind,
      let text = Self.markText(upper)
    else { return nil }
    var name = first
    name.mark = text
    guard knows(name), (local[name] ?? scope.rank(name) ?? 0) > 0 else { return nil }
    let range = place
    next += 2
    return (name, try indices(script, range, of: name))
  }

  /// `x^{(i)}`: which of the samples, where i is bound or x is an array.
  func sampleIndices(_ script: [Lexeme], of name: Name) throws(ParseError) -> [Tree]? {
    guard !prefersLabels, script.count >= 3, case .open("(")? = script.first?.kind,
      case .close(")")? = script.last?.kind
    else {
      return nil
    }
    let inside = Array(script[1..<(script.count - 1)])
    let isBound = inside.binds(Set(bound))
    let rank = local[name] ?? scope.rank(arrayName(name)) ?? 0
    guard isBound || rank > 0 && inside.allSatisfy(\.isIndexLike) else { return nil }
    return try indices(inside, script[0].range.through(script[script.count - 1].range), of: name)
  }

  /// A symbol that is not applied to anything.
  package func symbol(_ name: Name, start: Int) throws(ParseError) -> Tree {
    if bound.contains(name) || local[name] != nil { return .symbol(name) }
    let isDeclared = scope.meanings[name].map { $0.origin != .customary } ?? false
    if !isDeclared || scope.meanings[name]?.origin == .definition,
      let definitions = scope.definitions[name] ?? (knows(name) ? nil : assigned(name)),
      scope.values.byName[name] == nil || definitions.contains(where: \.parameters.isEmpty)
    {
      if let constant = definitions.last(where: { $0.parameters.isEmpty }) {
        if case .set = constant.body { return constant.body }
        return .call(.init(constant.name, definition: constant.id, arguments: []))
      }
      // A function's name alone stands for its value at its own arguments.
      if let function = definitions.last {
        return .call(
          .init(
            name, definition: function.id, arguments: function.parameters.map { .symbol($0) }))
      }
    }
    if !isDeclared, !knows(name), let square = squareRoot(of: name) ?? slopeOfQuantity(name) { return square }
    // Beside weights π_1, π_2, … the π of `\\sqrt{2\\pi}` is the number.
    if name == Name("π"), isDeclared, (scope.rank(name) ?? 0) > 0, start > 0,
      case .number(let factor) = lexemes[start - 1].kind, factor == 2 || factor == 4
    {
      return .constant(.pi)
    }
    if !knows(name), let array = definedByElements(name) { return array }
    if !isDeclared {
      if name == Name("π") { return .constant(.pi) }
      if name == Name("e") { return .constant(.e) }
    }
    return .symbol(name)
  }

  /// s where the page says what s^2 is: its root, which no spread has below 0.
  private func squareRoot(of name: Name) -> Tree? {
    guard name.mark == nil else { return nil }
    var square = name
    square.mark = "2"
    guard let definition = scope.definitions[square]?.last(where: { $0.parameters.isEmpty && $0.rank == 0 })
    else { return nil }
    return .apply(.sqrt, [.call(.init(square, definition: definition.id, arguments: []))])
  }

  /// What a name got by an arrow further up: `\mu \leftarrow …`.
  private func assigned(_ name: Name) -> [Definition]? { scope.definitions[name.assigned] }

  /// How many indices what the page defines by a name takes, where that is an array: `\hat{\mathbf y} = X w`.
  @inline(never)
  func definedRank(_ name: Name) -> Int? {
    var bold = name
    bold.isBold = true
    for candidate in [name, bold] where !bound.contains(candidate) && local[candidate] == nil {
      guard scope.values.byName[candidate] == nil, scope.meanings[candidate] == nil,
        let definition = scope.definitions[candidate]?.last(where: { $0.parameters.isEmpty })
      else { continue }
      if definition.rank > 0 { return definition.rank }
    }
    return nil
  }

  /// `y_i` beside `\mathbf y`: the elements are the bold vector's, unless plain y is an array itself.
  func arrayName(_ name: Name) -> Name {
    if (local[name] ?? 0) > 0 { return name }
    var bold = name
    bold.isBold = true
    var isVector = local[bold] != nil || (scope.rank(bold) ?? 0) > 0
    if !isVector, name.accents.isEmpty, (scope.rank(name) ?? 0) == 0 {
      var arrow = name
      arrow.accents = ["vec"]
      if local[arrow] != nil || (scope.rank(arrow) ?? 0) > 0 {
        bold = arrow
        isVector = true
      }
    }
    if !isVector, !name.isBold, !knows(name), scope.rank(name) == nil, scope.definitions[bold] != nil,
      definedRank(name) != nil
    {
      return bold
    }
    if isVector, scope.isKnownByElements(name) { return bold }
    // What only its use makes an array is the bold array's elements.
    if isVector, scope.values.byName[name] == nil, scope.meanings[name]?.domain == nil { return bold }
    if (scope.rank(name) ?? 0) > 0 { return name }
    if isVector { return bold }
    // Beside a number n, the n_i of a sum are numbers of their own.
    if bare.contains(name), scope.dependencies[name] == nil, let domain = scope.meanings[name]?.domain,
      domain.rank == 0, scope.values.byName[name] == nil
    {
      if case .function = domain.values { return name }
      var others = name
      others.label = "·"
      return others
    }
    return name
  }

}

extension Lexeme {
  fileprivate var startsArrayFactor: Bool {
    switch kind {
    case .name, .accented, .open("("), .fenced("(", ")", _): true
    default: false
    }
  }
}
