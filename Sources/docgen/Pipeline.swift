import Checks
import Diagnostics
import Formulas
import Foundation
import Notes
import Pages
import Snippets

/// From files to findings and a site: what `build`, `check` and `accept` have in common.
struct Pipeline {
  var notes: NotesOptions
  var cache: CacheOptions
  var console: Console

  /// All that is known about the notes.
  struct Outcome {
    var notebook: Notebook
    var understanding: Understanding
    var findings: Findings
    var options: CheckOptions
    /// What every room up to here had to say.
    var diagnostics: [Diagnostic]
  }

  /// How the lock takes part.
  enum LockUse { case ignored, compared, required }

  /// - Parameter adjust: what a command asks beyond the common options.
  func run(
    lock: LockUse, clock: StageClock = StageClock(), adjust: (inout CheckOptions) -> Void = { _ in }
  ) async throws(MachineFailure) -> Outcome {
    try prepareCache()
    let notebook = try clock.time(.reading) { () throws(MachineFailure) in try readNotes() }
    let understanding = try clock.time(.understanding) { () throws(MachineFailure) in
      try understand(notebook.value)
    }
    var options = CheckOptions(snippets: snippetOptions(for: notebook.value))
    options.isStrict = notebook.value.configuration.strict
    switch lock {
    case .ignored: options.lock = .none
    case .compared: options.lock = .compare(lockFile, isRequired: false)
    case .required: options.lock = .compare(lockFile, isRequired: true)
    }
    adjust(&options)
    let start = ContinuousClock.now
    defer { clock.add(.checking, since: start) }
    let findings = try await check(notebook.value, understanding, options)
    return Outcome(
      notebook: notebook.value, understanding: understanding, findings: findings, options: options,
      diagnostics: notebook.diagnostics + understanding.diagnostics + findings.diagnostics)
  }

  /// The notes' formulas alone, nothing run.
  func understanding() throws(MachineFailure) -> Understanding {
    defer { console.endProgress() }
    return try understand(try readNotes().value)
  }

  /// The site in memory, with what is wrong with its links.
  func site(of outcome: Outcome, clock: StageClock = StageClock()) -> Reported<Site> {
    let start = ContinuousClock.now
    defer { clock.add(.rendering, since: start) }
    console.progress(Message(zh: "排版网页", en: "rendering the pages"))
    let highlighter = Highlighter(cacheFolder: cache.folder + "/highlighted")
    let options = SiteOptions(
      highlighted: highlighter.highlight(outcome.notebook.documents), isStrict: notes.strict)
    let site = Site.render(outcome.notebook, outcome.understanding, outcome.findings, options: options)
    console.endProgress()
    return site
  }

  var lockPath: String { notes.docs + "/formulas.lock" }

  var lockFile: SourceFile? {
    guard let data = FileManager.default.contents(atPath: lockPath) else { return nil }
    return SourceFile(path: lockPath, bytes: [UInt8](data))
  }

  private func prepareCache() throws(MachineFailure) {
    do throws(CacheFailure) {
      try cache.prepare()
    } catch {
      throw MachineFailure(error)
    }
  }

  private func readNotes() throws(MachineFailure) -> Reported<Notebook> {
    do throws(NotesFailure) {
      return try Notebook.read(
        folder: notes.docs, strict: notes.strict ? true : nil, run: notes.run ? true : nil)
    } catch {
      throw MachineFailure(error)
    }
  }

  private func understand(_ notebook: Notebook) throws(MachineFailure) -> Understanding {
    let count = notebook.documents.count
    console.progress(Message(zh: "读懂 \(count) 篇笔记的公式", en: "understanding the formulas of \(count) notes"))
    do throws(TypesetterFailure) {
      return try Understanding.read(notebook.documents.map { $0.manuscript(in: notebook) })
    } catch {
      throw MachineFailure(error)
    }
  }

  private func check(_ notebook: Notebook, _ understanding: Understanding, _ options: CheckOptions)
    async throws(MachineFailure) -> Findings
  {
    console.progress(Message(zh: "运行代码，核对公式", en: "running the code, checking the formulas"))
    let console = console
    defer { console.endProgress() }
    do throws(CheckFailure) {
      return try await Findings.gather(notebook, understanding, options: options) { step in
        let place = "\(step.done)/\(step.total) \(step.page)"
        switch step.step {
        case .running where step.seconds >= Self.slow:
          let time = Summary.decimal(step.seconds, places: 1)
          console.progress(Message(zh: "较慢: \(place) 用了 \(time) 秒", en: "slow: \(place) took \(time) s"))
        case .running: console.step(Message(zh: "运行 \(place)", en: "running \(place)"))
        case .comparing: console.step(Message(zh: "核对 \(place)", en: "checking \(place)"))
        }
      }
    } catch {
      throw MachineFailure(error)
    }
  }

  /// Seconds from which on a page is named on its own, in a pipe too.
  private static let slow = 5.0

  private func snippetOptions(for notebook: Notebook) -> SnippetOptions {
    var options = SnippetOptions(cacheFolder: cache.folder, docsFolder: notes.docs)
    options.swiftc = notes.swiftc
    options.libraries = notebook.configuration.libraries.map { folder in
      let notes = URL(fileURLWithPath: options.docsFolder, isDirectory: true)
      return URL(fileURLWithPath: folder, relativeTo: notes).standardizedFileURL.path
    }
    options.timeout = notes.timeout
    options.isolation = notes.isolation
    options.runsByDefault = notebook.configuration.run ?? false
    return options
  }
}
