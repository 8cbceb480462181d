/// How people name in Swift what a formula calls by a letter: looser than `swiftSpellings`, and looked at only
/// where nothing bears one of those.
extension Name {
  /// How freely an identifier takes up a name.
  package enum Likeness: Int, Comparable, CaseIterable, Sendable {
    /// One of its spellings.
    case spelled
    /// A spelling in other capitals, or with other underscores.
    case written
    /// A customary word: `eps` for ε, `lr` for η, `variance` for σ².
    case customary
    /// Without the index that says which of many it is: `m` for m_{t−1}, `g` for g_t.
    case withoutIndex

    package static func < (a: Likeness, b: Likeness) -> Bool { a.rawValue < b.rawValue }
  }

  /// How an identifier takes up this name; nil where it does not.
  package func likeness(to identifier: String) -> Likeness? {
    if swiftSpellings.contains(identifier) { return .spelled }
    let written = Self.folded(identifier)
    if allSpellings.contains(where: { Self.folded($0) == written }) { return .written }
    if customaryWords.contains(where: { Self.folded($0) == written }) { return .customary }
    guard let bare = withoutIndex else { return nil }
    return bare.likeness(to: identifier) == nil ? nil : .withoutIndex
  }

  /// Whether it is a letter with an index that moves: `x_t`, `x_{n+1}`, `\hat y^{(i)}`.
  package var withoutIndex: Name? {
    var bare = self
    if let label, Self.isMoving(label) { bare.label = nil }
    if let mark, Self.isMoving(mark) { bare.mark = nil }
    return bare == self ? nil : bare
  }

  private static func isMoving(_ text: String) -> Bool {
    let inside = text.filter { !"() ,".contains($0) }
    guard let first = inside.first, "ijklnmst".contains(first) else { return false }
    return inside.dropFirst().allSatisfy { "ijklnmst0123456789+-−".contains($0) }
  }

  private static func folded(_ text: String) -> String { text.lowercased().filter { $0 != "_" } }

  /// Spellings with marks and labels that no identifier can hold written out.
  private var allSpellings: [String] {
    var plain = self
    plain.base = Self.letters(base)
    var all = plain.swiftSpellings
    if let mark { all = all.flatMap { $0.withMark(mark) } }
    if base.contains("∂") { all += slopeWords }
    if base.hasPrefix("∇") { all += gradientWords }
    if base.hasPrefix("𝔼") || base.hasPrefix("E[") { all += ["mean", "expectation", "expected"] }
    return all.uniqued
  }

  /// Script letters as plain ones: ℒ is L.
  private static func letters(_ base: String) -> String { base == "ℓ" ? "l" : base }

  /// `dLdw`, `dL_dw`, `gradW` for ∂L/∂w.
  private var slopeWords: [String] {
    let letters = base.filter { $0.isLetter && $0 != "∂" }.map { Self.latinOfGreek[String($0)] ?? String($0) }
    guard letters.count >= 2 else { return [] }
    let (upper, lower) = (letters[0], letters[1...].joined())
    return ["d\(upper)d\(lower)", "grad\(upper)\(lower)", "grad\(lower)", "\(lower)grad", "d\(lower)"]
  }

  /// `gradL`, `gradient` for ∇_θ L.
  private var gradientWords: [String] {
    let letters = base.dropFirst().filter(\.isLetter).map { Self.latinOfGreek[String($0)] ?? String($0) }
    let last = letters.last ?? ""
    let all = letters.joined()
    return [
      "grad", "gradient", "grad\(last)", "nabla\(last)", "gradient\(last)", "grad\(all)", "\(last)grad",
    ]
  }

