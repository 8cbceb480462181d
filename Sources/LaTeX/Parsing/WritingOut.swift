import Typesetting
import Diagnostics
import Trees

/// Ellipses in lists, written out sign by sign where it is known how far they run.
extension Parser {
  /// `x_1, \ldots, x_{i-1}, x_{i+1}, \ldots, x_n` with i and n known as all its members. What is not known stays.
  func writtenOut(_ body: [Lexeme]) throws(ParseError) -> [Lexeme] {
    guard body.contains(where: \.isEllipsis) else { return body }
    var items = body.listItems
    var position = 1
    while position + 1 < items.count {
      guard items[position].lexemes.count == 1, items[position].lexemes[0].isEllipsis,
        let run = run(from: items[position - 1].lexemes, to: items[position + 1].lexemes),
        agrees(items, position, run)
      else {
        position += 1
        continue
      }
      let behind = items[position + 1].separator
      var written = run.map {
        ListMember(lexemes: $0, separator: .comma(at: items[position].lexemes[0].range))
      }
      if !written.isEmpty { written[written.count - 1].separator = behind }
      // An empty run leaves the mark that stands before it, unless that is where the list ends.
      if written.isEmpty, position >= 2, behind == nil { items[position - 2].separator = nil }
      items.replaceSubrange((position - 1)...(position + 1), with: written)
      position = max(1, position - 1 + written.count)
    }
    if let last = items.indices.last { items[last].separator = nil }
    return items.flatMap { $0.lexemes + ($0.separator.map { [$0] } ?? []) }
  }

  /// A member that is written before the first of the run must not be of the same make: then the run begins earlier.
  private func agrees(_ items: [ListMember], _ position: Int, _ run: [[Lexeme]]) -> Bool {
    guard position >= 2, let start = indexValue(items[position - 1].lexemes),
      let earlier = indexValue(items[position - 2].lexemes),
      items[position - 2].separator?.isListComma == true,
      items[position - 2].lexemes.isMade(as: items[position - 1].lexemes)
    else { return true }
    guard run.count > 1, let following = indexValue(run[1]) else { return true }
    return start - earlier == following - start
  }

  /// The value of the first index in a member.
  private func indexValue(_ member: [Lexeme]) -> Int? {
    for lexeme in member { if case .subscript(let script) = lexeme.kind { return value(of: script) } }
    return nil
  }

  private func value(of script: [Lexeme]) -> Int? {
    var inner = part(script, end: end)
    guard let tree = try? inner.sum(), inner.isAtEnd else { return nil }
    return wholeNumber(tree)
  }

  /// The members from one to another that differs from it in its indices alone; nil where that is not so or not known.
  func run(from first: [Lexeme], to last: [Lexeme]) -> [[Lexeme]]? {
    var pairs: [(Int, Int)] = []
    var isFalling = false
    guard compare(first, last, into: &pairs, &isFalling), let (start, stop) = pairs.first,
      pairs.allSatisfy({ $0.1 - $0.0 == stop - start }), abs(stop - start) < 200
    else { return nil }
    let step = isFalling ? -1 : 1
    guard (stop - start) * step >= 0 else { return (stop - start) * step == -1 ? [] : nil }
    return stride(from: 0, through: stop - start, by: step).map { offset in
      var position = 0
      return moved(first, last, values: pairs.map { $0.0 + offset }, position: &position)
    }
  }

  private func compare(
    _ a: [Lexeme], _ b: [Lexeme], into pairs: inout [(Int, Int)], _ isFalling: inout Bool
  ) -> Bool {
    guard a.count == b.count else { return false }
    for (x, y) in zip(a, b) {
      if let (low, high) = Self.scripts(x, y), !low.isSame(as: high) {
        if let (lows, highs) = Self.indexLists(low, high) {
          for (a, b) in zip(lows, highs) where !a.isSame(as: b) {
            guard let start = value(of: a), let stop = value(of: b) else { return false }
            pairs.append((start, stop))
          }
          continue
        }
        guard let start = value(of: low), let stop = value(of: high) else { return false }
        // From a letter down to a number: `x_{t-1}, \ldots, x_1`.
        let (lettered, plain) = (low.letterCounts.isEmpty == false, high.letterCounts.isEmpty)
        if lettered && plain || low.letterCounts.isEmpty && plain && start > stop { isFalling = true }
        pairs.append((start, stop))
        continue
      }
      guard x.isLike(y) else { return false }
      let (left, right) = ([x].parts, [y].parts)
      guard left.count == right.count else { return false }
      for (part, other) in zip(left, right) where !compare(part, other, into: &pairs, &isFalling) {
        return false
      }
    }
    return true
  }

