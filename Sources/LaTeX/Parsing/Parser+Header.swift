import Typesetting
import Trees
import Diagnostics

/// What stands under ∑, ∏, min: indices, where they run, and conditions on them.
struct Header {
  package var indices: [(name: Name, range: Tree.Fold.Range)] = []
  package var conditions: [Tree] = []
  /// What names under the sign stand for: the parts of a set's members.
  package var parts: [Name: Tree] = [:]
  /// Indices whose range is the domain that the page declares.
  var fromDomain: Set<Name> = []

  /// What indexes an array in the body runs over its places, whatever else the page says of its values.
  func running(through body: Tree) -> Header {
    var copy = self
    for position in indices.indices where fromDomain.contains(indices[position].name) {
      let index = Tree.symbol(indices[position].name)
      let isPlace = body.contains { tree in
        if case .element(_, let places) = tree { places.contains(index) } else { false }
      }
      if isPlace { copy.indices[position].range = .whole }
    }
    return copy.unbounded(in: body)
  }

  /// Terms whose condition fails count as nothing: 0 in a sum, 1 in a product, ∞ in a minimum.
  package func fold(_ kind: Tree.Fold.Kind, _ body: Tree) -> Tree {
    var body = parts.isEmpty ? body : body.substituting(parts)
    if !conditions.isEmpty {
      let nothing: Tree =
        switch kind {
        case .sum: .number(0)
        case .product: .number(1)
        case .min, .inf, .argmin: .constant(.infinity)
        case .max, .sup, .argmax: .negate(.constant(.infinity))
        }
      let condition = conditions.count == 1 ? conditions[0] : Tree.logic(.and, conditions)
      body = .cases([.init(body, if: condition), .init(nothing, if: nil)])
    }
    for (index, range) in indices.reversed() { body = .fold(.init(kind, index, range, body)) }
    return body
  }
}

extension Parser {
  typealias Script = ([Lexeme], Range<Int>)

  /// - Parameter addsUp: below ∑ and ∏ a condition on elements is on their places; a maximum is taken over the elements.
  mutating func header(
    _ lower: Script, _ upper: Script?, addsUp: Bool = false
  ) throws(ParseError) -> Header {
    var lower = lower
    if upper == nil, !lower.0.hasRelation, lower.0.contains(where: \.isEllipsis) {
      lower.0 = try writtenOut(lower.0)
    }
    var items = Self.headerItems(lower.0)
    guard let first = items.first, !first.isEmpty else { throw unreadableRange(lower.1) }
    if let chained = try chainedHeader(first, lower.1, ofNumbers: !addsUp) {
      return try restricted(chained, by: items.dropFirst(), end: lower.1.upperBound)
    }
    if upper == nil, let signs = try bothSigns(first, lower.1), items.count == 1 { return signs }
    if let divisors = try divisors(lower) { return divisors }
    let lines = Self.lines(lower.0)
    if lines.count > 1, let divisors = try divisors((lines[0], lower.1)) {
      return try restricted(divisors, by: lines.dropFirst(), end: lower.1.upperBound)
    }
    if upper == nil, let pairs = try tupleHeader(lower) { return pairs }
    var header = Header()
    if addsUp, upper == nil, let place = Self.conditionedPlace(first) {
      // `\sum_{y_i = G(x_i)}`: over those i of which that holds.
      header.indices = [(place, .whole)]
    } else if let upper, let names = Self.sharedStart(items) {
      // `\sum_{i,j=1}^{n}`, `\sum_{i,j=1}^{m,n}`
      let first = Array(items[names.count - 1].drop { !$0.isEquality }.dropFirst())
      let ends = upper.0.splitAtCommas
      if ends.count == names.count {
        for (name, end) in zip(names, ends) {
          header.indices.append((name, .integers(try bound(first, lower.1), try bound(end, upper.1))))
        }
        items.removeFirst(names.count)
      } else {
        let start = try integers(first, &items, lower.1, upper: upper)
        header.indices = names.map { ($0, start) }
        items.removeFirst(names.count - 1)
      }
    } else if let (index, rest) = Self.lead(first), case .relation(.equal)? = rest.first?.kind {
      header.indices = [(index, try integers(Array(rest.dropFirst()), &items, lower.1, upper: upper))]
    } else {
      if let upper {
        guard let only = Self.lead(first), only.1.isEmpty, items.count == 1 else {
          throw ParseError(
            "unreadable-range", zh: "有上限却没有下限：写成 i=1", en: "an upper bound and no lower one: write i=1",
            at: upper.1)
        }
        // `\sum_i^N`: as everything counts, from 1.
        header.indices = [(only.0, .integers(.number(1), try bound(upper.0, upper.1)))]
        return header
      }
      header.indices = try indices(&items, lower.1)
      for (name, range) in header.indices where scope.meanings[name]?.domain != nil {
        if case .whole = range { continue }
        header.fromDomain.insert(name)
      }
    }
    return try restricted(header, by: items[...], end: lower.1.upperBound)
  }

