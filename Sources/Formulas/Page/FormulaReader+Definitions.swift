import LaTeX
import Typesetting
import Diagnostics
import Trees

/// Heads with what they define.
extension FormulaReader {
  mutating func readDefinition(
    _ statement: Rows.Statement, _ head: Head
  ) throws(ParseError) -> Reading {
    let definition = try definition(statement, head, named: head.name)
    let earlier = scope.definitions[head.name]?.last { other in
      !elsewhere.contains(other.id) && other.parameters.count == definition.parameters.count
        && other.ranks == definition.ranks && other.bar == definition.bar
        && !Custom.areMarginals(other, definition)
        && (head.hasArguments || Set(other.inputRanks) == Set(definition.inputRanks))
    }
    if let earlier { return .restatement(definition, of: earlier.id) }
    return .definition(definition)
  }

  mutating func readErratum(
    _ statement: Rows.Statement, _ head: Head, of right: String, as name: String?, reason: String
  ) throws(ParseError) -> Reading {
    let wanted = scope.definitions.keys.filter { $0.isSpelled(right) }
    // As a claim's LaTeX reads it: `MAL_printed` is `\mathrm{MAL}_{\mathrm{printed}}`.
    let words = (name ?? head.name.plain + "_printed").split(separator: "_", maxSplits: 1).map(String.init)
    let named = Name(words.first ?? head.name.base, label: words.count > 1 ? words[1] : nil)
    let definition = try definition(statement, head, named: named)
    let candidates = wanted.flatMap { scope.definitions[$0] ?? [] }
    let sameShape = candidates.filter {
      $0.parameters.count == definition.parameters.count && $0.ranks == definition.ranks
    }
    guard let chosen = sameShape.last ?? candidates.last else {
      throw ParseError(
        "unknown-erratum", zh: "勘误所指的 \(right) 没有定义",
        en: "the erratum is about \(right), which is not defined",
        at: 0..<end)
    }
    return .erratum(definition, of: chosen.id, reason: reason)
  }

  mutating func definition(
    _ statement: Rows.Statement, _ head: Head, named name: Name
  ) throws(ParseError) -> Definition {
    guard statement.lexemes.isTwofold else { return try plainDefinition(statement, head, named: name) }
    return try twofoldDefinition(statement, head, named: name)
  }

