import Trees
import Foundation
import Testing

@testable import Checks

@Suite("What earlier runs found")
struct MemoryTests {
  private static let note = """
    ---
    run: true
    ---

    # 记得的

    其中 $p \\in (0, 1)$, $q \\in [0, 1]$, $\\gamma \\in [1, 3]$, $y \\in \\{0, 1\\}$.

    $$
    \\mathrm{w}(p) = (1 - p)^{\\gamma}
    $$

    $$
    \\begin{align}
    \\mathrm{f}(p, q) &= p^2 + 2 p q + q^2 \\\\
    &= (p + q)^2
    \\end{align}
    $$

    再写一遍:

    $$
    \\mathrm{f}(p, q) = (p + q) (q + p)
    $$

    <!-- erratum of f as f_printed: 少了一项 -->
    $$
    \\mathrm{f}(p, q) = p^2 + q^2
    $$

    <!-- claim C1: prove -->
    $$
    \\mathrm{f}(p, q) \\ge 0
    $$

    <!-- claim C2: refuted -->
    $$
    \\mathrm{w}(p) > 1/2
    $$

    $$
    \\mathrm{P}(y) = \\begin{cases} p & y = 1 \\\\ 1 - p & y = 0 \\end{cases}
    $$

    ```swift
    func w(p: Double, γ: Double) -> Double { pow(1 - p, γ) }
    func f(p: Double, q: Double) -> Double { (p + q) * (p + q) }
    ```

    在 $p = 1$ 处。

    没有说 u 是什么:

    $$
    \\begin{align}
    (u + 1)^2 &= u^2 + 2 u + 1 \\\\
    &= u (u + 2) + 1
    \\end{align}
    $$
    """

  private struct Stand {
    let desk: CheckFixture
    var path: String { desk.folder.path + "/memory" }

    func findings(_ text: String, memory: CheckMemory?) async throws -> Findings {
      var options = desk.options
      options.memory = memory
      options.points = 300
      return try await desk.check(text, options: options)
    }

    func memory(of docgen: String = "this one") -> CheckMemory { CheckMemory(path: path, identity: docgen) }
  }

