import Basics
import ArgumentParser
import Diagnostics
import Foundation
import Notes

/// Where results are kept between runs.
///
/// The folder has a mark of docgen's own, without which nothing is put there and nothing removed, so that a mistyped
/// `--cache` costs no one their files; and the `CACHEDIR.TAG` that backup programs know (bford.info/cachedir).
struct CacheOptions: ParsableArguments {
  @Option(
    name: .customLong("cache"),
    help: ArgumentHelp("缓存所在的文件夹 (folder of the cache)", valueName: "文件夹"))
  var folder = CachePlace.standard

  private static let tag = "CACHEDIR.TAG"
  private static let tagText = """
    Signature: 8a477f597d28d172789f06886806bc55
    # Results that docgen can make again; `docgen clean` removes them.

    """
  /// All that docgen puts in a cache.
  private static let parts = [
    "v1", "checks", "typeset", "highlighted", "builds", tag, FolderMark.cache.rawValue,
  ]

  static func isCache(_ folder: String) -> Bool {
    // Version 0.1.0 had no mark of its own, but words.
    FolderMark.cache.stands(in: folder)
      || Disk.bytes(of: folder + "/" + tag, upTo: 1 << 12).map { $0.elementsEqual(tagText.utf8) } ?? false
  }

  /// Makes the folder, marked, if it is not there.
  func prepare() throws(CacheFailure) {
    guard !FolderMark.cache.stands(in: folder) else { return }
    var problem = Disk.makeFolder(folder)
    guard problem == 0 else { throw .unwritable(folder, reason: Disk.words(for: problem)) }
    let isEmpty = Disk.entries(of: folder)?.isEmpty ?? false
    // Another docgen may be at it too: the mark comes first.
    guard isEmpty || Self.isCache(folder) || FolderMark.cache.stands(in: folder) else {
      throw .foreign(folder)
    }
    for (name, text) in [(FolderMark.cache.rawValue, "docgen\n"), (Self.tag, Self.tagText)] where problem == 0
    {
      problem = Disk.write(Array(text.utf8), to: folder + "/" + name)
    }
    guard problem == 0 else { throw .unwritable(folder, reason: Disk.words(for: problem)) }
  }

  /// Removes what docgen put there, and the folder if nothing else is in it.
  ///
  /// - Returns: what stays.
  func clear() throws(CacheFailure) -> [String] {
    guard Self.isCache(folder) else { throw .foreign(folder) }
    for part in Self.parts {
      let path = folder + "/" + part
      switch Disk.kind(of: path) {
      case .folder: Disk.removeTree(path)
      case .file: unlink(path)
      // A link is not docgen's, nor what it leads to.
      default: continue
      }
      if Disk.kind(of: path) != nil { throw .unremovable(path) }
    }
    rmdir(folder)
    return (Disk.entries(of: folder) ?? []).map(\.name).sorted()
  }
}

enum CacheFailure: Error {
  /// The folder holds something that is no cache of docgen's.
  case foreign(String)
  case unwritable(String, reason: String)
  case unremovable(String)

  var diagnostic: Diagnostic {
    switch self {
    case .foreign(let folder):
      Diagnostic(
        .error, "not-a-cache",
        Message(
          zh: "\(folder) 里有别的东西，不是 docgen 的缓存，未改动",
          en: "\(folder) holds something that is no cache of docgen's; it stays as it is"),
        consequence: .machine, help: [Self.help])
    case .unwritable(let folder, let reason):
      Diagnostic(
        .error, "cache-not-writable",
        Message(zh: "缓存写不了: \(folder): \(reason)", en: "the cache cannot be written: \(folder): \(reason)"),
        consequence: .machine, help: [Self.help])
    case .unremovable(let path):
      Diagnostic(
        .error, "cache-unremovable",
        Message(zh: "缓存删除不了: \(path)", en: "the cache cannot be removed: \(path)"), consequence: .machine)
    }
  }

  private static let help = Message(zh: "用 --cache 指定别的文件夹", en: "name another folder with --cache")
}
