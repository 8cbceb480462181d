import Foundation

/// What every page's program is linked with: NoteKit, the author's libraries, the start that catches traps, and
/// the launcher. They are compiled once into the cache.
struct Kit: Sendable {
  var folder: String
  /// The modules' objects.
  var objects: [String]
  var linker: Linker
  var start: String { folder + "/start.o" }
  var launcher: String { folder + "/launcher" }

  /// nil if it is not there whole, or the system has changed below it.
  private init?(_ folder: String, _ sources: KitSources) {
    guard let kept = FileManager.default.contents(atPath: folder + "/sums"),
      String(decoding: kept, as: UTF8.self) == Self.sums(of: folder, sources),
      let said = FileManager.default.contents(atPath: folder + "/linker"),
      let linker = try? JSONDecoder().decode(Linker.self, from: said), linker.isThere
    else { return nil }
    self.folder = folder
    self.linker = linker
    objects = Self.modules(sources).map { "\(folder)/\($0).o" }
  }

  private static func modules(_ sources: KitSources) -> [String] {
    ["NoteKit"] + sources.libraries.map(\.name)
  }

  private static func files(_ sources: KitSources) -> [String] {
    modules(sources).flatMap { [$0 + ".swiftmodule", $0 + ".o"] } + ["start.o", "launcher", "linker"]
  }

  /// The kit for a compiler: out of the cache if it is there whole, else built.
  static func prepare(_ toolchain: Toolchain, _ sources: KitSources, cache: Cache)
    async throws(SnippetFailure)
    -> Kit
  {
    let folder = "\(cache.kits)/\(sources.key(toolchain))"
    cache.touch(cache.modules(of: toolchain))
    if let kit = Kit(folder, sources) {
      cache.touch(folder + "/sums")
      return kit
    }
    try Cache.makeFolder(cache.kits)
    let workspace = try cache.makeWorkspace()
    defer { try? FileManager.default.removeItem(atPath: workspace) }
    try await build(toolchain, sources, in: workspace, cache: cache)
    // Another process may have come first; then its folder stands, unless it is damaged.
    if let kit = Kit(folder, sources) { return kit }
    try? FileManager.default.removeItem(atPath: folder)
    let isMoved = rename(workspace, folder) == 0
    let reason = isMoved ? "it is not what was written" : String(cString: strerror(errno))
    guard let kit = Kit(folder, sources) else { throw .disk(path: folder, reason: reason) }
    return kit
  }

  private static func build(
    _ toolchain: Toolchain, _ sources: KitSources, in folder: String, cache: Cache
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
    for library in sources.libraries {
      let result = try await library.compilation(in: folder, toolchain, cache: cache).compile(
        modules: cache.modules(of: toolchain), in: cache, timeout: 120)
      guard result.ending == .exited(0) else {
        throw .libraryBroken(name: library.name, output: result.errors + "\(result.ending)")
      }
    }
    let objects = modules(sources).map { "\(folder)/\($0).o" }
    let linker = try await Linker.find(toolchain, kit: objects, cache: cache)
    guard let said = try? JSONEncoder().encode(linker) else { throw .disk(path: folder, reason: "linker") }
    try Cache.createFile(folder + "/linker", said)
    try Cache.createFile(folder + "/sums", sums(of: folder, sources).utf8)
  }

  private static func digest(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { SHA256.hex($0) }
  }

  private static func sums(of folder: String, _ sources: KitSources) -> String {
    files(sources).map { "\($0) \(digest(folder + "/" + $0) ?? "-")" }.joined(separator: "\n")
  }
}
