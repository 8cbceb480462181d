import LaTeX
import Typesetting
import Diagnostics
import Trees

/// Sequences whose first values stand in sentences, `$a_0 = 1$`, `初值 $x_0 > 0$`, and their next ones in a display.
///
/// The display by itself gives a step, which is what code is held against; a claim speaks of the sequence.
struct BegunSteps {
  /// What a display defines once its first values are known, and what it replaces.
  private(set) var found: [(formula: Int, replaced: [String], definition: Definition)] = []

  mutating func add(_ definition: Definition, at formula: Int, besides own: [Definition]) {
    let replaced = own.filter { $0.name == definition.name && $0.parameters == definition.parameters }
    found.append((formula, replaced.map(\.id), definition))
  }

  /// Whether some of a formula's names are those of sequences found so far.
  func speak(in names: [Name]) -> Bool {
    let letters = Set(found.map(\.definition.name.bare))
    return names.contains { letters.contains($0.bare) }
  }

  /// Those that claims call, and what these call.
  func called(by readings: [Reading]) -> [Definition] {
    let all = Dictionary(found.map { ($0.definition.id, $0.definition) }) { $1 }
    var open = readings.flatMap(\.trees)
    var kept: Set<String> = []
    while let tree = open.popLast() {
      for id in tree.calls where all[id] != nil && kept.insert(id).inserted {
        open += all[id]?.rows.map(\.value) ?? []
      }
    }
    return found.map(\.definition).filter { kept.contains($0.id) }
  }
}

extension PageReader {
  /// Reads the displays anew that move a letter on whose first values sentences give, and those that speak of it, for the
  /// page's claims.
  mutating func beginSteps() {
    guard !stepped.isEmpty, pageFormulas.sourceFormulas.contains(where: \.directive.isClaim) else { return }
    for (index, formula) in formulas.enumerated() {
      guard let formula, formula.sourceFormula.isDisplay, let own = formula.reading?.definitions,
        !own.isEmpty, !isLate(index),
        stepped.values.contains(where: { $0.contains(index) })
          || begun.speak(in: lexed[index].lexemes.names)
      else { continue }
      var scope = self.scope(at: index)
      scope.takesStarts = true
      begin(&scope, at: index)
      var reader = FormulaReader(
        sourceFormula: formula.sourceFormula, page: pageFormulas.page, scope: scope,
        declaresZeroLogZero: pageFormulas.declaresZeroLogZero)
      reader.elsewhere = definedElsewhere(than: formula.sourceFormula.section)
      guard let again = try? reader.read(lexed[index].lexemes) else { continue }
      let known = Set(begun.found.map(\.definition.id))
      for definition in again.definitions {
        let isNew = definition.isRecursive && !own.contains { $0.name == definition.name && $0.isRecursive }
        guard isNew || definition.rows.contains(where: { !known.isDisjoint(with: $0.value.calls) }) else {
          continue
        }
        begun.add(definition, at: index, besides: own)
      }
    }
  }

  /// Puts the sequences that begin somewhere in the place of their steps.
  func begin(_ scope: inout LaTeX.Scope, at index: Int) {
    let section = pageFormulas.sourceFormulas[index].section
    for one in begun.found {
      let there = pageFormulas.sourceFormulas[one.formula].section
      guard Self.areNear(there, section) else { continue }
      scope.drop(Set(one.replaced))
      scope.add(one.definition)
    }
  }

  /// Letters of which a formula gives each value by those before, and another the first: no arrays where they do, though
  /// sums run over them.
  mutating func surveySequences() {
    var starts: [Name: [[Int]]] = [:]
    for (index, formula) in pageFormulas.sourceFormulas.enumerated() where formula.directive == nil {
      if let letter = lexed[index].lexemes.startedLetter {
        starts[letter, default: []].append(formula.section)
      }
    }
    for (index, formula) in pageFormulas.sourceFormulas.enumerated() where formula.directive == nil {
      let lexemes = Rows.trimmed(lexed[index].lexemes)
      guard lexemes.isStep, case .name(let letter, _)? = lexemes.first?.kind,
        starts[letter]?.contains(where: { Self.areNear($0, formula.section) }) == true
      else { continue }
      if !formula.isDisplay { stepped[letter, default: []].append(index) }
      indexedPlaces[letter]?.removeAll {
        Self.areNear(pageFormulas.sourceFormulas[$0].section, formula.section)
      }
      if indexedPlaces[letter]?.isEmpty != false { indexed.remove(letter) }
    }
  }

  /// Whether one of two sections holds the other.
  private static func areNear(_ a: [Int], _ b: [Int]) -> Bool { a.starts(with: b) || b.starts(with: a) }

  /// Ranges that sentences give right behind a step, `$u_n = n u_{n-1}$（$n \ge 2$）`: from where on the step is taken.
  func stepRanges() -> Set<SourceRange> {
    var found: Set<SourceRange> = []
    let all = pageFormulas.sourceFormulas
    for index in all.indices.dropLast() where !all[index].isDisplay && !all[index + 1].isDisplay {
      let (one, next) = (all[index].range, all[index + 1].range)
      guard lexed[index].lexemes.isStep, one.file == next.file,
        one.bytes.upperBound < next.bytes.lowerBound
      else { continue }
      let between = one.file.text(one.bytes.upperBound..<next.bytes.lowerBound)
      if between.allSatisfy({ " $，,（(、其中当对".contains($0) }) { found.insert(next) }
    }
    return found
  }
}

