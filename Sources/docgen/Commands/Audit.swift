import ArgumentParser
import Checks
import Diagnostics
import Foundation

/// The command; what it makes is `Checks.Audit`.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "故意改错每一个公式和函数，看检查是否发现 (break everything on purpose: do the checks notice?)。",
    discussion: """
      公式逐个结点、Swift 逐个记号地改（符号、运算、指数、常数、变量、上下界、分支、参数次序、默认值），一次一处。
      每个变异要么被检查发现，要么经改写证明等价，要么列为未决。结果写入 docs/formulas.audit，随笔记提交，网页由此显示。

        docgen audit                     # 全部笔记
        docgen audit docs/losses/mal.md  # 一篇，不写文件
        docgen audit --seeds 1000        # 不改任何东西，换 1000 个种子取点：不该有一次误报

      Each single change of a formula's tree or of a token of its Swift is caught by the checks, proved equivalent, or listed \
      as undecided. The result goes to docs/formulas.audit, which is committed with the notes and shown on the pages.
      """)

  @Argument(
    help: ArgumentHelp("只改这一篇，或其中一行上的公式 (only this note, or the formula on this line)", valueName: "文件[:行]"))
  var place: String?
  @Option(help: ArgumentHelp("未决的变异超过此百分比即算错误 (fail above this percentage undecided)", valueName: "百分比"))
  var most = 2.0
  @Option(
    help: ArgumentHelp(
      "不做变异，换这么多个种子取点，找误报 (no mutants: so many seeds, looking for false alarms)", valueName: "个数"))
  var seeds: Int?
  @OptionGroup var notes: NotesOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard seeds.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--seeds 应是正整数 (must be positive)")
    }
  }

  func run() async throws {
    let start = ContinuousClock.now
    let pipeline = Pipeline(notes: notes, cache: cache, console: output.console(for: notes.docs))
    do {
      let stage = try pipeline.understood()
      var options = stage.options
      options.focus = try CheckOptions.Focus(place)
      if let seeds {
        try await tryOut(seeds, pipeline, stage, options: options, since: start)
      } else {
        try await audit(pipeline, stage, options, since: start)
      }
    } catch let failure as MachineFailure {
      try output.console(for: notes.docs).fail([failure.diagnostic])
    }
  }

  // MARK: Mutants

  private func audit(
    _ pipeline: Pipeline, _ stage: Pipeline.Stage, _ options: CheckOptions,
    since start: ContinuousClock.Instant
  ) async throws {
    let console = output.console(for: notes.docs)
    let audit = try await pipeline.audit(stage, options)
    var diagnostics = stage.judged + audit.diagnostics
    diagnostics += audit.survivors.map(\.diagnostic)
    diagnostics += Collisions.among(audit.items.map { ($0.id, $0.range) })
    if place == nil, let newer = pipeline.newerAudit { diagnostics.append(newer) }
    let (formula, code) = (audit.formula, audit.code)
    let share = (formula + code).openShare
    if share > most { diagnostics.append(.tooManyOpen(share, most: most)) }
    let report = Report(diagnostics)
    console.print(report)
    console.say(Self.line(Message(zh: "公式的变异", en: "mutants of formulas"), formula))
    console.say(Self.line(Message(zh: "代码的变异", en: "mutants of code"), code))
    if report.exitCode == 0, place == nil {
      try pipeline.requirePlain(pipeline.auditPath)
      do throws(CheckFailure) {
        try AuditRecord.write(audit, to: pipeline.auditPath)
      } catch {
        throw MachineFailure(error)
      }
      console.say(Message(zh: "写出 \(pipeline.auditPath)", en: "\(pipeline.auditPath) is written"))
    }
    let seconds = Summary.decimal((ContinuousClock.now - start) / .seconds(1), places: 1)
    let open = Summary.decimal(share, places: 2)
    console.say(Message(zh: "未决 \(open)%；用时 \(seconds) 秒", en: "\(open) % undecided; \(seconds) s"))
    if report.exitCode != 0 { throw ExitCode(report.exitCode) }
  }

  private static func line(_ what: Message, _ count: Audit.Count) -> Message {
    Message(
      zh: "\(what.zh) \(count.made): 被发现 \(count.caught)，等价 \(count.equivalent)，未决 \(count.open)",
      en:
        "\(count.made) \(what.en): \(count.caught) caught, \(count.equivalent) equivalent, \(count.open) undecided"
    )
  }

  // MARK: Seeds

  private func tryOut(
    _ seeds: Int, _ pipeline: Pipeline, _ stage: Pipeline.Stage, options: CheckOptions,
    since start: ContinuousClock.Instant
  ) async throws {
    let console = output.console(for: notes.docs)
    let trial = try await pipeline.trial(stage, options, seeds: seeds)
    let report = Report(stage.judged + trial.diagnostics)
    console.print(report)
    let seconds = Summary.decimal((ContinuousClock.now - start) / .seconds(1), places: 1)
    console.say(
      Message(
        zh: "\(seeds) 个种子，比较 \(trial.comparisons) 次，误报 \(trial.alarms) 次；用时 \(seconds) 秒",
        en: "\(seeds) seeds, \(trial.comparisons) comparisons, \(trial.alarms) alarms; \(seconds) s"))
    if report.exitCode != 0 { throw ExitCode(report.exitCode) }
  }
}

extension Audit.Count {
  /// Percent of the mutants that are undecided.
  fileprivate var openShare: Double { made == 0 ? 0 : 100 * Double(open) / Double(made) }
}

extension Diagnostic {
  fileprivate static func tooManyOpen(_ share: Double, most: Double) -> Diagnostic {
    let (reached, allowed) = (Summary.decimal(share, places: 2), Summary.decimal(most, places: 2))
    return Diagnostic(
      .error, "mutants-undecided",
      Message(
        zh: "\(reached)% 的变异未决，超过 \(allowed)%",
        en: "\(reached) % of the mutants are undecided, more than \(allowed) %"),
      consequence: .content)
  }
}
