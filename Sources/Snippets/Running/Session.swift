import Basics
import Diagnostics
import Foundation
import Notes
import Synchronization

/// One call of the runner: its compiler, its cache, what it has linked.
struct Session: Sendable {
  let options: SnippetOptions
  let cache: Cache
  let toolchain: Toolchain
  /// There is no compiler any more: what is in the cache still holds, nothing else can run.
  let isCompilerGone: Bool
  private let failure: SnippetFailure
  let kitKey: String
  let progress: (@Sendable (SnippetProgress) -> Void)?
  private let memory = SessionMemory()

  init(
    options: SnippetOptions, progress: (@Sendable (SnippetProgress) -> Void)?, search: Toolchain.Search? = nil
  ) async throws(SnippetFailure) {
    var options = options
    options.sources = try options.sources.adding(
      libraries: options.libraries, repository: options.repository, elsewhere: options.librariesElsewhere)
    self.options = options
    self.progress = progress
    cache = try Cache(folder: options.cacheFolder)
    let search = search ?? Toolchain.Search(options.swiftc)
    (toolchain, isCompilerGone) = try await Toolchain.find(search, cache: cache)
    failure = search.failure
    kitKey = options.sources.key(toolchain)
  }

  func close() { cache.trim() }

  /// The docs folder as it is now, looked at once in a session.
  private func stateOfDocs() -> String {
    if let state = memory.withLock({ $0.docs }) { return state }
    let state = DataFiles.state(of: options.docsFolder)
    memory.withLock { $0.docs = state }
    return state
  }

  /// The kit, looked at once in a session.
  func kit() async throws(SnippetFailure) -> Kit {
    if let kit = memory.withLock({ $0.kit }) { return kit }
    if isCompilerGone { throw failure }
    let walls = try Walls.raise(options)
    let kit = try await Kit.prepare(toolchain, options.sources, walls, cache: cache)
    memory.withLock { $0.kit = kit }
    return kit
  }

  /// Whether a program's executable is there and undamaged, looked at once in a session.
  private func isUsable(_ unit: LinkedUnit, _ compiling: UnitCompiler) -> Bool {
    guard let program = unit.program else { return true }
    if memory.withLock({ $0.sound.contains(program.key) }) { return true }
    guard compiling.isUsable(unit) else { return false }
    cache.touch(cache.path(.programs, program.key))
    memory.withLock { _ = $0.sound.insert(program.key) }
    return true
  }

  /// A page with the programs that its blocks ask for.
  struct Plan: Sendable {
    var program: PageProgram
    var page: ProgramUnit
    /// Blocks that are to fail to compile, and blocks that are to trap, each with the page's code before it.
    var failing: [(snippet: Snippet, unit: ProgramUnit)] = []
    var trapping: [(snippet: Snippet, unit: ProgramUnit)] = []

    var units: [ProgramUnit] { [page] + failing.map(\.unit) + trapping.map(\.unit) }
  }

  func run(_ programs: [PageProgram]) async throws(SnippetFailure) -> [PageRun] {
    let plans = programs.map { plan($0) }
    let syntax = SyntaxErrors()
    var linked: [String: LinkedUnit] = [:]
    for unit in plans.flatMap(\.units) where linked[unit.key] == nil {
      linked[unit.key] = cache.read(.units, unit.key, as: LinkedUnit.self)
    }
    let isKnown = plans.map { plan in plan.units.allSatisfy { linked[$0.key] != nil } }
    let known = zip(plans, isKnown).filter(\.1).map(\.0)
    let new = zip(plans, isKnown).filter { !$1 }.map(\.0)
    let counter = Counter(total: plans.count, report: progress)
    // Pages that need no compiler are read while it works on the others.
    let beside = new.isEmpty ? options.jobs : max(1, options.jobs - 1)
    async let early = finish(known, linked, syntax, counter: counter, atOnce: beside)
    let wanted = new.filter { linked[$0.page.key] != nil || syntax.errors(of: $0.program).isEmpty }
    let compiled = try await compile(
      wanted.flatMap(\.units).filter { linked[$0.key] == nil }, wanted)
    let late = await finish(
      new, linked.merging(compiled) { $1 }, syntax, counter: counter, atOnce: options.jobs)
    let byPage = try await early.get().merging(late.get()) { $1 }
    var runs = plans.compactMap { byPage[$0.program.document.page] }
    // A page's error is found again by each page that uses it: it is said once.
    var said: Set<Diagnostic> = []
    for index in runs.indices { runs[index].diagnostics.removeAll { !said.insert($0).inserted } }
    if let missing = memory.withLock({ $0.isolation }), !runs.isEmpty {
      runs[0].diagnostics.append(.isolationPartial(missing))
    }
    return runs
  }