  /// A header with the conditions that stand behind it, in which its indices are bound.
  private mutating func restricted(
    _ header: Header, by conditions: ArraySlice<[Lexeme]>, end: Int
  ) throws(ParseError) -> Header {
    var header = header
    var inner = self
    inner.bound += header.indices.map(\.name)
    for item in conditions where !item.isEmpty {
      header.conditions.append(try inner.restriction(item, end: end))
    }
    warnings = inner.warnings
    return header
  }

  /// The rows of a `\substack`, or what stands between commas.
  private static func lines(_ script: [Lexeme]) -> [[Lexeme]] {
    if script.count == 1, case .grid(_, let rows) = script[0].kind { return rows.map { $0.flatMap { $0 } } }
    return script.splitAtCommas
  }

  /// The index of what a condition is about, where it is an element: i of `y_i = G(x_i)`, `x_i < c`.
  private static func conditionedPlace(_ item: [Lexeme]) -> Name? {
    guard let (name, rest) = lead(item), let label = name.label, label.unicodeScalars.count == 1,
      familyIndices.contains(label), case .relation(let relation)? = rest.first?.kind,
      [.equal, .unequal, .less, .greater, .lessOrEqual, .greaterOrEqual].contains(relation)
    else { return nil }
    return Name(label)
  }

  /// The names of `i, j = 1`, which begin alike.
  private static func sharedStart(_ items: [[Lexeme]]) -> [Name]? {
    var names: [Name] = []
    for item in items {
      guard let (name, rest) = lead(item) else { return nil }
      names.append(name)
      guard let sign = rest.first else { continue }
      return sign.isEquality && names.count > 1 ? names : nil
    }
    return nil
  }

  private mutating func restriction(_ item: [Lexeme], end: Int) throws(ParseError) -> Tree {
    if let prime = Self.prime(item) { return prime }
    return try whole(item, end: end) { parser throws(ParseError) in try parser.condition() }
  }

  /// `\sum_{s = \pm 1}`: over both.
  private mutating func bothSigns(_ item: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Header? {
    guard let (index, rest) = Self.lead(item), rest.count > 2, case .relation(let relation) = rest[0].kind,
      relation == .equal || relation == .in
    else { return nil }
    var written = Array(rest.dropFirst())
    if relation == .in {
      guard written.count == 1, case .fenced("{", "}", let inside) = written[0].kind else { return nil }
      written = inside
    }
    guard case .sign("±")? = written.first?.kind else { return nil }
    let value = try whole(Array(written.dropFirst()), end: range.upperBound) { parser throws(ParseError) in
      try parser.sum()
    }
    var header = Header()
    header.indices = [(index, .set(.set(.finite([value, .negate(value)]))))]
    return header
  }

  func unreadableRange(_ range: Range<Int>) -> ParseError {
    ParseError(
      "unreadable-range", zh: "看不懂范围：应是 i=1、i ∈ S、1 ≤ i ≤ n 或指标",
      en: "the range is not understood: expected i=1, i ∈ S, 1 ≤ i ≤ n or an index", at: range)
  }

  /// Parts between commas, colons, bars and the rows of a `\substack`.
  private static func headerItems(_ script: [Lexeme]) -> [[Lexeme]] {
    if script.count == 1, case .grid(_, let rows) = script[0].kind {
      return rows.flatMap { headerItems($0.flatMap { $0 }) }
    }
    var items: [[Lexeme]] = [[]]
    var level = 0
    for lexeme in script {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .punctuation where level == 0:
        items.append([])
        continue
      default: break
      }
      items[items.count - 1].append(lexeme)
    }
    return items
  }