  mutating func plainDefinition(
    _ statement: Rows.Statement, _ head: Head, named name: Name
  ) throws(ParseError) -> Definition {
    let used = Usage.ranks(of: statement.lexemes)
    // `\mathcal{N}(x \mid \mu, \sigma^2)` beside `\mu_k`: an argument without an index is the number of its letter.
    let shadowed = head.parameters.filter { self.scope.numbers[$0] != nil }.map {
      ($0, self.scope.meanings[$0])
    }
    for (name, _) in shadowed { self.scope.meanings[name] = self.scope.numbers[name] }
    defer { for (name, meaning) in shadowed { self.scope.meanings[name] = meaning } }
    // `\rho_\tau(u)`: a u that a section further down declares is another.
    let later = head.parameters.filter(self.scope.later.contains).map { ($0, self.scope.meanings[$0]) }
    for (name, _) in later { self.scope.meanings[name] = nil }
    defer { for (name, meaning) in later { self.scope.meanings[name] = meaning } }
    var scope = self.scope
    let id = identifier(name, head)
    let recurrence = Recurrence(statement, head, id: id, scope: scope, source: sourceFormula, page: page)
    if let recurrence { scope.add(recurrence) }
    var parser = Parser(statement.lexemes, end: statement.end, scope: scope)
    parser.bare = statement.lexemes.bareNames
    parser.heading = Set(Array(statement.lexemes[..<head.next]).names)
    parser.survey(statement.lexemes)
    parser.places = (Set(head.parameters), Set(used.keys))
    for parameter in head.parameters where !isFunction(parameter, in: statement, behind: head) {
      var plain = parameter
      plain.isBold = false
      parser.local[parameter] =
        rank(ofParameter: parameter) ?? used[parameter] ?? (parameter.isBold ? used[plain] ?? 1 : 0)
      if scope.rank(parameter) == nil, used[parameter] == nil { parser.guessed.insert(parameter) }
      if scope.meanings[parameter] == nil, scope.roles.role(parameter) == .array {
        parser.local[parameter] = max(parser.local[parameter] ?? 0, parameter.isCapital ? 2 : 1)
      }
      if isSpokenOfByElements(parameter, in: statement, behind: head) { parser.local[parameter] = 1 }
      if head.arrays.contains(parameter) { parser.local[parameter] = max(1, parser.local[parameter] ?? 0) }
      if let rank = used[parameter], rank > parser.local[parameter] ?? 0 { parser.local[parameter] = rank }
    }
    // A bold letter beside its own elements is the array of them: `\log P(\mathbf y)` and `y_i` in one chain.
    for name in statement.lexemes.boldLetters
    where scope.definitions[name] == nil && parser.local[name] == nil {
      var plain = name
      plain.isBold = false
      if let rank = used[plain], parser.local[plain] == nil { parser.local[name] = rank }
    }
    parser.next = head.next
    let dummies = head.parameters.filter { isDummy($0, used, head) && (parser.local[$0] ?? 0) > 0 }
    var rows: [Definition.Row]
    if let (read, made) = asNumbers(dummies, parser, statement) {
      (parser, rows) = (read, made)
    } else {
      rows = try self.rows(&parser, statement, of: head.hasArguments || recurrence != nil ? nil : (name, id))
    }
    ranges = [:]
    let said = try parser.trailingCondition()
    let further = try readTrailingConditions(&parser)
    if let condition = Tree.all([said, further].compactMap { $0 }) {
      for index in rows.indices { rows[index].value = .cases([.init(rows[index].value, if: condition)]) }
    }
    warnings += parser.warnings
    if let recurrence, recurrence.isUsed(in: rows) { rows[0].value = recurrence.beginning(rows[0].value) }
    for index in rows.indices {
      rows[index].value = rows[index].value.joined(with: head.parameters, scope)
    }
    if rows.count > 1, rows[1].relation == .equal, rows[0].value.measuresUnknownSets(scope, head.parameters),
      !rows[1].value.measuresUnknownSets(scope, head.parameters)
    {
      // `|A \cap B| / |A \cup B| = I / U`: what is defined is what stands in numbers.
      rows.removeFirst()
    }
    var usage = Usage(scope: scope, parameters: head.parameters)
    for row in rows { usage.collect(row.value) }
    var meanings = usage.meanings(local: parser.local)
    // `$\mathrm{loss} \in [0, \infty)$`: what the prose promises of its value.
    if meanings[name] == nil, head.hasArguments, let promised = scope.meanings[name], promised.domain != nil {
      meanings[name] = promised
    }
    let ranks = head.parameters.map { meanings[$0]?.domain?.rank ?? parser.local[$0] ?? 0 }
    var made = Definition(
      id: id, name: name, parameters: head.parameters, ranks: ranks, implicit: usage.implicit,
      rows: rows, meanings: meanings, range: sourceFormula.range, page: page,
      declaresZeroLogZero: declaresZeroLogZero,
      inputs: head.parameters.filter(usage.needed.contains) + usage.implicit)
    made.bar = head.bar
    made.ranges = ranges
    if let unit = scope.imaginary { made.meanings[unit]?.generic = nil }
    made.captured = captured(head, rows)
    made.squared = head.squared
    made.rank = rows.first?.value.rank(in: scope, local: parser.local) ?? 0
    return made
  }

  /// `f(x) = x_1^2 + 2 x_2^2`: an argument of which nothing but numbered elements is said.
  private func isSpokenOfByElements(_ name: Name, in statement: Rows.Statement, behind head: Head) -> Bool {
    guard name == name.bare, scope.rank(name) == nil, scope.meanings[name]?.domain == nil else {
      return false
    }
    let names = Array(statement.lexemes[head.next...]).numberedUses(of: name)
    return names.numbered > 1 && names.others == 0
      && !scope.values.byName.keys.contains { $0.bare == name && $0.label.flatMap { Int($0) } != nil }
  }

  private func rows(
    _ parser: inout Parser, _ statement: Rows.Statement, of own: (name: Name, id: String)? = nil
  ) throws(ParseError) -> [Definition.Row] {
    var rows: [Definition.Row] = []
    let outer = parser.scope
    defer { parser.scope = outer }
    while let relation = parser.link(isFirst: rows.isEmpty) {
      let lower = parser.lexemes[parser.next].range.upperBound
      parser.next += 1
      let start = parser.next
      let value = try parser.sideOrName()
      let upper = parser.current?.range.lowerBound ?? parser.end
      let range = sourceFormula.trimmed(lower..<max(lower, upper))
      rows.append(
        .init(
          relation: rows.isEmpty ? .equal : relation, value: value, range: sourceFormula.place(range),
          branches: branches(statement.lexemes, start..<parser.next)))
      if rows.count == 1, let own { addFirstRow(rows[0], of: own, to: &parser) }
    }
    return rows
  }

