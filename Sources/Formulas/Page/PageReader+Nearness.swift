import LaTeX
import Typesetting
import Trees

/// What a section says by a formula of its own, against what sections beside it say of the same letters.
extension PageReader {
  /// Keeps what a display heads, for the sections in which that counts more than what others declare.
  mutating func surveyHead(_ head: Head, _ statement: Rows.Statement, at index: Int) {
    displayHeads[head.name, default: []].append(index)
    if head.name.mark == "2" {
      var root = head.name
      root.mark = nil
      // `a^2 = a^3 / a` speaks of a, and defines nothing.
      if ![Lexeme](statement.lexemes[head.next...]).names.contains(root) {
        squaredHeads[index, default: []].append(root)
      }
    }
    guard !head.hasArguments, let label = head.name.label else { return }
    let isNext = label.hasSuffix("+1")
    let before = isNext ? String(label.dropLast(2)) : label + "-1"
    let body = [Lexeme](statement.lexemes[head.next...])
    if body.names(before, under: head.name.bare) { stepped[head.name.bare, default: []].append(index) }
  }

  /// Names that only sections beside this one declare, and the front matter does not.
  func foreign(_ meanings: [Name: Meaning], to section: [Int]) -> Set<Name> {
    Set(meanings.keys.filter { isForeign($0, meanings, to: section) })
  }

  /// Whether only sections beside this one declare it: there it may be another symbol.
  func isForeign(_ name: Name, _ meanings: [Name: Meaning], to section: [Int]) -> Bool {
    meanings[name]?.origin == .page
      && !declared.contains { $0.meaning.name == name && section.starts(with: $0.section) }
  }

  /// Of these, the names that only sections further down declare.
  func later(_ foreign: Set<Name>, than index: Int) -> Set<Name> {
    foreign.filter { name in
      declared.allSatisfy { $0.meaning.name != name || $0.meaning.domain == nil || $0.formula > index }
    }
  }

  /// Arrays of sections beside this one whose elements this one declares as vectors of their own: a `w` there says
  /// nothing of `w_t \in \mathbb{R}^d` here.
  func arraysOfOthers(_ scope: Scope) -> [Name] {
    scope.foreign.filter { name in
      guard scope.meanings[name]?.domain?.rank ?? 0 > 0 else { return false }
      return scope.meanings.values.contains { meaning in
        meaning.domain != nil && !scope.foreign.contains(meaning.name) && meaning.name.withoutIndex == name
      }
    }
  }

  /// Letters that some binder of the page indexes, without those that this section moves on step by step: x of
  /// `x_{n+1} = …` is no array here because a section beside sums over `x_i`.
  func indexed(in section: [Int]) -> Set<Name> {
    indexed.filter { name in
      guard let steps = stepped[name], steps.contains(where: { isAround($0, section) }) else { return true }
      return indexedPlaces[name]?.contains { isAround($0, section) } ?? true
    }
  }

  /// Names that a display before this place defines, and that only other sections declare; and the σ of a head `\sigma^2` that only other sections speak of.
  func definedNearer(at index: Int, _ scope: Scope) -> [Name] {
    let section = pageFormulas.sourceFormulas[index].section
    let roots = squaredHeads[index] ?? []
    let heads = displayHeads.filter { entry in
      entry.value.contains { $0 <= index }
    }.map(\.key)
    let families = definitions.filter { formula, definition in
      definition.parameters.isEmpty && definition.name.label?.isOfIndices == true
        && isAround(formula, section, orBelow: false)
    }.map(\.1.name)
    let members = scope.meanings.keys.filter { name in
      name.label != nil && families.contains { $0 != name && $0.bare == name.bare && $0.mark == name.mark }
    }
    // `此处 $P \in (0, 1]$` further down says nothing of the P that a display above defines.
    func isDefinedAbove(_ name: Name) -> Bool {
      displayHeads[name]?.contains { $0 < index && pageFormulas.sourceFormulas[$0].section == section }
        ?? false
    }
    return (roots + heads + members).uniqued.filter { name in
      guard scope.meanings[name]?.domain != nil else { return false }
      let isAbove = isDefinedAbove(name)
      let places = declared.filter {
        $0.meaning.name == name && $0.meaning.domain != nil && !(isAbove && $0.formula > index)
      }
      if isAbove, places.isEmpty { return true }
      return !places.isEmpty && !places.contains { section.starts(with: $0.section) }
    }
  }