  /// `i = 1` with its upper bound, or `i = 1, \ldots, n`; takes these items away.
  private mutating func integers(
    _ first: [Lexeme], _ items: inout [[Lexeme]], _ range: Range<Int>, upper: Script?
  ) throws(ParseError) -> Tree.Fold.Range {
    let from = try bound(first, range)
    let to: Tree
    let dots = items.firstIndex { item in
      if item.count == 1, case .ellipsis = item[0].kind { true } else { false }
    }
    if let dots, dots + 1 < items.count, upper == nil {
      to = try bound(items[dots + 1], range)
      items.removeSubrange(...(dots + 1))
    } else if let upper {
      to = try bound(upper.0, upper.1)
      items.removeFirst()
    } else {
      throw ParseError(
        "no-upper-bound", zh: "没有上限：∑_{i=1}^{n}", en: "the upper bound is missing: ∑_{i=1}^{n}", at: range)
    }
    return .integers(from, to)
  }

  private mutating func bound(_ lexemes: [Lexeme], _ range: Range<Int>) throws(ParseError) -> Tree {
    let bound = try whole(lexemes, end: range.upperBound) { parser throws(ParseError) in try parser.sum() }
    guard !bound.isFractional else {
      throw ParseError(
        "fractional-range", zh: "求和、求积的上下限应为整数", en: "the bounds of a sum or product are integers", at: range)
    }
    return bound
  }

  /// `i`, `i, j`, `x, y ∈ S`, `i \ne k`; takes the items away that say no more than that.
  private mutating func indices(
    _ items: inout [[Lexeme]], _ range: Range<Int>
  ) throws(ParseError) -> [(name: Name, range: Tree.Fold.Range)] {
    var names: [Name] = []
    while let item = items.first, let (name, rest) = Self.lead(item) {
      guard let sign = rest.first else {
        names.append(name)
        items.removeFirst()
        continue
      }
      guard case .relation(let relation) = sign.kind else {
        // `\sum_{ij}`: over both.
        guard names.isEmpty, let letters = adjoiningIndices(item) else { throw unreadableRange(range) }
        names = letters
        items.removeFirst()
        continue
      }
      if relation == .in {
        items.removeFirst()
        names.append(name)
        if names.count == 1, isAlphabet(Array(rest.dropFirst()), of: name) { return [(name, .whole)] }
        let set = try whole(Array(rest.dropFirst()), end: range.upperBound) {
          parser throws(ParseError) in
          try parser.setExpression()
        }
        return names.map { members(of: set, named: $0) }
      }
      // What follows the indices is a condition, and the only index may stand in it: `\sum_{i \ne k}`.
      guard names.isEmpty else { break }
      names.append(name)
      if let other = secondIndex(item) { names.append(other) } else { warnOfSecondIndex(item, range) }
      break
    }
    guard !names.isEmpty else { throw unreadableRange(range) }
    return names.map { ($0, values(of: $0)) }
  }

  /// Letters side by side that are customary for indices, and none of which means anything yet.
  private func adjoiningIndices(_ item: [Lexeme]) -> [Name]? {
    let letters = item.compactMap { lexeme -> Name? in
      guard case .name(let name, false) = lexeme.kind, Self.customaryIndices.contains(name.base),
        name == Name(name.base), !bound.contains(name), scope.values.byName[name] == nil
      else { return nil }
      return name
    }
    guard letters.count == item.count, (2...3).contains(letters.count), Set(letters).count == letters.count
    else { return nil }
    return letters
  }

  /// `x \in \mathcal{X}` where nothing says what 𝒳 is, and a table is given with x for its place: `p(x)`.
  private func isAlphabet(_ set: [Lexeme], of index: Name) -> Bool {
    guard let name = Self.spelledName(set), name.isCapital, !knows(name), scope.values.byName[index] == nil
    else { return false }
    return Array(lexemes[next...]).tables(at: index).contains { scope.values.rank($0) == 1 }
  }

  /// The name that a part begins with, subscript and primes included, and what stands behind it.
  private static func lead(_ item: [Lexeme]) -> (Name, [Lexeme])? {
    guard case .name(_, false)? = item.first?.kind else { return nil }
    let end = item.dropFirst().firstIndex { !$0.isScript } ?? item.count
    guard let name = spelledName(Array(item[..<end])) else { return nil }
    return (name, Array(item[end...]))
  }

  /// The names that stand for something new behind the sign.
  mutating func bind(_ header: Header) {
    bound += header.indices.map(\.name) + header.parts.keys.sorted()
    for (name, range) in header.indices { ranges[name] = range }
  }

