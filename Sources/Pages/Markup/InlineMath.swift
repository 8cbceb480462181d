import Trees

/// Small LaTeX (`p \in (0, 1)`, `x_i \in \mathbb{R}^n`) as plain HTML, for domains and points in evidence.
///
/// These are docgen's own words about a formula and no formulas of the note: they carry no annotation,
/// need no JavaScript, and copy as text. What it cannot read it shows as code.
enum InlineMath {
  static func html(_ latex: String) -> String { known(latex) ?? "<code>\(escaped(latex))</code>" }

  /// Nothing where some of it cannot be read.
  static func known(_ latex: String) -> String? {
    var reader = Reader(latex)
    let body = reader.list(until: nil, depth: 0)
    return reader.hasFailed ? nil : "<span class=\"m\">\(body)</span>"
  }

  /// The same without markup: `x_i ∈ ℝ^n`.
  static func text(_ latex: String) -> String {
    let html = html(latex)
    var text = ""
    for token in HTMLTokenizer(html.replacing("<sub>", with: "_").replacing("<sup>", with: "^")) {
      if case .text(let part) = token { text += part }
    }
    return CharacterReferences.decoded(text)
  }

  static func html(_ name: Name) -> String { html(name.latex) }

  private static let signs: [String: String] = [
    "in": " ∈ ", "notin": " ∉ ", "le": " ≤ ", "leq": " ≤ ", "ge": " ≥ ", "geq": " ≥ ", "ne": " ≠ ",
    "neq": " ≠ ", "to": " → ", "rightarrow": " → ", "infty": "∞", "cdot": " · ", "times": " × ",
    "mid": " | ", "forall": "∀ ", "exists": "∃ ", "cup": " ∪ ", "cap": " ∩ ", "setminus": " ∖ ",
    "subset": " ⊂ ", "subseteq": " ⊆ ", "ldots": "…", "dots": "…", "cdots": "⋯", "quad": "  ",
    "qquad": "   ", ",": " ", ";": " ", ":": " ", "!": "", " ": " ", "{": "{", "}": "}", "|": "‖",
    "lvert": "|", "rvert": "|", "lVert": "‖", "rVert": "‖", "pm": " ± ", "approx": " ≈ ", "left": "",
    "right": "", "big": "", "Big": "", "bigl": "", "bigr": "", "ell": "ℓ", "land": " ∧ ", "lor": " ∨ ",
    "lbrace": "{", "rbrace": "}", "colon": ": ", "ast": "∗", "star": "⋆", "prime": "′", "circ": "∘",
    "log": "log ", "ln": "ln ", "exp": "exp ", "min": "min ", "max": "max ", "arg": "arg ", "sin": "sin ",
    "cos": "cos ", "tan": "tan ", "tanh": "tanh ", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈",
    "rceil": "⌉", "Rightarrow": " ⇒ ", "implies": " ⇒ ", "iff": " ⇔ ", "lnot": "¬", "neg": "¬",
    "leftarrow": "←", "emptyset": "∅", "varnothing": "∅", "partial": "∂", "sum": "∑", "prod": "∏",
  ]
  /// Signs whose range stands close to them, and what they govern apart.
  private static let rangeOperators: Set<String> = ["sum", "prod", "min", "max"]
  private static let blackboard: [Character: String] = [
    "R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "E": "𝔼", "P": "ℙ",
  ]
  private static let accents: [String: String] = [
    "hat": "\u{302}", "widehat": "\u{302}", "bar": "\u{304}", "overline": "\u{304}", "tilde": "\u{303}",
    "widetilde": "\u{303}", "vec": "\u{20D7}", "dot": "\u{307}", "ddot": "\u{308}", "check": "\u{30C}",
  ]

  private struct Reader {
    private static let deepest = 32
    var rest: Substring
    var hasFailed = false

    init(_ latex: String) { rest = latex[...] }

    mutating func list(until end: Character?, depth: Int) -> String {
      var out = ""
      guard depth < Self.deepest else {
        hasFailed = true
        return out
      }
      while let next = rest.first {
        if next == end {
          rest.removeFirst()
          return out
        }
        let isOperator = depth == 0 && (next == "+" || next == "-") && Self.endsOperand(out)
        out += isOperator ? " \(sign(next)) " : piece(depth: depth)
        if hasFailed { return out }
      }
      if end != nil { hasFailed = true }
      return out
    }

    /// Whether a sign behind it stands between two operands: `a - b`, and not `(-b`.
    private static func endsOperand(_ out: String) -> Bool {
      out.last.map { $0.isLetter || $0.isNumber || ")]}>⌋⌉!".contains($0) } ?? false
    }

