import Basics
import ArgumentParser
import Diagnostics
import Foundation

/// What a run says: findings on standard output, progress on standard error.
///
/// On a terminal progress is one line that is written over; in a pipe it is plain lines. With a format
/// for machines, standard output carries the report and nothing else.
struct Console: Sendable {
  let language: Language
  let format: ReportFormat
  private let line: ProgressLine
  private let isReportOnTerminal: Bool
  private let hasColor: Bool
  /// Says nothing of how far it is: for what is done again and again.
  private var isSilent = false

  init(language: Language, format: ReportFormat) {
    self.language = language
    self.format = format
    let environment = ProcessInfo.processInfo.environment
    let isDumb = environment["TERM"] == "dumb" || environment["TERM"] == nil
    isReportOnTerminal = isatty(STDOUT_FILENO) == 1
    line = ProgressLine(language: language, isOnTerminal: isatty(STDERR_FILENO) == 1 && !isDumb)
    let forced = environment["CLICOLOR_FORCE"].map { !$0.isEmpty && $0 != "0" } ?? false
    let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    hasColor = forced || (isReportOnTerminal && !isDumb && !refused)
  }

  var isForMachines: Bool {
    switch format {
    case .text, .plain: false
    case .github, .sarif, .json: true
    }
  }

  var silent: Console {
    var console = self
    console.isSilent = true
    return console
  }

  /// A stage: `读懂 12 篇笔记的公式`. Gone when the next comes, on a terminal.
  func progress(_ message: Message) {
    if !isSilent { line.show(message) }
  }

  /// A small step of so many, worth a word only where the next one writes over it, or where it takes long.
  func step(_ message: Message, done: Int, of total: Int) {
    if !isSilent { line.show(message, share: Double(done) / Double(max(total, 1)), isNew: false) }
  }

  func endProgress() {
    if !isSilent { line.end() }
  }

  /// A line beside the report, which stays.
  func note(_ message: Message) {
    endProgress()
    write(message.text(in: language) + "\n", to: .standardError)
  }

  /// A line of the summary.
  func say(_ message: Message) {
    write(
      TerminalText.shown(message.text(in: language)) + "\n",
      to: isForMachines ? .standardError : .standardOutput)
  }

  func print(_ report: Report) { write(text(of: report), to: .standardOutput) }

  func text(of report: Report) -> String { report.printed(as: format, in: language, colored: hasColor) }

  /// Prints findings and ends with their exit code.
  func fail(_ diagnostics: [Diagnostic]) throws -> Never {
    let report = Report(diagnostics)
    endProgress()
    print(report)
    throw ExitCode(report.exitCode)
  }

  func write(_ text: String, to stream: StandardStreams.Stream) {
    StandardStreams.write(text.utf8, to: stream)
  }
}
