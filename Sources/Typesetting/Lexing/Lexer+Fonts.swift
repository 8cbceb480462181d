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

  /// A letter that Unicode has in a font of its own, as that font makes it: `ℝ` is `\mathbb{R}`, `𝑥` is x, `𝐱` is
  /// `\mathbf{x}`.
  static func ofFont(_ text: String) -> Lexeme.Kind? {
    guard text.unicodeScalars.count == 1, let value = text.unicodeScalars.first?.value else { return nil }
    let (base, font): (Character, String)
    if let early = early[text] {
      (base, font) = early
    } else if (0x1D400..<0x1D6A4).contains(value) {
      (base, font) = (latin[Int(value - 0x1D400) % 52], latinFonts[Int(value - 0x1D400) / 52])
    } else if (0x1D6A8..<0x1D7CA).contains(value) {
      (base, font) = (greek[Int(value - 0x1D6A8) % 58], greekFonts[Int(value - 0x1D6A8) / 58])
    } else {
      return nil
    }
    if font == "mathbb" { return .blackboard(String(base)) }
    return single(Lexeme(kind: letter(String(base)), range: 0..<0), font: font)
  }

  private static let latin = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  private static let greek = Array("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ")
  private static let latinFonts = [
    "mathbf", "mathit", "boldsymbol", "mathscr", "mathscr", "mathfrak", "mathbb", "mathfrak", "mathsf",
    "mathbf", "mathsf", "boldsymbol", "mathtt",
  ]
  private static let greekFonts = ["mathbf", "mathit", "boldsymbol", "mathbf", "boldsymbol"]
  /// Those that Unicode had before it had whole alphabets; `ℜ` and `ℑ` are signs of their own.
  private static let early: [String: (Character, String)] = [
    "ℂ": ("C", "mathbb"), "ℍ": ("H", "mathbb"), "ℕ": ("N", "mathbb"), "ℙ": ("P", "mathbb"),
    "ℚ": ("Q", "mathbb"), "ℝ": ("R", "mathbb"), "ℤ": ("Z", "mathbb"), "ℎ": ("h", "mathit"),
    "ℬ": ("B", "mathscr"), "ℰ": ("E", "mathscr"), "ℱ": ("F", "mathscr"), "ℋ": ("H", "mathscr"),
    "ℐ": ("I", "mathscr"), "ℒ": ("L", "mathscr"), "ℳ": ("M", "mathscr"), "ℛ": ("R", "mathscr"),
    "ℯ": ("e", "mathscr"), "ℊ": ("g", "mathscr"), "ℴ": ("o", "mathscr"), "ℭ": ("C", "mathfrak"),
    "ℌ": ("H", "mathfrak"), "ℨ": ("Z", "mathfrak"),
  ]

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
