import TestSupport
import Testing

@testable import Pages

/// The index's promise: any stretch of Han of a page's text finds that page.
struct SearchTests {
  @Test("every pair of a random stretch of Han is a term of its text")
  func substrings() {
    var generator = Seeded()
    let seed = generator.seed
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
