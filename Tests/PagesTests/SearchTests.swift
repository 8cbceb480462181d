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
      let terms = Self.terms("前言 VFL" + text + "，后文")
      let start = Int.random(in: 0..<50, using: &generator)
      let part = text.dropFirst(start).prefix(Int.random(in: 2...8, using: &generator))
      #expect(Self.terms(String(part)).isSubset(of: terms), "seed \(seed)")
    }
  }

  @Test("a text is cut at the edges of its scripts")
  func terms() {
    #expect(Self.terms("VFL损失 \\gamma p_t") == ["vfl", "损", "失", "损失", "gamma", "p", "t"])
    #expect(Self.terms("β1 β₂ λόγος ＶＦＬ２") == ["beta", "1", "2", "λόγος", "vfl2"])
    #expect(Self.terms("crossEntropy aB ROCCurve") == ["crossentropy", "cross", "entropy", "ab", "roccurve"])
  }

  @Test("a script's string cannot end its script")
  func quoting() {
    #expect(Self.quoted("</script>\"\\\n") == "\"\\x3C/script>\\\"\\\\\\n\"")
    #expect(Self.quoted("一\u{2028}二\u{2029}…\u{1}\t") == "\"一\\u2028二\\u2029… \\t\"")
  }

  @Test("a term weighs what the best place that it stands in does")
  func ranks() {
    var terms = SearchTerms()
    terms.add("损失函数 loss", .title)
    terms.add("损失的函数 gain loss", .text)
    terms.add("gain", .heading)
    let weights = Dictionary(uniqueKeysWithValues: terms.all.map { ($0.term.text, $0.weight) })
    #expect(
      weights == [
        "损失": 7, "失函": 7, "函数": 7, "失的": 0, "的函": 0, "loss": 7, "gain": 5, "损": 7, "失": 7, "函": 7, "数": 7,
        "的": 0,
      ])
  }

  private static func terms(_ text: String) -> Set<String> {
    var terms = SearchTerms()
    terms.add(text, .text)
    return Set(terms.all.map(\.term.text))
  }

  private static func quoted(_ text: String) -> String {
    String(decoding: SearchIndex.quoted(text), as: UTF8.self)
  }
}
