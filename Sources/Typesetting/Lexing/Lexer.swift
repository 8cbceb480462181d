import Trees
import Diagnostics

/// Glyphs to lexemes: letters become names, digits numbers, fonts and accents parts of names.
struct Lexer {
  private var lexemes: [Lexeme] = []
  private var depth = 0
  /// Before which lexeme a wide space stands.
  private var gap: Int?

  package static func lexemes(of glyphs: [KaTeXNode], depth: Int = 0) throws(ParseError) -> [Lexeme] {
    guard depth < 400 else {
      throw ParseError(
        "too-deep", zh: "公式嵌套过深", en: "formula is nested too deeply",
        at: glyphs.first?.range ?? 0..<0)
    }
    var lexer = Lexer()
    lexer.depth = depth
    try lexer.read(glyphs)
    return lexer.lexemes
  }

  package func inner(_ glyphs: [KaTeXNode]) throws(ParseError) -> [Lexeme] {
    try Self.lexemes(of: glyphs, depth: depth + 1)
  }

  private mutating func read(_ glyphs: [KaTeXNode]) throws(ParseError) {
    var index = 0
    while index < glyphs.count {
      if let (number, raised) = NumberScanner(glyphs).number(at: &index) {
        lexemes.append(number)
        // `10^{-3}`: the scripts hang on the last digit and mean the number.
        if let raised {
          try scripts([], superscript: raised.superscript, lower: raised.subscript, raised.range)
        }
        continue
      }
      try read(glyphs[index])
      index += 1
    }
  }

  /// Signs that only say what a row is to those above it.
  private static let silent: Set = ["\\therefore", "\\because", "∴", "∵"]

  package mutating func add(_ kind: Lexeme.Kind, _ range: Range<Int>) {
    if case .ornament(let text) = kind, Self.silent.contains(text) { return }
    lexemes.append(Lexeme(kind: kind, range: range, isApart: gap == lexemes.count))
    mergeDots()
  }

  /// Three full stops are an ellipsis.
  private mutating func mergeDots() {
    guard lexemes.count >= 3 else { return }
    let last = lexemes[(lexemes.count - 3)...]
    guard last.allSatisfy({ if case .punctuation(".") = $0.kind { true } else { false } }) else { return }
    let range = lexemes[lexemes.count - 3].range.through(lexemes[lexemes.count - 1].range)
    lexemes.removeLast(3)
    lexemes.append(Lexeme(kind: .ellipsis, range: range))
  }

  private mutating func read(_ glyph: KaTeXNode) throws(ParseError) {
    switch glyph.kind {
    case .space:
      // `\quad` and wider; `\,` and `\ ` are shorter.
      if glyph.range.count >= 5 { gap = lexemes.count }
    case .rowBreak: add(.rowBreak, glyph.range)
    case .letter(let text): add(Self.letter(text), glyph.range)
    case .ordinary(let text): try add(ordinary(text, glyph.range), glyph.range)
    case .atom(let family, let text): try atom(family, text, glyph.range)
    case .named("\\iint"), .named("\\iiint"):
      let count = if case .named("\\iint") = glyph.kind { 2 } else { 3 }
      for _ in 0..<count { add(.big(.integral), glyph.range) }
    case .named(let name): try add(named(name, glyph.range), glyph.range)
    case .text(let text): prose(text, glyph.range)
    case .scripts(let base, let superscript, let lower):
      try scripts(base, superscript: superscript, lower: lower, glyph.range)
    case .fraction(let a, let b, let hasBar, let left, let right):
      let top = try inner(a)
      let bottom = try inner(b)
      if hasBar {
        let fraction = Lexeme.Kind.fraction(top, bottom)
        if left.isEmpty, right.isEmpty {
          add(fraction, glyph.range)
        } else {
          let whole = [Lexeme(kind: fraction, range: glyph.range)]
          add(.fenced(Self.delimiter(left), Self.delimiter(right), whole), glyph.range)
        }
      } else if left == "(" {
        add(.binomial(top, bottom), glyph.range)
      } else {
        // `i=1 \atop i \ne k` under a sign is a `\substack`; between braces a Stirling number.
        let stack = Lexeme(
          kind: .grid(environment: Lexeme.stack, rows: [[top], [bottom]]), range: glyph.range)
        if left.isEmpty, right.isEmpty {
          add(stack.kind, glyph.range)
        } else {
          add(.fenced(Self.delimiter(left), Self.delimiter(right), [stack]), glyph.range)
        }
      }
    case .root(let body, let index):
      var degree: [Lexeme]?
      if let index { degree = try inner(index) }
      try add(.root(inner(body), index: degree), glyph.range)
    case .fenced(let left, let right, let body):
      try add(.fenced(Self.delimiter(left), Self.delimiter(right), inner(body)), glyph.range)
    case .grid(let environment, let rows):
      var cells: [[[Lexeme]]] = []
      for row in rows {
        var line: [[Lexeme]] = []
        for cell in row { line.append(try inner(cell)) }
        cells.append(line)
      }
      add(.grid(environment: environment, rows: cells), glyph.range)
    case .font(let font, let body): try self.font(font, body, glyph.range)
    case .classed(let name, let words, let body): try classed(name, words, body: body, glyph.range)
    case .accent(let label, let body): try accent(String(label.drop { $0 == "\\" }), body, glyph.range)
    case .braced(let body): lexemes += try inner(body)
    case .unknown("deep"):
      throw ParseError("too-deep", zh: "公式嵌套过深", en: "formula is nested too deeply", at: glyph.range)
    case .unknown(let type) where type.hasPrefix("look:"):
      let what = type.dropFirst("look:".count)
      throw ParseError(
        "misleading-look", zh: "读者看到的会与写的不同（\(what)）",
        en: "a reader would see something else than is written (\(what))", at: glyph.range)
    case .unknown(let type):
      throw ParseError(
        "unreadable", zh: "不理解的结构（\(type)）", en: "a construct without a meaning here (\(type))",
        at: glyph.range)
    }
  }

