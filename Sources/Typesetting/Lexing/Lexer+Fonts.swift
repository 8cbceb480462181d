import Trees
import Diagnostics

/// Fonts: upright runs are words, blackboard letters sets, bold letters vectors.
extension Lexer {
  package mutating func font(_ font: String, _ body: [KaTeXNode], _ range: Range<Int>) throws(ParseError) {
    let inside = try inner(body)
    if inside.count > 1 || font == "mathbb", let text = Self.letters(inside) {
      if Self.isBold(font), (2...3).contains(inside.count), text.allSatisfy(\.isLetter) {
        // `\mathbf{AB}` is a product where the page knows both letters so, which the page alone can tell.
        let bold = inside.map { Lexeme(kind: Self.single($0, font: font), range: $0.range) }
        return add(.undecidedWord(text, bold), range)
      }
      return add(word(text, font: font), range)
    }
    var index = 0
    while index < inside.count {
      // `\rm exp(x)`: the letters that stand together are a word.
      let run = Self.run(in: inside, from: index)
      if run.count > 1, Self.isUpright(font), let text = Self.letters(Array(inside[run])) {
        let hull = inside[run.lowerBound].range.through(inside[run.upperBound - 1].range)
        add(word(text, font: font), hull)
        index = run.upperBound
      } else {
        add(Self.single(inside[index], font: font), inside[index].range)
        index += 1
      }
    }
  }

  private func word(_ text: String, font: String) -> Lexeme.Kind {
    if font == "mathbb" { return .blackboard(text) }
    if text == "mod" { return .sign("mod") }
    if text == "T", font != "mathbf" { return .transposeMark }
    if text.count > 1, let keyword = SymbolTable.keywords[text] { return .keyword(keyword) }
    return SymbolTable.words[text] ?? .name(Name(text), isWord: true)
  }

  private static func single(_ lexeme: Lexeme, font: String) -> Lexeme.Kind {
    guard case .name(var name, let isWord) = lexeme.kind else {
      if case .number(1) = lexeme.kind, font == "mathbf" || font == "boldsymbol" { return .blackboard("𝟏") }
      return lexeme.kind
    }
    switch font {
    case "mathbf", "boldsymbol", "bm": name.isBold = true
    case "mathcal", "mathscr", "mathfrak": name.accents.append(font)
    case "mathsf" where name.base == "T": return .transposeMark
    default: break
    }
    return .name(name, isWord: isWord)
  }

  private static func isBold(_ font: String) -> Bool { ["mathbf", "boldsymbol", "bm"].contains(font) }

  private static func isUpright(_ font: String) -> Bool {
    ["mathrm", "mathsf", "mathtt"].contains(font)
  }

  /// The plain letters that stand together from a place on.
  private static func run(in lexemes: [Lexeme], from start: Int) -> Range<Int> {
    var end = start
    while end < lexemes.count, case .name(let name, false) = lexemes[end].kind, name == Name(name.base) {
      end += 1
    }
    return start..<max(end, start + 1)
  }

  /// The text of a run of plain letters and digits: `FL`, `p2`.
  private static func letters(_ lexemes: [Lexeme]) -> String? {
    var text = ""
    for lexeme in lexemes {
      switch lexeme.kind {
      case .name(let name, false) where name == Name(name.base): text += name.base
      case .number(let number) where !text.isEmpty || lexemes.count == 1: text += number.written
      case .sign("-") where !text.isEmpty: text += "-"
      default: return nil
      }
    }
    return text.isEmpty ? nil : text
  }
}
