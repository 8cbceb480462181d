import Foundation

/// What one process of a page's program gave, as it is kept in the cache.
struct RawRun: Sendable, Codable {
  var ending: ChildProcess.Ending
  /// Its records, those that it could not have written itself.
  var results: Data
  /// It wrote something else to docgen's descriptor.
  var isForged = false
  var text: Data
  var errors: Data
  /// Woven lines and columns of a trap, innermost first, with the compiler's word for it.
  var trap: [Frame] = []
  var seconds: Double
  /// What the kernel could not give of the sandbox.
  var missingIsolation: String?

  struct Frame: Sendable, Codable, Hashable {
    var function: String
    var line: Int
    var column: Int
  }
}

/// A page's linked program.
struct LinkedUnit: Sendable, Codable {
  var messages: [CompilerMessage]
  /// nil: it does not compile.
  var program: Program?
  /// Probes whose call does not compile, by number, with the compiler's words.
  var refusedProbes: [Int: String] = [:]
  /// What its object defines for others than the page, or lets run before it.
  var foreign: [String] = []

  struct Program: Sendable, Codable {
    var key: String
    var digest: String
  }
}

/// What a process is asked to do, as NoteKit reads it from its input.
struct RunRequest: Sendable {
  /// Only the page's functions are asked: its own program never runs.
  var isProbing: Bool
  /// Points of each probe, from the given one on.
  var probes: [(number: Int, first: Int, points: [[ProbeValue]])]

  /// - Parameter word: what the process's records begin with.
  func input(docs: String, word: String) -> [UInt8] {
    let folder = docs.replacing("\\", with: "\\\\").replacing(" ", with: "\\s").replacing("\n", with: "\\n")
    var text = "\(isProbing ? "probe" : "run") \(word) s\(folder)\n"
    for probe in probes {
      text += "f\(probe.number) \(probe.first) \(probe.points.count)"
      for point in probe.points {
        let fields = point.flatMap(\.fields)
        text += " p\(fields.count) " + fields.joined(separator: " ")
      }
      text += "\n"
    }
    return Array(text.utf8)
  }
}

/// Runs programs behind the launcher.
struct Sandbox: Sendable {
  var options: SnippetOptions
  var toolchain: Toolchain
  var kit: Kit
  var cache: Cache

  /// MiB: memory as addresses, one file (a text, the results).
  static let memory = 4096
  static let file = 16
  /// At once.
  static let threads = 256
  /// Addresses of a trap: anybody may write some.
  private static let mostFrames = 64
  private static let files = [WovenProgram.script] + WovenProgram.others + ["<compiler-generated>"]

  func run(_ program: LinkedUnit.Program, _ request: RunRequest, tracing: Bool = true)
    async throws(SnippetFailure) -> RawRun
  {
    let docs = options.docsFolder
    let secret = String(UInt64.random(in: .min ... .max), radix: 16)
    let empty = try NamelessFile(in: cache.temporary)
    let text = try NamelessFile(in: cache.temporary)
    let errors = try NamelessFile(in: cache.temporary)
    let input = try NamelessFile(in: cache.temporary, holding: request.input(docs: docs, word: secret))
    let results = try NamelessFile(in: cache.temporary, isOnlyAppended: true)
    let executable = cache.path(.programs, program.key)
    let clock = ContinuousClock.now
    let shut = shut(executable, [request.isProbing ? "questions" : "page"])
    let outcome = try await kit.walls.run(shut, [empty, text, errors, input, results], cache: cache)
    let seconds = clock.duration(to: .now) / .seconds(1)
    let said = Record.authentic(results.bytes(), word: secret)
    var run = RawRun(
      ending: outcome.ending, results: Data(said.records), isForged: said.isForged, text: Data(text.bytes()),
      errors: Data(errors.bytes()), seconds: seconds)
    run.missingIsolation = outcome.missing
    if tracing { run.trap = try await frames(of: run, executable: executable) }
    return run
  }

  /// A program of a page as it is shut in.
  func shut(_ executable: String, _ arguments: [String]) -> Walls.Shut {
    Walls.Shut(
      path: executable, arguments: arguments, environment: Self.environment, filter: .program,
      runnable: toolchain.libraries, readable: [options.docsFolder], user: user, limits: limits,
      timeout: options.timeout, isWarned: true)
  }

  /// Whom it runs as where docgen runs as root, of whom the kernel counts no processes: who owns the docs, else nobody,
  /// if nobody may read them.
  private var user: uid_t? {
    var facts = stat()
    guard geteuid() == 0, stat(options.docsFolder, &facts) == 0 else { return nil }
    let owner: uid_t? = facts.st_uid != 0 ? facts.st_uid : facts.st_mode & 0o005 == 0o005 ? Self.nobody : nil
    return owner.flatMap { UserSpace.knows($0) ? $0 : nil }
  }
  private static let nobody: uid_t = 65534

  private static let environment = [
    "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "SWIFT_DETERMINISTIC_HASHING=1", "SWIFT_BACKTRACE=enable=no",
  ]

  private var limits: Walls.Limits {
    Walls.Limits(
      memory: Self.memory, file: Self.file, seconds: Int(options.timeout.rounded(.up)) + 2, files: 64,
      processes: Self.threads)
  }

  private func frames(of run: RawRun, executable: String) async throws(SnippetFailure) -> [RawRun.Frame] {
    guard var trap = Record.parse(Array(run.results)).last(where: { $0.kind == "trap" }) else { return [] }
    _ = trap.fields.raw()
    // Addresses of shared libraries lie far outside the executable.
    let addresses = trap.fields.rest.prefix(Self.mostFrames).compactMap { UInt($0, radix: 16) }
      .filter { $0 < 1 << 32 }
    guard !addresses.isEmpty else { return [] }
    let folder = try cache.makeWorkspace()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tool = Tool(
      path: toolchain.binaries + "/llvm-symbolizer",
      arguments: ["--obj=" + executable, "--inlines", "--demangle"]
        + addresses.map { "0x" + String($0, radix: 16) }, folder: folder
    ).behind(kit.walls, toolchain, reading: [executable])
    let result = try await tool.run(in: cache, timeout: 30)
    var frames: [RawRun.Frame] = []
    let lines = result.output.split(separator: "\n")
    for index in stride(from: 0, to: lines.count - 1, by: 2) {
      let parts = lines[index + 1].split(separator: ":")
      guard parts.count >= 3,
        Self.files.contains(where: { parts[parts.count - 3].hasSuffix($0) }),
        let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1])
      else { continue }
      frames.append(.init(function: String(lines[index]), line: line, column: column))
    }
    return frames
  }
}