extension FormulaReader {
  /// Letters of which nothing is said, and at which a claim asks for members of a sequence: whole numbers, from where on
  /// each of these members has a value.
  func countFromStarts(_ statement: inout Statement) {
    var least: [Name: Int] = [:]
    for call in statement.proposition.allCalls {
      guard let definition = scope.definitions[call.name]?.first(where: { $0.id == call.definition }),
        let (letter, offset, start) = definition.firstPlace
      else { continue }
      let value =
        definition.parameters.firstIndex(of: letter).map { call.arguments[$0] }
        ?? call.settings.first { $0.name == letter }?.value ?? .symbol(letter)
      for name in value.freeSymbols {
        guard let shift = value.shifted(from: name) else { continue }
        least[name] = max(least[name] ?? start, max(start, start - offset - shift))
      }
    }
    for (name, start) in least {
      guard var meaning = statement.meanings[name], meaning.value == nil else { continue }
      if let domain = meaning.domain, meaning.source.map(stepRanges.contains) != true {
        // A bound says where, and a place in a sequence is a whole number.
        meaning.domain = domain.wholeFrom ?? domain
      } else {
        meaning.domain = Domain(.integers(.whole(start), nil))
        meaning.origin = .definition
      }
      meaning.generic = nil
      statement.meanings[name] = meaning
    }
  }
}

extension Domain {
  /// The whole numbers of `n \ge 1`.
  fileprivate var wholeFrom: Domain? {
    guard rank == 0, case .interval(.number(let lower), .constant(.infinity), let isClosed, _) = values,
      let least = lower.integer
    else { return nil }
    return Domain(.integers(.whole(isClosed ? least : least + 1), nil))
  }
}

extension Definition {
  /// The letter of a sequence, what its head adds to it, and the place of the first value: n, 1 and 0 of `F_{n+1} = …` that
  /// begins with `F_0`.
  fileprivate var firstPlace: (letter: Name, offset: Int, start: Int)? {
    guard isRecursive, case .cases(let branches)? = rows.first?.value else { return nil }
    var found: (letter: Name, offset: Int, start: Int)?
    for branch in branches {
      guard case .relation(let sides, [.equal])? = branch.condition, sides.count == 2,
        case .number(let number) = sides[1], let start = number.integer,
        let letter = sides[0].freeSymbols.first, let offset = sides[0].shifted(from: letter)
      else { continue }
      if let found, found.letter != letter || found.offset != offset { return nil }
      found = (letter, offset, min(start, found?.start ?? start))
    }
    return found
  }
}

extension Reading {
  fileprivate var trees: [Tree] {
    switch self {
    case .statement(let statement): [statement.proposition]
    case .definition(let definition), .restatement(let definition, _): definition.rows.map(\.value)
    case .several(let readings): readings.flatMap(\.trees)
    default: []
    }
  }
}

extension Tree {
  fileprivate var allCalls: [Call] {
    var found: [Call] = []
    _ = contains { part in
      if case .call(let call) = part { found.append(call) }
      return false
    }
    return found
  }

  /// The ids of the definitions that are called in here.
  fileprivate var calls: Set<String> { Set(allCalls.map(\.definition)) }

  /// 2 of `n + 2`, −1 of `n - 1`.
  fileprivate func shifted(from name: Name) -> Int? {
    linear(in: name).flatMap { $0.names == 1 ? $0.total : nil }
  }

  /// How often a name stands in a sum, and what the whole numbers in it come to.
  private func linear(in name: Name) -> (names: Int, total: Int)? {
    switch self {
    case .symbol(name): return (1, 0)
    case .number(let number): return number.integer.map { (0, $0) }
    case .negate(let inner): return inner.linear(in: name).map { (-$0.names, -$0.total) }
    case .sum(let terms):
      var found = (names: 0, total: 0)
      for term in terms {
        guard let part = term.linear(in: name) else { return nil }
        found = (found.names + part.names, found.total + part.total)
      }
      return found
    default: return nil
    }
  }
}

extension FormulaDirective? {
  var isClaim: Bool { if case .claim? = self { true } else { false } }
}

extension [Lexeme] {
  /// The letter of `F_0 = 0`, `x_0 > 0`.
  fileprivate var startedLetter: Name? {
    guard count > 2, case .name(let letter, _) = self[0].kind, case .subscript(let script) = self[1].kind,
      script.count == 1, case .number = script[0].kind, case .relation = self[2].kind
    else { return nil }
    return letter
  }

  /// Whether it says what a member of a sequence is by the members before it: `u_n = n u_{n-1}`.
  fileprivate var isStep: Bool {
    guard case .name(let letter, _)? = first?.kind, count > 3, case .subscript(let script) = self[1].kind,
      let own = Parser.scriptText(script), own.contains(where: \.isLetter),
      case .relation(.equal) = self[2].kind
    else { return false }
    return Array(self[3...]).hasMember(of: letter, besides: own)
  }

  private func hasMember(of letter: Name, besides own: String) -> Bool {
    indices.contains { place in
      guard case .name(letter, _) = self[place].kind, place + 1 < count,
        case .subscript(let script) = self[place + 1].kind, let text = Parser.scriptText(script)
      else { return false }
      return text != own && text.contains(where: \.isLetter)
    } || parts.contains { $0.hasMember(of: letter, besides: own) }
  }
}
