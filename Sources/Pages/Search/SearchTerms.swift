/// A Han character, a pair of neighbouring ones, or a word of other letters.
///
/// Told apart by its bytes: a `String` would be brought into a normal form at each look, which costs most of
/// the time that an index of Chinese takes.
struct SearchTerm: Hashable, Comparable, Sendable {
  /// Both characters of a pair, 21 bits each, the first of them 0 for one alone; 0 for a word.
  private let pair: UInt64
  /// Empty for a pair.
  private let word: String

  init(pair: UInt64) {
    self.pair = pair
    word = ""
  }

  init(word: String) {
    pair = 0
    self.word = word
  }

  static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 21 | UInt64(second) }

  var text: String {
    guard pair != 0 else { return word }
    var scalars = String.UnicodeScalarView()
    for value in [pair >> 21, pair & 0x1F_FFFF] where value != 0 {
      if let scalar = Unicode.Scalar(UInt32(value)) { scalars.append(scalar) }
    }
    return String(scalars)
  }

  static func == (left: SearchTerm, right: SearchTerm) -> Bool {
    left.pair == right.pair && (left.pair != 0 || left.word.utf8.elementsEqual(right.word.utf8))
  }

  static func < (left: SearchTerm, right: SearchTerm) -> Bool {
    // Scalars are in the order of their UTF-8.
    if left.pair != 0, right.pair != 0 { return left.pair < right.pair }
    return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    guard pair == 0 else { return hasher.combine(pair) }
    var word = word
    word.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// What a page is found by: each Han character, each pair of neighbouring ones, each word of other letters, with the
/// best place that it stands in and how often it does.
///
/// The script in `finding.js` cuts a query by the same rule; a change here is a change there.
struct SearchTerms: Sendable {
  /// Where a term stands; a higher one counts for more.
  enum Rank: Int, Sendable { case text, opening, heading, definition, title }

  /// What an index keeps of a place and a count: 0 to 7, weighed by the script in `finding.js`.
  static func weight(_ slot: UInt64) -> Int {
    let count = slot & 7
    switch Rank(rawValue: Int(slot >> 3 & 7)) {
    case .title: return 7
    case .definition: return 6
    case .heading: return 5
    case .opening: return count >= 4 ? 4 : 3
    default: return count >= 6 ? 2 : count >= 2 ? 1 : 0
    }
  }

  /// A place and a count, with one more that stands in another place.
  static func joined(_ slot: UInt64, _ rank: Rank) -> UInt64 {
    max(slot >> 3 & 7, UInt64(rank.rawValue)) << 3 | min(slot & 7 + 1, 7)
  }

  private var pairs = PairRanks()
  private var words: [SearchTerm: UInt64] = [:]

  var all: [(term: SearchTerm, weight: Int)] {
    pairs.all.map { (SearchTerm(pair: $0), Self.weight($1)) } + words.map { ($0.key, Self.weight($0.value)) }
  }

  mutating func add(_ text: String, _ rank: Rank) {
    var text = text
    text.withUTF8 { add($0, rank) }
  }

  private mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ rank: Rank) {
    var word = Word()
    /// The Han character just before; 0 for none.
    var last: UInt32 = 0
    var index = 0
    while index < text.count {
      let character = text.character(at: index)
      index += character.length
      if Self.isHan(character.value) {
        close(&word, rank)
        pairs.add(UInt64(character.value), rank)
        if last != 0 { pairs.add(SearchTerm.pair(last, character.value), rank) }
        last = character.value
      } else {
        last = 0
        let folded = FoldedForms.plain(character.value)
        if let scalar = Unicode.Scalar(folded), Self.isWordPart(scalar) {
          word.add(scalar)
        } else {
          close(&word, rank)
        }
      }
    }
    close(&word, rank)
  }

  private mutating func close(_ word: inout Word, _ rank: Rank) {
    guard !word.isEmpty else { return }
    for term in word.take() { words[term] = Self.joined(words[term] ?? 0, rank) }
  }

  /// Han, kana and Hangul: written without spaces, so that every pair is a term.
  static func isHan(_ scalar: Unicode.Scalar) -> Bool { isHan(scalar.value) }

  static func isHan(_ value: UInt32) -> Bool {
    switch value {
    case 0x4E00...0x9FFF: true
    case 0x3400...0x4DBF, 0xF900...0xFAFF, 0x3040...0x30FF, 0xAC00...0xD7A3, 0x20000...0x323AF: true
    default: false
    }
  }

  static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return 48...57 ~= scalar.value || 65...90 ~= scalar.value || 97...122 ~= scalar.value
    }
    if isMark(scalar) { return false }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      return !isHan(scalar)
    default: return false
    }
  }

  /// Punctuation of Chinese text, which holds no letter or digit: known without asking Unicode's tables.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2010...0x2027, 0x3001...0x3003, 0x3008...0x3011, 0xFF01...0xFF0F, 0xFF1A...0xFF20: true
    default: false
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

