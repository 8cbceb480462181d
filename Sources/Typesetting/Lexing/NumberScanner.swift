import Trees

/// Numbers among glyphs: digits with at most one point, groups of three behind `{,}` or a thin space.
struct NumberScanner {
  typealias Scripts = (superscript: [KaTeXNode]?, subscript: [KaTeXNode]?, range: Range<Int>)
  private let glyphs: [KaTeXNode]

  init(_ glyphs: [KaTeXNode]) { self.glyphs = glyphs }

  private func digit(_ position: Int) -> String? {
    guard position < glyphs.count, case .ordinary(let text) = glyphs[position].kind else { return nil }
    return Self.digit(text)
  }

  private static func digit(_ text: String) -> String? {
    guard text.utf8.count == 1, let byte = text.utf8.first, 48...57 ~= byte else { return nil }
    return text
  }

  private func scriptedDigit(_ position: Int) -> (String, Scripts)? {
    guard position < glyphs.count,
      case .scripts(let base, let superscript, let lower) = glyphs[position].kind, base.count == 1,
      case .ordinary(let text) = base[0].kind, let digit = Self.digit(text)
    else { return nil }
    return (digit, (superscript, lower, glyphs[position].range))
  }

  private func isPoint(_ position: Int) -> Bool {
    guard position < glyphs.count, case .ordinary(".") = glyphs[position].kind else { return false }
    return true
  }

  /// A comma in braces or a space, with three digits behind it and no fourth.
  private func isGroup(_ position: Int) -> Bool {
    guard position < glyphs.count else { return false }
    switch glyphs[position].kind {
    case .ordinary(","), .space: break
    default: return false
    }
    return (1...2).allSatisfy { digit(position + $0) != nil }
      && (digit(position + 3) != nil || scriptedDigit(position + 3) != nil) && digit(position + 4) == nil
  }

  /// The number that begins at a place, and the scripts on its last digit; moves behind them.
  package func number(at index: inout Int) -> (Lexeme, Scripts?)? {
    let start = index
    guard digit(start) != nil || isPoint(start) && (digit(start + 1) ?? scriptedDigit(start + 1)?.0) != nil
    else {
      return nil
    }
    var text = ""
    var hasPoint = false
    var position = start
    var scripts: Scripts?
    while scripts == nil {
      if let next = digit(position) {
        text += next
      } else if let (last, hanging) = scriptedDigit(position) {
        text += last
        scripts = hanging
      } else if isPoint(position), !hasPoint, (digit(position + 1) ?? scriptedDigit(position + 1)?.0) != nil {
        hasPoint = true
        text += "."
      } else if !hasPoint, isGroup(position) {
        // The comma itself is dropped.
      } else {
        break
      }
      position += 1
    }
    guard let number = Number(text) else { return nil }
    index = position
    let last = glyphs[position - 1].range
    let end = scripts == nil ? last.upperBound : min(last.upperBound, last.lowerBound + 1)
    let first = glyphs[start].range.lowerBound
    return (Lexeme(kind: .number(number), range: first..<max(first, end)), scripts)
  }
}
