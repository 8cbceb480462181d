import Formulas
import Typesetting
import Basics
import Checks
import Diagnostics
import Foundation
import Notes
import Pages
import Snippets

/// From files to findings and a site: what `build`, `check` and `accept` have in common.
struct Pipeline {
  var notes: NotesOptions
  var cache: CacheOptions
  var console: Console
  /// Of earlier runs of this process.
  var memory: PipelineMemory?

  /// All that is known about the notes.
  struct Outcome {
    var notebook: Notebook
    var formulaIndex: FormulaIndex
    var findings: Findings
    var options: CheckOptions
    var stations: PipelineMemory.Stations?
    /// What every room up to here had to say, judged.
    var diagnostics: [Diagnostic]
    /// Those of them that the pages show, since no error keeps the pages from being written.
    var remarks: [Diagnostic]
  }

  /// How the lock takes part.
  enum LockUse { case ignored, compared, required }

  /// - Parameter adjust: what a command asks beyond the common options.
  func run(
    lock: LockUse, clock: StageClock = StageClock(), adjust: (inout CheckOptions) -> Void = { _ in }
  ) async throws(MachineFailure) -> Outcome {
    let stage = try understood(clock: clock)
    var options = stage.options
    switch lock {
    case .ignored: options.lock = .none
    case .compared: options.lock = .compare(lockFile, isRequired: false)
    case .required: options.lock = .compare(lockFile, isRequired: true)
    }
    adjust(&options)
    let record = auditFile.map(AuditRecord.read)
    // A lock is held by what the checks alone say: an audit comes and goes beside it.
    options.audit = lock == .ignored ? nil : record?.value
    let docs = URL(fileURLWithPath: notes.docs).standardizedFileURL.path
    let checks = {
      CheckMemory(
        path: cache.folder + "/checks/" + SHA256.hex(fields: [docs]), identity: LastRun.docgen)
    }
    options.memory = memory?.checks(checks) ?? checks()
    let start = ContinuousClock.now
    defer { clock.add(.checking, since: start) }
    let findings = try await checked { report throws(CheckFailure) in
      try await Findings.gather(
        stage.notebook, stage.formulaIndex, options: options, memory: stage.stations?.gathering,
        progress: report)
    }
    // Who builds again and again saves between two builds.
    if memory == nil { options.memory?.save(isWhole: options.focus == nil) }
    let severities = stage.notebook.severities
    let diagnostics = stage.diagnostics + (record?.diagnostics ?? []) + findings.diagnostics
    let judged = diagnostics.map(severities.judged)
    // What a compiler leaves on a full disk looks like its own fault, or a note's.
    let hasErrors = judged.contains { $0.severity == .error && $0.consequence != .malformed }
    return Outcome(
      notebook: stage.notebook, formulaIndex: stage.formulaIndex, findings: findings, options: options,
      stations: stage.stations, diagnostics: judged + (hasErrors ? fullDisk.map { [$0] } ?? [] : []),
      remarks: diagnostics.filter(severities.relents))
  }

  /// Notes that are read and understood, and how they are to be checked.
  struct Stage {
    var notebook: Notebook
    var formulaIndex: FormulaIndex
    var options: CheckOptions
    var stations: PipelineMemory.Stations?
    var diagnostics: [Diagnostic]

    /// With the severity that each has where it stands.
    var judged: [Diagnostic] { diagnostics.map(notebook.severities.judged) }
  }

  func understood(clock: StageClock = StageClock()) throws(MachineFailure) -> Stage {
    try prepareCache()
    let stations = memory?.stations(under: commonInputs)
    let notebook = try clock.time(.reading) { () throws(MachineFailure) in
      try readNotes(stations?.notebook)
    }
    let formulaIndex = try clock.time(.understanding) { () throws(MachineFailure) in
      try understand(notebook.value, stations?.formulaIndex)
    }
    let options = CheckOptions(snippets: snippetOptions(for: notebook.value))
    if let stations {
      let files = Self.state(of: notebook.value.assets, in: notebook.value.folder)
      stations.site.note(files: files)
      stations.gathering.note(files: files + Self.state(ofLibraries: options.snippets.libraries))
    }
    return Stage(
      notebook: notebook.value, formulaIndex: formulaIndex, options: options, stations: stations,
      diagnostics: notebook.diagnostics + formulaIndex.diagnostics)
  }

