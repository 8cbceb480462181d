import Basics
import Diagnostics
import Foundation

/// The Swift compiler that was found, and what it says about itself.
struct Toolchain: Sendable, Codable, Hashable {
  /// The folder of `swift-frontend`, `clang` and `llvm-symbolizer`.
  var binaries: String
  var version: String
  var triple: String
  var resources: String
  var libraries: String

  /// Everything of it that a compiled page depends on.
  var identity: String { SHA256.hex(fields: [binaries, version, triple, resources]) }
  var frontend: String { binaries + "/swift-frontend" }
  /// The folder of all of it.
  var root: String { (binaries as NSString).deletingLastPathComponent }
  var startObject: String {
    "\(libraries)/\(triple.prefix { $0 != "-" })/swiftrt.o"
  }

  /// Where a compiler was looked for, by the option, by `SWIFTC`, then by the path.
  struct Search {
    var isNamed: Bool
    var candidates: [String]
    var found: String? { candidates.first { access($0, X_OK) == 0 } }

    init(_ swiftc: String?, environment: [String: String] = ProcessInfo.processInfo.environment) {
      if let named = swiftc ?? environment["SWIFTC"].flatMap({ $0.isEmpty ? nil : $0 }) {
        isNamed = true
        candidates = named.contains("/") ? [named] : onPath(named, environment)
        if candidates.isEmpty { candidates = [named] }
      } else {
        isNamed = false
        candidates = onPath("swiftc", environment)
      }
    }

    var failure: SnippetFailure { .noCompiler(tried: candidates.isEmpty ? ["swiftc (PATH)"] : candidates) }
  }

  /// Finds the compiler. Where none was named and there is none, the last one that was used here answers for
  /// what is in the cache; `isGone` then keeps everything else from running.
  static func find(_ search: Search, cache: Cache) async throws(SnippetFailure) -> (
    toolchain: Toolchain, isGone: Bool
  ) {
    guard let compiler = search.found else {
      guard !search.isNamed, let last = cache.read(.toolchains, lastKey, as: Toolchain.self) else {
        throw search.failure
      }
      return (last, true)
    }
    let toolchain = try await known(compiler, cache: cache)
    if cache.read(.toolchains, lastKey, as: Toolchain.self) != toolchain {
      try cache.write(.toolchains, lastKey, toolchain)
    }
    return (toolchain, false)
  }

  private static let lastKey = "last"

  private static func known(_ compiler: String, cache: Cache) async throws(SnippetFailure) -> Toolchain {
    let key = fingerprint(of: compiler)
    if let key, let known = cache.read(.toolchains, key, as: Toolchain.self) { return known }
    let toolchain = try await ask(compiler, cache: cache)
    guard let major = toolchain.major, major >= 6 else {
      throw .compilerTooOld(path: compiler, version: toolchain.version)
    }
    if let key { try cache.write(.toolchains, key, toolchain) }
    return toolchain
  }