  /// Runs by page; so many at once.
  private func finish(
    _ plans: [Plan], _ linked: [String: LinkedUnit], _ syntax: SyntaxErrors, counter: Counter, atOnce: Int
  ) async -> Result<[String: PageRun], SnippetFailure> {
    do throws(SnippetFailure) {
      let runs = try await concurrently(plans, atOnce: atOnce) { plan throws(SnippetFailure) in
        let run = try await finish(plan, linked, syntax)
        counter.count(run.page, .ran, run.seconds)
        return run
      }
      return .success(Dictionary(runs.map { ($0.page, $0) }) { first, _ in first })
    } catch {
      return .failure(error)
    }
  }

  func probe(_ program: PageProgram) async throws(SnippetFailure) -> [String: [ProbeResult]] {
    let unit = ProgramUnit(WovenProgram(program, .whole), kit: kitKey)
    let plan = Plan(program: program, page: unit)
    var entry = cache.read(.units, unit.key, as: LinkedUnit.self)
    if entry == nil { entry = try await compile([unit], [plan])[unit.key] }
    guard let entry, entry.foreign.isEmpty, CodeTrust.findings(in: program).isEmpty else { return [:] }
    let (runs, _) = try await runs(of: plan, entry, isProbing: true)
    return runs.isForged ? [:] : ProbeReading(program, entry, runs.questions).results
  }

  private func plan(_ program: PageProgram) -> Plan {
    var plan = Plan(program: program, page: ProgramUnit(WovenProgram(program, .whole), kit: kitKey))
    for snippet in program.document.snippets {
      let woven = { WovenProgram(program, .upTo(snippet: snippet.index)) }
      switch snippet.attributes.expectation {
      case .failsToCompile:
        plan.failing.append((snippet, ProgramUnit(woven(), kit: kitKey, isOnlyChecked: true)))
      case .traps: plan.trapping.append((snippet, ProgramUnit(woven(), kit: kitKey)))
      case .runs, .isNotRun: break
      }
    }
    return plan
  }

  /// Compiles units that are new; a probe's call that does not compile is left out, not the page.
  private func compile(_ units: [ProgramUnit], _ plans: [Plan]) async throws(SnippetFailure)
    -> [String: LinkedUnit]
  {
    var seen = Set<String>()
    let units = units.filter { seen.insert($0.key).inserted }
    guard !units.isEmpty else { return [:] }
    let compiling = UnitCompiler(options: options, toolchain: toolchain, kit: try await kit(), cache: cache)
    let counter = Counter(total: units.count, report: progress)
    let pages = Dictionary(plans.map { ($0.page.key, $0.program.document.page) }) { first, _ in first }
    var linked = try await compiling.compile(units) { unit, seconds in
      memory.withLock { $0.compilation[unit.key] = seconds }
      counter.count(pages[unit.key] ?? "", .compiled, seconds)
    }
    // What was just linked and summed is sound.
    let sound = linked.values.compactMap(\.program?.key)
    memory.withLock { $0.sound.formUnion(sound) }
    let refusals = plans.compactMap { plan in
      linked[plan.page.key].flatMap { Refusal(plan, $0, kit: kitKey) }
    }
    guard !refusals.isEmpty else { return linked }
    let second = try await compiling.compile(refusals.map(\.unit)) { _, _ in }
    for refusal in refusals {
      guard var result = second[refusal.unit.key] else { continue }
      result.refusedProbes = refusal.probes
      linked[refusal.key] = result
      try cache.write(.units, refusal.key, result)
    }
    return linked
  }

