import Basics
import Diagnostics
import Foundation
import Notes

/// Runs as they stand in the cache, with the data files that they read.
struct StoredRuns: Sendable, Codable {
  var runs: PageProcesses
  /// The content of each file that NoteKit read, by its path below the docs folder.
  var files: [String: String]

  /// - Parameter docs: the docs folder.
  init(_ runs: PageProcesses, docs: String) {
    self.runs = runs
    files = [:]
    for run in runs.all {
      for var record in Record.parse(Array(run.results)) where record.kind == "file" {
        let path = record.fields.text() ?? ""
        if files[path] == nil { files[path] = DataFiles.digest(path, in: docs) }
      }
    }
  }

  func isFresh(docs: String) -> Bool {
    files.allSatisfy { DataFiles.digest($0.key, in: docs) == $0.value }
  }

  /// Whether these would come out the same another time: not what ran out of time on a busy machine, not what
  /// somebody else killed.
  var isLasting: Bool {
    !runs.all.contains { $0.ending == .timedOut || $0.ending == .signalled(SIGKILL) }
  }
}

/// Files of the docs folder that programs read.
enum DataFiles {
  /// A file's content, and who may read it; what is no plain file below the folder is never opened, since a snippet may name anything.
  static func digest(_ path: String, in docs: String) -> String {
    guard let resolved = realpath(docs + "/" + path, nil) else { return "none" }
    defer { free(resolved) }
    let place = String(cString: resolved)
    let root = URL(fileURLWithPath: docs).resolvingSymlinksInPath().path
    var facts = stat()
    guard place.hasPrefix(root + "/"), stat(place, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      return "none"
    }
    return FileManager.default.contents(atPath: place).map { "\(facts.st_mode & 0o777) " + SHA256.hex($0) }
      ?? "none"
  }

  /// Words by which a program can read files on its own, past NoteKit, which says what it reads.
  private static let words = [
    "contentsOf", "FileManager", "FileHandle", "InputStream", "fopen", "open(", "opendir", "mmap", "readdir",
  ]

  /// Whether a program may read files that it does not name to docgen.
  static func areReadPastNoteKit(by source: String) -> Bool { words.contains { source.contains($0) } }

  /// Every file below the folder by name, size and time: what such a program depends on.
  static func state(of docs: String) -> String {
    var hash = SHA256()
    for name in Disk.files(below: docs, areNotes: true) ?? [] {
      var facts = stat()
      guard stat(docs + "/" + name, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { continue }
      hash.update(field: name)
      hash.update(field: "\(facts.st_size) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)")
    }
    return hash.hexDigest()
  }
}