  /// `\sum_{h_t}`: over the values that h_t may take, where the page says which; else over what it indexes.
  private func values(of name: Name) -> Tree.Fold.Range {
    guard let domain = scope.meanings[name]?.domain, domain.rank == 0 else { return .whole }
    // What a section beside this one says of j is nothing to an array that j counts through here.
    if scope.foreign.contains(name), Array(lexemes[next...]).subscriptLetters.contains(name) { return .whole }
    switch domain.values {
    case .finite(let members): return .set(.set(.finite(members)))
    case .integers(let lower?, let upper?): return .integers(lower, upper)
    default: return .whole
    }
  }

  /// `x_j \in D` with arrays indexed by j behind it: j runs over the places of D.
  private func members(of set: Tree, named name: Name) -> (name: Name, range: Tree.Fold.Range) {
    guard let label = name.label, label.unicodeScalars.count == 1, Self.familyIndices.contains(label) else {
      return (name, .set(set))
    }
    let letter = Name(label)
    let array = name.bare
    let isIndexed = scope.values.rank(array).map { $0 > 0 } ?? false
    let others = lexemes[next...].filter(for: letter, besides: array)
    guard isIndexed || others else { return (name, .set(set)) }
    return (letter, .integers(.number(1), .apply(.length, [set])))
  }

  private mutating func warnOfSecondIndex(_ item: [Lexeme], _ range: Range<Int>) {
    guard item.count == 3, case .name(let other, false) = item[2].kind, !bound.contains(other),
      !item[1].isScript,
      !scope.isVariable(other), Self.customaryIndices.contains(other.base)
    else { return }
    warn(
      "ambiguous-index", zh: "只读作对左边的指标求和；若对 \(other.plain) 也求和，写成两个 ∑",
      en: "only the left name is read as the index; to sum over \(other.plain) too, write two ∑", at: range)
  }
}

extension ArraySlice<Lexeme> {
  /// Whether a letter indexes anything in here but one array.
  fileprivate func filter(for letter: Name, besides array: Name) -> Bool {
    Array(self).indexes(letter, besides: array)
  }
}

extension [Lexeme] {
  fileprivate func indexes(_ letter: Name, besides array: Name) -> Bool {
    for (lexeme, following) in zip(self, dropFirst()) {
      guard case .subscript(let script) = following.kind, script.binds([letter]) else { continue }
      guard case .name(let name, _) = lexeme.kind else { return true }
      if name != array { return true }
    }
    return parts.contains { $0.indexes(letter, besides: array) }
  }
}

extension [Lexeme] {
  /// Names with just this letter in round brackets or below them.
  fileprivate func tables(at index: Name) -> [Name] {
    var found: [Name] = []
    for (position, lexeme) in enumerated() {
      guard case .name(let name, _) = lexeme.kind, position + 1 < count else { continue }
      if let body = bracketBody(at: position + 1), body.isOneSymbol, Parser.spelledName(body) == index {
        found.append(name)
      }
    }
    return found + parts.flatMap { $0.tables(at: index) }
  }
}

extension Lexeme {
  fileprivate var isEquality: Bool { if case .relation(.equal) = kind { true } else { false } }
}

extension Parser {
  /// `p \text{ 为质数}`: just two whole numbers up to p divide it.
  fileprivate static func prime(_ item: [Lexeme]) -> Tree? {
    guard item.count == 2, case .name(let name, _) = item[0].kind else { return nil }
    let words: String
    switch item[1].kind {
    case .prose(let text): words = text
    case .name(let word, isWord: true): words = word.base
    default: return nil
    }
    let bare = words.lowercased().filter { !$0.isWhitespace }
    guard ["质数", "是质数", "为质数", "素数", "是素数", "为素数", "prime", "isprime"].contains(bare) else { return nil }
    return isPrime(name)
  }

  /// That just two whole numbers up to it divide a number.
  static func isPrime(_ name: Name) -> Tree {
    var divisor = Name("d")
    if name == divisor { divisor.primes += 1 }
    let divides = Tree.relation([.apply(.modulo, [.symbol(name), .symbol(divisor)]), .number(0)], [.equal])
    let count = Tree.fold(
      .init(.sum, divisor, .integers(.number(1), .symbol(name)), .apply(.indicator, [divides])))
    return .relation([count, .number(2)], [.equal])
  }
}
