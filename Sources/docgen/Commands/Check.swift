import Formulas
import ArgumentParser
import Checks
import Diagnostics
import Foundation
import Notes
import Pages

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "与 build 相同的检查，不写文件 (the same checks, nothing written)。",
    discussion: """
        docgen check                                        # 全部笔记
        docgen check docs/losses/mal.md                     # 一篇
        docgen check docs/losses/mal.md:23 --at p=0.5,q=0.2 # 一个公式，只在一个点上
        docgen check --locked --format github               # 持续集成
        docgen check --evidence evidence.json               # 全部证据, 有错误时也写

      docs/formulas.lock 记着上一次接受的公式与数值，有出入即 lock-changed；看过之后用 docgen accept 接受。

      docs/formulas.lock holds what was accepted; a difference is `lock-changed` until `docgen accept`. For CI: --locked.
      """)

  @Argument(
    help: ArgumentHelp(
      "只查这一篇，或其中一行上的公式 (only this note, or the formula on this line)", valueName: "文件[:行]"))
  var place: String?
  @Option(help: ArgumentHelp("只在这一点上比较 (compare at this point only): p=0.5,q=0.2", valueName: "点"))
  var at: String?
  @OptionGroup var notes: NotesOptions
  @Flag(help: "没有 docs/formulas.lock 也算错误 (a missing lock file is an error)")
  var locked = false
  @Option(help: ArgumentHelp("检查率低于此即算错误 (fail below this percentage checked)", valueName: "百分比"))
  var minCoverage: Double?
  @Option(
    help: ArgumentHelp(
      "把证据写到这个文件, 有错误时也写 (write the evidence here, also when there are errors)", valueName: "文件"))
  var evidence: String?
  @Flag(help: "另列出没有读懂的行内公式 (also list the inline formulas that are not understood)")
  var verbose = false
  @OptionGroup var timing: TimingOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let start = ContinuousClock.now
    let console = output.console(for: notes.docs)
    let pipeline = Pipeline(notes: notes, cache: cache, console: console)
    let focus = try CheckOptions.Focus(place)
    let point = try fixedPoint()
    let identity = RunIdentity(
      command: "check", notes: notes, cache: cache, output: output,
      options: [place ?? "", at ?? "", "\(locked) \(minCoverage ?? -1)"])
    if !timing.timings, !verbose, evidence == nil, let last = LastRun.recall(identity) {
      console.write(last.report, to: .standardOutput)
      console.end(last, since: start)
      if last.exitCode != 0 { throw ExitCode(last.exitCode) }
      return
    }
    do {
      let clock = StageClock()
      let outcome = try await pipeline.run(lock: locked ? .required : .compared, clock: clock) { options in
        options.focus = focus
        options.fixedPoint = point
      }
      if let evidence { try write(outcome, to: evidence) }
      let report = try report(on: outcome, pipeline, clock)
      console.print(report)
      if verbose { list(outcome.formulaIndex, focus).forEach(console.say) }
      if timing.timings { clock.lines(outcome.findings).forEach(console.say) }
      console.sum(up: outcome.findings, report, since: start)
      let summary = [Summary(outcome.findings).lines(seconds: 0)[0]] + (report.counts.map { [$0] } ?? [])
      LastRun.keep(
        identity, outcome, report, report: console.text(of: report),
        summary: summary.map { $0.text(in: console.language) },
        exitCode: report.exitCode)
      if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    } catch let failure as MachineFailure {
      try console.fail([failure.diagnostic])
    }
  }

  /// Formulas in sentences that are there for people alone: how many, and why each is not understood.
  private func list(_ formulaIndex: FormulaIndex, _ focus: CheckOptions.Focus?) -> [Message] {
    var lines: [Message] = []
    for page in formulaIndex.pages.keys.sorted() {
      for formula in formulaIndex.pages[page] ?? [] {
        guard !formula.sourceFormula.isDisplay, formula.reading == nil, formula.isTypeset else { continue }
        let problem = formula.problems.first
        let range = problem?.range ?? formula.sourceFormula.range
        if let focus, !focus.includes(range.file) { continue }
        let place = "\(range.file.path):\(range.start.line):\(range.start.column): "
        lines.append(
          Message(zh: place + (problem?.message.zh ?? ""), en: place + (problem?.message.en ?? "")))
      }
    }
    let count = Message(
      zh: "行内公式 \(lines.count) 个没有读懂，只排版",
      en: "\(lines.count) inline formulas not understood, typeset only")
    return lines + [count]
  }

  private func write(_ outcome: Pipeline.Outcome, to path: String) throws(MachineFailure) {
    let text = EvidenceJSON.text(outcome.findings.evidence, ofNotesIn: outcome.notebook.folder)
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw MachineFailure(CheckFailure.disk(path: path, reason: error.localizedDescription))
    }
  }

  private func report(on outcome: Pipeline.Outcome, _ pipeline: Pipeline, _ clock: StageClock) throws
    -> Report
  {
    try requireNames(outcome.formulaIndex)
    guard let focus = try CheckOptions.Focus(place) else {
      let diagnostics = outcome.diagnostics + pipeline.render(outcome, into: nil, clock: clock)
      return Report(diagnostics + coverage(of: outcome.findings))
    }
    guard let note = outcome.notebook.documents.first(where: { focus.includes($0.file) }) else {
      throw ValidationError("\(notes.docs) 里没有 \(focus.path) (no such note)")
    }
    var diagnostics = outcome.diagnostics
    if let line = focus.line {
      try requireFormula(on: line, of: note)
    } else {
      diagnostics += pipeline.render(outcome, into: nil, clock: clock)
    }
    return Report(diagnostics.filter { $0.range.map { focus.includes($0.file) } ?? true })
  }

  /// A line without a formula would pass for one that holds.
  private func requireFormula(on line: Int, of note: Document) throws {
    let lines = note.formulas.filter(\.isDisplay).map {
      $0.range.start.line...max($0.range.start.line, $0.range.end.line)
    }
    guard !lines.contains(where: { $0.contains(line) }) else { return }
    func distance(_ lines: ClosedRange<Int>) -> Int {
      min(abs(lines.lowerBound - line), abs(lines.upperBound - line))
    }
    guard let nearest = lines.min(by: { distance($0) < distance($1) })?.lowerBound else {
      throw ValidationError("\(note.file.path) 里没有展示公式 (there is no display formula in this note)")
    }
    throw ValidationError(
      "\(note.file.path):\(line) 没有展示公式，最近的在第 \(nearest) 行 (no display formula on this line, the nearest is on line \(nearest))"
    )
  }

  private func requireNames(_ formulaIndex: FormulaIndex) throws {
    let names = Set(formulaIndex.pages.values.joined().flatMap { $0.symbols.map(\.name) })
    for (name, _) in try fixedPoint() where !names.contains(where: { $0.isSpelled(name) }) {
      throw ValidationError("--at: 公式里没有 \(name) (no formula has this symbol)")
    }
  }

  private func coverage(of findings: Findings) -> [Diagnostic] {
    let share = Summary(findings).coverage
    guard let minCoverage, share < minCoverage else { return [] }
    return [.tooLittleChecked(share, least: minCoverage)]
  }

  private func fixedPoint() throws -> [(name: String, value: PointValue)] {
    do {
      return try GivenPoint(parsing: at ?? "").coordinates.map { coordinate in
        guard let value = PointValue(coordinate.value) else {
          throw ValidationError("--at: \(coordinate.name) 应是一个数 (must be a number)")
        }
        return (coordinate.name, value)
      }
    } catch let problem as PointProblem {
      throw ValidationError("--at: \(problem)")
    }
  }
}

extension CheckOptions.Focus {
  /// `mal.md:23` or `mal.md:23:5`, as a finding prints it.
  init?(_ place: String?) throws {
    guard let place else { return nil }
    let parts = place.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.dropFirst().allSatisfy({ Int($0).map { $0 > 0 } ?? false }), parts.count <= 3 else {
      throw ValidationError("\(place): 应写作 文件:行号，如 mal.md:23 (write file:line)")
    }
    let path = parts[0].hasPrefix("./") ? parts[0].dropFirst(2) : parts[0]
    self.init(path: String(path), line: parts.count > 1 ? Int(parts[1]) : nil)
  }
}

extension Diagnostic {
  fileprivate static func tooLittleChecked(_ share: Double, least: Double) -> Diagnostic {
    let (reached, wanted) = (Summary.decimal(share, places: 1), Summary.decimal(least, places: 1))
    return Diagnostic(
      .error, "coverage-too-low",
      Message(
        zh: "检查率 \(reached)%，低于要求的 \(wanted)%",
        en: "\(reached) % is checked, less than the \(wanted) % asked for"),
      consequence: .content)
  }
}