  /// The single indices of `11` and `1n`, of `1, 1` and `1, n`; nil where there is one of them, or not as many.
  private static func indexLists(_ a: [Lexeme], _ b: [Lexeme]) -> ([[Lexeme]], [[Lexeme]])? {
    func list(_ script: [Lexeme]) -> [[Lexeme]] {
      let parts = script.split(whereSeparator: \.isListComma).map { Array($0) }
      guard parts.count == 1 else { return parts }
      if script.count == 1, case .number(let number) = script[0].kind {
        return number.digits.compactMap { Number(String($0)) }.map {
          [Lexeme(kind: .number($0), range: script[0].range)]
        }
      }
      let isPlain = script.allSatisfy { lexeme in
        switch lexeme.kind {
        case .name(_, false): true
        case .number(let number): number.digits.count == 1
        default: false
        }
      }
      return isPlain ? script.map { [$0] } : [script]
    }
    let (first, second) = (list(a), list(b))
    return first.count == second.count && first.count > 1 ? (first, second) : nil
  }

  private static func scripts(_ x: Lexeme, _ y: Lexeme) -> ([Lexeme], [Lexeme])? {
    switch (x.kind, y.kind) {
    case (.subscript(let low), .subscript(let high)), (.superscript(let low), .superscript(let high)):
      (low, high)
    default: nil
    }
  }

  private func moved(_ a: [Lexeme], _ b: [Lexeme], values: [Int], position: inout Int) -> [Lexeme] {
    var result: [Lexeme] = []
    for (x, y) in zip(a, b) {
      var copy = x
      if let (low, high) = Self.scripts(x, y), !low.isSame(as: high) {
        if let (lows, highs) = Self.indexLists(low, high) {
          var script: [Lexeme] = []
          for (a, b) in zip(lows, highs) {
            if !script.isEmpty { script.append(.comma(at: x.range)) }
            if a.isSame(as: b) {
              script += a
            } else {
              script.append(.whole(values[position], at: x.range))
              position += 1
            }
          }
          copy.kind = .subscript(script)
          result.append(copy)
          continue
        }
        let number = [Lexeme.whole(values[position], at: x.range)]
        if case .superscript = x.kind {
          copy.kind = .superscript(number)
        } else {
          copy.kind = .subscript(number)
        }
        position += 1
      } else {
        var others = [y].parts[...]
        copy.kind = x.kind.mapParts { part in
          guard let other = others.popFirst() else { return part }
          return moved(part, other, values: values, position: &position)
        }
      }
      result.append(copy)
    }
    return result
  }

  /// `a_1 = a_2 = \cdots = a_n`: the links between, where it is known how many they are.
  package func writtenOutChain() -> [Lexeme] {
    var result = lexemes
    guard
      let dots = result.indices.first(where: { index in
        index > 1 && index + 2 < result.count && result[index].isEllipsis && result[index - 1].isRelation
          && result[index + 1].isRelation
      })
    else { return result }
    let before = result[..<(dots - 1)].lastIndex(where: \.isRelation).map { $0 + 1 } ?? 0
    let behind = result[(dots + 2)...].firstIndex(where: \.isRelation) ?? result.count
    guard let run = run(from: Array(result[before..<(dots - 1)]), to: Array(result[(dots + 2)..<behind]))
    else { return result }
    let sign = result[dots - 1]
    var links = run.dropFirst().flatMap { [sign] + $0 }
    if links.isEmpty { links = [] }
    result.replaceSubrange((dots - 1)..<behind, with: links)
    return result
  }

