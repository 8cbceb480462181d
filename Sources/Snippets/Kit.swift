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

  private static let files = ["NoteKit.swiftmodule", "NoteKit.o", "start.o", "launcher", "flags"]

  static let noteKit: [(name: String, bytes: [UInt8])] = [
    ("Cell.swift", PackageResources.Cell_swift), ("Channel.swift", PackageResources.Channel_swift),
    ("Check.swift", PackageResources.Check_swift), ("Plot.swift", PackageResources.Plot_swift),
    ("Probe.swift", PackageResources.Probe_swift),
    ("SampleFunction.swift", PackageResources.SampleFunction_swift),
    ("Table.swift", PackageResources.Table_swift), ("Value.swift", PackageResources.Value_swift),
    ("Vary.swift", PackageResources.Vary_swift),
  ]
  static let c: [(name: String, bytes: [UInt8])] = [
    ("confine.c", PackageResources.confine_c), ("confine.h", PackageResources.confine_h),
    ("launcher.c", PackageResources.launcher_c), ("start.c", PackageResources.start_c),
  ]
  /// The content of all sources.
  static let sourceIdentity: String = {
    var hash = SHA256()
    for (name, bytes) in noteKit + c {
      hash.update(field: name)
      hash.update(field: bytes)
    }
    return hash.hexDigest()
  }()

  static func key(_ toolchain: Toolchain) -> String {
    SHA256.hex(fields: [toolchain.identity, sourceIdentity])
  }

  /// The kit for a compiler: out of the cache if it is there whole, else built.
  static func prepare(_ toolchain: Toolchain, cache: Cache) async throws(SnippetFailure) -> Kit {
    let folder = "\(cache.folder)/kit/\(key(toolchain))"
    if isWhole(folder) { return Kit(folder: folder) }
    try Cache.makeFolder(cache.folder + "/kit")
    let workspace = try cache.makeWorkspace()
    defer { try? FileManager.default.removeItem(atPath: workspace) }
    try await build(toolchain, in: workspace, cache: cache)
    // Another process may have come first; then its folder stands, unless it is damaged.
    if !isWhole(folder) {
      try? FileManager.default.removeItem(atPath: folder)
      if rename(workspace, folder) != 0, !isWhole(folder) {
        throw .disk(path: folder, reason: String(cString: strerror(errno)))
      }
    }
    return Kit(folder: folder)
  }

  private static func build(_ toolchain: Toolchain, in folder: String, cache: Cache)
    async throws(SnippetFailure)
  {
    for (name, bytes) in noteKit + c {
      guard FileManager.default.createFile(atPath: folder + "/" + name, contents: Data(bytes)) else {
        throw .disk(path: folder, reason: name)
      }
    }
    let swift = Tool(
      path: toolchain.frontend,
      arguments: ["-frontend", "-c"] + noteKit.map { folder + "/" + $0.name } + [
        "-module-name", "NoteKit", "-parse-as-library", "-swift-version", "5", "-Onone",
        "-whole-module-optimization", "-gline-tables-only", "-target", toolchain.triple, "-resource-dir",
        toolchain.resources,
        "-module-cache-path", cache.modules, "-no-color-diagnostics", "-emit-module-path",
        folder + "/NoteKit.swiftmodule", "-o", folder + "/NoteKit.o", "-file-prefix-map", folder + "=NoteKit",
      ])
    let clang = toolchain.binaries + "/clang"
    let launcher = Tool(
      path: clang,
      arguments: [
        "-O1", "-fuse-ld=lld", "-o", folder + "/launcher", folder + "/launcher.c", folder + "/confine.c",
      ])
    let start = Tool(
      path: clang, arguments: ["-O1", "-fPIC", "-c", "-o", folder + "/start.o", folder + "/start.c"])
    for tool in [swift, launcher, start] {
      let result = try await tool.run(in: cache, timeout: 120)
      guard result.ending == .exited(0) else {
        throw .compilerBroken(path: tool.path, output: result.errors + "\(result.ending)")
      }
    }
    let objects = Tool(
      path: toolchain.binaries + "/swift-autolink-extract",
      arguments: [folder + "/NoteKit.o", "-o", folder + "/flags"])
    _ = try await objects.run(in: cache, timeout: 60)
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
