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
      output.console.say(Message(zh: "没有缓存: \(folder)", en: "there is no cache: \(folder)"))
      return
    }
    guard CacheOptions.isCache(folder) else { try output.console.fail([.notACache(folder)]) }
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      try output.console.fail([.unremovableCache(folder, error)])
    }
    output.console.say(Message(zh: "已删除缓存: \(folder)", en: "removed the cache: \(folder)"))
  }
}

extension Diagnostic {
  fileprivate static func notACache(_ folder: String) -> Diagnostic {
    Diagnostic(
      .error, "not-a-cache",
      Message(
        zh: "\(folder) 里没有 CACHEDIR.TAG，不是 docgen 的缓存，未删除",
        en: "\(folder) has no CACHEDIR.TAG: it is no cache of docgen's and stays"),
      consequence: .machine)
  }

  fileprivate static func unremovableCache(_ folder: String, _ error: any Error) -> Diagnostic {
    Diagnostic(
      .error, "cache-unremovable",
      Message(
        zh: "缓存删除不了: \(folder): \(error.localizedDescription)",
        en: "the cache cannot be removed: \(folder): \(error.localizedDescription)"),
      consequence: .machine)
  }
}
