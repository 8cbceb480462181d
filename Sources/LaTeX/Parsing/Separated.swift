import Typesetting
import Foundation
import Trees

/// Several statements in one row: `x = r \cos t, \quad y = r \sin t`.
extension Rows.Statement {
  /// Cut at commas and wide spaces behind which another statement begins; a condition or a domain is none.
  package var separated: [Rows.Statement] {
    guard lexemes.contains(where: \.isAssertion) || lexemes.hasRelation else { return [self] }
    var parts: [[Lexeme]] = []
    var current: [Lexeme] = []
    var level = 0
    var resumes = 0
    var isParted = false
    for (index, lexeme) in lexemes.enumerated() where index >= resumes {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      default: break
      }
      let isMark = lexeme.isStop
      if level == 0, lexeme.introduces || isMark, current.hasAssertion,
        let named = Array(lexemes[(index + 1)...]).naming
      {
        // `\text{其中 } n \text{ 为样本数}`: what a symbol is called, and nothing of its value.
        resumes = index + 1 + named
        continue
      }
      if lexeme.introduces, level == 0, current.hasAssertion || !parts.isEmpty && current.isEmpty {
        let behind = Array(lexemes[(index + 1)...])
        if behind.isHeaded, behind.beginsStatement(behind: current.isEmpty ? parts[parts.count - 1] : current)
        {
          if !Rows.trimmed(current).isEmpty { parts.append(Rows.trimmed(current)) }
          current = []
          continue
        }
      }
      if level == 0,
        isMark || lexeme.isApart && !lexeme.endsIntegral(of: current) && !current.isOpen,
        current.hasAssertion || current.isDomain,
        !lexeme.isAnd || !current.isConditional && current.equates
      {
        let behind = Array(lexemes[(isMark ? index + 1 : index)...])
        if !lexeme.isAnd || behind.equates, behind.beginsStatement(behind: current) {
          parts.append(Rows.trimmed(current))
          current = isMark ? [] : [lexeme]
          continue
        }
      }
      if level == 0, lexeme.isApart, !isMark, current.hasAssertion, current.last?.isStop == false,
        Array(lexemes[index...]).isIndexRun
      {
        // `x_k = 2^k \quad k = 0, \ldots, n`: as if a comma stood there.
        let place = lexeme.range.lowerBound
        current.append(Lexeme(kind: .punctuation(","), range: place..<place))
        isParted = true
      }
      current.append(lexeme)
    }
    guard !parts.isEmpty else {
      guard resumes > 0 || isParted else { return [self] }
      var copy = self
      copy.lexemes = Rows.trimmed(current)
      copy.end = copy.lexemes.last?.range.upperBound ?? end
      return [copy]
    }
    parts.append(current)
    return parts.map { part in
      Rows.Statement(lexemes: part, end: part.last?.range.upperBound ?? end)
    }
  }
}

extension Lexeme {
  fileprivate var isStop: Bool {
    switch kind {
    case .punctuation(","), .punctuation("，"), .punctuation(";"), .punctuation("；"), .keyword(.and): true
    default: false
    }
  }

  /// `\text{where}`: words that lead to what a symbol stands for.
  fileprivate var introduces: Bool {
    switch kind {
    case .keyword(.where): true
    // `\text{其中残差}`: with a noun for what follows.
    case .prose(let words): ["其中", "式中", "这里", "此处"].contains(where: words.trimmed.hasPrefix)
    default: false
    }
  }

  /// The d of an integral that stands open: `\int f(t) \, \mathrm{d}t = …`.
  fileprivate func endsIntegral(of open: [Lexeme]) -> Bool {
    guard case .name(Name("d"), _) = kind else { return false }
    return open.contains { if case .big(.integral) = $0.kind { true } else { false } }
  }

  fileprivate var isAssertion: Bool {
    switch kind {
    case .relation(let relation):
      switch relation {
      case .in, .notIn, .subset, .subsetOrEqual, .tendsTo: false
      default: true
      }
    case .assignment: true
    default: false
    }
  }
}

extension Lexeme {
  fileprivate var isAnd: Bool { if case .keyword(.and) = kind { true } else { false } }
}

extension [Lexeme] {
  /// Whether a condition has begun in here: `and` goes on with it.
  fileprivate var isConditional: Bool {
    contains { lexeme in
      switch lexeme.kind {
      case .keyword(.if), .keyword(.where), .quantifier: true
      default: false
      }
    }
  }

  /// Whether what it asserts first is that something equals something.
  fileprivate var equates: Bool { assertion.map { self[$0].equates } ?? false }

