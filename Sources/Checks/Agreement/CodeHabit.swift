import Diagnostics
import Foundation

/// What code often does otherwise than its formula: another base, a factor, single precision.
extension Comparison {
  func habit(_ plan: DefinitionPlan, _ codes: [CodeValue]) -> Message? {
    var pairs: [(formula: Double, code: Double)] = []
    for (point, code) in zip(plan.points, codes).prefix(400) {
      guard case .numbers(let numbers) = code, numbers.count == 1, numbers[0].isFinite,
        let value = evaluation.approximate(formula, at: point), value.isFinite, value != 0
      else { continue }
      pairs.append((value, numbers[0]))
    }
    let apart = pairs.filter { abs($0.code - $0.formula) > 1e-12 * abs($0.formula) }
    guard apart.count >= 3 else { return nil }
    let errors = apart.map { abs($0.code - $0.formula) / abs($0.formula) }
    if errors.allSatisfy({ $0 < 1e-5 }), plan.binding.function.source.contains("Float") {
      return Message(
        zh: "差得像单精度：代码里的 Float 换成 Double",
        en: "it looks like single precision: write Double for Float in the code")
    }
    let ratio = apart[0].code / apart[0].formula
    guard apart.allSatisfy({ abs($0.code / $0.formula - ratio) < 1e-9 * abs(ratio) }) else { return nil }
    return Self.words(ofRatio: ratio)
  }

  private static func words(ofRatio ratio: Double) -> Message? {
    func isNear(_ value: Double) -> Bool { abs(ratio - value) < 1e-9 * abs(value) }
    let bases: [(Double, String, String, String)] = [
      (1 / log(2), "2", "log2", "log"), (1 / log(10), "10", "log10", "log"),
    ]
    for (value, base, wrong, right) in bases where isNear(value) {
      return Message(
        zh: "代码用的底是 \(base)，公式是自然对数：代码里的 \(wrong) 换成 \(right)，或公式写 \\log_{\(base)}",
        en:
          "the code's logarithm has base \(base), the formula's is natural: write \(right) for \(wrong) in the code, or \\log_{\(base)} in the formula"
      )
    }
    for (value, base, wrong, right) in bases where isNear(1 / value) {
      return Message(
        zh: "公式的底是 \(base)，代码用的是自然对数：代码里的 \(right) 换成 \(wrong)，或公式写 \\ln",
        en:
          "the formula's logarithm has base \(base), the code's is natural: write \(wrong) for \(right) in the code, or \\ln in the formula"
      )
    }
    return Message(
      zh: "代码处处是公式的 \(brief(ratio)) 倍：有一个因子只在一边",
      en: "the code is \(brief(ratio)) times the formula throughout: a factor stands on one side alone")
  }
}