  func audit(_ stage: Stage, _ options: CheckOptions) async throws(MachineFailure) -> Audit {
    try await checked { report throws(CheckFailure) in
      try await Audit.run(stage.notebook, stage.formulaIndex, options: options, progress: report)
    }
  }

  func trial(_ stage: Stage, _ options: CheckOptions, seeds: Int) async throws(MachineFailure) -> SeedTrial {
    try await checked { report throws(CheckFailure) in
      try await SeedTrial.run(
        stage.notebook, stage.formulaIndex, options: options, seeds: seeds, progress: report)
    }
  }

  /// The notes' formulas alone, nothing run.
  func formulaIndex() throws(MachineFailure) -> FormulaIndex {
    defer { console.endProgress() }
    return try understand(try readNotes().value)
  }

  /// The notes' formulas, understood, and how many times the usual work each page asks for.
  func understandingWithBudgets() throws(MachineFailure) -> (FormulaIndex, budgets: [String: Double]) {
    defer { console.endProgress() }
    let notebook = try readNotes().value
    let asked = notebook.documents.compactMap { document in
      document.frontMatter.budget.map { (document.page, $0) }
    }
    return (try understand(notebook), Dictionary(asked) { first, _ in first })
  }

  /// Writes the site's files into a sink, if there is one, and says what is wrong with its links.
  func render(
    _ outcome: Outcome, into sink: (any SiteOutput)?, clock: StageClock = StageClock()
  ) -> [Diagnostic] {
    let start = ContinuousClock.now
    defer { clock.add(.rendering, since: start) }
    console.progress(Message(zh: "排版网页", en: "rendering the pages"))
    defer { console.endProgress() }
    let options = siteOptions(for: outcome)
    let rendered = Site.render(
      outcome.notebook, outcome.formulaIndex, outcome.findings, options: options.value, into: sink)
    return (options.diagnostics + rendered).map(outcome.notebook.severities.judged)
  }

  /// The same for who writes the notes, held in memory: with all that is wrong where it stands.
  func preview(_ outcome: Outcome) -> Reported<SiteEdition> {
    var options = siteOptions(for: outcome)
    options.value.reports = console.language
    options.value.remarks = outcome.diagnostics
    let site = Site.preview(
      outcome.notebook, outcome.formulaIndex, outcome.findings, options: options.value,
      memory: outcome.stations?.site ?? SiteMemory())
    let found = options.diagnostics + site.diagnostics
    return Reported(site.value, found.map(outcome.notebook.severities.judged))
  }

  /// With what could not be had for them.
  private func siteOptions(for outcome: Outcome) -> Reported<SiteOptions> {
    let highlighter = Highlighter(
      cacheFolder: cache.folder + "/highlighted", isolation: outcome.options.snippets.isolation,
      memory: outcome.stations?.highlighting)
    let highlighted = highlighter.highlight(outcome.notebook.documents)
    var options = SiteOptions(highlighted: highlighted.value, remarks: outcome.remarks)
    guard outcome.notebook.configuration.showsDates else { return Reported(options, highlighted.diagnostics) }
    let dates = NoteDates(docs: notes.docs, isolation: outcome.options.snippets.isolation).read()
    options.dates = dates.value
    return Reported(options, highlighted.diagnostics + dates.diagnostics)
  }

  var lockPath: String { notes.docs + "/formulas.lock" }

  var auditPath: String { notes.docs + "/" + AuditRecord.fileName }

  var lockFile: SourceFile? { Self.file(lockPath) }
  private var auditFile: SourceFile? { Self.file(auditPath) }

  /// Says that the audit's record is a newer docgen's, which is not to be written over.
  var newerAudit: Diagnostic? {
    auditFile.map(AuditRecord.read)?.diagnostics.first { $0.identifier == "audit-too-new" }
  }

