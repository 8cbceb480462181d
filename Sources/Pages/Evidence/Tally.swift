import Checks
import Diagnostics

/// How many formulas have each verdict, as marks that lead to them.
struct Tally {
  private var counts: [VerdictMark: Int] = [:]
  private let findings: Findings

  init(_ findings: Findings) {
    self.findings = findings
    var seen: Set<String> = []
    // A formula is counted once, by what is said of it first.
    for item in findings.evidence {
      guard let formula = item.formula, seen.insert("\(item.page)#\(formula)").inserted else { continue }
      counts[VerdictMark(item), default: 0] += 1
    }
  }

  var isEmpty: Bool { counts.isEmpty }

  private var total: Int { counts.values.reduce(0, +) }

  /// - Parameters:
  ///   - root: the way to the site's folder.
  ///   - isCounted: whether it begins with how many they are, as where nothing around says so.
  func html(root: String, isCounted: Bool = false, in language: Language) -> String {
    guard !isEmpty else { return "" }
    let marks = VerdictMark.allCases.compactMap { mark in
      counts[mark].map {
        "<a href=\"\(root)formulas.html#\(OwnID.verdict(mark.rawValue))\" data-verdict=\"\(mark.rawValue)\">\(mark.html("\(mark.word.text(in: language)) \($0)", in: language))</a>"
      }
    }
    let count = isCounted ? "<span>\(formulas(in: language))\(language(zh: "：", en: ":"))</span>" : ""
    return "<p class=\"tally\">\(count)\(marks.joined())</p>\n"
  }

  /// `106 个公式；544 个数值，全部由构建时算出`
  func sentence(root: String, in language: Language) -> String {
    guard total > 0 else { return "" }
    let values = findings.evidence.filter { $0.value != nil }.count
    let numbers =
      values > 0
      ? language(
        zh: "；\(NumberText.grouped(values)) 个数值，全部由代码算出",
        en: "; \(Language.many(values, "number", "numbers")), all computed by code") : ""
    let left = counts[.unchecked] ?? 0
    let checked =
      left == 0
      ? language(zh: "逐个核对过", en: " checked one by one")
      : language(
        zh: "，核对过 \(NumberText.grouped(total - left)) 个",
        en: ", \(NumberText.grouped(total - left)) of them checked")
    return
      "<p class=\"tally-words\"><a href=\"\(root)formulas.html\">\(formulas(in: language))</a>\(checked)\(numbers)</p>\n"
  }

  private func formulas(in language: Language) -> String {
    language(zh: "\(NumberText.grouped(total)) 个公式", en: Language.many(total, "formula", "formulas"))
  }
}