  /// Definitions for every index that sections beside this one give of a letter that this formula moves on: `x_i = a + i h`
  /// there, `x_{n+1} = …` here.
  ///
  /// And σ^2 that one of them defines where this section says what σ is.
  func foreignDefinitions(at index: Int) -> Set<String> {
    let section = pageFormulas.sourceFormulas[index].section
    let own = Set(stepped.filter { $0.value.contains(index) }.keys)
    let squares = definitions.filter { $0.1.name.mark == "2" && $0.1.parameters.isEmpty }
    guard !own.isEmpty || !squares.isEmpty else { return [] }
    let beside = definedElsewhere(than: section)
    let roots = squares.filter { _, square in
      var root = square.name
      root.mark = nil
      return declared.contains {
        $0.meaning.name == root && $0.meaning.domain != nil && section.starts(with: $0.section)
      }
    }
    return Set(
      (definitions.filter { own.contains($0.1.name.bare) } + roots).map(\.1.id).filter(beside.contains))
  }

  /// Whether a formula stands in a section around this one, in it, or below it.
  private func isAround(_ formula: Int, _ section: [Int], orBelow: Bool = true) -> Bool {
    let there = pageFormulas.sourceFormulas[formula].section
    return section.starts(with: there) || orBelow && there.starts(with: section)
  }
}

extension PageReader {
  /// Whether a display stands between two declarations of one letter: the second is of what follows then.
  func startsAnew(_ first: Int, _ second: Int) -> Bool {
    first < second && (first + 1..<second).contains { pageFormulas.sourceFormulas[$0].isDisplay }
  }

  /// Whether a formula in prose only speaks of a case: `$\beta > 1$ 时`.
  func isAside(_ index: Int) -> Bool {
    let formula = pageFormulas.sourceFormulas[index]
    return !formula.isDisplay && formula.trailingText.drop { $0 == " " }.hasPrefix("时")
  }

  /// Letters that are declared as numbers here, and with an index as arrays.
  func numbers(in section: [Int]) -> [Name: Meaning] {
    var found: [Name: Meaning] = [:]
    for one in declared where one.meaning.domain?.rank == 0 && section.starts(with: one.section) {
      let hasArray = declared.contains {
        $0.meaning.name == one.meaning.name && ($0.meaning.domain?.openLengths ?? 0) > 0
          && $0.section == one.section
      }
      if hasArray { found[one.meaning.name] = one.meaning }
    }
    return found
  }

  /// Where letters lie at a place whose section says it anew further down, or has said it anew above.
  func domainsInForce(at index: Int) -> [(Name, Meaning)] {
    let section = pageFormulas.sourceFormulas[index].section
    return redeclared.compactMap { name, sections in
      let own = declared.filter {
        $0.meaning.name == name && $0.meaning.domain != nil && section.starts(with: $0.section)
      }
      guard let nearest = own.map(\.section.count).max(),
        let place = own.first(where: { $0.section.count == nearest })?.section, sections.contains(place)
      else { return nil }
      let here = own.filter { $0.section == place }
      return (here.last { $0.formula < index } ?? here.first).map { (name, $0.meaning) }
    }
  }
}

extension [Lexeme] {
  /// Whether a letter stands in here with this below it: `x_n`, `m_{t-1}`.
  fileprivate func names(_ label: String, under name: Name) -> Bool {
    indices.contains { place in
      guard case .name(name, _) = self[place].kind, place + 1 < count,
        case .subscript(let script) = self[place + 1].kind
      else { return false }
      return Parser.scriptText(script) == label
    } || parts.contains { $0.names(label, under: name) }
  }
}
