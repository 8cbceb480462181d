import Diagnostics
import Foundation
import Notes
import Pages
import Previews

/// The notes as they are now, in the browser: built anew each time that something changed.
actor Preview {
  private let pipeline: Pipeline
  private let console: Console
  private let listeners: Listeners
  private let shown: ShownSite
  private var edition = 0
  /// What was said last in the terminal.
  private var said = ""
  /// Folders of Swift libraries that pages import.
  private(set) var libraries: [String] = []

  init(pipeline: Pipeline, console: Console, listeners: Listeners, shown: ShownSite) {
    self.pipeline = pipeline
    self.console = console
    self.listeners = listeners
    self.shown = shown
  }

  func renew() async {
    let start = ContinuousClock.now
    do throws(MachineFailure) {
      let outcome = try await pipeline.run(lock: .compared)
      libraries = outcome.options.snippets.libraries
      let next = SiteEdition()
      let found = pipeline.preview(outcome, into: next)
      let report = Report(outcome.diagnostics + found)
      shown.show(next)
      let pages = Site.pages(of: outcome.notebook)
      tell(report, pages: pages, styles: next.file("theme.css").map(SiteEdition.tag) ?? "", since: start)
    } catch {
      // The last state stays: this one could not be made at all.
      tell(Report([error.diagnostic]), pages: [:], styles: "", since: start)
    }
  }

  private func tell(
    _ report: Report, pages: [String: String], styles: String, since start: ContinuousClock.Instant
  ) {
    edition += 1
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let news = News(
      edition: edition, report, pages: pages, styles: styles, seconds: seconds, in: console.language)
    listeners.tell(news.text)
    let words = console.text(of: report)
    if words != said { console.print(report) }
    said = words
    let counts = report.counts ?? Message(zh: "全部成立", en: "all holds")
    let time = Summary.decimal(seconds, places: 2)
    console.say(
      Message(
        zh: "\(Self.now) \(counts.zh)（\(time) 秒）", en: "\(Self.now) \(counts.en) (\(time) s)"))
  }

  private static var now: String {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    let words = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { ($0 < 10 ? "0" : "") + String($0) }
    return words.joined(separator: ":")
  }
}
