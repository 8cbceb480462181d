import Formulas
import Diagnostics
import Foundation
import Snippets
import Testing

@testable import Checks

/// Everything broken on purpose: what the checks notice, what is the same, what is left.
@Suite struct AuditTests {
  private static let focal = """
    # Focal

    $p \\in (0, 1)$, $y \\in \\{0, 1\\}$, $\\alpha \\in [0, 1]$ 默认 $\\alpha = 0.25$, $\\gamma \\in [0, 5]$ 默认 $\\gamma = 2$.

    $$
    \\mathrm{FL}(p, y) = \\begin{cases}
      -\\alpha (1 - p)^\\gamma \\log p & y = 1 \\\\
      -(1 - \\alpha) p^\\gamma \\log (1 - p) & y = 0
    \\end{cases}
    $$

    ```swift
    func FL(p: Double, y: Int, α: Double = 0.25, γ: Double = 2) -> Double {
        y == 1 ? -α * pow(1 - p, γ) * log(p) : -(1 - α) * pow(p, γ) * log1p(-p)
    }
    ```

    """

  @Test("every mutant of a formula and of its Swift is noticed, or the same")
  func caught() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let audit = try await desk.audit(Self.focal).audit
    #expect(audit.survivors.isEmpty, "\(audit.survivors.map { "\($0.before) → \($0.after)" })")
    #expect(audit.formula.caught > 60)
    #expect(audit.code.caught > 40)
    // `y == 1` and `y >= 1` are one on {0, 1}.
    #expect(audit.formula.equivalent + audit.code.equivalent > 0)
    #expect(audit.diagnostics.allSatisfy { $0.severity != .error })
  }

  @Test("a default that the prose does not state goes unnoticed, and is listed at its place")
  func defaults() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let note = Self.focal.replacing(" 默认 $\\gamma = 2$", with: "")
    let audit = try await desk.audit(note).audit
    #expect(!audit.survivors.isEmpty)
    #expect(audit.survivors.allSatisfy { $0.isCode && $0.before == "2" && $0.range.text == "2" })
  }

  @Test("helpers that only a bound function calls are broken too")
  func helpers() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let note = """
      # Helper

      $p \\in (0, 1)$.

      $$
      \\mathrm{odds}(p) = \\frac{p}{1 - p}
      $$

      ```swift
      func rest(p: Double) -> Double { 1 - p }
      func odds(p: Double) -> Double { p / rest(p: p) }
      ```

      """
    let audit = try await desk.audit(note).audit
    #expect(audit.survivors.isEmpty, "\(audit.survivors.map { "\($0.before) → \($0.after)" })")
    #expect(audit.code.caught >= 8)
  }

  @Test("a mutant that never ends, or traps, is noticed and stops nobody else's")
  func endless() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let note = """
      # Loop

      $n \\in \\{0, 1, 2, 3, 4, 5, 6\\}$.

      $$
      \\mathrm{odd}(n) = \\prod_{i=1}^{n} (2 i + 3)
      $$

      ```swift
      func odd(n: Int) -> Double {
          var product = 1.0
          var i = 1
          while i <= n { product *= Double(2 * i + 3); i += 1 }
          return product
      }
      ```

      """
    let audit = try await desk.audit(note).audit
    #expect(audit.survivors.isEmpty, "\(audit.survivors.map { "\($0.before) → \($0.after)" })")
    #expect(audit.code.caught >= 6)
  }

  @Test("a branch that no point enters is named at its place; those that one enters are not")
  func branches() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let note = """
      # Clip

      $x \\in [-1, 1]$.

      $$
      \\mathrm{clip}(x) = \\max(0, x)
      $$

      ```swift
      func clip(_ x: Double) -> Double {
          guard x <= 3 else { return 9 }
          if x < 0 {
              return 0
          } else if x > 2 {
              return 7
          }
          switch x {
          case 5: return 8
          default: return x > 2.5 ? 6 : x
          }
      }
      ```

      """
    let audit = try await desk.audit(note).audit
    let unreached = audit.diagnostics.filter { $0.identifier == "branch-unreached" }
    let texts = unreached.compactMap { $0.range?.text.split(separator: "\n").joined().filter { $0 != " " } }
    #expect(Set(texts) == ["{return9}", "{return7}", "case5:return8", "6"], "\(texts)")
  }

  @Test("the rows of a derivation are broken, each against its neighbours")
  func rows() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let note = """
      # Rows

      $a \\in [1, 2]$, $b \\in [1, 2]$.

      $$
      \\begin{align}
      (a + b)^2 &= a^2 + 2ab + b^2 \\\\
                &= a (a + b) + b (a + b)
      \\end{align}
      $$

      """
    let audit = try await desk.audit(note).audit
    #expect(audit.survivors.isEmpty, "\(audit.survivors.map { "\($0.before) → \($0.after)" })")
    #expect(audit.formula.caught > 40)
  }

  @Test("the record is shown for the state that it is of, and for no other")
  func record() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let (audit, notebook, formulaIndex) = try await desk.audit(Self.focal)
    let file = SourceFile(path: "docs/formulas.audit", text: AuditRecord.text(of: audit))
    let record = AuditRecord.read(file)
    #expect(record.diagnostics.isEmpty)
    var options = desk.options
    options.audit = record.value
    let shown = try await Findings.gather(notebook, formulaIndex, options: options)
    let evidence = try #require(shown.evidence.first { $0.kind == .definition })
    #expect(evidence.level == .sensitive)
    #expect(evidence.mutants?.undecided == 0)
    #expect(evidence.mutants.map { $0.made == $0.caught + $0.equivalent } == true)

    let changed = desk.notebook(["note": Self.focal.replacing("log1p(-p)", with: "log(1 - p)")])
    let again = try FormulaIndex.read(changed.documents.map { $0.pageFormulas(in: changed) })
    let stale = try await Findings.gather(changed, again, options: options)
    #expect(stale.evidence.first { $0.kind == .definition }?.mutants == nil)
  }

  @Test(
    "a record that was written over by hand is an error at its line",
    arguments: [
      "mutants 12 3 4 note#FL(p,y)", "mutants abc x 3 4 note#FL(p,y)", "<<<<<<< HEAD", "mutants k -1 0 0 id",
      "mutants k 1 0 0 id\nmutants k 1 0 0 id",
    ])
  func malformed(_ text: String) {
    let record = AuditRecord.read(SourceFile(path: "formulas.audit", text: "# comment\n\n" + text + "\n"))
    #expect(record.diagnostics.map(\.identifier) == ["audit-malformed"])
  }

  @Test("other seeds raise no alarm about a sound note, and every seed one about a wrong one")
  func seeds() async throws {
    let desk = try CheckFixture()
    defer { desk.remove() }
    // DOCGEN_SEEDS=1000 for the long run.
    let count = ProcessInfo.processInfo.environment["DOCGEN_SEEDS"].flatMap { Int($0) } ?? 12
    for (note, isSound) in [
      (Self.focal, true), (Self.focal.replacing("1 - p, γ", with: "1 - p * p, γ"), false),
    ] {
      let notebook = desk.notebook(["note": note])
      let formulaIndex = try FormulaIndex.read(notebook.documents.map { $0.pageFormulas(in: notebook) })
      let trial = try await SeedTrial.run(
        notebook, formulaIndex, options: desk.options, seeds: isSound ? count : 3)
      #expect(trial.comparisons > 20)
      #expect(isSound ? trial.alarms == 0 : trial.alarms >= 3, "\(trial.diagnostics.map(\.message.en))")
    }
  }
}
