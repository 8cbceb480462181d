import Typesetting
import Diagnostics
import Trees

/// Members of a run whose trees do not show the rule: `\frac{\partial f}{\partial x_1}, \ldots, \frac{\partial f}{\partial x_d}`.
/// The rule is read off the LaTeX: the first and the last member differ in one index, and each between is written out.
extension Parser {
  /// - Returns: the members from the first to the last; nil where they do not differ so, or their number is not known.
  package func members(from first: [Lexeme], to last: [Lexeme]) throws(ParseError) -> [Tree]? {
    var pairs: [(Int, [Lexeme])] = []
    guard Self.compare(first, last, into: &pairs), !pairs.isEmpty else { return nil }
    var run: (start: Int, end: Int)?
    for (start, lexemes) in pairs {
      var inner = part(lexemes, end: end)
      guard let tree = try? inner.sum(), inner.isAtEnd, let value = wholeNumber(tree) else { return nil }
      if let run, value - start != run.end - run.start { return nil }
      if run == nil { run = (start, value) }
    }
    guard let run, run.end - run.start < 200 else { return nil }
    guard run.end >= run.start else { return [] }
    var trees: [Tree] = []
    for step in 0...(run.end - run.start) {
      var position = 0
      let lexemes = Self.shifted(first, last, by: step, starts: pairs.map(\.0), position: &position)
      trees.append(
        try whole(lexemes, at: end) { parser throws(ParseError) in try parser.sum() })
    }
    return trees
  }

  private func whole(
    _ lexemes: [Lexeme], at end: Int, _ read: (inout Parser) throws(ParseError) -> Tree
  ) throws(ParseError) -> Tree {
    var inner = part(lexemes, end: end)
    let tree = try read(&inner)
    try inner.expectEnd()
    return tree
  }

  /// Numbers of the first member that the last has otherwise, with what stands there.
  private static func compare(_ a: [Lexeme], _ b: [Lexeme], into pairs: inout [(Int, [Lexeme])]) -> Bool {
    if a.count == 1, case .number(let number) = a[0].kind, let start = number.integer, !b.isSame(as: a) {
      pairs.append((start, b))
      return true
    }
    guard a.count == b.count else { return false }
    for (x, y) in zip(a, b) {
      if case .number(let number) = x.kind, let start = number.integer, ![y].isSame(as: [x]) {
        switch y.kind {
        case .number, .name: pairs.append((start, [y]))
        default: return false
        }
        continue
      }
      guard x.isLike(y) else { return false }
      let (left, right) = ([x].parts, [y].parts)
      guard left.count == right.count else { return false }
      for (part, other) in zip(left, right) { guard compare(part, other, into: &pairs) else { return false } }
    }
    return true
  }

  private static func shifted(
    _ a: [Lexeme], _ b: [Lexeme], by step: Int, starts: [Int], position: inout Int
  ) -> [Lexeme] {
    func number(_ lexeme: Lexeme) -> Lexeme {
      defer { position += 1 }
      return Lexeme(kind: .number(Number(UInt(max(0, starts[position] + step)))), range: lexeme.range)
    }
    if a.count == 1, case .number(let old) = a[0].kind, old.integer != nil, !b.isSame(as: a) {
      return [number(a[0])]
    }
    var result: [Lexeme] = []
    for (x, y) in zip(a, b) {
      if case .number(let old) = x.kind, old.integer != nil, ![y].isSame(as: [x]) {
        result.append(number(x))
        continue
      }
      var copy = x
      var others = [y].parts[...]
      copy.kind = x.kind.mapParts { part in
        guard let other = others.popFirst() else { return part }
        return shifted(part, other, by: step, starts: starts, position: &position)
      }
      result.append(copy)
    }
    return result
  }
}

extension Lexeme {
  /// The same sign, whatever stands in its parts.
  func isLike(_ other: Lexeme) -> Bool {
    switch (kind, other.kind) {
    case (.number(let a), .number(let b)): a == b
    case (.name(let a, _), .name(let b, _)): a == b
    case (.function(let a), .function(let b)): a == b
    case (.open(let a), .open(let b)), (.close(let a), .close(let b)), (.bar(let a), .bar(let b)),
      (.sign(let a), .sign(let b)), (.punctuation(let a), .punctuation(let b)),
      (.ornament(let a), .ornament(let b)):
      a == b
    case (.superscript, .superscript), (.subscript, .subscript), (.fraction, .fraction), (.partial, .partial),
      (.transposeMark, .transposeMark), (.binomial, .binomial):
      true
    case (.primes(let a), .primes(let b)): a == b
    case (.constant(let a), .constant(let b)): a == b
    case (.fenced(let a, let b, _), .fenced(let c, let d, _)): a == c && b == d
    case (.root(_, let a), .root(_, let b)): (a == nil) == (b == nil)
    case (.accented(let a, _), .accented(let b, _)): a == b
    default: false
    }
  }
}

extension [Lexeme] {
  package func isSame(as other: [Lexeme]) -> Bool {
    guard count == other.count else { return false }
    return zip(self, other).allSatisfy { a, b in
      guard a.isLike(b) else { return false }
      let (left, right) = ([a].parts, [b].parts)
      return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    }
  }
}
