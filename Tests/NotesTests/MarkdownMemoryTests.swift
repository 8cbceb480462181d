import TestSupport
import Testing

@testable import Notes

/// Trees that share a thread's memory do not disturb one another, and search by the library finds what stands there.
@Suite("Memory and search of Markdown") struct MarkdownMemoryTests {
  private static func tree(_ text: String) -> MarkdownTree {
    MarkdownTree(PreparedText.make(Array(text.utf8), base: 0))
  }

  private static func texts(_ tree: MarkdownTree) -> [String] { tree.root.children.map(\.flatText) }

  @Test("a tree stays whole while others come and go") func nested() {
    let outer = Self.tree("# 标题\n\n第一段 **重点** $x$\n\n- 项\n")
    let before = Self.texts(outer)
    for round in 0..<20 {
      let inner = Self.tree(String(repeating: "另一篇 \(round) `代码` [链](b.md)\n\n", count: 50))
      #expect(Self.texts(inner).count == 50)
    }
    #expect(Self.texts(outer) == before)
    #expect(before.count == 3)
  }

  @Test("a tree larger than a block of memory is whole") func large() {
    let paragraph = String(repeating: "很长的一段，", count: 100_000)
    #expect(Self.texts(Self.tree(paragraph + "\n\n尾\n")) == [" " + paragraph, " 尾"])
  }

  @Test("the places of bytes are those that a plain look finds") func places() {
    let seed: UInt64 = 77
    var random = Seeded(seed: seed)
    for round in 0..<500 {
      let bytes = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
        UInt8(ascii: "ab*~\\".unicodeScalars.randomElement(using: &random) ?? "a")
      }
      let expected = bytes.indices.filter { [Byte.star, Byte.tilde].contains(bytes[$0]) }
      let found = bytes.withUnsafeBufferPointer { text in
        var places = BytePlaces(of: [Byte.star, Byte.tilde], in: text)
        var found: [Int] = []
        while let place = places.first(from: (found.last ?? -1) + 1) { found.append(place) }
        return found
      }
      #expect(found == expected, "seed \(seed), round \(round)")
    }
  }
}