  /// One side of a chain. What names a function that nobody knows is a quantity of its own there: the other sides can
  /// still be held against each other.
  package mutating func side() throws(ParseError) -> Tree {
    let start = next
    if joinsSetsAhead { return try setExpression() }
    do throws(ParseError) {
      return try sum()
    } catch {
      guard error.identifier == "unknown-function", lexemes.count(where: \.isRelation) > 1 else {
        throw error
      }
      var level = 0
      var stop = start
      while stop < lexemes.count {
        switch lexemes[stop].kind {
        case .open: level += 1
        case .close: level -= 1
        default: break
        }
        if level == 0, lexemes[stop].isRelation { break }
        stop += 1
      }
      guard stop > start, case .name(let name, _) = lexemes[start].kind else { throw error }
      next = stop
      return .symbol(Name("∂" + name.base + "(…)"))
    }
  }

  // MARK: Terms that grow

  /// `\prod_{t=1}^{T} P(x_t \mid x_{t-1}, \ldots, x_1)`: where a term's own list grows with the index, each term is read
  /// for itself.
  mutating func unrolled(
    _ kind: Tree.Fold.Kind, _ header: Header, from start: Int
  ) throws(ParseError) -> Tree? {
    guard kind == .sum || kind == .product, header.indices.count == 1, header.conditions.isEmpty,
      case .integers(let lower, let upper) = header.indices[0].range, let from = wholeNumber(lower),
      let to = wholeNumber(upper), to - from < 60, mayTry()
    else { return nil }
    let index = header.indices[0].name
    var terms: [Tree] = []
    var stop = next
    for value in stride(from: from, through: max(from, to), by: 1) {
      var inner = self
      inner.next = start
      inner.bound.append(index)
      inner.settled[index] = value
      guard let term = try? inner.signedTerm() else { return nil }
      stop = inner.next
      let number: Tree =
        value >= 0 ? .number(Number(UInt(value))) : .negate(.number(Number(UInt(-value))))
      if value <= to { terms.append(term.substituting([index: number]).foldingIntegers) }
    }
    next = stop
    if terms.isEmpty { return .number(kind == .sum ? 0 : 1) }
    return terms.count == 1 ? terms[0] : kind == .sum ? .sum(terms) : Self.product(terms)
  }
}

/// A member of a list and the mark behind it.
private struct ListMember {
  package var lexemes: [Lexeme]
  var separator: Lexeme?
}

extension [Lexeme] {
  /// Members between commas, bars and semicolons at the outermost level.
  fileprivate var listItems: [ListMember] {
    var items = [ListMember(lexemes: [], separator: nil)]
    var level = 0
    for lexeme in self {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      case .punctuation where level == 0, .bar("|") where level == 0:
        items[items.count - 1].separator = lexeme
        items.append(ListMember(lexemes: [], separator: nil))
        continue
      default: break
      }
      items[items.count - 1].lexemes.append(lexeme)
    }
    return items
  }

  /// The same but for what stands in subscripts.
  fileprivate func isMade(as other: [Lexeme]) -> Bool {
    guard count == other.count else { return false }
    return zip(self, other).allSatisfy { a, b in
      if case .subscript = a.kind, case .subscript = b.kind { return true }
      guard a.isLike(b) else { return false }
      let (left, right) = ([a].parts, [b].parts)
      return left.count == right.count && zip(left, right).allSatisfy { $0.isMade(as: $1) }
    }
  }
}

extension Lexeme {
  package var isEllipsis: Bool { if case .ellipsis = kind { true } else { false } }
  package var isRelation: Bool { if case .relation = kind { true } else { false } }
  fileprivate var isListComma: Bool { if case .punctuation(",") = kind { true } else { false } }

  fileprivate static func comma(at range: Range<Int>) -> Lexeme {
    Lexeme(kind: .punctuation(","), range: range)
  }

  package static func whole(_ value: Int, at range: Range<Int>) -> Lexeme {
    let number = Lexeme(kind: .number(Number(UInt(value.magnitude))), range: range)
    guard value < 0 else { return number }
    return Lexeme(kind: .fenced("", "", [Lexeme(kind: .sign("-"), range: range), number]), range: range)
  }
}
