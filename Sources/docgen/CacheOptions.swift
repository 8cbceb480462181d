import ArgumentParser
import Diagnostics
import Foundation
import Notes
import Snippets

/// Where results are kept between runs.
///
/// The folder is marked by the `CACHEDIR.TAG` that backup programs know (bford.info/cachedir); without
/// it `docgen clean` removes nothing, so that a mistyped `--cache` costs no one their files.
struct CacheOptions: ParsableArguments {
  @Option(
    name: .customLong("cache"),
    help: ArgumentHelp("缓存所在的文件夹 (folder of the cache)", valueName: "文件夹"))
  var folder = SnippetOptions.defaultCacheFolder

  private static let tag = "CACHEDIR.TAG"
  private static let signature = "Signature: 8a477f597d28d172789f06886806bc55"

  static func isCache(_ folder: String) -> Bool {
    let data = FileManager.default.contents(atPath: folder + "/" + tag) ?? Data()
    return data.starts(with: Data(signature.utf8))
  }

  /// Makes the folder, marked, if it is not there.
  func prepare() throws(CacheFailure) {
    guard !Self.isCache(folder) else { return }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let note = Self.signature + "\n# Results that docgen can make again; `docgen clean` removes them.\n"
      let problem = Disk.replace(folder + "/" + Self.tag, by: Array(note.utf8))
      if problem != 0 { throw POSIXError(POSIXErrorCode(rawValue: problem) ?? .EIO) }
    } catch {
      throw CacheFailure(folder: folder, reason: error.localizedDescription)
    }
  }
}

struct CacheFailure: Error {
  var folder: String
  var reason: String

  var diagnostic: Diagnostic {
    Diagnostic(
      .error, "cache-not-writable",
      Message(zh: "缓存写不了: \(folder): \(reason)", en: "the cache cannot be written: \(folder): \(reason)"),
      consequence: .machine,
      help: [Message(zh: "用 --cache 指定别的文件夹", en: "name another folder with --cache")])
  }
}