  /// The first sign at the outermost level that asserts something.
  private var assertion: Int? {
    var level = 0
    for (index, lexeme) in enumerated() {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      default: if level == 0, lexeme.isAssertion { return index }
      }
    }
    return nil
  }

  /// `\lambda \in \mathbb{R}`
  fileprivate var isDomain: Bool {
    if Rows.trimmed(self).statedLaw != nil { return true }
    guard count >= 3, isPlainDomainHead else { return false }
    return contains { if case .relation(.in) = $0.kind { true } else { false } }
  }

  private var isPlainDomainHead: Bool {
    guard case .name? = first?.kind, let sign = dropFirst().first(where: { !$0.isScript }) else {
      return false
    }
    if case .relation(.in) = sign.kind { return true }
    return false
  }

  fileprivate var hasAssertion: Bool { assertion != nil }

  /// Whether a name, or a name with arguments, stands at the left of the first sign: what `其中` brings in.
  fileprivate var isHeaded: Bool {
    guard let sign = assertion, sign > 0 else { return false }
    let left = Array(self[..<sign])
    return left.isOneSymbol || left.applied != nil
  }

  /// How far `n \text{ 为样本数}` goes, where that is all that stands here up to the next comma.
  fileprivate var naming: Int? {
    let begin = introducesFirst ? 1 : 0
    guard begin < count, case .name = self[begin].kind else { return nil }
    let stop = indices.first { $0 > begin && self[$0].isStop && level(at: $0) == 0 } ?? count
    guard let words = self[(begin + 1)..<stop].firstIndex(where: { !$0.isScript }),
      case .prose(let text) = self[words].kind, words == stop - 1
    else { return nil }
    let said = text.trimmed
    return ["为", "是", "表示", "代表", "指", "is ", "are ", "denotes "].contains(where: said.hasPrefix) ? stop : nil
  }

  private var introducesFirst: Bool { first?.introduces == true }

  /// `k = 0, \ldots, n` or `k = 0` and nothing else: for which of many.
  fileprivate var isIndexRun: Bool {
    guard count > 2, case .name(let name, false) = self[0].kind, Parser.familyIndices.contains(name.base),
      case .relation(.equal) = self[1].kind
    else { return false }
    return (count == 3 || dropFirst(2).contains(where: \.isEllipsis))
      && !dropFirst(2).contains(where: \.isAssertion)
  }

  /// Whether a statement of its own begins here, and no condition on what stands before.
  fileprivate func beginsStatement(behind left: [Lexeme]) -> Bool {
    let stop =
      indices.first { $0 > 0 && (self[$0].isStop || self[$0].isApart) && level(at: $0) == 0 } ?? count
    let segment = Array(self[..<stop])
    guard let sign = segment.assertion, sign > 0 else { return false }
    let before = left.assertion ?? 0
    switch segment[0].kind {
    case .keyword, .prose, .quantifier, .connective: return false
    default: break
    }
    if left.isDomain, left.assertion == nil { return segment[sign].equates }
    guard segment[sign].equates else {
      // A list of constraints goes on; behind a definition an inequality says where it holds.
      return !left[before].equates && !segment[sign].equates && segment.count > 3
        && !segment[..<sign].allSatisfy { $0.isScript || $0.isPlainName }
    }
    // `t = T - 1, T - 2, …, 1`
    if sign == 1, case .name(let name, false) = segment[0].kind, Parser.familyIndices.contains(name.base),
      self[stop...].prefix(while: { !$0.isAssertion }).contains(where: \.isEllipsis)
    {
      return false
    }
    // `i = j`, `k = 0`, `i = 1, …, n`: for which of them the statement holds.
    if sign == 1, case .name(let name, false) = segment[0].kind,
      Parser.familyIndices.contains(name.base), segment.count == 3, !segment[2].isMadeOfParts
    {
      return false
    }
    return true
  }

  private func level(at position: Int) -> Int {
    var level = 0
    for lexeme in self[..<position] {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      default: break
      }
    }
    return level
  }
}

extension Lexeme {
  /// A quotient or a root, which no index is ever set to: `n = \frac{n_0}{1 + n_0 / N}` is a statement.
  fileprivate var isMadeOfParts: Bool {
    switch kind {
    case .fraction, .root, .binomial, .grid: true
    default: false
    }
  }

  fileprivate var equates: Bool {
    switch kind {
    case .relation(.equal), .relation(.defined), .relation(.approximately), .assignment: true
    default: false
    }
  }

  fileprivate var isPlainName: Bool { if case .name = kind { true } else { false } }

  /// A number, or a sign between numbers.
  var isClosed: Bool {
    switch kind {
    case .number, .sign, .open, .close, .relation: true
    case .fraction, .fenced, .superscript: [self].parts.allSatisfy { $0.allSatisfy(\.isClosed) }
    default: false
    }
  }
}

/// What a whole formula shows of its letters.
final class FormulaSurvey: Sendable {
  /// How often each name stands in it.
  let letters: [Name: Int]
  /// What names are applied to in it, where that is two plain symbols or more: x and y of `p(x, y)`.
  let argumentLists: [Name: [[Name]]]
  /// Matrices that stand primed before a further factor: `X'X`.
  let transposed: Set<Name>
  /// Letters that run over divisors.
  let divisorLetters: Set<Name>
  /// How often the variables of integrals stand inside these.
  let integrated: [Name: Int]
  /// Whether it says that something equals something.
  let isAsserted: Bool
  /// Whether it is about remainders and divisors.
  let isArithmetical: Bool
  /// Whether factorials, binomials or `C_n^k` stand in it.
  let countsChoices: Bool
  /// Whether norms of matrices are the operators': beside `\|A^{-1}\|` no others have a meaning.
  let measuresOperators: Bool

