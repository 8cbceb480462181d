import Foundation
import Synchronization

/// Messages to and from a browser: JSON, each ended by a NUL.
final class Connection: Sendable {
  struct Event: Sendable {
    var method: String
    var session: String?
    var parameters: JSON
  }

  private struct Message: Decodable {
    struct Problem: Decodable { var message: String }
    var id: Int?
    var method: String?
    var sessionId: String?
    var params: JSON?
    var result: JSON?
    var error: Problem?
  }

  private struct Command: Encodable {
    var id: Int
    var method: String
    var params: JSON
    var sessionId: String?
  }

  private struct State {
    var number = 0
    var isGone = false
    var waiting: [Int: (method: String, CheckedContinuation<JSON, any Error>)] = [:]
    var listeners: [String: @Sendable (Event) -> Void] = [:]
  }

  private let process: BrowserProcess
  private let state = Mutex(State())

  init(_ process: BrowserProcess) {
    self.process = process
    let thread = Thread { [self] in readAll() }
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// Hands on what happens in a session; in order, on the reading thread.
  func listen(to session: String, _ listener: (@Sendable (Event) -> Void)?) {
    state.withLock { $0.listeners[session] = listener }
  }

  /// - Parameter timeout: seconds, after which a browser that says nothing is given up.
  func send(_ method: String, _ parameters: JSON = [:], session: String? = nil, timeout: Double = 60)
    async throws -> JSON
  {
    let id = state.withLock { state in
      state.number += 1
      return state.number
    }
    let alarm = Task { [self] in
      try await Task.sleep(for: .seconds(timeout))
      finish(id, .failure(BrowserFailure.timedOut(method)))
    }
    defer { alarm.cancel() }
    return try await withCheckedThrowingContinuation { continuation in
      let isGone = state.withLock { state in
        if !state.isGone { state.waiting[id] = (method, continuation) }
        return state.isGone
      }
      guard !isGone else {
        continuation.resume(throwing: BrowserFailure.gone(lastWords: process.lastWords))
        return
      }
      write(Command(id: id, method: method, params: parameters, sessionId: session))
    }
  }

  private func write(_ command: Command) {
    guard let data = try? JSONEncoder().encode(command) else { return }
    // Whole messages, one after another; the browser's own thread reads them at once.
    state.withLock { _ in
      var rest = Array(data)[...] + [0]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Foundation.write(process.toBrowser, $0.baseAddress, $0.count) }
        guard count > 0 else { break }
        rest = rest.dropFirst(count)
      }
    }
  }

  private func finish(_ id: Int, _ result: Result<JSON, any Error>) {
    let waiting = state.withLock { $0.waiting.removeValue(forKey: id) }
    waiting?.1.resume(with: result)
  }

  private func readAll() {
    // Writing to a browser that has gone is an error to report, no signal to die of.
    signal(SIGPIPE, SIG_IGN)
    var pending: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(process.fromBrowser, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      var rest = buffer[..<count]
      while let end = rest.firstIndex(of: 0) {
        pending += rest[..<end]
        take(Data(pending))
        pending.removeAll(keepingCapacity: true)
        rest = rest[(end + 1)...]
      }
      pending += rest
    }
    let left = state.withLock { state in
      state.isGone = true
      defer { state.waiting = [:] }
      return state.waiting.values.map(\.1)
    }
    for waiting in left { waiting.resume(throwing: BrowserFailure.gone(lastWords: process.lastWords)) }
  }

  private func take(_ data: Data) {
    guard let message = try? JSONDecoder().decode(Message.self, from: data) else { return }
    if let id = message.id {
      if let problem = message.error {
        let method = state.withLock { $0.waiting[id]?.method } ?? ""
        finish(id, .failure(BrowserFailure.refused(method: method, message: problem.message)))
      } else {
        finish(id, .success(message.result ?? .null))
      }
    } else if let method = message.method {
      let listener = state.withLock { $0.listeners[message.sessionId ?? ""] }
      listener?(Event(method: method, session: message.sessionId, parameters: message.params ?? .null))
    }
  }
}