  /// What the rows behind the first call at another index is what the first says there.
  private func addFirstRow(
    _ row: Definition.Row, of own: (name: Name, id: String), to parser: inout Parser
  ) {
    guard own.name.label != nil, scope.definitions[own.name] == nil,
      !row.value.freeSymbols.contains(where: { $0.bare == own.name.bare })
    else { return }
    var usage = Usage(scope: parser.scope, parameters: [])
    usage.collect(row.value)
    var made = Definition(
      id: own.id, name: own.name, parameters: [], ranks: [], implicit: usage.implicit, rows: [row],
      meanings: [:], range: sourceFormula.range, page: page, declaresZeroLogZero: declaresZeroLogZero,
      inputs: usage.implicit)
    made.rank = row.value.rank(in: parser.scope, local: parser.local)
    parser.scope.addFirstRow(of: made)
  }

  /// Whether a head's argument is an array only because the page has an array of its name: `f(x) = x^2` beside samples x.
  private func isDummy(_ name: Name, _ used: [Name: Int], _ head: Head) -> Bool {
    !name.isBold && used[name] == nil && !head.arrays.contains(name) && scope.meanings[name]?.domain == nil
  }

  /// What the head defines if these arguments are numbers; nil where one of them must be an array for it to make sense.
  /// A function of numbers goes through an array element by element, so that nothing else is said by it.
  private func asNumbers(
    _ dummies: [Name], _ start: Parser, _ statement: Rows.Statement
  ) -> (Parser, [Definition.Row])? {
    guard !dummies.isEmpty, start.mayTry() else { return nil }
    var parser = start
    for name in dummies { parser.local[name] = 0 }
    guard let rows = try? rows(&parser, statement), !rows.isEmpty else { return nil }
    let areNumbers = rows.allSatisfy { row in
      parser.shape(of: row.value) == .number && !row.value.needsArray(of: dummies)
        && dummies.allSatisfy { row.value.isFree($0) }
    }
    return areNumbers ? (parser, rows) : nil
  }

  /// `H(p, q) = -\sum_x p(x) \log q(x)`: a parameter that the body applies is a function, and the page's where it has one.
  func isFunction(_ name: Name, in statement: Rows.Statement, behind head: Head) -> Bool {
    if scope.meanings[name]?.role == .function { return true }
    guard scope.meanings[name] == nil, scope.values.byName[name] == nil else { return false }
    let body = Array(statement.lexemes[head.next...])
    if scope.isFunction(name) { return body.applies(name) || body.differentiates(name) }
    guard case .applied = scope.roles.application(name) else { return false }
    return body.applies(name)
  }

  /// A small bold letter stands for one of the vectors, also where a value or `x_i \in \mathbb{R}^n` tells of all of them.
  func rank(ofParameter name: Name) -> Int? {
    guard let rank = scope.rank(name) else { return nil }
    if let domain = scope.meanings[name]?.domain, domain.openLengths > 0 { return rank - domain.openLengths }
    let isOneOfMany = rank > 1 && !name.isCapital && scope.meanings[name]?.domain == nil
    let isColumn = scope.values.byName[name]?.lengths.last == 1
    return isOneOfMany && (name.isBold || !isColumn) ? 1 : rank
  }

  /// `deim/mal#MAL(p,q,y)`, told apart from earlier ones of the same name and shape.
  package func identifier(_ name: Name, _ head: Head) -> String {
    let arguments = head.parameters.map(\.plain).joined(separator: ",")
    let base = "\(page)#\(name.plain)" + (head.hasArguments ? "(\(arguments))" : "")
    var id = base
    var count = 2
    while scope.taken.contains(id) {
      id = "\(base)~\(count)"
      count += 1
    }
    return id
  }

