import ArgumentParser
import Checks
import Diagnostics
import Foundation

struct Accept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "看过差异之后，接受新的公式与数值 (take the new formulas and numbers into the lock)。",
    discussion: """
      检查全部笔记，打印与 docs/formulas.lock 的差异（旧 → 新，相对变化），再整个写出它；有错误时不写。
      把改动连同笔记一起提交。

      Checks everything, prints what differs from docs/formulas.lock (old → new, relative change), then writes it whole; with \
      errors nothing is written.
      """)

  @OptionGroup var notes: NotesOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let start = ContinuousClock.now
    let console = output.console(for: notes.docs)
    let pipeline = Pipeline(notes: notes, cache: cache, console: console)
    do {
      let outcome = try await pipeline.run(lock: .ignored)
      let report = Report(outcome.diagnostics)
      console.print(report)
      if report.exitCode == 0 {
        try take(outcome, pipeline)
      } else {
        console.say(
          Message(zh: "有错误，\(pipeline.lockPath) 未改动", en: "there are errors: \(pipeline.lockPath) stays"))
      }
      console.sum(up: outcome.findings, report, since: start)
      if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    } catch let failure as MachineFailure {
      try console.fail([failure.diagnostic])
    }
  }

  private func take(_ outcome: Pipeline.Outcome, _ pipeline: Pipeline) throws {
    let new = outcome.findings.lock(
      seed: outcome.options.seed, definitions: outcome.formulaIndex.definitions)
    let console = pipeline.console
    // What a merge left broken is written anew: its readable lines are what there is to compare with.
    let file = pipeline.lockFile
    let recorded = file.map(Lock.read)
    // What a newer docgen wrote holds what this one cannot.
    if let newer = recorded?.diagnostics.first(where: { $0.identifier == "lock-too-new" }) {
      let report = Report([newer])
      console.print(report)
      throw ExitCode(report.exitCode)
    }
    let old = recorded?.value ?? Lock(seed: new.seed)
    let changes = old.changes(to: new)
    Self.lines(changes, old, new).forEach(console.say)
    guard file.map({ $0.bytes != Array(new.text.utf8) }) ?? true else {
      return console.say(
        Message(zh: "\(pipeline.lockPath): 没有变化", en: "\(pipeline.lockPath): nothing changed"))
    }
    try pipeline.requirePlain(pipeline.lockPath)
    do throws(CheckFailure) {
      try new.write(to: pipeline.lockPath)
    } catch {
      throw MachineFailure(error)
    }
    let count = changes.count { $0.aspect != .format }
    console.say(
      Message(
        zh: "\(pipeline.lockPath): \(new.entries.count) 项，\(count) 处改动",
        en: "\(pipeline.lockPath): \(new.entries.count) entries, \(count) changes"))
  }

  /// The differences under what it is that differs. Lines that are only written otherwise are counted; those that
  /// cannot be compared are named.
  static func lines(_ changes: [LockChange], _ old: Lock, _ new: Lock) -> [Message] {
    var lines: [Message] = []
    for aspect in LockChange.Aspect.allCases {
      let those = changes.filter { $0.aspect == aspect }
      guard !those.isEmpty || aspect == .format && old.format != new.format else { continue }
      let formats = aspect == .format && old.format != new.format ? "\(old.format) → \(new.format), " : ""
      lines.append(
        Message(
          zh: "\(aspect.words.zh): \(formats)\(those.count) 处",
          en: "\(aspect.words.en): \(formats)\(those.count) differences"))
      lines += those.filter { aspect != .format || $0.remark != nil }.map { change in
        Message(zh: "  " + change.text.zh, en: "  " + change.text.en)
      }
    }
    return lines
  }
}
