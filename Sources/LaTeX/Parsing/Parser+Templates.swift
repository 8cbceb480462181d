import Typesetting
import Diagnostics
import Trees

/// Ellipses whose rule the last term tells: with its letter set to the first numbers it gives the terms that are written.
extension Parser {
  /// `r_t + γ r_{t+1} + γ^2 r_{t+2} + \cdots + γ^{T-t} r_T`: the terms that are written, and the last one's lexemes.
  ///
  /// - Returns: the whole run as one tree; nil where no letter of the last term runs so.
  func template(_ written: [Tree], _ last: [Lexeme], _ kind: Tree.Fold.Kind) throws(ParseError) -> Tree? {
    guard written.count >= 2, mayTry() else { return nil }
    let letters = last.letterCounts.keys.filter { $0 == Name($0.base) && $0.base.unicodeScalars.count == 1 }
    for letter in letters.sorted() where !bound.contains(letter) {
      for start in starts(written, besides: letter) {
        guard try agree(written, last, letter, start: start) else { continue }
        if let run = try run(last, letter, start: start, kind: kind) { return run }
      }
    }
    return nil
  }

  /// Where the letter may begin: at a small number, or at a letter of the first term.
  private func starts(_ written: [Tree], besides letter: Name) -> [[Lexeme]] {
    let place = range(from: 0)
    let numbers = [1, 0, 2].map { [Lexeme.whole($0, at: place)] }
    let names = written[0].freeSymbols.filter { $0 != letter && $0 == Name($0.base) }
    let letters = names.prefix(4).map { [Lexeme(kind: .name($0, isWord: false), range: place)] }
    return numbers + letters + letters.map { $0.plus(1) }
  }

  private func agree(_ written: [Tree], _ last: [Lexeme], _ letter: Name, start: [Lexeme])
    throws(ParseError) -> Bool
  {
    for (step, known) in written.enumerated() {
      guard let made = term(last, letter, start.plus(step)) else { return false }
      if made == known || made.isIdentical(to: known) { continue }
      guard made.withSettledPowers.isIdentical(to: known.withSettledPowers) else { return false }
    }
    return true
  }

  /// The last term with something else in its letter's place.
  private func term(_ last: [Lexeme], _ letter: Name, _ value: [Lexeme]) -> Tree? {
    var inner = part(last.replacing(letter, by: value), end: end)
    guard let tree = try? inner.signedTerm(), inner.isAtEnd else { return nil }
    return tree.foldingIntegers
  }

  private func run(
    _ last: [Lexeme], _ letter: Name, start: [Lexeme], kind: Tree.Fold.Kind
  ) throws(ParseError) -> Tree? {
    var first = part(start, end: end)
    let from = try first.sum()
    if let lower = wholeNumber(from), let upper = wholeNumber(.symbol(letter)), upper - lower < 200 {
      guard lower <= upper else { return nil }
      var terms: [Tree] = []
      for value in lower...upper {
        guard let term = term(last, letter, [.whole(value, at: last[0].range)]) else { return nil }
        terms.append(term)
      }
      return terms.count == 1 ? terms[0] : kind == .sum ? .sum(terms) : Self.product(terms)
    }
    guard
      let index = ["i", "k", "j", "s"].map({ Name($0) }).first(where: { letters[$0] == nil && !knows($0) })
    else { return nil }
    var inner = self
    inner.bound.append(index)
    let moved = [Lexeme(kind: .name(index, isWord: false), range: last[0].range)]
    guard let body = inner.term(last, letter, moved), body.isFree(index) else { return nil }
    return .fold(Tree.Fold(kind, index, .integers(from, .symbol(letter)), body))
  }

  /// `n (n-1) \cdots 2 \cdot 1`, `1 + 3 + \cdots + (2n-1)`: each a whole number on from the one before.
  func differences(_ written: [Tree], to last: Tree, _ kind: Tree.Fold.Kind) -> Tree? {
    guard written.count >= 2, let step = Self.step(written[0], written[1]), step != 0,
      zip(written.dropFirst(), written.dropFirst(2)).allSatisfy({ Self.step($0, $1) == step }),
      [written[0], last].allSatisfy({ shape(of: $0) == .number })
    else { return nil }
    // `1^2, 3^2, …` go by their bases, not by the steps between them.
    guard
      !written.contains(where: {
        $0.contains { if case .power = $0 { $0.freeSymbols.isEmpty } else { false } }
      })
    else { return nil }
    let distance: Tree = .sum([last, .negate(written[0])])
    let size: Tree = .number(Number(UInt(step.magnitude)))
    let signed: Tree = step < 0 ? .negate(distance) : distance
    let index = Name("j", primes: 8)
    let moved: Tree = .sum([
      written[0], step < 0 ? .negate(.product([size, .symbol(index)])) : .product([size, .symbol(index)]),
    ])
    let upper = step.magnitude == 1 ? signed.normalForm : Tree.quotient(signed, size)
    return .fold(Tree.Fold(kind, index, .integers(.number(0), upper), moved))
  }

  static func step(_ a: Tree, _ b: Tree) -> Int? {
    switch Tree.sum([b, .negate(a)]).normalForm {
    case .number(let number): number.integer
    case .negate(.number(let number)): number.integer.map { -$0 }
    default: nil
    }
  }
}

extension [Lexeme] {
  /// `t + 2` from `t`, and 3 from 1.
  fileprivate func plus(_ step: Int) -> [Lexeme] {
    guard step > 0, let first else { return self }
    if count == 1, case .number(let number) = first.kind, let value = number.integer {
      return [.whole(value + step, at: first.range)]
    }
    return self + [Lexeme(kind: .sign("+"), range: first.range), .whole(step, at: first.range)]
  }

  /// A name replaced wherever it stands by itself; in a product several signs keep together in brackets.
  fileprivate func replacing(_ name: Name, by value: [Lexeme], isScript: Bool = true) -> [Lexeme] {
    var result: [Lexeme] = []
    for (index, lexeme) in enumerated() {
      if case .name(name, _) = lexeme.kind,
        index + 1 >= count || !self[index + 1].isScript || isPower(index + 1)
      {
        let standsAlone = isScript && count == 1
        let isBare = standsAlone || value.count == 1 && !(result.last.map(\.isNumber) ?? false)
        result += isBare ? value : [Lexeme(kind: group(value, before: index + 1), range: lexeme.range)]
        continue
      }
      var copy = lexeme
      copy.kind = lexeme.kind.mapParts { $0.replacing(name, by: value, isScript: lexeme.isScript) }
      result.append(copy)
    }
    return result
  }

  /// Brackets where a power follows, else braces, which no script takes for a mark.
  private func group(_ value: [Lexeme], before next: Int) -> Lexeme.Kind {
    next < count && isPower(next) ? .fenced("(", ")", value) : .fenced("", "", value)
  }

  private func isPower(_ index: Int) -> Bool {
    if case .superscript = self[index].kind { true } else { false }
  }
}

extension Tree {
  /// With exponents and places worked out, and powers with 0 or 1 above taken for what they are.
  fileprivate var withSettledPowers: Tree {
    let inner = mapChildren(\.withSettledPowers)
    switch inner {
    case .sum: return inner.normalForm
    case .power(_, .number(0)): return .number(1)
    case .power(let base, .number(1)): return base
    default: return inner
    }
  }
}

extension Lexeme {
  fileprivate var isNumber: Bool { if case .number = kind { true } else { false } }
}
