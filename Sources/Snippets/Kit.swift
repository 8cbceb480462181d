import Foundation

/// What every page's program is linked with: NoteKit, the start that catches traps, and the launcher.
///
/// Their sources travel inside docgen and are compiled once into the cache.
struct Kit: Sendable {
  var folder: String
  var module: String { folder + "/NoteKit.swiftmodule" }
  var object: String { folder + "/NoteKit.o" }
  var start: String { folder + "/start.o" }
  var launcher: String { folder + "/launcher" }

  private static let files = ["NoteKit.swiftmodule", "NoteKit.o", "start.o", "launcher"]

  /// The kit for a compiler: out of the cache if it is there whole, else built.
  static func prepare(_ toolchain: Toolchain, _ sources: KitSources, cache: Cache)
    async throws(SnippetFailure)
    -> Kit
  {
    let folder = "\(cache.kits)/\(sources.key(toolchain))"
    cache.touch(cache.modules(of: toolchain))
    if isWhole(folder) {
      cache.touch(folder + "/sums")
      return Kit(folder: folder)
    }
    try Cache.makeFolder(cache.kits)
    let workspace = try cache.makeWorkspace()
    defer { try? FileManager.default.removeItem(atPath: workspace) }
    try await build(toolchain, sources, in: workspace, cache: cache)
    // Another process may have come first; then its folder stands, unless it is damaged.
    if !isWhole(folder) {
      try? FileManager.default.removeItem(atPath: folder)
      if rename(workspace, folder) != 0, !isWhole(folder) {
        throw .disk(path: folder, reason: String(cString: strerror(errno)))
      }
    }
    return Kit(folder: folder)
  }

  private static func build(
    _ toolchain: Toolchain, _ sources: KitSources, in folder: String, cache: Cache
  ) async throws(SnippetFailure) {
    for file in sources.noteKit + sources.c {
      guard FileManager.default.createFile(atPath: folder + "/" + file.name, contents: Data(file.bytes))
      else {
        throw .disk(path: folder, reason: file.name)
      }
    }
    let swift = Tool(
      path: toolchain.frontend,
      arguments: ["-frontend", "-c"] + sources.noteKit.map(\.name) + [
        "-module-name", "NoteKit", "-parse-as-library", "-swift-version", "5", "-Onone",
        "-whole-module-optimization", "-gline-tables-only", "-target", toolchain.triple, "-resource-dir",
        toolchain.resources, "-module-cache-path", cache.modules(of: toolchain), "-no-color-diagnostics",
        "-emit-module-path", "NoteKit.swiftmodule", "-o", "NoteKit.o", "-file-compilation-dir", ".",
      ], folder: folder)
    let clang = toolchain.binaries + "/clang"
    let launcher = Tool(
      path: clang, arguments: ["-O1", "-fuse-ld=lld", "-o", "launcher", "launcher.c", "confine.c"],
      folder: folder)
    let start = Tool(
      path: clang, arguments: ["-O1", "-fPIC", "-c", "-o", "start.o", "start.c"], folder: folder)
    _ = try await concurrently([swift, launcher, start], atOnce: 2) { tool throws(SnippetFailure) in
      let result = try await tool.run(in: cache, timeout: 120)
      guard result.ending == .exited(0) else {
        throw .compilerBroken(path: tool.path, output: result.errors + "\(result.ending)")
      }
    }
    let sums = files.map { "\($0) \(digest(folder + "/" + $0) ?? "-")" }.joined(separator: "\n")
    guard FileManager.default.createFile(atPath: folder + "/sums", contents: Data(sums.utf8)) else {
      throw .disk(path: folder, reason: "sums")
    }
  }

  private static func digest(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { SHA256.hex($0) }
  }

  private static func isWhole(_ folder: String) -> Bool {
    guard let sums = FileManager.default.contents(atPath: folder + "/sums") else { return false }
    let expected = files.map { "\($0) \(digest(folder + "/" + $0) ?? "-")" }.joined(separator: "\n")
    return String(decoding: sums, as: UTF8.self) == expected
  }
}
