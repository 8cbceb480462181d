import Typesetting
import Diagnostics
import Trees

/// A definition that goes back to its own earlier values: `T(n) = 2 T(n/2) + n`, `F_{n+1} = F_n + F_{n-1}`, `c_{i,j} = …`.
///
/// It is one where something says how it begins: a head of its own with numbers in the place of the letters (`F_1 = 1`,
/// `T(1) = 1`, `D_{i,0} = i`), values from outside, or a branch that does not go back.
package struct Recurrence {
  /// The letters of the head's subscript with what is added to each: n and 1 of `F_{n+1}`.
  package var indices: [(letter: Name, offset: Int)]
  /// What stands for the definition while its own body is read.
  var provisional: Definition
  /// How it begins, the narrower first.
  var bases: [Tree.Branch]

  /// Nil where the body does not go back to the head, or where nothing says how it begins.
  package init?(
    _ statement: Rows.Statement, _ head: Head, id: String, scope: Scope, source: SourceFormula, page: String
  ) {
    let lexemes = statement.lexemes
    guard head.next < lexemes.count, case .name(let first, _)? = lexemes.first?.kind,
      head.name.mark?.hasSuffix("←") != true
    else { return nil }
    let body = Array(lexemes[head.next...])
    var indices: [(letter: Name, offset: Int)] = []
    if lexemes.count > 1, case .subscript(let script) = lexemes[1].kind { indices = script.stepIndices ?? [] }
    let places: [Tree]
    var order: Int?
    if head.hasArguments, indices.isEmpty {
      guard body.applies(head.name), scope.values.rank(head.name) ?? 0 == 0 else { return nil }
      places = head.parameters.map { .symbol($0) }
    } else {
      guard !indices.isEmpty else { return nil }
      let neighbours = body.neighbours(of: first, count: indices.count, besides: head.name.label)
      guard !neighbours.isEmpty, scope.values.rank(first) ?? 0 == 0,
        scope.meanings[first]?.domain?.rank ?? 0 == 0,
        neighbours.allSatisfy({ !scope.isGiven(first.labelled($0)) })
      else { return nil }
      order = Self.order(neighbours, indices)
      places = indices.map { $0.offset == 0 ? .symbol($0.letter) : Tree.shifted($0.letter, by: $0.offset) }
    }
    self.indices = indices
    provisional = Definition(
      id: id, name: head.name, parameters: head.parameters, ranks: head.parameters.map { _ in 0 },
      implicit: indices.map(\.letter),
      rows: [.init(relation: .equal, value: .number(0), range: source.range)],
      meanings: [:], range: source.range, page: page)
    provisional.bar = head.bar
    bases = Self.bases(of: head, first, places, isApplied: indices.isEmpty, scope)
    if let order { bases += Self.starts(of: head, first, places, order, scope) }
    // What goes on to greater numbers alone, `G_t = r_t + γ G_{t+1}`, never comes to its value at 0.
    if indices.count == 1, let own = indices.first {
      let others = body.neighbours(of: first, count: 1, besides: head.name.label)
      let isUpward = others.allSatisfy { label in
        label.hasPrefix(own.letter.base + "+")
          && Int(label.dropFirst(own.letter.base.count + 1)).map { $0 > own.offset } == true
      }
      if isUpward { bases.removeAll(where: \.isAtNumber) }
    }
    guard !bases.isEmpty || body.hasBranch(without: first) else { return nil }
  }

  /// Whether a call in the body goes back to the definition at all.
  package func isUsed(in rows: [Definition.Row]) -> Bool {
    rows.contains { row in
      row.value.contains { if case .call(let call) = $0 { call.definition == provisional.id } else { false } }
    }
  }

  /// The body with the branches before it that say how it begins.
  package func beginning(_ body: Tree) -> Tree {
    guard !bases.isEmpty else { return body }
    if case .cases(let branches) = body { return .cases(bases + branches) }
    return .cases(bases + [.init(body, if: nil)])
  }

  /// How many values before it the body goes back to at most; nil where it is not said by whole numbers.
  private static func order(_ neighbours: Set<String>, _ indices: [(letter: Name, offset: Int)]) -> Int? {
    guard indices.count == 1, let (letter, offset) = indices.first else { return nil }
    var most = 0
    for text in neighbours where text.hasPrefix(letter.base) {
      let rest = text.dropFirst(letter.base.count)
      guard let place = rest.isEmpty ? 0 : Int(rest), place < offset else { return nil }
      most = max(most, offset - place)
    }
    return most > 0 ? most : nil
  }

  /// First values that sentences give, as many as the body goes back to, one after another.
  private static func starts(of head: Head, _ first: Name, _ places: [Tree], _ order: Int, _ scope: Scope)
    -> [Tree.Branch]
  {
    guard places.count == 1, head.parameters.isEmpty else { return [] }
    var known: [Int: Name] = [:]
    for name in scope.starts(of: first) {
      if case .number(let place)? = BasePlace.pattern(name.label)?.first { known[place] = name }
    }
    guard let least = known.keys.min(), (0...2).contains(least) else { return [] }
    return (least..<least + order).compactMap { place in
      known[place].map { .init(.symbol($0), if: .relation([places[0], .whole(place)], [.equal])) }
    }
  }

  private static func bases(
    of head: Head, _ first: Name, _ places: [Tree], isApplied: Bool, _ scope: Scope
  ) -> [Tree.Branch] {
    var found: [(numbers: Int, branch: Tree.Branch)] = []
    func add(_ pattern: [BasePlace], _ value: Tree) {
      var value = value
      var conditions: [Tree] = []
      for (place, tree) in zip(pattern, places) {
        switch place {
        case .number(let number): conditions.append(.relation([tree, .whole(number)], [.equal]))
        case .letter(let letter): value = value.setting(letter, to: tree)
        case .end(let end): conditions.append(.relation([tree, end], [.equal]))
        }
      }
      guard let condition = Tree.all(conditions) else { return }
      found.append((conditions.count, .init(value, if: condition)))
    }
    for (name, definitions) in scope.definitions.sorted(by: { $0.key < $1.key })
    where name.bare == first.bare && name != head.name {
      let text = isApplied ? name.mark : name.label
      guard let definition = definitions.last, let pattern = BasePlace.pattern(text, isApplied: isApplied),
        pattern.count == places.count, name.label == (isApplied ? head.name.label : name.label)
      else { continue }
      if isApplied {
        guard definition.parameters.isEmpty else { continue }
        add(pattern, .call(.init(name, definition: definition.id, arguments: [])))
      } else {
        guard definition.parameters.count == head.parameters.count else { continue }
        if let shared = definition.sharedValue {
          // `F_1 = F_2 = 1`
          add(pattern, shared)
          for row in definition.rows.dropLast() {
            guard case .symbol(let other) = row.value, other.bare == first.bare, other != head.name,
              scope.definitions[other] == nil, let further = BasePlace.pattern(other.label),
              further.count == places.count
            else { continue }
            add(further, shared)
          }
          continue
        }
        add(
          pattern,
          .call(.init(name, definition: definition.id, arguments: head.parameters.map { .symbol($0) })))
      }
    }
    for name in scope.values.byName.keys.sorted() where name.bare == first.bare && name != head.name {
      let text = isApplied ? name.mark : name.label
      guard scope.definitions[name] == nil, scope.values.rank(name) == 0,
        let pattern = BasePlace.pattern(text, isApplied: isApplied), pattern.count == places.count,
        head.parameters.isEmpty || isApplied
      else { continue }
      add(pattern, .symbol(name))
    }
    return found.sorted { $0.numbers > $1.numbers }.map(\.branch)
  }
}

