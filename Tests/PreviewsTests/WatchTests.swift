import Foundation
import Testing

@testable import Previews

/// Both ways to watch: what the system tells, and looking again and again.
@Suite("Watching folders")
struct WatchTests {
  private func folder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "docgen-watch-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: true)
    return folder
  }

  private func watch(_ kind: String, _ folders: [String]) throws -> any Watch {
    #if os(Linux)
      if kind == "inotify" {
        guard let watch = InotifyWatch(folders, isSkipped: { $0.hasSuffix("/site") }) else {
          throw CancellationError()
        }
        return watch
      }
    #endif
    return PollingWatch(folders, isSkipped: { $0.hasSuffix("/site") })
  }

  private func tells(_ watch: any Watch, _ act: () throws -> Void) async throws -> Bool {
    // Its waiting holds a thread, which is no task's.
    let (told, end) = AsyncStream.makeStream(of: Bool.self)
    Thread {
      watch.wait()
      end.yield(true)
      end.finish()
    }.start()
    try await Task.sleep(for: .milliseconds(50))
    try act()
    let alarm = Task {
      try await Task.sleep(for: .seconds(20))
      end.finish()
    }
    defer { alarm.cancel() }
    for await isTold in told { return isTold }
    return false
  }

  @Test("saves, renames, new folders and what is put into them are told", arguments: ["inotify", "polling"])
  func changes(kind: String) async throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let watch = try watch(kind, [folder])
    let file = folder + "/sub/a.md"
    #expect(try await tells(watch) { try Data("a".utf8).write(to: URL(filePath: file)) })
    #expect(try await tells(watch) { try Data("ab".utf8).write(to: URL(filePath: file), options: .atomic) })
    #expect(
      try await tells(watch) {
        try FileManager.default.createDirectory(atPath: folder + "/new", withIntermediateDirectories: true)
        try Data("b".utf8).write(to: URL(filePath: folder + "/new/b.md"))
      })
    #expect(try await tells(watch) { try Data("bc".utf8).write(to: URL(filePath: folder + "/new/b.md")) })
    #expect(try await tells(watch) { try FileManager.default.removeItem(atPath: file) })
  }
}
