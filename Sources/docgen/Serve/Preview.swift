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
  private let showsTimings: Bool
  private var edition = 0
  /// What was said last in the terminal.
  private var said = ""
  /// Folders of Swift libraries that pages import.
  private(set) var libraries: [String] = []

  init(pipeline: Pipeline, console: Console, listeners: Listeners, shown: ShownSite, showsTimings: Bool) {
    self.pipeline = pipeline
    self.console = console
    self.listeners = listeners
    self.shown = shown
    self.showsTimings = showsTimings
  }

  func renew() async {
    let start = ContinuousClock.now
    let waiting = Task { [edition] in
      try await Task.sleep(for: Self.patience)
      sayBusy(since: edition)
    }
    defer { waiting.cancel() }
    do throws(MachineFailure) {
      let clock = StageClock()
      let outcome = try await pipeline.run(lock: .compared, clock: clock)
      libraries = outcome.options.snippets.libraries
      let next = clock.time(.rendering) { pipeline.preview(outcome) }
      let report = Report(outcome.diagnostics + next.diagnostics)
      shown.show(next.value)
      let pages = Site.pages(of: outcome.notebook)
      let style = outcome.notebook.assets.contains("theme.css") ? next.value.file("theme.css") : nil
      tell(report, pages: pages, styles: style.map(SiteEdition.tag) ?? "", since: start)
      if showsTimings { clock.lines(outcome.findings).prefix(5).forEach(console.say) }
    } catch {
      // The last state stays: this one could not be made at all.
      tell(Report([error.diagnostic]), pages: [:], styles: "", since: start)
    }
  }

  /// Not once the next state was told.
  private func sayBusy(since last: Int) {
    if edition == last { listeners.tell(News.busy(in: console.language)) }
  }

  /// How long a page that is open shows its last state without a word.
  private static let patience = Duration.milliseconds(400)

  /// Keeps for other commands and the next time what was found so far.
  func save() { pipeline.memory?.save() }

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
    let counts = report.counts ?? News.fine
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