  /// `…, \quad q > 0` behind a formula narrows what it is about.
  ///
  /// - Returns: what is neither a domain nor a relation between declared variables: `\quad i = j`.
  mutating func readTrailingConditions(_ parser: inout Parser) throws(ParseError) -> Tree? {
    guard parser.isPunctuation(",") || parser.isPunctuation("，") || parser.isPunctuation(";") else {
      try parser.expectEnd()
      return nil
    }
    parser.next += 1
    if let (indices, set) = parser.rangeOfIndices() {
      for index in indices { ranges[index] = set }
      return nil
    }
    if case .keyword = parser.current?.kind { parser.next += 1 }
    parser.isDeclaration = true
    let start = parser.place
    let parts = try parser.parts()
    let declaration = Declaration(parts, trailing: "", source: sourceFormula.range)
    for meaning in declaration.first { scope.meanings[meaning.name] = meaning }
    var isRead = !declaration.meanings.isEmpty
    for relation in declaration.further {
      let constraint = Constraint(
        relation: relation, formula: sourceFormula.id, section: sourceFormula.section, reach: .section)
      isRead = constraint.resolved(in: scope.meanings) != nil
      constraint.restrict(&scope.meanings)
      guard isRead else { break }
    }
    if isRead { return nil }
    guard parts.allSatisfy(\.isProposition) else {
      throw ParseError(
        "unreadable-condition", zh: "逗号后面应是定义域, 或变量之间的关系",
        en: "behind the comma a domain is expected, or a relation between variables", at: start)
    }
    return Tree.all(parts)
  }

  /// The places of the branches, where a term is one `cases`.
  func branches(_ lexemes: [Lexeme], _ span: Range<Int>) -> [SourceRange] {
    guard span.count == 1, case .fenced(_, _, let body) = lexemes[span.lowerBound].kind, body.count == 1,
      case .grid(_, let rows) = body[0].kind
    else { return [] }
    return rows.compactMap { row in
      let all = row.flatMap { $0 }
      guard let first = all.first, let last = all.last else { return nil }
      return sourceFormula.place(first.range.lowerBound..<max(first.range.upperBound, last.range.upperBound))
    }
  }

}

extension Tree {
  /// Whether one of these names stands where only an array has a meaning: under a norm, a transpose, a product of arrays.
  fileprivate func needsArray(of names: [Name]) -> Bool {
    contains { tree in
      switch tree {
      case .element(let array, _): return names.contains(where: array.isFree)
      case .apply(let function, let arguments):
        if function.isElementwise { return false }
        switch function {
        case .min, .max: if arguments.count > 1 { return false }
        case .logBase, .root, .binomial, .factorial, .modulo, .gcd, .indicator, .xor, .bitAnd, .bitOr,
          .modularInverse:
          return false
        default: break
        }
        return arguments.contains { argument in names.contains(where: argument.isFree) }
      default: return false
      }
    }
  }
}

extension [Lexeme] {
  /// How often a name stands in here with a number below it, and how often otherwise.
  fileprivate func numberedUses(of name: Name) -> (numbered: Int, others: Int) {
    var found = (numbered: 0, others: 0)
    for (position, lexeme) in enumerated() {
      if case .name(name, _) = lexeme.kind {
        if position + 1 < count, case .subscript(let script) = self[position + 1].kind, script.count == 1,
          case .number = script[0].kind
        {
          found.numbered += 1
        } else {
          found.others += 1
        }
      }
      for part in [lexeme].parts {
        let inner = part.numberedUses(of: name)
        found = (found.numbered + inner.numbered, found.others + inner.others)
      }
    }
    return found
  }
}

extension FormulaReader {
  /// The index of the left side that the first row binds anew and then nowhere speaks of: `L(y_i) = \sum_i …`.
  fileprivate func captured(_ head: Head, _ rows: [Definition.Row]) -> Name? {
    guard let row = rows.first?.value else { return nil }
    for label in ([head.name] + head.parameters).compactMap(\.label)
    where Parser.customaryIndices.contains(label) {
      let index = Name(label)
      let isFree = row.freeSymbols.contains { $0 == index || $0.label?.contains(label) == true }
      if !isFree, row.contains(where: { $0.binds(index) }) { return index }
    }
    return nil
  }
}

extension Tree {
  fileprivate func binds(_ index: Name) -> Bool {
    if case .fold(let fold) = self { return fold.scope.hint == index }
    return false
  }
}

extension Tree {
  /// Whether it asks for the sizes of sets made of names of which nothing says what they hold.
  fileprivate func measuresUnknownSets(_ scope: LaTeX.Scope, _ parameters: [Name]) -> Bool {
    contains { tree in
      guard case .apply(.length, let inside) = tree, case .set = inside[0] else { return false }
      return inside[0].freeSymbols.allSatisfy { name in
        !parameters.contains(name) && scope.meanings[name]?.domain == nil
          && scope.meanings[name]?.value == nil
      }
    }
  }
}
