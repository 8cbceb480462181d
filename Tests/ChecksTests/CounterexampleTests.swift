import Testing

@testable import Checks

/// A counterexample names what it hangs on, and nothing else.
struct CounterexampleTests {
  @Test("a symbol whose value does not matter is left out")
  func telling() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let note = #"""
      # 反例

      $p \in (0, 1)$，$q \in (0, 1)$，$a \in [1, 3]$ 默认 $a = 2$，$y \in \{0, 1\}$。

      $$
      f(p, y) = \begin{cases} p^2 & y = 1 \\ a p & y = 0 \end{cases}
      $$

      <!-- claim C1: refuted -->
      $$
      \forall p \in (0, 1): f(p, 1) \ge p
      $$

      <!-- claim C2: refuted -->
      $$
      \forall p \in (0, 1): f(p, 0) \le p
      $$

      <!-- claim C3: refuted -->
      $$
      \forall p \in (0, 1), q \in (0, 1): p \le p \cdot p + 0 \cdot q
      $$
      """#
    let findings = try await desk.everything(note, isStrict: false)
    let names = findings.evidence.compactMap { item in
      item.counterexample.map { "\(item.id): " + $0.point.map(\.name.plain).joined(separator: " ") }
    }
    #expect(names == ["C1: p", "C2: p a", "C3: p"])
  }
}
