@testable import Formulas
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Random, truncated and nested LaTeX: an answer always, never a crash, and never a partial tree.
@Suite struct ReadingFuzzTests {
  static let good = [
    #"\frac{1}{1+e^{-x}}"#, #"-\alpha \left( 1 - p \right)^{\gamma} \log p"#,
    #"\sum_{i=1}^{N} \sum_{j=1}^{M_i} f(\hat y_{i,j}, y_i)"#,
    #"P(y|x) = \left\{ \begin{array}{ll} p & \text{if } y=1 \\ 1-p & \text{if } y=0 \end{array} \right."#,
    #"\begin{align} a &= b \\ &= c \tag{3} \label{x} \end{align}"#, #"\forall x \in (0,1): x^2 \le x"#,
    #"\int_0^1 x^2 dx"#,
    #"\arg\min_p L(p, q)"#, #"\operatorname{softmax}(z)_i"#, #"\lVert x \rVert_2^2"#, #"x!!"#,
    #"\sqrt[n]{x}"#,
    #"\mathbb{E}_{i \sim p}[x_i] + H(p)"#, #"\left. \frac{d}{dx} x^2 \right|_{x=2}"#,
    #"\text{中文，} y_{\text{类}}"#,
    #"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} x"#, #"\eqref{x} \boxed{\cancel{y}}"#, #"f'(x) + f''(2x)"#,
  ]
  static let pieces = [
    "{", "}", "(", ")", "[", "]", "^", "_", "&", "\\\\", "$", "%", "#", "~", "'", "|", "\\left(", "\\right)",
    "\\frac", "\\sum",
    "\\begin{cases}", "\\end{cases}", "\\begin{align}", "\\end{align}", "\\def\\a{\\a\\a}", "\\a", "\\text{",
    "\u{0}", "\u{7F}", "汉", "−",
    "𝛾", "\u{202E}", "1e999", "..", "=", "<", "\\le", "\\to", "\\infty", "!", "\\log", "-", "10^{10^{10}}",
    "\\prod_{i=1}^{N}", "⟦", "@@0@@",
    "\\displaystyle", "\\color{red}", "\\href{x}{y}", "\\tag{1}", "\\label{q}", "\\eqref{q}", "\u{1}",
    "\u{2}", "\\mathbb{E}_", "\\,", "d", "x",
  ]

  private func formula(_ random: inout Seeded) -> String {
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<6: return mutated(random.next(of: Self.good), &random)
    case 6..<8:
      return (0..<Int.random(in: 0..<30, using: &random)).map { _ in random.next(of: Self.pieces) }.joined()
    case 8:
      let depth = random.next(of: [10, 100, 1000, 5000])
      let (left, right) = random.next(of: [
        ("{", "}"), ("(", ")"), ("\\frac{", "}{x}"), ("\\left(", "\\right)"), ("x^{", "}"), ("-", ""),
        ("\\log ", ""), ("|", "|"),
        ("\\sum_{i=1}^n ", ""), ("\\hat{", "}"), ("\\sqrt{", "}"), ("f(", ")"), ("\\neg ", ""),
        ("\\forall x: ", ""),
      ])
      return String(repeating: left, count: depth) + "x"
        + String(repeating: right, count: random.next(of: [depth, depth - 1, 0]))
    default:
      return String(
        String.UnicodeScalarView(
          (0..<40).compactMap { _ in Unicode.Scalar(UInt32.random(in: 1..<0x2FFF, using: &random)) }))
    }
  }

  private func mutated(_ text: String, _ random: inout Seeded) -> String {
    var text = text
    for _ in 0..<Int.random(in: 0..<4, using: &random) {
      let at = text.index(text.startIndex, offsetBy: Int.random(in: 0...text.count, using: &random))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: text = String(text[..<at])
      case 1: text.insert(contentsOf: random.next(of: Self.pieces), at: at)
      case 2: text = String(text[..<at]) + text[at...].dropFirst(Int.random(in: 1..<4, using: &random))
      default: text.insert(contentsOf: random.next(of: Self.good), at: at)
      }
    }
    return text
  }

  @Test func everyInputHasAnAnswer() throws {
    let explainer = Explainer()
    let seed = ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 20_241_204
    let count = ProcessInfo.processInfo.environment["FUZZ_COUNT"].flatMap(Int.init) ?? 600
    var random = Seeded(seed: seed)
    for index in 0..<count {
      let latex = formula(&random)
      let explanation = try explainer.explain(latex, declaring: [(name: "p", domain: "[0,1]^n")])
      let errors = explanation.problems.filter { $0.severity == .error }
      #expect(
        (explanation.formula.reading == nil)
          == explanation.problems.contains {
            $0.consequence != .machine && $0.severity == .error
              && !["duplicate-label", "unknown-label"].contains($0.identifier)
          },
        "seed \(seed), input \(index): \(latex.prefix(200)) \(errors.map(\.identifier))")
      for error in errors {
        #expect(
          (error.range?.bytes.upperBound ?? 0) <= latex.utf8.count,
          "seed \(seed), input \(index): \(latex.prefix(200))")
      }
    }
  }
}
