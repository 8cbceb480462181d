import LaTeX
import Typesetting
import Diagnostics
import Trees

/// Statements, and what stands in prose.
extension FormulaReader {
  mutating func readStatement(_ statement: Rows.Statement) throws(ParseError) -> Reading {
    guard statement.lexemes.isTwofold else { return try readPlainStatement(statement) }
    return try readTwofoldStatement(statement)
  }

  mutating func readPlainStatement(_ statement: Rows.Statement) throws(ParseError) -> Reading {
    var parser = Parser(statement.lexemes, end: statement.end, scope: scope)
    parser.bare = statement.lexemes.bareNames
    parser.survey(statement.lexemes)
    let start = parser.next
    var proposition = try parser.statement()
    if let dividend = try parser.dividend(of: proposition) {
      proposition = .relation([.apply(.modulo, [dividend, proposition]), .number(0)], [.equal])
    }
    let complex = parser.splitComplex(proposition)
    if let complex { proposition = complex.proposition }
    var sides = complex?.sides ?? proposition.sides
    if let modulus = try parser.modulus() {
      proposition = proposition.congruent(modulo: modulus)
      sides = sides.map { $0.withInverses(modulo: modulus) }
    }
    if let condition = try parser.trailingCondition() {
      proposition = .logic(.implies, [condition, proposition])
    }
    if proposition.isProposition, let quantified = try parser.quantifierBehind(proposition) {
      proposition = quantified
      sides = []
    }
    if parser.isPunctuation(",") {
      var probe = parser
      probe.next += 1
      if let (index, set) = probe.rangeOfIndex() {
        // Whose value is given, for that one index the sides are asked for.
        if scope.values.byName[index] == nil {
          proposition = .quantified(.all, [.init(index, in: set)], proposition)
          sides = []
        }
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
          "claim-without-relation", zh: "断言应是一个关系式或 ∀ 命题", en: "a claim is a relation or a ∀ statement",
          at: 0..<end)
      }
      try parser.refuseLoneTimes(proposition)
      return .expression(proposition)
    }
    if !isClaim, !isOfGiven(proposition) {
      let declaration = Declaration([proposition], trailing: "", source: sourceFormula.range)
      if !declaration.meanings.isEmpty { return .declaration(declaration.meanings) }
    }
    _ = sides
    proposition = proposition.joined(with: proposition.freeSymbols, scope)
    var usage = Usage(scope: scope, parameters: [])
    usage.collect(proposition)
    if let (quantifier, bindings, _) = proposition.quantifiers(), quantifier == .all {
      for binding in bindings where binding.set == nil { usage.note(binding.name) }
    }
    var made = Statement(
      proposition: proposition, meanings: usage.meanings(local: [:]), rows: rows,
      declaresZeroLogZero: declaresZeroLogZero)
    made.sides = sides
    // The unit is no number to try values for.
    if let unit = scope.imaginary { made.meanings[unit]?.generic = nil }
    if isClaim { countFromStarts(&made) }
    made.isCondition = !isClaim && sourceFormula.isAskedFor
    return .statement(made)
  }

  /// `0 \le \theta \le 1` where a point gives θ: there it can be told whether it holds.
  private func isOfGiven(_ proposition: Tree) -> Bool {
    guard case .relation(let terms, let relations) = proposition, terms.count > 2,
      relations.allSatisfy({ [.less, .lessOrEqual, .greater, .greaterOrEqual].contains($0) })
    else { return false }
    let free = proposition.freeSymbols
    return !free.isEmpty && free.allSatisfy { scope.values.byName[$0] != nil }
  }

  // MARK: Prose

  mutating func readProse(_ lexemes: [Lexeme]) throws(ParseError) -> Reading {
    guard let first = lexemes.first else { return .ornament }
    if lexemes.count == 1, first.isOrnament { return .ornament }
    var parser = Parser(lexemes, end: end, scope: scope)
    parser.isDeclaration = true
    if let special = Declaration(special: lexemes, parser: parser, source: sourceFormula.range) {
      return .declaration(special.meanings)
    }
    if let law = lexemes.statedLaw {
      return .declaration([Meaning(law.name, .variable, source: sourceFormula.range, origin: .section)])
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

}
