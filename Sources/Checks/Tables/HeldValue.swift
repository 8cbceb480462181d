import Diagnostics
import Trees
import Arithmetic
import Foundation

/// A computed number held against the formulas behind its expression.
struct HeldValue {
  var evaluation: Evaluation
  var tree: Tree
  var point: Point

  enum Verdict {
    case agrees(ulp: Double)
    case differs(truth: Ball, distance: Double, band: Double)
    /// Right but for rounding, and the digits shown are not the truth's.
    case rounding(shown: String, truth: String)
    case unknown(Message)
  }

  func judge(_ value: Double, format: String?) -> Verdict {
    let truth: Ball
    switch evaluation.enclose(tree, at: point) {
    case .failure(let undefined): return .unknown(undefined.words)
    case .success(.number(let ball)): truth = ball
    case .success: return .unknown(Message(zh: "不是一个数", en: "not a number"))
    }
    let width = evaluation.rounding(tree, at: point).flatMap { $0.count == 1 ? $0[0].width : nil }
    let rule = RoundingRule(width: width, truth: truth.middle)
    switch rule.judge(value, truth) {
    case .differs(let distance): return .differs(truth: truth, distance: distance, band: rule.band)
    case .unknown: return .unknown(Message(zh: "精度不够", en: "no precision was enough"))
    case .agrees(let ulp):
      if let (shown, right) = digits(value, truth, format), shown != right {
        return .rounding(shown: shown, truth: right)
      }
      return .agrees(ulp: ulp)
    }
  }

  /// The number as it is shown, and the truth rounded to as many places.
  private func digits(_ value: Double, _ truth: Ball, _ format: String?) -> (String, String)? {
    guard let format, format.hasPrefix("%."), format.hasSuffix("f"),
      let places = Int(format.dropFirst(2).dropLast()), places <= 30,
      let right = truth.decimal(places: places)
    else { return nil }
    let shown = String(format: format, value)
    return (plain(shown), plain(right))
  }

  private func plain(_ text: String) -> String {
    let bare = text.replacing("−", with: "-")
    return bare.hasPrefix("-") && bare.dropFirst().allSatisfy({ $0 == "0" || $0 == "." })
      ? String(bare.dropFirst()) : bare
  }
}

extension Diagnostic {
  static func valueDiffers(
    _ name: Message, value: Double, truth: Ball, distance: Double, band: Double, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, "value-differs",
      Message(
        zh: "算出的值与公式不一致（已证实）: \(name.zh)",
        en: "the computed value is not the formula's (certified): \(name.en)"),
      at: range, consequence: .content,
      facts: [
        Message(
          zh: "公式: \(truth.text)   代码: \(shortest(value))   差 \(brief(distance)), 舍入至多能解释 \(brief(band))",
          en:
            "formula: \(truth.text)   code: \(shortest(value))   distance \(brief(distance)), rounding explains at most \(brief(band))"
        )
      ])
  }

  static func digitsRounded(_ name: Message, shown: String, truth: String, at range: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      .warning, "digits-rounded",
      Message(
        zh: "\(name.zh) 显示为 \(shown), 正确舍入的值是 \(truth)",
        en: "\(name.en) is shown as \(shown), correctly rounded it is \(truth)"),
      at: range, consequence: .content)
  }
}
