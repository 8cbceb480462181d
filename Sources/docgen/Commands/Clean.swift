import ArgumentParser
import Diagnostics
import Foundation

struct Clean: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "删除缓存 (remove the cache)。",
    discussion: """
      下一次运行会重新编译并运行所有代码；笔记、site/ 与 docs/formulas.lock 不受影响。
      The next run compiles and runs everything again; notes, site/ and the lock file are left alone.
      """)

  @OptionGroup var cache: CacheOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let folder = cache.folder
    guard FileManager.default.fileExists(atPath: folder) else {
      output.console(for: "docs").say(Message(zh: "没有缓存: \(folder)", en: "there is no cache: \(folder)"))
      return
    }
    do throws(CacheFailure) {
      let kept = try cache.clear()
      output.console(for: "docs").say(Message(zh: "已删除缓存: \(folder)", en: "removed the cache: \(folder)"))
      guard !kept.isEmpty else { return }
      let names = kept.prefix(10).joined(separator: ", ") + (kept.count > 10 ? ", …" : "")
      output.console(for: "docs").say(
        Message(zh: "不是 docgen 的，留下: \(names)", en: "not docgen's, and left there: \(names)"))
    } catch {
      try output.console(for: "docs").fail([error.diagnostic])
    }
  }
}
