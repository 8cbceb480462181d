import Foundation
import Testing

@testable import docgen

/// When notes were last changed, as git has it.
struct NoteDatesTests {
  @Test("the newest commit of a file counts, and a file's name is no date")
  func log() {
    let dates = NoteDates.dates(in: "@2024-05-02\na.md\n\n@2023-01-01\na.md\nb/c.md\n@2022-01-01x\n")
    #expect(dates == ["a.md": "2024-05-02", "b/c.md": "2023-01-01", "@2022-01-01x": "2023-01-01"])
  }

  @Test("a repository's notes have their dates; its settings start no program")
  func repository() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "docgen-dates-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let docs = folder.appending(path: "docs")
    try FileManager.default.createDirectory(at: docs, withIntermediateDirectories: true)
    try git(["init", "-q"], in: folder)
    for (day, name) in [("2020-01-02", "a.md"), ("2021-03-04", "图 b.md"), ("2022-05-06", "a.md")] {
      try Data("# \(day)\n".utf8).write(to: docs.appending(path: name))
      try git(["add", "."], in: folder)
      try git(["commit", "-q", "-m", day], in: folder, date: day + "T12:00:00Z")
    }
    let trace = folder.appending(path: "trace")
    for setting in ["core.fsmonitor", "core.pager", "gpg.program"] {
      try git(["config", setting, "touch '\(trace.path)';"], in: folder)
    }
    let read = NoteDates(docs: docs.path, isolation: .available).read()
    #expect(read.diagnostics.isEmpty)
    #expect(read.value == ["a.md": "2022-05-06", "图 b.md": "2021-03-04"])
    #expect(!FileManager.default.fileExists(atPath: trace.path))
  }

  @Test("without a repository that is said")
  func none() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "docgen-dates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let read = NoteDates(docs: folder.path, isolation: .available).read()
    #expect(read.value.isEmpty)
    #expect(read.diagnostics.map(\.identifier) == ["no-dates"])
  }

  private func git(_ arguments: [String], in folder: URL, date: String = "2020-01-01T00:00:00Z") throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-c", "user.name=a", "-c", "user.email=a@b"] + arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": folder.path, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date,
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
