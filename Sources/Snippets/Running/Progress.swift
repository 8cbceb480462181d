import Synchronization

/// Counts the pages that are done, whatever thread they end on.
final class Counter: Sendable {
  private let done = Mutex(0)
  private let total: Int
  private let report: (@Sendable (SnippetProgress) -> Void)?

  init(total: Int, report: (@Sendable (SnippetProgress) -> Void)?) {
    self.total = total
    self.report = report
  }

  func count(_ page: String, _ step: SnippetProgress.Step, _ seconds: Double) {
    let now = done.withLock { count in
      count += 1
      return count
    }
    report?(SnippetProgress(done: now, total: total, page: page, step: step, seconds: seconds))
  }
}
