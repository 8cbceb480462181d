extension Name {
  /// Plain text, one spelling for one name: `γ`, `p_t`, `ŷ`, `L_cls`; a bold letter as `𝐲`.
  package var plain: String {
    var text = isBold ? Self.bold(base) ?? base + "\u{20DD}" : base
    for accent in accents { text += Self.combining[accent] ?? "_\(accent)" }
    text += String(repeating: "′", count: primes)
    if let label { text += "_" + label }
    if let mark { text += "^" + mark }
    return text
  }

  /// LaTeX that reads back as this name.
  package var latex: String {
    var text = Self.latexOfLetter[base] ?? base
    if base.unicodeScalars.count > 1, Self.latexOfLetter[base] == nil {
      text = "\\mathrm{\(base.replacing("_", with: "\\_"))}"
    }
    if isBold { text = "\\mathbf{\(text)}" }
    for accent in accents { text = "\\\(accent){\(text)}" }
    text += String(repeating: "'", count: primes)
    if let label {
      // `t-1` and `i,j` are no words.
      let isWord =
        label.unicodeScalars.count > 1 && !label.allSatisfy(\.isNumber)
        && !label.contains { "+-,".contains($0) }
      text += isWord ? "_{\\mathrm{\(label)}}" : "_{\(Self.latexOfLetter[label] ?? label)}"
    }
    if let mark { text += "^{\(mark)}" }
    return text
  }

  /// How a Swift identifier may spell it, likeliest first: `γ`, `gamma`; `ŷ`, `yHat`; `p_t`, `pt`, `pT`.
  package var swiftSpellings: [String] {
    var stems = [base]
    if let latin = Self.latinOfGreek[base] {
      stems.append(latin)
      // `\epsilon` is ϵ, and what a keyboard gives is ε.
      stems += Self.lettersOfLatin[latin] ?? []
    }
    if base.unicodeScalars.count > 1 {
      stems.append(base.prefix(1).lowercased() + base.dropFirst())
      stems.append(base.lowercased())
    }
    if !accents.isEmpty {
      let combined = accents.reduce(base) { $0 + (Self.combining[$1] ?? "") }
      let suffix = accents.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
      stems = [combined] + stems.map { $0 + suffix }
    }
    if primes > 0 { stems = stems.map { $0 + String(repeating: "Prime", count: primes) } }
    guard let label else { return stems.uniqued }
    let labels = [label, Self.latinOfGreek[label] ?? label].uniqued
    let all = stems.flatMap { stem in
      labels.flatMap { label in
        ["\(stem)_\(label)", stem + label, stem + label.prefix(1).uppercased() + label.dropFirst()]
      }
    }
    return all.uniqued
  }

  /// Whether a text (`\gamma`, `γ`, `gamma`, `p_t`, `\hat y`) spells this name.
  package func isSpelled(_ text: String) -> Bool {
    if plain == text || swiftSpellings.contains(text) { return true }
    guard text.contains("\\") || text.contains("{") else { return false }
    return Self.bare(latex) == Self.bare(text)
  }

  /// LaTeX without what only shapes it: `x_{\max}`, `x_{\mathrm{max}}` and `x_max` are one.
  private static func bare(_ latex: String) -> [UInt8] {
    var bare: [UInt8] = []
    var rest = latex.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: " "): break
      case UInt8(ascii: "\\"):
        let letters = rest.prefix { UInt8(ascii: "a") <= $0 | 0x20 && $0 | 0x20 <= UInt8(ascii: "z") }
        rest = rest[letters.endIndex...]
        let command = String(Substring(letters))
        if shapes.contains(command) { continue }
        if !words.contains(command) { bare.append(byte) }
        bare += letters
      default: bare.append(byte)
      }
    }
    return bare
  }

  private static let shapes: Set = ["mathrm", "text", "operatorname", "mathit"]
  private static let words: Set = ["max", "min", "log", "inf", "sup"]

  static let combining: [String: String] = [
    "hat": "\u{302}", "widehat": "\u{302}", "bar": "\u{304}", "overline": "\u{304}",
    "tilde": "\u{303}", "widetilde": "\u{303}", "vec": "\u{20D7}", "dot": "\u{307}",
    "ddot": "\u{308}", "check": "\u{30C}", "breve": "\u{306}",
  ]

  static func bold(_ letter: String) -> String? {
    guard let scalar = letter.unicodeScalars.first else { return nil }
    let offset: UInt32
    switch scalar.value {
    case 0x41...0x5A: offset = 0x1D400 - 0x41
    case 0x61...0x7A: offset = 0x1D41A - 0x61
    default: return nil
    }
    return Unicode.Scalar(scalar.value + offset).map { String(Character($0)) }
  }

  /// Greek letters by command, without the backslash.
  package static let greek: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "varpi": "ϖ",
    "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ",
    "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
  ]
  static let latinOfGreek: [String: String] = {
    var names: [String: String] = [:]
    for (latin, letter) in greek {
      names[letter] = latin.hasPrefix("var") ? String(latin.dropFirst(3)) : latin
    }
    return names
  }()
  private static let lettersOfLatin: [String: [String]] = Dictionary(grouping: latinOfGreek.keys.sorted()) {
    latinOfGreek[$0] ?? $0
  }
  static let latexOfLetter: [String: String] = {
    var names: [String: String] = [:]
    for (latin, letter) in greek { names[letter] = "\\" + latin }
    return names
  }()
}

extension Array where Element: Hashable {
  /// Each element once, in order.
  package var uniqued: [Element] {
    var seen = Set<Element>()
    return filter { seen.insert($0).inserted }
  }
}