    private mutating func sign(_ next: Character) -> String {
      rest.removeFirst()
      return next == "-" ? "−" : "+"
    }

    mutating func piece(depth: Int) -> String {
      guard let next = rest.popFirst() else {
        hasFailed = true
        return ""
      }
      switch next {
      case "{": return list(until: "}", depth: depth + 1)
      case "}": hasFailed = true; return ""
      case "\\": return command(depth: depth)
      case "_": return "<sub>\(argument(depth))</sub>"
      case "^": return "<sup>\(argument(depth))</sup>"
      case " ", "\n", "\t", "~": return ""
      case "=", "<", ">": return " \(escaped(String(next))) "
      case ",", ";", ":": return "\(next) "
      case "'": return "′"
      case "-": return "−"
      case "$", "&", "#", "%": hasFailed = true; return ""
      default:
        let text = escaped(String(next))
        return next.isLetter ? "<i>\(text)</i>" : text
      }
    }

    mutating func argument(_ depth: Int) -> String {
      guard depth < Self.deepest else {
        hasFailed = true
        return ""
      }
      while rest.first == " " { rest.removeFirst() }
      return piece(depth: depth + 1)
    }

    /// An argument that a line would run together with what stands beside it: in brackets, unless it is one
    /// letter, number or `\partial p`, or a product where that is enough.
    private mutating func bracketed(_ depth: Int, unlessProduct: Bool = false) -> String {
      let before = rest
      let html = argument(depth)
      let source = before[..<rest.startIndex]
      let isAtom =
        source.wholeMatch(of: #/\s*\{?\s*(?:\\partial\s*)?(?:\\[A-Za-z]+|[A-Za-z]|[0-9.]+)?\s*\}?/#) != nil
      return isAtom || unlessProduct && !source.contains(where: "+-".contains) ? html : "(\(html))"
    }

    mutating func rawArgument() -> String {
      while rest.first == " " { rest.removeFirst() }
      guard rest.first == "{" else { return rest.popFirst().map(String.init) ?? "" }
      guard let end = rest.firstIndex(of: "}") else {
        hasFailed = true
        return ""
      }
      let text = String(rest[rest.index(after: rest.startIndex)..<end])
      rest = rest[rest.index(after: end)...]
      return text
    }

    private mutating func ranged(_ sign: String, _ depth: Int) -> String {
      var scripts = ""
      while let next = rest.first(where: { $0 != " " }), next == "_" || next == "^", !hasFailed {
        while rest.first == " " { rest.removeFirst() }
        scripts += piece(depth: depth + 1)
      }
      return scripts.isEmpty ? escaped(sign) : escaped(sign.filter { $0 != " " }) + scripts + " "
    }

    mutating func command(depth: Int) -> String {
      var name = String(rest.prefix { $0.isASCII && $0.isLetter })
      if name.isEmpty, let sign = rest.first { name = String(sign) }
      rest = rest.dropFirst(name.count)
      if let sign = InlineMath.signs[name] {
        return InlineMath.rangeOperators.contains(name) ? ranged(sign, depth) : escaped(sign)
      }
      if let letter = Name.greek[name] { return letter.first!.isUppercase ? letter : "<i>\(letter)</i>" }
      switch name {
      case "mathrm", "text", "operatorname", "mathsf", "mathtt", "mathit":
        return escaped(rawArgument().replacing("\\_", with: "_"))
      case "mathbf", "boldsymbol", "bm", "bold": return "<b>\(argument(depth))</b>"
      case "mathbb": return rawArgument().map { InlineMath.blackboard[$0] ?? escaped(String($0)) }.joined()
      case "mathcal": return "<i>\(escaped(rawArgument()))</i>"
      case "frac", "tfrac", "dfrac":
        let top = bracketed(depth, unlessProduct: true)
        let text = "\(top)/\(bracketed(depth))"
        while rest.first == " " { rest.removeFirst() }
        // What is multiplied by the fraction is not below it.
        return rest.first.map { $0.isLetter || $0.isNumber } == true || rest.hasPrefix("\\math")
          ? text + " " : text
      case "sqrt": return "√\(bracketed(depth))"
      default:
        if let accent = InlineMath.accents[name] {
          let letter = rawArgument()
          let plain = Name.greek[String(letter.dropFirst())] ?? letter
          return "<i>\(escaped(plain))\(accent)</i>"
        }
        hasFailed = true
        return ""
      }
    }
  }
}
