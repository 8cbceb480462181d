import Diagnostics
import Trees

/// A single change of the formula that makes it agree with the code at every point: what the author
/// may have meant.
struct SuggestedFix: Sendable {
  var mutant: TreeMutant
  var points: Int

  /// Looks among all single-node changes, by doubles first, by balls for those that survive.
  static func find(_ comparison: Comparison, points: [Point], codes: [CodeValue], symbols: [Name])
    -> SuggestedFix?
  {
    let mutants = comparison.formula.mutants(symbols: symbols)
    guard mutants.count <= 4000 else { return nil }
    let stride = max(1, points.count / 48)
    let probes = Swift.stride(from: 0, to: points.count, by: stride).map { (points[$0], codes[$0]) }
    for mutant in mutants where agreesRoughly(mutant.tree, probes, comparison.evaluation) {
      var changed = comparison
      changed.formula = mutant.tree
      if agrees(changed, points, codes, where: comparison) {
        return SuggestedFix(mutant: mutant, points: points.count)
      }
    }
    return nil
  }

  private static func agreesRoughly(_ tree: Tree, _ probes: [(Point, CodeValue)], _ evaluation: Evaluation)
    -> Bool
  {
    var compared = 0
    for (point, code) in probes {
      guard case .numbers(let numbers) = code, numbers.count == 1, numbers[0].isFinite else { continue }
      guard let value = evaluation.approximate(tree, at: point), value.isFinite else { continue }
      if abs(value - numbers[0]) > 1e-6 * max(abs(value), abs(numbers[0])) + 1e-12 { return false }
      compared += 1
    }
    return compared > 0
  }

  /// A form without a value where the written one has a value agrees with nothing there.
  private static func agrees(
    _ comparison: Comparison, _ points: [Point], _ codes: [CodeValue], where written: Comparison
  ) -> Bool {
    var sharp = 0
    for (point, code) in zip(points, codes) {
      switch comparison.compare(code, at: point) {
      case .differs, .faulty: return false
      case .agrees(_, _, let isSharp, _): if isSharp { sharp += 1 }
      case .excluded:
        guard case .excluded = written.compare(code, at: point) else { return false }
      case .unknown: continue
      }
    }
    return sharp > 0
  }

  var message: Message {
    if case .sum = mutant.before, case .negate(.sum) = mutant.after {
      return Message(
        zh: "公式像是把 −(A + B) 写成了 −A + B; 加上括号后在全部 \(points) 个点上一致",
        en: "the formula seems to have −A + B for −(A + B); with brackets it agrees at all \(points) points")
    }
    return Message(
      zh: "若把公式中的 \(mutant.before.plain) 换成 \(mutant.after.plain), 则在全部 \(points) 个点上一致",
      en: "with \(mutant.after.plain) for \(mutant.before.plain) the formula agrees at all \(points) points")
  }
}
