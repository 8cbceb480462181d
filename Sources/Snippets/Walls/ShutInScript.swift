import Foundation

/// A script of docgen's own over what notes bring: behind bubblewrap and the filter of system calls, with a time limit.
package struct ShutInScript: Sendable {
  /// The interpreter, on the path.
  package var path: String
  package var arguments: [String]

  package init(path: String, arguments: [String]) {
    self.path = path
    self.arguments = arguments
  }

  /// What it writes of its input.
  ///
  /// - Returns: nil if there is no interpreter, if it failed or took too long, or if a wall is missing that is
  ///   required.
  package func run(_ input: [UInt8], isolation: SnippetOptions.Isolation, timeout: Double) -> [UInt8]? {
    let folder = FileManager.default.temporaryDirectory.path
    guard let program = Self.onPath(path), let from = try? NamelessFile(in: folder, holding: input),
      let into = try? NamelessFile(in: folder), let errors = try? NamelessFile(in: folder)
    else { return nil }
    var files = [from, into, errors]
    var command = [program] + arguments
    if isolation != .off, case .success(let wall) = Wall.find(named: nil) {
      let view = Wall.View(readable: Self.places(of: program))
      let told = (wall.arguments(view) + ["--seccomp", "3"]).joined(separator: "\0") + "\0"
      guard let filter = try? NamelessFile(in: folder, holding: CallFilter.tool.compiled ?? []),
        let words = try? NamelessFile(in: folder, holding: Array(told.utf8))
      else { return nil }
      files += [filter, words]
      command = [wall.path, "--args", "4", "--"] + command
    } else if isolation == .required {
      return nil
    }
    let ending = ChildProcess(
      path: command[0], arguments: Array(command.dropFirst()),
      environment: ["LANG=C.UTF-8", "PATH=/usr/bin:/bin"],
      descriptors: files.map(\.descriptor), timeout: timeout
    ).runHere()
    return ending == .exited(0) ? into.bytes(atMost: 64 << 20) : nil
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
