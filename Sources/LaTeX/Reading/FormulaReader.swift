import Trees
import Diagnostics

/// Reads one formula in its scope.
struct FormulaReader {
  let sourceFormula: SourceFormula
  let page: String
  var scope: Scope
  let declaresZeroLogZero: Bool
  var warnings: [ParseError] = []
  /// Definitions in sections beside this one, which nothing here restates.
  var elsewhere: Set<String> = []

  init(sourceFormula: SourceFormula, page: String, scope: Scope, declaresZeroLogZero: Bool) {
    self.sourceFormula = sourceFormula
    self.page = page
    self.scope = scope
    self.declaresZeroLogZero = declaresZeroLogZero
  }

  private var end: Int { sourceFormula.latex.utf8.count }

  mutating func read(_ lexemes: [Lexeme]) throws(ParseError) -> Reading {
    let lexemes = Rows.trimmed(lexemes)
    guard sourceFormula.isDisplay || sourceFormula.directive != nil else { return try readProse(lexemes) }
    if lexemes.count == 1, case .ornament = lexemes[0].kind, sourceFormula.directive == nil {
      return .ornament
    }
    let rows = Rows(lexemes, end: end).statements
    let statements = sourceFormula.directive == nil ? rows.flatMap(\.separated) : rows
    let bytes = Array(sourceFormula.latex.utf8)
    var readings: [Reading] = []
    var errors: [ParseError] = []
    for statement in statements {
      let reading: Reading
      do throws(ParseError) {
        let (bare, conditions) = statement.withoutLead.withoutRemarks(in: bytes)
        reading = try read(bare, under: conditions)
      } catch {
        errors.append(error)
        continue
      }
      for definition in reading.definitions {
        scope.add(definition)
      }
      readings.append(reading)
    }
    if let error = ParseError.together(errors) { throw error }
    switch readings.count {
    case 0: return .ornament
    case 1: return readings[0]
    default: return .several(readings)
    }
  }

  private mutating func read(
    _ statement: Rows.Statement, under conditions: [[Lexeme]]
  ) throws(ParseError) -> Reading {
    var statement = statement
    var parser = Parser(statement.lexemes, end: statement.end, scope: scope)
    if statement.lexemes.contains(where: \.isEllipsis) {
      statement.lexemes = parser.writtenOutChain()
      parser.lexemes = statement.lexemes
    }
    switch sourceFormula.directive {
    case .claim: return try readStatement(statement)
    case .erratum(let right, let name, let reason):
      guard let head = Head(parser) else {
        throw ParseError(
          "erratum-without-head", zh: "勘误应是一个定义：名字 = …", en: "an erratum is a definition: name = …",
          at: 0..<end)
      }
      return try readErratum(statement, head, of: right, as: name, reason: reason)
    default: break
    }
    if let special = Declaration(special: statement.lexemes, parser: parser, source: sourceFormula.range) {
      return .declaration(special.meanings)
    }
    for condition in conditions { narrow(by: condition) }
    if let head = Head(parser) ?? Head(slope: parser) { return try readDefinition(statement, head) }
    do throws(ParseError) {
      return try readStatement(statement)
    } catch {
      // What cannot be worked out can still be what the right side is said to be.
      guard Self.unworked.contains(error.identifier), let head = Head(quantity: parser),
        error.range.upperBound <= statement.lexemes[head.next].range.lowerBound
      else { throw error }
      return try readDefinition(statement, head)
    }
  }

  private static let unworked: Set = [
    "bare-nabla", "bare-partial", "unknown-norm", "no-distribution", "unreadable-distribution",
    "no-derivative",
    "unsupported-derivative",
  ]

  /// `\qquad (1 \le i \le n)` behind a statement says where its symbols lie.
  private mutating func narrow(by condition: [Lexeme]) {
    var parser = Parser(condition, end: condition.last?.range.upperBound ?? end, scope: scope)
    parser.isDeclaration = true
    guard let parts = try? parser.parts() else { return }
    for meaning in Declaration(parts, trailing: "", source: sourceFormula.range).meanings
    where scope.meanings[meaning.name]?.domain == nil {
      scope.meanings[meaning.name] = meaning
    }
  }

