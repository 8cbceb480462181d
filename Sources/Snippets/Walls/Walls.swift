import Foundation

/// Everything that a program of notes is shut in by: bubblewrap around, the launcher's own inside.
struct Walls: Sendable {
  var isolation: SnippetOptions.Isolation
  /// nil: there is none, or none is wanted.
  var outer: Wall?
  /// Why there is none, where one is wanted.
  var absence: String?
  /// The launcher's program.
  var launcher = ""

  /// The walls as they can be had here; that one is missing is an error unless somebody said that it may be.
  static func raise(_ options: SnippetOptions) throws(SnippetFailure) -> Walls {
    guard options.isolation != .off else { return Walls(isolation: .off) }
    switch Wall.find(named: options.bubblewrap) {
    case .success(let wall): return Walls(isolation: options.isolation, outer: wall)
    case .failure(let absence):
      guard options.isolation == .available else { throw .isolationMissing(what: absence.reason) }
      return Walls(isolation: options.isolation, absence: absence.reason)
    }
  }

  /// What a program may take.
  struct Limits: Sendable {
    /// MiB as addresses, and of one file.
    var memory: Int
    var file: Int
    /// Of the processor.
    var seconds: Int
    /// Open at once.
    var files: Int
    /// Threads and processes at once; counted only where bubblewrap gave it a user of its own.
    var processes: Int
  }

  /// A program, and what it may see and take.
  struct Shut: Sendable {
    var path: String
    var arguments: [String]
    var environment: [String]
    var filter: CallFilter
    /// A folder that holds shared libraries.
    var runnable: String
    var readable: [String]
    /// The one that may be written; nil: a scratch in memory.
    var folder: String?
    /// Whom it runs as, where that is not docgen's own user.
    var user: uid_t?
    var limits: Limits
    /// Seconds after which it is told to say where it is, if it can, and a moment later ended.
    var timeout: Double
    var isWarned = false
  }

  struct Outcome: Sendable {
    var ending: ChildProcess.Ending
    /// What of the walls could not be had.
    var missing: String?
  }

  /// Runs a program.
  ///
  /// - Parameter descriptors: its own, at most five.
  func run(_ program: Shut, _ descriptors: [NamelessFile], cache: Cache) async throws(SnippetFailure)
    -> Outcome
  {
    let scratch = outer == nil && program.folder == nil ? try cache.makeWorkspace() : nil
    defer { if let scratch { try? FileManager.default.removeItem(atPath: scratch) } }
    let place = scratch ?? program.folder ?? Wall.View.scratch
    let view = Wall.View(
      readable: [program.runnable] + program.readable + [program.path, launcher], folder: program.folder)
    let words = try NamelessFile(in: cache.temporary)
    let unused = try NamelessFile(in: cache.temporary)
    let filter = try NamelessFile(in: cache.temporary, holding: program.filter.compiled ?? [])
    var files = descriptors
    while files.count < 5 { files.append(unused) }
    files += [words, filter]
    let inner = command(program, place)
    var (path, arguments) = (inner[0], Array(inner.dropFirst()))
    let users =
      outer == nil ? nil : try program.user.map { user throws(SnippetFailure) in try UserSpace(for: user) }
    if let outer {
      var words = outer.arguments(view)
      // After the seven descriptors and this list.
      if users != nil { words += UserSpace.arguments(first: files.count + 1) }
      // Not in the command's own words, which every process of the wall can read.
      let told = words.joined(separator: "\0") + "\0"
      files.append(try NamelessFile(in: cache.temporary, holding: Array(told.utf8)))
      (path, arguments) = (outer.path, ["--args", String(files.count - 1), "--"] + inner)
    }
    let start = ContinuousClock.now
    var ending = await ChildProcess(
      path: path, arguments: arguments, environment: program.environment,
      descriptors: files.map(\.descriptor) + (users?.descriptors ?? []),
      timeout: program.timeout + (program.isWarned ? 1 : 0),
      atStart: { users?.write() },
      atEnd: { session in
        // Where nothing kept it from starting others.
        if isolation == .off || outer == nil { Children.end(session: session) }
      }
    ).run()
    if outer != nil, case .exited(let code) = ending, (129...192).contains(code) {
      // Bubblewrap's own word for a signal.
      ending = .signalled(code - 128)
    }
    if program.isWarned, ending == .signalled(SIGALRM),
      start.duration(to: .now) >= .seconds(program.timeout)
    {
      ending = .timedOut
    }
    return Outcome(
      ending: ending, missing: try missing(Self.lines(of: words), ending, program, errors: files[2]))
  }

  /// The launcher's command.
  private func command(_ program: Shut, _ place: String) -> [String] {
    let kind =
      isolation == .off
      ? "limits" : outer != nil ? "inner" : program.folder == nil ? "all" : "folder"
    let limits = program.limits
    return [
      launcher, outer == nil ? String(getpid()) : "1", kind + (isolation == .required ? "!" : ""), place,
    ]
      + [
        limits.memory, limits.seconds, limits.file, limits.files, outer == nil ? 0 : limits.processes,
        program.isWarned ? Int(program.timeout * 1000) : 0,
        outer == nil ? 0 : Int(program.user ?? 0),
      ].map { String($0) } + [program.runnable] + program.readable + ["--", program.path] + program.arguments
  }

  private static func lines(of file: NamelessFile) -> [String] {
    String(decoding: file.bytes(), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// What the launcher could not have.
  private func missing(
    _ words: [String], _ ending: ChildProcess.Ending, _ program: Shut, errors: NamelessFile
  ) throws(SnippetFailure) -> String? {
    if let failure = words.first(where: { $0.hasPrefix("failed") }) {
      throw .disk(path: program.path, reason: failure)
    }
    if case .notStarted(let reason) = ending { throw .disk(path: outer?.path ?? launcher, reason: reason) }
    let said = words.first { $0.hasPrefix("missing ") }.map { String($0.dropFirst("missing ".count)) }
    if !words.contains("started"), case .exited = ending {
      let text = String(decoding: errors.bytes(atMost: 400), as: UTF8.self).split(separator: "\n").first
      throw .isolationMissing(what: said ?? text.map(String.init) ?? "launcher")
    }
    let all = [absence, said].compactMap(\.self)
    return all.isEmpty ? nil : all.joined(separator: ", ")
  }
}