  init(_ lexemes: [Lexeme]) {
    letters = lexemes.letterCounts
    integrated = lexemes.integratedCounts
    isAsserted = lexemes.hasRelation
    argumentLists = lexemes.argumentLists
    divisorLetters = lexemes.divisorLetters
    transposed = lexemes.primedBeforeThemselves
    measuresOperators = lexemes.normsInverse || lexemes.namesSpectrum
    countsChoices = lexemes.countsChoices
    isArithmetical = !divisorLetters.isEmpty || lexemes.speaksOfRemainders
  }
}

extension Parser {
  package mutating func survey(_ lexemes: [Lexeme]) { surveyed = FormulaSurvey(lexemes) }

  package var letters: [Name: Int] { surveyed.letters }
  var argumentLists: [Name: [[Name]]] { surveyed.argumentLists }
  var transposed: Set<Name> { surveyed.transposed }
  var divisorLetters: Set<Name> { surveyed.divisorLetters }
  var integrated: [Name: Int] { surveyed.integrated }
  var isAsserted: Bool { surveyed.isAsserted }
  var measuresOperators: Bool { surveyed.measuresOperators }
  var isArithmetical: Bool { surveyed.isArithmetical }
}

extension [Lexeme] {
  /// How often each name stands anywhere in here.
  package var letterCounts: [Name: Int] {
    var counts: [Name: Int] = [:]
    for lexeme in self { if case .name(let name, _) = lexeme.kind { counts[name, default: 0] += 1 } }
    for part in parts { counts.merge(part.letterCounts, uniquingKeysWith: +) }
    return counts
  }

  /// Lists of plain symbols that names are applied to anywhere in here, of two or more.
  fileprivate var argumentLists: [Name: [[Name]]] {
    var found: [Name: [[Name]]] = [:]
    for (position, lexeme) in enumerated() {
      guard case .name(let name, _) = lexeme.kind, position + 1 < count,
        let body = bracketBody(at: position + 1)
      else { continue }
      let places = body.splitAtCommas
      let names = places.compactMap { $0.isOneSymbol ? Parser.spelledName($0) : nil }
      if names.count > 1, names.count == places.count { found[name, default: []].append(names) }
    }
    for part in parts { found.merge(part.argumentLists, uniquingKeysWith: +) }
    return found
  }

  /// Whether the norm of an inverse stands anywhere in here.
  fileprivate var normsInverse: Bool {
    for (position, lexeme) in enumerated() {
      guard case .superscript(let script) = lexeme.kind, script.isMinusOne, position + 1 < count else {
        continue
      }
      switch self[position + 1].kind {
      case .bar("‖"), .close("‖"), .bar("|"): return true
      default: break
      }
    }
    return contains { lexeme in
      if case .fenced("‖", "‖", let body) = lexeme.kind, case .superscript(let script)? = body.last?.kind {
        return script.isMinusOne
      }
      return false
    } || parts.contains(where: \.normsInverse)
  }

  /// Names that stand primed right before themselves anywhere in here: X of `X'X`.
  fileprivate var primedBeforeThemselves: Set<Name> {
    var found: Set<Name> = []
    for (position, lexeme) in enumerated() where position + 2 < count {
      guard case .name(let name, _) = lexeme.kind, case .primes(1) = self[position + 1].kind,
        case .name(name, _) = self[position + 2].kind
      else { continue }
      found.insert(name)
    }
    return parts.reduce(into: found) { $0.formUnion($1.primedBeforeThemselves) }
  }

  /// Whether a name stands right behind a ∂, or behind one with an order, anywhere in here.
  package func differentiates(_ name: Name) -> Bool {
    for (index, lexeme) in enumerated() {
      guard case .name(name, _) = lexeme.kind, index > 0 else { continue }
      if self[index - 1].isDifferentialSign { return true }
      if index > 1, case .superscript = self[index - 1].kind, self[index - 2].isDifferentialSign {
        return true
      }
    }
    return parts.contains { $0.differentiates(name) }
  }

  /// Whether a name stands before a bracket anywhere in here.
  package func applies(_ name: Name) -> Bool {
    for (index, lexeme) in enumerated() {
      if case .name(name, _) = lexeme.kind, bracketBodyExists(at: index + 1) { return true }
    }
    return parts.contains { $0.applies(name) }
  }
}

extension Tree {
  /// All of these together; nil where there are none.
  package static func all(_ parts: [Tree]) -> Tree? {
    parts.isEmpty ? nil : parts.count == 1 ? parts[0] : .logic(.and, parts)
  }
}

extension [Lexeme] {
  /// `\forall x > -1, x \ne 0:`, `a \Rightarrow`: what belongs to it is still to come.
  fileprivate var isOpen: Bool {
    if case .connective? = last?.kind { return true }
    guard case .punctuation(":")? = last?.kind else { return false }
    return contains { if case .quantifier = $0.kind { true } else { false } }
  }
}
