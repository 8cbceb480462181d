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

  /// - Parameter root: the way to the site's folder.
  func html(root: String, in language: Language) -> String {
    guard !isEmpty else { return "" }
    let marks = VerdictMark.allCases.compactMap { mark in
      counts[mark].map {
        "<a href=\"\(root)formulas.html#\(OwnID.verdict(mark.rawValue))\" data-verdict=\"\(mark.rawValue)\">\(mark.html("\(mark.word.text(in: language)) \($0)", in: language))</a>"
      }
    }
    return "<p class=\"tally\">\(marks.joined())</p>\n"
  }

  /// `106 个公式；544 个数值，全部由构建时算出`
  func sentence(root: String, in language: Language) -> String {
    let total = counts.values.reduce(0, +)
    guard total > 0 else { return "" }
    let values = findings.evidence.filter { $0.value != nil }.count
    let numbers =
      values > 0
      ? language(
        zh: "；\(NumberText.grouped(values)) 个数值，全部由代码算出",
        en: "; \(Language.many(values, "number", "numbers")), all computed by code") : ""
    let formulas = language(
      zh: "\(NumberText.grouped(total)) 个公式", en: Language.many(total, "formula", "formulas"))
    let checked = language(zh: "逐个核对过", en: " checked one by one")
    return
      "<p class=\"tally-words\"><a href=\"\(root)formulas.html\">\(formulas)</a>\(checked)\(numbers)</p>\n"
  }
}