/// A place in the head of a base case: 0 and j of `D_{0,j} = j`.
package enum BasePlace: Hashable {
  case number(Int)
  case letter(Name)
  /// T of `\beta_T(i) = 1`: where what runs backward begins.
  case end(Tree)

  /// T, N + 1: a capital, and perhaps a whole number beside it.
  private static func lastPlace(_ text: Substring) -> Tree? {
    guard let letter = text.first, letter.isUppercase, letter.isASCII else { return nil }
    let rest = text.dropFirst()
    if rest.isEmpty { return .symbol(Name(String(letter))) }
    guard let sign = rest.first, "+-−".contains(sign), let offset = Int(rest.dropFirst()) else { return nil }
    return .shifted(Name(String(letter)), by: sign == "+" ? offset : -offset)
  }

  /// Nil where the text is none of numbers and letters with at least one number among them.
  package static func pattern(_ text: String?, isApplied: Bool = false) -> [BasePlace]? {
    guard var text = text?[...] else { return nil }
    if isApplied {
      guard text.hasPrefix("("), text.hasSuffix(")") else { return nil }
      text = text.dropFirst().dropLast()
    }
    var found: [BasePlace] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if let number = Int(part) {
        found.append(.number(number))
      } else if !isApplied, let end = lastPlace(part) {
        found.append(.end(end))
      } else if part.unicodeScalars.count == 1, part.allSatisfy(\.isLetter) {
        found.append(.letter(Name(String(part))))
      } else {
        return nil
      }
    }
    let hasNumber = found.contains { if case .letter = $0 { false } else { true } }
    return hasNumber
      && Set(found.filter { if case .letter = $0 { true } else { false } }).count
        == found.count { if case .letter = $0 { true } else { false } }
      ? found : nil
  }
}

