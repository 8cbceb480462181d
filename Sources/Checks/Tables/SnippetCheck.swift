import Diagnostics
import Notes
import Snippets

/// Whether each snippet ran to its end and did what it promised.
struct SnippetCheck: Sendable {
  let run: PageRun
  let page: String

  func result(of snippets: [Snippet]) -> CheckResult { CheckResult(snippets.map(evidence)) }

  private func evidence(of snippet: Snippet) -> Evidence {
    var item = Evidence(
      id: "\(page):snippet:\(snippet.attributes.name ?? String(snippet.index))", kind: .snippet, page: page,
      range: snippet.range, finding: .agrees(.ran, nil))
    switch snippet.attributes.expectation {
    case .isNotRun(let reason): item.finding = .unchecked(Message(reason), isUnderstood: false)
    case .runs, .failsToCompile, .traps: judge(snippet, &item)
    }
    item.sample.points = run.checks.count { $0.snippet == snippet.index }
    return item
  }

  private func judge(_ snippet: Snippet, _ item: inout Evidence) {
    guard run.status != .notRun, run.status != .empty else {
      item.finding = .unchecked(run.status.reason, isUnderstood: false)
      return
    }
    let lines = item.range.start.line...max(item.range.start.line, item.range.end.line)
    let hasError = run.diagnostics.contains { problem in
      guard problem.severity == .error, let range = problem.range else { return false }
      return range.file == item.range.file && lines.contains(range.start.line)
    }
    let hasFailed = run.checks.contains { $0.snippet == snippet.index && !$0.isPassed }
    if hasError || hasFailed {
      item.differ()
    } else if run.status != .ran {
      item.finding = .unchecked(run.status.reason, isUnderstood: false)
      item.isAsExpected = false
    }
  }
}
