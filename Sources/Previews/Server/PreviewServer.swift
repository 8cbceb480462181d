import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// Serves a site on this machine's loopback, and nowhere else.
package struct PreviewServer: Sendable {
  private let listener: Socket
  package let port: UInt16
  private let answering: Answering
  private let listeners: Listeners

  package enum Failure: Error {
    case taken(port: UInt16)
    case refused(String)
  }

  /// Listens from now on; who asks early waits until `run` answers.
  ///
  /// - Parameter port: 0 takes one that is free.
  package init(port: UInt16, files: any PreviewFiles, listeners: Listeners) throws(Failure) {
    do {
      listener = try Socket(domain: Int32(AF_INET))
      _ = fcntl(listener.file.rawValue, F_SETFD, FD_CLOEXEC)
      try listener.setValue(true, for: .localAddressReuse)
      try listener.bind(to: .inet(ip4: "127.0.0.1", port: port))
      try listener.listen()
      guard case .ip4(_, let found) = try listener.sockname() else { throw SocketError.unsupportedAddress }
      self.port = found
    } catch SocketError.failed(_, EADDRINUSE, _) {
      throw .taken(port: port)
    } catch {
      throw .refused("\(error)")
    }
    answering = Answering(files: files, guests: Guests(port: self.port))
    self.listeners = listeners
    Self.raiseOpenFiles()
  }

  /// Answers until it is cancelled; then nothing listens, and no connection is left.
  package func run() async throws {
    defer { try? listener.close() }
    let pool = HTTPServer.defaultPool()
    try await pool.prepare()
    let socket = try AsyncSocket(socket: listener, pool: pool)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await pool.run() }
      group.addTask { try await accept(on: socket) }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func accept(on socket: AsyncSocket) async throws {
    let open = OpenConnections()
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        let next: AsyncSocket
        do {
          next = try await socket.accept()
        } catch is CancellationError {
          return
        } catch {
          // Too many files are open: some connection ends in time.
          open.endOldest()
          try? await Task.sleep(for: .milliseconds(20))
          continue
        }
        _ = fcntl(next.socket.file.rawValue, F_SETFD, FD_CLOEXEC)
        let number = open.number()
        group.addTask { [answering, listeners] in
          let work = Task {
            await Connection(
              socket: next, answering: answering, listeners: listeners,
              isBusy: { open.mark(number, isBusy: $0) }
            ).serve()
          }
          open.add(number, work)
          await withTaskCancellationHandler {
            await work.value
          } onCancel: {
            work.cancel()
          }
          open.remove(number)
        }
      }
    }
  }

  /// As many open files as the system lets this process have.
  private static func raiseOpenFiles() {
    #if os(Linux)
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let files = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 8192)
    setrlimit(files, &limit)
  }
}

/// Connections that are open. Beyond a number that no browser needs, the one that has waited longest without a whole
/// request has to go.
private final class OpenConnections: Sendable {
  private struct Entry {
    var work: Task<Void, Never>
    var isBusy = false
  }

  private struct State {
    var next = 0
    var open: [Int: Entry] = [:]
    /// Marked before they were added.
    var busy: Set<Int> = []
  }

  private let state = Mutex(State())
  private static let most = 256

  func number() -> Int {
    state.withLock { state in
      state.next += 1
      return state.next
    }
  }

  func add(_ number: Int, _ work: Task<Void, Never>) {
    let count = state.withLock { state in
      state.open[number] = Entry(work: work, isBusy: state.busy.remove(number) != nil)
      return state.open.count
    }
    if count > Self.most { endOldest() }
  }

  func mark(_ number: Int, isBusy: Bool) {
    state.withLock { state in
      if state.open[number] != nil {
        state.open[number]?.isBusy = isBusy
      } else if isBusy {
        state.busy.insert(number)
      } else {
        state.busy.remove(number)
      }
    }
  }

  func remove(_ number: Int) {
    state.withLock { state in
      state.open[number] = nil
      state.busy.remove(number)
    }
  }

  func endOldest() {
    let oldest = state.withLock { state in
      state.open.filter { !$0.value.isBusy }.min { $0.key < $1.key }.map { key, entry in
        state.open[key]?.isBusy = true
        return entry.work
      }
    }
    oldest?.cancel()
  }
}
