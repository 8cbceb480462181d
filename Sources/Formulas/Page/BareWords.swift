import Diagnostics
import Trees
import Typesetting

/// Functions that a formula spells by letters alone: `exp(x)`, which KaTeX sets as a product of three.
struct BareWord: Hashable {
  var word: String
  var range: Range<Int>

  private static let commands: Set<String> = [
    "exp", "log", "ln", "lg", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "max", "min", "det",
    "gcd",
  ]

  /// Commands around a word that set it upright.
  private static let fonts = [
    "\\mathrm{", "\\text{", "\\operatorname{", "\\operatorname*{", "\\mathsf{", "\\mathbf{", "\\mathit{",
    "\\textrm{", "\\textbf{", "\\textit{", "\\textsf{", "\\mathop{", "\\boldsymbol{", "\\bm{", "\\rm", "\\sf",
    "\\bf", "\\it",
  ]

  /// What says the same with a backslash.
  var latex: String {
    switch word {
    case "argmax": "\\arg\\max"
    case "argmin": "\\arg\\min"
    default: Self.commands.contains(word) ? "\\" + word : "\\operatorname{\(word)}"
    }
  }

  /// Those among lexemes that are read as functions, the first of each word.
  static func all(in lexemes: [Lexeme], of latex: String) -> [BareWord] {
    var found: [BareWord] = []
    collect(lexemes, Array(latex.utf8), &found)
    return found
  }

  private static func collect(_ lexemes: [Lexeme], _ latex: [UInt8], _ found: inout [BareWord]) {
    for lexeme in lexemes {
      for part in [lexeme].parts { collect(part, latex, &found) }
      switch lexeme.kind {
      case .function, .big: break
      // `tr` and others are names to the reader.
      case .name(_, isWord: true): break
      default: continue
      }
      guard lexeme.range.upperBound <= latex.count else { continue }
      let word = String(decoding: latex[lexeme.range], as: UTF8.self)
      guard Words.customary.contains(word), !found.contains(where: { $0.word == word }),
        !isInFont(latex[..<lexeme.range.lowerBound])
      else { continue }
      found.append(BareWord(word: word, range: lexeme.range))
    }
  }

  private static func isInFont(_ before: ArraySlice<UInt8>) -> Bool {
    let near = before.suffix(16).filter { $0 != 0x20 }
    return fonts.contains { near.reversed().starts(with: $0.utf8.reversed()) }
  }
}

extension Diagnostic {
  /// `exp(x)` is read as the function, and set as e·x·p.
  static func missingBackslash(_ word: BareWord, _ sourceFormula: SourceFormula) -> Diagnostic {
    Diagnostic(
      .note, "missing-backslash",
      Message(
        zh: "\(word.word) 前面没有反斜杠：这里读作函数，排版却是几个字母相乘",
        en: "\(word.word) has no backslash: it is read as the function, and set as a product of letters"),
      at: sourceFormula.place(word.range),
      help: [Message(zh: "写成 \(word.latex)", en: "write \(word.latex)")])
  }
}
