import Checks

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
      counts[VerdictWords(item).mark, default: 0] += 1
    }
  }

  var isEmpty: Bool { counts.isEmpty }

  /// - Parameter root: the way to the site's folder.
  func html(root: String) -> String {
    guard !isEmpty else { return "" }
    let marks = VerdictMark.allCases.compactMap { mark in
      counts[mark].map {
        "<a href=\"\(root)formulas.html#\(OwnID.verdict(mark.rawValue))\" data-verdict=\"\(mark.rawValue)\">\(mark.html("\(mark.word) \($0)"))</a>"
      }
    }
    return "<p class=\"tally\">\(marks.joined())</p>\n"
  }

  /// `106 个公式；544 个数值，全部由构建时算出`
  func sentence(root: String) -> String {
    let total = counts.values.reduce(0, +)
    guard total > 0 else { return "" }
    let values = findings.evidence.filter { $0.value != nil }.count
    let numbers = values > 0 ? "；\(NumberText.grouped(values)) 个数值，全部由代码算出" : ""
    return
      "<p class=\"tally-words\"><a href=\"\(root)formulas.html\">\(NumberText.grouped(total)) 个公式</a>逐个核对过\(numbers)</p>\n"
  }
}
