import Typesetting
import Trees

/// What stands behind a statement and says nothing of its value: a number at the margin, words, for which i it holds.
extension Rows.Statement {
  /// - Parameter latex: the formula's bytes, in which alone a wide space can be seen.
  package func withoutRemarks(in latex: [UInt8]) -> (Rows.Statement, conditions: [[Lexeme]]) {
    var copy = self
    var conditions: [[Lexeme]] = []
    while let cut = copy.trailingGroup(latex) {
      let group = Array(copy.lexemes[cut...]).unwrapped
      if group.hasRelation { conditions.append(group) }
      copy.lexemes.removeSubrange(cut...)
      copy.lexemes = Rows.trimmed(copy.lexemes)
    }
    while copy.lexemes.count > 1, case .prose? = copy.lexemes.last?.kind,
      !copy.lexemes[copy.lexemes.count - 2].asksForMore
    {
      copy.lexemes.removeLast()
      copy.lexemes = Rows.trimmed(copy.lexemes)
    }
    if copy.lexemes.count < lexemes.count, let last = copy.lexemes.last { copy.end = last.range.upperBound }
    return (copy, conditions)
  }

  /// Where a bracket begins that stands apart at the end: `\quad (18)`, `\qquad (1 \le i \le n)`.
  private func trailingGroup(_ latex: [UInt8]) -> Int? {
    guard lexemes.count > 1, lexemes.hasRelation else { return nil }
    let start: Int
    switch lexemes[lexemes.count - 1].kind {
    case .fenced("(", ")", _), .fenced("[", "]", _): start = lexemes.count - 1
    case .close(")"):
      var level = 0
      var index = lexemes.count - 1
      while index >= 0 {
        if case .close = lexemes[index].kind { level += 1 }
        if case .open = lexemes[index].kind { level -= 1 }
        if level == 0 { break }
        index -= 1
      }
      start = index
    default: return nil
    }
    guard start > 0 else { return nil }
    let group = Array(lexemes[start...]).unwrapped
    let isNumber: Bool
    if group.count == 1, case .number = group[0].kind { isNumber = true } else { isNumber = false }
    let words =
      lexemes[start].range
      .lowerBound..<max(lexemes[start].range.lowerBound, lexemes[lexemes.count - 1].range.upperBound)
    let isInWords =
      words.upperBound <= latex.count && String(decoding: latex[words], as: UTF8.self).contains("\\text")
    guard isNumber || group.hasRelation || isInWords else { return nil }
    let lower = lexemes[start - 1].range.upperBound
    let upper = lexemes[start].range.lowerBound
    guard lower <= upper, upper <= latex.count else { return nil }
    return String(decoding: latex[lower..<upper], as: UTF8.self).contains("quad") ? start : nil
  }
}

extension [Lexeme] {
  /// What stands in the brackets that these lexemes are.
  fileprivate var unwrapped: [Lexeme] {
    if count == 1, case .fenced(_, _, let inside) = self[0].kind { return inside }
    return unbracketed
  }
}

extension Parser {
  /// `i, j = 1, \ldots, n` behind a comma: for which of several.
  package mutating func rangeOfIndices() -> ([Name], Tree)? {
    var probe = self
    if probe.current?.leadsCondition == true { probe.next += 1 }
    var names: [Name] = []
    while case .name(let name, false)? = probe.current?.kind, case .punctuation(",")? = probe.peek()?.kind,
      Self.familyIndices.contains(name.base)
    {
      names.append(name)
      probe.next += 2
    }
    guard let (last, set) = probe.rangeOfIndex() else { return nil }
    next = probe.next
    return (names + [last], set)
  }

  /// `i = 1, \ldots, n` behind a comma: for which i a statement is made.
  package mutating func rangeOfIndex() -> (Name, Tree)? {
    var probe = self
    if probe.current?.leadsCondition == true { probe.next += 1 }
    if case .quantifier(.all)? = probe.current?.kind { probe.next += 1 }
    guard case .name(let index, false)? = probe.current?.kind, case .relation(.equal)? = probe.peek()?.kind
    else {
      return nil
    }
    probe.next += 2
    var rest = Array(probe.lexemes[probe.next...])
    if let stop = rest.firstIndex(where: \.isSemicolon), stop + 1 < rest.count {
      // `j = 1, \ldots, N; k = 1, \ldots, K`: each is a range of its own.
      var second = probe
      second.next += stop + 1
      guard second.rangeOfIndex() != nil else { return nil }
      rest = Array(rest[..<stop])
    }
    guard let dots = rest.firstIndex(where: { if case .ellipsis = $0.kind { true } else { false } }), dots > 0
    else { return listedIndex(index, rest) }
    // `k = 0, 1, 2, \ldots` goes on without end.
    let behind = rest[(dots + 1)...].filter { if case .punctuation = $0.kind { false } else { true } }
    if behind.isEmpty {
      guard let from = try? probe.list(rest[..<dots].withoutLastMark, end: rest[dots].range.lowerBound).first
      else { return nil }
      next = lexemes.count
      let onwards = Tree.SetForm.interval(from, .constant(.infinity), closedBelow: true, closedAbove: false)
      return (index, .set(.intersection([.set(.integers), .set(onwards)])))
    }
    guard let set = try? probe.braces(rest, rest[0].range.through(rest[rest.count - 1].range)) else {
      guard let set = probe.descending(rest[..<dots], behind) else { return nil }
      next = lexemes.count
      return (index, set)
    }
    next = lexemes.count
    return (index, set)
  }

  /// `T-1, T-2, \cdots, 1`: the whole numbers between, counted down.
  private mutating func descending(_ first: ArraySlice<Lexeme>, _ last: [Lexeme]) -> Tree? {
    guard let terms = try? list(first.withoutLastMark, end: end), terms.count > 1,
      let stop = try? list(last, end: end).first,
      Tree.sum([terms[0], .negate(terms[1])]).normalForm == Tree.number(1).normalForm
    else { return nil }
    let range = Tree.SetForm.interval(stop, terms[0], closedBelow: true, closedAbove: true)
    return .set(.intersection([.set(.integers), .set(range)]))
  }

  /// `i = 1, 2` behind a comma: for these.
  private mutating func listedIndex(_ index: Name, _ rest: [Lexeme]) -> (Name, Tree)? {
    guard rest.count > 2, Parser.familyIndices.contains(index.base), rest.allSatisfy(\.isListed) else {
      return nil
    }
    var probe = self
    guard let members = try? probe.list(rest[...].withoutLastMark, end: end), members.count > 1 else {
      return nil
    }
    next = lexemes.count
    return (index, .set(.finite(members)))
  }
}

extension Lexeme {
  /// Whether what stands behind it is a part of the statement: `= \text{宽} \times \text{高}`.
  fileprivate var asksForMore: Bool {
    switch kind {
    case .sign(let sign): !["!", "%"].contains(sign)
    case .relation: true
    default: false
    }
  }

  fileprivate var isSemicolon: Bool {
    if case .punctuation(let mark) = kind { [";", "；"].contains(mark) } else { false }
  }

  /// A number, or a mark between numbers.
  fileprivate var isListed: Bool {
    switch kind {
    case .number, .punctuation: true
    default: false
    }
  }
}

extension ArraySlice<Lexeme> {
  /// Without the comma or stop at the end.
  fileprivate var withoutLastMark: [Lexeme] {
    if case .punctuation? = last?.kind { return Array(dropLast()) }
    return Array(self)
  }
}
