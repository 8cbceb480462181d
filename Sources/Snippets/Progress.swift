import Diagnostics
import Notes
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

  func count(_ run: PageRun) {
    let now = done.withLock { count in
      count += 1
      return count
    }
    report?(SnippetProgress(done: now, total: total, page: run.page, step: .ran, seconds: run.seconds))
  }
}

extension Document {
  /// A page without anything.
  static var nothing: Document {
    Document(
      file: SourceFile(path: "", bytes: []), page: "", frontMatter: FrontMatter(), blocks: [], formulas: [],
      snippets: [], inlineValues: [], footnotes: [])
  }
}
