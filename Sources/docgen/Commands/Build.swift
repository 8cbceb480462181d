import Basics
import ArgumentParser
import Diagnostics
import Foundation
import Notes
import Pages

struct Build: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "检查所有笔记，再写出网站 (check all notes, then write the site)。",
    discussion: """
      要么写出整个网站，要么什么也不写：有错误时，上一次的网站原样保留。
      没有改动的笔记不再编译、运行。

        docgen                                # docs/ → site/
        docgen build --docs 笔记 --site 输出   # 任何一棵 Markdown 目录
        docgen build --strict                 # 未检查的公式也算错误

      All or nothing: a build with errors leaves the last site as it was. What has not changed is not compiled again.
      """)

  @OptionGroup var notes: NotesOptions
  @Option(help: ArgumentHelp("写出网站的文件夹 (folder of the site)", valueName: "文件夹"))
  var site = "site"
  @Flag(
    help: "网站里不是 docgen 写的、或写后被改过的同名文件，也覆盖 (replace files of the site that docgen did not write)")
  var overwrite = false
  @OptionGroup var timing: TimingOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let start = ContinuousClock.now
    let console = output.console(for: notes.docs)
    let pipeline = Pipeline(notes: notes, cache: cache, console: console)
    let clock = StageClock()
    let identity = RunIdentity(command: "build", notes: notes, cache: cache, output: output, site: site)
    if Disk.real(site).map({ $0 == Disk.real(notes.docs) }) ?? false {
      try console.fail([.siteIsDocs(site)])
    }
    SiteDraft.removeRemains(of: site)
    if let last = LastRun.recall(identity) { return repeated(last, on: console, since: start) }
    do {
      let outcome = try await pipeline.run(lock: .compared, clock: clock)
      // The process ends with this command: to take a large notebook apart piece by piece would only take time.
      _ = Unmanaged.passRetained(Kept(outcome: outcome))
      // With an error so far no site will be written.
      let isSound = Report(outcome.diagnostics).exitCode == 0
      let draft = isSound ? drafted() : nil
      let problems = pipeline.render(outcome, into: try? draft?.get(), clock: clock)
      let report = Report(outcome.diagnostics + problems)
      console.print(report)
      var written: (digest: String, files: Int)?
      if report.exitCode == 0, let draft {
        let draft = try draft.get()
        console.say(try clock.time(.writing) { try published(draft, of: outcome.notebook) })
        written = draft.published
      } else {
        try? draft?.get().discard()
        console.say(kept)
      }
      if timing.timings { clock.lines(outcome.findings).forEach(console.say) }
      console.sum(up: outcome.findings, report, since: start)
      if report.exitCode != 0 { throw ExitCode(report.exitCode) }
      let summary = Summary(outcome.findings).lines(seconds: 0)[0].text(in: console.language)
      LastRun.keep(
        identity, outcome, report, report: console.text(of: report), summary: [summary], exitCode: 0,
        site: written)
    } catch let failure as MachineFailure {
      try console.fail([failure.diagnostic])
    }
  }

  /// Nothing changed: what was said is said again, and nothing is started.
  private func repeated(_ last: LastRun, on console: Console, since start: ContinuousClock.Instant) {
    console.write(last.report, to: .standardOutput)
    console.say(
      Message(zh: "\(site): 没有变化（\(last.files) 个文件）", en: "\(site): nothing changed (\(last.files) files)"))
    if timing.timings {
      let seconds = Summary.decimal((ContinuousClock.now - start) / .seconds(1), places: 3)
      console.say(Message(zh: "\(seconds) 秒  比对输入", en: "\(seconds) s  comparing the inputs"))
    }
    console.end(last, since: start)
  }

  /// Where the site is written as it is rendered. Why it cannot be is said behind what is wrong in the notes.
  private func drafted() -> Result<SiteDraft, MachineFailure> {
    Result { () throws(MachineFailure) in
      let start = ContinuousClock.now
      while true {
        do throws(SiteFailure) {
          // Held, so that no interrupt comes between a draft and what removes it.
          return try Interruption.hold { () throws(SiteFailure) in
            let draft = try SiteDraft(for: site, overwrites: overwrite)
            Interruption.leavesNothing { [weak draft] in draft?.discard() }
            return draft
          }
        } catch {
          // Another docgen is at it; it may take as long as its pages take.
          guard case .busy = error, ContinuousClock.now - start < .seconds(60) else {
            throw MachineFailure(error)
          }
          usleep(50_000)
        }
      }
    }
  }

  private func published(_ draft: SiteDraft, of notebook: Notebook) throws(MachineFailure) -> Message {
    let result: WriteResult
    do throws(SiteFailure) {
      result = try Interruption.hold { () throws(SiteFailure) in try draft.publish() }
    } catch {
      throw MachineFailure(error, of: notebook)
    }
    for path in result.kept {
      output.console(for: notes.docs).say(
        Message(
          zh: "\(site)/\(path) 不再属于任何一页，但有人改过，留下了",
          en: "\(site)/\(path) belongs to no page any more; it was changed since, and stays"))
    }
    if result.written == 0, result.removed == 0 {
      return Message(
        zh: "\(self.site): 没有变化（\(result.unchanged) 个文件）",
        en: "\(self.site): nothing changed (\(result.unchanged) files)")
    }
    return Message(
      zh: "\(self.site): 写出 \(result.written) 个文件，删除 \(result.removed)，不变 \(result.unchanged)",
      en:
        "\(self.site): \(result.written) files written, \(result.removed) removed, \(result.unchanged) unchanged"
    )
  }

  private var kept: Message {
    FileManager.default.fileExists(atPath: site)
      ? Message(zh: "有错误，\(site) 保留上一次的网站，未改动", en: "there are errors: \(site) keeps the last site as it was")
      : Message(zh: "有错误，没有写出 \(site)", en: "there are errors: \(site) is not written")
  }
}

extension Diagnostic {
  fileprivate static func siteIsDocs(_ folder: String) -> Diagnostic {
    Diagnostic(
      .error, "site-is-docs",
      Message(
        zh: "\(folder) 是笔记所在的文件夹，网站不能写在这里",
        en: "\(folder) is the folder of the notes: no site is written there"),
      consequence: .machine,
      help: [Message(zh: "用 --site 指定别的文件夹", en: "name another folder with --site")])
  }
}

/// What lives until the process ends.
private final class Kept: Sendable {
  let outcome: Pipeline.Outcome

  init(outcome: Pipeline.Outcome) { self.outcome = outcome }
}