  // MARK: Definitions

  private mutating func readDefinition(
    _ statement: Rows.Statement, _ head: Head
  ) throws(ParseError) -> Reading {
    let definition = try definition(statement, head, named: head.name)
    let earlier = scope.definitions[head.name]?.last { other in
      !elsewhere.contains(other.id) && other.parameters.count == definition.parameters.count
        && other.ranks == definition.ranks && other.bar == definition.bar
        && (head.hasArguments || Set(other.inputRanks) == Set(definition.inputRanks))
    }
    if let earlier { return .restatement(definition, of: earlier.id) }
    return .definition(definition)
  }

  private mutating func readErratum(
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

  private mutating func definition(
    _ statement: Rows.Statement, _ head: Head, named name: Name
  ) throws(ParseError) -> Definition {
    let used = Usage.ranks(of: statement.lexemes)
    var parser = Parser(statement.lexemes, end: statement.end, scope: scope)
    parser.bare = statement.lexemes.bareNames
    parser.survey(statement.lexemes)
    for parameter in head.parameters where !isFunction(parameter, in: statement, behind: head) {
      var plain = parameter
      plain.isBold = false
      parser.local[parameter] =
        rank(ofParameter: parameter) ?? used[parameter] ?? (parameter.isBold ? used[plain] ?? 1 : 0)
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
    var rows: [Definition.Row] = []
    while let relation = parser.link(isFirst: rows.isEmpty) {
      let lower = parser.lexemes[parser.next].range.upperBound
      parser.next += 1
      let start = parser.next
      let value = try parser.side()
      let upper = parser.current?.range.lowerBound ?? parser.end
      let range = sourceFormula.trimmed(lower..<max(lower, upper))
      rows.append(
        .init(
          relation: rows.isEmpty ? .equal : relation, value: value, range: sourceFormula.place(range),
          branches: branches(statement.lexemes, start..<parser.next)))
    }
    let said = try parser.trailingCondition()
    let further = try readTrailingConditions(&parser)
    if let condition = Tree.all([said, further].compactMap { $0 }) {
      for index in rows.indices { rows[index].value = .cases([.init(rows[index].value, if: condition)]) }
    }
    warnings += parser.warnings
    var usage = Usage(scope: scope, parameters: head.parameters)
    for row in rows { usage.collect(row.value) }
    var meanings = usage.meanings(local: parser.local)
    // `$\mathrm{loss} \in [0, \infty)$`: what the prose promises of its value.
    if meanings[name] == nil, head.hasArguments, let promised = scope.meanings[name], promised.domain != nil {
      meanings[name] = promised
    }
    let ranks = head.parameters.map { meanings[$0]?.domain?.rank ?? parser.local[$0] ?? 0 }
    let id = identifier(name, head, ranks, usage)
    var made = Definition(
      id: id, name: name, parameters: head.parameters, ranks: ranks, implicit: usage.implicit,
      rows: rows, meanings: meanings, range: sourceFormula.range, page: page,
      declaresZeroLogZero: declaresZeroLogZero,
      inputs: head.parameters.filter(usage.needed.contains) + usage.implicit)
    made.bar = head.bar
    made.rank = rows.first?.value.rank(in: scope, local: parser.local) ?? 0
    return made
  }

  /// `H(p, q) = -\sum_x p(x) \log q(x)`: a parameter that the body applies is a function, and the page's where it has one.
  private func isFunction(_ name: Name, in statement: Rows.Statement, behind head: Head) -> Bool {
    if scope.meanings[name]?.role == .function { return true }
    guard scope.meanings[name] == nil, scope.values.byName[name] == nil else { return false }
    let body = Array(statement.lexemes[head.next...])
    if scope.isFunction(name) { return body.applies(name) }
    guard case .applied = scope.roles.application(name) else { return false }
    return body.applies(name)
  }

  /// A small bold letter stands for one of the vectors, also where a value or `x_i \in \mathbb{R}^n` tells of all of them.
  private func rank(ofParameter name: Name) -> Int? {
    guard let rank = scope.rank(name) else { return nil }
    if let domain = scope.meanings[name]?.domain, domain.openLengths > 0 { return rank - domain.openLengths }
    let isOneOfMany = rank > 1 && !name.isCapital && scope.meanings[name]?.domain == nil
    return isOneOfMany && name.isBold ? 1 : rank
  }

  /// `deim/mal#MAL(p,q,y)`, told apart from earlier ones of the same name and shape.
  private func identifier(_ name: Name, _ head: Head, _ ranks: [Int], _ usage: Usage) -> String {
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
  private mutating func readTrailingConditions(_ parser: inout Parser) throws(ParseError) -> Tree? {
    guard parser.isPunctuation(",") || parser.isPunctuation("，") || parser.isPunctuation(";") else {
      try parser.expectEnd()
      return nil
    }
    parser.next += 1
    if parser.rangeOfIndex() != nil { return nil }
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
  private func branches(_ lexemes: [Lexeme], _ span: Range<Int>) -> [SourceRange] {
    guard span.count == 1, case .fenced(_, _, let body) = lexemes[span.lowerBound].kind, body.count == 1,
      case .grid(_, let rows) = body[0].kind
    else { return [] }
    return rows.compactMap { row in
      let all = row.flatMap { $0 }
      guard let first = all.first, let last = all.last else { return nil }
      return sourceFormula.place(first.range.lowerBound..<max(first.range.upperBound, last.range.upperBound))
    }
  }

  // MARK: Statements

  private mutating func readStatement(_ statement: Rows.Statement) throws(ParseError) -> Reading {
    var parser = Parser(statement.lexemes, end: statement.end, scope: scope)
    parser.bare = statement.lexemes.bareNames
    parser.survey(statement.lexemes)
    let start = parser.next
    var proposition = try parser.statement()
    var sides = proposition.sides
    if let modulus = try parser.modulus() { proposition = proposition.congruent(modulo: modulus) }
    if let condition = try parser.trailingCondition() {
      proposition = .logic(.implies, [condition, proposition])
    }
    if parser.isPunctuation(",") {
      var probe = parser
      probe.next += 1
      if let (index, set) = probe.rangeOfIndex() {
        proposition = .quantified(.all, [.init(index, in: set)], proposition)
        sides = []
        parser = probe
      }
    }
    var rows = parser.chainRanges.map { sourceFormula.place(sourceFormula.trimmed($0)) }
    if rows.isEmpty { rows = [sourceFormula.place(parser.range(from: start))] }
    if parser.isPunctuation(",") {
      if let condition = try readTrailingConditions(&parser) {
        proposition = .logic(.implies, [condition, proposition])
      }
    }
    try parser.expectEnd()
    warnings += parser.warnings
    let isClaim = if case .claim = sourceFormula.directive { true } else { false }
    switch proposition {
    case .relation, .logic, .quantified: break
    default:
      if isClaim {
        throw ParseError(
          "claim-without-relation", zh: "论断应是一个关系式或 ∀ 命题", en: "a claim is a relation or a ∀ statement",
          at: 0..<end)
      }
      return .expression(proposition)
    }
    if !isClaim {
      let declaration = Declaration([proposition], trailing: "", source: sourceFormula.range)
      if !declaration.meanings.isEmpty { return .declaration(declaration.meanings) }
    }
    _ = sides
    var usage = Usage(scope: scope, parameters: [])
    usage.collect(proposition)
    if let (quantifier, bindings, _) = proposition.quantifiers(), quantifier == .all {
      for binding in bindings where binding.set == nil { usage.note(binding.name) }
    }
    var made = Statement(
      proposition: proposition, meanings: usage.meanings(local: [:]), rows: rows,
      declaresZeroLogZero: declaresZeroLogZero)
    made.sides = sides
    made.isCondition = !isClaim && sourceFormula.isAskedFor
    return .statement(made)
  }

  // MARK: Prose

  private mutating func readProse(_ lexemes: [Lexeme]) throws(ParseError) -> Reading {
    guard let first = lexemes.first else { return .ornament }
    if lexemes.count == 1, first.isOrnament { return .ornament }
    var parser = Parser(lexemes, end: end, scope: scope)
    parser.isDeclaration = true
    if let special = Declaration(special: lexemes, parser: parser, source: sourceFormula.range) {
      return .declaration(special.meanings)
    }
    let parts = try parser.parts()
    warnings += parser.warnings
    let declaration = Declaration(parts, trailing: sourceFormula.trailingText, source: sourceFormula.range)
    if !declaration.isEmpty { return .declaration(declaration.meanings) }
    if parts.count == 1 {
      switch parts[0] {
      case .symbol(let name): return .symbol(name)
      case .constant: return .expression(parts[0])
      case .relation, .logic, .quantified:
        var usage = Usage(scope: scope, parameters: [])
        usage.collect(parts[0])
        return .statement(
          Statement(
            proposition: parts[0], meanings: usage.meanings(local: [:]), rows: [sourceFormula.range]))
      default: return .expression(parts[0])
      }
    }
    return .expression(.tuple(parts))
  }

  // MARK: Symbols

  /// The meanings of the symbols in a reading, for the reader of the page.
  func symbols(of reading: Reading?) -> [Meaning] {
    guard let reading else { return [] }
    let names: [Name]
    switch reading {
    case .definition(let definition), .restatement(let definition, _), .erratum(let definition, _, _):
      return (definition.parameters + definition.implicit + definition.lengths).uniqued.compactMap {
        definition.meanings[$0]
      }
    case .statement(let statement):
      return statement.meanings.values.sorted { $0.name < $1.name }
    case .declaration(let meanings): return meanings
    case .expression(let tree): names = tree.freeSymbols
    case .symbol(let name): names = [name]
    case .several(let readings): return readings.flatMap { symbols(of: $0) }
    case .ornament: return []
    }
    return names.compactMap { scope.meanings[$0] }
  }
}

extension Parser {
  /// The relation that a definition's next row begins with.
  fileprivate func link(isFirst: Bool) -> Tree.Relation? {
    switch current?.kind {
    case .relation(let relation): relation
    case .assignment where isFirst: .equal
    default: nil
    }
  }

  /// `\text{ if } x > 0` behind a formula: where alone it holds.
  fileprivate mutating func trailingCondition() throws(ParseError) -> Tree? {
    guard case .keyword(.if)? = current?.kind, next > 0 else { return nil }
    if rangeOfIndex() != nil { return nil }
    next += 1
    return try condition()
  }

  /// `\pmod{m}` behind a congruence.
  mutating func modulus() throws(ParseError) -> Tree? {
    let body: [Lexeme]
    switch current?.kind {
    case .open("("):
      guard case .sign("mod")? = peek()?.kind else { return nil }
      body = try takeBracketed().2
    case .fenced("(", ")", let inside):
      guard case .sign("mod")? = inside.first?.kind else { return nil }
      next += 1
      body = inside
    case .sign("mod"):
      next += 1
      return try sum()
    default: return nil
    }
    return try whole(Array(body.dropFirst()), end: place.lowerBound) { parser throws(ParseError) in
      try parser.sum()
    }
  }
}

extension Tree {
  /// The sides of a relation in reading order; of anything else none.
  fileprivate var sides: [Tree] {
    switch self {
    case .relation(let terms, _): terms
    case .logic(_, let parts): parts.flatMap(\.sides)
    default: []
    }
  }

  /// `a = b ≡ c` as one statement for each sign, ≡ meaning that m divides the difference.
  func congruent(modulo modulus: Tree) -> Tree {
    guard case .relation(let terms, let relations) = self else { return self }
    let links = relations.indices.map { index -> Tree in
      guard relations[index] == .identical else {
        return .relation([terms[index], terms[index + 1]], [relations[index]])
      }
      let difference: Tree = .sum([terms[index], .negate(terms[index + 1])])
      return .relation([.apply(.modulo, [difference, modulus]), .number(0)], [.equal])
    }
    return links.count == 1 ? links[0] : .logic(.and, links)
  }
}
