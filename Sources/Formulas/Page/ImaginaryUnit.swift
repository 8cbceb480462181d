import Typesetting
import Diagnostics
import Trees

/// Whether a page's i or j is the imaginary unit: because it says so, `i^2 = -1`, or by custom beside `e^{i\theta}` and in
/// `z = x + i y`. A letter that counts anywhere on the page is none.
extension PageReader {
  func imaginaryUnit() -> Name? {
    for letter in ["i", "j"].map({ Name($0) }) {
      let isOther =
        binders.contains(letter) || values.byName[letter] != nil
        || declared.contains { $0.meaning.name == letter && $0.meaning.domain != nil }
        || lexed.contains { $0.lexemes.counts(with: letter) }
      guard !isOther else { continue }
      if lexed.contains(where: { $0.lexemes.saysUnit(letter) || $0.lexemes.turns(by: letter) }) {
        return letter
      }
    }
    return nil
  }
}

extension [Lexeme] {
  /// Whether a letter stands below another, alone in brackets behind a name, or before `= 1, …`: as what counts.
  fileprivate func counts(with letter: Name) -> Bool {
    for (position, lexeme) in enumerated() {
      switch lexeme.kind {
      case .subscript(let script) where script.binds([letter]): return true
      case .name where position + 1 < count:
        if let body = bracketBody(at: position + 1), body.count == 1,
          case .name(letter, _) = body[0].kind
        {
          return true
        }
      default: break
      }
    }
    return parts.contains { $0.counts(with: letter) }
  }

  /// `i^2 = -1`, `j = \sqrt{-1}`, `z = x + i y`.
  fileprivate func saysUnit(_ letter: Name) -> Bool {
    guard let sign = firstIndex(where: \.isRelation), case .relation(.equal) = self[sign].kind
    else { return false }
    let (left, right) = (Array(self[..<sign]), Array(self[(sign + 1)...]))
    let isMinusOne = right.count == 2 && right[0].isMinus && right[1].isOne
    if left.count == 2, case .name(letter, _) = left[0].kind,
      case .superscript(let script) = left[1].kind,
      script.count == 1, case .number(2) = script[0].kind, isMinusOne
    {
      return true
    }
    if left.count == 1, case .name(letter, _) = left[0].kind, right.count == 1,
      case .root(let body, nil) = right[0].kind, body.count == 2, body[0].isMinus, body[1].isOne
    {
      return true
    }
    guard left.count == 1, case .name(let name, false) = left[0].kind,
      ["z", "w"].contains(name.base),
      right.count == 4, case .name = right[0].kind, right[1].isPlusOrMinus
    else { return false }
    let pair = right[2...].compactMap { lexeme -> Name? in
      if case .name(let name, false) = lexeme.kind { name } else { nil }
    }
    return pair.count == 2 && pair.contains(letter) && pair[0] != pair[1]
  }

  /// `e^{i\theta}`, `\exp(-2\pi i k n / N)`: the letter as a factor above e beside an angle.
  fileprivate func turns(by letter: Name) -> Bool {
    for (lexeme, following) in zip(self, dropFirst()) {
      switch (lexeme.kind, following.kind) {
      case (.constant(.e), .superscript(let script)),
        (.name(Name("e"), _), .superscript(let script)):
        if script.isTurned(by: letter) { return true }
      case (.function(.exp), .fenced(_, _, let body)): if body.isTurned(by: letter) { return true }
      default: break
      }
    }
    return parts.contains { $0.turns(by: letter) }
  }

  private func isTurned(by letter: Name) -> Bool {
    let names = letterCounts
    let angles = ["π", "θ", "ω", "φ", "ϕ", "φ", "α", "Ω", "t", "x", "k"].map { Name($0) }
    let hasPi = contains { if case .constant(.pi) = $0.kind { true } else { false } }
    return names[letter] == 1 && (hasPi || angles.contains { names[$0] != nil })
  }
}

extension Lexeme {
  fileprivate var isMinus: Bool { if case .sign("-") = kind { true } else { false } }
  fileprivate var isOne: Bool { if case .number(1) = kind { true } else { false } }
  fileprivate var isPlusOrMinus: Bool {
    if case .sign(let sign) = kind { "+-".contains(sign) } else { false }
  }
}