  /// Probes of a page whose calls do not compile, and the page's program without them.
  private struct Refusal {
    var key: String
    var unit: ProgramUnit
    var probes: [Int: String] = [:]

    /// nil if it was not for probes that the page did not compile.
    init?(_ plan: Plan, _ result: LinkedUnit, kit: String) {
      guard result.program == nil else { return nil }
      key = plan.page.key
      for message in result.messages where message.severity == .error {
        if case .probe(let number)? = plan.page.woven.origin(ofLine: message.line)?.part {
          probes[number] = message.text
        }
      }
      guard !probes.isEmpty else { return nil }
      unit = ProgramUnit(WovenProgram(plan.program, .whole, withoutProbes: Set(probes.keys)), kit: kit)
    }
  }

  private func finish(_ plan: Plan, _ linked: [String: LinkedUnit], _ syntax: SyntaxErrors)
    async throws(SnippetFailure)
    -> PageRun
  {
    var run = PageRun(page: plan.program.document.page, status: .failedToCompile)
    guard let page = linked[plan.page.key] else {
      run.diagnostics = syntax.errors(of: plan.program)
      return run
    }
    run.diagnostics = page.messages.compactMap { $0.diagnostic(in: plan.page.woven) }.withoutFollowUps(
      declared: plan.page.woven.text, torn: plan.program.document.torn.map(\.text))
    if page.program != nil {
      let (processes, isCached) = try await runs(of: plan, page, isProbing: false)
      run.isFromCache = isCached
      PageReading(plan.program, plan.page.woven, processes.page).fill(&run)
      run.seconds = processes.all.reduce(0) { $0 + $1.seconds }
      run.take(answers: processes, of: plan, page, isStrict: options.isStrict)
    }
    run.compileSeconds = memory.withLock { known in
      plan.units.reduce(0) { $0 + (known.compilation[$1.key] ?? 0) }
    }
    for (snippet, unit) in plan.failing {
      run.diagnostics += Expectations.failing(snippet, unit, linked[unit.key])
    }
    for (snippet, unit) in plan.trapping {
      guard let entry = linked[unit.key] else { continue }
      let raw = try await runOne(unit, entry, of: plan.program.document)
      run.diagnostics += Expectations.trapping(snippet, unit, entry, run: raw)
    }
    run.diagnostics = run.diagnostics.uniqued
    return run
  }

  private func runOne(_ unit: ProgramUnit, _ entry: LinkedUnit, of document: Document)
    async throws(SnippetFailure) -> RawRun?
  {
    guard entry.program != nil else { return nil }
    let plan = Plan(program: PageProgram(document: document), page: unit)
    return try await runs(of: plan, entry, isProbing: false).0.page
  }

