import Basics
import ArgumentParser
import Diagnostics
import Foundation
import Notes
import Previews

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "边写边看: 保存之后，浏览器里的页面就地更新 (the site in a browser, kept up to date as notes are saved)。",
    discussion: """
      生成网站并在本机打开；笔记、代码、数据、docgen.yml、theme.css 一有改动就重新核对，只改页面上变了的地方。
      有错误时，消息写在页面上出错的地方，也列在右下角；其余照常可读。只在本机 (127.0.0.1) 听，不写 site/。Ctrl-C 结束。

        docgen serve                # http://127.0.0.1:8000/
        docgen serve --open         # 并打开浏览器
        docgen serve --port 0       # 任一空闲的端口

      What is wrong stands on the page where it is, and in a list; the rest stays readable. Listens on this machine alone,
      writes no site/.
      """)

  @OptionGroup var notes: NotesOptions
  @Option(help: ArgumentHelp("端口；0 取一个空闲的 (port; 0 takes a free one)", valueName: "端口"))
  var port: UInt16 = 8000
  @Flag(help: "打开浏览器 (open the browser)")
  var open = false
  @OptionGroup var timing: TimingOptions
  @OptionGroup var cache: CacheOptions
  @Option(help: .messagesLanguage)
  var lang: Language?

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let language = lang ?? .ofNotes(in: notes.docs)
    let console = Console(language: language, format: .text)
    let listeners = Listeners()
    let shown = ShownSite(language: language)
    let server = try listening(files: shown, listeners, console)
    let address = "http://127.0.0.1:\(server.port)/"
    // It listens before the first build is done: a page that is asked for early waits in the browser.
    let watch = FolderWatch(watched(libraries: []), isSkipped: Self.isSkipped)
    let preview = Preview(
      pipeline: Pipeline(
        notes: notes, cache: cache, console: console.silent, memory: PipelineMemory()), console: console,
      listeners: listeners, shown: shown, showsTimings: timing.timings)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await preview.renew()
        await preview.save()
        console.say(
          Message(
            zh: "在 \(address)，保存即更新；Ctrl-C 结束", en: "at \(address), renewed as you save; Ctrl-C ends it"))
        if open { Self.open(address) }
        for await _ in watch.changes {
          await preview.renew()
          watch.follow(watched(libraries: await preview.libraries))
          await preview.save()
        }
      }
      group.addTask { try await server.run() }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func listening(files: ShownSite, _ listeners: Listeners, _ console: Console) throws -> PreviewServer
  {
    do throws(PreviewServer.Failure) {
      return try PreviewServer(port: port, files: files, listeners: listeners)
    } catch {
      try console.fail([.cannotListen(error)])
    }
  }

  private func watched(libraries: [String]) -> [String] {
    [notes.docs] + libraries
  }

  /// A site or a cache among the notes is no note: to write it must not look like an edit.
  private static let isSkipped: @Sendable (String) -> Bool = { folder in
    Disk.entries(of: folder).map { FolderMark.stands(in: $0) } ?? false
  }

  private static func open(_ address: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    #if os(macOS)
      process.arguments = ["open", address]
    #else
      process.arguments = ["xdg-open", address]
    #endif
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try? process.run()
  }
}

extension Diagnostic {
  fileprivate static func cannotListen(_ failure: PreviewServer.Failure) -> Diagnostic {
    switch failure {
    case .taken(let port):
      Diagnostic(
        .error, "port-taken",
        Message(zh: "端口 \(port) 已被别的程序占用", en: "port \(port) is taken by another program"),
        consequence: .machine,
        help: [
          Message(zh: "用 --port 换一个，--port 0 取空闲的", en: "name another with --port; --port 0 takes a free one")
        ])
    case .refused(let reason):
      Diagnostic(
        .error, "cannot-listen", Message(zh: "不能在本机听: \(reason)", en: "cannot listen: \(reason)"),
        consequence: .machine)
    }
  }
}
