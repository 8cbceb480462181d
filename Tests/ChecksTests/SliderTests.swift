import Formulas
import Typesetting
import Diagnostics
import Trees
import Foundation
import Notes
import Snippets
import Testing

@testable import Checks

/// A slider's JavaScript is the formula's and Swift's, or the build says where it is not.
@Suite struct SliderTests {
  static let note = #"""
    # Losses

    $p \in (0, 1)$, $q \in [0, 1]$, $y \in \{0, 1\}$, $\alpha \in [0, 1]$, $\gamma \in [0, 5]$.

    $$
    \mathrm{FL}(p, y) = \begin{cases}
      -\alpha (1 - p)^\gamma \log p & y = 1 \\
      -(1 - \alpha) p^\gamma \log (1 - p) & y = 0
    \end{cases}
    $$

    $$
    \mathrm{MAL}(p, q) = -(q^\gamma \log p + (1 - q^\gamma) \log (1 - p))
    $$

    $$
    \mathrm{soft}(p) = \log (1 + e^{\gamma p}) + \sqrt{p} \tanh p
    $$

    ```swift
    func FL(p: Double, y: Int, α: Double = 0.25, γ: Double = 2) -> Double {
        y == 1 ? -α * pow(1 - p, γ) * log(p) : -(1 - α) * pow(p, γ) * log1p(-p)
    }
    func MAL(p: Double, q: Double, γ: Double) -> Double {
        -(pow(q, γ) * log(p) - expm1(γ * log(q)) * log1p(-p))
    }
    func soft(p: Double, γ: Double) -> Double { log1p(exp(γ * p)) + p.squareRoot() * tanh(p) }
    ```
    """#

  /// A closure of a note, and the same in this test's Swift.
  struct Slider: CustomTestStringConvertible {
    var closure: String
    var ranges: [ClosedRange<Double>]
    var value: @Sendable ([Double]) -> Double
    var testDescription: String { closure }
  }

  static let sliders = [
    Slider(closure: "{ p, γ in FL(p: p, y: 1, α: 1, γ: γ) }", ranges: [0.001...0.999, 0...5]) {
      -pow(1 - $0[0], $0[1]) * log($0[0])
    },
    Slider(closure: "{ p, γ in FL(p: p, y: 0, γ: γ) }", ranges: [0.001...0.999, 0...5]) {
      -0.75 * pow($0[0], $0[1]) * log1p(-$0[0])
    },
    Slider(closure: "{ p, q, γ in MAL(p: p, q: q, γ: γ) }", ranges: [0.01...0.99, 0.01...0.99, 1...2]) {
      -(pow($0[1], $0[2]) * log($0[0]) - expm1($0[2] * log($0[1])) * log1p(-$0[0]))
    },
    Slider(closure: "{ p, γ in MAL(p: p, q: 0.05, γ: γ) / FL(p: p, y: 1) }", ranges: [0.01...0.99, 1...2]) {
      let loss = -(pow(0.05, $0[1]) * log($0[0]) - expm1($0[1] * log(0.05)) * log1p(-$0[0]))
      return loss / (-0.25 * pow(1 - $0[0], 2) * log($0[0]))
    },
    Slider(closure: "{ p, γ in soft(p: p, γ: γ) }", ranges: [0.01...0.99, 0...5]) {
      log1p(exp($0[1] * $0[0])) + $0[0].squareRoot() * tanh($0[0])
    },
    Slider(closure: "{ p, γ in pow(p, 1 / γ) }", ranges: [0.01...0.98, 1...2]) { pow($0[0], 1 / $0[1]) },
  ]

  struct Material {
    var check: SliderCheck
    var tree: Tree
    var script: String
  }

  func material(_ slider: Slider) throws -> Material {
    let desk = try CheckFixture()
    defer { desk.remove() }
    let notebook = desk.notebook(["note": Self.note])
    let formulaIndex = try FormulaIndex.read(notebook.documents.map { $0.pageFormulas(in: notebook) })
    var planning = CheckPlanner(notebook, formulaIndex, desk.options)
    let document = try #require(notebook.documents.first)
    let plan = planning.plan(document, declarations: ["note": Declarations(of: document)])
    var code = CodeForm(environment: plan.environment)
    for definition in plan.definitions {
      code.bindings[definition.binding.function.range] = definition.binding
    }
    let form = try #require(code.closure(slider.closure, takesDoubles: true))
    let check = SliderCheck(
      evaluation: Evaluation(definitions: formulaIndex.definitions), engine: JavaScriptEngine())
    let script = try #require(check.script(of: form.tree, arity: slider.ranges.count))
    return Material(check: check, tree: form.tree, script: script)
  }

  func probes(_ slider: Slider, count: Int, seed: UInt64) -> [[Double]] {
    var generator = SplitMix64(seed: seed, for: slider.closure)
    return (0..<count).map { _ in
      let point = slider.ranges.map { Double.random(in: $0, using: &generator) }
      return point + [slider.value(point)]
    }
  }

  @Test("10,000 points of each slider lie within the rounding band", arguments: sliders)
  func holds(_ slider: Slider) throws {
    let material = try material(slider)
    let verdict = material.check.judge(
      material.script, tree: material.tree, probes: probes(slider, count: 10_000, seed: 20_241_122))
    guard case .agrees(let tests, let points, let worst) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(points > 9_000)
    #expect(tests.count == 6)
    #expect(worst < 1_000)
  }

  /// One change of one token, of each kind that the script holds.
  static let faults: [(find: String, put: String)] = [
    ("Math.log", "Math.log10"), ("Math.log", "Math.log1p"), ("Math.pow", "Math.atan2"), (" - ", " + "),
    (" + ", " - "), (" * ", " + "), (" / ", " * "), ("(-", "("), ("t)", "t + 1e-9)"),
    ("Math.tanh", "Math.atan"),
    ("Math.sqrt", "Math.cbrt"), ("Math.exp", "Math.expm1"),
  ]

  @Test("one token changed is caught", arguments: sliders)
  func broken(_ slider: Slider) throws {
    let material = try material(slider)
    let probes = probes(slider, count: 1_000, seed: 7)
    let body = try #require(material.script.range(of: "=> ")).upperBound
    var tried = 0
    for fault in Self.faults {
      var rest = body..<material.script.endIndex
      while let found = material.script.range(of: fault.find, range: rest) {
        rest = found.upperBound..<material.script.endIndex
        let script = material.script.replacingCharacters(in: found, with: fault.put)
        tried += 1
        if case .agrees = material.check.judge(script, tree: material.tree, probes: probes) {
          Issue.record("not caught: \(script)")
        }
      }
    }
    #expect(tried >= 2)
  }

  @Test("one value of Swift changed is caught", arguments: sliders)
  func brokenValue(_ slider: Slider) throws {
    let material = try material(slider)
    var probes = probes(slider, count: 1_000, seed: 11)
    let last = probes[500].count - 1
    probes[500][last] *= 1 + 1e-8
    guard
      case .differs(let difference) = material.check.judge(
        material.script, tree: material.tree, probes: probes)
    else {
      Issue.record("not caught")
      return
    }
    #expect(difference.arguments == Array(probes[500].dropLast()))
  }
}