  /// All processes of a page: its own, if it is wanted, and those that ask its functions; behind one that died in
  /// an answer comes the next.
  private func runs(of plan: Plan, _ entry: LinkedUnit, isProbing: Bool) async throws(SnippetFailure) -> (
    PageProcesses, Bool
  ) {
    let asked = plan.program.probes.enumerated().filter { entry.refusedProbes[$0.offset] == nil }
    var request = RunRequest(isProbing: true, probes: asked.map { ($0.offset, 0, $0.element.points) })
    let key = SHA256.hex(fields: [
      "run 3", plan.page.key, SHA256.hex(request.input(docs: "", word: "")), String(isProbing),
      String(options.timeout), options.isolation.rawValue,
      DataFiles.areReadPastNoteKit(by: plan.page.woven.text) ? stateOfDocs() : "",
    ])
    if let known = cache.read(.runs, key, as: StoredRuns.self), known.isFresh(docs: options.docsFolder) {
      note(known.runs.all)
      return (known.runs, true)
    }
    let kit = try await kit()
    let sandbox = Sandbox(options: options, toolchain: toolchain, kit: kit, cache: cache)
    var runs = PageProcesses()
    if !isProbing {
      let own = RunRequest(
        isProbing: false,
        probes: asked.map { number, probe in
          (number, 0, PageProcesses.sample(of: probe.points.count).map { probe.points[$0] })
        })
      runs.page = try await run(plan, entry, own, in: sandbox)
      guard let page = runs.page else { return (runs, false) }
      // A page that does not come to its end has its own error.
      if !Record.parse(Array(page.results)).contains(where: { $0.kind == "finish" }) { request.probes = [] }
    }
    var patience = ProbePatience()
    while !request.probes.isEmpty {
      guard let raw = try await run(plan, entry, request, in: sandbox) else { return (runs, false) }
      runs.questions.append(raw)
      request = patience.next(request, after: raw) ?? RunRequest(isProbing: true, probes: [])
    }
    note(runs.all)
    let stored = StoredRuns(runs, docs: options.docsFolder)
    if stored.isLasting { try cache.write(.runs, key, stored) }
    return (runs, false)
  }

  /// One process; its program is linked again if it is damaged, or if another docgen has just removed it as the
  /// least recently used.
  private func run(_ plan: Plan, _ entry: LinkedUnit, _ request: RunRequest, in sandbox: Sandbox)
    async throws(SnippetFailure) -> RawRun?
  {
    var entry = entry
    for _ in 0..<3 {
      let compiling = UnitCompiler(options: options, toolchain: toolchain, kit: sandbox.kit, cache: cache)
      if !isUsable(entry, compiling) {
        entry = try await compile([plan.page], [plan])[plan.page.key] ?? entry
      }
      guard let program = entry.program else { return nil }
      do throws(SnippetFailure) { return try await sandbox.run(program, request) } catch {
        guard case .disk(let path, _) = error, access(path, F_OK) != 0 else { throw error }
        memory.withLock { _ = $0.sound.remove(program.key) }
      }
    }
    throw .disk(path: cache.folder, reason: "programs vanish while they are wanted")
  }

  /// What the kernel could not give, which a warm run says as a cold one did.
  private func note(_ runs: [RawRun]) {
    guard let missing = runs.lazy.compactMap(\.missingIsolation).first else { return }
    memory.withLock { $0.isolation = missing }
  }
}

extension PageRun {
  /// What the page's functions answered, unless its code reaches behind the language or its answers were tampered
  /// with: then nothing that it gives is evidence.
  fileprivate mutating func take(
    answers: PageProcesses, of plan: Session.Plan, _ entry: LinkedUnit, isStrict: Bool
  ) {
    let program = plan.program
    let place = plan.page.woven.firstPlace
    let isStrict = program.document.frontMatter.strict ?? isStrict
    let found = CodeTrust.findings(in: program)
    diagnostics += found.map { .untrusted($0, isStrict: isStrict) }
    if found.isEmpty, !entry.foreign.isEmpty {
      diagnostics.append(.foreignSymbols(entry.foreign, at: place, isStrict: isStrict))
    }
    if answers.isForged { diagnostics.append(.resultsForged(at: place)) }
    guard found.isEmpty, entry.foreign.isEmpty, !answers.isForged else { return }
    probes = ProbeReading(program, entry, answers.questions).results
    diagnostics += answers.dependent(program.probes, answers: probes)
  }
}

/// What a session has looked at already.
final class SessionMemory: Sendable {
  struct Known {
    var kit: Kit?
    var sound: Set<String> = []
    var isolation: String?
    var docs: String?
    /// Seconds that the compiler took for a unit.
    var compilation: [String: Double] = [:]
  }
  private let known = Mutex(Known())
  func withLock<Result: Sendable>(_ body: (inout sending Known) -> sending Result) -> Result {
    known.withLock(body)
  }
}