  private func withStand(_ body: (Stand) async throws -> Void) async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    try await body(Stand(desk: desk))
  }

  @Test("everything that is as it should be is remembered, and said again at its new place")
  func remembered() async throws {
    try await withStand { stand in
      let first = stand.memory()
      let cold = try await stand.findings(Self.note, memory: first)
      first.save(isWhole: true)
      #expect(first.answered == 0)
      #expect(cold.diagnostics.isEmpty, "\(cold.summary)")
      let moved = Self.note.replacing("# 记得的", with: "# 记得的\n\n多了几句。\n")
      let second = stand.memory()
      let warm = try await stand.findings(moved, memory: second)
      // Three codes or rows, two claims, a restatement, an erratum; and the ranges of five definitions.
      #expect(second.answered >= 10)
      second.save(isWhole: true)
      let third = stand.memory()
      _ = try await stand.findings(moved, memory: third)
      #expect(third.answered == second.answered)
      let anew = try await stand.findings(moved, memory: nil)
      #expect(warm.evidence == anew.evidence)
      #expect(warm.diagnostics == anew.diagnostics)
    }
  }

  @Test(
    "a change of anything that a check depends on is checked anew",
    arguments: [
      ("a formula", "(1 - p)^{\\gamma}\n", "(1 - p)^{2 \\gamma}\n"),
      ("its spelling", "p^2 + 2 p q + q^2 \\\\", "q^2 + 2 p q + p^2 \\\\"),
      ("a domain", "q \\in [0, 1]", "q \\in [-2, 1]"),
      ("the code", "pow(1 - p, γ)", "pow(1 - p, γ + 1)"),
      ("the code's rounding", "(p + q) * (p + q)", "p * p + 2 * p * q + q * q"),
      ("a row", "&= (p + q)^2", "&= (p - q)^2"),
      ("a restatement", "(p + q) (q + p)", "(p + q) (q + q)"),
      ("an erratum that is right", "= p^2 + q^2\n", "= p^2 + q^2 + 2 q p\n"),
      ("an erratum's reason", "少了一项", "漏了一项"),
      ("a claim", "\\ge 0\n", "\\ge 1\n"),
      ("a claim's duty", "C2: refuted", "C2"),
      ("a claim's function", "&= (p + q)^2", "&= (p + q)^2 + 0"),
      ("a probability", "1 - p & y = 0", "1 - p^2 & y = 0"),
      ("strictness", "run: true", "run: true\nstrict: true"),
      ("the budget", "run: true", "run: true\nbudget: 2"),
    ])
  func changed(_ what: String, _ from: String, _ to: String) async throws {
    try await withStand { stand in
      let first = stand.memory()
      _ = try await stand.findings(Self.note, memory: first)
      first.save(isWhole: true)
      let text = Self.note.replacing(from, with: to)
      #expect(text != Self.note)
      let second = stand.memory()
      let warm = try await stand.findings(text, memory: second)
      let cold = try await stand.findings(text, memory: nil)
      #expect(warm.evidence == cold.evidence, "\(what)")
      #expect(warm.diagnostics == cold.diagnostics, "\(what)")
      let third = stand.memory()
      _ = try await stand.findings(Self.note, memory: third)
      #expect(second.answered < third.answered, "\(what)")
      #expect(second.answered > 0, "\(what)")
    }
  }

  @Test("a page that uses another is checked anew when that one's formula changes")
  func used() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let path = desk.folder.path + "/memory"
    func check(_ exponent: Int, _ memory: CheckMemory?) async throws -> Findings {
      let notebook = desk.notebook([
        "a": "# 甲\n\n其中 $x \\in [0, 2]$.\n\n$$\n\\mathrm{g}(x) = x^{\(exponent)}\n$$\n",
        "b":
          "---\nuses: [a]\n---\n\n# 乙\n\n其中 $x \\in [0, 2]$.\n\n<!-- claim C1 -->\n$$\n\\mathrm{g}(x) \\le 4\n$$\n",
      ])
      var options = desk.options
      options.memory = memory
      return try await desk.check(notebook, options: options)
    }
    let first = CheckMemory(path: path, identity: "this one")
    #expect(try await check(2, first).diagnostics.isEmpty)
    first.save(isWhole: true)
    let second = CheckMemory(path: path, identity: "this one")
    let warm = try await check(3, second)
    #expect(warm.diagnostics.map(\.identifier) == ["claim-refuted"])
    #expect(warm.evidence == (try await check(3, nil)).evidence)
  }

  @Test(
    "what is wrong is remembered with its words while its page stays as it is, and found anew where it moved")
  func wrong() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let path = desk.folder.path + "/memory"
    func check(_ beside: String, above: String = "", _ memory: CheckMemory?) async throws -> Findings {
      let notebook = desk.notebook([
        "a": """
        # 甲
        \(above)
        其中 $x \\in [0, 2]$.

        <!-- claim C1 -->
        $$
        x^2 \\le 3
        $$

        $$
        \\begin{align}
        (x + 1)^2 &= x^2 + 1 \\\\
        &= 1 + x^2
        \\end{align}
        $$

        <!-- claim C2: prove -->
        $$
        \\sin x \\le x + 10^{-30} x
        $$
        """,
        "b": "# 乙\n\n\(beside)\n",
      ])
      var options = desk.options
      options.memory = memory
      options.points = 300
      return try await desk.check(notebook, options: options)
    }
    let first = CheckMemory(path: path, identity: "this one")
    let cold = try await check("一句话。", first)
    first.save(isWhole: true)
    #expect(cold.diagnostics.count >= 2, "\(cold.summary)")
    let second = CheckMemory(path: path, identity: "this one")
    let warm = try await check("另一句话。", second)
    #expect(second.answered >= 3)
    #expect(warm.evidence == cold.evidence)
    #expect(warm.diagnostics == cold.diagnostics)
    let third = CheckMemory(path: path, identity: "this one")
    let moved = try await check("一句话。", above: "\n多了一行。\n", third)
    #expect(moved.evidence == (try await check("一句话。", above: "\n多了一行。\n", nil)).evidence)
    #expect(
      moved.diagnostics.map(\.range?.start.line)
        == cold.diagnostics.map { $0.range.map { $0.start.line + 2 } })
  }

  @Test("another docgen, a damaged file and rubbish are as good as none")
  func distrust() async throws {
    try await withStand { stand in
      let first = stand.memory()
      let cold = try await stand.findings(Self.note, memory: first)
      first.save(isWhole: true)
      let other = stand.memory(of: "another")
      #expect(try await stand.findings(Self.note, memory: other).evidence == cold.evidence)
      #expect(other.answered == 0)
      let good = try Data(contentsOf: URL(filePath: stand.path))
      var flipped = good
      flipped[good.count / 2] ^= 1
      for bad in [flipped, good.prefix(good.count / 2), Data(), Data("rubbish".utf8), good + Data("}".utf8)] {
        try bad.write(to: URL(filePath: stand.path))
        let memory = stand.memory()
        #expect(try await stand.findings(Self.note, memory: memory).evidence == cold.evidence)
        #expect(memory.answered == 0)
      }
    }
  }

  @Test("a look at one formula forgets nothing of the others, a whole run forgets what is gone")
  func pruning() async throws {
    try await withStand { stand in
      let first = stand.memory()
      _ = try await stand.findings(Self.note, memory: first)
      first.save(isWhole: true)
      let size = try Data(contentsOf: URL(filePath: stand.path)).count
      let glance = stand.memory()
      _ = try await stand.findings("# 空\n", memory: glance)
      glance.save(isWhole: false)
      #expect(try Data(contentsOf: URL(filePath: stand.path)).count == size)
      let whole = stand.memory()
      _ = try await stand.findings("# 空\n", memory: whole)
      whole.save(isWhole: true)
      #expect(try Data(contentsOf: URL(filePath: stand.path)).count < size)
    }
  }
}