extension UnsafeBufferPointer<UInt8> {
  /// The character whose bytes begin at a place of a `String`'s UTF-8, and how many they are.
  func character(at index: Int) -> (value: UInt32, length: Int) {
    func rest(_ offset: Int) -> UInt32 { UInt32(self[index + offset] & 0x3F) }
    let first = UInt32(self[index])
    if first < 0x80 { return (first, 1) }
    if first < 0xE0 { return ((first & 0x1F) << 6 | rest(1), 2) }
    if first < 0xF0 { return ((first & 0x0F) << 12 | rest(1) << 6 | rest(2), 3) }
    return ((first & 0x07) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), 4)
  }
}

/// The letters of a word as they come, in lower case; its beginning, where it is very long.
private struct Word {
  private var bytes: [UInt8] = []
  private var letters = 0
  /// Where a capital stands behind a small letter or a figure: `crossEntropy`.
  private var humps: [Int] = []
  private var wasSmall = false
  /// α to ω: a reader looks for `γ` and means `\gamma` too.
  private static let greek = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
  ]
  private static let longest = 40

  var isEmpty: Bool { letters == 0 }

  mutating func add(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      letters += 1
      guard letters <= Self.longest else { return }
      let isCapital = 65...90 ~= scalar.value
      if isCapital, wasSmall { humps.append(bytes.count) }
      wasSmall = !isCapital
      bytes.append(UInt8(scalar.value) | (65...90 ~= scalar.value ? 0x20 : 0))
    } else {
      wasSmall = false
      for lower in scalar.properties.lowercaseMapping.unicodeScalars {
        letters += 1
        if letters <= Self.longest { bytes += UTF8.encode(lower) ?? .init() }
      }
    }
  }

  /// The word, after which another may begin; its parts too, where it is `β1` or `crossEntropy`.
  mutating func take() -> [SearchTerm] {
    defer {
      bytes.removeAll(keepingCapacity: true)
      letters = 0
      humps.removeAll(keepingCapacity: true)
      wasSmall = false
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let value = text.unicodeScalars.first?.value, 0x3B1...0x3C9 ~= value {
      let letter = SearchTerm(word: Self.greek[Int(value - 0x3B1)])
      if letters == 1 { return [letter] }
      // ASCII alone behind it: a letter with an index, no word of Greek.
      let rest = bytes.dropFirst(2)
      if rest.allSatisfy({ $0 < 0x80 }) {
        return [letter, SearchTerm(word: String(decoding: rest, as: UTF8.self))]
      }
    }
    guard !humps.isEmpty else { return [SearchTerm(word: text)] }
    let edges = [0] + humps + [bytes.count]
    let parts = zip(edges, edges.dropFirst()).map { bytes[$0..<$1] }.filter { $0.count > 2 }
    return [SearchTerm(word: text)] + parts.map { SearchTerm(word: String(decoding: $0, as: UTF8.self)) }
  }
}

/// Forms that mean the letter or figure which a reader types: wide ones, and those above or below the line.
private enum FoldedForms {
  static func plain(_ value: UInt32) -> UInt32 {
    switch value {
    case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A: value - 0xFEE0
    case 0x2080...0x2089: value - 0x2080 + 48
    case 0x2070, 0x2074...0x2079: value - 0x2070 + 48
    case 0xB9: 49
    case 0xB2, 0xB3: value - 0xB2 + 50
    default: value
    }
  }
}

/// Pairs with their ranks, in a table with open addressing: a page has thousands, most of them again and again.
private struct PairRanks: Sendable {
  /// The pair over six bits of place and count; 0 where nothing stands.
  private var slots = [UInt64](repeating: 0, count: 512)
  private var count = 0

  var all: [(pair: UInt64, slot: UInt64)] { slots.compactMap { $0 == 0 ? nil : ($0 >> 6, $0 & 63) } }

  mutating func add(_ pair: UInt64, _ rank: SearchTerms.Rank) {
    if 2 * count >= slots.count { grow() }
    let found = place(of: pair)
    if slots[found] == 0 { count += 1 }
    slots[found] = pair << 6 | SearchTerms.joined(slots[found] & 63, rank)
  }

  private func place(of pair: UInt64) -> Int {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[index] != 0, slots[index] >> 6 != pair { index = (index + 1) & mask }
    return index
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: 2 * old.count)
    for slot in old where slot != 0 { slots[place(of: slot >> 6)] = slot }
  }
}
