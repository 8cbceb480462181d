import Foundation
import Synchronization

/// A page of the browser: where it goes, what its scripts say, what it did.
package final class Page: Sendable {
  private struct State {
    var record = Record()
    var loads = 0
    var waiting: [Int: (loads: Int, continuation: CheckedContinuation<Void, any Error>)] = [:]
    var waits = 0
  }

  private let connection: Connection
  private let session: String
  private let context: String
  private let state = Mutex(State())

  init(_ connection: Connection, session: String, context: String) {
    self.connection = connection
    self.session = session
    self.context = context
  }

  /// All that happened since the page was opened, or since `forget`.
  package var record: Record { state.withLock { $0.record } }

  package func forget() { state.withLock { $0.record = Record() } }

  @discardableResult
  package func send(_ method: String, _ parameters: JSON = [:]) async throws -> JSON {
    try await connection.send(method, parameters, session: session)
  }

  func prepare() async throws {
    connection.listen(to: session) { [weak self] event in self?.take(event) }
    for domain in ["Page", "Runtime", "Log", "Network"] { try await send("\(domain).enable") }
    try await viewport(1440, 900)
    try await theme(.light)
  }

  package func close() async throws {
    connection.listen(to: session, nil)
    _ = try await connection.send(
      "Target.disposeBrowserContext", ["browserContextId": .string(context)])
  }

  private func take(_ event: Connection.Event) {
    let ready = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
      state.record.take(event.method, event.parameters)
      guard event.method == "Page.loadEventFired" else { return [] }
      state.loads += 1
      let ready = state.waiting.filter { $0.value.loads <= state.loads }
      for key in ready.keys { state.waiting[key] = nil }
      return ready.values.map(\.continuation)
    }
    for continuation in ready { continuation.resume() }
  }

  // MARK: Going somewhere

  /// Opens a URL and waits until it is loaded, with its scripts run.
  package func open(_ url: String) async throws {
    try await loading {
      let answer = try await send("Page.navigate", ["url": .string(url)])
      if let error = answer["errorText"].string {
        throw BrowserFailure.refused(method: "open \(url)", message: error)
      }
    }
  }

  package func open(file path: String, fragment: String = "") async throws {
    try await open(URL(fileURLWithPath: path).absoluteString + fragment)
  }

  /// Does something that loads another document, and waits until that is there.
  package func loading(_ act: () async throws -> Void) async throws {
    let wanted = state.withLock { $0.loads + 1 }
    try await act()
    let number = state.withLock { state in
      state.waits += 1
      return state.waits
    }
    let alarm = Task { [self] in
      try await Task.sleep(for: .seconds(60))
      let late = state.withLock { $0.waiting.removeValue(forKey: number) }
      late?.continuation.resume(throwing: BrowserFailure.timedOut("the document's load"))
    }
    defer { alarm.cancel() }
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      let isThere = state.withLock { state in
        if state.loads < wanted { state.waiting[number] = (wanted, continuation) }
        return state.loads >= wanted
      }
      if isThere { continuation.resume() }
    }
  }

  // MARK: Asking

  /// The value of an expression; a promise is waited for.
  @discardableResult
  package func evaluate(_ script: String) async throws -> JSON {
    let answer = try await send(
      "Runtime.evaluate",
      ["expression": .string(script), "awaitPromise": true, "returnByValue": true, "userGesture": true])
    let details = answer["exceptionDetails"]
    guard details == .null else {
      throw BrowserFailure.thrown(
        details["exception"]["description"].string ?? details["text"].string ?? "\(details)")
    }
    return answer["result"]["value"]
  }

  package func evaluate<Value: Decodable>(_ script: String, as: Value.Type) async throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(try await evaluate(script)))
  }

  /// The value of a function of JSON values: `(a, b) => …`.
  package func call(_ function: String, _ arguments: JSON...) async throws -> JSON {
    let list = try arguments.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    return try await evaluate("(\(function))(\(list.joined(separator: ", ")))")
  }

  /// Waits until an expression is true: looked at each frame, so that nothing depends on a guessed time.
  package func wait(until condition: String, seconds: Double = 20) async throws {
    let script = """
      new Promise((resolve) => {
        const end = performance.now() + \(seconds * 1000);
        const look = () => {
          let holds = false;
          try { holds = Boolean(\(condition)); } catch {}
          if (holds || performance.now() > end) resolve(holds);
          else setTimeout(look, 10);
        };
        look();
      })
      """
    guard try await evaluate(script) == .bool(true) else { throw BrowserFailure.timedOut(condition) }
  }
}