  /// A file of docgen's own among the notes; what a link leads to is none.
  private static func file(_ path: String) -> SourceFile? {
    guard Disk.kind(of: path) == .file, let bytes = Disk.bytes(of: path, upTo: Notebook.largestFile) else {
      return nil
    }
    return SourceFile(path: path, bytes: bytes)
  }

  /// Refuses to write such a file through a link.
  func requirePlain(_ path: String) throws(MachineFailure) {
    if Disk.kind(of: path) == .link { throw MachineFailure(leadsOut: path) }
  }

  private func prepareCache() throws(MachineFailure) {
    if cache.folder == CachePlace.temporary {
      console.note(
        Message(
          zh: "\(CachePlace.usual) 写不了，缓存放在 \(cache.folder)",
          en: "\(CachePlace.usual) cannot be written: the cache is in \(cache.folder)"))
    }
    do throws(CacheFailure) {
      try cache.prepare()
    } catch {
      throw MachineFailure(error)
    }
  }

  private func readNotes(_ memory: NotebookMemory? = nil) throws(MachineFailure) -> Reported<Notebook> {
    do throws(NotesFailure) {
      return try Notebook.read(
        folder: notes.docs, strict: notes.strict ? true : nil, run: notes.run ? true : nil, memory: memory)
    } catch {
      throw MachineFailure(error)
    }
  }

  private func understand(_ notebook: Notebook, _ memory: FormulaIndexMemory? = nil) throws(MachineFailure)
    -> FormulaIndex
  {
    let count = notebook.documents.count
    console.progress(
      Message(
        zh: "读懂 \(count) 篇笔记的公式", en: "understanding the formulas of \(count) note\(count == 1 ? "" : "s")"))
    let folder = URL(fileURLWithPath: notes.docs).standardizedFileURL.path
    let store = TypesetStore(folder: cache.folder + "/typeset", notes: folder)
    do throws(TypesetterFailure) {
      return try FormulaIndex.read(
        notebook.documents.map { $0.pageFormulas(in: notebook) }, keeping: store, memory: memory)
    } catch {
      throw MachineFailure(error)
    }
  }

  private func checked<Result: Sendable>(
    _ work: (@escaping @Sendable (CheckProgress) -> Void) async throws(CheckFailure) -> Result
  ) async throws(MachineFailure) -> Result {
    console.progress(Message(zh: "运行代码，核对公式", en: "running the code, checking the formulas"))
    let console = console
    defer { console.endProgress() }
    do throws(CheckFailure) {
      return try await work { step in
        let place = "\(step.done)/\(step.total) \(step.page)"
        switch step.step {
        case .running where step.seconds >= Self.slow:
          let time = Summary.decimal(step.seconds, places: 1)
          console.progress(Message(zh: "较慢: \(place) 用了 \(time) 秒", en: "slow: \(place) took \(time) s"))
        case .running:
          console.step(Message(zh: "运行 \(place)", en: "running \(place)"), done: step.done, of: step.total)
        case .comparing:
          console.step(Message(zh: "核对 \(place)", en: "checking \(place)"), done: step.done, of: step.total)
        case .breaking:
          console.step(Message(zh: "变异 \(place)", en: "breaking \(place)"), done: step.done, of: step.total)
        }
      }
    } catch {
      throw fullDisk.map(MachineFailure.init(diagnostic:)) ?? MachineFailure(error)
    }
  }

  /// That there is no room where docgen and the compiler work, if so.
  private var fullDisk: Diagnostic? {
    for folder in [cache.folder, NSTemporaryDirectory()] {
      if let room = Disk.room(in: folder), room < Self.leastRoom { return .diskFull(folder, room) }
    }
    return nil
  }

  /// Less than a compiler needs; what it could not finish it has removed by the time that this is asked.
  private static let leastRoom: UInt64 = 16 << 20

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
    let origin = NotesOrigin(docs: notes.docs)
    options.isolation = notes.isolation ?? .asked ?? (origin.isOwn ? .available : .required)
    options.repository = origin.repository
    options.librariesElsewhere = notes.library.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    options.isStrict = notebook.configuration.strict
    options.runsByDefault = notebook.configuration.run ?? false
    return options
  }
}
