import Foundation
import Synchronization

/// One process, started, waited for on a thread of its own, and killed when its time is over.
///
/// The thread lives as long as the process: on Linux the death signal of a child is tied to the
/// thread that started it, and a pool's threads come and go.
struct ChildProcess: Sendable {
  var path: String
  var arguments: [String]
  var environment: [String] = []
  /// The child's descriptors 0, 1, 2 … in this order.
  var descriptors: [Int32]
  /// Where it starts; nil: where docgen is.
  var folder: String?
  /// Seconds; nil waits for ever.
  var timeout: Double?
  /// Called when it has been started, on the thread that waits for it.
  var atStart: (@Sendable () -> Void)?
  /// Called when it has ended, while its number is still its own.
  var atEnd: (@Sendable (pid_t) -> Void)?

  enum Ending: Sendable, Hashable, Codable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut
    case notStarted(String)
  }

  func run() async -> Ending {
    let box = StateBox()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: runOnThisThread(box)) }
        thread.stackSize = 256 << 10
        thread.start()
      }
    } onCancel: {
      box.kill(SIGKILL)
    }
  }

  /// The same, on the thread that asks.
  func runHere() -> Ending { runOnThisThread(StateBox()) }

  private struct State {
    var process: pid_t = 0
    var isCancelled = false
    var isTimedOut = false
  }

  /// Guards the process's number: nobody signals it once it is reaped.
  private final class StateBox: Sendable {
    let state = Mutex(State())

    func kill(_ signal: Int32) {
      state.withLock { state in
        state.isCancelled = true
        if state.process > 0 { _ = Foundation.kill(state.process, signal) }
      }
    }
    func timeOut(_ signal: Int32) {
      state.withLock { state in
        guard state.process > 0 else { return }
        state.isTimedOut = true
        _ = Foundation.kill(state.process, signal)
        // What is shut in leads a session of its own.
        if signal == SIGKILL { _ = Foundation.kill(-state.process, signal) }
      }
    }
  }

  private func runOnThisThread(_ box: StateBox) -> Ending {
    var started: pid_t = 0
    let code = box.state.withLock { state -> Int32 in
      if state.isCancelled { return ECANCELED }
      var code = Children.start(&started) { spawn(&$0) }
      // A child that another thread starts holds for a moment what that thread has open for writing.
      for _ in 0..<400 where code == ETXTBSY {
        usleep(5000)
        code = Children.start(&started) { spawn(&$0) }
      }
      if code == 0 { state.process = started }
      return code
    }
    guard code == 0 else { return .notStarted(String(cString: strerror(code))) }
    let deadline = timeout.map { seconds in
      let timers = DispatchQueue.global(qos: .userInitiated)
      let kill = DispatchWorkItem { box.timeOut(SIGKILL) }
      timers.asyncAfter(deadline: .now() + seconds, execute: kill)
      return kill
    }
    defer { deadline?.cancel() }
    atStart?()
    // Wait without reaping, so that the number stays this process's until nobody can use it.
    var facts = siginfo_t()
    while waitid(P_PID, id_t(started), &facts, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    var status: Int32 = 0
    let isTimedOut = box.state.withLock { state in
      atEnd?(started)
      Children.forget(started)
      while waitpid(started, &status, 0) < 0, errno == EINTR {}
      state.process = 0
      return state.isTimedOut
    }
    if isTimedOut { return .timedOut }
    return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .signalled(status & 0x7F)
  }

  #if os(Linux)
    /// glibc's headers show it to GNU sources alone.
    private static func addChdir(
      _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ folder: String
    )
      -> Int32
    {
      typealias Function =
        @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32
      guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "posix_spawn_file_actions_addchdir_np")
      else { return ENOSYS }
      return unsafeBitCast(symbol, to: Function.self)(actions, folder)
    }
  #else
    private static func addChdir(
      _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t?>, _ folder: String
    )
      -> Int32
    { posix_spawn_file_actions_addchdir_np(actions, folder) }
  #endif

  #if os(Linux)
    /// POSIX_SPAWN_SETSID, which glibc's headers show to GNU sources alone.
    private static let ownSession: Int16 = 0x80
  #else
    private static let ownSession = Int16(POSIX_SPAWN_SETSID)
  #endif

  private func spawn(_ started: inout pid_t) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    if let folder, Self.addChdir(&actions, folder) != 0 { return EINVAL }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads of Swift's pool block signals; a child must not inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var defaults = sigset_t()
    sigfillset(&defaults)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // In a session of its own: what a terminal sends to all of its group reaches docgen alone, which ends its children
    // itself, and takes no child's death by it for a note's fault.
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | Self.ownSession)
    var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    return posix_spawn(&started, path, &actions, &attributes, &argv, &envp)
  }
}

