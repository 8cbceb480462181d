import Foundation

/// A headless Chromium with a folder of its own, spoken to over two pipes: no port, no network.
struct BrowserProcess: Sendable {
  /// What the browser reads, at our end.
  let toBrowser: Int32
  /// What the browser writes, at our end.
  let fromBrowser: Int32
  let profile: String

  static func start() throws(BrowserFailure) -> BrowserProcess {
    guard let program = program() else { throw .absent }
    var template = Array((NSTemporaryDirectory() + "docgen-browser-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw .notStarted(reason: String(cString: strerror(errno))) }
    let profile = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard let commands = pipe(), let answers = pipe() else {
      throw .notStarted(reason: String(cString: strerror(errno)))
    }
    // It reads from 3 and writes to 4, and ends when 3 is closed: with this process at the latest.
    let code = spawn(
      program, arguments(profile), reading: commands.read, writing: answers.write,
      errors: errors(in: profile))
    close(commands.read)
    close(answers.write)
    guard code == 0 else { throw .notStarted(reason: String(cString: strerror(code))) }
    Leftovers.remove(atExit: profile)
    return BrowserProcess(toBrowser: commands.write, fromBrowser: answers.read, profile: profile)
  }

  /// What it wrote to its standard error, at the end of which stands why it went.
  var lastWords: String {
    let data = FileManager.default.contents(atPath: Self.errors(in: profile)) ?? Data()
    return String(decoding: data.suffix(600), as: UTF8.self)
  }

  private static func errors(in profile: String) -> String { profile + "/errors.txt" }

  private static func program() -> String? {
    let environment = ProcessInfo.processInfo.environment
    if let chosen = environment["CHROMIUM"] { return chosen }
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return folders.lazy
      .flatMap { folder in ["chromium", "chromium-browser", "google-chrome"].map { "\(folder)/\($0)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func arguments(_ profile: String) -> [String] {
    var arguments = [
      "--headless=new", "--remote-debugging-pipe", "--user-data-dir=\(profile)/profile", "--no-first-run",
      "--no-default-browser-check", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--disable-default-apps", "--disable-domain-reliability", "--metrics-recording-only", "--mute-audio",
      // Pages in the background must keep their timers, or a test of two pages waits for ever.
      "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
      "--disable-backgrounding-occluded-windows",
      "--force-color-profile=srgb", "--lang=zh-CN",
      // The network is off, but for this machine itself.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--proxy-server=socks5://0.0.0.0:1",
    ]
    // Chromium refuses its sandbox to root, as whom containers run.
    if geteuid() == 0 { arguments.append("--no-sandbox") }
    return arguments + ["about:blank"]
  }

  /// A pipe above the descriptors that the child gets, closed in every other child.
  private static func pipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else { return nil }
    let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 32) }
    for end in ends { close(end) }
    return high.allSatisfy { $0 >= 0 } ? (high[0], high[1]) : nil
  }

  private static func spawn(
    _ program: String, _ arguments: [String], reading: Int32, writing: Int32, errors: String
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, reading, 3)
    posix_spawn_file_actions_adddup2(&actions, writing, 4)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads of Swift's pool block signals; a child must not inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var process: pid_t = 0
    return posix_spawn(&process, program, &actions, &attributes, &argv, &envp)
  }
}
