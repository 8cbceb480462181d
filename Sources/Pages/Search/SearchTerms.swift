/// A pair or a word.
///
/// Told apart by its bytes: a `String` would be brought into a normal form at each look, which costs most of
/// the time that an index of Chinese takes.
struct SearchTerm: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  let text: String

  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    text = String(view)
  }

  init(stringLiteral value: String) { text = value }

  static func == (left: SearchTerm, right: SearchTerm) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  static func < (left: SearchTerm, right: SearchTerm) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// What a text is found by: each pair of neighbouring Han characters, each word of other letters.
///
/// The script in `script.js` cuts a query by the same rule; a change here is a change there.
enum SearchTerms {
  /// Han, kana and Hangul: written without spaces, so that every pair is a term.
  static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x3040...0x30FF, 0xAC00...0xD7A3,
      0x20000...0x323AF:
      true
    default: false
    }
  }

  static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return 48...57 ~= scalar.value || 65...90 ~= scalar.value || 97...122 ~= scalar.value
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      return !isHan(scalar)
    default: return false
    }
  }

  private static let longestWord = 40
  /// α to ω: a reader looks for `γ` and means `\gamma` too.
  private static let greek = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
  ]

  private static func name(of word: [Unicode.Scalar]) -> SearchTerm? {
    guard word.count == 1, let value = word.first?.value, 0x3B1...0x3C9 ~= value else { return nil }
    return SearchTerm(stringLiteral: greek[Int(value - 0x3B1)])
  }

  static func of(_ text: String) -> Set<SearchTerm> {
    var terms: Set<SearchTerm> = []
    var word: [Unicode.Scalar] = []
    var last: Unicode.Scalar?
    func close() {
      guard !word.isEmpty else { return }
      terms.insert(name(of: word) ?? SearchTerm(word.prefix(longestWord)))
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      if isHan(scalar) {
        close()
        if let last { terms.insert(SearchTerm([last, scalar])) }
        last = scalar
      } else {
        last = nil
        if isWordPart(scalar) { lower(scalar, into: &word) } else { close() }
      }
    }
    close()
    return terms
  }

  private static func lower(_ scalar: Unicode.Scalar, into word: inout [Unicode.Scalar]) {
    if scalar.isASCII {
      word.append(65...90 ~= scalar.value ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
    } else {
      word += scalar.properties.lowercaseMapping.unicodeScalars
    }
  }

  /// Which of so many shards (a power of two) holds a term: by its first two characters, so that a
  /// word's beginning finds its shard too.
  static func shard(of term: SearchTerm, among count: Int) -> Int {
    var hash: UInt32 = 0
    for scalar in term.text.unicodeScalars.prefix(2) { hash = hash &* 31 &+ scalar.value }
    return Int(hash & UInt32(count - 1))
  }
}
