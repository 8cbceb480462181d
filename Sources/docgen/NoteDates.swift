import Basics
import Diagnostics
import Foundation
import Notes
import Pages
import Snippets

/// When each note was last changed, as git has it.
///
/// A repository's own settings can name programs for git to run: it runs behind the wall that notes' code runs behind.
struct NoteDates {
  let docs: String
  let isolation: SnippetOptions.Isolation

  /// Seconds: twenty thousand commits take one.
  private static let longest = 30.0

  /// By path below the notes' folder: `2026-11-30`.
  func read() -> Reported<[String: String]> {
    let repository = NotesOrigin(docs: docs).repository
    let arguments = [
      "-c", "safe.directory=*", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false",
      "-c", "log.showSignature=false", "-C", Self.absolute(docs), "--no-pager", "log",
      "--format=format:@%cs", "--name-only", "--no-renames", "--relative", "--", ".",
    ]
    do throws(ShutInScript.Failure) {
      let folder = Self.gitFolder(of: repository)
      let readable = [repository, Self.absolute(docs), folder, folder.flatMap(Self.commonFolder)]
        .compactMap(\.self)
      let said = try ShutInScript(path: "git", arguments: arguments, readable: readable)
        .run([], isolation: isolation, timeout: Self.longest)
      return Reported(Self.dates(in: String(decoding: said, as: UTF8.self)))
    } catch {
      return Reported([:], [.noDates(error.reason)])
    }
  }

  /// The newest commit comes first, each with the files that it changed.
  static func dates(in log: String) -> [String: String] {
    var dates: [String: String] = [:]
    var date = ""
    for line in log.split(separator: "\n") {
      if line.first == "@", let found = line.dropFirst().wholeMatch(of: /\d{4}-\d\d-\d\d/) {
        date = String(found.0)
      } else if !date.isEmpty, dates[String(line)] == nil {
        dates[String(line)] = date
      }
    }
    return dates
  }

  /// What changes whenever git's history does; nil where there is none.
  static func state(of docs: String) -> String? {
    gitFolder(of: NotesOrigin(docs: docs).repository).map { folder in
      ["/logs/HEAD", "/HEAD"].map { name in
        var status = stat()
        guard stat(folder + name, &status) == 0 else { return "none" }
        return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
      }.joined(separator: " ")
    }
  }

  /// `.git`, or where a worktree's file of that name says it is.
  private static func gitFolder(of repository: String) -> String? {
    let path = repository + "/.git"
    switch Disk.kind(of: path) {
    case .folder: return path
    case .file:
      guard let bytes = Disk.bytes(of: path, upTo: 4096) else { return nil }
      let words = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first ?? ""
      guard words.hasPrefix("gitdir: ") else { return nil }
      let named = String(words.dropFirst("gitdir: ".count))
      return named.hasPrefix("/") ? named : repository + "/" + named
    default: return nil
    }
  }

  /// Where a worktree's history lies: beside that of the repository that it belongs to.
  private static func commonFolder(of folder: String) -> String? {
    guard let bytes = Disk.bytes(of: folder + "/commondir", upTo: 4096) else { return nil }
    let named = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    return absolute(named.hasPrefix("/") ? named : folder + "/" + named)
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }
}

extension Diagnostic {
  static func noDates(_ reason: Message) -> Diagnostic {
    Diagnostic(
      .warning, "no-dates",
      Message(zh: "页上没有更新日期：\(reason.zh)", en: "pages have no dates: \(reason.en)"),
      consequence: .machine,
      help: [
        Message(
          zh: "笔记要在 git 仓库里，且装有 git；或在 docgen.yml 里去掉 updated",
          en: "the notes must be in a git repository, and git installed; or take 'updated' out of docgen.yml")
      ])
  }
}