  package static func letter(_ text: String) -> Lexeme.Kind {
    let bare = String(text.drop { $0 == "\\" })
    if let greek = Name.greek[bare], text.hasPrefix("\\") { return .name(Name(greek), isWord: false) }
    switch text {
    case "\\imath": return .name(Name("ı"), isWord: false)
    case "∂": return .partial
    default: return ofFont(text) ?? .name(Name(bare), isWord: false)
    }
  }

  private func ordinary(_ text: String, _ range: Range<Int>) throws(ParseError) -> Lexeme.Kind {
    switch text {
    case "\\infty", "∞": return .constant(.infinity)
    case "|", "\\vert", "∣": return .bar("|")
    case "\\|", "\\Vert", "∥", "‖": return .bar("‖")
    case "!": return .sign("!")
    case "/": return .sign("/")
    case "\\partial", "∂": return .partial
    case "\\forall", "∀": return .quantifier(.all)
    case "\\exists", "∃": return .quantifier(.exists)
    case "\\neg", "\\lnot", "¬": return .connective(.not)
    case "\\emptyset", "\\varnothing", "∅": return .fenced("{", "}", [])
    case ".", ",", ";", "。", "，", "；", "、": return .punctuation(text)
    case "\\top", "\\intercal", "⊤", "⊺": return .transposeMark
    case "\\ldots", "\\dots", "\\cdots", "…", "\\mathellipsis": return .ellipsis
    case "（": return .open("(")
    case "）": return .close(")")
    case "［", "【": return .open("[")
    case "］", "】": return .close("]")
    case "｛": return .open("{")
    case "｝": return .close("}")
    case "：": return .punctuation(":")
    case "＝": return .relation(.equal)
    case "＜": return .relation(.less)
    case "＞": return .relation(.greater)
    case "＋": return .sign("+")
    case "－": return .sign("-")
    case "／": return .sign("/")
    case "𝟙", "\\Bbb{1}": return .blackboard("1")
    case "ℓ", "\\ell": return .name(Name("ℓ"), isWord: false)
    case "\\%", "%": return .sign("%")
    default: break
    }
    if let letter = Self.ofFont(text) { return letter }
    if let greek = Name.greek[String(text.dropFirst())], text.hasPrefix("\\") {
      return .name(Name(greek), isWord: false)
    }
    if text.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic }), !text.hasPrefix("\\") {
      return text.unicodeScalars.allSatisfy { $0.value < 0x2E80 }
        ? .name(Name(text), isWord: false) : .prose(text)
    }
    return SymbolTable.kind[text] ?? .ornament(text)
  }

  private mutating func atom(
    _ family: String, _ text: String, _ range: Range<Int>
  ) throws(ParseError) {
    switch family {
    case "open": add(Self.bracket(text, opens: true), range)
    case "close": text == "!" ? add(.sign("!"), range) : add(Self.bracket(text, opens: false), range)
    case "middle": add(text == "/" ? .sign("/") : .bar(Self.delimiter(text)), range)
    case "punct":
      add(text == "\\cdotp" ? .sign("·") : .punctuation(text == "\\colon" ? ":" : text), range)
    case "inner": add(.ellipsis, range)
    case "ord":
      let kind = try ordinary(text, range)
      add(kind, range)
    default: add(SymbolTable.kind[text] ?? .ornament(text), range)
    }
    mergeDefinitionSign()
  }

  /// `:` before `=` is one sign.
  private mutating func mergeDefinitionSign() {
    guard lexemes.count >= 2, case .relation(.equal) = lexemes[lexemes.count - 1].kind,
      case .punctuation(":") = lexemes[lexemes.count - 2].kind
    else { return }
    let range = lexemes[lexemes.count - 2].range.through(lexemes[lexemes.count - 1].range)
    lexemes.removeLast(2)
    add(.relation(.defined), range)
  }

  private static func bracket(_ text: String, opens: Bool) -> Lexeme.Kind {
    let plain = delimiter(text)
    if plain == "]", opens { return .open("]") }
    return opens ? .open(plain) : .close(plain)
  }

  static func delimiter(_ text: String) -> String {
    switch text {
    case "\\{", "\\lbrace": "{"
    case "\\}", "\\rbrace": "}"
    case "\\lvert", "\\rvert", "\\vert", "|", "\\mid": "|"
    case "\\lVert", "\\rVert", "\\Vert", "\\|": "‖"
    case "\\lbrack": "["
    case "\\rbrack": "]"
    case "\\lfloor", "⌊": "⌊"
    case "\\rfloor", "⌋": "⌋"
    case "\\lceil", "⌈": "⌈"
    case "\\rceil", "⌉": "⌉"
    case "\\langle", "⟨", "<": "⟨"
    case "\\rangle", "⟩", ">": "⟩"
    case "\\lparen": "("
    case "\\rparen": ")"
    default: text
    }
  }

  private func named(_ name: String, _ range: Range<Int>) throws(ParseError) -> Lexeme.Kind {
    if name.hasPrefix("@") {
      let word = String(name.dropFirst().filter { $0 != " " })
      if let known = SymbolTable.operators["\\" + word] ?? SymbolTable.words[word] { return known }
      return .name(Name(word), isWord: true)
    }
    if let known = SymbolTable.operators[name] ?? SymbolTable.kind[name] { return known }
    throw .unknownOperator(name, at: range)
  }

  private mutating func prose(_ text: String, _ range: Range<Int>) {
    let word = text.filter { !" ,，。;；:：.".contains($0) }
    if word.isEmpty || SymbolTable.fillers.contains(word) { return }
    if word == "mod" { return add(.sign("mod"), range) }
    if let keyword = SymbolTable.keywords[word.lowercased()] {
      add(.keyword(keyword), range)
    } else if SymbolTable.isIdentifier(word), !text.trimmed.contains(" ") {
      add(SymbolTable.words[word] ?? .name(Name(word), isWord: true), range)
    } else {
      add(.prose(text), range)
    }
  }

  private mutating func scripts(
    _ base: [KaTeXNode], superscript: [KaTeXNode]?, lower: [KaTeXNode]?, _ range: Range<Int>
  ) throws(ParseError) {
    let inside = try inner(base)
    let isOne = inside.count == 1 || inside.isEmpty
    if isOne {
      // A wide space before a name with scripts stands before the name.
      if gap == lexemes.count, var first = inside.first {
        first.isApart = true
        lexemes.append(first)
      } else {
        lexemes += inside
      }
    } else if inside.count == 2, case .big(.argument) = inside[0].kind,
      case .big(.supremum(let kind)) = inside[1].kind, kind == .min || kind == .max
    {
      add(.big(.supremum(kind == .min ? .argmin : .argmax)), inside[0].range.through(inside[1].range))
    } else {
      // A group in braces: read as one thing, which the parser sees to.
      let span = inside[0].range.through(inside[inside.count - 1].range)
      add(.fenced("", "", inside), span)
    }
    if case .braced = base.first?.kind, base.count == 1 { return }
    if let lower {
      let hull = Self.hull(of: lower, or: range)
      try add(.subscript(inner(lower)), hull)
    }
    guard let superscript else { return }
    var rest = superscript
    var primes = 0
    while case .ordinary("\\prime") = rest.first?.kind {
      primes += 1
      rest.removeFirst()
    }
    if primes > 0 { add(.primes(primes), range) }
    if !rest.isEmpty {
      let hull = Self.hull(of: rest, or: range)
      try add(.superscript(inner(rest)), hull)
    }
  }

  static func hull(of glyphs: [KaTeXNode], or range: Range<Int>) -> Range<Int> {
    guard let first = glyphs.first, let last = glyphs.last else { return range }
    let lower = first.range.lowerBound
    return lower..<max(lower, last.range.upperBound)
  }

  private mutating func classed(
    _ name: String, _ words: String, body: [KaTeXNode], _ range: Range<Int>
  ) throws(ParseError) {
    if words == "mod" { return add(.sign("mod"), range) }
    if let sign = SymbolTable.kind[words] { return add(sign, range) }
    if let name = Name.greek[String(words.dropFirst())], words.hasPrefix("\\") {
      return add(.name(Name(name, isBold: true), isWord: false), range)
    }
    lexemes += try inner(body)
  }

  private mutating func accent(
    _ label: String, _ body: [KaTeXNode], _ range: Range<Int>
  ) throws(ParseError) {
    let inside = try inner(body)
    let label = label == "underline" ? "underline" : label
    if inside.count == 1, case .name(var name, let isWord) = inside[0].kind {
      name.accents.append(label)
      return add(.name(name, isWord: isWord), range)
    }
    // `\hat{y_i}`: the accent is the letter's.
    if case .name(var name, let isWord) = inside.first?.kind, inside.dropFirst().allSatisfy(\.isScript) {
      name.accents.append(label)
      add(.name(name, isWord: isWord), inside[0].range)
      lexemes += inside.dropFirst()
      return
    }
    if label == "underline" {
      lexemes += inside
    } else {
      add(.accented(label, inside), range)
    }
  }
}

extension Lexeme {
  package var isScript: Bool {
    switch kind {
    case .superscript, .subscript, .primes: true
    default: false
    }
  }
}
