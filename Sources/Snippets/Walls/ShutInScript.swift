import Diagnostics
import Foundation

/// A script of docgen's own over what notes bring: behind bubblewrap and the filter of system calls, with a time limit.
package struct ShutInScript: Sendable {
  /// The interpreter, on the path.
  package var path: String
  package var arguments: [String]
  /// Folders that it may read beside its own.
  package var readable: [String]

  package init(path: String, arguments: [String], readable: [String] = []) {
    self.path = path
    self.arguments = arguments
    self.readable = readable
  }

  /// Why there is no answer.
  package struct Failure: Error, Sendable {
    package var reason: Message
    package init(reason: Message) { self.reason = reason }
  }

  /// What it writes of its input.
  package func run(_ input: [UInt8], isolation: SnippetOptions.Isolation, timeout: Double)
    throws(Failure) -> [UInt8]
  {
    let folder = FileManager.default.temporaryDirectory.path
    guard let program = Self.onPath(path) else {
      throw Failure(reason: Message(zh: "没有找到 \(path)", en: "\(path) was not found"))
    }
    guard let from = try? NamelessFile(in: folder, holding: input),
      let into = try? NamelessFile(in: folder), let errors = try? NamelessFile(in: folder)
    else { throw Failure(reason: Message(zh: "\(folder) 写不了", en: "\(folder) cannot be written")) }
    var files = [from, into, errors]
    var command = [program] + arguments
    let wall = isolation == .off ? nil : Wall.find(named: nil)
    if case .success(let wall)? = wall {
      let view = Wall.View(readable: Self.places(of: program) + readable)
      let told = (wall.arguments(view) + ["--seccomp", "3"]).joined(separator: "\0") + "\0"
      guard let filter = try? NamelessFile(in: folder, holding: CallFilter.tool.compiled ?? []),
        let words = try? NamelessFile(in: folder, holding: Array(told.utf8))
      else { throw Failure(reason: Message(zh: "\(folder) 写不了", en: "\(folder) cannot be written")) }
      files += [filter, words]
      command = [wall.path, "--args", "4", "--"] + command
    } else if isolation == .required, case .failure(let absence)? = wall {
      throw Failure(reason: Message(zh: "缺少隔离 \(absence.reason)", en: "a wall is missing: \(absence.reason)"))
    }
    let ending = ChildProcess(
      path: command[0], arguments: Array(command.dropFirst()),
      environment: ["LANG=C.UTF-8", "PATH=/usr/bin:/bin"],
      descriptors: files.map(\.descriptor), timeout: timeout
    ).runHere()
    guard ending == .exited(0) else { throw Failure(reason: Self.words(ending, errors, timeout)) }
    return into.bytes(atMost: 64 << 20)
  }

  /// A script's last line says what it died of.
  private static func words(_ ending: ChildProcess.Ending, _ errors: NamelessFile, _ timeout: Double)
    -> Message
  {
    if ending == .timedOut {
      return Message(zh: "\(Int(timeout)) 秒没有结束", en: "no end within \(Int(timeout)) s")
    }
    let last = String(decoding: errors.bytes(atMost: 1 << 16), as: UTF8.self).split(separator: "\n").last
    return Message(last.map { String($0.prefix(300)) } ?? "\(ending)")
  }

  /// The system's own first: what a version manager puts before it is a script that starts a program from elsewhere,
  /// which nothing behind the wall can reach.
  private static func onPath(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return ("/usr/bin:/bin:" + path).split(separator: ":").map { $0 + "/" + name }.first {
      access($0, X_OK) == 0
    }
  }

  /// Where the interpreter and its libraries lie: the folder above its `bin`, by both names if it is a link.
  private static func places(of program: String) -> [String] {
    let real = URL(fileURLWithPath: program).resolvingSymlinksInPath().path
    return [program, real].map {
      (($0 as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent
    }.map { $0 == "/" || $0.isEmpty ? "/usr" : $0 }.uniqued
  }
}
