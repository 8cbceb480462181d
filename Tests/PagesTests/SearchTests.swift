import Testing

@testable import Pages

/// The index's promise: any stretch of Han of a page's text finds that page.
struct SearchTests {
  @Test("every pair of a random stretch of Han is a term of its text")
  func substrings() {
    var random = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...UInt64.max, using: &random)
    var generator = Seeded(state: seed)
    for _ in 0..<500 {
      let text = String(
        (0..<60).map { _ in Character(Unicode.Scalar(UInt32.random(in: 0x4E00...0x9FFF, using: &generator))!)
        })
      let terms = SearchTerms.of("前言 VFL" + text + "，后文")
      let start = Int.random(in: 0..<50, using: &generator)
      let part = text.dropFirst(start).prefix(Int.random(in: 2...8, using: &generator))
      #expect(SearchTerms.of(String(part)).isSubset(of: terms), "seed \(seed)")
    }
  }

  @Test("a text is cut at the edges of its scripts")
  func terms() {
    #expect(SearchTerms.of("VFL损失 \\gamma p_t") == ["vfl", "损失", "gamma", "p", "t"])
  }

  @Test("a script's string cannot end its script")
  func quoting() {
    #expect(SearchIndex.quoted("</script>\"\\\n") == "\"\\x3C/script>\\\"\\\\\\n\"")
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
