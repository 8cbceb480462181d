import Trees

/// What signs and words customarily mean.
package enum SymbolTable {
  package static let kind: [String: Lexeme.Kind] = {
    var table: [String: Lexeme.Kind] = [:]
    func set(_ signs: String, _ kind: Lexeme.Kind) {
      for sign in signs.split(separator: " ") { table[String(sign)] = kind }
    }
    set("+", .sign("+"))
    set("- −", .sign("-"))
    set("\\pm ±", .sign("±"))
    set("\\mp ∓", .sign("∓"))
    set("\\cdot ⋅ ·", .sign("·"))
    set("* \\ast ∗", .sign("*"))
    set("\\times ×", .sign("×"))
    set("\\div ÷", .sign("÷"))
    set("/", .sign("/"))
    set("\\odot ⊙", .sign("⊙"))
    set("\\circ ∘", .sign("∘"))
    set("\\otimes ⊗", .sign("⊗"))
    set("\\oplus ⊕", .sign("⊕"))
    set("\\&", .sign("&"))
    set("\\cup ∪", .sign("∪"))
    set("\\cap ∩", .sign("∩"))
    set("\\setminus ∖ \\smallsetminus \\backslash", .sign("∖"))
    set("\\land \\wedge ∧", .connective(.and))
    set("\\lor \\vee ∨", .connective(.or))
    set("=", .relation(.equal))
    set("< \\lt", .relation(.less))
    set("> \\gt", .relation(.greater))
    set("\\le \\leq ≤ \\leqslant ⩽ \\leqq ≦", .relation(.lessOrEqual))
    set("\\ge \\geq ≥ \\geqslant ⩾ \\geqq ≧", .relation(.greaterOrEqual))
    set("\\ne \\neq ≠", .relation(.unequal))
    set("\\approx ≈ \\simeq ≃ \\doteq", .relation(.approximately))
    set("\\leftarrow ← \\gets \\longleftarrow", .assignment)
    set("\\propto ∝ \\varpropto", .relation(.proportional))
    set("\\equiv ≡", .relation(.identical))
    set("\\coloneqq ≔ := \\triangleq ≜ \\colonequals", .relation(.defined))
    set("\\sim ∼", .sign("∼"))
    set("\\in ∈", .relation(.in))
    set("\\notin ∉", .relation(.notIn))
    set("\\subset ⊂", .relation(.subset))
    set("\\subseteq ⊆", .relation(.subsetOrEqual))
    set("\\to → \\rightarrow \\longrightarrow", .relation(.tendsTo))
    set("\\Rightarrow ⇒ \\Longrightarrow ⟹ \\implies", .connective(.implies))
    set("\\Leftrightarrow ⇔ \\Longleftrightarrow ⟺ \\iff", .connective(.iff))
    set("\\intercal \\top ⊺ ⊤", .transposeMark)
    set("\\mid ∣", .punctuation("|"))
    set("\\parallel", .punctuation("|"))
    set(":", .punctuation(":"))
    set("\\vcentcolon", .punctuation(":"))
    return table
  }()

  static let operators: [String: Lexeme.Kind] = [
    "\\log": .function(.log), "\\ln": .function(.log), "\\exp": .function(.exp),
    "\\lg": .function(.logBase),
    "\\sin": .function(.sin), "\\cos": .function(.cos), "\\tan": .function(.tan),
    "\\cot": .function(.cot), "\\sec": .function(.sec), "\\csc": .function(.csc),
    "\\arcsin": .function(.arcsin), "\\arccos": .function(.arccos), "\\arctan": .function(.arctan),
    "\\sinh": .function(.sinh), "\\cosh": .function(.cosh), "\\tanh": .function(.tanh),
    "\\gcd": .function(.gcd), "\\det": .function(.determinant),
    "\\sum": .big(.fold(.sum)), "∑": .big(.fold(.sum)), "\\prod": .big(.fold(.product)),
    "∏": .big(.fold(.product)),
    "\\min": .big(.supremum(.min)), "\\max": .big(.supremum(.max)),
    "\\sup": .big(.supremum(.sup)), "\\inf": .big(.supremum(.inf)),
    "\\arg": .big(.argument), "\\lim": .big(.limit), "\\int": .big(.integral),
    "\\smallint": .big(.integral), "∫": .big(.integral),
    "\\Pr": .name(Name("Pr"), isWord: true),
  ]

  /// Upright words with a meaning of their own, unless a note defines them.
  package static let words: [String: Lexeme.Kind] = [
    "argmin": .big(.supremum(.argmin)), "argmax": .big(.supremum(.argmax)),
    "Softmax": .function(.softmax), "SoftMax": .function(.softmax), "Sigmoid": .function(.sigmoid),
    "Tanh": .function(.tanh), "RELU": .function(.relu), "Relu": .function(.relu),
    "erf": .function(.erf), "sigmoid": .function(.sigmoid), "softmax": .function(.softmax),
    "softplus": .function(.softplus), "ReLU": .function(.relu), "relu": .function(.relu),
    "sgn": .function(.sign), "sign": .function(.sign), "Var": .function(.variance),
    "arcsinh": .function(.arsinh), "arsinh": .function(.arsinh), "arcosh": .function(.arcosh),
    "arctanh": .function(.artanh), "artanh": .function(.artanh), "atan": .function(.arctan),
    "log": .function(.log), "ln": .function(.log), "exp": .function(.exp),
    "sin": .function(.sin), "cos": .function(.cos), "tan": .function(.tan),
    "tanh": .function(.tanh), "min": .big(.supremum(.min)), "max": .big(.supremum(.max)),
    "sg": .function(.detached), "stopgrad": .function(.detached), "detach": .function(.detached),
    "stopgradient": .function(.detached), "StopGradient": .function(.detached),
    "KL": .function(.kl), "gcd": .function(.gcd), "det": .function(.determinant),
    "sinh": .function(.sinh), "cosh": .function(.cosh), "arctan": .function(.arctan),
    "xor": .sign("⊕"), "vec": .function(.vectorized),
    "lg": .function(.logBase), "diag": .function(.diagonal), "Diag": .function(.diagonal),
  ]

  /// Operators that are customary and not read, unless a note defines them: a product with a symbol of that name would be a guess.
  package static let unread: Set<String> = [
    "rank", "dim", "ker", "div", "curl", "grad", "adj", "Res",
  ]

  static let keywords: [String: Lexeme.Keyword] = [
    "if": .if, "for": .if, "when": .if, "当": .if, "若": .if, "如果": .if,
    "where": .where, "with": .where, "其中": .where, "式中": .where, "这里": .where, "此处": .where, "here": .where,
    "若是": .if, "given": .if, "as": .if, "s.t.": .if, "st": .if, "subjectto": .if, "满足": .if,
    "使得": .if,
    "otherwise": .otherwise, "else": .otherwise, "其他": .otherwise, "其它": .otherwise,
    "否则": .otherwise, "其余": .otherwise, "其他情况": .otherwise,
    "and": .and, "且": .and, "并且": .and, "和": .and, "or": .or, "或": .or, "或者": .or,
  ]

  /// Words around a condition that add nothing to it: `\text{当 } x > 0 \text{ 时}`.
  package static let fillers: Set<String> = ["时", "的时候", "处", "then", "则"]

  /// A word of Chinese letters that can name a quantity: `\text{精度}`.
  package static func isChineseWord(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    return (1...16).contains(scalars.count)
      && scalars.allSatisfy { $0.properties.isIdeographic || $0.properties.isAlphabetic }
  }

  static func isIdentifier(_ word: String) -> Bool {
    guard let first = word.utf8.first, (65...90) ~= (first & ~32) else { return false }
    return word.utf8.allSatisfy { byte in
      (65...90) ~= (byte & ~32) || 48...57 ~= byte || byte == 45 || byte == 95
    }
  }
}