extension Definition {
  /// The number that `F_1 = F_2 = 1` gives to each of its names.
  fileprivate var sharedValue: Tree? {
    guard rows.count > 1, parameters.isEmpty, let last = rows.last, last.value.freeSymbols.isEmpty,
      rows.allSatisfy({ $0.relation == .equal }),
      rows.dropLast().allSatisfy({ if case .symbol = $0.value { true } else { false } })
    else { return nil }
    return last.value
  }
}

extension Scope {
  /// Whether exactly this name is spoken of by a value, a declaration or a definition.
  func isGiven(_ name: Name) -> Bool {
    values.byName[name] != nil || meanings[name] != nil || definitions[name] != nil
  }
}

extension Name {
  func labelled(_ text: String) -> Name {
    var copy = self
    copy.label = text
    return copy
  }
}

extension Tree {
  package static func whole(_ value: Int) -> Tree {
    value >= 0 ? .number(Number(UInt(value))) : .negate(.number(Number(UInt(-value))))
  }

  static func shifted(_ letter: Name, by offset: Int) -> Tree { .sum([.symbol(letter), whole(offset)]) }

  /// A call with a letter that its body leaves open set to something; any other tree as it is.
  fileprivate func setting(_ letter: Name, to tree: Tree) -> Tree {
    guard case .call(var call) = self, tree != .symbol(letter) else { return self }
    call.settings.append(.init(letter, tree))
    return .call(call)
  }
}

extension [Lexeme] {
  /// Letters with a whole number added to each, or letters side by side: `n`, `n+1`, `i,j-1`, `ij`. Nil for anything else.
  var stepIndices: [(letter: Name, offset: Int)]? {
    let parts = splitAtCommas
    if parts.count == 1, count > 1, allSatisfy({ if case .name(_, false) = $0.kind { true } else { false } })
    {
      return map { if case .name(let name, _) = $0.kind { (name, 0) } else { (Name(""), 0) } }
    }
    var found: [(letter: Name, offset: Int)] = []
    for part in parts {
      guard case .name(let letter, false)? = part.first?.kind, letter == Name(letter.base) else { return nil }
      if part.count == 1 {
        found.append((letter, 0))
      } else {
        guard part.count == 3, case .sign(let sign) = part[1].kind, sign == "+" || sign == "-",
          case .number(let number) = part[2].kind, let value = number.integer
        else { return nil }
        found.append((letter, sign == "+" ? value : -value))
      }
    }
    return Set(found.map(\.letter)).count == found.count ? found : nil
  }

  /// The subscripts of a name in here that are not the head's own, with as many places.
  func neighbours(of name: Name, count: Int, besides own: String?) -> Set<String> {
    var found: Set<String> = []
    for (lexeme, following) in zip(self, dropFirst()) {
      guard case .name(name, _) = lexeme.kind, case .subscript(let script) = following.kind,
        let text = Parser.scriptText(script), text != own
      else { continue }
      let places = script.splitAtCommas
      let isRun = places.count == 1 && script.indexCount == count
      if places.count == count || isRun { found.insert(text) }
    }
    for part in parts { found.formUnion(part.neighbours(of: name, count: count, besides: own)) }
    return found
  }

  /// Whether it is made of cases one of which does not speak of a name.
  func hasBranch(without name: Name) -> Bool {
    for lexeme in self {
      switch lexeme.kind {
      case .fenced("{", _, let body) where body.count == 1:
        if case .grid(_, let rows) = body[0].kind, rows.count > 1,
          rows.contains(where: { row in !row.isEmpty && !(row.first?.names.contains(name) ?? false) })
        {
          return true
        }
      case .grid(_, let rows) where rows.count > 1:
        if rows.contains(where: { row in !row.isEmpty && !(row.first?.names.contains(name) ?? false) }) {
          return true
        }
      default: break
      }
    }
    return false
  }
}

extension Tree.Branch {
  /// Whether it is the value at a number: where `t = 0`.
  fileprivate var isAtNumber: Bool {
    guard case .relation(let sides, [.equal])? = condition, case .number? = sides.last else { return false }
    return true
  }
}