  private static func onPath(_ name: String, _ environment: [String: String]) -> [String] {
    (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
      .map { $0 + "/" + name }.filter { access($0, X_OK) == 0 }
  }

  /// The compiler by its file's identity, so that a warm run asks no process; nil for a proxy (such as a version
  /// manager's) that may mean another compiler tomorrow.
  static func fingerprint(of compiler: String) -> String? {
    guard let resolved = realpath(compiler, nil) else { return nil }
    defer { free(resolved) }
    let path = String(cString: resolved)
    let frontend = (path as NSString).deletingLastPathComponent + "/swift-frontend"
    var facts = stat()
    guard stat(frontend, &facts) == 0 else { return nil }
    return SHA256.hex(fields: [
      frontend, "\(facts.st_size)", "\(facts.st_ino)", "\(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)",
    ])
  }

  private struct TargetInfo: Decodable {
    struct Target: Decodable { var triple: String }
    struct Paths: Decodable {
      var runtimeLibraryPaths: [String]
      var runtimeResourcePath: String
    }
    var compilerVersion: String
    var target: Target
    var paths: Paths
  }

  private static func ask(_ compiler: String, cache: Cache) async throws(SnippetFailure) -> Toolchain {
    let result = try await Tool(path: compiler, arguments: ["-print-target-info"]).run(in: cache, timeout: 60)
    guard result.ending == .exited(0),
      let info = try? JSONDecoder().decode(TargetInfo.self, from: Data(result.output.utf8))
    else {
      throw .compilerBroken(path: compiler, output: "\(result.ending)\n" + result.output + result.errors)
    }
    let resources = info.paths.runtimeResourcePath as NSString
    let usr = (resources.deletingLastPathComponent as NSString).deletingLastPathComponent
    return Toolchain(
      binaries: usr + "/bin", version: info.compilerVersion, triple: info.target.triple,
      resources: resources as String,
      libraries: info.paths.runtimeLibraryPaths.first ?? resources.appendingPathComponent("linux"))
  }

  private var major: Int? {
    version.split(separator: " ").lazy.compactMap { word in
      word.first?.isNumber == true ? Int(word.prefix { $0.isNumber }) : nil
    }.first
  }
}

/// A program of the toolchain, run to its end with its text kept.
struct Tool: Sendable {
  var path: String
  var arguments: [String]
  /// Where it runs; paths given relative to it keep this machine's folders out of what it writes.
  var folder: String?
  /// What it is shut in by, with what it may read and the folder of its shared libraries: what notes bring reaches
  /// it. It writes its own folder.
  private var walls: (walls: Walls, runnable: String, readable: [String])?

  init(path: String, arguments: [String], folder: String? = nil) {
    self.path = path
    self.arguments = arguments
    self.folder = folder
  }

  /// The same, shut in.
  func behind(_ walls: Walls, _ toolchain: Toolchain, reading readable: [String]) -> Tool {
    var tool = self
    // The system's headers, for clang.
    tool.walls = (walls, toolchain.root, ["/usr/include"] + readable)
    return tool
  }

  /// More than the largest page was ever seen to take.
  private static let limits = Walls.Limits(
    memory: 16 << 10, file: 1 << 10, seconds: 600, files: 1024, processes: 256)

  struct Result: Sendable {
    var ending: ChildProcess.Ending
    var output: String
    var errors: String
  }

  /// Large pages spare the compiler four in a hundred of its time: it touches a hundred megabytes, once. C
  /// libraries without that setting pass over it.
  private static let environment = [
    "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "HOME=/nonexistent", "GLIBC_TUNABLES=glibc.malloc.hugetlb=1",
  ]

  func run(in cache: Cache, timeout: Double) async throws(SnippetFailure) -> Result {
    let input = try NamelessFile(in: cache.temporary)
    let output = try NamelessFile(in: cache.temporary)
    let errors = try NamelessFile(in: cache.temporary)
    let ending: ChildProcess.Ending
    if let (walls, runnable, readable) = self.walls, let folder {
      let shut = Walls.Shut(
        path: path, arguments: arguments, environment: Self.environment + ["TMPDIR=" + folder], filter: .tool,
        runnable: runnable, readable: readable, folder: folder, limits: Self.limits, timeout: timeout)
      ending = try await walls.run(shut, [input, output, errors], cache: cache).ending
    } else {
      ending = await ChildProcess(
        path: path, arguments: arguments, environment: Self.environment,
        descriptors: [input.descriptor, output.descriptor, errors.descriptor], folder: folder,
        timeout: timeout
      ).run()
    }
    return Result(
      ending: ending, output: String(decoding: output.bytes(), as: UTF8.self),
      errors: String(decoding: errors.bytes(), as: UTF8.self))
  }

  /// Compiles with clang's modules in the cache, which name no sums of their own: a failure that names one of
  /// them may be theirs, and is tried once more without them. What is shut in cannot write them, and makes its own.
  func compile(modules: String, in cache: Cache, timeout: Double) async throws(SnippetFailure) -> Result {
    let result = try await run(in: cache, timeout: timeout)
    let words = result.errors + result.output
    guard result.ending != .exited(0), words.contains(".pcm") || words.contains(modules) else {
      return result
    }
    var again = self
    if walls == nil {
      try? FileManager.default.removeItem(atPath: modules)
    } else {
      again.arguments = arguments.map { $0 == modules ? "modules" : $0 }
    }
    return try await again.run(in: cache, timeout: timeout)
  }
}