/// The processes that run now, so that a docgen which is told to end takes them along.
package enum Children {
  private struct Running {
    var processes: Set<pid_t> = []
    var isEnding = false
  }
  private static let running = Mutex(Running())

  /// Starts a process, unless docgen is ending; the lock leaves no moment between the start and its entry here.
  static func start(_ process: inout pid_t, _ spawn: (inout pid_t) -> Int32) -> Int32 {
    let code = running.withLock { running -> Int32? in
      if running.isEnding { return nil }
      let code = spawn(&process)
      if code == 0 { running.processes.insert(process) }
      return code
    }
    if let code { return code }
    endWithDocgen()
  }

  /// Kills all that is left of a session, whatever groups it has formed.
  static func end(session: pid_t) {
    // One that forks all the time is caught in the end: it dies faster than it can be looked up.
    for _ in 0..<100 {
      let left = members(of: session).filter { $0 != session }
      if left.isEmpty { return }
      for process in left { _ = kill(process, SIGKILL) }
    }
  }

  /// Processes of a session that have not ended, where the system has `/proc`.
  private static func members(of session: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { process in
      // `pid (name) state parent group session …`, and a name may hold anything.
      let text = FileManager.default.contents(atPath: "/proc/\(process)/stat")
        .map { String(decoding: $0, as: UTF8.self) }
      let fields = text?.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.count > 3 && fields[0] != "Z" && pid_t(fields[3]) == session
    }
  }

  /// Called before the process is reaped: until then nobody else has its number.
  static func forget(_ process: pid_t) {
    let isEnding = running.withLock { running in
      running.processes.remove(process)
      return running.isEnding
    }
    if isEnding { endWithDocgen() }
  }

  /// What an ending docgen has killed did not fail: nobody is to report it, keep it, or exit over it.
  private static func endWithDocgen() -> Never {
    while true { pause() }
  }

  /// Kills them all with their groups; from now on none is started, and who waits for one waits for docgen's end.
  package static func endAll() {
    running.withLock { running in
      running.isEnding = true
      for process in running.processes {
        _ = kill(process, SIGKILL)
        // A snippet leads a group of its own; for the others there is no such group.
        _ = kill(-process, SIGKILL)
      }
    }
    TemporaryFolder.removeAll()
  }
}

/// A file without a name, for what a process reads or writes; gone when it is closed.
final class NamelessFile: Sendable {
  let descriptor: Int32

  /// For docgen itself to read, where the child's own can only be added to.
  private let reader: Int32

  /// - Parameter isOnlyAppended: who has the descriptor can neither read what is there nor write over it.
  init(in folder: String, holding bytes: [UInt8] = [], isOnlyAppended: Bool = false) throws(SnippetFailure) {
    let path = "\(folder)/\(UUID().uuidString)"
    let opened = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw .disk(path: folder, reason: String(cString: strerror(errno))) }
    let other = isOnlyAppended ? open(path, O_WRONLY | O_APPEND | O_CLOEXEC) : opened
    unlink(path)
    // Above the child's own numbers, so that no dup2 tramples on another's source.
    descriptor = fcntl(other, F_DUPFD_CLOEXEC, 16)
    reader = isOnlyAppended ? fcntl(opened, F_DUPFD_CLOEXEC, 16) : descriptor
    if isOnlyAppended { close(other) }
    close(opened)
    guard descriptor >= 0, reader >= 0 else {
      throw .disk(path: folder, reason: String(cString: strerror(errno)))
    }
    guard Self.write(bytes, to: descriptor) else {
      throw .disk(path: folder, reason: String(cString: strerror(errno)))
    }
    lseek(descriptor, 0, SEEK_SET)
  }

  /// All of the bytes; false leaves `errno`.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  deinit {
    close(descriptor)
    if reader != descriptor { close(reader) }
  }

  func bytes(atMost limit: Int = .max) -> [UInt8] {
    let size = min(limit, Int(lseek(reader, 0, SEEK_END)))
    guard size > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, pread(reader, buffer.baseAddress, size, 0))
    }
  }
}
