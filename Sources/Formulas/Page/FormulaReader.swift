import LaTeX
import Typesetting
import Trees
import Diagnostics

/// Reads one formula in its scope.
struct FormulaReader {
  let sourceFormula: SourceFormula
  package let page: String
  var scope: Scope
  let declaresZeroLogZero: Bool
  package var warnings: [ParseError] = []
  /// Definitions in sections beside this one, which nothing here restates.
  var elsewhere: Set<String> = []
  /// A sentence that defines what it names.
  package var isDefinition = false
  /// Where sentences say from where on a step is taken.
  var stepRanges: Set<SourceRange> = []
  /// What letters run over behind the definition that is being read.
  var ranges: [Name: Tree] = [:]

  init(sourceFormula: SourceFormula, page: String, scope: Scope, declaresZeroLogZero: Bool) {
    self.sourceFormula = sourceFormula
    self.page = page
    self.scope = scope
    self.declaresZeroLogZero = declaresZeroLogZero
  }

  package var end: Int { sourceFormula.latex.utf8.count }

  mutating func read(_ lexemes: [Lexeme]) throws(ParseError) -> Reading {
    let lexemes = Rows.trimmed(lexemes)
    guard sourceFormula.isDisplay || sourceFormula.directive != nil || isDefinition else {
      return try readProse(lexemes)
    }
    if lexemes.count == 1, case .ornament = lexemes[0].kind, sourceFormula.directive == nil {
      return .ornament
    }
    let rows = Rows(lexemes, end: end).statements
    let statements = sourceFormula.isCut ? rows.flatMap(\.separated) : rows
    let bytes = Array(sourceFormula.latex.utf8)
    var readings: [(place: Int, Reading)] = []
    var errors: [ParseError] = []
    var laws: Set<Int> = []
    for place in statements.definitionsFirst(recurrent: scope.recurrent) {
      let reading: Reading
      do throws(ParseError) {
        let (bare, conditions) = statements[place].withoutLead.withoutRemarks(in: bytes)
        let (plain, isOfLaw) = bare.withoutLaw
        reading = try readSlope(plain, under: conditions, at: place, &readings)
        if isOfLaw { laws.insert(place) }
      } catch {
        errors.append(error)
        continue
      }
      for definition in reading.definitions where definition.captured == nil {
        scope.add(definition)
      }
      readings.append((place, reading))
    }
    if let error = ParseError.together(errors) { throw error }
    // What is said of a law is no value.
    readings += laws.map { ($0, .declaration([])) }
    switch readings.count {
    case 0: return .ornament
    case 1: return readings[0].1
    default:
      let order = readings.indices.sorted { (readings[$0].place, $0) < (readings[$1].place, $1) }
      return .several(order.map { readings[$0].1 })
    }
  }

  /// `f'(z) = \left( … \right)' = …`: where nothing else says what f is, it is what stands under the prime.
  private mutating func readSlope(
    _ statement: Rows.Statement, under conditions: [[Lexeme]], at place: Int,
    _ readings: inout [(place: Int, Reading)]
  ) throws(ParseError) -> Reading {
    let reading = try read(statement, under: conditions)
    guard sourceFormula.directive == nil, case .definition(let slope) = reading, slope.name.primes == 1,
      let parameter = slope.parameters.first, slope.parameters.count == 1,
      case .derivative(let inside, .symbol(parameter), 1) = slope.rows[0].value
    else { return reading }
    var made = slope
    made.name.primes = 0
    made.implicit.removeAll { $0 == made.name }
    made.inputs.removeAll { $0 == made.name }
    guard scope.definitions[made.name] == nil, scope.meanings[made.name] == nil else { return reading }
    made.id = slope.id.replacing(slope.name.plain, with: made.name.plain)
    guard !scope.taken.contains(made.id) else { return reading }
    made.rows = [
      .init(relation: .equal, value: inside.applied(to: .symbol(parameter)), range: slope.rows[0].range)
    ]
    var trial = self
    trial.scope.add(made)
    guard let again = try? trial.read(statement, under: conditions) else { return reading }
    self = trial
    readings.append((place, .definition(made)))
    return again
  }

  mutating func read(
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
    if let law = statement.lexemes.statedLaw {
      return .declaration([Meaning(law.name, .variable, source: sourceFormula.range, origin: .section)])
    }
    for condition in conditions { narrow(by: condition) }
    let named =
      statement.lexemes.isTwofold ? Head(Parser(statement.lexemes, end: statement.end, scope: Scope())) : nil
    if let head = Head(parser) ?? Head(slope: parser) ?? named { return try readDefinition(statement, head) }
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
    "ambiguous-application", "bare-nabla", "bare-partial", "unknown-norm", "no-distribution",
    "unreadable-distribution",
    "no-derivative",
    "unsupported-derivative", "unknown-blackboard",
  ]

  /// `\qquad (1 \le i \le n)` behind a statement says where its symbols lie.
  mutating func narrow(by condition: [Lexeme]) {
    var parser = Parser(condition, end: condition.last?.range.upperBound ?? end, scope: scope)
    parser.isDeclaration = true
    guard let parts = try? parser.parts() else { return }
    for meaning in Declaration(parts, trailing: "", source: sourceFormula.range).meanings
    where scope.meanings[meaning.name]?.domain == nil {
      scope.meanings[meaning.name] = meaning
    }
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
  /// One side of a chain; where all of it is one call of what nothing defines, `\equiv \mathrm{BN}_{\gamma, \beta}(x_i)`,
  /// a quantity that is not worked out.
  mutating func sideOrName() throws(ParseError) -> Tree {
    let start = next
    var probe = self
    do throws(ParseError) {
      let tree = try probe.side()
      self = probe
      return tree
    } catch {
      var index = start + 1
      while index < lexemes.count, lexemes[index].isScript { index += 1 }
      guard ["unknown-function", "ambiguous-word"].contains(error.identifier), start < lexemes.count,
        let (name, isWord) = lexemes[start].naming ?? lexemes[start].undecided, isWord,
        lexemes.bracketBody(at: index) != nil
      else { throw error }
      index = lexemes.behindBracket(index)
      guard index == lexemes.count || lexemes[index].isRelation, start > 0 else { throw error }
      var own = name
      own.label = Self.scriptText(Array(lexemes[(start + 1)..<index]))
      next = index
      return .applied(.symbol(own), [])
    }
  }

  /// The relation that a definition's next row begins with.
  func link(isFirst: Bool) -> Tree.Relation? {
    switch current?.kind {
    case .relation(let relation): relation
    case .assignment where isFirst: .equal
    // `u_n = … \sim …`: both grow alike.
    case .sign("∼") where !isFirst && !Array(lexemes[(next + 1)...]).isDistribution: .approximately
    default: nil
    }
  }

  /// `\text{ if } x > 0` behind a formula: where alone it holds.
  mutating func trailingCondition() throws(ParseError) -> Tree? {
    guard current?.leadsCondition == true, next > 0 else { return nil }
    if rangeOfIndex() != nil { return nil }
    next += 1
    return try condition()
  }
}

extension Tree {
  /// The sides of a relation in reading order; of anything else none.
  var sides: [Tree] {
    switch self {
    case .relation(let terms, _): terms
    case .logic(_, let parts): parts.flatMap(\.sides)
    default: []
    }
  }
}
