import Basics
import Diagnostics
import Foundation
import Synchronization

/// What every page's program is linked with: NoteKit, the author's libraries, the start that catches traps, and
/// the launcher. They are compiled once into the cache.
struct Kit: Sendable {
  var folder: String
  /// The modules' objects.
  var objects: [String]
  var linker: Linker
  /// What shuts in everything that has to do with notes.
  var walls: Walls
  var start: String { folder + "/start.o" }

  /// nil if it is not there whole, or the system has changed below it.
  private init?(_ folder: String, _ sources: KitSources, _ walls: Walls) {
    guard let kept = FileManager.default.contents(atPath: folder + "/sums"),
      String(decoding: kept, as: UTF8.self) == Self.sums(of: folder, sources),
      let said = FileManager.default.contents(atPath: folder + "/linker"),
      let linker = try? JSONDecoder().decode(Linker.self, from: said), linker.isThere
    else { return nil }
    self.folder = folder
    self.linker = linker
    self.walls = walls
    self.walls.launcher = folder + "/launcher"
    objects = Self.modules(sources).map { "\(folder)/\($0).o" }
  }

  private static func modules(_ sources: KitSources) -> [String] {
    ["NoteKit"] + sources.libraries.map(\.name)
  }

  private static func files(_ sources: KitSources) -> [String] {
    modules(sources).flatMap { [$0 + ".swiftmodule", $0 + ".o"] } + ["start.o", "launcher", "linker"]
  }

  /// The kit for a compiler: out of the cache if it is there whole, else built.
  static func prepare(_ toolchain: Toolchain, _ sources: KitSources, _ walls: Walls, cache: Cache)
    async throws(SnippetFailure)
    -> Kit
  {
    let folder = "\(cache.kits)/\(sources.key(toolchain))"
    cache.touch(cache.modules(of: toolchain))
    if let kit = Kit(folder, sources, walls) {
      cache.touch(folder + "/sums")
      return kit
    }
    let building = underWay.withLock { underWay in
      let task =
        underWay[folder]
        ?? Task {
          defer { Self.underWay.withLock { $0[folder] = nil } }
          return await built(folder, toolchain, sources, walls: walls, cache: cache)
        }
      underWay[folder] = task
      return task
    }
    if let failure = await building.value { throw failure }
    guard let kit = Kit(folder, sources, walls) else {
      throw .disk(path: folder, reason: "it is not what was written")
    }
    return kit
  }

  /// Kits that this process is building, by folder: sessions side by side wait for one.
  private static let underWay = Mutex<[String: Task<SnippetFailure?, Never>]>([:])

  /// - Returns: why there is none.
  private static func built(
    _ folder: String, _ toolchain: Toolchain, _ sources: KitSources, walls: Walls, cache: Cache
  ) async -> SnippetFailure? {
    do throws(SnippetFailure) {
      try Cache.makeFolder(cache.kits)
      let workspace = try cache.makeWorkspace()
      defer { try? FileManager.default.removeItem(atPath: workspace) }
      try await build(toolchain, sources, walls, in: workspace, cache: cache)
      // Another process may have come first; then its folder stands, unless it is damaged.
      if Kit(folder, sources, walls) != nil { return nil }
      try? FileManager.default.removeItem(atPath: folder)
      guard rename(workspace, folder) == 0 else {
        throw .disk(path: folder, reason: String(cString: strerror(errno)))
      }
      return nil
    } catch { return error }
  }

  private static func build(
    _ toolchain: Toolchain, _ sources: KitSources, _ walls: Walls, in folder: String, cache: Cache
  ) async throws(SnippetFailure) {
    for file in sources.noteKit + sources.c {
      try Cache.createFile(folder + "/" + file.name, file.bytes)
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
      let result = try await tool.compile(modules: cache.modules(of: toolchain), in: cache, timeout: 120)
      guard result.ending == .exited(0) else {
        throw .compilerBroken(path: tool.path, output: result.errors + "\(result.ending)")
      }
    }
    try await warm(toolchain, in: folder, cache: cache)
    var walls = walls
    walls.launcher = folder + "/launcher"
    for library in sources.libraries {
      try await library.compile(into: folder, toolchain, walls, cache: cache)
    }
    let objects = modules(sources).map { "\(folder)/\($0).o" }
    let linker = try await Linker.find(toolchain, kit: objects, cache: cache)
    guard let said = try? JSONEncoder().encode(linker) else { throw .disk(path: folder, reason: "linker") }
    try Cache.createFile(folder + "/linker", said)
    try Cache.createFile(folder + "/sums", sums(of: folder, sources).utf8)
  }

  /// Clang's modules that pages want: what compiles these may write no more of them, since anybody could write
  /// something else for all.
  private static func warm(_ toolchain: Toolchain, in folder: String, cache: Cache)
    async throws(SnippetFailure)
  {
    let imports = ["NoteKit", "Foundation", "Dispatch", "FoundationNetworking", "FoundationXML", "Glibc"]
      .map { "#if canImport(\($0))\nimport \($0)\n#endif\n" }.joined()
    try Cache.createFile(folder + "/warm.swift", (imports + "print(sin(0.5))\n").utf8)
    let tool = Tool(
      path: toolchain.frontend,
      arguments: ["-frontend", "-c", "-primary-file", "warm.swift", "-module-name", "warm"]
        + UnitCompiler.flags
        + [
          "-target", toolchain.triple, "-resource-dir", toolchain.resources, "-module-cache-path",
          cache.modules(of: toolchain), "-I", ".", "-file-compilation-dir", ".", "-o", "warm.o",
        ], folder: folder)
    let result = try await tool.compile(modules: cache.modules(of: toolchain), in: cache, timeout: 120)
    guard result.ending == .exited(0) else {
      throw .compilerBroken(path: tool.path, output: result.errors + "\(result.ending)")
    }
  }

  private static func digest(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { SHA256.hex($0) }
  }

  private static func sums(of folder: String, _ sources: KitSources) -> String {
    files(sources).map { "\($0) \(digest(folder + "/" + $0) ?? "-")" }.joined(separator: "\n")
  }
}