  private var customaryWords: [String] {
    var words: [String] = []
    let stem = Self.latinOfGreek[base] ?? base
    let own = (Self.customary[stem] ?? []) + [stem]
    let tail = label ?? ""
    if let label, label.hasSuffix("-1") || label.hasSuffix("−1") {
      for word in own {
        words += ["\(word)Prev", "prev\(word)", "previous\(word)", "\(word)Old", "last\(word)"]
      }
    }
    for word in Self.customary[stem] ?? [] { words += [word, word + tail] }
    if let label, let ends = Self.ends[label] {
      words += ends + own.flatMap { word in ends.map { $0 + word } }
    }
    // L^{\mathrm{CLIP}}, d_{\mathrm{model}}: the word alone.
    if base.count == 1, let word = mark, word.count > 1, word.allSatisfy(\.isLetter) { words += [word] }
    if base.count == 1, let word = label, word.count > 2, word.allSatisfy(\.isLetter) { words += [word] }
    if let sign = mark.flatMap({ Self.signs[$0] }) {
      words += sign + sign.map { $0 + "s" } + sign.flatMap { [$0 + "Scores", $0 + "Score"] }
    }
    if stem == "T", label == "w" { words += ["warmup", "warmupSteps"] }
    let squared = mark == "2"
    if squared, stem == "sigma" || stem == "s" {
      words += ["variance", "var", "sigmaSquared", "variance" + tail]
    }
    if base.contains("∩") { words += ["intersection", "inter", "overlap", "common"] }
    if base.contains("∪") { words += ["union", "total"] }
    switch accents.first {
    case "hat", "widehat": words += ["pred", "predicted", "prediction", "estimate"] + own.map { "hat" + $0 }
    case "bar", "overline": words += ["mean", "average", "mean" + stem, stem + "Mean", "avg" + stem]
    case "tilde", "widetilde": words += own.map { "tilde" + $0 }
    default: break
    }
    for word in primes == 1 ? own : [] {
      words += ["\(word)1\(tail)", "\(word)Dot\(tail)", "d\(word)\(tail)", "\(word)Derivative"]
    }
    return words
  }

  private static let signs = [
    "+": ["positive", "pos"], "-": ["negative", "neg"], "−": ["negative", "neg"],
  ]

  /// Words for the ends of a range: η_max is a schedule's `peak`.
  private static let ends = ["max": ["max", "peak", "upper"], "min": ["min", "floor", "lower"]]

  private static let customary: [String: [String]] = [
    "epsilon": ["eps", "epsilon"], "eta": ["lr", "learningRate", "stepSize", "rate", "step"],
    "lambda": ["lam", "lambda", "weightDecay", "regularization"], "mu": ["mean", "average", "avg"],
    "sigma": ["std", "stdDev", "standardDeviation", "sd"], "tau": ["temperature", "temp"],
    "T": ["temperature", "temp", "total", "totalSteps"], "theta": ["params", "parameters", "weights"],
    "ell": ["loss", "l"],
    "L": ["loss"], "P": ["precision", "prob", "probability"], "R": ["recall"], "p": ["prob", "probability"],
    "alpha": ["lr", "learningRate", "alpha"], "w": ["weight", "weights"], "b": ["bias"],
    "rho": ["correlation", "decay"], "gamma": ["discount", "scale"], "beta": ["momentum", "shift"],
    "J": ["cost", "loss"], "delta": ["eps", "threshold"], "z": ["logits", "scores"], "kappa": ["kappa"],
    "H": ["entropy"], "Q": ["query", "queries"], "K": ["key", "keys"], "V": ["value", "values"],
    "q": ["query"], "k": ["key"], "v": ["value", "velocity"], "m": ["momentum"], "n": ["count"],
  ]
}

extension String {
  fileprivate func withMark(_ mark: String) -> [String] {
    let plain = mark.filter { $0.isLetter || $0.isNumber }
    switch mark {
    case "*": return [self, self + "Star", self + "Best", "best" + self, self + "Opt"]
    case "←": return [self, self + "New", "new" + self, "update" + self, "updated" + self]
    case "+": return [self + "Plus", self + "Next"]
    case "-", "−": return [self + "Minus"]
    case "2": return [self + "2", self + "Squared", self + "Sq"]
    default: return plain.isEmpty ? [self] : [self + plain, self + "_" + plain]
    }
  }
}
